"""The store: documents in, hits out, originals before briefs, filters, models."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tiny_model import build_tiny_model

from index import Filters, open_store
from index.documents.admission import title_key
from index.storage.codec import dump_json, load_json
from index.storage.database import FILE_NAME, HEAD_COLUMNS, checksum
from ingest.document import Cell, Chunk, Clause, Document, Evidence, Metadata, Row, SourceFile, Span
from ingest.errors import ModelMismatch, ModelUnavailable, StoreMissing, UsageError

TODAY = date(2026, 11, 20)


def make(doc_id: str, title: str, *clauses: tuple[str, str], **metadata) -> Document:
    """A document of (heading, words) clauses."""
    text, parts = "", []
    for heading, words in clauses:
        start = len(text) + len(heading) + 1
        text += f"{heading}\n{words}\n"
        parts.append(Clause((heading,), 1, (Span(start, start + len(words)),)))
    return Document(doc_id, text, Metadata(title, **metadata), tuple(parts), source=f"{doc_id}.txt")


RAIL = make(
    "rail",
    "“十四五”时期北岭区轨道交通产业发展规划",
    ("一、发展目标", "到2025年，轨道交通产业总收入达到1800亿元，培育链主企业6家。"),
    ("二、保障措施", "设立产业引导基金，重点支持通信信号企业。由区发展改革委牵头。"),
    issuers=("北岭区人民政府",),
    region="东江省北岭区",
    period=(2021, 2025),
    issued="2022-02-21",
    kind="规划",
)
DRAFT = make(
    "draft",
    "青港市低空经济实施方案（征求意见稿）",
    ("一、主要任务", "建设无人机试飞基地，开通物流航线20条。"),
    region="西海省青港市",
    period=(2026, 2028),
    kind="实施方案",
    draft=True,
)
NOTICE = make(
    "notice",
    "关于申报专精特新企业的通知",
    ("一、申报条件", "近两年研发投入占比不低于百分之三。"),
    region="东江省",
)


@pytest.fixture(scope="session")
def model(tmp_path_factory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh"))


@pytest.fixture
def store(tmp_path, model, engine):
    with engine.open(tmp_path / "data", create=True, model=model, today=TODAY) as opened:
        opened.add([RAIL, DRAFT, NOTICE])
        yield opened


def test_search_finds_the_clause_and_says_where(store):
    hit = store.search("链主企业培育几家")[0]
    assert (hit.document.doc_id, hit.chunk.path) == ("rail", ("一、发展目标",))
    assert store.document("rail").text[hit.chunk.start : hit.chunk.end] == hit.chunk.text
    assert hit.lexical > 0 and -1 <= hit.dense <= 1


def test_title_and_headings_are_searched_but_never_in_the_text(store):
    assert store.search("北岭区")[0].document.doc_id == "rail"
    assert store.search("保障措施")[0].chunk.path == ("二、保障措施",)
    assert all("北岭区" not in hit.chunk.text for hit in store.search("北岭区轨道交通")[:2])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(region=("东江省",)), {"rail", "notice"}),
        (Filters(region=("青港",)), {"draft"}),
        (Filters(issuer=("北岭区",)), {"rail"}),
        (Filters(kind=("规划", "实施方案")), {"rail", "draft"}),
        (Filters(status=("征求意见稿",)), {"draft"}),
        (Filters(status=("已届满",)), {"rail"}),
        (Filters(year=(2022,)), {"rail"}),
        (Filters(year=(2027, 2024)), {"rail", "draft"}),
        (Filters(doc_ids=("notice", "draft"), region=("西海省",)), {"draft"}),
        (Filters(region=("火星",)), set()),
    ],
)
def test_filters_restrict_before_ranking(store, filters, expected):
    assert {
        hit.document.doc_id for hit in store.search("企业 建设 投入 基金 基地 规划 通知 申报", 50, filters)
    } == expected


def test_a_document_comes_back_whole(store):
    document = Document(
        "table",
        "序号 事项\n1 建设试点\n",
        Metadata("附表", aliases=("任务表",), supersedes=("旧表",), period=(2023, 2024)),
        (Clause(("附件1",), 1, (Span(0, 5),), Span(0, 2), 1, "contents"),),
        (Row(("附件1", "任务表"), (Cell("序号", "1", 6, 7), Cell("事项", "建设试点", 8, 12)), 6, 12, 1),),
        "表.docx",
        "application/x",
        (0, 6),
    )
    store.add([document])
    assert store.document("table") == document
    row = next(chunk for chunk in store.chunks("table") if chunk.kind == "row")
    assert isinstance(row, Chunk) and row.cells == (("序号", "1"), ("事项", "建设试点"))


def test_same_content_is_left_alone_and_other_content_replaces(store):
    before = store.status()
    assert store.add([RAIL]).unchanged == ("rail",)
    assert store.status() == before
    changed = make("rail", RAIL.metadata.title, ("一、目标", "收入达到2000亿元。"))
    assert store.add([changed]).updated == ("rail",)
    assert store.document("rail").text == changed.text
    assert not store.document_frequency("链主")
    store.verify()


def test_the_same_id_twice_in_one_add_leaves_the_last(store):
    first, second = make("x", "甲", ("一", "第一版内容")), make("x", "甲", ("一", "第二版内容"))
    store.add([first, second, second])
    assert [info.doc_id for info in store.documents()].count("x") == 1
    assert "第二版" in store.document("x").text


def test_removed_documents_are_gone_from_every_answer(store):
    assert store.remove(["rail", "nothing"]) == ("rail",)
    assert not any(hit.document.doc_id == "rail" for hit in store.search("链主企业 北岭区", 50))
    assert store.document_frequency("北岭区") == 0
    with pytest.raises(UsageError):
        store.document("rail")
    assert store.status()["documents"] == 2


def test_an_original_takes_the_place_of_its_brief(store):
    brief = make("plan-brief", "《北岭区人才计划》", ("一、要点", "要点：引进人才。"), brief=True)
    original = make("plan", "北岭区人才计划", ("一、总则", "引进高层次人才一百名。"))
    store.add([brief])
    report = store.add([original])
    assert (report.added, report.replaced_briefs) == (("plan",), ("plan-brief",))
    assert store.add([brief]).unchanged == ("plan-brief",)
    assert "plan-brief" not in {info.doc_id for info in store.documents()}


@pytest.mark.parametrize("order", ["brief first", "original first"])
def test_brief_and_original_of_one_id_in_one_add(store, order):
    brief = make("plan", "北岭区人才计划要点", ("一、要点", "要点：引进人才。"), brief=True)
    original = make("plan", "北岭区人才计划", ("一、总则", "引进高层次人才一百名。"))
    store.add([brief, original] if order == "brief first" else [original, brief])
    assert not store.info("plan").metadata.brief
    store.verify()


def test_a_draft_and_its_note_keep_their_own_titles():
    assert title_key("《甲 行动计划（2023-2025年）》") == title_key("甲行动计划（2023－2025年）")
    assert title_key("“十四五”规划") == title_key('"十四五"规划')
    assert title_key("甲行动计划（征求意见稿）") != title_key("甲行动计划")
    assert title_key("《甲行动计划》起草说明") != title_key("甲行动计划")


def test_search_is_the_same_after_reopening(tmp_path, model, store, engine):
    wanted = [(hit.chunk, hit.score) for hit in store.search("产业基金支持哪些企业")]
    with engine.open(tmp_path / "data", model=model, today=TODAY) as again:
        assert [(hit.chunk, hit.score) for hit in again.search("产业基金支持哪些企业")] == wanted


@pytest.mark.parametrize("query", ["", "？！", "的", " \n", "zzzz", "企业" * 5_000, "\x00\ud800"])
def test_any_query_gives_a_list(store, query):
    assert isinstance(store.search(query), list)


@pytest.mark.adverse(9)
def test_another_model_is_refused_until_embeddings_are_rebuilt(tmp_path, store, engine):
    other = str(build_tiny_model(tmp_path / "other-zh", dimension=16, seed=1))
    folder = tmp_path / "data"
    with pytest.raises(ModelMismatch, match="需重建索引"):
        engine.open(folder, model=other)
    with engine.open(folder, model=other, any_model=True) as opened:
        with pytest.raises(ModelMismatch):
            opened.search("基金")
        opened.rebuild_embeddings()
        assert opened.status()["dimension"] == 16
        assert opened.search("引导基金")[0].document.doc_id == "rail"
        opened.verify()
    with pytest.raises(ModelMismatch):
        store.search("基金")


def test_models_and_stores_that_are_not_there(tmp_path, monkeypatch, model, engine):
    monkeypatch.delenv("WENCE_ALLOW_DOWNLOAD", raising=False)
    with pytest.raises(StoreMissing):
        engine.open(tmp_path / "none", model=model)
    for name in (str(tmp_path / "no-model"), "nobody/no-such-model-zh", "不存在 的模型"):
        start = time.perf_counter()
        with pytest.raises(ModelUnavailable, match=Path(name).name):
            engine.open(tmp_path / "data", create=True, model=name)
        assert time.perf_counter() - start < 2
    assert not (tmp_path / "data").exists()


def test_embed_gives_unit_rows(store):
    vectors = store.embed(["轨道交通", "", "基金"])
    assert vectors.dtype == np.float32 and vectors.shape == (3, 32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-6)


def test_documents_with_all_of_some_terms(store):
    with_north = store.documents_with(["北岭"])
    assert "rail" in with_north and store.documents_with(["北岭", "没有的词"]) == frozenset()
    assert store.documents_with([]) == frozenset()
    for info in store.documents():
        text = store.document(info.doc_id).text
        assert ("北岭" in text) <= (info.doc_id in with_north)


def test_vocabulary_counts_chunks(store):
    vocabulary = dict(store.vocabulary())
    assert vocabulary["北岭"] == store.document_frequency("北岭") == 2
    assert all(count > 0 for count in vocabulary.values())
    before = store.revision
    store.remove(["rail"])
    assert "北岭" not in dict(store.vocabulary()) and store.revision == before + 1


PDF = SourceFile("规划.pdf", "a" * 64, "application/pdf", "v1")
DOCX = SourceFile("规划.docx", "b" * 64, "application/x", "v1")


def test_files_and_evidence_are_kept_and_changing_them_embeds_nothing(tmp_path, model, monkeypatch, engine):
    document = replace(RAIL, sources=(PDF,), evidence=(Evidence("issued", 3, 9),))
    with engine.open(tmp_path / "data", create=True, model=model) as store:
        store.add([document])
        assert store.document("rail") == document
        monkeypatch.setattr(store._model, "encode_passages", None)  # a call would fail
        again = replace(PDF, sha256="c" * 64, parser="v2")
        assert store.add([replace(document, sources=(again,), evidence=())]).unchanged == ("rail",)
        assert store.add([replace(document, sources=(DOCX,))]).unchanged == ("rail",)
        assert store.info("rail").sources == (again, DOCX)
        assert store.document("rail").evidence == document.evidence
        store.verify()
    with engine.open(tmp_path / "data", model=model) as store:
        assert store.info("rail").sources == (again, DOCX) and store.search("链主企业")


def test_a_store_made_before_files_were_noted_is_read_and_added_to(tmp_path, model):
    with open_store(tmp_path / "data", create=True, model=model) as store:
        store.add([RAIL, DRAFT, NOTICE])
    with sqlite3.connect(tmp_path / "data" / FILE_NAME) as connection:
        for columns in connection.execute(f"SELECT {HEAD_COLUMNS} FROM documents").fetchall():
            head = load_json(columns[5])
            del head["sources"], head["evidence"]
            parts = (*columns[:5], dump_json(head))
            connection.execute(
                "UPDATE documents SET head = ?, head_checksum = ? WHERE id = ?",
                (parts[5], checksum(*parts), parts[0]),
            )
    connection.close()
    with open_store(tmp_path / "data", model=model) as opened:
        assert opened.info("rail").sources == () and opened.search("链主企业")
        assert opened.add([replace(RAIL, sources=(PDF,))]).unchanged == ("rail",)
        assert opened.info("rail").sources == (PDF,)
        opened.verify()


def test_slips_are_mended_after_a_change_as_in_a_store_opened_anew(tmp_path, model, engine, monkeypatch):
    """What words sound like is not read again with every change: only the words that came are, and none that has gone."""
    with engine.open(tmp_path / "data", create=True, model=model) as store:
        store.add([make("a", "甲", ("一、标准", "株洲市租金补贴办法规定企业补贴标准。"))])
        assert "株洲" in store.homophones().alike("诸州")
        monkeypatch.setattr(
            type(store.revisions.current), "vocabulary", lambda *_: pytest.fail("read all again")
        )
        store.add([make("b", "乙", ("一、标准", "丰台区融资办法规定贴息。"))])
        assert "丰台" in store.homophones().alike("峰台") and "株洲" in store.homophones().alike("诸州")
        store.remove(["a"])
        assert "株洲" not in store.homophones().alike("诸州") and "丰台" in store.homophones().alike("峰台")
        store.add([make("c", "丙", ("一、标准", "株洲市办法。"))])
        assert "株洲" in store.homophones().alike("诸州")
