"""Decide what is trained on and what is only measured on, by a hash of the document.

By document, not by question: two questions of one text would leak into each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence


def training_half(doc_id: str) -> bool:
    """Whether the SHA-256 of the id, read as a number, is even: train on it. Otherwise measure only."""
    return hashlib.sha256(doc_id.encode("utf-8")).digest()[-1] % 2 == 0


def reading_held_out(context: str) -> bool:
    """Whether a passage of the reading sets is of the tenth whose questions are reserved for measuring.

    Takes the passage as the data set has it, before any cleaning.
    """
    return int.from_bytes(hashlib.sha256(context.encode("utf-8")).digest()[-4:], "big") % 10 == 0


def article_groups(wordings: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """Map the wording of an article to the least wording of its group, which decides its half.

    ``wordings``: of each question the wordings of the articles that answer it. Questions that share an
    article are of one group, also by way of others: the half measured on must not know the articles.
    By wording, because several versions of a law hold the same article; not by the law's name, because
    one law, 民法典, answers half of the questions.
    """
    above: dict[str, str] = {}

    def top(wording: str) -> str:
        while above.setdefault(wording, wording) != wording:
            wording = above[wording]
        return wording

    for group in wordings:
        for wording in group:
            # The lesser one stands above the other, so the top of a group is its least.
            low, high = sorted((top(group[0]), top(wording)))
            above[high] = low
    return {wording: top(wording) for wording in list(above)}


def training_fold(doc_id: str) -> int:
    """Give the fold, 0 or 1, of a document of the training half, by the last but one byte of its SHA-256.

    What is fitted on the words of a model that has seen the same questions trusts it too much; so each
    fold is judged by a model that was tuned on the other.
    """
    return hashlib.sha256(doc_id.encode("utf-8")).digest()[-2] % 2
