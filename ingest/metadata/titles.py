"""Find which words at the head of a text are its title. Pure functions of text."""

from __future__ import annotations

from ingest.document import Span
from ingest.metadata.patterns import (
    AFTER_HEADLINE,
    BEFORE_NUMBER,
    DATELINE,
    FIELD_LINE,
    FILE_NAME_MARK,
    FILE_NAME_NOTE,
    NAME_FIELD,
    NO_NAME,
    ORDER_HEAD,
    ORGANISATION,
    PUBLISHED,
    RED_HEADER,
    SITE_SECTION,
    TITLE_BEGINS,
    TITLE_END,
    TITLE_RUN_IN,
)
from ingest.metadata.signature import is_organisation
from ingest.structure import CONTENTS_TITLE, DATE_LINE, FURNITURE, MARKDOWN_HEADING
from ingest.tables import CAPTION, PIPE_ROW
from ingest.text.normalise import letters, squeeze
from ingest.text.patterns import DATE, DOCUMENT_NUMBER, FINISHED, INVISIBLE, LABEL, TABLE_NOTE

_LINES = 24  # lines at the head in which a title can stand
_LONGEST_LINE = 120
_LONGEST_TITLE = 160
_MOST_LINES = 5  # lines of one title, those of issuers above it not counted
_HEADLINE = 60
_LEAST_NAMED = 3  # Chinese characters of a file's name that names a document


def find_title(
    text: str, start: int = 0, stated: str | None = None, formal_only: bool = False
) -> tuple[str, Span | None]:
    """Find the title and where it stands; ``stated`` is a title given from outside, which is only located.

    Tried in order: a Markdown heading of depth 1; the field 名称 of a government page; lines at the
    head (several joined) that end like a title; a title that runs into the text behind it; the
    headline above the first paragraph. ``formal_only`` leaves the last out.
    """
    if stated and stated.strip():
        return tidy_title(stated), _locate(text, start, stated)
    heading = MARKDOWN_HEADING.search(text, start, start + 4000)
    if heading and len(heading["marks"]) == 1 and heading["words"]:
        return tidy_title(heading["words"]), Span(heading.start("words"), heading.end("words"))
    lines = _head_lines(text, start)
    span = _named_by_field(text, start) or _formal(text, lines) or _run_in(text, start)
    if span is None and not formal_only:
        span = _headline(text, start, lines) or _longest(text, lines) or _opening(text, start)
    return (tidy_title(text[span.start : span.end]), span) if span else ("", None)


def name_of_file(name: str) -> str:
    """Give the name of a document that a file's name holds, without its marks; empty where it names none."""
    bare = FILE_NAME_NOTE.sub("", FILE_NAME_MARK.sub("", name.strip()))
    letters_of = sum("\u4e00" <= character <= "\u9fff" for character in bare)
    return tidy_title(bare) if letters_of >= _LEAST_NAMED and not NO_NAME.search(bare) else ""


def names_nothing(text: str, line: str, span: Span | None) -> bool:
    """Whether what was taken for a title is none: nothing, an article, a sentence, the head of an order, a caption."""
    if not line or ORDER_HEAD.match(line) or CAPTION.match(line):
        return True
    label = LABEL.match(line)
    if label and label.lastgroup in ("article", "han", "han_b"):
        return True
    return (
        span is not None
        and text[span.end : span.end + 1] in ("。", "；", "，")
        and not TITLE_END.search(line)
    )


def tidy_title(title: str) -> str:
    """Put a title on one line, without a number in front.

    The space between two issuers stays: “甲局 乙局关于……的通知”.
    """
    words = INVISIBLE.sub("", title).strip()
    number = DOCUMENT_NUMBER.match(words)
    words = words[number.end() :] if number and len(words) - number.end() >= 6 else words
    tidy = ""
    last = ""
    for piece in words.split():
        issuers = is_organisation(last) and len(piece) > 4 and not TITLE_BEGINS.match(piece)
        latin = tidy[-1:].isascii() and piece[0].isascii()
        tidy += " " + piece if tidy and (issuers or latin) else piece
        last = piece
    return tidy


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
    """Lines with words above the first heading or paragraph, furniture and rows of tables left out.

    Where a page was flattened into one line, the white space in it stands for its line breaks.
    """
    found: list[Span] = []
    rows = 0
    while start < len(text) and len(found) + rows < _LINES:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        words = line.strip().lstrip("\ufeff\u200b")
        if PIPE_ROW.match(line):
            rows += 1
        elif words and not FURNITURE.match(line):
            if len(words) > _LONGEST_LINE:
                return found if found else _segments(text, start, min(end, start + 1500))
            if words.endswith(("。", "；")) or (found and _opens_body(words)):
                break
            left = start + line.find(words)
            found.extend(_without_number(text, Span(left, left + len(words))))
        start = end + 1
    return found


def _segments(text: str, start: int, end: int) -> list[Span]:
    """The pieces between white space at the head of a long line, up to the first that is a paragraph."""
    found: list[Span] = []
    position = start
    while position < end and len(found) < _LINES:
        while position < end and (text[position].isspace() or text[position] in "\u200b\u200d\ufeff"):
            position += 1
        last = position
        while last < end and not text[last].isspace():
            last += 1
        words = text[position:last]
        if not words or "。" in words or len(words) > _LONGEST_LINE or (found and _opens_body(words)):
            break
        found.extend(_without_number(text, Span(position, last)))
        position = last
    return found


def _without_number(text: str, line: Span) -> list[Span]:
    """A number that runs into the title in front of it, as a line of its own: “……的通知某发〔2020〕1号”."""
    match = DOCUMENT_NUMBER.search(text, line.start, line.end)
    if match is None or match.end() != line.end:
        return [line]
    first = match.end() - len(BEFORE_NUMBER.sub("", match.group()))
    apart = first - line.start >= 6 and TITLE_END.search(text[line.start : first])
    return [Span(line.start, first), Span(first, line.end)] if apart else [line]


def _opens_body(words: str) -> bool:
    label = LABEL.match(words)
    return bool(label and label.lastgroup not in ("annex", "arabic")) or words.endswith(("：", ":"))


def _formal(text: str, lines: list[Span]) -> Span | None:
    """The first lines that together end like a title; the fuller one where a page gives its title twice."""
    found: Span | None = None
    for first in range(len(lines)):
        if found and lines[first].start < found.end:
            continue
        span = _formal_from(text, lines, first)
        if found is None:
            found = span
        elif span and _is_fuller(text[span.start : span.end], text[found.start : found.end]):
            return span
        elif first > 8:
            break
    return found


def _formal_from(text: str, lines: list[Span], first: int) -> Span | None:
    if _is_no_title(text[lines[first].start : lines[first].end]):
        return None
    organisations = 0
    for last in range(first, len(lines)):
        words = text[lines[last].start : lines[last].end]
        if last > first and _is_no_title(words):
            return None
        organisations += is_organisation(words)
        joined = squeeze(text[lines[first].start : lines[last].end])
        too_long = len(joined) > _LONGEST_TITLE + 20 * organisations
        if too_long or "。" in joined or last - first - organisations >= _MOST_LINES:
            return None
        closed = joined.count("《") == joined.count("》")
        if len(joined) >= 6 and TITLE_END.search(joined) and closed and organisations != last - first + 1:
            return Span(lines[first].start, _with_marks(text, lines, last))
    return None


def _is_fuller(words: str, before: str) -> bool:
    """Whether a second title says the first again with its issuer: “关于甲的通知”, “乙局关于甲的通知”."""
    issuer, _, rest = letters(words).partition("关于")
    shorter = letters(before)
    if not is_organisation(issuer) or len(issuer) + len(rest) <= len(shorter):
        return False
    pairs = {shorter[i : i + 2] for i in range(len(shorter) - 1)}
    own = {rest[i : i + 2] for i in range(len(rest) - 1)}
    return len(pairs & own) >= 0.7 * len(pairs)


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
    if words.endswith(("：", ":", "，")) or PUBLISHED.match(words) or DATE_LINE.match(words):
        return True
    if RED_HEADER.match(words) or FIELD_LINE.search(words) or DATELINE.match(words):
        return True
    number = DOCUMENT_NUMBER.search(words)
    if SITE_SECTION.match(words) or TABLE_NOTE.match(words):
        return True
    return bool(number and len(words) - len(number.group()) <= 4) or words.startswith("【")


def _named_by_field(text: str, start: int) -> Span | None:
    """名称：…… or 标题：…… among the fields of a government page, up to the next field."""
    match = NAME_FIELD.search(text, start, start + 1200)
    if not match:
        return None
    end = match.start("name") + len(match["name"].rstrip())
    return Span(match.start("name"), end) if TITLE_END.search(squeeze(match["name"])) else None


def _run_in(text: str, start: int) -> Span | None:
    match = TITLE_RUN_IN.search(text, start, start + 400)
    if not match or match.start() - start > 60:
        return None
    return Span(match.start(), match.end())


def _headline(text: str, start: int, lines: list[Span]) -> Span | None:
    """The pieces before the dateline, the source or the first paragraph of a text on one line."""
    line_end = text.find("\n", lines[0].start) if lines else -1
    if not lines or (0 <= line_end < lines[0].start + _LONGEST_LINE):
        return None
    last: Span | None = None
    for span in lines:
        words = text[span.start : span.end]
        begins = AFTER_HEADLINE.match(words) if last else _is_no_title(words)
        if (
            begins
            or words.endswith(("!", "！"))
            or DATE.match(words)
            or ORGANISATION.search(words)
            or (last and _is_paragraph(text, span))
        ):
            break
        if last and span.end - lines[0].start > _HEADLINE:
            break
        last = span
    return Span(lines[0].start, last.end) if last and last.end - lines[0].start >= 6 else None


def _is_paragraph(text: str, span: Span) -> bool:
    return "，" in text[span.start : span.end] and span.end - span.start > 30


def _longest(text: str, lines: list[Span]) -> Span | None:
    """Of the lines above the first paragraph the longest: a headline stands among smaller ones, a remark in brackets below it."""
    fitting = [line for line in lines[:5] if not _is_no_title(text[line.start : line.end])]
    fitting = [line for line in fitting if not (text[line.start] in "（(" and text[line.end - 1] in "）)")]
    fitting = [line for line in fitting if not FINISHED.search(text[line.start : line.end].rstrip("”》）)"))]
    fitting = [
        line
        for line in fitting
        if 4 <= line.end - line.start <= 60 and not CONTENTS_TITLE.match(text, line.start)
    ]
    whole = [line for line in fitting if "，" not in text[line.start : line.end]] or fitting
    return max(whole, key=lambda line: line.end - line.start) if whole else None


def _opening(text: str, start: int) -> Span | None:
    """The words before the first gap of a text on one line: “关于……有关措施的通知 各有关单位：”."""
    while start < len(text) and text[start].isspace():
        start += 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    if PIPE_ROW.match(text[start:line_end]):
        return None
    end = start
    while end < min(line_end, start + 80) and not text[end].isspace() and text[end] not in "。：；":
        end += 1
    if end >= len(text) or not text[end].isspace() or end - start < 6:
        end = min(line_end, start + 40)
        stops = [index for index in range(start, end) if text[index] in "。！？；，"]
        end = stops[0] if stops else end
    return Span(start, end) if end > start else None
