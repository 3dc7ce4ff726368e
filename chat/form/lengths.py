"""Cut an answer that is too long to be read, and say how much more there is and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chat.answer import AnswerTable, Citation, Sentence
from chat.answers import short_title

LONGEST = 600  # characters of an answer
LONGEST_TABLE = 1_200  # the same where the lines say the rows of a table: a whole list
_ROOM = 90  # of these, kept for the notes behind the quotes
# “[12]” behind a line
_MARKS = re.compile(r"\s?\[\d{1,3}\]$")
# “。”, “；”: where a line that is too long by itself may end
_SENTENCE_END = re.compile(r"[。；]")
# “（共35份，以上为前20份。）”: a list that was cut before
_CUT_BEFORE = re.compile(
    r"（共\d+[\u4e00-\u9fff]{1,3}，以上为前\d+[\u4e00-\u9fff]{0,2}.*?。）|\(The first \d+ of \d+.*?\)"
)
# “共35份”, “The first 20 of 35”: how many a list has in all
_IN_ALL = re.compile(r"共(\d+)|of (\d+)")

Shown = tuple[str, tuple[Sentence, ...], tuple[Citation, ...], AnswerTable | None]


def shortened(
    text: str,
    sentences: tuple[Sentence, ...],
    citations: tuple[Citation, ...],
    table: AnswerTable | None,
    *,
    in_english: bool = False,
) -> Shown:
    """Give an answer of at most ``LONGEST`` characters: the first of its lines, and what was left out.

    Each sentence is a line of the text, in order. A table keeps all its rows with their citations; without one only the
    citations that are shown stay.
    """
    lines = text.split("\n")
    longest = LONGEST_TABLE if table else LONGEST
    if len(text) <= longest or len(lines) < len(sentences) or not sentences:
        return text, sentences, citations, table
    behind = lines[len(sentences) :]
    room = longest - _ROOM - sum(map(len, (line for line in behind if not _CUT_BEFORE.fullmatch(line))))
    kept = 1
    while kept < len(sentences) and sum(map(len, lines[: kept + 1])) + kept <= room:
        kept += 1
    first = lines[:kept]
    notes: list[str] = []
    if len(first[0]) > room:
        first, notes = [_within(first[0], room)], [_goes_on(citations[0], in_english)]
    if kept < len(sentences):
        more = _in_all(behind, len(sentences)) - kept
        where = None if table else citations[min(kept, len(citations) - 1)]
        notes.append(_more(more, where, in_english))
    rest = [line for line in behind if not (kept < len(sentences) and _CUT_BEFORE.fullmatch(line))]
    if table:
        table = replace(table, lines=kept)
    shown = "\n".join((*first, *notes, *rest))
    return shown, sentences[:kept], citations if table else citations[: max(kept, 1)], table


def _in_all(behind: Sequence[str], said: int) -> int:
    """How many a list has, where a note says that it was cut before; else as many as were said."""
    for line in behind:
        found = _IN_ALL.search(line) if _CUT_BEFORE.fullmatch(line) else None
        if found:
            return int(found[1] or found[2])
    return said


def _within(line: str, room: int) -> str:
    """A line cut at the end of one of its sentences, its mark kept."""
    mark = _MARKS.search(line)
    tail = mark.group() if mark else ""
    body = line[: len(line) - len(tail)][: room - len(tail)]
    ends = [match.end() for match in _SENTENCE_END.finditer(body)]
    return f"{body[: ends[-1]] if ends else body}……{tail}"


def _goes_on(citation: Citation, in_english: bool) -> str:
    if in_english:
        return f"(Cut here; the whole stands in [{citation.n}].)"
    return f"（此处从略，全文见[{citation.n}]。）"


def _more(count: int, where: Citation | None, in_english: bool) -> str:
    place = f"《{short_title(where.document)}》{where.clause}" if where else ""
    if in_english:
        return f"({count} more; see {place or 'the table'}.)"
    return f"（另有{count}项，见{place or '表格'}。）"
