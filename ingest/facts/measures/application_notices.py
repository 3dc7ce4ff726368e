"""Read a notice of application (申报通知, 申报指南) as one measure: whom it calls, its conditions, what it gives, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.document import Clause, Document, Span
from ingest.facts.measure import Measure
from ingest.facts.measures.conditions import ConditionReader
from ingest.facts.measures.placed_words import placed_words
from ingest.facts.measures.shaping import Parts, shaped

_FEWEST_FIELDS = 2
# 关于组织申报……的通知, ……申报指南, 征集……的公告
_CALLS = re.compile(r"申报|征集|申领|遴选|评选|认定申请|组织推荐|入库")
# 一、申报条件; 二、支持标准: what a section of a notice holds, the surer first
_SECTIONS = (
    ("contact", re.compile(r"联系|咨询|电话")),
    ("time", re.compile(r"时间|期限|截止|日期|安排")),
    ("condition", re.compile(r"条件|要求|资格")),
    ("whom", re.compile(r"对象|主体|范围")),
    ("content", re.compile(r"支持|奖励|补助|补贴|资助|标准|内容|方向|政策")),
    ("procedure", re.compile(r"程序|流程|步骤|方式(?!和标准)|渠道|受理(?!时间)|材料|推荐")),
)
# 一、（一）1.: the label of a heading
_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百]+[章节条]|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.．、])\s*"
)
_LONGEST_HEADING = 20  # characters of a heading that names a section


def notice_measures(document: Document) -> Iterator[Measure]:
    """Give the measure of a notice of application; nothing for any other document."""
    if not _CALLS.search(document.metadata.title):
        return
    sections: dict[str, list[Span]] = {}
    for clause in document.clauses:
        role = _role(clause) if clause.kind == "text" else None
        if role:
            sections.setdefault(role, []).extend(clause.spans)
    if len(sections) < _FEWEST_FIELDS or not {"condition", "whom"} & set(sections):
        return
    text = document.text
    titled = next((one for one in document.evidence if one.field == "title"), None)
    title = (
        Span(titled.start, titled.end) if titled else Span(0, min(len(text), len(document.metadata.title)))
    )
    spans = [span for values in sections.values() for span in values]
    wholes = {role: placed_words(text, values).whole for role, values in sections.items()}
    yield shaped(
        document,
        Parts(
            title=title,
            start=title.start,
            end=max(title.end, *(span.end for span in spans)),
            path=(),
            content=placed_words(text, sections.get("content", ())),
            whom=placed_words(text, sections.get("whom", ())),
            conditions=placed_words(text, sections.get("condition", ())),
            procedure=wholes.get("procedure"),
            deadline=wholes.get("time"),
            contact=wholes.get("contact"),
            confidence=0.9,
        ),
        ConditionReader(document.metadata.region),
    )


def _role(clause: Clause) -> str | None:
    """What the section of a clause holds: by its own heading, else by the nearest one above that says so."""
    for heading in reversed(clause.path):
        words = _LABEL.sub("", heading)
        if len(words) <= _LONGEST_HEADING:
            role = next((role for role, pattern in _SECTIONS if pattern.search(words)), None)
            if role:
                return role
    return None
