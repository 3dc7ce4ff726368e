"""Draw a run for people in a browser: one page that loads nothing from anywhere.

Made of the JSON of :func:`eval.figures.as_json`. All text of documents, questions and answers is
escaped: it is shown, never interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

from eval.calibration import from_json
from eval.curve import svg
from eval.figures import OVERALL, Changes
from eval.gold import NEGATIVE
from eval.report import COLUMNS, LABELS, TYPES, groups, listed, shown
from ingest.text.safe_display import escape

TEMPLATE = Path(__file__).resolve().parent / "templates" / "report.html"
# “[3]”: split off so that a mark is drawn apart from the words
_MARK = re.compile(r"(\[\d+\])")
_TILES = (
    "good",
    "key_point_accuracy",
    "false_refusals",
    "refusal_recall",
    "refusal_precision",
    "citation_hit",
    "document_hit",
    "verbatim",
    "rouge_l",
    "recall_at_10",
    "median_characters",
    "median_ms",
)


def page(run: Mapping, change: Changes | None = None) -> str:
    """Draw the report as one HTML page that needs nothing else."""
    overall = run["figures"][OVERALL]
    about = run["about"]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(f"问策评测报告：{about.get('questions', '')}"),
        about=escape(_about(about)),
        tiles="".join(
            f'<div class="tile"><b>{shown(name, overall.get(name))}</b><span>{LABELS[name]}</span></div>'
            for name in _TILES
        ),
        comparison=_comparison(change) if change else "",
        types=_types(run["figures"]),
        calibration=_calibration(run.get("calibration")),
        filters=_filters(run["questions"]),
        questions="".join(map(_question, run["questions"])),
    )


def _about(about: Mapping) -> str:
    store = about.get("store") or {}
    parts = (
        f"评测于 {about.get('when', '')}",
        f"库中 {store.get('documents', '–')} 份文件、{store.get('chunks', '–')} 个片段",
        f"向量模型 {store.get('model', '–')}",
    )
    return "；".join(parts)


def _comparison(change: Changes) -> str:
    items = "".join(f"<li>{label}：{escape(listed(ids))}</li>" for label, ids in groups(change))
    moved = "；".join(
        f"{LABELS[name]} {shown(name, before)} → {shown(name, now)}"
        for name, (before, now) in change.overall.items()
        if before != now and not name.endswith("_ms")
    )
    return f'<h2>与上次相比</h2><ul class="changes">{items}</ul><p class="soft">{moved or "各项数字不变"}</p>'


def _types(figures: Mapping[str, Mapping]) -> str:
    head = "".join(f"<th>{LABELS[name]}</th>" for name in COLUMNS)
    rows = "".join(
        f"<tr><td>{escape(TYPES.get(kind, kind))}</td>"
        + "".join(f"<td>{shown(name, values.get(name))}</td>" for name in COLUMNS)
        + "</tr>"
        for kind, values in figures.items()
    )
    return f"<table><thead><tr><th>题型</th>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _calibration(curve: Mapping | None) -> str:
    """The reliability diagram, where estimates were made."""
    if not curve or not curve["n"]:
        return ""
    return (
        f'<h2>把握是否可信</h2><div class="calibration">{svg(from_json(curve))}'
        f'<p class="soft">{curve["n"]} 题有估计。点在对角线上即估计与实际一致，点的大小是题数。'
        f"校准误差 {curve['error']:.3f}，Brier 分 {curve['brier']:.3f}。"
        "按结构直接作答和因缺少年份、地方、名称等而拒答的题没有估计。</p></div>"
    )


def _filters(questions: Iterable[Mapping]) -> str:
    types = dict.fromkeys(question["type"] for question in questions)
    choices = [("", "全部"), ("good=false", "答错"), ("good=true", "答对")]
    choices += [(f"type={kind}", TYPES.get(kind, kind)) for kind in types]
    return "".join(
        f'<button type="button" data-show="{escape(show)}" aria-pressed="{"false" if show else "true"}">'
        f"{escape(label)}</button>"
        for show, label in choices
    )


def _question(question: Mapping) -> str:
    good = question["good"]
    given = question["given"]
    parts = [("此前的提问", escape("\n".join(question["history"])))] if question["history"] else []
    parts.append(
        (
            "回答（拒答）" if given["refused"] else "回答",
            _MARK.sub(r"<sup>\1</sup>", escape(given["answer"])),
        )
    )
    if question["answer"]:
        parts.append(("参考答案", escape(question["answer"])))
    body = "".join(f"<h3>{label}</h3><p>{text}</p>" for label, text in parts)
    body += _points(question)
    citations = "".join(_citation(citation, question["not_verbatim"]) for citation in given["citations"])
    if citations:
        body += f"<h3>引文</h3>{citations}"
    if question["note"]:
        body += f'<h3>备注</h3><p class="soft">{escape(question["note"])}</p>'
    return (
        f'<details class="question {"right" if good else "wrong"}" data-good="{str(good).lower()}" '
        f'data-type="{escape(question["type"])}"><summary><span class="soft">{escape(question["id"])}</span>'
        f'<strong>{escape(question["question"])}</strong><span class="verdict">{_verdict(question)}</span>'
        f'</summary><div class="body">{body}</div></details>'
    )


def _verdict(question: Mapping) -> str:
    if question["good"]:
        return "✓ 正确拒答" if question["type"] == NEGATIVE else "✓ 正确"
    if question["type"] == NEGATIVE and not question["given"]["refused"]:
        return "✗ 应拒未拒"
    if question["type"] != NEGATIVE and question["given"]["refused"]:
        return "✗ 误拒"
    return "✗ 含错误说法" if question["must_not_found"] else "✗ 缺要点"


def _points(question: Mapping) -> str:
    missing = [list(forms) for forms in question["missing"]]
    chips = [
        _chip(" / ".join(forms), "缺：" if list(forms) in missing else "") for forms in question["must"]
    ] + [_chip(form, "不应出现：") for form in question["must_not_found"]]
    return f"<h3>要点</h3><div>{''.join(chips)}</div>" if chips else ""


def _chip(words: str, fault: str) -> str:
    return f'<span class="chip{" missing" if fault else ""}">{fault}{escape(words)}</span>'


def _citation(citation: Mapping, broken: Iterable[int]) -> str:
    flag = "，<b>非逐字</b>" if citation["n"] in broken else ""
    before, quote, after = citation["text"].partition(citation["quote"])
    head = f"[{citation['n']}] {citation['title']}　{citation['clause']}　{citation['status']}"
    return (
        f'<div class="citation"><div>{escape(head)}{flag}</div><div class="passage">'
        f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}</div></div>"
    )
