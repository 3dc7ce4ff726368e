"""Tell what words are about: those of an enterprise and those of a rule, by what they name."""

from __future__ import annotations

from functools import lru_cache

from chat.applicability.enterprise.patterns import EVENT_FILLING, SAID_OTHERWISE
from index.words import bigrams, tagged
from ingest.text.normalise import flat_text

LEAST_SHARED = 0.6  # of the wanted event's character pairs
# Words that any condition and any enterprise says.
_SAID_OF_ALL = (
    "企业 单位 公司 项目 申报 申请 具有 拥有 具备 符合 满足 相关 支持 给予 条件 要求 进行 开展 能够 可以 应当 需要 以上 以下 有关 其他 情况 主体 机构 完成 "
    "独立 法人 独立法人 法人资格 较强 较好 一定 良好 年度 实际 用于 近三年 上年度 上一年度 北京 北京市 本市 获得 没有 万元 亿元 规定 属于 记录 方面 存在 作为 通过 国家 市级 "
    "不低于 不少于 不超过 小于 大于 超过 低于 高于 少于 多于 达到 占比 比应 比例 工商 取得 万元以上 亿元以上 原则上"
)
_GENERAL = frozenset(_SAID_OF_ALL.split())
_TELLING = ("n", "v", "a", "l", "i", "j", "b", "t")


folded = lru_cache(maxsize=50_000)(
    flat_text
)  # the same conditions and statements are held against each other often


@lru_cache(maxsize=20_000)
def content_words(words: str) -> frozenset[str]:
    """Give the words that say what a stretch of words is about: nouns, verbs and the like, of two characters and more."""
    return frozenset(
        word
        for word, tag in tagged(folded(words))
        if len(word) >= 2 and tag.startswith(_TELLING) and word not in _GENERAL and not word.isascii()
    )


@lru_cache(maxsize=20_000)
def words_of(name: str) -> frozenset[str]:
    """Give the words of a thing's name, of two characters and more, places among them (国外 of 国外专利)."""
    return frozenset(word for word, _ in tagged(folded(name)) if len(word) >= 2 and word not in _GENERAL)


@lru_cache(maxsize=20_000)
def speaks_of_event(said: str, wanted: str) -> bool:
    """Whether words tell of the wanted event: most character pairs of it stand in them."""
    pairs = set(bigrams(EVENT_FILLING.sub("", folded(wanted))))
    held = set(bigrams(EVENT_FILLING.sub("", folded(said))))
    return bool(pairs) and len(pairs & held) >= LEAST_SHARED * len(pairs)


def as_rules_say(words: str) -> str:
    """Give words as rules put it: “产值第一次过亿” -> “产值首次突破1亿元”."""
    for pattern, official in SAID_OTHERWISE:
        words = pattern.sub(official, words)
    return words


def share_said(wanted: frozenset[str], said: str) -> float:
    """The share of wanted words that something says."""
    flat = folded(said)
    return sum(stands_in(word, flat) for word in wanted) / len(wanted) if wanted else 0.0


def stands_in(word: str, flat: str) -> bool:
    """Whether a word stands in folded words, one of three characters and more also by its beginning or end."""
    return word in flat or (len(word) >= 3 and (word[:2] in flat or word[-2:] in flat))
