"""Follow-up questions made whole from the conversation, with the answers that the engine gave."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.answer import Answer, Sentence, Turn
from chat.engine import Engine
from chat.question.followup import listed_items, resolve, topic_of

PLACES = ("北京", "北京市", "丰台", "丰台区", "株洲", "株洲市", "湖南", "湖南省")


def turn(question: str, *sentences: str) -> Turn:
    """A turn whose answer said these sentences."""
    given = tuple(Sentence(text, ()) for text in sentences)
    answer = Answer(question, question, "general", "\n".join(sentences), given, (), False, 0.0)
    return Turn(question, question, answer)


@pytest.mark.parametrize(
    ("previous", "question", "resolved"),
    [
        ("丰台有多少家轨道交通企业？", "那株洲呢？", "株洲有多少家轨道交通企业？"),
        ("丰台区有多少家轨道交通企业？", "株洲市呢", "株洲市有多少家轨道交通企业？"),
        ("丰台有多少家轨道交通企业？", "那深圳呢？", "深圳有多少家轨道交通企业？"),
        ("企业有多少家？", "株洲呢？", "株洲企业有多少家？"),
        ("2016年丰台轨道交通总收入是多少？", "2020年呢？", "2020年丰台轨道交通总收入是多少？"),
        ("2016年丰台轨道交通总收入是多少？", "那到2025年呢", "2025年丰台轨道交通总收入是多少？"),
        ("丰台园“十四五”期末的总收入目标是多少？", "2020年呢？", "2020年丰台园的总收入是多少？"),
        ("丰台园“九五”期末的总收入目标是多少？", "2020年呢？", "2020年丰台园的总收入是多少？"),
        (
            "到2025年丰台要建成几个国家级工程研究中心？",
            "那国家级企业技术中心呢？",
            "到2025年丰台要建成几个国家级企业技术中心？",
        ),
        (
            "“数智赋能行动”由谁牵头？",
            "“金融赋能行动”呢？",
            "“金融赋能行动”由谁牵头？",
        ),
        (
            "株洲方案正文要求2024年省级专精特新中小企业多少家？",
            "附件1写的又是多少？",
            "株洲方案附件1要求2024年省级专精特新中小企业多少家？",
        ),
        ("株洲方案附件1第6项是什么？", "第7项呢？", "株洲方案附件1第7项是什么？"),
        ("株洲方案附件1第6项是什么？", "那附件2呢？", "株洲方案附件2第6项是什么？"),
        ("丰台轨道交通规划第三章讲什么？", "第四章呢？", "丰台轨道交通规划第四章讲什么？"),
        ("株洲要培育多少家小巨人企业？", "附件1里呢？", "附件1里，株洲要培育多少家小巨人企业？"),
        ("“强链建圈”是什么？", "它由谁牵头？", "“强链建圈”由谁牵头？"),
        ("《倍增计划》是什么？", "这个计划由谁牵头？", "《倍增计划》由谁牵头？"),
        ("《倍增计划》是什么？", "该计划什么时候完成？", "《倍增计划》什么时候完成？"),
        ("株洲的“五链”是什么？", "具体怎么做", "株洲“五链”怎么做"),
    ],
)
def test_resolved_from_the_last_question(previous: str, question: str, resolved: str) -> None:
    assert resolve(question, [turn(previous)], PLACES) == resolved


@pytest.mark.parametrize(
    "question",
    [
        "株洲人才赋能行动由谁牵头？",
        "到2025年丰台要建成几个国家级工程研究中心？",
        "“1233”发展思路是什么意思？",
        "附件1第6项由谁牵头？",
    ],
)
def test_a_whole_question_stays_as_it_is(question: str) -> None:
    history = [turn("丰台有多少家轨道交通企业？", "丰台有轨道交通企业180余家。")]
    assert resolve(question, history, PLACES) == question
    assert resolve(question, [], PLACES) == question


def test_the_last_turn_counts() -> None:
    history = [turn("2016年总收入是多少？"), turn("丰台有多少家企业？")]
    assert resolve("株洲呢？", history, PLACES) == "株洲有多少家企业？"


@pytest.mark.parametrize(
    ("sentences", "items"),
    [
        (["“一个主题、两产融合”即“1233”，另有“三面打造”。"], ["一个主题、两产融合", "1233", "三面打造"]),
        (["出台《倍增计划》和《伙伴计划》。"], ["倍增计划", "伙伴计划"]),
        (
            ["一是关键技术攻关行动。", "二是产业矩阵再造行动。"],
            ["一是关键技术攻关行动", "二是产业矩阵再造行动"],
        ),
        (["三链包括产业链、创新链和供应链等方面。"], ["产业链", "创新链", "供应链"]),
        (["总收入为2364.9亿元。"], []),
        ([], []),
    ],
)
def test_what_an_answer_lists(sentences: list[str], items: list[str]) -> None:
    assert listed_items(turn("问", *sentences).answer) == items


@pytest.mark.parametrize(
    ("question", "resolved"),
    [
        ("第二个是什么？", "“创新链”是什么？"),
        ("那第3条由谁牵头？", "“供应链”由谁牵头？"),
        ("最后一个呢", "“供应链”呢"),
        ("第一项", "“产业链”是什么"),
        ("第九个是什么？", "第九个是什么？"),
    ],
)
def test_the_nth_thing_that_was_listed(question: str, resolved: str) -> None:
    history = [turn("三链是什么？", "三链包括产业链、创新链和供应链等方面。")]
    if "第九" in question:  # there are three: nothing is made up
        assert "链”" not in resolve(question, history, PLACES)
    else:
        assert resolve(question, history, PLACES) == resolved


def test_topic_of_a_question() -> None:
    assert topic_of("《倍增计划》由谁牵头？") == "《倍增计划》"
    assert topic_of("株洲的“五链”是什么？") == "株洲“五链”"
    assert topic_of("是吗？") == ""


def talk(engine: Engine, *questions: str) -> Answer:
    """The answer to the last question of a conversation."""
    history: list[Turn] = []
    for question in questions:
        answer = engine.answer(question, history)
        history.append(Turn(question, answer.resolved, answer))
    return history[-1].answer


@pytest.mark.parametrize(
    ("questions", "held"),
    [
        (["2020年丰台轨道交通产业总收入是多少？", "2016年呢？"], "1558.7亿元"),
        (["到2025年丰台要建成几个国家级工程研究中心？", "那国家级企业技术中心呢？"], "企业技术中心6个"),
        (["株洲方案正文要求2024年省级专精特新中小企业多少家？", "附件1写的又是多少？"], "50家"),
        (["丰台行动计划的五大行动是哪些？", "第二个是什么？"], "产业矩阵再造行动"),
        (["株洲方案附件1第6项是什么？", "第7项呢？"], "培育一批优质企业"),
        (["丰台轨道交通规划的文号是什么？", "成文日期呢？"], "2022年2月21日"),
        (["株洲人才赋能行动由谁牵头？", "责任单位有哪些？"], "市职教办"),
    ],
)
def test_conversations_on_the_briefs(briefs: Engine, questions: list[str], held: str) -> None:
    answer = talk(briefs, *questions)
    assert not answer.refused
    assert held in answer.text


@pytest.mark.parametrize(
    "questions",
    [
        ["丰台有多少家轨道交通企业？", "那深圳呢？"],
        ["丰台轨道交通研发人才2025年要达到多少人？", "那2030年呢？"],
        ["丰台轨道交通规划第三章讲什么？", "第九章呢？"],
    ],
)
def test_a_follow_up_may_have_no_answer(briefs: Engine, questions: list[str]) -> None:
    assert talk(briefs, *questions).refused


@settings(max_examples=100, deadline=None)
@given(
    question=st.text(max_size=30)
    | st.sampled_from(["那呢", "第0个", "第二百个呢", "它", "（呢？", "那[呢", r"\1呢"]),
    previous=st.text(max_size=30) | st.just(r"丰台有“\1”多少家？"),
    said=st.lists(st.text(max_size=40), max_size=3),
)
def test_any_follow_up_resolves_to_text(question: str, previous: str, said: list[str]) -> None:
    assert isinstance(resolve(question, [turn(previous, *said)], PLACES), str)
