"""What a file is, judged by its content. The name only decides between kinds of text."""

from __future__ import annotations

import json
import re

from ingest.errors import EncryptedFile, UnsupportedFormat

_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_TAGS = re.compile(rb"<(?:html|body|div|p|table|span|br|h[1-6])\b", re.I)
_OTHERS = (
    (b"{\\rtf", "RTF 文件", "RTF files"),
    (b"\x89PNG", "图片", "images"),
    (b"\xff\xd8\xff", "图片", "images"),
    (b"GIF8", "图片", "images"),
    (b"II*\0", "图片", "images"),
    (b"MM\0*", "图片", "images"),
    (b"\x1f\x8b", "压缩包", "compressed archives"),
    (b"Rar!", "压缩包", "compressed archives"),
    (b"7z\xbc\xaf", "压缩包", "compressed archives"),
    (b"\xfd7zXZ", "压缩包", "compressed archives"),
    (b"BZh", "压缩包", "compressed archives"),
    (b"SQLite format 3", "数据库文件", "database files"),
)


def format_of(data: bytes, suffix: str = "") -> str:
    """“pdf”, “docx”, “html”, “jsonl”, “markdown” or “text”.

    Raises :class:`UnsupportedFormat` for what we do not read, :class:`EncryptedFile`
    for an Office file with a password.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _compound(data)
    for magic, chinese, english in _OTHERS:
        if data.startswith(magic):
            raise UnsupportedFormat(f"不支持{chinese}", f"{english} are not read")
    return _kind_of_text(data, suffix.lower())


def _archive(data: bytes) -> str:
    if b"word/document" in data or b"word/" in data:
        return "docx"
    if b"[Content_Types].xml" in data and (b"xl/" in data or b"ppt/" in data):
        raise UnsupportedFormat("不支持表格或演示文稿", "spreadsheets and presentations are not read")
    raise UnsupportedFormat("不支持压缩包", "compressed archives are not read")


def _compound(data: bytes) -> UnsupportedFormat | EncryptedFile:
    """Old Office files; a .docx with a password is wrapped in one as well."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedFile("文件已加密，需要密码", "the file is encrypted and needs a password")
    return UnsupportedFormat(
        "不支持旧版 Office 文件，请另存为 .docx", "old Office files are not read, save as .docx"
    )


def _kind_of_text(data: bytes, suffix: str) -> str:
    head = data[:4096].replace(b"\0", b"")
    if _HTML.match(head) or (suffix in (".html", ".htm", ".shtml") and _TAGS.search(head)):
        return "html"
    if suffix in (".jsonl", ".ndjson") or _is_json_line(data):
        return "jsonl"
    return "markdown" if suffix in (".md", ".markdown") else "text"


def _is_json_line(data: bytes) -> bool:
    """Whether the first line is an object with a text, whatever the file is called."""
    first = data.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if not first.startswith(b"{") or b'"text"' not in first:
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
