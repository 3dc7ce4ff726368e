"""Put rows into the words of an answer: each figure in its document's own words, cited where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chat.answers import short_title
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.indicators.patterns import CHANGE_BEHIND
from chat.indicators.series import IndicatorRow
from index.hits import DocumentInfo
from ingest.document import Span
from ingest.text.normalise import squeeze
from ingest.text.place_names import short_name

MOST_NAMED = 40  # documents that one sentence names


def unit_of(row: IndicatorRow, passages: Passages) -> ScoredUnit:
    """Give the words of a row as evidence to cite."""
    return span_unit(passages.document(row.document), row.indicator.words, row.document)


def span_of(info: DocumentInfo, span: Span, passages: Passages) -> ScoredUnit:
    """Give other words of a document as evidence to cite."""
    return span_unit(passages.document(info), span, info)


def title_of(info: DocumentInfo, passages: Passages) -> ScoredUnit:
    """Give the title of a document, where its text has it, else its first line, as evidence to cite."""
    document = passages.document(info)
    stated = next((one for one in document.evidence if one.field == "title" and one.end > one.start), None)
    if stated:
        return span_unit(document, Span(stated.start, stated.end), info)
    start = len(document.text) - len(document.text.lstrip())
    end = document.text.find("\n", start)
    return span_unit(document, Span(start, len(document.text) if end < 0 else end), info)


def holder(info: DocumentInfo, among: Sequence[DocumentInfo]) -> str:
    """Give what to call a document in an answer: its place, or its title where several are of that place."""
    region = info.metadata.region
    alone = sum(other.metadata.region == region for other in among) == 1
    return short_name(region) if region and alone else f"《{short_title(info)}》"


def holders(infos: Sequence[DocumentInfo], among: Sequence[DocumentInfo]) -> str:
    """Give the names of documents in one run of words."""
    names = [holder(info, among) for info in infos[:MOST_NAMED]]
    return "、".join(names) + (f"等{len(infos)}份" if len(infos) > MOST_NAMED else "")


def words_of(row: IndicatorRow, passages: Passages) -> str:
    """Give the document's own words for a row, without layout white space."""
    words = row.indicator.words
    return squeeze(passages.document(row.document).text[words.start : words.end]).strip("，、；。 ")


def with_change(row: IndicatorRow, passages: Passages) -> IndicatorRow:
    """Give a row whose words run on to the change stated right behind its level: “达到4763亿元、年均增长5.8%”."""
    text, words = passages.document(row.document).text, row.indicator.words
    behind = CHANGE_BEHIND.match(text, words.end)
    if behind is None:
        return row
    return replace(row, indicator=replace(row.indicator, words=Span(words.start, behind.end())))


def figure_of(row: IndicatorRow, passages: Passages) -> str:
    """Give the figure of a row as its document has it, with the words of how it is meant: “不低于26万人”."""
    text = passages.document(row.document).text
    figure, words = row.indicator.figure, row.indicator.words
    said = row.indicator.comparator
    before = text[max(words.start, figure.start - 6) : figure.start]
    start = figure.start
    if said and (place := before.rfind(said)) >= 0 and said not in text[figure.start : figure.end]:
        start = figure.start - len(before) + place
    return squeeze(text[start : figure.end])


def when(row: IndicatorRow) -> str:
    """Give the year and kind of a row in brackets: “（2025年目标）”."""
    year = f"{row.indicator.year}年" if row.indicator.year else ""
    return f"（{year}{row.indicator.kind}）"
