"""What a list question asks for: the things that a statement must speak of, what is done to them, and what is given.

“有哪些减免房租的政策” asks for statements that speak of 房租 (or 租金) and take something off what is paid;
“企业招用高校毕业生有哪些补贴” for those of 高校毕业生, of 招用 (or 吸纳), that give money. Pure functions of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chat.measure_lists.patterns import EITHER, MONEY, MONEY_ASKED, RELIEF, RELIEF_ASKED
from chat.question import Word
from index.words import is_word, tagged, wordings

# Words that say no more than that a policy gives something to somebody.
_GENERAL = frozenset(
    """
    政策 措施 办法 支持 扶持 鼓励 帮助 帮 帮扶 企业 公司 单位 项目 资金 政府 提供 给予 促进 发展 产业 方面 行业 地方 各地 全市 全省
    能 可以 享受 申请 申报 办 办理 有关 相关 获得 得到 拿到 拿 推动 加快 加大 针对 出台 支持政策 扶持政策 支持措施 政策措施 优惠政策
    补贴政策 奖励政策 城市 领域 文件 规定 实行 推行 开展 进行 采取 用 地区 实施 允许 提到 提出 市 省 县 区 全国 国家
    """.split()  # noqa: SIM905
)
_NAMING = ("n", "j", "l", "i", "eng", "vn")  # classes of words that name things
_EMPTY_HEADS = (
    "行为",
    "活动",
    "工作",
    "事项",
    "情况",
    "问题",
)  # nouns that only say that there is such a thing
_SAME_THING = 0.8  # credit from which another wording names the very same thing
_SAME_USE = 1.75  # passages with a half of a word to those with the word, up to which the half says the same
_RELATED_CREDIT = 0.6  # of another wording that an act may go by
_SHORTEST_PHRASE = 5  # characters of a phrase whose last one may be left out: 检验检测费(用)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the matter: any of ``forms`` stands for it, and so do two of ``halves``."""

    words: str
    forms: tuple[str, ...]
    halves: tuple[str, ...] = ()

    def held(self, flat: str) -> bool:
        """Whether a folded, squeezed text holds the word in one of its ways."""
        held = any(form in flat and _stands(form, flat) for form in self.forms)
        return held or (bool(self.halves) and sum(half in flat for half in self.halves) >= 2)


@dataclass(frozen=True, slots=True)
class Matter:
    """What statements must speak of: all ``things``, and one of ``acts`` unless two things tell enough.

    ``deed``: what they must do, ``None`` where any support counts; ``phrases``: runs of the question that say it all.
    """

    things: tuple[Term, ...]
    acts: tuple[Term, ...]
    deed: re.Pattern[str] | None
    phrases: tuple[str, ...]
    words: str

    def held_by(self, flat: str, title: str = "") -> bool:
        """Whether a folded sentence speaks of the matter, under a title that may say part of it."""
        whole = f"{title}。{flat}"
        if self.deed and not (self.deed.search(flat) or self.deed.search(title)):
            return False
        if any(phrase in flat for phrase in self.phrases):
            return True
        if not self.things:
            return any(act.held(flat) for act in self.acts)
        if not any(thing.held(flat) for thing in self.things) or not all(t.held(whole) for t in self.things):
            return False
        return len(self.things) > 1 or not self.acts or any(act.held(whole) for act in self.acts)

    def part_of(self, flat: str) -> bool:
        """Whether a folded sentence speaks of any thing of the matter."""
        return any(term.held(flat) for term in self.things or self.acts)

    def may_hold(self, flat: str) -> bool:
        """Whether a folded text may speak of the matter, by its rarest word: what costs little to look for."""
        return any(form in flat for form in (*self.first, *self.phrases))

    @property
    def first(self) -> tuple[str, ...]:
        """Give the forms of the rarest word, one of which a document must hold."""
        terms = self.things or self.acts
        return tuple(dict.fromkeys(form for term in terms[:1] for form in (*term.forms, *term.halves[:1])))


def matter_of(
    rest: str, asked: str, words: Sequence[Word], frequency: Callable[[str], int], low: Iterable[str]
) -> Matter | None:
    """Give the matter of a question, of which ``rest`` is left without the words that ask; ``None`` for none.

    ``asked``: the whole question; ``words``: those of ``rest`` with their weights; ``frequency``: how many passages
    hold a word; ``low``: words that name places and documents.
    """
    spent = {*_GENERAL, *low}
    kept = [word for word in words if not word.asking and word.text not in spent and word.weight > 0]
    kept.sort(key=lambda word: -word.weight)
    things = tuple(_term(word, frequency) for word in kept if _names(word))
    acts = tuple(_act(word) for word in kept if not _names(word))
    if not things and not acts:
        return None
    deed = None
    if RELIEF_ASKED.search(asked):
        deed = EITHER if "优惠" in asked else RELIEF
    elif MONEY_ASKED.search(asked):
        deed = MONEY
    known = {word.text for word in kept}
    phrases = _phrases(rest, known) if len(kept) > 1 else ()
    return Matter(things, acts, deed, phrases, "、".join(word.text for word in kept))


@lru_cache(maxsize=4096)
def _stands(form: str, flat: str) -> bool:
    """Whether a word of the dictionary stands in a text as one: no 用水 in 信用水平, no 上市 in 以上市人民政府."""
    if not is_word(form):
        return True
    edges = {0}
    position = 0
    for token, _ in tagged(flat):
        position += len(token)
        edges.add(position)
    place = flat.find(form)
    while place >= 0:
        inside = any(place < edge < place + len(form) for edge in edges)
        if not inside or (place in edges and place + len(form) in edges):
            return True
        place = flat.find(form, place + 1)
    return False


def _names(word: Word) -> bool:
    """Whether a word names a thing: by its class, or because no dictionary knows it (升规, 个转企)."""
    if word.noun:
        return True
    tags = tagged(word.text)
    return (len(tags) == 1 and tags[0][1].startswith(_NAMING)) or not is_word(word.text)


def _term(word: Word, frequency: Callable[[str], int]) -> Term:
    text = word.text
    forms = [text, *(other for other, credit in word.alternatives if credit >= _SAME_THING and _is_same(text, other, frequency))]  # fmt: skip
    forms += [other for other, _ in word.alternatives if abbreviates(other, text)]
    if len(text) == 4 and text[2:] in _EMPTY_HEADS:
        forms.append(text[:2])  # 违法 of 违法行为
    pairs = tuple(text[place : place + 2] for place in range(0, len(text), 2))
    if len(pairs) < 2 or len(pairs[-1]) < 2:
        return Term(text, tuple(dict.fromkeys(forms)))
    if len({pair[0] for pair in pairs}) == 1:  # 用水用电用气: two of them; 检验检测: each of them
        return Term(text, tuple(dict.fromkeys((*forms, *(pairs if len(pairs) == 2 else ())))), pairs)
    halves = pairs if len(pairs) == 2 and all(map(is_word, pairs)) else ()
    if len(pairs) == 2 and frequency(text):
        # A half that no dictionary knows is of no other word: 容缺 of 容缺受理; nor is one that stands with few others.
        forms += [
            pair
            for pair in pairs
            if frequency(pair) and (not is_word(pair) or frequency(pair) <= _SAME_USE * frequency(text))
        ]
    return Term(text, tuple(dict.fromkeys(forms)), halves)


def _is_same(word: str, other: str, frequency: Callable[[str], int]) -> bool:
    """Whether another wording names the same thing: either for the other, or for a word that no document has."""
    return not frequency(word) or wordings(other).get(word, 0.0) >= _SAME_THING


def _act(word: Word) -> Term:
    return Term(word.text, (word.text, *(o for o, credit in word.alternatives if credit >= _RELATED_CREDIT)))


def _phrases(rest: str, known: Iterable[str]) -> tuple[str, ...]:
    """Runs of the question that hold every word of the matter, each also without its last character: 检验检测费."""
    found = [run for run in rest.split() if all(word in run for word in known)]
    return tuple(
        form
        for run in found
        for form in ((run, run[:-1]) if len(run) >= _SHORTEST_PHRASE and is_word(run[-2:]) else (run,))
    )


def abbreviates(other: str, word: str) -> bool:
    """Whether another wording is made of a word's characters in order, the first and the last kept: 保费 of 保险费."""
    rest = iter(word)
    ends = other[:1] == word[:1] and other[-1:] == word[-1:]
    return 2 <= len(other) < len(word) and ends and all(one in rest for one in other)
