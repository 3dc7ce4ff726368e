"""Lists quoted whole: with the words that lead them in, never where their items are sections of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.answers import whole_lists
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

SECTION = "加快重点项目建设，健全经济高质量发展的体制机制，完善政策措施，强化要素保障。" * 30
RULES = """青山市灵活就业人员社会保险补贴办法

第一条　申请社会保险补贴的人员应当同时符合下列条件：
（一）具有本市户籍；
（二）在法定劳动年龄内；
（三）已办理灵活就业登记。

第二条　有下列情形之一的，不予补贴：
（一）已领取营业执照的；
（二）已享受失业保险待遇的。

第三条　申请人应当向社区提交下列材料：
（一）身份证复印件；
（二）灵活就业承诺书；
（三）缴费凭证。
"""
REPORT = f"""2025年青山市政府工作报告

一、2024年工作回顾
过去一年，地区生产总值增长4.8%。

二、2025年工作安排
今年经济社会发展主要预期目标是：地区生产总值增长5%左右，城镇调查失业率控制在5%以内。
具体要做好以下工作：
（一）扩大投资。{SECTION}
（二）促进消费。{SECTION}
（三）稳定外贸。{SECTION}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("lists") / "store", create=True) as store:
        store.add([parse_text(RULES, doc_id="rules"), parse_text(REPORT, doc_id="report")])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        (
            "申请社会保险补贴要符合什么条件？",
            ["同时符合下列条件", "本市户籍", "法定劳动年龄", "灵活就业登记"],
        ),
        ("申请社会保险补贴要提交哪些材料？", ["下列材料", "身份证复印件", "承诺书", "缴费凭证"]),
        ("哪些情形不予补贴？", ["不予补贴", "营业执照", "失业保险待遇"]),
    ],
)
def test_a_list_is_quoted_from_its_lead_in_to_its_last_item(
    engine: Engine, question: str, held: list[str]
) -> None:
    answer = engine.answer(question)
    assert [words for words in held if words not in answer.text] == []
    citation = answer.citations[0]
    assert engine.store.document("rules").text[citation.start : citation.end] == citation.quote


def test_items_that_are_sections_are_not_quoted_as_a_list(engine: Engine) -> None:
    answer = engine.answer("青山市2025年具体要做好哪些工作？")
    assert not answer.refused and len(answer.text) < whole_lists.LONGEST
    assert "5%左右" in engine.answer("2025年地区生产总值增长目标是多少？").text
