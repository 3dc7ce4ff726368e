"""Spreadsheets and lists: each row under its header, cells as shown, what is hidden left out."""

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import parse_path, parse_text
from ingest.errors import NoTextFound, UnreadableFile
from ingest.readers.sheets.csv import read_csv
from ingest.readers.sheets.number_formats import shown
from ingest.readers.sheets.sheet_text import Sheet, write_sheets
from ingest.readers.sheets.xlsx import read_xlsx

SHARED = Path(__file__).parents[2] / "shared"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cell(address: str, value: object, style: int = 0) -> str:
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


def row(number: int, *values: object, hidden: bool = False, styles: dict[int, int] | None = None) -> str:
    cells = (
        cell(f"{chr(65 + n)}{number}", v, (styles or {}).get(n, 0))
        for n, v in enumerate(values)
        if v is not None
    )
    return f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if hidden else ""}>{"".join(cells)}</row>'


def workbook(
    *sheets: str, names: tuple[str, ...] = (), states: tuple[str, ...] = (), formats: tuple[str, ...] = ()
) -> bytes:
    entries, links = "", ""
    for number, _ in enumerate(sheets, 1):
        name = names[number - 1] if names else f"Sheet{number}"
        state = f' state="{states[number - 1]}"' if states and states[number - 1] else ""
        entries += f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>'
        links += (
            f'<Relationship Id="rId{number}" Type="{REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
    codes = "".join(f'<numFmt numFmtId="{170 + n}" formatCode="{code}"/>' for n, code in enumerate(formats))
    styles = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{170 + n}"/>' for n, _ in enumerate(formats))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{S}" xmlns:r="{REL}"><sheets>{entries}</sheets></workbook>'
        )
        links += f'<Relationship Id="st" Type="{REL}/styles" Target="styles.xml"/>'
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{S}"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>',
        )
        for number, sheet in enumerate(sheets, 1):
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml", f'<worksheet xmlns="{S}">{sheet}</worksheet>'
            )
    return out.getvalue()


def data(*rows: str, before: str = "", after: str = "") -> str:
    return f"{before}<sheetData>{''.join(rows)}</sheetData>{after}"


def test_rows_under_their_header_with_titles_and_notes_beside_them():
    sheet = data(
        row(1, "补贴发放表"), row(2, "单位：万元"), row(3, "区", "补贴", None, "备注"), row(4, None, "城镇", "农村"),
        row(5, "甲区", 3, 5), row(6, None, 4, 6), row(7, "注：按月。"),
        after='<mergeCells><mergeCell ref="A1:D1"/><mergeCell ref="A3:A4"/><mergeCell ref="B3:C3"/>'
        '<mergeCell ref="D3:D4"/><mergeCell ref="A5:A6"/></mergeCells>',
    )  # fmt: skip
    read = read_xlsx(workbook(sheet))
    assert read.text.split("\n") == [
        "补贴发放表", "单位：万元", "| 区 | 补贴城镇 | 补贴农村 | 备注 |", "| --- | --- | --- | --- |",
        "| 甲区 | 3 | 5 |  |", "| 甲区 | 4 | 6 |  |", "注：按月。",
    ]  # fmt: skip
    document = parse_text(read.text, doc_id="d")
    assert [(c.header, c.text) for c in document.rows[1].cells] == [
        ("区", "甲区"),
        ("补贴城镇", "4"),
        ("补贴农村", "6"),
    ]
    assert all(document.text[c.start : c.end] == c.text for r in document.rows for c in r.cells)


def test_what_is_hidden_is_left_out_and_told():
    sheet = data(
        row(1, "事项", "单位", "密"), row(2, "办展会", "甲局", "内部"), row(3, "藏行", "乙局", "内部", hidden=True),
        before='<cols><col min="3" max="3" hidden="1"/></cols>',
    )  # fmt: skip
    read = read_xlsx(workbook(sheet, data(row(1, "藏表", "乙")), states=("", "veryHidden")))
    assert read.text == "| 事项 | 单位 |\n| --- | --- |\n| 办展会 | 甲局 |"
    assert [warning.split("（")[0] for warning in read.warnings] == [
        "略去隐藏的工作表 1 个", "略去隐藏的行 1 个", "略去隐藏的列 1 个"
    ]  # fmt: skip


def test_sheets_that_have_a_name_are_headed_by_it():
    sheet = data(row(1, "事项", "单位"), row(2, "办展会", "甲局"))
    read = read_xlsx(workbook(sheet, sheet, names=("任务分工", "Sheet2")))
    assert [(read.text[h.start : h.end], h.level) for h in read.headings] == [("任务分工", 1)]
    assert read.text.count("| 办展会 | 甲局 |") == 2


def test_two_tables_on_a_sheet_stay_two():
    sheet = data(
        row(1, "事项", "单位"), row(2, "办展会", "甲局"), row(3), row(4, "区", "人数"), row(5, "甲区", 3)
    )
    document = parse_text(read_xlsx(workbook(sheet)).text, doc_id="d")
    assert [[c.header for c in r.cells] for r in document.rows] == [["事项", "单位"], ["区", "人数"]]


def test_numbers_as_shown():
    sheet = data(row(1, "日期", "占比", "金额"), row(2, 44613, 0.256, 1234567.5, styles={0: 1, 1: 2, 2: 3}))
    formats = ("yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "0.0%", "#,##0.00")
    assert read_xlsx(workbook(sheet, formats=formats)).text.endswith(
        "| 2022年2月21日 | 25.6% | 1,234,567.50 |"
    )


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("44613", "yyyy-mm-dd", "2022-02-21"), ("44613.5", "yyyy/m/d h:mm", "2022-02-21 12:00"), ("44613", 'yyyy"年"m"月"', "2022年2月"),
        ("0.5", "h:mm", "12:00"), ("59", "yyyy-mm-dd", "1900-02-28"), ("61", "yyyy-mm-dd", "1900-03-01"), ("7", "000", "007"),
        ("12", '0"万元"', "12万元"), ("-3.456", "0.00_);(0.00)", "(3.46)"), ("-3.456", "0.00", "-3.46"), ("5", "￥#,##0.00", "￥5.00"),
        ("2.5", "0.##", "2.5"), ("3", "0.##", "3"), ("0.30000000000000004", "General", "0.3"), ("1e21", "0", "1000000000000000000000"),
        ("甲", "0.00", "甲"), ("9999999", "yyyy-mm-dd", "9999999"), ("12345678", "#,##0,", "12,346"), ("[红]", "@", "[红]"),
    ],
)  # fmt: skip
def test_number_formats(value, code, text):
    assert shown(value, code) == text


@given(st.floats(), st.text(alphabet='0#?,.%;yymdhs"年[]\\_*@E+-() /', max_size=12))
def test_any_number_under_any_format_shows_something(number, code):
    assert isinstance(shown(repr(number), code), str)


def test_rows_that_hold_passages_become_passages():
    text = "　　一、总体要求\n　　办好展会。" + "各单位照办。" * 80
    sheet = data(
        row(1, "序号", "政策名称", "文号", "正文"),
        *(row(n, n, f"第{n}号办法的名称", f"甲发〔2024〕{n}号", text) for n in (2, 3)),
    )
    read = read_xlsx(workbook(sheet))
    assert [read.text[h.start : h.end] for h in read.headings] == ["第2号办法的名称", "第3号办法的名称"]
    assert read.text.split("\n")[:3] == ["第2号办法的名称", "序号：2；文号：甲发〔2024〕2号", "一、总体要求"]


def test_a_huge_sheet_stops_at_the_limits():
    noise = random.Random(4)
    rows = "".join(row(n, f"事项{noise.random()}", noise.random(), "甲局") for n in range(1, 120_000))
    started = time.process_time()
    read = read_xlsx(workbook(data(rows)))
    assert read.text.count("\n") <= 20_001
    assert any("只读入一部分" in warning for warning in read.warnings)
    assert time.process_time() - started < 20


def test_a_bomb_and_an_empty_workbook():
    with pytest.raises(UnreadableFile):
        read_xlsx(workbook(data("<row/>" * 2_000_000)))
    with pytest.raises(NoTextFound):
        read_xlsx(workbook(data()))


def test_a_workbook_made_by_another_library():
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    made.active.append(["事项", "单位"])
    made.active.append(["办展会", "甲局"])
    out = io.BytesIO()
    made.save(out)
    assert read_xlsx(out.getvalue()).text.endswith("| 办展会 | 甲局 |")


# --- lists in plain text -----------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_marks_and_encodings_of_csv(mark, encoding):
    text = "\r\n".join(
        mark.join(line)
        for line in (
            ("事项名称", "牵头单位", "期限"),
            ("办展会", '"甲局\n乙局"', "2025年"),
            ("建平台", "丙局", "长期"),
        )
    )
    assert read_csv(text.encode(encoding)).text.split("\n") == [
        "| 事项名称 | 牵头单位 | 期限 |", "| --- | --- | --- |", "| 办展会 | 甲局\u2028乙局 | 2025年 |", "| 建平台 | 丙局 | 长期 |"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ("县区,试点,补贴标准\n甲县,是,300元\n乙县,否,200元\n", "补贴"),
        ("县区,试点\n甲县,是\n", "补贴"),
        ("2025年补贴标准一览表,,\n县区,试点,补贴标准\n甲县,是,300元\n乙县,否,200元\n", "2025年补贴标准一览表"),
        ("县区,试点,补贴标准\n甲县,是,300元\n乙县,否,200元\n注：按月发放,,\n", "补贴"),
    ],
)  # fmt: skip
def test_a_list_is_called_by_its_caption_or_its_file_and_not_by_its_header(tmp_path, rows, title):
    (tmp_path / "补贴.csv").write_text(rows, encoding="utf-8")
    (parsed,) = parse_path(tmp_path / "补贴.csv")
    assert parsed.document.metadata.title == title


def test_a_title_below_a_frame_of_cells_is_still_the_title():
    framed = "| 索引号 | 001 |\n| --- | --- |\n| 主题 | 财政 |\n某市补贴发放管理办法\n第一条 为规范补贴发放，制定本办法。"
    assert parse_text(framed, doc_id="d").metadata.title == "某市补贴发放管理办法"


def test_excel_names_the_mark_itself():
    assert "| 甲,乙 | 丙 |" in read_csv("sep=;\n事项;单位\n甲,乙;丙\n".encode()).text


@pytest.mark.parametrize("hostile", ['"' * 100_001, "a," * 500_000, '"' + "文" * 3_000_000, "\n" * 10])
def test_hostile_lists_end(hostile):
    started = time.process_time()
    try:
        assert read_csv(("事项,单位\n" + hostile).encode()).text
    except UnreadableFile:
        assert hostile
    assert time.process_time() - started < 10


@given(st.lists(st.lists(st.text(alphabet="甲1| \n注：", max_size=4), max_size=4), max_size=7),
       st.lists(st.tuples(*[st.integers(0, 5)] * 4), max_size=3))  # fmt: skip
def test_any_sheet_is_written(rows, merges):
    found = write_sheets([Sheet("表甲", rows, merges)])
    assert all(found.text()[h.start : h.end] for h in found.headings)


def test_a_real_list_of_policies():
    path = SHARED / "parsing" / "xlsx" / "Policies_Data.xlsx"
    if not path.exists():
        pytest.skip("../shared is not here: the list of policies cannot be read")
    read = read_xlsx(path.read_bytes())
    names = [read.text[h.start : h.end] for h in read.headings]
    assert len(names) > 200
    assert [h.level for h in read.headings].count(1) == 2


def test_a_text_above_a_table_is_no_part_of_it() -> None:
    above = [[f"第{n}段文字，说明本次普查的方法。"] for n in range(1, 9)]
    rows = [*above, ["地区", "常住人口", "比重"], ["甲镇", "100", "40"], ["乙镇", "150", "60"]]
    text = write_sheets([Sheet("", rows)]).text()
    assert "| 地区 | 常住人口 | 比重 |\n| --- | --- | --- |\n| 甲镇 | 100 | 40 |" in text
    assert "第8段文字，说明本次普查的方法。\n| 地区" in text
