"""Judge whether a page's text layer reads like text: a wrong encoding or a poor OCR layer does not. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.layout import PageContent

_FEWEST_CHARACTERS = 40  # of which something can be said
_POOR = 0.6
_POOR_OVER_PICTURE = 0.93  # an invisible layer over a scan is itself the work of an OCR program
_UNMAPPED = 0.08
_LONGEST_UNIT = 4  # letters


@dataclass(frozen=True, slots=True)
class Plausibility:
    """``share`` says how many characters (0 to 1) are common or stand in words; ``characters`` were measured."""

    share: float
    characters: int


def is_doubtful(content: PageContent, lines: Sequence[str]) -> bool:
    """Whether the text of a page should be read again from its picture."""
    if content.unmapped > _UNMAPPED:
        return True
    found = plausibility(lines)
    if found.characters < _FEWEST_CHARACTERS:
        return False
    return found.share < (_POOR_OVER_PICTURE if content.unseen_layer else _POOR)


def plausibility(lines: Sequence[str], cut: Callable[[str], list[str]] | None = None) -> Plausibility:
    """Measure how much of some lines is made up of words of the language.

    Chinese counts as known in words of two characters or more of jieba's dictionary and in
    the few hundred commonest single ones; Latin in runs with a vowel or short ones; figures always.
    """
    cut = cut or _words
    good = total = 0.0
    for line in lines:
        for word in cut("".join(line.split())):
            weight = 0.5 * len(word) if _is_mark(word) else float(len(word))
            if _is_mark(word):
                known = all(mark in _MARKS for mark in word)
            elif word.isascii():
                known = _is_latin_word("".join(filter(str.isalpha, word)).lower())
            else:
                known = len(word) > 1 or word in _common()
            total += weight
            good += weight if known else 0.0
    return Plausibility(good / total if total else 0.0, round(total))


_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·,.;:?!()[]'\"-–/%％+=<>~～×℃±≤≥°•①②③④⑤⑥⑦⑧⑨⑩&@#*")


def _is_latin_word(letters: str) -> bool:
    """Units and abbreviations are short, words have a vowel."""
    return len(letters) <= _LONGEST_UNIT or any(vowel in letters for vowel in "aeiouy")


def _is_mark(word: str) -> bool:
    return not any(character.isalnum() for character in word)


def _words(line: str) -> list[str]:
    """Words without a guess at unknown ones; by jieba itself where rjieba has no wheel."""
    try:
        import rjieba
    except ImportError:
        import jieba

        return list(jieba.cut(line, HMM=False))
    return list(rjieba.cut(line, False))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Single characters that stand alone in ordinary prose."""
    return frozenset(
        "的一是了在有和与及或为对从到以将由其等不也都就而并且则但被把让向往于之这那此该各每某本所他她它我你您们"
        "年月日时分秒元万亿千百十个件项名人家户米里亩吨升度次种类条款章节页第号位股份部局委办省市县区乡镇村街路"
        "上下中内外前后左右东西南北大小多少高低新老好快慢长短重轻要会能可应须得让使用做作给来去出入进回过起着"
        "说看听想问答写读学教買买卖开关收发走跑坐站住吃喝又再还才只很更最太真正如若因按据经至自每含占达超约近"
        "二三四五六七八九零〇两几半双单总共均全无未非没请即系指经税费款息额率比值量数表图注附甲乙丙丁时处点线面"
    )
