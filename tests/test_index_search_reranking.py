"""A cross-encoder behind the search: its order, the scale of scores, settings, nothing lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_model import build_tiny_model

from chat.engine import Engine
from index import open_store
from index.search.fields import embedding_text
from index.search.reranking import load_reranker, passages_to_rerank, probabilities, rerank
from ingest.document import Clause, Document, Metadata, Span
from ingest.errors import ModelMismatch, ModelUnavailable, UsageError

QUERY = "引导基金支持哪些企业"
SUBJECTS = ("轨道交通", "低空经济", "人才公寓", "通信信号", "智能制造", "数据要素", "生物医药", "现代农业")


def document(subject: str) -> Document:
    text = f"一、支持\n设立{subject}产业引导基金，重点支持{subject}企业。\n二、目标\n到2027年{subject}企业达到60家。\n"
    second = text.index("二、")
    clauses = (
        Clause(("一、支持",), 1, (Span(5, second - 1),)),
        Clause(("二、目标",), 1, (Span(second + 5, len(text) - 1),)),
    )
    return Document(subject, text, Metadata(f"{subject}规划"), clauses, source=f"{subject}.txt")


@pytest.fixture(scope="module")
def static(tmp_path_factory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "static"))


@pytest.fixture(scope="module")
def data(static, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    with open_store(folder, create=True, model=static) as store:
        store.add(map(document, SUBJECTS))
    return folder


@pytest.fixture
def search(models, static, data, monkeypatch):
    """Search with so many passages reranked, 0 for no reranker."""

    def hits(passages: int, k: int = 10):
        monkeypatch.setenv("WENCE_RERANKER", str(models / "bge-reranker-v2-m3") if passages else "")
        monkeypatch.setenv("WENCE_RERANK_PASSAGES", str(passages or 10))
        with open_store(data, model=static) as store:
            return store.search(QUERY, k)

    return hits


def expected(models, hits) -> np.ndarray:
    """The scores by sentence-transformers alone."""
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(models / "bge-reranker-v2-m3"), device="cpu")
    return model.predict([(QUERY, embedding_text(hit.chunk, hit.document.metadata)) for hit in hits])


def test_scores_are_those_of_the_cross_encoder(models, search):
    hits = search(0)
    reranker = load_reranker(str(models / "bge-reranker-v2-m3"))
    scores = reranker.scores(QUERY, [embedding_text(hit.chunk, hit.document.metadata) for hit in hits])
    assert reranker.name == "bge-reranker-v2-m3"
    assert scores.dtype == np.float32 and np.abs(scores - expected(models, hits)).max() < 1e-5
    assert reranker.scores(QUERY, []).shape == (0,)
    odd = reranker.scores("\ud800", ["", "\ud800", "企业" * 5_000])
    assert ((odd > 0) & (odd < 1)).all()


def test_the_best_passages_come_in_the_order_of_the_cross_encoder(models, search):
    before, after = search(0, 16), search(6, 16)
    order = [hit.chunk for hit in before]
    assert {hit.chunk for hit in after} == set(order) and len(after) == len(order)
    read = np.argsort(-expected(models, before[:6]), kind="stable")
    assert [hit.chunk for hit in after[:6]] == [order[place] for place in read]
    assert [hit.chunk for hit in after[:6]] != order[:6]
    assert [hit.chunk for hit in after[6:]] == order[6:]


def test_scores_fall_and_stay_above_nothing(search):
    scores = [hit.score for hit in search(6, 16)]
    assert scores == sorted(scores, reverse=True) and scores[0] == 1 and scores[-1] > 0
    assert min(scores[:6]) > 0.5 >= max(scores[6:])


def test_a_short_list_is_drawn_from_all_that_was_read(search):
    assert [hit.chunk for hit in search(16, 2)] == [hit.chunk for hit in search(16, 16)][:2]


def test_ties_keep_their_order_and_a_reranker_of_nothing_loses_nothing(search):
    class Indifferent:
        name = "indifferent"

        def scores(self, query, texts):
            return np.zeros(len(texts), np.float32)

    hits = search(0)
    again = rerank(Indifferent(), QUERY, hits, 4)
    assert [hit.chunk for hit in again] == [hit.chunk for hit in hits]
    assert all(hit.score > 0 for hit in again)
    assert rerank(Indifferent(), QUERY, [], 4) == []


def test_probabilities_of_any_output():
    outputs = np.array([0, 1, -1, 1e9, -1e9, np.inf, -np.inf, np.nan])
    found = probabilities(outputs)
    assert found.dtype == np.float32 and np.isfinite(found).all()
    assert np.allclose(found, [0.5, 0.7310586, 0.2689414, 1, 0, 1, 0, 0])


def test_answers_profit_and_status_names_both_models(models, static, data, monkeypatch):
    monkeypatch.setenv("WENCE_RERANKER", str(models / "bge-reranker-v2-m3"))
    with open_store(data, model=static) as store:
        status = store.status()
        answer = Engine(store).answer("到2027年低空经济企业达到多少家？")
    assert (status["model"], status["reranker"]) == ("static", "bge-reranker-v2-m3")
    assert not answer.refused and answer.citations[0].doc_id == "低空经济"
    monkeypatch.delenv("WENCE_RERANKER")
    with open_store(data, model=static) as store:
        assert store.status()["reranker"] is None


def test_a_store_of_a_transformer_is_searched_and_rebuilt(models, tmp_path, monkeypatch):
    monkeypatch.delenv("WENCE_RERANKER", raising=False)
    with open_store(tmp_path, create=True, model=str(models / "bge-m3")) as store:
        store.add(map(document, SUBJECTS))
        assert (
            store.status()["dimension"] == 16
            and store.search("低空经济引导基金")[0].document.doc_id == "低空经济"
        )
    monkeypatch.setenv("WENCE_PASSAGE_INSTRUCTION", "passage: ")
    with pytest.raises(ModelMismatch, match="另一段落指令"):
        open_store(tmp_path, model=str(models / "bge-m3"))
    with open_store(tmp_path, model=str(models / "bge-m3"), any_model=True) as store:
        store.rebuild_embeddings()
    with open_store(tmp_path, model=str(models / "bge-m3")) as store:
        assert store.search("低空经济引导基金")[0].dense > 0
        store.verify()


def test_settings_are_checked_before_anything_is_loaded(static, data, monkeypatch):
    monkeypatch.setenv("WENCE_RERANKER", "nobody/no-such-reranker")
    with pytest.raises(ModelUnavailable, match="重排模型“nobody/no-such-reranker”不可用"):
        open_store(data, model=static)
    for value in ("0", "-3", "1001", "many", "2.5", "²"):
        monkeypatch.setenv("WENCE_RERANK_PASSAGES", value)
        with pytest.raises(UsageError, match="WENCE_RERANK_PASSAGES"):
            passages_to_rerank()
    monkeypatch.delenv("WENCE_RERANK_PASSAGES")
    assert passages_to_rerank() == 10
