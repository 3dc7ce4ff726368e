"""What is trained on and what is only measured on, by a hash of the document.

By document, not by question: two questions of one text would leak into each other.
"""

from __future__ import annotations

import hashlib


def training_half(doc_id: str) -> bool:
    """True where the SHA-256 of the id, read as a number, is even: train on it. Otherwise measure only."""
    return hashlib.sha256(doc_id.encode("utf-8")).digest()[-1] % 2 == 0


def reading_held_out(context: str) -> bool:
    """True for the tenth of the reading sets' passages whose questions are kept for measuring.

    Takes the passage as the data set has it, before any cleaning.
    """
    return int.from_bytes(hashlib.sha256(context.encode("utf-8")).digest()[-4:], "big") % 10 == 0
