"""The ladder of headings as a tree of clauses. Pure functions of text.

Several numbering families mix freely in one document: a stack holds the open
headings, a new heading closes those of its own family and of deeper ones. Knows
nothing of tables, files or metadata; regions that belong to others (title,
front matter, tables) are handed in and left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.contents import Contents, find_contents
from ingest.document import Clause, Span
from ingest.headings import RANK, Heading, display, find_labels, heading_at
from ingest.patterns import (
    ANCHOR,
    ANNEX_LIST,
    ANNEX_LIST_ITEM,
    BARE_ANNEX,
    CONTINUES,
    DATE_LINE,
    FINISHED,
    FURNITURE,
    LABEL,
    MARKDOWN_HEADING,
    NO_SUBHEADING,
    UNNUMBERED,
)
from ingest.sentences import is_soft_break
from ingest.spacing import letters, squeeze

# Items of an enumeration up to this mean length stay together in their parent's clause.
_SHORT_ITEM = 80


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


@dataclass(frozen=True, slots=True)
class Structure:
    """What :func:`build` found: clauses in text order, headings counted, contents entries met or not."""

    clauses: tuple[Clause, ...]
    headings: int
    contents: Contents | None
    contents_only: int

    def paths_at(self, offsets: Sequence[int]) -> list[tuple[str, ...]]:
        """The path of the last heading at or before each of some rising offsets."""
        opened = [(_position(clause), clause.path) for clause in self.clauses if clause.kind != "contents"]
        starts = [start for start, _ in opened]
        found = [bisect_right(starts, offset) for offset in offsets]
        return [opened[place - 1][1] if place else () for place in found]


def build(
    text: str,
    start: int = 0,
    title: Span | None = None,
    regions: Sequence[Span] = (),
    part_titles: Sequence[Span] = (),
    marked: Sequence[Span] = (),
) -> Structure:
    """The clauses of ``text[start:]``.

    ``title`` is where the document's title stands, ``regions`` (in order) are
    spans that are no running text (tables), ``part_titles`` lines that open one
    of several texts a notice carries, ``marked`` lines that the file itself marks as
    headings.
    """
    first = max(start, title.end if title else start)
    markdown = _markdown(text, start, title)
    contents = None if markdown else find_contents(text, first)
    headings = markdown or _headings(text, first, contents, title)
    headings = _outside(headings, regions)
    parts = [_line_heading(text, span, "title") for span in part_titles if span.start >= first]
    numbered = {heading.start for heading in headings}
    lines = [_line_heading(text, span, "unnumbered") for span in marked if span.start >= first]
    parts += [line for line in lines if line.start not in numbered]
    headings = sorted({h.start: h for h in [*headings, *parts]}.values(), key=lambda h: h.start)
    if not headings:
        headings = _outside(_subheadings(text, first), regions)
    root = _tree(text, start, headings)
    _keep_items_together(text, root)
    gaps = _disjoint([*regions, *_left_out(text, start, title, contents)])
    nodes = _nodes(root)
    clauses = [clause for node in nodes for clause in _clauses(text, node, gaps)]
    found = {node.path for node in nodes}
    missing = _contents_only(contents, found) if contents else []
    clauses = sorted([*clauses, *missing], key=_position)
    return Structure(tuple(clauses), len(headings), contents, len(missing))


def _position(clause: Clause) -> int:
    return clause.heading.start if clause.heading else clause.spans[0].start


# --- which headings there are ----------------------------------------------------------------


def _markdown(text: str, start: int, title: Span | None) -> list[Heading]:
    """Markdown headings; the first of depth 1 that is the title is none of them."""
    if "#" not in text:
        return []
    found: list[Heading] = []
    for match in MARKDOWN_HEADING.finditer(text, start):
        if title and match.start() <= title.start < match.end():
            continue
        depth = len(match["marks"])
        words = display(match["words"])
        found.append(Heading(match.start(), match.end(), match.end(), "markdown", 0, words, depth=depth))
    return found


def _headings(text: str, start: int, contents: Contents | None, title: Span | None) -> list[Heading]:
    known = contents.words if contents else ()
    found: list[Heading] = []
    annex_list_end = -1
    opened = _first_character(text, start)
    for mark in find_labels(text, start):
        if (
            contents and contents.span.start <= mark.start < contents.span.end
        ) or mark.start < annex_list_end:
            continue
        if mark.family == "annex":
            if ANNEX_LIST.match(text, mark.start) or text[mark.label_end : mark.limit].strip() in ("：", ":"):
                found.append(Heading(mark.start, mark.start, mark.start, "annex", 0, "附件"))
                annex_list_end = _annex_list_end(text, mark.start)
                continue
            if mark.start == opened and title is None:
                continue
        heading = heading_at(text, mark, known)
        if heading is not None and (not found or heading.start >= found[-1].end):
            found.append(heading)
    return sorted([*found, *_unnumbered(text, start, contents)], key=lambda heading: heading.start)


def _first_character(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _annex_list_end(text: str, start: int) -> int:
    """The end of “附件：1.… ⏎ 2.…”: all following lines that are its items."""
    position = text.find("\n", start)
    end = len(text) if position < 0 else position
    while position >= 0:
        line_end = text.find("\n", position + 1)
        line = text[position + 1 : line_end if line_end >= 0 else len(text)]
        if line.strip():
            if not ANNEX_LIST_ITEM.match(line):
                break
            end = line_end if line_end >= 0 else len(text)
        position = line_end
    return end


def _unnumbered(text: str, start: int, contents: Contents | None) -> list[Heading]:
    """前言 and its like, alone on a line."""
    found = []
    for line_start, line_end in _lines(text, start):
        line = text[line_start:line_end].strip()
        inside = contents and contents.span.start <= line_start < contents.span.end
        if 2 <= len(line) <= 8 and not inside and UNNUMBERED.match(line):
            found.append(_line_heading(text, Span(line_start, line_end), "unnumbered"))
    return found


def _line_heading(text: str, span: Span, family: str) -> Heading:
    raw = text[span.start : span.end]
    start = span.start + len(raw) - len(raw.lstrip())
    end = span.start + len(raw.rstrip())
    words = squeeze(raw)
    if family == "unnumbered":
        words = words.replace(" ", "")
    return Heading(start, end, end, family, 0, words)


def _subheadings(text: str, start: int) -> list[Heading]:
    """Headings of a text without numbers (a news report): short lines between paragraphs."""
    found: list[Heading] = []
    paragraphs = _paragraphs(text, start)
    for index, span in enumerate(paragraphs[:-1]):
        line = text[span.start : span.end]
        before = text[paragraphs[index - 1].start : paragraphs[index - 1].end] if index else ""
        following = paragraphs[index + 1]
        stands_alone = 4 <= len(line) <= 36 and not NO_SUBHEADING.search(line)
        if stands_alone and following.end - following.start >= 50 and (not before or FINISHED.search(before)):
            found.append(_line_heading(text, span, "unnumbered"))
    return found


def _paragraphs(text: str, start: int) -> list[Span]:
    """Lines with words, those broken hard inside a sentence joined again."""
    joined: list[Span] = []
    for line_start, line_end in _lines(text, start):
        line = _trim(text, Span(line_start, line_end))
        if line is None:
            continue
        last = joined[-1] if joined else None
        if last and (
            CONTINUES.match(text, line.start) or is_soft_break(text, last.start, last.end, line.start)
        ):
            joined[-1] = Span(last.start, line.end)
        else:
            joined.append(line)
    return joined


def _lines(text: str, start: int) -> list[tuple[int, int]]:
    spans = []
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        spans.append((start, end))
        start = end + 1
    return spans


def _outside(headings: list[Heading], regions: Sequence[Span]) -> list[Heading]:
    starts = [region.start for region in regions]

    def inside(position: int) -> bool:
        place = bisect_right(starts, position)
        return place > 0 and position < regions[place - 1].end

    return [heading for heading in headings if not inside(heading.start)]


# --- the tree ----------------------------------------------------------------------------------


def _tree(text: str, start: int, headings: list[Heading]) -> Node:
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


def _nodes(root: Node) -> list[Node]:
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
    if (
        node.children
        or heading is None
        or heading.family in ("annex", "title", "chapter", "section", "part", "box")
    ):
        return False
    return not heading.titled or node.spans[0].start >= node.spans[0].end or _is_blank(node)


def _is_blank(node: Node) -> bool:
    return all(span.start >= span.end for span in node.spans)


def _keep_items_together(text: str, root: Node) -> None:
    """Runs of short items without titles of their own go back into their parent's words."""
    for node in reversed(_nodes(root)):
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


# --- clauses -------------------------------------------------------------------------------------


def _left_out(text: str, start: int, title: Span | None, contents: Contents | None) -> list[Span]:
    """What is no clause's text: the title line, the contents, furniture and anchors."""
    spans = [title] if title else []
    if title and "#" in text[max(start, title.start - 8) : title.start]:
        spans = [Span(text.rfind("#", start, title.start), title.end)]
    if title and BARE_ANNEX.match(text[start : title.start]):
        spans.append(Span(start, title.start))
    if contents:
        spans.append(contents.span)
    for line_start, line_end in _lines(text, start):
        if line_end - line_start < 400 and FURNITURE.match(text, line_start, line_end):
            spans.append(Span(line_start, line_end))
    if "[bookmark" in text or "[anchor" in text:
        spans.extend(Span(*match.span()) for match in ANCHOR.finditer(text, start))
    return spans


def _clauses(text: str, node: Node, gaps: Sequence[Span]) -> list[Clause]:
    """A node as a clause, and its closing signature as another."""
    pieces = [piece for span in node.spans for piece in _without(span, gaps)]
    spans = [trimmed for piece in pieces if (trimmed := _trim(text, piece))]
    heading = node.heading
    path = node.path
    span = _heading_span(text, heading) if heading else None
    if heading and heading.run_in and spans and span:
        spans[0] = Span(span.start, spans[0].end)
    if not spans and heading is None:
        return []
    clause = Clause(path, len(path), tuple(spans), span, kind=node.kind)
    signature = _signature(text, spans[-1]) if spans else None
    if signature is None:
        return [clause]
    kept = [*spans[:-1], *([s] if (s := _trim(text, Span(spans[-1].start, signature.start))) else [])]
    signed = Clause((), 0, (signature,), None, kind="signature")
    return [replace(clause, spans=tuple(kept)), signed] if kept or heading else [signed]


def _heading_span(text: str, heading: Heading) -> Span | None:
    """Where a heading's words stand, without Markdown's marks."""
    start = heading.start
    while heading.depth and start < heading.end and text[start] in "# \t":
        start += 1
    return Span(start, heading.end) if heading.end > start else None


def _disjoint(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that overlap made one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _without(span: Span, gaps: Sequence[Span]) -> list[Span]:
    """What is left of a span between disjoint gaps."""
    pieces, start = [], span.start
    for place in range(bisect_right(gaps, span.start, key=lambda gap: gap.end), len(gaps)):
        gap = gaps[place]
        if gap.start >= span.end:
            break
        if gap.start > start:
            pieces.append(Span(start, gap.start))
        start = max(start, gap.end)
    if start < span.end:
        pieces.append(Span(start, span.end))
    return pieces


def _trim(text: str, span: Span) -> Span | None:
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _signature(text: str, span: Span) -> Span | None:
    """Issuer and date that close a text: the last lines, the date alone on the last of them."""
    line_start = text.rfind("\n", span.start, span.end) + 1
    if not line_start or not DATE_LINE.match(text[line_start : span.end]):
        return None
    start, position = line_start, line_start - 1
    while position > span.start:
        above = text.rfind("\n", span.start, position) + 1
        line = text[max(above, span.start) : position].strip()
        if line and (len(line) > 40 or LABEL.match(line) or any(stop in line for stop in "。，；：:")):
            break
        if line:
            start = max(above, span.start)
        if not above:
            break
        position = above - 1
    return _trim(text, Span(start, span.end))


def _contents_only(contents: Contents, found: set[tuple[str, ...]]) -> list[Clause]:
    """Entries of the contents whose section the text never opens."""
    endings = {letters(path[-1]) for path in found if path}
    clauses = []
    for entry in contents.entries:
        if letters(entry.path[-1]) not in endings:
            clauses.append(Clause(entry.path, len(entry.path), (entry.span,), None, kind="contents"))
    return clauses
