"""Measure whether probabilities are worth their numbers: bins, calibration error and Brier score. Pure functions.

Pairs are (predicted probability in [0, 1], whether it came true).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.metrics import mean

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions in [low, high) (the last bin holds 1 as well): how many, their mean, the share come true."""

    low: float
    high: float
    n: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """``error`` and ``brier`` are ``None`` where there was nothing to judge; empty bins are left out."""

    n: int
    bins: tuple[Bin, ...]
    error: float | None
    brier: float | None


def calibration(pairs: Iterable[tuple[float, bool]], bins: int = BINS) -> Calibration:
    """Give the reliability diagram over bins of equal width, and what it comes to."""
    known = list(pairs)
    found = _bins(known, bins)
    return Calibration(len(known), found, calibration_error(found), brier(known))


def from_json(curve: Mapping) -> Calibration:
    """Read a calibration out of the JSON of a run; raises ``KeyError`` or ``TypeError`` where it is none."""
    return Calibration(curve["n"], tuple(Bin(**one) for one in curve["bins"]), curve["error"], curve["brier"])


def _bins(pairs: Sequence[tuple[float, bool]], count: int) -> tuple[Bin, ...]:
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(count)]
    for probability, came_true in pairs:
        groups[min(int(probability * count), count - 1)].append((probability, came_true))
    return tuple(
        Bin(
            place / count,
            (place + 1) / count,
            len(group),
            sum(probability for probability, _ in group) / len(group),
            sum(came_true for _, came_true in group) / len(group),
        )
        for place, group in enumerate(groups)
        if group
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Give the expected calibration error: the mean of |observed - predicted| over bins, weighted by their size.

    Naeini, Cooper and Hauskrecht 2015, “Obtaining well calibrated probabilities using Bayesian
    binning”. Disputed: it depends on the number and the edges of the bins (ten of equal width here).
    """
    total = sum(one.n for one in bins)
    if not total:
        return None
    return sum(one.n * abs(one.observed - one.predicted) for one in bins) / total


def brier(pairs: Iterable[tuple[float, bool]]) -> float | None:
    """Give the mean squared distance of probability and outcome (Brier 1950), 0 at best; always .5 gives .25."""
    return mean((probability - came_true) ** 2 for probability, came_true in pairs)
