"""Sources on their way into a store: a free id for each document, a report line for each source.

Knows nothing of the store but which ids it holds and from which sources they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ingest.document import Document, ParsedSource, ParseReport

_STATES = {"added": "新增", "updated": "更新", "unchanged": "未变"}


def take_in(
    sources: Iterable[ParsedSource], taken: Mapping[str, str], reports: list[ParseReport]
) -> Iterator[Document]:
    """Documents, each under a free id, as they are parsed; every source leaves a report in ``reports``.

    ``taken`` maps the ids that the store holds to their sources.
    """
    used: dict[str, str] = {}
    for parsed in sources:
        named = with_free_id(parsed, taken, used)
        reports.append(named.report)
        if named.document is not None:
            yield named.document


def with_free_id(parsed: ParsedSource, taken: Mapping[str, str], used: dict[str, str]) -> ParsedSource:
    """Give a document an id that no other source holds: “plan”, else “plan-2”, “plan-3”, …

    An id of the store whose source is the same is an update and stays. ``used`` maps the ids given
    in this run to their text, and grows; the same text under the same name is one document, so the
    second comes back without it.
    """
    document = parsed.document
    if document is None:
        return parsed
    doc_id, copy = document.doc_id, 1
    while doc_id in used or taken.get(doc_id, document.source) != document.source:
        if used.get(doc_id) == document.text:
            return replace(parsed, document=None, report=replace(parsed.report, doc_id=doc_id))
        copy += 1
        doc_id = f"{document.doc_id}-{copy}"
    used[doc_id] = document.text
    return replace(parsed, document=document.with_id(doc_id), report=replace(parsed.report, doc_id=doc_id))


def report_line(report: ParseReport, state: str) -> str:
    """What was understood of one source, for people; ``state`` is “added”, “updated” or “unchanged”."""
    if not report.ok:
        error = report.error or {}
        return f"✗ {report.source}：{error.get('chinese', '')}（{error.get('english', '')}）"
    found = [
        f"{report.characters} 字",
        f"{report.headings} 个标题",
        f"{report.clauses} 条",
        f"{report.tables} 表",
    ]
    if report.repeated_sentences:
        found.append(f"去重复句 {report.repeated_sentences}")
    if report.contents_only:
        found.append(f"仅见于目录 {report.contents_only} 节")
    if report.pages_without_text:
        found.append(f"无文字页 {'、'.join(map(str, report.pages_without_text))}")
    notes = "".join(f"\n    {warning}" for warning in report.warnings)
    return f"✓ {report.doc_id}（{report.source}）{_STATES[state]}：{'，'.join(found)}{notes}"
