"""A view that is continued is the one that would be built; what lies on disk for it is whole, little, and never old words."""

from __future__ import annotations

import errno
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fault_shim import CHANGES, CONTINUED, Faults, built, fill, make
from fault_shim import state_of as shim_state_of
from tiny_model import build_tiny_model

from index import open_store
from index.search import View, Weights, continuation, generation
from index.storage.codec import dump_json, load_json
from index.storage.database import FILE_NAME, checksum, read_state
from index.storage.database_reader import DatabaseReader
from ingest import parse_text
from ingest.errors import StoreDamaged

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh", dimension=8))


@pytest.fixture
def small(monkeypatch) -> None:
    """A store of a few passages keeps an earlier generation as a large one does."""
    monkeypatch.setattr(continuation, "LEAST_CONTINUED", 1)
    monkeypatch.setattr(continuation, "MOST_ADDED", 99.0)


@pytest.fixture
def folder(tmp_path, model) -> Path:
    """A store of three documents, closed."""
    with open_store(tmp_path / "data", create=True, model=model) as store:
        store.add([make(f"d{n}", f"第{n}号办法规定企业补贴标准为{n}00万元。" * 20) for n in range(3)])
    return tmp_path / "data"


def files_of(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "generations").iterdir())


def built_view(folder: Path) -> View:
    with closing(DatabaseReader(folder / FILE_NAME)) as reader, reader.snapshot():
        return generation.build(reader, reader.state(), Weights())


def content(view: View) -> dict[str, object]:
    """All that a view says, in no order of terms."""
    lexical = view.lexical
    postings = {}
    for term, column in lexical.vocabulary.items():
        span = slice(int(lexical.offsets[column]), int(lexical.offsets[column + 1]))
        postings[term] = [array[span].tolist() for array in (lexical.chunks, lexical.counts, lexical.fields)]
    every = np.arange(len(view))
    vectors = [view.dense.cosines(unit, every).tolist() for unit in np.eye(view.dense.dimension)]
    regions = [view.regions[number] for number in view.chunk_regions]
    arrays = (view.chunk_rows, view.chunk_documents, view.factors, lexical.norms)
    kinds = {array.dtype for array in (*arrays, lexical.chunks, lexical.counts, lexical.fields)}
    return {
        "revision": (view.revision, view.tag),
        "arrays": [array.tolist() for array in arrays],
        "kinds": kinds,
        "regions": regions,
        "postings": postings,
        "vectors": vectors,
        "k1": lexical.k1,
    }


@pytest.mark.parametrize("seed", range(6))
def test_a_continued_view_is_the_one_that_would_be_built(tmp_path, model, monkeypatch, seed):
    chance, words = random.Random(seed), ["企业", "补贴", "水厂", "租金", "氢能", "园区", "申报条件", "人才"]
    with open_store(tmp_path / "data", create=True, model=model) as store:
        store.add([make(f"d{n}", f"第{n}号" + "企业补贴标准。" * 90) for n in range(4)])
        monkeypatch.setattr(generation, "build", lambda *_: pytest.fail("was built, not continued"))
        for _ in range(6):
            ids = [info.doc_id for info in store.documents()]
            some = [f"n{chance.randrange(6)}" for _ in range(chance.randint(1, 3))]
            text = "".join(chance.choices(words, k=120)) + "。"
            if chance.random() < 0.6:
                store.add([make(doc_id, doc_id + text * chance.randint(1, 3)) for doc_id in some])
            else:
                store.remove(chance.sample(ids, min(len(ids) - 1, 2)))
            monkeypatch.undo()
            assert content(store.view) == content(built_view(tmp_path / "data"))
            monkeypatch.setattr(generation, "build", lambda *_: pytest.fail("was built, not continued"))


def test_places_of_documents_come_and_go(tmp_path, model):
    def of(place: str):
        text = f"{place}人民政府关于租金补贴的通知\n\n第一条 补贴租金。\n\n{place}人民政府\n2025年1月2日\n"
        return parse_text(text, doc_id=place, source=f"{place}.txt")

    with open_store(tmp_path / "data", create=True, model=model) as store:
        for place in ("株洲市", "丰台区", "成都市"):
            store.add([of(place)])
            assert content(store.view) == content(built_view(tmp_path / "data"))
        assert len(store.view.regions) == 3
        store.remove(["丰台区"])
        assert content(store.view) == content(built_view(tmp_path / "data"))


def test_an_edit_or_a_new_embedding_is_built_anew(folder, model):
    with open_store(folder, model=model) as store:
        for change in (lambda: store.edit("d1", {"title": "氢能办法"}), store.rebuild_embeddings):
            change()
            with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
                assert read_state(connection).lineage == ()
            assert content(store.view) == content(built_view(folder))
        store.edit("d1", {"region": "株洲市"})
        assert content(store.view) == content(built_view(folder))
        assert "lineage" not in store.status()


def test_the_other_future_of_a_backup_is_never_taken_for_this_one(folder, model, tmp_path, small):
    """Both have a next revision with passages of the same rows and other words."""
    copy = tmp_path / "copy"
    with open_store(folder, model=model) as store:
        shutil.copytree(folder, copy)
        store.add([make("new", "氢能重卡示范应用补贴。" * 9)])
    with open_store(copy, model=model) as store:
        store.add([make("new", "租金减免和人才住房办法。" * 9)])
        for name in (
            FILE_NAME,
            f"{FILE_NAME}-wal",
            f"{FILE_NAME}-shm",
        ):  # its database comes below what was derived
            if (copy / name).exists():
                shutil.copy(copy / name, folder / name)
    with open_store(folder, model=model) as store:
        assert content(store.view) == content(built_view(folder))
        assert "租金" in store.search("租金减免", 1)[0].chunk.text


def test_a_store_of_an_earlier_version_opens_and_is_continued_from_then_on(folder, model, small):
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        (payload,) = connection.execute("SELECT payload FROM state").fetchone()
        earlier = {name: value for name, value in load_json(payload).items() if name != "lineage"}
        data = dump_json(earlier)
        connection.execute("UPDATE state SET payload = ?, checksum = ?", (data, checksum(data)))
    with open_store(folder, model=model) as store:
        store.add([make("new", "氢能重卡示范应用补贴。" * 9)])
        store.add([make("newer", "租金减免和人才住房办法。" * 9)])
        assert content(store.view) == content(built_view(folder))
    assert [name.split("-")[0] for name in files_of(folder)] == ["continued", "generation"]


# -- on disk -----------------------------------------------------------------------------------------


def test_little_that_comes_leaves_the_generation_and_the_next_start_reads_nothing_else(
    folder, model, small, monkeypatch
):
    (base,) = files_of(folder)
    with open_store(folder, model=model) as store:
        for number in range(3):
            store.add([make(f"new{number}", f"氢能重卡第{number}批示范应用补贴。" * 9)])
            assert files_of(folder) == [f"continued-{store.revision:08d}.json", base]
        right = content(store.view)
    monkeypatch.setattr(generation, "build", lambda *_: pytest.fail("built"))
    monkeypatch.setattr(DatabaseReader, "verify", lambda *_: pytest.fail("read in full"))
    with open_store(folder, model=model) as store:
        assert content(store.view) == right == content_of(folder, monkeypatch)
        assert store.search("氢能重卡第2批", 1)[0].document.doc_id == "new2"
    assert base in files_of(folder)


def content_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.undo()
    return content(built_view(folder))


def test_much_that_comes_is_written_as_a_generation(folder, model, small, monkeypatch):
    with open_store(folder, model=model) as store:
        store.add([make("new", "氢能重卡示范应用补贴。" * 9)])
        assert len(files_of(folder)) == 2
        monkeypatch.setattr(continuation, "MOST_ADDED", 0.05)
        store.add([make("newer", "租金减免和人才住房办法。" * 90)])
        assert files_of(folder) == [f"generation-{store.revision:08d}"]
        monkeypatch.setattr(continuation, "MOST_ADDED", 99.0)
        monkeypatch.setattr(continuation, "MOST_REVISIONS", 2)
        for number, files in enumerate((2, 2, 1)):
            store.add([make(f"n{number}", f"第{number}批" * 9)])
            assert len(files_of(folder)) == files
    monkeypatch.setattr(continuation, "LEAST_CONTINUED", 5_000)
    with open_store(folder, model=model) as store:
        store.add([make("last", "氢能重卡示范应用补贴。" * 9)])
        assert files_of(folder) == [f"generation-{store.revision:08d}"]


def test_no_word_of_what_is_removed_stays_in_any_file(folder, model, small):
    secret = "寅卯密档"
    with open_store(folder, model=model) as store:
        store.add([make("secret", f"{secret}规定了补贴。" * 9)])
        store.rebuild_embeddings()  # writes a generation that holds it
        store.add([make("new", "氢能重卡示范应用补贴。" * 9)])
        assert len(files_of(folder)) == 2 and any(secret[:2].encode() in data for data in contents(folder))
        store.remove(["secret"])
        assert files_of(folder) == [f"generation-{store.revision:08d}"]
    assert not any(secret[:2].encode() in data for data in contents(folder))


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_what_another_process_removed_leaves_the_generation_with_the_next_change(folder, model, small):
    """A reader has followed to the revision without it, and writes nothing; its own next change must."""
    with open_store(folder, model=model) as here:
        with open_store(folder, model=model) as there:
            there.add([make("new", "氢能重卡示范应用补贴。" * 9)])
            there.revisions._keep = lambda *_, **__: None  # killed before it wrote
            there.remove(["d1"])
        assert here.refresh() and here.view.revision == there.revision
        here.add([make("newer", "租金减免和人才住房办法。" * 9)])
        assert files_of(folder) == [f"generation-{here.revision:08d}"]
        assert content(here.view) == content(built_view(folder))


@pytest.mark.parametrize("damaged", ["continued", "generation", "missing note", "missing generation"])
def test_what_is_damaged_of_it_is_told_by_verify_and_made_anew(folder, model, small, damaged):
    with open_store(folder, model=model) as store:
        store.add([make("new", "氢能重卡示范应用补贴。" * 9)])
        right = content(store.view)
        note, base = (folder / "generations" / name for name in files_of(folder))
        if damaged == "missing note":
            note.unlink()
        elif damaged == "missing generation":
            shutil.rmtree(base)
        else:
            path = note if damaged == "continued" else base / "postings.npy"
            data = bytearray(path.read_bytes())
            data[-9] ^= 4
            path.write_bytes(bytes(data))
        if not damaged.startswith("missing"):
            with pytest.raises(StoreDamaged):
                store.verify()
    with open_store(folder, model=model) as store:
        assert content(store.view) == right
        store.verify()
        assert files_of(folder) == [f"generation-{store.revision:08d}"]


CRASH_POINTS = {
    "before it is continued": "continuation.continued = die",
    "before the note": "continuation.write_note = die",
    "before the note has its name": "continuation.os.replace = die",
    "before the old note is deleted": "generation.remove_others = die",
}
CHILD = """
import os, signal, sys
sys.path[:0] = {paths!r}
from pathlib import Path
from fault_shim import keep_earlier_generations, make
from index import open_store
from index.search import continuation, generation

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

{sabotage}
keep_earlier_generations()
open_store(Path({folder!r}), model={model!r}).add([make("newer", "租金减免和人才住房办法。" * 9)])
"""


@pytest.mark.adverse(2)
def test_killed_at_a_named_point_the_next_start_is_whole(folder, model, small):
    with open_store(folder, model=model) as store:
        store.add([make("new", "氢能重卡示范应用补贴。" * 9)])
    paths = [str(ROOT), str(ROOT / "tests" / "support")]
    for point, sabotage in CRASH_POINTS.items():
        copy = folder.with_name("copy")
        shutil.copytree(folder, copy)
        code = CHILD.format(paths=paths, folder=str(copy), model=model, sabotage=sabotage)
        # What dies at the opening already dies before it has changed anything: the sabotage comes after the imports.
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL, point
        with open_store(copy, model=model) as store:
            store.verify()
            assert content(store.view) == content(built_view(copy))
            ids = {info.doc_id for info in store.documents()}
            assert ids - {"newer"} == {"d0", "d1", "d2", "new"}
            assert {hit.document.doc_id for hit in store.search("租金减免 补贴", 50)} == ids
        assert not any(name.startswith("tmp") for name in files_of(copy)), point
        shutil.rmtree(copy)


@pytest.mark.adverse(2, 4, 5)
def test_a_fault_of_a_system_call_while_a_generation_is_continued(tmp_path, model):
    """As ``test_index_storage_commit_faults``, of a store large enough to keep an earlier generation."""
    shim = built(tmp_path)
    if shim is None:
        pytest.skip("no C compiler here: faults of system calls cannot be made")
    with open_store(tmp_path / "whole", create=True, model=model) as store:
        fill(store)
        store.rebuild_embeddings()
    with Faults(shim) as faults:
        for name in ("add", "remove"):
            states, made = [], 0
            for at, code in (
                (0, 0),
                (1, 0),
                *((at, code) for at in (0.3, 0.6, 0.8, 0.95) for code in (0, errno.EIO)),
            ):
                copy = tmp_path / "copy"
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(tmp_path / "whole", copy)
                if not states:
                    states.append(shim_state_of(copy, model))
                moment = at if isinstance(at, int) else int(at * made)
                outcome = faults.run(copy, model, CHANGES[name], at=moment, errno=code, setup=CONTINUED)
                after = shim_state_of(copy, model)
                if at == 0:
                    assert outcome.acknowledged
                    made = outcome.changes
                    states.append(after)
                assert after in states and (after == states[1] or not outcome.acknowledged), (name, at, code)
                assert not code or "served" in outcome.output
