"""Questions for an address, a definition or a number that no figure tells, over a small regulation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chat.answer import Answer
from chat.counting.members import names_of
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

RULES = """江北市数据运营管理办法

第一条 为规范数据运营活动，制定本办法。

第二条 运营协议应当包括下列内容：
（一）数据资源的范围；
（二）运营期限，最长不超过五年；
（三）安全责任；
（四）争议解决方式。

第三条 市大数据局、市财政局、市公安局、市司法局等部门组成运营工作专班，由市大数据局召集。
运营机构应当每年公布运营报告。

第四条 可以受理数据登记的银行有江北银行、农业银行、工商银行和建设银行，申请人可以自愿选择。

第五条 本办法下列用语的含义：
（一）核心数据，是指关系全市经济运行命脉的数据。
（二）核心数据的处理者，是指对核心数据作出处理决定的机构。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("rules"), create=True)
    store.add([parse_text(RULES, doc_id="rules")])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "江北数据运营管理办法里，运营期限写在第几条第几项？",
            "第二条第（二）项：运营期限，最长不超过五年。",
        ),
        ("哪一条规定运营机构每年公布运营报告？", "第三条：运营机构应当每年公布运营报告。"),
        (
            "公布运营报告是江北数据运营管理办法第几条第几款规定的？",
            "第三条第二款：运营机构应当每年公布运营报告。",
        ),
    ],
)
def test_the_address_answers_with_its_words(ask: Callable[[str], Answer], question: str, words: str) -> None:
    answer = ask(question)
    assert not answer.refused and answer.text.startswith(words)
    assert answer.citations[0].document.doc_id == "rules"


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("运营工作专班由几个部门组成？", "共4个：市大数据局、市财政局、市公安局、市司法局"),
        ("受理数据登记的银行有几家？", "共4家：江北银行、农业银行、工商银行、建设银行"),
        ("运营协议要写多少项内容？", "共4项"),
    ],
)
def test_members_are_counted_where_no_figure_counts_them(
    ask: Callable[[str], Answer], question: str, number: str
) -> None:
    answer = ask(question)
    assert not answer.refused and answer.text.startswith(number)


def test_a_word_is_defined_by_the_provision_that_opens_with_it(ask: Callable[[str], Answer]) -> None:
    answer = ask("江北办法里核心数据是什么意思？")
    assert answer.text.startswith("核心数据，是指关系全市经济运行命脉的数据。")


def test_names_are_taken_from_their_string() -> None:
    assert names_of("由教育厅、公安厅、民政厅和司法厅等部门组成") == ("教育厅", "公安厅", "民政厅", "司法厅")
    assert names_of("甲、乙") == ("甲", "乙")
