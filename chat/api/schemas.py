"""What the interfaces take, as pydantic models: the shapes of requests and their words in the OpenAPI description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from chat.collections import LONGEST_NAME
from chat.indicators import WantedIndicators
from chat.question import LONGEST_QUESTION
from chat.service.history import exchanges_of
from chat.service.service import filters_of
from index.hits import Filters
from ingest.document import STATUSES

_Words = Annotated[str, StringConstraints(max_length=20_000)]
_Value = Annotated[str, StringConstraints(max_length=500)]


def _whole(given: Any) -> Any:
    """5.0 is the number 5 of JSON."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


Place = Annotated[int, Path(ge=0, le=10**9)]  # a number in an address
Whole = Annotated[int, BeforeValidator(_whole)]
Few = Annotated[int, Field(ge=0, le=50), BeforeValidator(_whole)]
Some = Annotated[int, Field(ge=1, le=100), BeforeValidator(_whole)]
Many = Annotated[int, Field(ge=1, le=1_000), BeforeValidator(_whole)]
One = Annotated[int, Field(ge=1, le=1), BeforeValidator(_whole)]
Least0 = Annotated[int, Field(ge=0), BeforeValidator(_whole)]
_Year = Annotated[int, Field(ge=1, le=9_999), BeforeValidator(_whole)]
# “问”: some character that is neither blank nor a control
VISIBLE = r"[^\s\u0000-\u001f\u007f-\u00a0\ufeff]"


def _status(given: str) -> str:
    if given not in STATUSES:
        raise ValueError(f"no such status, there are: {'、'.join(STATUSES)}")
    return given


_Status = Annotated[str, AfterValidator(_status), Field(json_schema_extra={"enum": list(STATUSES)})]
# A question is refused in words of its own where it is empty or endless; the description says it too.
_QUESTION: dict[str, Any] = {"minLength": 1, "maxLength": LONGEST_QUESTION, "pattern": VISIBLE}
MOST_ROWS = 10_000  # of a list in one reply; so many also where nothing is said
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="一页几项")]
Offset = Annotated[int, Query(ge=0, le=10**9, description="从第几项起，首项为 0；见上一页的 next")]
_Values = Annotated[list[_Value], Field(max_length=500)]


class Strict(BaseModel):
    """A body that refuses fields it does not name."""

    model_config = ConfigDict(extra="forbid")


class JsonBody(Strict):
    """A body of JSON, whose values have the very types that are described: “5” is no number."""

    model_config = ConfigDict(extra="forbid", strict=True)


# In an address there is room for fewer and shorter ones.
_QueryValues = Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=20)]


class FiltersBody(JsonBody):
    """范围：每一项可写多个值，满足其一即可；不写则不限。"""

    doc: _Values = Field(default=[], description="文件编号")
    region: _Values = Field(default=[], description="地区，如“北京市”（含其下各区）")
    issuer: _Values = Field(default=[], description="发文机关，含所写的字即可")
    kind: _Values = Field(default=[], description="文种，如“规划”")
    status: list[_Status] = Field(
        default=[],
        max_length=100,
        description="效力：现行、效力未明、征求意见稿、已届满、已废止、尚未施行、新闻报道",
    )
    year: list[_Year] = Field(default=[], max_length=100, description="规划期或发文年份")
    collection: _Values = Field(default=[], description="集合的名称，见 `/api/v1/collections`")

    def filters(self) -> Filters:
        """Give the filters of a search, as yet without the collections."""
        return filters_of(self.model_dump(exclude={"collection"}))


class Exchanged(JsonBody):
    """此前的一问一答。"""

    question: _Words = Field(description="问过的问题")
    answer: _Words = Field(default="", description="当时的回答（“第二个是什么”这样的追问要用到）")


class Said(JsonBody):
    """对话中的一条消息。"""

    role: Literal["user", "assistant"]
    content: _Words


class AskBody(JsonBody):
    """一个问题。"""

    question: str = Field(
        description="问题，至多 2000 字", examples=["1233战略是什么意思"], json_schema_extra=_QUESTION
    )
    history: list[Exchanged] = Field(default=[], description="此前的问答，由旧到新，供理解追问")
    conversation: list[Said] = Field(default=[], description="同 history，写作消息的形式；两者写一个")
    filters: FiltersBody = Field(default_factory=FiltersBody, description="只在这些文件里找")
    stream: bool = Field(
        default=False, description="以服务器推送事件（text/event-stream）逐段返回；同 Accept 头"
    )
    id: str | int | None = Field(default=None, description="原样写回，供对账")
    passages: Few = Field(default=0, description="另给出检索到的前几段，各带 chunk_id 和在文件文字里的位置")

    def exchanges(self) -> list[tuple[str, str]]:
        """Give the (question, answer) pairs before this question, oldest first."""
        if self.history or not self.conversation:
            return [(turn.question, turn.answer) for turn in self.history]
        messages = [message.model_dump() for message in self.conversation]
        return exchanges_of([*messages, {"role": "user", "content": self.question}])[1]


class SearchBody(JsonBody):
    """一次检索。"""

    query: str = Field(description="要找的词或问题", json_schema_extra=_QUESTION)
    k: Some = Field(default=10, description="取前几条")
    filters: FiltersBody = Field(default_factory=FiltersBody)


class SearchQuery(FiltersBody):
    """一次检索，写作网址参数；范围的每一项可重复。"""

    model_config = ConfigDict(extra="forbid", strict=False)
    doc: _QueryValues = Field(default=[], description="文件编号")
    region: _QueryValues = Field(default=[], description="地区，如“北京市”（含其下各区）")
    issuer: _QueryValues = Field(default=[], description="发文机关，含所写的字即可")
    kind: _QueryValues = Field(default=[], description="文种，如“规划”")
    collection: _QueryValues = Field(default=[], description="集合的名称")
    q: str = Field(description="要找的词或问题", json_schema_extra=_QUESTION)
    k: int = Field(default=10, ge=1, le=100, description="取前几条")

    def body(self) -> SearchBody:
        """Give the same search as a body."""
        values = self.model_dump()
        return SearchBody(query=values.pop("q"), k=values.pop("k"), filters=FiltersBody(**values))


# What a profile takes, told as it is read: a field that says nothing may be null, empty or left out.
_NONE: list[dict[str, Any]] = [{"type": "null"}, {"type": "array", "maxItems": 0}]
_SAID = {"anyOf": [{"type": "string"}, {"type": "number"}, *_NONE]}
_NUMBER = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}, *_NONE]}
_SHARE = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"type": "string"}, *_NONE]}
_ITEMS = {"type": "array", "items": {"type": ["string", "number"]}}
_LISTED = {"anyOf": [{"type": "string"}, _ITEMS, {"type": "null"}]}
_PROFILE: dict[str, Any] = {
    "properties": {
        **dict.fromkeys(("name", "region", "industry", "stage", "text"), _SAID),
        **dict.fromkeys(("employees", "revenue"), _NUMBER),
        "rd_share": _SHARE,
        **dict.fromkeys(("qualifications", "needs", "events"), _LISTED),
    },
    "additionalProperties": {"anyOf": [{"type": ["string", "number", "boolean", "null"]}, _ITEMS]},
}


class MatchBody(JsonBody):
    """一家企业，找适用于它的措施；`profile` 和 `text` 写一个，或都写。"""

    profile: dict[str, Any] = Field(
        default={},
        json_schema_extra=_PROFILE,
        description="企业画像，每一项都可以不写：name、region、industry、founded、employees、revenue（元）、rd_share（0 到 1）、"
        "qualifications、stage、needs、events、text；也可以用中文的项目名，值写成话",
        examples=[
            {
                "地区": "北京市怀柔区",
                "行业": "高端科学仪器制造",
                "成立": "2017年",
                "员工": 95,
                "需求": "贷款贴息",
            }
        ],
    )
    text: _Words = Field(default="", description="用自己的话说企业的情况和需求")
    as_of: _Value | None = Field(
        default=None,
        json_schema_extra={"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        description="年限和时间窗口算到哪一天，如 2026-01-31，默认今天",
    )
    k: Many = Field(default=200, description="取前几项")
    form: Literal["json", "docx", "xlsx"] = Field(default="json", description="返回 JSON，或导出为文件")
    measure: _Value | None = Field(default=None, description="只自测这一项：上次结果里的 measure")

    def given(self) -> dict[str, Any]:
        """Give the profile with the words beside it."""
        return {**self.profile, **({"text": self.text} if self.text.strip() else {})}


class IndicatorsQuery(Strict):
    """要哪些指标，写作网址参数；不写则不限。"""

    indicator: _Value = Field(
        default="",
        description="指标，哪种叫法都行：“GDP”即地区生产总值，连同它的增速；表里没有的按名称所含的字找",
    )
    place: _Value = Field(default="", description="地区，如“湖南”（含其下各市县）")
    year: Annotated[int, Field(ge=1900, le=2200)] | SkipJsonSchema[None] = Field(
        default=None, description="年份"
    )
    kind: Literal["", "目标", "实绩"] = Field(default="", description="目标或实绩")
    doc: _QueryValues = Field(default=[], description="文件编号")
    limit: int = Field(default=MOST_ROWS, ge=1, le=MOST_ROWS, description="一页几项")
    offset: int = Field(default=0, ge=0, le=10**9, description="从第几项起，首项为 0")
    format: Literal["json", "csv"] = Field(default="json", description="csv：表格文件")

    def wanted(self) -> WantedIndicators:
        """Give which indicators are wanted."""
        return WantedIndicators(self.indicator, self.place, self.year, self.kind, tuple(self.doc))


_DAY = r"^$|^(19|20)\d\d-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))$"  # “2022-02-21”; the description leaves out 29 February
_Day = Annotated[str, Field(max_length=100, json_schema_extra={"pattern": _DAY}, description="如 2022-02-21")]
# “海安市发展和改革委员会”, “海政发〔2026〕3号”: words, digits and the marks of titles and numbers
_NAME = r"^[\w \-·〔〕（）()《》“”、，,.：:/]*$"
_Name = Annotated[str, Field(max_length=300, pattern=_NAME)]


_CollectionName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_NAME),
    Field(json_schema_extra={"pattern": VISIBLE}),
]


class EditBody(JsonBody):
    """更正一份文件的信息：写了的项目才改；值为 null 则撤回更正，恢复读出的值。"""

    title: (
        Annotated[str, Field(max_length=300, pattern=r"^\w[\w \-·〔〕（）()《》“”、，,.：:/]*$")] | None
    ) = Field(default=None, description="标题")
    issuers: Annotated[list[_Name], Field(max_length=50)] | None = Field(default=None, description="发文机关")
    number: _Name | None = Field(default=None, description="文号")
    issued: _Day | None = Field(default=None, description="成文日期")
    published: _Day | None = Field(default=None, description="发布日期")
    effective: _Day | None = Field(default=None, description="施行日期")
    expires: _Day | None = Field(default=None, description="失效日期")
    region: _Name | None = Field(default=None, description="地区")
    kind: _Name | None = Field(default=None, description="文种")
    draft: bool | None = Field(default=None, description="是否征求意见稿")
    repealed: bool | None = Field(default=None, description="是否已废止")
    aliases: Annotated[list[_Name], Field(max_length=50)] | None = Field(default=None, description="别名")

    def changes(self) -> dict[str, object]:
        """Give the fields that were written, those to take back as ``None``."""
        return self.model_dump(include=self.model_fields_set)


class CollectionBody(JsonBody):
    """一个集合里的文件。"""

    documents: Annotated[list[_Value], Field(min_length=1, max_length=MOST_ROWS)] = Field(
        description="文件编号；没写到的从集合里移出，文件本身不动"
    )


class RenameBody(JsonBody):
    """集合的新名称。"""

    name: _CollectionName = Field(description="新名称；已有这个集合的，并进去")


class TokenBody(JsonBody):
    """给谁发令牌，作什么用。"""

    user: _Value = Field(description="用户名")
    label: _Value = Field(default="", description="作什么用")


class VisibleBody(JsonBody):
    """谁能看一份文件；都不写则人人可看。管理员总能看。"""

    roles: list[Literal["reader", "editor", "admin"]] = Field(default=[], description="角色")
    users: _Values = Field(default=[], description="用户名")


def paged(rows: Sequence[Any], limit: int, offset: int) -> tuple[list[Any], dict[str, int | None]]:
    """Give a page of rows, with the fields that say how many there are and where the next one begins."""
    end = offset + limit
    return list(rows[offset:end]), {"total": len(rows), "next": end if end < len(rows) else None}
