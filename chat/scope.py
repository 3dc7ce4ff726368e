"""Which documents a question is about: places, named documents, kinds of document.

Pure functions over the store's catalogue (``DocumentInfo``). Says nothing about
whether a document answers.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.hits import DocumentInfo
from index.regions import EVERYWHERE, levels, short
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
COMMON_WORD = 20  # passages with a county's name beyond three times those of its documents: it is a word
SMALL = 200  # documents: up to here all are looked at for each question
# Character pairs beside its name up to which a side of a comparison is asked nothing of its own.
JUST_NAMED = 3
_SIDE_SPLIT = re.compile(r"和|与|跟|(?<![不相])同|、|，|,|相比|比起|以及|还有|vs|versus|\band\b", re.I)
# What is asked of the sides together, and of neither: “有什么不同”, “哪个更高”.
_COMPARING = re.compile(
    r"(?:有(?:什么|何|啥|没有)?)?(?:不同|区别|差别|差异|差距)(?:之处)?|(?:是否|是不是)?(?:不?一样|不?一致|相同)吗?"
    r"|(?:哪个|谁|哪边)(?:更|比较)?[多高大少低小快]"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """``affinity``: doc_id -> (0, 1], how much the question names that document; absent: not at all.

    ``places`` are the place names of the store that the question uses, ``inside`` the
    documents about them, ``outside`` those about other places (neither holds a
    document without a region). ``words`` are the question's words spent on naming
    places and documents; ``foreign`` the places named that no document is about.
    """

    affinity: Mapping[str, float]
    places: tuple[str, ...] = ()
    inside: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    title: str = ""  # names of the one document that the question clearly means, joined
    foreign: tuple[str, ...] = ()

    def admits(self, doc_id: str) -> bool:
        return doc_id not in self.outside


class Catalogue:
    """The documents of one revision of a store, ready to be matched with questions."""

    def __init__(
        self, documents: Sequence[DocumentInfo], passages_with: Callable[[str], int] = lambda word: 0
    ) -> None:
        """``passages_with`` counts the passages that hold a word, to tell names from words (see ``_sure``)."""
        self.documents = tuple(documents)
        self.by_id = {info.doc_id: info for info in documents}
        self.by_region: dict[str, set[str]] = defaultdict(set)
        self.places: set[str] = set()
        holders: dict[str, list[str]] = defaultdict(list)
        for info in documents:
            if info.metadata.region:
                self.by_region[fold(info.metadata.region)].add(info.doc_id)
            for pair in {pair for name in document_names(info) for pair in bigrams(name)}:
                holders[pair].append(info.doc_id)
        self.by_region = _sure(self.by_region, self.by_id, passages_with)
        for region in self.by_region:
            self.places |= place_names(region)
        most = max(SMALL, len(documents) // 5)
        self._holders = {pair: ids for pair, ids in holders.items() if len(ids) <= most}

    def affinities(self, text: str) -> dict[str, float]:
        """doc_id -> (0, 1]: shared rare character pairs of title and aliases, kind words, aliases in full."""
        raw: dict[str, float] = defaultdict(float)
        for pair in set(bigrams(text)):
            ids = self._holders.get(pair, ())
            for doc_id in ids:
                raw[doc_id] += math.log1p(len(self.documents) / len(ids))
        if len(self.documents) <= SMALL:
            likely = list(self.by_id)
        else:
            likely = sorted(raw, key=lambda doc_id: (-raw[doc_id], doc_id))[:SMALL]
        for doc_id in likely:
            raw[doc_id] += _kind_score(text, self.by_id[doc_id]) + 3.0 * names_in(text, self.by_id[doc_id])
        top = max((raw[doc_id] for doc_id in likely), default=0.0)
        if top <= 0:
            return {}
        return {doc_id: raw[doc_id] / top for doc_id in likely if raw[doc_id] > 0}


def _sure(
    by_region: Mapping[str, set[str]], by_id: Mapping[str, DocumentInfo], passages_with: Callable[[str], int]
) -> dict[str, set[str]]:
    """Regions whose last level is a name.

    A county is found by its shape, and “上线区” has it too: a “name” that stands in far more
    passages than its documents have is a word; they count for the level above.
    """
    sure: dict[str, set[str]] = defaultdict(set)
    for region, doc_ids in by_region.items():
        rungs = levels(region)
        own = sum(by_id[doc_id].chunks for doc_id in doc_ids)
        if len(rungs) > 1 and passages_with(short(rungs[-1])) > COMMON_WORD + 3 * own:
            region = "".join(rungs[:-1])
        sure[region] |= doc_ids
    return dict(sure)


def place_names(region: str | None) -> frozenset[str]:
    """“北京市丰台区” -> {“北京市”, “北京”, “丰台区”, “丰台”}."""
    return frozenset(name for level in levels(fold(region or "")) for name in (level, short(level)))


def scope_of(text: str, catalogue: Catalogue) -> Scope:
    """The documents that a folded, squeezed question names or is about."""
    places = _named_places(text, catalogue.by_region)
    inside: set[str] = set()
    outside: set[str] = set()
    for region, doc_ids in catalogue.by_region.items() if places else ():
        if set(places) & place_names(region):
            inside |= doc_ids
        elif region not in EVERYWHERE and not _holds_place(region, places, catalogue.by_region):
            # A region read off a text can be wrong; a title that names the place is right.
            outside |= {
                doc_id
                for doc_id in doc_ids
                if not any(place in catalogue.by_id[doc_id].metadata.title for place in places)
            }
    words = {word for place in places for word in (place, short(place))}
    affinity = catalogue.affinities(text)
    named = [catalogue.by_id[doc_id] for doc_id in affinity]
    words |= {
        word
        for word, marks in _KIND_WORDS.items()
        if word in text and any(_is_kind(info, marks) for info in named)
    }
    return Scope(
        affinity,
        places,
        frozenset(inside),
        frozenset(outside),
        frozenset(words),
        _title_meant(text, affinity, catalogue),
        _foreign_places(text, catalogue),
    )


def _title_meant(text: str, affinity: Mapping[str, float], catalogue: Catalogue) -> str:
    """The names of the document that a question clearly means; empty where it may mean several or none."""
    ranked = sorted(affinity, key=lambda doc_id: -affinity[doc_id])
    if not ranked or (len(ranked) > 1 and affinity[ranked[1]] > 0.7):
        return ""
    names = " ".join(document_names(catalogue.by_id[ranked[0]]))
    return names if len(set(bigrams(names)) & set(bigrams(text))) >= 4 else ""


def _holds_place(region: str, places: Iterable[str], regions: Iterable[str]) -> bool:
    """Whether a region lies above a place named: what 湖南省 rules holds in 株洲 too."""
    return any(
        other.startswith(region) and set(places) & place_names(other) for other in regions if other != region
    )


def _foreign_places(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    found = []
    # A county's shape alone also fits “园给区里”; the tagger's dictionary says what is a name.
    counties = [
        word for word, tag in tagged(text) if tag == "ns" and len(word) >= 3 and word[-1] in "区县市旗"
    ]
    places = dict.fromkeys((*places_in(text), *counties))
    for place in places:
        if any(other.startswith(place) for other in places if other != place):
            continue  # “山东省青岛市”: only the most local name counts
        own = place_names(levels(fold(place))[-1])
        name = next((name for name in sorted(own, key=len) if name in text), place)
        if not own & catalogue.places and name in text:
            found.append(name)
    return tuple(dict.fromkeys(found))


def _named_places(text: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Place names of the catalogue that the text holds, the most local ones only."""
    found: dict[str, int] = {}
    for region in regions:
        for depth, level in enumerate(levels(region)):
            name = short(level)
            if name in text:
                found[name] = max(depth, found.get(name, 0))
    # “北京市丰台区” names Fengtai; Beijing beside it says nothing more.
    deepest = max(found.values(), default=0)
    return tuple(name for name, depth in found.items() if depth == deepest)


def document_names(info: DocumentInfo) -> tuple[str, ...]:
    """Title, aliases and period of a document, folded and squeezed."""
    metadata = info.metadata
    years = f"{metadata.period[0]}-{metadata.period[1]}" if metadata.period else ""
    return tuple(squeeze(fold(name)) for name in (metadata.title, *metadata.aliases, years) if name)


def names_in(text: str, info: DocumentInfo) -> bool:
    """Whether a text holds a name of the document in full."""
    return any(len(name) >= 4 and name in text for name in document_names(info))


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


def sides_of(text: str, catalogue: Catalogue, scope: Scope) -> list[Side]:
    """The sides of a comparison, in the question's order; fewer than two: there are none.

    Two places make two sides; else each part of the question (“规划和新闻”) is
    given the document that it names best, where it names one clearly.
    """
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
    naming = sorted({*scope.places, *_KIND_WORDS}, key=len, reverse=True)
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
    named = [info for info in pool if _kind_score(part, info) > 0 or names_in(part, info)]
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
