"""Which words at the head of a text are its title. Pure functions of text."""

from __future__ import annotations

from ingest.document import Span
from ingest.patterns import (
    CONTENTS_TITLE,
    DATE_LINE,
    DOCUMENT_NUMBER,
    FINISHED,
    FURNITURE,
    LABEL,
    MARKDOWN_HEADING,
    ORGANISATION,
    PUBLISHED,
    TITLE_END,
    TITLE_RUN_IN,
)
from ingest.spacing import letters, squeeze

_LINES = 14  # lines at the head in which a title can stand
_LONGEST_LINE = 120
_LONGEST_TITLE = 160


def find_title(
    text: str, start: int = 0, stated: str | None = None, formal_only: bool = False
) -> tuple[str, Span | None]:
    """The title and where it stands. ``stated`` is a title known from elsewhere: it is only located.

    Tried in order: a Markdown heading of depth 1; lines at the head (up to three
    joined) that end like a title; a title that runs into the text behind it;
    the longest line above the first paragraph. ``formal_only`` leaves the last out.
    """
    if stated and stated.strip():
        return tidy_title(stated), _locate(text, start, stated)
    heading = MARKDOWN_HEADING.search(text, start, start + 4000)
    if heading and len(heading["marks"]) == 1 and heading["words"]:
        return tidy_title(heading["words"]), Span(heading.start("words"), heading.end("words"))
    lines = _head_lines(text, start)
    span = _formal(text, lines) or _run_in(text, start)
    if span is None and not formal_only:
        span = _longest(text, lines) or _opening(text, start)
    return (tidy_title(text[span.start : span.end]), span) if span else ("", None)


def tidy_title(title: str) -> str:
    """A title on one line. The space between two issuers stays: “甲局 乙局关于……的通知”. A number in front goes."""
    words = "".join(line.strip() for line in title.splitlines())
    number = DOCUMENT_NUMBER.match(words)
    words = words[number.end() :] if number and len(words) - number.end() >= 6 else words
    pieces = words.split()
    tidy = pieces[0] if pieces else ""
    for piece in pieces[1:]:
        tidy += (" " if ORGANISATION.search(tidy) and len(piece) > 4 else "") + piece
    return squeeze(tidy) if " " not in tidy or tidy.isascii() else _kept(tidy)


def _kept(tidy: str) -> str:
    """Layout spaces out, those behind an issuer kept."""
    return " ".join(squeeze(piece) for piece in tidy.split(" "))


def _locate(text: str, start: int, stated: str) -> Span | None:
    wanted = letters(stated)
    if not wanted:
        return None
    heading = MARKDOWN_HEADING.search(text, start, start + 4000)
    if heading and letters(heading["words"]) == wanted:
        return Span(heading.start("words"), heading.end("words"))
    lines = _head_lines(text, start)
    for first in range(len(lines)):
        for last in range(first, min(first + 3, len(lines))):
            if letters(text[lines[first].start : lines[last].end]) == wanted:
                return Span(lines[first].start, lines[last].end)
    position = text.find(stated, start, start + 400)
    return Span(position, position + len(stated)) if position >= 0 and position - start < 40 else None


def _head_lines(text: str, start: int) -> list[Span]:
    """Lines with words above the first heading or paragraph, furniture left out."""
    found: list[Span] = []
    while start < len(text) and len(found) < _LINES:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        words = line.strip().lstrip("\ufeff\u200b")
        if words and not FURNITURE.match(line):
            if len(words) > _LONGEST_LINE or words.endswith(("。", "；")):
                break
            if found and _opens_body(words):
                break
            left = start + line.find(words)
            found.append(Span(left, left + len(words)))
        start = end + 1
    return found


def _opens_body(words: str) -> bool:
    label = LABEL.match(words)
    return bool(label and label.lastgroup not in ("annex", "arabic")) or words.endswith(("：", ":"))


def _formal(text: str, lines: list[Span]) -> Span | None:
    """The first line, or up to three lines together, that end like a title."""
    for first, line in enumerate(lines):
        words = text[line.start : line.end]
        if _is_no_title(words):
            continue
        for last in range(first, min(first + 4, len(lines))):
            if last > first and _is_no_title(text[lines[last].start : lines[last].end]):
                break
            joined = squeeze(text[line.start : lines[last].end])
            if len(joined) > _LONGEST_TITLE or "。" in joined:
                break
            if len(joined) >= 6 and TITLE_END.search(joined) and joined.count("《") == joined.count("》"):
                return Span(line.start, _with_marks(text, lines, last))
    return None


def _with_marks(text: str, lines: list[Span], last: int) -> int:
    """The end of a title, with a line of its own for （征求意见稿） or years."""
    while last + 1 < len(lines):
        following = text[lines[last + 1].start : lines[last + 1].end]
        if not (
            following.startswith(("（", "(")) and following.endswith(("）", ")")) and len(following) <= 24
        ):
            break
        if DOCUMENT_NUMBER.search(following) or DATE_LINE.match(following.strip("（）()")):
            break
        last += 1
    return lines[last].end


def _is_no_title(words: str) -> bool:
    label = LABEL.match(words)
    if label and label.lastgroup == "annex" and len(words) <= 6:
        return True
    if words.endswith(("：", ":", "，", "、")) or PUBLISHED.match(words) or DATE_LINE.match(words):
        return True
    number = DOCUMENT_NUMBER.search(words)
    return bool(number and len(words) - len(number.group()) <= 4) or words.startswith(
        ("来源", "【", "索引号", "主题分类")
    )


def _run_in(text: str, start: int) -> Span | None:
    match = TITLE_RUN_IN.search(text, start, start + 400)
    if not match or match.start() - start > 60:
        return None
    return Span(match.start(), match.end())


def _longest(text: str, lines: list[Span]) -> Span | None:
    """Of the lines above the first paragraph the longest: a headline stands among smaller ones."""
    fitting = [line for line in lines[:5] if not _is_no_title(text[line.start : line.end])]
    fitting = [line for line in fitting if not FINISHED.search(text[line.start : line.end].rstrip("”》）)"))]
    fitting = [
        line
        for line in fitting
        if 4 <= line.end - line.start <= 60 and not CONTENTS_TITLE.match(text, line.start)
    ]
    return max(fitting, key=lambda line: line.end - line.start) if fitting else None


def _opening(text: str, start: int) -> Span | None:
    """The words before the first gap of a text on one line: “关于……有关措施的通知 各有关单位：”."""
    while start < len(text) and text[start].isspace():
        start += 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    end = start
    while end < min(line_end, start + 80) and not text[end].isspace() and text[end] not in "。：；":
        end += 1
    if end >= len(text) or not text[end].isspace() or end - start < 6:
        end = min(line_end, start + 40)
        stops = [index for index in range(start, end) if text[index] in "。！？；，"]
        end = stops[0] if stops else end
    return Span(start, end) if end > start else None
