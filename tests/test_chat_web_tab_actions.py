"""What the tabs ask of the server: over what a person may see, in words where it fails, files with the right contents."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tab_library import WORDS, documents

from chat.accounts.accounts import ANYONE, Accounts, User
from chat.engine import Engine
from chat.service.service import Service
from chat.web import tab_actions
from chat.web.actions import PageActions
from chat.web.tab_actions import TAB_ACTIONS
from index.store import Store, open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("tabs"), create=True) as opened:
        opened.add(documents())
        yield opened


@pytest.fixture
def desk(store: Store) -> Iterator[PageActions]:
    made = PageActions(Service(Engine(store)))
    yield made
    made.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[PageActions]:
    with open_store(tmp_path, create=True) as empty:
        made = PageActions(Service(Engine(empty)))
        yield made
        made.close()


def call(desk: PageActions, action: str, user: User = ANYONE, **values: Any) -> dict[str, Any]:
    return desk.call({"action": action, **values}, desk.service.visit(user))


def data_of(reply: dict[str, Any]) -> bytes:
    return base64.b64decode(reply["data"])


class _Openers(HTMLParser):
    """The places that the buttons of a piece of HTML open."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.places: list[tuple[str, int, int]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if "data-open" in values:
            place = str(values["data-open"]), int(str(values["data-start"])), int(str(values["data-end"]))
            self.places.append(place)


def test_an_empty_library_says_what_to_do(bare: PageActions) -> None:
    for action, words in (
        ("measures", "政策措施"),
        ("duties", "任务分工"),
        ("indicators", "指标"),
        ("compare-open", "两份文件"),
    ):
        html = call(bare, action)["html"]
        assert words in html and "收入" in html


def test_a_profile_is_matched_by_its_fields_and_free_words(desk: PageActions) -> None:
    html = call(desk, "match", profile={"text": WORDS})["html"]
    assert "研发费用占营业收入比例不低于5%" in html and "最高300万元" in html and "氢能示范" not in html
    assert 'data-fill="rd_share"' in html
    more = call(desk, "match", profile={"text": WORDS, "rd_share": "6%", "size": "小型，60人"})["html"]
    assert "<h3>符合 1 项</h3>" in more and "60人" in more and "小型" in more
    assert "请至少写一项" in call(desk, "match", profile={"region": " "})["error"]
    assert "请至少写一项" in call(desk, "match", profile="nonsense")["error"]


def test_every_word_shown_opens_at_its_place(desk: PageActions, store: Store) -> None:
    pages = [
        call(desk, "match", profile={"text": WORDS})["html"],
        call(desk, "duties")["html"],
        call(desk, "indicators", indicator="地区生产总值")["html"],
        call(desk, "compare", a="draft", b="rules")["html"],
    ]
    for html in pages:
        places = _Openers(html).places
        assert places
        for doc_id, start, end in places:
            assert 0 <= start < end <= len(store.document(doc_id).text)


def test_drafts_stand_apart(desk: PageActions) -> None:
    html = call(desk, "match", profile={"text": WORDS})["html"]
    before, _, apart = html.partition("不在执行中")
    assert "征求意见稿" not in before and "征求意见稿" in apart and "最高200万元" in apart


def test_one_measure_is_tested_and_tested_again(desk: PageActions) -> None:
    found = desk.service.visit().match({"text": WORDS})
    key = found["measures"][0]["measure"]  # type: ignore[index]
    html = call(desk, "match-test", profile={"text": WORDS}, measure=key)["html"]
    assert "满足 2 条，不满足 0 条，待确认 1 条" in html and 'name="rd_share"' in html
    failed = call(desk, "match-test", profile={"text": WORDS, "rd_share": "2%"}, measure=key)["html"]
    assert "现在申报不了" in failed and "不满足 1 条" in failed
    assert "没有这项措施" in call(desk, "match-test", profile={"text": WORDS}, measure="nosuch")["error"]


def test_offers_come_from_the_documents(desk: PageActions) -> None:
    offers = call(desk, "measures")["offers"]
    assert "北京市丰台区" in offers and "专精特新中小企业" in offers


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_matches_are_exported(desk: PageActions, form: str) -> None:
    reply = call(desk, "match-file", profile={"text": WORDS}, format=form)
    parts = zipfile.ZipFile(io.BytesIO(data_of(reply)))
    assert reply["name"].endswith(form) and reply["name"].startswith("适用政策")
    assert any("最高300万元" in parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    assert "不支持" in call(desk, "match-file", profile={"text": WORDS}, format="exe")["error"]


def test_the_tasks_of_a_unit_come_with_everybody_in_them(desk: PageActions) -> None:
    reply = call(desk, "duties")
    assert (
        "市发改委" in reply["units"]
        and "写明时限的任务" in reply["html"]
        and "2030年6月底前" in reply["html"]
    )
    own = call(desk, "duties", unit="市工信局")["html"]
    assert "市发改委" in own and "市工业和信息化局" in own and "市大数据中心" not in own
    assert "换个叫法" in call(desk, "duties", unit="市教育局")["html"]
    assert "市发改委" not in call(desk, "duties", document="rules")["units"]
    assert "nosuch" in call(desk, "duties", document="nosuch")["error"]


def test_deadlines_are_a_calendar(desk: PageActions) -> None:
    calendar = data_of(call(desk, "duties-file", unit="市财政局")).decode()
    assert calendar.startswith("BEGIN:VCALENDAR") and "20300630" in calendar
    assert "没有写明时限" in call(desk, "duties-file", unit="市大数据中心")["error"]


def test_figures_are_found_by_any_filter_and_charted(desk: PageActions) -> None:
    first = call(desk, "indicators", first=True)
    assert (
        'data-indicator="地区生产总值增速"' in first["html"]
        and "湖南省" in first["offers"]
        and "2025年" in first["years"]
    )
    found = call(desk, "indicators", indicator="经济增长", kind="目标")
    assert "5.5%左右" in found["html"] and "6%左右" in found["html"] and "4.8%" not in found["html"]
    assert "<svg" in found["html"] and "offers" not in found
    assert "没有找到" in call(desk, "indicators", place="云南")["html"]


def test_figures_are_exported(desk: PageActions) -> None:
    table = data_of(call(desk, "indicators-file", indicator="GDP", format="csv")).decode("utf-8-sig")
    assert table.startswith("指标,数值,单位") and "地区生产总值增长5.5%左右" in table
    assert "不支持" in call(desk, "indicators-file", format="exe")["error"]
    parts = zipfile.ZipFile(
        io.BytesIO(data_of(call(desk, "indicators-file", indicator="GDP", format="xlsx")))
    )
    assert "地区生产总值增长5.5%左右" in parts.read("xl/sharedStrings.xml").decode()


def test_two_documents_are_compared_and_exported(desk: PageActions) -> None:
    opened = call(desk, "compare-open")
    assert 'value="draft"' in opened["documents"] and "选两份文件" in opened["html"]
    html = call(desk, "compare", a="draft", b="rules")["html"]
    assert "同一文件的两版" in html and "<del>" in html and "<ins>" in html
    assert "请选两份文件" in call(desk, "compare", a="draft")["error"]
    assert "两份不同的文件" in call(desk, "compare", a="draft", b="draft")["error"]
    assert b"PK" in data_of(call(desk, "compare-file", a="draft", b="rules", format="docx"))[:4]
    assert "# 文件对照" in data_of(call(desk, "compare-file", a="draft", b="rules", format="md")).decode()
    assert "不支持" in call(desk, "compare-file", a="draft", b="rules", format="exe")["error"]


def test_nobody_sees_what_is_hidden_from_them(store: Store, tmp_path: Path) -> None:
    with_accounts = Accounts(tmp_path)
    with_accounts.restrict("rules", ["admin"], [])
    with_accounts.restrict("plan", ["admin"], [])
    with_accounts.restrict("hunan", ["admin"], [])
    desk = PageActions(Service(Engine(store), with_accounts))
    reader = User("reader", "reader")
    try:
        html = call(desk, "match", reader, profile={"text": WORDS})["html"]
        assert "最高300万元" not in html and "最高200万元" in html
        assert "市发改委" not in call(desk, "duties", reader)["html"]
        assert "4.8%" not in call(desk, "indicators", reader, indicator="GDP")["html"]
        assert 'value="rules"' not in call(desk, "compare-open", reader)["documents"]
        assert "error" in call(desk, "compare", reader, a="draft", b="rules")
        assert "error" in call(desk, "duties", reader, document="plan")
    finally:
        desk.close()
        with_accounts.close()


def test_every_action_of_a_tab_has_a_name_of_its_own() -> None:
    from chat.web.actions import _ACTIONS

    assert TAB_ACTIONS.keys().isdisjoint(_ACTIONS)


def test_a_profile_is_saved_opened_with_what_is_new_and_deleted(tmp_path: Path) -> None:
    from ingest import parse_text

    first = "白水市机器人若干措施\n\n第一条 对本市机器人企业建设标杆工厂的，给予最高300万元补助。\n"
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(first, doc_id="first")])
        desk = PageActions(Service(Engine(store)))
        given = {"industry": "机器人", "region": "白水市", "size": "小型，86人"}
        saved = call(desk, "profile-save", name="<我们>", profile=given)
        assert "&lt;我们&gt;" in saved["saved"] and saved["new"] == 0
        store.add([parse_text(first.replace("标杆工厂", "示范产线"), doc_id="second")])
        assert "新增 1 项" in call(desk, "profiles")["saved"]
        opened = call(desk, "profile-open", name="<我们>")
        assert (
            opened["html"].startswith('<section class="wc-measures wc-new-measures"') and opened["new"] == 0
        )
        assert opened["values"] == given and "示范产线" in opened["html"]
        assert "wc-new-measures" not in call(desk, "profile-open", name="<我们>")["html"]
        assert "保存的画像" in call(desk, "profile-forget", name="<我们>")["saved"]
        for action in ("profile-open", "profile-forget"):
            assert "没有名为" in call(desk, action, name="<我们>")["error"]
        assert "至少写一项" in call(desk, "profile-save", name="空", profile={})["error"]
        assert "名称" in call(desk, "profile-save", name=" ", profile=given)["error"]
        desk.close()


def test_a_profile_of_any_form_fills_the_form() -> None:
    from chat.web.views.saved_profiles import form_values

    given = {
        "行业": "机器人",
        "employees": 86,
        "size": "小型",
        "qualifications": ["甲", "乙"],
        "revenue": 1e7,
    }
    assert form_values(given) == {
        "size": "小型，86", "qualifications": "甲；乙", "revenue": "10000000", "text": "行业：机器人",
    }  # fmt: skip


def test_more_than_two_documents_are_compared_and_written(desk: PageActions) -> None:
    chosen = {"a": "hunan", "b": "fujian", "c": "rules", "topic": "地区生产总值"}
    html = call(desk, "compare", **chosen)["html"]
    assert "3 份文件" in html and "没有写到" in html and html.count("wc-several-name") == 3
    assert _Openers(html).places
    assert "3 份文件" in data_of(call(desk, "compare-file", format="md", **chosen)).decode()
    assert data_of(call(desk, "compare-file", format="docx", **chosen)).startswith(b"PK")


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("绿地率", True),
        ("技术合同成交额", True),
        ("公园数量", True),
        ("最高给予", False),
        ("按照每日利率", False),
        ("/年", False),
        ("1）对场地面积", False),
        ("**第九批卢翠芳等", False),
    ],
)
def test_indicators_are_offered_by_names_that_somebody_would_choose(name: str, offered: bool) -> None:
    assert tab_actions._is_named(name) is offered
