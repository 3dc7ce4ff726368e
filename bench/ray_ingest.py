"""How fast is bulk ingestion as tasks of a Ray cluster beside the plain pool? By one command.

    python bench/ray_ingest.py [--shared ../shared] [--articles 4000] [--workers 2]

The same articles of law, as text files of 20 articles each, are parsed by both in turn, in the same run, with the same
number of worker processes; the first files warm each up and are not counted. Processor time is that of all processes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from ingest.sandbox import Pool, RayCluster, RayPool
from ingest.sources import parse_sources

EACH = 20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="wence-ray-"))
    files = written(
        folder, itertools.islice(articles(options.shared / "bench" / "statutes"), options.articles)
    )
    print(f"{len(files)} files, {options.workers} workers, load {os.getloadavg()[0]:.1f}", flush=True)
    with (
        RayCluster("local", options.workers) as cluster,
        RayPool(cluster) as tasks,
        Pool(options.workers) as pool,
    ):
        for name, read_by in (("pool", pool), ("ray", tasks)):
            list(parse_sources(files[:4], pool=read_by))
            print(f"{name} is warm", flush=True)
        for part in (files[4::2], files[5::2]):
            for name, read_by in (("pool", pool), ("ray", tasks)):
                start = time.perf_counter()
                parsed = list(parse_sources(part, pool=read_by))
                seconds = time.perf_counter() - start
                chunks = sum(one.report.chunks for one in parsed)
                print(
                    f"{name:5} {len(parsed)} files, {chunks} passages in {seconds:.1f} s: {chunks / seconds:.0f} passages/s",
                    flush=True,
                )


def articles(folder: Path) -> Iterator[str]:
    with lzma.open(folder / "articles.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            yield f"{json.loads(line)['text']}\n"


def written(folder: Path, texts: Iterator[str]) -> list[Path]:
    files = []
    while some := list(itertools.islice(texts, EACH)):
        files.append(folder / f"{len(files):06}.txt")
        files[-1].write_text("\n".join(some), encoding="utf-8")
    return files


if __name__ == "__main__":
    main()
