"""Write a run for people in a terminal: tables, and what differs from an earlier run.

Made of the JSON of :func:`eval.figures.as_json`, so a stored run can be shown again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from unicodedata import east_asian_width

from eval.calibration import from_json
from eval.curve import as_text
from eval.figures import NAMES, OVERALL, Changes
from eval.gold import NEGATIVE

LABELS = {
    "n": "题数",
    "good": "总正确率",
    "key_point_accuracy": "要点全对",
    "key_point_recall": "要点召回",
    "forbidden": "含错误说法",
    "false_refusals": "误拒",
    "refusal_recall": "应拒已拒",
    "refusal_precision": "拒答准确",
    "citation_hit": "引文命中",
    "citation_precision": "引文准确",
    "citation_recall": "引文召回",
    "document_hit": "出处命中",
    "document_precision": "出处准确",
    "document_recall": "出处召回",
    "verbatim": "引文逐字",
    "loose_marks": "无源标记",
    "rouge_l": "ROUGE-L",
    "recall_at_10": "检索R@10",
    "mrr_at_10": "检索MRR@10",
    "ndcg_at_10": "检索nDCG@10",
    "median_characters": "字数中位",
    "longest_characters": "最长字数",
    "median_ms": "毫秒中位",
    "p95_ms": "毫秒P95",
}
TYPES = {
    "definition": "定义",
    "numeric": "数字",
    "list": "列举",
    "responsible": "责任单位",
    "deadline": "时限",
    "policy": "企业适用",
    "comparison": "比较",
    "clause": "条款定位",
    "colloquial": "口语与异写",
    "followup": "追问",
    NEGATIVE: "应拒答",
}
COLUMNS = (
    "n",
    "good",
    "key_point_accuracy",
    "key_point_recall",
    "forbidden",
    "false_refusals",
    "refusal_recall",
    "citation_hit",
    "document_hit",
    "rouge_l",
    "recall_at_10",
    "median_characters",
)
_COUNTS = frozenset({"n", "median_characters", "longest_characters"})


def shown(name: str, value: float | None) -> str:
    """Write a figure as people read it: shares as three decimals, counts whole, “–” for no meaning."""
    if value is None:
        return "–"
    if name in _COUNTS:
        return f"{value:.0f}"
    return f"{value:.1f}" if name.endswith("_ms") else f"{value:.3f}"


def width(text: str) -> int:
    """Count the columns a text takes in a terminal: wide characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, columns: int, *, left: bool = False) -> str:
    space = " " * max(0, columns - width(text))
    return text + space if left else space + text


def table(run: Mapping) -> str:
    """Write the figures by type, then all overall figures under the names that options take."""
    rows = [["题型", *(LABELS[name] for name in COLUMNS)]]
    for kind, values in run["figures"].items():
        rows.append([TYPES.get(kind, kind), *(shown(name, values.get(name)) for name in COLUMNS)])
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(_padded(cell, widths[i], left=i == 0) for i, cell in enumerate(row)).rstrip()
        for row in rows
    ]
    overall = run["figures"][OVERALL]
    names = max(map(len, NAMES))
    lines.append("")
    lines.extend(
        f"{name.ljust(names)}  {_padded(shown(name, overall.get(name)), 8)}  {LABELS[name]}" for name in NAMES
    )
    curve = run.get("calibration")
    if curve and curve["n"]:
        lines += ["", as_text(from_json(curve))]
    return "\n".join(lines)


def difference(change: Changes) -> str:
    """Write what an earlier run and this one disagree on, for the terminal."""
    lines = [f"{label}：{listed(ids)}" for label, ids in groups(change)]
    for name, (before, now) in change.overall.items():
        if before != now and not name.endswith("_ms"):
            lines.append(f"{LABELS[name]}（{name}）：{shown(name, before)} → {shown(name, now)}")
    return "\n".join(lines)


def groups(change: Changes) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give (words, question ids) of each way in which two runs differ."""
    return (
        ("由错变对", change.turned_right),
        ("由对变错", change.turned_wrong),
        ("新增的题", change.new),
        ("去掉的题", change.gone),
    )


def listed(ids: Iterable[str]) -> str:
    """Write how many questions there are, and their ids."""
    found = tuple(ids)
    return f"{len(found)} 题 {' '.join(found)}".rstrip()
