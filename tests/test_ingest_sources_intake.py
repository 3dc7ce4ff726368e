"""Every source gets an id of its own; the same source again is an update."""

from __future__ import annotations

import pytest

from ingest.document import Document, Metadata, ParsedSource, ParseReport
from ingest.sources.intake import report_line, take_in


def source(doc_id: str, text: str, name: str = "") -> ParsedSource:
    name = name or f"{doc_id}.txt"
    document = Document(doc_id, text, Metadata(title=doc_id), source=name)
    return ParsedSource(ParseReport(name, doc_id, characters=len(text)), document)


@pytest.mark.parametrize(
    ("taken", "sources", "expected"),
    [
        ({}, [source("plan", "一")], ["plan"]),
        ({"plan": "plan.txt"}, [source("plan", "二")], ["plan"]),  # an update
        ({"plan": "plan.pdf"}, [source("plan", "一")], ["plan-2"]),
        ({"plan": "plan.pdf", "plan-2": "plan.docx"}, [source("plan", "一")], ["plan-3"]),
        ({}, [source("plan", "一"), source("plan", "二")], ["plan", "plan-2"]),  # two folders
        ({}, [source("plan", "一"), source("plan", "一")], ["plan"]),  # the same file twice
        ({}, [source("a", "一"), source("b", "一")], ["a", "b"]),  # equal text under two names
        ({"g1": "old.jsonl:7"}, [source("g1", "一", "new.jsonl:1")], ["g1"]),  # a line's id is its id
    ],
)
def test_free_ids(taken, sources, expected) -> None:
    reports: list[ParseReport] = []
    documents = list(take_in(sources, taken, reports))
    assert [document.doc_id for document in documents] == expected
    assert len(reports) == len(sources)
    assert {report.doc_id for report in reports} == set(expected)


def test_a_failure_leaves_a_report_and_no_document() -> None:
    error = {"code": "unreadable", "chinese": "文件为空", "english": "the file is empty"}
    failed = ParsedSource(ParseReport("x.pdf", ok=False, error=error))
    reports: list[ParseReport] = []
    documents = list(take_in([failed, source("plan", "一")], {}, reports))
    assert [document.doc_id for document in documents] == ["plan"]
    assert report_line(reports[0], "unchanged") == "✗ x.pdf：文件为空（the file is empty）"


def test_report_lines_say_what_was_repaired() -> None:
    report = ParseReport("plan.txt", "plan", repeated_sentences=34, contents_only=2, warnings=("有乱码",))
    line = report_line(report, "added")
    assert line.startswith("✓ plan（plan.txt）新增：")
    assert "去重复句 34" in line and "仅见于目录 2 节" in line and line.endswith("\n    有乱码")
