"""Draw the documents tab: uploads and what became of them, the list, a form for the metadata.

Pure functions, every piece of text escaped. The class names are those of ``chat/web/static/views.css``,
the ``data-`` attributes those of ``chat/web/static/files.js``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chat.collections import Collection
from chat.service.page_images import original_address
from chat.uploads.upload_queue import DONE, FAILED, Job, UploadOutcome
from chat.web.views.cards import BRIEF_BADGE, status_badge
from chat.web.views.known import listed_html
from index.hits import DocumentInfo
from ingest.document import Document, Metadata
from ingest.metadata import METADATA_LABELS
from ingest.text.safe_display import escape

_STATES = {
    "added": "新增",
    "updated": "更新",
    "unchanged": "未变",
    "duplicate": "已并入同一文件",
    "failed": "未读出",
}
_LISTS = ("issuers", "supersedes", "aliases")
_FLAGS = ("draft", "repealed", "brief")
EDITED = (
    "title", "issuers", "number", "issued", "published", "effective", "expires", "period", "region", "kind",
    "draft", "repealed", "supersedes", "aliases",
)  # fmt: skip
_HINTS = {
    "issuers": "多个机关用分号隔开", "supersedes": "多个用分号隔开", "aliases": "多个用分号隔开",
    "issued": "如 2024-03-01", "published": "如 2024-03-01", "effective": "如 2024-03-01",
    "expires": "如 2028-12-31", "period": "如 2021—2025", "number": "如 丰政发〔2022〕7号",
}  # fmt: skip
LONGEST_EVIDENCE = 80
LINE = chr(10)  # between the names of the collections that a row's document is in


def jobs_html(jobs: Sequence[Job]) -> str:
    """Draw the uploads, the latest first, each with its report."""
    return "".join(map(_job, jobs))


def _job(job: Job) -> str:
    busy = '<span class="wc-spin" aria-hidden="true"></span>' if job.running else ""
    took = f"，用时 {job.seconds:.1f} 秒" if job.state == DONE else ""
    alert = ' role="alert"' if job.state == FAILED else ""
    return (
        f'<article class="wc-job wc-job-{job.state}" data-job="{job.id}"><header>{busy}'
        f'<strong>{escape(job.name)}</strong><span class="wc-job-words"{alert}>{escape(job.words)}{took}</span></header>'
        f"{''.join(map(_outcome, job.outcomes)) if job.state == DONE or len(job.outcomes) > 1 else ''}</article>"
    )


def _outcome(outcome: UploadOutcome) -> str:
    if outcome.error:
        return f'<div class="wc-outcome wc-outcome-bad"><p>✗ {escape(outcome.source)}：{escape(outcome.error)}</p></div>'
    counts = escape("，".join(f"{count} {label}" for label, count in outcome.counts))
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in outcome.facts)
    items = "".join(f"<li>{escape(doubt)}</li>" for doubt in outcome.doubts)
    doubtful = (
        f"<details open><summary>要核对 {len(outcome.doubts)} 处</summary><ul>{items}</ul></details>"
        if items
        else '<p class="wc-good">没有发现要核对的地方。</p>'
    )
    return (
        f'<div class="wc-outcome"><p class="wc-outcome-title"><span class="wc-badge wc-badge-other">'
        f"{_STATES[outcome.state]}</span> {escape(outcome.title)}</p><p class='wc-soft'>读出 {counts}</p>"
        f"<dl>{facts}</dl>{doubtful}{_open_button(outcome.doc_id, '打开原文')}"
        f"{'　' + _report_link(outcome.doc_id, outcome.title) if outcome.original else ''}</div>"
    )


def _open_button(doc_id: str, words: str) -> str:
    return f'<button type="button" class="wc-action" data-open="{escape(doc_id)}">{words}</button>'


def _report_link(doc_id: str, title: str) -> str:
    return (
        f'<a class="wc-action" href="{escape(original_address(doc_id))}/report" target="_blank" rel="noopener" '
        f'aria-label="完整报告（新窗口）：{escape(title)}">完整报告</a>'
    )


_SORTED = {"文件": "title", "效力": "status", "发文机关与文号": "origin", "日期": "date", "地区": "region", "段": "chunks", "来源": "source"}  # fmt: skip


def documents_html(
    infos: Sequence[DocumentInfo], may_edit: bool, collections: Sequence[Collection] = ()
) -> str:
    """Draw the documents as rows to sort and to tick; on a phone each becomes a card."""
    if not infos:
        return '<p class="wc-empty">还没有文件。把文件拖到上面，或点“上传文件”。</p>'
    rows = "".join(_document(info, may_edit, collections) for info in infos)
    heads = "".join(
        f'<th scope="col" aria-sort="none"><button type="button" class="wc-sort" data-sort="{key}">{words}</button></th>'
        for words, key in _SORTED.items()
    )
    tick = '<th scope="col"><input type="checkbox" data-tick-all aria-label="全选"></th>' if may_edit else ""
    return (
        f'<table class="wc-documents"><caption class="wc-sr">文件 {len(infos)} 份</caption>'
        f'<thead><tr>{tick}{heads}<th scope="col"><span class="wc-sr">操作</span></th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _document(info: DocumentInfo, may_edit: bool, collections: Sequence[Collection]) -> str:
    data = info.metadata
    date = data.issued or data.published or ""
    period = f"{data.period[0]}—{data.period[1]}年" if data.period else ""
    title, doc_id = escape(data.title), escape(info.doc_id)
    origin = "<br>".join(escape(part) for part in ("、".join(data.issuers), data.number or "") if part)
    edit = f'<button type="button" class="wc-action" data-edit="{doc_id}" aria-label="编辑：{title}">编辑</button>'
    delete = (
        f'<button type="button" class="wc-action" data-delete="{doc_id}" data-title="{title}" '
        f'aria-label="删除：{title}">删除</button>'
    )
    report = _report_link(info.doc_id, data.title) if info.pictured else ""
    cells = (
        ("效力", status_badge(info.status) + (BRIEF_BADGE if data.brief else "")),
        ("发文机关与文号", origin),
        ("日期", "<br>".join(filter(None, (escape(date), escape(period))))),
        ("地区", escape(data.region or "")),
        ("段", str(info.chunks)),
        (
            "来源",
            "".join(f'<span title="{escape(name)}">{escape(name)}</span>' for name in source_names(info)),
        ),
    )
    drawn = "".join(f'<td data-label="{label}">{value}</td>' for label, value in cells)
    held = [one.name for one in collections if info.doc_id in one.doc_ids]
    tags = "".join(f'<span class="wc-tag">{escape(name)}</span>' for name in held)
    tick = f'<td class="wc-tick-cell"><input type="checkbox" data-tick="{doc_id}" aria-label="勾选：{title}"></td>'
    keys = (data.title, info.status, "、".join(data.issuers), date or period, data.region or "", str(info.chunks), *source_names(info)[:1])  # fmt: skip
    sorts = "".join(
        f' data-by-{name}="{escape(key)}"' for name, key in zip(_SORTED.values(), keys, strict=False)
    )
    return (
        f'<tr data-words="{escape(_words(info))}" data-held="{escape(LINE.join(held))}"{sorts}>{tick if may_edit else ""}'
        f'<th scope="row"><button type="button" class="wc-doc-title" data-open="{doc_id}">'
        f"{title}</button>{tags}{listed_html(info)}</th>{drawn}"
        f"<td class='wc-doc-actions'>{report}{edit + delete if may_edit else ''}</td></tr>"
    )


def choice_html(collections: Sequence[Collection]) -> str:
    """Draw the list that shows the documents of one collection; empty without any."""
    options = "".join(
        f'<option value="{escape(one.name)}">{escape(one.name)}（{len(one.doc_ids)}）</option>'
        for one in collections
    )
    return f'<option value="">全部文件</option>{options}' if options else ""


def source_names(info: DocumentInfo) -> list[str]:
    """Give the names of the files that a document was read from."""
    files = getattr(info, "sources", ())
    return list(dict.fromkeys(file.name for file in files)) or ([info.source] if info.source else [])


def _words(info: DocumentInfo) -> str:
    """What the list is narrowed down by while typing."""
    data = info.metadata
    parts = (data.title, *data.issuers, data.number, data.region, data.kind, info.status, *source_names(info))
    return " ".join(filter(None, parts)).lower()


# --- metadata ----------------------------------------------------------------------------------------


def form_html(info: DocumentInfo, document: Document, may_edit: bool) -> str:
    """Draw the metadata as a form; beside each field the words that it was read from."""
    evidence = {
        found.field: document.text[found.start : found.end][:LONGEST_EVIDENCE] for found in document.evidence
    }
    fields = "".join(
        _field(name, info.metadata, evidence.get(name, ""), may_edit and name in info.edited)
        for name in EDITED
    )
    save = '<button type="submit" class="wc-button wc-primary">保存</button>' if may_edit else ""
    note = "" if may_edit else '<p class="wc-soft">现在只能查看，不能修改。</p>'
    return (
        f'<form class="wc-form" data-document="{escape(info.doc_id)}"><h2 tabindex="-1">文件信息</h2>'
        f'<p class="wc-soft">{escape(info.metadata.title)}</p>{note}{fields}'
        f'<div class="wc-form-actions">{save}<button type="button" class="wc-button" data-dialog="close">取消</button></div></form>'
    )


def _field(name: str, metadata: Metadata, evidence: str, undone: bool) -> str:
    """A field of the form. ``undone``: a person has set it, and may take that back."""
    label, value = METADATA_LABELS[name], getattr(metadata, name)
    read = f'<q class="wc-evidence">{escape(evidence)}</q>' if evidence else ""
    if undone:
        read += (
            f'<button type="button" class="wc-action" data-undo="{name}" aria-label="撤回更正：{label}">'
            "撤回更正，恢复读出的</button>"
        )
    identity = f"wc-field-{name}"
    if name in _FLAGS:
        checked = " checked" if value else ""
        control = f'<input type="checkbox" id="{identity}" name="{name}"{checked}>'
        return f'<div class="wc-field wc-flag">{control}<label for="{identity}">{label}</label>{read}</div>'
    hint = f' placeholder="{_HINTS[name]}"' if name in _HINTS else ""
    shown = escape(_shown(name, value))
    control = f'<input type="text" id="{identity}" name="{name}" value="{shown}"{hint} autocomplete="off">'
    return f'<div class="wc-field"><label for="{identity}">{label}</label>{control}{read}</div>'


def _shown(name: str, value: object) -> str:
    if name == "period" and isinstance(value, tuple):
        return f"{value[0]}—{value[1]}"
    if isinstance(value, tuple):
        return "；".join(map(str, value))
    return str(value or "")


def changes_of(values: Mapping[str, object], metadata: Metadata) -> dict[str, object]:
    """Read a form's values as changes: field → words as ``Store.edit`` takes them; it says what is wrong with them."""
    changes: dict[str, object] = {}
    for name in EDITED:
        if name not in values:
            continue
        held = getattr(metadata, name)
        given = bool(values[name]) if name in _FLAGS else str(values[name] or "").strip()
        if given != (bool(held) if name in _FLAGS else _shown(name, held)):
            changes[name] = given
    return changes
