"""Find the sides of a comparison: which documents each is about, and the question to ask of each.

Pure functions over the catalogue and a question's scope.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chat.question.catalogue import (
    KIND_WORDS,
    Catalogue,
    document_names,
    kind_score,
    names_in,
    place_names,
)
from chat.question.patterns import INTERROGATIVE
from chat.question.scope import Scope
from index.hits import DocumentInfo
from index.words import bigrams, tagged
from ingest.text.years import explicit_years

# Character pairs beside its name up to which a side of a comparison is asked nothing of its own.
JUST_NAMED = 3
NEARLY_NAMED = 0.5  # of how much the best document is named, for one of several editions to be the one meant
# “丰台和株洲”, “A vs B”: between two sides; “不同”, “相同” join none
_SIDE_SPLIT = re.compile(r"和|与|跟|(?<![不相])同|[、，,；;？?]|相比|比起|以及|还有|vs|versus|\band\b", re.I)
# What is asked of the sides together, and of neither: “有什么不同”, “哪个更高”.
_COMPARING = re.compile(
    r"(?:有(?:什么|何|啥|没有)?)?(?:不同|区别|差别|差异|差距)(?:之处)?|(?:是否|是不是)?(?:不?一样|不?一致|相同)吗?"
    r"|(?:哪个|谁|哪边)(?:更|比较)?[多高大少低小快]"
)
# “和”, “、”: between two things of a question
_CONJUNCTION = re.compile(r"和|与|跟|、|以及")
# “的”, “里”, “，”, “各”: where what is asked of both things begins
_REST = re.compile(r"里面|里|中|上|对|在|的|[，,]|各|分别|[两二]者|两[地市区县个种类项]")
# “2024”, “2025年”: a number and what is counted
_COUNTED = re.compile(r"(?P<number>\d+)(?P<of>[^\d]{0,2})")
# “，”, “？”: ends a clause
_CLAUSE_END = re.compile(r"[，,。；;？?]")
_NO_NOUN = ("v", "p", "d", "c", "u")  # tags of words behind an 各 that is an adverb
LONGEST_THING = 16  # characters of one of two things side by side
# “各有多少”: said of both sides, and left out where one is asked about
_EACH = re.compile(r"各自?|分别")
# “各是多少”, “有什么区别”: the question is about two things side by side
_COMPARES = re.compile(r"各|分别|一样|不同|区别|差|相比|对比|比较|相同|同一|谁|哪(?:个|边|种)")


# “新旧仲裁法”, “修订前后”, “新版和旧版”: two editions of one document
_EDITIONS = re.compile(
    r"新[旧老](?:两[版部个])?(?:的)?|(?:修订|修改|修正|改)前后|[新旧老][版法规]?(?:和|与|跟|、|比)[新旧老原][版法规]?|(?:和|与|跟|比)(?:原来|以前|之前|旧版|旧法|老版)(?:的)?(?:相比)?"
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its documents, and the question without the other sides' words.

    ``thing``: the words that it is about, where two things stand side by side."""

    doc_ids: frozenset[str]
    text: str
    thing: str = ""


def sides_of(text: str, catalogue: Catalogue, scope: Scope) -> list[Side]:
    """Give the sides of a comparison in the question's order; fewer than two: it compares nothing.

    Two places make two sides; else each part of the question (“规划和新闻”) is
    given the document that it names best, where it names one clearly.
    """
    editions = _editions(text, catalogue, scope)
    if editions:
        return editions
    parts = [part for part in _SIDE_SPLIT.split(_COMPARING.sub("", text)) if part]
    if len(scope.places) >= 2:
        owners = [_owner_by_place(part, catalogue, scope) for part in parts]
    else:
        pool = [catalogue.by_id[doc_id] for doc_id in scope.affinity if scope.admits(doc_id)]
        owners = [_owner(part, pool, catalogue, scope) for part in parts]
    distinct = list(dict.fromkeys(owner for owner in owners if owner))
    if len(distinct) < 2:
        return []
    return [Side(own, _text_of_side(own, parts, owners, catalogue, scope)) for own in distinct]


def names_editions(text: str) -> bool:
    """Whether a question asks after two editions of a document."""
    return bool(_EDITIONS.search(text))


def _editions(text: str, catalogue: Catalogue, scope: Scope) -> list[Side]:
    """The newest edition of the document a question names and the one before it, where it asks after both."""
    if not _EDITIONS.search(text) or not scope.affinity:
        return []
    several = [doc_id for doc_id in scope.affinity if len(catalogue.editions_of(doc_id)) > 1]
    best = max(several, key=lambda doc_id: (scope.affinity[doc_id], doc_id), default="")
    if not best or scope.affinity[best] < NEARLY_NAMED:
        return []
    asked = _EDITIONS.sub("", text)
    return [Side(frozenset((doc_id,)), asked) for doc_id in reversed(catalogue.editions_of(best)[-2:])]


def _text_of_side(
    own: frozenset[str],
    parts: Sequence[str],
    owners: Sequence[frozenset[str]],
    catalogue: Catalogue,
    scope: Scope,
) -> str:
    """The parts that are of one side or of no side.

    “丰台和株洲各有多少家企业”: a side that is only named is asked what is asked of the last one.
    """
    text = "，".join(part for part, owner in zip(parts, owners, strict=True) if not owner or owner == own)
    last = max(place for place, owner in enumerate(owners) if owner)
    naming = sorted({*scope.places, *KIND_WORDS}, key=len, reverse=True)
    names = {
        pair for doc_id in own for name in document_names(catalogue.by_id[doc_id]) for pair in bigrams(name)
    }
    said = {pair for piece in re.split("|".join(naming), text) for pair in bigrams(piece)} - names
    if owners[last] == own or len(said) > JUST_NAMED:
        return text
    return f"{text}，{re.sub('|'.join(naming), '', parts[last])}"


def _owner_by_place(part: str, catalogue: Catalogue, scope: Scope) -> frozenset[str]:
    held = [place for place in scope.places if place in part]
    if len(held) != 1:
        return frozenset()
    return frozenset(
        doc_id
        for region, ids in catalogue.by_region.items()
        if held[0] in place_names(region)
        for doc_id in ids
    )


def _owner(part: str, pool: Sequence[DocumentInfo], catalogue: Catalogue, scope: Scope) -> frozenset[str]:
    """The one document that a part of a question names, by a word for its kind or by its name.

    Among several of the kind, the one that the question as a whole is nearer to.
    """
    named = [info for info in pool if kind_score(part, info) > 0 or names_in(part, info)]
    if not named or len(pool) < 2:
        return frozenset()
    scores = catalogue.affinities(part)
    return frozenset(
        [
            max(
                named, key=lambda info: scores.get(info.doc_id, 0.0) + scope.affinity.get(info.doc_id, 0.0)
            ).doc_id
        ]
    )


def conjuncts_of(text: str) -> list[Side]:
    """Split a question about two things side by side into one for each; empty where it is not of that form.

    Where the first begins and the second ends is open (“治疗工伤期间的工资和治疗工伤的医药费”): those two runs
    are taken that are most alike, as conjuncts are (parallelism; Okumura and Muraki 1994).
    """
    best: tuple[tuple[float, int, int], list[Side]] | None = None
    for mark in _CONJUNCTION.finditer(text):
        for start in _starts(text, mark.start()):
            first = text[start : mark.start()]
            for end in _ends(text, mark):
                second, rest = text[mark.end() : end], text[end:]
                chained = _CONJUNCTION.search(text[start - 1 : start] + rest[:1]) or "、" in first + second
                if chained or not _COMPARES.search(rest):
                    continue  # three things and more, or nothing compared
                if bool(explicit_years(first)) != bool(explicit_years(second)):
                    continue  # “2024年续建和计划开工项目”: the year is of both
                score = _alike(first, second), -abs(len(first) - len(second)), -len(first)
                if best is None or score > best[0]:
                    both = _EACH.sub("", rest)
                    things = first + _noun_of_both(first, second), second
                    best = score, [Side(frozenset(), f"{text[:start]}{one}{both}", one) for one in things]
    return best[1] if best else []


def _starts(text: str, end: int) -> Iterator[int]:
    """Where the thing before a conjunction may begin: at a word of its clause."""
    clause = max((match.end() for match in _CLAUSE_END.finditer(text, 0, end)), default=0)
    place = clause
    for word, _ in tagged(text[clause:end]):
        if 2 <= end - place <= LONGEST_THING and word != "的":
            yield place
        place += len(word)


def _ends(text: str, mark: re.Match[str]) -> Iterator[int]:
    """Where the thing behind a conjunction may end: where the rest begins, or in the letter that the first one ends in."""
    clause = _CLAUSE_END.search(text, mark.end())
    last = min(clause.start() if clause else len(text), mark.end() + LONGEST_THING)
    before = text[mark.start() - 1]
    for place in range(mark.end() + 2, last + 1):
        counted = (
            before.isdigit()
            and _COUNTED.fullmatch(text, mark.end(), place)
            and not text[place : place + 1].isdigit()
        )
        if _REST.match(text, place) or text[place - 1] == before or counted:
            yield place


def _noun_of_both(first: str, second: str) -> str:
    """“项目” of “续建” beside “计划开工项目”: the last noun of a longer second thing is the first one's too; “年” of 2024."""
    counted = _COUNTED.fullmatch(second)
    if first.isdigit() and counted:
        return counted["of"]
    noun, tag = tagged(second)[-1]
    longer = len(second) - len(first) >= len(noun) >= 2 and len(second) > len(noun)
    return noun if longer and tag == "n" and noun not in first else ""


def _alike(first: str, second: str) -> float:
    """The share of characters that two runs have in common (Dice)."""
    shared = sum((Counter(first) & Counter(second)).values())
    return 2 * shared / (len(first) + len(second))


def asks_each(text: str) -> bool:
    """Whether a question asks something of each of several things: “各是多少”, “分别由谁牵头”, not “各部门”."""
    words = tagged(text)
    return "分别" in text or any(
        (word in ("各", "各自") and (tag.startswith(_NO_NOUN) or INTERROGATIVE.match(behind)))
        or (word.startswith("各") and own.startswith(_NO_NOUN))  # 各是, as one word
        for (word, own), (behind, tag) in pairwise(words)
    )
