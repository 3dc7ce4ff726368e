"""Numbers that no figure tells: the items of a cited article, the names that a sentence strings together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chat.answer import Answer
from chat.counting.members import names_of
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

RULES = """云山市露营地管理办法

第一章　总则

第一条　为了规范露营地经营，制定本办法。

第二条　营地由文化和旅游部门登记。

第二章　登记

第三条　有下列情形之一的，登记部门可以注销登记：
（一）连续一年没有开展经营的；
（二）场地被依法收回的；
（三）经营者申请注销的；
（四）提供虚假材料取得登记的。

第四条　登记证有效期五年。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("counting"), create=True)
    store.add([parse_text(RULES, doc_id="rules")])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("露营地管理办法第三条列了几项注销登记的情形？", "共4项。"),
        ("露营地管理办法第三条规定登记部门可以注销登记的几种情形？", "共4种。"),
    ],
)
def test_the_items_of_a_cited_article_are_counted(
    ask: Callable[[str], Answer], question: str, told: str
) -> None:
    text = ask(question).text
    assert text.startswith(told) and "（四）提供虚假材料取得登记的" in text


def test_an_article_without_items_is_not_counted(ask: Callable[[str], Answer]) -> None:
    assert "共" not in ask("露营地管理办法第四条规定的有效期有几项？").text


def test_names_are_cut_at_what_leads_them_in_and_closes_them() -> None:
    assert names_of("服务银行有工商银行、农业银行和建设银行等") == ("工商银行", "农业银行", "建设银行")
