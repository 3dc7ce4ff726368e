"""Reach a language model at an OpenAI-compatible address: DeepSeek, DashScope, Ollama, vLLM and their like.

The only module that knows the network and the ``langchain_openai`` library, which is
imported when a model is first used. Optional: without settings there is no model and nothing here runs. A key
is never part of an error, a log line or a ``repr``.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from ingest.errors import LanguageModelFailed, UsageError

MODEL, URL, KEY, SECONDS = "WENCE_LLM_MODEL", "WENCE_LLM_URL", "WENCE_LLM_KEY", "WENCE_LLM_SECONDS"
DEFAULT_SECONDS = 60.0  # for a whole reply
FIRST_SECONDS = 20.0  # until its first word, and between two words
MOST_CHARACTERS = 20_000  # of a reply; one that runs on is cut there
MOST_TOKENS = 1_500  # asked for
_END = object()

Message = tuple[str, str]  # (“system” | “user” | “assistant”, words)


class LanguageModel(Protocol):
    """What the writer asks of a model."""

    @property
    def name(self) -> str:
        """Give the model's name, as a person knows it."""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Give the reply, piece by piece. Raises ``LanguageModelFailed``, also where a reply is cut off."""
        ...


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The address, name and key of a model. ``url`` ends in the version (“http://127.0.0.1:11434/v1”)."""

    model: str
    url: str
    key: str = field(default="", repr=False)
    seconds: float = DEFAULT_SECONDS


def settings_from(environment: Mapping[str, str] = os.environ) -> ModelSettings | None:
    """Read the settings in the environment, ``None`` where no model is named. Raises ``UsageError`` for half of them."""
    model, url = environment.get(MODEL, "").strip(), environment.get(URL, "").strip()
    if not model and not url:
        return None
    if not model or not url.startswith(("http://", "https://")):
        raise UsageError(
            f"语言模型的设置不全：{MODEL} 写模型名，{URL} 写 http(s) 地址",
            f"incomplete language model settings: {MODEL} names the model, {URL} its http(s) address",
        )
    seconds = environment.get(SECONDS, "") or str(DEFAULT_SECONDS)
    try:
        limit = float(seconds)
    except ValueError as error:
        raise UsageError(f"{SECONDS} 应为秒数", f"{SECONDS} must be a number of seconds") from error
    return ModelSettings(model, url.rstrip("/"), environment.get(KEY, "").strip(), limit)


class OpenAIChat:
    """A model reached through LangChain's ``ChatOpenAI``. Thread-safe: each reply has a client of its own."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        """Give the model's name by the settings."""
        return self._settings.model

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Give the reply, read in a thread, so that no server can outlast the time limit; see :class:`LanguageModel`."""
        client = self._client()  # its library takes seconds to import, which are not the endpoint's
        deadline = time.monotonic() + self._settings.seconds
        pieces: SimpleQueue[Any] = SimpleQueue()
        stopped = threading.Event()
        reader = threading.Thread(
            target=_read, args=(client, list(messages), pieces, stopped), name="wence-model", daemon=True
        )
        reader.start()
        written = 0
        try:
            while True:
                try:
                    piece = pieces.get(timeout=max(0.0, min(FIRST_SECONDS, deadline - time.monotonic())))
                except Empty as error:
                    raise failed("slow") from error
                if piece is _END:
                    return
                if isinstance(piece, LanguageModelFailed):
                    raise piece
                written += len(piece)
                if written > MOST_CHARACTERS:
                    raise failed("long")
                yield piece
        finally:
            stopped.set()

    def _client(self) -> Any:
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        return ChatOpenAI(
            model=self._settings.model,
            base_url=self._settings.url,
            api_key=SecretStr(self._settings.key or "none"),
            temperature=0,
            max_completion_tokens=MOST_TOKENS,
            timeout=FIRST_SECONDS,
            max_retries=0,
            stream_usage=False,
        )


def _read(client: Any, messages: list[Message], pieces: SimpleQueue[Any], stopped: threading.Event) -> None:
    """The reply into a queue, ended by ``_END`` or by what went wrong."""
    try:
        finished = ""
        for chunk in client.stream(messages):
            if stopped.is_set():
                return
            finished = chunk.response_metadata.get("finish_reason") or finished
            if isinstance(chunk.content, str) and chunk.content:
                pieces.put(chunk.content)
        # A connection that breaks off ends the stream without an error: only the reason says it is whole.
        pieces.put(_END if finished in ("stop", "length") else failed("cut"))
    except Exception as error:  # whatever the library raises is the endpoint's failure, told in our words
        pieces.put(_told(error))


_WORDS = {
    "key": ("密钥无效或没有权限", "the key is refused"),
    "limit": ("请求过多或额度用尽", "too many requests, or no quota left"),
    "model": ("地址或模型名不对", "there is no such model at this address"),
    "server": ("服务出错", "the service answers with an error"),
    "request": ("服务不接受这个请求", "the service refuses the request"),
    "connection": ("连不上", "it cannot be reached"),
    "slow": ("超时没有回应", "it took too long"),
    "cut": ("回答中途断开", "its reply broke off"),
    "long": ("回答过长", "its reply runs on"),
    "nonsense": ("回应不是有效的格式", "its reply is not in the expected form"),
}


def failed(code: str) -> LanguageModelFailed:
    """Make the error for a kind of failure: “语言模型连不上”."""
    chinese, english = _WORDS[code]
    return LanguageModelFailed(f"语言模型{chinese}", f"language model: {english}", code)


def _told(error: Exception) -> LanguageModelFailed:
    """A library's error by its HTTP status or its class; its own words, which may hold the key, are dropped."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        by_status = {401: "key", 403: "key", 404: "model", 408: "slow", 429: "limit"}
        return failed(by_status.get(status, "server" if status >= 500 else "request"))
    name = type(error).__name__
    if "Timeout" in name:
        return failed("slow")
    return failed("connection" if "Connect" in name or "Network" in name else "nonsense")
