"""Turn text into search terms, with one normalisation for documents and questions alike.

Pure functions of text. Cited text never passes through here and comes back:
normalised forms live in search fields only.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from itertools import filterfalse
from operator import add

from ingest.text.normalise import CJK, CJK_RUN, flat_text

# “丰台”, “wi-fi”, “don't”, “3.5”: the runs that words are cut from; marks and blanks part them.
_RUN = re.compile(rf"[{CJK}]+|[a-z]+(?:['-][a-z]+)*|\d+(?:\.\d+)?")

# High enough to win against any split of the stock dictionary, whose commonest word stands at 880,000.
_LISTED_WORD_FREQUENCY = 100_000

# Words that say nothing about what a text is about. They stay in bigrams.
_STOP_WORDS = (
    "的 了 和 与 及 或 在 是 为 有 对 等 由 于 以 将 把 被 从 到 中 其 该 这 那 之 也 都 而 并 且 就 还 "
    "哪 哪些 哪个 哪里 什么 怎么 怎样 如何 多少 几 吗 呢 吧 啊 么 我 我们 你 你们 它 他 她 请问 一个 "
    "the a an of in on at by to for and or is are was were be with from as that this which what who how many much"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())


@cache
def _segmenter():
    """rjieba with our policy words; jieba itself where rjieba has no wheel."""
    words = resources.files("index.words").joinpath("lexicon/words.txt").read_text(encoding="utf-8").split()
    try:
        import rjieba

        for word in words:
            rjieba.add_word(word, _LISTED_WORD_FREQUENCY, "n")
        return rjieba.cut_for_search
    except ImportError:
        import jieba

        jieba.setLogLevel(60)
        for word in words:
            jieba.add_word(word)
        return jieba.lcut_for_search


@cache
def _tagger():
    """rjieba's part-of-speech tagger; jieba's where rjieba has no wheel. Tags are ICTCLAS style (n, v, ns …)."""
    _segmenter()
    try:
        import rjieba

        return rjieba.tag
    except ImportError:
        from jieba import posseg

        return lambda text: [(pair.word, pair.flag) for pair in posseg.lcut(text)]


def cut(text: str) -> list[str]:
    """Give words and marks of a folded text in order and gapless: joined they are the text."""
    _segmenter()
    try:
        import rjieba

        return rjieba.cut(text)
    except ImportError:
        import jieba

        return jieba.lcut(text)


def tagged(text: str) -> list[tuple[str, str]]:
    """Give (word, part-of-speech tag) of a folded, squeezed text, in order and gapless."""
    return list(_tagger()(text))


def is_word(text: str) -> bool:
    """Whether the dictionary (with the listed words) holds a word."""
    _segmenter()
    try:
        import rjieba

        return rjieba.has_word(text)
    except ImportError:
        import jieba

        return text in jieba.dt.FREQ


@lru_cache(maxsize=20_000)
def _cut(run: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A run's words without stop words, and its pairs of characters; a run that is not Chinese is a word."""
    if not CJK_RUN.match(run):
        return ((run,) if run not in STOP_WORDS else ()), ()
    return tuple(filterfalse(STOP_WORDS.__contains__, _segmenter()(run))), tuple(map(add, run, run[1:]))


def words(text: str) -> list[str]:
    """Give words of a text in order (search mode: long words and their parts), stop words dropped."""
    return [word for run in _RUN.findall(flat_text(text)) for word in _cut(run)[0]]


def bigrams(text: str) -> list[str]:
    """Give overlapping character pairs of the Chinese runs of a text, in order."""
    return [pair for run in _RUN.findall(flat_text(text)) for pair in _cut(run)[1]]


def terms(text: str) -> list[str]:
    """Give the terms of the lexical index: words, and bigrams that are not words already.

    A pair of characters that is a word counts once, so that words of two
    characters do not weigh double.
    """
    found: list[str] = []
    pairs: list[str] = []
    for run in _RUN.findall(flat_text(text)):
        words_of_run, pairs_of_run = _cut(run)
        found += words_of_run
        pairs += pairs_of_run
    known = set(found)
    return [*found, *filterfalse(known.__contains__, pairs)]
