"""Build paragraphs from the lines of a page: what continues, what begins, what is a heading. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.layout.columns import Flow
from ingest.layout.lines import line_text
from ingest.layout.patterns import CONTENTS_LINE, DOT_LEADER, LATIN_STOP, TABLE_NUMBER
from ingest.layout.pieces import PieceLine, TableBlock
from ingest.structure import label_value
from ingest.text.patterns import CONTINUES, FINISHED, LABEL

_INDENT = 1.2  # em: a line this far in begins a paragraph
_SAME_SIZE = 0.12  # sizes of type differ by less
_LOOSE = 1.45  # of the usual distance: a paragraph ends
_LONGEST_HEADING = 60
_LARGER = 1.12  # than the body: a heading
_FEWEST_FULL = 10  # em: a shorter line is never a full one
_BULLETS = "•●○◆◇■□▪★※➢-–—*"
_HARD_LABELS = frozenset(("part", "chapter", "section", "annex", "box"))


@dataclass(slots=True)
class Paragraph:
    """A paragraph is a run of lines read as one; ``left`` and ``right`` are the borders of their column."""

    lines: list[PieceLine]
    left: float
    right: float
    page: int
    words: str = ""
    note: bool = False
    starts: list[int] = field(default_factory=list)  # offset of each line in the words

    @property
    def size(self) -> float:
        """Give the size of type of its first line, in the units of the page."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """Whether all its lines are bold."""
        return all(line.bold for line in self.lines)

    @property
    def centred(self) -> bool:
        """Whether all its lines stand in the middle of the column."""
        return all(_centred(line, self.left, self.right) for line in self.lines)

    def add(self, line: PieceLine) -> None:
        """Append a line to the paragraph."""
        words = tidy(line_text(line))
        self.words += seam(self.words, words) + words
        self.starts.append(len(self.words) - len(words))
        self.lines.append(line)


Block = Paragraph | TableBlock


def tidy(words: str) -> str:
    """Shorten long rows of dots."""
    return DOT_LEADER.sub("......", words)


def seam(before: str, words: str) -> str:
    """Give what joins two lines: a space between two Latin words, nothing inside Chinese or behind a hyphen."""
    return " " if before[-1:].isascii() and words[:1].isascii() and before[-1:] not in ("-", "") else ""


def blocks_of(flow: Flow, page: int, right: float) -> Iterator[Block]:
    """Give the paragraphs and tables of a column; ``right`` is where its full lines end."""
    pitch = _pitch(flow)
    current: Paragraph | None = None
    for number, item in enumerate(flow.items):
        if isinstance(item, TableBlock):
            if current is not None:
                yield current
                current = None
            yield item
            continue
        below = flow.items[number + 1] if number + 1 < len(flow.items) else None
        if current is not None and _goes_on(current, item, pitch, _ends_alike(current, item, below)):
            current.add(item)
            continue
        if current is not None:
            yield current
        current = Paragraph([], flow.left, right, page)
        current.add(_number_first(item))
    if current is not None:
        yield current


def _pitch(flow: Flow) -> float:
    """The usual distance from line to line, 0 where there is none."""
    tops = [item.bottom for item in flow.items if isinstance(item, PieceLine)]
    steps = [below - above for above, below in pairwise(tops) if below > above]
    return median(steps) if len(steps) >= 3 else 0.0


def _number_first(line: PieceLine) -> PieceLine:
    """“功能标志　　表 1.4.4” is the caption 表 1.4.4 功能标志."""
    if len(line.cells) == 2 and TABLE_NUMBER.match(line.cells[1].text.strip()):
        return PieceLine((line.cells[1], line.cells[0]))
    return line


def _ends_alike(paragraph: Paragraph, line: PieceLine, below: PieceLine | TableBlock | None) -> bool:
    """Whether the paragraph's last line ends where the line above it or the one below does: justified text."""
    before = paragraph.lines[-1]
    near = 0.3 * line.size
    if (
        len(paragraph.lines) > 1
        and _is_long(before)
        and abs(paragraph.lines[-2].right - before.right) <= near
    ):
        return True
    if abs(before.right - line.right) > near:
        return False
    return _is_long(line) or (isinstance(below, PieceLine) and abs(below.right - line.right) > near)


def finished(words: str) -> bool:
    """Whether words end like a sentence."""
    return bool(FINISHED.search(words) or LATIN_STOP.search(words))


def _is_long(line: PieceLine) -> bool:
    return line.right - line.left >= 15 * line.size


def _goes_on(paragraph: Paragraph, line: PieceLine, pitch: float, alike: bool) -> bool:
    """Whether a line continues the paragraph above it; ``alike``: both end at the same place."""
    before = paragraph.lines[-1]
    words = tidy(line_text(line))
    if abs(line.size - before.size) > _SAME_SIZE * before.size:
        return False
    if (
        pitch
        and line.bottom - before.bottom > _LOOSE * pitch
        and line.bottom - before.bottom > 2.2 * line.size
    ):
        return False
    if len(before.cells) > 2 and len(line.cells) > 2:
        return False
    if CONTINUES.match(words) and not LABEL.match(words):
        return True
    if _is_title_pair(paragraph, line, words):
        return True
    full = is_full(before, words, paragraph.right) or (alike and not finished(paragraph.words))
    if not full or CONTENTS_LINE.search(paragraph.words):
        return False
    return not _begins(paragraph, line, words)


def _is_title_pair(paragraph: Paragraph, line: PieceLine, words: str) -> bool:
    """A title broken over two centred lines of the same large type."""
    if LABEL.match(words) or finished(paragraph.words) or len(paragraph.words + words) > 2 * _LONGEST_HEADING:
        return False
    same = abs(line.size - paragraph.size) < 0.05 * line.size and line.bold == paragraph.lines[-1].bold
    large = line.size >= 15 and (paragraph.right - paragraph.left) < 60 * line.size
    return same and large and paragraph.centred and _centred(line, paragraph.left, paragraph.right)


def _begins(paragraph: Paragraph, line: PieceLine, words: str) -> bool:
    """Whether a line below a full one begins a paragraph: by its label or by where it stands."""
    before = paragraph.lines[-1]
    indent = _INDENT * line.size
    first = len(paragraph.lines) == 1
    ended = finished(paragraph.words)
    label = LABEL.match(words)
    if label:
        counts_on = _counts_on(paragraph.words, words) or (line.bold and not before.bold)
        inside = (
            not ended
            and not counts_on
            and label.lastgroup not in _HARD_LABELS
            and line.left <= before.left + 0.5 * line.size
        )
        if not (inside and (not first or before.left - line.left > 0.5 * indent)):
            return True
    if line.left > before.left + indent:
        opens = paragraph.words[0]
        return not (first and (LABEL.match(paragraph.words) or len(before.cells) > 1 or opens in _BULLETS))
    if first and before.left > paragraph.left + indent and abs(line.left - before.left) < 0.5 * line.size:
        return ended
    return False


def _counts_on(before: str, words: str) -> bool:
    """Whether words open with the number that follows the one before them: 2. after 1."""
    first, second = LABEL.match(before), LABEL.match(words)
    if not first or not second or first.lastgroup != second.lastgroup:
        return False
    return label_value(second.group()) == label_value(first.group()) + 1


def is_full(line: PieceLine, following: str, right: float) -> bool:
    """Whether a line ends because the next word did not fit into it."""
    if line.right - line.cells[0].left < _FEWEST_FULL * line.size and right - line.right > 0.5 * line.size:
        return False
    return line.right + _room(following) * line.size > right - 0.3 * line.size


def _room(words: str) -> float:
    """The width of the first word, in em; a Chinese character with the mark behind it."""
    if words[:1].isascii() and words[:1]:
        return min(0.5 * len(words.split(" ", 1)[0]) + 0.25, 12.0)
    return 2.0 if words[1:2] and words[1:2] in "，。、；：）”》！？" else 1.0


def _centred(line: PieceLine, left: float, right: float) -> bool:
    before, behind = line.left - left, right - line.right
    return min(before, behind) > 1.5 * line.size and abs(before - behind) <= max(
        2.0 * line.size, 0.15 * before
    )


def carries_over(before: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph continues in the next column or on the next page."""
    last, line, words = before.lines[-1], after.lines[0], after.words
    if abs(last.size - line.size) > _SAME_SIZE * last.size or CONTENTS_LINE.search(before.words):
        return False
    if CONTENTS_LINE.search(words) or not is_full(last, words, before.right) or before.note != after.note:
        return False
    if CONTINUES.match(words):
        return True
    label = LABEL.match(words)
    if label and (label.lastgroup in _HARD_LABELS or finished(before.words)):
        return False
    indented = line.left > after.left + _INDENT * line.size
    if indented:
        return False
    if finished(before.words):
        return before.lines[0].left > before.left + _INDENT * last.size or len(before.lines) > 2
    return True


# --- headings ------------------------------------------------------------------------------------


def heading_levels(paragraphs: Sequence[Paragraph], body: float, body_bold: bool) -> dict[int, int]:
    """Give the level (from 1) of each paragraph, by index, that looks like a heading: larger, bold or centred."""
    looks: dict[int, tuple[float, bool]] = {}
    for index, paragraph in enumerate(paragraphs):
        if _is_heading(paragraph, body, body_bold):
            looks[index] = (round(paragraph.size, 0), paragraph.bold)
    ranked = sorted(set(looks.values()), reverse=True)
    return {index: ranked.index(look) + 1 for index, look in looks.items()}


def _is_heading(paragraph: Paragraph, body: float, body_bold: bool) -> bool:
    words = paragraph.words
    if not 2 <= len(words) <= _LONGEST_HEADING or len(paragraph.lines) > 3 or CONTENTS_LINE.search(words):
        return False
    if words[-1] in "。；，、;," or paragraph.note or sum(map(str.isalpha, words)) < 2:
        return False
    if TABLE_NUMBER.match(words) or words[-1] in "：:":
        return False
    if paragraph.size >= _LARGER * body:
        return True
    return paragraph.size >= 0.97 * body and paragraph.bold and not body_bold
