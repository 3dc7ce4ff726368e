"""The parse report: what is doubtful is said, what a document holds is shown and never interpreted."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pdf_pages
import pytest

from ingest import parse_path, parse_text
from ingest.document import Clause, Document, Evidence, ParsedSource, ParseReport, Span
from ingest.errors import SourceError
from ingest.report.doubts import doubts, number_list
from ingest.report.page import Checked, check_page
from ingest.report.text import check_json, check_text
from ingest.sandbox.page_pictures import page_pictures
from ingest.sandbox.worker import Worker

TEXT = (
    "某某市人民政府关于印发《某某市绿色发展办法》的通知\n某政发〔2024〕5号\n各区人民政府：\n现予印发。\n"
    "某某市人民政府\n2024年3月1日\n第一条 为推动绿色发展，制定本办法。\n第二条 本办法自2024年4月1日起施行。\n"
    "| 项目 | 标准 |\n| --- | --- |\n| 节能 | 10 |\n"
)


def parsed(document: Document, **counts: object) -> ParsedSource:
    report = ParseReport(document.source, document.doc_id, headings=2, pages=len(document.pages))
    return ParsedSource(replace(report, **counts), document)  # type: ignore[arg-type]


def document(text: str = TEXT, **changes: object) -> Document:
    return replace(parse_text(text, doc_id="green", source="green.pdf"), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numbers", "expected"), [([], ""), ([3], "3"), ([1, 2, 3, 7], "1–3、7"), ([9, 8, 1, 1], "1、8–9")]
)
def test_numbers_are_listed_in_runs(numbers: list[int], expected: str) -> None:
    assert number_list(numbers) == expected


def test_a_clean_document_raises_no_doubt() -> None:
    source = parsed(document())
    assert source.document and doubts(source.document, source.report) == ()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"pages_without_text": (2, 3)}, "第2–3页没有文字"),
        ({"ocr": ((1, 0.97), (4, 0.71))}, "第4页由文字识别读出，置信度偏低（最低 0.71）"),
        ({"article_gaps": ("第三条之后缺第四条",)}, "条号不连续：第三条之后缺第四条"),
        ({"contents_only": 2}, "2 节只见于目录"),
        ({"repeated_sentences": 9}, "9 句重复"),
        ({"warnings": ("含有 5 个不可见字符",)}, "含有 5 个不可见字符"),
    ],
)
def test_what_a_reader_could_not_do_is_doubtful(counts: dict[str, object], words: str) -> None:
    source = parsed(document(), **counts)
    assert source.document
    assert any(words in doubt for doubt in doubts(source.document, source.report))


def test_missing_facts_and_headings_are_doubtful() -> None:
    bare = document("某某市绿色发展办法\n" + "发展绿色产业，改善环境质量，落实各项任务。" * 120)
    found = doubts(bare, replace(parsed(bare).report, headings=0))
    assert "没有认出任何标题" in found
    assert "没有找到发文机关、发文字号、成文日期" in found


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_shows_clauses_tables_facts_and_loads_nothing() -> None:
    start = TEXT.index("某政发")
    shown = document(evidence=(Evidence("number", start, start + 11),))
    page = check_page([Checked(parsed(shown))])
    words = "".join(_words(page))
    for expected in ("第一条", "制定本办法", "节能", "某政发〔2024〕5号", "某某市绿色发展办法"):
        assert expected in words
    assert "<q>某政发〔2024〕5号</q>" in page
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", page)


def test_pages_stand_beside_the_clauses_that_begin_on_them() -> None:
    second = TEXT.index("第二条")
    paged = document(pages=(0, second))
    pictures = {1: b"\x89PNG one", 2: b"\xff\xd8 two"}
    page = check_page([Checked(parsed(paged, ocr=((2, 0.5),)), pictures)])
    first, rest = page.split('alt="第2页"')
    assert "制定本办法" in first and "起施行" not in first.split("<article")[-1]
    assert "起施行" in rest
    assert "data:image/png;base64," in first and "data:image/jpeg;base64," in rest
    assert "置信度 0.50" in page


def test_failures_are_listed_with_their_reason() -> None:
    report = ParseReport(
        "坏.pdf", ok=False, error={"code": "encrypted", "chinese": "文件已加密", "english": ""}
    )
    page = check_page([Checked(ParsedSource(report)), Checked(parsed(document()))])
    assert "✗ 坏.pdf" in page and "文件已加密" in page and "1 份读出，1 份未读出" in page


def test_hostile_words_stay_words() -> None:
    hostile = "<script>alert(1)</script><img src=http://x.example/a.png onerror=alert(2)>"
    text = f"第一条 {hostile}\n"
    clause = Clause((f"第一条{hostile}",), 1, (Span(4, len(text) - 1),), Span(0, 3))
    bad = document(text, clauses=(clause,), source=f"{hostile}.pdf", pages=(0,))
    bad = replace(bad, metadata=replace(bad.metadata, title=hostile))
    page = check_page([Checked(parsed(bad, margins=(hostile,), attachments=(hostile,)))], about=hostile)
    elements = _Elements()
    elements.feed(page)
    assert "script" not in elements.tags and "img" not in elements.tags
    assert "".join(elements.words).count("alert(1)") >= 6


def _words(page: str) -> list[str]:
    elements = _Elements()
    elements.feed(page)
    return elements.words


def test_the_terminal_shows_facts_outline_tables_and_doubts() -> None:
    text = check_text(parsed(document(), ocr=((1, 0.5),)))
    for words in ("发文字号：某政发〔2024〕5号", "第一条", "［表］1 行：项目、标准", "第1页由文字识别读出"):
        assert words in text


def test_programs_get_the_outline_with_offsets() -> None:
    source = parsed(document())
    report = check_json(source)
    json.dumps(report)
    assert source.document
    articles = [entry for entry in report["outline"] if entry["path"] == ("第一条",)]  # type: ignore[attr-defined]
    span = articles[0]["spans"][0]
    assert source.document.text[span["start"] : span["end"]] == "为推动绿色发展，制定本办法。"
    assert report["table_rows"][0]["cells"] == {"项目": "节能", "标准": "10"}  # type: ignore[index]
    assert report["doubts"] == ()


def test_pages_of_a_pdf_are_drawn_in_a_worker_and_its_damage_is_no_end(tmp_path: Path) -> None:
    one = pdf_pages.pdf(lambda canvas: pdf_pages.lines(canvas, 120, f"第一条 {pdf_pages.SENTENCE}"))
    file = tmp_path / "办法.pdf"
    file.write_bytes(one)
    (read,) = parse_path(file)
    with Worker() as worker:
        pictures = page_pictures(read, one, worker)
        assert list(pictures) == [1] and pictures[1].startswith(b"\x89PNG")
        assert page_pictures(read, one[:200], worker) == {}
        assert page_pictures(parsed(document()), TEXT.encode(), worker) == {}
        with pytest.raises(SourceError):
            worker.picture(one, 2, 100)
