"""Sum up verdicts, and hold one run against an earlier one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

from eval.calibration import calibration
from eval.metrics import mean, refusal_figures
from eval.run import Verdict
from ingest.errors import UnreadableFile, UsageError


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of verdicts comes to. Shares are in [0, 1]; ``None`` where a figure has no meaning."""

    n: int
    good: float | None
    key_point_accuracy: float | None
    key_point_recall: float | None
    forbidden: float | None
    false_refusals: float | None
    refusal_recall: float | None
    refusal_precision: float | None
    citation_hit: float | None
    citation_precision: float | None
    citation_recall: float | None
    document_hit: float | None
    document_precision: float | None
    document_recall: float | None
    verbatim: float | None  # share of all citations
    loose_marks: float | None
    rouge_l: float | None
    recall_at_10: float | None
    mrr_at_10: float | None
    ndcg_at_10: float | None
    median_characters: float | None
    longest_characters: float | None
    median_ms: float | None
    p95_ms: float | None


LOWER_IS_BETTER = frozenset(
    {"forbidden", "false_refusals", "loose_marks", "median_characters", "longest_characters"}
    | {"median_ms", "p95_ms"}
)
NAMES = tuple(field.name for field in fields(Figures))


def figures(verdicts: Sequence[Verdict]) -> Figures:
    """Sum up verdicts. Key points, citations and retrieval are of answerable questions only."""
    asked = [verdict for verdict in verdicts if not verdict.question.unanswerable]
    refusals = refusal_figures(
        (verdict.question.unanswerable, verdict.answer.refused) for verdict in verdicts
    )
    cited = sum(len(verdict.answer.citations) for verdict in verdicts)
    lengths = [len(verdict.answer.text) for verdict in verdicts]
    times = [verdict.answer.elapsed_ms for verdict in verdicts]
    return Figures(
        n=len(verdicts),
        good=mean(verdict.good for verdict in verdicts),
        key_point_accuracy=mean(verdict.points.right for verdict in asked),
        key_point_recall=mean(verdict.points.recall for verdict in asked),
        forbidden=mean(bool(verdict.points.forbidden) for verdict in verdicts),
        false_refusals=refusals.false_refusals,
        refusal_recall=refusals.recall,
        refusal_precision=refusals.precision,
        citation_hit=mean(verdict.cited.hit_evidence for verdict in asked),
        citation_precision=mean(verdict.cited.precision_evidence for verdict in asked),
        citation_recall=mean(verdict.cited.recall_evidence for verdict in asked),
        document_hit=mean(verdict.cited.hit_document for verdict in asked),
        document_precision=mean(verdict.cited.precision_document for verdict in asked),
        document_recall=mean(verdict.cited.recall_document for verdict in asked),
        verbatim=1 - sum(len(verdict.broken) for verdict in verdicts) / cited if cited else None,
        loose_marks=mean(bool(verdict.loose) for verdict in verdicts),
        rouge_l=mean(verdict.overlap for verdict in verdicts),
        recall_at_10=mean(verdict.retrieval.recall for verdict in asked),
        mrr_at_10=mean(verdict.retrieval.reciprocal_rank for verdict in asked),
        ndcg_at_10=mean(verdict.retrieval.ndcg for verdict in asked),
        median_characters=median(lengths) if lengths else None,
        longest_characters=max(lengths, default=None),
        median_ms=median(times) if times else None,
        p95_ms=sorted(times)[ceil(0.95 * len(times)) - 1] if times else None,  # nearest rank
    )


def shortfalls(
    overall: Mapping[str, float | None], under: Mapping[str, float], over: Mapping[str, float]
) -> tuple[str, ...]:
    """Give a sentence for each figure below its floor or above its ceiling; one without meaning is neither."""
    lines = []
    for limits, wrong, words in ((under, float.__lt__, "低于"), (over, float.__gt__, "高于")):
        for name, limit in limits.items():
            value = overall[name]
            if value is not None and wrong(float(value), limit):
                lines.append(f"{name} 为 {value:.3f}，{words} {limit:g}")
    return tuple(lines)


OVERALL = "全部"


def by_type(verdicts: Sequence[Verdict]) -> dict[str, Figures]:
    """Give figures of each question type in the order of the file, then of all under :data:`OVERALL`."""
    types = dict.fromkeys(verdict.question.type for verdict in verdicts)
    groups = {name: [verdict for verdict in verdicts if verdict.question.type == name] for name in types}
    return {**{name: figures(group) for name, group in groups.items()}, OVERALL: figures(verdicts)}


def as_json(verdicts: Sequence[Verdict], about: Mapping[str, object]) -> dict[str, Any]:
    """Give a run as JSON: ``about`` (what was run), ``figures`` by type, ``questions`` with their verdicts.

    ``calibration``: of the estimates that were made, whether the documents do answer.
    """
    estimates = [
        (verdict.answer.confidence, not verdict.question.unanswerable)
        for verdict in verdicts
        if verdict.answer.confidence is not None
    ]
    return {
        "about": dict(about),
        "figures": {name: asdict(values) for name, values in by_type(verdicts).items()},
        "calibration": asdict(calibration(estimates)),
        "questions": [_verdict_json(verdict) for verdict in verdicts],
    }


def _verdict_json(verdict: Verdict) -> dict[str, object]:
    return {
        **asdict(verdict.question),
        "good": verdict.good,
        "missing": verdict.points.missing,
        "must_not_found": verdict.points.forbidden,
        "citation_hit": verdict.cited.hit_evidence,
        "document_hit": verdict.cited.hit_document,
        "not_verbatim": verdict.broken,
        "loose_marks": verdict.loose,
        "rouge_l": verdict.overlap,
        "retrieval": asdict(verdict.retrieval),
        "given": verdict.answer.as_dict(),
    }


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a run against an earlier one: question ids, and (before, now) of the overall figures."""

    turned_right: tuple[str, ...]
    turned_wrong: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    overall: dict[str, tuple[float | None, float | None]]


def changes(earlier: Mapping, now: Mapping) -> Changes:
    """Compare two runs in the form of :func:`as_json`; raises ``KeyError`` where one is no run."""
    before = {question["id"]: bool(question["good"]) for question in earlier["questions"]}
    after = {question["id"]: bool(question["good"]) for question in now["questions"]}
    past, present = earlier["figures"][OVERALL], now["figures"][OVERALL]
    return Changes(
        turned_right=_ids(after, lambda name: name in before and after[name] and not before[name]),
        turned_wrong=_ids(after, lambda name: name in before and before[name] and not after[name]),
        new=_ids(after, lambda name: name not in before),
        gone=_ids(before, lambda name: name not in after),
        overall={name: (past.get(name), present.get(name)) for name in NAMES},
    )


def _ids(names: Iterable[str], wanted: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(name for name in names if wanted(name))


def read_run(path: Path) -> Mapping[str, Any]:
    """Read a run saved earlier; raises :class:`UsageError` where the file holds something else."""
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"读不了“{path.name}”。", f"The file {path.name!r} cannot be read.") from error
    if not isinstance(run, dict) or OVERALL not in run.get("figures", ()) or "questions" not in run:
        raise UsageError(f"“{path.name}”不是存下的评测结果。", f"The file {path.name!r} is no saved run.")
    return run
