"""What the OpenAI-compatible interface replies, as pydantic models for the description."""

from __future__ import annotations

from typing import Any, Literal

from chat.api.replies import CitationReply, ReplyShape


class Model(ReplyShape):
    """一个模型。"""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class Models(ReplyShape):
    """可用的模型。"""

    object: Literal["list"]
    data: list[Model]


class Message(ReplyShape):
    """回答；annotations 里每个 [n] 有一个链接，打开原文。"""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[dict[str, Any]]


class CompletionChoice(ReplyShape):
    """唯一的一个回答。"""

    index: int
    message: Message
    finish_reason: Literal["stop", "length"]


class Usage(ReplyShape):
    """用量，一字算一个 token。"""

    prompt_tokens: int
    total_tokens: int


class Completion(ReplyShape):
    """一个回答。"""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: Usage
    citations: list[CitationReply] | None = None
    refused: bool | None = None


class Embedded(ReplyShape):
    """一段文字的向量。"""

    object: Literal["embedding"]
    index: int
    embedding: list[float] | str


class Embeddings(ReplyShape):
    """各段文字的向量。"""

    object: Literal["list"]
    model: str
    data: list[Embedded]
    usage: Usage
