"""Turn documents, chunks, term counts and embeddings into bytes and back.

Plain JSON and fixed-width arrays only: nothing here can run code when it is
read (no pickle). Knows nothing of SQLite, of files or of search.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from ingest.document import (
    Cell,
    Chunk,
    Clause,
    Document,
    Metadata,
    PageWords,
    ParsedSource,
    ParseReport,
    Row,
    Span,
)

# One entry a term of a chunk: the term's id and how often it stands in each field (capped at 255).
FIELDS = ("body", "title", "headings", "lead")
TERM_COUNTS = np.dtype([("term", "<u4"), *((name, "u1") for name in FIELDS)])
_METADATA_DEFAULTS = tuple((field.name, field.default) for field in fields(Metadata))
# The terms of a chunk, field by field, each as often as it stands there.
FieldTerms = tuple[Sequence[str], ...]
# The places of a report's values in a kept record. A new value is added at the end, for records that lie on disk.
REPORT_FIELDS = (
    "source", "doc_id", "ok", "error", "media_type", "characters", "headings", "clauses", "tables", "rows", "chunks",
    "repeated_sentences", "contents_only", "pages", "pages_without_text", "warnings", "elapsed_ms", "ocr",
    "article_gaps", "margins", "attachments", "same_as", "kept",
)  # fmt: skip
_REPORT_LISTS = ("pages_without_text", "warnings", "article_gaps", "margins", "attachments")


_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def dump_json(value: object) -> bytes:
    """Write canonical JSON: the same value always gives the same bytes."""
    return _CANONICAL.encode(value).encode("utf-8", "surrogatepass")


def load_json(data: bytes):
    """Read what :func:`dump_json` wrote."""
    return json.loads(data.decode("utf-8", "surrogatepass"))


def encode_counts(terms: np.ndarray, sizes: np.ndarray) -> list[bytes]:
    """Count the terms of some chunks and write them as 8 bytes a term of a chunk, in order of id.

    ``terms``: ids (int64, below 2**32), chunk by chunk and field by field, one for each time that a term stands
    there; ``sizes``: how many of them are of each field of each chunk, shape (chunks, ``FIELDS``).
    """
    chunks, fields = sizes.shape
    place = np.repeat(np.arange(sizes.size), sizes.ravel())  # of a field of a chunk
    keys, entry = np.unique((place // fields << 32) | terms, return_inverse=True)
    array = np.zeros(len(keys), TERM_COUNTS)
    array["term"] = keys & 0xFFFFFFFF
    table = np.bincount(entry * fields + place % fields, minlength=len(keys) * fields)
    table = np.minimum(table, 255).reshape(-1, fields)
    for number, field in enumerate(FIELDS):
        array[field] = table[:, number]
    ends = np.searchsorted(keys >> 32, np.arange(chunks + 1))
    return [array[start:end].tobytes() for start, end in itertools.pairwise(ends.tolist())]


def decode_counts(data: bytes) -> np.ndarray:
    """Read bytes of :func:`encode_counts` (or several of them joined) as an array of ``TERM_COUNTS``."""
    return np.frombuffer(data, TERM_COUNTS)


def encode_embedding(vector: np.ndarray) -> bytes:
    """Write a unit vector, shape (dimension,), as little-endian float16 bytes."""
    return vector.astype("<f2").tobytes()


def dump_metadata(metadata: Metadata) -> dict[str, object]:
    """Give metadata as JSON values; fields that hold their default are left out."""
    known = ((name, getattr(metadata, name), default) for name, default in _METADATA_DEFAULTS)
    return {name: value for name, value, default in known if value != default}


def load_metadata(value: Mapping[str, Any]) -> Metadata:
    """Read what :func:`dump_metadata` gave. Raises ``TypeError`` for a field that metadata do not have."""
    arguments: dict[str, Any] = {name: as_tuple(entry) for name, entry in value.items()}
    return Metadata(**arguments)


def as_tuple(value: Any) -> Any:
    """Turn a value out of JSON into what a frozen dataclass holds: lists become tuples."""
    return tuple(value) if isinstance(value, list) else value


def dump_structure(document: Document) -> bytes:
    """Write clauses, rows and page starts as JSON of nested lists."""
    clauses = [
        [
            clause.path,
            clause.level,
            [[span.start, span.end] for span in clause.spans],
            [clause.heading.start, clause.heading.end] if clause.heading else None,
            clause.page,
            clause.kind,
        ]
        for clause in document.clauses
    ]
    rows = [
        [
            row.path,
            [[cell.header, cell.text, cell.start, cell.end] for cell in row.cells],
            row.start,
            row.end,
            row.page,
        ]
        for row in document.rows
    ]
    return dump_json([clauses, rows, document.pages])


def load_structure(data: bytes) -> tuple[tuple[Clause, ...], tuple[Row, ...], tuple[int, ...]]:
    """Read bytes of :func:`dump_structure` as clauses, rows, pages."""
    clauses, rows, pages = load_json(data)
    return (
        tuple(
            Clause(
                tuple(path),
                level,
                tuple(Span(*span) for span in spans),
                Span(*heading) if heading else None,
                page,
                kind,
            )
            for path, level, spans, heading, page, kind in clauses
        ),
        tuple(
            Row(tuple(path), tuple(Cell(*cell) for cell in cells), start, end, page)
            for path, cells, start, end, page in rows
        ),
        tuple(pages),
    )


def dump_chunk(chunk: Chunk) -> bytes:
    """Write a chunk without its ``doc_id``, which its row of the store has."""
    return dump_json(
        [
            chunk.chunk_id,
            chunk.start,
            chunk.end,
            chunk.text,
            chunk.path,
            chunk.kind,
            chunk.page,
            chunk.cells,
            chunk.lead,
        ]
    )


def load_chunk(data: bytes, doc_id: str) -> Chunk:
    """Read bytes of :func:`dump_chunk` as a chunk of a document."""
    chunk_id, start, end, text, path, kind, page, cells, lead = load_json(data)
    return Chunk(
        chunk_id,
        doc_id,
        start,
        end,
        text,
        tuple(path),
        kind,
        page,
        tuple((header, value) for header, value in cells),
        lead,
    )


def dump_record(parsed: ParsedSource) -> bytes:
    """What a parser said of a file, without the document: its report, and where OCR read the words."""
    report = [getattr(parsed.report, name) for name in REPORT_FIELDS]
    # The place between them was the document's.
    values = [report, None, [[words.page, words.lines] for words in parsed.words]]
    return dump_json([*values, zlib.crc32(dump_json(values))])


def load_record(data: bytes) -> ParsedSource:
    """Bytes of :func:`dump_record` -> report and words; what an older record lacks is as by default.

    Raises ValueError or TypeError for what is no record, or has changed.
    """
    values, _, pages, *total = load_json(data)
    if total and total != [zlib.crc32(dump_json([values, None, pages]))]:
        raise ValueError("the record has changed")
    report: dict[str, Any] = dict(zip(REPORT_FIELDS, values, strict=False))
    report.update({name: tuple(report[name]) for name in _REPORT_LISTS if name in report})
    report["ocr"] = tuple((page, confidence) for page, confidence in report.get("ocr", ()))
    words = (
        PageWords(page, tuple((text, left, top, right, bottom) for text, left, top, right, bottom in lines))
        for page, lines in pages
    )
    return ParsedSource(ParseReport(**report), None, tuple(words))


def content_sha256(document: Document, chunks: Sequence[Chunk] = ()) -> str:
    """Give the SHA-256 of a document's content: text, metadata, structure and how it is cut.

    Its id and the name of its file are left out, so the same content under two
    names has one sum; a change of parser or chunker changes it.
    """
    digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass"))
    digest.update(dump_json(dump_metadata(document.metadata)))
    digest.update(dump_structure(document))
    for chunk in chunks:
        digest.update(
            dump_json([chunk.start, chunk.end, chunk.path, chunk.kind, chunk.page, chunk.cells, chunk.lead])
        )
    return digest.hexdigest()


def pack_bands(bands: tuple[int, ...]) -> str:
    """Write bands as text for a document's head: 16 hexadecimal digits each."""
    return "".join(f"{band:016x}" for band in bands)


def unpack_bands(packed: str) -> tuple[int, ...]:
    """Read what :func:`pack_bands` wrote."""
    return tuple(int(packed[place : place + 16], 16) for place in range(0, len(packed), 16))
