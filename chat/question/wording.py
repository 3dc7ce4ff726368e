"""Weigh the words of a question that evidence must share.

A question's words do not count alike: a fund's name decides, “提出” does not.
Weight = part of speech x rarity in the store. Other wordings (synonyms, the same
pinyin, a translation) count as alternatives with a credit below one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from index.words import bigrams, is_word, tagged
from ingest.text.normalise import CJK_RUN

# ICTCLAS tags -> how much a word of that class tells about the subject.
_SALIENCE = {
    "n": 1.0, "nr": 1.0, "ns": 1.0, "nt": 1.0, "nz": 1.0, "nrt": 1.0, "ng": 0.7, "nrfg": 1.0, "j": 1.0, "l": 0.8,
    "i": 0.8, "eng": 1.0, "vn": 0.85, "an": 0.8, "v": 0.5, "vd": 0.3, "a": 0.6, "ad": 0.4, "b": 0.7, "z": 0.5,
    "zg": 0.6, "s": 0.4, "t": 0.3, "m": 0.5, "mq": 0.2, "k": 0.3, "g": 0.5,
}  # fmt: skip
# Words of asking and of documents in general: they say how the question is put, not what about.
ASKING_WORDS = frozenset(
    """
    什么 哪些 多少 怎么 如何 请问 介绍 一下 告诉 知道 想 想要 想问 打算 希望 要求 提出 提到 说 说到 讲 写 写明 列举 列出 点名
    规定 明确 分别 全称 名称 名字 叫 叫做 叫什么 数字 数量 家数 个数 总数 意思 含义 内涵 内容 情况 方面 事情 东西 时候 时间 日期
    单位 部门 机构 事 事项 有关 相关 关于 具体 主要 一共 总共 目前 现在 现有 之前 以后 今后 未来 部分 正文 文件 文本 文中 里面
    形式 方式 类型 种类 招牌 牌子 称号 组成 构成 属于 包括 包含 涉及 进行 开展 实施 完成 达到 超过 增加 成为 是否 能否 可以
    数 钱 人 从小到大 大小 档 事儿 需要 应该 应当 打造 建设 出台 牵头 负责 责任 挑头 领头 政府 市里 区里 省里 我们 公司 我司 帮 帮忙 给 搞 弄 做 整 整的
    捣鼓 点儿 那个 这个 那项 这项 这件 一事 大概 究竟 到底 计划 定 定的 规模 目标 指标 水平
    """.split()  # noqa: SIM905
)
# Marks, pronouns, particles and the like: classes of words that say nothing of the subject.
_UNCOUNTED = frozenset("x r d p c u uj ul uz uv ud ug f y q e o".split())  # noqa: SIM905
_MAY_BE_PARTS = frozenset(("d", "f", "q"))  # 约 of 网约车 is taken for “about”
_ASKING_WEIGHT = 0.25
ASIDE_WEIGHT = 0.4
UNMET_WEIGHT = 0.4
GUESS_WEIGHT = 0.1
TITLE_WEIGHT = 0.4  # every clause of the document stands under its title
UNKNOWN_PAIR = 0.15
_LEAST_CHAIN = 3  # characters of a word that is cut anew as the documents have it
SAME_MATTER = 0.8  # credit from which another wording speaks of the very same thing
# Taken out before the words are cut, or “多大规模” yields the word “大规模”.
_INTERROGATIVES = re.compile(
    r"是?(?:什么时候|什么意思|什么|啥时候|啥|哪[些个家里类种一几两三四五六七八九十支条项份位天日年月块张只座大]*|多少|多大|多长|多久|多高|怎么样|怎样|怎么|如何|为何|何时|是谁|谁|分别|各自|有没有|是不是|能不能|可不可以)"
    r"|吗|呢|吧|请问|[？?！!。，,、；;：:“”\"'《》（）()]"
)
# “2025年”: a year is no code such as “1233” and weighs as other words do
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d年?")
# “五大” of “五大行动”: the length of a list, see chat.structure.lists
_LIST_LENGTH = re.compile(r"[一二两三四五六七八九十几]+[大个类条项种]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question. ``weight`` > 0; ``alternatives`` map other wordings to a credit in (0, 1].

    ``noun`` is true for words that name things; ``known`` when the store holds the word.
    """

    text: str
    weight: float
    alternatives: tuple[tuple[str, float], ...] = ()
    noun: bool = False
    known: bool = True
    asking: bool = False
    pairs: tuple[str, ...] = ()  # its character pairs, for words of three characters and more

    def credit(self, text: str) -> float:
        """Give how well a folded, squeezed text holds this word: 1 for itself, less for an alternative or a part."""
        if self.text in text:
            return 1.0
        best = 0.0
        for other, credit in self.alternatives:
            if credit > best and other in text:
                best = credit
        if self.pairs and best < 0.7:
            best = max(best, 0.7 * sum([pair in text for pair in self.pairs]) / len(self.pairs))
        return best


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a question with weights, and its character pairs with theirs."""

    words: tuple[Word, ...]
    pairs: tuple[tuple[str, float], ...]
    total: float = field(init=False)  # of the words' weights; 1 where there are none
    _all_pairs: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(word.weight for word in self.words) or 1.0)
        object.__setattr__(self, "_all_pairs", sum(weight for _, weight in self.pairs))

    def pair_coverage(self, text: str, other: str = "") -> float:
        """Give the share of the question's character pairs (weighted) that one of the texts holds, in [0, 1]."""
        if not self._all_pairs:
            return 0.0
        return sum([weight for pair, weight in self.pairs if pair in text or pair in other]) / self._all_pairs


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Give the weighted words of a folded, squeezed question.

    ``idf`` and ``document_frequency`` are the store's, ``alternatives`` gives other wordings of
    a word with their credit, ``phrases`` finds expressions of several words that have other wordings.
    """

    idf: Callable[[str], float]
    document_frequency: Callable[[str], int]
    alternatives: Callable[[str], Mapping[str, float]] = lambda word: {}
    phrases: Callable[[str], Iterable[str]] = lambda text: ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a question's words are judged by beside themselves.

    ``low`` holds words that only name the place or the document asked about (those are
    matched elsewhere, see ``chat.question.scope``), ``quoted`` are quoted names that count as
    words of their own, ``aside`` is a part of the question that only says who asks, ``title``
    the name of the document meant.
    """

    low: frozenset[str] = frozenset()
    quoted: Sequence[str] = ()
    aside: str = ""
    title: str = ""
    names: frozenset[str] = field(init=False)  # the quoted ones of two characters and more

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(name for name in self.quoted if len(name) >= 2))

    def is_low(self, part: str) -> bool:
        """Whether a word only names the place or the document asked about."""
        return part in self.low or any(
            part.startswith(word) and len(part) <= len(word) + 1 for word in self.low
        )


def wording_of(text: str, vocabulary: Vocabulary, setting: Setting = Setting()) -> Wording:
    """The weighted words of a folded, squeezed question."""
    content = _INTERROGATIVES.sub(" ", text)
    document_frequency = vocabulary.document_frequency
    words: dict[str, Word] = {}
    for part, tag in [*((name, "nz") for name in setting.names), *_parts(content, vocabulary)]:
        if part in words:
            continue
        others = dict(vocabulary.alternatives(part))
        # A verb of one character says something only where it stands for a longer one: “丢” for 遗失.
        if not _counts(part, tag) and not (others and tag[0] in "vna"):
            continue
        frequency = document_frequency(part)
        if not frequency:
            others = {**_known_parts(part, document_frequency), **others}
        known = [other for other in others if document_frequency(other)]
        weight = _rarity(part, frequency, others, known, vocabulary.idf) * _salience(
            part, tag, bool(frequency or known), setting
        )
        if weight > 0:
            words[part] = _word(part, tag, weight, others, frequency, setting)
    return Wording(tuple(words.values()), _pairs(content, setting, vocabulary))


def _rarity(
    part: str, frequency: int, others: Mapping[str, float], known: Sequence[str], idf: Callable[[str], float]
) -> float:
    """idf of a matter, which is as common as its commonest wording: “轨交” is no rarer than 轨道交通."""
    same = [other for other in known if others[other] >= SAME_MATTER]
    rarity = min((idf(other) for other in (same or known)), default=idf(part))
    return min(rarity, idf(part)) if frequency or not known else rarity


def _salience(part: str, tag: str, met: bool, setting: Setting) -> float:
    """The share of a word's rarity that counts: by its class, and by what it does in the question.

    ``met`` tells that the store holds the word or another wording of it.
    """
    salience = _SALIENCE.get(tag, 0.5 if tag.startswith("n") else 0.0) * (0.5 if len(part) == 1 else 1.0)
    if part in ASKING_WORDS or setting.is_low(part):
        salience *= _ASKING_WEIGHT
    elif part in setting.title:
        salience *= TITLE_WEIGHT
    if not met and not tag.startswith(("n", "j", "eng")):
        salience *= UNMET_WEIGHT  # an unknown verb or adjective is mostly a colloquial turn
    if not met and not _is_listed(part, setting):
        salience *= GUESS_WEIGHT  # cut out of a run of other words by the tagger's guess
    return salience * (ASIDE_WEIGHT if setting.aside and part in setting.aside else 1.0)


def _is_listed(part: str, setting: Setting) -> bool:
    return part in setting.names or is_word(part)


def _word(
    part: str, tag: str, weight: float, others: Mapping[str, float], frequency: int, setting: Setting
) -> Word:
    asking = part in ASKING_WORDS
    naming = tag.startswith(("n", "j", "eng", "vn", "l")) and not asking and part not in setting.low
    return Word(
        part,
        weight,
        tuple(others.items()),
        noun=naming and _is_listed(part, setting),
        known=frequency > 0,
        asking=asking,
        pairs=tuple(bigrams(part)) if len(part) >= 3 else (),
    )


def _pairs(content: str, setting: Setting, vocabulary: Vocabulary) -> tuple[tuple[str, float], ...]:
    """Weighted character pairs; one that the store does not hold is often a turn of speech and counts a little."""
    spent = {pair for name in setting.low for pair in bigrams(name)}
    found = dict.fromkeys(pair for piece in content.split() for pair in bigrams(piece) if pair not in spent)
    known = vocabulary.document_frequency
    return tuple((pair, vocabulary.idf(pair) * (1.0 if known(pair) else UNKNOWN_PAIR)) for pair in found)


def _parts(content: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """(word, tag) of a text; an expression that has other wordings stays whole."""
    found: list[tuple[str, str]] = []
    for phrase in sorted(set(vocabulary.phrases(content)), key=len, reverse=True):
        if len(phrase) >= 3 and [word for word, _ in tagged(phrase)] != [phrase]:
            found.append((phrase, "l"))
            content = content.replace(phrase, " ")
    return found + _cut_anew(tagged(content), vocabulary.document_frequency)


def _cut_anew(
    parts: Sequence[tuple[str, str]], document_frequency: Callable[[str], int]
) -> list[tuple[str, str]]:
    """Cut what the tagger guessed and no document holds as the documents have it: 当网 / 约 / 车 -> 网约车.

    A word of these is a run of three characters and more whose pairs all stand in the documents.
    """
    found: list[tuple[str, str]] = []
    for guessed, group in groupby(parts, _may_be_guessed):
        run = list(group)
        strange = [word for word, _ in run if len(word) > 1 and not document_frequency(word)]
        text = "".join(word for word, _ in run)
        chains = _chains(text, document_frequency) if guessed and strange and CJK_RUN.fullmatch(text) else []
        if chains:
            found += [(chain, "nz") for chain in chains]
            held = "".join(chains)
            run = [(word, tag) for word, tag in run if not set(word) & set(held)]
        found += run
    return found


def _may_be_guessed(part: tuple[str, str]) -> bool:
    """Whether a word is none of the dictionary, or one character that may belong to a word beside it."""
    word, tag = part
    return not is_word(word) if len(word) > 1 else tag not in _UNCOUNTED - _MAY_BE_PARTS


def _chains(text: str, document_frequency: Callable[[str], int]) -> list[str]:
    """The longest runs of three characters and more of a text whose every pair stands in the documents."""
    found: list[str] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not document_frequency(text[end - 1 : end + 1]):
            if end - start >= _LEAST_CHAIN:
                found.append(text[start:end])
            start = end
    return found


def _known_parts(part: str, document_frequency: Callable[[str], int]) -> dict[str, float]:
    """Words inside an unknown word that the store does hold: “抓产教” -> {“产教”: 0.7}; less inside a real word."""
    credit = 0.4 if is_word(part) else 0.7
    return {
        pair: credit for pair in bigrams(part) if pair != part and document_frequency(pair) and is_word(pair)
    }


def _counts(part: str, tag: str) -> bool:
    if tag in _UNCOUNTED:
        return False
    if tag == "m":  # “1233”, “1+2+2”, “232”; years are looked at elsewhere
        return len(part) > 1 and any(c.isdigit() for c in part) and not _YEAR_ALONE.fullmatch(part)
    if _LIST_LENGTH.fullmatch(part):
        return False
    return len(part) > 1 or tag == "n"
