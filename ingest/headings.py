"""Find the headings of a text: labels first, their meaning later.

A heading is a label of the ladder (第一章, 一、, （一）, 1., ①, 附件1 …) and its
words. Labels open a line, or stand inside a line behind a finished sentence when
they count on from the one before. Pure functions of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.numerals import number
from ingest.patterns import (
    ARTICLE_TITLE,
    BEFORE_INLINE_LABEL,
    LABEL,
    NUMBER_LIST,
    SENTENCE_TOKEN,
    STATEMENT,
)
from ingest.spacing import squeeze

# Depth in the ladder where a document does not say otherwise.
RANK = {
    "annex": 0, "title": 0, "part": 1, "chapter": 2, "unnumbered": 2, "section": 3, "article": 4, "han": 5,
    "han_b": 6, "decimal": 7, "arabic": 7, "arabic_b": 8, "circle": 9, "box": 10,
}  # fmt: skip
# Families whose label and title a space parts: “第一章 总则”, “附件1 清单”.
_SPACED = frozenset(("part", "chapter", "section", "box", "annex", "decimal"))
_LONGEST_TITLE = 60
_LONGEST_RUN_IN = 38


@dataclass(frozen=True, slots=True)
class Mark:
    """A label in the text: ``text[start:label_end]``. ``limit`` is where its words must end at the latest."""

    start: int
    label_end: int
    family: str
    value: int
    limit: int
    opens_line: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: ``text[start:end]``, its own words begin at ``body``.

    ``words`` is label and title as shown in a path. ``titled`` is false for an
    item that has a label but no title (“（一）年满十八周岁；”). With ``run_in`` the
    title is the first sentence of the paragraph that follows on the same line.
    """

    start: int
    end: int
    body: int
    family: str
    value: int
    words: str
    titled: bool = True
    run_in: bool = False
    depth: int = 0  # Markdown's own depth, 0 without


def find_labels(text: str, start: int = 0, end: int | None = None) -> list[Mark]:
    """All labels that open a line or count on inside one, in order."""
    end = len(text) if end is None else end
    candidates = list(_candidates(text, start, end))
    seconds = {family for _, family, value, _ in candidates if value == 2}
    accepted: list[tuple[int, int, str, int, bool]] = []
    last: dict[str, int] = {}
    for match, family, value, opens_line in candidates:
        counts_on = value == last.get(family, -1) + 1 or (value == 1 and family in seconds)
        if opens_line or counts_on or (family in ("chapter", "article") and value == 1):
            accepted.append((match.start(), match.end(), family, value, opens_line))
            last[family] = value
    return _with_limits(text, accepted, end)


def _candidates(text: str, start: int, end: int) -> Iterator[tuple]:
    for match in LABEL.finditer(text, start, end):
        family = match.lastgroup or ""
        opens_line = _opens_line(text, match.start(), start)
        inside = not opens_line and (
            text[match.start() - 1] not in BEFORE_INLINE_LABEL or family in ("annex", "box", "decimal")
        )
        if inside or NUMBER_LIST.match(text, match.end()):
            continue
        yield match, family, label_value(match.group()), opens_line


def _opens_line(text: str, position: int, start: int) -> bool:
    while position > start:
        position -= 1
        if text[position] in "\r\n":
            return True
        if not text[position].isspace() and text[position] not in "\ufeff\u200b*":
            return False
    return True


def label_value(label: str) -> int:
    """The number of a label: “第五条之一” -> 5, “1.2.3” -> 3, “附件” -> 0."""
    kept = "".join(character for character in label.split("之")[0] if character.isalnum() or character == ".")
    kept = kept.strip("第条章节编篇专栏附件表录.").split(".")[-1]
    return number(kept) or 0


def _with_limits(text: str, accepted: list[tuple[int, int, str, int, bool]], end: int) -> list[Mark]:
    marks: list[Mark] = []
    for index, (start, label_end, family, value, opens_line) in enumerate(accepted):
        line_end = text.find("\n", label_end, end)
        limit = line_end if line_end >= 0 else end
        if index + 1 < len(accepted):
            limit = min(limit, accepted[index + 1][0])
        marks.append(Mark(start, label_end, family, value, limit, opens_line))
    return marks


def heading_at(text: str, mark: Mark, known: Iterable[str] = ()) -> Heading | None:
    """What a label opens; ``known`` are words of headings that the contents give.

    ``None`` where the label is no heading at all (a number in running words).
    """
    rest = text[mark.label_end : mark.limit]
    lead = len(rest) - len(rest.lstrip())
    title_start = mark.label_end + lead
    words = rest.strip()
    if mark.family == "article":
        return _article(text, mark)
    for entry in known:
        if entry and words.startswith(entry):
            return _heading(text, mark, title_start + len(entry))
    if mark.family == "annex":
        return _annex(text, mark, words)
    first_end = _first_sentence(text, title_start, mark.limit)
    if first_end is None:
        return _unpunctuated(text, mark, title_start, words)
    first = text[title_start:first_end]
    behind = text[first_end : mark.limit].strip()
    if _is_title(first) and (behind or text[first_end - 1] in "。：:"):
        return _heading(text, mark, first_end, run_in=bool(behind))
    gap = _gap(words)
    if gap and mark.family != "circle":
        return _heading(text, mark, title_start + gap)
    return _item(text, mark)


def _unpunctuated(text: str, mark: Mark, title_start: int, words: str) -> Heading | None:
    """A label whose line holds no full stop: a title on a line of its own, mostly."""
    if not words:
        return _item(text, mark)
    if len(words) <= _LONGEST_TITLE:
        return _heading(text, mark, title_start + len(words))
    gap = _gap(words)
    return _heading(text, mark, title_start + gap) if gap else _item(text, mark)


def _gap(words: str) -> int:
    """Length of a title that white space parts from the words behind it, else 0."""
    for index, character in enumerate(words[: _LONGEST_TITLE // 2]):
        if (
            character.isspace()
            and index >= 4
            and not words[index - 1].isascii()
            and not words[index + 1].isascii()
        ):
            title = words[:index]
            return 0 if any(mark in title for mark in "，。；：,;") else index
    return 0


def _first_sentence(text: str, start: int, limit: int) -> int | None:
    for match in SENTENCE_TOKEN.finditer(text, start, limit):
        if match.lastgroup == "end":
            return match.end()
    return None


def _is_title(sentence: str) -> bool:
    words = sentence.rstrip("。：:；;！？")
    if sentence[-1] in "；;！？" or not 2 <= len(words) <= _LONGEST_RUN_IN:
        return False
    return words.count("，") + words.count(",") <= 1 and "：" not in words and not STATEMENT.search(words)


def _heading(text: str, mark: Mark, end: int, run_in: bool = False) -> Heading:
    words = display(text[mark.start : end])
    return Heading(mark.start, end, end, mark.family, mark.value, words, True, run_in)


def display(heading: str) -> str:
    """A heading as paths show it: “第一章　总则” -> “第一章 总则”, “（一） 思路。” -> “（一）思路”."""
    heading = heading.strip()
    match = LABEL.match(heading)
    if not match:
        return squeeze(heading)
    label = "".join(match.group().split())
    title = squeeze(heading[match.end() :]).rstrip("。：:；;")
    separator = " " if title and match.lastgroup in _SPACED else ""
    return label + separator + title


def _item(text: str, mark: Mark) -> Heading:
    label = "".join(text[mark.start : mark.label_end].split())
    return Heading(mark.start, mark.label_end, mark.start, mark.family, mark.value, label, titled=False)


def _article(text: str, mark: Mark) -> Heading:
    match = ARTICLE_TITLE.match(text, mark.label_end, mark.limit)
    end = match.end() if match else mark.label_end
    label = "".join(text[mark.start : end].split())
    return Heading(mark.start, end, end, mark.family, mark.value, label)


def _annex(text: str, mark: Mark, words: str) -> Heading | None:
    """附件2 ⏎ title: the title stands on the next line; 附件：1.… is a list, no heading."""
    if (
        (words.startswith((":", "：")) and len(words) > 1)
        or len(words) > 40
        or any(stop in words for stop in "。，；")
    ):
        return None
    if words and not words.startswith((":", "：")):
        return _heading(text, mark, mark.label_end + len(text[mark.label_end : mark.limit].rstrip()))
    position, lines = mark.limit, 0
    while position < len(text) and lines < 2:
        line_end = text.find("\n", position + 1)
        line_end = len(text) if line_end < 0 else line_end
        line = text[position:line_end].strip()
        if line:
            lines += 1
            is_title = (
                len(line) <= _LONGEST_TITLE
                and not any(stop in line for stop in "。；|\t")
                and not LABEL.match(line)
            )
            if is_title:
                return _heading(text, mark, position + len(text[position:line_end].rstrip()))
            break
        position = line_end
    return _heading(text, mark, mark.label_end)
