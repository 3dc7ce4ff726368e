"""What stays of a person and of a document after their rights have changed, and what the audit log says of it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from serving import PASSWORD, Site, site

from chat.accounts.accounts import Accounts, User
from chat.accounts.audit import FILE_NAME as AUDIT
from chat.conversations import FILE_NAME, Conversations, without_withdrawn
from chat.conversations.conversation import Conversation
from chat.conversations.withdrawn import WITHDRAWN
from chat.engine import Engine
from chat.service.service import Service
from chat.web.actions import PageActions, owner_of
from chat.web.downloads import download
from index.storage.database import FILE_NAME as DATABASE
from ingest.errors import NotAllowed, UsageError

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "储备金规模为多少万元？"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("privacy"), auth=True) as found:
        yield found


@pytest.fixture
def desk(here: Site) -> Iterator[PageActions]:
    actions = PageActions(Service(Engine(here.store), here.accounts))
    yield actions
    actions.close()


def asked(desk: PageActions, user: User) -> tuple[str, str]:
    """A kept conversation of a user: its owner and its key."""
    visit = desk.service.visit(user)
    answer = visit.answer(QUESTION)
    assert answer.citations and answer.citations[0].doc_id == "secret"
    talk = Conversation().asked(QUESTION).answered(answer)
    assert talk.current is not None
    owner = owner_of(visit, None)
    return owner, desk.conversations.save(owner, "", talk.current)


# -- conversations -----------------------------------------------------------------------------------


def test_a_name_created_again_does_not_inherit_conversations(here: Site, desk: PageActions) -> None:
    assert here.accounts
    first = here.accounts.add("again", PASSWORD, "admin")
    owner, key = asked(desk, first)
    here.accounts.remove("again")
    second = here.accounts.add("again", PASSWORD, "admin")
    mine = owner_of(desk.service.visit(second), None)
    assert desk.conversations.held(mine) == [] and desk.conversations.load(mine, key) is None
    assert owner != mine
    here.accounts.remove("again")


def test_conversations_of_an_earlier_version_go_to_whoever_had_them(tmp_path: Path) -> None:
    now = [100.0]
    kept = Conversations(tmp_path / FILE_NAME, lambda: now[0])
    exchange = Conversation().asked("以前的人问的").failed("停").current
    assert exchange is not None
    kept.save("user:li", "", exchange)
    now[0] = 300.0
    kept.save("user:li", "", exchange)
    kept.adopt("user:li#200.000", "user:li", 200.0)
    assert [one.changed for one in kept.held("user:li#200.000")] == [300.0]
    assert kept.forget("user:li") == 1 and len(kept.held("user:li#200.000")) == 1


def test_a_withdrawn_document_is_withdrawn_from_kept_conversations_and_exports(
    here: Site, desk: PageActions
) -> None:
    assert here.accounts
    here.accounts.restrict("secret", users=["reader"])
    reader = here.accounts.user("reader")
    owner, key = asked(desk, reader)
    visit = desk.service.visit(reader)
    try:
        assert "八千万" in desk.exchanges_of(visit, owner, key)[0].text
        here.accounts.restrict("secret", roles=["admin"])
        (shown,) = desk.exchanges_of(visit, owner, key)
        assert shown.answer is None and shown.citations == () and shown.notice == WITHDRAWN
        assert shown.question == QUESTION
        import base64

        reply = desk.call({"action": "export", "id": key, "format": "json"}, visit)
        assert "八千万" not in base64.b64decode(reply["data"]).decode()
        assert desk.call({"action": "hints", "id": key}, visit) == {"html": ""}
    finally:
        here.accounts.restrict("secret", roles=["admin"])


def test_nothing_is_taken_out_where_nothing_is_hidden() -> None:
    exchange = Conversation().asked("问").failed("停").current
    assert exchange is not None
    assert without_withdrawn([exchange], frozenset()) == (exchange,)
    assert without_withdrawn([exchange], frozenset({"secret"})) == (exchange,)


# -- files -------------------------------------------------------------------------------------------


def open_to_others(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) & 0o077


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_no_other_local_user_reads_the_store_or_the_conversations(here: Site, tmp_path: Path) -> None:
    Conversations(tmp_path / FILE_NAME).close()
    assert open_to_others(tmp_path / FILE_NAME) == 0
    for path in here.folder.glob(f"{DATABASE}*"):
        assert open_to_others(path) == 0, path
    assert open_to_others(here.folder / "generations") == 0


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_files_of_an_earlier_version_are_closed_to_others(tmp_path: Path) -> None:
    from index.store import open_store

    open_store(tmp_path, create=True).close()
    (tmp_path / DATABASE).chmod(0o644)
    open_store(tmp_path).close()
    assert open_to_others(tmp_path / DATABASE) == 0


# -- the audit log -------------------------------------------------------------------------------------


def noted(here: Site, event: str) -> list[dict[str, object]]:
    return [line for line in here.events() if line["event"] == event]


def test_reading_a_restricted_document_is_noted(here: Site) -> None:
    with here.client(here.token("admin")) as client:
        client.get("/api/documents/care")
        client.get("/api/documents/secret")
        client.get("/api/documents/secret/clause", params={"index": 0})
        client.post("/api/page", json={"action": "reader", "doc": "secret"})
        client.get("/api/compare", params={"a": "secret", "b": "care"})
    lines = noted(here, "read")
    assert [(line["user"], line["document"]) for line in lines] == [("admin", "secret")] * 4


def test_an_export_is_noted(here: Site) -> None:
    with here.client(here.token("admin")) as client:
        reply = client.post(
            "/api/page", json={"action": "compare-file", "a": "care", "b": "green", "format": "md"}
        )
    assert "data" in reply.json()
    assert [(line["user"], line["what"]) for line in noted(here, "export")] == [("admin", "compare-file")]


def test_a_token_that_nobody_has_is_noted(here: Site) -> None:
    with here.client("wence_not-a-token") as client:
        assert client.get("/api/documents").status_code == 401
    (line,) = noted(here, "token")
    assert (line["outcome"], line["address"]) == ("wrong", "127.0.0.1")
    assert "wence_not" not in str(line)


def test_changes_by_the_command_line_are_noted(tmp_path: Path) -> None:
    def users(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "app.py", "--data", str(tmp_path), "users", *arguments],
            input=f"{PASSWORD}\n", text=True, cwd=ROOT, check=True, capture_output=True, timeout=120,
        )  # fmt: skip

    users("add", "li", "--role", "reader")
    users("role", "li", "admin")
    users("list")
    users("token", "li")
    text = (tmp_path / AUDIT).read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["event"], line["name"], line.get("role")) for line in lines] == [
        ("users add", "li", "reader"), ("users role", "li", "admin"), ("users token", "li", None),
    ]  # fmt: skip
    assert all(line["user"] and line["address"] == "command line" for line in lines)
    assert PASSWORD not in text and "wence_" not in text


def test_no_mark_turns_the_name_of_an_export_round() -> None:
    name = download("计划\u202efdp.exe\u2066.md", "md", b"")["name"]
    assert name == "计划fdp.exe.md"


def test_an_upload_tells_an_editor_nothing_of_who_is_a_user(here: Site, tmp_path: Path) -> None:
    assert here.accounts
    editor = Service(Engine(here.store), here.accounts).visit(here.accounts.user("editor"))
    replies = []
    for number, name in enumerate(("reader", "nobody-of-this-name")):
        path = tmp_path / f"plan{number}.txt"
        path.write_text(f"乙县第{number}号修路计划\n\n第一条 修路{number + 3}公里。\n", encoding="utf-8")
        (report,) = editor.upload(path, users=[name])
        replies.append((report["ok"], report["state"]))
        roles, users = here.accounts.restrictions()[str(report["doc_id"])]
        assert set(users) == ({"reader", "editor"} if name == "reader" else {"editor"}) and not roles
    assert replies[0] == replies[1]


def test_an_admin_is_told_that_a_name_is_nobodys(here: Site, tmp_path: Path) -> None:
    assert here.accounts
    admin = Service(Engine(here.store), here.accounts).visit(here.accounts.user("admin"))
    path = tmp_path / "plan.txt"
    path.write_text("丙县修桥计划\n\n第一条 修桥三座。\n", encoding="utf-8")
    with pytest.raises(UsageError):
        admin.upload(path, users=["nobody-of-this-name"])


def test_rights_are_those_of_now(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    editor = accounts.add("li", PASSWORD, "editor")
    engine = SimpleNamespace(store=None)
    visit = Service(engine, accounts).visit(editor)  # type: ignore[arg-type]
    accounts.set_role("li", "reader")
    assert not visit.now().user.may_edit
    accounts.remove("li")
    with pytest.raises(NotAllowed):
        visit.now()
    accounts.close()
