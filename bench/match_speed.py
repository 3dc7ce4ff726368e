"""Time matching over one guide and over thousands of documents, and what reading facts adds to taking a file in.

``python bench/match_speed.py [--shared ../shared] [--documents 5000] [--keep FOLDER]``: the documents are pieces of
the text files of ``policies/documents`` with other places, industries and amounts; ``--keep`` leaves their store
there for another run.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from chat.applicability import Measures, match, match_json, profile_of_json  # noqa: E402
from index import open_store  # noqa: E402
from index.store import Store  # noqa: E402
from ingest import parse_path, parse_text  # noqa: E402
from ingest.document import Document  # noqa: E402
from ingest.facts import facts_of  # noqa: E402

DAY = date(2024, 6, 1)
GUIDE = "bj-chanye-daoyin.pdf"
PLACES = ["丰台区", "海淀区", "朝阳区", "通州区", "大兴区", "昌平区", "顺义区", "怀柔区", "平谷区", "密云区"]
INDUSTRIES = [
    "机器人",
    "氢能",
    "集成电路",
    "生物医药",
    "新材料",
    "软件",
    "人工智能",
    "新能源",
    "餐饮",
    "文化",
]
PROFILES = (
    "我们是北京市丰台区一家做机器人减速器的专精特新企业，2019年成立，80人，营收5000万元，想要资金支持",
    "在朝阳开了三家餐饮店，想要开店补贴",
    "做软件的公司",
    "海淀的创新药企业，国家高新技术企业，150人，想要研发资金和贷款贴息",
)
TURNS = 5
MOST = 200


def documents(folder: Path, count: int) -> Iterator[Document]:
    """Give pieces of the text files of a folder with other places, industries and amounts, the same each time."""
    chance = random.Random(1)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.txt"))]
    for number in range(count):
        lines = texts[number % len(texts)].split("\n")
        start = chance.randrange(max(1, len(lines) - 12))
        body = "\n".join([*lines[:3], *lines[start : start + 12]])[:1_500]
        body = body.replace("企业", f"{chance.choice(INDUSTRIES)}企业", 2)
        body = body.replace("万元", f"{chance.randrange(10, 99)}万元", 1)
        yield parse_text(f"{PLACES[number % len(PLACES)]}第{number}号若干措施\n{body}", doc_id=f"d{number}")


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Give the median and the longest wall time of some turns in seconds."""
    spent = []
    for _ in range(TURNS):
        started = time.perf_counter()
        action()
        spent.append(time.perf_counter() - started)
    return sorted(spent)[TURNS // 2], max(spent)


def report(store: Store) -> None:
    """Print the times of matching over a store, open and warm, with the result as JSON."""
    measures = Measures(store)
    started = time.perf_counter()
    count = len(measures.listed())
    print(
        f"{store.status()['documents']} documents, {count} measures listed in {time.perf_counter() - started:.2f} s"
    )
    for words in PROFILES:

        def once(words: str = words) -> object:
            profile = profile_of_json({"text": words}, DAY, measures.regions())
            return match_json(match(measures, profile, DAY, MOST), measures)

        started = time.perf_counter()
        once()
        first = time.perf_counter() - started
        median, longest = timed(once)
        print(f"  {words[:16]:<18} first {first:.3f} s, then median {median:.3f} s, longest {longest:.3f} s")


def main(arguments: Sequence[str] | None = None) -> None:
    """Time the guide, the many documents, and the reading of facts of the guide beside its parsing."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="folder of the documents"
    )
    options.add_argument("--documents", type=int, default=5_000)
    options.add_argument("--keep", type=Path, help="folder for the store of many documents")
    given = options.parse_args(arguments)
    folder = given.shared / "policies" / "documents"
    started = time.perf_counter()
    (parsed,) = parse_path(folder / GUIDE)
    parsing = time.perf_counter() - started
    assert parsed.document is not None, parsed.report.error
    reading = timed(lambda: facts_of(parsed.document))[0]  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as temporary:
        with open_store(Path(temporary) / "guide", create=True) as store:
            started = time.perf_counter()
            store.add([parsed.document])
            adding = time.perf_counter() - started
            whole = parsing + adding
            print(
                f"guide: parsed in {parsing:.1f} s, added in {adding:.1f} s, of which facts {reading:.2f} s ({reading / (whole - reading):.0%} more)"
            )
            report(store)
        kept = given.keep or Path(temporary) / "many"
        with open_store(kept, create=True) as store:
            if store.status()["documents"] < given.documents:
                started = time.perf_counter()
                store.add(documents(folder, given.documents))
                print(f"{given.documents} documents added in {time.perf_counter() - started:.0f} s")
            report(store)


if __name__ == "__main__":
    main()
