"""The examples of ranking: policy questions, law questions, queries with titles, each with close rivals."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from index.training import corpora
from index.training.cleaning import passages, sentences
from index.training.split import training_fold, training_half
from index.training.teacher.examples import Examples, Group, with_neighbours

POLICY, PLANTED, STATUTE, TITLES = "ncp", "ncp_planted", "statutes", "qbqtc"
# Of the training half only this fold's questions are read; what goes by the reader's words is fitted on the other.
READ_FOLD = 0
_PASSAGE = 300
_TITLE = 40
_LEAST_ANSWER = 6
_SHARED = 0.3  # of a text's sentences that a held-out text may hold too
_QUERIES = 6_000
_MARKS = re.compile(r"[^。！？；!?;\n]+")


def learnable_policies(shared: Path) -> dict[str, str]:
    """Texts of the training half by id, without those that mostly repeat a held-out text under another id."""
    texts = corpora.policy_texts(shared)
    held = {line for doc_id, text in texts.items() if not training_half(doc_id) for line in _long_lines(text)}
    kept = {}
    for doc_id, text in texts.items():
        lines = _long_lines(text)
        if training_half(doc_id) and sum(line in held for line in lines) <= _SHARED * max(1, len(lines)):
            kept[doc_id] = text
    return kept


def _long_lines(text: str) -> list[str]:
    bare = (re.sub(r"\s+", "", line) for line in _MARKS.findall(text))
    return [line for line in bare if len(line) >= 20]


def _pieces(text: str) -> Iterable[str]:
    for group in passages(sentences(text), _PASSAGE):
        piece = "".join(group)
        if len(piece) >= 60:
            yield piece


def add_policies(examples: Examples, shared: Path, numbers: random.Random) -> None:
    """Add the policy questions with their texts, and those whose answer is planted into another text."""
    texts = learnable_policies(shared)
    pool = []
    for doc_id in sorted(texts):
        for piece in _pieces(texts[doc_id]):
            pool.append(
                examples.passage("" if texts[doc_id].startswith(piece) else texts[doc_id][:_TITLE], piece)
            )
    groups, known = [], set()
    for line in corpora.lines(shared / "bench/ncp/questions-dev.jsonl"):
        record = json.loads(line)
        known.add(record["id"])
        if record["docid"] in texts and training_fold(record["docid"]) == READ_FOLD:
            text, start = texts[record["docid"]], record["answer_start"]
            own = examples.passage(text[:_TITLE], text)
            groups.append(Group(POLICY, record["question"], own, start, start + len(record["answer"]), 1, 1))
    for line in corpora.lines(shared / "bench/ncp/train-answers.jsonl"):
        record = json.loads(line)
        answer = record["answer"].strip()
        if training_half(record["docid"]) and record["id"] not in known and len(answer) >= _LEAST_ANSWER:
            groups.append(_planted(examples, record["question"], answer, pool, numbers))
    examples.groups += with_neighbours(examples, groups, list(dict.fromkeys(pool)))


def _planted(
    examples: Examples, question: str, answer: str, pool: list[int], numbers: random.Random
) -> Group:
    """The answer among sentences of some policy text: its own text is not at hand."""
    around = sentences(examples.passages[numbers.choice(pool)].text)
    cut = numbers.randint(0, len(around))
    before, after = "".join(around[:cut])[-150:], "".join(around[cut:])[:150]
    answer = answer if answer[-1] in "。；！？" else f"{answer}。"
    end = len(before) + len(answer.rstrip("。；"))
    own = examples.passage("", f"{before}{answer}{after}")
    return Group(PLANTED, question, own, len(before), end, 1, 1)


def held_out_wordings(shared: Path, texts: list[tuple[str, str]]) -> set[str]:
    """Wordings of the articles that answer a held-out question."""
    asked = corpora.statute_questions(shared, texts)
    return {texts[number][1] for one in asked if not one.training for number in one.articles}


def statute_groups(examples: Examples, shared: Path) -> tuple[list[Group], list[int]]:
    """Give (a group for each article that answers a question of the training half, all passages that may be rivals)."""
    texts = corpora.statute_texts(shared)
    held = held_out_wordings(shared, texts)
    pool = {
        wording: examples.passage(law, wording) for law, wording in texts if wording not in held and wording
    }
    groups = []
    for asked in corpora.statute_questions(shared, texts):
        if asked.training:
            wordings = dict.fromkeys(texts[number][1] for number in asked.articles)
            groups += [Group(STATUTE, asked.question, pool[one], fits=1) for one in wordings if one in pool]
    return groups, list(pool.values())


def add_statutes(examples: Examples, shared: Path) -> None:
    """Add laypeople's questions with the articles that answer them, and articles that share their words."""
    groups, pool = statute_groups(examples, shared)
    right: dict[str, set[int]] = defaultdict(set)
    for group in groups:
        right[group.question].add(group.own)
    for group in with_neighbours(examples, groups, pool, count=12):
        others = tuple(one for one in group.others if one not in right[group.question])
        examples.groups.append(Group(STATUTE, group.question, group.own, fits=1, others=others))


def add_query_titles(examples: Examples, shared: Path) -> None:
    """Add queries with a title of a page each: very relevant or not at all; what lies between is left out."""
    taken = 0
    for name in ("qbqtc_dev.json", "qbqtc_test_public.json"):
        for line in corpora.lines(shared / f"train/pairs/{name}.xz"):
            record = json.loads(line)
            label = int(record["label"])
            if label != 1 and taken < _QUERIES:
                taken += 1
                own = examples.passage("", record["title"])
                examples.groups.append(Group(TITLES, record["query"], own, fits=int(label == 2)))
