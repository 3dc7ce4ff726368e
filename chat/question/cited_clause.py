"""Follow-ups on what the last answer cited: its article, the one before or behind, its paragraphs, its document.

“下一条呢？”, “第一款怎么说？”, “它的最高额是多少？” name nothing themselves; the answer's citations do. Pure functions.
"""

from __future__ import annotations

import re

from chat.answer import Answer, Citation
from chat.question.patterns import INTERROGATIVE
from ingest.text.normalise import squeeze

_NUMERAL = r"[一二三四五六七八九十百零〇两\d]+"
ARTICLE = rf"第\s?{_NUMERAL}\s?条(?:之{_NUMERAL})?"
# “第二百八十七条之一”: the article that a clause or a question names
_ARTICLE = re.compile(ARTICLE)
# “上一条”, “后一条的规定”: the article beside the one that was cited
_BESIDE = re.compile(r"(?P<side>[上下前后])(?:面)?(?:的)?(?:那)?一?条(?!例)")
# “这一条”, “该条规定”, “本条”: the article that was cited
_THIS = re.compile(r"(?:这一?|该|本|此)(?:个)?(?:法)?条(?!例)(?:规定|条文)?")
# “它”, “其最高刑期”; “其他”, “其中”, “尤其” are no pronouns
_IT = re.compile(r"它们?(?:的(?=规定))?|(?<![尤极与])其(?![他它余次中实间])")
# “第一款第（二）项”, “第2款”: a part of the article, without the article's own number
_INNER = re.compile(rf"第\s?[（(]?\s?{_NUMERAL}\s?[）)]?\s?[款项目]")
# “那第二百六十五条呢？”, “第十条怎么说”: another article, and little else
_ANOTHER = re.compile(rf"^(?:那么?|那|再看|还有)?(?P<article>{ARTICLE})(?P<rest>.{{0,12}})$")
# “那”, “请问”: what opens a follow-up and says nothing
_THEN = re.compile(r"^(?:那么?|那|请问|还有)+")
# “呢？”, “怎么样”: what closes one
_CLOSE = re.compile(r"(?:呢|怎么样|如何)?[？?。！!]*$")
# “这份文件”, “该办法”, “这部法律”, “上述条例”: the document that was cited
_DOCUMENT = re.compile(
    r"(?:这|该|此|上述|本)(?:一)?(?:[份部个篇项])?"
    r"(?P<kind>文件|条例|办法|规定|意见|通知|细则|法律|法规|规章|方案|规划|计划|政策|决定|公告|指南|法(?![律规人定治院]))"
)
_ANY_DOCUMENT = ("文件", "法律", "法规", "规章")  # words for a document of whatever kind
# 《办法》: the question names a document itself
_NAMES_ITSELF = re.compile(r"《[^》]+》")


def on_cited_clause(question: str, answer: Answer, previous: str) -> str | None:
    """Give the question made whole with the article that the last answer cited; ``None`` where it speaks of none.

    ``previous`` is the question that was answered. A question that names a document itself stands alone.
    """
    cited = _cited_article(answer, previous) or _asked_article(answer, previous)
    if cited is None or _NAMES_ITSELF.search(question):
        return None
    document, article = cited
    whole = f"{document}{article}"
    bare = _CLOSE.sub("", _THEN.sub("", question))
    another = _ANOTHER.match(question)
    if another and not _ARTICLE.search(_CLOSE.sub("", another["rest"])):
        return f"{document}{another['article']}{_asking(_CLOSE.sub('', another['rest']))}"
    if _ARTICLE.search(question):
        return None
    beside = _BESIDE.search(bare)
    if beside:
        side = "下" if beside["side"] in "下后" else "上"
        return _put(bare, beside.span(), f"{whole}的{side}一条")
    this = _THIS.search(bare)
    if this:
        return _put(bare, this.span(), whole)
    inner = _INNER.search(bare)
    if inner:
        return _put(bare, (inner.start(), inner.start()), whole)
    pronoun = _IT.search(bare)
    if pronoun and _ARTICLE.search(previous):
        return _put(bare, pronoun.span(), f"{whole}{'' if bare[pronoun.end() :].startswith('的') else '的'}")
    return None


def on_cited_document(question: str, answer: Answer, topic: str) -> str | None:
    """Give the question with “该文件”, “这部法律” named as the one document that the last answer cited.

    ``topic`` is what was asked about: where that is a plan or a measure, “该计划” is it and no document.
    """
    document = _cited_document(answer)
    match = _DOCUMENT.search(question)
    if document is None or match is None or _NAMES_ITSELF.search(question):
        return None
    kind = match["kind"]
    if (kind not in document and kind not in _ANY_DOCUMENT) or topic.rstrip("》").endswith(kind):
        return None
    return f"{question[: match.start()]}《{document}》{question[match.end() :]}"


def _put(bare: str, place: tuple[int, int], words: str) -> str:
    """The question with words in a place, “是什么” behind them where nothing is asked."""
    rest = bare[place[1] :]
    return f"{bare[: place[0]]}{words}{_asking(rest) if not bare[: place[0]] else rest}"


def _asking(rest: str) -> str:
    return rest if INTERROGATIVE.search(rest) else f"{rest}是什么"


def _cited_article(answer: Answer, previous: str) -> tuple[str, str] | None:
    """The document and the article that an answer rests on: of several cited the one asked for, else the first."""
    if answer.refused or not answer.citations:
        return None
    asked = _ARTICLE.search(squeeze(previous))
    held = [(citation, article) for citation in answer.citations if (article := _article_of(citation))]
    if not held:
        return None
    citation, article = next((pair for pair in held if asked and pair[1] == asked.group()), held[0])
    return f"《{_name_of(citation)}》", article


def _asked_article(answer: Answer, previous: str) -> tuple[str, str] | None:
    """The document and the article that the last question names, where only the words of its answer are known."""
    match = _ARTICLE.search(squeeze(previous))
    if match is None or not match.start() or answer.refused or answer.citations:
        return None
    return squeeze(previous)[: match.start()], match.group()


def _article_of(citation: Citation) -> str:
    found = [m.group() for part in citation.clause.split(" / ") if (m := _ARTICLE.match(part))]
    own = _ARTICLE.match(squeeze(citation.quote))
    return found[-1] if found else own.group() if own else ""


def _cited_document(answer: Answer) -> str | None:
    ids = {citation.doc_id for citation in answer.citations}
    return _name_of(answer.citations[0]) if len(ids) == 1 and not answer.refused else None


def _name_of(citation: Citation) -> str:
    title = squeeze(citation.title)
    inner = title[1:-1] if title.startswith("《") and title.endswith("》") else title
    return inner.replace("《", "〈").replace("》", "〉")
