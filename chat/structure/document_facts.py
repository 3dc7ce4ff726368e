"""Answer questions about a document itself: its number, issuer, dates, period, standing.

Pure functions over the catalogue and a document's text. A fact is given only
where the words for it stand in the text, so that it can be cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chat.answers import compose, short_title
from chat.question import Scope, document_names, names_in
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.document import DRAFT, EXPIRED, IN_FORCE, REPEALED, UNKNOWN, Document, Span
from ingest.text.normalise import fold, squeeze

_WHEN = r"(?:什么时候|啥时候|何时|哪[一]?[天年月日]|几月几[日号]|日期|时间)"
_WHO = r"(?:谁|哪[个家些](?:机关|单位|部门|机构|政府)?|什么(?:机关|单位|部门|机构))"
_MADE = r"(?:印发|发布|下发|出台|公布|制定|编制|起草|发(?![到给往送放]))"
# What a question names of a document itself: “文号”, “哪天印发”, “何时公布”, “谁发布的”, “规划期”, “还有效吗”
_FACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"发文字号|发文号|文件号|文号")),
    (
        "issued",
        re.compile(rf"成文(?:日期|时间)|印发(?:日期|时间)|{_WHEN}[^，,。？?]{{0,4}}(?:成文|印发|下发|签发)"),
    ),
    (
        "published",
        re.compile(rf"(?:发布|公布|公开)(?:日期|时间)|{_WHEN}[^，,。？?]{{0,4}}(?:发布|公布|出台)的?$"),
    ),
    (
        "issuers",
        re.compile(
            rf"(?:发文|印发|发布|制定|编制|起草)(?:机关|单位|部门|机构)|{_WHO}[^，,。？?]{{0,3}}{_MADE}|由{_WHO}{_MADE}"
        ),
    ),
    (
        "expires",
        re.compile(
            rf"{_WHEN}[^，,。？?]{{0,4}}(?:失效|到期|过期|届满|废止)|(?:失效|到期)(?:日期|时间)|有效期(?:到|至|多|几|是|为|限)?"
            r"|(?:还有?|剩)(?:有|余)?多(?:久|长时间)(?:到期|失效|过期|届满)?|(?:有效|管用)(?:到|至)(?:什么时候|何时|哪[一]?[天年])|(?:有效|管)几年"
        ),
    ),
    (
        "effective",
        re.compile(
            rf"{_WHEN}[^，,。？?]{{0,4}}(?:起)?(?:施行|实施|生效|执行)|(?:施行|实施|生效|执行)(?:日期|时间)|从(?:什么时候|何时|哪[一]?[天年])(?:起|开始)"
        ),
    ),
    (
        "supersedes",
        re.compile(
            r"(?:之前|以前|原来|原先|旧|老|原)的?(?:那[个份部])?[^，,。？?]{0,20}?(?:还|是否|是不是)[^，,。？?]{0,6}(?:有效|用|管用|适用|执行|作数|算数)|(?:废止|取代|代替)了?(?:哪|什么)"
        ),
    ),
    ("period", re.compile(r"规划期|实施期|(?:覆盖|涵盖|针对|管)[^，,。？?]{0,4}哪几年|期限是")),
    (
        "status",
        re.compile(
            r"现行(?:有效)?|还(?:有效|管用|作数)|有效吗|(?:过期|失效|届满|废止|生效)了?[吗没]?|是否(?:有效|生效|届满|废止)|(?:是|算)(?:不是|否)?正式(?:文件|稿|发布|版)(?!名)|是不是(?:草案|征求意见稿)"
        ),
    ),
)
# “哪天印发的呢？” → “哪天印发”
_QUESTION_END = re.compile(r"[？?。!！的了吗呢]+$")
# “请问”, “这份文件”, “是多少”: words that ask and say nothing of a subject
_ASKING_WORDS = re.compile(
    r"是多少|是什么|多少|什么|哪些|各|和|吗|呢|这份|这个|文件|该|请问|到|为止|[“”《》？?]"
)
_LABELS = {
    "number": "发文字号为{}",
    "issued": "成文日期为{}",
    "published": "发布日期为{}",
    "issuers": "由{}制发",
    "period": "期限为{}",
    "effective": "自{}起施行",
}
# “有效期2年”, “有效期为三年”: the term as a document states it
TERM = re.compile(r"(?<!\d)(?:[一二三四五六七八九十两]{1,3}|\d{1,2})\s?(?:年(?!\s?\d{1,2}\s?月)|个月)")
# Of the question's character pairs, the share that may speak of something other than the document and the fact.
MOST_OTHER = 0.5


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A statement about a document and the words in its text that carry it."""

    words: str
    span: Span


def asked_facts(text: str) -> tuple[str, ...]:
    """Give the facts about a document that a folded, squeezed question names."""
    bare = _QUESTION_END.sub("", text)
    return tuple(name for name, pattern in _FACTS if pattern.search(bare))


def facts(
    text: str, info: DocumentInfo, document: Document, scope: Scope, today: date | None = None
) -> list[DocumentFact]:
    """Give the facts asked for, as far as the document's text shows them; empty where the question is about more.

    ``today``: the day from which what is left of a term is counted, by default this day.
    """
    wanted = asked_facts(text)
    if "expires" in wanted or "effective" in wanted:  # “什么时候失效”, “生效日期”: a day, no standing
        wanted = tuple(name for name in wanted if name != "status")
    if not wanted or not _is_about(text, info, scope):
        return []
    found = []
    for name in wanted:
        if name == "status":
            fact = _status(info, document)
        elif name == "supersedes":
            fact = _superseded(document)
        elif name == "expires":
            fact = _expiry(info, document, today)
        else:
            fact = _stated(name, info, document)
        if fact:
            found.append(fact)
    return found


def _is_about(text: str, info: DocumentInfo, scope: Scope) -> bool:
    """Whether a question speaks of the document and the fact, and of little else."""
    if scope.affinity.get(info.doc_id, 0.0) < 1.0:
        return False
    rest = text
    for _, pattern in _FACTS:
        rest = pattern.sub("，", rest)
    rest = _ASKING_WORDS.sub("，", rest)
    own = {pair for name in document_names(info) for pair in bigrams(name)}
    own |= {pair for word in scope.words for pair in bigrams(word)}
    pairs = [pair for part in rest.split("，") for pair in bigrams(part)]
    named = sum(pair in own for pair in pairs)
    enough = named >= 3 or (named and names_in(text, info))
    return bool(enough) and len(pairs) - named <= max(2, MOST_OTHER * len(pairs))


def _stated(name: str, info: DocumentInfo, document: Document) -> DocumentFact | None:
    metadata = info.metadata
    values: Sequence[str]
    if name in ("issued", "published", "effective"):
        day = getattr(metadata, name)
        values = _date_forms(day) if day else ()
    elif name == "period":
        values = _period_forms(metadata.period) if metadata.period else ()
    elif name == "issuers":
        values = metadata.issuers
    else:
        values = (metadata.number,) if metadata.number else ()
    for value in values:
        span = _find(document.text, value)
        if span:
            shown = (
                "、".join(metadata.issuers)
                if name == "issuers"
                else squeeze(document.text[span.start : span.end])
            )
            return DocumentFact(f"《{short_title(info)}》{_LABELS[name].format(shown)}。", span)
    return None


def _expiry(info: DocumentInfo, document: Document, today: date | None) -> DocumentFact | None:
    """When a document lapses and how long that is from today; the end of its period where it is a plan."""
    metadata, now = info.metadata, today or date.today()
    if not metadata.expires:
        return _stated("period", info, document)
    end = date.fromisoformat(metadata.expires)
    stated = next(
        (found for value in _date_forms(metadata.expires) if (found := _find(document.text, value))), None
    )
    where = stated or next((Span(e.start, e.end) for e in document.evidence if e.field == "expires"), None)
    if where is None:
        return None
    day = f"{end.year}年{end.month}月{end.day}日"
    left = f"还有{length_between(now, end)}" if end >= now else "已届满"
    term = next(
        (
            match.group()
            for evidence in document.evidence
            if evidence.field == "expires"
            and (match := TERM.search(document.text, evidence.start, evidence.end))
        ),
        "",
    )
    said = f"{squeeze(term)}，至{day}" if term else f"至{day}"
    return DocumentFact(f"《{short_title(info)}》有效期{said}（{left}）。", where)


def length_between(first: date, last: date) -> str:
    """Say how long it is from one day to a later one: 2年9个月, 5个月, 12天."""
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    if months < 1:
        return f"{(last - first).days}天"
    years, months = divmod(months, 12)
    return (f"{years}年" if years else "") + (f"{months}个月" if months else "")


def _status(info: DocumentInfo, document: Document) -> DocumentFact | None:
    metadata = info.metadata
    values = [DRAFT, *_period_forms(metadata.period)] if metadata.period else [DRAFT, squeeze(metadata.title)]
    if info.status != DRAFT:
        values = values[1:]
    span = next((found for value in values if (found := _find(document.text, value))), None)
    if span is None:
        return None
    why = _why(info)
    said = f"{info.status}（{why}）" if why else info.status
    if info.status == DRAFT:
        said = "征求意见稿，尚未生效"
    elif info.repealed_by:
        said = f"{info.status}（由《{compose.nested(info.repealed_by.title)}》废止）"
    elif info.repeal_claimed_by:
        said = f"{said}；另有文件《{compose.nested(info.repeal_claimed_by.title)}》声称废止它，发文机关无权或不明"
    return DocumentFact(f"《{short_title(info)}》的状态：{said}。", span)


def _superseded(document: Document) -> DocumentFact | None:
    """The sentence by which a document repeals the one before it."""
    where = next((Span(e.start, e.end) for e in document.evidence if e.field == "supersedes"), None)
    if where is None:
        return None
    text = document.text
    start = max(text.rfind(mark, 0, where.start) for mark in "。\n") + 1
    ends = [end + 1 for mark in "。\n" if (end := text.find(mark, where.end)) >= 0]
    span = Span(start, min(ends, default=len(text)))
    return DocumentFact(squeeze(text[span.start : span.end]).rstrip("。") + "。", span)


def _why(info: DocumentInfo) -> str:
    """What shows a document's standing, in a few words."""
    metadata = info.metadata
    if metadata.period:
        return f"期限{metadata.period[0]}—{metadata.period[1]}年"
    if info.status == UNKNOWN:
        return "没有写明施行日期、有效期，也没有文号可查"
    if info.status in (IN_FORCE, EXPIRED, REPEALED) and metadata.expires:
        return f"有效期至{_date_forms(metadata.expires)[0]}"
    if info.status == IN_FORCE and metadata.effective:
        return f"自{_date_forms(metadata.effective)[0]}起施行，没有写明期限"
    if info.status == IN_FORCE and metadata.number:
        return f"{metadata.number}，没有写明期限，未见废止"
    return ""


def _date_forms(day: str) -> tuple[str, ...]:
    year, month, date = (int(part) for part in day.split("-"))
    return (
        f"{year}年{month}月{date}日", f"{year}年{month:02d}月{date:02d}日", day,
        f"{year}.{month}.{date}", f"{year}.{month:02d}.{date:02d}", f"{year}/{month}/{date}",
    )  # fmt: skip


def _period_forms(period: tuple[int, int]) -> tuple[str, ...]:
    first, last = period
    forms = [f"{first}{dash}{last}" for dash in ("-", "—", "–", "~", "～", "年-", "年—", "年至", "至")]
    plan = (first - 1951) // 5
    names = {12: "十二五", 13: "十三五", 14: "十四五", 15: "十五五", 16: "十六五"}
    if last - first == 4 and (first - 1951) % 5 == 0 and plan in names:
        forms.append(names[plan])
    return tuple(forms)


def _find(text: str, value: str) -> Span | None:
    """Where a value stands in a text, whatever its width, case and layout white space."""
    folded = fold(text)
    pattern = r"\s*".join(
        re.escape(character) for character in fold(squeeze(value)) if not character.isspace()
    )
    match = re.search(pattern, folded) if pattern else None
    return Span(match.start(), match.end()) if match else None
