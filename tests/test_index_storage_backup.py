"""A store is copied while it serves and brought back in one step; a copy that has changed brings nothing back."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest
from test_index_storage_faults import FILE_NAME, ROOT, flip, folder, make, model, state_of  # noqa: F401
from test_index_storage_standby import damage

from chat.accounts.accounts import Accounts
from chat.accounts.restored import keep_restrictions
from index import open_store
from index.storage import standby
from index.storage.backup import restore, write_backup
from index.storage.database_reader import DatabaseReader
from ingest.document import SourceFile
from ingest.errors import StoreDamaged, UsageError


@pytest.fixture
def copy(folder, tmp_path) -> Path:  # noqa: F811
    target = tmp_path / "backup.tar"
    write_backup(folder, target)
    return target


def test_a_backup_brings_back_what_was_there_also_under_a_store_that_serves(folder, model, copy):  # noqa: F811
    right = state_of(folder, model)
    with open_store(folder, model=model) as serving:
        with open_store(folder, model=model) as store:
            store.add([make("new", "氢能重卡示范应用补贴。")])
            store.remove(["d1"])
        assert serving.search("氢能重卡")[0].document.doc_id == "new"
        revision = serving.revision
        report = restore(folder, copy)
        assert report.documents == 3
        assert {info.doc_id for info in serving.documents()} == {"d0", "d1", "d2"}
        assert {hit.document.doc_id for hit in serving.search("氢能重卡", 50)} <= {"d0", "d1", "d2"}
        assert serving.revision > revision
        # Rows that were another document's are not given to the next one.
        serving.add([make("other", "海水淡化项目补贴。")])
        assert serving.search("海水淡化")[0].document.doc_id == "other"
        serving.remove(["other"])
    assert state_of(folder, model) == right


def test_a_backup_made_during_changes_is_one_revision(folder, model, tmp_path):  # noqa: F811
    stop = threading.Event()
    with open_store(folder, model=model) as store:

        def change() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                store.add([make(f"d{n}", f"第{number}版企业补贴标准之{n}。") for n in range(3)])

        writer = threading.Thread(target=change)
        writer.start()
        try:
            for number in range(5):
                target = tmp_path / f"{number}.tar"
                write_backup(folder, target)
                again = tmp_path / f"again{number}"
                restore(again, target)
                documents, _ = state_of(again, model)
                assert len({text.split("版")[0] for _, text in documents if "版" in text}) <= 1
        finally:
            stop.set()
            writer.join()


@pytest.mark.parametrize("change", ["flip", "cut", "garbage", "empty"])
def test_a_backup_that_has_changed_brings_nothing_back(folder, model, copy, change):  # noqa: F811
    right = state_of(folder, model)
    size = copy.stat().st_size
    if change == "flip":
        flip(copy, (512 + 5_000) * 8)
    elif change == "cut":
        os.truncate(copy, size // 2)
    else:
        copy.write_bytes(b"" if change == "empty" else b"\x00garbage" * 1_000)
    with pytest.raises((StoreDamaged, UsageError)):
        restore(folder, copy)
    assert state_of(folder, model) == right
    assert not [path for path in folder.iterdir() if path.name.startswith(".wence-")]


@pytest.mark.parametrize("name", ["../out.sqlite3", "/tmp/out.sqlite3", "files/../../out", "wence.sqlite3/x"])
def test_a_member_leads_nowhere_else(folder, tmp_path, name):  # noqa: F811
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as archive:
        for member, data in (
            (name, b"x"),
            ("manifest.json", json.dumps({"format": 1, "files": {}}).encode()),
        ):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    with pytest.raises(UsageError):
        restore(folder, evil)
    assert not (tmp_path / "out.sqlite3").exists() and not (folder.parent / "out").exists()


def test_a_damaged_store_is_brought_back_from_its_backup_or_its_copy(folder, model, copy):  # noqa: F811
    right = state_of(folder, model)
    for source in (copy, standby.path_of(folder / FILE_NAME)):
        kept = folder.with_name("source")
        shutil.copy(source, kept)
        damage(folder / FILE_NAME)
        restore(folder, kept)
        with open_store(folder, model=model) as store:
            store.settle()
            assert store.notice == ""
        assert state_of(folder, model) == right


def test_kept_originals_come_back_and_others_go(folder, model, tmp_path):  # noqa: F811
    import hashlib
    from dataclasses import replace

    data = b"%PDF-1.4 one"
    sha256 = hashlib.sha256(data).hexdigest()
    file = SourceFile("a.pdf", sha256, "application/pdf", kept=True)
    with open_store(folder, model=model) as store:
        store.originals.keep(file, data)
        store.add(
            [replace(make("pdf", "企业补贴标准见附件。"), sources=(file,), media_type="application/pdf")]
        )
        target = tmp_path / "with.tar"
        assert write_backup(folder, target).files == 2
        store.remove(["pdf"])
        assert not store.originals.holds(sha256)
        restore(folder, target)
        assert store.originals.read(sha256) == data
    with open_store(folder, model=model) as store:
        store.verify()


def test_who_may_see_a_document_comes_back_before_it(folder, copy, tmp_path):  # noqa: F811
    accounts = Accounts(folder)
    accounts.add("li", "correct horse 电池", "admin")
    accounts.restrict("d1", roles=["admin"])
    write_backup(folder, tmp_path / "with.tar", ("accounts.sqlite3",))
    accounts.restrict("d1")
    accounts.restrict("d2", roles=["editor"])
    seen = []

    def merge(staged: Path) -> None:
        keep_restrictions(folder, staged)
        seen.append(dict(accounts.restrictions()))

    restore(folder, tmp_path / "with.tar", merge)
    assert seen == [{"d1": (("admin",), ()), "d2": (("editor",), ())}]
    assert dict(accounts.restrictions()) == {"d1": (("admin",), ())}
    accounts.close()


KILLED = """
import os, signal, sys
sys.path[:0] = [{root!r}]
from pathlib import Path
from index.storage import backup

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

real = backup.{point}
def sabotaged(*arguments, **options):
    if {late}:
        real(*arguments, **options)
    die()
backup.{point} = sabotaged
backup.restore(Path({folder!r}), Path({source!r}))
"""


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("point", ["_unpacked", "_renumber", "put_back"])
def test_killed_while_it_is_brought_back_the_store_is_old_or_new(folder, model, copy, point, late):  # noqa: F811
    old = state_of(folder, model)
    with open_store(folder, model=model) as store:
        store.add([make("new", "氢能重卡示范应用补贴。")])
    new = state_of(folder, model)
    code = KILLED.format(root=str(ROOT), point=point, late=late, folder=str(folder), source=str(copy))
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert state_of(folder, model) == (old if (point, late) == ("put_back", True) else new)


def test_the_commands_say_what_they_did(folder, tmp_path):  # noqa: F811
    from index.store import open_store as opened

    data, target = tmp_path / "library", tmp_path / "b.tar"
    with opened(data, create=True) as store:
        store.add([make("a", "企业补贴标准另行规定。")])

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "app.py", "--data", str(data), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)

    made = run("backup", str(target), "--json")
    assert made.returncode == 0 and json.loads(made.stdout)["documents"] == 1
    good = run("verify", "--json")
    assert good.returncode == 0 and json.loads(good.stdout)["sound"] is True
    damage(data / FILE_NAME)
    bad = run("verify", "--json")
    assert bad.returncode == 1 and json.loads(bad.stdout)["sound"] is False and "副本" in bad.stderr
    assert str(data) not in bad.stdout + bad.stderr
    back = run("restore", str(target))
    assert back.returncode == 0 and "已恢复：1 份文件" in back.stdout
    assert run("verify").returncode == 0
    assert run("restore", str(tmp_path / "none")).returncode == 2
    assert DatabaseReader(data / FILE_NAME).verify().documents == 1
