"""Which document holds the answer? Recall on DataFountain 424 (2020), by one command.

    python bench/ncp_retrieval.py [--shared ../shared] [--store FOLDER] [--skip-peers]

599 policy texts among 8,300 news texts are parsed, cut and indexed as any document
would be; 817 questions are searched. A document ranks by its best passage. Half of
the documents (by SHA-256 of the id) were used to fit parameters, the other half not.
The peer is what LangChain users get: fixed pieces of 250 characters and BM25 over words.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from types import MappingProxyType

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from index import Store, open_store
from ingest import parse_text
from ingest.document import Document

DEPTH = 100  # passages looked at; enough for ten documents


def main() -> None:
    options = _options()
    bench = options.shared / "bench" / "ncp"
    questions = [json.loads(line) for line in (bench / "questions-dev.jsonl").open(encoding="utf-8")]
    texts = list(texts_of(bench))
    print(f"{len(questions)} questions, {len(texts)} texts", file=sys.stderr)
    folder = options.store or Path(tempfile.mkdtemp(prefix="wence-ncp-"))
    with filled_store(folder, parsed(texts)) as store:
        milliseconds: list[float] = []
        ranks = _ranks(questions, lambda question: _documents(store, question, milliseconds))
        _print_row("问策", questions, ranks)
        copies = {info.doc_id: {info.doc_id, *info.copies} for info in store.documents()}
        as_right = _ranks(questions, lambda question: _documents(store, question, []), copies)
        _print_row("问策, a copy of the right text under another id counted as right", questions, as_right)
        print(
            f"search p50 {statistics.median(milliseconds):.1f} ms, p95 {np.percentile(milliseconds, 95):.1f} ms, "
            f"{store.status()['chunks']} passages, peak memory {peak_megabytes()} MB"
        )
    if not options.skip_peers:
        for name, tokenise in (
            ("BM25, jieba, 250 characters", _jieba),
            ("BM25, white space, 250 characters", str.split),
        ):
            _print_row(name, questions, _peer(questions, texts, tokenise))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds bench/ncp")
    parser.add_argument("--store", type=Path, help="keep the store here and use it again if it stands")
    parser.add_argument("--skip-peers", action="store_true", help="measure only this project")
    return parser.parse_args()


def texts_of(bench: Path) -> Iterator[tuple[str, str]]:
    """(id, text) of the policy texts, then of the news texts."""
    for line in (bench / "documents.jsonl").open(encoding="utf-8"):
        entry = json.loads(line)
        yield entry["docid"], entry["text"]
    with lzma.open(bench / "distractors.txt.xz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if line.strip():
                yield f"news-{number}", line.rstrip("\n")


def filled_store(folder: Path, documents: Iterable[Document]) -> Store:
    """The store that stands in a folder, else one made of the documents there."""
    store = open_store(folder, create=True)
    if not store.status()["documents"]:
        start = time.perf_counter()
        store.add(documents)
        print(f"parsed and indexed in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return store


def parsed(texts: Iterable[tuple[str, str]]) -> Iterator[Document]:
    for doc_id, text in texts:
        yield parse_text(text, doc_id=doc_id)


def _documents(store: Store, question: str, milliseconds: list[float]) -> list[str]:
    start = time.perf_counter()
    hits = store.search(question, DEPTH)
    milliseconds.append((time.perf_counter() - start) * 1000)
    return [hit.document.doc_id for hit in hits]


def _ranks(
    questions: Sequence[dict],
    search: Callable[[str], Iterable[str]],
    copies: Mapping[str, Set[str]] = MappingProxyType({}),
) -> np.ndarray:
    """Rank of the right document of each question, from 1; infinity where it is not found.

    ``copies`` maps an id to all the ids that are as right.
    """
    ranks = []
    for question in questions:
        right = copies.get(question["docid"], {question["docid"]})
        found = list(dict.fromkeys(search(question["question"])))
        ranks.append(next((rank for rank, doc_id in enumerate(found, 1) if doc_id in right), np.inf))
    return np.array(ranks)


def _print_row(name: str, questions: Sequence[dict], ranks: np.ndarray) -> None:
    fitted = np.array([int(hashlib.sha256(q["docid"].encode()).hexdigest(), 16) % 2 == 0 for q in questions])
    print(f"{name}")
    for part, chosen in (("all", fitted | ~fitted), ("fitted", fitted), ("held out", ~fitted)):
        r = ranks[chosen]
        recall = "  ".join(f"R@{k} {np.mean(r <= k):.3f}" for k in (1, 5, 10))
        reciprocal = np.mean(np.where(r <= 10, 1 / r, 0))
        print(f"  {part:8} {recall}  MRR@10 {reciprocal:.3f}  ({len(r)} questions)")


def _jieba(text: str) -> list[str]:
    import rjieba

    return [word for word in rjieba.cut_for_search(text) if word.strip()]


def _peer(
    questions: Sequence[dict], texts: Sequence[tuple[str, str]], tokenise: Callable[[str], list[str]]
) -> np.ndarray:
    import bm25s
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=250,
        chunk_overlap=0,
        separators=["\n\n", "\n", "。", "；", "，", " ", ""],
        keep_separator="end",
    )
    pieces = [(doc_id, piece) for doc_id, text in texts for piece in splitter.split_text(text)]
    retriever = bm25s.BM25()
    retriever.index([tokenise(piece) for _, piece in pieces], show_progress=False)

    def search(question: str) -> list[str]:
        known = [word for word in tokenise(question) if word in retriever.vocab_dict]
        if not known:
            return []
        found, scores = retriever.retrieve([known], k=DEPTH, show_progress=False)
        return [pieces[place][0] for place, score in zip(found[0], scores[0], strict=True) if score > 0]

    return _ranks(questions, search)


def peak_megabytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main()
