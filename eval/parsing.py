"""Measure how well documents were parsed: outlines, cells, metadata, characters, against gold written by hand.

The gold stands in ``eval/documents/*.jsonl``; ``bench/parsing_quality.py`` is the command. Pure functions over
paths, rows, metadata and text; words are compared by their letters and digits alone, so that brackets,
spaces and punctuation never decide, except for typed lines, where every character but white space counts.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ingest.document import Clause, Metadata, Row
from ingest.text.normalise import letters

Path = tuple[str, ...]
FIELDS = (
    "title",
    "issuers",
    "number",
    "issued",
    "published",
    "effective",
    "expires",
    "period",
    "region",
    "kind",
    "draft",
    "repealed",
    "supersedes",
)
# “第三章”, “二”, “1.2”, “附件2”, “专栏1” by letters and digits: a label that no words follow.
_BARE_LABEL = re.compile(
    r"(?:附[件录表]?|专栏|第)?(?:[\d一二三四五六七八九十百千零〇两]+[编篇章节部分款项]*)?|[①-⑳㈠-㈩Ⅰ-ⅻ]|[a-zA-Z]"
)
# “第十二条”, “第六条之一”: the label of an article
_ARTICLE = re.compile(r"第[\d一二三四五六七八九十百千零〇两]+条(?:之[\d一二三四五六七八九十]+)?")


@dataclass(frozen=True, slots=True)
class Matched:
    """The comparison of two multisets: how many agree, which gold is missing, which found is not in the gold."""

    right: int
    missed: tuple[Path, ...]
    added: tuple[Path, ...]

    @property
    def precision(self) -> float:
        """Give the share of what was found that is in the gold, in [0, 1]."""
        return _share(self.right, self.right + len(self.added))

    @property
    def recall(self) -> float:
        """Give the share of the gold that was found, in [0, 1]."""
        return _share(self.right, self.right + len(self.missed))

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall, in [0, 1]."""
        return _share(2 * self.right, 2 * self.right + len(self.added) + len(self.missed))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def digest(text: str) -> str:
    """Stand in for words too long to be kept in the gold: 16 hex digits of the SHA-256 of their letters."""
    return hashlib.sha256(letters(text).encode()).hexdigest()[:16]


# --- Outlines ---------------------------------------------------------------------------------------


def found_paths(clauses: Iterable[Clause], kind: str = "text") -> list[Path]:
    """Give the paths of a document's headings of a kind (“text”; “contents”: named by the table of contents only).

    A label without words of its own (“（三）” in front of a plain statement) is no heading; an article is. Text
    whose heading was lost, so that only the table of contents tells where it belongs, stands for its section.
    """
    of_kind = [clause for clause in clauses if clause.kind == kind and clause.path]
    headed = [clause.path for clause in of_kind if clause.heading]
    lost = {clause.path: None for clause in of_kind if not clause.heading and clause.path not in headed}
    return [path for path in (*headed, *lost) if not _is_bare(path[-1])]


def _is_bare(heading: str) -> bool:
    words = letters(heading)
    return not words or (_BARE_LABEL.fullmatch(words) is not None and not _ARTICLE.fullmatch(words))


def match_outlines(gold: Iterable[Sequence[str]], found: Iterable[Sequence[str]]) -> Matched:
    """Match paths against paths, each as often as it stands; every element by its letters and digits."""
    wanted, seen = list(map(tuple, gold)), list(map(tuple, found))
    right = (Counter(map(_key, wanted)) & Counter(map(_key, seen))).total()
    return Matched(right, _beyond(wanted, seen), _beyond(seen, wanted))


def outline_score(
    gold: Iterable[Sequence[str]], found: Iterable[Sequence[str]]
) -> tuple[float, float, float]:
    """Give precision, recall and F1 in [0, 1] of the found paths; 1.0 where nothing is to find and nothing found."""
    matched = match_outlines(gold, found)
    return matched.precision, matched.recall, matched.f1


def _key(path: Sequence[str]) -> Path:
    return tuple(map(letters, path))


def _beyond(paths: Sequence[Path], others: Sequence[Path]) -> tuple[Path, ...]:
    """The paths that the others do not hold as often, in order."""
    left = Counter(map(_key, others))
    beyond = []
    for path in paths:
        key = _key(path)
        if left[key]:
            left[key] -= 1
        else:
            beyond.append(path)
    return tuple(beyond)


# --- Tables -----------------------------------------------------------------------------------------


def cell_found(gold: Mapping[str, Any], rows: Iterable[Row]) -> bool:
    """Whether some row holds the naming cell and, under the gold's header, the gold's value.

    A gold cell: ``row`` (words of the cell that names the row), ``header``, and ``value`` or, for long words,
    ``sha``; ``row_sha`` and ``header_sha`` stand for a long name and a long header in the same way. A gold cell
    without a header (a table that has no row of headers, or several inside another) takes any.
    """
    return any(
        any(_says(cell.text, gold, "row", "row_sha") for cell in row.cells)
        and any(
            _says(cell.header, gold, "header", "header_sha") and _says(cell.text, gold, "value", "sha")
            for cell in row.cells
        )
        for row in rows
    )


def _says(words: str, gold: Mapping[str, Any], plain: str, hashed: str) -> bool:
    if hashed in gold:
        return digest(words) == gold[hashed]
    return plain not in gold or letters(words) == letters(gold[plain])


def table_score(gold: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> float:
    """Give the share of the gold cells that :func:`cell_found` finds, in [0, 1]; 1.0 where there is no gold."""
    return _share(sum(cell_found(cell, rows) for cell in gold), len(gold))


# --- Metadata ---------------------------------------------------------------------------------------


def metadata_score(gold: Mapping[str, Any], metadata: Metadata) -> dict[str, bool]:
    """Tell for each field of the gold whether it is right. ``null`` in the gold: the document does not state it.

    ``also``: other titles that the document bears, as right as ``title``.
    """
    score = {name: _plain(gold[name]) == _plain(getattr(metadata, name)) for name in FIELDS if name in gold}
    if "title" in score:
        score["title"] |= _plain(metadata.title) in map(_plain, gold.get("also", ()))
    return score


def _plain(value: Any) -> object:
    """A value to compare: words by their letters, lists without order, nothing for all that is empty or false."""
    if isinstance(value, str):
        return letters(value) or None
    if isinstance(value, Sequence):
        numbers = all(isinstance(item, int) for item in value)
        return (tuple(value) if numbers else frozenset(map(letters, value))) if value else None
    return value or None


# --- Characters -------------------------------------------------------------------------------------


def line_distance(line: str, text: str) -> int:
    """Count the fewest insertions, deletions and replacements between a line and any stretch of a text.

    Sellers 1980 (approximate matching with a free beginning and end), white space left out on both sides.
    """
    pattern, searched = (
        "".join(line.split()),
        np.array([ord(c) for c in "".join(text.split())], dtype=np.int64),
    )
    places = np.arange(len(searched) + 1)
    row = np.zeros(len(searched) + 1, dtype=np.int64)
    for number, character in enumerate(pattern, 1):
        best = row + 1
        best[1:] = np.minimum(best[1:], row[:-1] + (searched != ord(character)))
        best[0] = number
        row = np.minimum.accumulate(best - places) + places
    return int(row.min())


def character_accuracy(lines: Sequence[str], text: str) -> float:
    """Give 1 - edit distance / length over all lines, each against its best stretch of the text, in [0, 1]."""
    length = sum(len("".join(line.split())) for line in lines)
    return 1 - sum(line_distance(line, text) for line in lines) / length if length else 1.0
