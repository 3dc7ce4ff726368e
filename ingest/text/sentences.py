"""Divide Chinese official text into sentences, as spans. Pure functions of text."""

from __future__ import annotations

from ingest.text.patterns import CONTINUES, FINISHED, LABEL, NEXT_LINE, SENTENCE_TOKEN

_SHORTEST_LINE = 8  # characters of a line that is broken hard
LEAST_LINE = 10  # characters of a line on both sides of a blank that stands for a line break


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Give spans ``(start, end)`` of the sentences, in order, without the white space around them.

    A sentence ends at 。！？； with the closing marks behind it, and at the end of
    a line, unless the line was broken hard in the middle of a sentence
    (:func:`is_soft_break`). In a text without line breaks, as crawls leave it, a blank
    between two stretches of Chinese is taken for one. Nothing is cut inside short 《》 “” （）.
    Every character that is not white space lies in exactly one span.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    one_line = "\n" not in text and "\r" not in text
    for match in SENTENCE_TOKEN.finditer(text):
        if match.lastgroup == "keep":
            continue
        if match.lastgroup == "line":
            if is_soft_break(text, start, match.start(), match.end()):
                continue
            _add(spans, text, start, match.start())
        elif match.lastgroup == "blank":
            if not one_line or not _is_line_break(text, start, match.start(), match.end()):
                continue
            _add(spans, text, start, match.start())
        else:
            _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _is_line_break(text: str, start: int, end: int, after: int) -> bool:
    """Whether the blank ``text[end:after]`` parts two lines: “记者 顾小立” is too short on its sides to be."""
    line = NEXT_LINE.match(text, after)
    return end - start >= LEAST_LINE and line is not None and line.end() - after >= LEAST_LINE


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    words = text[start:end].lstrip()
    start = end - len(words)
    end = start + len(words.rstrip())
    if start < end:
        spans.append((start, end))


def is_soft_break(text: str, start: int, end: int, after: int) -> bool:
    """Whether the line break ``text[end:after]`` falls inside the sentence begun at ``start``.

    It does where the next line opens with a mark or particle that cannot open a
    sentence, or where an unfinished line that already holds a comma (headings and
    names rarely do) is followed by words that reach a full stop on their line.
    """
    if end - start < _SHORTEST_LINE or after >= len(text):
        return False
    before = text[max(start, text.rfind("\n", start, end) + 1) : end].strip()
    if len(before) < _SHORTEST_LINE or FINISHED.search(before):
        return False
    if CONTINUES.match(text, after):
        return True
    if len(before) < 12 or not any(mark in before for mark in "，,、") or text[after - 1] in "\u3000\t":
        return False
    if LABEL.match(before) or LABEL.match(text, after) or text[after] in "#|—-":
        return False
    line_end = text.find("\n", after)
    line = text[after : line_end if line_end >= 0 else len(text)]
    return ("，" in before or "," in before or len(before) >= 30) and any(mark in line for mark in "。；！？")
