"""What the commands write: results to stdout, messages and progress to stderr, nothing that moves a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import UsageError
from ingest.text.safe_display import escaped_unseen, for_terminal, on_one_line


def say(message: str) -> None:
    """Print a message for the person at the terminal; it is never part of a result."""
    print(for_terminal(message), file=sys.stderr, flush=True)


def print_text(text: str) -> None:
    """Print a result for a person so that nothing a file says moves the terminal."""
    print(for_terminal(text), flush=True)


def print_line(*columns: object) -> None:
    """Print a line of a list, columns parted by tabs: no value of one begins a line or a column of its own."""
    print("\t".join(on_one_line(str(column)) for column in columns), flush=True)


def print_json(value: object) -> None:
    """Print a value as one line of JSON, unseen characters escaped."""
    print(escaped_unseen(json.dumps(value, ensure_ascii=False, default=str)), flush=True)


def progress_bar(label: str, total: int | None = None) -> Any:
    """Give a bar on stderr where a person watches; it is silent in a pipe."""
    from tqdm import tqdm

    return tqdm(desc=label, total=total, file=sys.stderr, disable=None, leave=False, dynamic_ncols=True)


def check_folders(*paths: str | None) -> None:
    """Raise :class:`UsageError` for a file to be written whose folder is not there: before a long run."""
    for path in map(Path, filter(None, paths)):
        if not path.parent.is_dir():
            raise UsageError(
                f"“{path.name}”所在的文件夹不存在。", f"The folder of {path.name!r} does not exist."
            )


def check_xlsx(path: str | None) -> None:
    """Raise :class:`UsageError` for a workbook to be written whose name does not end in .xlsx."""
    if path and Path(path).suffix.lower() != ".xlsx":
        raise UsageError("--export 的文件名应以 .xlsx 结尾", "--export takes a file named .xlsx")


def write_text(path: Path, text: str) -> None:
    """Write a run or a report; raises :class:`UsageError` where it cannot lie."""
    with _writable(path):
        path.write_text(text, encoding="utf-8")


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file as it is; raises :class:`UsageError` where it cannot lie."""
    with _writable(path):
        path.write_bytes(data)


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"写不了“{path.name}”。", f"The file {path.name!r} cannot be written.") from error
