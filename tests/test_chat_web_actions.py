"""What the page's script can ask of the server: for whom, within which bounds, and in which words it fails."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdf_pages
import pytest
from model_server import model_server
from page_stand_in import HOSTILE_TITLE, StandInEngine, cite
from test_chat_conversations import exchange

from chat.accounts.accounts import ANYONE, User
from chat.conversations.store import UP
from chat.engine import Engine
from chat.service.service import Service
from chat.web.actions import PageActions, owner_of
from chat.web.asking.running import RunningAnswer
from chat.web.model_form import ModelChoice
from chat.web.views.files import changes_of, documents_html, form_html
from chat.writing.language_model import ModelSettings
from index.store import open_store
from ingest.document import Document, Evidence, Metadata
from ingest.errors import NotAllowed, UsageError

OWNER = "0123456789abcdef0123"
OTHER = "fedcba98765432100000"


@pytest.fixture
def desk() -> Iterator[PageActions]:
    made = PageActions(Service(StandInEngine()), choice=ModelChoice())
    yield made
    made.close()


def call(desk: PageActions, action: str, user: User = ANYONE, **values: Any) -> dict[str, Any]:
    return desk.call({"action": action, "owner": OWNER, **values}, desk.service.visit(user))


def own(desk: PageActions) -> str:
    return owner_of(desk.service.visit(), OWNER)


def test_an_unknown_action_and_nonsense_are_told_in_words(desk: PageActions) -> None:
    for values in ({"action": "close"}, {"action": ["reader"]}, {}, None, [1], {"action": "__init__"}):
        assert "刷新" in desk.call(values, desk.service.visit())["error"]


def test_an_unforeseen_failure_shows_nothing_of_the_server(desk: PageActions) -> None:
    desk.service.engine.store.documents = lambda: [][1]
    assert call(desk, "files")["error"].startswith("程序出错")


def test_the_reader_opens_a_document_and_says_when_there_is_none(desk: PageActions) -> None:
    html = call(desk, "reader", doc="hostile", start=3, end=8)["html"]
    assert "<script" not in html and "window.hacked" in html
    assert "没有文档" in call(desk, "reader", doc="nowhere")["error"]


def test_conversations_are_their_owners(desk: PageActions) -> None:
    owner = own(desk)
    key = desk.conversations.save(owner, "", exchange("1233战略"))
    assert key in call(desk, "conversations")["html"]
    assert key not in call(desk, "conversations", owner=OTHER)["html"]
    assert "没有可导出" in call(desk, "export", owner=OTHER, id=key, format="md")["error"]
    named = User("browser:" + OWNER, "reader")  # a user of that very name is somebody else
    assert key not in call(desk, "conversations", named)["html"]
    assert call(desk, "conversations", owner="x")["error"]


@pytest.mark.parametrize("form", ["md", "json", "docx"])
def test_export(desk: PageActions, form: str) -> None:
    owner = own(desk)
    key = desk.conversations.save(owner, "", exchange("脚本/../怎么写"))
    file = call(desk, "export", id=key, format=form)
    assert file["name"] == f"脚本 .. 怎么写.{form}"
    assert base64.b64decode(file["data"])
    assert call(desk, "export", id=key, format="exe")["error"]


def test_votes_and_their_export(desk: PageActions) -> None:
    assert call(desk, "votes")["error"]
    key = desk.conversations.save(own(desk), "", exchange("1233战略"))
    assert call(desk, "vote", id=key, number=1, vote=UP) == {"vote": UP}
    assert call(desk, "vote", id=key, number="1", vote=UP)["error"]
    lines = base64.b64decode(call(desk, "votes")["data"]).decode()
    assert '"question": "1233战略"' in lines


def test_suggestions_are_only_such_as_are_answered(desk: PageActions) -> None:
    owner = own(desk)
    key = desk.conversations.save(owner, "", exchange("2025年丰台轨道交通产业总体收入目标是多少？"))
    assert "那株洲呢" not in call(desk, "hints", id=key)["html"]
    desk.service.engine.would_cite = lambda *_: (cite(1, "draft", "组织配套企业抱团参加展会"),)
    assert "那株洲呢" in call(desk, "hints", id=key)["html"]
    desk.runs["session"] = RunningAnswer(iter(()))
    assert call(desk, "hints", id=key) == {"html": ""}


def test_who_may_not_edit_or_administer_cannot(desk: PageActions, tmp_path: Path) -> None:
    reader = User("小王", "reader")
    for action in ("delete", "edit", "reindex", "model", "model-test", "model-use"):
        assert "没有权限" in call(desk, action, reader, doc="rail")["error"], action
    assert "data-delete" not in call(desk, "files", reader)["documents"]
    with pytest.raises(NotAllowed):
        desk.take_upload("a.txt", tmp_path / "a.txt", OWNER, desk.service.visit(reader), lambda: None)
    assert call(desk, "abilities", reader) == {"edits": False, "administers": False, "user": "小王"}
    desk.choice = None
    assert "没有权限" in call(desk, "model-use", url="http://127.0.0.1/v1", model="m")["error"]


# --- documents with a real store ------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[PageActions]:
    with open_store(tmp_path / "store", create=True) as store:
        made = PageActions(Service(Engine(store)), choice=ModelChoice())
        yield made
        made.close()


def uploaded(desk: PageActions, folder: Path, name: str, data: bytes) -> dict[str, Any]:
    path = folder / name
    path.write_bytes(data)
    reply = desk.take_upload(name, path, OWNER, desk.service.visit(), path.unlink)
    assert reply["running"]
    for _ in range(600):
        reply = call(desk, "files")
        if not reply["running"] and not path.exists():
            return reply
        time.sleep(0.1)
    raise AssertionError("the upload did not end")


PLAN = "某县绿色出行方案\n\n某县政发〔2024〕8号\n\n一、总体要求\n到2026年，新增公交车50辆。\n\n某县人民政府\n2024年3月1日\n"


def test_an_upload_is_reported_and_can_be_deleted(library: PageActions, tmp_path: Path) -> None:
    reply = uploaded(library, tmp_path, "plan<b>.txt", PLAN.encode())
    assert "某县绿色出行方案" in reply["documents"] and "新增" in reply["jobs"]
    assert "plan&lt;b&gt;.txt" in reply["jobs"] and "<b>" not in reply["jobs"]
    assert "50辆" in library.service.engine.answer("某县绿色出行方案里，到2026年新增多少公交车？").text
    (info,) = library.service.engine.store.documents()
    assert "某县绿色出行方案" in call(library, "find", text="某县政发[2024]8号")["html"]
    assert "某县绿色出行方案" not in call(library, "delete", doc=info.doc_id)["documents"]
    assert "没有找到" in call(library, "find", text="某县政发[2024]8号")["html"]


def test_a_copy_is_told_as_one_and_opens_the_document_that_it_joined(
    library: PageActions, tmp_path: Path
) -> None:
    long = PLAN + "各有关单位要加强组织领导，明确责任分工，细化工作措施，按期完成各项任务。\n" * 3
    uploaded(library, tmp_path, "plan.txt", long.encode())
    reply = uploaded(library, tmp_path, "另存.txt", long.replace("\n\n", "\n").encode())
    (info,) = library.service.engine.store.documents()
    latest = reply["jobs"].split("<article")[1]
    assert "已并入同一文件" in latest and f'data-open="{info.doc_id}"' in latest
    html = call(library, "reader", doc=info.doc_id)["html"]
    assert "来源：plan.txt、另存.txt" in html or "来源：另存.txt、plan.txt" in html  # the better text first


def test_an_uploaded_pdf_offers_its_whole_report(library: PageActions, tmp_path: Path) -> None:
    page = pdf_pages.pdf(lambda canvas: pdf_pages.lines(canvas, 120, "第一条 到2030年建成三座桥。"))
    reply = uploaded(library, tmp_path, "桥 一.pdf", page)
    address = 'href="/api/documents/%E6%A1%A5%20%E4%B8%80/report"'
    assert address in reply["jobs"] and address in reply["documents"]


def test_a_file_that_cannot_be_read_is_told_in_words(library: PageActions, tmp_path: Path) -> None:
    reply = uploaded(library, tmp_path, "fake.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    assert "wc-job-failed" in reply["jobs"] and 'role="alert"' in reply["jobs"]
    assert library.service.engine.store.documents() == []


def test_a_failing_store_does_not_stop_the_files_behind(
    library: PageActions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = library.service.engine.store
    add = store.add
    monkeypatch.setattr(store, "add", lambda documents: 1 // 0)
    assert "程序出错" in uploaded(library, tmp_path, "a.txt", PLAN.encode())["jobs"]
    monkeypatch.setattr(store, "add", add)
    assert "已收入" in uploaded(library, tmp_path, "b.txt", PLAN.encode())["jobs"]


# --- metadata ------------------------------------------------------------------------------------------

METADATA = Metadata("某规划", issuers=("甲局", "乙局"), period=(2021, 2025), draft=True)


def form_values(**changes: object) -> dict[str, object]:
    return {"title": "某规划", "issuers": "甲局；乙局", "period": "2021—2025", "draft": True, **changes}


def test_a_form_sent_back_as_it_was_changes_nothing() -> None:
    assert changes_of(form_values(), METADATA) == {}


def test_only_what_differs_is_changed() -> None:
    values = form_values(issuers="甲局；丙局 ", period="2021—2026", draft=False, number=" 甲发〔2024〕1号 ")
    assert changes_of(values, METADATA) == {
        "issuers": "甲局；丙局", "period": "2021—2026", "draft": False, "number": "甲发〔2024〕1号",
    }  # fmt: skip
    assert changes_of({"period": "", "title": "某规划"}, METADATA) == {"period": ""}


def test_an_edit_is_kept_and_a_wrong_one_refused_in_words(library: PageActions, tmp_path: Path) -> None:
    uploaded(library, tmp_path, "plan.txt", PLAN.encode())
    store = library.service.engine.store
    doc_id = store.documents()[0].doc_id
    reply = call(
        library, "edit", doc=doc_id, values={"region": "某省某县", "period": "2024—2026", "draft": True}
    )
    assert "某省某县" in reply["documents"] and "征求意见稿" in reply["documents"]
    assert store.info(doc_id).metadata.period == (2024, 2026)
    assert call(library, "edit", doc=doc_id, values={"issued": "昨天"})["error"]
    call(library, "edit", doc=doc_id, values={"period": ""})
    assert store.info(doc_id).metadata.period is None


def test_the_form_shows_the_words_a_field_was_read_from() -> None:
    from page_stand_in import document_info

    document = Document("d", "发文：<某局> 2024", Metadata("t"), evidence=(Evidence("issuers", 3, 7),))
    html = form_html(document_info("fund"), document, True)
    assert "&lt;某局&gt;" in html and "<某局>" not in html and 'type="submit"' in html
    assert 'type="submit"' not in form_html(document_info("fund"), document, False)


def test_the_list_of_documents_is_escaped() -> None:
    html = documents_html(StandInEngine().store.documents(), True)
    assert "<script" not in html and "onerror=" in html and HOSTILE_TITLE not in html


# --- the language model ----------------------------------------------------------------------------------

KEY = "sk-this-is-the-key"


def test_the_key_never_comes_back_and_goes_to_no_other_address() -> None:
    choice = ModelChoice()
    first = choice.settings_of({"url": "http://127.0.0.1:9/v1", "model": "m", "key": KEY})
    choice.use(first)
    assert KEY not in choice.form_html() and "已保存" in choice.form_html()
    same = choice.settings_of({"url": "http://127.0.0.1:9/v1", "model": "n", "key": ""})
    other = choice.settings_of({"url": "http://evil.example/v1", "model": "m", "key": ""})
    assert isinstance(same, ModelSettings) and same.key == KEY
    assert isinstance(other, ModelSettings) and other.key == ""
    with pytest.raises(UsageError):
        choice.settings_of({"model": "m"})


def test_a_model_is_tested_used_and_put_away(library: PageActions) -> None:
    with model_server(lambda messages: "好") as server:
        values = {"url": server.url, "model": "small", "key": KEY}
        assert call(library, "model-test", **values)["good"]
        reply = call(library, "model-use", **values)
        assert "正在用 small" in reply["html"] and KEY not in reply["html"]
    told = call(library, "model-test", url=server.url, model="small")
    assert not told["good"] and "请核对 地址" in told["words"] and "WENCE_" not in told["words"]
    assert "未使用语言模型" in call(library, "model-use")["html"]
