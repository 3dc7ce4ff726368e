"""Find what kind of document a text is: its 文种, or a news report. Pure functions of text."""

from __future__ import annotations

from itertools import islice

from ingest.metadata.patterns import (
    ARTICLE_OPENS,
    BOOK_TITLE,
    EXPLAINS,
    KIND_AT_END,
    NEWS,
    NEWS_VOICE,
    OPENS_TO_ADDRESSEE,
)

_SHORT = {"发展规划": "规划", "规划纲要": "纲要", "暂行办法": "办法", "管理办法": "办法"}
# Kinds that a headline can end with by chance: “甲局印发通知”, “提供法律服务指引”.
LEAST_ARTICLES = 3  # a text that numbers as many articles is an act, whoever speaks in it
_DATELINE = 240  # characters in which a report names its agency
_LOOSE = frozenset(
    (
        "通知",
        "意见",
        "措施",
        "指引",
        "公告",
        "方案",
        "政策",
        "标准",
        "说明",
        "决定",
        "计划",
        "法",
        "提示",
        "提醒",
        "名单",
        "规范",
        "解读",
    )
)


def find_kind(text: str, start: int, head_end: int, title: str, formal: bool) -> str | None:
    """Find the 文种 of a title (“办法”, “通知”); “新闻” for a report; ``None`` where nothing says it.

    ``formal``: the text names an issuer or carries a number, so that it is no report.
    """
    match = KIND_AT_END.search(title)
    kind = _SHORT.get(match["kind"], match["kind"]) if match else None
    if EXPLAINS.search(title) and not NEWS.search(text, start, start + _DATELINE):
        return "政策解读"
    articles = sum(1 for _ in islice(ARTICLE_OPENS.finditer(text, start), LEAST_ARTICLES))
    if formal or articles == LEAST_ARTICLES or "关于" in BOOK_TITLE.sub("", title):
        return kind
    tail = max(head_end, len(text) - 400)
    report = NEWS.search(text, start, head_end) or NEWS.search(text, tail)
    told = len({voice.group() for voice in NEWS_VOICE.finditer(text, start, head_end)})
    if kind is None:
        return "新闻" if report or told or NEWS_VOICE.search(text, tail) else None
    if kind in _LOOSE and not OPENS_TO_ADDRESSEE.search(text, start, start + 600) and (report or told):
        return "新闻"
    return kind
