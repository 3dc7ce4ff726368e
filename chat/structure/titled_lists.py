"""Lists that a document gives by the headings below a title the question names: “降低成本的18项政策分哪几个方面”.

The title may be the document's own, or the words that lead in the items of an article (“知识产权创造：”).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.answers import is_held
from chat.evidence import ScoredUnit
from chat.question import Asked, Word, document_names
from chat.structure.addresses import children_of
from chat.structure.lists import Listing, bare
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.document import Chunk
from ingest.text.normalise import flat_text
from ingest.text.numerals import number

MOST_ITEMS = 20
LEAST_NAMED = 0.9  # of the question's weight that the title, with what stands above it, must hold
LEAST_OWN = 0.3  # of it that the words that lead in the items must hold themselves
LEAST_CALLED = 0.6  # of the items of an article that must be called what is asked for
LONGEST_LEAD = 30  # characters of words that serve an article as its title
# “哪几个方面”, “一共有哪几种”, “有哪些资助项目”: the members of something are asked for
_WANTS_MEMBERS = re.compile(r"哪几|哪些|几个方面|几(?:大|个)?部分|几类|几种")
# “哪些项目给得最多”: one of them is asked for
_RANKS = re.compile(r"最[大多高长久小少低短早晚]")
# “五大环境是哪些”: how many members are asked for
_COUNTED = re.compile(
    r"(?P<count>[二两三四五六七八九十]{1,3}|\d{1,2})(?:大|个|项|条|类|种)[\u4e00-\u9fff]{1,6}?(?:分别|都|具体)?(?:是|有|包括|指)(?:哪|什么|啥)"
)
# “第一章 总则”: chapters of rules are no members of anything
_CHAPTERS = re.compile(r"总\s*则|附\s*则")
# “创造类的资助一共有哪几项”: what the members are called
_CALLED = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{2})(?:一共|总共|主要|具体|都|共)*(?:有|包括|分为|分成|分|是)(?:哪|几)"
)


def titled_listing(
    asked: Asked, info: DocumentInfo, chunks: Sequence[Chunk], paths: Sequence[tuple[str, ...]]
) -> Listing | None:
    """Find the headings below the document's title, or below an article of ``paths``, that a question asks for."""
    if not _WANTS_MEMBERS.search(asked.text) or asked.question.asks or _RANKS.search(asked.text):
        return None
    words = [word for word in asked.wording.words if not word.asking]
    names = flat_text(" ".join((*document_names(info), info.metadata.region or "")))
    if words and _held(words, names) >= LEAST_NAMED:
        return _counted_as_asked(_listing((), chunks), asked.text)
    called = _CALLED.search(asked.text)
    for path in dict.fromkeys(deep[:depth] for deep in paths for depth in range(len(deep), 0, -1)):
        lead = _lead(path, chunks)
        if not lead or not called or _held(words, lead) < LEAST_OWN:
            continue
        listing = _listing(path, chunks)
        if listing and _held(words, f"{names} {lead}") >= LEAST_NAMED:
            own = sum(called["noun"] in word for word in listing.words)
            return listing if own >= LEAST_CALLED * len(listing.words) else None
    return None


def section_listing(
    asked: Asked, ranked: Sequence[ScoredUnit], chunks: Sequence[Chunk]
) -> tuple[str, ...] | None:
    """Give the path of the section whose numbered parts a question asks for: the best evidence stands in one of them.

    The section's heading has words of the question, and none of its parts has more: then that part is what is asked for.
    """
    path = ranked[0].unit.chunk.path
    if (
        len(path) < 2
        or not _WANTS_MEMBERS.search(asked.text)
        or asked.question.asks
        or _RANKS.search(asked.text)
    ):
        return None
    section = path[:-1]
    listing = _listing(section, chunks)
    if listing is None or flat_text(path[-1]) not in listing.words:
        return None
    said = set(bigrams(asked.text)) - {pair for word in asked.scope.words for pair in bigrams(word)}
    own = set(bigrams(flat_text(bare(section[-1]))))
    parts = {pair for word in listing.words for pair in bigrams(bare(word))}
    return section if own & said and not (parts - own) & said else None


def _counted_as_asked(listing: Listing | None, text: str) -> Listing | None:
    """A listing that has as many members as a question says, where it says how many."""
    counted = _COUNTED.search(text)
    other = listing and counted and number(counted["count"]) != len(listing.words)
    return None if other else listing


def _listing(path: tuple[str, ...], chunks: Sequence[Chunk]) -> Listing | None:
    children = children_of([chunk for chunk in chunks if chunk.kind == "text"], path)
    if any(_CHAPTERS.search(child) for child in children):
        return None
    if not 2 <= len(children) <= MOST_ITEMS or not all(
        len(bare(child)) >= 2 and bare(child) != child for child in children
    ):
        return None
    return Listing(path, tuple(flat_text(child) for child in children), (None,) * len(children))


def _lead(path: tuple[str, ...], chunks: Sequence[Chunk]) -> str:
    """The short words with which a clause leads in its items: “知识产权创造：”."""
    own = next((chunk for chunk in chunks if chunk.path == path and chunk.kind == "text"), None)
    flat = flat_text(own.text) if own else ""
    return flat if flat.endswith((":", "：")) and len(flat) <= LONGEST_LEAD else ""


def _held(words: Sequence[Word], text: str) -> float:
    total = sum(word.weight for word in words)
    return sum(word.weight * (1.0 if is_held(word, text) else word.credit(text)) for word in words) / (
        total or 1.0
    )
