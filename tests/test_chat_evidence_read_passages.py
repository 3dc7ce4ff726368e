"""The best passages read: the sentence that holds the answer rises, and nothing else about the evidence changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from chat.engine import Engine
from chat.evidence import (
    EvidenceOrder,
    FoundEvidence,
    best_passages,
    shipped_order,
    signals_of_units,
    with_reads,
)
from chat.evidence.evidence_order import NAMES
from chat.evidence.read_passages import PASSAGES, reading_title
from chat.evidence.reading import held_share, support_of
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
    return PassageRead(spans, flat, flat, inside, inside, 1.0, 1.0, start, end, -1.0, probability)


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


BY_SUPPORT = EvidenceOrder({"score": 1.0, "support": 3.0}, temperature=2.0)


def test_the_sentence_whose_words_answer_rises(found: FoundEvidence) -> None:
    words = "每座冷库给予扶持8万元。"
    read = with_reads(found, Finds(words), BY_SUPPORT)
    assert words in read.ranked[0].unit.text
    assert read.ranked[0].support > 0.9 > max(one.support or 0.0 for one in read.ranked[1:])
    assert {one.key for one in read.ranked} == {one.key for one in found.ranked}


def test_the_first_score_stays_and_the_others_are_shares_of_it(found: FoundEvidence) -> None:
    read = with_reads(found, Finds("每座冷库给予扶持8万元。"), BY_SUPPORT)
    scores = [one.score for one in read.ranked]
    assert scores[0] == pytest.approx(found.ranked[0].score)
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0


def test_without_an_order_what_was_read_is_only_added(found: FoundEvidence) -> None:
    read = with_reads(found, Finds("冷库"))
    assert [one.key for one in read.ranked] == [one.key for one in found.ranked] and read.reads
    assert with_reads(found, None, BY_SUPPORT) is found


def test_the_signals_of_units_have_names_and_are_finite(found: FoundEvidence) -> None:
    table = signals_of_units(with_reads(found, Finds("冷库")))
    assert table.shape == (len(found.ranked), len(NAMES)) and np.isfinite(table).all()
    assert set(shipped_order().weights) == set(NAMES)


def test_support_is_the_mean_over_the_pieces_of_the_words() -> None:
    read = read_of("甲乙丙丁", "丙丁")
    assert support_of(read, 2, 4) > 0.99 and support_of(read, 0, 2) < 0.01
    assert support_of(read, 1, 3) == pytest.approx(0.5) and support_of(read, 4, 4) == 0.0


def test_a_row_is_read_under_its_headers_and_a_sentence_under_its_heading(found: FoundEvidence) -> None:
    chunk = found.ranked[0].unit.chunk
    row = replace(chunk, kind="row", cells=(("项目", "冷库"), ("标准", "8万元")), path=(), lead="")
    assert reading_title(row, "通知") == "项目、标准：通知"
    assert reading_title(replace(chunk, path=(), lead=""), "通知") == "通知"


def test_the_best_passages_are_read_with_their_titles_and_no_more(found: FoundEvidence) -> None:
    reader = Finds("冷库")
    read = with_reads(found, reader)
    assert 0 < len(reader.given) == len(read.reads) <= PASSAGES
    title = found.ranked[0].document.metadata.title
    assert all(above.endswith(title) for above, _ in reader.given)
    assert f"二、扶持标准：{title}" in {above for above, _ in reader.given}
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
