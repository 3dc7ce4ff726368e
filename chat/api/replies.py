"""What the interfaces reply, as pydantic models: the shapes and their words in the OpenAPI description.

They describe; replies are built elsewhere and sent as they are, with fields that a later version may add.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chat.gateway.http_errors import error_codes


class ReplyShape(BaseModel):
    """A reply; later versions may add fields."""

    model_config = ConfigDict(extra="allow")


class ErrorWords(ReplyShape):
    """An error: a code for programs, a sentence in Chinese and one in English."""

    code: str = Field(description="错误码", json_schema_extra={"enum": [*error_codes()]})
    chinese: str
    english: str


class ErrorReply(ReplyShape):
    """出错时的回应。"""

    error: ErrorWords


class CitationReply(ReplyShape):
    """一处出处；quote 逐字取自文件。"""

    n: int = Field(description="回答里的 [n]")
    doc_id: str
    title: str
    clause: str
    page: int | None
    text: str = Field(description="引文所在的段落")
    quote: str = Field(description="逐字的引文")
    start: int = Field(description="引文在文件文字里的起点")
    end: int = Field(description="引文的终点")
    passage_start: int
    status: str = Field(description="效力")


class CellReply(ReplyShape):
    """表里的一格。"""

    text: str
    n: int | None


class TableReply(ReplyShape):
    """成表的回答。"""

    header: list[str]
    rows: list[list[CellReply]]


class PassageReply(ReplyShape):
    """检索到的一段。"""

    chunk_id: str
    doc_id: str
    title: str
    clause: str
    score: float
    text: str
    start: int = Field(description="这一段在文件文字里的起点")
    end: int


class HitReply(ReplyShape):
    """检索到的一段，与命令行 search --json 相同。"""

    chunk_id: str
    doc_id: str
    title: str
    clause: str
    score: float
    text: str


class AnswerReply(ReplyShape):
    """一个回答，与命令行 ask --json 相同。"""

    id: str | int | None
    answer: str
    refused: bool
    kind: str
    resolved: str = Field(description="补全后的问题")
    citations: list[CitationReply]
    elapsed_ms: float
    confidence: float | None
    certainty: Literal["高", "中", "低"] | None = None
    certainty_reason: str | None = None
    table: TableReply | None = None
    passages: list[PassageReply] | None = Field(default=None, description="要了 passages 才有")
    model: str | None = None
    notice: str | None = None


class HitsReply(ReplyShape):
    """检索的结果，最相关的在前。"""

    hits: list[HitReply]


class MatchReply(ReplyShape):
    """适用的措施。"""

    profile: dict[str, Any]
    ask: list[dict[str, Any]]
    measures: list[dict[str, Any]]


class StatusReply(ReplyShape):
    """文件库的概况。"""

    documents: int
    chunks: int
    model: str


class HealthReply(ReplyShape):
    """服务在运行。"""

    status: Literal["ok"]


class PageOf(ReplyShape):
    """一页：共几项，下一页从哪里起。"""

    total: int
    next: int | None = Field(description="下一页的 offset；没有下一页为 null")


class DocumentReply(ReplyShape):
    """一份文件的信息。"""

    doc_id: str
    title: str
    status: str
    source: str
    characters: int
    chunks: int


class DocumentsReply(PageOf):
    """库中的文件。"""

    documents: list[DocumentReply]


class EntryReply(ReplyShape):
    """提纲里的一条。"""

    index: int
    clause: str
    path: list[str]
    level: int
    kind: str
    page: int | None
    start: int
    end: int


class OutlineReply(DocumentReply):
    """一份文件的信息和提纲。"""

    outline: list[EntryReply]


class ClauseReply(EntryReply):
    """一个条款和它的上一条、下一条。"""

    doc_id: str
    title: str
    text: str
    children: list[EntryReply]
    previous: EntryReply | None
    next: EntryReply | None


class ReportsReply(ReplyShape):
    """收入的报告，每份文件一条。"""

    reports: list[dict[str, Any]]


class CollectionReply(ReplyShape):
    """一个集合。"""

    name: str
    documents: list[str] = Field(description="文件编号")


class CollectionsReply(ReplyShape):
    """各个集合，按名称排。"""

    collections: list[CollectionReply]


class RemovedReply(ReplyShape):
    """移出了。"""

    removed: str


class VisibilityReply(ReplyShape):
    """谁能看。"""

    doc_id: str
    roles: list[str]
    users: list[str]


class JobReply(ReplyShape):
    """一件上传：state 为 done 或 failed 时已办完。"""

    job: int
    name: str
    state: Literal["waiting", "reading", "keeping", "done", "failed"]
    words: str
    seconds: float
    outcomes: list[dict[str, Any]]


class JobsReply(PageOf):
    """自己的上传，新的在前。"""

    uploads: list[JobReply]


class IndicatorsReply(PageOf):
    """文件里写明的数字。"""

    indicators: list[dict[str, Any]]
    chart: dict[str, Any] | list[Any] | None = None


class DutiesReply(PageOf):
    """任务。"""

    duties: list[dict[str, Any]]


class ComparisonReply(ReplyShape):
    """两份文件对照。"""

    aligned: list[dict[str, Any]]
    only_a: list[dict[str, Any]]
    only_b: list[dict[str, Any]]


class PlacesReply(ReplyShape):
    """一段话在一页上的方框。"""

    width: int
    height: int
    boxes: list[list[float]]


class ConversationReply(ReplyShape):
    """一次对话。"""

    id: str
    owner: str
    title: str
    changed: float
    exchanges: int


class ConversationsReply(PageOf):
    """留存的对话，新的在前。"""

    conversations: list[ConversationReply]


class WholeConversationReply(ReplyShape):
    """一次对话的全部问答。"""

    id: str
    title: str
    exchanges: list[dict[str, Any]]


class FeedbackReply(PageOf):
    """对回答的评价，写成问题集的格式。"""

    feedback: list[dict[str, Any]]


class TokenReply(ReplyShape):
    """一个令牌；密文只在发出的这一次显示。"""

    id: str
    user: str
    label: str
    created: float
    token: str | None = None


class TokensReply(ReplyShape):
    """发出的令牌。"""

    tokens: list[TokenReply]
