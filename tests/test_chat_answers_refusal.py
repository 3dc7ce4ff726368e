"""What was not asked is not answered: the thing whose figure is asked for must stand near what is quoted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

SPENDING = """云岭县2024年“三公”经费支出决算情况
公务接待费支出295.70万元，同比减少60.14万元。
公务用车运行维护费支出664.60万元。
因公出国（境）费支出12万元。
"""
SUPPORT = """云岭县支持企业发展若干措施
一、支持上市
对在新三板挂牌的企业，一次性奖励50万元。
二、支持外贸
企业缴存的质量保证金，按80%退还。
三、支持住房
在云岭县租赁住房的人才，每月补贴800元。
"""
CODE = """云岭县出入境证件管理处罚规定
第一条　伪造、变造护照的，处五千元以上一万元以下罚款。
第二条　为他人办理护照提供虚假材料的，处三千元以下罚款，并处拘留。
"""
GRANTS = """# 云岭县产业支持指南

## 算力券

### 服务对象
在云岭县注册、租用非关联方智能算力训练大模型的软件企业

### 服务内容
同一企业每个自然年度申领算力券金额不超过200万元。

## 引客奖励

对年组织游客来云岭县景区达到1万人次以上的旅行社进行奖励。每满一万人奖励一万元。

## 养老床位

新建床位300张以上的民办养老机构，给予每张床位5000元的一次性建设补贴。

## 履约保证金

云岭县货物采购收取履约保证金的，最高缴纳比例不得超过合同金额的2.5%。
"""
DRAFT_RULES = """关于《云岭县河道管理办法（草案）》公开征求意见的公告
现将《云岭县河道管理办法（草案）》向社会公开征求意见。意见请于2025年6月5日前反馈。
第一条　河道两岸五十米内禁止采砂。
发布日期：2025年5月7日
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("things"), create=True) as store:
        store.add(
            [
                parse_text(text, doc_id=name)
                for name, text in (
                    ("spending", SPENDING), ("support", SUPPORT), ("code", CODE), ("draft", DRAFT_RULES),
                    ("grants", GRANTS),
                )
            ]
        )  # fmt: skip
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("云岭县2024年会议费支出多少万元？", "会议费"),
        ("云岭县对博士后工作站一次性奖励多少钱？", "博士后工作站"),
        ("云岭县2024年一般公共预算收入是多少万元？", "未找到依据"),
        ("云岭县对国家级专精特新“小巨人”企业奖励多少？", "小巨人"),
        ("怎么办理护照？", "处罚"),
        ("云岭县河道管理办法从哪天起施行？", "征求意见稿"),
    ],
)
def test_another_thing_is_no_answer(engine: Engine, question: str, named: str) -> None:
    answer = engine.answer(question)
    assert answer.refused, answer.text
    assert named in answer.text


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("云岭县2024年公务接待费支出多少万元？", "295.70万元"),
        ("企业缴存的质保金按多少退还？", "80%"),
        ("伪造护照罚多少钱？", "五千元以上一万元以下"),
        ("对河道管理办法草案的意见什么时候前反馈？", "6月5日"),
    ],
)
def test_the_thing_in_other_words_is_one(engine: Engine, question: str, held: str) -> None:
    answer = engine.answer(question)
    assert not answer.refused, answer.text
    assert held in answer.text


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("我们是云岭县的软件企业，租了别家的智能算力训练大模型，一年最多领多少算力券？", "200万元"),
        ("云岭县的旅行社一年组织1.2万人次来景区，奖励多少钱？", "一万元"),
        ("在云岭县新建一家320张床位的民办养老院，每张床位补贴多少？", "5000元"),
        ("云岭县货物采购的履约保证金最高能收合同金额的多少？", "2.5%"),
    ],
)
def test_a_fact_in_a_sibling_field_or_the_next_sentence_is_stated(
    engine: Engine, question: str, stated: str
) -> None:
    answer = engine.answer(question)
    assert not answer.refused
    assert stated in answer.text
