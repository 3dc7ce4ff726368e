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
