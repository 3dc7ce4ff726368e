"""Find which document of a store another one has repealed, and which final document has come of a draft.

Only what a document says that it repeals counts (``Metadata.supersedes``), from the day that it takes effect;
being mentioned, or being older, repeals nothing. Pure functions of heads.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from index.hits import Successor
from index.storage.document_head import DocumentHead
from ingest.document import Metadata
from ingest.metadata import DRAFT_MARK, core_title, entitled_to_repeal
from ingest.text.normalise import fold, letters
from ingest.text.patterns import DOCUMENT_NUMBER

_LEAST_LETTERS = 4  # of a name that tells a document from others
# “甲办法（2020年修订）”, “乙规划（某发〔2018〕3号）”: a remark behind a name; texts cite it with or without.
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]\s*$")


class Succession:
    """The succession says, for one revision of a store, which documents repeal others or are the finals of drafts."""

    def __init__(self, repealing: Iterable[DocumentHead], finals: Mapping[str, Successor]) -> None:
        """``finals``: ``doc_id`` of a draft -> the final document."""
        self._finals = finals
        self._by_name: dict[str, list[DocumentHead]] = defaultdict(list)
        for head in repealing:
            metadata = head.metadata
            if metadata.supersedes and not metadata.draft and metadata.kind not in ("新闻", "起草说明"):
                for name in {key for entry in metadata.supersedes for key in names_in(entry)}:
                    self._by_name[name].append(head)

    def final_of(self, head: DocumentHead) -> Successor | None:
        """Give the final document that came of a draft; ``None`` where there is none or the document is no draft."""
        return self._finals.get(head.doc_id) if head.metadata.draft else None

    def repealed_by(self, head: DocumentHead, today: date) -> Successor | None:
        """Give the document that repeals one, of several the first to take effect; ``None`` before that day."""
        return self._first(head, today, entitled=True)

    def claimed_by(self, head: DocumentHead, today: date) -> Successor | None:
        """Give a document that says it repeals one and whose issuer is not entitled to, or is not known."""
        return self._first(head, today, entitled=False)

    def _first(self, head: DocumentHead, today: date, *, entitled: bool) -> Successor | None:
        if not self._by_name:
            return None
        found = [
            repealing
            for name in names_of(head.metadata)
            for repealing in self._by_name.get(name, ())
            if _says_so(repealing, head, name, today)
            and entitled_to_repeal(repealing.metadata, head.metadata) == entitled
        ]
        if not found:
            return None
        first = min(found, key=lambda repealing: (_since(repealing.metadata) or "", repealing.row))
        return Successor(first.doc_id, first.metadata.title)


def names_of(metadata: Metadata) -> set[str]:
    """Give all names of a document: title, other names, number."""
    names = {_plain(name) for name in (metadata.title, *metadata.aliases, metadata.number or "")}
    return {name for name in names if len(name) >= _LEAST_LETTERS}


def names_in(entry: str) -> set[str]:
    """Give the names in one entry of ``supersedes``: “甲办法（某发〔2018〕3号）” -> 甲办法, 某发20183号."""
    number = DOCUMENT_NUMBER.search(entry)
    title = _BRACKETS.sub("", entry) if number else entry
    names = {title.strip("《》 "), core_title(title.strip("《》 ")), number.group() if number else ""}
    return {key for key in map(_plain, names) if len(key) >= _LEAST_LETTERS}


def final_title(metadata: Metadata) -> str:
    """Give a draft's title without its mark: that of the document that comes of it."""
    return DRAFT_MARK.sub("", metadata.title).strip()


def _plain(name: str) -> str:
    return letters(fold(name))


def _says_so(repealing: DocumentHead, head: DocumentHead, name: str, today: date) -> bool:
    """Whether a document that repeals one of this name means this one, as of a day."""
    one, other = repealing.metadata, head.metadata
    since = _since(one)
    if repealing.doc_id == head.doc_id or head.doc_id in repealing.copies or other.draft or one.repealed:
        return False
    if since is not None and date.fromisoformat(since) > today:
        return False
    if one.issued and other.issued and one.issued < other.issued:
        return False
    if name in names_of(one) and not (one.issued and other.issued and other.issued < one.issued):
        return False  # “同时废止” of a document of the same title: of an earlier one
    return name == _plain(other.number or "") or _of_one_place(one, other)


def _of_one_place(one: Metadata, other: Metadata) -> bool:
    """A title alone may be that of many places' documents: the issuer or the place must fit."""
    if set(one.issuers) & set(other.issuers):
        return True
    places = one.region or "", other.region or ""
    return places[0] in places[1] or places[1] in places[0]


def _since(metadata: Metadata) -> str | None:
    return metadata.effective or metadata.issued or metadata.published
