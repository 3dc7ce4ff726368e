"""The files that documents were read from, kept beside the store so that people can see their pages.

Content-addressed: a file is named by the SHA-256 of its bytes, never by what a user called it, and checked
against it whenever it is read. Written to a temporary file, synced and renamed. Beside it lies what the parser
said of it. Nothing here is needed to search or to answer: where a file cannot be kept the document is taken in
all the same. Knows which sums the store names, and nothing else of it.
"""

from __future__ import annotations

import math
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.storage.codec import dump_record, load_record
from index.storage.disk import sha256_of, sync
from ingest.document import PageWords, ParsedSource, SourceFile
from ingest.errors import NotFound, StoreDamaged, UsageError
from ingest.limits import MIB

FOLDER = "files"
SETTING = "WENCE_ORIGINALS_GB"
DEFAULT_GIGABYTES = 10.0
LARGEST = 100 * MIB  # bytes of one file
LEAST_FREE = 256 * MIB  # bytes left on the disk, for the store itself
_UNCLAIMED = 86_400.0  # seconds for which a file may wait for its document: another process may be at it
_NAME = re.compile(r"[0-9a-f]{64}")
_RECORD = ".json"


def most_bytes(environment: Mapping[str, str] = os.environ) -> int:
    """What all kept files may take, by the setting; 0 keeps none. Raises ``UsageError``."""
    setting = environment.get(SETTING, "").strip()
    try:
        gigabytes = float(setting) if setting else DEFAULT_GIGABYTES
    except ValueError:
        gigabytes = -1.0
    if not 0 <= gigabytes < 1e6:
        raise UsageError(
            f"{SETTING} 应为不小于 0 的数（GB），0 表示不留存原件",
            f"{SETTING} must be a number of gigabytes, 0 to keep no originals",
        )
    return int(gigabytes * 2**30)


@dataclass(frozen=True, slots=True)
class Faults:
    """Names of files that were kept and are gone, and of files whose bytes are others now."""

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed)


class Originals:
    """Thread-safe. ``claimed`` gives the sums of all files that the store's documents name."""

    def __init__(self, folder: Path, claimed: Callable[[], set[str]]) -> None:
        self._folder, self._claimed = folder, claimed
        self._lock = threading.Lock()
        self._total: int | None = None  # bytes kept, as far as this process knows
        self._listed: tuple[int, frozenset[str]] = (-1, frozenset())

    # -- keeping -----------------------------------------------------------------------------------

    def keep(self, file: SourceFile, data: bytes, parsed: ParsedSource | None = None) -> str | None:
        """Keep a file's bytes and what its parser said of it; gives why not (a notice), ``None`` where it is kept.

        One that has changed on the disk is written again.
        """
        with self._lock:
            try:
                if file.sha256 in self._names() and self._sound(file.sha256):
                    return None
                refused = self._refusal(len(data))
                if refused:
                    return refused
                self._folder.mkdir(mode=0o700, exist_ok=True)
                if parsed is not None:
                    self._write(file.sha256 + _RECORD, dump_record(parsed))
                self._write(file.sha256, data)
                self._total = (self._total or 0) + len(data)
            except OSError:
                return "原件没有留存：磁盘空间不足或文件夹不可写，看不到原页"
        return None

    def _refusal(self, size: int) -> str | None:
        most = most_bytes()
        if not most:
            return "按设置不留存原件，看不到原页"
        if size > LARGEST:
            return f"原件没有留存：超过 {LARGEST // MIB} MB，看不到原页"
        if self._total is None:
            self._total = self._survey()
        if self._total + size > most:
            return f"原件没有留存：已满 {most / 2**30:g} GB（{SETTING}），看不到原页"
        if shutil.disk_usage(self._folder.parent).free - size < LEAST_FREE:
            raise OSError("no space left")
        return None

    def _survey(self) -> int:
        """The bytes of all files. What no document has claimed for a day goes: its run was broken off."""
        total, claimed = 0, self._claimed()
        for path in self._folder.glob("*"):
            with suppress(OSError):
                standing = path.stat()
                if path.name[:64] not in claimed and time.time() - standing.st_mtime > _UNCLAIMED:
                    path.unlink()
                else:
                    total += standing.st_size
        return total

    def _write(self, name: str, data: bytes) -> None:
        """The whole file under its name, or nothing."""
        temporary = self._folder / f"{secrets.token_hex(16)}.new"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as target:
                target.write(data)
                target.flush()
                os.fsync(target.fileno())
            os.replace(temporary, self._folder / name)
        finally:
            temporary.unlink(missing_ok=True)
        self._listed = (-1, frozenset())
        sync(self._folder)

    def release(self, sums: Iterable[str]) -> None:
        """Remove the files of these sums that no document names any more."""
        with self._lock:
            here = self._names().intersection(sums)
            for name in here - self._claimed() if here else ():
                path = self._folder / name
                with suppress(OSError):
                    size = path.stat().st_size
                    path.unlink()
                    self._total = None if self._total is None else self._total - size
                with suppress(OSError):
                    path.with_name(name + _RECORD).unlink()
            self._listed = (-1, frozenset())

    # -- reading -----------------------------------------------------------------------------------

    def holds(self, sha256: str) -> bool:
        """Whether a file is there; its bytes are not looked at."""
        return sha256 in self._names()

    def _names(self) -> frozenset[str]:
        """The sums of the files that are there, read again when the folder has changed."""
        try:
            changed = self._folder.stat().st_mtime_ns
            if changed != self._listed[0]:
                names = (entry.name for entry in os.scandir(self._folder))
                self._listed = changed, frozenset(name for name in names if _NAME.fullmatch(name))
        except OSError:
            return frozenset()
        return self._listed[1]

    def path(self, sha256: str) -> Path:
        """Where a file lies, checked against its sum. Raises ``NotFound``, ``StoreDamaged``."""
        try:
            sound = self._sound(sha256)
        except OSError as error:
            raise NotFound("这份文件没有留存原件", "the original of this document was not kept") from error
        if not sound:
            raise StoreDamaged("留存的原件已变，不再显示", "the kept original has changed and is not shown")
        return self._folder / sha256

    def _sound(self, sha256: str) -> bool:
        return sha256_of(self._folder / sha256) == sha256

    def read(self, sha256: str) -> bytes:
        """A file's bytes. Raises as :meth:`path`."""
        return self.path(sha256).read_bytes()

    def record(self, sha256: str) -> ParsedSource | None:
        """The report on a file and where OCR read its words, without the document; ``None`` where that is not known."""
        try:
            found = load_record((self._folder / (sha256 + _RECORD)).read_bytes())
            return replace(found, words=tuple(map(_measured, found.words)))
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def faults(self, files: Iterable[SourceFile]) -> Faults:
        """What is wrong with the files that the store's documents name; reads them all."""
        missing, changed = [], []
        for file in files:
            if not self.holds(file.sha256):
                missing += [file.name] if file.kept else []
                continue
            record = self._folder / (file.sha256 + _RECORD)
            try:
                self.path(file.sha256)
                if record.exists() and self.record(file.sha256) is None:
                    changed.append(file.name)
            except (NotFound, StoreDamaged):
                changed.append(file.name)
        return Faults(tuple(missing), tuple(changed))

    def names(self) -> frozenset[str]:
        """Give the sums of all files that are there, whether or not a document names them."""
        return self._names()

    def usage(self) -> tuple[int, int]:
        """Give (files, bytes) kept."""
        sizes = []
        for name in self._names():
            with suppress(OSError):
                sizes.append((self._folder / name).stat().st_size)
        return len(sizes), sum(sizes)


def _measured(words: PageWords) -> PageWords:
    """Raises ValueError or TypeError for sides that are no numbers: they come from a process that read a hostile file."""
    if not all(map(math.isfinite, (side for _, *sides in words.lines for side in sides))):
        raise ValueError("a line of words must lie somewhere")
    return PageWords(int(words.page), tuple((str(text), *sides) for text, *sides in words.lines))  # type: ignore[misc]
