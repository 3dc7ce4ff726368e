"""Find the list that a quote stands in, and the words that lead it in: they say what follows from each of its items.

“（三）泄露用户信息的” is fined by “有下列行为之一的，……处1万元以上5万元以下的罚款：” above it, wherever the text was cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.evidence.scoring import ScoredUnit
from ingest.document import Document, Span
from ingest.structure import ItemList, item_lists, list_around

LONGEST_CLAUSE = 12_000  # characters of a clause that is looked through for its lists
LONGEST_LEAD = 300  # characters of a sentence that leads a list in
# “第三条　下列车船……”: the label of an article that runs into its words
ARTICLE_LABEL = re.compile(
    r"\s*第[一二三四五六七八九十百零〇\d]{1,7}条(?:之[一二三四五六七八九十]{1,2})?[\s\u3000]*"
)
# （一）…, 1.…, 一是: the label of an item
ITEM_LABEL = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]|[①-⑳]|[一二三四五六七八九十]{1,2}是)"
)


def list_of(pick: ScoredUnit, document: Document) -> ItemList | None:
    """Give the list that a pick's words stand in or lead in."""
    start, end = pick.quote or (pick.unit.start, pick.unit.end)
    return list_at(pick.unit.chunk.path, pick.unit.start, Span(start, end), document)


def list_at(path: tuple[str, ...], place: int, words: Span, document: Document) -> ItemList | None:
    """Give the list that words of the clause at ``path`` stand in or lead in; ``place``: an offset inside the clause."""
    region = _clause_around(path, place, document)
    if region is None or region.end - region.start > LONGEST_CLAUSE:
        return None
    return list_around(item_lists(document.text, region), words.start, words.end)


def lead_of(path: tuple[str, ...], words: Span, document: Document) -> Span | None:
    """Give the whole sentence that leads in the list of which words are an item; ``None`` where they are none.

    The lead-in of a list is the last part of that sentence where semicolons divide it. Of a list that is not whole, as
    in an excerpt, the words of the clause above its items lead it in.
    """
    found = list_at(path, words.start, words, document)
    inside = found is not None and any(item.start <= words.start < item.end for item in found.items)
    end = found.lead.end if found and found.lead and inside else _end_above(path, words.start, document)
    if end is None:
        return None
    text = document.text
    line = text.rfind("\n", 0, end - 1) + 1
    start = max(line, text.rfind("。", line, end - 1) + 1)
    label = ARTICLE_LABEL.match(text, start, end)
    start = label.end() if label else start
    while end - start > LONGEST_LEAD and text.find("；", start, end - 1) >= 0:
        start = text.find("；", start, end - 1) + 1
    return Span(start, end) if end - start <= LONGEST_LEAD else None


def _end_above(path: tuple[str, ...], place: int, document: Document) -> int | None:
    """Where the words of the clause above an item end, that say that something follows."""
    if not path or not ITEM_LABEL.match(path[-1]):
        return None
    above = [
        span.end
        for clause in document.clauses
        if clause.path == path[:-1] and clause.kind == "text"
        for span in clause.spans
        if span.end <= place
    ]
    return above[-1] if above and document.text[above[-1] - 1] in "：:" else None


def _clause_around(path: tuple[str, ...], place: int, document: Document) -> Span | None:
    """The words of the clause at a path; of the clause above where its own is an item (（一）, 1.)."""
    own = path
    while path and ITEM_LABEL.match(path[-1]):
        path = path[:-1]
    regions: Sequence[Span | None] = (_words_below(path, document), _words_below(own, document))
    return next((region for region in regions if region and region.start <= place < region.end), None)


def _words_below(path: tuple[str, ...], document: Document) -> Span | None:
    """From the heading of a clause to the end of its last words; of an empty path the words under no heading."""
    below = [
        span
        for clause in document.clauses
        if clause.path[: len(path)] == path and clause.kind == "text" and (path or clause.path == path)
        for span in (*([clause.heading] if clause.heading else []), *clause.spans)
    ]
    return Span(min(span.start for span in below), max(span.end for span in below)) if below else None
