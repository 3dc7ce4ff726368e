"""Take sources into a store: a free id for each document, a report line for each source.

Knows nothing of the store but which ids it holds and from which sources they came.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from hashlib import sha256
from typing import Protocol

from ingest.document import Document, ParsedSource, ParseReport, SourceFile
from ingest.text.safe_display import on_one_line

_BATCH_SECONDS = 10.0
_COST = 5  # a batch takes at least so many times as long as it took to keep the one before
_LINE = re.compile(r":\d+$")  # the source of a JSON line: “laws.jsonl:12”
_STATES = {"added": "新增", "updated": "更新", "unchanged": "未变"}


def take_in(
    sources: Iterable[ParsedSource], taken: Mapping[str, str], reports: list[ParseReport]
) -> Iterator[Document]:
    """Give documents, each under a free id, as they are parsed; every source leaves a report in ``reports``.

    ``taken`` maps the ids that the store holds to their sources. The same text under the same file
    name is one document, however often it comes.
    """
    given: dict[tuple[str, bytes], str] = {}
    ids: set[str] = set()
    for parsed in sources:
        document, report = parsed.document, parsed.report
        if document is None:
            reports.append(report)
            if report.kept and report.doc_id:
                ids.add(report.doc_id)
            continue
        content = document.source, sha256(document.text.encode("utf-8", "replace")).digest()
        doc_id = given.get(content) or free_id(document, taken, ids)
        reports.append(replace(report, doc_id=doc_id))
        if content not in given:
            given[content] = doc_id
            ids.add(doc_id)
            yield document.with_id(doc_id)


class StoredDocument(Protocol):
    """This is a document of a store, as intake sees it: its id and the files that it came from."""

    @property
    def doc_id(self) -> str:
        """Give the id of the document."""
        ...


def stored_sources(infos: Iterable[StoredDocument]) -> dict[SourceFile, str]:
    """Map each source that a store has read to its ``doc_id``, as :class:`ingest.sources.pipeline.Run` asks for it.

    What is not known before a file is read is left out.
    """
    return {
        replace(file, media_type="", kept=False): info.doc_id
        for info in infos
        for file in getattr(info, "sources", ())
    }


def in_batches(
    documents: Iterable[Document], seconds: float = _BATCH_SECONDS
) -> Iterator[Iterator[Document]]:
    """Divide a stream into a few streams, each to be read to its end before the next is taken.

    So an interruption loses seconds of work, and keeping it does not cost more than the work.
    Each batch must be read to its end.
    """
    stream = iter(documents)
    patience, ended = seconds, 0.0

    def batch(first: Document) -> Iterator[Document]:
        nonlocal ended
        end = time.monotonic() + patience
        yield first
        while time.monotonic() < end and (document := next(stream, None)) is not None:
            yield document
        ended = time.monotonic()

    for first in stream:
        ended = time.monotonic()
        yield batch(first)
        patience = max(seconds, _COST * (time.monotonic() - ended))


def free_id(document: Document, taken: Mapping[str, str], given: Set[str]) -> str:
    """Give the document's id if no other source has it, else “plan-2”, “plan-3” and so on.

    ``given`` are the ids of this run. An id of the store is free for the source it came from, which
    makes an update; a JSON line keeps its id whatever file it came from before.
    """
    source = None if _LINE.search(document.source) else document.source
    doc_id, copy = document.doc_id, 1
    while doc_id in given or (source is not None and taken.get(doc_id, source) != source):
        copy += 1
        doc_id = f"{document.doc_id}-{copy}"
    return doc_id


def error_line(report: ParseReport) -> str:
    """Say why a source could not be read, for people."""
    error = report.error or {}
    return f"✗ {on_one_line(report.source)}：{error.get('chinese', '')}（{error.get('english', '')}）"


def report_line(report: ParseReport, state: str, title: str = "") -> str:
    """Say what was understood of one source; ``state`` is “added”, “updated”, “unchanged” or “duplicate”.

    ``title`` is that of the document that a duplicate is a copy of.
    """
    if not report.ok:
        return error_line(report)
    named = f"{on_one_line(report.doc_id or '')}（{on_one_line(report.source)}）"
    if report.kept:
        return f"✓ {named}未变：库中已有，未重读"
    if report.same_as:
        return f"✓ {named}：与《{on_one_line(title or report.same_as)}》相同，已并入来源"
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
    notes = "".join(f"\n    {on_one_line(warning)}" for warning in report.warnings)
    return f"✓ {named}{_STATES[state]}：{'，'.join(found)}{notes}"
