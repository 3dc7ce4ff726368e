"""Sentences of right answers that hold no key point: what a reader has to read and does not need.

    python -m eval.idle QUESTIONS.jsonl ANSWERS.jsonl [--show]

Questions are those of ``eval/questions`` (``must``: groups of alternatives), answers the lines of ``ask --batch``. Prints how
many answers are right, how many of these hold an idle statement (a line with its own [n]) and an idle sentence, and the
median and the greatest length. Lists are left out: of a whole list the key points name a few items only.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.matching import holds
from ingest.text.sentences import split_sentences

# “（注：期限至2025年，已届满。）”, “（共5项，以上为前3项。）”: ours, behind the quotes
_NOTE = re.compile(r"^[（(][^\[\]]*[）)]$|^According to [^“]*$")
# “[3]” behind a statement
_MARKS = re.compile(r"\s?\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Idle:
    """What of a right answer holds no key point: ``statements`` of those with a mark of their own, ``sentences`` of all."""

    statements: tuple[str, ...]
    sentences: tuple[str, ...]


def idle(text: str, must: Sequence[Sequence[str]]) -> Idle:
    """Give the statements and the sentences of an answer's text that hold no form of a key point."""
    lines = [_MARKS.sub("", line).strip() for line in text.split("\n")]
    statements = [line for line in lines if line and not _NOTE.match(line)]
    sentences = [line[start:end] for line in statements for start, end in split_sentences(line)]
    return Idle(_without(statements, must), _without(sentences, must))


def _without(pieces: Iterable[str], must: Sequence[Sequence[str]]) -> tuple[str, ...]:
    forms = [form for group in must for form in group]
    return tuple(piece for piece in pieces if not any(holds(piece, form) for form in forms))


def right(answer: Mapping[str, Any], must: Sequence[Sequence[str]]) -> bool:
    """Whether an answer is given and holds a form of each key point."""
    text = str(answer.get("answer", ""))
    return not answer.get("refused") and all(any(holds(text, form) for form in group) for group in must)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of one set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--show", action="store_true", help="print the idle statements too")
    given = parser.parse_args(arguments)
    answers = {str(one["id"]): one for one in _lines(given.answers)}
    counts = {"right": 0, "statements": 0, "sentences": 0}
    lengths: list[int] = []
    for question in _lines(given.questions):
        answer = answers.get(str(question["id"]), {})
        if not question["must"] or not right(answer, question["must"]):
            continue
        if answer.get("kind") == "list" or answer.get("table"):
            continue
        found = idle(str(answer["answer"]), question["must"])
        counts["right"] += 1
        counts["statements"] += bool(found.statements)
        counts["sentences"] += bool(found.sentences)
        lengths.append(len(str(answer["answer"])))
        if given.show and found.statements:
            print(question["id"], question["question"], *found.statements, sep="\n    ")
    longest = max((len(str(one.get("answer", ""))) for one in answers.values()), default=0)
    print(
        f"right {counts['right']}, with an idle statement {counts['statements']}, with an idle sentence "
        f"{counts['sentences']}, median length {statistics.median(lengths) if lengths else 0:.0f}, longest {longest}"
    )
    return 0


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    raise SystemExit(main())
