"""Write the parse report for the terminal and for programs. Pure functions of a parsed source."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby

from ingest.document import Document, ParsedSource
from ingest.metadata import shown_fields
from ingest.report.doubts import doubts
from ingest.sources import error_line
from ingest.text.safe_display import on_one_line


def check_json(parsed: ParsedSource) -> dict[str, object]:
    """Give the report of one source as JSON values: counts, metadata and where it was read, outline, tables, doubts."""
    document, report = parsed.document, parsed.report
    if document is None:
        return asdict(report)
    return {
        **asdict(report),
        "metadata": asdict(document.metadata),
        "evidence": [
            {**asdict(found), "words": document.text[found.start : found.end]} for found in document.evidence
        ],
        "outline": [
            {
                "path": clause.path,
                "kind": clause.kind,
                "page": clause.page,
                "heading": asdict(clause.heading) if clause.heading else None,
                "spans": [asdict(span) for span in clause.spans],
            }
            for clause in document.clauses
        ],
        "table_rows": [
            {"path": row.path, "page": row.page, "cells": {cell.header: cell.text for cell in row.cells}}
            for row in document.rows
        ],
        "doubts": doubts(document, report),
    }


def check_text(parsed: ParsedSource) -> str:
    """Give facts, outline and doubts of one source, for people; the error where it could not be read."""
    document, report = parsed.document, parsed.report
    if document is None:
        return error_line(report)
    lines = [
        f"✓ {on_one_line(report.source)}（{document.media_type}，{report.characters} 字，{report.elapsed_ms:.0f} 毫秒）"
    ]
    lines += [f"  {label}：{on_one_line(words)}" for _, label, words in shown_fields(document.metadata)]
    lines += _outline(document)
    found = doubts(document, report)
    lines += ["  要看的地方：" + ("" if found else "无"), *(f"    · {on_one_line(doubt)}" for doubt in found)]
    return "\n".join(lines)


def _outline(document: Document) -> list[str]:
    """The headings, indented by depth, with pages; tables as their number of rows and their columns."""
    lines = ["  大纲："]
    entries: list[tuple[int, str]] = []
    for clause in document.clauses:
        if clause.path and (start := clause.heading or clause.spans[0]):
            page = f"　第{clause.page}页" if clause.page else ""
            note = "（仅见于目录）" if clause.kind == "contents" else ""
            entries.append((start.start, f"{'  ' * len(clause.path)}{clause.path[-1]}{note}{page}"))
    for path, group in groupby(document.rows, key=lambda row: row.path):
        rows = list(group)
        columns = "、".join(dict.fromkeys(cell.header for row in rows for cell in row.cells))
        entries.append(
            (rows[0].start, f"{'  ' * (len(path) + 1)}［表］{len(rows)} 行：{columns}"),
        )
    return [*lines, *(f"  {on_one_line(words)}" for _, words in sorted(entries, key=lambda entry: entry[0]))]
