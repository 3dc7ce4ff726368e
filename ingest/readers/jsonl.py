"""Read JSON lines: one document a line, ``id`` and ``text``, optional ``title`` and metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.decode import decode
from ingest.errors import LimitExceeded, NoTextFound, SourceError, UnreadableFile
from ingest.extracted import Extracted
from ingest.task import Member

MOST_LINES = 200_000


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A line of the file holds a document or the error it met; ``number`` counts from 1."""

    number: int
    doc_id: str
    extracted: Extracted | None = None
    error: SourceError | None = None


def line_members(data: bytes) -> Iterator[Member]:
    """Give the lines that hold something, in order, each as UTF-8 bytes for :func:`read_line`, named by its number."""
    for number, line in enumerate(decode(data).split("\n"), 1):
        if number > MOST_LINES:
            raise LimitExceeded("行数过多，请分成几个文件", f"the file has more than {MOST_LINES} lines")
        if line.strip():
            yield Member(str(number), line.encode("utf-8", "surrogatepass"), number=number)


def read_line(data: bytes, number: int) -> JsonLine:
    """Read the document of one line; a bad line carries its error."""
    try:
        loaded = json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return JsonLine(
            number,
            "",
            error=UnreadableFile(f"第{number}行不是有效的 JSON", f"line {number} is not valid JSON"),
        )
    if not isinstance(loaded, dict):
        return JsonLine(
            number, "", error=UnreadableFile(f"第{number}行不是对象", f"line {number} is not an object")
        )
    doc_id = loaded.get("id", loaded.get("docid", loaded.get("doc_id")))
    if doc_id is None or isinstance(doc_id, (dict, list)) or not str(doc_id).strip():
        return JsonLine(number, "", error=UnreadableFile(f"第{number}行缺少 id", f"line {number} has no id"))
    text = loaded.get("text")
    if not isinstance(text, str) or not text.strip():
        return JsonLine(
            number, str(doc_id), error=NoTextFound(f"第{number}行没有文字", f"line {number} has no text")
        )
    nested = loaded.get("metadata")
    given = {**(nested if isinstance(nested, dict) else {}), **loaded}
    given = {
        key: value for key, value in given.items() if key not in ("id", "docid", "doc_id", "text", "metadata")
    }
    title = given.pop("title", None)
    title = title if isinstance(title, str) and title.strip() else None
    return JsonLine(number, str(doc_id).strip(), Extracted(text, "application/jsonl", title, given=given))
