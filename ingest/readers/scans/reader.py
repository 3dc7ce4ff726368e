"""Read pictures of pages (PNG, JPEG, TIFF with one or many, BMP, WEBP) by OCR. Runs in the worker."""

from __future__ import annotations

from ingest.document import PageWords
from ingest.errors import NoTextFound
from ingest.extracted import Extracted
from ingest.layout.page_text import page_text
from ingest.progress import reading_page
from ingest.readers.scans.ocr import INSTALL, LONGEST_SIDE, is_installed, read_picture
from ingest.readers.scans.pictures import frames
from ingest.text.normalise import letters

_MEDIA_TYPES = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)


def read_image(data: bytes) -> Extracted:
    """Give the words of a picture.

    Raises :class:`NoTextFound` (also without the OCR extra), :class:`UnreadableFile`.
    """
    media_type = next((name for magic, name in _MEDIA_TYPES if data.startswith(magic)), "image/*")
    if not is_installed():
        first = next(frames(data, LONGEST_SIDE), None)  # a damaged picture is told from a good one
        what = "图片" if first is not None else "空图片"
        raise NoTextFound(
            f"未提取到文字：这是{what}，安装文字识别后可读：{INSTALL}",
            f"no text was found: the file is a picture, which the optional OCR reads: {INSTALL}",
        )
    contents, ocr, words, bare = [], [], [], []
    for number, frame in enumerate(frames(data, LONGEST_SIDE), 1):
        reading_page(number, number)
        read = read_picture(frame)
        contents.append(read.content)
        if read.content.pieces:
            ocr.append((number, round(read.confidence, 3)))
            words.append(PageWords(number, read.lines))
        else:
            bare.append(number)
    text = page_text(contents)
    if not letters(text.text):
        raise NoTextFound("图片里没有认出文字", "no text was recognised in the picture")
    return Extracted(
        text.text,
        media_type,
        pages=text.starts,
        bare_pages=tuple(bare),
        headings=text.headings,
        ocr=tuple(ocr),
        words=tuple(words),
        margins=text.margins,
    )
