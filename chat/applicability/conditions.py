"""Hold a predicate, a condition and a group of them against a profile: met, unmet or unknown, each with the reason.

Nothing is taken for met that the profile does not say: what no field answers stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chat.applicability.enterprise.enterprise_size import SIZES, possible_sizes, sizes_named
from chat.applicability.enterprise.industries import Relation, industries_in, relation
from chat.applicability.enterprise.patterns import (
    ENTERPRISE_FORM,
    FOUNDED_CASE,
    LAST_YEAR,
    LEGAL_FORM,
    OF_FIELD,
    PROMOTES,
    WORKS_IN,
)
from chat.applicability.enterprise.profile import (
    Days,
    Extent,
    Profile,
    Stated,
    days_in,
    falls_within,
    window_in,
)
from chat.applicability.enterprise.profile_words import qualification_named, qualifications_in
from chat.applicability.enterprise.regions import lies_within
from chat.applicability.statements.denials import all_denied, denies, each_denied, may_lack
from chat.applicability.statements.figures import held_by_figures
from chat.applicability.statements.held_words import asks_nothing, held_by_words, is_told_of
from chat.applicability.statements.own_words import as_of, denies_event, is_refused, statements_of
from chat.applicability.statements.patterns import UNTOLD_LIMIT
from chat.applicability.statements.words import as_rules_say, speaks_of_event
from ingest.facts import Condition, Predicate, held_with
from ingest.text.normalise import flat_text

MET, UNMET, UNKNOWN = "met", "unmet", "unknown"
OTHER = "other"
_NAMED_WHOM = (OTHER, "stage", "legal_form")  # fields by which a rule names other kinds of applicants
_NO_BODIES = ("个体工商户", "创业团队", "自然人", "家庭农场")  # which are no legal persons of their own
_STAGES = {"创业": "初创", "种子": "初创", "天使": "初创", "扩张": "成长"}
_COMPARED = {">=": "不低于", "<=": "不超过", ">": "高于", "<": "低于"}
# What people call the fields of a profile.
FIELD_NAMES = {
    "name": "名称", "needs": "需求", "denied": "没有的", "notes": "其他", "events": "近期事件", "qualifications": "资质",
    "region": "所在地区", "industry": "行业", "size": "规模", "age": "成立年限", "founded": "成立时间", "employees": "员工人数",
    "revenue": "营业收入", "rd_share": "研发投入占比", "rd_spending": "研发投入", "qualification": "资质", "stage": "发展阶段",
    "event": "有关事项", "legal_form": "主体类型", OTHER: "这一条件",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one test comes to: its state, the reason in Chinese, and the field it is about."""

    state: str
    reason: str
    field: str = OTHER


@dataclass(frozen=True, slots=True)
class Held:
    """A condition held against a profile."""

    condition: Condition
    judgement: Judgement


class Judge:
    """Holds conditions against one profile as of one day; ``here`` is the place that a measure's document is of.

    The same predicate is judged once.
    """

    def __init__(self, profile: Profile, day: date) -> None:
        self.profile, self.day = profile, day
        self._sizes = possible_sizes(profile)
        self.own = profile.industry.value if profile.industry else ""
        self.said = tuple(as_of(words, day) for words in statements_of(profile))
        self.done = tuple(as_of(as_rules_say(one.words), day) for one in (*profile.events, *profile.notes))
        denied = (part for one in profile.denied for part in each_denied(as_rules_say(one.words)))
        self.denied = tuple(dict.fromkeys(denied))
        self._judged: dict[tuple[Predicate, str], Judgement] = {}
        self._judges: Mapping[str, Callable[[Predicate, str], Judgement]] = {
            "region": self._region,
            "industry": self._industry,
            "size": self._size,
            "age": self._age,
            "founded": self._founded,
            "qualification": self._qualification,
            "stage": self._stage,
            "legal_form": self._legal_form,
        }

    def predicate(self, test: Predicate, here: str = "", words: str = "") -> Judgement:
        """Judge one predicate; ``words`` are those of its condition, which may say when something is to happen."""
        if test.field == "event":
            return self._event(test, words)
        key = (test, here)
        if key not in self._judged:
            judge = self._judges.get(test.field, self._number)
            self._judged[key] = (
                _negated(judge(test, here)) if test.operator == "not_in" else judge(test, here)
            )
        return self._judged[key]

    def condition(self, condition: Condition, here: str = "", words: str = "") -> Judgement:
        """Judge a condition by its predicates, and what they leave open by its words where those are given.

        One that is known in words alone stays unknown unless the enterprise speaks of the very things it names.
        """
        found = [self.predicate(test, here, words) for test in condition.predicates]
        open_to_words = not found or any(test.field in (OTHER, "event") for test in condition.predicates)
        joint = (
            joined(found, any_of=condition.any_of)
            if found
            else Judgement(UNKNOWN, "条件只有文字，需对照原文核对")
        )
        away = [one for one in found if one.field == "region" and one.state == UNMET]
        if away and any(one.field != "region" for one in found):
            return away[0]  # where it must be is no alternative to what it must be
        if joint.state != UNKNOWN or not words:
            return joint
        excluded = any(test.field == OTHER and test.operator == "not_in" for test in condition.predicates)
        by_words = (
            held_by_words(
                LAST_YEAR.sub(f"{self.day.year - 1}年", flat_text(words)),
                self.said,
                self.denied,
                self.own,
                excluded=excluded,
            )
            if open_to_words
            else None
        )
        if by_words is not None:
            return Judgement(MET if by_words[0] else UNMET, f"企业自述：{by_words[1]}", joint.field)
        refused_in = (
            None if excluded or not found else next((one for one in self.denied if denies(one, words)), None)
        )
        if refused_in:
            return Judgement(UNMET, f"企业自述：{refused_in}", joint.field)
        named = [name for name, _, _ in qualifications_in(words)] if not found else []
        held = any(_includes(own.value, name) for own in self.profile.qualifications for name in named)
        if named and not held and all(_lacks(self.profile, name) for name in named):
            return Judgement(UNMET, f"没有{'、'.join(dict.fromkeys(named))}", "qualification")
        flat = flat_text(words)
        works = WORKS_IN.search(words) or OF_FIELD.fullmatch(flat) or PROMOTES.match(flat)
        if not found and works and self.own and relation(self.own, works["what"]) is Relation.WITHIN:
            return Judgement(MET, f"行业“{self.own}”属于{works['what']}", "industry")
        others = [one for test in condition.predicates if test.field == OTHER for one in test.values]
        named_so = [one for one in others if condition.any_of and self.own and _is_of(self.own, one)]
        if named_so:
            return Judgement(MET, f"行业“{self.own}”属于{named_so[0]}", "industry")
        refused = [one for one in found if one.state == UNMET and one.field == "qualification"]
        rest = [test for test, one in zip(condition.predicates, found, strict=True) if one.state != UNMET]
        if condition.any_of and refused and all(test.field in _NAMED_WHOM for test in rest):
            return refused[0]  # the other kinds of applicants are none that this one says to be
        return joint

    def asks_nothing(self, condition: Condition, words: str, title: str) -> bool:
        """Whether words among conditions ask nothing of this enterprise, see ``statements.asks_nothing``."""
        typed = any(test.field != OTHER for test in condition.predicates)
        case = FOUNDED_CASE.match(flat_text(words)) if self.profile.founded and not typed else None
        day = days_in(case["day"]) if case else None
        if case and day and self.profile.founded:
            operator = ">=" if case["side"] == "后" else "<="
            if _by_days(self.profile.founded.value, operator, day) == UNMET:
                return True  # a rule for those founded at another time
        return bool(words) and not typed and asks_nothing(words, self.said, self.own, title)

    def direction(self, words: str, title: str = "", behind: str = "") -> Judgement:
        """Judge whether the enterprise does what a rule pays for, by its own words; unmet where its figures fall short.

        ``title`` is that of the rule's measure, where its words alone tell of nothing; ``behind`` are the words that
        follow the rule's, which may bound it (“其中，……交易额不低于500万元”).
        """
        told = is_told_of(words, self.done, title)
        named = bool(self.own) and self.own in words
        refused = next(
            (one for one in self.denied if not named and denies(one, words) and not may_lack(one, words)), ""
        )
        refused = refused or all_denied(self.denied, words)
        if told is None and refused:
            return Judgement(UNMET, f"企业自述：{refused}", "event")
        if told and told[0] and held_by_figures(behind, (told[1],)) is False:
            return Judgement(UNMET, f"企业自述：{told[1]}", "event")
        if told and told[0] and UNTOLD_LIMIT.search(words):
            return Judgement(UNKNOWN, f"企业自述：{told[1]}；原文没有写明要达到多少", "event")
        if told is not None:
            return Judgement(MET if told[0] else UNMET, f"企业自述：{told[1]}", "event")
        return Judgement(UNKNOWN, "没有说明是否有这里支持的事项", "event")

    # -- one field -------------------------------------------------------------------------------

    def _region(self, test: Predicate, here: str) -> Judgement:
        region = self.profile.region
        wanted = "、".join(test.values)
        if region is None:
            return _unsaid("region")
        found = [lies_within(region.value, region.words, one, here) for one in test.values]
        state = MET if True in found else (UNKNOWN if None in found or not found else UNMET)
        words = {MET: "在", UNMET: "不在", UNKNOWN: "不能确定是否在"}[state]
        return Judgement(state, f"所在地区{region.value}，{words}{wanted}范围内", "region")

    def _industry(self, test: Predicate, here: str) -> Judgement:
        industry, wanted = self.profile.industry, "、".join(test.values)
        if industry is None:
            return _unsaid("industry")
        found = max((relation(industry.value, one) for one in test.values), default=Relation.UNKNOWN)
        if found is Relation.WITHIN:
            return Judgement(MET, f"行业“{industry.value}”属于{wanted}", "industry")
        told = industries_in("，".join(self.said))
        if found is not Relation.WITHIN and any(
            relation(name, one) is Relation.WITHIN for name in told for one in test.values
        ):
            return Judgement(MET, f"企业自述有{wanted}业务", "industry")
        meant = industries_in("，".join(need.value for need in self.profile.needs))
        if any(relation(name, one) is Relation.WITHIN for name in meant for one in test.values):
            return Judgement(UNKNOWN, f"打算做的事是否属于{wanted}，需要核对", "industry")
        if found is Relation.OTHER:
            return Judgement(UNMET, f"行业“{industry.value}”不属于{wanted}", "industry")
        return Judgement(UNKNOWN, f"行业“{industry.value}”是否属于{wanted}，需要核对", "industry")

    def _size(self, test: Predicate, here: str) -> Judgement:
        wanted = sizes_named(test.values)
        if self._sizes == frozenset(SIZES):
            return _unsaid("size")
        said = "、".join(size for size in SIZES if size in self._sizes)
        state = MET if self._sizes <= wanted else (UNKNOWN if self._sizes & wanted else UNMET)
        words = {MET: "符合", UNMET: "不符合", UNKNOWN: "是否符合还不能确定："}[state]
        return Judgement(state, f"按划型标准为{said}，{words}{'、'.join(test.values)}", "size")

    def _age(self, test: Predicate, here: str) -> Judgement:
        age = self.profile.age(self.day)
        if age is None:
            return _unsaid("founded")
        shown = f"{age.low:.1f}" if age.low == age.high else f"{age.low:.1f}至{age.high:.1f}"
        return _compared(test, age, f"截至{self.day.isoformat()}成立{shown}年", "founded", "年")

    def _founded(self, test: Predicate, here: str) -> Judgement:
        founded = self.profile.founded
        wanted = days_in(test.values[0]) if test.values else None
        if founded is None:
            return _unsaid("founded")
        if wanted is None:
            return Judgement(UNKNOWN, "条件里的日期没有读出", "founded")
        state = _by_days(founded.value, test.operator, wanted)
        words = {MET: "符合", UNMET: "不符合", UNKNOWN: "还不能确定是否符合"}[state]
        return Judgement(state, f"成立于{founded.words}，{words}“{test.values[0]}”的要求", "founded")

    def _number(self, test: Predicate, here: str) -> Judgement:
        said = getattr(self.profile, test.field, None) if test.field in FIELD_NAMES else None
        if test.field == "rd_spending" and said is None:
            said = _spending_by_share(self.profile)
        if not isinstance(said, Stated) or not isinstance(said.value, Extent):
            return _unsaid(test.field)
        unit = {"employees": "人", "rd_share": ""}.get(test.field, "元")
        return _compared(test, said.value, f"{FIELD_NAMES[test.field]}：{said.words}", test.field, unit)

    def _qualification(self, test: Predicate, here: str) -> Judgement:
        held, wanted = self.profile.qualifications, "、".join(test.values)
        for own in held:
            if any(_includes(own.value, one) for one in test.values):
                return Judgement(MET, f"具有{own.value}，符合{wanted}", "qualification")
        lacking = [one for one in test.values if _lacks(self.profile, one)]
        if test.values and len(lacking) == len(test.values):
            return Judgement(UNMET, f"没有{wanted}", "qualification")
        return Judgement(UNKNOWN, f"没有说明是否具有{wanted}", "qualification")

    def _stage(self, test: Predicate, here: str) -> Judgement:
        stage = self.profile.stage
        if stage is None:
            return _unsaid("stage")
        own = _STAGES.get(stage.value[:2], stage.value[:2])
        met = any(own in one or one[:2] in stage.value for one in test.values)
        words = "符合" if met else "不符合"
        return Judgement(
            MET if met else UNMET, f"发展阶段为{stage.value}，{words}{'、'.join(test.values)}", "stage"
        )

    def _legal_form(self, test: Predicate, here: str) -> Judgement:
        form, wanted = self.profile.legal_form, "、".join(test.values)
        own = form.value if form else "企业"
        if form and LEGAL_FORM.search(own):
            met = any(own in one or one in own for one in test.values)
            met = met or (test.values == ("独立法人",) and own not in _NO_BODIES)
            state = MET if met else UNMET
        else:
            met = any(ENTERPRISE_FORM.search(one) and not LEGAL_FORM.fullmatch(one) for one in test.values)
            state = MET if met else UNMET
        words = "符合" if state == MET else "不符合"
        return Judgement(state, f"主体类型为{own}，{words}{wanted}", "legal_form")

    def _event(self, test: Predicate, words: str) -> Judgement:
        """An event is met by one told of, within the days that the condition names."""
        wanted, window = "、".join(test.values), window_in(words)
        for one in test.values:
            for said in self.profile.events:
                if not speaks_of_event(said.value, one):
                    continue
                days = days_in(said.value)
                within = falls_within(days, window) if window and days else (None if window else True)
                if within is not None:
                    state = MET if within else UNMET
                    when = "" if window is None else ("，在规定的时间内" if within else "，不在规定的时间内")
                    verdict = Judgement(state, f"{said.words}{when}", "event")
                    return _negated(verdict) if test.operator == "not_in" else verdict
        if any(denies_event(denied.value, one) for denied in self.profile.denied for one in test.values):
            verdict = Judgement(UNMET, f"没有{wanted}", "event")
            return _negated(verdict) if test.operator == "not_in" else verdict
        return Judgement(UNKNOWN, f"没有说明是否{wanted}", "event")


def _lacks(profile: Profile, wanted: str) -> bool:
    """Whether a qualification is denied, with one that it includes, or lies above the rung that is held."""
    if any(_includes(wanted, one.value) or is_refused(wanted, one.words) for one in profile.denied):
        return True
    return any(_includes(wanted, own.value) for own in profile.qualifications)


def _spending_by_share(profile: Profile) -> Stated[Extent] | None:
    share, revenue = profile.rd_share, profile.revenue
    if share is None or revenue is None:
        return None
    extent = Extent(share.value.low * revenue.value.low, share.value.high * revenue.value.high)
    return Stated(extent, f"{revenue.words}，{share.words}")


def _is_of(own: str, whom: str) -> bool:
    """Whether an industry is one of the trades that words for others who may apply name (“二手车经营主体”)."""
    return any(relation(own, name) is Relation.WITHIN for name in industries_in(whom))


def _includes(held: str, wanted: str) -> bool:
    """Whether a qualification is the wanted one or is given only to those who have it."""
    return qualification_named(wanted) in held_with(qualification_named(held))


def joined(verdicts: Sequence[Judgement], *, any_of: bool) -> Judgement:
    """Join verdicts of which one suffices (``any_of``) or all are wanted; the reason is that of what decides."""
    order = (MET, UNKNOWN, UNMET) if any_of else (UNMET, UNKNOWN, MET)
    decisive = min(verdicts, key=lambda verdict: order.index(verdict.state))
    if decisive.state == MET and not any_of:
        reasons = "；".join(dict.fromkeys(verdict.reason for verdict in verdicts))
        return Judgement(MET, reasons, decisive.field)
    return decisive


def _unsaid(field: str) -> Judgement:
    return Judgement(UNKNOWN, f"没有说明{FIELD_NAMES.get(field, FIELD_NAMES[OTHER])}", field)


def _compared(test: Predicate, extent: Extent, said: str, field: str, unit: str) -> Judgement:
    if test.number is None or test.operator not in _COMPARED:
        return Judgement(UNKNOWN, "条件里的数没有读出", field)
    holds = extent.holds(test.operator, test.number)
    wanted = f"{_COMPARED[test.operator]}{_shown(test.number, unit)}"
    if holds is None:
        return Judgement(UNKNOWN, f"{said}，是否{wanted}还不能确定", field)
    return Judgement(MET if holds else UNMET, f"{said}，{'符合' if holds else '不符合'}{wanted}", field)


def _shown(number: float, unit: str) -> str:
    if unit == "":
        return f"{number * 100:g}%"
    if unit == "元" and number >= 100_000_000:
        return f"{number / 100_000_000:g}亿元"
    if unit == "元" and number >= 10_000:
        return f"{number / 10_000:g}万元"
    return f"{number:g}{unit}"


def _by_days(founded: Days, operator: str, wanted: Days) -> str:
    if operator in (">=", ">"):
        after, before = founded.first >= wanted.first, founded.last < wanted.first
    else:
        after, before = founded.last <= wanted.last, founded.first > wanted.last
    return MET if after else (UNMET if before else UNKNOWN)


def _negated(judgement: Judgement) -> Judgement:
    """What an exclusion comes to: met where the thing excluded is not the case."""
    turned = {MET: UNMET, UNMET: MET}.get(judgement.state, judgement.state)
    words = f"属于排除的情形：{judgement.reason}" if turned == UNMET else judgement.reason
    return Judgement(turned, words, judgement.field)
