"""Read a question for a list over documents: of which documents, of what matter; nothing where it asks for no such list."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from chat.measure_lists.matters import Matter, matter_of
from chat.measure_lists.patterns import (
    ANYWHERE,
    ASKS_DOCUMENTS,
    ASKS_GIFTS,
    ASKS_MEASURES,
    COMES_BY,
    MONEY_ASKED,
    OF_ABSENCE,
    OF_ONE,
    OF_SITES,
    RELIEF_ASKED,
    SAYS,
    TELLS_OF_SELF,
)
from chat.question import KIND_WORDS, Asked, QuestionReader, document_names
from index.hits import DocumentInfo
from index.search import allows

MEASURES, DOCUMENTS = "measures", "documents"  # what is listed
# “有哪些……政策”, “的”, “方面”: the frame of a question, without its matter
_FRAME = re.compile(
    r"(?:都)?有?(?:哪些|哪几[项条种个份部]|什么|啥)|列出|列举|有没有|请问|政策措施|政策|措施|办法|方面|相关|有关|关于|针对|支持|扶持|鼓励|的|吗|呢|[？?！!。，,、；;：:“”\"'《》（）()]"
)
_MEASURE_KINDS = ("措施", "办法", "政策")  # kinds of documents whose names are names of measures too


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A question for a list: ``of`` measures or documents, of which matter; ``places``: documents of a place are wanted."""

    of: str
    matter: Matter
    places: bool = False


def list_question(asked: Asked, reader: QuestionReader, of: str) -> ListQuestion | None:
    """Read a question for a list of measures or of documents; ``None`` where it asks for something else."""
    text = asked.text
    if OF_ONE.search(text) or asked.sides or TELLS_OF_SELF.search(text):
        return None
    places = False
    if of == MEASURES:
        if not ASKS_MEASURES.search(text) and not ASKS_GIFTS.search(text):
            return None
        rest = text
    else:
        named = ASKS_DOCUMENTS.search(text)
        if not named or not text[named.end() :].strip("？?。"):
            return None  # “会议通过了哪些文件”: what is asked for is not what documents say
        if OF_SITES.search(text) or OF_ABSENCE.search(text) or asked.question.asks:
            return None
        places = not any(one in named["what"] for one in ("文", "法", "条例", "规划"))
        rest = SAYS.sub(" ", f"{text[: named.start()]} {text[named.end() :]}")
    for pattern in (ANYWHERE, _FRAME, COMES_BY, RELIEF_ASKED, MONEY_ASKED):
        rest = pattern.sub(" ", rest)
    scope = asked.scope
    for place in sorted((*scope.places, *scope.foreign), key=len, reverse=True):
        rest = re.sub(rf"{re.escape(place)}[省市区县]?", " ", rest)
    rest = " ".join(rest.split())
    if not rest:
        return None
    part = reader.part(asked, replace(asked.question, text=rest), replace(scope, title=""))
    matter = matter_of(rest, text, part.wording.words, reader.frequency, scope.words)
    if matter is None or _names_document(asked):
        return None
    return ListQuestion(of, matter, places)


def _names_document(asked: Asked) -> bool:
    """Whether a question names a document whole, or as one of a kind (规划), and not its matter alone."""
    if not asked.scope.title:
        return False
    best = max(asked.scope.affinity, key=lambda doc_id: asked.scope.affinity[doc_id])
    kinds = any(kind in asked.text for kind in KIND_WORDS if kind not in _MEASURE_KINDS)
    return kinds or any(name in asked.text for name in document_names(asked.catalogue.by_id[best]))


def admitted(asked: Asked, info: DocumentInfo) -> bool:
    """Whether a list may hold a document: of the places asked about, allowed by the filters."""
    scope = asked.scope
    return (
        scope.admits(info.doc_id)
        and (not scope.inside or info.doc_id in scope.inside)
        and (not asked.filters or allows(asked.filters, info))
    )
