"""The official clients against the running server: those of the environment, and those that `make clients` installs.

The latter have requirements of their own, so they live in an environment of their own (`.clients`, or the folder that
WENCE_CLIENTS names) and are run from there; without it their tests are skipped.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import Site, site

from chat.gateway.limits import RequestLimits

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = Path(os.environ.get("WENCE_CLIENTS") or ROOT / ".clients") / "bin"
QUESTION = "养老机构每张床位补贴多少元？"
installed = pytest.mark.skipif(
    not (CLIENTS / "python").exists(), reason="no other clients here: run `make clients` or set WENCE_CLIENTS"
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    limits = RequestLimits(rate=1e6, burst=10**6)
    with site(tmp_path_factory.mktemp("clients"), limits=limits) as found:
        yield found


def run(*command: str, cwd: Path, timeout: float = 180.0) -> str:
    """What a program of the clients' environment prints. Fails with what it says where it fails."""
    environment = {**os.environ, "NO_PROXY": "*", "no_proxy": "*", "HOME": str(cwd), "LLM_USER_PATH": str(cwd),
                   "OPENAI_API_KEY": "none", "PATH": f"{CLIENTS}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}  # fmt: skip
    done = subprocess.run(
        [str(CLIENTS / command[0]), *command[1:]], cwd=cwd, env=environment, capture_output=True, text=True,
        timeout=timeout, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def test_langchain_openai(here: Site) -> None:
    from langchain_openai import ChatOpenAI, OpenAIEmbeddings
    from pydantic import SecretStr

    http = httpx.Client(trust_env=False)
    model = ChatOpenAI(
        model="wence",
        base_url=f"{here.url}/v1",
        api_key=SecretStr("none"),
        http_client=http,
        stream_usage=True,
    )
    whole = model.invoke([("system", "简短"), ("human", QUESTION)])
    assert "3000元" in str(whole.content)
    text = "".join(str(piece.content) for piece in model.stream(QUESTION) if isinstance(piece.content, str))
    assert "3000元" in text
    vectors = OpenAIEmbeddings(
        model="wence", base_url=f"{here.url}/v1", api_key=SecretStr("none"), http_client=http,
        check_embedding_ctx_length=False,
    ).embed_documents(["养老", "绿地"])  # fmt: skip
    assert len(vectors) == 2 and len(vectors[0]) == len(vectors[1]) > 8


OPEN_WEBUI = {
    "model": "wence", "stream": True, "stream_options": {"include_usage": True}, "params": {}, "files": None,
    "messages": [{"role": "system", "content": ""}, {"role": "user", "content": QUESTION}], "temperature": None,
    "max_tokens": None, "features": {"web_search": False}, "chat_id": "c", "id": "m", "session_id": "s",
    "background_tasks": {"title_generation": True}, "metadata": {"variables": {"{{USER_NAME}}": "李"}},
}  # fmt: skip


def test_a_body_of_open_webui(here: Site) -> None:
    with here.client() as client:
        assert [one["id"] for one in client.get("/v1/models").json()["data"]] == ["wence"]
        reply = client.post("/v1/chat/completions", json=OPEN_WEBUI)
        assert reply.status_code == 200 and "3000元" in reply.text and reply.text.endswith("data: [DONE]\n\n")


LITELLM = """
import litellm, sys
base, question = sys.argv[1:]
said = [{"role": "user", "content": question}]
options = dict(model="openai/wence", messages=said, api_base=base, api_key="none")
whole = litellm.completion(**options, temperature=0.2, max_tokens=400)
assert "3000元" in whole.choices[0].message.content
text = "".join(piece.choices[0].delta.content or "" for piece in litellm.completion(**options, stream=True))
assert "3000元" in text
found = litellm.embedding(model="openai/wence", input=["养老"], api_base=base, api_key="none")
assert len(found.data[0]["embedding"]) > 8
try:
    litellm.completion(**options, n=2)
except litellm.BadRequestError as error:
    assert "n" in str(error)
else:
    raise SystemExit("n=2 was taken")
"""


@installed
def test_litellm(here: Site, tmp_path: Path) -> None:
    run("python", "-c", LITELLM, f"{here.url}/v1", QUESTION, cwd=tmp_path)


@installed
def test_llm(here: Site, tmp_path: Path) -> None:
    (tmp_path / "extra-openai-models.yaml").write_text(
        f"- model_id: wence\n  model_name: wence\n  api_base: {here.url}/v1\n  api_key_name: none\n",
        encoding="utf-8",
    )
    assert "3000元" in run("llm", "-m", "wence", "--key", "none", QUESTION, cwd=tmp_path)
    assert "3000元" in run("llm", "-m", "wence", "--key", "none", "--no-stream", QUESTION, cwd=tmp_path)


GENERATED = """
import sys
from wence_client import Client
from wence_client.api.ask import ask
from wence_client.api.documents import list_documents
from wence_client.models import AskBody
client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
reply = ask.sync(client=client, body=AskBody(question=sys.argv[2], passages=2))
assert "3000元" in reply.answer and reply.citations[0].doc_id == "care" and len(reply.passages) == 2
page = list_documents.sync(client=client, limit=1)
assert page.total == 3 and page.next_ == 1 and page.documents[0].doc_id
refused = ask.sync(client=client, body=AskBody(question=" "))
assert refused.error.code == "question"
"""


@installed
def test_a_generated_client(here: Site, tmp_path: Path) -> None:
    with here.client() as client:
        (tmp_path / "openapi.json").write_bytes(client.get("/api/openapi.json").content)
    told = run("openapi-python-client", "generate", "--path", "openapi.json", "--meta", "none", "--output-path",
               "wence_client", cwd=tmp_path)  # fmt: skip
    # All but the picture of a page, a kind of reply that the generator does not know.
    assert told.count("WARNING") == told.count("Unsupported content_type image/png") == 1, told
    run("python", "-c", f"import sys; sys.path.insert(0, '.')\n{GENERATED}", here.url, QUESTION, cwd=tmp_path)


@installed
def test_a_few_cases_of_schemathesis(here: Site, tmp_path: Path) -> None:
    """`bench/README.md` has the whole run."""
    run("schemathesis", "run", f"{here.url}/api/openapi.json", "--phases", "examples,fuzzing", "--seed", "3",
        "--max-examples", "4", "--no-color", cwd=tmp_path)  # fmt: skip
