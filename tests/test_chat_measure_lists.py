"""“有哪些贷款贴息政策”: every measure of the documents meant that speaks of the matter, with its words and how many."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.engine import Engine
from chat.measure_lists.answers import ASKS_MEASURES, _abbreviates
from index.hits import Filters
from index.store import Store, VisibleStore, open_store
from ingest import parse_text

TEXTS = {
    "baishui": """白水市促进机器人产业发展若干措施

一、贷款贴息
对获得银行贷款的机器人企业，给予贷款贴息，最高500万元。

二、融资租赁补贴
对通过融资租赁购置设备的企业，给予不超过5%的费用补贴，最高300万元。

三、孵化场地
对入驻孵化器的企业，免收两年租金。
""",
    "qingshan": """青山县扶持小微企业办法

第一条 对小微企业的流动资金贷款，按照实际利息的40%给予贴息，每户每年最高20万元。

第二条 对参加境外展会的企业，给予展位费补助，最高3万元。
""",
    "draft": """黑水市促进投资若干措施（征求意见稿）

一、设备贷款
对设备购置贷款给予2个百分点的贴息，最高1000万元。
""",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("lists"), create=True) as opened:
        opened.add([parse_text(text, doc_id=doc_id) for doc_id, text in TEXTS.items()])
        yield opened


def test_every_measure_of_a_matter_is_listed_with_how_many_there_are(store: Store) -> None:
    answer = Engine(store).answer("有哪些贷款贴息政策？")
    assert not answer.refused and answer.text.startswith("共3项，出自3份文件：")
    assert [one.doc_id for one in answer.citations] == ["baishui", "qingshan", "draft"]  # drafts stand last
    assert "征求意见稿" in answer.text and "都在这里" in answer.text
    for one in answer.citations:
        assert store.document(one.doc_id).text[one.start : one.end] == one.quote and "贴息" in one.quote
    assert answer.table is not None and len(answer.table.rows) == 3
    assert "融资租赁" not in answer.text and "展位费" not in answer.text


def test_filters_places_and_rights_keep_to_their_documents(store: Store) -> None:
    engine = Engine(store)
    filtered = engine.answer("有哪些贷款贴息政策？", filters=Filters(doc_ids=("baishui", "draft")))
    assert {one.doc_id for one in filtered.citations} == {"baishui", "draft"}
    hidden = engine.over(VisibleStore(store, frozenset({"draft"}))).answer("有哪些贷款贴息政策？")
    assert {one.doc_id for one in hidden.citations} == {"baishui", "qingshan"}


def test_one_measure_alone_is_answered_as_any_question(store: Store) -> None:
    answer = Engine(store).answer("哪些政策支持融资租赁？")
    assert "共1项" not in answer.text and "融资租赁" in answer.text


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("支持电影的政策有哪些", True),
        ("哪些措施和落户有关", True),
        ("算力方面有什么扶持政策", True),
        ("哪些企业可以申请贷款贴息", False),
        ("贴息多少", False),
        ("这项措施的政策依据是什么", False),
    ],
)
def test_which_questions_ask_for_measures(question: str, asks: bool) -> None:
    assert bool(ASKS_MEASURES.search(question)) is asks


def test_a_shorter_form_ends_as_the_word_does() -> None:
    assert _abbreviates("保费", "保险费") and _abbreviates("贴息", "贷款贴息")
    assert not _abbreviates("知识", "知识产权") and not _abbreviates("保险费", "保费")


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_shorter_form_is_made_of_the_words_characters(other: str, word: str) -> None:
    if _abbreviates(other, word):
        assert set(other) <= set(word) and len(other) < len(word)
