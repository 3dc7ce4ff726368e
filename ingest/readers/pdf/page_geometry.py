"""Where things stand on a PDF's page: matrices of objects, type printed twice, a sheet turned upright."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.layout import Ruling

MOST_DOUBLED = 8  # of one character in a run that is printed twice
THICKEST_LINE = 4.0  # points

Box = tuple[float, float, float, float]  # left, bottom, right, top; y grows upwards
Edge = tuple[float, float, float, float]  # from x, y to x, y


def is_thin(edges: list[Edge]) -> bool:
    """Tell whether a filled outline is a line drawn as a narrow area, not the background of something."""
    xs = [x for edge in edges for x in (edge[0], edge[2])]
    ys = [y for edge in edges for y in (edge[1], edge[3])]
    return bool(edges) and min(max(xs) - min(xs), max(ys) - min(ys)) <= THICKEST_LINE


def product(inner: tuple[float, ...], outer: Any) -> tuple[float, ...]:
    """Give the matrix of an object inside a form: its own (a, b, c, d, e, f), then the form's, where there is one."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od,
        e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


def moved(matrix: Any, x: float, y: float) -> tuple[float, float]:
    """Give where a matrix puts a point; ``None`` leaves it where it is."""
    if matrix is None:
        return x, y
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def overprinted(placed: dict[str, list[tuple[float, float]]], character: str, box: Box, size: float) -> bool:
    """Tell whether the same character was already printed here: programs print twice to make type bold."""
    places = placed.setdefault(character, [])
    near = min(0.3 * size, 0.45 * min(box[2] - box[0], box[3] - box[1]))  # “ll” is no overprint
    if any(abs(x - box[0]) < near and abs(y - box[1]) < near for x, y in places[-MOST_DOUBLED:]):
        return True
    places.append((box[0], box[1]))
    return False


class Upright:
    """Turns a sheet's coordinates so that text turned by ``turn`` degrees stands upright, y downwards."""

    def __init__(self, sheet: Box, turn: int) -> None:
        self.sheet = sheet
        self.turn = turn

    def size(self) -> tuple[float, float]:
        """Give width and height as the reader of the text sees them."""
        width, height = self.sheet[2] - self.sheet[0], self.sheet[3] - self.sheet[1]
        return (height, width) if self.turn in (90, 270) else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Give a point of the sheet from the upright page's top left."""
        left, bottom, right, top = self.sheet
        if self.turn == 90:
            return y - bottom, x - left
        if self.turn == 180:
            return right - x, y - bottom
        if self.turn == 270:
            return top - y, right - x
        return x - left, top - y

    def box(self, box: Box) -> tuple[float, float, float, float]:
        """Give a box of the sheet as left, top, right, bottom of the upright page."""
        x1, y1 = self.point(box[0], box[1])
        x2, y2 = self.point(box[2], box[3])
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def rulings(self, edges: list[Edge]) -> Iterator[Ruling]:
        """Give the edges that lie or stand straight on the upright page, as rulings."""
        for x1, y1, x2, y2 in edges:
            ax, ay = self.point(x1, y1)
            bx, by = self.point(x2, y2)
            if abs(ay - by) <= 1.0 < abs(ax - bx):
                yield Ruling(True, (ay + by) / 2, min(ax, bx), max(ax, bx))
            elif abs(ax - bx) <= 1.0 < abs(ay - by):
                yield Ruling(False, (ax + bx) / 2, min(ay, by), max(ay, by))
