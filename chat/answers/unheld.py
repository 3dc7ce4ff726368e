"""The thing whose figure is asked for, where nothing near the question holds it: what is stated there is of another thing.

“会议费支出多少” is no question after the figures for receptions and cars. Words that a question only asks with, names of
who asks or gets, and words that the evidence has in another wording are no such things. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.evidence import ScoredUnit
from chat.question import Question, Word, Wording
from index.words import tagged
from ingest.text.figures import units_of
from ingest.text.normalise import flat_text

NEAR = 10  # best units whose passages are looked through
HEAVY = 0.25  # of the question's weight that the things which are missing must have together
LIGHT = 0.15  # of it below which a word is no thing of its own
COMPOUND = 5  # characters from which a part of a word does not stand for it: 收入 for 一般公共预算收入
SAME = 0.5  # credit from which another wording speaks of the thing; below it is a mere part of its name
PARTS = 0.5  # of a word's character pairs, from which the evidence holds the word
FIGURES = frozenset(("money", "quantity", "percent", "share"))
_NO_THINGS = frozenset(
    ("v", "vd", "vi", "nr")
)  # what is done with a thing, who has it (and 荣获, which the tagger takes for a name)
EXTENTS = units_of("length") | units_of("area")  # “方圆多少公里” names no thing
CONTACTS = frozenset(("phone", "email", "url"))
# “一家人”, “老年人”, “用户”: who gets it, not what; “料子”, “场子”: a thing in everyday words
_WHO_OR_EVERYDAY = re.compile(r"[人者户员家子儿]$")
# “每吨”, “每家”: by what a figure is counted; “县里”, “区里”: who gives it
_MEASURE_OR_GIVER = re.compile(r"每.|[省市县区镇乡村]里")
# “能少算多少”: what stands behind a modal is done, whatever the dictionary calls it
_DONE = re.compile(r"[能可要会想][以]?$")
# “全部员工”, “所有企业”: how many of a thing
_QUANTIFIER = re.compile(r"全部|所有|全体|整个|大部分|多数")


def unheld_thing(ranked: Sequence[ScoredUnit], question: Question, wording: Wording) -> str:
    """Give the heaviest thing of a question for a figure that no passage near it holds; empty where all are held."""
    kinds = {ask.kind for ask in question.asks if not EXTENTS & set(ask.units)}
    if not (kinds & FIGURES or question.kind == "responsible") or kinds & CONTACTS:
        return ""
    near = ranked[:NEAR]
    text = " ".join(f"{flat_text(e.unit.chunk.text)} {e.unit.context} {e.unit.around}" for e in near)
    missing = [word for word in wording.words if _is_thing(word, question) and not is_held(word, text)]
    heaviest = max(missing, key=lambda word: word.weight, default=None)
    enough = (
        sum(word.weight for word in missing if word.weight >= LIGHT * wording.total) >= HEAVY * wording.total
    )
    return heaviest.text if heaviest and enough else ""


def is_held(word: Word, text: str) -> bool:
    """Whether a text has a word, another wording, most of its parts, or the name it is short for (质量保证金, 质保金)."""
    if word.text in text or any(
        credit >= SAME and other in text and (other not in word.text or len(word.text) < COMPOUND)
        for other, credit in word.alternatives
    ):
        return True
    if word.pairs and sum(pair in text for pair in word.pairs) >= PARTS * len(word.pairs):
        return True
    return bool(re.search("[\u4e00-\u9fff]{0,2}".join(map(re.escape, word.text)), text))


def _is_thing(word: Word, question: Question) -> bool:
    """Whether a word names what is asked about: a noun of its own in the clause that asks."""
    listed = word.noun or (word.known and len(word.text) >= 3) or (len(word.text) >= 4 and word.alternatives)
    asked_with = any(word.text in ask.words or ask.words in word.text for ask in question.asks)
    if word.asking or not listed or asked_with or word.text not in question.focus:
        return False
    before = question.focus[: question.focus.find(word.text)]
    return not (
        len(word.text) < 2
        or any(tag == "ns" for _, tag in tagged(word.text))  # places are looked at by themselves
        or (word.text not in question.quoted and _WHO_OR_EVERYDAY.search(word.text))
        or all(tag in _NO_THINGS for _, tag in tagged(word.text))
        or _QUANTIFIER.fullmatch(word.text)
        or _MEASURE_OR_GIVER.fullmatch(word.text)
        or _DONE.search(before)
        or word.text in question.aside
    )
