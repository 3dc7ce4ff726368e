"""Read policy cards: a title with fields below it (服务对象, 服务内容, 条件要求, 办理流程, 联络方式), one measure each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.document import Clause, Document, Row, Span
from ingest.facts.measure import Measure
from ingest.facts.measures.conditions import ConditionReader
from ingest.facts.measures.placed_words import PlacedWords, placed_words
from ingest.facts.measures.shaping import Parts, shaped
from ingest.text.normalise import squeeze

_FEWEST_FIELDS = 3
_FULL_LINE = 24  # characters of a line of a title that may go on in the next one

# What a field of a card holds, by its name; the whole name is held against each.
_ROLES = (
    # 政策名称, 项目名称
    ("title", re.compile(r"(?:政策|项目|措施|事项|服务)名称")),
    # 政策依据, 依据文件
    ("basis", re.compile(r"(?:政策|文件)?依据(?:文件)?|政策(?:来源|文件|出处)|文件(?:名称|依据)")),
    # 服务对象, 适用范围, 申报主体
    ("whom", re.compile(r"(?:服务|支持|适用|享受|优惠|申报|申请|扶持|补贴|补助|资助|奖励|受理|惠及|面向|政策)(?:对象|主体|范围)(?:和?范围)?")),
    # 条件要求, 申报条件, 申请资格
    ("condition", re.compile(r"(?:条件|申报|申请|认定|支持|受理|享受|办理|资格|准入|限制|基本|参评|奖励|补贴)(?:条件|要求|资格)(?:及要求)?")),
    # 服务内容, 支持标准, 奖励金额, 优惠政策
    ("gift", re.compile(r"(?:支持|扶持|奖励|补贴|补助|资助|奖补|优惠)(?:标准|金额|额度|力度)(?:[及和与](?:标准|方式|期限))?")),
    ("content", re.compile(r"(?:服务|支持|政策|扶持|奖励|补贴|补助|资助|主要|优惠)(?:内容|方式|标准|措施|方向|力度|金额|政策|要点|额度)(?:[及和与](?:标准|方式|内容))?|政策措施")),
    # 办理流程, 申报程序
    ("procedure", re.compile(r"(?:服务|享受|办理|申报|申请|工作|审批|认定|兑现)(?:流程|程序|步骤|方式|途径)")),
    # 时间/频度, 申报时间, 有效期
    ("time", re.compile(r"时间.?频度|(?:申报|受理|办理|执行|实施|申请)(?:时间|期限|时限|日期)|(?:政策)?(?:有效期限?|期限)|截止(?:时间|日期)")),
    # 联络方式, 咨询电话
    ("contact", re.compile(r"(?:联络|联系|咨询)(?:方式|电话|人|热线)|联系人[及和]电话|政策咨询|电话")),
    # 发文机构, 主管部门, 责任单位
    ("handler", re.compile(r"发文(?:机构|机关|单位)|(?:主管|责任|牵头|实施|受理|负责|业务|办理|兑现)(?:部门|单位|主体|科室|处室)")),
    # 工具分类, 政策类型
    ("tool", re.compile(r"工具分类|(?:政策|支持|扶持)(?:类[型别]|分类)")),
    # 发文字号, 申报材料: fields that bound the others
    ("other", re.compile(r"发文(?:字号|时间)|文号|发布(?:日期|时间)|(?:申报|申请|办理|所需)材料|收费(?:标准)?|办理地点|(?:承诺|法定)时限|备注|办理结果|网址|受理窗口|监督电话")),
)  # fmt: skip
# Fields whose values may hold headings of their own, so that the card's end is the last heading behind them.
_LONG = ("content", "condition", "procedure", "other")
# 【享受主体】, 【优惠内容】: the name of a field in running text
_BRACKETED = re.compile(r"【\s*([^】\n]{2,10}?)\s*】")
# “14.北京市……”, “（二）……”: the number of a title
_NUMBER = re.compile(
    r"^\s*(?:\d{1,3}[.．、]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)\s*"
)


@dataclass(frozen=True, slots=True)
class _Label:
    start: int
    end: int
    role: str
    path: tuple[str, ...]


@dataclass(slots=True)
class Card:
    """A card: where its title stands, and the value of each field by its role (state while it is read)."""

    title: Span
    path: tuple[str, ...]
    fields: dict[str, list[Span]] = field(default_factory=dict)

    def words(self, text: str, *roles: str) -> PlacedWords:
        """Give the words of fields; empty where the card has none of them."""
        return placed_words(text, [span for role in roles for span in self.fields.get(role, ())])

    def span(self, text: str, role: str) -> Span | None:
        """Give where a field's words stand, ``None`` where the card has no such field or an empty one."""
        words = self.words(text, role)
        return words.whole if words.words.strip("/—- ") else None


def field_role(words: str) -> str | None:
    """Give the role of a field's name, ``None`` for what is no name of a field."""
    name = squeeze(words).strip("：: 【】[]*#")
    return next((role for role, pattern in _ROLES if pattern.fullmatch(name)), None)


def card_measures(document: Document) -> Iterator[Measure]:
    """Give each policy card of a document as a measure, in order, then each record of a table of measures."""
    reader = ConditionReader(document.metadata.region)
    for card in cards_of(document):
        yield shaped(document, _parts(document, card), reader)
    for row in document.rows:
        parts = _row_parts(document, row)
        if parts:
            yield shaped(document, parts, reader)


def cards_of(document: Document) -> list[Card]:
    """Give the cards of a document: a title that at least three fields follow, one of them content or conditions."""
    labels = _labels(document)
    if len(labels) < _FEWEST_FIELDS:
        return []
    titles = [
        (clause.heading, clause.path)
        for clause in document.clauses
        if clause.heading and not field_role(document.text[clause.heading.start : clause.heading.end])
    ]
    titles.sort(key=lambda title: title[0].start)
    openings = _openings(labels, [title[0].start for title in titles])
    cards: list[Card] = []
    for place, label in enumerate(labels):
        following = labels[place + 1].start if place + 1 < len(labels) else _end(document, label)
        if place in openings:
            title = _title(document, titles, label)
            cards.append(Card(*title))
        if place + 1 in openings:
            ahead = [one[0].start for one in titles if label.end < one[0].start < following]
            following = ahead[-1 if label.role in _LONG else 0] if ahead else following
        if cards:
            cards[-1].fields.setdefault(label.role, []).append(Span(label.end, following))
    return [card for card in cards if _is_card(card)]


def _is_card(card: Card) -> bool:
    return len(card.fields) >= _FEWEST_FIELDS and bool({"content", "condition", "gift"} & set(card.fields))


def _labels(document: Document) -> list[_Label]:
    """The names of fields: headings of clauses and first cells of rows, in order."""
    found = {}
    for clause in document.clauses:
        if clause.heading and clause.kind == "text":
            role = field_role(document.text[clause.heading.start : clause.heading.end])
            if role:
                found[clause.heading.start] = _Label(
                    clause.heading.start, clause.heading.end, role, clause.path
                )
    for match in _BRACKETED.finditer(document.text):
        role = field_role(match[1])
        if role:
            path = next((c.path for c in reversed(document.clauses) if _holds(c, match.start())), ())
            found.setdefault(match.start(), _Label(match.start(), match.end(), role, (*path, match[1])))
    for row in document.rows:
        for cell in row.cells[::2]:
            role = field_role(cell.text) if len(cell.text) < 12 else None
            if role and not cell.header:
                found.setdefault(cell.start, _Label(cell.start, cell.end, role, row.path))
    return [found[start] for start in sorted(found)]


def _holds(clause: Clause, place: int) -> bool:
    return any(span.start <= place < span.end for span in clause.spans)


def _openings(labels: Sequence[_Label], titles: Sequence[int]) -> set[int]:
    """Which labels open a card: the first, one below a title with fields that the card already has."""
    openings: set[int] = set()
    seen: set[str] = set()
    for place, label in enumerate(labels):
        before = labels[place - 1].end if place else 0
        titled = any(before <= title < label.start for title in titles)
        ahead = []
        for other in labels[place:]:
            if other is not label and any(label.end <= title < other.start for title in titles):
                break
            ahead.append(other.role)
        again = bool(seen & set(ahead) - {"other"})
        if not place or (titled and again) or (label.role in ("title", "basis") and label.role in seen):
            openings.add(place)
            seen = set()
        seen.add(label.role)
    return openings


def _title(
    document: Document, titles: Sequence[tuple[Span, tuple[str, ...]]], label: _Label
) -> tuple[Span, tuple[str, ...]]:
    """The heading above a card's first field; a heading cut at the end of its line goes on in the next one."""
    above = [title for title in titles if title[0].start < label.start]
    if not above:
        return Span(label.start, label.end), label.path[:-1]
    heading, path = above[-1]
    if len(above) > 1 and not _NUMBER.match(document.text[heading.start : heading.end]):
        before = above[-2][0]
        length = before.end - before.start
        if not document.text[before.end : heading.start].strip() and length >= _FULL_LINE:
            heading, path = above[-2]
    lines = _lines(document.text, heading.start, label.start)
    last = 0
    while last + 2 < len(lines) and lines[last].end - lines[last].start >= _FULL_LINE:
        last += 1
    start = heading.start
    number = _NUMBER.match(document.text[start : heading.end])
    end = max(heading.end, lines[last].end) if lines else heading.end
    return Span(start + (number.end() if number else 0), end), path


def _lines(text: str, start: int, end: int) -> list[Span]:
    """The lines between a heading and its table."""
    found = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        words = match.group().strip()
        if not words or words.startswith("|"):
            continue
        left = start + match.start() + len(match.group()) - len(match.group().lstrip())
        found.append(Span(left, left + len(words)))
    return found


def _end(document: Document, label: _Label) -> int:
    """Where the value of the document's last field ends: with its clause or row."""
    ends = [span.end for clause in document.clauses for span in clause.spans if span.start >= label.end]
    ends += [row.end for row in document.rows if row.start <= label.start < row.end]
    own = [clause for clause in document.clauses if clause.heading and clause.heading.start == label.start]
    if own and own[0].spans:
        return own[0].spans[-1].end
    return max([end for end in ends if end >= label.end], default=label.end)


def _parts(document: Document, card: Card) -> Parts:
    text = document.text
    spans = [span for values in card.fields.values() for span in values]
    named = card.span(text, "title")
    end = max(
        (whole.end for span in spans if (whole := placed_words(text, [span]).whole)), default=card.title.end
    )
    return Parts(
        title=named or card.title,
        start=card.title.start,
        end=max(end, card.title.end),
        path=card.path,
        content=card.words(text, "content"),
        amounts=card.words(text, "gift"),
        whom=card.words(text, "whom"),
        conditions=card.words(text, "condition"),
        tool=card.words(text, "tool").words,
        handled_by=card.span(text, "handler"),
        procedure=card.span(text, "procedure"),
        deadline=card.span(text, "time"),
        contact=card.span(text, "contact"),
        basis=card.span(text, "basis"),
        confidence=0.95,
    )


def _row_parts(document: Document, row: Row) -> Parts | None:
    """A row whose columns are fields (政策名称｜支持对象｜支持标准｜申报条件), ``None`` for any other row."""
    roles: dict[str, Span] = {}
    for cell in row.cells:
        role = field_role(cell.header) if cell.header else None
        if role and cell.text and role not in roles:
            roles[role] = Span(cell.start, cell.end)
    if not {"content", "gift"} & set(roles) or not {"whom", "condition", "title"} & set(roles):
        return None
    text = document.text
    title = roles.get("title") or Span(row.cells[0].start, row.cells[0].end)
    return Parts(
        title=title,
        start=row.start,
        end=row.end,
        path=row.path,
        content=placed_words(text, [roles[role] for role in ("content",) if role in roles]),
        amounts=placed_words(text, [roles[role] for role in ("gift",) if role in roles]),
        whom=placed_words(text, [roles["whom"]] if "whom" in roles else []),
        conditions=placed_words(text, [roles["condition"]] if "condition" in roles else []),
        handled_by=roles.get("handler"),
        procedure=roles.get("procedure"),
        deadline=roles.get("time"),
        contact=roles.get("contact"),
        basis=roles.get("basis"),
        confidence=0.85,
    )
