"""What one file may take: time, memory, output. One frozen value, sent to each worker when it starts."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ingest.errors import UsageError

MIB = 1024**2
LARGEST_FILE = 200 * MIB  # bytes; also of one member of an archive
MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds are of wall time but for ``cpu_seconds``; sizes are bytes.

    ``address_space`` bounds what a worker may map, so that it never holds more than that in memory.
    OCR and LibreOffice map far more than they use: there ``wide_address_space`` holds, and the
    memory that a worker and its children really use is watched (``memory``).
    """

    seconds: float = 27.0  # one file
    cpu_seconds: int = 27  # one file, where the parent should not be there to count
    page_seconds: float = 120.0  # one page of OCR: a few seconds where nothing else runs
    ocr_seconds: float = 3_600.0  # one file, all its pages of OCR
    memory: int = 960 * MIB
    address_space: int = 1_024 * MIB
    wide_address_space: int = 6_144 * MIB
    written: int = 512 * MIB  # one file that a parser writes
    characters: int = 10_000_000  # text of one document
    reply: int = 400 * MIB
    processes: int = 32  # below one worker, LibreOffice and its helpers included


LIMITS = Limits()


def worker_count() -> int:
    """How many workers to run: ``WENCE_WORKERS``, else one a core. Raises :class:`UsageError`."""
    setting = os.environ.get("WENCE_WORKERS", "").strip()
    if not setting:
        return min(MOST_WORKERS, _cores())
    if not setting.isascii() or not setting.isdigit() or not 1 <= int(setting) <= MOST_WORKERS:
        raise UsageError(
            f"WENCE_WORKERS 应为 1 到 {MOST_WORKERS} 的整数",
            f"WENCE_WORKERS must be a whole number from 1 to {MOST_WORKERS}",
        )
    return int(setting)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
