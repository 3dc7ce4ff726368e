"""Draw the profiles that a person has saved, and what is new for one. Pure functions, all text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chat.web.views.measures import measure_html
from chat.web.views.profile_form import FORM_FIELDS
from ingest.text.safe_display import escape

HINT = "存下的画像留在这里；有新文件收入时，写明新增了几项适用的措施。"


def saved_html(profiles: Sequence[tuple[str, int]]) -> str:
    """Draw the list of saved profiles (name, number of new measures) and the box that saves one more."""
    items = "".join(_item(name, new) for name, new in profiles)
    listed = (
        f'<ul class="wc-saved-list">{items}</ul>' if items else f'<p class="wc-soft wc-saved-hint">{HINT}</p>'
    )
    return (
        f'<h3>保存的画像</h3>{listed}<form class="wc-save-profile"><div class="wc-field">'
        '<label for="wc-save-name">把上面填的存为</label><input type="text" id="wc-save-name" name="profile-name" '
        'maxlength="60" autocomplete="off" placeholder="如 我们公司"></div>'
        '<button type="submit" class="wc-button">保存</button></form>'
    )


def _item(name: str, new: int) -> str:
    shown = escape(name)
    count = f'<span class="wc-new">新增 {new} 项</span>' if new else ""
    return (
        f'<li><button type="button" class="wc-saved-name" data-profile-open="{shown}"><span>{shown}</span>{count}</button>'
        f'<button type="button" class="wc-action" data-profile-forget="{shown}" aria-label="删除画像 {shown}">删除</button></li>'
    )


def new_html(measures: Sequence[Mapping[str, Any]]) -> str:
    """Draw the measures that are new for a profile, above all that have to do with it; nothing where there are none."""
    if not measures:
        return ""
    cards = "".join(measure_html(one) for one in measures)
    return (
        f'<section class="wc-measures wc-new-measures"><h3>新增 {len(measures)} 项</h3>'
        f'<p class="wc-soft">上次看过以后收入的文件里，没有不满足的条件的措施。</p>{cards}</section>'
    )


def form_values(given: Mapping[str, Any]) -> dict[str, str]:
    """Give a saved profile as the values of the form's fields; what has no field goes into the free words."""
    values = {name: _words(given[name]) for name in ("text", *(field.name for field in FORM_FIELDS)) if given.get(name)}  # fmt: skip
    if staff := _words(given.get("employees") or ""):
        size = values.get("size", "")
        values["size"] = f"{size}，{staff}" if size else staff
    others = {name: value for name, value in given.items() if name not in (*values, "employees")}
    told = "；".join(f"{name}：{_words(value)}" for name, value in others.items() if _words(value))
    if told:
        values["text"] = f"{values['text']}；{told}" if "text" in values else told
    return values


def _words(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "；".join(map(_words, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
