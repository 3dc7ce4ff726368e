"""Metadata fields against what was read off 100 texts by hand, from ../shared/bench/ncp (599 notices and reports, 2020).

    python bench/metadata_quality.py [--sample 1|2] [--show]
    python bench/metadata_quality.py --speed

``eval/documents/metadata-ncp.jsonl`` holds one text a line. A field is a string: alternatives
parted by “|”, nothing for “the text does not say”; a field that is left out is not judged.
A title is written “first words…last words” and must not stand twice over in what was found.
Sample 1 (60 texts, seed 4) was read for its failures; sample 2 (40 more, seed 5) was written down before it was run.
``--speed`` prints processor seconds for all texts, for 5 million characters of them, and for repeats that
regular expressions like least.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
TEXTS = ROOT.parent / "shared" / "bench" / "ncp" / "documents.jsonl"
GOLD = ROOT / "eval" / "documents" / "metadata-ncp.jsonl"
FIELDS = ("title", "issuers", "number", "issued", "region", "kind")


def judged(sample: int | None) -> Iterator[tuple[str, str, str, str]]:
    """(document, field, gold, found) of every field that the gold names."""
    from ingest.parsing.parse import parse_text

    texts = {entry["docid"]: entry["text"] for entry in map(json.loads, TEXTS.open(encoding="utf-8"))}
    for gold in map(json.loads, GOLD.open(encoding="utf-8")):
        if sample not in (None, gold["sample"]):
            continue
        metadata = parse_text(texts[gold["id"]], doc_id=gold["id"]).metadata
        for field in (field for field in FIELDS if field in gold):
            value = getattr(metadata, field) or ""
            yield gold["id"], field, gold[field], "、".join(value) if isinstance(value, tuple) else value


def is_right(field: str, gold: str, found: str) -> bool:
    """Whether a found value is one of the gold's alternatives."""
    from ingest.text.normalise import letters

    for wanted in gold.split("|"):
        if field == "title":
            first, _, last = wanted.partition("…")
            first, last, words = letters(first), letters(last), letters(found)
            whole = words == first if "…" not in wanted else words.startswith(first) and words.endswith(last)
            if whole and words.count(first) == 1:
                return True
        elif field == "issuers":
            if set(wanted.split("、")) == set(found.split("、")):
                return True
        elif wanted == found:
            return True
    return False


HOSTILE = (
    "《", "《甲》", "2022年1月1日 ", "市局 ", "甲", " ", "\n", "（", "〔2022〕", "《甲》（1）、", "《甲乙》同时废止", "有效期5年",
    "自2022年1月1日起施行", "有效期至2022年1月1日，", "关于印发", "北京", "废止《甲》、", "人民政府", "2020年第1号",
)  # fmt: skip


def print_speed() -> None:
    from ingest.metadata.extract import find_metadata

    texts = [json.loads(line)["text"] for line in TEXTS.open(encoding="utf-8")]
    joined = "\n".join(texts)
    cases = {
        f"{len(texts)} texts": texts,
        "5 million characters": [(joined * (5_000_000 // len(joined) + 1))[:5_000_000]],
    }
    for unit in HOSTILE:
        body = unit * (1_000_000 // len(unit))
        cases[f"a million characters of {unit!r}"] = [
            f"甲市关于某事的通知\n{body}\n甲市人民政府\n2022年1月1日"
        ]
    find_metadata(texts[0])
    for name, group in cases.items():
        start = time.process_time()
        for text in group:
            find_metadata(text)
        print(f"{time.process_time() - start:6.2f} s  {name}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, choices=(1, 2))
    parser.add_argument("--show", action="store_true", help="print every field that is wrong")
    parser.add_argument("--speed", action="store_true", help="print processor seconds instead")
    options = parser.parse_args()
    if not TEXTS.is_file():
        print("../shared/bench/ncp is not here", file=sys.stderr)
        return 1
    if options.speed:
        print_speed()
        return 0
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for doc_id, field, gold, found in judged(options.sample):
        seen[field] += 1
        right[field] += is_right(field, gold, found)
        if options.show and not is_right(field, gold, found):
            print(f"{doc_id[:6]} {field}: {found or '-'}  <-  {gold or '-'}")
    for field in FIELDS:
        print(f"{field:8} {right[field] / max(1, seen[field]):.3f}  of {seen[field]}")
    print(f"{'all':8} {right.total() / max(1, seen.total()):.3f}  of {seen.total()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
