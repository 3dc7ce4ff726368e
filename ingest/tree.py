"""The open headings as a stack, the closed ones as a tree.

A new heading closes those of its own family and of deeper ones; short items
without titles go back into the words of their parent.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.document import Span
from ingest.headings import RANK, Heading

# Items of an enumeration up to this mean length stay together in their parent's clause.
_SHORT_ITEM = 80
# Families that items of an enumeration are numbered by.
_ITEM_FAMILIES = frozenset(("han", "han_b", "decimal", "arabic", "arabic_b", "circle", "article"))


@dataclass
class Node:
    """A heading with its own text while the tree is built (the only mutable thing here)."""

    heading: Heading | None
    parent: Node | None
    spans: list[Span]
    children: list[Node]
    kind: str = "text"

    @property
    def path(self) -> tuple[str, ...]:
        path: list[str] = []
        node: Node | None = self
        while node is not None and node.heading is not None:
            if node.heading.words:
                path.append(node.heading.words)
            node = node.parent
        return tuple(reversed(path))


def grow(text: str, start: int, headings: list[Heading]) -> Node:
    root = Node(None, None, [], [])
    stack = [root]
    first = headings[0].start if headings else len(text)
    root.spans.append(Span(start, first))
    for index, heading in enumerate(headings):
        end = headings[index + 1].start if index + 1 < len(headings) else len(text)
        _close(stack, heading)
        while end > heading.body and text[end - 1].isspace():
            end -= 1
        node = Node(heading, stack[-1], [Span(heading.body, max(heading.body, end))], [])
        stack[-1].children.append(node)
        stack.append(node)
    return root


def _close(stack: list[Node], heading: Heading) -> None:
    """Pop the headings that a new one closes."""
    if heading.depth:
        while len(stack) > 1 and stack[-1].heading and stack[-1].heading.depth >= heading.depth:
            stack.pop()
        return
    boxed = _box_level(stack)
    if boxed and heading.value == 1 and RANK[heading.family] >= RANK["han"]:
        boxed = boxed if not any(_family(node) == heading.family for node in stack[boxed + 1 :]) else 0
        if boxed:
            return
    for level in range(len(stack) - 1, 0, -1):
        if _family(stack[level]) == heading.family:
            before = stack[level].heading
            restarts = boxed and level < boxed and before and heading.value != before.value + 1
            if not restarts:
                del stack[level:]
            return
    while len(stack) > 1 and RANK[_family(stack[-1])] >= RANK[heading.family]:
        stack.pop()


def _family(node: Node) -> str:
    return node.heading.family if node.heading else ""


def _box_level(stack: list[Node]) -> int:
    """Where an open 专栏 stands in the stack, 0 without one."""
    return next((level for level, node in enumerate(stack) if _family(node) == "box"), 0)


def in_order(root: Node) -> list[Node]:
    """The tree in text order."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(node.children))
    return found


def _is_bare(node: Node) -> bool:
    """A label whose words are no title and that nothing hangs on, or a title with nothing under it."""
    heading = node.heading
    if node.children or heading is None or heading.family not in _ITEM_FAMILIES:
        return False
    return not heading.titled or _is_blank(node)


def _is_blank(node: Node) -> bool:
    return all(span.start >= span.end for span in node.spans)


def keep_items_together(text: str, root: Node) -> None:
    """Runs of short items without titles of their own go back into their parent's words."""
    for node in reversed(in_order(root)):
        titled = {_family(child) for child in node.children if not _is_bare(child)}
        kept: list[Node] = []
        run: list[Node] = []
        for child in node.children:
            bare = _is_bare(child) and _family(child) not in titled
            if run and not (bare and _family(run[0]) == _family(child)):
                kept.extend(_merged(text, node, run))
                run = []
            (run if bare else kept).append(child)
        node.children = [*kept, *_merged(text, node, run)]


def _merged(text: str, parent: Node, run: list[Node]) -> list[Node]:
    """The nodes that remain of a run of bare items: none where they are short and several."""
    if not run or run[0].heading is None:
        return run
    length = sum(node.spans[-1].end - node.heading.start for node in run if node.heading)
    if len(run) < 2 or length / len(run) > _SHORT_ITEM:
        return run
    start = run[0].heading.start
    end = run[-1].spans[-1].end
    if parent.spans and parent.spans[-1].end <= start and not text[parent.spans[-1].end : start].strip():
        parent.spans[-1] = Span(parent.spans[-1].start, end)
    else:
        parent.spans.append(Span(start, end))
    return []
