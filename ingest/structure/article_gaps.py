"""Report gaps in the numbering of articles: “第三条之后缺第四条”. Pure functions of clauses."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.document import Clause
from ingest.structure.patterns import ARTICLE_NUMBER
from ingest.text.list_numbers import chinese
from ingest.text.numerals import number

_MOST = 50  # gaps that are told of; a text with more does not count its articles at all

_Article = tuple[int, int]  # 第五条之一 is (5, 1), 第五条 (5, 0)


def article_gaps(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """Say what is missing, repeated or out of order among the articles of each text, in the order of the clauses.

    Annexes and the texts that a notice carries count for themselves, and so does numbering that
    starts again at one.
    """
    found: list[str] = []
    before: _Article | None = None
    text: tuple[str, ...] = ()
    for clause in clauses:
        article = _article_of(clause)
        if article is None:
            continue
        own = _text_of(clause.path)
        if own != text or before is None:
            before, text = None, own
        if before is not None and article != (1, 0):
            found.extend(_told(before, article))
        before = article
    return tuple(found[:_MOST])


def _article_of(clause: Clause) -> _Article | None:
    match = ARTICLE_NUMBER.match(clause.path[-1]) if clause.path and clause.kind == "text" else None
    if match is None or clause.heading is None:
        return None
    return number(match["number"]) or 0, (number(match["inserted"]) or 0) if match["inserted"] else 0


def _text_of(path: tuple[str, ...]) -> tuple[str, ...]:
    """The headings above that hold a text of its own: an annex, a title; chapters go on counting."""
    return tuple(part for part in path[:-1] if not part.startswith("第"))


def _told(before: _Article, article: _Article) -> list[str]:
    last, new = before[0], article[0]
    if article == before:
        return [f"{_name(article)}重复"]
    if article < before:
        return [f"{_name(before)}之后是{_name(article)}"]
    if new == last:  # 第五条之一 behind 第五条, 第五条之三 behind 第五条之一
        missing = [_name((new, extra)) for extra in range(before[1] + 1, article[1])]
    else:
        missing = [_name((value, 0)) for value in range(last + 1, new)]
    if len(missing) > 2:
        missing = [f"{missing[0]}至{missing[-1]}"]
    return [f"{_name(before)}之后缺{'、'.join(missing)}"] if missing else []


def _name(article: _Article) -> str:
    value, inserted = article
    return f"第{chinese(value)}条" + (f"之{chinese(inserted)}" if inserted else "")
