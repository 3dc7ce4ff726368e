"""Measures are read from cards, tables, articles and notices, each part with its words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import parse_text
from ingest.document import Document, Span
from ingest.facts import MEASURE, Condition, Measure, facts_of, measure_of, measures_of

CARDS = """# 云岭市惠企政策指引

## 1.云岭市支持企业升规

| 依据文件 | 《云岭市促进工业发展若干措施》 |  |  |
| --- | --- | --- | --- |
| 发文机构 | 云岭市工业和信息化局 |  |  |
| 工具分类 | 资金支持 | 服务对象 | 云岭市范围内的制造业企业 |
| 服务内容 | 1．支持企业升规。对首次升规的工业企业，给予不超过30万元的一次性奖励。2．支持技术改造。对固定资产投资不低于500万元的项目，按照不超过投资额20%的比例给予补助，单个项目最高不超过200万元。 |  |  |
| 条件要求 | 1．企业成立满3年，具有独立法人资格。2．年营业收入不低于2000万元，或获得国家级专精特新“小巨人”企业称号。3．近3年无严重失信记录。 |  |  |
| 服务流程 | 网上申报→专家评审→公示→拨付。 |  |  |
| 时间/频度 | 每年6月 |  |  |
| 联络方式 | 云岭市工业和信息化局：0877-6120000 |  |  |

## 2.云岭市孵化器认定

| 依据文件 | 《云岭市孵化器管理办法》 |
| --- | --- |
| 发文机构 | 云岭市科技局 |
| 服务内容 | 经认定的孵化器，给予授牌并优先推荐申报省级孵化器。 |
| 条件要求 | 申请认定应符合以下条件之一：1．在孵企业不少于20家。2．职工总数不超过50人。有下列情形的不予支持：被列入失信名单的；提供虚假材料的。 |
| 联络方式 | 云岭市科技局：0877-6120011 |
"""

ARTICLES = """云岭市支持民营经济发展若干措施

一、总体要求
坚持稳中求进，支持民营企业高质量发展。

二、加大奖励力度。对在北京证券交易所上市的企业，奖励500万元。对首次认定的高新技术企业，给予10万元奖励；对研发投入占营业收入比重不低于5%的科技型中小企业，按研发投入的10%给予补助，最高不超过50万元。（责任单位：市科技局、市财政局）

三、降低用房成本。对承租国有房屋的小微企业和个体工商户，减免3个月租金。（责任单位：市国资委）

四、组织实施
各单位要加强组织领导。
"""

RULES = """云岭市专项资金管理办法

第一章 总则
第一条 为规范资金使用，制定本办法。
第二条 申请资助应当符合以下基本条件：
（一）在本市注册，具有独立法人资格；
（二）未被列入经营异常名录。
第二章 资助标准
第三条 对获得国家绿色工厂称号的企业，给予一次性资助20万元。
第四条 对从业人员不超过100人的微型企业，给予贷款贴息，贴息率不超过2%。
第三章 申请程序
第五条 申请人应当提交下列材料：
（一）申请表；
（二）营业执照。
"""

NOTICE = """云岭市工业和信息化局关于组织申报2025年数字化改造项目的通知

各有关单位：
一、支持方向和标准
对数字化改造项目，按照合同额的30%给予补助，最高不超过100万元。
二、申报条件
（一）在云岭市注册的中小企业；
（二）2023年1月1日以后注册；
（三）具有健全的财务制度。
三、申报程序
网上填报，区县初审。
四、申报时间
2025年5月1日至5月31日。
五、联系方式
市工业和信息化局：0877-6120022
"""


def words(document: Document, span: Span | None) -> str | None:
    return None if span is None else document.text[span.start : span.end]


def predicates(conditions: tuple[Condition, ...]) -> list[tuple[str, str, object]]:
    return [
        (one.field, one.operator, one.values or one.number)
        for condition in conditions
        for one in condition.predicates
    ]


def read(text: str) -> tuple[Document, tuple[Measure, ...]]:
    document = parse_text(text, doc_id="document")
    return document, measures_of(document)


@pytest.fixture(scope="module")
def cards() -> tuple[Document, tuple[Measure, ...]]:
    return read(CARDS)


def test_a_card_is_a_measure_with_its_fields(cards: tuple[Document, tuple[Measure, ...]]) -> None:
    document, measures = cards
    assert [measure.title for measure in measures] == ["云岭市支持企业升规", "云岭市孵化器认定"]
    first = measures[0]
    assert words(document, first.for_whom) == "云岭市范围内的制造业企业"
    assert words(document, first.handled_by) == "云岭市工业和信息化局"
    assert words(document, first.deadline) == "每年6月"
    assert words(document, first.contact) == "云岭市工业和信息化局：0877-6120000"
    assert words(document, first.basis) == "《云岭市促进工业发展若干措施》"


def test_a_gift_has_its_amount_rate_and_cap_and_who_alone_is_given_it(
    cards: tuple[Document, tuple[Measure, ...]],
) -> None:
    document, measures = cards
    upgraded, improved = measures[0].gifts
    assert words(document, upgraded.amount) == "不超过30万元" and upgraded.cap == 300_000
    assert predicates(upgraded.conditions) == [
        ("event", "in", ("首次升规",)),
        ("industry", "in", ("工业",)),
    ]
    assert (improved.rate, improved.cap) == (0.2, 2_000_000)
    assert words(document, improved.amount).startswith("20%") and "200万元" in words(
        document, improved.amount
    )
    assert "500万元" not in words(document, improved.amount)  # what the project must have cost is no gift


def test_conditions_are_read_one_by_one_and_alternatives_told(
    cards: tuple[Document, tuple[Measure, ...]],
) -> None:
    _, measures = cards
    conditions = measures[0].conditions
    assert ("age", ">=", 3.0) in predicates(conditions)
    assert ("legal_form", "in", ("独立法人",)) in predicates(conditions)
    either = next(one for one in conditions if any(p.field == "revenue" for p in one.predicates))
    assert either.any_of
    assert predicates((either,)) == [
        ("revenue", ">=", 20_000_000.0),
        ("qualification", "in", ("专精特新“小巨人”企业",)),
    ]
    assert any(p.field == "other" and p.operator == "not_in" for one in conditions for p in one.predicates)


def test_one_of_several_conditions_makes_a_group_and_what_excludes_stands_apart(
    cards: tuple[Document, tuple[Measure, ...]],
) -> None:
    document, measures = cards
    conditions = measures[1].conditions
    grouped = [one for one in conditions if one.group]
    assert len({one.group for one in grouped}) == 1 and len(grouped) == 2
    assert ("employees", "<=", 50.0) in predicates(tuple(grouped))
    excluded = [one for one in conditions if any(p.operator == "not_in" for p in one.predicates)]
    assert [words(document, one.words) for one in excluded] == ["被列入失信名单的", "提供虚假材料的"]


def test_items_of_a_text_that_give_are_measures_and_those_that_frame_it_are_not() -> None:
    document, measures = read(ARTICLES)
    assert len(measures) == 2
    first, second = measures
    assert words(document, first.handled_by) == "市科技局、市财政局"
    assert [(gift.cap, gift.rate) for gift in first.gifts] == [
        (5_000_000, None),
        (100_000, None),
        (500_000, 0.1),
    ]
    assert predicates(first.gifts[0].conditions) == [("event", "in", ("上市",))]
    assert ("rd_share", ">=", 0.05) in predicates(first.gifts[2].conditions)
    assert predicates(second.conditions) == [
        ("size", "in", ("小型", "微型")),
        ("legal_form", "in", ("个体工商户",)),
    ] or any(one.any_of for one in second.conditions)


def test_the_conditions_of_all_gifts_are_wanted_for_each_measure_of_the_rules() -> None:
    _, measures = read(RULES)
    assert len(measures) == 2
    for measure in measures:
        assert ("legal_form", "in", ("独立法人",)) in predicates(measure.conditions)
    assert ("employees", "<=", 100.0) in predicates(measures[1].conditions)
    assert measures[1].gifts[0].kind == "贷款贴息" and measures[1].gifts[0].rate == 0.02


def test_a_notice_of_application_is_one_measure() -> None:
    document, measures = read(NOTICE)
    (measure,) = measures
    assert words(document, measure.deadline) == "2025年5月1日至5月31日。"
    assert [(gift.cap, gift.rate) for gift in measure.gifts] == [(1_000_000, 0.3)]
    found = predicates(measure.conditions)
    assert ("size", "in", ("中型", "小型", "微型")) in found
    assert ("founded", ">=", ("2023-01-01",)) in found
    in_words = [words(document, one.words) for one in measure.conditions if not one.predicates]
    assert in_words == ["具有健全的财务制度"]


BRACKETED = """云岭市税费优惠政策指南

1.小微企业减征所得税
【享受主体】
小型微利企业
【优惠内容】
支持新材料领域的小微企业扩大生产。减按25%计入应纳税所得额，对转板的企业不再重复给予奖励。
【享受条件】
1．从业人数不超过300人。
【办理方式】
自行申报享受。

2.个体工商户减征所得税
【享受主体】
个体工商户
【优惠内容】
对年应纳税所得额不超过200万元的部分，减半征收个人所得税。
【享受条件】
不区分征收方式，均可享受。
"""


def test_a_card_may_have_its_fields_in_brackets() -> None:
    document, measures = read(BRACKETED)
    assert [measure.title for measure in measures] == ["小微企业减征所得税", "个体工商户减征所得税"]
    assert words(document, measures[0].for_whom) == "小型微利企业"


def test_who_is_supported_first_and_who_is_left_out_are_conditions() -> None:
    text = CARDS.replace(
        "1．支持企业升规。", "支持新材料领域企业做大做强。对转板的企业，不再重复给予奖励。1．支持企业升规。"
    )
    _, measures = read(text)
    found = predicates(measures[0].conditions)
    assert ("industry", "in", ("新材料",)) in found
    assert any(operator == "not_in" and "转板" in str(values) for _, operator, values in found)


def test_each_item_of_a_list_of_amounts_is_given() -> None:
    text = CARDS.replace("1．支持企业升规。", "1．资助额度：歌剧项目不超过400万元；儿童剧项目120万元。")
    _, measures = read(text)
    assert [gift.cap for gift in measures[0].gifts][:2] == [4_000_000, 1_200_000]


def test_a_part_of_a_gift_has_the_conditions_of_the_whole() -> None:
    text = CARDS.replace(
        "1．支持企业升规。",
        "1．对新开首店且装修投入超过50万元的企业，给予资金支持。其中零售企业最高给予500万元支持；餐饮企业最高给予50万元支持。"
        "2．对举办展会的企业，给予最高10万元奖励。",
    )
    document, measures = read(text)
    gifts = {words(document, gift.amount): gift.conditions for gift in measures[0].gifts if gift.amount}
    shared = [one for one in gifts["最高给予500万元" if "最高给予500万元" in gifts else "500万元"] if not one.predicates or one.predicates[0].field == "event"]  # fmt: skip
    assert shared and all(one in gifts["50万元" if "50万元" in gifts else "最高给予50万元"] for one in shared)
    assert not any(one in gifts["最高10万元" if "最高10万元" in gifts else "10万元"] for one in shared)


def test_what_cannot_be_applied_for_is_no_gift() -> None:
    text = CARDS.replace("1．支持企业升规。", "1．未参加评定的机构，不能申请享受补贴。")
    document, measures = read(text)
    assert not any("不能申请" in (words(document, gift.words) or "") for gift in measures[0].gifts)


def test_measures_are_facts_of_a_document_and_keep_their_keys() -> None:
    document, measures = read(CARDS)
    again = parse_text(CARDS, doc_id="again")
    kept = [measure_of(fact) for fact in facts_of(document) if fact.kind == MEASURE]
    assert kept == list(measures)
    assert [measure.key for measure in measures_of(again)] == [measure.key for measure in measures]
    assert len({measure.key for measure in measures}) == len(measures)


PIECES = st.sampled_from(
    ["对", "企业", "，", "。", "；", "：", "给予", "不超过", "30万元", "1．", "（1）", "符合下列条件之一", "成立满3年", "或", "的", "\n",
     "| ", " |", "条件要求", "服务内容", "本市注册", "专精特新", "有下列情形的不予支持", "20%", "一、", "第一条 ", "奖励", "“", "”", "（", "）"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_every_part_of_a_measure_stands_in_its_document(text: str) -> None:
    document = parse_text("云岭市若干措施\n\n一、支持企业。" + text, doc_id="document")
    for measure in measures_of(document):
        spans = [gift.words for gift in measure.gifts]
        spans += [gift.amount for gift in measure.gifts if gift.amount]
        spans += [one.words for one in measure.conditions]
        spans += [one.words for gift in measure.gifts for one in gift.conditions]
        assert 0 <= measure.start < measure.end <= len(document.text)
        for span in spans:
            assert measure.start <= span.start < span.end <= measure.end


def test_a_title_may_alone_say_for_which_industry_a_measure_is() -> None:
    text = (
        "临川市稳增长若干措施\n\n一、支持交通物流业发展。对新购清洁能源货车的，每辆给予2万元补贴。\n\n"
        "二、支持企业发展。对新建仓库的，给予10万元补贴。\n\n三、帮扶企业纾困。支持中小企业利用政府采购合同融资，推广线上贷款服务。\n"
    )
    document = parse_text(text, doc_id="d")
    first, second, third = measures_of(document)
    tests = [one for condition in first.conditions for one in condition.predicates if one.field == "industry"]
    assert [one.values for one in tests] == [("交通物流业",)]
    assert not any(one.field == "industry" for condition in second.conditions for one in condition.predicates)
    done = [one for gift in third.gifts for condition in gift.conditions for one in condition.predicates]
    assert [(one.field, one.values) for one in done] == [("event", ("利用政府采购合同融资",))]
    assert any(one.field == "size" for condition in third.conditions for one in condition.predicates)
