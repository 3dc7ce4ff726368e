"""Read the training data: each reader yields plain records, cleaned, in the order of the file.

Nothing of it is kept in the project; the folder is named on the command line.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.training.cleaning import clean, without_news_header
from index.training.split import article_groups, reading_held_out, training_half
from ingest.text.normalise import flat_text

# name of the file, delimiter, columns of the two sentences and of the label, least label that means "equal".
_EQUAL_SENTENCES = (
    ("ATEC.test.data", "\t", (0, 1, 2), 1),
    ("ATEC.valid.data", "\t", (0, 1, 2), 1),
    ("ATEC_CCKS__dev.csv", "\t", (0, 1, 2), 1),
    ("ATEC_CCKS__test.csv", "\t", (0, 1, 2), 1),
    ("ATEC__atec_nlp_sim_train.csv", "\t", (1, 2, 3), 1),
    ("BQ_corpus__dev.csv", ",", (0, 1, 2), 1),
    ("BQ_corpus__test.csv", ",", (0, 1, 2), 1),
    ("CCKS_2018_3__task3_dev.txt", "\t", (1, 2, 0), 1),
    ("LCQMC__dev.txt", "\t", (0, 1, 2), 1),
    ("LCQMC__test.txt", "\t", (0, 1, 2), 1),
    ("PAWSX.test.data", "\t", (0, 1, 2), 1),
    ("PAWSX.valid.data", "\t", (0, 1, 2), 1),
    ("STS-B.train.data", "\t", (0, 1, 2), 4),
    ("STS-B.valid.data", "\t", (0, 1, 2), 4),
    ("STS-B.test.data", "\t", (0, 1, 2), 4),
    ("epidemic_train.csv", ",", (2, 3, 4), 1),
)
_QUERY_TITLES = ("qbqtc_dev.json", "qbqtc_test_public.json")
# CMRC's trial set is not among them: it is measured on only.
_READING = (
    "cmrc2018_dev",
    "dureader_robust_dev",
    "dureader_checklist_dev",
    "DRCD_dev",
    "DRCD_test",
    "cail2019_dev",
    "cail2019_test",
    "squad2_zh_dev",
    "antiterror_train",
)
_LEAST_TEXT = 80


@dataclass(frozen=True)
class Text:
    """A text is a document to learn from: its title (may be empty) and its text."""

    title: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question comes with the passage that answers it; ``start`` is the answer's offset, -1 where unknown."""

    question: str
    passage: str
    start: int = -1


@dataclass(frozen=True)
class Article:
    """An article is one article of a law."""

    law: str
    text: str


def lines(path: Path) -> Iterator[str]:
    """Give the lines of a file, unpacked where it is packed."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            yield from stream
    else:
        with path.open(encoding="utf-8") as stream:
            yield from stream


def news(shared: Path) -> Iterator[Text]:
    """Give news texts; the first 40 characters stand for the title, which the crawl runs into the text."""
    seen: set[str] = set()
    for line in lines(shared / "train/news.txt.xz"):
        text = clean(without_news_header(line))
        if len(text) >= _LEAST_TEXT and text[:60] not in seen:
            seen.add(text[:60])
            yield Text(text[:40], text)


def reports(shared: Path) -> Iterator[Text]:
    """Give central government reports, one a line, "year TAB text"."""
    for line in lines(shared / "train/reports.txt.xz"):
        year, _, body = line.partition("\t")
        text = clean(body)
        if len(text) >= _LEAST_TEXT:
            yield Text(f"{year.strip()}年政府工作报告", text)


def articles(shared: Path) -> Iterator[Article]:
    """Give articles of law in order, an article worded as one before dropped."""
    seen: set[str] = set()
    for line in lines(shared / "bench/statutes/articles.jsonl.xz"):
        record = json.loads(line)
        text = clean(record["text"])
        if text not in seen:
            seen.add(text)
            yield Article(flat_text(record["law"]), text)


def policy_texts(shared: Path) -> dict[str, str]:
    """Give all texts of the policy benchmark by id, unchanged. Of half of them nothing may be learned."""
    records = (json.loads(line) for line in lines(shared / "bench/ncp/documents.jsonl"))
    return {record["docid"]: record["text"] for record in records}


def policies(shared: Path) -> Iterator[Text]:
    """Give the policy texts of the benchmark, the training half of the documents only."""
    for doc_id, raw in policy_texts(shared).items():
        if training_half(doc_id):
            text = clean(raw)
            yield Text(text[:40], text)


def policy_questions(shared: Path) -> Iterator[Question]:
    """Give questions of the training half, with the text around the answer or with the answer alone."""
    texts = policy_texts(shared)
    for line in lines(shared / "bench/ncp/questions-dev.jsonl"):
        record = json.loads(line)
        if training_half(record["docid"]):
            yield Question(flat_text(record["question"]), texts[record["docid"]], record["answer_start"])
    for line in lines(shared / "bench/ncp/train-answers.jsonl"):
        record = json.loads(line)
        if training_half(record["docid"]) and len(record["answer"]) >= 10:
            yield Question(flat_text(record["question"]), clean(record["answer"]))


@dataclass(frozen=True)
class StatuteQuestion:
    """A statute question is a layperson's, with the numbers of the articles that answer it.

    ``group``: see ``split.article_groups``.
    """

    question: str
    articles: tuple[int, ...]
    group: str

    @property
    def training(self) -> bool:
        """Whether the question belongs to the training half."""
        return training_half(self.group)


def statute_texts(shared: Path) -> list[tuple[str, str]]:
    """Give (law, wording) of every article; its place is its number."""
    records = map(json.loads, lines(shared / "bench/statutes/articles.jsonl.xz"))
    return [(record["law"], record["text"]) for record in records]


def statute_questions(shared: Path, texts: Sequence[tuple[str, str]]) -> list[StatuteQuestion]:
    """Give the questions of ``bench/statutes`` that have an answering article, of both halves."""
    records = [json.loads(line) for line in lines(shared / "bench/statutes/questions-dev.jsonl")]
    records = [record for record in records if record["gold_aids"]]
    group_of = article_groups([[texts[number][1] for number in record["gold_aids"]] for record in records])
    return [
        StatuteQuestion(
            record["question"], tuple(record["gold_aids"]), group_of[texts[record["gold_aids"][0]][1]]
        )
        for record in records
    ]


def reading_questions(shared: Path) -> Iterator[Question]:
    """Give answerable questions of the reading sets with their passages, without the held-out tenth."""
    for name in _READING:
        record = json.loads("".join(lines(shared / f"train/reading/{name}.json.xz")))
        for paragraph in (part for article in record["data"] for part in article["paragraphs"]):
            if reading_held_out(paragraph["context"]):
                continue
            for asked in paragraph["qas"]:
                start = _answer_start(asked, paragraph["context"])
                if start >= 0:
                    yield Question(flat_text(asked["question"]), paragraph["context"], start)
    record = json.loads("".join(lines(shared / "train/reading/webqa.json.xz")))
    for asked in record.values():
        for evidence in asked["evidences"].values():
            start = evidence["evidence"].find(evidence["answer"][0])
            if start >= 0 and not reading_held_out(evidence["evidence"]):
                yield Question(flat_text(asked["question"]), evidence["evidence"], start)


def _answer_start(asked: dict[str, Any], context: str) -> int:
    """Give the offset of the first answer; -1 where there is none. Some sets give its words without their place."""
    given = asked.get("answers", ())
    if not given or str(asked.get("is_impossible", "false")).lower() == "true":
        return -1
    place = given[0]["answer_start"]
    return place if place >= 0 or not given[0]["text"] else context.find(given[0]["text"])


class _Unquoted(csv.excel):
    quoting = csv.QUOTE_NONE


def equal_sentences(shared: Path) -> Iterator[tuple[str, str]]:
    """Give pairs of sentences that people marked as asking or saying the same, and queries with relevant titles."""
    folder = shared / "train/pairs"
    for name, delimiter, columns, least in _EQUAL_SENTENCES:
        content = "".join(lines(folder / f"{name}.xz"))
        # Only the comma files quote; in the others a quotation mark is part of a sentence.
        dialect = csv.excel if delimiter == "," else _Unquoted
        for row in csv.reader(io.StringIO(content), dialect, delimiter=delimiter):
            if (
                len(row) > max(columns)
                and row[columns[2]].strip().isdigit()
                and int(row[columns[2]]) >= least
            ):
                yield flat_text(row[columns[0]]), flat_text(row[columns[1]])
    for name in _QUERY_TITLES:
        for line in lines(folder / f"{name}.xz"):
            record = json.loads(line)
            if int(record["label"]) >= 1:
                yield flat_text(record["query"]), flat_text(record["title"])
