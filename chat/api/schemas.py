"""What the interfaces take, as pydantic models: the shapes of requests and their words in the OpenAPI description."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chat.indicators import WantedIndicators
from chat.service.history import exchanges_of
from chat.service.service import filters_of
from index.hits import Filters

_Words = Annotated[str, StringConstraints(max_length=20_000)]
_Value = Annotated[str, StringConstraints(max_length=500)]
_Values = Annotated[list[_Value], Field(max_length=500)]


class Strict(BaseModel):
    """A body that refuses fields it does not name."""

    model_config = ConfigDict(extra="forbid")


class FiltersBody(Strict):
    """范围：每一项可写多个值，满足其一即可；不写则不限。"""

    doc: _Values = Field(default=[], description="文件编号")
    region: _Values = Field(default=[], description="地区，如“北京市”（含其下各区）")
    issuer: _Values = Field(default=[], description="发文机关，含所写的字即可")
    kind: _Values = Field(default=[], description="文种，如“规划”")
    status: _Values = Field(
        default=[], description="效力：现行、征求意见稿、已届满、已废止、尚未施行、新闻报道"
    )
    year: list[int] = Field(default=[], max_length=100, description="规划期或发文年份")

    def filters(self) -> Filters:
        """Give the filters of a search."""
        return filters_of(self.model_dump())


class Exchanged(Strict):
    """此前的一问一答。"""

    question: _Words = Field(description="问过的问题")
    answer: _Words = Field(default="", description="当时的回答（“第二个是什么”这样的追问要用到）")


class Said(Strict):
    """对话中的一条消息。"""

    role: Literal["user", "assistant"]
    content: _Words


class AskBody(Strict):
    """一个问题。"""

    question: str = Field(description="问题，至多 2000 字", examples=["1233战略是什么意思"])
    history: list[Exchanged] = Field(
        default=[], max_length=200, description="此前的问答，由旧到新，供理解追问"
    )
    conversation: list[Said] = Field(
        default=[], max_length=400, description="同 history，写作消息的形式；两者写一个"
    )
    filters: FiltersBody = Field(default_factory=FiltersBody, description="只在这些文件里找")
    stream: bool = Field(
        default=False, description="以服务器推送事件（text/event-stream）逐段返回；同 Accept 头"
    )
    id: str | int | None = Field(default=None, description="原样写回，供对账")

    def exchanges(self) -> list[tuple[str, str]]:
        """Give the (question, answer) pairs before this question, oldest first."""
        if self.history or not self.conversation:
            return [(turn.question, turn.answer) for turn in self.history]
        messages = [message.model_dump() for message in self.conversation]
        return exchanges_of([*messages, {"role": "user", "content": self.question}])[1]


class SearchBody(Strict):
    """一次检索。"""

    query: str = Field(description="要找的词或问题")
    k: int = Field(default=10, ge=1, le=100, description="取前几条")
    filters: FiltersBody = Field(default_factory=FiltersBody)


class SearchQuery(FiltersBody):
    """一次检索，写作网址参数；范围的每一项可重复。"""

    q: str = Field(description="要找的词或问题")
    k: int = Field(default=10, ge=1, le=100, description="取前几条")

    def body(self) -> SearchBody:
        """Give the same search as a body."""
        values = self.model_dump()
        return SearchBody(query=values.pop("q"), k=values.pop("k"), filters=FiltersBody(**values))


class IndicatorsQuery(Strict):
    """要哪些指标，写作网址参数；不写则不限。"""

    indicator: _Value = Field(
        default="",
        description="指标，哪种叫法都行：“GDP”即地区生产总值，连同它的增速；表里没有的按名称所含的字找",
    )
    place: _Value = Field(default="", description="地区，如“湖南”（含其下各市县）")
    year: int | None = Field(default=None, ge=1900, le=2200, description="年份")
    kind: Literal["", "目标", "实绩"] = Field(default="", description="目标或实绩")
    doc: _Values = Field(default=[], description="文件编号")
    format: Literal["json", "csv"] = Field(default="json", description="csv：表格文件")

    def wanted(self) -> WantedIndicators:
        """Give which indicators are wanted."""
        return WantedIndicators(self.indicator, self.place, self.year, self.kind, tuple(self.doc))


class VisibleBody(Strict):
    """谁能看一份文件；都不写则人人可看。管理员总能看。"""

    roles: list[Literal["reader", "editor", "admin"]] = Field(default=[], description="角色")
    users: _Values = Field(default=[], description="用户名")


class ChatMessage(BaseModel):
    """OpenAI 接口的一条消息；其余字段不看。"""

    role: _Value
    content: str | list[dict[str, Any]] | None = ""

    def words(self) -> str:
        """Give the words of a message, those of its text parts one a line."""
        if isinstance(self.content, str):
            return self.content
        parts = [part.get("text") for part in self.content or () if part.get("type") == "text"]
        return "\n".join(part for part in parts if isinstance(part, str))


class ChatBody(BaseModel):
    """OpenAI 的 chat completions 请求；temperature 之类的参数收下不用。"""

    model: _Value = "wence"
    messages: list[ChatMessage] = Field(min_length=1, max_length=400)
    stream: bool = False
    stream_options: dict[str, Any] | None = None
    n: int | None = 1
    filters: FiltersBody = Field(default_factory=FiltersBody, description="（扩展）只在这些文件里找")
