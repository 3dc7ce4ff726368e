"""Make examples for the reader from question sets: each question with the passages that are read for it.

    python -m chat.training.readings STORES SETS --examples EXAMPLES --out EXAMPLES2 [--without SET …]

``SETS`` and ``STORES`` are those of ``chat.training.judge``. A question's ``evidence`` names the sentences, items or
cells that answer; what of a passage they cover is marked. Questions without an answer give the passages that come
nearest, nothing marked. They are written behind the examples that ``index.training.teacher.collect`` made.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from chat.engine import Engine
from chat.evidence import best_passages, reading_title
from index.hits import DocumentInfo
from index.store import open_store
from index.training.teacher.examples import Examples, Group, load_examples
from ingest.document import Chunk
from ingest.text.normalise import flat_text, fold

SOURCE = "product"
CANDIDATES = 8  # passages looked at
POSITIVES = 3  # passages of a question that answer, at most
NEAREST = 3  # passages of a question without an answer
LEAST_WORDS = 8  # characters of evidence that a passage is known by; shorter words are a cell's

Spans = tuple[tuple[int, int], ...]


def marked(text: str, evidence: Sequence[str]) -> Spans:
    """Give the offsets of all pieces of evidence in a text, white space and full width aside."""
    kept = [place for place, letter in enumerate(text) if not letter.isspace()]
    flat = fold("".join(text[place] for place in kept))
    found = []
    for words in evidence:
        wanted = fold("".join(words.split()))
        at = flat.find(wanted) if len(wanted) >= LEAST_WORDS else -1
        while at >= 0:
            found.append((kept[at], kept[at + len(wanted) - 1] + 1))
            at = flat.find(wanted, at + 1)
    return tuple(sorted(set(found)))


def within(chunk: Chunk, spans: Spans) -> Spans:
    """Give spans of a document as far as they lie in a passage, counted from its beginning."""
    cut = ((max(start, chunk.start) - chunk.start, min(end, chunk.end) - chunk.start) for start, end in spans)
    return tuple((start, end) for start, end in cut if start < end)


def cells_held(chunk: Chunk, evidence: Sequence[str]) -> int:
    """Count the pieces of evidence that are cells of a row, or words of its cells."""
    cells = [flat_text(value) for _, value in chunk.cells]
    words = [flat_text(one) for one in evidence]
    return sum(
        any(one == cell or (len(one) >= LEAST_WORDS and one in cell) for cell in cells) for one in words
    )


def gold_passages(
    engine: Engine, documents: Sequence[DocumentInfo], evidence: Sequence[str]
) -> dict[str, Spans]:
    """Give what is marked of each passage of the documents that answer, by chunk id."""
    found: dict[str, Spans] = {}
    rows: dict[str, tuple[int, Chunk]] = {}
    for info in documents:
        spans = marked(engine.store.document(info.doc_id).text, evidence)
        for chunk in engine.store.chunks(info.doc_id):
            held = within(chunk, spans)
            if held:
                found[chunk.chunk_id] = held
            elif chunk.kind == "row" and (count := cells_held(chunk, evidence)):
                rows[chunk.chunk_id] = count, chunk
    most = max((count for count, _ in rows.values()), default=0)
    if not found and (most >= 2 or most == len(evidence) == 1):
        found = {name: ((0, len(chunk.text)),) for name, (count, chunk) in rows.items() if count == most}
    return found


def holds(chunk: Chunk, must: Sequence[Sequence[str]]) -> bool:
    """Whether a passage holds every key point in one of its writings."""
    flat = flat_text(chunk.text)
    return all(any(flat_text(form) in flat for form in forms) for forms in must)


def groups_of(engine: Engine, record: Mapping, examples: Examples) -> Iterator[Group]:
    """Give a group for each passage that answers, with those that do not; or for each of the nearest ones."""
    question = record["question"]
    ranked = engine.evidence(question).ranked
    best = best_passages(ranked, CANDIDATES)
    titles = {info.doc_id: info for info in engine.store.documents()}

    def passage(chunk: Chunk) -> int:
        return examples.passage(reading_title(chunk, titles[chunk.doc_id].metadata.title), chunk.text)

    candidates = [chunk for chunk, _ in best]
    if not record["must"]:
        for chunk in candidates[:NEAREST]:
            yield Group(SOURCE, question, passage(chunk), answers=0, evidence=())
        return
    documents = [titles[name] for name in record["docs"] if name in titles]
    gold = gold_passages(engine, documents, record.get("evidence") or ())
    others = [
        chunk for chunk in candidates if chunk.chunk_id not in gold and not holds(chunk, record["must"])
    ]
    right = [chunk for chunk in candidates if chunk.chunk_id in gold]
    known = {chunk.chunk_id for chunk in right}
    for info in documents:
        right += [
            one
            for one in engine.store.chunks(info.doc_id)
            if one.chunk_id in gold and one.chunk_id not in known
        ]
    beside = tuple(passage(chunk) for chunk in others)
    for chunk in right[:POSITIVES]:
        own = passage(chunk)
        rivals = tuple(one for one in beside if one != own)
        yield Group(SOURCE, question, own, answers=1, fits=1, others=rivals, evidence=gold[chunk.chunk_id])


def main() -> None:
    """Write the examples with those of the question sets behind them."""
    options = _options()
    examples = load_examples(options.examples)
    examples.groups = [group for group in examples.groups if group.source != SOURCE]
    folders = (path for path in options.sets.iterdir() if (path / "questions.jsonl").is_file())
    for folder in sorted(path for path in folders if path.name not in options.without):
        lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        with open_store(options.stores / folder.name) as store:
            engine = Engine(store, reader=lambda: None)
            before, unmarked = len(examples.groups), 0
            for record in map(json.loads, filter(None, lines)):
                groups = list(groups_of(engine, record, examples))
                unmarked += not groups
                examples.groups += groups
        print(
            f"{folder.name}: {len(examples.groups) - before} groups, {unmarked} questions not found",
            file=sys.stderr,
        )
    examples.save(options.out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stores", type=Path, help="a store for each set")
    parser.add_argument("sets", type=Path, help="a folder for each set, with questions.jsonl")
    parser.add_argument(
        "--examples", type=Path, required=True, help="those of index.training.teacher.collect"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", nargs="*", default=(), help="sets that are kept for measuring")
    return parser.parse_args()


if __name__ == "__main__":
    main()
