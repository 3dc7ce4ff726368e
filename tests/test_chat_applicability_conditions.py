"""Predicates held against a profile: met, unmet, unknown; what holds what among industries, places, sizes, qualifications."""

from __future__ import annotations

from datetime import date

import pytest

from chat.applicability import profile_of_json
from chat.applicability.conditions import Judge, joined
from chat.applicability.enterprise.enterprise_size import possible_sizes
from chat.applicability.enterprise.industries import Relation, relation
from chat.applicability.enterprise.needs import DIRECT, KINDRED, NONE, fit
from chat.applicability.enterprise.regions import lies_within
from ingest.document import Span
from ingest.facts import Condition, Predicate

DAY = date(2024, 6, 30)


def state(test: Predicate, words: str = "", here: str = "", **given: object) -> str:
    verdict = Judge(profile_of_json(given, DAY), DAY).predicate(test, here, words)
    assert verdict.reason
    return verdict.state


@pytest.mark.parametrize(
    ("own", "wanted", "expected"),
    [
        ("减速器", "机器人产业", Relation.WITHIN),
        ("工业机器人用的减速器", "高端装备制造业", Relation.WITHIN),
        ("机器人", "先进制造业", Relation.WITHIN),
        ("机器人", "高精尖产业", Relation.WITHIN),
        ("先进制造业", "机器人", Relation.NEAR),
        ("机器人", "氢能领域", Relation.OTHER),
        ("餐饮", "高精尖产业", Relation.OTHER),
        ("轨道交通信号", "轨道交通", Relation.WITHIN),
        ("有机蔬菜种植", "涉农", Relation.WITHIN),
        ("创新药研发", "医药健康", Relation.WITHIN),
    ],
)
def test_industries_hold_one_another(own: str, wanted: str, expected: Relation) -> None:
    assert relation(own, wanted) is expected


@pytest.mark.parametrize(
    ("region", "wanted", "here", "expected"),
    [
        ("北京市丰台区", "北京市", "", True),
        ("北京市", "北京市丰台区", "", None),
        ("上海市浦东新区", "北京市", "", False),
        ("北京市丰台区", "本市", "北京市", True),
        ("上海市", "本市行政区域内", "北京市", False),
        ("北京市丰台区", "中关村国家自主创新示范区", "北京市", None),
        ("上海市", "中关村国家自主创新示范区", "北京市", False),
        ("河北省保定市", "京津冀", "", True),
        ("四川省成都市", "中华人民共和国境内", "", True),
    ],
)
def test_places_lie_within_one_another(region: str, wanted: str, here: str, expected: bool | None) -> None:
    assert lies_within(region, region, wanted, here) is expected


def test_a_zone_that_is_named_is_the_zone() -> None:
    assert lies_within("北京市海淀区", "北京市海淀区中关村", "中关村示范区", "北京市") is True


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"industry": "机器人", "employees": 95, "revenue": 1.1e8}, {"小型"}),
        ({"industry": "机器人", "employees": 400, "revenue": 1.1e8}, {"中型"}),
        ({"industry": "机器人", "employees": 10}, {"微型"}),
        ({"industry": "软件开发", "employees": 400, "revenue": 2e8}, {"大型"}),
        ({"industry": "软件开发", "employees": 150}, {"微型", "小型", "中型"}),
        ({"industry": "餐饮", "employees": 8, "revenue": 9e5}, {"微型"}),
        ({"规模": "小微企业"}, {"小型", "微型"}),
        ({"region": "北京市"}, {"大型", "中型", "小型", "微型"}),
        ({"qualifications": ["科技型中小企业"]}, {"中型", "小型", "微型"}),
    ],
)
def test_sizes_are_told_as_far_as_they_are_certain(given: dict[str, object], expected: set[str]) -> None:
    assert possible_sizes(profile_of_json(given, DAY)) == expected


SPECIALISED = Predicate("qualification", "in", ("专精特新中小企业",))
GIANT = Predicate("qualification", "in", ("专精特新“小巨人”企业",))


@pytest.mark.parametrize(
    ("test", "given", "expected"),
    [
        (SPECIALISED, {"资质": "国家级专精特新“小巨人”"}, "met"),
        (GIANT, {"资质": "专精特新中小企业"}, "unmet"),
        (SPECIALISED, {"资质": "没有专精特新"}, "unmet"),
        (GIANT, {"资质": "没有专精特新"}, "unmet"),
        (SPECIALISED, {"资质": "高新技术企业"}, "unknown"),
        (SPECIALISED, {}, "unknown"),
        (Predicate("qualification", "in", ("高新技术企业",)), {"资质": "中关村高新技术企业"}, "unknown"),
        (Predicate("age", "<=", (), 5), {"成立": "2020-01-01"}, "met"),
        (Predicate("age", "<=", (), 5), {"成立": "2018"}, "unmet"),
        (Predicate("age", "<=", (), 5), {"成立": "2019"}, "unknown"),
        (Predicate("revenue", "<=", (), 2e8), {"营收": "1.1亿元"}, "met"),
        (Predicate("revenue", ">=", (), 2e7), {"营收": "不到2000万"}, "unmet"),
        (Predicate("revenue", "<=", (), 2e8), {}, "unknown"),
        (Predicate("rd_spending", ">=", (), 1e6), {"revenue": 2e7, "rd_share": 0.1}, "met"),
        (Predicate("region", "in", ("北京市",)), {"region": "北京市丰台区"}, "met"),
        (Predicate("region", "not_in", ("北京市",)), {"region": "北京市丰台区"}, "unmet"),
        (Predicate("legal_form", "in", ("独立法人",)), {}, "met"),
        (Predicate("legal_form", "in", ("事业单位",)), {}, "unmet"),
        (Predicate("legal_form", "in", ("企业",)), {"类型": "个体工商户"}, "unmet"),
        (Predicate("size", "in", ("小型", "微型")), {"规模": "中型企业"}, "unmet"),
        (Predicate("founded", ">=", ("2022-01-01",)), {"成立": "2023年"}, "met"),
        (Predicate("event", "in", ("上市",)), {"近期事件": "2023年在北交所上市"}, "met"),
        (Predicate("event", "in", ("上市",)), {"text": "还没有上市"}, "unmet"),
        (Predicate("event", "in", ("上市",)), {}, "unknown"),
        (Predicate("other", "not_in", ("列入失信名单",)), {}, "unknown"),
    ],
)
def test_predicates(test: Predicate, given: dict[str, object], expected: str) -> None:
    assert state(test, **given) == expected  # type: ignore[arg-type]


def test_an_event_outside_the_window_does_not_count() -> None:
    test, words = Predicate("event", "in", ("签订贷款合同",)), "在2023年1月1日至11月30日期间签订贷款合同"
    assert state(test, words, events=["2022年11月签订贷款合同"]) == "unmet"
    assert state(test, words, events=["2023年5月签订贷款合同"]) == "met"
    assert state(test, words, events=["签订了贷款合同"]) == "unknown"


def test_who_denies_contests_has_no_prize_of_one() -> None:
    prize = Predicate("event", "in", ("获得创新创业大赛一等奖，或创新挑战赛前10名",))
    assert state(prize, denied=["没有获得过赛事奖项"], 近期事件="没参加过创新大赛") == "unmet"
    assert state(prize, 近期事件="没有失信记录") == "unknown"


def test_a_rule_for_those_founded_at_another_time_asks_nothing() -> None:
    rule = "2019年1月1日后新设立的养老机构，应在民政部门备案"
    for year, expected in ((2016, True), (2021, False)):
        judge = Judge(profile_of_json({"founded": year, "industry": "养老机构"}, DAY), DAY)
        assert judge.asks_nothing(Condition(Span(0, len(rule))), rule, "") is expected


def test_words_alone_are_never_met() -> None:
    judge = Judge(profile_of_json({"industry": "机器人"}, DAY), DAY)
    assert judge.condition(Condition(Span(0, 3))).state == "unknown"


def test_of_any_one_suffices_of_all_none_may_lack() -> None:
    judge = Judge(profile_of_json({"region": "北京市", "成立": "2010"}, DAY), DAY)
    region, age = Predicate("region", "in", ("北京市",)), Predicate("age", "<=", (), 5)
    tests = [judge.predicate(region), judge.predicate(age)]
    assert joined(tests, any_of=True).state == "met"
    assert joined(tests, any_of=False).state == "unmet"


@pytest.mark.parametrize(
    ("wanted", "given", "expected"),
    [
        (["贷款贴息"], ["资金", "贷款贴息"], DIRECT),
        (["孵化场地"], ["场地"], DIRECT),
        (["融资"], ["贷款贴息"], KINDRED),
        (["资金"], ["贷款贴息"], DIRECT),
        (["场地"], ["资金"], NONE),
        ([], ["资金"], KINDRED),
    ],
)
def test_needs_meet_gifts(wanted: list[str], given: list[str], expected: int) -> None:
    assert fit(tuple(wanted), tuple(given)) == expected


@pytest.mark.parametrize(
    ("region", "words", "wanted", "expected"),
    [
        ("北京市朝阳区", "北京市朝阳区（不在中关村示范区内）", "中关村国家自主创新示范区", False),
        ("北京市朝阳区", "北京市朝阳区", "中关村科学城海淀园", False),
        ("北京市海淀区", "北京市海淀区", "中关村科学城海淀园", None),
        ("北京市海淀区", "北京市海淀区中关村", "中关村国家自主创新示范区", True),
    ],
)
def test_a_zone_that_a_place_is_not_in(region: str, words: str, wanted: str, expected: bool | None) -> None:
    assert lies_within(region, words, wanted, "北京市") is expected
