"""Does a store in a database server find what the embedded one finds, and how fast? By one command.

    python bench/server_store.py [--shared ../shared] [--store FOLDER] [--server seekdb:FOLDER | oceanbase://…]

The texts of bench/ncp (see ncp_retrieval.py) are taken into an embedded store, which is moved to the server with
`migrate`; the same questions are searched in both, in turn, so that other work on the machine slows both.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from ncp_retrieval import DEPTH, filled_store, parsed, texts_of

from index import Store
from index.storage.server.addresses import ServerAddress, place_named
from index.storage.server.migration import migrate
from index.store.server_store import open_server_store
from ingest import parse_text

ONE = "临时补充通知\n" + "".join(
    f"\n第{number}条 第{number}号补充事项由联络小组于当月办结，并报送纪要第{number}期。\n"
    for number in range(1, 51)
)


def main() -> None:
    options = _options()
    bench = options.shared / "bench" / "ncp"
    questions = [json.loads(line) for line in (bench / "questions-dev.jsonl").open(encoding="utf-8")]
    work = Path(tempfile.mkdtemp(prefix="wence-server-"))
    address = place_named(options.server or f"seekdb:{work / 'seekdb'}")
    assert isinstance(address, ServerAddress), "--server must name a server"
    with filled_store(options.store or work / "ncp", parsed(texts_of(bench))) as embedded:
        embedded.read_facts()
        if not _is_there(address, work):
            start = time.perf_counter()
            moved = migrate(options.store or work / "ncp", address)
            seconds = time.perf_counter() - start
            print(
                f"moved {moved.chunks} passages in {seconds:.0f} s, counted and summed on both sides",
                flush=True,
            )
        start = time.perf_counter()
        with closing(open_server_store(address, work / "beside")) as server:
            print(f"opened in {time.perf_counter() - start:.2f} s", flush=True)
            _compare(embedded, server, questions)
            _one_more(server)
            _print_memory()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds bench/ncp")
    parser.add_argument(
        "--store", type=Path, help="keep the embedded store here and use it again if it stands"
    )
    parser.add_argument("--server", help="the server's database, used again where the store is there already")
    return parser.parse_args()


def _is_there(address: ServerAddress, work: Path) -> bool:
    from ingest.errors import StoreMissing

    try:
        open_server_store(address, work / "beside", any_model=True).close()
    except StoreMissing:
        return False
    return True


def _compare(embedded: Store, server: Store, questions: Sequence[dict]) -> None:
    stores = {"embedded": embedded, "server": server}
    ranks: dict[str, list[float]] = {name: [] for name in stores}
    milliseconds: dict[str, list[float]] = {name: [] for name in stores}
    same, overlap = 0, []
    for store in stores.values():
        store.search("预热")
    for question in questions:
        found = {}
        for name, store in stores.items():
            start = time.perf_counter()
            hits = store.search(question["question"], DEPTH)
            milliseconds[name].append((time.perf_counter() - start) * 1000)
            found[name] = [hit.chunk.chunk_id for hit in hits]
            documents = list(dict.fromkeys(hit.chunk.doc_id for hit in hits))
            right = question["docid"]
            ranks[name].append(documents.index(right) + 1 if right in documents else np.inf)
        same += found["embedded"][:10] == found["server"][:10]
        overlap.append(len(set(found["embedded"][:10]) & set(found["server"][:10])) / 10)
    for name in stores:
        r, ms = np.array(ranks[name]), milliseconds[name]
        recall = "  ".join(f"R@{k} {np.mean(r <= k):.3f}" for k in (1, 5, 10))
        print(
            f"{name:9} {recall}  p50 {statistics.median(ms):.1f} ms  p95 {np.percentile(ms, 95):.1f} ms"
            f"  ({len(r)} questions, {stores[name].status()['chunks']} passages)",
            flush=True,
        )
    print(
        f"the first ten passages: the same in the same order for {same / len(questions):.3f} of the questions, "
        f"{np.mean(overlap):.4f} of them in both",
        flush=True,
    )


def _one_more(server: Store) -> None:
    """One document of 50 passages is added, found and removed."""
    document = parse_text(ONE, doc_id="one-more")
    start = time.perf_counter()
    server.add([document])
    added = time.perf_counter() - start
    assert server.search("联络小组补充事项", 1)[0].chunk.doc_id == "one-more"
    found = time.perf_counter() - start
    server.remove(["one-more"])
    removed = time.perf_counter() - start - found
    print(f"one document: added in {added:.2f} s, found after {found:.2f} s, removed in {removed:.2f} s")


def _print_memory() -> None:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**10
    listed = subprocess.run(["ps", "-eo", "rss=,comm="], capture_output=True, text=True, check=True).stdout  # noqa: S607
    engine = sum(int(line.split()[0]) for line in listed.splitlines() if line.split()[1:] == ["seekdb"])
    print(f"memory: this process {own} MB at the peak (both stores), seekdb {engine // 2**10} MB now")


if __name__ == "__main__":
    main()
