"""Find the sides of a comparison: which documents each is about, and the question to ask of each.

Pure functions over the catalogue and a question's scope.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chat.question.catalogue import (
    KIND_WORDS,
    Catalogue,
    document_names,
    kind_score,
    names_in,
    place_names,
)
from chat.question.scope import Scope
from index.hits import DocumentInfo
from index.words import bigrams

# Character pairs beside its name up to which a side of a comparison is asked nothing of its own.
JUST_NAMED = 3
NEARLY_NAMED = 0.5  # of how much the best document is named, for one of several editions to be the one meant
# “丰台和株洲”, “A vs B”: between two sides; “不同”, “相同” join none
_SIDE_SPLIT = re.compile(r"和|与|跟|(?<![不相])同|、|，|,|相比|比起|以及|还有|vs|versus|\band\b", re.I)
# What is asked of the sides together, and of neither: “有什么不同”, “哪个更高”.
_COMPARING = re.compile(
    r"(?:有(?:什么|何|啥|没有)?)?(?:不同|区别|差别|差异|差距)(?:之处)?|(?:是否|是不是)?(?:不?一样|不?一致|相同)吗?"
    r"|(?:哪个|谁|哪边)(?:更|比较)?[多高大少低小快]"
)
# “东区和西区分别要建成什么”, “正文和附件1里，……各是多少”: two things, one question for each
_CONJUNCTS = re.compile(
    r"^(?P<head>.*?)(?P<first>[^，,。？?的在里中和与跟]{1,12})(?:和|与|跟|、)(?P<second>[^，,。？?和与跟]{1,14}?)"
    r"(?P<rest>(?:里面|里|中|上|对|在|的|[，,]|各|分别).*)$"
)
# “各有多少”: said of both sides, and left out where one is asked about
_EACH = re.compile(r"各自?|分别")
# “各是多少”, “有什么区别”: the question is about two things side by side
_COMPARES = re.compile(r"各|分别|不一样|不同|区别|差|相比|对比|比较")


# “新旧仲裁法”, “修订前后”, “新版和旧版”: two editions of one document
_EDITIONS = re.compile(
    r"新[旧老](?:两[版部个])?(?:的)?|(?:修订|修改|修正|改)前后|[新旧老][版法规]?(?:和|与|跟|、|比)[新旧老原][版法规]?|(?:和|与|跟|比)(?:原来|以前|之前|旧版|旧法|老版)(?:的)?(?:相比)?"
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its documents, and the question without the other sides' words."""

    doc_ids: frozenset[str]
    text: str


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
    """Split a question about two things side by side into one for each; empty where it is not of that form."""
    match = _CONJUNCTS.match(text)
    if not match or not _COMPARES.search(match["rest"]):
        return []
    rest = _EACH.sub("", match["rest"])
    return [Side(frozenset(), f"{match['head']}{match[part]}{rest}") for part in ("first", "second")]
