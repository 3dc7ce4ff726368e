"""What the OpenAI-compatible interface takes: each parameter honoured, refused or ignored, and ``null`` as if absent.

docs/interfaces.md lists them all. Parameters that are ignored are still held to their types and bounds, for a client
that sends nonsense has a mistake that it should hear of.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from chat.api.schemas import VISIBLE, FiltersBody, Least0, One, Whole
from ingest.errors import QuestionError

_Value = Annotated[str, StringConstraints(min_length=1, max_length=500)]
_Stop = Annotated[str, StringConstraints(min_length=1, max_length=500)]
_Penalty = Annotated[float, Field(ge=-2, le=2)]
LONGEST_INPUT = 20_000  # characters of one of them


def without_nulls(value: Any) -> Any:
    """Give a JSON value without the fields that are ``null``, at any depth."""
    if isinstance(value, dict):
        return {name: without_nulls(held) for name, held in value.items() if held is not None}
    if isinstance(value, list):
        return [without_nulls(held) for held in value]
    return value


def _may_be_null(schema: dict[str, Any]) -> None:
    """Say of each field that need not be there that it may be ``null``."""
    required = schema.get("required", ())
    for name, held in schema.get("properties", {}).items():
        if name not in required:
            told = {key: held.pop(key) for key in ("description", "default", "title") if key in held}
            schema["properties"][name] = {"anyOf": [held, {"type": "null"}], **told}


_OPEN = ConfigDict(strict=True, json_schema_extra=_may_be_null)


class Nullable(BaseModel):
    """A body in which ``null`` anywhere means that nothing was said, and “5” is no number."""

    model_config = _OPEN

    @model_validator(mode="before")
    @classmethod
    def _absent(cls, given: Any) -> Any:
        return without_nulls(given)


class ContentPart(BaseModel):
    """一段内容；只看文字，图片等不看。"""

    model_config = _OPEN

    type: _Value
    text: str = ""


# Some of a user's words, and none of the blanks and controls that count for nothing
_SAID = {"pattern": VISIBLE}
_TEXT_PART = {
    "type": "object",
    "required": ["type", "text"],
    "properties": {"type": {"const": "text"}, "text": {"type": "string", **_SAID}},
}
_Parts = Annotated[list[ContentPart], Field(min_length=1, json_schema_extra={"contains": _TEXT_PART})]


class UserMessage(BaseModel):
    """用户的话；其余字段不看。"""

    model_config = _OPEN

    role: Literal["user"]
    content: Annotated[str, Field(json_schema_extra={"pattern": VISIBLE})] | _Parts

    @model_validator(mode="after")
    def _says_something(self) -> UserMessage:
        if not _words(self.content).strip():
            raise QuestionError("问题是空的，请写出要问什么。", "The question is empty.")
        return self


class OtherMessage(BaseModel):
    """助手的回答，以及不看的消息；其余字段不看。"""

    model_config = _OPEN

    role: Literal["system", "developer", "assistant", "tool", "function"]
    content: str | list[ContentPart] = ""


def _words(content: str | list[ContentPart]) -> str:
    """The words of a message, those of its text parts one a line."""
    if isinstance(content, str):
        return content
    return "\n".join(part.text for part in content if part.text)


def _never(given: bool) -> bool:
    if given:
        raise ValueError("there are no log probabilities")
    return given


class StreamOptions(BaseModel):
    """流式回应的选项。"""

    model_config = _OPEN

    include_usage: bool = Field(default=False, description="末尾另有一块用量")


class ResponseFormat(BaseModel):
    """只有 text。"""

    model_config = _OPEN

    type: Literal["text"] = Field(description="只能是 text：回答是有出处的文字")


class ChatFilters(FiltersBody):
    """范围，见 REST；null 等于没有写。"""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_may_be_null)


class ChatBody(Nullable):
    """OpenAI 的 chat completions 请求；null 等于没有写，没有列出的字段不看。"""

    model: _Value = Field(default="wence", description="任何名字都收，回应里写 wence")
    messages: list[Annotated[UserMessage | OtherMessage, Field(discriminator="role")]] = Field(
        min_length=1,
        description="最后一条用户消息是问题，此前的是对话",
        json_schema_extra={
            "contains": {"type": "object", "required": ["role"], "properties": {"role": {"const": "user"}}}
        },
    )
    stream: bool = Field(default=False, description="逐段返回")
    stream_options: StreamOptions = Field(default_factory=StreamOptions)
    n: One = Field(default=1, description="只能是 1")
    max_tokens: Least0 = Field(default=0, description="正文至多几个 token（一字算一个），0 不限")
    max_completion_tokens: Least0 = Field(default=0, description="同 max_tokens")
    stop: _Stop | Annotated[list[_Stop], Field(max_length=4)] = Field(
        default=[], description="遇到即止，至多四个"
    )
    response_format: ResponseFormat | None = Field(default=None, description="只支持 text")
    tools: list[dict[str, Any]] = Field(default=[], max_length=128, description="收下不用：回答从不调用工具")
    tool_choice: Literal["none", "auto"] = Field(default="auto", description="none 或 auto；不能要求调用工具")
    logprobs: Annotated[bool, AfterValidator(_never)] = Field(
        default=False, description="没有", json_schema_extra={"enum": [False]}
    )
    temperature: float = Field(default=0, ge=0, le=2, description="不用：同样的问题，同样的回答")
    top_p: float = Field(default=1, ge=0, le=1, description="不用")
    presence_penalty: _Penalty = Field(default=0, description="不用")
    frequency_penalty: _Penalty = Field(default=0, description="不用")
    seed: Whole = Field(default=0, description="不用")
    user: str = Field(default="", max_length=500, description="不用")
    filters: ChatFilters = Field(default_factory=ChatFilters, description="（扩展）只在这些文件里找")

    @property
    def most(self) -> int:
        """Give how many characters the content may have; 0 for any number."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def stops(self) -> list[str]:
        """Give the words at which the content ends."""
        return [self.stop] if isinstance(self.stop, str) else list(self.stop)

    def said(self) -> list[dict[str, str]]:
        """Give the messages as roles and words."""
        return [{"role": message.role, "content": _words(message.content)} for message in self.messages]


_Input = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_INPUT)]


class EmbeddingsBody(Nullable):
    """OpenAI 的 embeddings 请求；null 等于没有写，没有列出的字段不看。"""

    model: _Value = Field(default="wence", description="任何名字都收")
    input: _Input | Annotated[list[_Input], Field(min_length=1)] = Field(description="一段或几段文字")
    encoding_format: Literal["float", "base64"] = Field(default="float", description="数的列表，或 base64")
    dimensions: Least0 = Field(default=0, description="至多几维，0 或多于模型的维数则不截")
    user: str = Field(default="", max_length=500, description="不用")

    def texts(self) -> list[str]:
        """Give the texts to embed."""
        return [self.input] if isinstance(self.input, str) else self.input
