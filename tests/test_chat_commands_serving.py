"""``serve`` and ``users`` as commands: starting, warnings, a clean end on SIGTERM and Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from browser import free_port
from serving import fill

from chat.accounts.accounts import Accounts
from index.store import open_store

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(tmp_path, create=True) as store:
        fill(store)
    return tmp_path


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "app.py"), "--data", str(folder), *arguments]


def run(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(folder, *arguments),
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@contextmanager
def served(folder: Path, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(
        command(folder, "serve", "--port", str(port), *arguments),
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # A shell has what runs in its background ignore Ctrl-C, which goes on to whatever that starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        while not answers(port):
            assert started.poll() is None, started.communicate()
            time.sleep(0.1)
        yield started
    finally:
        started.kill()
        started.wait()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False, timeout=60).status_code == 200
    except httpx.TransportError:
        return False


def words_at_end(started: subprocess.Popen[str]) -> str:
    _, words = started.communicate(timeout=120)
    assert started.returncode == 0, words
    return words


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told(folder: Path, number: signal.Signals) -> None:
    port = free_port()
    with served(folder, port) as started:
        started.send_signal(number)
        words = words_at_end(started)
    assert f"http://127.0.0.1:{port}" in words and "已停止" in words and "Traceback" not in words


def test_an_open_stream_is_cut_off_without_a_word_of_a_fault(folder: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/gradio_api/heartbeat/abc"
    with (
        served(folder, port) as started,
        httpx.stream("GET", address, trust_env=False, timeout=60) as reply,
    ):
        assert reply.headers["content-type"].startswith("text/event-stream")
        started.terminate()
        words = words_at_end(started)
    assert "已停止" in words and "Traceback" not in words, words


def test_elsewhere_without_accounts_it_warns_aloud(folder: Path) -> None:
    with served(folder, free_port(), "--host", "0.0.0.0") as started:
        started.terminate()
        words = words_at_end(started)
    assert "!!!! 注意" in words and "--auth" in words


def test_users_are_added_listed_changed_and_removed(folder: Path) -> None:
    assert run(folder, "serve", "--auth").returncode == 2  # nobody could log in
    assert run(folder, "users", "add", "李雷", "--role", "admin", given="correct horse\n").returncode == 0
    assert run(folder, "users", "add", "李雷", given="correct horse\n").returncode == 2
    assert run(folder, "users", "add", "hmm", given="short\n").returncode == 2
    token = json.loads(run(folder, "users", "token", "李雷", "--json").stdout)["token"]
    assert run(folder, "users", "add", "hmm", given="correct horse\n").returncode == 0
    assert json.loads(run(folder, "users", "role", "hmm", "editor", "--json").stdout)["role"] == "editor"
    assert json.loads(run(folder, "users", "visible", "care", "--user", "李雷", "--json").stdout)[
        "users"
    ] == ["李雷"]
    assert run(folder, "users", "visible", "nosuch", "--role", "admin").returncode == 2
    assert run(folder, "users", "remove", "hmm").returncode == 0
    assert run(folder, "users", "list").stdout == "李雷\tadmin\n"
    accounts = Accounts(folder)
    assert accounts.user_of_token(token) is not None
    accounts.close()
    assert os.stat(folder / "accounts.sqlite3").st_mode & 0o077 == 0
