"""Build the clauses of a text: find its headings, arrange them in a tree, assign words to them. Pure functions of text.

Several numbering families mix freely in one document. Knows nothing of tables, files or metadata; regions that belong to others (title,
front matter, tables) are handed in and left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Clause, Span
from ingest.extracted import MarkedLine
from ingest.structure.closing_lines import closing
from ingest.structure.heading_lines import line_heading, lines, markdown_headings, numbered_headings, trim
from ingest.structure.heading_tree import Node, grow, in_order, keep_items_together
from ingest.structure.headings import Heading
from ingest.structure.patterns import ANCHOR, FURNITURE
from ingest.structure.sibling_titles import settle_titles
from ingest.structure.table_of_contents import Contents, find_contents
from ingest.structure.unnumbered import headings_above, marked_headings, subheadings, with_levels
from ingest.text.normalise import letters
from ingest.text.patterns import BARE_ANNEX


@dataclass(frozen=True, slots=True)
class Structure:
    """This is what :func:`build` read: clauses in text order, headings counted, contents entries matched or not."""

    clauses: tuple[Clause, ...]
    headings: int
    contents: Contents | None
    contents_only: int

    def paths_at(self, offsets: Sequence[int]) -> list[tuple[str, ...]]:
        """Give the path of the last heading at or before each of some rising offsets."""
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
    marked: Sequence[MarkedLine] = (),
) -> Structure:
    """Build the clauses of ``text[start:]``.

    ``title`` is where the document's title stands, ``regions`` (in order) are
    spans that are no running text (tables), ``part_titles`` lines that open one
    of several texts a notice carries, ``marked`` lines that the file itself marks as
    headings.
    """
    first = max(start, title.end if title else start)
    markdown = markdown_headings(text, start, title)
    contents = None if markdown else find_contents(text, first)
    if contents:  # its entries, parted by tabs from their pages, are no table
        regions = [region for region in regions if not overlaps(region, contents.span)]
    own = [title] if title else []
    headings = _outside(markdown or numbered_headings(text, first, contents, title), own)
    headings = _outside(headings, regions)
    levels = with_levels(headings, marked)
    headings = [replace(h, depth=levels[h.start]) if h.start in levels else h for h in headings]
    parts = _part_headings(text, first, part_titles, headings)
    parts += _outside(marked_headings(text, first, title, marked, headings), regions)
    if not markdown and not parts:
        parts = headings_above(text, first, headings, title)
    headings = sorted({h.start: h for h in [*headings, *parts]}.values(), key=lambda h: h.start)
    if not headings:
        headings = _outside(subheadings(text, first, title), regions)
    if contents:
        headings = _outside(headings, [contents.span])
    root = grow(text, start, headings)
    settle_titles(text, root)
    keep_items_together(text, root)
    gaps = _disjoint([*regions, *_left_out(text, start, title, contents)])
    nodes = in_order(root)
    clauses = [clause for node in nodes for clause in _clauses(text, node, gaps)]
    found = {node.path for node in nodes}
    missing = _contents_only(contents, found) if contents else []
    if contents and missing:
        missing = _not_taken(missing, clauses, contents.span)
    clauses = sorted([*clauses, *missing], key=_position)
    return Structure(tuple(clauses), len(headings), contents, len(missing))


def _part_headings(
    text: str, first: int, titles: Sequence[Span], headings: Sequence[Heading]
) -> list[Heading]:
    """Titles of the texts that a notice carries; one that an annex's label already takes is none."""
    annexes = [heading for heading in headings if heading.family == "annex"]
    starts = [annex.start for annex in annexes]
    found = []
    for span in titles:
        place = bisect_right(starts, span.start) - 1
        if span.start >= first and not (place >= 0 and span.start < annexes[place].end):
            found.append(line_heading(text, span, "title"))
    return found


def overlaps(span: Span, other: Span | None) -> bool:
    """Whether two spans share a character."""
    return other is not None and span.start < other.end and other.start < span.end


def _position(clause: Clause) -> int:
    return clause.heading.start if clause.heading else clause.spans[0].start


def _outside(headings: list[Heading], regions: Sequence[Span]) -> list[Heading]:
    starts = [region.start for region in regions]

    def inside(position: int) -> bool:
        place = bisect_right(starts, position)
        return place > 0 and position < regions[place - 1].end

    return [heading for heading in headings if not inside(heading.start)]


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
    for line_start, line_end in lines(text, start):
        if line_end - line_start < 400 and FURNITURE.match(text, line_start, line_end):
            spans.append(Span(line_start, line_end))
    if "[bookmark" in text or "[anchor" in text:
        spans.extend(Span(*match.span()) for match in ANCHOR.finditer(text, start))
    return spans


def _clauses(text: str, node: Node, gaps: Sequence[Span]) -> list[Clause]:
    """A node as a clause, and its closing signature as another."""
    pieces = [piece for span in node.spans for piece in _without(span, gaps)]
    spans = [trimmed for piece in pieces if (trimmed := trim(text, piece))]
    heading = node.heading
    path = node.path
    span = _heading_span(text, heading) if heading else None
    if heading and heading.run_in and spans and span:
        spans[0] = Span(span.start, spans[0].end)
    if not spans and heading is None:
        return []
    clause = Clause(path, len(path), tuple(spans), span, kind=node.kind)
    signature = closing(text, spans[-1]) if spans else None
    if signature is None:
        return [clause]
    kept = [*spans[:-1], *([s] if (s := trim(text, Span(spans[-1].start, signature.start))) else [])]
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


def _not_taken(entries: list[Clause], clauses: list[Clause], contents: Span) -> list[Clause]:
    """Entries of the contents whose words are no clause's: a heading or a clause may run into what was taken for contents."""
    held = [span for one in clauses for span in (*one.spans, *([one.heading] if one.heading else []))]
    taken = [span for span in held if overlaps(span, contents)]
    return [one for one in entries if not any(overlaps(one.spans[0], span) for span in taken)]


def _contents_only(contents: Contents, found: set[tuple[str, ...]]) -> list[Clause]:
    """Entries of the contents whose section the text never opens."""
    endings = {letters(path[-1]) for path in found if path}
    clauses = []
    for entry in contents.entries:
        if letters(entry.path[-1]) not in endings:
            clauses.append(Clause(entry.path, len(entry.path), (entry.span,), None, kind="contents"))
    return clauses
