"""What a document means by a word: the provision that says so (“重要数据，是指……”), wherever in the document it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.answers import Draft
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.question import Asked
from ingest.document import Document, Span
from ingest.text.normalise import flat_text, squeeze
from ingest.text.sentences import split_sentences

DOCUMENTS = 3  # of the best evidence whose provisions are looked through
# “什么叫重要数据”, “重要数据是什么意思”: the word stands behind what asks, or before it
_BEHIND = re.compile(
    r"(?:什么是|什么叫做?|何谓|啥叫|所谓的?)(?P<word>[^?？,，。]{2,20}?)(?:呢|啊)?(?=$|[?？,，。])"
)
# “办法里核心数据是什么意思”
_BEFORE = re.compile(
    r"(?P<words>[^?？,，。]{2,40}?)(?:一词|这个词)?(?:到底|具体|究竟)?(?:是什么意思|是啥意思|什么意思|啥意思|指的?是?什么|是指什么|指的?是?啥|的定义|的含义|怎么定义)"
)
# “办法里核心数据”: behind these a word may begin
_BEGINS = re.compile(r"[里中的说所称“\"「『]")
_MARKS = '“”"「」『』'


def defined(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give the sentence that defines the word a question asks about; ``None`` where none of the best documents has one."""
    if asked.question.kind != "definition" or not ranked:
        return None
    question = asked.question
    words = dict.fromkeys((*question.quoted, *words_asked(asked.text), *filter(None, (question.defined,))))
    infos = list({e.document.doc_id: e.document for e in ranked}.values())[:DOCUMENTS]
    for word in words:
        for info in infos:
            document = passages.document(info)
            span = definition_of(word, document)
            if span:
                pick = span_unit(document, span, info)
                return Draft("definition", [pick], ())
    return None


def words_asked(text: str) -> tuple[str, ...]:
    """Give the words whose meaning a question may ask for, the longest first.

    >>> words_asked("办法里核心数据是什么意思")
    ('办法里核心数据', '核心数据')
    """
    behind = _BEHIND.search(text)
    if behind:
        return (behind["word"].strip(_MARKS),)
    before = _BEFORE.search(text)
    if not before:
        return ()
    said = before["words"]
    starts = (0, *(match.end() for match in _BEGINS.finditer(said)))
    return tuple(dict.fromkeys(word for start in starts if len(word := said[start:].strip(_MARKS)) >= 2))


def definition_of(word: str, document: Document) -> Span | None:
    """Find the sentence or item of a document that opens with a word and says what it is.

    “（四）重要数据，是指……”, “本办法所称小微企业，是指……”: a comma may stand between; what merely begins
    with the word (“重要数据的处理者是指”) defines another.
    """
    pattern = re.compile(
        rf"(?:^|所称的?|[（(][一二三四五六七八九十\d]+[)）]|[、,，:：])[“\"]?{re.escape(flat_text(word))}[”\"]?(?:[（(][^（）()]*[)）])?[,，]?(?:是指|系指|指的?是|指(?![导标定])|即(?!使|将))"
    )
    for clause in document.clauses:
        for own in clause.spans if clause.kind == "text" else ():
            text = document.text[own.start : own.end]
            if flat_text(word) not in flat_text(squeeze(text)):
                continue
            for start, end in split_sentences(text):
                if pattern.search(flat_text(text[start:end])):
                    return Span(own.start + start, own.start + end)
    return None
