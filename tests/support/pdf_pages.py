"""Small PDF files for tests: real pages with Chinese text in a built-in CID font."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

WIDTH, HEIGHT = 595.0, 842.0
SENTENCE = "各有关单位要加强组织领导，明确责任分工，细化工作措施，确保各项任务按期完成，取得实效。"


def pdf(*pages: Callable[[object], None]) -> bytes:
    """A PDF file of pages, each drawn by a function that is given a reportlab canvas."""
    pytest.importorskip("reportlab")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    for draw in pages:
        canvas.setFont("STSong-Light", 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write(canvas, x: float, y: float, words: str, size: float = 12) -> None:
    """Words from ``x``, their line ``y`` points below the top of the page."""
    canvas.setFont("STSong-Light", size)
    canvas.drawString(x, HEIGHT - y, words)


def centred(canvas, y: float, words: str, size: float) -> None:
    canvas.setFont("STSong-Light", size)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - y, words)


def lines(canvas, y: float, words: str, left: float = 72, characters: int = 37, size: float = 12) -> float:
    """A paragraph with an indented first line, broken at so many characters; where the next line goes."""
    first = characters - 2
    write(canvas, left + 2 * size, y, words[:first], size)
    for start in range(first, len(words), characters):
        y += 1.6 * size
        write(canvas, left, y, words[start : start + characters], size)
    return y + 1.6 * size


def ruled(canvas, xs: list[float], ys: list[float]) -> None:
    """All lines of a grid."""
    canvas.grid(xs, [HEIGHT - y for y in ys])


def stroke(canvas, x1: float, y1: float, x2: float, y2: float) -> None:
    """One straight line."""
    canvas.line(x1, HEIGHT - y1, x2, HEIGHT - y2)
