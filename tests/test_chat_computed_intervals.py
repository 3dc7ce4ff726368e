"""Rows for ranges of figures: the row that holds the figure asked about answers, whatever words it is asked in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Answer
from chat.computed.intervals import Interval, interval_of
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

FEES = """江北市公证服务收费标准

第一条 证明财产转让，按标的额分段累计收取，见下表。

| 标的额（人民币） | 收费比例 |
|---|---|
| 20万元以下的部分 | 0.3% |
| 200001元至500000元的部分 | 0.25% |
| 500001元至5000000元的部分 | 0.2% |
| 超过5000000元的部分 | 0.1% |
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("fees"), create=True)
    store.add([parse_text(FEES, doc_id="fees")])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("江北公证财产转让，标的额15万元，收费比例是多少？", "0.3%"),
        ("江北财产转让公证，标的额20万到50万那一段收几个点？", "0.25%"),
        ("江北市公证标的额三百万元的收费比例是多少", "0.2%"),
        ("江北市公证标的额超过500万元的部分收费比例是多少", "0.1%"),
    ],
)
def test_the_row_that_holds_the_figure_answers(
    ask: Callable[[str], Answer], question: str, share: str
) -> None:
    answer = ask(question)
    assert not answer.refused and share in answer.text.replace("％", "%").splitlines()[0]


@pytest.mark.parametrize(
    ("label", "least", "most"),
    [
        ("1000元以下的部分", None, "1000"),
        ("1001元至50000元的部分", "1001", "50000"),
        ("超过100000元的部分", "100000", None),
        ("300张以上", "300", None),
        ("满5年不满10年", "5", "10"),
    ],
)
def test_a_label_states_a_range(label: str, least: str | None, most: str | None) -> None:
    found = interval_of(label)
    assert found is not None
    assert found.least == (Decimal(least) if least else None)
    assert found.most == (Decimal(most) if most else None)


@pytest.mark.parametrize("label", ["", "农村", "按3%交纳", "第一类", "甲等" * 50])
def test_other_labels_state_none(label: str) -> None:
    assert interval_of(label) is None


@given(st.text(max_size=40))
def test_any_label_is_read(label: str) -> None:
    found = interval_of(label)
    assert found is None or isinstance(found, Interval)
