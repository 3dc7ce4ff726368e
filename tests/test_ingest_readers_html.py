"""Pages of government sites: the article, its tables, its fields and files; nothing hidden, no menus, no endless work."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import NoTextFound, SourceError
from ingest.readers.html.reader import read_html
from ingest.readers.html.source import clean_source, decode_page

ARTICLE = (
    "某市发展规划。到二〇二五年产业规模达到三千亿元，企业数量提高到三百家。我们要做好这些工作，请各单位遵照执行并按时报告。"
    * 2
)


def page(article: str, head: str = "", around: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{around}<div class='TRS_UEDITOR'><p>{ARTICLE}</p>{article}</div></body></html>".encode()


def lines(article: str, head: str = "") -> list[str]:
    return read_html(page(article, head)).text.split("\n")[1:]


# --- tables ----------------------------------------------------------------------------------------


def test_a_table_without_th_takes_its_first_row_for_the_header():
    table = "<table><tr><td colspan=2>附表 分工</td></tr><tr><td>事项<td>单位</tr><tr><td>办展会<td>甲局<br>乙局</tr></table>"
    assert lines(table) == ["附表 分工", "| 事项 | 单位 |", "| --- | --- |", "| 办展会 | 甲局\u2028乙局 |"]


def test_header_levels_and_cells_over_rows():
    table = (
        "<table><thead><tr><th rowspan=2>区<th colspan=2>补贴</tr><tr><th>城镇<th>农村</tr></thead>"
        "<tr><td rowspan=2>甲区<td>209<td>280</tr><tr><td>210<td>290</tr></table>"
    )
    assert lines(table) == [
        "| 区 | 补贴城镇 | 补贴农村 |", "| --- | --- | --- |", "| 甲区 | 209 | 280 |", "| 甲区 | 210 | 290 |"
    ]  # fmt: skip


def test_a_second_row_that_names_the_columns_below_a_span_belongs_to_the_header():
    table = (
        "<table><tr><td>区<td colspan=2>补贴<td>备注</tr><tr><td><td>城镇<td>农村<td></tr>"
        "<tr><td>甲区<td>209元<td>280元<td>无</tr><tr><td>乙区<td>210元<td>281元<td>无</tr></table>"
    )
    assert lines(table)[0] == "| 区 | 补贴城镇 | 补贴农村 | 备注 |"


def test_a_table_that_lays_out_the_page_is_read_as_its_words():
    inner = "<table><tr><td>事项<td>单位</tr><tr><td>办展会<td>甲局</tr></table>"
    outer = f"<table><tr><td>左栏<td><p>一、任务</p>{inner}</tr></table>"
    assert lines(outer) == ["左栏", "一、任务", "| 事项 | 单位 |", "| --- | --- |", "| 办展会 | 甲局 |"]


def test_two_tables_stay_two():
    one = "<table><tr><td>甲<td>乙</tr><tr><td>一<td>二</tr></table>"
    assert lines(one + one).count("") == 1


# --- what the page says --------------------------------------------------------------------------


def test_fields_beside_the_article():
    table = (
        "<table><tr><td>索 引 号：</td><td>11220000-2024</td><td>发文机关：</td><td>甲市财政局、甲市民政局</td></tr>"
        "<tr><td>文　　号：</td><td>甲财〔2024〕7号</td><td>成文日期：</td><td>2024年3月5日</td></tr>"
        "<tr><td>发布日期：</td><td>2024-03-08</td><td>有效性：</td><td>已废止</td></tr></table>"
    )
    read = read_html(page("", "<meta name=ArticleTitle content='某办法'>", table))
    assert read.page_title == "某办法"
    assert dict(read.given) == {
        "index_number": "11220000-2024", "发文机关": ["甲市财政局", "甲市民政局"], "文号": "甲财〔2024〕7号",
        "成文日期": "2024年3月5日", "发布日期": "2024-03-08", "status": "已废止",
    }  # fmt: skip


def test_fields_in_running_lines_and_values_that_are_none():
    around = "<ul><li>【发文机关】 甲市人民政府</li><li>【文号】 无</li><li>发布日期：见正文</li></ul>"
    assert dict(read_html(page("", around=around)).given) == {}
    around = "<ul><li>发文机关：甲市人民政府</li><li>文号：无</li><li>发布日期：见正文</li></ul>"
    assert dict(read_html(page("", around=around)).given) == {"发文机关": ["甲市人民政府"]}


def test_the_title_without_the_name_of_the_site():
    assert (
        read_html(page("", "<title>关于办展会的通知_甲市人民政府门户网站</title>")).page_title
        == "关于办展会的通知"
    )


def test_attachments_with_their_files():
    links = "<a href='./P02.docx'>附件1：申请表</a><a href='/down?file=list.xlsx&id=2'>清单.xlsx</a><a href='/a.html'>首页</a>"
    assert read_html(page(links)).attachments == ("附件1：申请表（P02.docx）", "清单.xlsx")


def test_headings_by_element_and_by_look():
    read = read_html(
        page(
            "<h2>主要目标</h2><p>年底完成。</p><p style='text-align: center'><b>补贴标准说明</b></p><p>照发。</p>"
        )
    )
    assert [(read.text[h.start : h.end], h.level) for h in read.headings] == [
        ("主要目标", 2),
        ("补贴标准说明", 0),
    ]


# --- what nobody sees ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>藏字</p>", "<p style='VISIBILITY:hidden'>藏字</p>", "<span style='font-size:0px'>藏字</span>",
        "<span style='color:#FFF'>藏字</span>", "<p hidden>藏字</p>", "<p class='a trap'>藏字</p>", "<p id=x1>藏字</p>",
        "<p style='position:absolute;left:-9999px'>藏字</p>", "<p style='opacity:0'>藏字</p>",
    ],
)  # fmt: skip
def test_hidden_words_are_left_out_and_told(hidden):
    read = read_html(
        page(hidden, "<style>.trap,#x1{display : none} @media print{.TRS_UEDITOR{display:none}}</style>")
    )
    assert "藏字" not in read.text
    assert read.warnings == ("略去隐藏文字 2 字（hidden text was left out）",)


@pytest.mark.parametrize(
    "seen",
    [
        "<p style='font-size:0.9em'>看见</p>", "<p style='background:#036'><b style='color:#fff'>看见</b></p>",
        "<table><tr bgcolor=navy><td><font style='color:#fff'>看见</font><td>乙<tr><td>丙<td>丁</table>",
        "<p style='opacity:0.9'>看见</p>", "<p style='background-color:white'>看见</p>",
    ],
)  # fmt: skip
def test_what_looks_like_hiding_and_is_not(seen):
    assert "看见" in read_html(page(seen)).text


def test_zero_width_characters_and_doubled_entities():
    read = read_html(page("<p>办\u200b理&amp;nbsp;时限&ldquo;三日&rdquo;</p>"))
    assert read.text.endswith("办理 时限“三日”")
    assert read.warnings == ("略去不可见字符 1 个（invisible characters were left out）",)


# --- encodings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-16", "big5"])
def test_encodings(encoding):
    words = (
        "關於發展軌道交通的實施計畫。我們要做好這些工作，並且在三年內完成。"
        if encoding == "big5"
        else ARTICLE
    )
    source = f"<html><head><meta charset='{encoding}'></head><body><div id=zoom><p>{words * 3}</p></div></body></html>"
    assert read_html(source.encode(encoding)).text == words * 3


def test_a_few_wrong_bytes_do_not_lose_a_page():
    source = f"<html><meta charset=gb2312><div id=zoom><p>破损。到此{ARTICLE * 5}</p></div>".encode("gbk")
    broken = source.replace("损。到此".encode("gbk"), b"\xcb\xf0\xa1\xa3\xff\xb5\xbd\xb4\xcb")
    assert ARTICLE * 5 in decode_page(broken)


# --- where the article is ----------------------------------------------------------------------------


def test_a_page_that_a_script_fills_has_no_text():
    menu = "".join(f"<li><a href='/{n}'>政务公开栏目{n}</a></li>" for n in range(40))
    with pytest.raises(NoTextFound):
        read_html(
            f"<html><body><ul>{menu}</ul><div id='app'></div><script>render('正文。')</script></body></html>".encode()
        )


def test_without_a_known_template_the_article_keeps_its_tables():
    table = "<table><tr><td>事项<td>单位</tr><tr><td>办展会<td>甲局</tr></table>"
    menu = "".join(f"<a href='/{n}'>栏目{n}</a>" for n in range(30))
    source = f"<html><body><div class=x1>{menu}</div><div class=x2><p>{ARTICLE}</p><p>{ARTICLE}</p>{table}</div><div>版权所有</div></body></html>"
    text = read_html(source.encode()).text
    assert "| 办展会 | 甲局 |" in text
    assert "栏目3" not in text


def test_tags_never_closed_lose_no_words():
    source = "<html><body><div id=zoom>" + f"<p><font color=red><b>{ARTICLE}" * 20
    assert read_html(source.encode()).text.count("三百家") == 40


# --- hostile pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<table><tr><td>" * 200_000 + "文字",
        "<div " + " ".join(f"a{n}" for n in range(60_000)) + "> 文字",
        "<div a=b " * 60_000,
        '<div a="' * 60_000,
        '<div a="' + "x" * 5_000_000 + '">文字内容。</div>',
        "<SCRIPT>x</SCRIPT>" * 60_000,
        "<b>文字<p>" * 60_000,
        "<p>文字，内容" * 100_000,
        "<table>" + "<tr><td>甲<td>乙" * 100_000,
        "<table><tr>" + "<td>甲" * 100_000 + "<tr><td>乙",
        "<table><tr><td rowspan=20000 colspan=64>" + "甲" * 1_000 + "<tr><td>乙" * 20_000,
        "&amp;nbsp;。" * 300_000,
        "文" * 5_000_000,
        "<!--" * 100_000,
        "<style>{" * 60_000,
    ],
    ids=lambda source: source[:12],
)
def test_hostile_pages_end_soon_in_text_or_an_error(source):
    started = time.process_time()
    try:
        assert read_html(source.encode()).text
    except SourceError as error:
        assert error.chinese
    assert time.process_time() - started < 20


@given(st.text(alphabet="<>/=\"'! -abptdr文。&;{}", max_size=300))
def test_any_markup_is_cleaned(source):
    cleaned = clean_source(source)
    assert cleaned.depth >= 0
    try:
        read_html(source.encode())
    except SourceError:
        assert True


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>甲</li><li><p>乙</p></li></ol>", ["1. 甲", "2. 乙"]),
        ('<ol start="3"><li>甲<li value="7">乙<li>丙</ol>', ["3. 甲", "7. 乙", "8. 丙"]),
        (
            '<ol type="a"><li>甲</li><li><ol><li>乙</li></ol></li><li>丙</li></ol>',
            ["a. 甲", "1. 乙", "c. 丙"],
        ),
        # a list that is numbered in its words, one that draws no numbers, one of bullets
        ("<ol><li>1.甲</li><li>（二）乙</li></ol>", ["1.甲", "（二）乙"]),
        ('<ol style="list-style: none"><li>甲</li></ol><ul><li>乙</li></ul>', ["甲", "乙"]),
        ('<ol start="x"><li>甲</li></ol>', ["1. 甲"]),
    ],
)
def test_the_numbers_a_browser_draws_are_read(markup: str, expected: list[str]) -> None:
    assert [line for line in lines(markup) if line] == expected
