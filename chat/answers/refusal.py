"""Decide whether the documents answer a question, and say why where they do not.

Deterministic checks on the best evidence: the year, the place, the named thing,
the type of fact asked for, and how much of the question the evidence holds.
A reason names what is missing, never a figure of a passage that does not answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.answers.unheld import unheld_thing
from chat.evidence import LEADER, Passages, ScoredUnit, document_years, says_what, spells_out
from chat.question import Ask, Question, Scope, Word, Wording
from ingest.document import DRAFT
from ingest.text.years import base_years, explicit_years

# Thresholds fitted on eval/questions (see eval/README.md), shares of the question's weight.
LEAST_COVERAGE = 0.18
LEAST_COVERAGE_APPLICABILITY = 0.12
BEHIND = 0.50  # the same, for a sentence right behind the best one or under its heading
SAME_CARD = 0.25  # the same, for a sentence of another field of the best one's card
WITHIN_DOCUMENT = 0.65  # the same, for any sentence of the best one's document
AS_GOOD = 0.85  # of the best unit's score, by which a unit of the side's document is as near to a comparison as it is
LEAST_OWNER = 0.45  # of the weight of X in “X的Y是多少”
LEAST_ATTRIBUTE = 0.60  # of the weight of Y in “X的Y是什么” that the evidence must hold
EVEN = 0.5  # how likely the reader must hold it at least that a unit of the year asked about answers
SAME_SUBJECT = 0.70  # a unit is about the same thing when it covers this share of what the best one covers

# “丰泽计划”, “新动能基金”: a quoted word with such an ending names something, “‘高大上’” does not.
_NAME_ENDINGS = re.compile(
    r"(?:计划|工程|行动|战略|体系|基金|平台|办法|方案|规划|措施|政策|条例|专项|项目|贷|券|码|证|制度|机制|联盟|集群|模式|小镇|早餐会|大会|博览会|大赛|论坛|中心|基地|园区?|指数|奖|补贴|补助)$"
)
_FACT_WORDS = {
    "email": "邮箱",
    "phone": "联系电话",
    "url": "网址",
    "person": "人员姓名",
    "date": "时间",
    "day": "具体日期",
    "month": "具体月份",
    "duration": "时长",
    "money": "金额",
    "share": "金额或比例",
    "percent": "比例",
    "quantity": "数量",
    "leader": "牵头或责任单位",
}
# Checks that weigh wording; those of places, names, years and contacts are sure of what they say.
WEIGHED = frozenset(("coverage", "fact", "attribute", "undated"))
# “丰九条”, “新十策”: the short name of a numbered set of measures
_COUNTED_SET = re.compile(r"[二三四五六七八九十\d]+(?:条|项|策|则)$")
# “一个主题、两产融合”, “丽泽（金融城）”: the parts of a name may stand apart in the text.
_NAME_PARTS = re.compile(r"[、，,·]|（.*?）|\(.*?\)")
# “丰泽”计划: the ending of a name that stands behind its closing mark, a word or two further on
_ENDING_BEHIND = re.compile(
    r"[”\"」』’'][^,，。?？的]{0,6}?(?:计划|工程|行动|战略|基金|平台|专项|制度|机制|联盟|模式)"
)
# “（一）补贴标准”, “3.”, “第五条”: a heading that counts, which no label of a field does
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]+[)）.．、]|第.{1,7}[编章节条]")
# “每满一万人”, “最高不超过”, “按实际”, “单个项目”: a sentence that leaves out what it is about
_NO_SUBJECT = re.compile(r"每[满增超一个家人名辆吨]|最[高低多少]|不超过|按照?|单[个项]|同一|其中|总额|标准为")
_STRICT = frozenset(_FACT_WORDS)
# “从哪天起施行”, “什么时候生效”: asks when a document comes into force
_IN_FORCE = re.compile(r"施行|生效|实施(?!方案|意见|细则)|执行")
# “怎么办理”, “如何申请”: asks how a thing is done
_WAY = re.compile(r"(?:怎么|怎样|如何|咋)(?:办理?|申请|申报|申领|领取?|报名|登记)")
# “处三年以下有期徒刑”, “并处罚金”: what is done to who breaks a rule
_PENALTY = re.compile(r"有期徒刑|拘役|罚金|罚款|处分|吊销|拘留|处罚|判")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason to refuse: a Chinese clause without a full stop, ready to stand behind “未找到依据：”.

    ``code`` names the check.
    """

    reason: str
    code: str
    name: str = ""  # the named thing that is missing, where that is the reason


def named(question: Question) -> tuple[str, ...]:
    """Give quoted words that name something (“丰泽计划”, “1233”), not mere scare quotes, and titles."""
    quoted = tuple(
        name
        for name in question.quoted
        if _NAME_ENDINGS.search(name)
        or any(c.isdigit() for c in name)
        or _followed_by_ending(question.text, name)
    )
    return question.titles + quoted


def _followed_by_ending(text: str, name: str) -> bool:
    at = text.find(name) + len(name)
    return bool(_ENDING_BEHIND.match(text[at : at + 12]))


def judge(
    ranked: Sequence[ScoredUnit],
    question: Question,
    wording: Wording,
    scope: Scope,
) -> Refusal | None:
    """Give the first reason to refuse, or ``None``. ``ranked`` is best first, already within the places asked about."""
    return next(iter(objections(ranked, question, wording, scope)), None)


def objections(
    ranked: Sequence[ScoredUnit],
    question: Question,
    wording: Wording,
    scope: Scope,
) -> list[Refusal]:
    """Give every reason to refuse that a check finds, the surest kinds first."""
    if not ranked:
        return [Refusal("现有文件中没有与问题相关的内容", "nothing")]
    checks = (
        _check_places(ranked, question, scope),
        _check_names(ranked, question, scope),
        _check_coverage(ranked, question, wording),
        _check_years(ranked, question),
        _check_asks(ranked, question, wording),
        _check_attribute(ranked, question, wording),
        _check_contents(ranked, question),
        _check_thing(ranked, question, wording),
        _check_draft(ranked, question),
        _check_way(ranked, question),
    )
    return [refusal for refusal in checks if refusal]


def _check_places(ranked: Sequence[ScoredUnit], question: Question, scope: Scope) -> Refusal | None:
    """A place no document is of must head a passage, or stand in a sentence that holds a fact asked for.

    Beside a place that documents are of, one outside the words that ask is where somebody was or comes from.
    """
    asks = question.asks
    for place in scope.foreign:
        if scope.inside and place not in question.focus:
            continue
        if not any(
            place in evidence.unit.context
            or (place in evidence.unit.flat and (not asks or any(map(evidence.unit.satisfies, asks))))
            for evidence in ranked[:5]
        ):
            return Refusal(f"现有文件没有关于{place}的内容", "place")
    return None


def _check_names(ranked: Sequence[ScoredUnit], question: Question, scope: Scope) -> Refusal | None:
    for name in named(question):
        if not any(_holds(e, name) for e in ranked if scope.admits(e.document.doc_id)):
            where = "、".join(scope.places)
            return Refusal(f"{where + '的' if where else '现有'}文件中没有“{name}”", "name", name)
    return None


def _holds(evidence: ScoredUnit, name: str) -> bool:
    if name in evidence.unit.flat or name in evidence.unit.context:
        return True
    parts = [part for part in _NAME_PARTS.split(name) if part]
    return len(parts) > 1 and all(part in evidence.unit.flat + evidence.unit.context for part in parts)


def _check_coverage(ranked: Sequence[ScoredUnit], question: Question, wording: Wording) -> Refusal | None:
    best = max(evidence.coverage for evidence in ranked[:10])
    least = LEAST_COVERAGE_APPLICABILITY if question.kind == "applicability" else LEAST_COVERAGE
    missing = _missing(ranked[:10], wording)
    if best < least:
        return Refusal(_without(missing) or "现有文件没有回答这个问题的内容", "coverage")
    return None


def _missing(ranked: Sequence[ScoredUnit], wording: Wording) -> list[Word]:
    """Words that none of the best units nor their headings hold, heaviest first."""
    missing = [
        word
        for word in wording.words
        if not word.asking
        and max(max(word.credit(e.unit.flat), word.credit(e.unit.context)) for e in ranked) < 0.4
    ]
    return sorted(missing, key=lambda word: -word.weight)


def _without(missing: Sequence[Word]) -> str:
    nouns = [word.text for word in missing if word.noun][:2]
    return f"现有文件没有提到{'、'.join(f'“{noun}”' for noun in nouns)}" if nouns else ""


def _check_years(ranked: Sequence[ScoredUnit], question: Question) -> Refusal | None:
    """The best unit of the years asked about must hold nearly as much of the question as any unit.

    What is ranked first and of a year asked about is of no other. Where the best one says no year itself, the year of what stands before it or of its document is no sure one; nor
    is one where the reader holds it likelier than not that a unit of the year asked about answers.
    """
    wanted = question.years - base_years(question.text)
    if not wanted:
        return None
    if not ranked[0].year_conflict and _years_of(ranked[0]) & wanted:
        return None
    first = max(ranked, key=lambda evidence: evidence.coverage)
    best = first.coverage
    fitting = [evidence for evidence in ranked if not evidence.year_conflict]
    if max((evidence.coverage for evidence in fitting), default=0.0) < SAME_SUBJECT * best:
        read = any((evidence.support or 0.0) > EVEN and wanted & _years_of(evidence) for evidence in fitting)
        asked = "、".join(str(year) for year in sorted(wanted))
        return Refusal(
            f"现有文件没有{asked}年的相应内容", "year" if first.unit.own_years and not read else "undated"
        )
    return None


def _years_of(evidence: ScoredUnit) -> frozenset[int]:
    """The years a unit is of: those it says or that were named last before it, else those of its document."""
    return evidence.unit.years or document_years(evidence.document)


def dated(
    objection: Refusal, ranked: Sequence[ScoredUnit], question: Question, passages: Passages
) -> Refusal:
    """Give an objection, that the best unit may be of another year as a sure one where its document never says the year."""
    if objection.code != "undated":
        return objection
    document = max(ranked, key=lambda evidence: evidence.coverage).document
    said = explicit_years(passages.document(document).text) | document_years(document)
    return objection if said & question.years else replace(objection, code="year")


def _anchored(evidence: ScoredUnit, ranked: Sequence[ScoredUnit], wording: Wording) -> bool:
    """Whether a unit holds the heavy words that the best unit holds: what the fact must be of."""
    best = max(ranked, key=lambda other: other.coverage).unit
    held = [word for word in wording.words if not word.asking and word.credit(best.flat) >= 0.6]
    if not held:
        return True
    heaviest = max(word.weight for word in held)
    anchors = [word for word in held if word.weight >= 0.6 * heaviest]
    unit = evidence.unit
    text = f"{unit.flat} {unit.context} {unit.around}"
    return sum(word.weight * word.credit(text) for word in anchors) >= 0.5 * sum(
        word.weight for word in anchors
    )


def _is_of(evidence: ScoredUnit, owner: str, wording: Wording) -> bool:
    """Whether a unit speaks of X where “X的Y是多少” is asked."""
    words = [word for word in wording.words if word.text in owner and not word.asking]
    total = sum(word.weight for word in words)
    unit = evidence.unit
    text = f"{unit.flat} {unit.context} {unit.around}"
    return sum(word.weight * word.credit(text) for word in words) >= LEAST_OWNER * total


def _behind(evidence: ScoredUnit, other: ScoredUnit) -> bool:
    """Whether a sentence stands right behind another in its passage: there it often gives the figure to it."""
    one, two = evidence.unit, other.unit
    return one.chunk.chunk_id == two.chunk.chunk_id and 0 <= one.start - two.end <= 2


def _same_clause(evidence: ScoredUnit, other: ScoredUnit) -> bool:
    """Whether two units stand under the same heading: a fact may stand some sentences on."""
    one, two = evidence.unit.chunk, other.unit.chunk
    return one.doc_id == two.doc_id and one.path == two.path and bool(one.path)


def _sibling_field(evidence: ScoredUnit, other: ScoredUnit) -> bool:
    """Whether two units stand in fields of one card: 服务对象 names who, 服务内容 how much."""
    one, two = evidence.unit.chunk, other.unit.chunk
    fields = len(one.path) > 1 and len(two.path) > 1 and one.path[:-1] == two.path[:-1]
    return one.doc_id == two.doc_id and fields and not any(_NUMBERED.match(c.path[-1]) for c in (one, two))


def _goes_on(evidence: ScoredUnit, other: ScoredUnit) -> bool:
    """Whether a sentence right behind another leaves out what it is about: “每满一万人奖励一万元”."""
    return _behind(evidence, other) and bool(_NO_SUBJECT.match(evidence.unit.flat))


def _same_document(evidence: ScoredUnit, other: ScoredUnit) -> bool:
    return evidence.unit.chunk.doc_id == other.unit.chunk.doc_id


def _closes(evidence: ScoredUnit, other: ScoredUnit) -> bool:
    """Whether a unit is the “（责任单位：……）” of another's clause."""
    one, two = evidence.unit, other.unit
    same = one.chunk.doc_id == two.chunk.doc_id and one.chunk.path == two.chunk.path and bool(one.chunk.path)
    return same and bool(LEADER.search(one.flat[:8]))


def _check_asks(ranked: Sequence[ScoredUnit], question: Question, wording: Wording) -> Refusal | None:
    """A unit that holds a fact of the type asked for must be about the same subject as the best unit."""
    right_year = [evidence for evidence in ranked if not evidence.year_conflict] or list(ranked)
    best = max(evidence.coverage for evidence in right_year)
    first = max(right_year, key=lambda evidence: evidence.coverage)
    near = [
        e
        for e in right_year
        if (
            e.coverage >= SAME_SUBJECT * best
            and _anchored(e, right_year, wording)
            and _is_of(e, question.owner, wording)
        )
        or ((_behind(e, first) or _same_clause(e, first)) and e.coverage >= BEHIND * best)
        or (_sibling_field(e, first) and e.coverage >= SAME_CARD * best)
        or _goes_on(e, first)
        or (_same_document(e, first) and e.coverage >= WITHIN_DOCUMENT * best)
        or _closes(e, first)
        or e is ranked[0]
        or (question.kind == "comparison" and _same_document(e, first) and e.score >= AS_GOOD * first.score)
    ]
    strict = [ask for ask in question.asks if ask.kind in _STRICT]
    unmet = [ask for ask in strict if not any(e.unit.satisfies(ask) for e in near)]
    if not unmet:
        return None
    contact = [ask for ask in unmet if ask.kind in ("email", "phone", "url")]
    if contact or len(unmet) == len(strict):
        fact = _fact(contact[0] if contact else unmet[0])
        return Refusal(f"文件提到了相关内容，但没有写明{fact}", "contact" if contact else "fact")
    return None


def _check_attribute(ranked: Sequence[ScoredUnit], question: Question, wording: Wording) -> Refusal | None:
    """“新动能基金的管理人是谁”: a unit about the fund that says nothing of a manager is no answer."""
    if question.kind in ("applicability", "lookup") or not question.attribute:
        return None
    words = [word for word in wording.words if word.text in question.attribute and not word.asking]
    total = sum(word.weight for word in words)
    if not total:
        return None
    best = max(evidence.coverage for evidence in ranked)
    near = [e.unit for e in ranked if e.coverage >= SAME_SUBJECT * best]
    held = max(
        sum(word.weight * max(word.credit(unit.flat), word.credit(unit.context)) for word in words)
        for unit in near
    )
    if held < LEAST_ATTRIBUTE * total:
        return Refusal(f"文件提到了相关内容，但没有写明“{question.attribute}”", "attribute")
    return None


def _check_contents(ranked: Sequence[ScoredUnit], question: Question) -> Refusal | None:
    """“丰九条是哪九条”: a document that only mentions the name of a set of measures does not give them."""
    if question.kind not in ("definition", "list", "general"):
        return None
    for name in question.quoted:
        counted = _COUNTED_SET.search(name)
        if counted is None:
            continue
        flats = [evidence.unit.flat for evidence in ranked]
        if not any(says_what(flat, name) or spells_out(flat, counted.group()) for flat in flats):
            return Refusal(f"文件只提到“{name}”的名称，没有写明其内容", "contents")
    return None


def _check_thing(ranked: Sequence[ScoredUnit], question: Question, wording: Wording) -> Refusal | None:
    """“会议费支出多少万元”: the figures of other things are no answer where no passage near speaks of it."""
    thing = unheld_thing(ranked, question, wording)
    return Refusal(f"文件提到了相关内容，但没有写到“{thing}”", "thing") if thing else None


def _check_draft(ranked: Sequence[ScoredUnit], question: Question) -> Refusal | None:
    """A draft has no day from which it is in force."""
    document = ranked[0].document
    dated = any(ask.kind in ("date", "day", "month") for ask in question.asks)
    if document.status != DRAFT or not dated or not _IN_FORCE.search(question.text):
        return None
    return Refusal(f"《{document.metadata.title}》是征求意见稿，尚未生效，没有施行日期", "draft")


def _check_way(ranked: Sequence[ScoredUnit], question: Question) -> Refusal | None:
    """“怎么办理护照”: what punishes a deed says nothing of how the thing is done."""
    if not _WAY.search(question.text) or _PENALTY.search(question.text):
        return None
    best = max(evidence.coverage for evidence in ranked)
    near = [evidence for evidence in ranked if evidence.coverage >= SAME_SUBJECT * best]
    if all(_PENALTY.search(evidence.unit.flat) for evidence in near):
        return Refusal("文件只写了有关的处罚，没有写明怎样办理", "way")
    return None


def _fact(ask: Ask) -> str:
    return _FACT_WORDS.get(ask.kind, "所问内容")
