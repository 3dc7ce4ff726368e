"""Files of every kind end in a clear state: text with its address, or an error with a code."""

import gzip
import io
import json
import random
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from ingest import chunk_document, parse_path, parse_text
from ingest.decode import decode
from ingest.errors import EncryptedFile, UnknownEncoding, UnreadableFile, UnsupportedFormat
from ingest.readers.formats import format_of
from ingest.readers.html.reader import read_html
from ingest.readers.pdf.pypdf_pages import running_text
from ingest.readers.scans.ocr import is_installed

SHARED = Path(__file__).parents[2] / "shared"
SENTENCES = (
    "丰台区轨道交通产业发展规划。到二〇二五年产业规模达到三千亿元，企业数量提高到三百家。我们要做好这些工作。"
)
TRADITIONAL = "臺北市政府關於發展軌道交通產業的實施計畫。我們要做好這些工作，並且在三年內完成。"


def one(path: Path):
    (parsed,) = parse_path(path)
    return parsed


# --- encodings -----------------------------------------------------------------------------------


@pytest.mark.adverse(24)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_encodings(encoding):
    text = SENTENCES if encoding == "gbk" else SENTENCES + "𠮷㐀"
    assert decode(text.encode(encoding)) == text


@pytest.mark.adverse(24)
def test_big5():
    assert decode((TRADITIONAL * 3).encode("big5")) == TRADITIONAL * 3


def test_a_character_cut_in_two_at_the_end():
    assert decode((SENTENCES * 3).encode("gb18030")[:-1]) == (SENTENCES * 3)[:-1]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_bytes_that_do_not_fit(tmp_path, encoding):
    """Bytes that are wrong or lost cost the line that they stand in, at most, and are told."""
    data = bytearray(f"{SENTENCES}\n".encode(encoding) * 40)
    data[len(data) // 2] = data[len(data) // 3] = 0xFF
    del data[len(data) // 5]
    text = decode(bytes(data))
    assert 1 <= text.count("\ufffd") <= 9
    assert text.count("\n") == 40 and text.count(SENTENCES) >= 37
    path = tmp_path / "x.txt"
    path.write_bytes(bytes(data))
    assert any("无法识别" in warning for warning in one(path).report.warnings)


def test_many_bytes_that_do_not_fit():
    data = bytearray((SENTENCES * 20).encode())
    data[::50] = b"\xff" * len(data[::50])
    with pytest.raises(UnknownEncoding):
        decode(bytes(data))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", UnreadableFile),
        (b"  \n\t ", UnreadableFile),
        (b"\0" * 100, UnreadableFile),
        (bytes(range(256)) * 20, (UnreadableFile, UnknownEncoding)),
        (random.Random(1).randbytes(5000), (UnreadableFile, UnknownEncoding)),
        ("ñandú ärger été".encode("latin-1") * 20, UnknownEncoding),
        (b"\xff\xfea", UnknownEncoding),
    ],
)
def test_bytes_that_are_no_text(data, error):
    with pytest.raises(error):
        decode(data)


# --- what a file is ------------------------------------------------------------------------------


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"application/epub+zip" if name == "mimetype" else b"%PDF-1.4 <html>")
    return out.getvalue()


def _tar(mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    data = out.getvalue()
    # A gzip file holds the second it was made in, and these bytes name a test: every process must give it one name.
    return data[:4] + bytes(4) + data[8:] if data[:2] == b"\x1f\x8b" else data


_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_TYPES = "[Content_Types].xml"


@pytest.mark.adverse(25)
@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (b"junk\n%PDF-1.7 ...", ".txt", "pdf"),
        ("本文说明 %PDF-1.7 的用法。".encode(), ".txt", "text"),
        (b"<!DOCTYPE html><html><body>x", ".txt", "html"),
        ("<p>通知</p>".encode(), ".html", "html"),
        (
            b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=x",
            ".txt",
            "mhtml",
        ),
        (b'{"id": "a", "text": "b"}\n', ".txt", "jsonl"),
        ("# 规划".encode(), ".md", "markdown"),
        ("规划".encode(), ".pdf", "text"),
        ("序号,事项\n1,办\n".encode(), ".csv", "csv"),
        ("序号,事项,单位\n1,办,甲\n2,建,乙\n3,改,丙\n".encode(), ".txt", "csv"),
        ("序号\t事项\t单位\n1\t办\t甲\n2\t建\t乙\n3\t改\t丙\n".encode("gbk"), ".dat", "csv"),
        ("一,二,三\n四，五\n六,七,八\n九,十,百\n".encode(), ".txt", "text"),
        (_zip("目录/说明.pdf"), ".docx", "zip"),  # a polyglot by its first bytes, judged by its directory
        (_zip(_TYPES, "word/document.xml"), ".zip", "docx"),
        (_zip("word/document.xml"), ".docx", "zip"),
        (_zip(_TYPES, "xl/workbook.xml"), ".xlsm", "xlsx"),
        (_zip(), ".zip", "zip"),
        (_tar("w"), ".zip", "tar"),
        (_tar("w:gz"), ".txt", "tar"),
        (_tar("w:bz2"), "", "tar"),
        (_tar("w:xz"), "", "tar"),
        (_OLD + "WordDocument".encode("utf-16-le"), ".docx", "office"),
        (_OLD, ".wps", "office"),
        (b"{\\rtf1\\ansi", ".doc", "office"),
        (b"\x89PNG\r\n\x1a\n", ".pdf", "image"),
        (b"\xff\xd8\xff\xe0", "", "image"),
        (b"MM\0*", "", "image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "image"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0" + b"\0" * 20, "", "image"),
        (b"BMW plans a plant in the district", "", "text"),
    ],
)
def test_content_decides_not_the_name(data, suffix, kind):
    assert format_of(data, suffix) == kind


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (_OLD + "EncryptedPackage".encode("utf-16-le"), EncryptedFile, "密码"),
        (_OLD + "PowerPoint Document".encode("utf-16-le"), UnsupportedFormat, "演示文稿"),
        (_zip(_TYPES, "ppt/presentation.xml"), UnsupportedFormat, "演示文稿"),
        (_zip(_TYPES, "xl/workbook.bin"), UnsupportedFormat, "xlsb"),
        (_zip("mimetype", "META-INF/container.xml"), UnsupportedFormat, "EPUB"),
        (_zip("OFD.xml", "Doc_0/Document.xml"), UnsupportedFormat, "OFD"),
        (b"Rar!\x1a\x07", UnsupportedFormat, "RAR"),
        (b"7z\xbc\xaf\x27\x1c", UnsupportedFormat, "7z"),
        (gzip.compress(b"x" * 2000, mtime=0), UnsupportedFormat, "ZIP"),
        (b"GIF89a", UnsupportedFormat, "GIF"),
    ],
)
def test_what_is_not_read_is_refused_by_its_name(data, error, words):
    with pytest.raises(error, match=words):
        format_of(data)


# --- text, Markdown, JSON lines ------------------------------------------------------------------


def test_a_folder_with_good_and_bad_files(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "plan.txt").write_text("某市发展规划\n一、目标\n到2025年完成。\n", encoding="gb18030")
    (tmp_path / "b" / "plan.md").write_text("# 某县规划\n\n## 一、目标\n\n完成。\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(b"\0\1\2\3" * 50)
    (tmp_path / ".hidden").write_text("x", encoding="utf-8")
    found = list(parse_path(tmp_path))
    assert [(p.report.source, p.report.ok, p.report.doc_id) for p in found] == [
        ("plan.md", True, "plan"),
        ("binary.txt", False, None),
        ("empty.txt", False, None),
        ("plan.txt", True, "plan-2"),
    ]
    assert [p.document is None for p in found] == [not p.report.ok for p in found]
    assert {p.report.error["code"] for p in found if p.report.error} == {"unreadable"}


def test_a_missing_file_is_a_report():
    parsed = one(Path("no/such/file.txt"))
    assert (parsed.report.ok, parsed.report.error["code"]) == (False, "unreadable")
    assert "no/such" not in json.dumps(parsed.report.error, ensure_ascii=False)


def test_json_lines_go_on_behind_a_bad_one(tmp_path):
    lines = [
        {
            "id": "a",
            "text": "关于某事的通知\n一、要求\n办好。",
            "issuer": "甲局",
            "metadata": {"date": "2024-05-01"},
        },
        {"id": "a", "text": "第二份"},
        {"text": "没有编号"},
        {"id": "c", "text": "  "},
        {"id": 7, "text": "第三份", "title": "某规划", "period": "2021-2025", "draft": "true"},
    ]
    path = tmp_path / "x.jsonl"
    path.write_text(
        "\n".join(map(json.dumps, lines[:2])) + "\n{broken\n" + "\n".join(map(json.dumps, lines[2:]))
    )
    found = list(parse_path(path))
    assert [(p.report.ok, p.report.doc_id) for p in found] == [
        (True, "a"),
        (True, "a-2"),
        (False, None),
        (False, None),
        (False, "c"),
        (True, "7"),
    ]
    first, last = found[0].document.metadata, found[-1].document.metadata
    assert (first.issuers, first.issued) == (("甲局",), "2024-05-01")
    assert (last.title, last.period, last.draft) == ("某规划", (2021, 2025), True)


def test_names_and_text_with_characters_that_do_not_show(tmp_path):
    path = tmp_path / "规划\u202etxt\u200b.txt"
    path.write_text("某规划\n一、目标\n完成" + "\U000e0041" * 10 + "任务。", encoding="utf-8")
    parsed = one(path)
    assert parsed.report.doc_id == "规划txt"
    assert parsed.report.source == "规划txt.txt"
    assert parsed.report.warnings == ("含有 10 个不可见字符",)


# --- HTML ----------------------------------------------------------------------------------------


def test_html_takes_the_article_and_its_table():
    page = f"""<html><head><meta name="ArticleTitle" content="某市某办法"><meta name="PubDate" content="2024-05-01 10:00">
    <script>var a = '<p>script</p>';</script></head><body><nav>导航</nav><div id="zoom"><p>{SENTENCES}</p>
    <p style="display: none">藏起来的字</p><table>
    <tr><th rowspan="2">序号</th><th colspan="2">补贴</th></tr><tr><th>城镇</th><th>农村</th></tr>
    <tr><td>1</td><td rowspan="2">209元</td><td>280元</td></tr><tr><td>2</td><td>290元</td></tr></table></div>
    <footer>页脚</footer></body></html>"""
    found = read_html(page.encode())
    assert found.page_title == "某市某办法"
    assert found.given == {"published": "2024-05-01 10:00"}
    assert found.text.split("\n") == [
        SENTENCES,
        "| 序号 | 补贴城镇 | 补贴农村 |",
        "| --- | --- | --- |",
        "| 1 | 209元 | 280元 |",
        "| 2 | 209元 | 290元 |",
    ]


@pytest.mark.adverse(22)
@pytest.mark.parametrize(
    "page", ["<div>" * 200_000, "<p " + "a" * 10 + "='x" * 60_000, "<html><body></body></html>"]
)
def test_hostile_html_ends_in_an_error_or_in_text(tmp_path, page):
    (tmp_path / "x.html").write_text("<html>" + page, encoding="utf-8")
    parsed = one(tmp_path / "x.html")
    assert parsed.report.ok or parsed.report.error["code"] in ("unreadable", "no_text")


# --- DOCX ----------------------------------------------------------------------------------------


@pytest.fixture
def word(tmp_path):
    docx = pytest.importorskip("docx")
    opened = docx.Document()
    opened.add_paragraph("某市发展实施方案")
    opened.add_paragraph("总体要求", style="List Number")
    opened.add_paragraph("坚持创新驱动，推动高质量发展。")
    opened.add_paragraph("重点任务", style="List Number")
    table = opened.add_table(rows=3, cols=3)
    for row, words in enumerate((("序号", "事项", "单位"), ("1", "办展会", "甲局"), ("2", "建平台", ""))):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    table.cell(1, 2).merge(table.cell(2, 2))
    opened.add_paragraph("以上请遵照执行。")
    path = tmp_path / "word.bin"
    opened.save(path)
    return path


def test_docx_with_numbers_and_a_table_in_place(word):
    document = one(word).document
    assert document.metadata.title == "某市发展实施方案"
    assert [clause.path[-1] for clause in document.clauses if clause.path] == ["1.总体要求", "2.重点任务"]
    rows = [{cell.header: cell.text for cell in row.cells} for row in document.rows]
    assert rows == [
        {"序号": "1", "事项": "办展会", "单位": "甲局"},
        {"序号": "2", "事项": "建平台", "单位": "甲局"},
    ]
    assert document.rows[0].path == ("2.重点任务",)
    assert "以上请遵照执行。" in document.text[document.rows[-1].end :]


def test_an_archive_that_unpacks_to_absurd_sizes_is_refused(tmp_path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"0" * (60 * 2**20))
    report = one(path).report
    assert (report.ok, report.error["code"]) == (False, "unreadable")
    assert report.elapsed_ms < 5_000


@pytest.mark.adverse(20)
def test_entities_are_not_resolved(word, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密内容", encoding="utf-8")
    hostile = io.BytesIO()
    with zipfile.ZipFile(word) as source, zipfile.ZipFile(hostile, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                head, body = data.split(b"?>", 1)
                data = (
                    head
                    + b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file://'
                    + str(secret).encode()
                    + b'">]>'
                    + body
                )
                data = data.replace("办展会".encode(), b"&e;")
            target.writestr(name, data)
    path = tmp_path / "hostile.docx"
    path.write_bytes(hostile.getvalue())
    parsed = one(path)
    assert parsed.document is None or "秘密" not in parsed.document.text


# --- PDF -----------------------------------------------------------------------------------------


def _pdf(words: str) -> bytes:
    """A PDF of one page that shows some Latin words."""
    stream = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    tail = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + tail


def _encrypted(user: str, algorithm: str) -> bytes:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(_pdf("Rail industry plan for the district")))
    writer.encrypt(user, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.adverse(16)
@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_encrypted_pdf_opens_on_the_empty_password_only(tmp_path, algorithm):
    (tmp_path / "empty.pdf").write_bytes(_encrypted("", algorithm))
    (tmp_path / "secret.pdf").write_bytes(_encrypted("secret", algorithm))
    opened, refused = parse_path(tmp_path)
    assert "Rail industry plan" in opened.document.text
    assert opened.document.pages == (0,)
    assert (refused.report.ok, refused.report.error["code"]) == (False, "encrypted")


@pytest.mark.adverse(17)
@pytest.mark.parametrize("cut", [9, 200, 400])
def test_truncated_pdf(tmp_path, cut):
    (tmp_path / "cut.txt").write_bytes(_pdf("Rail industry plan for the district")[:cut])
    parsed = one(tmp_path / "cut.txt")
    assert parsed.report.ok or parsed.report.error["code"] in ("unreadable", "no_text")


def test_pages_become_running_text():
    pages = [
        f"某市发展规划\n第 {n} 章 {word}\n到 2025 年{word}收入达到 3000 亿元，企业数量提高到三百家，形成完整的产业链\n条和创新生态。\n"
        f"{word}工作由{word}部门负责。\n表1 {word}清单\n单位 金额 年份\n{word}公司 3万元 2021\n{word}商店 5万元 2022\n- {n} -"
        for n, word in enumerate(("展会", "平台", "人才", "金融"), 1)
    ]
    text, starts = running_text(pages)
    assert "某市发展规划" not in text
    assert "- 1 -" not in text
    assert "到2025年展会收入达到3000亿元，企业数量提高到三百家，形成完整的产业链条和创新生态。" in text
    assert "展会公司\t3万元\t2021" in text
    assert [text[start : start + 3] for start in starts] == ["第1章", "第2章", "第3章", "第4章"]


@pytest.mark.parametrize(
    "text",
    [
        " " * 300_000,
        "（" * 200_000,
        "“" * 200_000,
        "一、总体要求\n" * 20_000,
        "目录\n" * 20_000,
        "第一条 " * 50_000,
        "| 序号 | 事项 |\n|---|---|\n| 1 | 甲 |\n\n一、标题\n内容。\n" * 2_000,
        "# 标题\n" * 20_000,
        "丰台轨道交通产业" * 40_000,
        "".join(f"第{i}个单位负责推进该项工作并按期完成考核任务要求。" for i in range(1_500)) * 2,
    ],
    ids=lambda text: text[:4].strip() or "spaces",
)
def test_endless_text_takes_no_endless_time(text):
    started = time.process_time()
    document = parse_text(text, doc_id="d")
    chunks = chunk_document(document)
    assert all(len(chunk.text) <= 320 for chunk in chunks if chunk.kind == "text")
    assert time.process_time() - started < 10


# --- real and hostile files ------------------------------------------------------------------------


def _shared(folder: str) -> list[Path]:
    if not SHARED.exists():
        pytest.skip(f"../shared is not here: {folder} is not read")
    return sorted(path for path in (SHARED / folder).rglob("*") if path.is_file())


def _is_clear(parsed) -> bool:
    """Text whose chunks are verbatim, or an error in both languages."""
    report = parsed.report
    if not report.ok:
        return parsed.document is None and bool(report.error["chinese"] and report.error["english"])
    chunks = chunk_document(parsed.document)
    return bool(chunks) and all(parsed.document.text[c.start : c.end] == c.text for c in chunks)


def test_real_documents_of_all_formats():
    _shared("parsing")
    found = {parsed.report.source: parsed for parsed in parse_path(SHARED / "parsing")}
    assert all(_is_clear(parsed) for parsed in found.values())
    failed = {source: parsed.report.error["code"] for source, parsed in found.items() if not parsed.report.ok}
    scans = {
        "scanned_book_2p_no_text_layer.pdf": "no_text",
        "scanned_magazine_2col_no_text_layer_a.pdf": "no_text",
    }
    assert failed == ({} if is_installed() else scans)
    rule = next(p.document for source, p in found.items() if "积分制" in source)
    assert (rule.metadata.number, rule.metadata.expires) == ("穗府办规〔2025〕8号", "2026-12-31")
    page = next(p.document for source, p in found.items() if source.startswith("official_doc"))
    assert page.rows[0].path[-1:] == ("表1 工会委员介绍表",)


def test_a_sample_of_hostile_files(tmp_path):
    for number, path in enumerate(random.Random(20261120).sample(_shared("adverse"), 60)):
        (tmp_path / f"{number:02d}-{path.name}").symlink_to(path)
    for parsed in parse_path(tmp_path):
        assert _is_clear(parsed), parsed.report
        assert parsed.report.elapsed_ms < 30_000, parsed.report
