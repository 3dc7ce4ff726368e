"""What the reader says of a run of a passage: how much of the answer lies in it, and whether its words answer."""

from __future__ import annotations

import numpy as np

from index.models.pretrained_reader import PassageRead


def held_share(read: PassageRead, start: int, end: int) -> float:
    """Give the share in [0, 1] of the answer's expected characters that lies between two offsets of the passage."""
    expected = (read.spans[:, 1] - read.spans[:, 0]) / (1 + np.exp(-read.inside))
    inside = (read.spans[:, 0] >= start) & (read.spans[:, 1] <= end)
    return float(expected[inside].sum() / max(expected.sum(), 1e-9))


def support_of(read: PassageRead, start: int, end: int) -> float:
    """Give how likely the words between two offsets of a passage answer: the mean over their pieces, in [0, 1]."""
    inside = (read.spans[:, 0] < end) & (read.spans[:, 1] > start)
    return float((1 / (1 + np.exp(-read.evidence[inside]))).mean()) if inside.any() else 0.0
