"""Fields of a document that is one card: “去哪里办、几天办完？” asks for its 办理地点 and 承诺期限, whatever they stand in.

A field is a heading of few words with what stands below it, a line “公示时间：5月1日至5日”, or a row of two cells. Each part
of a question is answered by the field it asks for, whole and in the order asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chat.answers import Draft, compose, is_held
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.question import Asked
from chat.structure.field_questions import FIELDS, WantedField, wanted_fields
from chat.structure.lists import bare
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.document import Chunk, Document, Span
from ingest.metadata import field_named
from ingest.text.normalise import flat_text, items_on_one_line

LONGEST_LABEL = 8  # characters of a field's label; a longer heading says what is to be done
LONGEST_VALUE = 500  # characters of a field that is quoted whole
LEAST_FIELDS = 3  # labels of what people ask for, from which a document is a card
MOST_PASSAGES = 120  # of a document that is one card
LEAST_HELD = 0.5  # of the question's weight that the card must hold
BEFORE_LABEL = 8  # characters of a number before a label
LEAST_CREDIT = 0.35  # of each of its nouns
MOST_ALIKE = 2  # fields that answer the same thing: 法定期限, 承诺期限
# “四、征集时间：2024年11月5日”, “电子邮箱: a@b.cn”: a line that is a label and its value
_LINE = re.compile(
    r"(?:^|(?<=\u2028))[^\S\n]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、])?[^\S\n]*"
    r"(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{0,10}[\u4e00-\u9fff])[^\S\n]*[:：][^\S\n]*(?P<value>\S[^\n\u2028]*)",
    re.M,
)
# “受理时限：1个工作日”: where a label ends
_LABEL_END = re.compile(r"[:：]")
# “无。”, “/”: a field that was left empty
_SAYS_NOTHING = re.compile(r"\s*(?:无|略|[/—-]+)[。；;]?\s*")
# “【办理地点】”, a line of its own, and all below it up to the next one
_BRACKETED = re.compile(
    r"^\s*[【〔](?P<label>[^】〕\n]{2,12})[】〕](?P<value>.*?)(?=^\s*[【〔]|\Z)", re.M | re.S
)
_BRACKET = "【〔"
_BESIDE = " \n\t:：\u3000\u2028"  # what stands around a value


@dataclass(frozen=True, slots=True)
class LabelledField:
    """A label and the words of its value in the document."""

    label: str
    span: Span
    words: str


def fields_of_document(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give the fields that a question asks of the best found document; ``None`` where it is no card, or lacks one."""
    wanted = wanted_fields(asked.text)
    if not wanted or not ranked or asked.question.kind in ("comparison", "lookup", "definition"):
        return None
    info = ranked[0].document
    document, chunks = passages.document(info), passages.chunks(info)
    if len(chunks) > MOST_PASSAGES:
        return None
    fields = list(_fields(document, chunks))
    known = {field.label for field in fields if any(one.label.search(field.label) for one in FIELDS)}
    if len(known) < LEAST_FIELDS or not _is_meant(asked, wanted, info, document):
        return None
    found = [_answering(one, fields, asked.text) for one in wanted]
    shown = [field for held in found for field in held]
    values = " ".join(field.words for field in shown)
    if not shown or any(
        not held and not one.label.search(values) for one, held in zip(wanted, found, strict=True)
    ):
        return None
    fields = list(dict.fromkeys(shown))
    picks = [span_unit(document, field.span, info) for field in fields]
    words = [f"{field.label}：{_shown(pick.unit.text)}。" for field, pick in zip(fields, picks, strict=True)]
    return Draft(asked.question.kind, picks, tuple(words))


def _shown(text: str) -> str:
    """The words of a field on one line, its lines parted where no mark ends them."""
    lines = [compose.squeeze_display(line) for line in text.splitlines()]
    return items_on_one_line(lines).rstrip("。；;")


def _answering(wanted: WantedField, fields: Sequence[LabelledField], text: str) -> list[LabelledField]:
    """The fields whose label answers, those first that the question names best; none where the label stands for several."""
    held = [field for field in fields if wanted.label.search(field.label)]
    pairs = set(bigrams(text))
    most = max((len(pairs & set(bigrams(field.label))) for field in held), default=0)
    best = [field for field in held if len(pairs & set(bigrams(field.label))) == most]
    best = [field for field in best if not _SAYS_NOTHING.fullmatch(field.words)] or best
    return best if len(best) <= MOST_ALIKE else []


def _is_meant(asked: Asked, wanted: Sequence[WantedField], info: DocumentInfo, document: Document) -> bool:
    """Whether what the question says besides the fields it wants stands in the document or its names."""
    said = " ".join(one.said for one in wanted)
    file = info.sources[0].name if info.sources else info.source
    text = flat_text(f"{info.metadata.title} {file} {info.metadata.region or ''} {document.text}")
    words = [
        word
        for word in asked.wording.words
        if not word.asking
        and word.text not in said
        and not any(one.label.search(word.text) for one in wanted)
    ]
    total = sum(word.weight for word in words)
    if any(place not in text for place in asked.scope.foreign) or not total:
        return False
    credits = {word.text: 1.0 if is_held(word, text) else word.credit(text) for word in words}
    held = sum(word.weight * credits[word.text] for word in words)
    return held >= LEAST_HELD * total and all(
        credits[word.text] >= LEAST_CREDIT for word in words if word.noun and len(word.text) > 1
    )


def _fields(document: Document, chunks: Sequence[Chunk]) -> Iterator[LabelledField]:
    """Every field of a document: 【headings】, headings of few words, lines with a label, rows of two cells."""
    text = document.text
    for match in _BRACKETED.finditer(text):
        yield from _field(match["label"], Span(*match.span("value")), text)
    for path in dict.fromkeys(chunk.path for chunk in chunks if chunk.path):
        span = None if path[-1][:1] in _BRACKET or _LINE.match(path[-1]) else _below(path, chunks)
        if span:
            yield from _field(_LABEL_END.split(bare(path[-1]))[0], span, text)
    for clause in document.clauses:
        heading = clause.heading
        line = _LINE.match(text, heading.start, heading.end) if heading else None
        if line:
            yield from _field(line["label"], Span(*line.span("value")), text)
    for chunk in chunks:
        if chunk.kind == "row" and len(chunk.cells) == 2:
            label, cut = chunk.cells[0][1], chunk.text.find("|") + 1
            if cut:
                yield from _field(label, Span(chunk.start + cut, chunk.end), text)
        elif chunk.kind in ("text", "signature"):
            for match in _LINE.finditer(chunk.text):
                if not (chunk.path and flat_text(match["label"]) in flat_text(chunk.path[-1])):
                    start, end = match.span("value")
                    yield from _field(match["label"], Span(chunk.start + start, chunk.start + end), text)


def _field(label: str, span: Span, text: str) -> Iterator[LabelledField]:
    """A field of words that may be a label and of a value that can be quoted whole; 发布日期 is of the document itself."""
    label, words = flat_text(label), text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip(_BESIDE))
    end = span.start + len(words.rstrip(_BESIDE))
    if 2 <= len(label) <= LONGEST_LABEL and field_named(label) is None and 0 < end - start <= LONGEST_VALUE:
        yield LabelledField(label, Span(start, end), text[start:end])


def _below(path: tuple[str, ...], chunks: Sequence[Chunk]) -> Span | None:
    """The words below a heading, without the heading's own line; ``None`` where it has none or passages of others between."""
    own = [n for n, chunk in enumerate(chunks) if chunk.path[: len(path)] == path and chunk.kind == "text"]
    if not own or own[-1] - own[0] + 1 != len(own):
        return None
    first = chunks[own[0]]
    name = _LABEL_END.split(bare(path[-1]))[0]
    at = first.text.find(name) if first.path == path else -1
    start = at + len(name) if 0 <= at <= BEFORE_LABEL else 0
    begin, end = first.start + start, chunks[own[-1]].end
    other = next((m for m in _LINE.finditer(first.text) if m.start() > start), None)
    end = first.start + other.start() if other else end
    return Span(begin, end) if begin < end else None
