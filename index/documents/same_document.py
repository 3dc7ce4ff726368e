"""Decide whether two texts are one document, read from two files. Pure functions.

A copy may have lost or misread single letters, and may lack the head of the notice that carries it, the
list of attachments or what a web page puts around it. It may not say anything else: another figure, date,
number, place, title or issuer makes another document, and so does a sentence more or a word in another's
place. Where it is not clear, two documents are two: showing one twice does less harm than hiding one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from index.documents.alignment import Difference, differences
from index.documents.minhash import LEAST_LETTERS, content_letters, runs_of
from ingest.document import Metadata
from ingest.text.normalise import fold, letters
from ingest.text.place_names import levels, short
from ingest.text.places import places_in

LEAST_SHARED = 0.7  # of the shorter text's runs of five letters, before anything is compared letter by letter
SLIP = 3  # letters at most that a misreading loses, adds or changes at once
NOISE = 0.003  # of the letters differ: a text that was read by machine, not typed
AROUND = 400  # letters that a copy may have around the other's text (of a short text half of it, of a long one a quarter)
MOST_AROUND = 1_500
FROM_ELSEWHERE = 0.8  # of a passage's runs stand in the other text: it was moved or is a running header
RUNNING = 3  # times that a passage comes: the running header of a page
FEW_SLIPS = 3  # in a short text
LIKE_TITLES = 0.5  # of their letters; titles less alike are two lines of one text, each taken for its title
# A letter more or less here says another thing: figures, “no” and “must”.
_UNIT = "年月日号条章个项家户名元万亿倍成次级类期批点度"
# 2022, 3.5, 五年, 第三, 应, 不, 以上: what may not differ between two copies; 一 in 统一 is no figure.
_WEIGHTY = re.compile(
    rf"[\d.]+|[〇零一二三四五六七八九十百千万亿]+(?=[{_UNIT}])|(?<=[第之])[〇零一二三四五六七八九十百千]+"
    r"|[不未非无应可须禁]|(?<=以)[上下]"
)
# （征求意见稿）, （试行）, 修订, 已废止: where one text has lost such words, the two are stages of a matter, not copies.
_STAGE = re.compile(r"征求意见稿|草案|讨论稿|送审稿|修订稿|试行|暂行|修[订正]|废止|失效")
# （送审稿）, （草案）: the titles of a draft and of what came of it differ in these words alone.
_DRAFT = re.compile(r"征求意见稿|草案|讨论稿|送审稿|修订稿")
_NOTICE = re.compile(
    r"印发|转发|批转|发布给|贯彻|遵照"
)  # the head of a notice, however short what it carries
_UNREAD = re.compile(r"\d[a-z]|[a-z]\d")  # a figure read as a letter: that is no other figure
# 2022年2月21日, 2022-2-21, 2022/02/21: dates are compared whole; the day is in the groups.
_DATE = re.compile(r"((?:19|20)\d\d)(?:年(\d{1,2})月(\d{1,2})日|[-/.](\d{1,2})[-/.](\d{1,2}))")
# 2022年, 2021-2025, 2021至2025: where what stands around two texts names years and none in common, they are two documents.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|[-—至])")
# 2, 年, 月: to widen a difference of “2月21日” and “2月27日” to the whole date.
_PART_OF_DATE = re.compile(r"[\d年月日]")
# 3 and . of 3.5: to widen a difference within a figure to the whole figure.
_DIGIT = re.compile(r"[\d.]")
# “746”, “3.5” and nothing else: both sides of a difference are figures.
_NUMBER = re.compile(r"[\d.]+")
# “2002” -> “202”: OCR doubles or drops a repeated digit; that alone makes no other figure.
_REPEAT = re.compile(r"(\d)\1")
# 3, 〇, 万: a digit of either script; running headers are alike but for their page number.
_NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Reading:
    """This is a document as it is compared with another: its text, the letters that count, and its metadata.

    ``name`` is its ``doc_id``, which stands for the title where none was found.
    """

    name: str
    text: str
    letters: str
    metadata: Metadata


def reading_of(name: str, text: str, metadata: Metadata) -> Reading:
    """Prepare a document for comparison."""
    return Reading(name, text, content_letters(text), metadata)


def same_document(first: Reading, second: Reading) -> bool:
    """Whether two readings are one document, by the rules of this module. Symmetric.

    Texts of under ``LEAST_LETTERS`` letters hold too little to compare and are never the same.
    """
    short, long = sorted((first, second), key=lambda reading: (len(reading.letters), reading.text))
    if len(short.letters) < LEAST_LETTERS or not _may_be_one(short, long):
        return False
    if short.letters == long.letters:
        return _titles_agree(short, long, noisy=False)
    if not _shares_runs(short.letters, long.letters):
        return False
    found = _Differences(short, long)
    return found.are_slips() and _titles_agree(short, long, found.noisy)


def _shares_runs(short: str, long: str) -> bool:
    runs = np.unique(runs_of(short))
    shared = np.isin(runs, runs_of(long)).sum()
    return bool(shared >= LEAST_SHARED * len(runs)) and len(long) - len(short) <= AROUND + _most_around(short)


def _most_around(short: str) -> int:
    return min(MOST_AROUND, max(len(short) // 4, min(AROUND, len(short) // 2)))


# --- who they say they are -----------------------------------------------------------------------


def _may_be_one(first: Reading, second: Reading) -> bool:
    """Whether what is known of both can hold of one document."""
    one, other = first.metadata, second.metadata
    if (one.draft, one.brief) != (other.draft, other.brief):
        return False
    if one.period and other.period and one.period != other.period:
        return False
    if one.region and other.region and not _places_agree(first, second):
        return False
    if not _dates_agree(first, second):
        return False
    return _names_agree(first, second, one.number, other.number) and (
        not (one.issuers and other.issuers)
        or any(_names_agree(first, second, mine, yours) for mine in one.issuers for yours in other.issuers)
    )


def _places_agree(first: Reading, second: Reading) -> bool:
    """One place holds the other, or one text names the other's: a place is often read off the body."""
    mine, yours = fold(first.metadata.region or ""), fold(second.metadata.region or "")
    if mine in yours or yours in mine:
        return True
    return short(levels(mine)[-1]) in second.letters or short(levels(yours)[-1]) in first.letters


def _dates_agree(first: Reading, second: Reading) -> bool:
    """Two dates of issue are no contradiction where one text states the other's too."""
    mine, yours = first.metadata.issued, second.metadata.issued
    if not (mine and yours) or mine == yours:
        return True
    return mine in _dates_of(second.text) or yours in _dates_of(first.text)


def _names_agree(first: Reading, second: Reading, mine: str | None, yours: str | None) -> bool:
    """Two names are no contradiction where they are equal, one text states the other's too, or one was misread."""
    mine, yours = _plain(mine or ""), _plain(yours or "")
    return (
        not (mine and yours)
        or mine == yours
        or mine in second.letters
        or yours in first.letters
        or _misread(mine, yours, first.letters, second.letters)
    )


def _plain(name: str) -> str:
    return letters(fold(name))


def _dates_of(text: str) -> set[str]:
    """The dates that a text states, as ISO strings."""
    return {
        f"{match[1]}-{int(match[2] or match[4]):02d}-{int(match[3] or match[5]):02d}"
        for match in _DATE.finditer("".join(fold(text).split()))
    }


def _titles_agree(first: Reading, second: Reading, noisy: bool) -> bool:
    """Equal, or one stated by the other's text; in a text read by machine also misread."""
    mine, yours = _title(first), _title(second)
    if not mine or not yours or mine == yours or mine in second.letters or yours in first.letters:
        return True
    if {_plain(name) for name in (first.metadata.title, *first.metadata.aliases)} & {
        _plain(name) for name in (second.metadata.title, *second.metadata.aliases)
    }:
        return True
    if not noisy:
        return False
    if SequenceMatcher(None, mine, yours, autojunk=False).ratio() < LIKE_TITLES:
        return _holds(second.letters, mine) or _holds(first.letters, yours)
    return _misread(mine, yours, first.letters, second.letters)


def _holds(text: str, title: str) -> bool:
    """Whether most of a title stands in a text: there it was not taken for the title."""
    runs = [title[place : place + 4] for place in range(max(1, len(title) - 3))]
    return sum(run in text for run in runs) >= len(runs) / 2


def _title(reading: Reading) -> str:
    """Empty where the file's name stands for the title."""
    title = _plain(reading.metadata.title)
    return "" if title == _plain(reading.name) or len(title) < 4 else title


def _misread(mine: str, yours: str, first: str, second: str) -> bool:
    """Names differ in single letters, and what one has there the other's text says elsewhere."""
    for tag, a, b, c, d in SequenceMatcher(None, mine, yours, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if max(b - a, d - c) > SLIP - 1 or _NUMERAL.search(mine[a:b] + yours[c:d]):
            return False
        if not (_said_elsewhere(mine, a, b, second) or _said_elsewhere(yours, c, d, first)):
            return False
    return True


def _said_elsewhere(name: str, start: int, end: int, text: str) -> bool:
    """Whether a text holds ``name[start:end]`` with the letter before or the letter behind it."""
    around = (name[start - 1 : end] if start else "", name[start : end + 1] if end < len(name) else "")
    return any(len(piece) > 1 and piece in text for piece in around)


# --- what they say -----------------------------------------------------------------------------------


class _Differences:
    """How two texts differ, sorted by what a difference means."""

    def __init__(self, short: Reading, long: Reading) -> None:
        self._short, self._long = short, long
        self._runs = tuple(np.unique(runs_of(reading.letters)) for reading in (short, long))
        self._slips: list[tuple[str, str]] = []
        self._weighty: list[tuple[str, str]] = []
        self._lost: list[str] = []  # passages that one side lacks
        self._edited = False  # a passage or a place stands in another's place
        self._around = [("", ""), ("", "")]  # before and behind what both say
        for difference in differences(short.letters, long.letters):
            self._sort(difference)
        single = sum(len(mine) <= 1 and len(yours) <= 1 for mine, yours in self._slips)
        self._share = single / len(short.letters)
        self.noisy = single >= FEW_SLIPS and self._share >= NOISE

    def _sort(self, difference: Difference) -> None:
        (a, b), (c, d) = difference.first, difference.second
        mine, yours = self._short.letters[a:b], self._long.letters[c:d]
        before = a == 0 and c == 0
        behind = b == len(self._short.letters) and d == len(self._long.letters)
        if before or behind:
            self._around[behind] = (
                _whole_date(self._short.letters, a, b),
                _whole_date(self._long.letters, c, d),
            )
            return
        mine, yours = self._unless_moved(mine, 1), self._unless_moved(yours, 0)
        if not mine and not yours:
            return
        if max(len(mine), len(yours)) > SLIP:
            self._edited = self._edited or bool(mine and yours)
            self._lost += [passage for passage in (mine, yours) if passage]
        elif _UNREAD.fullmatch(mine + yours):
            self._slips.append((mine, yours))
        elif _is_weighty(self._short.letters, a, b) or _is_weighty(self._long.letters, c, d):
            self._weighty.append((mine, yours))
        else:
            self._slips.append((mine, yours))
        number = _whole_number(self._short.letters, a, b), _whole_number(self._long.letters, c, d)
        places = self._short.letters[max(0, a - 2) : b + 2], self._long.letters[max(0, c - 2) : d + 2]
        if _another_number(*number) or (mine and yours and _another_place(*places)):
            self._edited = True

    def _unless_moved(self, passage: str, other: int) -> str:
        """A passage, empty where the other text has it in another place."""
        if len(passage) <= SLIP:
            return passage
        if len(passage) < 10:
            return "" if passage in (self._short, self._long)[other].letters else passage
        held = np.isin(runs_of(passage), self._runs[other]).mean()
        return "" if held >= FROM_ELSEWHERE else passage

    def are_slips(self) -> bool:
        """Whether nothing differs but what copying and reading by machine do to a text."""
        return (
            not self._edited
            and self._ends_agree()
            and self._figures_agree()
            and self._words_agree()
            and self._all_there()
        )

    def _ends_agree(self) -> bool:
        most = _most_around(self._short.letters)
        for place, (mine, yours) in enumerate(self._around):
            notice = place == 0 and _NOTICE.search(mine + yours)
            if max(len(mine), len(yours)) > (max(most, AROUND) if notice else most) or bool(
                _DRAFT.search(mine)
            ) != bool(_DRAFT.search(yours)):
                return False
            for shape in (_DATE, _YEAR):
                dates, others = ({match.group() for match in shape.finditer(text)} for text in (mine, yours))
                if dates and others and not dates & others:
                    return False
        return sum(len(mine) for mine, _ in self._around) <= most

    def _figures_agree(self) -> bool:
        """No figure, “no” or “must” differs, but where letters are misread about as often."""
        if not self._weighty:
            return True
        if not self.noisy or any(_another_figure(mine, yours) for mine, yours in self._weighty):
            return False
        places = sum(len(match.group()) for match in _WEIGHTY.finditer(self._short.letters))
        # A letter can be misread as one of them as well.
        expected = 2 * places * len(self._slips) / max(1, len(self._short.letters) - places)
        return len(self._weighty) <= _likely(expected)

    def _words_agree(self) -> bool:
        """No word stands in another's place: in a text read by machine that is chance, and happens once."""
        words = Counter(
            pair for pair in (*self._slips, *self._weighty) if len(pair[0]) >= 2 and len(pair[1]) >= 2
        )
        chance = self._share**2 * len(self._short.letters) if self.noisy else 0.0
        return sum(words.values()) <= _likely(chance) and all(count == 1 for count in words.values())

    def _all_there(self) -> bool:
        """No passage inside is missing but running headers and, in a text read by machine, a few words."""
        times = Counter(_NUMERAL.sub("", passage) for passage in self._lost)
        lost = [passage for passage in self._lost if times[_NUMERAL.sub("", passage)] < RUNNING]
        if any(_STAGE.search(passage) for passage in lost):
            return False
        return sum(map(len, lost)) <= (NOISE * len(self._short.letters) if self.noisy else 0)


def _likely(expected: float) -> float:
    """How many are no surprise where so many are expected: two standard deviations more (Poisson)."""
    return expected + 2 * expected**0.5


def _another_place(mine: str, yours: str) -> bool:
    """Both sides name a province or city, not the same one."""
    places, others = set(places_in(mine)), set(places_in(yours))
    return bool(places and others and not places & others)


def _whole_date(text: str, start: int, end: int) -> str:
    """``text[start:end]`` with the rest of a date that it begins or ends in."""
    while start > 0 and _PART_OF_DATE.match(text[start - 1]):
        start -= 1
    while end < len(text) and _PART_OF_DATE.match(text[end]):
        end += 1
    return text[start:end]


def _whole_number(text: str, start: int, end: int) -> str:
    """``text[start:end]`` with the rest of a number that it is part of."""
    while start > 0 and _DIGIT.match(text[start - 1]):
        start -= 1
    while end < len(text) and _DIGIT.match(text[end]):
        end += 1
    return text[start:end]


def _another_number(mine: str, yours: str) -> bool:
    """Both are numbers, and not one with a figure twice: what is lost or changed in them is not for a guess."""
    return bool(
        _NUMBER.fullmatch(mine)
        and _NUMBER.fullmatch(yours)
        and _REPEAT.sub(r"\1", mine) != _REPEAT.sub(r"\1", yours)
    )


def _is_weighty(text: str, start: int, end: int) -> bool:
    """Whether letters that say much lie in ``text[start:end]``."""
    return start < end and any(
        match.start() < end and match.end() > start
        for match in _WEIGHTY.finditer(text, max(0, start - 20), end + 20)
    )


def _another_figure(mine: str, yours: str) -> bool:
    """A numeral in a numeral's place, or a word in another's: changed, or misread as what it is not."""
    return bool(_NUMERAL.search(mine) and _NUMERAL.search(yours)) or min(len(mine), len(yours)) > 1
