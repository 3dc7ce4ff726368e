"""Write down the passages that the store finds for the held-out policy questions, so that reranking can be measured.

    python -m index.training.teacher.candidates --shared ../shared --store FOLDER --out candidates.jsonl

The store holds the policy texts among the news texts, as in ``bench/ncp_retrieval.py``; a document that is a
copy of the right one under another id is not taken for right, as there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from index.training import corpora
from index.training.split import training_half

PASSAGES = 20  # kept of each question, from as many different documents as turn up among the first hundred
_DEPTH = 100
_EACH = 3  # of one document at most


def texts_of(shared: Path) -> Iterator[tuple[str, str]]:
    """Give (id, text) of the policy texts, then of the news texts."""
    yield from corpora.policy_texts(shared).items()
    for number, line in enumerate(corpora.lines(shared / "bench/ncp/distractors.txt.xz")):
        if line.strip():
            yield f"news-{number}", line.rstrip("\n")


def write_candidates(shared: Path, folder: Path, out: Path, count: int) -> int:
    """Search for every held-out question; how many there were."""
    from index.store import open_store
    from ingest import parse_text

    asked = 0
    with open_store(folder, create=True) as store, out.open("w", encoding="utf-8") as stream:
        if not store.status()["documents"]:
            store.add(parse_text(text, doc_id=doc_id) for doc_id, text in texts_of(shared))
        for line in corpora.lines(shared / "bench/ncp/questions-dev.jsonl"):
            record = json.loads(line)
            if training_half(record["docid"]):
                continue
            asked += 1
            hits: list[dict] = []
            for hit in store.search(record["question"], _DEPTH):
                doc_id = hit.document.doc_id
                if sum(one["id"] == doc_id for one in hits) < _EACH and len(hits) < count:
                    title = hit.document.metadata.title
                    hits.append({"id": doc_id, "title": title, "text": hit.chunk.text, "score": hit.score})
            found = {
                "question": record["question"], "right": [record["docid"]], "answer": record["answer"], "hits": hits,
            }  # fmt: skip
            stream.write(json.dumps(found, ensure_ascii=False) + "\n")
    return asked


def main() -> None:
    """Write the passages found for the held-out policy questions."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--store", type=Path, required=True, help="made where it does not stand yet")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=PASSAGES)
    options = parser.parse_args()
    print(write_candidates(options.shared, options.store, options.out, options.passages), "questions")


if __name__ == "__main__":
    main()
