"""Pages a second of the readers, beside the bare extraction of the libraries that people use for the same files.

    python bench/reading_speed.py [--shared ../shared] [--seconds 5] [--processes 2]

A page is 700 characters of extracted text. Each reader reads its files over and over in all processes;
imports and the first file are not counted. Time is processor time, which a busy machine does not stretch: the
speed is that of as many free cores as there are processes.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

PAGE = 700  # characters


@dataclass(frozen=True)
class Reader:
    """``read`` gives the number of characters it extracts; ``files`` is a pattern below the shared folder."""

    name: str
    files: str
    read: Callable[[bytes], int]


def _ours_docx(data: bytes) -> int:
    from ingest.readers.docx.reader import read_docx

    return len(read_docx(data).text)


def _python_docx(data: bytes) -> int:
    """Paragraphs and cells in order, as its manual shows: no numbers, boxes or notes."""
    import docx
    from docx.table import Table

    length = 0
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            length += sum(len(cell.text) for row in block.rows for cell in row.cells)
        else:
            length += len(block.text)
    return length


def _ours_html(data: bytes) -> int:
    from ingest.readers.html.reader import read_html

    return len(read_html(data).text)


def _trafilatura(data: bytes) -> int:
    import trafilatura

    return len(trafilatura.extract(data.decode("utf-8", "replace"), include_tables=True) or "")


def _ours_xlsx(data: bytes) -> int:
    from ingest.readers.sheets.xlsx import read_xlsx

    return len(read_xlsx(data).text)


READERS = (
    Reader("DOCX, ours", "parsing/docx/*.docx", _ours_docx),
    Reader("DOCX, python-docx", "parsing/docx/*.docx", _python_docx),
    Reader("HTML, ours", "parsing/html/*.html", _ours_html),
    Reader("HTML, trafilatura", "parsing/html/*.html", _trafilatura),
    Reader("XLSX, ours", "parsing/xlsx/*.xlsx", _ours_xlsx),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds the files")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each reader reads")
    parser.add_argument("--processes", type=int, default=2, help="how many read at once")
    options = parser.parse_args()
    print("| reader | files | pages | pages/s | ms a page |\n|---|---|---|---|---|")
    for reader in READERS:
        files = sorted(options.shared.glob(reader.files))
        if not files:
            print(f"| {reader.name} | not here | | | |")
            continue
        print(_row(reader, files, options.seconds, options.processes), flush=True)


def _row(reader: Reader, files: list[Path], seconds: float, processes: int) -> str:
    place = READERS.index(reader)
    with ProcessPoolExecutor(processes) as pool:
        runs = [pool.submit(_repeat, place, files, seconds) for _ in range(processes)]
        results = [run.result() for run in runs]
    speed = sum(characters / PAGE / taken for characters, taken in results)
    pages = sum(characters for characters, _ in results) / PAGE
    return f"| {reader.name} | {len(files)} | {pages:,.0f} | {speed:,.0f} | {1000 * processes / speed:.2f} |"


def _repeat(place: int, files: list[Path], seconds: float) -> tuple[int, float]:
    """Characters read and processor seconds taken, the first file once before the clock starts."""
    reader, held = READERS[place], [path.read_bytes() for path in files]
    reader.read(held[0])
    started, characters, number = time.process_time(), 0, 0
    while time.process_time() - started < seconds or number % len(held):
        characters += reader.read(held[number % len(held)])
        number += 1
    return characters, time.process_time() - started


if __name__ == "__main__":
    main()
