"""Write a store into one file while it serves, and bring it back from there in one step.

The file is a tar archive: a copy of each database as one revision stands, the kept originals that it names, and a
manifest with the sum of every member. A store is brought back through SQLite, in one transaction: those that read it
meanwhile see the state before or the one after, and a crash leaves one of the two.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.storage import database
from index.storage.database import connect, read_state, translated, write_state
from index.storage.database_reader import DatabaseReader
from index.storage.disk import make_private, sha256_of, sync
from index.storage.originals import FOLDER
from index.storage.standby import copy_database
from ingest.errors import StoreDamaged, StoreError, StoreFull, UsageError

FORMAT = 1
MANIFEST = "manifest.json"
# “wence.sqlite3”, “files/0a…f.json”: the only members that a backup has
_MEMBER = re.compile(rf"[a-z]+\.sqlite3|{FOLDER}/[0-9a-f]{{64}}(?:\.json)?")
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds, or what came back from one."""

    documents: int
    chunks: int
    revision: int
    files: int
    bytes: int


def write_backup(folder: Path, target: Path, others: Sequence[str] = ()) -> BackupReport:
    """Write the store of a folder into ``target``, with the databases ``others`` beside it where they are there.

    Raises ``StoreMissing``, ``StoreDamaged``, ``StoreFull``; then nothing stands at ``target`` but what stood before.
    """
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    with _told(), tempfile.TemporaryDirectory(prefix=".wence-backup-", dir=target.parent) as held:
        place = Path(held)
        names = [name for name in others if (folder / name).is_file()]
        # Who may see a document first: one that is restricted meanwhile must not come back for everybody.
        for name in (*names, database.FILE_NAME):
            copy_database(folder / name, place / name)
        with closing(DatabaseReader(place / database.FILE_NAME)) as reader:
            state = reader.verify()
            wanted = sorted({file.sha256 for head in reader.heads() for file in head.sources})
        members = {name: place / name for name in (database.FILE_NAME, *names)}
        for name in wanted:
            kept = folder / FOLDER / name
            if kept.is_file() and sha256_of(kept) == name:
                members[f"{FOLDER}/{name}"] = kept
                if (record := kept.with_name(f"{name}.json")).is_file():
                    members[f"{FOLDER}/{name}.json"] = record
        try:
            _pack(new, members, place / MANIFEST)
            os.replace(new, target)
            sync(target.parent)
        finally:
            new.unlink(missing_ok=True)
        return BackupReport(
            state.documents, state.chunks, state.revision, len(members), target.stat().st_size
        )


def _pack(new: Path, members: dict[str, Path], manifest: Path) -> None:
    make_private(new)
    sums: dict[str, str] = {}
    with tarfile.open(new, "w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in members.items():
            archive.add(path, name, recursive=False)
            sums[name] = sha256_of(path)
        manifest.write_text(json.dumps({"format": FORMAT, "files": sums}), encoding="utf-8")
        archive.add(manifest, MANIFEST, recursive=False)
    sync(new)


def restore(folder: Path, source: Path, merge: Callable[[Path], None] = lambda staged: None) -> BackupReport:
    """Bring the store of a folder back from a backup, or from a bare copy of its database, all sums checked first.

    ``merge`` is called with the folder of what comes back before any of it can be seen.
    Raises ``UsageError`` for a file that is no backup, ``StoreDamaged`` for one that has changed, ``StoreFull``,
    ``StoreBusy``; then the store is as it was.
    """
    with _told():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".wence-restore-", dir=folder) as held:
            staged = Path(held)
            names = _unpacked(source, staged)
            with closing(DatabaseReader(staged / database.FILE_NAME)) as reader:
                state = reader.verify()
            size = sum((staged / name).stat().st_size for name in names)
            for name in names:
                if name.startswith(f"{FOLDER}/"):
                    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
                    os.replace(staged / name, folder / name)
            merge(staged)
            _renumber(folder / database.FILE_NAME, staged / database.FILE_NAME)
            others = [name for name in names if name.endswith(".sqlite3") and name != database.FILE_NAME]
            for name in (database.FILE_NAME, *others):
                put_back(staged / name, folder / name)
    return BackupReport(state.documents, state.chunks, state.revision, len(names), size)


def _unpacked(source: Path, staged: Path) -> list[str]:
    """Lay the members of a backup into a folder, each checked against its sum; gives their names."""
    with source.open("rb") as file:
        bare = file.read(len(_SQLITE)) == _SQLITE
    if bare:
        copy_database(source, staged / database.FILE_NAME)
        return [database.FILE_NAME]
    (staged / FOLDER).mkdir()
    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                if not member.isreg() or not (member.name == MANIFEST or _MEMBER.fullmatch(member.name)):
                    raise _no_backup()
                _lay(archive, member, staged / member.name)
        manifest = json.loads((staged / MANIFEST).read_text(encoding="utf-8"))
        sums: dict[str, str] = manifest["files"]
    except (tarfile.TarError, EOFError, ValueError, KeyError, FileNotFoundError) as error:
        raise _no_backup() from error
    if manifest["format"] != FORMAT or database.FILE_NAME not in sums:
        raise _no_backup()
    for name, total in sums.items():
        if not _MEMBER.fullmatch(name) or not (staged / name).is_file() or sha256_of(staged / name) != total:
            raise StoreDamaged("备份文件已损坏，没有恢复", "the backup is damaged; nothing was restored")
    return sorted(sums)


def _lay(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    found = archive.extractfile(member)
    assert found is not None  # it is a regular file
    make_private(target)
    with found, target.open("wb") as written:
        while piece := found.read(2**20):
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())


def _no_backup() -> UsageError:
    return UsageError("这不是问策的备份文件，或已不完整", "this is no backup of Wence, or it is not whole")


def _renumber(live: Path, staged: Path) -> None:
    """Let the copy be a revision of its own, after that of the store, whose rows were never another document's."""
    revision, rows = 0, []
    if live.is_file():
        with suppress(StoreError, OSError), translated(), closing(connect(live, "mode=rw")) as connection:
            revision = read_state(connection).revision
            rows = connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    with translated(), closing(connect(staged, "mode=rw")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        for name, last in rows:
            connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name))
        state = read_state(connection)
        number = max(revision, state.revision) + 1
        write_state(connection, replace(state, revision=number, tag=os.urandom(8).hex()))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def put_back(staged: Path, live: Path) -> None:
    """Make a database what a copy of it holds, in one transaction; one that is beyond reading is replaced."""
    if live.is_file():
        try:
            with (
                translated(),
                closing(connect(live, "mode=rw")) as target,
                closing(sqlite3.connect(staged)) as copy,
            ):
                target.execute("PRAGMA synchronous=FULL")
                target.execute("SELECT count(*) FROM sqlite_master").fetchone()
                copy.backup(target)
                target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        except StoreDamaged:
            pass
    sync(staged)
    os.replace(staged, live)
    for rest in ("-wal", "-shm", "-journal"):  # of the one that was replaced
        live.with_name(live.name + rest).unlink(missing_ok=True)
    sync(live.parent)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFull(
            f"备份或恢复没有完成：{os.strerror(error.errno or 0)}",
            f"the backup was not made: {error.strerror}",
        ) from error
