"""Draw who does what by when: the units with their counts, and tasks with their units, deadline and source.

Pure functions, every piece of text escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chat.duties import SharedTask
from chat.web.views.cards import standing_badge
from ingest.text.normalise import squeeze
from ingest.text.safe_display import escape

MOST_UNITS, MOST_TASKS = 400, 200  # drawn; more are found by a narrower search
NO_DUTIES = '<p class="wc-empty">库里还没有读出任务分工。请先在“文件”里收入带“责任单位”“牵头单位”的方案或分工表，再回到这里。</p>'


def units_html(units: Sequence[tuple[str, int]], chosen: str = "") -> str:
    """Draw the units, each as a button with the number of its tasks."""
    items = "".join(_unit(name, count, name == chosen) for name, count in units[:MOST_UNITS])
    return f'<ul class="wc-units">{items}</ul>'


def _unit(name: str, count: int, chosen: bool) -> str:
    shown, here = escape(squeeze(name)), ' aria-current="true"' if chosen else ""
    return (
        f'<li data-words="{shown.lower()}"><button type="button" class="wc-unit" data-unit="{escape(name)}"{here}>'
        f'<span>{shown}</span><span class="wc-count">{count} 项</span></button></li>'
    )


def tasks_html(tasks: Sequence[SharedTask], unit: str, today: date) -> str:
    """Draw the tasks of a unit; without one those that have a last day, the nearest first."""
    if not unit:
        dated = [task for task in tasks if task.first.by]
        ahead = sorted((task for task in dated if task.first.by >= today.isoformat()), key=_last_day)
        past = sorted(
            (task for task in dated if task.first.by < today.isoformat()), key=_last_day, reverse=True
        )
        return _headed(
            "写明时限的任务", [*ahead, *past], today, empty="选一个单位，看它牵头、负责、配合的任务。"
        )
    return _headed(unit, tasks, today, empty=f"没有“{unit}”的任务。换个叫法，或在单位列表里选。")


def _last_day(task: SharedTask) -> str:
    return task.first.by


def _headed(title: str, tasks: Sequence[SharedTask], today: date, empty: str) -> str:
    if not tasks:
        return f'<p class="wc-empty" role="status">{escape(empty)}</p>'
    dated = sum(bool(task.first.by) for task in tasks)
    calendar = (
        f'<button type="button" class="wc-action" data-duties-file="ics">下载日历（{dated} 项有时限，.ics）</button>'
        if dated
        else ""
    )
    exports = (
        '<div class="wc-exports"><button type="button" class="wc-action" data-duties-file="xlsx">导出 Excel</button>'
        f"{calendar}</div>"
    )
    left = len(tasks) - MOST_TASKS
    more = f'<p class="wc-soft">另有 {left} 项，选单位或文件可以缩小范围。</p>' if left > 0 else ""
    rows = "".join(_row(task, today) for task in tasks[:MOST_TASKS])
    return (
        f'<div class="wc-list-head"><h3>{escape(squeeze(title))}</h3><span class="wc-count" role="status">{len(tasks)} 项</span>{exports}</div>'
        '<table class="wc-rows"><thead><tr><th scope="col">任务</th><th scope="col">分工</th>'
        f'<th scope="col">时限</th><th scope="col">出处</th></tr></thead><tbody>{rows}</tbody></table>{more}'
    )


def _row(task: SharedTask, today: date) -> str:
    first = task.first
    units = "".join(
        f'<p><span class="wc-kind">{role}</span>{escape("、".join(map(squeeze, units)))}</p>'
        for role, units in task.units.items()
    )
    over = ' <span class="wc-soft-words">已过</span>' if first.by and first.by < today.isoformat() else ""
    deadline = f"{escape(squeeze(first.deadline))}{over}" if first.deadline else ""
    return (
        f'<tr><th scope="row"><button type="button" class="wc-words" data-open="{escape(first.doc_id)}" '
        f'data-start="{first.start}" data-end="{first.end}">{escape(squeeze(first.task))}</button></th>'
        f'<td data-label="分工">{units}</td><td data-label="时限">{deadline}</td>'
        f'<td data-label="出处">{source_html(first.title, first.clause, first.page, first.status)}</td></tr>'
    )


def source_html(title: str, clause: str, page: int | None, status: str) -> str:
    """Draw where something stands: the document, the last step of its address, the page; whether it does not hold."""
    steps = [step.strip() for step in clause.split(" / ") if step.strip()]
    told = [f"《{title}》", *steps[-1:], *([f"第{page}页"] if page is not None else [])]
    return f'<p class="wc-origin">{"".join(f"<span>{escape(words)}</span>" for words in told)}</p>{standing_badge(status)}'
