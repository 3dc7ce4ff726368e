"""What a document is about, read off its headings: who made it, its parts, and one sentence of each."""

from __future__ import annotations

import re

from chat.answers import Draft, compose, short_title
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.question import Asked, document_names, names_in
from chat.structure import addresses
from chat.structure.answers import named_first
from chat.structure.naming import facts_in_brackets, named_in_text
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.document import Clause, Document, Span
from ingest.text.normalise import flat_text, squeeze
from ingest.text.patterns import DOCUMENT_NUMBER
from ingest.text.sentences import split_sentences

MOST_PARTS = 12  # parts that an outline names; of more it says how many there are
LONGEST = 520  # characters of an outline
LEAST_SENTENCE = 12  # characters; a shorter one says little of a part
LEAST_SHOWN = 16  # characters of a part's sentence, below which its name alone is given
MOST_OTHER = (
    2  # character pairs of a question that may speak of something other than the document and its content
)
# “讲了什么”, “主要内容是什么”, “总结一下”, “是什么文件”: the content of a document as a whole
_ASKS_OUTLINE = re.compile(
    r"(?:主要|核心|基本|大致|大概|都|到底|究竟|具体)*(?:讲|说|写|谈)(?:的是|的|了|些|述)*(?:什么|啥|哪些(?:内容|方面|事情?)?)(?:内容|事情?)?"
    r"|(?:主要|核心|基本|大致|大概|全部|重点)(?:的)?(?:内容|要点|精神|思想)(?:是|有|包括|讲)*(?:什么|啥|哪些)?"
    r"|(?:的)?内容(?:概要|概括|摘要|提要|简介|总结)|(?:有|包括)(?:什么|哪些)内容|内容(?:是什么|有哪些)"
    r"|(?:是)(?:一[份个部])?(?:关于|讲|有关)?(?:什么|啥|哪方面)(?:样)?的?(?:文件|政策|规定|法规|内容)(?=[？?。]*$)"
    r"|(?:请|帮我|给我)*(?:总结|概括|概述|归纳|梳理|介绍|简述|摘要|提炼)(?:一?下|出)?(?:要点|内容|大意|重点)?|(?:的)?(?:梗概|大意|大纲|提纲|框架|摘要|概要|简介|要点(?:有哪些|是什么)?)"
    r"|(?:由|分|有|包括)(?:为|成)?(?:哪?几|哪些|多少)(?:个|大)?(?:部分|章)(?:组成|构成)?"
)
# “请问”, “这份文件”: words that name no subject
_ASKING_WORDS = re.compile(
    r"请问|请|帮我|给我|一下|这份|这个|该|文件|全文|呢|吗|的|了|和|是|[“”《》〈〉？?。，,!！]"
)
# “这份文件”, “该办法”: the one document there is
_THIS = re.compile(
    r"(?:这|该|本|此)(?:[一份部个篇]*)(?:文件|文档|办法|条例|规划|方案|通知|意见)|^(?:文件|全文)"
)
# “，”, “；”: where a long sentence may end early
_CLAUSE_END = re.compile(r"[，；、：]")
# “第三章”, “第十二条”: the label of a part, with its kind
_LABEL = re.compile(r"第[一二三四五六七八九十百零〇\d]+([编章节条])")
# “（一）”, “1.”: the mark of a heading below
_MARK = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]|第[一二三四五六七八九十百\d]+[章节条])\s*"
)


def outlined(asked: Asked, passages: Passages) -> Draft | None:
    """Give the outline of the document that a question is about as a whole; ``None`` where it asks for a part or fact."""
    text = asked.text
    counts = any(
        ask.kind == "quantity" for ask in asked.question.asks
    )  # “有几章几条” is counted, not outlined
    if counts or not _ASKS_OUTLINE.search(text) or addresses.address_of(text):
        return None
    number = DOCUMENT_NUMBER.search(text)
    if number and not any(names_in(text, info) for info in asked.catalogue.documents):
        return Draft("document", (), (), f"现有文件中没有文号为{number.group()}的文件")
    info = _document_meant(asked)
    return _outline(info, passages.document(info)) if info else None


def _document_meant(asked: Asked) -> DocumentInfo | None:
    """The one document that a question speaks of, and of little else."""
    named = named_first(asked)
    only = len(asked.catalogue.documents) == 1 or len(asked.filters.doc_ids) == 1
    if named and only and _THIS.search(asked.text):
        return named[0]
    affinity = asked.scope.affinity
    if not named or affinity.get(named[0].doc_id, 0.0) < 1.0:
        return None
    info = named[0]
    rest = _ASKING_WORDS.sub("，", _ASKS_OUTLINE.sub("，", asked.text))
    own = {pair for name in document_names(info) for pair in bigrams(name)}
    own |= {pair for word in asked.scope.words for pair in bigrams(word)}
    pairs = [pair for part in rest.split("，") for pair in bigrams(part)]
    other = sum(pair not in own for pair in pairs)
    whole = names_in(asked.text, info)
    rival = len(named) > 1 and affinity[named[1].doc_id] >= 1.0
    enough = whole or (not rival and (len(pairs) - other >= 3 or (pairs and not other)))
    return info if enough and other <= MOST_OTHER else None


def _outline(info: DocumentInfo, document: Document) -> Draft | None:
    parts = _parts(document)
    if len(parts) < 2:
        return None
    shown = parts[:MOST_PARTS]
    names = [compose.squeeze_display(path[-1]) if _is_article(path) else squeeze(path[-1]) for path in shown]
    each = (LONGEST - sum(map(len, names))) // len(shown)
    title = f"《{short_title(info)}》{facts_in_brackets(info)}共{len(parts)}{_measure(parts[0])}："
    picks: list[ScoredUnit] = [span_unit(document, named_in_text(info, document), info)]
    words = [title]
    for path, name in zip(shown, names, strict=True):
        heading = _heading_of(document, path)
        below = _below(document, path) if each >= LEAST_SHOWN else ""
        sentence = None if below or each < LEAST_SHOWN else _first_sentence(document, path, each)
        span = sentence[0] if sentence else heading
        if span is None:
            continue
        said = below if below and len(below) <= each else sentence[1] if sentence else ""
        picks.append(span_unit(document, span, info))
        words.append(f"{name}：{said}" if said else name)
    note = (
        f"（共{len(parts)}{_measure(parts[0])}，以上为前{len(shown)}。）" if len(parts) > len(shown) else ""
    )
    return Draft("document", picks, tuple(words), note=note)


def _parts(document: Document) -> list[tuple[str, ...]]:
    """The paths of a document's uppermost parts that are several, in order."""
    headed = [clause.path for clause in document.clauses if clause.path and clause.kind == "text"]
    for depth in range(1, max(map(len, headed), default=0) + 1):
        found = list(dict.fromkeys(path[:depth] for path in headed if len(path) >= depth))
        if len(found) > 1:
            return found
    return []


def _is_article(path: tuple[str, ...]) -> bool:
    label = _LABEL.match(path[-1])
    return label is not None and label[1] == "条"


def _measure(path: tuple[str, ...]) -> str:
    """The measure word of a document's parts: 章, 条, 个部分."""
    label = _LABEL.match(path[-1])
    return label[1] if label else "个部分"


def _heading_of(document: Document, path: tuple[str, ...]) -> Span | None:
    return next((c.heading for c in document.clauses if c.path == path and c.heading), None)


def _below(document: Document, path: tuple[str, ...]) -> str:
    """The names of the headings right below a part, where they are names and not articles; empty where none are."""
    depth = len(path)
    found = dict.fromkeys(
        clause.path[depth]
        for clause in document.clauses
        if len(clause.path) > depth and clause.path[:depth] == path
    )
    names = [_MARK.sub("", squeeze(name)) for name in found]
    return "；".join(names) if len(names) > 1 and all(4 <= len(name) <= 24 for name in names) else ""


def _first_sentence(document: Document, path: tuple[str, ...], longest: int) -> tuple[Span, str] | None:
    """The first sentence of a part that says something, cut at a comma where it is long."""
    for clause in document.clauses:
        if clause.path[: len(path)] != path or clause.kind != "text":
            continue
        for start, end in _sentences(document, clause):
            text = document.text[start:end]
            flat = flat_text(text)
            if len(flat) < LEAST_SENTENCE or flat.endswith(("：", ":")):
                continue
            shown = compose.squeeze_display(text)
            kept = shown.rstrip("。；;") if len(shown) <= longest else _cut(shown, longest)
            return (Span(start, end), kept) if kept else None
    return None


def _sentences(document: Document, clause: Clause) -> list[tuple[int, int]]:
    return [
        (span.start + start, span.start + end)
        for span in clause.spans
        for start, end in split_sentences(document.text[span.start : span.end])
    ]


def _cut(text: str, longest: int) -> str:
    """The clauses of a sentence that fit, with the sign that it goes on."""
    ends = [match.start() for match in _CLAUSE_END.finditer(text[:longest])]
    return f"{text[: ends[-1]]}……" if ends and ends[-1] >= LEAST_SENTENCE else ""
