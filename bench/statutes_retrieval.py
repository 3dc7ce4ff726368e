"""Do laypeople's questions find the law? hit@k on STARD / LeCoQA, by one command.

    python bench/statutes_retrieval.py [--shared ../shared] [--store FOLDER]

144,585 articles of law are ingested, each a document with its law's name as title; 1,218 questions that have an
answering article are searched. An article worded as a gold one is as right: several versions of a law hold
it. Half of the questions (``index/training/split.py``: by the articles that answer them) were used to fit the
embedding and the ranker, the other half not.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.ncp_retrieval import filled_store, peak_megabytes
from index import Store
from index.training.corpora import StatuteQuestion, statute_questions, statute_texts
from ingest import parse_text
from ingest.document import Document

DEPTH = 150  # passages looked at; enough for a hundred articles, few of which are cut in two
DEPTHS = (1, 10, 100)


def main() -> None:
    options = _options()
    texts = statute_texts(options.shared)
    questions = statute_questions(options.shared, texts)
    print(f"{len(questions)} questions, {len(texts)} articles", file=sys.stderr)
    folder = options.store or Path(tempfile.mkdtemp(prefix="wence-statutes-"))
    with filled_store(folder, _documents(texts)) as store:
        milliseconds: list[float] = []
        ranks = _ranks(store, questions, texts, milliseconds)
        for row in _rows(questions, ranks):
            print(json.dumps(row) if options.json else _line(row))
        print(
            f"search p50 {statistics.median(milliseconds):.1f} ms, p95 {np.percentile(milliseconds, 95):.1f} ms, "
            f"{store.status()['chunks']} passages, peak memory {peak_megabytes()} MB",
            file=sys.stderr if options.json else sys.stdout,
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="folder that holds bench/statutes"
    )
    parser.add_argument("--store", type=Path, help="keep the store here and use it again if it stands")
    parser.add_argument("--json", action="store_true", help="print one JSON line for each part")
    return parser.parse_args()


def _documents(texts: Sequence[tuple[str, str]]) -> Iterator[Document]:
    for number, (law, text) in enumerate(texts):
        yield parse_text(text, doc_id=str(number), title=law)


def _ranks(
    store: Store,
    questions: Sequence[StatuteQuestion],
    texts: Sequence[tuple[str, str]],
    milliseconds: list[float],
) -> np.ndarray:
    """Rank of the first right article of each question, from 1; infinity where none is found."""
    ranks = []
    for asked in questions:
        right = {texts[number][1] for number in asked.articles}
        start = time.perf_counter()
        hits = store.search(asked.question, DEPTH)
        milliseconds.append((time.perf_counter() - start) * 1000)
        found = dict.fromkeys(int(hit.document.doc_id) for hit in hits)
        ranks.append(next((rank for rank, one in enumerate(found, 1) if texts[one][1] in right), np.inf))
    return np.array(ranks)


def _rows(questions: Sequence[StatuteQuestion], ranks: np.ndarray) -> Iterator[dict[str, object]]:
    fitted = np.array([asked.training for asked in questions])
    for part, chosen in (("all", fitted | ~fitted), ("fitted", fitted), ("held out", ~fitted)):
        figures = {f"hit@{depth}": round(float(np.mean(ranks[chosen] <= depth)), 3) for depth in DEPTHS}
        reciprocal = np.mean(np.where(ranks[chosen] <= 10, 1 / ranks[chosen], 0))
        yield {
            "part": part,
            "questions": int(chosen.sum()),
            **figures,
            "mrr@10": round(float(reciprocal), 3),
        }


def _line(row: dict[str, object]) -> str:
    figures = "  ".join(f"{name} {value:.3f}" for name, value in row.items() if isinstance(value, float))
    return f"  {row['part']:8} {figures}  ({row['questions']} questions)"


if __name__ == "__main__":
    main()
