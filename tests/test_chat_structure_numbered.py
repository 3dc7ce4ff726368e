"""Parts of an article for a fact, passages that only a number opens, and the edition whose year is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

DEDUCTIONS = """云岭市住房补助暂行办法
第十七条　租房按以下标准补助：
（一）市区的，每月1500元；
（二）市区以外，人口超过100万的县，每月1100元；人口不超过100万的县，每月800元。
"""
ACTIONS = """知识产权服务民营经济工作措施（望江县）
一、提升创造能力
1.培育高价值专利。支持建设培育中心。
二、强化运用
2.推进融资服务。拓宽质押融资渠道，推进证券化。（运用处）3.支持地理标志。加快审核。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("numbers"), create=True) as store:
        store.add(
            [
                parse_text(text, doc_id=name)
                for name, text in (("deductions", DEDUCTIONS), ("actions", ACTIONS))
            ]
        )
        yield Engine(store)


def test_an_item_of_an_article_answers_for_a_fact_whole_and_alone(engine: Engine) -> None:
    answer = engine.answer("云岭市住房补助暂行办法第十七条第（二）项的标准是多少？")
    assert "1100元" in answer.text and "800元" in answer.text
    assert "1500元" not in answer.text


def test_a_passage_is_found_by_its_number_and_ends_before_the_next(engine: Engine) -> None:
    answer = engine.answer("望江县知识产权服务民营经济工作措施里第2条讲的是什么？")
    assert "质押融资" in answer.text and "证券化" in answer.text
    assert "地理标志" not in answer.text


def test_a_document_named_little_is_not_looked_through_for_a_number(engine: Engine) -> None:
    assert "每月" not in engine.answer("望江县知识产权服务民营经济工作措施里第17条讲的是什么？").text
