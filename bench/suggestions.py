"""What is suggested to ask next, to be read: answers of a file of questions, and the questions offered behind each.

    python bench/suggestions.py FOLDER QUESTIONS.jsonl [--count 40] [--seed 1]

Reads the folder's documents into a store of its own. Good is a question that a person would ask of the answer just
given, in words that a person would use, and that the documents answer: whoever reads the list counts.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from chat.answer import Turn  # noqa: E402
from chat.conversations import answered, wishes  # noqa: E402
from chat.engine import Engine  # noqa: E402
from chat.service.service import Service  # noqa: E402
from chat.web.first_questions import cited_for, document_or_none  # noqa: E402
from index import open_store  # noqa: E402
from ingest import parse_path  # noqa: E402


def offered(engine: Engine, question: str) -> tuple[str, tuple[str, ...]] | None:
    """The answer and what is offered behind it; ``None`` where the answer is a refusal."""
    visit, answer = Service(engine).visit(), engine.answer(question)
    if answer.refused:
        return None
    history = (Turn(question, answer.resolved, answer),)
    store = visit.store
    found = wishes(answer, store.documents(), document_or_none(store))
    return answer.text, answered(found, lambda wish: cited_for(visit, wish, history))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--count", type=int, default=40, help="suggestions to print at least")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lines = given.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    random.Random(given.seed).shuffle(questions)
    number, answers, seconds = 0, 0, []
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder), create=True) as store:
        parsed = (source.document for path in sorted(given.folder.iterdir()) for source in parse_path(path))
        store.add(document for document in parsed if document is not None)
        engine = Engine(store)
        for question in questions:
            begun = time.perf_counter()
            found = offered(engine, question)
            if found is None or number >= given.count:
                continue
            seconds.append(time.perf_counter() - begun)
            answers += 1
            print(f"{question}\n    {' '.join(found[0].split())[:100]}")
            for words in found[1]:
                number += 1
                print(f"    {number:3} {words}")
    print(
        f"{answers} answers, {number} suggestions, {statistics.median(seconds):.2f} s for an answer and its suggestions"
    )


if __name__ == "__main__":
    main()
