"""Grow the tree of headings: the open ones as a stack, the closed ones as nodes.

A new heading closes those of its own family and of deeper ones, unless a first number opens
inside a heading whose own numbering goes on behind it. Levels that the file gives decide where
both headings have one. Short items without titles go back into the words of their parent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import Span
from ingest.structure.headings import RANK, Heading

# Items of an enumeration up to this mean length stay together in their parent's clause.
_SHORT_ITEM = 80
_WIDEST_GAP = 1_000  # characters of white space between a clause and its items
# Families that items of an enumeration are numbered by.
ITEM_FAMILIES = frozenset(
    (
        "han",
        "han_b",
        "decimal",
        "decimal3",
        "decimal4",
        "arabic",
        "arabic_b",
        "circle",
        "roman",
        "letter",
        "article",
    )
)
_UNNUMBERED = frozenset(("unnumbered", "title", "bracket"))


@dataclass
class Node:
    """A node is a heading with its text while the tree is built (the only mutable thing here)."""

    heading: Heading | None
    parent: Node | None
    spans: list[Span]
    children: list[Node]
    kind: str = "text"
    goes_on: bool = False  # whether the next heading of its family counts on from it
    beside: dict[str, int] = field(
        default_factory=dict
    )  # of a 专栏: family -> last number that it interrupts

    @property
    def path(self) -> tuple[str, ...]:
        """Give the words of the headings from the top down to this one."""
        path: list[str] = []
        node: Node | None = self
        while node is not None and node.heading is not None:
            if node.heading.words:
                path.append(node.heading.words)
            node = node.parent
        return tuple(reversed(path))


def grow(text: str, start: int, headings: list[Heading]) -> Node:
    """Build the tree of the headings of ``text[start:]``; gives its root, which is no heading."""
    root = Node(None, None, [], [])
    stack = [root]
    first = headings[0].start if headings else len(text)
    root.spans.append(Span(start, first))
    goes_on = _go_on(headings)
    for index, heading in enumerate(headings):
        end = headings[index + 1].start if index + 1 < len(headings) else len(text)
        beside = _close(stack, heading)
        while end > heading.body and text[end - 1].isspace():
            end -= 1
        own = Span(heading.body, max(heading.body, end))
        node = Node(heading, stack[-1], [own], [], goes_on=goes_on[index], beside=beside)
        stack[-1].children.append(node)
        stack.append(node)
    return root


def _go_on(headings: list[Heading]) -> list[bool]:
    """For each heading whether the next of its family counts on from it."""
    found = [False] * len(headings)
    following: dict[str, int] = {}
    for index in range(len(headings) - 1, -1, -1):
        heading = headings[index]
        found[index] = heading.value > 0 and following.get(heading.family) == heading.value + 1
        following[heading.family] = heading.value
    return found


def _close(stack: list[Node], heading: Heading) -> dict[str, int]:
    """Pop the headings that a new one closes; for a 专栏 the numbers that go on behind it."""
    if heading.family != "box":
        _pop(stack, heading)
        return {}
    closed: dict[str, int] = {}
    while len(stack) > 1 and _place(stack[-1]) >= heading.place:
        node = stack.pop()
        closed |= node.beside
        if node.heading and node.heading.value:
            closed[node.heading.family] = node.heading.value
    return closed


def _pop(stack: list[Node], heading: Heading) -> None:
    box = next((level for level, node in enumerate(stack) if _family(node) == "box"), 0)
    if box and stack[box].beside.get(heading.family, -1) + 1 == heading.value:
        del stack[box:]  # the numbering that the 专栏 interrupts goes on
        return
    if box and heading.value == 1 and RANK[heading.family] >= RANK["han"]:
        inside = next((n for n, node in enumerate(stack) if n > box and _family(node) == heading.family), 0)
        if not inside:
            while _place(stack[-1]) >= heading.place and len(stack) > box + 1:
                stack.pop()
            return
    if heading.depth:
        while len(stack) > 1 and _closes_by_level(stack[-1], heading):
            stack.pop()
        return
    if heading.rank >= 0:
        while len(stack) > 1 and _place(stack[-1]) >= heading.rank:
            stack.pop()
        return
    if heading.value == 1 and _opens_inside(stack, heading):
        return
    for level in range(len(stack) - 1, 0, -1):
        if _family(stack[level]) == heading.family:
            del stack[level:]
            return
    while len(stack) > 1 and _place(stack[-1]) >= heading.place:
        if heading.value == 1 and stack[-1].goes_on:
            return
        stack.pop()


def _closes_by_level(node: Node, heading: Heading) -> bool:
    """A deeper level is closed; of two numbered headings on one level the higher family holds the other."""
    above = node.heading
    if above is None or not above.depth:
        return _place(node) >= heading.place
    if above.depth != heading.depth:
        return above.depth > heading.depth
    numbered = {above.family, heading.family}.isdisjoint(_UNNUMBERED)
    return not (numbered and above.family != heading.family and above.place < heading.place)


def _opens_inside(stack: list[Node], heading: Heading) -> bool:
    """A first number below a heading without a number, whose own family may be open above: it lies below that one."""
    for level in range(len(stack) - 1, 0, -1):
        above = stack[level].heading
        if above is None or above.family == heading.family:
            return False
        if above.family in _UNNUMBERED and (above.depth or above.rank >= 0):
            while len(stack) > level + 1 and _place(stack[-1]) >= heading.place:
                stack.pop()
            return True
    return False


def _family(node: Node) -> str:
    return node.heading.family if node.heading else ""


def _place(node: Node) -> float:
    """A node's place in the ladder; a heading without a number on a level of the file's is closed by levels only."""
    heading = node.heading
    if heading is None or (heading.depth and heading.family in _UNNUMBERED):
        return -1.0
    return heading.place


def in_order(root: Node) -> list[Node]:
    """Give the nodes of the tree in text order."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(node.children))
    return found


# --- items -----------------------------------------------------------------------------------------


def keep_items_together(text: str, root: Node) -> None:
    """Return runs of short items without titles to the words of their parent.

    The paragraph behind the last item of a longer run is the parent's again.
    """
    for node in reversed(in_order(root)):
        kept: list[Node] = []
        run: list[Node] = []
        for child in node.children:
            if run and _family(run[0]) != _family(child):
                kept.extend(_settled(text, node, run))
                run = []
            run.append(child)
        node.children = [*kept, *_settled(text, node, run)]


def _settled(text: str, parent: Node, run: list[Node]) -> list[Node]:
    """The nodes that remain of a run of siblings of one family."""
    if not run or _family(run[0]) not in ITEM_FAMILIES or any(node.children for node in run):
        return run
    titled = sum(1 for node in run if node.heading and node.heading.titled and not _is_blank(node))
    if titled * 2 >= len(run):
        return run
    counts_on = (
        run[0].heading is not None and run[0].heading.value > 1
    )  # numbers run through the text: clauses
    if len(run) >= 2 and not counts_on and sum(map(_length, run)) / len(run) <= _SHORT_ITEM:
        _give_back(text, parent, run[0].heading.start, run[-1].spans[-1].end)  # type: ignore[union-attr]
        return []
    rest = _behind_last(text, run)
    if rest is not None:
        run[-1].spans = [Span(run[-1].spans[0].start, rest.start)]
        _give_back(text, parent, rest.start, rest.end)
    return run


def _behind_last(text: str, run: list[Node]) -> Span | None:
    """What follows on lines of its own behind the last of several items of one line each."""
    if len(run) < 2 or any(
        "\n" in text[span.start : span.end].strip() for node in run[:-1] for span in node.spans
    ):
        return None
    last = run[-1].spans[-1]
    line_end = text.find("\n", last.start, last.end)
    if line_end < 0 or not text[last.start : line_end].strip() or text[line_end - 1] not in "。；;”）":
        return None
    return Span(line_end + 1, last.end)


def _length(node: Node) -> int:
    return node.spans[-1].end - node.heading.start if node.heading else 0


def _is_blank(node: Node) -> bool:
    return all(span.start >= span.end for span in node.spans)


def _give_back(text: str, parent: Node, start: int, end: int) -> None:
    """Add ``text[start:end]`` to a parent's words, joined to the last of them where nothing parts the two."""
    last = parent.spans[-1] if parent.spans else None
    if last and last.end <= start <= last.end + _WIDEST_GAP and not text[last.end : start].strip():
        parent.spans[-1] = Span(last.start, end)
    else:
        parent.spans.append(Span(start, end))
