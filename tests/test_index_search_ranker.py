"""Candidates, their features and the learned order."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tiny_texts import NOTICES

from index import Filters, open_store
from index.search.candidates import gather
from index.search.features import NAMES, features, match
from index.search.fusion import reordered
from index.search.lexical import BODY, TITLE
from index.search.query import weigh
from index.search.ranker import DEFAULT_RANKER, Ranker, load_ranker, write_ranker
from ingest import parse_text
from ingest.errors import ModelUnavailable


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    with open_store(tmp_path_factory.mktemp("ranked"), create=True) as opened:
        opened.add(parse_text(text, doc_id=name) for name, text in NOTICES.items())
        yield opened


def _rows(store, query: str):
    view = store.view
    weights = weigh(query, view.lexical)
    found = gather(view, query, weights, store.embed([query])[0])
    return found, features(view, query, weights, found)


def test_every_candidate_has_a_finite_row(store):
    for query in ("租金减免", "甲市的企业能减免多少租金？", "zzzz", "，。", "减" * 300):
        found, rows = _rows(store, query)
        assert rows.shape == (len(found.places), len(NAMES))
        assert np.isfinite(rows).all()


def test_shares_and_relative_scores_lie_between_0_and_1(store):
    _, rows = _rows(store, "中小企业租金减免三个月")
    for name in NAMES:
        column = rows[:, NAMES.index(name)]
        if name.startswith(("covered", "rarest")) or name == "lexical":
            assert column.min() >= 0 and column.max() <= 1 + 1e-6, name
    assert rows[:, NAMES.index("lexical")].max() == 1


def test_postings_know_the_field_of_a_term(store):
    view = store.view
    matches = match(view.lexical, {"租金": 1.0, "没有这个词": 1.0}, np.arange(len(view)))
    assert matches.terms == ("租金",)
    texts = [chunk.text for _, chunk, _ in store.texts()]
    titles = [metadata.title for _, _, metadata in store.texts()]
    assert ((matches.fields[0] & BODY) > 0).tolist() == ["租金" in text for text in texts]
    assert ((matches.fields[0] & TITLE) > 0).tolist() == ["租金" in title for title in titles]


def test_parts_of_bm25_add_up_to_the_score(store):
    view = store.view
    weights = weigh("企业租金减免多少", view.lexical)
    places = np.arange(len(view))
    total = match(view.lexical, weights, places).points.sum(axis=0)
    assert np.allclose(total, view.lexical.scores(weights), rtol=1e-5)


@pytest.mark.usefixtures("least")
def test_scores_of_passages_do_not_hang_on_the_order_of_the_store(tmp_path):
    names = list(NOTICES)
    scores = []
    for number, order in enumerate((names, names[::-1])):
        with open_store(tmp_path / str(number), create=True) as opened:
            opened.add(parse_text(NOTICES[name], doc_id=name) for name in order)
            hits = opened.search("企业租金减免", 50)
            scores.append({hit.chunk.chunk_id: hit.score for hit in hits})
    assert scores[0].keys() == scores[1].keys()
    assert all(scores[1][name] == pytest.approx(score, rel=1e-4) for name, score in scores[0].items())


@pytest.fixture(params=[0, 10**9], ids=["ranked", "plain"])
def least(request, monkeypatch):
    monkeypatch.setattr("index.store.searcher.LEAST_RANKED", request.param)


@pytest.mark.usefixtures("least")
def test_scores_are_positive_and_fall_and_a_shorter_list_is_the_head_of_a_longer_one(store):
    for query in ("企业租金减免多少", "申报材料", "甲市"):
        hits = store.search(query, 50)
        scores = [hit.score for hit in hits]
        assert scores and min(scores) > 0
        assert scores == sorted(scores, reverse=True)
        again = store.search(query, 3)
        assert [hit.chunk.chunk_id for hit in again] == [hit.chunk.chunk_id for hit in hits[:3]]


@pytest.mark.usefixtures("least")
def test_filters_hold_with_the_ranker(store):
    only = next(iter(NOTICES))
    hits = store.search("企业租金减免", 50, Filters(doc_ids=(only,)))
    assert hits and {hit.document.doc_id for hit in hits} == {only}


def test_the_shipped_weights_belong_to_the_shipped_embedding(store):
    assert load_ranker().model == store.status()["fingerprint"]


def test_a_ranker_is_left_aside_with_another_embedding(tmp_path):
    from tiny_model import build_tiny_model

    folder = build_tiny_model(tmp_path / "tiny")
    with open_store(tmp_path / "store", create=True, model=str(folder)) as opened:
        opened.add([parse_text(NOTICES["lease"], doc_id="lease")])
        hits = opened.search("租金减免")
    assert hits and opened.revisions.current.method.ranker is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda value: {**value, "format": 99},
        lambda value: {**value, "weights": {**value["weights"], "cosine": float("nan")}},
        lambda value: {**value, "weights": {**value["weights"], "other": 1.0}},
        lambda value: {**value, "weights": {"cosine": 1.0}},
        lambda value: [value],
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, damage):
    path = tmp_path / "weights.json"
    path.write_text(
        json.dumps(damage(json.loads(DEFAULT_RANKER.read_text(encoding="utf-8")))), encoding="utf-8"
    )
    with pytest.raises(ModelUnavailable):
        load_ranker(path)
    path.write_bytes(b"\x00\xff not json")
    with pytest.raises(ModelUnavailable):
        load_ranker(path)
    path.unlink()
    with pytest.raises(ModelUnavailable):
        load_ranker(path)


def test_a_written_file_reads_back(tmp_path: Path):
    ranker = Ranker(np.linspace(-3, 3, len(NAMES)).astype(np.float32), "abc")
    write_ranker(tmp_path / "r" / "weights.json", ranker)
    again = load_ranker(tmp_path / "r" / "weights.json")
    assert again.model == "abc" and np.allclose(again.weights, ranker.weights, atol=1e-5)


def test_the_order_is_that_of_the_weighted_sum():
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(200, len(NAMES))).astype(np.float32)
    ranker = Ranker(rng.normal(size=len(NAMES)).astype(np.float32), "")
    assert np.allclose(ranker.judge(rows), rows @ ranker.weights, atol=1e-4)
    assert ranker.judge(rows[:0]).shape == (0,)


def test_scores_are_dealt_out_in_the_order_judged_and_what_is_not_above_0_stays():
    scores = np.array([0.5, 1.2, -0.3, 0.9, 0.0])
    dealt = reordered(scores, np.array([3.0, -1.0, 9.0, 3.0, 8.0]))
    assert dealt.tolist() == [1.2, 0.5, -0.3, 0.9, 0.0]
