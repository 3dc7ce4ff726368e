"""The tools of the Model Context Protocol, called with its own client over HTTP and over stdio."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from serving import Site, fill, site

from index.store import open_store

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "养老机构每张床位补贴多少元？"
TOOLS = {"ask", "search", "match", "open_clause", "list_documents"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("mcp"), auth=True) as found:
        yield found


@asynccontextmanager
async def session_of(here: Site, user: str) -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {here.token(user)}"}
    async with (
        httpx.AsyncClient(headers=headers, trust_env=False, timeout=60) as http,
        streamable_http_client(f"{here.url}/mcp", http_client=http) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        yield session


async def call(session: ClientSession, name: str, **arguments: object) -> Any:
    result = await session.call_tool(name, arguments)
    assert not result.isError, result.content
    return result.structuredContent


def test_the_tools_over_http(here: Site) -> None:
    async def use() -> None:
        async with session_of(here, "reader") as session:
            assert {tool.name for tool in (await session.list_tools()).tools} == TOOLS
            answer = await call(session, "ask", question=QUESTION)
            assert "3000元" in answer["answer"] and "出处" in answer["text"]
            citation = answer["citations"][0]
            clause = await call(session, "open_clause", doc_id=citation["doc_id"], offset=citation["start"])
            assert citation["quote"] in clause["text"] and clause["next"]["path"] == ["第二条"]
            matched = await call(session, "match", description="我们是白水市做机器人的企业，想要资金支持")
            assert matched["profile"]["industry"]["value"] == "机器人" and "measures" in matched
            outline = await call(session, "open_clause", doc_id="green")
            assert [entry["path"] for entry in outline["outline"]][-1] == ["二、保障"]
            hits = await call(session, "search", query="绿地率", k=3, documents=["green"])
            assert {hit["doc_id"] for hit in hits["hits"]} == {"green"}
            follow_up = await call(
                session,
                "ask",
                question="那建成公园多少座？",
                earlier_questions=["白水市2030年绿地率达到多少？"],
            )
            assert "52座" in follow_up["answer"]

    asyncio.run(use())


def test_tools_see_what_their_caller_may_see(here: Site) -> None:
    async def use(user: str) -> str:
        async with session_of(here, user) as session:
            listed = await call(session, "list_documents")
            answer = await call(session, "ask", question="储备金规模是多少？")
            hits = await call(session, "search", query="蓝鲸委员会")
            opened = await session.call_tool("open_clause", {"doc_id": "secret"})
            return json.dumps(
                [listed, answer, hits, opened.isError, opened.model_dump(mode="json")], ensure_ascii=False
            )

    hidden = asyncio.run(use("reader"))
    assert "八千万" not in hidden and "应急储备金" not in hidden and "没有文件“secret”" in hidden
    assert "八千万" in asyncio.run(use("admin"))


def test_errors_are_words(here: Site) -> None:
    async def use() -> None:
        async with session_of(here, "reader") as session:
            result = await session.call_tool("ask", {"question": "  "})
            assert result.isError and "问题是空的" in result.content[0].text  # type: ignore[union-attr]

    asyncio.run(use())


def test_nobody_without_a_token(here: Site) -> None:
    reply = httpx.post(f"{here.url}/mcp", json={}, trust_env=False)
    assert reply.status_code in (401, 403)
    assert httpx.get(f"{here.url}/mcp", trust_env=False).status_code == 401


def test_over_stdio(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        fill(store)

    async def use() -> None:
        command = StdioServerParameters(
            command=sys.executable, args=[str(ROOT / "app.py"), "--data", str(tmp_path), "mcp"]
        )
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            assert {tool.name for tool in (await session.list_tools()).tools} == TOOLS
            assert "3000元" in (await call(session, "ask", question=QUESTION))["answer"]
            assert len((await call(session, "list_documents"))["documents"]) == 3

    asyncio.run(use())


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ask", {"question": QUESTION, "temperature": 1}, "工具 ask 没有参数“temperature”"),
        ("ask", {}, "参数不对，请检查：question"),
        ("search", {"query": "绿地率", "k": 0}, "参数不对，请检查：k"),
        ("open_clause", {"doc_id": "nosuch"}, "没有文件“nosuch”"),
        ("erase", {}, "没有工具“erase”"),
    ],
)
def test_errors_are_told_in_our_words(
    here: Site, name: str, arguments: dict[str, object], words: str
) -> None:
    async def use() -> None:
        async with session_of(here, "reader") as session:
            result = await session.call_tool(name, arguments)
            said = result.content[0].text  # type: ignore[union-attr]
            assert result.isError and said.startswith(words), said
            assert "Error executing" not in said and "pydantic" not in said

    asyncio.run(use())


def test_the_server_gives_its_own_version_and_writes_nothing_beside(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        fill(store)
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    parameters = StdioServerParameters(
        command=sys.executable, args=[str(ROOT / "app.py"), "--data", str(tmp_path), "mcp"]
    )

    async def use(beside: Any) -> str:
        async with (
            stdio_client(parameters, errlog=beside) as (read, write),
            ClientSession(read, write) as session,
        ):
            about = await session.initialize()
            await session.call_tool("ask", {"question": QUESTION})
            await session.call_tool("ask", {"nothing": 1})
            return about.serverInfo.version

    with (tmp_path / "stderr").open("w+", encoding="utf-8") as beside:
        assert version and asyncio.run(use(beside)) == version[1]
        beside.seek(0)
        assert beside.read() == ""
