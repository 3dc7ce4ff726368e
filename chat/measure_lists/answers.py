"""Answer a question for all measures that give or ask something: read off the measures of every document that is meant.

A question is answered here only where it asks which policies or measures there are for a matter, names no document, and
two measures at least speak of the matter where they say what they are or give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from chat.answers import Draft, short_title
from chat.applicability import Listed, Measures
from chat.evidence import Passages, span_unit
from chat.form import table_of
from chat.question import Asked, Word
from index.search import allows
from ingest.document import DRAFT, EXPIRED, NEWS, REPEALED, Span
from ingest.text.normalise import flat_text, squeeze

# “有哪些贷款贴息政策”, “支持电影的政策有哪些”, “哪些措施和落户有关”, “算力方面有什么扶持政策”: measures of any document
ASKS_MEASURES = re.compile(
    r"(?:哪些|哪几[项条种个]|什么|啥|列出|列举)[^，。；？?]{0,30}?(?:政策|措施|办法)(?!依据|文件|环境|性)"
    r"|(?:政策|措施)[^，。；？?]{0,8}?(?:有?哪些|有什么|有啥|列出)"
)
# “政策依据”, “第三条的措施”, “这份文件”, “会上”: the question is about one place, one document
OF_ONE = re.compile(r"第[一二三四五六七八九十\d]+[条章节款]|[这该本][份个项条]|依据|全文|多少[项条]")
# Words that say no more than that a policy gives something to somebody.
_GENERAL = frozenset(
    [
        "政策",
        "措施",
        "办法",
        "支持",
        "扶持",
        "补贴",
        "补助",
        "奖励",
        "优惠",
        "资助",
        "鼓励",
        "帮助",
        "帮",
        "企业",
        "公司",
        "单位",
        "项目",
        "资金",
        "政府",
        "提供",
        "给予",
        "促进",
        "发展",
        "产业",
        "方面",
        "行业",
        "地方",
        "各地",
        "全市",
        "全省",
        "能",
        "可以",
        "享受",
        "申请",
        "申报",
        "办",
        "有关",
        "相关",
        "获得",
        "得到",
        "推动",
        "加快",
        "加大",
        "针对",
        "出台",
        "支持政策",
        "扶持政策",
        "支持措施",
        "政策措施",
        "优惠政策",
        "城市",
        "领域",
    ]
)
MAIN_WEIGHT = 0.55  # of the heaviest word, for a word that a measure must hold
LEAST_CREDIT = 0.5  # of a main word: itself or another wording
FEWEST = 2
MOST_CITED = 60
LONGEST_WORDS = 70  # characters of a gift's words beside a title
_NOT_IN_FORCE = (DRAFT, EXPIRED, REPEALED, NEWS)
HEADER = ("措施", "给什么", "文件")


@dataclass(frozen=True, slots=True)
class _Found:
    """A measure that speaks of the matter, with the words of it that do."""

    listed: Listed
    span: Span
    titled: bool
    status: str


def by_measures(asked: Asked, measures: Measures, passages: Passages, day: date) -> Draft | None:
    """List every measure of the documents meant that speaks of a matter; ``None`` for any other question."""
    if not ASKS_MEASURES.search(asked.text) or OF_ONE.search(asked.text) or asked.scope.title or asked.sides:
        return None
    words = _matter(asked)
    if not words:
        return None
    holding = measures.documents_with(_forms(words[0]))
    found = [
        one
        for listed in measures.listed()
        if listed.info.doc_id in holding
        and asked.scope.admits(listed.info.doc_id)
        and (not asked.scope.inside or listed.info.doc_id in asked.scope.inside)
        and (not asked.filters or allows(asked.filters, listed.info))
        and (one := _speaking(listed, measures, words, day))
    ]
    if len(found) < FEWEST:
        return None
    return _listed(sorted(found, key=_rank), measures, passages, words)


def _matter(asked: Asked) -> list[Word]:
    """The words of a question that a measure must hold, first the one that it must hold as it is: the longest."""
    words = [
        word
        for word in asked.wording.words
        if not word.asking and word.text not in _GENERAL and word.text not in asked.scope.words
    ]
    least = MAIN_WEIGHT * max((word.weight for word in words), default=0.0)
    return sorted((word for word in words if word.weight >= least), key=lambda word: (-len(word.text), -word.weight))  # fmt: skip


def _speaking(listed: Listed, measures: Measures, words: Sequence[Word], day: date) -> _Found | None:
    """A measure whose title, or one of whose gifts under that title, holds the matter."""
    measure = listed.measure
    title = flat_text(measure.title)
    texts = {gift: flat_text(measures.words(listed, gift.words)) for gift in measure.gifts}
    status = listed.info.metadata.status_on(day) if not listed.info.repealed_by else REPEALED
    titled = _holds(title, words)
    holding = [gift for gift, text in texts.items() if _holds(text, words)]
    if not holding and not titled:
        return None
    named = measure.title_words or Span(measure.start, min(measure.end, measure.start + LONGEST_WORDS))
    best = max(
        holding or measure.gifts, key=lambda gift: (gift.amount is not None, gift.cap or 0.0), default=None
    )
    return _Found(listed, best.words if best else named, titled, status)


def _holds(text: str, words: Sequence[Word]) -> bool:
    """Whether a text holds the first word, or a shorter form of it (贴息 for 贷款贴息), and speaks of the others."""
    surely = any(form in text for form in _forms(words[0]))
    return surely and all(word.credit(text) >= LEAST_CREDIT for word in words[1:])


def _forms(word: Word) -> tuple[str, ...]:
    """A word and the shorter forms of it that mean the same."""
    return (word.text, *(other for other, _ in word.alternatives if _abbreviates(other, word.text)))


def _abbreviates(other: str, word: str) -> bool:
    """Whether another wording is made of a word's characters in order, its last one kept: 保费 of 保险费."""
    rest = iter(word)
    return 2 <= len(other) < len(word) and other[-1] == word[-1] and all(one in rest for one in other)


def _rank(one: _Found) -> tuple[object, ...]:
    """In force first, those of the matter by their titles, then in order of documents and words."""
    return one.status in _NOT_IN_FORCE, not one.titled, one.listed.info.doc_id, one.listed.measure.start


def _listed(found: Sequence[_Found], measures: Measures, passages: Passages, words: Sequence[Word]) -> Draft:
    documents = dict.fromkeys(one.listed.info.doc_id for one in found)
    shown = found[:MOST_CITED]
    picks = [span_unit(passages.document(one.listed.info), one.span, one.listed.info) for one in shown]
    rows = [tuple(_row(one, measures)) for one in shown]
    lead = f"共{len(found)}项，出自{len(documents)}份文件："
    told = tuple(
        f"{'' if number else lead}{title}{'：' if given else ''}{given}（《{document}》）"
        for number, (title, given, document) in enumerate(rows)
    )
    matter = "、".join(word.text for word in words)
    note = f"（看过文件里读出的全部措施，名称或所给的支持说到“{matter}”的都在这里；只在条件里提到的不算。）"
    if len(found) > len(shown):
        note = f"（共{len(found)}项，以上为前{len(shown)}项。）"
    return Draft("list", picks, told, note=note, table=table_of(HEADER, rows, lead))


def _row(one: _Found, measures: Measures) -> Iterator[str]:
    """The cells of a measure: its name, the words of what it gives, its document with its standing."""
    yield squeeze(one.listed.measure.title)
    words = squeeze(measures.words(one.listed, one.span)).rstrip("。；;") if one.listed.measure.gifts else ""
    yield words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"
    standing = f"，{one.status}" if one.status in _NOT_IN_FORCE else ""
    yield f"{short_title(one.listed.info)}{standing}"
