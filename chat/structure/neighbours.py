"""Articles beside one that is named: “第三十九条的上一条”, “第二百八十七条之一的下一条”. And what an article does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.answers import Draft, compose
from chat.evidence import Passages, ScoredUnit
from chat.question import Asked
from chat.structure import addresses
from chat.structure.answers import clause_at, named_first
from ingest.document import Document

# “第三十九条的上一条”: the article beside one that is named
_BESIDE = re.compile(r"条(?:之[一二三四五六七八九十\d]+)?的?(?P<side>[上下前后])一条")
# “第三十九条”: the label of an article in a path
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇两\d]+条")
# “百分之五”, “三倍”, “5”: what may be a figure, however it is written; “第五条”, “一般” are none
_MAY_BE_FIGURE = re.compile(r"\d|[零两二三四五六七八九十百千万亿](?![条款项])|[一壹][年月日天倍万千百成]")
# “第二百六十四条”, “前款”: references, whose numerals are no figures
_REFERENCE = re.compile(r"第[一二三四五六七八九十百零〇两\d]+[编章节条款项](?:之[一二三四五六七八九十]+)?")


def beside(asked: Asked, passages: Passages) -> Draft | None:
    """Give the article before or behind the one that a question names, in the document it names best."""
    match = _BESIDE.search(asked.question.text)
    steps = addresses.address_of(asked.question.text) if match else ()
    for info in named_first(asked) if match and steps else ():
        document = passages.document(info)
        path = addresses.find_path(document, steps, asked.question.text)
        if path is None:
            continue
        articles = _articles(document)
        own = next((n for n, other in enumerate(articles) if other == path), None)
        if own is None:
            continue
        place = own + (1 if match and match["side"] in "下后" else -1)
        if 0 <= place < len(articles):
            return clause_at(articles[place], document, passages.chunks(info), info)
        edge = "最后" if place > 0 else "最前"
        label = _ARTICLE.match(path[-1])
        where = label.group() if label else path[-1]
        return Draft("lookup", [], (), f"《{compose.short_title(info)}》{where}是{edge}一条")
    return None


def _articles(document: Document) -> list[tuple[str, ...]]:
    """The paths of a document's articles, each once, in order."""
    return list(
        dict.fromkeys(
            clause.path for clause in document.clauses if clause.path and _ARTICLE.match(clause.path[-1])
        )
    )


def without_figure(asked: Asked, ranked: Sequence[ScoredUnit]) -> Draft | None:
    """Refuse a figure that is asked of a clause whose words hold none, however written; ``None``: they may hold it."""
    figures = [ask for ask in asked.question.asks if ask.kind in ("quantity", "money", "percent", "share")]
    if not figures or not ranked:
        return None
    words = [_REFERENCE.sub("", evidence.unit.flat) for evidence in ranked]
    if any(_MAY_BE_FIGURE.search(text) for text in words):
        return None
    info = ranked[0].document
    where = ranked[0].unit.chunk.path[-1] if ranked[0].unit.chunk.path else ""
    label = _ARTICLE.match(where)
    reason = f"《{compose.short_title(info)}》{label.group() if label else where}没有写明数额"
    return Draft(asked.question.kind, list(ranked[:1]), (), reason)
