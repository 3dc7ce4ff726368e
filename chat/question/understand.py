"""Read what a question asks for: its kind, the facts wanted, and what must hold of the evidence.

Pure text analysis. Knows nothing of the store, of documents or of answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chat.question.patterns import (
    AIM,
    ANY_QUANTITY,
    APPLICABILITY,
    ASIDE,
    ASK_PATTERNS,
    ATTRIBUTE,
    CODE,
    COMPARISON,
    COUNT,
    DEFINED,
    DEFINITION,
    INTERROGATIVE,
    LEADS,
    LIST,
    LOOKUP,
    LOOKUP_VERB,
    MEASURES,
    MEMBERS,
    NO_NOUN,
    ORGANISATION,
    QUOTED,
    RESPONSIBLE,
    SHARE,
    SOUGHT,
    TITLE,
)
from index.words import tagged
from ingest.errors import QuestionError
from ingest.text.figures import figures_in, unit_kind, units_of, units_of_kind
from ingest.text.normalise import flat_text
from ingest.text.years import explicit_years

KINDS = (
    "definition",
    "figure",
    "list",
    "responsible",
    "deadline",
    "comparison",
    "applicability",
    "lookup",
    "general",
)
# “……的含义包括哪些”: wants a list, though a word of meaning stands in it
_WHICH_ONES = re.compile(r"(?:有|包括|是)哪些")
_TIMES = frozenset(("duration", "date", "day", "month"))  # facts of when
_COUNTED = _TIMES | {"money", "share", "percent", "quantity"}  # facts that are figures
# “我家在丰台，｜能申请吗？”: only the clause that asks is the focus
_CLAUSE_MARK = re.compile(r"[，,。；;？?]")


@dataclass(frozen=True, slots=True)
class Ask:
    """One fact a question wants.

    ``kind``: “quantity” (``units`` empty: any unit; else one of them), “date”,
    “duration”, “leader” (who answers for it), “person”, “email”, “phone”, “url”, “money” …;
    ``words``: the question's own words for it, for the refusal's wording.
    """

    kind: str
    words: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read. ``text`` is folded and squeezed; ``years`` are those written out."""

    text: str
    kind: str
    asks: tuple[Ask, ...]
    years: frozenset[int]
    quoted: tuple[str, ...]
    titles: tuple[str, ...]
    focus: str  # the parts of the question, between commas, that hold an interrogative
    aims: bool  # asks for a goal rather than for what has been reached
    members: str  # in “哪些基金”, “哪几种方式” what is to be listed, else empty
    sought: str  # in “哪家酒店” the thing to be named, else empty
    owner: str  # in “X的Y是多少” the X, else empty
    attribute: str  # the Y
    aside: str  # an enterprise's words about itself, before what it wants
    defined: str = ""  # in “怎么定义X”, “怎样才算X” the X, else empty


LONGEST_UNIT = 4  # characters: 平方公里
# “问”: a character that is neither blank nor a control
_VISIBLE = re.compile(r"[^\s\x00-\x1f\x7f-\xa0\ufeff]")
LONGEST_QUESTION = 2_000  # characters; an enterprise that describes itself needs some hundreds


def check_question(text: object) -> str:
    """Give the question as it can be asked; raises ``QuestionError`` for an empty or endless one, or for no text."""
    question = text.strip() if isinstance(text, str) else ""
    if not _VISIBLE.search(question):
        raise QuestionError("问题是空的，请写出要问什么。", "The question is empty.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"问题太长（{len(question)} 字），请控制在 {LONGEST_QUESTION} 字以内。",
            f"The question is too long ({len(question)} characters, at most {LONGEST_QUESTION}).",
        )
    return question.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be printed


def understand(text: str, hints: frozenset[str] = frozenset()) -> Question:
    """Read a question (already resolved against the conversation).

    ``hints`` are kinds that a translation step recognised (English question words).
    """
    flat = flat_text(text)
    owner, attribute = _attribute(flat)
    return Question(
        text=flat,
        kind=_kind(flat, hints),
        asks=_asks(flat),
        years=explicit_years(flat),
        quoted=tuple(dict.fromkeys(m.strip() for m in (*QUOTED.findall(flat), *_codes(flat)) if m.strip())),
        titles=tuple(dict.fromkeys(TITLE.findall(flat))),
        focus="，".join(part for part in _CLAUSE_MARK.split(flat) if INTERROGATIVE.search(part)) or flat,
        aims=bool(AIM.search(flat)),
        members=match[1] if (match := MEMBERS.search(flat)) else "",
        sought=match[1] if (match := SOUGHT.search(flat)) else "",
        owner=owner,
        attribute=attribute,
        aside=match.group() if (match := ASIDE.match(flat)) else "",
        defined=(match["behind"] or match["before"]) if (match := DEFINED.search(flat)) else "",
    )


def _codes(text: str) -> list[str]:
    """Names of figures: “1+6+N”, “1233战略”; “320张床位” counts something."""
    return [
        match.group()
        for match in CODE.finditer(text)
        if not any(figure.unit for figure in figures_in(text[match.start() : match.end() + LONGEST_UNIT])[:1])
    ]


def _attribute(text: str) -> tuple[str, str]:
    """X and Y of “X的Y是多少”; empty where the words before 的 are a clause (“要加大储备的项目有哪些”)."""
    match = ATTRIBUTE.search(text)
    if not match or any(tag == "v" and len(word) > 1 for word, tag in tagged(match["whose"])):
        return "", ""
    if NO_NOUN.search(match["what"]):
        return "", ""
    return match["whose"], match["what"]


def _kind(text: str, hints: frozenset[str]) -> str:
    if LOOKUP.search(text) and LOOKUP_VERB.search(text) and len(text) <= 40:
        return "lookup"
    if "comparison" in hints or COMPARISON.search(text):
        return "comparison"
    if APPLICABILITY.search(text):
        return "applicability"
    if "responsible" in hints or RESPONSIBLE.search(text):
        return "responsible"
    asks = _asks(text)
    if any(ask.kind in ("quantity", "money", "percent", "share") for ask in asks) or "figure" in hints:
        return "figure"
    if any(ask.kind in ("date", "day", "month", "duration") for ask in asks) or "deadline" in hints:
        return "deadline"
    if (DEFINITION.search(text) and not _WHICH_ONES.search(text)) or "definition" in hints:
        return "definition"
    if LIST.search(text) or "list" in hints:
        return "list"
    return "general"


def _asks(text: str) -> tuple[Ask, ...]:
    """Facts of a checkable type that the question wants, in the order they stand."""
    found: list[tuple[int, Ask]] = []
    for kind, pattern in ASK_PATTERNS:
        match = pattern.search(text)
        if match:
            kind = "share" if kind == "money" and SHARE.search(text) else kind
            found.append((match.start(), Ask(kind, match.group())))
    for match in COUNT.finditer(text):
        unit = match[2]
        found.append((match.start(), Ask("quantity", match.group(), _like_units(unit))))
    for pattern, measure in MEASURES:
        match = pattern.search(text)
        if match and not any(ask.kind == "duration" for _, ask in found):
            found.append((match.start(), Ask("quantity", match.group(), tuple(sorted(units_of(measure))))))
    found += _further_quantities(text, found)
    match = ORGANISATION.search(text)
    if match and LEADS.search(text):
        found.append((match.start(), Ask("leader", match.group())))
    found.sort(key=lambda pair: pair[0])
    return tuple(ask for _, ask in found)


def _further_quantities(text: str, found: Sequence[tuple[int, Ask]]) -> list[tuple[int, Ask]]:
    """A figure of whatever unit where a question asks for no other: the first, or one of a clause of its own.

    “广西哪几个月发，按月多少”: the second clause wants another cell than the first.
    """
    taken = [place for place, ask in found if ask.kind in _COUNTED]
    matches = list(ANY_QUANTITY.finditer(text))
    if not taken:
        return [(match.start(), Ask("quantity", match.group())) for match in matches[:1]]
    times = all(ask.kind in _TIMES for _, ask in found if ask.kind in _COUNTED)
    behind = [match for match in matches if _clause_of(text, match.start()) > _clause_of(text, max(taken))]
    return [(match.start(), Ask("quantity", match.group())) for match in behind[:1] if times]


def _clause_of(text: str, place: int) -> int:
    """Which of the clauses of a text a character stands in."""
    return len(_CLAUSE_MARK.findall(text, 0, place))


# Measure words that people use for one another when they ask; other units are alike where they measure one thing.
_ALIKE = (
    frozenset(["家", "户", "所"]),
    frozenset(["支", "只"]),
    frozenset(["项", "个", "件", "条"]),
    frozenset(["次", "场", "届", "期"]),
)


def _like_units(unit: str) -> tuple[str, ...]:
    if unit == "个":  # the measure word for anything countable
        return tuple(sorted(units_of("count")))
    kind = unit_kind(unit)
    if kind is None:
        return ()
    if kind == "人":
        return tuple(sorted(units_of("people")))
    if kind in ("平方米", "平方公里", "公顷", "亩"):
        return tuple(sorted(units_of("area")))
    alike = units_of_kind(kind) if kind in ("公里", "公斤") else frozenset((unit,))
    return tuple(sorted(alike.union(*(group for group in _ALIKE if unit in group))))
