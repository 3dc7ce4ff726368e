"""Pages a second, peak memory and characters of our readers beside bare extraction by other libraries.

    python bench/pdf_speed.py [--shared ../shared] [--only pdf] [--rounds 3]

Each reader runs in a process of its own over all its files; the first round warms up and is not counted.
“cpu” is processor time, which other work on the machine does not stretch; “same characters” is the share of
the other library's letters and digits (as a bag, per file) that ours has too; our running headers, told once, are counted once a page.
A reader is one line in ``READERS``: what it reads, a pattern of files below the shared folder, a function.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

Read = Callable[[bytes], tuple[int, str]]  # a file's bytes -> its number of pages, its text


def ours_pdf(data: bytes) -> tuple[int, str]:
    from ingest.readers.pdf.reader import read_pdf

    found = read_pdf(data)
    return len(found.pages), "\n".join((found.text, *found.margins * len(found.pages)))


def bare_pypdf(data: bytes) -> tuple[int, str]:
    import pypdf

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return len(pages), "\n".join(pages)


def bare_pdfium(data: bytes) -> tuple[int, str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in document]
    return len(pages), "\n".join(pages)


@dataclass(frozen=True, slots=True)
class Reader:
    name: str
    kind: str
    files: tuple[str, ...]
    read: Read


TEXT = ("bilingual_spec*.pdf", "ccs_rule*.pdf", "official_doc*.pdf", "research_report*.pdf")
SCANS = ("scanned_*.pdf",)
READERS = (
    Reader("问策", "pdf", TEXT, ours_pdf),
    Reader("pypdf, bare text", "pdf", TEXT, bare_pypdf),
    Reader("pdfium, bare text", "pdf", TEXT, bare_pdfium),
    Reader("问策 with OCR", "scan", SCANS, ours_pdf),
)


def measure(reader: Reader, folder: Path, rounds: int) -> dict:
    """Pages, seconds of wall and processor time of one round, peak memory in MB, letters by file."""
    import resource

    paths = sorted(path for pattern in reader.files for path in folder.rglob(pattern))
    files = [path.read_bytes() for path in paths]
    texts = [reader.read(data) for data in files]
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        for data in files:
            reader.read(data)
    letters = [dict(Counter(c for c in text if c.isalnum())) for _, text in texts]
    return {
        "pages": sum(pages for pages, _ in texts),
        "wall": (time.perf_counter() - wall) / rounds,
        "cpu": (time.process_time() - cpu) / rounds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "letters": letters,
    }


def through_workers(folder: Path, copies: int = 8) -> float:
    """Pages a second of the text PDFs through as many parser processes as cores, structure, metadata and passages included; warmed up."""
    from ingest import chunk_document, parse_sources

    paths = sorted(path for pattern in TEXT for path in folder.rglob(pattern))
    with tempfile.TemporaryDirectory() as work:
        for number in range(copies):
            for path in paths:
                # a comment behind the end makes each copy a file of its own
                Path(work, f"{number}-{path.name}").write_bytes(path.read_bytes() + b"\n%%%d" % number)
        pages, started = 0, None
        for parsed in parse_sources([*paths, Path(work)]):
            if parsed.document is None:
                raise SystemExit(f"not read: {parsed.report}")
            chunk_document(parsed.document)
            if started is None:
                started = time.perf_counter()  # the workers are up
            else:
                pages += len(parsed.document.pages)
    return pages / (time.perf_counter() - started)


def same(ours: dict, other: dict) -> float:
    """The share of the other's letters that ours has too, over all files."""
    shared = wanted = 0
    for mine, theirs in zip(ours["letters"], other["letters"], strict=True):
        shared += (Counter(mine) & Counter(theirs)).total()
        wanted += Counter(theirs).total()
    return shared / wanted if wanted else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--only", help="kind of files: pdf, scan …")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(measure(READERS[options.one], options.shared, options.rounds)))
        return
    print("| reader | files | pages | pages a second | pages a second of cpu | peak MB | same characters |")
    print("|---|---|---|---|---|---|---|")
    first: dict[str, dict] = {}
    for number, reader in enumerate(READERS):
        if options.only and reader.kind != options.only:
            continue
        command = [sys.executable, __file__, "--shared", str(options.shared), "--rounds", str(options.rounds)]
        done = subprocess.run([*command, "--one", str(number)], capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        share = f"{same(first[reader.kind], found):.4f}" if reader.kind in first else "–"
        first.setdefault(reader.kind, found)
        print(
            f"| {reader.name} | {reader.kind} | {found['pages']} | {found['pages'] / found['wall']:.1f} | "
            f"{found['pages'] / found['cpu']:.1f} | {found['peak']:.0f} | {share} |"
        )
    if options.only in (None, "pdf"):
        rate = through_workers(options.shared)
        print(f"\nText PDFs through a parser process a core, to passages: {rate:.1f} pages a second.")


if __name__ == "__main__":
    main()
