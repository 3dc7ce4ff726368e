"""Find lists that a document gives by its headings, by 一是、二是 or by dashes: “五大行动是哪些”, “第四章有哪几节”.

No single sentence holds such a list; its members are headings of one clause or
sentences that count themselves. Pure functions over passages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chat.structure.addresses import children_of
from index.words import bigrams
from ingest.document import Chunk
from ingest.text.normalise import flat_text
from ingest.text.numerals import number
from ingest.text.sentences import split_sentences

# “五大行动”, “四项原则”, “十大事项”, “5个方面”, “五条链”: how many, and of what
_COUNTED = re.compile(
    r"(?P<count>[二两三四五六七八九十]{1,3}|\d{1,2})"
    r"(?:[大条个类](?P<short>[\u4e00-\u9fff])(?![\u4e00-\u9fff])|(?:大|个|项|条|类|种|方面)?(?P<noun>[\u4e00-\u9fff]{2,4}))"
)
# “哪些行动”, “原则有哪些”: a list whose length is not said, and of what
_OPEN = re.compile(
    r"(?:哪些|哪几[个项条类种大]?|什么)([\u4e00-\u9fff]{2,4})|([\u4e00-\u9fff]{2,6})(?:有|包括|分为|是)(?:哪些|哪几)"
)
# “一是加强”, “第一，完善”: a member of a list in running text
_ITEM = re.compile(r"^(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]{1,2}[，,、是])")
# “——打造产业链。”, “• 建设平台”: a member of a list that dashes or dots count
_DASHED = re.compile(r"^(?:[—–―─]{1,3}|[-•●◆▪■◇○·])\s*(?=[\u4e00-\u9fff“《])")
# “第三章”, “三、”, “（一）”, “1.”: the number of a heading
_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇\d]+[章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、])\s*"
)
# “有哪些”, “是啥”: without such a word “五大行动” is only mentioned.
_ASKS_FOR_LIST = re.compile(r"哪|什么|分别|列|是(?:啥|指)")
# “重点任务包括哪些行动”: what the members are called
_CALLED = re.compile(r"哪(?:些|几[个项条类种大]?)(?P<noun>[\u4e00-\u9fff]{2,4})(?=[，,。？?]|$)")
_LEAST_CALLED = 0.6  # of the headings two levels below that must be called so
_LEAST_SHARED = 3  # pairs of characters that a heading shares with a question that does not name it whole
_MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """The members of a list under one path. ``spans`` are (start, end) of each member in the document, ``words`` theirs.

    ``levels``: how far below the path members stand that are headings.
    """

    path: tuple[str, ...]
    words: tuple[str, ...]
    spans: tuple[tuple[int, int] | None, ...]  # None for a heading: see lookup.heading_chunk
    levels: int = 1


def wanted(text: str) -> tuple[int | None, str] | None:
    """Give how many members a question's list has (``None``: not said) and what they are; ``None``: it asks for no list."""
    if not _ASKS_FOR_LIST.search(text):
        return None
    for match in _COUNTED.finditer(text):
        count = number(match["count"])
        if count and 2 <= count <= _MOST_ITEMS:
            return count, match["short"] or match["noun"][:2]
    named = _OPEN.search(text)
    return (None, named[1] or named[2]) if named else None


def find_listing(text: str, chunks: Sequence[Chunk], paths: Sequence[tuple[str, ...]]) -> Listing | None:
    """Find the list that a folded, squeezed question asks for, among the clauses at or above ``paths`` (best first).

    With a count, a list of just that many members that are called so; without one,
    only the members of a clause whose heading the question names in full.
    """
    want = wanted(text)
    if want is None:
        return None
    asked = set(bigrams(text))
    best: tuple[float, Listing] | None = None
    for path in dict.fromkeys(deep[:depth] for deep in paths for depth in range(len(deep), 0, -1)):
        for listing in (
            _by_headings(chunks, path),
            _by_sentences(chunks, path, _ITEM),
            _by_sentences(chunks, path, _DASHED),
        ):
            score = _fit(listing, want, asked, text) if listing else 0.0
            if listing and score > (best[0] if best else 0.0):
                best = score, listing
    if best is None:
        return None
    return (_called_below(chunks, best[1], text) if want[0] is None else None) or best[1]


def _called_below(chunks: Sequence[Chunk], listing: Listing, text: str) -> Listing | None:
    """The headings two levels below a path where they, and not those right below it, are called what is asked for."""
    called = _CALLED.search(text)
    if not called or listing.spans[0] or any(called["noun"] in word for word in listing.words):
        return None
    depth = len(listing.path) + 1
    below = dict.fromkeys(
        chunk.path[depth]
        for chunk in chunks
        if len(chunk.path) > depth and chunk.path[: depth - 1] == listing.path
    )
    named = tuple(flat_text(heading) for heading in below if called["noun"] in heading)
    if not 2 <= len(named) <= _MOST_ITEMS or len(named) < _LEAST_CALLED * len(below):
        return None
    return Listing(listing.path, named, (None,) * len(named), 2)


def _fit(listing: Listing, want: tuple[int | None, str], asked: set[str], text: str) -> float:
    """0 where the list is not what is asked for; else more, the more of the question its heading holds.

    As many members as asked for prove little; they must also be called what is asked
    for, or stand under a heading that the question speaks of.
    """
    count, noun = want
    heading = flat_text(bare(listing.path[-1]))
    of_heading = asked & set(bigrams(heading)) - {noun}
    named = sum(noun in word for word in listing.words) >= 0.6 * len(listing.words)
    if count is None:
        whole = len(heading) >= 4 and heading in text
        # “优化创业环境的哪几个计划”: nearly its heading, and members that are called so
        return 1.0 + len(of_heading) if whole or (named and len(of_heading) >= _LEAST_SHARED) else 0.0
    if count != len(listing.words):
        return 0.0
    called = named
    if len(of_heading) < 3 and not (called and (count >= 3 or len(of_heading) == 2)):
        return 0.0
    members = asked & {pair for word in listing.words for pair in bigrams(word)}
    return 1.0 + len(of_heading) + 0.5 * len(members) + called


def _by_headings(chunks: Sequence[Chunk], path: tuple[str, ...]) -> Listing | None:
    children = children_of(chunks, path)
    if not 2 <= len(children) <= _MOST_ITEMS or not all(map(bare, children)):
        return None  # “第十四条”: numbers alone list nothing
    return Listing(path, tuple(flat_text(child) for child in children), (None,) * len(children))


def _by_sentences(chunks: Sequence[Chunk], path: tuple[str, ...], opens: re.Pattern[str]) -> Listing | None:
    words: list[str] = []
    spans: list[tuple[int, int] | None] = []
    for chunk in chunks:
        if chunk.path != path or chunk.kind != "text":
            continue
        for start, end in split_sentences(chunk.text):
            flat = flat_text(chunk.text[start:end])
            if opens.match(flat):
                words.append(flat)
                spans.append((chunk.start + start, chunk.start + end))
    return Listing(path, tuple(words), tuple(spans)) if 2 <= len(words) <= _MOST_ITEMS else None


def bare(heading: str) -> str:
    """Give a heading without its number: “（一）加强领导” -> “加强领导”."""
    return _LABEL.sub("", heading)
