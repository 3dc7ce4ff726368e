"""Draw the form that describes an enterprise, and read its values as a profile. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.text.safe_display import escape

LONGEST_VALUE = 2_000  # characters of one field of the form
# “小型，86人”: size and staff share a field, parted at such marks
_PARTED = re.compile(r"[，,；;、/\s]+")
# “86人”, “约八十人”: a part that tells the staff and not the size
_STAFF = re.compile(r"\d|人")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form: its name in a profile, its label, an example; ``more``: shown on demand."""

    name: str
    label: str
    hint: str
    more: bool = False


FORM_FIELDS = (
    FormField("region", "地区", "如 丰台区"),
    FormField("industry", "行业", "如 轨道交通"),
    FormField("size", "规模或员工", "如 小型，86人"),
    FormField("needs", "需求", "如 场地；资金"),
    FormField("founded", "成立", "如 2019年", True),
    FormField("revenue", "年营收", "如 1500万元", True),
    FormField("rd_share", "研发占比", "如 12%", True),
    FormField("rd_spending", "研发费用", "如 180万元", True),
    FormField("qualifications", "资质", "如 专精特新", True),
    FormField("stage", "发展阶段", "如 初创期", True),
    FormField("events", "近期事件", "如 首次升规", True),
    FormField("name", "名称", "企业名称", True),
)
# Fields of a profile whose box has another name; a condition's field is named in the singular.
_BOXES = {"employees": "size", "qualification": "qualifications", "event": "events", "age": "founded"}
_LABELS = {field.name: field.label for field in FORM_FIELDS}
PROFILE_LABELS = _LABELS | {
    "employees": "员工", "size": "规模", "legal_form": "性质", "denied": "没有", "notes": "其他",
}  # fmt: skip


def box_of(field: str) -> str:
    """Give the name of the form's field that tells a condition's field; empty where none does."""
    name = _BOXES.get(field, field)
    return name if name in _LABELS else ""


def label_of(field: str) -> str:
    """Give the label of the form's field that tells a condition's field."""
    return _LABELS.get(box_of(field), "")


def profile_form_html() -> str:
    """Draw the form: a few fields, the others folded, and a box for free words."""
    few = "".join(_field(field) for field in FORM_FIELDS if not field.more)
    more = "".join(_field(field) for field in FORM_FIELDS if field.more)
    return (
        '<form class="wc-profile" aria-label="企业情况">'
        '<div class="wc-field"><label for="wc-profile-text">用自己的话说</label>'
        '<textarea id="wc-profile-text" name="text" rows="4" maxlength="2000" '
        'placeholder="如：我们在丰台做轨道交通信号，专精特新，60人，想找孵化场地"></textarea></div>'
        f'<div class="wc-field-grid">{few}</div>'
        f'<details class="wc-profile-more"><summary>更多情况，结果更准</summary><div class="wc-field-grid">{more}</div></details>'
        '<div class="wc-form-actions"><button type="submit" class="wc-button wc-primary">查适用政策</button>'
        '<button type="reset" class="wc-button">清空</button></div><div class="wc-profile-offers"></div></form>'
    )


def _field(field: FormField) -> str:
    return (
        f'<div class="wc-field"><label for="wc-profile-{field.name}">{field.label}</label>'
        f'<input type="text" id="wc-profile-{field.name}" name="{field.name}" list="wc-offer-{field.name}" '
        f'placeholder="{field.hint}" maxlength="500" autocomplete="off"></div>'
    )


def offers_html(offers: Mapping[str, Sequence[str]]) -> str:
    """Draw what the fields offer: words that the documents' measures ask for."""
    return "".join(
        f'<datalist id="wc-offer-{escape(name)}">'
        + "".join(f'<option value="{escape(word)}"></option>' for word in words)
        + "</datalist>"
        for name, words in offers.items()
    )


def profile_of_form(values: object) -> dict[str, str]:
    """Give the filled fields as a profile's JSON object; size and staff are told apart."""
    given = values if isinstance(values, Mapping) else {}
    profile: dict[str, str] = {}
    for name in ("text", *_LABELS):
        words = str(given.get(name) or "").strip()[:LONGEST_VALUE]
        if words:
            profile[name] = words
    if size := profile.pop("size", ""):
        parts = [part for part in _PARTED.split(size) if part]
        staff = "，".join(part for part in parts if _STAFF.search(part))
        others = "，".join(part for part in parts if not _STAFF.search(part))
        profile |= {name: words for name, words in (("employees", staff), ("size", others)) if words}
    return profile
