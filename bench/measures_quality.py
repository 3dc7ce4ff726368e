"""Print how well measures are read: records, amounts and typed predicates over the documents judged by hand.

``python bench/measures_quality.py [--shared ../shared] [--failures]``: a line for each document and each field.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from eval.measures import Scores, Tally, score  # noqa: E402
from ingest import parse_path  # noqa: E402
from ingest.facts import measures_of  # noqa: E402

GOLD = sorted((ROOT / "eval" / "documents").glob("measures-*.jsonl"))


def main() -> None:
    """Score every gold file whose document is there."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="folder of the documents"
    )
    options.add_argument("--failures", action="store_true", help="print what was wrong and what was missed")
    arguments = options.parse_args()
    for path in GOLD:
        head, *gold = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        source = arguments.shared / head["source"]
        if not source.is_file():
            print(f"{path.name}: {source} is not here")
            continue
        (parsed,) = parse_path(source)
        assert parsed.document is not None, parsed.report.error
        scores = score(parsed.document, measures_of(parsed.document), gold)
        print(f"{path.name}: {len(gold)} records")
        show(scores, arguments.failures)


def show(scores: Scores, failures: bool) -> None:
    """Print the tallies of a document."""
    rows: list[tuple[str, Tally]] = [
        ("records", scores.records),
        ("amounts", scores.amounts),
        ("typed predicates", scores.predicates),
        *((f"  {name}", tally) for name, tally in scores.fields.items()),
    ]
    for name, tally in rows:
        print(f"{name:18} precision {tally.precision:.3f} ({tally.right}/{tally.found})  "
              f"recall {tally.recall:.3f} ({tally.got}/{tally.gold})")  # fmt: skip
        if failures and not name.startswith("typed"):
            print(*(f"      - wrong  {one}" for one in tally.wrong), sep="\n")
            print(*(f"      - missed {one}" for one in tally.missed), sep="\n")


if __name__ == "__main__":
    main()
