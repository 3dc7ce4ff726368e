"""Storage faults: crashes, damage, a full disk, other writers and readers."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from tiny_model import build_tiny_model

from index import open_store
from index.search import continuation, generation
from index.storage import database, database_reader, standby
from index.storage import writer as writing
from index.storage.codec import dump_json
from index.storage.database import FILE_NAME
from ingest.document import Clause, Document, Metadata, Span
from ingest.errors import StoreBusy, StoreDamaged, StoreError, StoreFull

ROOT = Path(__file__).parent.parent


def make(doc_id: str, text: str) -> Document:
    return Document(doc_id, text, Metadata(f"文件{doc_id}"), (Clause((), 0, (Span(0, len(text)),)),))


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh", dimension=8))


@pytest.fixture
def folder(tmp_path, model):
    """A store of three documents, closed."""
    with open_store(tmp_path / "data", create=True, model=model) as store:
        store.add([make(f"d{n}", f"第{n}号办法规定企业补贴标准为{n}00万元。" * 20) for n in range(3)])
    return tmp_path / "data"


def state_of(folder: Path, model: str) -> tuple:
    """What a store says, after reading all of it."""
    with open_store(folder, model=model) as store:
        store.verify()
        documents = [(info.doc_id, store.document(info.doc_id).text) for info in store.documents()]
        hits = [(hit.chunk.chunk_id, round(hit.score, 5)) for hit in store.search("企业补贴标准", 500)]
        assert {chunk_id.split("#")[0] for chunk_id, _ in hits} == {doc_id for doc_id, _ in documents}
        return documents, hits


# -- crashes -------------------------------------------------------------------------------------

CHILD = """
import os, signal, sys
sys.path[:0] = [{root!r}, {tests!r}, {support!r}]
from pathlib import Path
from test_index_storage_faults import make
from index import open_store
from index.search import continuation, generation
from index.storage import database, database_reader, writer as writing

store = open_store(Path({folder!r}), model={model!r})

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

{sabotage}
print("ready", flush=True)
store.add([make("d0", "第0号办法改为企业补贴标准九百万元。" * 30)] + [make(f"n{{n}}", f"新增第{{n}}号企业补贴标准。" * 30) for n in range({count})])
print("done", flush=True)
"""


def child(folder: Path, model: str, sabotage: str = "", count: int = 3) -> subprocess.Popen:
    code = textwrap.dedent(CHILD).format(
        root=str(ROOT),
        tests=str(ROOT / "tests"),
        support=str(ROOT / "tests" / "support"),
        folder=str(folder),
        model=model,
        sabotage=sabotage,
        count=count,
    )
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)


CRASH_POINTS = {
    "before the commit": "writing.Writer.finish = die",
    "after the commit, before the checkpoint": "writing.suppress = die",
    "before the view is continued": "continuation.continued = die",
    "while its files are written": "generation._write_manifest = die",
    "before it is renamed": "generation._rename_unless_there = die",
    "before the old one is deleted": "generation.remove_others = die",
}


@pytest.mark.adverse(2)
@pytest.mark.parametrize("point", CRASH_POINTS)
def test_killed_at_a_named_point_the_store_is_old_or_new(folder, model, point):
    old = state_of(folder, model)
    process = child(folder, model, CRASH_POINTS[point])
    assert process.wait(60) == -signal.SIGKILL
    documents, hits = state_of(folder, model)
    if point == "before the commit":
        assert (documents, hits) == old
    else:
        assert len(documents) == 6 and "九百万元" in dict(documents)["d0"]
    # The next open starts from a whole generation, and nothing half-written stays.
    entries = {entry.name for entry in (folder / "generations").iterdir()}
    assert len(entries) == 1 and entries.pop().startswith("generation-")


@pytest.mark.adverse(1)
def test_killed_at_any_moment_the_store_is_old_or_new(folder, model):
    old = state_of(folder, model)
    for delay in (0.0, 0.02, 0.06, 0.12, 0.25):
        copy = folder.with_name(f"copy-{delay}")
        shutil.copytree(folder, copy)
        process = child(copy, model, count=150)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(delay)
        process.kill()
        acknowledged = "done" in process.stdout.read()
        process.wait(60)
        documents, hits = state_of(copy, model)
        if acknowledged or len(documents) != 3:
            assert len(documents) == 153
        else:
            assert (documents, hits) == old


# -- damage --------------------------------------------------------------------------------------


def flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.adverse(6)
def test_a_flipped_bit_in_any_file_is_found_or_harmless(folder, model):
    right, chance = state_of(folder, model), random.Random(5)
    found = 0
    for path in files_of(folder):
        size = path.stat().st_size
        places = {chance.randrange(size * 8) for _ in range(50 if path.name == FILE_NAME else 4)}
        for bit in places | {0, size * 8 - 1}:
            copy = folder.with_name("damaged")
            shutil.copytree(folder, copy)
            flip(copy / path.relative_to(folder), bit)
            try:
                assert state_of(copy, model) == right, (path.name, bit)
            except StoreDamaged:
                found += 1
                assert path.name == FILE_NAME, "a derived file is built again, never an error"
            shutil.rmtree(copy)
    assert found > 8


@pytest.mark.adverse(6)
@pytest.mark.parametrize("cut", [1, 2, 17, 100, "half", "all"])
def test_truncated_files_are_found_or_rebuilt(folder, model, cut):
    right = state_of(folder, model)
    for path in files_of(folder):
        copy = folder.with_name("cut")
        shutil.copytree(folder, copy)
        size = path.stat().st_size
        keep = {"half": size // 2, "all": 0}.get(cut, size - cut if isinstance(cut, int) else 0)
        os.truncate(copy / path.relative_to(folder), max(0, keep))
        if path.name == FILE_NAME:
            with pytest.raises(StoreDamaged):
                state_of(copy, model)
        else:
            assert state_of(copy, model) == right
        shutil.rmtree(copy)


def test_damage_that_appears_while_open_is_met_where_it_is_read(folder, model):
    with open_store(folder, model=model) as store:
        connection = sqlite3.connect(folder / FILE_NAME)
        connection.execute("UPDATE documents SET text = replace(text, '00', '99') WHERE doc_id = 'd1'")
        connection.execute("UPDATE chunks SET payload = payload || ' ' WHERE document = 3")
        connection.commit()
        connection.close()
        assert store.document("d0").text
        for read in (lambda: store.document("d1"), lambda: store.search("第2号", 50), store.verify):
            with pytest.raises(StoreDamaged):
                read()


def test_an_undamaged_store_opens_without_building_or_reading_everything(folder, model, monkeypatch):
    right = state_of(folder, model)

    def fail(*_):
        raise AssertionError("built or read in full")

    monkeypatch.setattr(generation, "build", fail)
    assert state_of(folder, model) == right
    monkeypatch.setattr(database_reader.DatabaseReader, "verify", fail)
    with open_store(folder, model=model) as store:
        assert len(store.search("企业补贴标准", 50)) == len(right[1])


@pytest.mark.adverse(8)
@pytest.mark.parametrize("lost", ["manifest.json", "vectors.faiss", "generation", "generations"])
def test_lost_derived_files_are_built_again(folder, model, lost):
    right = state_of(folder, model)
    current = next((folder / "generations").iterdir())
    if lost.startswith("generation"):
        shutil.rmtree(current if lost == "generation" else current.parent)
    else:
        (current / lost).unlink()
    assert state_of(folder, model) == right
    assert (current / "manifest.json").exists()


def sign_again(current: Path) -> None:
    """Make a changed factors.npy hold in the manifest, as one who knows the format would."""
    manifest = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["factors.npy"] = hashlib.sha256((current / "factors.npy").read_bytes()).hexdigest()
    del manifest["sha256"]
    manifest["sha256"] = hashlib.sha256(dump_json(manifest)).hexdigest()
    (current / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_an_earlier_copy_put_back_is_searched_as_it_was(folder, model):
    """The newer derived files that lie beside it must not be taken for its own later ones."""
    backup, right = folder.with_name("backup"), state_of(folder, model)
    shutil.copy(folder / FILE_NAME, backup)
    with open_store(folder, model=model) as store:
        store.add([make("later", "后来的企业补贴标准。")])
    shutil.copy(backup, folder / FILE_NAME)
    assert state_of(folder, model) == right
    with open_store(folder, model=model) as store:
        store.add([make("other", "另一份企业补贴标准。")])
    assert {doc_id for doc_id, _ in state_of(folder, model)[0]} == {"d0", "d1", "d2", "other"}


@pytest.mark.adverse(7)
def test_counts_that_disagree_are_refused(folder, model):
    right = state_of(folder, model)
    current = next((folder / "generations").iterdir())
    np.save(current / "factors.npy", np.ones(2, np.float32))
    sign_again(current)
    assert state_of(folder, model) == right


class Malicious:
    def __reduce__(self):
        return (os.mkdir, ("executed-by-pickle",))


@pytest.mark.adverse(10)
def test_nothing_in_the_folder_is_ever_unpickled(folder, model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    right = state_of(folder, model)
    current = next((folder / "generations").iterdir())
    with (current / "factors.npy").open("wb") as file:
        np.save(file, np.array([Malicious()], object), allow_pickle=True)
    sign_again(current)
    (folder / "index.pkl").write_bytes(pickle.dumps(Malicious()))
    assert state_of(folder, model) == right
    assert not (tmp_path / "executed-by-pickle").exists()


@pytest.mark.adverse(15)
def test_an_older_or_newer_format_is_refused_with_words(folder, model):
    for name in (FILE_NAME, standby.FILE_NAME):
        connection = sqlite3.connect(folder / name)
        connection.execute(f"PRAGMA user_version={database.FORMAT + 7}")
        connection.close()
    with pytest.raises(StoreDamaged, match="格式"):
        open_store(folder, model=model)


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 4096])
def test_a_file_that_is_no_store_is_refused(tmp_path, model, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(StoreDamaged):
        open_store(tmp_path, create=True, model=model)


# -- writing that cannot be ----------------------------------------------------------------------


@pytest.mark.adverse(4)
@pytest.mark.parametrize("room", [0, 1, 2, 3, 5, 9, 17])
def test_a_full_disk_leaves_the_old_state(folder, model, monkeypatch, room):
    right = state_of(folder, model)
    connect = writing.connect

    def small(path, mode):
        connection = connect(path, mode)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + room}")
        return connection

    with open_store(folder, model=model) as store:
        monkeypatch.setattr(writing, "connect", small)
        with pytest.raises(StoreFull, match="空间不足"):
            store.add([make("big", "企业补贴标准详见附件。" * 5_000)])
        assert store.search("企业补贴标准")
        monkeypatch.undo()
        store.add([make("small", "企业补贴标准另行规定。")])
    assert len(state_of(folder, model)[0]) == len(right[0]) + 1


def test_a_store_made_twice_at_once_is_the_first_one(tmp_path, model):
    """The second maker comes to the name when a store with documents already bears it."""
    with open_store(tmp_path / "data", create=True, model=model) as store:
        store.add([make("first", "第一份企业补贴标准。")])
        state = database.State(0, "tiny-zh", "x", 8)
        database.create(tmp_path / "data" / FILE_NAME, state)
        assert [info.doc_id for info in store.documents()] == ["first"]
    assert [doc_id for doc_id, _ in state_of(tmp_path / "data", model)[0]] == ["first"]


@pytest.mark.parametrize("call", ["mkdir", "write", "fsync", "replace"])
def test_derived_files_that_cannot_be_written_do_not_undo_the_change(folder, model, monkeypatch, call):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    with open_store(folder, model=model) as store:
        target = {
            "mkdir": (Path, "mkdir"),
            "write": (generation.np, "save"),
            "fsync": (generation, "sync"),
            "replace": (generation, "_rename_unless_there"),
        }[call]
        monkeypatch.setattr(*target, fail)
        store.add([make("new", "新的企业补贴标准。")])
        assert store.search("新的企业补贴")[0].document.doc_id == "new"
        monkeypatch.undo()
    assert len(state_of(folder, model)[0]) == 4


@pytest.mark.adverse(5)
def test_a_folder_that_cannot_be_written_is_still_read(folder, model, monkeypatch):
    right = state_of(folder, model)
    real = sqlite3.connect

    def read_only(name, **options):
        return real(name.replace("mode=rw", "mode=ro"), **options)

    monkeypatch.setattr(database.sqlite3, "connect", read_only)
    assert state_of(folder, model) == right
    with open_store(folder, model=model) as store, pytest.raises(StoreFull):
        store.add([make("new", "新的企业补贴标准。")])
    assert state_of(folder, model) == right


def test_a_store_cannot_be_made_where_a_file_stands(tmp_path, model):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreFull):
        open_store(tmp_path / "data", create=True, model=model)


def test_an_add_that_fails_half_way_changes_nothing(folder, model):
    def documents():
        yield make("new", "新的企业补贴标准。")
        raise RuntimeError("the reader of the files failed")

    right = state_of(folder, model)
    with open_store(folder, model=model) as store, pytest.raises(RuntimeError):
        store.add(documents())
    assert state_of(folder, model) == right


# -- others at the same time ---------------------------------------------------------------------


@pytest.mark.adverse(11)
def test_a_second_writer_is_told_so_and_the_first_one_finishes(folder, model, monkeypatch):
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    with open_store(folder, model=model) as store:
        with writing.writing(folder / FILE_NAME), pytest.raises(StoreBusy, match="另一进程正在写入"):
            store.add([make("new", "新的企业补贴标准。")])
        store.add([make("new", "新的企业补贴标准。")])


@pytest.mark.adverse(11)
def test_the_lock_of_a_killed_writer_is_gone(folder, model):
    process = child(folder, model, CRASH_POINTS["before the commit"])
    process.wait(60)
    with open_store(folder, model=model) as store:
        assert store.add([make("new", "新的企业补贴标准。")]).added == ("new",)


@pytest.mark.adverse(13)
def test_eight_uploads_of_one_file_at_once_make_one_document(folder, model):
    outcomes: list[str] = []
    with open_store(folder, model=model) as store:

        def upload():
            report = store.add([make("same", "同一份企业补贴文件。")])
            outcomes.append("added" if report.added else "unchanged")

        threads = [threading.Thread(target=upload) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["added"] + ["unchanged"] * 7
        assert len(store.documents()) == 4


READER = """
import sys
sys.path[:0] = [{root!r}]
from pathlib import Path
from index import open_store

bad = searches = 0
print("ready", flush=True)
while not Path({stop!r}).exists():
    with open_store(Path({folder!r}), model={model!r}) as store:
        for _ in range(10):
            hits = store.search("企业补贴标准", 50)
            # Each revision rewrites every document with its number: a mix of two would show.
            bad += len({{hit.chunk.text.split("版")[0] for hit in hits}}) != 1
            searches += 1
print(searches, bad, flush=True)
"""


@pytest.mark.adverse(12)
def test_readers_during_writes_see_one_revision_each(tmp_path, model):
    folder, stop = tmp_path / "data", tmp_path / "stop"
    with open_store(folder, create=True, model=model) as store:
        write = lambda n: store.add([make(f"d{i}", f"第{n}版企业补贴标准之{i}。") for i in range(20)])  # noqa: E731
        write(0)
        code = READER.format(root=str(ROOT), stop=str(stop), folder=str(folder), model=model)
        readers = [
            subprocess.Popen(
                [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        try:
            for reader in readers:
                assert reader.stdout is not None and reader.stdout.readline() == "ready\n"
            for n in range(1, 11):
                write(n)
                time.sleep(0.05)
            stop.touch()
            for reader in readers:
                output, errors = reader.communicate(timeout=60)
                assert not errors, errors
                searches, bad = map(int, output.split())
                assert reader.returncode == 0 and searches and not bad
        finally:
            for reader in readers:
                reader.kill()


def test_threads_search_one_store_while_it_changes(folder, model):
    failures: list[BaseException] = []
    finished = threading.Event()
    with open_store(folder, model=model) as store:

        def search():
            try:
                while not finished.is_set():
                    assert store.search("企业补贴标准", 5)
                    store.documents()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=search) for _ in range(4)]
        for thread in threads:
            thread.start()
        for n in range(10):
            store.add([make(f"t{n}", f"新增{n}号企业补贴标准。")])
            store.remove([f"t{n - 1}"])
        finished.set()
        for thread in threads:
            thread.join()
    assert not failures


def test_an_open_store_sees_what_another_one_has_written(folder, model):
    with open_store(folder, model=model) as reader, open_store(folder, model=model) as writer:
        assert not reader.refresh()
        writer.add([make("new", "氢能重卡示范应用补贴。")])
        assert reader.search("氢能重卡")[0].document.doc_id == "new"
        writer.remove(["new"])
        assert not any(hit.document.doc_id == "new" for hit in reader.search("氢能重卡", 50))
        assert reader.document_frequency("氢能") == 0


# -- deletion ------------------------------------------------------------------------------------


@pytest.mark.adverse(14)
def test_words_of_a_removed_document_are_in_no_file(folder, model):
    secret = "猕猴桃量子隧穿"
    with open_store(folder, model=model) as store:
        store.add([make("secret", f"关于{secret}试验的通知。" * 50)])
        store.remove(["secret"])
        # Read by another process: closing the file here would drop SQLite's locks.
        copy = folder.with_name("copy")
        subprocess.run(["cp", "-r", folder, copy], check=True)
        for path in files_of(copy):
            data = path.read_bytes()
            assert secret.encode() not in data and "猕猴桃".encode() not in data and b"secret" not in data, (
                path.name
            )
        assert not store.document_frequency("猕猴桃")
        listing = store.revisions.current.listing
        assert all(head.doc_id != "secret" for head in listing._by_row.values())


def test_every_store_error_has_a_code_and_two_sentences():
    for code in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CORRUPT,
        778,
        266,
    ):
        error = sqlite3.OperationalError("x")
        error.sqlite_errorcode = code
        told = database.translate(error)
        assert isinstance(told, StoreError) and told.chinese and told.english.isascii()


# -- searches while a new revision is made ready ----------------------------------------------------


@contextmanager
def held_up(monkeypatch, store, change):
    """A change of the store that has been committed and whose derived files are not there yet."""
    begun, go_on, continued = threading.Event(), threading.Event(), continuation.continued

    def late(*arguments):
        begun.set()
        assert go_on.wait(30)
        return continued(*arguments)

    monkeypatch.setattr(continuation, "continued", late)
    thread = threading.Thread(target=change)
    thread.start()
    assert begun.wait(30)
    try:
        yield go_on
    finally:
        go_on.set()
        thread.join()


def test_searches_go_on_in_the_revision_before_while_a_new_one_is_made_ready(folder, model, monkeypatch):
    with open_store(folder, model=model) as store:
        before = store.revision
        with held_up(monkeypatch, store, lambda: store.add([make("new", "氢能重卡示范应用补贴。")])):
            hits = store.search("企业补贴标准", 50)
            assert {hit.document.doc_id for hit in hits} == {"d0", "d1", "d2"}
            assert store.documents() and store.document("d1").text and store.revision == before
        assert store.search("氢能重卡")[0].document.doc_id == "new" and store.revision > before


def test_what_is_removed_is_not_found_while_the_revision_without_it_is_made_ready(folder, model, monkeypatch):
    with (
        open_store(folder, model=model) as store,
        ThreadPoolExecutor(1) as threads,
        held_up(monkeypatch, store, lambda: store.remove(["d1"])) as go_on,
    ):
        search = threads.submit(store.search, "第1号办法", 50)
        with pytest.raises(FutureTimeout):
            search.result(0.2)  # it cannot show what is gone, and nothing else yet
        go_on.set()
        assert {hit.document.doc_id for hit in search.result(30)} == {"d0", "d2"}


def test_a_change_gives_way_but_not_to_a_search_that_waits_for_it(folder, model, monkeypatch):
    calls = []
    with open_store(folder, model=model, pace=lambda: calls.append(bool(store.revisions.awaited))) as store:
        store.add([make("new", "氢能重卡示范应用补贴。" * 400)])
        assert len(calls) > 4 and not any(calls)
        with held_up(monkeypatch, store, lambda: store.remove(["new"])) as go_on:
            waiting = threading.Thread(target=store.refresh, kwargs={"wait": True})
            waiting.start()
            while not store.revisions.awaited:
                time.sleep(0.001)
            calls.clear()
            go_on.set()
            waiting.join()
        assert not calls


def test_searches_go_on_while_all_is_embedded_anew(folder, model):
    found = []
    with open_store(
        folder, model=model, pace=lambda: found.append(len(store.search("企业补贴标准", 50)))
    ) as store:
        with ThreadPoolExecutor(1) as threads:
            threads.submit(store.rebuild_embeddings).result(30)
        assert len(found) > 3 and min(found) >= 3
