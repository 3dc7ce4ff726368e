"""Files and folders to parsed documents, the reader chosen by content, not by name."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

from ingest.chunks import chunk_document
from ingest.document import Document, ParsedSource, ParseReport
from ingest.errors import NoTextFound, SourceError, UnreadableFile
from ingest.extracted import Extracted
from ingest.formats import format_of
from ingest.parse import Parsed, parse
from ingest.patterns import INVISIBLE, UNFIT_FOR_NAME
from ingest.read_jsonl import read_jsonl
from ingest.read_text import read_text
from ingest.worker import Worker

_LARGEST_FILE = 200 * 1024 * 1024  # bytes
_LONGEST_NAME = 200  # characters
_MOST_INVISIBLE = 3  # a stray byte order mark is no attack
_HIDDEN = re.compile(r"^(?:\.|~\$|__MACOSX$|__pycache__$|Thumbs\.db$)")


def parse_path(path: Path) -> Iterator[ParsedSource]:
    """Every document of a file or folder (recursive, sorted).

    Never raises for a bad file: its report says what was wrong. ``doc_id`` is the
    file's stem, made unique within the call; a JSON line's is its ``id``.
    """
    taken: set[str] = set()
    with Worker() as worker:
        for file in _files(Path(path)):
            yield from _parse_file(file, taken, worker)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not any(_HIDDEN.match(part) for part in file.relative_to(path).parts):
            yield file


def _parse_file(file: Path, taken: set[str], worker: Worker) -> Iterator[ParsedSource]:
    started = time.perf_counter()
    name = UNFIT_FOR_NAME.sub("", file.name)
    try:
        data = _bytes(file)
        kind = format_of(data, file.suffix)
        if kind == "jsonl":
            yield from _parse_lines(file, data, taken)
            return
        is_text = kind in ("text", "markdown")
        extracted = read_text(data, kind == "markdown") if is_text else worker.read(kind, data)
        yield _parsed(extracted, _unique(file.stem, taken), name, started)
    except SourceError as error:
        yield _failed(name, None, error, started)


def _parse_lines(file: Path, data: bytes, taken: set[str]) -> Iterator[ParsedSource]:
    for line in read_jsonl(data):
        started = time.perf_counter()
        source = f"{UNFIT_FOR_NAME.sub('', file.name)}:{line.number}"
        if line.extracted is None:
            error = line.error or UnreadableFile("无法读取", "cannot be read")
            yield _failed(source, line.doc_id or None, error, started)
            continue
        try:
            yield _parsed(line.extracted, _unique(line.doc_id, taken), source, started)
        except SourceError as error:
            yield _failed(source, line.doc_id, error, started)


def _bytes(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise UnreadableFile("文件不存在或无法读取", "the file is missing or cannot be read")
        if file.stat().st_size > _LARGEST_FILE:
            raise UnreadableFile("文件超过 200 MB", "the file is larger than 200 MB")
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableFile("文件不存在或无法读取", "the file is missing or cannot be read") from error
    if not data:
        raise UnreadableFile("文件为空", "the file is empty")
    return data


def _unique(name: str, taken: set[str]) -> str:
    """A name as ``doc_id``: without characters that do not show, numbered where it is taken."""
    stem = UNFIT_FOR_NAME.sub("", name).strip()[:_LONGEST_NAME] or "document"
    doc_id, count = stem, 1
    while doc_id in taken:
        count += 1
        doc_id = f"{stem}-{count}"
    taken.add(doc_id)
    return doc_id


def _parsed(extracted: Extracted, doc_id: str, source: str, started: float) -> ParsedSource:
    if not extracted.text.strip():
        raise NoTextFound("未提取到文字", "no text was found")
    parsed = parse(
        extracted.text,
        doc_id=doc_id,
        source=source,
        media_type=extracted.media_type,
        title=extracted.title,
        overrides=extracted.given,
        pages=extracted.pages,
        page_title=extracted.page_title,
        headings=extracted.headings,
    )
    return ParsedSource(_report(parsed, extracted, started), parsed.document)


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
        warnings=(*extracted.warnings, *_hidden(document.text)),
        elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
        ocr=extracted.ocr,
        margins=extracted.margins,
        attachments=extracted.attachments,
    )


def _hidden(text: str) -> tuple[str, ...]:
    """A warning where a text holds characters that people cannot see; the text stays as it is."""
    count = len(INVISIBLE.findall(text))
    return (f"含有 {count} 个不可见字符",) if count > _MOST_INVISIBLE else ()


def _failed(source: str, doc_id: str | None, error: SourceError, started: float) -> ParsedSource:
    elapsed = round((time.perf_counter() - started) * 1000, 1)
    return ParsedSource(ParseReport(source, doc_id, ok=False, error=error.as_dict(), elapsed_ms=elapsed))
