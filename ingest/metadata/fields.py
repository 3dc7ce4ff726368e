"""The fields of a document's metadata in the words that people read and write. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.document import Metadata


@dataclass(frozen=True, slots=True)
class Field:
    """A field of ``Metadata``: its name there, the label that people read, other names that they write for it."""

    name: str
    label: str
    other_names: tuple[str, ...] = ()


FIELDS = (
    Field("title", "标题", ("文件标题", "文件名称")),
    Field("issuers", "发文机关", ("issuer", "发布机构", "发文机构", "发布机关")),
    Field("number", "发文字号", ("文号",)),
    Field("issued", "成文日期", ("date", "成文时间")),
    Field("published", "发布日期", ("publish_date", "发布时间")),
    Field("effective", "施行日期", ("施行时间", "实施日期", "生效日期")),
    Field("expires", "有效期至", ("失效日期",)),
    Field("period", "规划期", ("期限", "规划期限")),
    Field("region", "地区", ("area",)),
    Field("kind", "文种", ("type", "体裁")),
    Field("draft", "征求意见稿"),
    Field("repealed", "已废止"),
    Field("supersedes", "废止或替代", ("废止", "替代")),
    Field("aliases", "别名", ("alias", "简称")),
    Field("brief", "要点"),
)
METADATA_LABELS = {field.name: field.label for field in FIELDS}
_NAMED = {name: field.name for field in FIELDS for name in (field.name, field.label, *field.other_names)}


def field_named(words: str) -> str | None:
    """Give the field of ``Metadata`` that a name, a label or another name of it stands for; ``None`` for no field."""
    return _NAMED.get(words.strip())


def shown_fields(metadata: Metadata) -> list[tuple[str, str, str]]:
    """Give (field, label, value in words) of every field that says something, in the order above."""
    found = []
    for name, label in METADATA_LABELS.items():
        words = _words(name, getattr(metadata, name))
        if words:
            found.append((name, label, words))
    return found


def _words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    if name == "period" and isinstance(value, tuple):
        return f"{value[0]}—{value[1]}年"
    if isinstance(value, tuple):
        return "；".join(map(str, value))
    return str(value) if value else ""
