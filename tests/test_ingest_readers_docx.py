"""Word documents as their reader sees them on paper: numbers counted, tables in place, nothing twice, nothing hidden."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import LimitExceeded, NoTextFound, SourceError, UnreadableFile
from ingest.readers.docx.reader import read_docx
from ingest.readers.docx.tables import with_depths
from ingest.tables.grid import grid, table_lines
from ingest.text.list_numbers import FORMATS, chinese, written

SHARED = Path(__file__).parents[2] / "shared"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{REL}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def p(words: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def numbered(words: str, list_id: int, depth: int = 0) -> str:
    return p(words, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def package(body: str, parts: dict[str, str] | None = None, links: str = "") -> bytes:
    """A package as Word writes it; ``parts`` are kind -> XML of further parts."""
    held = {kind: f"word/{kind}.xml" for kind in parts or {}}
    relationships = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/{kind}" Target="{name[5:]}"/>'
        for n, (kind, name) in enumerate(held.items(), 1)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        archive.writestr(
            "word/_rels/document.xml.rels", f"<Relationships>{relationships}{links}</Relationships>"
        )
        for kind, name in held.items():
            archive.writestr(name, (parts or {})[kind])
    return out.getvalue()


def numbering(levels: str, more: str = "") -> dict[str, str]:
    xml = (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}</w:numbering>'
    )
    return {"numbering": xml}


def lines(data: bytes) -> list[str]:
    return read_docx(data).text.split("\n")


# --- numbers ---------------------------------------------------------------------------------------


def test_levels_count_restart_and_look_as_word_shows_them():
    levels = level(0, "chineseCountingThousand", "第%1章") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    levels += level(2, "lowerLetter", "%3)", '<w:suff w:val="nothing"/>')
    body = (
        numbered("总则", 1) + numbered("目的", 1, 1) + numbered("依据", 1, 1) + numbered("其一", 1, 2)
        + numbered("职责", 1) + numbered("分工", 1, 1) + numbered("其一", 1, 2)
    )  # fmt: skip
    assert lines(package(body, numbering(levels))) == [
        "第一章 总则", "1.1 目的", "1.2 依据", "a)其一", "第二章 职责", "2.1 分工", "a)其一"
    ]  # fmt: skip


def test_a_list_that_shares_a_definition_goes_on_unless_it_says_where_to_start():
    more = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    more += '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    body = "".join(numbered("某", number) for number in (1, 2, 3, 3, 1))
    assert lines(package(body, numbering(level(0, "decimal", "%1、"), more))) == [
        "1、某", "2、某", "5、某", "6、某", "7、某"
    ]  # fmt: skip


def test_a_level_may_count_on_over_the_level_above():
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "第%2条", '<w:lvlRestart w:val="0"/>')
    body = "".join(numbered("某", 1, depth) for depth in (0, 1, 1, 0, 1))
    assert lines(package(body, numbering(levels)))[-1] == "第3条 某"


def test_numbers_come_from_styles_and_their_bases():
    styles = (
        f'<w:styles {SPACES}><w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    levels = level(0, "chineseCounting", "%1、", '<w:pStyle w:val="a"/>')
    levels += level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="b"/>')
    body = p("要求", '<w:pStyle w:val="a"/>') + p("原则", '<w:pStyle w:val="b"/>')
    body += p("不编号", '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    read = read_docx(package(body, {**numbering(levels), "styles": styles}))
    assert read.text.split("\n") == ["一、要求", "（一）原则", "不编号"]
    assert [(read.text[h.start : h.end], h.level) for h in read.headings] == [("不编号", 1)]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (12, "chineseCounting", "十二"), (105, "chineseCounting", "一百零五"), (20, "japaneseCounting", "二十"),
        (12, "chineseLegalSimplified", "壹拾贰"), (3, "ideographTraditional", "丙"), (11, "ideographTraditional", "甲"),
        (10, "ideographDigital", "一〇"), (21, "decimalEnclosedCircleChinese", "㉑"), (3, "decimalEnclosedParen", "⑶"),
        (28, "upperLetter", "BB"), (14, "lowerRoman", "xiv"), (7, "decimalZero", "07"), (22, "ordinal", "22nd"), (4, "nonsense", "4"),
    ],
)  # fmt: skip
def test_numbers_in_words(number, form, text):
    assert written(number, form) == text


@given(st.integers(0, 20_000_000), st.sampled_from(sorted(FORMATS)))
def test_every_number_has_a_label_in_every_format(number, form):
    assert isinstance(written(number, form), str)


@given(st.integers(1, 9_999), st.integers(1, 9_999))
def test_chinese_numbers_are_told_apart(one, other):
    assert (chinese(one) == chinese(other)) == (one == other)


# --- words -----------------------------------------------------------------------------------------


def test_insertions_stay_deletions_go_and_a_deleted_paragraph_end_joins():
    body = "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
    body += "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>" + p("后半")
    assert lines(package(body)) == ["新增", "前半后半"]


def test_hidden_words_are_left_out_and_told():
    body = p("看得见") + p("藏起来", run="<w:vanish/>") + p("白字", run='<w:color w:val="FFFFFF"/>')
    body += p("白字黑底", run='<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>')
    body += p("零\u200b宽\U000e0041字")
    read = read_docx(package(body))
    assert read.text.split("\n") == ["看得见", "", "", "白字黑底", "零宽字"]
    assert [warning.split("（")[0] for warning in read.warnings] == [
        "略去隐藏文字 5 字", "略去不可见字符 2 个"
    ]  # fmt: skip


def test_a_text_box_stands_once_behind_its_paragraph():
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    drawing = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert lines(package(f"<w:p><w:r>{drawing}<w:t>正文</w:t></w:r></w:p>" + p("下文"))) == [
        "正文", "框内", "下文"
    ]  # fmt: skip


def test_fields_show_their_result_and_an_open_one_hides_nothing_that_follows():
    def run(inner: str) -> str:
        return f"<w:r>{inner}</w:r>"

    begin, between, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
    shown = (
        run(begin)
        + run("<w:instrText> REF a </w:instrText>")
        + run(between)
        + run("<w:t>第三条</w:t>")
        + run(end)
    )
    ring = run(begin) + run(r"<w:instrText>eq \o\ac(○,12)</w:instrText>") + run(end)
    broken = run(begin) + run("<w:instrText> PAGE </w:instrText>") + run("<w:t>指令</w:t>")
    assert lines(package(f"<w:p>{shown}{ring}</w:p><w:p>{broken}</w:p>" + p("后文"))) == [
        "第三条⑫",
        "",
        "后文",
    ]


def test_symbols_breaks_hyphens_and_ruby():
    inner = '<w:sym w:font="Wingdings" w:char="F0FE"/><w:t>同意</w:t><w:br/><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t><w:softHyphen/>'
    ruby = "<w:ruby><w:rt><w:r><w:t>jing</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>京</w:t></w:r></w:rubyBase></w:ruby>"
    assert lines(package(f"<w:p><w:r>{inner}{ruby}</w:r></w:p>")) == ["☑同意", "e-mail京"]


def test_notes_stand_behind_their_paragraph_once():
    notes = f'<w:footnotes {SPACES}><w:footnote w:type="separator" w:id="0"/><w:footnote w:id="1">{p("数据截至年底。")}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>完成三成</w:t><w:footnoteReference w:id="1"/><w:t>以上。</w:t></w:r></w:p>' + p(
        "下文。"
    )
    assert lines(package(body, {"footnotes": notes})) == ["完成三成以上。", "注1：数据截至年底。", "下文。"]


def test_margins_and_attachments_stand_apart():
    header = f"<w:hdr {SPACES}>{p('某市人民政府文件')}{p('— 3 —')}</w:hdr>"
    links = (
        f'<Relationship Id="x" Type="{REL}/package" Target="embeddings/list.xlsx"/>'
        f'<Relationship Id="y" Type="{REL}/hyperlink" Target="http://a.cn/f/apply.docx" TargetMode="External"/>'
    )
    body = '<w:p><w:hyperlink r:id="y"><w:r><w:t>申请表</w:t></w:r></w:hyperlink></w:p>'
    read = read_docx(package(body, {"header": header}, links))
    assert (read.text, read.margins) == ("申请表", ("某市人民政府文件",))
    assert read.attachments == ("list.xlsx", "申请表（apply.docx）")


def test_bold_lines_are_headings_where_they_stand_alone():
    strong = "<w:b/>"
    body = p("某市实施方案", '<w:jc w:val="center"/>') + p("本方案自即日起施行，各单位照办。")
    body += p("主要目标", run=strong) + p("到年底完成。") + p("到年底，全部完成。", run=strong) + p("照办。")
    read = read_docx(package(body))
    assert [read.text[h.start : h.end] for h in read.headings] == ["主要目标"]


# --- tables ----------------------------------------------------------------------------------------


def tc(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{words if words.startswith('<') else p(words)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def test_merged_cells_and_a_header_of_two_rows():
    down, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tr(tc("附表 补贴标准", '<w:gridSpan w:val="3"/>')),
        tr(tc("区", down), tc("补贴", '<w:gridSpan w:val="2"/>')),
        tr(tc("", goes_on), tc("城镇"), tc("农村")),
        tr(tc("甲区", down), tc("209元"), tc("280元")),
        tr(tc("", goes_on), tc("210元"), tc("290元")),
        f"<w:sdt><w:sdtContent>{tr(tc('乙区'), tc('211元'), tc('291元'))}</w:sdtContent></w:sdt>",
        tr(tc("删"), tc("删"), tc("删"), properties="<w:del/>"),
        tr(tc("注：按月发放。", '<w:gridSpan w:val="3"/>')),
    )
    assert lines(package(p("前文") + table + p("后文"))) == [
        "前文", "附表 补贴标准", "| 区 | 补贴城镇 | 补贴农村 |", "| --- | --- | --- |", "| 甲区 | 209元 | 280元 |",
        "| 甲区 | 210元 | 290元 |", "| 乙区 | 211元 | 291元 |", "注：按月发放。", "后文",
    ]  # fmt: skip


def test_a_frame_round_a_page_is_no_table_but_what_it_holds_is():
    inner = tbl(tr(tc("事项"), tc("单位")), tr(tc("办展会"), tc("甲局")))
    frame = tbl(tr(tc(p("一、任务分工") + inner + p(""))))
    assert lines(package(frame)) == ["一、任务分工", "| 事项 | 单位 |", "| --- | --- |", "| 办展会 | 甲局 |"]


def test_a_table_in_a_cell_reads_as_its_words():
    inner = tbl(tr(tc("甲"), tc("1")), tr(tc("乙"), tc("2")))
    table = tbl(
        tr(tc("事项"), tc("明细")),
        tr(tc("长长的一项内容"), tc(inner + p(""))),
        tr(tc("另一项内容"), tc("无")),
    )
    assert lines(package(table))[2] == "| 长长的一项内容 | 甲 1；乙 2 |"


def test_a_column_numbered_by_word_keeps_its_numbers():
    number = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    table = tbl(tr(tc("序号"), tc("事项")), tr(tc(number), tc("甲")), tr(tc(number), tc("乙")))
    assert lines(package(table, numbering(level(0, "decimal", "%1"))))[2:] == ["| 1 | 甲 |", "| 2 | 乙 |"]


cells = st.tuples(st.text("甲乙|\n ", max_size=3), st.integers(1, 70), st.integers(1, 5))


@given(st.lists(st.lists(cells, max_size=5), max_size=6), st.integers(0, 3))
def test_any_spans_make_a_grid(rows, header):
    assert all(len(row) <= 64 for row in grid(rows, header))
    assert all("\n" not in line for line in table_lines(rows, header))


@given(
    st.lists(
        st.lists(
            st.tuples(st.just("甲"), st.integers(1, 3), st.sampled_from(["", "restart", "continue"])),
            max_size=4,
        ),
        max_size=6,
    )
)
def test_vertical_merges_never_lose_the_first_cell(rows):
    laid = with_depths(rows)
    assert len(laid) == len(rows)
    assert all(down <= len(rows) - number for number, row in enumerate(laid) for _, _, down in row)


# --- packages that are not as they should be ---------------------------------------------------------


def test_the_strict_names_are_read_too():
    data = package(p("总体要求"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(
                W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            )
            target.writestr(name.replace("/", "\\") if "document" in name else name, content)
    assert read_docx(out.getvalue()).text == "总体要求"


@pytest.mark.parametrize("broken", ["<w:body><w:p><w:r><w:t>前文", "no xml", ""])
def test_broken_xml_ends_in_text_or_an_error(broken):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACES}>{broken}" if "<" in broken else broken)
    if "前文" in broken:
        read = read_docx(data.getvalue())
        assert read.text == "前文"
        assert read.warnings
    else:
        with pytest.raises(UnreadableFile):
            read_docx(data.getvalue())


def test_an_empty_document_has_no_text():
    with pytest.raises(NoTextFound):
        read_docx(package(p("")))


@pytest.mark.parametrize("thousands", [310, 1_500])
def test_too_many_paragraphs_are_refused_not_read_in_part(thousands: int):
    noise = random.Random(4)
    some = ["".join(p(f"{noise.random()}") for _ in range(1_000)) for _ in range(40)]
    with pytest.raises(LimitExceeded):
        read_docx(package("".join(noise.choice(some) for _ in range(thousands))))


def test_word_files_of_poi_end_in_text_or_an_error():
    folder = SHARED / "adverse" / "docx-poi"
    if not folder.exists():
        pytest.skip("../shared is not here: the hostile Word files cannot be read")
    read = 0
    for path in sorted(folder.iterdir()):
        try:
            read += bool(read_docx(path.read_bytes()).text)
        except SourceError as error:
            assert error.chinese and error.english
    assert read >= 85


def test_no_character_of_real_reports_is_lost():
    docx = pytest.importorskip("docx")
    folder = SHARED / "parsing" / "docx"
    if not folder.exists():
        pytest.skip("../shared is not here: the reports cannot be read")
    for path in folder.iterdir():
        data = path.read_bytes()
        plain = "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
        mine, other = (sorted(c for c in words if c.isalnum()) for words in (read_docx(data).text, plain))
        assert mine == other


def test_levels_without_a_depth_count_in_the_order_they_stand() -> None:
    """Feishu leaves w:ilvl out of the definition."""
    levels = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2")
    numbers = f"<w:numbering {SPACES}><w:abstractNum w:abstractNumId='1'>{levels}</w:abstractNum>"
    numbers += "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
    bare = numbers.replace('w:ilvl="0"', "").replace('w:ilvl="1"', "")
    body = numbered("概述", 1) + numbered("每季度检查一次。", 1, 1) + numbered("五日内通报。", 1, 1)
    assert (
        read_docx(package(body, {"numbering": bare})).text
        == read_docx(package(body, {"numbering": numbers})).text
    )
    assert "1.2 五日内通报。" in read_docx(package(body, {"numbering": bare})).text


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [("缴费额−300", "100", "(缴费额−300)/100"), ("1", "2", "1/2"), ("甲", "乙＋丙", "甲/(乙＋丙)")],
)
def test_a_fraction_keeps_its_brackets(above: str, below: str, expected: str) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    fraction = (
        f"<m:oMath {math}><m:f><m:num><m:r><m:t>{above}</m:t></m:r></m:num>"
        f"<m:den><m:r><m:t>{below}</m:t></m:r></m:den></m:f></m:oMath>"
    )
    body = f"<w:p><w:r><w:t>补贴＝</w:t></w:r>{fraction}<w:r><w:t>×5元。</w:t></w:r></w:p>"
    assert read_docx(package(body)).text == f"补贴＝{expected}×5元。"
