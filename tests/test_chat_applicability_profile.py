"""What is read of an enterprise: from English keys, from Chinese labels with values in words, from free text."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.applicability import profile_json, profile_of_file, profile_of_json, profile_of_text
from chat.applicability.enterprise.profile import Days, Extent, Profile
from chat.applicability.enterprise.profile_words import bare_industry
from ingest.errors import UsageError

TODAY = date(2026, 11, 30)


def read(text: str) -> Profile:
    return profile_of_text(text, TODAY, ("北京市",))


@pytest.mark.parametrize(
    ("text", "region", "industry", "needs"),
    [
        ("我们是一家做轨道交通信号的专精特新小企业，想找孵化场地，丰台有什么支持？", "北京市丰台区", "轨道交通信号", {"场地"}),
        ("海淀一家刚成立不到一年的AI大模型创业公司，缺算力", "北京市海淀区", "AI大模型", {"数据"}),
        ("北京怀柔的高端科学仪器制造企业，想要贷款贴息", "北京市怀柔区", "高端科学仪器制造", {"贷款贴息"}),
        ("我们在通州开了一家实体书店，有什么补贴", "北京市通州区", "实体书店", {"资金"}),
        ("生物医药企业能申请什么资金支持？", None, "生物医药", {"资金"}),
        ("朝阳区一家小餐饮店，想要补贴", "北京市朝阳区", "餐饮", {"资金"}),
        ("我们公司主要做工业机器人用的减速器", None, "工业机器人用的减速器", set()),
    ],
)  # fmt: skip
def test_free_words_tell_where_what_and_what_for(
    text: str, region: str | None, industry: str, needs: set[str]
) -> None:
    profile = read(text)
    assert (profile.region.value if profile.region else None) == region
    assert profile.industry and profile.industry.value.removesuffix("店") in (industry, industry.removesuffix("店"))  # fmt: skip
    assert {need.value for need in profile.needs} == needs


def test_what_is_denied_is_known_and_not_held() -> None:
    profile = read("做软件的公司，没有高新技术企业资质，是专精特新中小企业，还没有上市，也不是小巨人")
    assert [held.value for held in profile.qualifications] == ["专精特新中小企业"]
    assert {denied.value for denied in profile.denied} >= {"高新技术企业", "专精特新“小巨人”企业"}
    assert any("上市" in denied.value for denied in profile.denied)


def test_what_is_yet_to_come_has_not_happened() -> None:
    profile = read("我们是一家拟上市的半导体材料企业，2023年获得创新奖")
    assert [event.value for event in profile.events] == ["2023年获得创新奖"]
    assert profile.stage and profile.stage.value == "拟上市"


def test_who_is_no_enterprise_says_so() -> None:
    profile = read("我在义乌开网店卖日用品，个体户，想要补贴")
    assert profile.legal_form and profile.legal_form.value == "个体工商户"
    assert profile.region and profile.region.value == "浙江省金华市义乌市"


def test_what_is_wanted_is_not_held() -> None:
    assert not read("做芯片的公司，想申请高新技术企业").qualifications


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("去年营收2.3亿元", 230_000_000, 230_000_000),
        ("年收入不到2000万", 0, 20_000_000),
        ("营业收入超过1亿元", 100_000_000, math.inf),
        ("2023年产值1.1亿元，2022年8200万元", 110_000_000, 110_000_000),
        ("2021年营收900万元，2022年产值1200万元", 12_000_000, 12_000_000),
    ],
)
def test_the_revenue_of_the_latest_year_counts(text: str, low: float, high: float) -> None:
    revenue = read(text).revenue
    assert (revenue and revenue.value.low == low and abs(revenue.value.high - high) < 1) or high == math.inf


def test_other_money_is_no_revenue() -> None:
    assert read("融资5000万元，研发投入800万元，注册资本1000万元").revenue is None


@pytest.mark.parametrize(
    ("text", "low"), [("员工95人", 95), ("三百多人", 300), ("共有职工1,200名", 1200), ("20来人", 20)]
)
def test_people_are_counted(text: str, low: float) -> None:
    employees = read(f"做机器人的公司，{text}").employees
    assert employees and employees.value.low == low


def test_an_age_is_as_of_a_day() -> None:
    profile = read("2017年成立的公司")
    assert profile.founded and profile.founded.value == Days(date(2017, 1, 1), date(2017, 12, 31))
    age = profile.age(date(2024, 6, 30))
    assert age and 6.4 < age.low < 6.6 and 7.4 < age.high < 7.6
    assert age.holds("<=", 8) is True and age.holds("<=", 7) is None and age.holds("<=", 5) is False
    new = read("成立不满一年").age(TODAY)
    assert new and new.holds("<=", 1) is True


LABELLED = {
    "地区": "北京市怀柔区", "行业": "高端科学仪器制造", "成立": "2017年", "员工": 95, "营收": "2023年产值1.1亿元，2022年8200万元",
    "研发": "研发费用占营收12%，1300万元", "资质": "高新技术企业；没有国家级奖项", "知识产权": "发明专利12项",
    "近期事件": "2022年11月签了三年期固定资产贷款2000万元", "需求": "贷款贴息",
}  # fmt: skip


def test_chinese_labels_hold_values_in_words() -> None:
    profile = profile_of_json(LABELLED, TODAY)
    assert profile.region and profile.region.value == "北京市怀柔区"
    assert profile.employees and profile.employees.value == Extent.exactly(95)
    assert profile.rd_share and profile.rd_share.value == Extent.exactly(0.12)
    assert profile.rd_spending and profile.rd_spending.value == Extent.exactly(13_000_000)
    assert [held.value for held in profile.qualifications] == ["高新技术企业"]
    assert [need.value for need in profile.needs] == ["贷款贴息"]
    assert [event.value for event in profile.events] == [LABELLED["近期事件"]]
    shown = profile_json(profile)
    assert shown["revenue"] == {"value": 110_000_000, "from": LABELLED["营收"]}
    assert shown["founded"] == {"value": "2017", "from": "2017年"}


def test_english_keys_mean_the_same() -> None:
    profile = profile_of_json(
        {"region": "北京市丰台区", "industry": "机器人", "founded": 2019, "employees": 80, "revenue": 3e7, "rd_share": 0.1,
         "qualifications": ["专精特新中小企业"], "needs": ["资金"], "events": ["2024年首次升规"], "text": "想找场地，员工9人"},
        TODAY,
    )  # fmt: skip
    assert profile.employees and profile.employees.value.low == 80  # given itself, not by the text
    assert [need.value for need in profile.needs] == ["资金"]
    assert profile.founded and profile.founded.value.first == date(2019, 1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        [], "一家公司", 7, None, {"employees": True}, {"employees": -1}, {"revenue": math.inf}, {"revenue": [1]},
        {"rd_share": 1e9}, {"needs": {"a": 1}}, {"needs": [[1]]}, {"region": {"x": 1}}, {"text": "字" * 30_000},
        {"没听说过": {"a": [1]}}, {str(n): "x" for n in range(300)}, {"revenue": 10**400},
    ],
    ids=range(16),
)  # fmt: skip
def test_what_is_no_profile_is_told_in_both_languages(wrong: object) -> None:
    with pytest.raises(UsageError) as told:
        profile_of_json(wrong, TODAY)
    assert told.value.chinese and told.value.english


@pytest.mark.parametrize(
    "contents", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": "' + b"x" * 2_000_000]
)
def test_a_file_that_is_no_profile_is_told(contents: bytes, tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_bytes(contents)
    with pytest.raises(UsageError):
        profile_of_file(path)
    with pytest.raises(UsageError):
        profile_of_file(tmp_path / "none.json")


def test_a_file_with_a_mark_at_its_head_is_read(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text("\ufeff" + json.dumps(LABELLED), encoding="utf-8")
    assert profile_of_file(path) == LABELLED


@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    profile_json(profile_of_text(text, TODAY))


@given(
    st.dictionaries(
        st.sampled_from(["员工", "营收", "成立", "研发", "资质", "地区", "规模", "其他"]),
        st.text(max_size=40),
    )
)
def test_any_words_for_a_field_are_read_without_failing(given_words: dict[str, str]) -> None:
    profile_json(profile_of_json(given_words, TODAY))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("小麦玉米种植", "小麦玉米种植"),
        ("一家家居建材卖场", "家居建材卖场"),
        ("一家小餐饮店", "餐饮店"),
        ("领先的半导体", "半导体"),
    ],
)
def test_an_industry_is_not_cut_within_a_word(words: str, expected: str) -> None:
    assert bare_industry(words) == expected


def test_a_factory_keeps_its_word_and_a_district_needs_no_ending() -> None:
    text = "我们是房山的一家精密机械加工厂，2018年开始运营"
    profile = profile_of_text(text, date(2024, 6, 1), ("北京市",))
    assert profile.region and profile.region.value == "北京市房山区"
    assert profile.industry and profile.industry.value == "精密机械加工厂"
    assert profile.founded and profile.founded.value.first.year == 2018


def test_the_trade_is_told_rather_than_the_broad_class_and_money_is_wanted_where_it_is_better() -> None:
    profile = read("我们做光纤激光器，属于高精尖领域，没有国家和中关村高新技术企业证书，有资金支持更好")
    assert profile.industry and profile.industry.value == "光纤激光器"
    assert {"高新技术企业", "中关村高新技术企业"} <= {said.value for said in profile.denied}
    assert "资金" in {need.value for need in profile.needs}


@pytest.mark.parametrize(("written", "number"), [("²", 2), ("1,200", 1200), ("①②", 12), ("千百", None)])
def test_a_number_alone_is_read_folded(written: str, number: int | None) -> None:
    said = profile_of_json({"员工": written}, TODAY).employees
    assert (said and said.value.low) == number


def test_figures_of_something_else_are_not_those_of_the_enterprise() -> None:
    profile = read(
        "我们是亦庄的一家芯片设计公司，工作室2021年成立，公司2016年注册，去年营收8000万元，2023年流片花了1200万元，"
        "专职技术经理人团队6人，把专利许可给了3家中小微企业，没上市，也不打算挂牌"
    )
    assert profile.region and profile.region.value == "北京市大兴区"
    assert profile.founded and profile.founded.value.first.year == 2016
    assert profile.revenue and profile.revenue.value.number == 80_000_000
    assert profile.employees is None and profile.size is None and not profile.needs


def test_earlier_years_go_on_from_a_clause_about_revenue() -> None:
    profile = read("做软件的公司，2023年营收1.1亿元，2022年8200万元")
    assert profile.revenue and profile.revenue.value.number == 110_000_000


def test_a_hospital_is_called_as_rules_call_it() -> None:
    profile = read("我们是一家市属医院，技术转移办公室运营4年")
    assert profile.legal_form and profile.legal_form.value == "医疗卫生机构"


@pytest.mark.parametrize(
    "clause", ["没用过融资租赁", "没制定过标准", "公司不租用别人的算力", "影片不错，也不反映历史", "不侵权"]
)
def test_acts_that_are_denied(clause: str) -> None:
    assert read(f"做软件的公司，{clause}").denied


def test_what_only_looks_like_a_denial() -> None:
    assert not read(
        "做软件的公司，员工不到50人，营收不超过800万元，产品不锈钢外壳，没问题，没定型就首次试用"
    ).denied
