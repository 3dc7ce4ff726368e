"""Find words that sound alike: a slip of the input method, or a name in Latin letters.

“株州” is meant as 株洲, “Fengtai” as 丰台. Tones are left out. The one module that
imports pypinyin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, cached_property
from itertools import islice, product
from typing import TypeVar

SAME_CREDIT = 0.9  # the same syllables
NEAR_CREDIT = 0.7  # syllables that many speakers do not tell apart
MOST_ALIKE = 12  # words given for one word, the likeliest first
_READINGS = 2  # of a character with several; the first two are the common ones
_SPELLINGS = 16  # of a word, so that a long one does not multiply without end
# 丰台: words of Chinese characters alone have a sound to compare; one character has too many likenesses.
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]{2,}")
# “xi'an”, “feng tai”, “feng-tai”: what people write between syllables.
_NOT_LETTER = re.compile("[^a-z]")
# zh/z, ch/c, sh/s; n/l at the beginning: initials that many speakers do not tell apart.
_NEAR_INITIAL = re.compile("^(?:([zcs])h|n)")
# -ang/-an, -eng/-en, -ing/-in: the finals of the same kind.
_NEAR_FINAL = re.compile("(?<=[aei])ng$")
# Usual Latin names that are not the pinyin of the Chinese ones.
_OTHER_NAMES = {
    "shaanxi": "陕西", "harbin": "哈尔滨", "hohhot": "呼和浩特", "urumqi": "乌鲁木齐", "lhasa": "拉萨", "tibet": "西藏",
    "innermongolia": "内蒙古", "hongkong": "香港", "macau": "澳门", "macao": "澳门", "kashgar": "喀什", "canton": "广州",
    "peking": "北京", "tsinghua": "清华", "ordos": "鄂尔多斯", "karamay": "克拉玛依", "shigatse": "日喀则",
    "turpan": "吐鲁番", "hulunbuir": "呼伦贝尔", "qiqihar": "齐齐哈尔",
}  # fmt: skip

_Spelling = tuple[str, ...]  # toneless syllables, one a character
_Key = TypeVar("_Key")


class Homophones:
    """This finds the words of a vocabulary that sound like a given one. Built when first asked; thread-safe."""

    def __init__(self, vocabulary: Iterable[tuple[str, int]]) -> None:
        """``vocabulary``: (word, frequency); only words of two Chinese characters and more are looked for."""
        self._frequencies = dict(vocabulary)

    def alike(self, word: str) -> Mapping[str, float]:
        """Give words as long as ``word`` that sound the same or nearly so, with credits, the likeliest first."""
        if not _CHINESE.fullmatch(word):
            return {}
        spellings = _spellings(word)
        same = {other for spelling in spellings for other in self._read_so(spelling)}
        near = {other for spelling in spellings for other in self._read_nearly_so(_near(spelling))}
        likeliest = self._ordered(same - {word}) + self._ordered(near - same - {word})
        return {other: SAME_CREDIT if other in same else NEAR_CREDIT for other in likeliest[:MOST_ALIKE]}

    def spelled(self, latin: str) -> tuple[str, ...]:
        """Give words whose pinyin, written as one, is ``latin``; the most frequent first.

        Case, tone marks, blanks, hyphens and apostrophes do not count, “lü” is met as lv, lu and lyu.
        """
        letters = _letters_of(latin)
        found = self._ordered(self._written_so(letters))
        if not found:
            # “lyuliang” -> “luliang”: passports write lü as lyu.
            letters = re.sub("(?<=[ln])yu", "u", letters)
            found = self._ordered(self._written_so(letters))
        other = _OTHER_NAMES.get(letters)
        if other is not None and other not in found:
            found = self._ordered((other,)) + found
        return tuple(found)

    def _ordered(self, words: Iterable[str]) -> list[str]:
        """Those of some words that stand in the vocabulary, the most frequent first."""
        counts = self._counts(words)
        return sorted((word for word in counts if counts[word]), key=lambda word: (-counts[word], word))

    def _counts(self, words: Iterable[str]) -> dict[str, int]:
        return {word: self._frequencies[word] for word in words if word in self._frequencies}

    def _read_so(self, spelling: _Spelling) -> Collection[str]:
        return self._same.get(spelling, ())

    def _read_nearly_so(self, spelling: _Spelling) -> Collection[str]:
        return self._near.get(spelling, ())

    def _written_so(self, letters: str) -> Collection[str]:
        return self._letters.get(letters, ())

    @cached_property
    def _same(self) -> Mapping[_Spelling, list[str]]:
        """Spelling -> words read so."""
        found: dict[_Spelling, list[str]] = {}
        for word in self._frequencies:
            if _CHINESE.fullmatch(word):
                for spelling in _spellings(word):
                    found.setdefault(spelling, []).append(word)
        return found

    @cached_property
    def _near(self) -> Mapping[_Spelling, set[str]]:
        return _merged(self._same, _near)

    @cached_property
    def _letters(self) -> Mapping[str, set[str]]:
        return _merged(self._same, lambda spelling: "".join(spelling).replace("v", "u"))


class LaterHomophones(Homophones):
    """This finds what :class:`Homophones` of a later state of the vocabulary would, without reading all of it again.

    The words of an earlier state keep their sounds, those that have come are read, and how often each stands now is
    asked when it is found: one that has gone is not found any more.
    """

    def __init__(
        self, earlier: Homophones, came: Iterable[str], counts: Callable[[Collection[str]], Mapping[str, int]]
    ) -> None:
        """``came``: words that the earlier state did not hold; ``counts`` gives how often each of some stands now."""
        known: dict[str, int] = {}
        self._earlier = earlier
        if isinstance(earlier, LaterHomophones):
            known, self._earlier = earlier._frequencies, earlier._earlier
        super().__init__((word, 1) for word in (*known, *came))
        self._counts_of = counts

    @property
    def came(self) -> int:
        """How many words have come since all were read."""
        return len(self._frequencies)

    def _counts(self, words: Iterable[str]) -> dict[str, int]:
        return dict(self._counts_of(list(words)))

    def _read_so(self, spelling: _Spelling) -> Collection[str]:
        return {*self._earlier._read_so(spelling), *super()._read_so(spelling)}

    def _read_nearly_so(self, spelling: _Spelling) -> Collection[str]:
        return {*self._earlier._read_nearly_so(spelling), *super()._read_nearly_so(spelling)}

    def _written_so(self, letters: str) -> Collection[str]:
        return {*self._earlier._written_so(letters), *super()._written_so(letters)}


def _merged(spelled: Mapping[_Spelling, list[str]], key: Callable[[_Spelling], _Key]) -> dict[_Key, set[str]]:
    """The words of all spellings of one key together."""
    found: dict[_Key, set[str]] = {}
    for spelling, words in spelled.items():
        found.setdefault(key(spelling), set()).update(words)
    return found


def _spellings(word: str) -> list[_Spelling]:
    """Ways to read a word; none where a character has no reading."""
    return list(islice(product(*map(_reading_of(), word)), _SPELLINGS))


def _near(spelling: _Spelling) -> _Spelling:
    return tuple(map(_near_syllable, spelling))


@cache
def _near_syllable(syllable: str) -> str:
    """“zhang” -> “zan”, “ning” -> “lin”: one spelling for syllables often mixed up."""
    softened = _NEAR_INITIAL.sub(lambda match: match[1] or "l", syllable)
    return _NEAR_FINAL.sub("n", softened)


def _letters_of(latin: str) -> str:
    """“Lǚliáng” -> “luliang”, “Xi'an” -> “xian”."""
    return _NOT_LETTER.sub("", _toneless(latin.lower())).replace("v", "u")


def _toneless(pinyin: str) -> str:
    """Tone marks off, ü as v."""
    parted = unicodedata.normalize("NFD", pinyin)
    # ǚ comes apart as u, diaeresis and tone in either order: “lǚ” -> “lv”.
    marked = re.sub("u([\u0300-\u0307]?)\u0308", r"v\1", parted)
    return "".join(character for character in marked if not unicodedata.combining(character))


@cache
def _reading_of() -> Callable[[str], tuple[str, ...]]:
    from pypinyin.constants import PINYIN_DICT

    @cache
    def reading(character: str) -> tuple[str, ...]:
        """Toneless readings of a character, the commonest first, at most two."""
        readings = PINYIN_DICT.get(ord(character), "")
        return tuple(dict.fromkeys(_toneless(one) for one in readings.split(",") if one))[:_READINGS]

    return reading
