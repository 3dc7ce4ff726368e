"""Two editions of one document set side by side: of the clauses that a question is about, those that changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chat.answers import Draft, compose
from chat.counting import DIVISIONS
from chat.evidence import Retrieval, ScoredUnit
from chat.question import (
    Ask,
    Asked,
    Question,
    QuestionReader,
    editions_meant,
    names_editions,
    without_editions,
)
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.text.figures import figures_in

READ_NEW, READ_OLD = 30, 80  # best units of the newer and the older edition that are held against each other
SAME = 0.985  # of their character pairs that two clauses share, from which nothing changed
ALIKE = 0.4  # the same, from which one is the other's earlier wording
CHANGED_FIGURE = 0.3  # of the best unit's score, for clauses that differ in a figure
OF_ONE_MATTER = 0.2  # the same, for clauses that are alike
NEARLY = 0.5  # of the best unit's score that a clause must have to be the one asked about
# “罚款各是多少”: what each says is asked, changed or not
_EACH = re.compile(r"(?:各自?|分别)[^，,。？?]{0,3}(?:多少|几)")
# “付款期限”, “审批时限”: lengths of time are compared
_TERM = re.compile(r"[期时]限|多久|几[天日年]")
# “一样吗”, “有没有变”: whether they differ
_WHETHER = re.compile(r"(?:是否|是不是)?(?:一样|相同|一致)吗?|有没有(?:变|改)|[变改]了(?:没有?|吗)")
# “有什么不同”, “期限有什么变化”: what is asked of both
_COMPARING = re.compile(
    r"(?:有|发生)?(?:了)?(?:什么|何|哪些|啥)(?:不同|变化|区别|差别|差异|改变|调整)|(?:怎么|如何)(?:变|改)(?:了|的)?"
)


def compared_editions(asked: Asked, reader: QuestionReader, retrieval: Retrieval) -> Draft | None:
    """Give the clause of each edition that changed, the older first; ``None`` where no editions are compared."""
    if DIVISIONS.search(asked.text) or _EACH.search(asked.text):
        return None  # how many articles each has is counted, and what each says need not have changed
    editions = _meant(asked, retrieval)
    if len(editions) < 2:
        return None
    text = _WHETHER.sub("", _COMPARING.sub("", without_editions(asked.text)))
    asks = (Ask("duration", term.group()),) if (term := _TERM.search(text)) else ()
    question = replace(
        asked.question, text=text, kind="general", asks=asks, years=frozenset(), owner="", attribute=""
    )
    old, new = (_units(asked, question, info, reader, retrieval) for info in editions[-2:])
    new = [one for one in new if all(map(one.unit.satisfies, asks))] or new
    pair = _changed(new[:READ_NEW], old[:READ_OLD], bool(asks or asked.question.asks))
    if pair is None:
        return None
    picks = list(reversed(pair))
    words = [f"{_year(pick.document)}{compose.words_of(pick, asked.question)}" for pick in picks]
    if _WHETHER.search(asked.text):
        words[0] = f"不一样。{words[0]}"  # clauses are paired that differ
    return Draft("comparison", picks, tuple(words), more=picks)


def _meant(asked: Asked, retrieval: Retrieval) -> list[DocumentInfo]:
    """The two editions that a question means, the older first, by its words, else by what answers it best."""
    ids = [next(iter(side.doc_ids), "") for side in reversed(asked.sides)]
    if names_editions(asked.text) and not asked.sides:
        found = retrieval.find(asked)
        ids = editions_meant(asked.text, asked.catalogue, [one.document.doc_id for one in found.ranked])
    if not ids or not all(ids) or not set(ids) <= set(asked.catalogue.editions_of(ids[0])):
        return []
    return [asked.catalogue.by_id[one] for one in ids]


def _units(
    asked: Asked, question: Question, info: DocumentInfo, reader: QuestionReader, retrieval: Retrieval
) -> list[ScoredUnit]:
    others = frozenset(asked.catalogue.by_id) - {info.doc_id}
    scope = replace(
        asked.scope, inside=frozenset((info.doc_id,)), outside=others, settled=True, older=frozenset()
    )
    found = retrieval.find(reader.part(asked, question, scope))
    return [e for e in found.ranked if not e.unit.heading and e.document.doc_id == info.doc_id]


def _changed(
    new: Sequence[ScoredUnit], old: Sequence[ScoredUnit], figures: bool
) -> tuple[ScoredUnit, ScoredUnit] | None:
    """The clause that is most about the question among those that differ, with its wording in the older edition.

    ``figures``: a figure is asked about, and clauses that differ in one are likelier meant.
    """
    best: tuple[float, ScoredUnit, ScoredUnit] | None = None
    top = max((unit.score for unit in new), default=0.0)
    kept = {unit.unit.flat for unit in new}
    before = {unit.unit.flat for unit in old}
    old = [unit for unit in old if unit.unit.flat not in kept]
    for one in new:
        if one.score < NEARLY * top or not old or one.unit.flat in before:
            continue
        alike, other = max(((_alike(one, unit), unit) for unit in old), key=lambda pair: pair[0])
        if alike >= SAME or alike < ALIKE:
            continue
        score = one.score + OF_ONE_MATTER * top + figures * CHANGED_FIGURE * top * _figures_differ(one, other)
        if best is None or score > best[0]:
            best = score, one, other
    return best[1:] if best else None


def _alike(one: ScoredUnit, other: ScoredUnit) -> float:
    first, second = set(bigrams(one.unit.flat)), set(bigrams(other.unit.flat))
    return 2 * len(first & second) / (len(first) + len(second) or 1)


def _figures_differ(one: ScoredUnit, other: ScoredUnit) -> bool:
    first, second = ({(f.value, f.kind) for f in figures_in(e.unit.flat) if f.measure} for e in (one, other))
    return first != second


def _year(info: DocumentInfo) -> str:
    """“2026年版：”, by the day an edition came out; its title where it states none."""
    metadata = info.metadata
    days = [day for day in (metadata.issued, metadata.effective, metadata.published) if day]
    return f"{max(days)[:4]}年版：" if days else f"《{compose.short_title(info)}》："
