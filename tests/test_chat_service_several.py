"""Two server processes on one store: what one takes in, lets in or withdraws holds for the other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser import free_port
from serving import PASSWORD, TEXTS

from chat.accounts.accounts import Accounts
from index.store import open_store
from ingest import parse_text

ROOT = Path(__file__).resolve().parent.parent


def served(data: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "app.py", "--data", str(data), "serve", "--auth", "--port", str(port)]
    return subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.DEVNULL, env={**os.environ, "WENCE_READER": "0"}
    )


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    data = tmp_path_factory.mktemp("several") / "store"
    with open_store(data, create=True) as store:
        store.add([parse_text(TEXTS["care"], doc_id="care", source="care.txt")])
    accounts = Accounts(data)
    accounts.add("admin", PASSWORD, "admin")
    accounts.close()
    ports = free_port(), free_port()
    processes = [served(data, port) for port in ports]
    clients = [
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) for port in ports
    ]
    try:
        until = time.monotonic() + 120
        for client in clients:
            while not ready(client):
                assert time.monotonic() < until
                time.sleep(0.2)
        yield clients[0], clients[1]
    finally:
        for client in clients:
            client.close()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(60) for process in processes]
    assert codes == [0, 0]


def ready(client: httpx.Client) -> bool:
    try:
        return client.get("/ready").status_code == 200
    except httpx.TransportError:
        return False


def test_sessions_documents_and_rights_are_shared(pair: tuple[httpx.Client, httpx.Client]) -> None:
    first, second = pair
    reply = first.post("/login", data={"name": "admin", "password": PASSWORD})
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in first.cookies.items())}
    assert reply.status_code == 303 and cookie["Cookie"]
    first.cookies.clear()
    ours = {**cookie, "Origin": str(second.base_url).rstrip("/")}
    assert second.get("/api/documents", headers=cookie).status_code == 200
    sent = {"file": ("green.txt", TEXTS["green"].encode())}
    assert second.post("/api/documents", files=sent, headers=ours).status_code == 200
    ids = [one["doc_id"] for one in first.get("/api/documents", headers=cookie).json()["documents"]]
    assert set(ids) == {"care", "green"}
    found = first.post(
        "/api/ask",
        json={"question": "绿地率达到多少？"},
        headers={**cookie, "Origin": str(first.base_url).rstrip("/")},
    )
    assert "41%" in found.json()["answer"]
    second.post("/logout", headers=ours)
    assert first.get("/api/documents", headers=cookie).status_code == 401


# -- behind one port -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def behind_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    data, port = tmp_path_factory.mktemp("one-port") / "store", free_port()
    with open_store(data, create=True) as store:
        store.add([parse_text(TEXTS["care"], doc_id="care", source="care.txt")])
    process = subprocess.Popen(
        [sys.executable, "app.py", "--data", str(data), "serve", "--port", str(port), "--processes", "2"],
        cwd=ROOT, stderr=subprocess.PIPE, env={**os.environ, "WENCE_READER": "0"},
    )  # fmt: skip
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
        assert process.stderr and "已就绪" in process.stderr.readline().decode()
        yield client, process
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0 and "已停止" in process.stderr.read().decode()


def children_of(process: subprocess.Popen[bytes]) -> set[int]:
    text = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    found = set()
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        found |= {int(number) for number in (task / "children").read_text().split()}
    return found if text.exists() else set()


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="connections are handed over on Linux and macOS"
)
def test_one_address_meets_one_process_and_others_take_over(
    behind_one: tuple[httpx.Client, subprocess.Popen[bytes]],
) -> None:
    client, process = behind_one
    for _ in range(6):
        assert client.post("/api/ask", json={"question": "养老机构每张床位补贴多少元？"}).status_code == 200
        client.get("/health", headers={"Connection": "close"})
    text = client.get("/metrics").text
    assert 'wence_events_total{event="ask",outcome="answered"} 6.0' in text
    children = children_of(process)
    assert len(children) == 2
    killed = max(children)
    os.kill(killed, signal.SIGKILL)
    until, codes = time.monotonic() + 30, []
    while time.monotonic() < until and codes[-3:] != [200] * 3:
        try:
            codes.append(client.get("/health", headers={"Connection": "close"}).status_code)
        except httpx.TransportError:
            codes.append(0)
            time.sleep(0.1)
    assert codes[-3:] == [200] * 3
    until = time.monotonic() + 60
    while not (len(children_of(process)) == 2 and killed not in children_of(process)):
        assert time.monotonic() < until, "it is started again"
        time.sleep(0.2)
