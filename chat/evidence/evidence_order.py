"""Order the units of evidence by fitted weights of how each was found, what it holds and what the reader makes of it.

A unit's score says how many of the question's words it and its headings share; the reader says whether its words answer.
Neither orders units well alone. ``chat.training.order`` fits the weights on question sets whose answering sentences
are marked: of all units of a question those should come first (a softmax over the units; Cao et al. 2007, ListNet).
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from chat.evidence.reading import held_share, support_of
from chat.evidence.retrieval import FoundEvidence
from chat.evidence.scoring import ScoredUnit
from index.models.pretrained_reader import PassageRead

MODEL = Path(__file__).resolve().parent / "models" / "order.json"
NAMES = (
    "score", "share of best", "coverage", "own coverage", "facts met", "other years", "named", "heading", "row",
    "length", "first document", "search place", "search score", "dense", "read", "held", "support",
    "passage support", "answers", "belongs", "shut out", "shut out as asked",
)  # fmt: skip
LAST_PLACE = 10  # places of a passage in the search are told apart up to here
# “（一）”, “2.”, “③”: how an item begins
_ITEM = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、]|[①-⑳])")
# “有下列情形之一的，不予补贴：” before items: the last words that end in a colon
_LEAD = re.compile(r"[^。；;：:\n]*[：:](?=[^：:]*$)")
# “不予补贴”, “不得申请”: what a list so led in is shut out from
_SHUTS_OUT = re.compile(r"不予|不得|不能|不可|不享受|不适用|不纳入|不受理|不支持|不再|除外|禁止|取消")
# “哪些情况不能申请”, “什么人可以领吗”: asks what is shut out, or whether something is
_SEEKS_EXCLUSION = re.compile(
    r"不(?:予|得|能|可|给|准|让|行|享受|支持|受理|算|符合|符|用|发)|除外|禁止|取消|排除|拒绝|吗|能否|是否|可否|么[?？]?$"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EvidenceOrder:
    """Fitted weights by name of signal; ``temperature``: what turns a difference of logits into a ratio of scores."""

    weights: Mapping[str, float]
    temperature: float

    def logits(self, signals: np.ndarray) -> np.ndarray:
        """Give a logit for each row of signals, float64 (units,)."""
        return signals @ np.array([self.weights.get(name, 0.0) for name in NAMES])

    def scores(self, signals: np.ndarray, best: float) -> np.ndarray:
        """Give scores in this order, float64 (units,): the first one's is ``best``, the others' are shares of it."""
        logits = self.logits(signals)
        return best * np.exp((logits - logits.max()) / self.temperature)


def ordered(found: FoundEvidence, order: EvidenceOrder) -> FoundEvidence:
    """Give evidence with new scores, best first, and what the reader makes of each unit. It is not empty."""
    signals = signals_of_units(found)
    scores = order.scores(signals, found.ranked[0].score).tolist()
    supports = signals[:, NAMES.index("support")].tolist()
    ranked = [
        replace(
            evidence, score=score, support=support if evidence.unit.chunk.chunk_id in found.reads else None
        )
        for evidence, score, support in zip(found.ranked, scores, supports, strict=True)
    ]
    ranked.sort(key=lambda evidence: (-evidence.score, evidence.key))
    return replace(found, ranked=ranked)


def signals_of_units(found: FoundEvidence) -> np.ndarray:
    """Give the signals of all units in the order of ``NAMES``, float64 (units, signals). There is one at least."""
    ranked, reads, asks = found.ranked, found.reads, len(found.asked.question.asks)
    best = max(evidence.score for evidence in ranked) or 1.0
    best_hit = max((hit.score for hit in found.hits), default=0.0) or 1.0
    hits = {hit.chunk.chunk_id: (min(place, LAST_PLACE), hit) for place, hit in enumerate(found.hits)}
    starts: dict[str, int] = {}
    for evidence in ranked:  # a heading's unit carries a passage of its own under the same name
        if not evidence.unit.heading:
            starts.setdefault(evidence.unit.chunk.chunk_id, evidence.unit.chunk.start)
    said = [_said(evidence, reads, starts) for evidence in ranked]
    highest: dict[str, float] = {}
    for evidence, (_, support) in zip(ranked, said, strict=True):
        name = evidence.unit.chunk.chunk_id
        highest[name] = max(highest.get(name, 0.0), support)
    seeks_exclusion = bool(_SEEKS_EXCLUSION.search(found.asked.text))
    rows = []
    for evidence, (held, support) in zip(ranked, said, strict=True):
        unit, name = evidence.unit, evidence.unit.chunk.chunk_id
        place, hit = hits.get(name, (LAST_PLACE, None))
        read = reads.get(name)
        rows.append((
            evidence.score, evidence.score / best, evidence.coverage, evidence.own_coverage,
            evidence.asks_met / asks if asks else 0.0, evidence.year_conflict, evidence.quoted_met, unit.heading,
            unit.chunk.kind != "text", np.log1p(len(unit.flat)), unit.chunk.doc_id == ranked[0].unit.chunk.doc_id,
            place / LAST_PLACE, hit.score / best_hit if hit else 0.0, hit.dense if hit else 0.0,
            read is not None, held, support, highest[name], read.answers if read else 0.0,
            read.belongs if read else 0.0, *_shut_out(evidence, starts, seeks_exclusion),
        ))  # fmt: skip
    return np.array(rows, np.float64)


def _said(
    evidence: ScoredUnit, reads: Mapping[str, PassageRead], starts: Mapping[str, int]
) -> tuple[float, float]:
    """What of the passage's answer lies in a unit, weighed by whether it answers at all; and whether its words do."""
    read = reads.get(evidence.unit.chunk.chunk_id)
    if read is None or evidence.unit.heading or not len(read.spans):
        return 0.0, 0.0
    first = starts[evidence.unit.chunk.chunk_id]
    start, end = evidence.unit.start - first, evidence.unit.end - first
    return read.probability * held_share(read, start, end), support_of(read, start, end)


def _shut_out(evidence: ScoredUnit, starts: Mapping[str, int], seeks_exclusion: bool) -> tuple[bool, bool]:
    """Whether a unit is an item of a list of what is shut out, and whether that is what the question seeks."""
    unit = evidence.unit
    before = unit.chunk.text[: max(0, unit.start - starts.get(unit.chunk.chunk_id, unit.start))]
    lead = _LEAD.search(before) if _ITEM.match(unit.text) else None
    shut = bool(_SHUTS_OUT.search(f"{lead[0] if lead else ''}{unit.chunk.lead}"))
    return shut and not seeks_exclusion, shut and seeks_exclusion


@cache
def shipped_order() -> EvidenceOrder | None:
    """Give the weights that ship; ``None`` where their file is not whole."""
    try:
        return EvidenceOrder(**json.loads(MODEL.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        _log.warning("the order of evidence is left out: %s", error)
        return None
