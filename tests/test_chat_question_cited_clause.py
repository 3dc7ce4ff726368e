"""Follow-ups on the article and the document that the last answer cited, on its form, and words of courtesy."""

from __future__ import annotations

import pytest

from chat.answer import Turn
from chat.engine import Engine
from chat.question.courtesy import courtesy_of
from index.store import open_store
from ingest import parse_text

LAW = """云岭市公共停车场管理条例

（2021年3月26日云岭市第三届人民代表大会常务委员会第十次会议通过）

第一条 为了规范公共停车场管理，制定本条例。

第二条 公共停车场实行备案管理。经营者应当自开业之日起十五日内向市城管局备案。

未备案的，由市城管局责令改正，处五千元以下罚款。

第二条之一 本条例所称公共停车场，是指供社会车辆停放的场所。

第三条 有下列情形之一的，免收停车费：

（一）停放不超过三十分钟的；

（二）执行任务的军车、警车；

（三）残疾人驾驶的专用车辆。

第四条 经营者应当公示收费依据，接受社会监督。
"""
PLAN = """云岭市物流业发展规划

云政发〔2022〕9号

第一章 发展目标

到2025年，全市物流企业达到120家。

第二章 重点任务

实施通达计划，由市交通局牵头。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    store = open_store(tmp_path_factory.mktemp("law"), create=True)
    store.add([parse_text(LAW, doc_id="law"), parse_text(PLAN, doc_id="plan")])
    return Engine(store)


def conversation(engine: Engine, *questions: str) -> list[Turn]:
    turns: list[Turn] = []
    for question in questions:
        answer = engine.answer(question, turns)
        turns.append(Turn(question, answer.resolved, answer))
    return turns


@pytest.mark.parametrize(
    ("questions", "held"),
    [
        (["停车场管理条例第二条是什么", "下一条呢？"], "供社会车辆停放的场所"),
        (["停车场管理条例第二条是什么", "下一条呢？", "再下一条讲什么"], "免收停车费"),
        (["停车场管理条例第二条是什么", "上一条说的什么？"], "规范公共停车场管理"),
        (["停车场管理条例第二条是什么", "那第四条呢？"], "公示收费依据"),
        (["停车场管理条例第二条之一是什么", "第三条呢"], "免收停车费"),
        (["停车场管理条例第三条是什么", "第二项呢？"], "军车、警车"),
        (["停车场管理条例第二条是什么", "它的罚款最高多少？"], "五千元以下"),
        (["停车场管理条例第三条是什么", "这一条有几种情形？"], "残疾人驾驶的专用车辆"),
        (["谁可以免收停车费？", "该条例第一条是什么？"], "规范公共停车场管理"),
    ],
)
def test_the_cited_article_is_what_is_followed_up_on(engine: Engine, questions: list[str], held: str) -> None:
    answer = conversation(engine, *questions)[-1].answer
    assert held in answer.text and not answer.refused
    assert {citation.doc_id for citation in answer.citations} == {"law"}


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        (["停车场管理条例第四条是什么", "第一款说的收费是多少元？"], "第四条没有写明数额"),
        (["停车场管理条例第四条是什么", "下一条呢？"], "第四条是最后一条"),
        (["停车场管理条例第一条是什么", "上一条呢？"], "第一条是最前一条"),
    ],
)
def test_what_the_article_does_not_have_is_refused(engine: Engine, questions: list[str], reason: str) -> None:
    answer = conversation(engine, *questions)[-1].answer
    assert answer.refused and reason in answer.text


@pytest.mark.parametrize(
    ("questions", "resolved"),
    [
        (["通达计划由谁牵头？", "该计划什么时候开始？"], "通达计划什么时候开始？"),
        (["通达计划由谁牵头？", "该规划是哪年印发的？"], "《云岭市物流业发展规划》是哪年印发的？"),
        (["2023年有多少家企业？", "换成2024年的"], "2024年有多少家企业？"),
        (["2023年有多少家企业？", "换成2024年的", "用表格对比一下"], "2023年和2024年相比，有多少家企业？"),
        (["云岭有多少家物流企业？", "列个表"], "云岭有多少家物流企业？"),
        (["云岭有多少家物流企业？", "谢谢你！"], "谢谢你！"),
        (
            ["停车场管理条例第二条是什么", "《物流业发展规划》第一章讲什么？"],
            "《物流业发展规划》第一章讲什么？",
        ),
        (["停车场管理条例第二条是什么", "其他城市有多少家企业？"], "其他城市有多少家企业？"),
    ],
)
def test_a_follow_up_made_whole(engine: Engine, questions: list[str], resolved: str) -> None:
    assert conversation(engine, *questions)[-1].resolved == resolved


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好", "greeting"),
        ("您好，请问你能做什么？", "ability"),
        ("Hello!", "greeting"),
        ("what can you do?", "ability"),
        ("谢谢你的帮助！", "thanks"),
        ("怎么用", "ability"),
        ("怎么用失业保险金？", ""),
        ("你好，停车怎么收费？", ""),
        ("帮助企业的政策有哪些", ""),
        ("", ""),
    ],
)
def test_words_of_courtesy(text: str, kind: str) -> None:
    assert courtesy_of(text) == kind
