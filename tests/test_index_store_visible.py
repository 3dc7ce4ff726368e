"""A store without some of its documents is, to every question, the store that never held them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from store_engines import EmbeddedEngine, SeekdbEngine

from chat.engine import Engine
from index.store import DocumentSearcher, DocumentWriter, Store, VisibleStore, open_store
from ingest import parse_text
from ingest.document import Document, SourceFile
from ingest.errors import UsageError

TEXTS = {
    "open": "青山县养老服务办法\n\n第一条 对民办养老机构每张床位补贴3000元。\n\n第二条 县民政局负责发放补贴。\n",
    "other": "白水市绿化规划\n\n一、目标\n到2030年绿地率达到41%，建成公园52座。\n",
    "secret": "青山县应急储备金管理办法\n\n第一条 储备金规模为八千万元，由县财政局管理。\n\n第二条 动用储备金须经蓝鲸委员会批准。\n",
}
QUESTIONS = (
    "养老机构每张床位补贴多少元？",
    "储备金规模是多少？",
    "蓝鲸委员会批准什么？",
    "青山县应急储备金管理办法由谁管理？",
    "白水市2030年绿地率是多少？",
    "蓝京委员会",
    "第一条",
)


def filled(engine: EmbeddedEngine | SeekdbEngine, folder: Path, *names: str) -> Store:
    store = engine.open(folder, create=True)
    store.add([parse_text(TEXTS[name], doc_id=name) for name in names])
    return store


@pytest.fixture
def stores(tmp_path: Path, engine: EmbeddedEngine | SeekdbEngine) -> Iterator[tuple[Store, Store]]:
    """A store of all three documents, and one that never held the secret one."""
    with (
        filled(engine, tmp_path / "whole", *TEXTS) as whole,
        filled(engine, tmp_path / "less", "open", "other") as less,
    ):
        yield whole, less


@pytest.mark.adverse(44)
def test_answers_hits_and_scores_are_those_of_a_store_that_never_held_it(
    stores: tuple[Store, Store],
) -> None:
    whole, less = stores
    seen = VisibleStore(whole, {"secret"})
    engine, reference = Engine(seen), Engine(less)
    for question in QUESTIONS:
        found, expected = seen.search(question, 10), less.search(question, 10)
        assert [hit.chunk for hit in found] == [hit.chunk for hit in expected]
        assert np.allclose([hit.score for hit in found], [hit.score for hit in expected], atol=1e-5)
        mine, theirs = engine.answer(question).as_dict(), reference.answer(question).as_dict()
        assert {**mine, "elapsed_ms": 0} == {**theirs, "elapsed_ms": 0}


def test_counts_words_and_documents_tell_nothing(stores: tuple[Store, Store]) -> None:
    whole, less = stores
    seen = VisibleStore(whole, {"secret"})
    assert dict(seen.vocabulary()) == dict(less.vocabulary())
    assert seen.document_frequency("蓝鲸") == 0 < whole.document_frequency("蓝鲸")
    assert seen.documents_with(["蓝鲸"]) == frozenset() != whole.documents_with(["蓝鲸"])
    assert seen.idf("养老") == pytest.approx(less.idf("养老"))
    assert [info.doc_id for info in seen.documents()] == ["open", "other"]
    for name in ("documents", "chunks", "briefs", "originals"):
        assert seen.status()[name] == less.status()[name]
    for read in (seen.info, seen.document, seen.chunks):
        with pytest.raises(UsageError) as hidden:
            read("secret")
        with pytest.raises(UsageError) as absent:
            read("nosuch")
        assert str(hidden.value).replace("secret", "nosuch") == str(absent.value)


def test_it_follows_the_store_and_is_not_written_to(stores: tuple[Store, Store]) -> None:
    whole, _ = stores
    seen = VisibleStore(whole, {"secret", "later"})
    whole.add([parse_text(TEXTS["secret"], doc_id="later"), parse_text(TEXTS["open"], doc_id="copy")])
    assert {info.doc_id for info in seen.documents()} == {"open", "other", "copy"}
    assert {hit.chunk.doc_id for hit in seen.search("储备金 床位补贴", 10)} >= {"open", "copy"}
    assert {hit.chunk.doc_id for hit in seen.search("储备金", 10)}.isdisjoint({"secret", "later"})
    whole.remove(["open", "copy", "other"])
    assert seen.documents() == [] and seen.search("储备金", 10) == []
    assert not any(hasattr(seen, name) for name in ("add", "edit", "remove", "rebuild_embeddings", "close"))
    assert whole.search("储备金", 1)


def test_what_hidden_documents_say_of_others_is_not_told(stores: tuple[Store, Store]) -> None:
    """A repeal, a final version and a copy lead to their documents by id and title."""
    whole, _ = stores
    old = (
        "青山县养老补贴办法\n\n青政发〔2019〕3号\n\n第一条 每张床位补贴1000元。\n\n第二条 由县民政局发放。\n"
    )
    draft = "青山县文明养犬办法（征求意见稿）\n\n第一条 养犬应当登记。\n"
    final = "青山县文明养犬办法\n\n第一条 养犬应当登记，每年一次。\n"
    repeal = parse_text(
        "青山县养老新办法\n\n第一条 本办法自2020年1月1日起施行，《青山县养老补贴办法》同时废止。\n",
        doc_id="repeal",
        overrides={"supersedes": ("青山县养老补贴办法",), "effective": "2020-01-01"},
    )
    whole.add([parse_text(old, doc_id="old"), repeal])
    whole.add([parse_text(draft, doc_id="draft"), parse_text(final, doc_id="final")])
    assert whole.info("old").repealed_by and whole.info("draft").replaced_by
    seen = VisibleStore(whole, {"repeal", "final"})
    assert seen.info("old").repealed_by is None and seen.info("old").status == "效力未明"
    assert seen.info("draft").replaced_by is None
    answer = str(Engine(seen).answer("青山县养老补贴办法现在有效吗？").as_dict())
    assert "新办法" not in answer and "废止" not in answer
    assert VisibleStore(whole, {"secret"}).info("old").repealed_by


def test_a_copy_stands_apart_where_it_may_not_join(tmp_path: Path) -> None:
    text = TEXTS["secret"] * 3

    def file(doc_id: str) -> Document:
        source = SourceFile(f"{doc_id}.txt", sha256(doc_id.encode()).hexdigest())
        return replace(parse_text(text, doc_id=doc_id, source=source.name), sources=(source,))

    with open_store(tmp_path / "copies", create=True) as store:
        store.add([file("first")])
        assert store.add([file("second")], joins=lambda doc_id: False).added == ("second",)
        assert store.info("second").copies == ("first",)
        assert VisibleStore(store, {"first"}).info("second").copies == ()
        assert store.add([file("third")]).duplicates


def test_a_part_meets_the_door_of_searches_and_only_the_whole_that_of_writes() -> None:
    searches, writes = (
        {name for name in vars(door) if not name.startswith("_")}
        for door in (DocumentSearcher, DocumentWriter)
    )
    assert len(searches) > 10 and searches <= set(dir(VisibleStore)) and searches | writes <= set(dir(Store))
    assert writes.isdisjoint(dir(VisibleStore))


def test_nothing_hidden_is_the_store_itself(tmp_path: Path) -> None:
    with filled(EmbeddedEngine(), tmp_path, *TEXTS) as whole:
        seen = VisibleStore(whole, frozenset())
        assert seen.view.lexical is whole.view.lexical
        assert [hit.score for hit in seen.search("储备金", 5)] == [
            hit.score for hit in whole.search("储备金", 5)
        ]
