"""When a document lapses: the day, and how long that is from a day."""

from __future__ import annotations

from datetime import date

import pytest

from chat.question.catalogue import Catalogue
from chat.question.scope import scope_of
from chat.structure.document_facts import facts
from index.hits import DocumentInfo
from ingest import parse_text
from ingest.text.normalise import flat_text

RULES = "青溪市数字经济促进办法\n（2024年7月10日青溪市人民政府令第32号公布 自2024年9月1日起施行）\n\n第一条 为了促进数字经济发展，制定本办法。\n第二条 由工信局负责。\n第三条 本办法自2024年9月1日起施行，有效期至2029年8月31日。\n"  # fmt: skip


@pytest.mark.parametrize(
    ("question", "today", "words"),
    [
        ("青溪市数字经济促进办法什么时候失效？", date(2026, 11, 30), "有效期至2029年8月31日（还有2年9个月）"),
        ("青溪市数字经济促进办法的有效期到什么时候？", date(2029, 8, 20), "（还有11天）"),
        ("青溪市数字经济促进办法什么时候到期？", date(2030, 1, 1), "（已届满）"),
        ("青溪市数字经济促进办法什么时候施行？", date(2026, 1, 1), "自2024年9月1日起施行"),
    ],
)
def test_the_term_of_a_document_is_counted_from_a_day(question: str, today: date, words: str) -> None:
    document = parse_text(RULES, doc_id="rules")
    info = DocumentInfo(
        "rules",
        document.metadata,
        document.metadata.status_on(today),
        "",
        "text/plain",
        len(RULES),
        5,
        "0" * 64,
    )
    scope = scope_of(flat_text(question), Catalogue([info]))
    found = facts(flat_text(question), info, document, scope, today)
    assert any(words in fact.words for fact in found), found
    for fact in found:
        assert document.text[fact.span.start : fact.span.end]
