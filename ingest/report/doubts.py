"""Say in words what of a parsed document a person should look at. Pure functions.

A parser that keeps silent about what it could not read is worse than one that
reads less: every rule here names a place to look, none changes the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ingest.document import Document, ParseReport
from ingest.metadata import METADATA_LABELS

LEAST_CONFIDENCE = 0.9  # mean of a page's OCR below which it should be read against the picture
_LONGEST_CLAUSE = 6_000  # characters without any heading inside
_LONG_TEXT = 2_000  # characters from which a text without any heading is odd
_EXPECTED = ("issuers", "number", "issued")  # what an official document nearly always states
_UNOFFICIAL = ("新闻", "起草说明", "编制说明", "解读", "政策解读")


def doubts(document: Document, report: ParseReport) -> tuple[str, ...]:
    """Give sentences in Chinese, the gravest first; none where nothing is doubtful."""
    return (
        *_pages(report),
        *(f"条号不连续：{gap}" for gap in report.article_gaps),
        *_structure(document, report),
        *_tables(document),
        *_metadata(document),
        *report.warnings,
    )


def _pages(report: ParseReport) -> Iterable[str]:
    if report.pages_without_text:
        yield f"第{number_list(report.pages_without_text)}页没有文字"
    low = [(page, confidence) for page, confidence in report.ocr if confidence < LEAST_CONFIDENCE]
    if low:
        worst = min(confidence for _, confidence in low)
        yield (
            f"第{number_list([page for page, _ in low])}页由文字识别读出，置信度偏低（最低 {worst:.2f}），请对照原页"
        )


def number_list(numbers: Sequence[int]) -> str:
    """Write numbers as ranges: [1, 2, 3, 7] -> “1–3、7”."""
    runs = []
    for _, group in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}")
    return "、".join(runs)


def _structure(document: Document, report: ParseReport) -> Iterable[str]:
    if not report.headings and len(document.text) > _LONG_TEXT:
        yield "没有认出任何标题"
    if report.contents_only:
        yield f"{report.contents_only} 节只见于目录，正文里没有找到"
    if report.repeated_sentences:
        yield f"原文有 {report.repeated_sentences} 句重复或错位，已按目录归位"
    for clause in document.clauses:
        length = sum(span.end - span.start for span in clause.spans)
        if clause.kind == "text" and length > _LONGEST_CLAUSE:
            yield f"“{clause.path[-1] if clause.path else '开头'}”下有 {length} 字没有小标题"


def _tables(document: Document) -> Iterable[str]:
    for path, rows in groupby(document.rows, key=lambda row: row.path):
        nameless = sum(1 for row in rows for cell in row.cells if not cell.header)
        if nameless:
            yield f"“{path[-1] if path else '表格'}”有 {nameless} 个单元格找不到表头"


def _metadata(document: Document) -> Iterable[str]:
    metadata = document.metadata
    if metadata.title == document.doc_id:
        yield "没有找到标题，暂用文件名"
    if metadata.brief or metadata.draft or metadata.kind is None or metadata.kind in _UNOFFICIAL:
        return
    missing = [METADATA_LABELS[name] for name in _EXPECTED if not getattr(metadata, name)]
    if missing:
        yield f"没有找到{'、'.join(missing)}"
