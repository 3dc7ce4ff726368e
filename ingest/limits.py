"""Limit what reading one file may take in time, memory and output; each worker gets these limits when it starts."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ingest.errors import UsageError

MIB = 1024**2
LARGEST_FILE = 200 * MIB  # bytes; also of one member of an archive
MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """These limits bind the reading of one file: sizes in bytes, times in seconds of wall time unless said otherwise.

    A file may take long as long as it gets on: ``seconds`` is the longest without a page, a sheet or another
    part of it finished. In all it may use :meth:`processor_seconds`, which grow with its parts and bytes, within
    ``longest``. They are of processor time, for a busy machine does not make a file malformed; by the clock it
    is ``patience`` times that, since parsers run at low priority. For the same reason ``seconds`` leave out
    what a reader waited for a processor, where the system says so. The clock of a file starts when its worker
    has started.

    ``address_space`` bounds what a worker may map, so that it never holds more than that in memory.
    OCR and LibreOffice map far more than they use: there ``wide_address_space`` holds, and the
    memory that a worker and its children really use is watched (``memory``).
    """

    start_seconds: float = 60.0  # until a worker, which has seen no file yet, is ready for one
    seconds: float = 27.0  # without progress
    cpu_seconds: int = 27  # of processor time without progress, where the parent should not be there to count
    part_seconds: float = 0.5  # of processor time more for each page, sheet or other part
    megabyte_seconds: float = 4.0  # of processor time more for each 2**20 bytes
    longest: float = 600.0  # of processor time, one file, however long it is
    patience: float = 10.0  # times the processor time, by the clock
    page_seconds: float = 120.0  # one page of OCR: a few seconds where nothing else runs
    ocr_seconds: float = 3_600.0  # one file, all its pages of OCR
    memory: int = 960 * MIB
    address_space: int = 1_024 * MIB
    wide_address_space: int = 6_144 * MIB
    written: int = 512 * MIB  # one file that a parser writes
    characters: int = 10_000_000  # text of one document
    reply: int = 400 * MIB
    processes: int = 32  # below one worker, LibreOffice and its helpers included

    def processor_seconds(self, size: int, parts: int) -> float:
        """Give the seconds of processor time for a file of so many bytes and parts, as far as these are known."""
        more = self.part_seconds * parts + self.megabyte_seconds * size / MIB
        return min(self.seconds + more, max(self.seconds, self.longest))


LIMITS = Limits()


def worker_count() -> int:
    """Give the number of workers to run: ``WENCE_WORKERS``, else one a core. Raises :class:`UsageError`."""
    setting = os.environ.get("WENCE_WORKERS", "").strip()
    if not setting:
        return min(MOST_WORKERS, _cores())
    if not setting.isascii() or not setting.isdecimal() or not 1 <= int(setting) <= MOST_WORKERS:
        raise UsageError(
            f"WENCE_WORKERS 应为 1 到 {MOST_WORKERS} 的整数",
            f"WENCE_WORKERS must be a whole number from 1 to {MOST_WORKERS}",
        )
    return int(setting)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
