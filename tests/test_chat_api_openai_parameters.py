"""Each parameter of OpenAI's interface honoured, refused or ignored as the table says; what clients render stays inert."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import Site, site

from chat.api.openai.content import Content, inert, link_annotations
from chat.api.openai.front_ends import front_end_reply
from chat.api.openai.requests import without_nulls

QUESTION = "养老机构每张床位补贴多少元？"
SAID = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("parameters")) as found:
        yield found


@pytest.fixture
def client(here: Site) -> Iterator[httpx.Client]:
    with here.client() as found:
        yield found


def asked(client: httpx.Client, **more: object) -> httpx.Response:
    return client.post("/v1/chat/completions", json={"model": "wence", "messages": SAID, **more})


def content(reply: httpx.Response) -> str:
    return str(reply.json()["choices"][0]["message"]["content"])


def streamed(client: httpx.Client, **more: object) -> tuple[str, dict]:
    reply = asked(client, stream=True, **more)
    lines = [line[6:] for line in reply.text.split("\n") if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    words = "".join(one["choices"][0]["delta"].get("content", "") for one in chunks if one["choices"])
    return words, next(one for one in chunks if one["choices"] and one["choices"][0]["finish_reason"])


@pytest.mark.parametrize("more", [{}, {"max_tokens": 7}, {"stop": "补贴"}, {"stop": ["。", "出处"]}])
def test_streamed_and_whole_say_the_same(client: httpx.Client, more: dict[str, object]) -> None:
    whole = asked(client, **more)
    words, end = streamed(client, **more)
    assert words == content(whole)
    assert end["choices"][0]["finish_reason"] == whole.json()["choices"][0]["finish_reason"]
    if not more:
        assert (
            end["choices"][0]["delta"]["annotations"] == whole.json()["choices"][0]["message"]["annotations"]
        )


def test_content_is_cut_where_asked(client: httpx.Client) -> None:
    whole = content(asked(client))
    short = asked(client, max_completion_tokens=7)
    assert content(short) == whole[:7] and short.json()["choices"][0]["finish_reason"] == "length"
    assert short.json()["usage"]["completion_tokens"] == 7
    assert content(asked(client, stop="补贴")) == whole.partition("补贴")[0]


@pytest.mark.parametrize(
    "more",
    [
        {"max_tokens": -1}, {"max_tokens": "many"}, {"stop": ["a"] * 5}, {"stop": 5}, {"n": 2}, {"n": 0},
        {"response_format": {"type": "json_object"}}, {"tool_choice": "required"}, {"logprobs": True},
        {"tool_choice": {"type": "function", "function": {"name": "f"}}}, {"temperature": "hot"},
        {"temperature": 9}, {"top_p": -1}, {"presence_penalty": 3}, {"seed": "x"}, {"stream": "yes"},
        {"messages": []}, {"messages": [{"role": "user", "content": ""}]}, {"messages": [{"role": "king", "content": "x"}]},
        {"model": ""}, {"tools": "all"},
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(client: httpx.Client, more: dict[str, object]) -> None:
    reply = asked(client, **more)
    assert reply.status_code == 400, reply.text
    error = reply.json()["error"]
    assert error["type"] == "invalid_request_error" and error["message"]
    if "messages" not in more:
        assert error["param"].split(".")[0] == next(iter(more))


def test_what_is_ignored_or_null_changes_nothing(client: httpx.Client) -> None:
    names = ("max_tokens", "stop", "response_format", "tools", "tool_choice", "temperature", "stream_options",
             "n", "seed", "user", "filters", "logprobs", "stream")  # fmt: skip
    plain = content(asked(client))
    assert content(asked(client, **dict.fromkeys(names))) == plain
    tools = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
    more = {"tools": tools, "tool_choice": "auto", "temperature": 1.5, "top_p": 0.1, "seed": 7, "user": "u",
            "response_format": {"type": "text"}, "chat_id": "x", "metadata": {"a": None}}  # fmt: skip
    assert content(asked(client, **more)) == plain
    messages = [{"role": "assistant", "content": None, "tool_calls": []}, *SAID]
    assert content(asked(client, messages=messages)) == plain
    assert without_nulls({"a": None, "b": [{"c": None}]}) == {"b": [{}]}


def test_each_mark_is_a_link_into_the_reader(here: Site, client: httpx.Client) -> None:
    message = asked(client).json()["choices"][0]["message"]
    first = message["annotations"][0]
    assert first["type"] == "url_citation"
    noted = first["url_citation"]
    assert message["content"][noted["start_index"] : noted["end_index"]] == "[1]"
    assert noted["url"].startswith(f"{here.url}/?open=care&start=") and "养老服务办法" in noted["title"]


def test_embeddings(client: httpx.Client) -> None:
    body = {"model": "wence", "input": ["养老机构", "绿地率"]}
    found = client.post("/v1/embeddings", json=body).json()
    vectors = [one["embedding"] for one in found["data"]]
    assert len(vectors) == 2 and abs(sum(x * x for x in vectors[0]) - 1) < 1e-3
    packed = client.post("/v1/embeddings", json={**body, "encoding_format": "base64"}).json()
    raw = base64.b64decode(packed["data"][0]["embedding"])
    assert struct.unpack(f"<{len(raw) // 4}f", raw) == pytest.approx(vectors[0], abs=1e-6)
    short = client.post("/v1/embeddings", json={**body, "dimensions": 8}).json()["data"][0]["embedding"]
    assert len(short) == 8 and abs(sum(x * x for x in short) - 1) < 1e-3
    assert client.post("/v1/embeddings", json={"input": []}).status_code == 400


ACTIVE = "看![图](http://evil.example/x.png)和[这里](https://evil.example)，<img src=x onerror=y>，www.evil.example，a@b.cn"


def test_nothing_of_a_document_acts_as_markdown() -> None:
    shown = inert(ACTIVE)
    assert shown.replace("\\", "") == ACTIVE
    for active in ("![", "](", "，<img", "http://", "https://", "www.evil", "a@b"):
        assert active not in shown
    assert inert("增长5%。[1][2]《办法》") == "增长5%。[1][2]《办法》"


@given(
    st.lists(
        st.sampled_from(["!", "[", "]", "(", "<b", "http", ":", "//", "www", ".x", "字", "。", " ", "[1]"]),
        max_size=20,
    )
)
def test_a_stream_is_cut_anywhere_and_says_the_same(pieces: list[str]) -> None:
    content = Content(0, ["。"])
    said = "".join(content.add(piece) for piece in pieces) + content.end()
    assert said == inert("".join(pieces)).partition("。")[0] == content.text


def test_only_marks_of_citations_are_linked() -> None:
    assert link_annotations("一[1]二[7]", [], "http://x") == []


OPEN_WEBUI = """### Task:
Generate a concise, 3-5 word title with an emoji summarizing the chat history.
### Output:
JSON format: { "title": "your concise title here" }
### Chat History:
<chat_history>
USER: 养老机构每张床位补贴多少元？
ASSISTANT: 每张床位补贴3000元。[1] 出处：[1] 《青山县养老服务办法》
</chat_history>"""


@pytest.mark.parametrize(
    ("prompt", "reply"),
    [
        (OPEN_WEBUI, '{"title": "养老机构每张床位补贴多少元"}'),
        (OPEN_WEBUI.replace('"title": "your concise title here"', '"tags": ["tag1", "tag2"]'), '{"tags": ["青山县养老服务办法"]}'),
        (OPEN_WEBUI.replace('"title": "your concise title here"', '"follow_ups": ["Question 1?"]'), '{"follow_ups": []}'),
        (
            "Provide a concise, 5-word-or-less title for the conversation, using its same language. Only return the title.\n"
            "Conversation:\nUser: 养老机构每张床位补贴多少元？\nAI: 3000元",
            "养老机构每张床位补贴多少元",
        ),
    ],
)  # fmt: skip
def test_prompts_of_front_ends_are_answered_from_the_conversation(
    client: httpx.Client, prompt: str, reply: str
) -> None:
    messages = [{"role": "user", "content": prompt}]
    assert content(asked(client, messages=messages)) == reply
    assert streamed(client, messages=messages)[0] == reply


def test_a_short_order_behind_the_conversation_names_it() -> None:
    messages = [*SAID, {"role": "assistant", "content": "3000元"},
                {"role": "user", "content": "使用四到五个字直接返回这句话的简要主题，不要解释、不要标点"}]  # fmt: skip
    assert front_end_reply(messages) == "养老机构每张床位补贴多少元"


@pytest.mark.parametrize(
    "question", [QUESTION, "办法的标题是什么？", "项目名称和标题怎样写？", "What is the title of the plan?"]
)
def test_a_question_to_the_documents_is_none_of_theirs(question: str) -> None:
    assert front_end_reply([{"role": "user", "content": question}]) is None
