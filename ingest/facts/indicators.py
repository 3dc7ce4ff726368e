"""Read the indicators of a document: every figure of its sentences and of its tables of indicators, as records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ingest.document import Document, Span
from ingest.facts.fact import INDICATOR, Fact, fact_key
from ingest.facts.indicator import Indicator
from ingest.figures import MappedText, PeriodReader, StatedFigure, statements_of, statements_of_row
from ingest.text.sentences import split_sentences

# “全国”, “世界”: no place of ours, told as it is written
_NATION = ("全国", "国内", "我国")
# “5.2%”, “百分之五”, “翻番”: a sentence without one of these states no figure
_MAY_STATE = re.compile(
    r"[\d０-９]|[百千万]分之|[一二三四五六七八九]成|翻[一两]?番|[十百千]万|[一二三四五六七八九十百千][万亿]"
)


def indicators_of(document: Document) -> Iterator[Fact]:
    """Give every figure of a document as a fact, in the order of its words."""
    seen: Counter[str] = Counter()
    for statement, clause in _statements(document):
        words = document.text[statement.start : statement.end]
        told = "".join(f"{statement.name} {statement.amount.value} {words}".split())
        key = fact_key(INDICATOR, told, seen[told])
        seen[told] += 1
        yield _indicator(document, statement, clause, key).fact()


def _statements(document: Document) -> Iterator[tuple[StatedFigure, tuple[str, ...]]]:
    """Each statement with the headings that it stands under; a table's rows are read at the clause they stand in."""
    metadata, text = document.metadata, document.text
    reader = PeriodReader(
        metadata.title, metadata.issued or metadata.published, metadata.period, metadata.kind == "新闻"
    )
    rows = [(row.start, row.end) for row in document.rows]
    for clause in document.clauses:
        if clause.kind != "text":
            continue
        reader.enter(clause.path)
        spans = (clause.heading, *clause.spans) if clause.heading else clause.spans
        for statement in _in_spans(text, spans, reader, rows):
            yield statement, clause.path
    for row in document.rows:
        reader.enter(row.path)
        reader.forget()
        stated = statements_of_row(text, row, reader)
        cells = [Span(cell.start, cell.end) for cell in row.cells]
        for statement in stated or _in_spans(text, cells, reader):
            yield statement, row.path


def _in_spans(
    text: str, spans: Iterable[Span], reader: PeriodReader, without: Sequence[tuple[int, int]] = ()
) -> Iterator[StatedFigure]:
    """The figures of the sentences of some spans; those that lie in ``without`` are left out."""
    before = ""
    for span in spans:
        for start, end in split_sentences(text[span.start : span.end]):
            start, end = span.start + start, span.start + end
            if any(a < end and start < b for a, b in without):
                continue
            if _MAY_STATE.search(text, start, end):
                yield from statements_of(MappedText.of(text, start, end), reader, before)
            before = text[start:end]


def _indicator(document: Document, statement: StatedFigure, path: tuple[str, ...], key: str) -> Indicator:
    amount, period = statement.amount, statement.period
    place = statement.place or document.metadata.region or ""
    return Indicator(
        key,
        statement.name,
        float(amount.value),
        amount.unit,
        period.kind,
        Span(statement.start, statement.end),
        Span(*statement.number),
        amount.comparator,
        None if amount.high is None else float(amount.high),
        period.year,
        statement.base_year,
        "全国" if place in _NATION else place,
        " / ".join(path),
        document.page_at(statement.start),
        statement.confidence,
    )
