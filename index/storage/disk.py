"""Give a file's sum, and force content onto the disk."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077  # what a file's group and everybody else may do


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, as hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_private(path: Path) -> None:
    """Let the owner alone read a file, made empty where there is none, or a folder. What is another's stays as it is."""
    with suppress(OSError):
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        mode = path.stat().st_mode
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS & 0o7777)


def sync(path: Path) -> None:
    """Force a file's or folder's content onto the disk before going on (folders: not on Windows). Raises OSError."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
