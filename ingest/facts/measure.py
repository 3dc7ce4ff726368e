"""Define a measure: who is given or asked what, under which conditions, each part with its words.

A condition that was read into predicates can be held against a profile by rule; one that was not stays a
condition in words, which nobody may take for met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.document import Span
from ingest.facts.fact import MEASURE, Fact

# What a predicate may be about; a profile has the fields of the same names, “other” none.
PREDICATE_FIELDS = (
    "region",  # values: places, met by any place within one of them
    "industry",  # values: words of industries
    "size",  # values: 大型 中型 小型 微型
    "age",  # number: years since founding
    "founded",  # values: one ISO date or year
    "employees",  # number: people
    "revenue",  # number: yuan a year
    "rd_share",  # number: share of revenue, 0 to 1
    "rd_spending",  # number: yuan a year
    "qualification",  # values: names of qualifications, any of them
    "stage",  # values: 初创 成长 …
    "event",  # values: words of what must have happened
    "legal_form",  # values: 企业 个体工商户 事业单位 社会组织 …
    "other",
)
OPERATORS = ("in", "not_in", ">=", "<=", ">", "<")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate is one test of a profile: a field, an operator, and the values or the number it is held against."""

    field: str  # one of PREDICATE_FIELDS
    operator: str  # one of OPERATORS
    values: tuple[str, ...] = ()
    number: float | None = None  # yuan, people, years or a share


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition holds its words and their predicates; without predicates it is known in words alone.

    ``any_of`` says that one predicate suffices, otherwise all are wanted. Conditions of one measure that carry
    the same ``group`` (not empty) are alternatives: one of them suffices (“符合下列条件之一”). An alternative that
    is a list of its own (“申报领跑型，应符合……；申报成长型，应符合……”) is a ``branch``: conditions of one group
    that carry the same branch (not empty) are wanted together.
    """

    words: Span
    predicates: tuple[Predicate, ...] = ()
    any_of: bool = False
    group: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Gift:
    """A gift is one thing that a measure gives or asks: its kind (资金, 贷款贴息, 场地 …) and the words of its amount.

    ``cap`` is the most that is given, in yuan, ``rate`` the share that is paid, 0 to 1, where the words say so.
    ``conditions`` are wanted for this gift alone, beside those of its measure: a measure whose every gift has
    conditions of its own gives only to whom meets those of one gift.
    """

    kind: str
    words: Span  # the sentence that states it
    amount: Span | None = None  # the words of the amount within it
    cap: float | None = None
    rate: float | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure is one supporting or binding rule of a document, as a record; every span is in the document's text.

    ``topics`` are words of the industries and things that it is for, which tell whether it has to do with a profile.
    """

    key: str
    title: str
    start: int
    end: int
    clause: str = ""
    page: int | None = None
    confidence: float = 1.0
    binding: bool = False  # it asks instead of gives
    gifts: tuple[Gift, ...] = ()
    conditions: tuple[Condition, ...] = ()
    topics: tuple[str, ...] = ()
    title_words: Span | None = None
    for_whom: Span | None = None
    handled_by: Span | None = None
    procedure: Span | None = None
    deadline: Span | None = None
    contact: Span | None = None
    basis: Span | None = None

    def fact(self) -> Fact:
        """Give the measure as a fact to be stored."""
        data = {
            "title": self.title,
            "binding": self.binding,
            "topics": list(self.topics),
            "gifts": [_gift_json(gift) for gift in self.gifts],
            "conditions": [_condition_json(condition) for condition in self.conditions],
            **{name: _span_json(getattr(self, name)) for name in _SPANS},
        }
        return Fact(MEASURE, self.key, self.start, self.end, self.clause, self.page, self.confidence, data)


_SPANS = ("title_words", "for_whom", "handled_by", "procedure", "deadline", "contact", "basis")


def measure_of(fact: Fact) -> Measure:
    """Give the measure that a fact holds. Raises ``KeyError`` or ``TypeError`` where it holds none."""
    data: Mapping[str, Any] = fact.data
    return Measure(
        fact.key,
        data["title"],
        fact.start,
        fact.end,
        fact.clause,
        fact.page,
        fact.confidence,
        data["binding"],
        tuple(_gift_of(gift) for gift in data["gifts"]),
        tuple(_condition_of(condition) for condition in data["conditions"]),
        tuple(data["topics"]),
        **{name: _span_of(data[name]) for name in _SPANS},
    )


def _span_json(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _span_of(pair: Sequence[int] | None) -> Span | None:
    return None if pair is None else Span(pair[0], pair[1])


def _gift_json(gift: Gift) -> dict[str, object]:
    words, amount = _span_json(gift.words), _span_json(gift.amount)
    return {
        "kind": gift.kind,
        "words": words,
        "amount": amount,
        "cap": gift.cap,
        "rate": gift.rate,
        "conditions": [_condition_json(condition) for condition in gift.conditions],
    }


def _gift_of(data: Mapping[str, Any]) -> Gift:
    return Gift(
        data["kind"],
        Span(*data["words"]),
        _span_of(data["amount"]),
        data["cap"],
        data["rate"],
        tuple(_condition_of(condition) for condition in data["conditions"]),
    )


def _condition_json(condition: Condition) -> dict[str, object]:
    predicates = [
        {"field": test.field, "operator": test.operator, "values": list(test.values), "number": test.number}
        for test in condition.predicates
    ]
    return {
        "words": _span_json(condition.words),
        "predicates": predicates,
        "any_of": condition.any_of,
        "group": condition.group,
        "branch": condition.branch,
    }


def _condition_of(data: Mapping[str, Any]) -> Condition:
    predicates = tuple(
        Predicate(test["field"], test["operator"], tuple(test["values"]), test["number"])
        for test in data["predicates"]
    )
    return Condition(Span(*data["words"]), predicates, data["any_of"], data["group"], data["branch"])
