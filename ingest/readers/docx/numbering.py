"""Count the automatic numbers of a Word document: the labels that stand in numbering.xml, not in the text.

Word shows “一、” before a paragraph whose text does not hold it. Counting them
again as Word does gives the ladder back. Knows lxml elements, nothing of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingest.readers.docx.patterns import LEVEL_IN_LABEL
from ingest.readers.ooxml.word_names import MC, W, flag_of, value_of
from ingest.text.list_numbers import given_number, written

_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list says how its number is written (“%1、”), where it starts, and what follows it.

    ``restarts`` is the level (from 0) whose paragraphs, or those above it, set the count back; ``None``
    is any level above, -1 none. ``style`` is the paragraph style that stands for the level.
    """

    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    custom: str = ""
    gap: bool = True  # a tab or a space follows
    legal: bool = False  # numbers of the levels above in decimal too
    restarts: int | None = None
    style: str = ""


@dataclass(slots=True)
class _List:
    """A numbered list (w:num): the counters it shares, its levels, where it starts anew when first used."""

    counter: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Numbering:
    """The numbering counts the paragraphs of a document as they come (state: one counter a definition and level)."""

    lists: dict[str, _List] = field(default_factory=dict)
    counters: dict[str, list[int | None]] = field(default_factory=dict)

    def depth_of_style(self, number_id: str, styles: tuple[str, ...]) -> int | None:
        """Give the level of a list that one of some styles stands for, the first style first."""
        levels = self.lists[number_id].levels if number_id in self.lists else {}
        by_style = {level.style: depth for depth, level in levels.items() if level.style}
        return next((by_style[style] for style in styles if style in by_style), None)

    def label(self, number_id: str, depth: int) -> str:
        """Give the label of the next paragraph of a list at a level (from 0), the gap behind it included.

        Empty for bullets and unknown lists.
        """
        used = self.lists.get(number_id)
        if used is None or not 0 <= depth < _LEVELS:
            return ""
        level = used.levels.get(depth, Level())
        self._count(used, depth)
        if level.format == "bullet":
            return ""
        counts = self.counters[used.counter]

        def number(other: int) -> str:
            upper = used.levels.get(other, Level())
            count = counts[other] if counts[other] is not None else upper.start
            shown = "decimal" if level.legal and upper.format != "decimalZero" else upper.format
            return written(count or 0, shown, upper.custom)

        label = LEVEL_IN_LABEL.sub(lambda match: number(int(match[1]) - 1), level.text).strip()
        return f"{label} " if label and level.gap and label[-1].isalnum() else label

    def _count(self, used: _List, depth: int) -> None:
        """Levels above that were skipped count as begun; levels below begin anew unless they say otherwise."""
        counts = self.counters.setdefault(used.counter, [None] * _LEVELS)
        for upper in range(depth):
            if counts[upper] is None:
                counts[upper] = used.levels.get(upper, Level()).start
        start = used.starts.pop(depth, None)
        current = counts[depth]
        if start is not None:
            counts[depth] = start
        elif current is None:
            counts[depth] = used.levels.get(depth, Level()).start
        else:
            counts[depth] = current + 1
        for lower in range(depth + 1, _LEVELS):
            restarts = used.levels.get(lower, Level()).restarts
            if restarts is None or depth <= restarts:
                counts[lower] = None


def read_numbering(part, style_numbers: Mapping[str, str] | None = None) -> Numbering:
    """Read the lists of a numbering part (``None`` for a document without one).

    ``style_numbers`` maps numbering styles to the list they name: a definition may refer to one.
    """
    if part is None:
        return Numbering()
    definitions = {node.get(f"{W}abstractNumId"): node for node in part.iter(f"{W}abstractNum")}
    bases = {node.get(f"{W}numId"): value_of(node, "abstractNumId") for node in part.iter(f"{W}num")}
    levels: dict[str | None, dict[int, Level]] = {}
    for name, node in definitions.items():
        linked = (style_numbers or {}).get(value_of(node, "numStyleLink") or "")
        source = definitions.get(bases.get(linked), node) if linked else node
        levels[name] = {
            _depth(level, place): _level(level) for place, level in enumerate(source.findall(f"{W}lvl"))
        }
    lists: dict[str, _List] = {}
    for node in part.iter(f"{W}num"):
        base = value_of(node, "abstractNumId")
        made = _List(f"{base}", dict(levels.get(base, {})))
        for override in node.findall(f"{W}lvlOverride"):
            _override(override, made)
        lists[node.get(f"{W}numId") or ""] = made
    return Numbering(lists)


def _level(node) -> Level:
    level = Level(
        format=value_of(node, "numFmt") or "decimal",
        text=value_of(node, "lvlText") or "",
        start=given_number(value_of(node, "start"), 1),
        gap=value_of(node, "suff") != "nothing",
        legal=bool(flag_of(node, "isLgl")),
        style=value_of(node, "pStyle") or "",
    )
    restart = value_of(node, "lvlRestart")
    if restart is not None:
        level = replace(level, restarts=given_number(restart, 0) - 1)
    choice = node.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    if choice is not None:
        level = replace(level, format="custom", custom=choice.get(f"{W}format") or "")
    return level


def _override(node, made: _List) -> None:
    depth = _depth(node)
    level, start = node.find(f"{W}lvl"), value_of(node, "startOverride")
    if level is not None:
        made.levels[depth] = _level(level)
    if start is not None:
        made.starts[depth] = given_number(start, 1)


def _depth(node, place: int = 0) -> int:
    """The level a node is of; where an exporter leaves it out (Feishu), levels count in the order they stand in."""
    return given_number(node.get(f"{W}ilvl"), place)
