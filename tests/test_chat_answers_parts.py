"""Questions of several parts: each answered for itself in the order asked, or named as missing."""

from __future__ import annotations

import pytest

from chat.answers import parts_of
from chat.engine import Engine
from chat.question.asked import QuestionReader
from index.store import Store, open_store
from ingest import parse_text

NOTICE = """青山市科技局关于申报联合基金项目的通知

各有关单位：

一、申报条件

申报单位应当在青山市注册，具有独立法人资格。

二、申报程序

主管部门出具推荐函，连同项目汇总表发送至工作邮箱qskj@example.com。推荐函发送时间截止到2024年2月1日。

三、验收

项目应当在立项之日起两年内完成验收。逾期未验收的，由市科技局收回资助资金。

四、公示

拟立项项目在市科技局网站公示，公示期为7天。

五、审核

市科技局应当自收到申请之日起15天内完成形式审核。
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(tmp_path_factory.mktemp("parts"), create=True)
    store.add([parse_text(NOTICE, doc_id="notice")])
    return store


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "联合基金项目推荐函发哪个邮箱，什么时候截止？",
            ["联合基金项目推荐函发哪个邮箱", "联合基金项目推荐函,什么时候截止"],
        ),
        (
            "第一次申报联合基金项目要填什么表、带什么，多少天能批？",
            [
                "第一次申报联合基金项目要填什么表",
                "第一次申报联合基金项目,带什么",
                "第一次申报联合基金项目,多少天能批",
            ],
        ),
        ("青山市有多少个项目？", []),
        ("什么条件，怎么办？", []),
    ],
)
def test_each_part_stands_alone_with_its_subject(store: Store, question: str, texts: list[str]) -> None:
    reader = QuestionReader(store)
    found = [part.asked.text.replace("，", ",") for part in parts_of(reader.read(question), reader)]
    assert found == texts


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("联合基金项目推荐函什么时候截止，发哪个邮箱？", ["2024年2月1日", "qskj@example.com"]),
        ("联合基金项目要在多久之内验收，逾期怎么办？", ["两年内", "收回资助资金"]),
        ("联合基金项目形式审核要几天？公示几天？", ["15天", "7天"]),
    ],
)
def test_the_parts_are_answered_in_the_order_asked(store: Store, question: str, held: list[str]) -> None:
    answer = Engine(store).answer(question)
    places = [answer.text.find(words) for words in held]
    assert not answer.refused and -1 not in places and places == sorted(places)
