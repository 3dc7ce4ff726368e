"""Give other wordings of a word: people ask in their words, documents answer in official ones.

The groups stand in lexicon/synonyms.txt. A line holds the official wordings, a tab
and the wordings of everyday speech; ``=`` joins names of one and the same thing
(an abbreviation and its full name).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from ingest.errors import UnreadableFile
from ingest.text.normalise import fold

LAY_CREDIT = 0.8  # an official wording met for an everyday one
SAME_CREDIT = 0.8  # the full name met for its abbreviation, or the other way round
OFFICIAL_CREDIT = 0.6  # another official wording of the same group
_FILE = "lexicon/synonyms.txt"
# A place inside a Latin word or a number: “ic” is not found in “rice”.
_INSIDE = re.compile(r"(?<=[a-z])(?=[a-z])|(?<=\d)(?=\d)")
_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Group:
    """A group holds wordings of one matter, folded.

    ``official``: sets of names of the same thing; ``lay``: everyday words.
    """

    official: tuple[tuple[str, ...], ...]
    lay: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Give all wordings, the official ones first."""
        return tuple(word for names in self.official for word in names) + self.lay


def parse_groups(text: str) -> tuple[Group, ...]:
    """Read the groups of a lexicon's text; ``#`` starts a comment line, empty lines are skipped.

    Raises ``UnreadableFile`` with the line's number for a line without an official
    wording, with nothing to set beside it, or with a word twice.
    """
    groups = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        left, _, right = fold(line).partition("\t")
        official = tuple(tuple(names.split("=")) for names in left.split())
        group = Group(official, tuple(right.split()))
        words = group.words
        if not official or len(words) < 2 or not all(words):
            raise _bad_line(number, "缺少词语", "words are missing")
        if len(set(words)) < len(words):
            raise _bad_line(number, "词语重复", "a word stands twice")
        groups.append(group)
    return tuple(groups)


def wordings(word: str) -> Mapping[str, float]:
    """Give other wordings of a question's word, each with its credit in (0, 1); empty for a word of no group.

    Raises ``UnreadableFile`` where the lexicon is missing or damaged.
    """
    return _table().get(fold(word), _NOTHING)


def phrases(text: str) -> tuple[str, ...]:
    """Give wordings of the lexicon that stand in a text, folded, in order, the longest first where they overlap.

    For those of several words (“头一台”, “借钱周转”), which the cutting into words takes apart.
    """
    table, longest = _table(), _longest()
    folded = fold(text)
    inside = {match.start() for match in _INSIDE.finditer(folded)}
    found: list[str] = []
    start = 0
    while start < len(folded):
        ends = range(min(len(folded), start + longest), start + 1, -1) if start not in inside else ()
        end = next((end for end in ends if end not in inside and folded[start:end] in table), start + 1)
        if end > start + 1:
            found.append(folded[start:end])
        start = end
    return tuple(found)


@cache
def _table() -> Mapping[str, Mapping[str, float]]:
    """Word -> other wordings, best credit first."""
    credits: dict[str, dict[str, float]] = {}
    for group in parse_groups(_lexicon()):
        for word, other, credit in _pairs(group):
            known = credits.setdefault(word, {})
            known[other] = max(credit, known.get(other, 0.0))
    return {
        word: MappingProxyType(dict(sorted(others.items(), key=lambda item: -item[1])))
        for word, others in credits.items()
    }


@cache
def _longest() -> int:
    return max(map(len, _table()), default=0)


def _pairs(group: Group) -> Iterator[tuple[str, str, float]]:
    """(word of a question, wording of a document, credit) of one group."""
    official = [word for names in group.official for word in names]
    for word in group.lay:
        for other in official:
            yield word, other, LAY_CREDIT
    for names in group.official:
        for word in names:
            for other in official:
                if other != word:
                    yield word, other, SAME_CREDIT if other in names else OFFICIAL_CREDIT


def _lexicon() -> str:
    try:
        return resources.files("index.words").joinpath(_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            "同义词表缺失或损坏，请重新安装", "the list of synonyms is missing or damaged"
        ) from error


def _bad_line(number: int, chinese: str, english: str) -> UnreadableFile:
    return UnreadableFile(f"同义词表第{number}行{chinese}", f"synonyms.txt, line {number}: {english}")
