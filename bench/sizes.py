"""How does a store grow: time to build, memory, disk, cold start, search, one document more? By one command.

    python bench/sizes.py [--shared ../shared] [--sizes 1000 10000 100000] [--work FOLDER]

Articles of law (bench/statutes), twenty to a document, parsed and indexed until a store has so many passages; where they
do not suffice they come again, mixed otherwise and each with a character exchanged, so that words grow on as well. Then,
in a process of its own that knows nothing yet, it is opened and asked laypeople's questions, and the nearest vectors
that its index gives are compared with an exact search. A store that stands in FOLDER is not built again. Processor time stands beside what a busy machine stretches: a second document as well, as the first of a
process loads what reads documents.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from index import Store, open_store
from index.models.embedding import load_model
from ingest import parse_text
from ingest.document import Document

EACH = 20  # articles of a document
QUESTIONS = 300
_AT_ONCE = 500  # documents of a transaction, a tenth of those that stand where that is more
NEAREST = (10, 300)  # vectors compared with an exact search
COMPARED = 100  # questions
ONE_MORE = "临时补充通知\n" + "".join(
    f"\n第{number}条 第{number}号补充事项由联络小组于当月办结，并报送纪要第{number}期。\n"
    for number in range(1, 51)
)


def main() -> None:
    options = _options()
    if options.part:
        part = _build if options.part == "build" else _ask
        print(json.dumps(part(options.shared, options.work, options.sizes[0])))
        return
    print(
        "| passages | documents | build s (processor) | passages/s (of processor) | peak MB | disk MB | cold start s"
        " | resident MB | p50 ms (processor) | p95 ms (processor) | of the nearest 10, 300 | add and find s (processor) | a second s (processor) | remove s (processor) |"
    )
    print("|---" * 14 + "|")
    for size in options.sizes:
        folder = options.work / str(size)
        built = folder.with_suffix(".json")
        if not built.exists():
            built.parent.mkdir(parents=True, exist_ok=True)
            built.write_text(json.dumps(_child("build", options, folder, size)), encoding="utf-8")
        row = json.loads(built.read_text(encoding="utf-8")) | _child("ask", options, folder, size)
        used = row.get("processor", float("nan"))  # a store of an earlier version of this program has none
        changes = (f"{seconds:.2f} ({processor:.2f})" for seconds, processor in row["changes"])
        print(
            f"| {row['passages']:,} | {row['documents']:,} | {row['build']:.0f} ({used:.0f})"
            f" | {row['passages'] / row['build']:.0f} ({row['passages'] / used:.0f}) | {row['peak']} | {row['disk']}"
            f" | {row['start']:.2f} | {row['resident']} | {row['p50'][0]:.1f} ({row['p50'][1]:.1f})"
            f" | {row['p95'][0]:.1f} ({row['p95'][1]:.1f})"
            f" | {row['nearest'][0]:.3f}, {row['nearest'][1]:.3f} | {' | '.join(changes)} |",
            flush=True,
        )
    print(f"load at the end: {os.getloadavg()[0]:.1f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "wence-sizes")
    parser.add_argument("--part", choices=("build", "ask"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _child(part: str, options: argparse.Namespace, folder: Path, size: int) -> dict:
    command = [
        sys.executable,
        __file__,
        "--part",
        part,
        "--shared",
        options.shared,
        "--work",
        folder,
        "--sizes",
        size,
    ]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _documents(shared: Path) -> Iterator[Document]:
    articles = _articles(shared)
    for number in itertools.count():
        some = list(itertools.islice(articles, EACH))
        text = f"{some[0]['law']}（第{number}部分）\n\n" + "\n\n".join(entry["text"] for entry in some)
        yield parse_text(text, doc_id=f"part{number}")


def _articles(shared: Path) -> Iterator[dict]:
    """All articles in order, then again and again, those of a law far apart and each with a character exchanged."""
    with lzma.open(shared / "bench" / "statutes" / "articles.jsonl.xz", "rt", encoding="utf-8") as file:
        known = []
        for line in file:
            known.append(json.loads(line))
            yield known[-1]
    drawn = random.Random(0)  # the same copies in every run
    while True:
        drawn.shuffle(known)
        for before, entry in itertools.pairwise(known):
            text, place = entry["text"], drawn.randrange(len(entry["text"]))
            other = drawn.choice(before["text"])
            yield entry | {"text": text[:place] + other + text[place + 1 :]}


def _build(shared: Path, folder: Path, size: int) -> dict:
    start, used, passages = time.perf_counter(), time.process_time(), 0
    documents = _documents(shared)
    with open_store(folder, create=True) as store:
        while passages < size:
            # Documents have about as many passages as articles: the last batch is as large as is still wanted.
            wanted = max(1, min(max(_AT_ONCE, passages // EACH // 10), (size - passages) // (EACH + 1)))
            if not store.add(itertools.islice(documents, wanted)).added:
                break
            passages = int(str(store.status()["chunks"]))
        seconds, used = time.perf_counter() - start, time.process_time() - used
        status = store.status()
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "passages": status["chunks"],
        "documents": status["documents"],
        "build": seconds,
        "processor": used,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**10,
        "disk": disk // 2**20,
    }


def _ask(shared: Path, folder: Path, size: int) -> dict:
    lines = (shared / "bench" / "statutes" / "questions-dev.jsonl").open(encoding="utf-8")
    questions = [next(iter_words(json.loads(line))) for line in itertools.islice(lines, QUESTIONS)]
    start = time.perf_counter()
    with open_store(folder) as store:
        store.search("劳动合同")
        started = time.perf_counter() - start
        seconds = np.array([_timed(lambda asked=question: store.search(asked, 10)) for question in questions])
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
        nearest = [_nearest(store, questions[:COMPARED], many) for many in NEAREST]
        changes = [
            _timed(lambda: _added(store, "one-more", "联络小组")),
            _timed(lambda: _added(store, "another", "协调小组")),
            _timed(lambda: store.remove(["one-more"])),
        ]
        store.remove(["another"])
    return {
        "start": started,
        "resident": pages * resource.getpagesize() // 2**20,
        "p50": (np.percentile(seconds, 50, axis=0) * 1_000).tolist(),
        "p95": (np.percentile(seconds, 95, axis=0) * 1_000).tolist(),
        "nearest": nearest,
        "changes": changes,
    }


def _nearest(store: Store, questions: list[str], many: int) -> float:
    """Which share of the nearest vectors, by an exact search, the store's index gives."""
    dense, found = store.revisions.current.view.dense, []
    every = np.arange(len(dense))
    for vector in load_model().encode_queries(questions):
        right = dense.search(vector, many, every)
        found.append(np.isin(right, dense.search(vector, many)).mean())
    return float(np.mean(found))


def _timed(change: Callable[[], object]) -> tuple[float, float]:
    """Seconds and processor seconds that it takes."""
    begun, used = time.perf_counter(), time.process_time()
    change()
    return time.perf_counter() - begun, time.process_time() - used


def _added(store: Store, doc_id: str, group: str) -> None:
    store.add([parse_text(ONE_MORE.replace("联络小组", group), doc_id=doc_id)])
    assert store.search(f"{group}补充事项", 1)[0].chunk.doc_id == doc_id


def iter_words(entry: dict) -> Iterator[str]:
    for name in ("question", "query"):
        if entry.get(name):
            yield entry[name]


if __name__ == "__main__":
    main()
