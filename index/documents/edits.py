"""What a person sets right in a document's metadata, checked before it is kept. Pure functions.

Edits lie beside what was read, so they outlast a new reading, and taking one back brings back what was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from ingest.document import Metadata
from ingest.errors import UsageError
from ingest.metadata import METADATA_LABELS, PERIOD, field_named
from ingest.text.dates import iso_date

_DATES = ("issued", "published", "effective", "expires")
_LISTS = ("issuers", "supersedes", "aliases")
_FLAGS = ("draft", "repealed")
_WORDS = ("title", "number", "region", "kind")
EDITABLE = tuple(field.name for field in fields(Metadata) if field.name != "brief")
_YES, _NO = ("true", "1", "yes", "是"), ("false", "0", "no", "否")
_LONGEST = 500  # characters of a value
Edits = tuple[tuple[str, Any], ...]


def edited(edits: Edits, changes: Mapping[str, object]) -> Edits:
    """Edits with some more; ``None`` takes one back. In order of the fields.

    Values are those of ``Metadata`` or words for them: dates as 2022-02-21 or 2022年2月21日, a period as
    2021-2025, lists with ；between, flags as 是 or 否; an empty value says that there is none. Fields may have
    their labels or other names (``ingest.metadata.fields``). Raises ``UsageError``.
    """
    held = dict(edits)
    for name, value in changes.items():
        field = field_named(name)
        if field is None or field not in EDITABLE:
            known = "、".join(f"{field}（{METADATA_LABELS[field]}）" for field in EDITABLE)
            raise UsageError(f"没有“{name}”这一项，可改的有：{known}", f"no field {name!r} to edit")
        held.pop(field, None)
        if value is not None:
            held[field] = _checked(field, value)
    return tuple((field, held[field]) for field in EDITABLE if field in held)


def _checked(field: str, value: object) -> Any:
    if field in _LISTS:
        items = value if isinstance(value, list | tuple) else str(value).replace(";", "；").split("；")
        return tuple(_words(field, item) for item in items if str(item).strip())
    if isinstance(value, list | tuple) and field != "period":
        raise _bad(field, value, "一个值", "one value")
    if field in _FLAGS:
        return _flag(field, value)
    if field == "title" and not str(value).strip():
        raise _bad(field, value, "标题，不能为空", "a title")
    if not isinstance(value, list | tuple) and not str(value).strip():
        return None
    if field in _DATES:
        return _date(field, str(value))
    return _period(value) if field == "period" else _words(field, value)


def _words(field: str, value: object) -> str:
    words = " ".join(str(value).split())
    if len(words) > _LONGEST or not words.isprintable():
        raise _bad(field, words[:40] + "…", f"{_LONGEST} 字以内的文字", f"at most {_LONGEST} characters")
    return words


def _flag(field: str, value: object) -> bool:
    written = str(value).strip().lower()
    if written in _YES or written in _NO:
        return written in _YES
    raise _bad(field, value, "“是”或“否”", "yes or no")


def _date(field: str, value: str) -> str:
    day = iso_date(value)
    if day is None or not 1900 <= date.fromisoformat(day).year <= 2999:
        raise _bad(field, value, "日期，如 2022-02-21 或 2022年2月21日", "a date such as 2022-02-21")
    return day


def _period(value: object) -> tuple[int, int]:
    written = "-".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    match = PERIOD.fullmatch(written.strip())
    if match is None or int(match["first"]) > int(match["last"]):
        raise _bad("period", written, "起止年份，如 2021-2025", "two years such as 2021-2025")
    return int(match["first"]), int(match["last"])


def _bad(field: str, value: object, wanted: str, english: str) -> UsageError:
    return UsageError(
        f"{METADATA_LABELS[field]}（{field}）应为{wanted}，不是“{value}”", f"{field} must be {english}"
    )
