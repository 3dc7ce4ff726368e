"""Make a document with its report from what a reader extracted. Runs in the worker (:mod:`ingest.sandbox.child`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ingest.document import Document, ParsedSource, ParseReport
from ingest.errors import LimitExceeded, NoTextFound, SourceError, UnreadableFile
from ingest.extracted import Extracted
from ingest.parsing.chunks import chunk_document
from ingest.parsing.parse import Parsed, parse
from ingest.progress import finished
from ingest.structure.article_gaps import article_gaps
from ingest.task import Task
from ingest.text.patterns import INVISIBLE
from ingest.text.safe_display import STEERING, in_order

_MOST_INVISIBLE = 3  # a stray byte order mark is no attack


def understand(task: Task, extract: Callable[[], Extracted]) -> ParsedSource:
    """Give the document of a task, or its failure; never raises for a bad file."""
    started = time.perf_counter()
    try:
        return _parsed(muted(extract()), task.stem, task.source, started)
    except SourceError as error:
        return failed(task.source, (task.stem or None) if task.kind == "line" else None, error, started)
    except MemoryError:
        greedy = LimitExceeded("解析所需内存过多，文件可能异常", "parsing took too much memory")
        return failed(task.source, None, greedy, started)
    except RecursionError:
        deep = UnreadableFile("文件结构过于复杂，无法解析", "the file's structure is nested too deeply")
        return failed(task.source, None, deep, started)


def failed(source: str, doc_id: str | None, error: SourceError, started: float | None = None) -> ParsedSource:
    """Give the report of a source that could not be read; ``started`` is on the clock of ``time.perf_counter``."""
    elapsed = 0.0 if started is None else round((time.perf_counter() - started) * 1000, 1)
    return ParsedSource(ParseReport(source, doc_id, ok=False, error=error.as_dict(), elapsed_ms=elapsed))


def _parsed(extracted: Extracted, doc_id: str, source: str, started: float) -> ParsedSource:
    finished()
    if not extracted.text.strip():
        raise NoTextFound("未提取到文字", "no text was found")
    parsed = parse(extracted, doc_id=doc_id, source=source)
    finished()
    return ParsedSource(_report(parsed, extracted, started), parsed.document, extracted.words)


def _report(parsed: Parsed, extracted: Extracted, started: float) -> ParseReport:
    document: Document = parsed.document
    return ParseReport(
        source=document.source,
        doc_id=document.doc_id,
        media_type=document.media_type,
        characters=len(document.text),
        headings=parsed.headings,
        clauses=sum(1 for clause in document.clauses if clause.kind == "text"),
        tables=parsed.tables,
        rows=len(document.rows),
        chunks=len(chunk_document(document)),
        repeated_sentences=parsed.repeated_sentences,
        contents_only=parsed.contents_only,
        pages=len(document.pages),
        pages_without_text=extracted.bare_pages,
        warnings=(*extracted.warnings, *_hidden(document.text), *_unread(document.text)),
        elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
        ocr=extracted.ocr,
        margins=extracted.margins,
        attachments=extracted.attachments,
        article_gaps=article_gaps(document.clauses),
    )


def _hidden(text: str) -> tuple[str, ...]:
    """A warning where a text holds characters that people cannot see, those muted among them."""
    count = len(INVISIBLE.findall(text))
    return (f"含有 {count} 个不可见字符",) if count > _MOST_INVISIBLE else ()


def _unread(text: str) -> tuple[str, ...]:
    """A warning where a reader could not tell some characters."""
    count = text.count("\ufffd")
    return (f"有 {count} 处文字无法识别",) if count else ()


_MUTE = "\N{ZERO WIDTH SPACE}"


def muted(extracted: Extracted) -> Extracted:
    """Remove the characters that steer a display unseen: replaced in the text, left out of what stands beside it."""
    return replace(
        extracted,
        text=STEERING.sub(_MUTE, extracted.text),
        title=_plain(extracted.title),
        page_title=_plain(extracted.page_title),
        given=_plain(dict(extracted.given)),
        warnings=_plain(extracted.warnings),
        margins=_plain(extracted.margins),
        attachments=_plain(extracted.attachments),
    )


def _plain(value: Any) -> Any:
    """A value as JSON knows it, its words without what steers."""
    if isinstance(value, str):
        return in_order(value)
    if isinstance(value, Mapping):
        return {_plain(name): _plain(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(held) for held in value)
    return value
