"""Measure how whole and how pure lists are: the items that answers name, and their citations that are of no item.

    python app.py --data STORE ask --batch QUESTIONS.jsonl > ANSWERS.jsonl
    python bench/item_lists.py QUESTIONS.jsonl ANSWERS.jsonl [--show]

A line of the questions is ``{"id", "question", "items": [{"doc", "any"}], "also": [{"doc", "any"}], "kind"?}``: an item
is words (``any``, one form of them at least) of a document (``doc``, its id; without one, of any document; without
``any``, the document itself). ``items`` are all that a whole list names, found by reading every place of the documents
where the matter stands; ``also`` are the places that a reader would not miss and need not be spared. An item is named
where its form stands in the answer and its document is cited, or in a quote from it or the quote's heading. A citation
is right where its document, and its quote or heading, is of an item or of ``also``. A refusal names and cites nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eval.matching import holds

Answer = Mapping[str, Any]
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListScore:
    """The score of one list: of ``items`` those ``missing``, of ``citations`` those ``wrong`` (their words)."""

    items: int
    missing: tuple[str, ...]
    citations: int
    wrong: tuple[str, ...]
    refused: bool = False


@dataclass(slots=True)
class ListTotals:
    """The totals of several lists (state while counting)."""

    scores: list[ListScore] = field(default_factory=list)

    def line(self) -> str:
        """Give the totals in one line: items named, whole lists, citations of an item."""
        items = sum(one.items for one in self.scores)
        named = items - sum(len(one.missing) for one in self.scores)
        cited = sum(one.citations for one in self.scores)
        right = cited - sum(len(one.wrong) for one in self.scores)
        whole = sum(not one.missing for one in self.scores)
        pure = sum(not one.wrong and not one.refused for one in self.scores)
        return (
            f"items {named}/{items} = {named / max(items, 1):.3f}, whole lists {whole}/{len(self.scores)}, "
            f"citations of an item {right}/{cited} = {right / max(cited, 1):.3f}, pure lists {pure}/{len(self.scores)}"
        )


def list_score(question: Mapping[str, Any], answer: Answer) -> ListScore:
    """Score the answer to one question whose items are known."""
    items, also = question["items"], question.get("also", ())
    if answer.get("refused"):
        return ListScore(len(items), tuple(map(_name, items)), 0, (), refused=True)
    citations = answer.get("citations", ())
    missing = tuple(_name(item) for item in items if not _named(item, answer))
    wrong = tuple(
        f"{one['doc_id']}｜{one['quote'][:40]}"
        for one in citations
        if not any(_of(one, item) for item in (*items, *also))
    )
    return ListScore(len(items), missing, len(citations), wrong)


def _name(item: Item) -> str:
    return "｜".join(filter(None, (item.get("doc", ""), *item["any"][:1])))


def _named(item: Item, answer: Answer) -> bool:
    cited = [one for one in answer["citations"] if item.get("doc", "") in ("", one["doc_id"])]
    told = any(holds(str(answer["answer"]), form) for form in item["any"])
    return bool(cited) and (told or any(_of(one, item) for one in cited))


def _of(citation: Mapping[str, Any], item: Item) -> bool:
    """Whether a citation is of an item: its document, and a form of it in its quote or its heading."""
    if item.get("doc", "") not in ("", citation["doc_id"]):
        return False
    words = f"{citation['quote']}\n{citation['clause']}\n{citation['title']}"
    return not item["any"] or any(holds(words, form) for form in item["any"])


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the totals of each kind and of all; with ``--show`` what each list lacks and cites wrongly."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--show", action="store_true", help="print what each list lacks and cites wrongly")
    given = parser.parse_args(arguments)
    answers = {str(one["id"]): one for one in _lines(given.answers)}
    totals: dict[str, ListTotals] = defaultdict(ListTotals)
    for question in _lines(given.questions):
        score = list_score(question, answers.get(str(question["id"]), {"refused": True}))
        for kind in (question.get("kind", ""), "all"):
            totals[kind].scores.append(score)
        if given.show and (score.missing or score.wrong):
            print(question["id"], question["question"], "（拒答）" if score.refused else "")
            for word, lines in (("缺", score.missing), ("误", score.wrong)):
                print(*(f"    {word} {line}" for line in lines), sep="\n")
    for kind, total in totals.items():
        print(kind, total.line())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
