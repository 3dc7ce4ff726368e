"""Answer questions about figures over documents from rows: greatest, how many, which, which not, apart, together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from chat.answers import Draft, short_title
from chat.evidence import Passages, ScoredUnit
from chat.indicators.between import between_documents
from chat.indicators.patterns import ASKS_BOTH, GROUP
from chat.indicators.reading import AskedIndicator, IndicatorQuestion, indicator_question
from chat.indicators.scope import (
    Held,
    candidates,
    documents_meant,
    held_against,
    is_statistical,
    likeliest_kind,
    mention_of,
    same_value,
    states_unread,
    words_for,
)
from chat.indicators.series import (
    IndicatorRow,
    difference,
    in_unit,
    plain,
    quantity_of,
    ranked,
    rows_of,
    select,
    total,
)
from chat.indicators.told import figure_of, holder, holders, span_of, title_of, unit_of, when, words_of
from chat.question import Asked
from index.hits import DocumentInfo
from index.store import DocumentSearcher
from ingest.figures import RESULT, TARGET

MOST_READ = 60  # documents whose texts are looked through before it is said that none states a figure
FEWEST = 2  # documents of a question over documents
MOST_OWN_NAMES = 100  # documents whose own names of indicators a question is held against
KNOWN_DOCUMENT = (
    10  # rows of a document from which its figures are known well enough to say that one is not there
)
SAME_AS_GREATEST = "并列"


def by_indicators(asked: Asked, passages: Passages, store: DocumentSearcher) -> Draft | None:
    """Give what rows answer to a question about figures; ``None`` where they do not, or none is asked about."""
    wanted = indicator_question(asked.text) or _by_own_names(asked, store)
    if wanted is None:
        return between_documents(asked, passages, store)
    documents = documents_meant(asked, wanted)
    if not documents:
        return None
    desk = _Desk(asked, wanted, documents, passages, store)
    if len(documents) < FEWEST or wanted.wants == "both":
        return desk.of_one() if len(documents) == 1 else desk.both_kinds()
    return desk.of_many()


def _by_own_names(asked: Asked, store: DocumentSearcher) -> IndicatorQuestion | None:
    """A question over documents about an indicator of no table, which one of them names as the question does."""
    if not GROUP.search(asked.text) or len(asked.catalogue.documents) > MOST_OWN_NAMES:
        return None
    names = {row.indicator.name for row in rows_of(store, asked.catalogue.documents)}
    return indicator_question(asked.text, sorted(names))


class _Desk:
    """One question with the documents it means, and what is needed to answer it."""

    def __init__(
        self,
        asked: Asked,
        wanted: IndicatorQuestion,
        documents: Sequence[DocumentInfo],
        passages: Passages,
        store: DocumentSearcher,
    ) -> None:
        self.asked, self.wanted, self.documents = asked, wanted, documents
        self.passages, self.store = passages, store

    def of_many(self) -> Draft | None:
        """An answer over several documents, for each indicator asked about."""
        tellers: dict[str, Callable[[Held], Draft | None]] = {
            "rank": self._ranked,
            "count": self._meeting,
            "list": self._meeting,
            "lacking": self._lacking,
            "compare": self._apart,
            "difference": self._apart,
            "sum": self._together,
            "average": self._together,
            "value": self._each,
        }
        drafts = []
        for indicator in self.wanted.indicators:
            held = self._held(indicator)
            if not held.rows and self.wanted.wants != "lacking":
                return self._none_state(indicator)
            if len(held.rows) < FEWEST and self.wanted.wants in ("compare", "difference"):
                return self._one_lacks(held)
            draft = tellers[self.wanted.wants](held)
            if draft is None:
                return None
            drafts.append(draft)
        return _joined([draft for draft in drafts if draft])

    def _held(self, indicator: AskedIndicator) -> Held:
        """What the documents state of an indicator, without figures that the question says are not meant."""
        kind = self._kind(indicator)
        held = held_against(self.store, self.documents, indicator, kind=kind, year=self.wanted.year)
        rows = [row for row in held.rows if self._counts(row)]
        return replace(held, rows=tuple(rows))

    def _counts(self, row: IndicatorRow) -> bool:
        own = row.indicator
        if self.wanted.not_counted and own.comparator == self.wanted.not_counted:
            return False
        return not self.wanted.unit or own.unit == self.wanted.unit

    def _kind(self, indicator: AskedIndicator) -> str:
        """目标 or 实绩 as asked; unsaid, what most documents state of it in the year asked about."""
        if self.wanted.kind:
            return self.wanted.kind
        rows = select(candidates(self.store, self.documents, indicator), year=self.wanted.year)
        return likeliest_kind(row for row in rows if row.of_whole)

    def _one_lacks(self, held: Held) -> Draft | None:
        """A refusal to compare where all but one of the documents state no such figure; ``None`` where one may, unread."""
        spoken = words_for(held.indicator)
        for info in held.lacking:
            if states_unread(self.passages.document(info), spoken, rows_of(self.store, [info])):
                return None
        of_when = f"{self.wanted.year}年" if self.wanted.year else ""
        what = f"{of_when}{held.indicator.words}{'的目标' if self.wanted.kind == TARGET else ''}"
        reason = f"{holders(held.lacking, self.documents)}的文件没有写明{what}是多少，无法比较"
        return Draft("comparison", self._units(held.rows), (), reason)

    def _none_state(self, indicator: AskedIndicator) -> Draft | None:
        """A refusal where no document states the figure; ``None`` where one may, unread."""
        if indicator.own or not all(is_statistical(self.store, info) for info in self.documents[:MOST_READ]):
            return None
        rows = candidates(self.store, self.documents, indicator)
        spoken = words_for(indicator)
        for info in self.documents[:MOST_READ]:
            if states_unread(self.passages.document(info), spoken, rows_of(self.store, [info])):
                return None
        asked = f"{f'{self.wanted.year}年' if self.wanted.year else ''}{indicator.words}"
        whose = holders(self.documents, self.documents)
        return Draft("figure", self._units(rows[:2]), (), f"{whose}的文件都没有写明{asked}是多少")

    def _told(self, row: IndicatorRow) -> str:
        return f"{holder(row.document, self.documents)}：{words_of(row, self.passages)}{when(row)}。"

    def _units(self, rows: Sequence[IndicatorRow]) -> list[ScoredUnit]:
        return [unit_of(row, self.passages) for row in rows]

    def _draft(self, kind: str, lead: str, rows: Sequence[IndicatorRow], note: str) -> Draft:
        words = [self._told(row) for row in rows]
        words[0] = lead + words[0]
        return Draft(kind, self._units(rows), tuple(words), note=note)

    def _names(self, rows: Sequence[IndicatorRow]) -> str:
        return holders([row.document for row in rows], self.documents)

    def _missing(self, held: Held) -> str:
        """What is said of the documents that state no such figure."""
        if not held.lacking:
            return ""
        spoken = [info for info in held.lacking if self._mention(held, info)]
        silent = [info for info in held.lacking if info not in spoken]
        parts = []
        if spoken:
            parts.append(f"{holders(spoken, self.documents)}提到而没有写明数字")
        if silent:
            parts.append(f"在{holders(silent, self.documents)}的文件里没有找到")
        return f"（共{len(held.documents)}份文件；{held.indicator.words}：{'；'.join(parts)}。）"

    def _mention(self, held: Held, info: DocumentInfo) -> object:
        return mention_of(self.passages.document(info), words_for(held.indicator), self.wanted.kind)

    def _ranked(self, held: Held) -> Draft | None:
        rows = ranked(held.rows, least=self.wanted.least)
        first = [row for row in rows if same_value(row, rows[0])]
        how = "低" if self.wanted.least else "高"
        count = self.wanted.top
        if self.wanted.ordered:
            lead = f"从{'低到高' if self.wanted.least else '高到低'}依次为：{self._names(rows)}。"
        elif count > 1:
            top = [
                row for row in rows if quantity_of(row).rank in {quantity_of(r).rank for r in rows[:count]}
            ]
            lead = f"最{how}的{count}个：{self._names(rows[:count])}。"
            if len(top) > count:
                tied = [row for row in top if same_value(row, rows[count - 1])]
                lead = f"最{how}的{count}个（{self._names(tied)}{SAME_AS_GREATEST}）：{self._names(top)}。"
        elif len(first) > 1:
            lead = f"{self._names(first)}{SAME_AS_GREATEST}最{how}。"
        else:
            lead = f"{self._names(first)}最{how}。"
        return self._draft("list", lead, rows, self._missing(held))

    def _meeting(self, held: Held) -> Draft | None:
        """Which documents, or how many, meet a condition, or state the figure at all."""
        condition = self.wanted.condition
        rows = [row for row in held.rows if condition is None or condition.holds(row)]
        said = f"{condition.words}" if condition else "写明了数字"
        if not rows:
            rest = ranked(held.rows)
            if not rest:
                return None
            return self._draft(
                "list", f"{len(held.rows)}份文件里没有一个是{said}的。", rest, self._missing(held)
            )
        counted = f"{len(rows)}个" if self.wanted.wants == "count" else f"共{len(rows)}个"
        lead = f"{counted}（{said}）：{self._names(rows)}。"
        return self._draft("list", lead, rows, self._missing(held))

    def _lacking(self, held: Held) -> Draft | None:
        silent = [info for info in held.lacking if not self._mention(held, info)]
        spoken = [(info, span) for info in held.lacking if (span := self._mention(held, info))]
        picks: list[ScoredUnit] = []
        words: list[str | None] = []
        for info in silent:
            picks.append(title_of(info, self.passages))
            words.append(f"{holder(info, self.documents)}：没有提到{held.indicator.words}。")
        for info, span in spoken:
            picks.append(span_of(info, span, self.passages))  # type: ignore[arg-type]
            words.append(None)
        for row in held.rows:
            picks.append(unit_of(row, self.passages))
            words.append(self._told(row))
        if not picks:
            return None
        lead = (
            f"{len(silent)}个没有提到{held.indicator.words}：{holders(silent, self.documents)}。"
            if silent
            else f"{len(self.documents)}份文件都提到了{held.indicator.words}。"
        )
        words[0] = lead + (words[0] or "")
        note = (
            f"（{holders([info for info, _ in spoken], self.documents)}提到而没有写明数字。）"
            if spoken
            else ""
        )
        return Draft("list", picks, tuple(words), note=note)

    def _apart(self, held: Held) -> Draft | None:
        rows = ranked(held.rows)
        if len(rows) < FEWEST or (len(rows) < len(self.documents) and len(self.documents) == FEWEST):
            return self._each(held)
        high, low = rows[0], rows[-1]
        apart = difference(high, low)
        if apart is None:
            return None
        if same_value(high, low):
            lead = f"{self._names(rows)}一样。"
        else:
            lead = f"{self._names([high])}更高，比{self._names([low])}高{plain(apart[0])}{apart[1]}。"
        return self._draft("comparison", lead, rows, self._missing(held))

    def _together(self, held: Held) -> Draft | None:
        added = total(held.rows)
        if added is None:
            return None
        if self.wanted.wants == "average":
            mean = (added[0] / len(held.rows)).quantize(Decimal("0.01"))
            lead = f"{len(held.rows)}份文件平均{plain(mean)}{added[1]}。"
        else:
            lead = f"合计{plain(added[0])}{added[1]}（{len(held.rows)}份文件相加）。"
        return self._draft("list", lead, list(held.rows), self._missing(held))

    def _each(self, held: Held) -> Draft | None:
        """The figure of each document; of those without one, what they say instead."""
        if not held.rows:
            return None
        draft = self._draft("list", "", list(held.rows), self._missing(held))
        picks, words = list(draft.picks), list(draft.words)
        for info in held.lacking:
            span = self._mention(held, info)
            if span:
                picks.append(span_of(info, span, self.passages))  # type: ignore[arg-type]
                words.append(None)
        return replace(draft, picks=picks, words=tuple(words))

    def both_kinds(self) -> Draft | None:
        """What was aimed at beside what was reached, document by document."""
        drafts = []
        for indicator in self.wanted.indicators:
            aimed = held_against(self.store, self.documents, indicator, kind=TARGET)
            reached = held_against(self.store, self.documents, indicator, kind=RESULT)
            before = {row.document.doc_id: row for row in reached.rows}
            picks: list[ScoredUnit] = []
            words: list[str] = []
            for row in aimed.rows:
                other = before.get(row.document.doc_id)
                if other is None or other.indicator.name != row.indicator.name:
                    continue
                picks += self._units([other, row])
                words += [self._told(other), self._against(row, other)]
            if picks:
                drafts.append(Draft("comparison", picks, tuple(words), note=self._missing(aimed)))
        return _joined(drafts) if drafts else None

    def _against(self, row: IndicatorRow, other: IndicatorRow) -> str:
        apart = difference(row, other)
        if apart is None:
            return self._told(row)
        value, unit = apart
        how = "持平" if not value else f"{'高' if value > 0 else '低'}{plain(abs(value))}{unit}"
        kinds = (row.indicator.kind, other.indicator.kind)
        return (
            f"{self._told(row).rstrip('。')}，{kinds[0]}比{kinds[1]}{how}。"
            if value
            else (f"{self._told(row).rstrip('。')}，与{kinds[1]}{how}。")
        )

    def of_one(self) -> Draft | None:
        """The figure that one document states; a refusal where it is known to state none."""
        info = self.documents[0]
        if self.wanted.wants not in ("value", "both", "difference", "compare"):
            return None
        if self.wanted.wants != "value":
            return self.both_kinds()
        drafts = [self._value(info, indicator) for indicator in self.wanted.indicators]
        return (
            None if any(draft is None for draft in drafts) else _joined([draft for draft in drafts if draft])
        )

    def _value(self, info: DocumentInfo, indicator: AskedIndicator) -> Draft | None:
        rows = [row for row in candidates(self.store, [info], indicator) if row.of_whole]
        fitting = list(select(rows, kind=self.wanted.kind, year=self.wanted.year))
        if not fitting:
            return self._not_stated(info, indicator, rows)
        names = [name for name in indicator.names if any(row.indicator.name == name for row in fitting)]
        both = ASKS_BOTH.search(self.wanted.text)
        told: list[IndicatorRow] = []
        for row in fitting:
            if row.indicator.name not in (names if both else names[:1]):
                continue
            if not any(
                same_value(row, other) and row.indicator.kind == other.indicator.kind for other in told
            ):
                told.append(row)
        return Draft("figure", self._units(told), tuple(self._told(row) for row in told))

    def _not_stated(
        self, info: DocumentInfo, indicator: AskedIndicator, rows: Sequence[IndicatorRow]
    ) -> Draft | None:
        """A refusal, where the document is one of figures and its text has none behind these words."""
        document, spoken = self.passages.document(info), words_for(indicator)
        every = rows_of(self.store, [info])
        if not is_statistical(self.store, info) or states_unread(document, spoken, every):
            return None
        of_when = f"{self.wanted.year}年" if self.wanted.year else ""
        asked = f"{of_when}{indicator.words}{'的目标' if self.wanted.kind == TARGET else ''}"
        span = None if rows else mention_of(document, spoken, self.wanted.kind)
        nearest = self._units(rows[:2]) or ([span_of(info, span, self.passages)] if span else [])
        return Draft("figure", nearest, (), f"《{short_title(info)}》没有写明{asked}是多少")


def _joined(drafts: Sequence[Draft]) -> Draft | None:
    """The answers of several indicators, one behind the other."""
    if not drafts:
        return None
    if len(drafts) == 1:
        return drafts[0]
    picks = [pick for draft in drafts for pick in draft.picks]
    answered = [draft for draft in drafts if not draft.reason]
    if not answered:
        return Draft(drafts[0].kind, picks, (), "；".join(draft.reason or "" for draft in drafts))
    picks = [pick for draft in answered for pick in draft.picks]
    words = tuple(word for draft in answered for word in draft.words)
    notes = [draft.note or (f"未找到依据：{draft.reason}。" if draft.reason else "") for draft in drafts]
    return Draft(answered[0].kind, picks, words, note="\n".join(note for note in notes if note))


__all__ = ["by_indicators", "figure_of", "in_unit"]
