"""Documents in named collections: who sees what of them, asking within them, their REST and command-line doors."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from serving import Site, site

from app import main
from chat.collections import LONGEST_NAME, Collections, KeptCollections
from chat.engine import Engine
from chat.service.service import Service
from index.hits import Filters
from index.store import open_store
from ingest import parse_text
from ingest.errors import NotAllowed, NotFound, StoreDamaged, UsageError

CARE, GREEN = (
    "青山县养老服务办法\n\n第一条 每张床位补贴3000元。\n",
    "白水市绿化规划\n\n一、目标\n绿地率达到41%。\n",
)


def names(reply: httpx.Response) -> dict[str, list[str]]:
    return {one["name"]: one["documents"] for one in reply.json()["collections"]}


def test_a_collection_is_kept_and_gone_with_its_last_document(tmp_path: Path) -> None:
    path = tmp_path / "collections.sqlite3"
    kept = KeptCollections(path)
    assert kept.all() == {} and not path.exists()
    kept.change("养老", put=["a", "b", "a"])
    kept.change("绿化", put=["b"])
    kept.close()
    again = KeptCollections(path)
    assert again.all() == {"养老": {"a", "b"}, "绿化": {"b"}}
    assert path.stat().st_mode & 0o077 == 0
    again.change("养老", take=["a", "b", "c"])
    assert again.all() == {"绿化": {"b"}}
    again.close()
    path.write_bytes(b"no database " * 400)
    with pytest.raises(StoreDamaged):
        KeptCollections(path).all()


def test_within_narrows_and_never_widens(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(CARE, doc_id="care"), parse_text(GREEN, doc_id="green")])
        visit, held = Service(Engine(store)).visit(), Collections()
        held.put(visit, " 养老\n服务 ", ["care"])
        held.put(visit, "两份", ["care", "green"])
        assert [one.name for one in held.seen(visit)] == ["两份", "养老 服务"]
        filters = Filters(region=("青山县",))
        assert held.within(visit, [], filters) is filters
        assert held.within(visit, ["养老 服务", "两份"], filters) == Filters(("care", "green"), ("青山县",))
        assert held.within(visit, ["两份"], Filters(("green",))).doc_ids == ("green",)
        with pytest.raises(NotFound):  # nothing is left: no document, and not every document
            held.within(visit, ["养老 服务"], Filters(("green",)))
        with pytest.raises(NotFound, match="有的是：两份、养老 服务"):
            held.within(visit, ["没有的"], Filters())
        with pytest.raises(NotFound):
            held.put(visit, "养老", ["no such document"])
        for name in ("  ", "长" * (LONGEST_NAME + 1)):
            with pytest.raises(UsageError):
                held.put(visit, name, ["care"])
        with pytest.raises(UsageError):
            held.put(visit, "空的", [])
        assert held.rename(visit, "养老 服务", "两份").doc_ids == ("care", "green")
        assert held.hold(visit, "两份", ["green"]).doc_ids == ("green",)
        store.remove(["green"])  # a document that is gone is in no collection
        assert held.seen(visit) == []
        with pytest.raises(NotFound):
            held.within(visit, ["两份"], Filters())


def test_nobody_sees_or_changes_in_a_collection_what_they_may_not_see(tmp_path: Path) -> None:
    with site(tmp_path, auth=True) as here:
        admin, editor, reader = (here.client(here.token(role)) for role in ("admin", "editor", "reader"))
        address = "/api/v1/collections"
        assert admin.put(f"{address}/县里", json={"documents": ["care", "secret"]}).status_code == 200
        assert admin.put(f"{address}/机密", json={"documents": ["secret"]}).status_code == 200
        assert names(admin.get(address)) == {"县里": ["care", "secret"], "机密": ["secret"]}
        for client in (editor, reader):
            assert names(client.get(address)) == {"县里": ["care"]}
            asked = client.post(
                "/api/v1/ask", json={"question": "储备金多少", "filters": {"collection": ["机密"]}}
            )
            assert asked.status_code == 404 and "县里" in asked.text and "secret" not in asked.text
            asked = client.post(
                "/api/v1/ask",
                json={"question": "储备金规模为多少", "filters": {"collection": ["县里"]}, "passages": 9},
            )
            assert asked.status_code == 200 and "八千万" not in asked.text and "绿地率" not in asked.text
        many = ["0" * 400] * 10_001  # one more than a collection takes, and larger than other bodies may be
        assert editor.put(f"{address}/县里", json={"documents": many}).status_code == 400
        assert reader.put(f"{address}/读者的", json={"documents": ["care"]}).status_code == 403
        assert reader.patch(f"{address}/县里", json={"name": "读者的"}).status_code == 403
        assert reader.delete(f"{address}/县里").status_code == 403
        assert editor.put(f"{address}/县里", json={"documents": ["secret"]}).status_code == 404
        assert editor.delete(f"{address}/机密").status_code == 404
        # An editor moves what they see; the rest stays where it was, under a name they do not learn of.
        assert editor.patch(f"{address}/县里", json={"name": "机密"}).json()["documents"] == ["care"]
        assert names(editor.get(address)) == {"机密": ["care"]}
        assert editor.delete(f"{address}/机密").status_code == 200
        assert names(editor.get(address)) == {}
        assert names(admin.get(address)) == {"县里": ["secret"], "机密": ["secret"]}
        assert {"collection"} <= {event["event"] for event in here.events()}


def test_the_rest_door(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        _ask_within(here)


def _ask_within(here: Site) -> None:
    client, address = here.client(), "/api/v1/collections"
    assert client.put(f"{address}/a/b 养老", json={"documents": ["care"]}).json() == {
        "name": "a/b 养老",
        "documents": ["care"],
    }
    assert client.put(f"{address}/空", json={"documents": []}).status_code == 400
    within = {"collection": ["a/b 养老"]}
    body = {"question": "每张床位补贴多少？", "filters": within, "passages": 5}
    answer = client.post("/api/v1/ask", json=body).json()
    assert "3000元" in answer["answer"] and {one["doc_id"] for one in answer["passages"]} == {"care"}
    streamed = client.post("/api/v1/ask", json={**body, "stream": True})
    assert "3000元" in streamed.text and "green" not in streamed.text
    hits = client.get("/api/v1/search", params={"q": "目标", "collection": "a/b 养老"}).json()["hits"]
    assert {hit["doc_id"] for hit in hits} <= {"care"}
    chat = {"messages": [{"role": "user", "content": "绿地率多少"}], "filters": within}
    assert "41%" not in client.post("/v1/chat/completions", json=chat).text
    assert client.delete(f"{address}/a/b 养老").json() == {"removed": "a/b 养老"}
    assert client.delete(f"{address}/a/b 养老").status_code == 404
    missing = client.post("/api/v1/search", json={"query": "目标", "filters": {"collection": ["没有"]}})
    assert missing.status_code == 404


def test_the_command_line_door(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(tmp_path / "library")
    for name, text in (("care", CARE), ("green", GREEN)):
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        assert main(["--data", data, "ingest", str(path)]) == 0
    capsys.readouterr()

    def run(*arguments: str) -> str:
        assert main([*arguments, "--data", data]) == 0
        return capsys.readouterr().out

    assert run("collections") == ""
    assert run("collections", "put", "养老", "care", "green").split("\t")[:2] == ["养老", "2 份"]
    run("collections", "take", "养老", "green")
    assert json.loads(run("collections", "rename", "养老", "养老服务", "--json")) == {
        "collections": [{"name": "养老服务", "documents": ["care"]}]
    }
    assert "3000元" in run("ask", "每张床位补贴多少？", "--collection", "养老服务")
    assert "41%" not in run("search", "绿地率", "--collection", "养老服务")
    assert main(["ask", "多少", "--collection", "没有", "--data", data]) == 2
    assert "有的是：养老服务" in capsys.readouterr().err
    assert main(["collections", "put", "养老", "没有的文件", "--data", data]) == 2
    assert run("collections", "remove", "养老服务") == ""


def test_without_the_right_nothing_is_changed(tmp_path: Path) -> None:
    with site(tmp_path, auth=True) as here:
        assert here.accounts
        held = Collections()
        visit = Service(Engine(here.store), here.accounts).visit(here.accounts.user("reader"))
        with pytest.raises(NotAllowed):
            held.put(visit, "甲", ["care"])
        assert held.kept.all() == {}
