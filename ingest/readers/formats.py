"""Recognise the format of a file by its content; the name only decides between kinds of text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

from ingest.errors import EncryptedFile, UnsupportedFormat
from ingest.readers.archives import is_tar

CONTAINERS = frozenset(("zip", "tar", "jsonl"))  # of several documents each
# %PDF-1.7: at the head of a file or, behind rubbish of a mail or server, at the head of a line.
_PDF = re.compile(rb"(?:^|[\r\n])[ \t]*%PDF-\d", re.A)
# <!DOCTYPE html>, <html lang=…>, <?xml …?><html>: a page, comments before it passed over.
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
# <p class=…>, <td>: one is enough for a file named .html that has no head.
_TAGS = re.compile(rb"<(?:html|body|div|p|table|span|br|h[1-6])\b", re.I)
# Content-Type: multipart/related among the header lines of a mail: a page saved with its pictures.
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.I)
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_OTHERS = (
    (b"GIF8", "GIF 图片", "GIF images"),
    (b"Rar!", "RAR 压缩包，请改用 ZIP", "RAR archives (use ZIP)"),
    (b"7z\xbc\xaf", "7z 压缩包，请改用 ZIP", "7z archives (use ZIP)"),
    (b"SQLite format 3", "数据库文件", "database files"),
)
# What a ZIP archive really is, by members that only such a file has.
_PARTS = (
    ("word/", "docx"),
    ("xl/workbook.bin", ("二进制表格（.xlsb），请另存为 .xlsx", "binary spreadsheets (save as .xlsx)")),
    ("xl/", "xlsx"),
    ("ppt/", ("演示文稿", "presentations")),
)
_BY_MIME = (
    (b"application/epub", "EPUB 电子书", "EPUB books"),
    (
        b"application/vnd.oasis.opendocument",
        "这种 OpenDocument 文件，只读文字（.odt）和表格（.ods）",
        "OpenDocument files other than texts (.odt) and spreadsheets (.ods)",
    ),
)
# A template is read as what it is a template of.
_OPEN_DOCUMENT = re.compile(
    rb"application/vnd\.oasis\.opendocument\.(?:(?P<odt>text)|(?P<ods>spreadsheet))(?:-template)?\s*$"
)
_FEWEST_ROWS = 4  # of a table that no name announces
_HEAD = 64 * 1024
_LONGEST_FIRST_LINE = 8 * 1024 * 1024


def format_of(data: bytes, suffix: str = "") -> str:
    """Name the format: “pdf”, “docx”, “xlsx”, “office”, “image”, “html”, “csv”, “text” … or one of ``CONTAINERS``.

    “office” is what LibreOffice reads: old Office files, RTF, texts and sheets of OpenDocument. Raises :class:`UnsupportedFormat`
    for what we do not read, :class:`EncryptedFile` for an Office file with a password.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(data)
    if data.startswith(_COMPOUND):
        return _compound(data)
    if data.startswith(_IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP") or _is_bitmap(data):
        return "image"
    if data.startswith(b"{\\rtf"):
        return "office"
    if data.startswith(_PACKED):
        if is_tar(data):
            return "tar"
        raise UnsupportedFormat(
            "不支持单个压缩文件，请改用 ZIP", "single compressed files are not read (use ZIP)"
        )
    for magic, chinese, english in _OTHERS:
        if data.startswith(magic):
            raise UnsupportedFormat(f"不支持{chinese}", f"{english} are not read")
    if _PDF.search(data[:1024]):
        return "pdf"
    if data[257:262] == b"ustar" or (b"\0" in data[:512] and is_tar(data)):
        return "tar"
    return _kind_of_text(data, suffix.lower())


def _is_bitmap(data: bytes) -> bool:
    """A BMP file: two letters are too few to go by, so its size and header must fit too."""
    return (
        data.startswith(b"BM")
        and len(data) >= 26
        and data[6:10] == b"\0\0\0\0"
        and int.from_bytes(data[14:18], "little") in (12, 40, 52, 56, 108, 124)
    )


def _archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mime = _stated_type(archive)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        # No directory to go by. What the broken file was tells people more than “a broken archive”.
        return "docx" if b"word/document" in data else "xlsx" if b"xl/workbook" in data else "zip"
    if _OPEN_DOCUMENT.match(mime):
        return "office"
    for begin, chinese, english in _BY_MIME:
        if mime.startswith(begin):
            raise UnsupportedFormat(f"不支持{chinese}", f"{english} are not read")
    if "OFD.xml" in names:
        raise UnsupportedFormat("不支持 OFD 版式文件，请转为 PDF", "OFD files are not read (convert to PDF)")
    if "[Content_Types].xml" not in names:
        return "zip"
    for part, kind in _PARTS:
        if any(name.startswith(part) for name in names):
            if isinstance(kind, str):
                return kind
            raise UnsupportedFormat(f"不支持{kind[0]}", f"{kind[1]} are not read")
    return "zip"


def open_document(data: bytes) -> str | None:
    """Give “odt” or “ods” where a ZIP archive says that it is one, else ``None``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            match = _OPEN_DOCUMENT.match(_stated_type(archive))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return None
    return match.lastgroup if match else None


def _stated_type(archive: zipfile.ZipFile) -> bytes:
    """What an archive's first member, “mimetype”, says the file is; empty without one."""
    if archive.namelist()[:1] != ["mimetype"]:
        return b""
    with archive.open("mimetype") as member:
        return member.read(80)


def _compound(data: bytes) -> str:
    """Old Office files; a .docx with a password is wrapped in one as well."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFile("文件已加密，需要密码", "the file is encrypted and needs a password")
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise UnsupportedFormat("不支持演示文稿", "presentations are not read")
    return "office"


def _kind_of_text(data: bytes, suffix: str) -> str:
    head = data[:4096].replace(b"\0", b"")
    if _HTML.match(head) or (suffix in (".html", ".htm", ".shtml") and _TAGS.search(head)):
        return "html"
    if _MHTML.match(head):
        return "mhtml"
    if suffix in (".jsonl", ".ndjson") or _is_json_line(data):
        return "jsonl"
    if suffix in (".md", ".markdown"):
        return "markdown"
    return "csv" if suffix in (".csv", ".tsv") or _is_delimited(data[:_HEAD]) else "text"


def _is_json_line(data: bytes) -> bool:
    """Whether the first line is an object with a text, whatever the file is called."""
    first = data[:_LONGEST_FIRST_LINE].lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if not first.startswith(b"{") or b'"text"' not in first:
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _is_delimited(head: bytes) -> bool:
    """Whether every line has the same number of cells, three or more, parted by commas or tabs."""
    if b"\0" in head or not (b"," in head or b"\t" in head):
        return False
    lines = head.decode("utf-8", "replace").splitlines()
    whole = lines[:-1] if len(head) == _HEAD else lines
    for delimiter in ",\t":
        try:
            rows = [row for row in csv.reader(whole, delimiter=delimiter) if row]
        except csv.Error:
            continue
        widths = {len(row) for row in rows}
        if len(rows) >= _FEWEST_ROWS and len(widths) == 1 and widths.pop() >= 3:
            return True
    return False
