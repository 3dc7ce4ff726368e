"""Keep uploaded files that wait to be taken in, with whose they are, where a stop of the server does not lose them.

Each lies in a folder of a random name; the record beside it is written when the file is whole. What has no record
is the rest of an upload that was broken off, and is swept away by the next start.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from index.storage.disk import make_private, sync

FOLDER = "waiting"
_RECORD = ".json"
MOST_TRIES = 3  # starts of a file whose reading may have been what ended the server


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that waits: where it lies, its name as it was sent, and who sent it from where."""

    path: Path
    name: str
    owner: str
    user: str
    address: str
    tries: int = 0


def own_place(folder: Path, most: int = 64) -> tuple[Path, IO[str] | None]:
    """Give the folder in which the files of this process wait, and what holds it until it is closed.

    Server processes on one store have one each; the first that is free is taken, with what waits there from before.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_private(folder)
    for number in range(most):
        held = (folder / f"{number}.lock").open("w", encoding="utf-8")
        if _locked(held):
            return folder / str(number), held
        held.close()
    return folder / secrets.token_hex(8), None


def _locked(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: one process
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class WaitingFiles:
    """The files that wait for one server process, in a folder that is made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self) -> Path:
        """Give the folder in which files are received, which nobody else may read."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(self._folder)
        return self._folder

    def keep(self, file: WaitingFile) -> WaitingFile:
        """Write down whose a file is; it waits from now on. Raises ``OSError``."""
        values = {**asdict(file), "path": file.path.name}
        record = _record_of(file)
        new = record.with_suffix(".new")
        new.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8", errors="replace")
        sync(new)
        os.replace(new, record)
        sync(self._folder)
        return file

    def tried(self, file: WaitingFile) -> None:
        """Note that a file is about to be read. A full disk does not keep it from being read."""
        with suppress(OSError):
            self.keep(replace(file, tries=file.tries + 1))

    def done(self, file: WaitingFile) -> None:
        """Remove a file that has been taken in or refused."""
        _record_of(file).unlink(missing_ok=True)
        shutil.rmtree(file.path.parent, ignore_errors=True)

    def left(self) -> list[WaitingFile]:
        """Give what waits from before, in the order it came, and sweep away what is not whole."""
        if not self._folder.is_dir():
            return []
        found = sorted(self._read(), key=lambda pair: pair[0])
        kept = [file for _, file in found]
        folders = {file.path.parent for file in kept}
        for path in self._folder.iterdir():
            if path.is_dir() and path not in folders:
                shutil.rmtree(path, ignore_errors=True)
            elif path.suffix == ".new":
                path.unlink(missing_ok=True)
        return kept

    def _read(self) -> Iterator[tuple[int, WaitingFile]]:
        for record in self._folder.glob(f"*{_RECORD}"):
            file = None
            with suppress(OSError, ValueError, KeyError, TypeError):
                file = _waiting(record, json.loads(record.read_text(encoding="utf-8")))
            if file is None or file.tries >= MOST_TRIES or not file.path.is_file():
                record.unlink(missing_ok=True)
            else:
                yield file.path.stat().st_mtime_ns, file


def _record_of(file: WaitingFile) -> Path:
    return file.path.parent.with_name(file.path.parent.name + _RECORD)


def _waiting(record: Path, values: Mapping[str, Any]) -> WaitingFile:
    path = record.with_name(record.name.removesuffix(_RECORD)) / Path(str(values["path"])).name
    names = {name: str(values[name]) for name in ("name", "owner", "user", "address")}
    return WaitingFile(path, **names, tries=int(values.get("tries", 0)))
