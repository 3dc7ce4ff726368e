"""Which documents a question is about: places, named documents, kinds of document.

Pure functions over the store's catalogue (``DocumentInfo``). Says nothing about
whether a document answers.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.hits import DocumentInfo
from index.tokens import bigrams, fold, squeeze, tagged
from ingest.places import places_in

# Words people use for a kind of document -> what its kind or title holds.
_KIND_WORDS = {
    "新闻": ("新闻",),
    "报道": ("新闻",),
    "报纸": ("新闻",),
    "媒体": ("新闻",),
    "征求意见": ("征求意见", "起草说明"),
    "草案": ("征求意见", "草案", "起草说明"),
    "起草说明": ("起草说明",),
    "行动计划": ("行动计划",),
    "行动方案": ("行动方案",),
    "实施方案": ("实施方案",),
    "试点方案": ("试点实施方案", "试点方案"),
    "方案": ("方案",),
    "规划": ("规划",),
    "条例": ("条例",),
    "办法": ("办法",),
    "意见": ("意见",),
    "工作报告": ("工作报告",),
    "措施": ("措施",),
}
_SUFFIXES = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|新区|省|市|区|县|州|盟|旗)$")
_PARTS = re.compile(r".+?(?:特别行政区|自治区|自治州|自治县|地区|省|市|区|县|州|盟|旗)|.+")
_SIDE_SPLIT = re.compile(r"和|与|跟|同|、|，|,|相比|比起|以及|还有|vs|versus|\band\b", re.I)


@dataclass(frozen=True, slots=True)
class Scope:
    """``affinity``: doc_id -> [0, 1], how much the question names that document.

    ``places`` are the place names of the store that the question uses; ``inside``
    the documents about them (empty when no place is named). ``words`` are the
    question's words spent on naming places and documents.
    """

    affinity: Mapping[str, float]
    places: tuple[str, ...]
    inside: frozenset[str]
    words: frozenset[str]
    foreign: tuple[str, ...] = ()  # places named that no document of the store is about


def place_names(region: str | None) -> frozenset[str]:
    """“北京市丰台区” -> {“北京市”, “北京”, “丰台区”, “丰台”}."""
    names: set[str] = set()
    for part in _PARTS.findall(fold(region or "")):
        short = _SUFFIXES.sub("", part)
        names.add(part)
        if len(short) >= 2:
            names.add(short)
    return frozenset(names)


def scope_of(text: str, documents: Sequence[DocumentInfo]) -> Scope:
    """The documents that a folded, squeezed question names or is about."""
    places = _named_places(text, documents)
    inside = frozenset(
        info.doc_id for info in documents if places and set(places) & place_names(info.metadata.region)
    )
    affinity = affinities(text, documents)
    words = {place for place in places}
    for word, marks in _KIND_WORDS.items():
        if word in text and any(_is_kind(info, marks) for info in documents):
            words.add(word)
    for place in places:
        words.add(_SUFFIXES.sub("", place))
    return Scope(affinity, places, inside, frozenset(words), _foreign_places(text, documents))


def _foreign_places(text: str, documents: Iterable[DocumentInfo]) -> tuple[str, ...]:
    known = {name for info in documents for name in place_names(info.metadata.region)}
    found = []
    # A county's shape alone also fits “园给区里”; the tagger's dictionary says what is a name.
    counties = [
        word for word, tag in tagged(text) if tag == "ns" and len(word) >= 3 and word[-1] in "区县市旗"
    ]
    for place in dict.fromkeys((*places_in(text), *counties)):
        own = place_names(_PARTS.findall(fold(place))[-1])  # “山东省青岛市”: only the most local name counts
        short = next((name for name in sorted(own, key=len) if name in text), place)
        if not own & known and short in text:
            found.append(short)
    return tuple(found)


def _named_places(text: str, documents: Iterable[DocumentInfo]) -> tuple[str, ...]:
    """Place names of the catalogue that the text holds, the most local ones only."""
    found: dict[str, int] = {}
    for info in documents:
        parts = _PARTS.findall(fold(info.metadata.region or ""))
        for depth, part in enumerate(parts):
            short = _SUFFIXES.sub("", part)
            name = short if len(short) >= 2 else part
            if name in text:
                found[name] = max(depth, found.get(name, 0))
    # “北京市丰台区” names Fengtai; Beijing beside it says nothing more.
    deepest = max(found.values(), default=0)
    return tuple(name for name, depth in found.items() if depth == deepest)


def affinities(text: str, documents: Sequence[DocumentInfo]) -> dict[str, float]:
    """doc_id -> [0, 1]: shared rare character pairs of title and aliases, kind words, aliases in full."""
    names = {info.doc_id: document_names(info) for info in documents}
    frequency = Counter(pair for own in names.values() for pair in {p for name in own for p in bigrams(name)})
    asked = set(bigrams(text))
    raw: dict[str, float] = {}
    for info in documents:
        own = names[info.doc_id]
        pairs = {pair for name in own for pair in bigrams(name)} & asked
        score = sum(math.log1p(len(documents) / frequency[pair]) for pair in pairs)
        if any(len(name) >= 4 and name in text for name in own):
            score += 3.0
        score += _kind_score(text, info)
        raw[info.doc_id] = max(0.0, score)
    top = max(raw.values(), default=0.0)
    return {doc_id: score / top if top > 0 else 0.0 for doc_id, score in raw.items()}


def document_names(info: DocumentInfo) -> tuple[str, ...]:
    """Title, aliases and period of a document, folded and squeezed."""
    metadata = info.metadata
    years = f"{metadata.period[0]}-{metadata.period[1]}" if metadata.period else ""
    return tuple(squeeze(fold(name)) for name in (metadata.title, *metadata.aliases, years) if name)


def _is_kind(info: DocumentInfo, marks: tuple[str, ...]) -> bool:
    own = f"{info.metadata.kind or ''} {info.metadata.title} {info.status}"
    return any(mark in own for mark in marks)


def _kind_score(text: str, info: DocumentInfo) -> float:
    score = 0.0
    for word, marks in _KIND_WORDS.items():
        if word in text:
            score += 2.0 if _is_kind(info, marks) else -0.5
    dates = re.findall(r"(\d{1,2})月(\d{1,2})日", text)
    for day in (info.metadata.issued, info.metadata.published):
        if day and any(f"-{int(m):02d}-{int(d):02d}" in day for m, d in dates):
            score += 2.0
    return score


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its documents, and the question without the other sides' words."""

    doc_ids: frozenset[str]
    text: str


def sides_of(text: str, documents: Sequence[DocumentInfo], scope: Scope) -> list[Side]:
    """The sides of a comparison, in the question's order; fewer than two: there are none.

    Two places make two sides; else each part of the question (“规划和新闻”) is
    given the document that it names best, where it names one clearly.
    """
    pool = [info for info in documents if not scope.inside or info.doc_id in scope.inside]
    parts = [part for part in _SIDE_SPLIT.split(text) if part]
    owners = [
        _owner_by_place(part, documents, scope) if len(scope.places) >= 2 else _owner(part, pool, scope)
        for part in parts
    ]
    distinct = list(dict.fromkeys(owner for owner in owners if owner))
    if len(distinct) < 2:
        return []
    return [
        Side(
            own,
            "，".join(part for part, owner in zip(parts, owners, strict=True) if not owner or owner == own),
        )
        for own in distinct
    ]


def _owner_by_place(part: str, documents: Sequence[DocumentInfo], scope: Scope) -> frozenset[str]:
    held = [place for place in scope.places if place in part]
    if len(held) != 1:
        return frozenset()
    return frozenset(info.doc_id for info in documents if held[0] in place_names(info.metadata.region))


def _owner(part: str, pool: Sequence[DocumentInfo], scope: Scope) -> frozenset[str]:
    """The one document that a part of a question names, by a word for its kind or by its name.

    Among several of the kind, the one that the question as a whole is nearer to.
    """
    named = [info for info in pool if _kind_score(part, info) > 0 or _names_in(part, info)]
    if not named or len(pool) < 2:
        return frozenset()
    scores = affinities(part, pool)
    return frozenset(
        [max(named, key=lambda info: scores[info.doc_id] + scope.affinity.get(info.doc_id, 0.0)).doc_id]
    )


def _names_in(part: str, info: DocumentInfo) -> bool:
    return any(len(name) >= 4 and name in part for name in document_names(info))


# “东区和西区分别要建成什么”, “正文和附件1里，……各是多少”: two things, one question for each
_CONJUNCTS = re.compile(
    r"^(?P<head>.*?)(?P<first>[^，,。？?的在里中和与跟]{1,12})(?:和|与|跟|、)(?P<second>[^，,。？?和与跟]{1,14}?)"
    r"(?P<rest>(?:里面|里|中|上|对|在|的|[，,]|各|分别).*)$"
)


def conjuncts_of(text: str) -> list[Side]:
    """A question about two things side by side, as one question for each; empty where it is not of that form."""
    match = _CONJUNCTS.match(text)
    if not match or not re.search(r"各|分别|不一样|不同|区别|差|相比|对比|比较", match["rest"]):
        return []
    rest = re.sub(r"各自?|分别", "", match["rest"])
    return [Side(frozenset(), f"{match['head']}{match[part]}{rest}") for part in ("first", "second")]
