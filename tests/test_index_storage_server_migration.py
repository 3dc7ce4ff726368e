"""A store moves to a database server and back: the same rows, the same answers, and a broken move goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from store_engines import SeekdbEngine
from test_index_store import DRAFT, NOTICE, RAIL, TODAY, make
from tiny_model import build_tiny_model

from index.storage.server import migration
from index.storage.server.migration import migrate
from index.store import open_store
from index.store.server_store import open_server_store
from ingest.errors import StoreBusy, StoreMissing, UsageError

QUESTIONS = ("链主企业培育几家", "北岭区", "保障措施 基金", "研发投入占比", "株州", "物流航线")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh"))


@pytest.fixture
def engine(seekdb: SeekdbEngine) -> Iterator[SeekdbEngine]:
    yield seekdb
    seekdb.forget()


@pytest.fixture
def folder(tmp_path: Path, model: str) -> Path:
    """An embedded store in which rows have come and gone, and people have set things right."""
    with open_store(tmp_path / "from", create=True, model=model, today=TODAY) as store:
        store.add([make("gone", "走了的", ("一", "这份文件后来移出，留下空的行号。"))])
        store.add([RAIL, DRAFT, NOTICE])
        store.remove(["gone"])
        store.edit("notice", {"region": "东江省北岭区"})
    return tmp_path / "from"


def found(store) -> list[list[tuple[str, float]]]:
    return [
        [(hit.chunk.chunk_id, round(hit.score, 6)) for hit in store.search(question)]
        for question in QUESTIONS
    ]


@pytest.mark.parametrize(("vectors", "partitions"), [("hnsw", 1), ("hnsw_sq", 3)])
def test_there_and_back_the_rows_and_the_answers_are_the_same(
    folder, tmp_path, model, engine, vectors, partitions
):
    address = replace(engine.address_of(tmp_path / "server"), vectors=vectors, partitions=partitions)
    there = migrate(folder, address)
    assert (there.documents, there.chunks) == (3, 4) and there.copied == sum(
        rows for rows, _ in there.tables.values()
    )
    with (
        open_store(folder, model=model, today=TODAY) as before,
        open_server_store(address, tmp_path / "beside", model=model, today=TODAY) as server,
    ):
        assert found(server) == found(before) and server.revision == before.revision
        assert [info.metadata for info in server.documents()] == [
            info.metadata for info in before.documents()
        ]
        server.verify()
    back = migrate(address, tmp_path / "back")
    assert back.tables == there.tables
    with (
        open_store(folder, model=model, today=TODAY) as before,
        open_store(tmp_path / "back", model=model, today=TODAY) as after,
    ):
        assert found(after) == found(before)
        after.verify()
        # Rows that were given before are not given again.
        rows = {head.row for head in after.revisions.current.listing.heads()}
        after.add([make("new", "新来的", ("一", "新来的文件。"))])
        assert {head.row for head in after.revisions.current.listing.heads()} - rows == {5}


def test_the_server_goes_on_numbering_where_the_folder_was(folder, tmp_path, model, engine):
    address = engine.address_of(tmp_path / "server")
    migrate(folder, address)
    with open_server_store(address, tmp_path / "beside", model=model, today=TODAY) as store:
        store.add([make("new", "新来的", ("一", "新来的文件说到新词甲乙丙。"))])
        assert store.search("新词甲乙丙")[0].document.doc_id == "new"
        store.remove(["rail"])
        store.verify()


@pytest.mark.parametrize("direction", ["to the server", "to a folder"])
def test_a_move_that_is_broken_off_goes_on(folder, tmp_path, model, engine, direction, monkeypatch):
    source, target = folder, engine.address_of(tmp_path / "server")
    if direction == "to a folder":
        migrate(folder, target)
        source, target = target, tmp_path / "back"
    monkeypatch.setattr(migration, "TABLES", tuple(one_at_a_time(table) for table in migration.TABLES))
    moved: list[str] = []

    def stop(table: str, rows: int) -> None:
        moved.append(table)
        if moved.count("chunks") == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrate(source, target, stop)
    with pytest.raises(StoreMissing):
        if isinstance(target, Path):
            open_store(target, model=model)
        else:
            open_server_store(target, tmp_path, model=model)
    report = migrate(source, target)
    assert report.copied + len(moved) == sum(rows for rows, _ in report.tables.values())
    if isinstance(target, Path):
        open_store(target, model=model).close()
    else:
        open_server_store(target, tmp_path, model=model).close()
    with pytest.raises(UsageError, match="已有文件库"):
        migrate(source, target)


def one_at_a_time(table: migration.MovedTable) -> migration.MovedTable:
    return migration.MovedTable(table.name, table.keys, table.columns, 1)


def test_a_source_that_changes_meanwhile_is_told_and_moved_anew(folder, tmp_path, model, engine):
    address = engine.address_of(tmp_path / "server")

    def change(table: str, rows: int) -> None:
        if table == "chunks":
            with open_store(folder, model=model, today=TODAY) as store:
                store.remove(["draft"])

    with pytest.raises(StoreBusy, match="有改动"):
        migrate(folder, address, change)
    assert migrate(folder, address).documents == 2
    with open_server_store(address, tmp_path, model=model, today=TODAY) as store:
        assert {info.doc_id for info in store.documents()} == {"rail", "notice"}
        store.verify()


def test_what_is_not_there_is_not_moved(tmp_path, engine):
    with pytest.raises(StoreMissing):
        migrate(tmp_path / "none", engine.address_of(tmp_path / "server"))
    with pytest.raises(StoreMissing):
        migrate(engine.address_of(tmp_path / "nothing"), tmp_path / "back")
    assert not (tmp_path / "back").exists()
