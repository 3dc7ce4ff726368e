"""Read a profile from JSON: English keys, Chinese labels with values in words, or free text.

Raises ``UsageError``, in Chinese and English, for what is no profile.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from chat.applicability.enterprise import profile_figures as figures
from chat.applicability.enterprise import profile_words as words
from chat.applicability.enterprise.patterns import CLAUSE, DENIAL
from chat.applicability.enterprise.profile import Extent, Profile, Stated, days_in
from ingest.errors import UsageError
from ingest.text.normalise import flat_text

LONGEST_WORDS = 20_000  # characters of one value
LARGEST_FILE = 1_000_000  # bytes
MOST_VALUES = 200  # of a list, and of a profile
LONGEST_NUMBER = 8  # digits of a number that stands alone
# What people call the fields. A label is found by its whole name, then by a name that it holds.
LABELS: dict[str, tuple[str, ...]] = {
    "name": ("name", "名称", "企业名称", "公司名称", "单位名称", "企业"),
    "region": ("region", "地区", "所在地", "注册地", "区域", "所在区", "地址", "注册地址", "位置", "城市", "所在地区"),
    "industry": ("industry", "行业", "领域", "主营", "主营业务", "产业", "业务", "所属行业", "主要产品", "产品", "经营范围"),
    "founded": ("founded", "成立", "成立时间", "成立日期", "注册时间", "创办", "创立", "成立年份", "年限", "成立年限"),
    "employees": ("employees", "员工", "人数", "职工", "从业人员", "员工人数", "员工数", "人员", "团队"),
    "revenue": ("revenue", "营收", "营业收入", "收入", "年收入", "产值", "销售额", "营业额", "年营收", "经营情况", "财务"),
    "rd_share": ("rd_share", "研发占比", "研发投入占比", "研发费用占比", "研发强度"),
    "rd_spending": ("rd_spending", "研发费用", "研发投入", "研发"),
    "size": ("size", "规模", "企业规模", "企业类型规模", "划型"),
    "legal_form": ("legal_form", "企业性质", "性质", "单位性质", "类型", "主体类型", "企业类型", "组织形式"),
    "stage": ("stage", "阶段", "发展阶段", "成长阶段"),
    "qualifications": ("qualifications", "资质", "荣誉", "资质荣誉", "认定", "称号", "已有资质", "企业资质"),
    "needs": ("needs", "需求", "诉求", "想要", "需要", "所需支持", "想找", "需求方向"),
    "events": ("events", "近期事件", "事件", "近况", "进展", "动态", "大事", "近期动态", "近期"),
    "text": ("text", "描述", "自述", "介绍", "简介", "企业简介", "说明", "备注", "其他"),
}  # fmt: skip
_NUMBERS = {"employees": "人", "revenue": "元", "rd_spending": "元", "rd_share": "%"}
_PARTS = "；;。\n"


def profile_of_file(path: Path) -> object:
    """Read the JSON of a profile's file. Raises ``UsageError`` where it cannot be read or is no JSON."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _wrong("画像文件过大。", "The profile is too large.")
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise _wrong(
            f"读不了画像文件“{path.name}”。", f"The profile {path.name!r} cannot be read."
        ) from error
    except (ValueError, RecursionError) as error:
        raise _wrong(
            f"画像文件“{path.name}”不是 JSON（UTF-8）。", f"The profile {path.name!r} is not JSON in UTF-8."
        ) from error


def profile_of_json(given: object, today: date, near: Iterable[str] = ()) -> Profile:
    """Read a profile from a JSON object; what its ``text`` says fills the fields that it does not give itself.

    ``near`` are places that settle a name which several places share.
    """
    if not isinstance(given, Mapping):
        raise _wrong("画像应是一个 JSON 对象。", "A profile is one JSON object.")
    if len(given) > MOST_VALUES:
        raise _wrong("画像的项目过多。", "The profile has too many fields.")
    profile, texts = Profile(), []
    for label, value in given.items():
        if value is None or value == "" or value == []:
            continue
        field = field_named(str(label))
        if field == "text":
            texts.append(_words(label, value))
        elif field is None:
            said = _words(label, value) if isinstance(value, str) else _as_words(label, value)
            profile = _with_notes(profile, f"{label}：{said}")
        else:
            profile = _with_field(profile, field, str(label), value, today, near)
    for text in texts:
        profile = filled(profile, words.profile_of_text(text, today, near))
    return profile


def field_named(label: str) -> str | None:
    """Give the field that a label means, “员工人数（人）” too; ``None`` for one that no field answers to."""
    flat = flat_text(label).strip()
    for field, names in LABELS.items():
        if flat in names:
            return field
    found = [
        (len(name), field)
        for field, names in LABELS.items()
        for name in names
        if len(name) > 1 and not name.isascii() and name in flat
    ]
    return max(found)[1] if found else None


def filled(profile: Profile, other: Profile) -> Profile:
    """Give a profile with what only the other one knows."""
    changes: dict[str, Any] = {}
    for one in fields(Profile):
        own, further = getattr(profile, one.name), getattr(other, one.name)
        if isinstance(own, tuple):
            known = {said.value for said in own}
            if one.name == "needs" and own:
                continue
            changes[one.name] = (*own, *(said for said in further if said.value not in known))
        elif own is None:
            changes[one.name] = further
    return replace(profile, **changes)


def _with_field(
    profile: Profile, field: str, label: str, value: object, today: date, near: Iterable[str]
) -> Profile:
    if field in _NUMBERS and not isinstance(value, str):
        number: Any = _number(label, value)
        return replace(profile, **{field: number})
    if field == "founded" and not isinstance(value, str):
        value = str(int(_number(label, value).value.low))
    if field in ("qualifications", "needs", "events"):
        return _with_list(profile, field, _list(label, value))
    said = _words(label, value)
    return _in_words(profile, field, said, today, near)


def _in_words(profile: Profile, field: str, said: str, today: date, near: Iterable[str]) -> Profile:
    """A field whose value is in words. Words that tell nothing are kept as notes."""
    readers: dict[str, Callable[[str], Any]] = {
        "name": lambda text: Stated(text, text),
        "region": lambda text: words.region_said(text, near),
        "industry": lambda text: Stated(words.bare_industry(text) or text, text),
        "founded": lambda text: _founded(text, today),
        "employees": lambda text: figures.employees_said(text) or _first_number(text),
        "revenue": lambda text: figures.revenue_said(text if "收" in text or "产值" in text else f"营收{text}"),
        "rd_share": lambda text: _said(figures.share_said(text) or _bare_share(text), text),
        "size": words.size_said,
        "legal_form": lambda text: words.legal_form_said(f"是{text}") or Stated(text, text),
        "stage": lambda text: words.stage_said(text) or Stated(text, text),
    }  # fmt: skip
    if field == "rd_spending":
        about = said if "研发" in said else f"研发{said}"
        spent = figures.rd_spending_said(about) or _said(figures.money_said(said), said)
        found = {"rd_spending": spent, "rd_share": figures.rd_share_said(about)}
        known: dict[str, Any] = {
            name: read for name, read in found.items() if read and not getattr(profile, name)
        }
        return _with_notes(replace(profile, **known), said)
    read = readers[field](said)
    if read is None:
        return _with_notes(profile, said)
    extra: dict[str, Any] = {}
    if field == "legal_form" and profile.size is None:
        extra["size"] = words.size_said(said)
    return replace(profile, **{field: replace(read, words=said), **extra})


def _with_list(profile: Profile, field: str, values: list[str]) -> Profile:
    if field == "needs":
        return replace(profile, needs=(*profile.needs, *(Stated(value, value) for value in values)))
    if field == "qualifications":
        return _with_qualifications(profile, values)
    happened: list[Stated[str]] = []
    denied: list[Stated[str]] = []
    for value in values:
        for said, refused in _parted(value):
            (denied if refused else happened).append(Stated(said, said))
    return replace(profile, events=(*profile.events, *happened), denied=(*profile.denied, *denied))


def _parted(value: str) -> list[tuple[str, bool]]:
    """What a value says and what it denies, apart: “享有完整著作权，无侵权纠纷”; each with whether it is denied."""
    parts = [
        (part, bool(DENIAL.search(flat_text(part)))) for part in CLAUSE.split(value) if part and part.strip()
    ]
    if not any(refused for _, refused in parts):
        return [(value, False)]
    said = "，".join(part for part, refused in parts if not refused)
    return [*([(said, False)] if said else []), *(pair for pair in parts if pair[1])]


def _with_qualifications(profile: Profile, values: list[str]) -> Profile:
    held, denied = list(profile.qualifications), list(profile.denied)
    for value in values:
        has, lacks = words.qualifications_said(flat_text(value))
        held += has
        denied += lacks
        if not has and not lacks:
            (denied if DENIAL.search(value) else held).append(Stated(value, value))
        elif DENIAL.search(value) and not lacks:
            denied.append(Stated(value, value))
    happened, not_happened = words.events_said(flat_text("，".join(values)))
    listed = [event for event in happened if not words.qualifications_said(event.value)[0]]
    return replace(
        profile,
        qualifications=tuple(held),
        denied=(*denied, *not_happened),
        events=(*profile.events, *listed),
    )


def _founded(text: str, today: date) -> Stated[Any] | None:
    days = days_in(text)
    if days:
        return Stated(days, text)
    return figures.founded_said(text if "成立" in text else f"成立{text}", today)


def _first_number(text: str) -> Stated[Extent] | None:
    """A number that stands alone, read folded: “1,200”, “２００”."""
    digits = flat_text(text).replace(",", "")
    if not digits.isdecimal() or len(digits) > LONGEST_NUMBER:
        return None
    return Stated(Extent.exactly(float(digits)), text)


def _bare_share(text: str) -> Extent | None:
    """“0.12” given as words."""
    try:
        value = float(text)
    except ValueError:
        return None
    return Extent.exactly(value) if 0 <= value <= 1 else None


def _said(extent: Extent | None, text: str) -> Stated[Extent] | None:
    return Stated(extent, text) if extent else None


def _number(label: str, value: object) -> Stated[Extent]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(f"画像的“{label}”应是数或文字。", f"{label!r} of a profile is a number or words.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or number < 0:
        raise _wrong(f"画像的“{label}”应是不小于零的数。", f"{label!r} of a profile is a number from 0 up.")
    if field_named(label) == "rd_share" and number > 1:
        if number > 100:
            raise _wrong(f"画像的“{label}”应在 0 到 1 之间。", f"{label!r} of a profile is from 0 to 1.")
        number /= 100
    return Stated(Extent.exactly(number), f"{value}")


def _list(label: str, value: object) -> list[str]:
    """A list of words, or words that hold several parted by “；”."""
    if isinstance(value, str):
        for mark in _PARTS:
            value = value.replace(mark, _PARTS[0])
        return [part.strip() for part in _words(label, value).split(_PARTS[0]) if part.strip()]
    if not isinstance(value, list) or len(value) > MOST_VALUES:
        raise _wrong(f"画像的“{label}”应是文字或文字的列表。", f"{label!r} of a profile is words or a list of them.")  # fmt: skip
    return [said for one in value if (said := _words(label, one).strip())]


def _words(label: object, value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _wrong(f"画像的“{label}”应是文字。", f"{label!r} of a profile is words.")
    if len(value) > LONGEST_WORDS:
        raise _wrong(f"画像的“{label}”太长。", f"{label!r} of a profile is too long.")
    return value.encode("utf-8", "replace").decode("utf-8").strip()


def _as_words(label: object, value: object) -> str:
    """The value of a label that no field answers to, whatever it is."""
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "；".join(_words(label, one) for one in value[:MOST_VALUES])
    if isinstance(value, bool | int | float):
        return str(value)
    raise _wrong(f"画像的“{label}”应是文字。", f"{label!r} of a profile is words.")


def _with_notes(profile: Profile, said: str) -> Profile:
    """Keep words that no field takes, apart from what they deny."""
    label, colon, value = said.partition("：")
    parts = _parted(value) if colon else _parted(said)
    notes = [
        Stated(part if not colon else f"{label}：{part}", part) for part, refused in parts if not refused
    ]
    denied = [Stated(part, part) for part, refused in parts if refused]
    return replace(profile, notes=(*profile.notes, *notes), denied=(*profile.denied, *denied))


def _wrong(chinese: str, english: str) -> UsageError:
    return UsageError(chinese, english)
