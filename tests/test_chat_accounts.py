"""Accounts, sessions, throttles, the audit log and the queue, without a server."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.accounts.accounts import FILE_NAME, Accounts, User
from chat.accounts.audit import Audit, redacted
from chat.accounts.sessions import GRACE, IDLE, LONGEST, RENEWED, Sessions
from chat.gateway.limits import Gate, RateLimit
from ingest.errors import TooMany, UsageError

PASSWORD = "correct horse 电池"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    found = Accounts(tmp_path)
    found.add("李雷", PASSWORD, "editor")
    yield found
    found.close()


def test_passwords_are_kept_as_hashes_and_checked(accounts: Accounts, tmp_path: Path) -> None:
    assert accounts.check("李雷", PASSWORD) == User("李雷", "editor")
    assert accounts.check("李雷", PASSWORD + " ") is None
    assert accounts.check("韩梅梅", PASSWORD) is None
    accounts.set_password("李雷", "another one")
    assert accounts.check("李雷", PASSWORD) is None and accounts.check("李雷", "another one")
    data = (tmp_path / FILE_NAME).read_bytes()
    assert PASSWORD.encode() not in data and b"another one" not in data
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [("李雷", PASSWORD, "reader"), ("", PASSWORD, "reader"), ("a b", PASSWORD, "reader"), ("x\n", PASSWORD, "reader"),
     ("new", "short", "reader"), ("new", "长" * 129, "reader"), ("new", PASSWORD, "root")],
)  # fmt: skip
def test_unfit_names_passwords_and_roles_are_refused(
    accounts: Accounts, name: str, password: str, role: str
) -> None:
    with pytest.raises(UsageError):
        accounts.add(name, password, role)
    assert [user.name for user in accounts.users()] == ["李雷"]


def test_tokens_are_hashed_and_go_with_their_user(accounts: Accounts, tmp_path: Path) -> None:
    token = accounts.new_token("李雷")
    assert accounts.user_of_token(token) == User("李雷", "editor")
    assert accounts.user_of_token(token[:-1]) is None and accounts.user_of_token("") is None
    assert token.encode() not in (tmp_path / FILE_NAME).read_bytes()
    accounts.set_role("李雷", "reader")
    assert accounts.user_of_token(token) == User("李雷", "reader")
    accounts.remove("李雷")
    assert accounts.user_of_token(token) is None
    with pytest.raises(UsageError):
        accounts.new_token("李雷")


def test_who_sees_what(accounts: Accounts) -> None:
    accounts.add("admin", PASSWORD, "admin")
    accounts.add("guest", PASSWORD)
    accounts.restrict("plan", roles=["editor"])
    accounts.restrict("letter", users=["guest"])
    editor, guest, admin = User("李雷", "editor"), User("guest", "reader"), User("admin", "admin")
    assert accounts.hidden_from(editor) == {"letter"}
    assert accounts.hidden_from(guest) == {"plan"}
    assert accounts.hidden_from(admin) == frozenset()
    accounts.remove("guest")  # what was for them alone does not become everybody's
    assert "letter" in accounts.hidden_from(editor)
    accounts.restrict("letter")
    assert accounts.hidden_from(editor) == frozenset()


def test_a_failed_change_changes_nothing(accounts: Accounts) -> None:
    accounts.restrict("plan", roles=["editor"])
    with pytest.raises(UsageError):
        accounts.restrict("plan", users=["nobody"])
    assert accounts.restrictions() == {"plan": (("editor",), ())}
    with pytest.raises(sqlite3.IntegrityError), accounts.database() as database:
        database.execute("DELETE FROM visible")
        database.execute("INSERT INTO tokens VALUES (x'00', 'nobody', '', 0)")
    assert accounts.restrictions() == {"plan": (("editor",), ())}


def test_sessions_end_by_idleness_age_logout_and_password(accounts: Accounts) -> None:
    clock = Clock()
    sessions = Sessions(accounts, clock)
    user = User("李雷", "editor")
    secret = sessions.begin(user)
    assert sessions.find(secret).user == user  # type: ignore[union-attr]
    assert sessions.find("guess") is None
    clock.now += IDLE + 1
    assert sessions.find(secret) is None
    secret = sessions.begin(user)
    sessions.end(secret)
    assert sessions.find(secret) is None
    secret = sessions.begin(user)
    accounts.set_password("李雷", "something else")
    assert sessions.find(secret) is None


def test_a_session_changes_its_secret_hourly_and_ends_after_days(accounts: Accounts) -> None:
    clock = Clock()
    sessions = Sessions(accounts, clock)
    secret = first = sessions.begin(User("李雷", "editor"))
    clock.now += RENEWED + 1
    renewed = sessions.find(secret)
    assert renewed and renewed.secret and renewed.secret != secret
    assert sessions.find(secret), "what is under way may still use the old one"
    clock.now += GRACE + 1
    assert sessions.find(first) is None
    secret = renewed.secret
    while clock.now < 1_000_000 + LONGEST - GRACE:
        found = sessions.find(secret)
        assert found
        secret = found.secret or secret
        clock.now += RENEWED + 1
    clock.now += RENEWED
    assert sessions.find(secret) is None


def test_logging_out_ends_a_session_under_all_its_secrets_and_no_other(accounts: Accounts) -> None:
    clock = Clock()
    sessions = Sessions(accounts, clock)
    first, elsewhere = sessions.begin(User("李雷", "editor")), ""
    clock.now += RENEWED + 1
    elsewhere = sessions.begin(User("李雷", "editor"))
    found = sessions.find(first)
    assert found and found.secret and sessions.lives(found.login)
    sessions.end(found.secret)
    assert sessions.find(found.secret) is None and sessions.find(first) is None
    assert not sessions.lives(found.login)
    other = sessions.find(elsewhere)
    assert other and other.login != found.login and sessions.lives(other.login)


def test_a_client_has_its_own_bucket() -> None:
    clock = Clock()
    rates = RateLimit(60, 3, clock)
    for _ in range(3):
        rates.take("a")
    with pytest.raises(TooMany) as full:
        rates.take("a")
    assert 0 < full.value.seconds <= 1
    rates.take("b")
    clock.now += full.value.seconds + 0.001
    rates.take("a")


def test_the_gate_keeps_order_and_loses_nobody() -> None:
    async def use() -> tuple[list[int], int, int]:
        gate, done, most, inside, refused = Gate(2, 5), [], 0, 0, 0

        async def one(number: int) -> None:
            nonlocal most, inside, refused
            try:
                async with gate.enter():
                    inside += 1
                    most = max(most, inside)
                    await asyncio.sleep(0.001)
                    inside -= 1
                    done.append(number)
            except TooMany:
                refused += 1

        await asyncio.gather(*(one(number) for number in range(10)))
        await asyncio.gather(*(one(number) for number in range(7)))
        return done, most, refused

    done, most, refused = asyncio.run(use())
    assert done == [*range(7), *range(7)] and most == 2 and refused == 3


def test_whoever_leaves_the_queue_leaves_no_gap() -> None:
    async def use() -> bool:
        gate = Gate(1, 5)

        async def hold(seconds: float) -> None:
            async with gate.enter():
                await asyncio.sleep(seconds)

        tasks = [asyncio.create_task(hold(0.02)) for _ in range(4)]
        await asyncio.sleep(0.005)
        tasks[1].cancel()
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait_for(hold(0), 1)
        return tasks[3].done() and not tasks[3].cancelled()

    assert asyncio.run(use())


@pytest.mark.adverse(45)
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我的身份证是11010519491231002X，电话13812345678", "我的身份证是[证件号]，电话[电话]"),
        ("证件 110105 19491231 0021 号", "证件 [证件号] 号"),
        ("１３８１２３４５６７８和+86 138-1234-5678", "[电话]和[电话]"),
        ("发到 li.lei@example.gov.cn 或 010-12345678", "发到 [邮箱] 或 [电话]"),
        ("卡号6222020200112233445", "卡号[卡号]"),
        ("令牌wence_abcdefgh12345678 和 sk-abcdefgh1234", "令牌[密钥] 和 [密钥]"),
        ("丰政发〔2022〕7号，2025年3500亿元，2021-2025年，第123456号", "丰政发〔2022〕7号，2025年3500亿元，2021-2025年，第123456号"),
    ],
)  # fmt: skip
def test_personal_data_is_blacked_out_and_figures_stay(text: str, kept: str) -> None:
    assert redacted(text) == kept


@pytest.mark.adverse(45)
@given(st.text(max_size=200))
def test_any_question_is_one_line_of_json(tmp_path_factory: pytest.TempPathFactory, question: str) -> None:
    folder = tmp_path_factory.mktemp("log")
    Audit(folder, clock=lambda: datetime(2026, 11, 20)).note("ask", "李雷", "127.0.0.1", question=question)
    lines = (folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 and json.loads(lines[0])["event"] == "ask"


def test_the_log_turns_over_by_size(tmp_path: Path) -> None:
    audit = Audit(tmp_path, largest=400)
    for number in range(40):
        audit.note("ask", question=f"第{number}问")
    files = sorted(path.name for path in tmp_path.iterdir())
    assert "audit.jsonl" in files and "audit.1.jsonl" in files and len(files) == 6
    assert all(path.stat().st_size <= 400 for path in tmp_path.iterdir())
    assert "第39问" in (tmp_path / "audit.jsonl").read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "audit.jsonl").stat().st_mode) == 0o600
