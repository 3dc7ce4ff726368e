"""Put the chosen evidence into the words of an answer.

The words of an answer are those of the sources (white space and list marks
aside); what is added are the names of documents, column headers and notes on a
document's standing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chat.answer import Answer, Citation, Sentence
from chat.answers.draft import Draft
from chat.evidence import Passages, ScoredUnit
from chat.question import Question
from index.hits import DocumentInfo
from ingest.document import DRAFT, EXPIRED, REPEALED
from ingest.text.normalise import CELL_BREAK, items_on_one_line, squeeze

PIECE = 12  # characters of a streamed piece of text
# List marks and dashes in front of a sentence: “——”, “（一）”, “1.”, “①”, “一是”
_LEADING_MARK = re.compile(
    r"^(?:——|[-•·●]\s*|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、](?!\d)|[①-⑳])\s*"
)
# “（牵头单位：市发改委，责任单位：……）”: says who answers for the clause it closes, so it needs that clause's name.
_RESPONSIBILITY = re.compile(
    r"[（(]((?:牵头|责任|主管|配合|负责)[^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*)[)）][。；]?"
)
# “[3]” in a source is a footnote of its own and must not read as one of our marks.
_MARK = re.compile(r"\[(\d+)\]")
# The column “序号” only counts the rows of a table; an answer leaves it out.
_RUNNING_NUMBER = re.compile(r"序号|编号")
# “人 才”, “5 家”: white space beside a Chinese character is layout; “5G base” keeps its blank.
_LAYOUT_SPACE = re.compile(r"(?<=[^\x21-\x7e])\s+|\s+(?=[^\x21-\x7e])")
# “**重点**”: the marks of Markdown; a single “*” may be a footnote's
_EMPHASIS = re.compile(r"[*_`]{2,}")
# 《规划》: a title that is nothing but its own brackets
_TITLE_IN_BRACKETS = re.compile(r"《([^》]+)》")


def words_of(evidence: ScoredUnit, question: Question) -> str:
    """Give the sentence shown for a unit, ending in a full stop."""
    chunk = evidence.unit.chunk
    text = _row_words(chunk.cells, question) if chunk.cells else squeeze_display(evidence.unit.text)
    note = _RESPONSIBILITY.fullmatch(text)
    if note and chunk.path:
        text = f"{squeeze_display(chunk.path[-1])}：{note[1]}"
    if chunk.kind == "contents":
        text = f"{evidence.document.metadata.title}的目录列有“{text}”"
    text = text.rstrip("；;。，, ")
    return text if text.endswith(("！", "？", "”", "）")) and len(text) < 4 else text + "。"


def squeeze_display(text: str) -> str:
    """Drop layout white space, Markdown and list marks from source words; nothing else changes."""
    text = squeeze(items_on_one_line(text.split(CELL_BREAK)) if CELL_BREAK in text else text)
    text = _EMPHASIS.sub("", text)
    previous = None
    while previous != text:
        previous, text = text, _LEADING_MARK.sub("", text)
    return text


def _row_words(cells: Sequence[tuple[str, str]], question: Question) -> str:
    """“推进一批重大项目：牵头单位：市发改委；完成时限：2024.12”. Long cells go where units or dates are asked for."""
    named = [
        (header, value.rstrip("。；;"))
        for header, value in cells
        if value and not _RUNNING_NUMBER.search(header)
    ]
    if not named:
        return "；".join(value for _, value in cells)
    subject, rest = named[0][1], named[1:]
    if question.kind in ("responsible", "deadline"):
        rest = [(header, value) for header, value in rest if len(value) <= 60] or rest
    return f"{subject}：" + "；".join(f"{header}：{value}" if header else value for header, value in rest)


def verify(picks: Sequence[ScoredUnit], passages: Passages) -> None:
    """Check that every quote is a verbatim part of its document, at its offsets. Raises ``AssertionError``."""
    for pick in picks:
        passages.verify(pick.document, pick.unit.start, pick.unit.end, pick.unit.text)


def cite(picks: Sequence[ScoredUnit]) -> tuple[list[int], tuple[Citation, ...]]:
    """Number the picks: units of one passage that stand side by side share a citation.

    Returns the number of each pick and the citations; every quote is
    ``document.text[start:end]`` of one unit, or the part of it that answers.
    """
    numbers: list[int] = []
    citations: list[Citation] = []
    for pick in picks:
        unit = pick.unit
        start, end = pick.quote or (unit.start, unit.end)
        quote = unit.text[start - unit.start : end - unit.start]
        citations.append(citation_of(pick, len(citations) + 1, start, quote))
        numbers.append(len(citations))
    return numbers, tuple(citations)


def citation_of(pick: ScoredUnit, n: int, start: int, quote: str) -> Citation:
    """Make citation ``n`` of words of a pick's passage, which begin at an offset of the document."""
    chunk, info = pick.unit.chunk, pick.document
    end, whole = start + len(quote), (pick.unit.start, pick.unit.end)
    return Citation(
        n=n,
        doc_id=info.doc_id,
        title=info.metadata.title,
        clause=chunk.clause,
        page=chunk.page,
        text=chunk.text,
        quote=quote,
        start=start,
        end=end,
        passage_start=chunk.start,
        status=info.status,
        document=info,
        sentence=whole if whole[0] <= start and end <= whole[1] and whole != (start, end) else None,
    )


def compose(
    picks: Sequence[ScoredUnit], question: Question, words: Sequence[str | None] = (), closing: str = ""
) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    """Give the answer's text with [n] marks, its sentences and its citations.

    ``words`` are ready sentences for some of the picks; ``None`` or nothing: the unit's own words.
    ``closing`` is a sentence to end with.
    """
    numbers, citations = cite(picks)
    ready = [*words, *[None] * (len(picks) - len(words))]
    many_documents = len({pick.document.doc_id for pick in picks}) > 1
    sentences: list[Sentence] = []
    spoken_of = ""
    for pick, given, cited in zip(picks, ready, numbers, strict=True):
        shown = given or words_of(pick, question)
        if many_documents and not given and pick.document.doc_id != spoken_of:
            shown = f"《{short_title(pick.document)}》：{shown}"
        spoken_of = pick.document.doc_id
        sentences.append(Sentence(without_marks(shown), (cited,)))
    text = "\n".join(f"{sentence.text}[{sentence.citations[0]}]" for sentence in sentences)
    note = standing_note([pick.document for pick in picks])
    lines = (text, without_marks(closing), note)
    return "\n".join(line for line in lines if line), tuple(sentences), citations


def refuse(
    reason: str, picks: Sequence[ScoredUnit]
) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    """A refusal's text, sentence and citations; ``picks`` are the nearest clauses."""
    numbers, citations = cite(picks)
    text = f"未找到依据：{without_marks(reason)}。"
    if numbers:
        marks = "".join(f"[{number}]" for number in numbers)
        text += f"最接近的条文见{marks}。"
    return text, (Sentence(text, tuple(numbers)),), citations


def with_bodies(picks: Sequence[ScoredUnit], question: Question, passages: Passages) -> Draft:
    """The draft of a question's picks. A heading alone answers little: the first sentence below it goes with it."""
    found: list[ScoredUnit] = []
    words: list[str | None] = []
    for pick in picks:
        below = passages.first_below(pick) if pick.unit.heading else None
        if below is None:
            found.append(pick)
            words.append(None)
        elif below.key == pick.key:  # a heading that runs into its paragraph
            found.append(below)
            words.append(None)
        elif all(below.key != other.key for other in (*picks, *found)):
            found.append(below)
            words.append(f"{pick.unit.chunk.path[-1]}：{words_of(below, question)}")
    return Draft(question.kind, found, tuple(words))


def in_pieces(answer: Answer) -> Iterator[tuple[str, object]]:
    """An answer that is there at once, as events."""
    yield "documents", answer.citations
    for start in range(0, len(answer.text), PIECE):
        yield "text", answer.text[start : start + PIECE]
    yield "answer", answer


def without_marks(text: str) -> str:
    """Change a text's own “[1]” (a footnote, a forgery) so that it cannot be taken for a mark of the answer."""
    return _MARK.sub(r"［\1］", text)


def short_title(info: DocumentInfo) -> str:
    """Give a title without its outer 《》 and without “关于印发…的通知”."""
    return nested(squeeze(info.metadata.title))


def nested(title: str) -> str:
    """Give a title as it stands inside 《》: without its own outer ones, those inside as 〈〉."""
    inner = _TITLE_IN_BRACKETS.fullmatch(title)
    return inner[1] if inner else title.replace("《", "〈").replace("》", "〉")


def standing_note(documents: Sequence[DocumentInfo]) -> str:
    """Say in one sentence which cited documents are drafts, expired plans or briefs; empty when all are in force."""
    several = len({info.doc_id for info in documents}) > 1
    expired = [info for info in documents if info.status == EXPIRED]
    notes = []
    if any(info.status == DRAFT for info in documents):
        finals = {nested(info.replaced_by.title) for info in documents if info.replaced_by}
        final = f"，正式文件为《{finals.pop()}》" if len(finals) == 1 else ""
        notes.append(f"征求意见稿，尚未生效{final}")
    if expired:
        ends = {info.metadata.period[1] for info in expired if info.metadata.period}
        notes.append(f"期限至{ends.pop()}年，已届满" if len(ends) == 1 else "期限已届满")
    if any(info.status == REPEALED for info in documents):
        by = {nested(info.repealed_by.title) for info in documents if info.repealed_by}
        notes.append(f"已被《{by.pop()}》废止" if len(by) == 1 else "已废止")
    if several:
        notes = [f"所引文件有的{note if note[0] in '期已' else '为' + note}" for note in notes]
    if any(info.metadata.brief for info in documents):
        notes.append("引文为要点，非官方原文")
    return f"（注：{'；'.join(notes)}。）" if notes else ""
