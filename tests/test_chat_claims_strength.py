"""Lies that keep every word of a passage and say more, less or the other way round; the truths beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.claims.check import check
from chat.claims.order import told_in_order
from chat.claims.passage import Source, passage_of

GOAL = Source(
    1,
    "到2028年，力争全市新能源汽车保有量达到12万辆，公共充电站达到300座左右，较上年新增充电桩2500个。"
    "其中纯电动汽车9万辆。",
    "海安市充电设施建设行动方案 一、工作目标 海安市人民政府",
)
DUTY = Source(
    2,
    "由县发改部门牵头、相关部门配合推进。申报程序：企业自愿申报，市工信局审核公示，市财政局拨付奖励资金。"
    "停车收费按照地上高于地下、白天高于夜间的原则制定，免费时间由15分钟延长到30分钟内。",
    "海安市充电设施建设行动方案 三、保障措施",
)
GIFT = Source(
    3,
    "对首次入驻的企业，单个企业最高不超过50万元。申报单位原则上是本市企业或者社会团体。"
    "固定资产投资不低于2000万元，或者年纳税额不低于300万元。同一企业只能享受1次补助。",
    "海安市产业园区管理办法 第九条",
)
TRUE = [
    (GOAL, "到2028年，海安市新能源汽车保有量要力争达到12万辆。"),
    (GOAL, "公共充电站达到300座左右，较上年新增充电桩2500个。"),
    (GOAL, "其中纯电动汽车9万辆。"),
    (DUTY, "由县发改部门牵头，相关部门配合推进。"),
    (DUTY, "市工信局审核公示，市财政局拨付奖励资金。"),
    (DUTY, "免费时间由15分钟延长到30分钟内。"),
    (GIFT, "单个企业最高不超过50万元。"),
    (GIFT, "同一企业只能享受1次补助。"),
    (GIFT, "固定资产投资不低于2000万元，或者年纳税额不低于300万元。"),
]
LIES = [
    (GOAL, "海安市现有新能源汽车12万辆。"),
    (GOAL, "到2028年，全市新能源汽车保有量一定能达到12万辆。"),
    (GOAL, "新能源汽车保有量增加12万辆。"),
    (GOAL, "全市共有充电桩2500个。"),
    (GOAL, "所有汽车都是纯电动汽车。"),
    (GOAL, "公共充电站至少达到300座。"),
    (GOAL, "新能源汽车保有量达到多少万辆？"),
    (GOAL, "纯电动汽车9万辆纯电动汽车9万辆。"),
    (DUTY, "由相关部门牵头、县发改部门配合推进。"),
    (DUTY, "市财政局审核公示，市工信局拨付奖励资金。"),
    (DUTY, "停车收费按照地下高于地上的原则制定。"),
    (DUTY, "停车收费按照夜间高于白天的原则制定。"),
    (DUTY, "免费时间延长30分钟。"),
    (GIFT, "每个企业都能获得50万元。"),
    (GIFT, "单个企业一定能获得50万元。"),
    (GIFT, "申报单位必须是本市企业。"),
    (GIFT, "只有本市企业可以申报。"),
    (GIFT, "固定资产投资不低于2000万元，并且年纳税额不低于300万元。"),
    (GIFT, "申报企业入驻单位社会团体投资补助纳税产业管理。"),
]


@pytest.mark.parametrize(("source", "sentence"), TRUE, ids=[sentence for _, sentence in TRUE])
def test_what_the_passage_says_holds(source: Source, sentence: str) -> None:
    assert check(sentence, source).reason == ""


@pytest.mark.parametrize(("source", "sentence"), LIES, ids=[sentence for _, sentence in LIES])
def test_what_says_more_or_otherwise_does_not(source: Source, sentence: str) -> None:
    assert check(sentence, source).reason


@given(st.integers(0, len(GOAL.text) - 1), st.integers(1, 40))
def test_a_stretch_of_the_passage_is_told_in_order(start: int, length: int) -> None:
    """Any run of a statement, marks and all, follows the passage; one with its letters turned round does not."""
    statement = passage_of(GOAL).statements[0].text
    piece = statement[start % len(statement) :][:length].strip("，、：")
    if len(piece) > 4:
        assert told_in_order(piece, passage_of(GOAL))
        assert not told_in_order(f"{piece[::-1]}不存在的话", passage_of(GOAL))
