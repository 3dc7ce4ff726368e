"""What holds for every text: each character in one place, offsets, caps, and time that grows with length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import chunk_document, parse_text
from ingest.document import Document
from ingest.extracted import Extracted, MarkedLine
from ingest.parsing.parse import parse
from ingest.structure.patterns import ANCHOR, FURNITURE
from ingest.tables.patterns import PIPE_RULE

SPACE = st.sampled_from(["", " ", "　", "\t", "　　", "\u200b", "\r", "  \u3000"])
WORDS = st.sampled_from(
    [
        "总体要求", "推进重点项目建设，完成全年目标任务。", "有下列情形之一的，不予受理：", "年满十八周岁的；", "主要包括：",
        "到2025年，收入达到3000亿元", "临床标准：符合以下条件", "一是扩大内需。二是深化改革。", "按照第三条、第五条办理。", "",
        "依照本法第十二条第二款的规定，由甲局负责。", "General Provisions", "2.0 V", "《甲办法》（甲发〔2020〕1号）",
        "推进产业发展" * 70, "抄送：甲局，乙局。", "甲市人民政府", "2022年2月21日", "| 1 | 甲局 |", "甲\t3\t乙", "序号", "1",
    ]
)  # fmt: skip
LABELS = st.sampled_from(
    [
        "第一章", "第二章 ", "第一节 ", "第一条 ", "第二条", "第五条之一 ", "第１２条", "一、", "二、", "（一）", "(二)", "1.", "2．",
        "3、", "4﹒", "1.1 ", "1.2.3 ", "（1）", "①", "⑵", "Ⅰ.", "A.", "b)", "专栏1 ", "附件1", "附件：", "目录", "前言", "第一部分：",
        "【适用范围】", "# ", "## ", "Article 3 ", "表1 ", "", "", "",
    ]
)  # fmt: skip
LINES = st.tuples(SPACE, LABELS, SPACE, WORDS, st.sampled_from(["\n", "\n\n", " ", "", "\r\n"])).map("".join)
DOCUMENTS = st.lists(LINES, max_size=40).map("".join)


def covered(document: Document) -> list[int]:
    """How often each character lies in a clause's words, a row, or a heading outside its clause's words."""
    taken = [0] * len(document.text)
    for clause in document.clauses:
        for span in clause.spans:
            for position in range(span.start, span.end):
                taken[position] += 1
        heading = clause.heading
        if heading and not any(span.start <= heading.start < span.end for span in clause.spans):
            for position in range(heading.start, heading.end):
                taken[position] += 1
    for row in document.rows:
        for position in range(row.start, row.end):
            taken[position] += 1
    return taken


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
def test_every_character_stands_in_one_place(text: str) -> None:
    """Once, but for what is recognised as furniture, contents, the mark of the title and the head of a table."""
    parsed = parse(Extracted(text, "text/plain"), doc_id="d")
    document = parsed.document
    taken = covered(document)
    assert max(taken, default=0) <= 1
    left = "".join(
        character
        for character, times in zip(text, taken, strict=True)
        if not times and not character.isspace()
    )
    if parsed.tables or "目录" in text or "#" in text or "附件" in text:
        return  # heads and rules of tables, contents, marks: what is left out is theirs
    for line in text.split("\n"):
        if FURNITURE.match(line) or PIPE_RULE.match(line) or ANCHOR.search(line):
            return
    assert left.strip("\ufeff\u200b") == ""


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS, st.integers(20, 400))
def test_chunks_hold_each_character_of_a_clause_once(text: str, cap: int) -> None:
    document = parse_text(text, doc_id="d")
    chunks = chunk_document(document, cap)
    spans = {(span.start, span.end) for clause in document.clauses for span in clause.spans}
    times = [0] * len(text)
    for chunk in chunks:
        assert chunk.text == text[chunk.start : chunk.end]
        for position in range(chunk.start, chunk.end):
            times[position] += 1
        own = any(start <= chunk.start and chunk.end <= end for start, end in spans)
        assert len(chunk.text) <= cap or chunk.kind == "row" or not own
    for start, end in spans:
        assert all(times[position] == 1 for position in range(start, end) if not text[position].isspace())
    assert [chunk.chunk_id for chunk in chunks] == [f"d#{number}" for number in range(len(chunks))]


def test_a_marked_line_that_runs_into_the_contents_keeps_its_words() -> None:
    entries = "第一章总体要求\n" * 5
    text = f"第一章总体要求\n1.总体要求\n前言总体要求 目录按照第三条、第五条办理。\n{entries}"
    document = parse(Extracted(text, "text/plain", headings=[MarkedLine(15, 27, 0)]), doc_id="d").document
    assert max(covered(document)) == 1


def test_contents_found_inside_a_clause_take_none_of_its_words() -> None:
    first = "第一章总体要求\n" * 5
    text = f"{first}第一章推进重点项目建设，完成全年目标任务。 目录按照第三条、第五条办理。\n第一章按照第三条、第五条办理。\n"
    assert max(covered(parse(Extracted(text, "text/plain"), doc_id="d").document)) == 1


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, st.data())
def test_paths_and_headings_are_the_texts_own(text: str, data: st.DataObject) -> None:
    """Lines that the file marks, at any place and level, change the outline and lose no character."""
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    marks = [
        MarkedLine(start, end, data.draw(st.integers(0, 6)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        if "\n" not in text[start:end]
    ]
    document = parse(Extracted(text, "text/plain", headings=marks), doc_id="d").document
    assert max(covered(document), default=0) <= 1
    for clause in document.clauses:
        assert len(clause.path) == clause.level
        if clause.heading and clause.path:
            assert text[clause.heading.start : clause.heading.end].strip()
        assert all(0 <= span.start < span.end <= len(text) for span in clause.spans)


HOSTILE = {
    "labels": lambda n: "（一）" * (n // 3),
    "articles": lambda n: "第一条" * (n // 3),
    "article lines": lambda n: "第一条 某\n" * (n // 6),
    "headings": lambda n: "".join(f"第{i % 30}章 某某标题{i}\n" for i in range(n // 12)),
    "one line": lambda n: "推进重点项目建设，" * (n // 9),
    "pipes": lambda n: "|" * (n // 2) + "\n" + "|" * (n // 2),
    "pipe rows": lambda n: "|a|b|\n" * (n // 6),
    "heads of tables": lambda n: "序号\n事项\n单位\n1\na\nb\n" * (n // 15),
    "contents": lambda n: "目录\n" + "第一章 总则……1\n" * (n // 11),
    "dots": lambda n: "目录\n第一章 " + "." * n + "x",
    "boxes": lambda n: "专栏1 甲\n1.乙\n" * (n // 10),
    "blank": lambda n: " \n" * (n // 2),
    "deep": lambda n: "第一编 a\n第一章 b\n第一节 c\n一、d\n（一）e\n1.f\n（1）g\n①h\n" * (n // 46),
    "brackets": lambda n: "【某某】\n" * (n // 5),
}


def processor_time(text: str) -> float:
    begun = time.process_time()
    chunk_document(parse_text(text, doc_id="d"))
    return time.process_time() - begun


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_length(name: str) -> None:
    """Twenty times the text, some twenty times the processor time: quadratic work would take four hundred.

    A busy machine stretches processor time too, now and then: quadratic work is slow each time.
    """
    looks = []
    for _ in range(3):
        short, long = (processor_time(HOSTILE[name](length)) for length in (2_000, 40_000))
        looks.append((short, long))
        if long <= 80 * max(short, 0.01):
            return
    pytest.fail(f"{name}: {looks}")
