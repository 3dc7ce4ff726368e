"""Measure how well measures were read: records, amounts and typed predicates, against gold judged by hand.

The gold stands in ``eval/documents/measures-*.jsonl``; ``bench/measures_quality.py`` is the command. Amounts are
compared by their figures of money and share, predicates by field, operator and value; a value that is free words
(what must have happened) agrees where its words do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from ingest.document import Document
from ingest.facts import Condition, Measure, Predicate
from ingest.text.figures import figures_in
from ingest.text.normalise import letters

# Fields whose predicates are held against a profile by rule; “other” and 法人 are not judged.
NUMBERS = ("age", "employees", "revenue", "rd_share", "rd_spending")
NAMES = ("region", "industry", "size", "stage", "qualification")
TYPED = (*NUMBERS, *NAMES, "event")
_LEAST_SHARED = 5  # letters in a row that two wordings of one event share
# 机器人产业, 机器人企业, 机器人领域: endings of one industry
_INDUSTRY_END = re.compile(r"(?:产业|领域|行业|业务|服务业|业|企业|类)$")

Figures = frozenset[tuple[str, str]]


@dataclass(slots=True)
class Tally:
    """A tally counts what was found: ``right`` of those found, ``got`` of those in the gold (state while counting)."""

    found: int = 0
    right: int = 0
    gold: int = 0
    got: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Give the share of what was found that the gold has, in [0, 1]."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Give the share of the gold that was found, in [0, 1]."""
        return self.got / self.gold if self.gold else 1.0

    def count(self, found: Iterable[tuple[str, bool]], gold: Iterable[tuple[str, bool]]) -> None:
        """Add what was found and the gold, each with whether the other side has it."""
        for words, right in found:
            self.found += 1
            self.right += right
            if not right:
                self.wrong.append(words)
        for words, got in gold:
            self.gold += 1
            self.got += got
            if not got:
                self.missed.append(words)


@dataclass(slots=True)
class Scores:
    """The scores of a document: of its records, their amounts, their typed predicates, by field too, and exclusions."""

    records: Tally = field(default_factory=Tally)
    amounts: Tally = field(default_factory=Tally)
    predicates: Tally = field(default_factory=Tally)
    exclusions: Tally = field(default_factory=Tally)
    fields: dict[str, Tally] = field(default_factory=dict)


def score(document: Document, measures: Sequence[Measure], gold: Sequence[Mapping[str, Any]]) -> Scores:
    """Compare the measures of a document with its gold; measures behind the last page of the gold are left out.

    A line of the gold is a record: ``title``, ``page`` (``None`` in a document without pages), ``amounts`` (lists
    of figures such as “30%”, “5000万元”) and ``predicates`` (``field``, ``op``, ``value``, ``words``). What the
    document states and the judge left out stands in ``also`` and ``also_amounts``: it may be found and need not be.
    """
    pages = [row["page"] for row in gold if row.get("page")]
    judged = [one for one in measures if not pages or (one.page or 0) <= max(pages)]
    pairs = _paired(judged, gold)
    scores = Scores()
    taken = {id(measure) for _, measure in pairs if measure}
    scores.records.count(
        ((one.title, id(one) in taken) for one in judged),
        ((row["title"], measure is not None) for row, measure in pairs),
    )
    for row, measure in pairs:
        _amounts(scores.amounts, document, measure, row)
        _predicates(scores, document, measure, row)
    return scores


def _paired(
    measures: Sequence[Measure], gold: Sequence[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any], Measure | None]]:
    """Each record of the gold with the measure of its page and title."""
    left = list(measures)
    pairs: list[tuple[Mapping[str, Any], Measure | None]] = []
    for row in gold:
        page = row.get("page")
        same = [one for one in left if page is None or one.page == page]
        best = max(same, key=lambda one: _likeness(one.title, row["title"]), default=None)
        if best is not None and _likeness(best.title, row["title"]) < 0.6:
            best = None
        if best is not None:
            left.remove(best)
        pairs.append((row, best))
    return pairs


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, letters(one), letters(other)).ratio()


def amount_figures(words: str) -> Figures:
    """Give the figures of money and share that words state: value and kind, “5万-500万” as money."""
    found = set()
    for figure in figures_in(words):
        kind = "元" if figure.kind == "" and figure.value >= 10_000 and "万" in figure.text else figure.kind
        if kind in ("元", "美元", "%", "点"):
            found.add((str(figure.value.normalize()), kind))
    return frozenset(found)


def _amounts(tally: Tally, document: Document, measure: Measure | None, row: Mapping[str, Any]) -> None:
    gifts = measure.gifts if measure else ()
    found = [document.text[gift.amount.start : gift.amount.end] for gift in gifts if gift.amount]
    stated = [amount_figures(words) for words in found]
    wanted = [frozenset().union(*map(amount_figures, amounts)) for amounts in row["amounts"]]
    also = [amount_figures(words) for amounts in row.get("also_amounts", ()) for words in amounts]
    all_stated, all_wanted = frozenset().union(*stated), frozenset().union(*wanted, *also)
    title = row["title"]
    tally.count(
        ((f"{title}｜{words}", have <= all_wanted) for words, have in zip(found, stated, strict=True)),
        (
            (f"{title}｜{'、'.join(amounts)}", want <= all_stated)
            for amounts, want in zip(row["amounts"], wanted, strict=True)
            if want
        ),
    )


def _predicates(scores: Scores, document: Document, measure: Measure | None, row: Mapping[str, Any]) -> None:
    conditions = conditions_of(measure) if measure else []
    found: dict[tuple[object, ...], tuple[Predicate, str]] = {}
    for condition in conditions:
        words = document.text[condition.words.start : condition.words.end]
        for one in condition.predicates:
            found.setdefault((one.field, one.operator, one.values, one.number), (one, words))
    wanted = row["predicates"]
    title = row["title"]
    for name in (*TYPED, "exclusion"):
        mine = [one for one in found.values() if _field(one[0]) == name]
        theirs = [one for one in wanted if one["field"] == name]
        also = [one for one in row.get("also", ()) if one["field"] == name]
        tallies = [scores.exclusions] if name == "exclusion" else [scores.predicates]
        tallies.append(scores.fields.setdefault(name, Tally()))
        for tally in tallies:
            tally.count(
                (
                    (f"{title}｜{_shown(one)}", any(agrees(*one, other) for other in (*theirs, *also)))
                    for one in mine
                ),
                ((f"{title}｜{_told(other)}", any(agrees(*one, other) for one in mine)) for other in theirs),
            )


def conditions_of(measure: Measure) -> list[Condition]:
    """Give the conditions of a measure and of its gifts."""
    return [*measure.conditions, *(one for gift in measure.gifts for one in gift.conditions)]


def _field(predicate: Predicate) -> str:
    return "exclusion" if predicate.field == "other" and predicate.operator == "not_in" else predicate.field


def _shown(one: tuple[Predicate, str]) -> str:
    predicate, words = one
    value = predicate.number if predicate.number is not None else "、".join(predicate.values)
    return f"{predicate.field} {predicate.operator} {value}｜{words}"


def _told(gold: Mapping[str, Any]) -> str:
    return f"{gold['field']} {gold['op']} {gold['value']}｜{gold['words']}"


def agrees(predicate: Predicate, words: str, gold: Mapping[str, Any]) -> bool:
    """Whether a predicate read from some words says what a predicate of the gold says."""
    name = _field(predicate)
    if name != gold["field"]:
        return False
    value = gold["value"]
    if name in NUMBERS:
        same = predicate.number is not None and abs(predicate.number - float(value)) < 1e-6
        return same and predicate.operator[0] == gold["op"][0]
    if name in NAMES:
        values = [value] if isinstance(value, str) else value
        return any(_same_name(name, one, other) for one in predicate.values for other in values)
    return _share_words(words, gold["words"]) or any(
        _share_words(one, gold["words"]) for one in predicate.values
    )


def _same_name(name: str, one: str, other: str) -> bool:
    one, other = letters(one), letters(other)
    if name == "region":
        one, other = one.replace("国家自主创新", ""), other.replace("国家自主创新", "")
    if name == "industry":
        one, other = _INDUSTRY_END.sub("", one) or one, _INDUSTRY_END.sub("", other) or other
    return one in other or other in one


def _share_words(one: str, other: str) -> bool:
    one, other = letters(one), letters(other)
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return match.size >= min(_LEAST_SHARED, len(one), len(other))
