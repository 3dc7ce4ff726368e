"""The REST interface against the running server: answers, documents, errors."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from serving import Site, events_of, site

from chat.question.understand import LONGEST_QUESTION

QUESTION = "养老机构每张床位补贴多少元？"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("api")) as found:
        yield found


@pytest.fixture
def client(here: Site) -> Iterator[httpx.Client]:
    with here.client() as found:
        yield found


def test_an_answer_is_that_of_the_command_line(client: httpx.Client) -> None:
    found = client.post("/api/ask", json={"question": QUESTION, "id": "q1"}).json()
    assert found["id"] == "q1" and "3000元" in found["answer"] and not found["refused"]
    citation = found["citations"][0]
    assert citation["doc_id"] == "care" and citation["quote"] in citation["text"]
    assert {"n", "title", "clause", "page", "start", "end", "status"} <= set(citation)


def test_a_match_is_that_of_the_command_line(client: httpx.Client) -> None:
    body = {"profile": {"行业": "养老服务", "员工": "85人"}, "text": "想要运营补贴", "as_of": "2026-01-31"}
    found = client.post("/api/match", json=body).json()
    assert found["profile"]["employees"] == {"value": 85, "from": "85人"}
    assert found["profile"]["needs"] == [{"value": "资金", "from": "想要运营补贴"}]
    assert isinstance(found["measures"], list) and isinstance(found["ask"], list)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"profile": {"employees": -1}}, 400),
        ({"profile": [1]}, 400),
        ({"as_of": "昨天", "text": "做机器人的企业"}, 400),
        ({"text": "做机器人的企业", "measure": "没有#这一项"}, 404),
        ({"unheard": 1}, 400),
    ],
)
def test_a_match_that_cannot_be_is_told_in_both_languages(
    client: httpx.Client, body: dict[str, object], status: int
) -> None:
    reply = client.post("/api/match", json=body)
    assert reply.status_code == status
    assert reply.json()["error"]["chinese"] and reply.json()["error"]["english"]


def test_profiles_are_kept_and_deleted(client: httpx.Client) -> None:
    body = {"profile": {"行业": "机器人", "需求": "资金"}}
    assert client.put("/api/profiles/我们", json=body).json()["profile"] == body["profile"]
    (one,) = client.get("/api/profiles").json()["profiles"]
    assert one["name"] == "我们" and one["new"] == 0
    assert client.put("/api/profiles/我们", json={**body, "as_of": "昨天"}).status_code == 400
    assert set(client.get("/api/profiles/我们/match").json()) == {"profile", "as_of", "ask", "measures"}
    assert client.get("/api/profiles/我们/new", params={"looked": True}).json()["measures"] == []
    assert client.delete("/api/profiles/我们").json() == {"removed": "我们"}
    reply = client.get("/api/profiles/我们/new")
    assert reply.status_code == 404 and reply.json()["error"]["english"]


@pytest.mark.parametrize("how", ["stream", "accept"])
def test_events_come_as_documents_text_answer(client: httpx.Client, how: str) -> None:
    body = {"question": QUESTION, **({"stream": True} if how == "stream" else {})}
    headers = {"Accept": "text/event-stream"} if how == "accept" else {}
    reply = client.post("/api/ask", json=body, headers=headers)
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = events_of(reply.text)
    assert events[0][0] == "documents" and events[-1][0] == "answer"
    text = "".join(str(value) for name, value in events if name == "text")
    assert text == events[-1][1]["answer"]  # type: ignore[index]


@pytest.mark.parametrize("form", ["history", "conversation"])
def test_a_follow_up_is_read_against_what_was_said(client: httpx.Client, form: str) -> None:
    first = client.post("/api/ask", json={"question": "白水市2030年绿地率达到多少？"}).json()
    said = (
        {"history": [{"question": "白水市2030年绿地率达到多少？", "answer": first["answer"]}]}
        if form == "history"
        else {
            "conversation": [
                {"role": "user", "content": "白水市2030年绿地率达到多少？"},
                {"role": "assistant", "content": first["answer"]},
            ]
        }
    )
    found = client.post("/api/ask", json={"question": "那建成公园多少座？", **said}).json()
    assert found["resolved"] != "那建成公园多少座？" and "52座" in found["answer"]


def test_filters_keep_to_their_documents(client: httpx.Client) -> None:
    found = client.post("/api/ask", json={"question": QUESTION, "filters": {"doc": ["green"]}}).json()
    assert all(citation["doc_id"] == "green" for citation in found["citations"])
    hits = client.get("/api/search", params={"q": "负责", "k": 5, "doc": ["green", "care"]}).json()["hits"]
    assert {hit["doc_id"] for hit in hits} == {"green", "care"}
    again = client.post("/api/search", json={"query": "负责", "k": 5, "filters": {"doc": ["green", "care"]}})
    assert again.json()["hits"] == hits


def test_documents_outline_and_clauses(client: httpx.Client, here: Site) -> None:
    listed = client.get("/api/documents").json()["documents"]
    assert {"care", "green", "secret"} <= {info["doc_id"] for info in listed}
    about = client.get("/api/documents/green").json()
    assert about["title"] == "白水市绿化规划"
    goals = next(entry for entry in about["outline"] if entry["path"] == ["一、目标"])
    text = here.store.document("green").text
    by_address = client.get("/api/documents/green/clause", params={"address": "一、"}).json()
    assert by_address["text"] == text[by_address["start"] : by_address["end"]]
    assert by_address["index"] == goals["index"] and "41%" in by_address["text"]
    assert by_address["next"]["path"] == ["二、保障"]
    by_offset = client.get("/api/documents/green/clause", params={"offset": text.index("园林局")}).json()
    assert by_offset["path"] == ["二、保障"] and by_offset["previous"]["path"] == ["一、目标"]
    assert client.get("/api/documents/green/clause", params={"index": goals["index"]}).json() == by_address


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/api/ask", {"question": " "}, 400, "question"),
        ("POST", "/api/ask", {"question": "长" * (LONGEST_QUESTION + 1)}, 400, "question"),
        ("POST", "/api/ask", {"question": 5}, 400, "usage"),
        ("POST", "/api/ask", {"question": "问", "filter": {}}, 400, "usage"),
        ("POST", "/api/ask", {"question": "问", "stream": True, "history": "x"}, 400, "usage"),
        ("GET", "/api/search?k=5", None, 400, "usage"),
        ("GET", "/api/search?q=a&k=100000", None, 400, "usage"),
        ("GET", "/api/documents/nosuch", None, 404, "not_found"),
        ("GET", "/api/documents/green/clause?address=第九十九章", None, 404, "not_found"),
        ("GET", "/api/documents/green/clause", None, 400, "usage"),
        ("DELETE", "/api/documents/nosuch", None, 404, "not_found"),
        ("PATCH", "/api/documents", {}, 405, "method_not_allowed"),
        ("GET", "/api/nothing", None, 404, "not_found"),
        ("GET", "/../../etc/passwd", None, 404, "not_found"),
    ],
)
def test_errors_have_a_code_two_sentences_and_no_path(
    client: httpx.Client, method: str, path: str, body: object, status: int, code: str
) -> None:
    reply = client.request(method, path, json=body) if body is not None else client.request(method, path)
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert error["code"] == code and error["chinese"] and error["english"]
    assert "Traceback" not in reply.text and "/work" not in reply.text and ".py" not in reply.text


def test_streamed_errors_have_a_status_too(client: httpx.Client) -> None:
    reply = client.post("/api/ask", json={"question": "", "stream": True})
    assert reply.status_code == 400 and reply.json()["error"]["code"] == "question"


def upload(client: httpx.Client, name: str, data: bytes, kind: str = "application/octet-stream"):
    return client.post("/api/documents", files={"file": (name, data, kind)})


def test_a_document_goes_in_is_found_and_goes_out(client: httpx.Client) -> None:
    text = "黑石区门窗改造办法\n\n第一条 每扇窗补助120元。\n"
    taken = upload(client, "黑石区门窗改造办法.txt", text.encode())
    assert taken.status_code == 200
    report = taken.json()["reports"][0]
    assert report["ok"] and report["state"] == "added" and report["source"] == "黑石区门窗改造办法.txt"
    assert "120元" in client.post("/api/ask", json={"question": "黑石区每扇窗补助多少元？"}).json()["answer"]
    again = upload(client, "黑石区门窗改造办法.txt", text.encode()).json()["reports"][0]
    assert again["state"] == "unchanged" and again["doc_id"] == report["doc_id"]
    assert client.delete(f"/api/documents/{report['doc_id']}").json() == {"removed": report["doc_id"]}
    assert client.get(f"/api/documents/{report['doc_id']}").status_code == 404
    assert all(hit["doc_id"] != report["doc_id"] for hit in client.get("/api/search?q=门窗").json()["hits"])


@pytest.mark.adverse(26)
@pytest.mark.parametrize(
    "name",
    ["../../../etc/cron.d/x.txt", "/etc/passwd.txt", "..\\..\\x.txt", "政" * 200 + ".txt", "a\u202etxt.exe.txt",
     "con\x00trol.txt", ".hidden.txt", "..", "<script>alert(1)</script>.txt"],
)  # fmt: skip
def test_a_name_is_only_a_name(client: httpx.Client, here: Site, name: str) -> None:
    reply = upload(client, name, f"名称试验办法{hash(name)}\n\n第一条 内容。\n".encode())
    assert reply.status_code == 200, reply.text
    report = reply.json()["reports"][0]
    source = report["source"]
    assert "/" not in source and "\\" not in source and "\u202e" not in source and "\x00" not in source
    assert len(source.encode()) <= 255 and "tmp" not in reply.text
    here.store.remove([report["doc_id"]])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("plan.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, None),
        ("plan.txt", b"", "unreadable"),
        ("plan.docx", b"SQLite format 3\0" + b"\0" * 100, "unsupported"),
        ("plan.pdf", b"%PDF-1.7\nbroken", "unreadable"),
    ],
)
def test_what_a_file_is_decides_its_content(
    client: httpx.Client, name: str, data: bytes, code: str | None
) -> None:
    reply = upload(client, name, data, "application/pdf")
    assert reply.status_code == 422
    report = reply.json()["reports"][0]
    assert not report["ok"] and report["error"]["chinese"]
    assert code is None or report["error"]["code"] == code


def test_a_form_without_a_file_and_a_body_that_is_none(client: httpx.Client) -> None:
    assert client.post("/api/documents", data={"role": "admin"}).status_code == 400
    assert client.post("/api/documents", json={"file": "x"}).status_code == 400
    broken = client.post(
        "/api/documents",
        content=b"--x\r\nnonsense",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert broken.status_code == 400 and broken.json()["error"]["chinese"]


def test_eight_uploads_of_one_file_at_once_make_one_document(here: Site) -> None:
    text = "灰山镇路灯管理办法\n\n第一条 路灯每年检修两次。\n".encode()

    def send(_: int) -> int:
        with here.client() as client:
            return upload(client, "灰山镇路灯管理办法.txt", text).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(send, range(8))) == {200}
    found = [info.doc_id for info in here.store.documents() if "路灯" in info.metadata.title]
    assert len(found) == 1
    here.store.remove(found)


def test_openapi_describes_it_in_chinese_and_the_page_calls_nobody(client: httpx.Client) -> None:
    description = client.get("/api/openapi.json").json()
    assert {"/api/v1/ask", "/api/v1/search", "/api/v1/documents", "/v1/chat/completions"} <= set(
        description["paths"]
    )
    for methods in description["paths"].values():
        for operation in methods.values():
            assert any("\u4e00" <= character <= "\u9fff" for character in operation["summary"]), operation
    page = client.get("/api/docs")
    assert page.status_code == 200 and "http://" not in page.text and "https://" not in page.text
    assert "<script" not in page.text and "/api/v1/ask" in page.text


def test_status_and_health(client: httpx.Client, here: Site) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    found = client.get("/api/status").json()
    assert found["documents"] == len(here.store.documents()) and found["role"] is None
    assert io.StringIO(client.get("/").text).read(15).lower() == "<!doctype html>"
