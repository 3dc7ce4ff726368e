"""What stands below a heading goes with it: a sentence, a field's lines, short words of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

GUIDE = """青山市灵活就业社保补贴办事指南

| 事项名称 | 灵活就业社保补贴 |
| --- | --- |
| 所需材料 | 身份证复印件一份\u2028灵活就业承诺书一份\u2028社会保险缴费凭证一份 |
| 办理地点 | 青山市文化路88号政务服务中心 |
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("guide") / "store", create=True) as store:
        store.add([parse_text(GUIDE, doc_id="guide")])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("灵活就业社保补贴需要哪些材料？", "身份证复印件一份；灵活就业承诺书一份；社会保险缴费凭证一份"),
        ("灵活就业社保补贴去哪里办理？", "青山市文化路88号政务服务中心"),
    ],
)
def test_the_label_of_a_field_is_never_the_answer(engine: Engine, question: str, held: str) -> None:
    answer = engine.answer(question)
    assert held in answer.text
    text = engine.store.document("guide").text
    for citation in answer.citations:
        assert text[citation.start : citation.end] == citation.quote


SEA = """青山市海事规定

第十章 共同海损

第二百零二条 共同海损，是指在同一海上航程中，为了共同安全有意地采取措施所直接造成的特殊牺牲。

第二百零三条 共同海损应当由受益方分摊。

第二百零四条 领海的宽度从领海基线量起为十二海里。
"""


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("共同海损由谁分摊，有什么限制？", "由受益方分摊"),
        ("领海宽度是多少海里？", "十二海里"),
    ],
)
def test_the_label_of_an_article_is_never_the_answer(
    tmp_path_factory: pytest.TempPathFactory, question: str, held: str
) -> None:
    with open_store(tmp_path_factory.mktemp("sea") / "store", create=True) as store:
        store.add([parse_text(SEA, doc_id="sea")])
        answer = Engine(store).answer(question)
    assert held in answer.text and "第二百零二条。" not in answer.text, answer.text
