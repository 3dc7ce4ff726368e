"""Sources on their way into a store: a free id for each document, a report line for each source.

Knows nothing of the store but which ids it holds and from which sources they came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from hashlib import sha256

from ingest.document import Document, ParsedSource, ParseReport

_LINE = re.compile(r":\d+$")  # the source of a JSON line: “laws.jsonl:12”
_STATES = {"added": "新增", "updated": "更新", "unchanged": "未变"}


def take_in(
    sources: Iterable[ParsedSource], taken: Mapping[str, str], reports: list[ParseReport]
) -> Iterator[Document]:
    """Documents, each under a free id, as they are parsed; every source leaves a report in ``reports``.

    ``taken`` maps the ids that the store holds to their sources. The same text under the same file
    name is one document, however often it comes.
    """
    given: dict[tuple[str, bytes], str] = {}
    ids: set[str] = set()
    for parsed in sources:
        document, report = parsed.document, parsed.report
        if document is None:
            reports.append(report)
            continue
        content = document.source, sha256(document.text.encode("utf-8", "replace")).digest()
        doc_id = given.get(content) or free_id(document, taken, ids)
        reports.append(replace(report, doc_id=doc_id))
        if content not in given:
            given[content] = doc_id
            ids.add(doc_id)
            yield document.with_id(doc_id)


def free_id(document: Document, taken: Mapping[str, str], given: Set[str]) -> str:
    """The document's id if no other source holds it, else “plan-2”, “plan-3”, …

    ``given`` are the ids of this run. An id of the store is free for the source it came from, which
    makes an update; a JSON line keeps its id whatever file it came from before.
    """
    source = None if _LINE.search(document.source) else document.source
    doc_id, copy = document.doc_id, 1
    while doc_id in given or (source is not None and taken.get(doc_id, source) != source):
        copy += 1
        doc_id = f"{document.doc_id}-{copy}"
    return doc_id


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
        f"{report.chunks} 段",
    ]
    if report.repeated_sentences:
        found.append(f"去重复句 {report.repeated_sentences}")
    if report.contents_only:
        found.append(f"仅见于目录 {report.contents_only} 节")
    if report.pages_without_text:
        found.append(f"无文字页 {'、'.join(map(str, report.pages_without_text))}")
    notes = "".join(f"\n    {warning}" for warning in report.warnings)
    return f"✓ {report.doc_id}（{report.source}）{_STATES[state]}：{'，'.join(found)}{notes}"
