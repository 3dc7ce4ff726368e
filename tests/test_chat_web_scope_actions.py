"""What a question is put to, as the page's script asks: collections, filters, several documents at once; first questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import TEXTS, fill
from tab_library import documents

from chat.accounts.accounts import ANYONE, User
from chat.accounts.roles import READER
from chat.conversations import examples
from chat.engine import Engine
from chat.service.service import Service
from chat.web.actions import PageActions
from chat.web.filters import MOST_OFFERED, chosen_of, filters_html, filters_of_chosen, options_html
from index.hits import Filters
from index.store import Store, open_store

CHOSEN = {"collection": ["县里"], "region": []}


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Store]:
    with open_store(tmp_path, create=True) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def desk(store: Store) -> Iterator[PageActions]:
    made = PageActions(Service(Engine(store)))
    yield made
    made.close()


def call(desk: PageActions, action: str, user: User = ANYONE, **values: Any) -> dict[str, Any]:
    return desk.call({"action": action, "owner": "0123456789abcdef0123", **values}, desk.service.visit(user))


def test_collections_are_made_ticked_moved_and_deleted(desk: PageActions, store: Store) -> None:
    first = call(desk, "scope", chosen=CHOSEN)
    assert first["collections"] == "" and not first["used"] and first["label"] == "全部文件（3 份）"
    listed = call(desk, "collection-put", name="县里", docs=["care", "secret"])
    assert 'data-held="县里"' in listed["documents"] and "县里（2）" in listed["collections"]
    ticked = call(desk, "scope", chosen=CHOSEN)
    assert "checked" in ticked["collections"] and ticked["label"] == "集合“县里”" and ticked["used"]
    assert ticked["excluded"].count("《") == 1 and "白水市绿化规划" in ticked["excluded"]
    call(desk, "collection-put", name="养老", docs=["care"], leave="县里")
    assert [(one.name, one.doc_ids) for one in desk.collections.seen(desk.service.visit())] == [
        ("养老", ("care",)),
        ("县里", ("secret",)),
    ]
    call(desk, "collection-rename", name="县里", new="养老")
    call(desk, "collection-take", name="养老", docs=["secret"])
    assert call(desk, "scope", chosen=CHOSEN)["names"] == ["养老"]
    assert "没有集合“县里”" in call(desk, "scope-words", chosen=CHOSEN)["excluded"]
    call(desk, "collection-remove", name="养老")
    assert call(desk, "scope")["names"] == [] and len(store.documents()) == 3
    call(desk, "delete-several", docs=["care", "green"])
    assert [info.doc_id for info in store.documents()] == ["secret"]


def test_who_may_not_edit_changes_nothing_and_errors_are_words(desk: PageActions, store: Store) -> None:
    reader = User("li", READER)
    for action in ("collection-put", "delete-several"):
        assert "没有权限" in call(desk, action, reader, name="甲", docs=["care"])["error"]
        assert "勾选" in call(desk, action, name="甲", docs=[])["error"]
        assert call(desk, action, name="甲", docs="care")["error"]
    assert "data-tick" not in call(desk, "files", reader)["documents"]
    assert call(desk, "delete-several", docs=["care", "none"])["error"]
    assert len(store.documents()) == 3 and desk.collections.kept.all() == {}
    assert call(desk, "scope-list", name="owner")["error"] == "没有这个筛选项"


def test_a_long_list_is_searched(desk: PageActions) -> None:
    offered = [f"第{number}局" for number in range(MOST_OFFERED + 5)]
    drawn = options_html("issuer", offered, ["第64局"])
    assert drawn.index("第64局") < drawn.index("第0局") and "另有 5 项" in drawn
    assert options_html("issuer", offered, [], "没有的") == '<p class="wc-soft">没有</p>'
    found = call(desk, "scope-list", name="document", words="绿化")["html"]
    assert 'value="green"' in found and 'value="care"' not in found
    infos = desk.service.engine.store.documents()
    assert "<b>青山县养老服务办法</b>" in filters_html(infos, {"document": ("care",)})
    assert "<b>2 项</b>" in filters_html(infos, {"document": ("care", "green")})


@given(st.text())
def test_what_the_browser_says_is_chosen_is_read_or_left_out(text: str) -> None:
    assert filters_of_chosen(chosen_of(text)) == Filters() or text.startswith("{")


def test_chosen_values_are_words() -> None:
    assert chosen_of('{"region": ["甲", 1, ""], "year": "2024", "evil": ["x"]}') == {"region": ("甲",)}
    assert filters_of_chosen({"year": ("2024年", "第年")}) == Filters(year=(2024,))
    assert chosen_of("[1]") == {}


def test_the_first_questions_come_from_the_documents_and_are_answered(
    desk: PageActions, store: Store
) -> None:
    visit = desk.service.visit()
    assert desk.first.known(visit) is None
    html = call(desk, "examples")["html"]
    assert "绿地率是多少？" in html and "1233" not in html
    known = desk.first.known(visit)
    assert known and all(visit.would_cite(question) for question in known)
    store.remove(list(TEXTS))
    assert desk.first.known(visit) == ()  # an empty library invites to upload
    store.add(documents())
    assert desk.first.known(visit) is None
    words = [wish.words for wish in examples(store.documents(), store.document)]
    assert "湖南的2025年主要目标是什么？" in words
    assert words[-1].endswith("主要讲什么？") and len(words) == len(set(words))


def test_who_waits_for_an_answer_comes_before_first_questions(desk: PageActions) -> None:
    visit = desk.service.visit()
    asked = iter([False, True])
    assert desk.first.drawn(visit, lambda: next(asked, True)) == ()
    assert desk.first.known(visit) is None  # drawn at the next time
    assert desk.first.drawn(visit, lambda: False)


def test_nobody_is_offered_questions_about_what_they_may_not_see(desk: PageActions) -> None:
    call(desk, "examples")
    desk.service.hidden_from = lambda user: frozenset({"green"})  # type: ignore[method-assign]
    assert desk.first.known(desk.service.visit()) is None
    assert "绿地率" not in call(desk, "examples")["html"]
