"""Questions as weighted terms: other wordings, slips of the input method, Latin spellings."""

from __future__ import annotations

import pytest
from tiny_model import build_tiny_model

from index import open_store
from index.search.query import MOST_TERMS, SYNONYM_WEIGHT, weigh
from ingest.document import Clause, Document, Metadata, Span

CLAUSES = [
    "开展银企对接，向金融机构推荐优质项目。",
    "株洲轨道交通装备产业集群迈向世界级。",
    "盾构机整机由本地企业研制。",
    "丰台园区建设智慧工地。",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query")
    model = build_tiny_model(folder / "tiny-zh", dimension=8)
    documents = [
        Document(f"d{n}", text, Metadata(f"文件{n}"), (Clause((), 0, (Span(0, len(text)),)),))
        for n, text in enumerate(CLAUSES)
    ]
    with open_store(folder / "data", create=True, model=str(model)) as opened:
        opened.add(documents)
        yield opened


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("我们手头紧，想贷款怎么办", "d0"),
        ("株州的集群怎么样", "d1"),
        ("盾够机谁做的", "d2"),
        ("Fengtai有什么工地", "d3"),
        ("Zhuzhou", "d1"),
        ("株洲的集群怎么样", "d1"),
    ],
)
def test_what_is_meant_is_found(store, question, document):
    assert store.search(question)[0].document.doc_id == document


def test_other_wordings_weigh_less_than_the_question_itself(store):
    weights = weigh("贷款 株洲", store.view.lexical)
    assert weights["株洲"] == weights["贷款"] == 1.0
    others = {term: weight for term, weight in weights.items() if weight < 1}
    assert others and max(others.values()) <= SYNONYM_WEIGHT
    assert all(store.document_frequency(term) for term in others)


def test_sounds_are_asked_only_for_words_nobody_knows(store):
    def fail():
        raise AssertionError("asked")

    weigh("株洲轨道交通有哪些企业 abc 2025年", store.view.lexical, fail)
    with pytest.raises(AssertionError):
        weigh("株州", store.view.lexical, fail)


def test_an_endless_question_stays_small(store):
    weights = weigh("".join(chr(0x4E00 + n) for n in range(9_000)), store.view.lexical)
    assert len(weights) < 4 * MOST_TERMS
