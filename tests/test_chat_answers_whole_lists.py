"""Lists in answers: whole with their lead-in where they are asked for, never an item without what turns it round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.answers.whole_lists import LONGEST
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

SUBSIDY = """青溪市灵活就业社保补贴办法

第一条 为支持灵活就业，制定本办法。

第二条 申请人应当同时符合下列条件：
（一）具有本市户籍；
（二）已办理灵活就业登记；
（三）按时足额缴纳社会保险费。

第三条 有下列情形之一的，不予补贴：
（一）已领取营业执照的；
（二）已享受失业保险待遇的；
（三）未按时缴费的。

第四条 申请时应当提交以下材料：
（一）身份证复印件；
（二）缴费凭证；
（三）本人承诺书。

第五条 补贴标准为每人每月300元，最长不超过三年。

第六条 本办法自2024年1月1日起施行，有效期至2028年12月31日。
"""
PARKS = """青溪市产业园名录办法

第一条 名录包括以下园区：
""" + "".join(f"（{number}）第{number}产业园，位于青溪市东部片区，占地约{place + 10}公顷，主导产业为装备制造与新材料，由园区管理机构负责日常运营和招商服务；\n"
              for place, number in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十", "二十一", "二十二"]))  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("lists"), create=True) as store:
        store.add([parse_text(SUBSIDY, doc_id="subsidy"), parse_text(PARKS, doc_id="parks")])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("申请灵活就业社保补贴要符合哪些条件？", ["本市户籍", "灵活就业登记", "足额缴纳"]),
        ("申请灵活就业社保补贴要提交什么材料？", ["身份证复印件", "缴费凭证", "承诺书"]),
        ("灵活就业社保补贴哪些情形不予补贴？", ["营业执照", "失业保险待遇", "未按时缴费"]),
    ],
)
def test_a_list_is_quoted_whole(engine: Engine, question: str, held: list[str]) -> None:
    answer = engine.answer(question)
    assert not answer.refused
    assert all(words in answer.text for words in held), answer.text
    for citation in answer.citations:
        text = engine.store.document(citation.doc_id).text
        assert text[citation.start : citation.end] == citation.quote


def test_an_item_keeps_the_words_that_turn_it_round(engine: Engine) -> None:
    answer = engine.answer("已经领取营业执照的能申请灵活就业社保补贴吗？")
    assert "不予补贴" in answer.text


PENALTIES = """青溪市寄递管理规定（节选）

第八条 企业有下列行为之一的，由邮政管理部门责令改正，处1万元以上5万元以下的罚款；情节严重的，责令停业整顿：

（二）未定期销毁运单的；

（三）泄露服务过程中知悉的用户信息的。
"""


@pytest.mark.parametrize(
    "text", [PENALTIES, PENALTIES.replace("（二）", "（一）").replace("（三）", "（二）")]
)
def test_what_follows_from_an_item_is_said_with_it(tmp_path: Path, text: str) -> None:
    with open_store(tmp_path, create=True) as store:  # the excerpt's list begins with its second item
        store.add([parse_text(text, doc_id="rules")])
        answer = Engine(store).answer("快递企业泄露用户信息，罚款多少？")
    assert not answer.refused
    assert "1万元以上5万元以下的罚款" in answer.text and "泄露服务过程中知悉的用户信息" in answer.text


def test_a_figure_is_answered_without_the_lists_around_it(engine: Engine) -> None:
    answer = engine.answer("灵活就业社保补贴每月多少元？")
    assert "300元" in answer.text and "营业执照" not in answer.text


def test_a_list_too_long_says_how_much_more_there_is(engine: Engine) -> None:
    answer = engine.answer("青溪市产业园名录包括哪些园区？")
    assert "共22项" in answer.text and "其余见《青溪市产业园名录办法》第一条" in answer.text


def test_no_quote_ends_where_a_list_begins(engine: Engine) -> None:
    for question in ("谁能申请灵活就业社保补贴？", "灵活就业社保补贴怎么申请？", "申请人应当同时符合什么？"):
        text = engine.answer(question).text
        assert "：[" not in text and "：。[" not in text, text


def test_items_that_are_sections_are_not_quoted_as_a_list(tmp_path: Path) -> None:
    section = "加快重点项目建设，健全经济高质量发展的体制机制，完善政策措施，强化要素保障。" * 30
    report = f"""2025年青溪市政府工作报告

一、2024年工作回顾
过去一年，地区生产总值增长4.8%。

二、2025年工作安排
今年经济社会发展主要预期目标是：地区生产总值增长5%左右，城镇调查失业率控制在5%以内。
具体要做好以下工作：
（一）扩大投资。{section}
（二）促进消费。{section}
（三）稳定外贸。{section}
"""
    with open_store(tmp_path / "store", create=True) as store:
        store.add([parse_text(report, doc_id="report")])
        engine = Engine(store)
        answer = engine.answer("青溪市2025年具体要做好哪些工作？")
        assert not answer.refused and len(answer.text) < LONGEST
        assert "5%左右" in engine.answer("2025年地区生产总值增长目标是多少？").text
