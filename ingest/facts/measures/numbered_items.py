"""Divide running words into numbered items, inside one another, and the words that lead each list in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.facts.measures.patterns import ITEM_LABEL
from ingest.text.numerals import number

_LEAST_SHARED = 6  # characters that an item of both begins with
_LEAST_NAME = 4  # characters of a name that stands whole before a mark
_HEAD_ENDS = "。（：，"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(slots=True)
class NumberedItem:
    """An item of a list: ``words[start:head_end]`` are its own words, ``lists`` the lists inside it.

    The outermost item is the whole text. Every list has the words that lead it in, ``words[lead_start:lead_end]``.
    """

    start: int
    end: int = 0
    lists: list[NumberedList] = field(default_factory=list)

    @property
    def head_end(self) -> int:
        """Give the end of the item's own words: where the lead of its first list ends."""
        return self.lists[0].lead_end if self.lists else self.end


@dataclass(slots=True)
class NumberedList:
    """A run is one list: items whose labels count on from 1; its lead is what stands before it in the outer item."""

    family: str
    lead_start: int
    lead_end: int
    items: list[NumberedItem] = field(default_factory=list)
    last: int = 0


def items_of(words: str) -> NumberedItem:
    """Give the whole of words as an item, with its lists inside it."""
    whole = NumberedItem(0, len(words))
    stack: list[tuple[NumberedItem, NumberedList | None]] = [(whole, None)]
    for family, value, start, end in _labels(words):
        depth = next(
            (
                n
                for n in range(len(stack) - 1, 0, -1)
                if (run := stack[n][1]) and run.family == family and run.last + 1 == value
            ),
            0,
        )
        if depth:
            run = stack[depth][1]
            _close(stack, depth, start)
            assert run is not None
        elif value == 1:
            again = next(
                (n for n in range(len(stack) - 1, 0, -1) if (r := stack[n][1]) and r.family == family), 0
            )
            if again:  # a second list beside the first: its lead is the end of the last item
                outer, before = stack[again - 1][0], stack[again][1]
                assert before is not None
                cut = _lead_start(words, before.items[-1].start, start)
                _close(stack, again, cut)
                run = NumberedList(family, cut, start)
                outer.lists.append(run)
            else:
                outer = stack[-1][0]
                run = NumberedList(family, outer.start, start)
                outer.lists.append(run)
        else:
            continue
        item = NumberedItem(end)
        run.items.append(item)
        run.last = value
        stack.append((item, run))
    _close(stack, 1, len(words))
    return whole


def _close(stack: list[tuple[NumberedItem, NumberedList | None]], depth: int, end: int) -> None:
    while len(stack) > depth:
        item, _ = stack.pop()
        item.end = end


def _lead_start(words: str, start: int, end: int) -> int:
    """Where the sentence begins that ends right before the first label of a list."""
    stop = max(words.rfind(mark, start, end) for mark in "。；")
    return stop + 1 if stop >= 0 else start


def _labels(words: str) -> Iterator[tuple[str, int, int, int]]:
    for match in ITEM_LABEL.finditer(words):
        family = match.lastgroup or ""
        written = match[family]
        value = _CIRCLED.find(written) + 1 if family == "circle" else number(written)
        if value is not None:
            yield family, value, match.start(), match.end()


def directions_of(content: str) -> tuple[str, ...]:
    """Give the words of the outermost numbered items of a measure's content, each a thing that it gives."""
    return tuple(content[item.start : item.end] for run in items_of(content).lists for item in run.items)


def names_one_of(words: str, directions: tuple[str, ...]) -> bool:
    """Whether an item of conditions begins with the name of a direction, as the direction's own item does."""
    for direction in directions:
        shared = next(
            (
                place
                for place, (one, other) in enumerate(zip(words, direction, strict=False))
                if one != other or one in _HEAD_ENDS
            ),
            min(len(words), len(direction)),
        )
        whole = words[shared : shared + 1] in _HEAD_ENDS
        if shared >= _LEAST_SHARED or (shared >= _LEAST_NAME and whole):
            return True
    return False
