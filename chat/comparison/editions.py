"""Two editions of one document set side by side: of the clauses that a question is about, those that changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chat.answers import Draft, compose
from chat.counting import DIVISIONS
from chat.evidence import Retrieval, ScoredUnit
from chat.question import Ask, Asked, Question, QuestionReader
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.text.figures import figures_in

READ_NEW, READ_OLD = 30, 80  # best units of the newer and the older edition that are held against each other
SAME = 0.985  # of their character pairs that two clauses share, from which nothing changed
ALIKE = 0.4  # the same, from which one is the other's earlier wording
CHANGED_FIGURE = 0.3  # of the best unit's score, for clauses that differ in a figure
OF_ONE_MATTER = 0.2  # the same, for clauses that are alike
NEARLY = 0.5  # of the best unit's score that a clause must have to be the one asked about
# “新旧两版”, “修订前后”, “两个版本”: the editions themselves are compared
_EDITIONS = re.compile(
    r"新旧[两二]?[版部]?|(?:修订|修改|修正|修法|调整)(?:之)?前后|两[个种]?版本?(?:本)?|(?:新|旧|老)[版法](?:和|与|跟|比)(?:新|旧|老)[版法]"
)
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
    if not _EDITIONS.search(asked.text) or DIVISIONS.search(asked.text):
        return None  # how many articles each has is counted
    editions = _meant(asked)
    if len(editions) < 2:
        return None
    text = _WHETHER.sub("", _COMPARING.sub("", _EDITIONS.sub("", asked.text)))
    asks = (Ask("duration", term.group()),) if (term := _TERM.search(text)) else ()
    question = replace(
        asked.question, text=text, kind="general", asks=asks, years=frozenset(), owner="", attribute=""
    )
    old, new = (_units(asked, question, info, reader, retrieval) for info in editions[-2:])
    new = [one for one in new if all(map(one.unit.satisfies, asks))] or new
    pair = _changed(new[:READ_NEW], old[:READ_OLD])
    if pair is None:
        return None
    picks = list(reversed(pair))
    words = [f"{_year(pick.document)}{compose.words_of(pick, asked.question)}" for pick in picks]
    if _WHETHER.search(asked.text):
        words[0] = f"不一样。{words[0]}"  # clauses are paired that differ
    return Draft("comparison", picks, tuple(words), more=picks)


def _meant(asked: Asked) -> list[DocumentInfo]:
    """The editions of the document that a question names best, the oldest first."""
    ranked = sorted(asked.scope.affinity, key=lambda doc_id: -asked.scope.affinity[doc_id])
    return [asked.catalogue.by_id[one] for one in asked.catalogue.editions_of(ranked[0])] if ranked else []


def _units(
    asked: Asked, question: Question, info: DocumentInfo, reader: QuestionReader, retrieval: Retrieval
) -> list[ScoredUnit]:
    others = frozenset(asked.catalogue.by_id) - {info.doc_id}
    scope = replace(
        asked.scope, inside=frozenset((info.doc_id,)), outside=others, settled=True, older=frozenset()
    )
    found = retrieval.find(reader.part(asked, question, scope))
    return [e for e in found.ranked if not e.unit.heading and e.document.doc_id == info.doc_id]


def _changed(new: Sequence[ScoredUnit], old: Sequence[ScoredUnit]) -> tuple[ScoredUnit, ScoredUnit] | None:
    """The clause that is most about the question among those that differ, with its wording in the older edition."""
    best: tuple[float, ScoredUnit, ScoredUnit] | None = None
    top = max((unit.score for unit in new), default=0.0)
    kept = {unit.unit.flat for unit in new}
    old = [unit for unit in old if unit.unit.flat not in kept]
    for one in new:
        if one.score < NEARLY * top or not old:
            continue
        alike, other = max(((_alike(one, unit), unit) for unit in old), key=lambda pair: pair[0])
        if alike >= SAME or alike < ALIKE:
            continue
        score = one.score + OF_ONE_MATTER * top + CHANGED_FIGURE * top * _figures_differ(one, other)
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
