"""How an answer names a document: its number, day and standing in brackets, and where its text names it."""

from __future__ import annotations

from chat.question import date_of
from index.hits import DocumentInfo
from ingest.document import IN_FORCE, Document, Span


def facts_in_brackets(info: DocumentInfo) -> str:
    """Give number, day and standing as “（国发〔2019〕4号，2019年1月24日，已废止）”; empty where none is known."""
    day = date_of(info)
    facts = [info.metadata.number or "", _written(day) if day else ""]
    facts.append("" if info.status == IN_FORCE else info.status)
    known = [fact for fact in facts if fact]
    return f"（{'，'.join(known)}）" if known else ""


def named_in_text(info: DocumentInfo, document: Document) -> Span:
    """Give where a text names its document: its title, else its number, else its first line."""
    for field in ("title", "number"):
        stated = next((one for one in document.evidence if one.field == field), None)
        if stated and stated.end > stated.start:
            return Span(stated.start, stated.end)
    text = document.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return Span(start, len(text) if end < 0 else end)


def _written(day: str) -> str:
    parts = [str(int(part)) for part in day[:10].split("-")]
    return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))
