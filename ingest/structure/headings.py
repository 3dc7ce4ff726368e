"""Find the headings of a text: labels first, their meaning later.

A heading is a label of the ladder (第一章, 一、, （一）, 1., ①, 附件1 …) and its
words. Labels open a line, or stand inside a line behind a finished sentence when
they count on from the one before. Pure functions of text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from ingest.structure.patterns import (
    ARTICLE_TITLE,
    BARE_NUMBER,
    BEFORE_INLINE_LABEL,
    CITED_ARTICLE,
    COLON_TITLE,
    LEADS_IN,
    NUMBER_LIST,
    SPOKEN_OF,
    STATEMENT,
    WORDED_LINE,
)
from ingest.text.normalise import squeeze
from ingest.text.numerals import number
from ingest.text.patterns import LABEL, SENTENCE_TOKEN

# Depth in the ladder where a document does not say otherwise.
RANK: dict[str, float] = {
    "title": 0, "annex": 0.5, "part": 1, "chapter": 2, "unnumbered": 2, "section": 3, "article": 4, "han": 5,
    "han_b": 6, "arabic": 7, "decimal": 7.2, "decimal3": 7.4, "decimal4": 7.6, "arabic_b": 8, "circle": 9,
    "roman": 9.2, "letter": 9.4, "box": 6.5, "bracket": 11,
}  # fmt: skip
# Families that stand in running words too often to be taken for headings inside a line.
_LINES_ONLY = frozenset(("annex", "box", "decimal", "decimal3", "decimal4", "roman", "letter"))
# Families of few letters: a lone “A.” or “V、” heads nothing, they must count from the first.
_COUNTING = frozenset(("roman", "letter"))
# Families whose label and title a space parts: “第一章 总则”, “附件1 清单”.
_SPACED = frozenset(("part", "chapter", "section", "box", "annex", "decimal"))
MOST_LABELS = 200_000
_LEAST_APART = 20  # characters from label to label, on average
_LONGEST_TITLE = 60
_LONGEST_RUN_IN = 38


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark is a label in the text, ``text[start:label_end]``; its words end at ``limit`` at the latest."""

    start: int
    label_end: int
    family: str
    value: int
    limit: int
    opens_line: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading is ``text[start:end]``; its text begins at ``body``.

    ``words`` is label and title as shown in a path. ``titled`` is false for an
    item that has a label but no title (“（一）年满十八周岁；”). With ``run_in`` the
    title is the first sentence of the paragraph that follows on the same line.
    ``weak`` titles could be statements, and ``colon`` ends the words in front of an item's
    colon (“（一）临床标准：……”), which could be its title, 0 without: its siblings tell.
    """

    start: int
    end: int
    body: int
    family: str
    value: int
    words: str
    titled: bool = True
    run_in: bool = False
    depth: int = 0  # Markdown's own depth or the file's, 0 without
    weak: bool = False
    colon: int = 0
    rank: float = -1.0  # where it stands in the ladder, if not where its family does

    @property
    def place(self) -> float:
        """Give its place in the ladder of labels, 0 at the top."""
        return self.rank if self.rank >= 0 else RANK[self.family]


def find_labels(text: str, start: int = 0, end: int | None = None) -> list[Mark]:
    """Find all labels that open a line or count on inside one, in order.

    None in a text that is made of labels: more than ``MOST_LABELS``, fewer than ``_LEAST_APART`` characters apart.
    """
    end = len(text) if end is None else end
    candidates = list(islice(_candidates(text, start, end), MOST_LABELS + 1))
    if len(candidates) > MOST_LABELS:
        if candidates[-1].start - start < MOST_LABELS * _LEAST_APART:
            return []
        candidates = list(_candidates(text, start, end))
    candidates = _with_bare_numbers(text, start, end, candidates)
    seconds = {mark.family for mark in candidates if mark.value == 2}
    accepted: list[Mark] = []
    last: dict[str, int] = {}
    decimal: tuple[int, ...] = ()
    for mark in candidates:
        family, value = mark.family, mark.value
        if family.startswith("decimal"):
            numbers = tuple(map(int, text[mark.start : mark.label_end].replace("．", ".").split(".")))
            if 0 in numbers or (numbers <= decimal and set(numbers) != {1}):
                continue  # 2.0 V, or the cell of a table
            decimal = numbers
        counts_on = value == last.get(family, -1) + 1 or (value == 1 and family in seconds)
        wanted = counts_on and value > 0 if family in _COUNTING else mark.opens_line or counts_on
        if wanted or (family in ("chapter", "article") and value == 1):
            accepted.append(mark)
            last[family] = value
    return _with_limits(text, accepted, end)


def _candidates(text: str, start: int, end: int) -> Iterator[Mark]:
    """Every label that could open a heading; which one limits it is not known yet."""
    for match in LABEL.finditer(text, start, end):
        label_start, label_end = match.span()
        family = family_of(match.lastgroup or "", match.group())
        opens_line = _opens_line(text, label_start, start)
        if not opens_line:
            latin = match.group()[0].isascii() and match.group()[0].isalpha()
            if latin or family in _LINES_ONLY or text[label_start - 1] not in BEFORE_INLINE_LABEL:
                continue
        if NUMBER_LIST.match(text, label_end) or _is_spoken_of(text, label_end, family):
            continue
        yield Mark(label_start, label_end, family, label_value(match.group()), end, opens_line)


def family_of(group: str, label: str) -> str:
    """Give the family of a label: 1.2 and 1.2.3 are two."""
    if group != "decimal":
        return group
    dots = label.count(".") + label.count("．")
    return group if dots < 2 else f"decimal{dots + 1}"


def _is_spoken_of(text: str, label_end: int, family: str) -> bool:
    """“第三章规定的……” at the head of a line broken hard, “第十二条第一款”."""
    if family in ("part", "chapter", "section"):
        return bool(SPOKEN_OF.match(text, label_end))
    return family == "article" and bool(CITED_ARTICLE.match(text, label_end))


def _with_bare_numbers(text: str, start: int, end: int, found: list[Mark]) -> list[Mark]:
    """Numbers without a mark (“3 术语”) beside the decimals below them (“3.1 定义”)."""
    tops = {
        text[mark.start : mark.label_end].replace("．", ".").split(".")[0]
        for mark in found
        if mark.family == "decimal"
    }
    if not tops:
        return found
    taken = {mark.start for mark in found}
    for line in WORDED_LINE.finditer(text, start, end):
        match = BARE_NUMBER.match(text, line.start(), min(line.end(), line.start() + 60))
        if match and match["number"] in tops and match.end() == line.end() and match.start() not in taken:
            found.append(Mark(match.start(), match.end("number"), "arabic", int(match["number"]), end, True))
    return sorted(found, key=lambda mark: mark.start)


def _opens_line(text: str, position: int, start: int) -> bool:
    while position > start:
        position -= 1
        if text[position] in "\r\n":
            return True
        if not text[position].isspace() and text[position] not in "\ufeff\u200b*":
            return False
    return True


@lru_cache(maxsize=4096)
def label_value(label: str) -> int:
    """Give the number of a label: “第五条之一” -> 5, “1.2.3” -> 3, “Ⅱ.” -> 2, “b)” -> 2, “附件” -> 0."""
    words = label.split()
    if len(words) == 2 and words[0].isascii() and words[0].isalpha():
        label = words[1]  # Chapter 3
    kept = "".join(c for c in label.split("之")[0].replace("．", ".") if c.isalnum() or c == ".")
    kept = kept.strip("第条章节编篇部分专栏附件表录.").split(".")[-1]
    return number(kept) or 0


def _with_limits(text: str, accepted: list[Mark], end: int) -> list[Mark]:
    """Each mark limited by the end of its line or the next mark."""
    marks: list[Mark] = []
    for index, mark in enumerate(accepted):
        limit = accepted[index + 1].start if index + 1 < len(accepted) else end
        line_end = text.find("\n", mark.label_end, limit)
        marks.append(replace(mark, limit=line_end if line_end >= 0 else limit))
    return marks


def heading_at(text: str, mark: Mark, known: Mapping[str, Sequence[str]] | None = None) -> Heading | None:
    """Read what a label opens; ``known`` are words of headings in the contents, by their first character.

    ``None`` where the label is no heading at all (a number in running words).
    """
    rest = text[mark.label_end : mark.limit]
    lead = len(rest) - len(rest.lstrip())
    title_start = mark.label_end + lead
    words = rest.strip()
    if mark.family == "article":
        return _article(text, mark)
    for entry in known.get(words[:1], ()) if known else ():
        if words.startswith(entry):
            return _heading(text, mark, title_start + len(entry))
    if mark.family == "annex":
        return _annex(text, mark, words)
    first_end = _first_sentence(text, title_start, mark.limit)
    if first_end is None:
        return _unpunctuated(text, mark, title_start, words)
    first = text[title_start:first_end]
    behind = text[first_end : mark.limit].strip()
    if _is_title(first) and (behind or text[first_end - 1] in "。：:"):
        return _heading(text, mark, first_end, run_in=bool(behind), weak=True)
    gap = _gap(words)
    if gap and mark.family != "circle":
        return _heading(text, mark, title_start + gap)
    return _item(text, mark)


def _unpunctuated(text: str, mark: Mark, title_start: int, words: str) -> Heading | None:
    """A label whose line holds no full stop: a title on a line of its own, mostly."""
    if not words:
        return _item(text, mark)
    if len(words) <= _LONGEST_TITLE:
        if _leads_in(words) or _colon(text, title_start, mark.limit):
            return _item(text, mark)
        return _heading(text, mark, title_start + len(words), weak=words.endswith(("：", ":")))
    gap = _gap(words)
    return _heading(text, mark, title_start + gap) if gap else _item(text, mark)


def _leads_in(words: str) -> bool:
    """“参保人员按以下规定办理：” introduces what follows and is no title."""
    if not words.endswith(("：", ":")):
        return False
    return "，" in words or len(words) > _LONGEST_RUN_IN or bool(LEADS_IN.search(words))


def _colon(text: str, start: int, limit: int) -> int:
    """The end of “临床标准：” where words stand behind it on the line, else 0."""
    match = COLON_TITLE.match(text, start, limit)
    if match is None or not text[match.end() : limit].strip():
        return 0
    closed = all(match["words"].count(a) == match["words"].count(b) for a, b in ("（）", "“”", "《》", "()"))
    return match.end() if closed else 0


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


def _heading(text: str, mark: Mark, end: int, run_in: bool = False, weak: bool = False) -> Heading:
    words = display(text[mark.start : end])
    return Heading(mark.start, end, end, mark.family, mark.value, words, True, run_in, weak=weak)


def display(heading: str) -> str:
    """Write a heading as paths show it: “第一章　总则” -> “第一章 总则”, “（一） 思路。” -> “（一）思路”."""
    heading = heading.strip()
    match = LABEL.match(heading)
    if not match:
        bare = BARE_NUMBER.match(heading)
        return f"{bare['number']} {squeeze(bare['words'])}" if bare else squeeze(heading)
    label = "".join(match.group().split())
    title = squeeze(heading[match.end() :]).rstrip("。：:；;").lstrip("：: ")
    latin = label[0].isascii() and label[0].isalpha() and len(label) > 2
    label = " ".join(match.group().split()) if latin else label
    separator = " " if title and (match.lastgroup in _SPACED or latin) else ""
    return label + separator + title


def _item(text: str, mark: Mark) -> Heading:
    label = "".join(text[mark.start : mark.label_end].split())
    colon = _colon(text, mark.label_end, mark.limit)
    return Heading(mark.start, mark.label_end, mark.start, mark.family, mark.value, label, False, colon=colon)


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
