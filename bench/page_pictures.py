"""How fast a page of a kept original is shown, and on how many quotes a box is found. Real PDF files, through the worker.

    python bench/page_pictures.py [--files ../shared/parsing/pdf/*.pdf] [--quotes 40]

Quotes are runs of up to 40 characters from passages drawn with a fixed seed, each looked for on its page as the
reader does it. Scans need the extra “ocr”. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from chat.engine import Engine  # noqa: E402
from chat.service.page_images import Pages  # noqa: E402
from chat.service.service import Service, Visit  # noqa: E402
from chat.uploads.uploads import take  # noqa: E402
from index import open_store  # noqa: E402
from index.hits import DocumentInfo  # noqa: E402

LONGEST = 40  # characters of a quote
LEAST = 6
SEED = 2


def quotes(
    visit: Visit, info: DocumentInfo, most: int, chance: random.Random
) -> Iterator[tuple[int, int, int]]:
    """(page, start, end) of runs of words, one from each of some passages."""
    document = visit.store.document(info.doc_id)
    chunks = [chunk for chunk in visit.store.chunks(info.doc_id) if len(chunk.text) >= LEAST]
    for chunk in chance.sample(chunks, min(most, len(chunks))):
        start = chunk.start + chance.randrange(max(1, len(chunk.text) - LONGEST))
        end = min(chunk.end, start + LONGEST)
        page = document.page_at(start)
        following = (
            document.pages[page] if page is not None and page < len(document.pages) else len(document.text)
        )
        if page is not None and min(end, following) - start >= LEAST:
            yield page, start, end


def milliseconds(times: list[float]) -> str:
    return f"{1000 * statistics.median(times):.0f} / {1000 * max(times):.0f}" if times else ""


def row(visit: Visit, pages: Pages, info: DocumentInfo, most: int) -> tuple[int, int]:
    """Print one file's line; gives quotes boxed and quotes."""
    original = visit.original(info.doc_id)
    document = visit.store.document(info.doc_id)
    drawn, sizes, placed, boxed = [], [], [], 0
    for page in range(1, min(len(document.pages), 20) + 1):
        begun = time.perf_counter()
        sizes.append(
            len(pages.picture(original.sha256, page, lambda: visit.store.originals.read(original.sha256)))
        )
        drawn.append(time.perf_counter() - begun)
    for page, start, end in quotes(visit, info, most, random.Random(SEED)):
        begun = time.perf_counter()
        boxed += bool(visit.places(pages, info.doc_id, page, start, end).boxes)
        placed.append(time.perf_counter() - begun)
    print(
        f"| {original.name} | {len(document.pages)} | {milliseconds(drawn)} | {statistics.median(sizes) / 1000:.0f} "
        f"| {milliseconds(placed)} | {boxed} / {len(placed)} |"
    )
    return boxed, len(placed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", nargs="*", default=sorted((ROOT / "../shared/parsing/pdf").glob("*.pdf")))
    parser.add_argument("--quotes", type=int, default=40)
    args = parser.parse_args()
    print("| file | pages | picture, ms (median / slowest) | kB | place of a quote, ms | boxed |")
    print("| --- | --- | --- | --- | --- | --- |")
    boxed = asked = 0
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder), create=True) as store:
        for path in args.files:
            take(store, Path(path), store.documents())
        visit = Service(Engine(store)).visit()
        with closing(Pages()) as pages:
            for info in store.documents():
                if info.pictured:
                    found = row(visit, pages, info, args.quotes)
                    boxed, asked = boxed + found[0], asked + found[1]
    print(f"\nA box for {boxed} of {asked} quotes.")


if __name__ == "__main__":
    main()
