"""The best passages read: the sentence that holds the answer rises, and nothing else about the evidence changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from chat.engine import Engine
from chat.evidence import FoundEvidence, best_passages, with_reads
from chat.evidence.read_passages import PASSAGES, ReadWeights, held_share
from index.models.pretrained_reader import PassageRead
from index.store import open_store
from ingest import parse_text

NOTICE = """关于扶持农产品加工企业的通知

一、适用范围。在本市登记的农产品加工企业。

二、扶持标准。农产品加工企业新建冷库的，申请材料由所在乡镇初审。每座冷库给予扶持8万元。

三、申请时间。农产品加工企业每年三月提出申请。
"""


def read_of(text: str, words: str, probability: float = 0.9) -> PassageRead:
    """A reader's view of a passage in which it finds these words, or nothing where they are not there."""
    start = max(text.find(words), 0)
    end = start + len(words) if words in text else start
    spans = np.array([(at, at + 1) for at in range(len(text))], np.int64).reshape(-1, 2)
    inside = np.array([9.0 if start <= at < end else -9.0 for at in range(len(text))], np.float32)
    flat = np.full(len(text), -3.0, np.float32)
    return PassageRead(spans, flat, flat, inside, 1.0, 1.0, start, end, -1.0, probability)


class Finds:
    """Finds the same words in whatever it reads, and keeps what it was given."""

    def __init__(self, words: str, probability: float = 0.9) -> None:
        self.words, self.probability = words, probability
        self.given: list[tuple[str, str]] = []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[PassageRead]:
        self.given += passages
        return [read_of(text, self.words, self.probability) for _, text in passages]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("notice") / "store", create=True) as store:
        store.add([parse_text(NOTICE, doc_id="notice")])
        yield Engine(store, reader=lambda: None)


@pytest.fixture(scope="module")
def found(engine: Engine) -> FoundEvidence:
    return engine.evidence("农产品加工企业新建冷库怎么扶持？")


def test_the_sentence_that_holds_the_answer_rises(found: FoundEvidence) -> None:
    words = "给予扶持8万元"
    read = with_reads(found, Finds(words), ReadWeights(held=2.0))
    assert words in read.ranked[0].unit.text
    before = {one.key: one.score for one in found.ranked}
    assert all(one.score >= before[one.key] for one in read.ranked)
    assert {one.key for one in read.ranked} == set(before)


def test_a_passage_that_does_not_answer_raises_nothing(found: FoundEvidence) -> None:
    read = with_reads(found, Finds("给予扶持8万元", probability=0.0), ReadWeights(held=2.0))
    assert [one.key for one in read.ranked] == [one.key for one in found.ranked]


def test_the_best_passages_are_read_with_their_titles_and_no_more(found: FoundEvidence) -> None:
    reader = Finds("冷库")
    read = with_reads(found, reader)
    assert 0 < len(reader.given) == len(read.reads) <= PASSAGES
    assert {title for title, _ in reader.given} == {found.ranked[0].document.metadata.title}
    assert set(read.reads) == {chunk.chunk_id for chunk, _ in best_passages(found.ranked)}


def test_without_a_reader_or_evidence_all_stays(found: FoundEvidence) -> None:
    assert with_reads(found, None) is found
    nothing = FoundEvidence(found.asked, (), ())
    assert with_reads(nothing, Finds("冷库")) is nothing


def test_the_share_of_an_answer_adds_up_over_the_sentences() -> None:
    text = "甲乙丙丁。戊己庚辛。"
    read = read_of(text, "丙丁。戊")
    first, second = held_share(read, 0, 5), held_share(read, 5, 10)
    assert first == pytest.approx(0.75, abs=0.01) and second == pytest.approx(0.25, abs=0.01)
    assert held_share(read_of("", ""), 0, 5) == 0.0
