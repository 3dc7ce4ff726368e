"""Make a store's documents ready to be matched with questions: their names, kinds and places.

Pure functions over ``DocumentInfo``. Knows nothing of what a question asks for.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath

from index.hits import DocumentInfo
from index.words import bigrams
from ingest.document import DRAFT, NEWS
from ingest.metadata import name_of_file
from ingest.text.normalise import flat_text, fold, letters
from ingest.text.patterns import DOCUMENT_NUMBER
from ingest.text.place_names import levels, short
from ingest.text.places import regions_in

# Words people use for a kind of document -> what its kind or title holds.
KIND_WORDS = {
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
# （2025年修订）, （2018修正）, （试行）: what tells the editions of one document apart
EDITION = re.compile(r"[(（][^()（）]{0,12}(?:修订|修正|修改|年|版|试行|暂行)[^()（）]{0,4}[)）]$")
SHORTEST_LAW, SHORTEST_NAME = 2, 4  # characters of 刑法, of any other name
# 刑法, 民法典, 合同法: short names of laws
LAW_NAME = re.compile(r"(?:法|法典|宪法)$")
# “《”, “的”, “和”, “按”: what may stand before such a name
BEFORE_NAME = re.compile(r"[^\u4e00-\u9fff]|[的和与按据照依在对从中]")
SMALL = 200  # documents: up to here all are looked at for each question
# “年”, “第”: characters of a document number that may be left out
_NUMBER_FILLING = re.compile(r"[年第\s]")
# “6月30日的早餐会”: a brief is asked for by its day
_MONTH_AND_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")


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
            if region := region_of(info):
                self.by_region[fold(region)].add(info.doc_id)
            for pair in {pair for name in document_names(info) for pair in bigrams(name)}:
                holders[pair].append(info.doc_id)
        self._editions = {info.doc_id: same for same in _editions(documents) for info in same}
        self.older = frozenset(
            info.doc_id
            for doc_id, same in self._editions.items()
            if _edition(info := self.by_id[doc_id]) < _edition(same[-1])
        )
        self._numbered = {key: info for info in documents for key in _number_keys(info)}
        self.by_region = _sure(self.by_region, self.by_id, passages_with)
        for region in self.by_region:
            self.places |= place_names(region)
        most = max(SMALL, len(documents) // 5)
        self._holders = {pair: ids for pair, ids in holders.items() if len(ids) <= most}

    def editions_of(self, doc_id: str) -> list[str]:
        """Give the ids of the editions of a document, one a day, the newest last; it alone where there is no other."""
        same = self._editions.get(doc_id, [self.by_id[doc_id]])
        return list({_edition(info): info.doc_id for info in same}.values())

    def affinities(self, text: str) -> dict[str, float]:
        """Give doc_id -> (0, 1]: shared rare character pairs of title and aliases, kind words, aliases in full."""
        raw: dict[str, float] = defaultdict(float)
        for pair in set(bigrams(text)):
            ids = self._holders.get(pair, ())
            for doc_id in ids:
                raw[doc_id] += math.log1p(len(self.documents) / len(ids))
        if len(self.documents) <= SMALL:
            likely = list(self.by_id)
        else:
            likely = sorted(raw, key=lambda doc_id: (-raw[doc_id], doc_id))[:SMALL]
        named = names_of(text, [self.by_id[doc_id] for doc_id in likely])
        for doc_id in likely:
            raw[doc_id] += kind_score(text, self.by_id[doc_id]) + 3.0 * (doc_id in named)
        top = max((raw[doc_id] for doc_id in likely), default=0.0)
        if top <= 0:
            return {}
        return {doc_id: raw[doc_id] / top for doc_id in likely if raw[doc_id] > 0}

    def laws_named(self, text: str, likely: Iterable[str]) -> frozenset[str]:
        """Give the laws among some documents that a text names in full: “按仲裁法” means no other law than that."""
        infos = [self.by_id[doc_id] for doc_id in likely]
        laws = {info.doc_id for info in infos if any(map(LAW_NAME.search, document_names(info)))}
        return names_of(text, infos) & laws if laws else frozenset()

    def with_titles(self, text: str) -> str:
        """Give a text with the titles of documents in place of their numbers: a number is a name.

        “国发[2019]4号” is 国发〔2019〕4号, whatever the brackets.
        """
        for match in reversed(list(DOCUMENT_NUMBER.finditer(text)) if self._numbered else []):
            if text.rfind("《", 0, match.start()) > text.rfind("》", 0, match.start()):
                continue  # a part of a title
            said = match.group()
            key = max((k for k in self._numbered if _number_key(said).endswith(k)), key=len, default="")
            if key:
                start = max(said.rfind(key[0]) if said.count(key[0]) == 1 else said.find(key[:2]), 0)
                title = flat_text(self._numbered[key].metadata.title)
                named = title if "《" in title else f"《{title}》"
                text = f"{text[: match.start() + start]}{named}{text[match.end() :]}"
        return text


def _number_key(number: str) -> str:
    return letters(_NUMBER_FILLING.sub("", fold(number)))


def _number_keys(info: DocumentInfo) -> list[str]:
    """The numbers of a document (several of a joint issue), without brackets."""
    return [_number_key(number) for number in (info.metadata.number or "").split("、") if number]


def region_of(info: DocumentInfo) -> str:
    """The place a document is about; of one that names none, the last place that its file is named after."""
    if info.metadata.region:
        return info.metadata.region
    named = [
        p.region for source in info.sources[:1] for p in regions_in(name_of_file(PurePath(source.name).stem))
    ]
    return named[-1] if named else ""


def date_of(info: DocumentInfo) -> str:
    """The day a document is of, an ISO date; empty where it states none."""
    metadata = info.metadata
    return metadata.issued or metadata.effective or metadata.published or ""


def _editions(documents: Sequence[DocumentInfo]) -> list[list[DocumentInfo]]:
    """The documents of one name and place, each list by their days, the newest last."""
    editions: dict[tuple[str, str], list[DocumentInfo]] = defaultdict(list)
    for info in documents:
        if date_of(info) and info.status not in (DRAFT, NEWS) and not info.metadata.brief:
            bare = EDITION.sub("", flat_text(info.metadata.title))
            editions[bare, info.metadata.region or ""].append(info)
    return [sorted(same, key=lambda info: (*_edition(info), info.doc_id)) for same in editions.values()]


def _edition(info: DocumentInfo) -> tuple[str, str]:
    """What tells which of two editions is the newer: their days, and where those are the same the days they came out."""
    return date_of(info)[:10], (info.metadata.published or "")[:10]


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
    """Give the names of each level of a place: “北京市丰台区” -> {“北京市”, “北京”, “丰台区”, “丰台”}."""
    return frozenset(name for level in levels(fold(region or "")) for name in (level, short(level)))


def document_names(info: DocumentInfo) -> tuple[str, ...]:
    """Give title, aliases, period and files' names of a document, folded and squeezed."""
    metadata = info.metadata
    years = f"{metadata.period[0]}-{metadata.period[1]}" if metadata.period else ""
    files = (name_of_file(PurePath(source.name).stem) for source in info.sources)
    return tuple(
        dict.fromkeys(flat_text(name) for name in (metadata.title, *metadata.aliases, years, *files) if name)
    )


def names_of(text: str, documents: Sequence[DocumentInfo]) -> frozenset[str]:
    """Give the ids of the documents whose name a text holds in full, and not as a part of another's name.

    劳动合同法 names no 合同法; 刑法 is a name where no word runs into it.
    """
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for info in documents:
        for name in document_names(info):
            for start in _starts(text, name):
                found[start, start + len(name)].add(info.doc_id)
    return frozenset(
        doc_id
        for (start, end), doc_ids in found.items()
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in found)
        for doc_id in doc_ids
    )


def names_in(text: str, info: DocumentInfo) -> bool:
    """Whether a text holds a name of the document in full."""
    return bool(names_of(text, (info,)))


def _starts(text: str, name: str) -> list[int]:
    """Where a name stands in a text; one of two or three characters only where no word runs into it."""
    if len(name) < SHORTEST_LAW:
        return []
    starts = [match.start() for match in re.finditer(re.escape(name), text)]
    if len(name) >= SHORTEST_NAME:
        return starts
    return [s for s in starts if LAW_NAME.search(name) and (not s or BEFORE_NAME.match(text[s - 1]))]


def is_kind(info: DocumentInfo, marks: tuple[str, ...]) -> bool:
    """Whether a document is of a kind: its kind, title or status has one of the marks."""
    own = f"{info.metadata.kind or ''} {info.metadata.title} {info.status}"
    return any(mark in own for mark in marks)


def kind_score(text: str, info: DocumentInfo) -> float:
    """Score how well a document is of the kind and day that a question names; below 0 for another kind."""
    score = 0.0
    for word, marks in KIND_WORDS.items():
        if word in text:
            score += 2.0 if is_kind(info, marks) else -0.5
    dates = _MONTH_AND_DAY.findall(text)
    for day in (info.metadata.issued, info.metadata.published):
        if day and any(f"-{int(m):02d}-{int(d):02d}" in day for m, d in dates):
            score += 2.0
    return score
