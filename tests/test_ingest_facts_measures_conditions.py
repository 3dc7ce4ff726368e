"""Conditions are read from the words of official texts: predicates, alternatives, exceptions, and what stays in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Span
from ingest.facts.measure import Condition
from ingest.facts.measures.conditions import ConditionReader
from ingest.facts.measures.numbered_items import directions_of, items_of, names_one_of
from ingest.facts.measures.placed_words import placed_words
from ingest.facts.measures.qualifications import held_with, qualification_name

READER = ConditionReader("浙江省杭州市")


def of_field(text: str) -> tuple[Condition, ...]:
    return READER.of_field(placed_words(text, [Span(0, len(text))]))


def of_applicants(text: str) -> tuple[Condition, ...]:
    return READER.of_applicants(placed_words(text, [Span(0, len(text))]))


def told(conditions: tuple[Condition, ...]) -> list[tuple[str, str, object]]:
    return [
        (one.field, one.operator, one.values or one.number)
        for condition in conditions
        for one in condition.predicates
    ]


@pytest.mark.parametrize(
    ("words", "predicates"),
    [
        ("企业成立时间满3年（含）以上。", [("age", ">=", 3.0)]),
        ("注册成立不超过5年（含）。", [("age", "<=", 5.0)]),
        ("持续运营满6个月。", [("age", ">=", 0.5)]),
        ("2023年1月1日以后注册。", [("founded", ">=", ("2023-01-01",))]),
        ("上一会计年度营业收入2000万元（含）以下。", [("revenue", "<=", 20_000_000.0)]),
        ("年营业收入1亿元以下（不含）。", [("revenue", "<", 100_000_000.0)]),
        ("年销售收入超过5000万元。", [("revenue", ">", 50_000_000.0)]),
        ("职工总数不超过三百人。", [("employees", "<=", 300.0)]),
        ("研发费用占同期销售收入的比例不低于5%。", [("rd_share", ">=", 0.05)]),
        ("上年度研发投入达到百分之三以上。", []),  # of what, the words do not say
        ("上一年度研发投入不低于200万元。", [("rd_spending", ">=", 2_000_000.0)]),
        ("注册地在本市。", [("region", "in", ("浙江省杭州市",))]),
        ("在浙江省宁波市依法登记注册。", [("region", "in", ("浙江省宁波市",))]),
        ("属于新材料、生物医药等战略性新兴产业领域。",
         [("industry", "in", ("新材料", "生物医药", "战略性新兴产业"))]),
        ("以工业设计为主营业务。", [("industry", "in", ("工业设计",))]),
        ("具有独立法人资格。", [("legal_form", "in", ("独立法人",))]),
        ("在境内外上市。", [("event", "in", ("上市",))]),
        ("拟上市企业。", []),
        ("在新三板挂牌。", [("event", "in", ("挂牌",))]),
        ("近三年无严重失信记录。", [("other", "not_in", ("无严重失信记录",))]),
        ("研发费用占比超过3%。", [("rd_share", ">", 0.03)]),
        ("从事商贸流通业经营、服务、管理的企业、机构。", [("industry", "in", ("商贸流通业",))]),
        ("获得创业大赛一等奖，挑战赛前10名，或前沿大赛前3名。",
         [("event", "in", ("获得创业大赛一等奖，挑战赛前10名，或前沿大赛前3名",))]),
        ("已获得其他财政资金支持的不得重复申报。", [("other", "not_in", ("已获得其他财政资金支持的不得重复申报",))]),
        ("具有较强的核心竞争力和良好的发展前景。", []),
        ("在孵企业从业人员不超过50人。", []),  # not who applies
        ("带动就业3人及以上。", [("employees", ">=", 3.0)]),
        ("项目申报单位应在本市注册。", [("region", "in", ("浙江省杭州市",))]),
        ("项目应为近2年内完成竣工验收并投入使用。", [("event", "in", ("完成竣工验收并投入使用",))]),
        ("项目应具有较好的示范带动作用。", []),
        ("需在协会登记为私募基金管理人。", [("qualification", "in", ("私募基金管理人",))]),
        ("机构应被认定为“信易贷”试点合作机构。", [("qualification", "in", ("信易贷”试点合作机构",))]),
    ],
)  # fmt: skip
def test_one_condition_is_one_predicate_or_stays_in_words(
    words: str, predicates: list[tuple[str, str, object]]
) -> None:
    conditions = of_field(words)
    assert told(conditions) == predicates
    assert len(conditions) == 1


@pytest.mark.parametrize(
    ("words", "predicates"),
    [
        ("高新技术企业和科技型中小企业", [("qualification", "in", ("高新技术企业", "科技型中小企业"))]),
        ("国家级专精特新“小巨人”企业", [("qualification", "in", ("专精特新“小巨人”企业",))]),
        ("本市小微企业", [("region", "in", ("浙江省杭州市",)), ("size", "in", ("小型", "微型"))]),
        ("轨道交通企业", [("industry", "in", ("轨道交通",))]),
        ("软件业企业和制造业企业", [("industry", "in", ("软件业", "制造业"))]),
        ("全市范围", [("region", "in", ("浙江省杭州市",))]),
        ("新认定的省级绿色工厂",
         [("event", "in", ("新认定的省级绿色工厂",)), ("qualification", "in", ("绿色工厂",))]),
    ],
)  # fmt: skip
def test_words_that_name_applicants(words: str, predicates: list[tuple[str, str, object]]) -> None:
    assert told(of_applicants(words)) == predicates


def test_kinds_of_applicants_in_one_list_are_alternatives() -> None:
    (first,) = of_applicants("高新技术企业、高等学校、科研机构")
    assert first.any_of and {one.field for one in first.predicates} == {"qualification", "legal_form"}
    (second,) = of_applicants("高新技术企业及担保机构")
    assert second.any_of and told((second,))[1] == ("other", "in", ("担保机构",))


def test_what_stands_on_both_sides_of_or_is_an_alternative_and_unread_words_too() -> None:
    (condition,) = of_field("成立不超过5年或当年入库的科技型中小企业。")
    assert condition.any_of and len(condition.predicates) == 2
    (condition,) = of_field("年营业收入不低于10亿元，或细分行业市场占有率居全国前列。")
    assert condition.any_of and condition.predicates[1].field == "other"


def test_bounds_on_both_sides_do_not_open_the_door_to_all() -> None:
    (condition,) = of_field("营业收入在1000万元以上，或营业收入在1000万元以下，但新增股权融资达到2000万元。")
    assert told((condition,))[0] == ("revenue", ">=", 10_000_000.0)
    assert [one.field for one in condition.predicates] == ["revenue", "other"]


def test_lists_of_several_things_to_apply_for_are_branches() -> None:
    conditions = of_field(
        "申报领跑企业，应符合以下条件：（1）年营业收入不低于10亿元；（2）成立满5年。"
        "申报成长企业，应符合以下条件：（1）年营业收入不低于1亿元；（2）近三年无违法记录。"
    )
    groups = {one.group for one in conditions}
    assert len(groups) == 1 and "" not in groups
    branches = {
        branch: told(tuple(one for one in conditions if one.branch == branch)) for branch in ("1", "2")
    }
    assert branches["1"] == [("revenue", ">=", 1_000_000_000.0), ("age", ">=", 5.0)]
    assert branches["2"][0] == ("revenue", ">=", 100_000_000.0)


def test_a_list_that_repeats_the_conditions_of_one_for_some_is_for_others_itself() -> None:
    conditions = of_field(
        "1．一般应满足以下条件：（1）在本市注册，具有独立法人资格。（2）拥有对外开放的仪器。"
        "2．中小微企业领取补贴时，须满足以下条件：（1）在本市注册，具有独立法人资格。（2）职工总数不超过300人。"
        "3．创业团队领取补贴时，须满足以下条件：（1）成员应为在校学生。（2）项目已开展测试。"
    )
    assert {one.branch for one in conditions} == {"1", "2", "3"} and len(
        {one.group for one in conditions}
    ) == 1
    once = of_field(
        "1．一般应满足以下条件：（1）在本市注册。（2）拥有对外开放的仪器。"
        "2．中小微企业领取补贴时，须满足以下条件：（1）职工总数不超过300人。（2）财务制度健全。"
        "3．创业团队领取补贴时，须满足以下条件：（1）成员应为在校学生。（2）项目已开展测试。"
    )
    assert {one.branch for one in once} == {"", "2", "3"}  # what is said once is wanted of all


def test_an_item_for_others_than_the_list_is_for_is_an_alternative_to_the_rest() -> None:
    conditions = of_field(
        "科技型小微企业须满足以下条件：1．从业人员100人以下，年营业收入2000万元以下。"
        "2．获奖企业须满足条件：获得创业大赛一等奖。"
    )
    branches = {one.branch: [] for one in conditions}  # type: ignore[var-annotated]
    for one in conditions:
        branches[one.branch].extend(test.field for test in one.predicates)
    assert branches == {"1": ["qualification", "employees", "revenue"], "2": ["event"]}


def test_items_that_each_open_with_a_kind_of_applicants_are_alternatives() -> None:
    conditions = of_field(
        "1．在本市注册。2．企业分类：（1）中小外贸企业：上年度进出口额低于6500万美元。"
        "（2）外贸综合服务企业：应为国家试点企业。"
    )
    assert [one.branch for one in conditions if one.group] == ["1", "2"]


def test_a_rule_for_some_projects_is_one_condition_with_its_case() -> None:
    text = "由两地单位联合创作的申报项目，本市单位应处于主导地位，并拥有出品权。"
    (condition,) = of_field(text)
    assert text[condition.words.start : condition.words.end].startswith("由两地单位")


def test_the_kind_of_enterprise_behind_two_acts_is_none_of_them() -> None:
    conditions = READER.of_phrase(
        placed_words(
            words := "通过能力成熟度评价模型认证或落实安全防护规范的软件信息服务业企业", [Span(0, len(words))]
        )
    )
    assert [one.any_of for one in conditions if told((one,))[0][0] == "industry"] == [False]


def test_a_list_that_fosters_is_no_fostering() -> None:
    conditions = of_field("推荐纳入培育清单的国家高新技术企业，应符合以下条件：1．成立满2年。2．无违法记录。")
    assert [one[0] for one in told(conditions)] == ["qualification", "age", "other"]


def test_rules_for_some_applicants_each_are_branches() -> None:
    conditions = of_field("以软件开发为主营业务的，成立三年以上；以工程设计为主营业务的，成立五年以上。")
    assert {one.branch for one in conditions} == {"1", "2"}
    first = told(tuple(one for one in conditions if one.branch == "1"))
    assert first == [("industry", "in", ("软件开发",)), ("age", ">=", 3.0)]


def test_what_some_are_allowed_beyond_stands_beside_what_is_wanted_of_all() -> None:
    conditions = of_field("企业成立不超过5年，其中生物医药领域企业成立不超过7年。")
    assert [one.branch for one in conditions] == ["1", "2", "2"]
    assert ("age", "<=", 5.0) in told(conditions) and ("age", "<=", 7.0) in told(conditions)


def test_what_is_preferred_or_procedure_is_wanted_of_nobody() -> None:
    assert of_field("优先支持专精特新中小企业。申报单位应如实填写申报材料。") == ()


def test_what_is_said_in_brackets_does_not_change_the_sentence() -> None:
    conditions = of_field("在本市依法注册，具有独立法人资格（对于渔业企业，可不受注册地的限制）。")
    assert [one[0] for one in told(conditions)] == ["region", "legal_form"]


def test_figures_of_some_applicants_are_not_wanted_of_all() -> None:
    (condition,) = of_field("连锁超市项目申报单位年营业收入应在500万元以上。")
    assert not condition.predicates


def test_what_one_applies_for_is_not_wanted_before() -> None:
    conditions = of_field("申请认定专精特新中小企业应同时满足以下条件：1．成立满2年。2．无违法记录。")
    assert [one[0] for one in told(conditions)] == ["age", "other"]


def test_the_ladder_of_qualifications() -> None:
    assert qualification_name("小巨人") == "专精特新“小巨人”企业"
    assert held_with("专精特新“小巨人”企业") >= {"专精特新中小企业", "创新型中小企业"}
    assert "专精特新中小企业" not in held_with("创新型中小企业")
    assert held_with("没有听说过的称号") == {"没有听说过的称号"}


@given(
    st.text(alphabet="对企业，。；：（）1234567890一二三或且成立满年的“”、万元不超过条件之一．", max_size=80)
)
def test_items_and_conditions_lie_within_their_words(text: str) -> None:
    words = placed_words(text, [Span(0, len(text))])
    whole = items_of(words.words)
    assert (whole.start, whole.end) == (0, len(words.words))
    for condition in READER.of_field(words):
        assert 0 <= condition.words.start < condition.words.end <= len(text)


def test_items_of_conditions_that_are_named_as_what_is_given_are_alternatives() -> None:
    content = "1．剧目演出资助50%，最高30万元；2．空间培育依据规模综合评定，最高100万元。"
    directions = directions_of(placed_words(content, [Span(0, len(content))]).words)
    assert len(directions) == 2
    assert names_one_of("剧目演出（1）项目应安排2场演出。", directions)
    assert not names_one_of("申报项目应符合以下基本条件：", directions)
    words = "1．申报项目应符合以下基本条件：（1）财务制度健全。2．剧目演出（1）应安排不少于2场营业性演出。3．空间培育（1）应开展常态化公益活动。"
    found = replace(ConditionReader("北京市"), directions=directions).of_field(
        placed_words(words, [Span(0, len(words))])
    )
    assert len({one.branch for one in found if one.group}) == 2
    assert any(not one.group for one in found)


def test_two_lists_about_the_same_are_both_wanted() -> None:
    words = "补助支持的标准项目应符合下列条件之一：1．有利于提升创新能力；2．有利于形成优势产业。补助支持的标准项目还应符合以下条件：1．填补标准空白；2．上一年度正式发布。"
    found = ConditionReader("北京市").of_field(placed_words(words, [Span(0, len(words))]))
    assert [bool(one.group) for one in found] == [True, True, False, False]


def test_a_qualification_before_a_trade_is_read_without_marks() -> None:
    words = "本市专精特新机器人企业开展减速器攻关的"
    found = ConditionReader("北京市").of_phrase(placed_words(words, [Span(0, len(words))]))
    assert ("qualification", ("专精特新中小企业",)) in [
        (t.field, t.values) for one in found for t in one.predicates
    ]
