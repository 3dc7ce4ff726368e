"""The real server on loopback, for tests: a small store, accounts where wanted, an HTTP client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from browser import free_port

from chat.accounts.accounts import Accounts
from chat.accounts.audit import FILE_NAME, Audit
from chat.engine import Engine
from chat.gateway.limits import LIMITS, RequestLimits
from chat.server import Serving, Settings
from chat.service.service import Service
from index.store import Store, open_store
from ingest import parse_text

PASSWORD = "correct horse 电池"
TEXTS = {
    "care": "青山县养老服务办法\n\n第一条 对民办养老机构每张床位补贴3000元。\n\n第二条 县民政局负责发放补贴。\n",
    "green": "白水市绿化规划\n\n一、目标\n到2030年绿地率达到41%，建成公园52座。\n\n二、保障\n由市园林局负责。\n",
    "secret": "青山县应急储备金管理办法\n\n第一条 储备金规模为八千万元，由县财政局管理。\n\n第二条 动用储备金须经蓝鲸委员会批准。\n",
}


@dataclass
class Site:
    """A server that runs, with what is behind it."""

    url: str
    port: int
    store: Store
    folder: Path
    accounts: Accounts | None

    def client(self, token: str = "", **options: object) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=60, **options)  # type: ignore[arg-type]

    def token(self, name: str) -> str:
        assert self.accounts
        return self.accounts.new_token(name)

    def events(self) -> list[dict[str, object]]:
        """The lines of the audit log."""
        text = (self.folder / FILE_NAME).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


def fill(store: Store) -> None:
    store.add([parse_text(text, doc_id=doc_id, source=f"{doc_id}.txt") for doc_id, text in TEXTS.items()])


@contextmanager
def site(
    folder: Path,
    *,
    auth: bool = False,
    limits: RequestLimits = LIMITS,
    host: str = "127.0.0.1",
    **settings: object,
) -> Iterator[Site]:
    """Users reader, editor and admin of the same names where ``auth``; “secret” is for admins alone then."""
    with open_store(folder, create=True) as store:
        fill(store)
        accounts = Accounts(folder) if auth else None
        if accounts:
            for role in ("reader", "editor", "admin"):
                accounts.add(role, PASSWORD, role)
            accounts.restrict("secret", roles=["admin"])
        port = free_port()
        service = Service(Engine(store), accounts, Audit(folder))
        serving = Serving(service, Settings(host, port, limits=limits, **settings))  # type: ignore[arg-type]
        try:
            shown = f"[{host}]" if ":" in host else host
            yield Site(f"http://{shown}:{port}", port, store, folder, accounts)
        finally:
            serving.close()
            if accounts:
                accounts.close()


def events_of(text: str) -> list[tuple[str, object]]:
    """Server-sent events as (name, value)."""
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found
