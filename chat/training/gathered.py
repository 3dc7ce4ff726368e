"""Gather question sets into one: all their documents in one folder, and questions drawn from some of them.

    python -m chat.training.gathered SETS --out SETS/all --of k l m --most 1200

Among many documents a question finds other passages than among few; what weighs the evidence is fitted on both.
"""

from __future__ import annotations

import argparse
import json
from hashlib import sha256
from pathlib import Path
from shutil import copyfile


def gathered(sets: Path, out: Path, of: list[str], most: int) -> int:
    """Write the folder and give how many questions it holds. A document's id is its set's name and its own."""
    documents = out / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    drawn = []
    for folder in sorted(
        path for path in sets.iterdir() if (path / "questions.jsonl").is_file() and path != out
    ):
        for path in sorted((folder / "documents").iterdir()):
            copyfile(path, documents / f"{folder.name}-{path.name}")
        if folder.name in of:
            for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                drawn.append({**record, "docs": [f"{folder.name}-{name}" for name in record["docs"]]})
    drawn.sort(
        key=lambda record: sha256(record["question"].encode()).digest()
    )  # drawn, and the same every time
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in drawn[:most])
    (out / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    return min(most, len(drawn))


def main() -> None:
    """Gather the sets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, help="a folder for each set")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--of", nargs="+", required=True, help="sets that the questions are drawn from")
    parser.add_argument("--most", type=int, default=1_200, help="questions drawn")
    options = parser.parse_args()
    print(f"{gathered(options.sets, options.out, options.of, options.most)} questions")


if __name__ == "__main__":
    main()
