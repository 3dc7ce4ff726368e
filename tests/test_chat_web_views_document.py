"""The reader's HTML: every word of the document, the quote marked exactly, nothing of it interpreted."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import TODAY

from chat.web.views.document import blocks_of, outline_html, reader_html
from index.hits import DocumentInfo
from ingest.document import Cell, Clause, Document, Metadata, Row, Span
from ingest.parsing.parse import parse_text

PLAN = """某市绿色建材推广办法

某政发〔2024〕5号

第一章 总则
第一条 为推广绿色建材，制定本办法。
第二条 本办法所称绿色建材，是指通过认证的建材。
第二章 支持措施
第三条 对采购绿色建材的项目给予补助，每平方米20元。

附件1 任务分工表

| 序号 | 任务 | 牵头单位 |
| --- | --- | --- |
| 1 | 建立名录 | 市住建局 |
| 2 | 开展认证 | 市场监管局 |
"""


class Reading(HTMLParser):
    """The shown words, the marked ones, and the attributes of what stands in the reader."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = self.marked = ""
        self._in_text = self._in_mark = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._in_mark += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._in_mark -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._in_mark:
            self.marked += data

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def plan() -> Document:
    return parse_text(PLAN, doc_id="plan")


def info_of(document: Document) -> DocumentInfo:
    metadata = document.metadata
    return DocumentInfo(
        document.doc_id,
        metadata,
        metadata.status_on(TODAY),
        "plan.txt",
        "text/plain",
        len(document.text),
        1,
        "0",
    )


def read(document: Document, quote: tuple[int, int] | None = None) -> Reading:
    return Reading(reader_html(document, info_of(document), quote))


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_whole_document_is_shown_with_its_head() -> None:
    shown = letters(read(plan()).words)
    for words in (
        "某政发〔2024〕5号",
        "第一条",
        "为推广绿色建材，制定本办法。",
        "每平方米20元。",
        "市场监管局",
    ):
        assert words in shown


def test_a_quote_is_marked_in_its_place() -> None:
    document = plan()
    start = document.text.index("每平方米20元")
    shown = read(document, (start, start + 7))
    assert shown.marked == "每平方米20元"
    (here,) = shown.values("data-here")
    block = next(block for block in blocks_of(document) if block.identity == here)
    assert "第三条" in "".join(block.clause.path)


def test_a_table_is_drawn_with_its_columns_and_a_quoted_cell_marked() -> None:
    document = plan()
    start = document.text.index("市场监管局")
    html = reader_html(document, info_of(document), (start, start + 5))
    assert html.count("<tr>") == 3 and '<th scope="col">牵头单位</th>' in html
    assert "<td><mark>市场监管局</mark></td>" in html


def test_an_empty_quote_opens_at_its_clause_without_a_mark() -> None:
    document = plan()
    start = document.text.index("第二章")
    shown = read(document, (start, start))
    assert shown.marked == "" and shown.values("data-here")[0]


def test_the_outline_is_a_tree_that_folds() -> None:
    html = outline_html(blocks_of(plan()))
    assert html.index("第一章") < html.index("第一条") < html.index("第二章")
    assert "<li>" in html and 'aria-expanded="true"' in html


def test_each_clause_can_be_cited() -> None:
    places = read(plan()).values("data-place")
    assert "第二章第三条" in places
    assert read(plan()).values("data-cite") == ["《某市绿色建材推广办法》（某政发〔2024〕5号）"]


def test_lines_that_a_page_broke_are_joined_and_pages_are_numbered() -> None:
    text = "这是一段很长的文字它在版面上被换行打断了一次\n所以应当连成一段。\n第二段从这里开始并且在第二页\n结束。"
    pages = (0, text.index("第二段"))
    clause = Clause(("一、总则",), 1, (Span(0, len(text)),), None, 1)
    document = Document("paged", text, Metadata("某规划"), (clause,), pages=pages)
    html = reader_html(document, info_of(document))
    assert "打断了一次所以应当连成一段。</p>" in html
    assert html.count("第1页</span>") == 1 and html.count("第2页</span>") == 1


def test_a_heading_that_runs_into_its_paragraph_is_shown_once() -> None:
    text = "1.开展行动。加快建设。"
    clause = Clause(("1.开展行动",), 1, (Span(0, len(text)),), Span(0, 7))
    document = Document("run-in", text, Metadata("某方案"), (clause,))
    assert letters(read(document).words).count("加快建设。") == 1
    assert reader_html(document, info_of(document)).count("开展行动。") == 1


def test_lines_of_a_cell_stand_under_each_other() -> None:
    table = "| 序号 | 材料 |\n| --- | --- |\n| 1 | 身份证复印件一份\u2028灵活就业承诺书一份 |\n"
    document = parse_text(f"某市办事指南\n\n一、所需材料\n\n{table}", doc_id="guide")
    start = document.text.index("灵活就业")
    for quote in (None, (start, start + 4), (start - 9, start + 9)):
        drawn = reader_html(document, info_of(document), quote)
        assert "\u2028" not in drawn and re.search("身份证复印件一份(</mark>)?<br>(<mark>)?灵活就业", drawn)


def test_a_document_without_clauses_is_shown_all_the_same() -> None:
    document = Document("bare", "只有一句话。", Metadata("无结构"))
    assert "只有一句话。" in read(document, (0, 2)).words


HOSTILE = "<script>window.hacked=1</script>\"'><img src=http://evil.example/x onerror=alert(1)>"


def test_nothing_of_a_document_is_interpreted() -> None:
    text = f"{HOSTILE}正文"
    row = Row((HOSTILE,), (Cell(HOSTILE, HOSTILE, 0, 5),), 0, 5)
    clause = Clause((HOSTILE,), 1, (Span(0, len(text)),))
    metadata = Metadata(HOSTILE, issuers=(HOSTILE,), number=HOSTILE, region=HOSTILE, kind=HOSTILE)
    shown = read(Document(HOSTILE, text, metadata, (clause,), (row,)), (3, 9))
    assert not {"script", "img"} & set(shown.tags)
    assert not [
        name for name, _ in shown.attributes if name.startswith("on") or name in ("src", "href", "style")
    ]
    assert HOSTILE in shown.words


@given(st.lists(st.text("甲乙丙<>&\"'| \n。；", min_size=1, max_size=40), min_size=1, max_size=6), st.data())
def test_marks_cover_exactly_what_is_quoted(parts: list[str], data: st.DataObject) -> None:
    text, clauses = "", []
    for number, part in enumerate(parts):
        clauses.append(Clause((f"{number}、",), 1, (Span(len(text), len(text) + len(part)),)))
        text += part
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    document = Document("d", text, Metadata("题"), tuple(clauses))
    shown = read(document, (start, end))
    assert letters(shown.marked) == letters(text[start:end])


def test_every_quote_of_every_passage_can_be_marked(originals_store) -> None:
    for info in originals_store.documents():
        document = originals_store.document(info.doc_id)
        for chunk in originals_store.chunks(info.doc_id):
            assert "<mark>" in reader_html(document, info, (chunk.start, chunk.end)), chunk.chunk_id
