"""One question about figures with the documents it means, and how its rows are put into an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.answers import Draft
from chat.evidence import Passages, ScoredUnit
from chat.indicators.patterns import GIVEN_EACH
from chat.indicators.reading import AskedIndicator, IndicatorQuestion
from chat.indicators.scope import HeldRows, candidates, held_against, likeliest_kind, mention_of, words_for
from chat.indicators.series import IndicatorRow, rows_of, select
from chat.indicators.told import figure_of, holder, holders, unit_of, when, words_of
from chat.question import Asked
from index.hits import DocumentInfo
from index.store import DocumentSearcher
from ingest.document import Span
from ingest.figures import TARGET


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk holds a question, the documents that it means, and what their rows and words are read from."""

    asked: Asked
    wanted: IndicatorQuestion
    documents: tuple[DocumentInfo, ...]
    passages: Passages
    store: DocumentSearcher

    def held(self, indicator: AskedIndicator) -> HeldRows:
        """Give what the documents state of an indicator, without figures that the question says are not meant."""
        kind = self.kind(indicator)
        held = held_against(self.store, self.documents, indicator, kind=kind, year=self.wanted.year)
        return replace(held, rows=tuple(row for row in held.rows if self._counts(row)))

    def _counts(self, row: IndicatorRow) -> bool:
        own = row.indicator
        if self.wanted.not_counted and own.comparator == self.wanted.not_counted:
            return False
        return not self.wanted.unit or own.unit == self.wanted.unit

    def kind(self, indicator: AskedIndicator) -> str:
        """Give 目标 or 实绩 as asked; unsaid, what most documents state of it in the year asked about."""
        if self.wanted.kind:
            return self.wanted.kind
        rows = select(self.candidates(indicator), year=self.wanted.year)
        return likeliest_kind(row for row in rows if row.of_whole)

    def candidates(
        self, indicator: AskedIndicator, documents: Sequence[DocumentInfo] = ()
    ) -> list[IndicatorRow]:
        """Give all rows of an indicator, of the question's documents or of these."""
        return candidates(self.store, documents or self.documents, indicator)

    def rows(self, info: DocumentInfo) -> list[IndicatorRow]:
        """Give all rows of one document."""
        return rows_of(self.store, [info])

    def told(self, row: IndicatorRow) -> str:
        """Give a row as a sentence: whose, in the document's own words, of when."""
        words = words_of(row, self.passages)
        own = f"，其中{row.indicator.name}{figure_of(row, self.passages)}" if GIVEN_EACH.search(words) else ""
        return f"{holder(row.document, self.documents)}：{words}{own}{when(row)}。"

    def units(self, rows: Sequence[IndicatorRow]) -> list[ScoredUnit]:
        """Give rows as evidence to cite."""
        return [unit_of(row, self.passages) for row in rows]

    def draft(self, kind: str, lead: str, rows: Sequence[IndicatorRow], note: str = "") -> Draft:
        """Give an answer of rows, one a sentence, a sentence of ours before the first."""
        words = [self.told(row) for row in rows]
        words[0] = lead + words[0]
        return Draft(kind, self.units(rows), tuple(words), note=note)

    def names(self, rows: Sequence[IndicatorRow]) -> str:
        """Give whose rows these are in one run of words."""
        return holders([row.document for row in rows], self.documents)

    def what(self, indicator: AskedIndicator) -> str:
        """Give what is asked for as a refusal names it: “2025年粮食产量的目标”."""
        of_when = f"{self.wanted.year}年" if self.wanted.year else ""
        return f"{of_when}{indicator.name}{'的目标' if self.wanted.kind == TARGET else ''}"

    def mention(self, held: HeldRows, info: DocumentInfo, quality: str = "") -> Span | None:
        """Give where a document speaks of an indicator that it gives no figure of, in these words where some are given."""
        document = self.passages.document(info)
        return mention_of(document, words_for(held.indicator), self.wanted.kind, quality)

    def missing(self, held: HeldRows) -> str:
        """Say of which documents no such figure was found; empty where all state it."""
        if not held.lacking:
            return ""
        spoken = [info for info in held.lacking if self.mention(held, info)]
        silent = [info for info in held.lacking if info not in spoken]
        parts = []
        if spoken:
            parts.append(f"{holders(spoken, self.documents)}提到而没有写明数字")
        if silent:
            parts.append(f"在{holders(silent, self.documents)}的文件里没有找到")
        return f"（共{len(held.documents)}份文件；{held.indicator.name}：{'；'.join(parts)}。）"
