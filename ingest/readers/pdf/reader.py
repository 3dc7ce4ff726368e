"""Read PDF files: text with its layout by pdfium, scanned and unreadable pages by OCR, pypdf where pdfium fails.

Runs in the worker (:mod:`ingest.sandbox.worker`): both libraries hang or crash on some files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.document import PageWords
from ingest.errors import EncryptedFile, NoTextFound, UnreadableFile
from ingest.extracted import Extracted, MarkedLine
from ingest.layout import PageContent, PageText
from ingest.layout.page_text import page_text
from ingest.progress import finished, reading_page
from ingest.readers.pdf.pdfium import opened, outline, page_content, rendered
from ingest.readers.pdf.pypdf_pages import plain_pages, running_text
from ingest.readers.pdf.text_layer import is_doubtful, plausibility
from ingest.readers.scans.ocr import INSTALL, LONGEST_SIDE, is_installed, read_picture
from ingest.text.normalise import letters

MOST_PAGES = 3_000
_FEWEST_LETTERS = 8  # on a page that has text
_SCANNED = 0.3  # of the page covered by pictures: one without letters is a scan
_FEWEST_HIDDEN = 4  # characters
_MEDIA_TYPE = "application/pdf"


@dataclass(slots=True)
class _Pages:
    """Pages as they are read, and what is to be said of them (page numbers from 1)."""

    contents: list[PageContent] = field(default_factory=list)
    ocr: list[tuple[int, float]] = field(default_factory=list)
    words: list[PageWords] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)  # scans that nobody could read
    damaged: list[int] = field(default_factory=list)


def read_pdf(data: bytes) -> Extracted:
    """Give the text of all pages. Raises :class:`EncryptedFile`, :class:`NoTextFound`, :class:`UnreadableFile`."""
    try:
        with opened(data) as document:
            if len(document) > MOST_PAGES:
                raise UnreadableFile("页数过多", f"the file has more than {MOST_PAGES} pages")
            pages = _read_pages(document)
            marks = outline(document)
    except (UnreadableFile, EncryptedFile, ImportError) as error:
        return _read_plainly(data, error)
    text = page_text(pages.contents)
    if not letters(text.text):
        raise _no_text(bool(pages.unread))
    return Extracted(
        text.text,
        _MEDIA_TYPE,
        pages=text.starts,
        bare_pages=tuple(pages.bare),
        headings=_headings(text, marks),
        warnings=tuple(_warnings(pages)),
        ocr=tuple(pages.ocr),
        words=tuple(pages.words),
        margins=text.margins,
    )


def _read_plainly(data: bytes, error: Exception) -> Extracted:
    """By pypdf, which repairs and opens some files that pdfium refuses."""
    pages = plain_pages(data, MOST_PAGES)
    bare = tuple(number for number, page in enumerate(pages, 1) if len(letters(page)) < _FEWEST_LETTERS)
    if len(bare) == len(pages):
        if not isinstance(error, ImportError):
            raise error
        raise _no_text(False)
    text, starts = running_text(pages)
    warnings = ("版面未能分析，按文字在文件里的顺序读出",)
    return Extracted(text, _MEDIA_TYPE, pages=starts, bare_pages=bare, warnings=warnings)


def _no_text(scanned: bool) -> NoTextFound:
    if scanned and not is_installed():
        return NoTextFound(
            f"未提取到文字：这是扫描件，安装文字识别后可读：{INSTALL}",
            f"no text was found: the file is a scan, which the optional OCR reads: {INSTALL}",
        )
    return NoTextFound("未提取到文字", "no text was found")


# --- pages ---------------------------------------------------------------------------------------


def _read_pages(document: Any) -> _Pages:
    pages = _Pages()
    for index in range(len(document)):
        try:
            content = page_content(document, index)
        except UnreadableFile:
            pages.damaged.append(index + 1)
            pages.contents.append(PageContent(0.0, 0.0))
            continue
        pages.contents.append(_best_reading(document, index, content, pages))
        finished(index + 1, len(document))
    if len(pages.damaged) == len(pages.contents):
        raise UnreadableFile("PDF 已损坏", "the PDF is damaged")
    return pages


def _best_reading(document: Any, index: int, content: PageContent, pages: _Pages) -> PageContent:
    """A page's own text, or what OCR reads where there is none or it makes no sense."""
    number = index + 1
    lettered = sum(1 for piece in content.pieces if piece.text.isalnum()) >= _FEWEST_LETTERS
    scanned = not lettered and content.picture >= _SCANNED
    lines = ["".join(piece.text for piece in content.pieces)] if lettered and _needs_check(content) else []
    wrong = lettered and bool(lines) and is_doubtful(content, lines)
    if not scanned and not wrong:
        if not lettered:
            pages.bare.append(number)
        return content
    if not is_installed():
        (pages.doubtful if wrong else pages.unread).append(number)
        if scanned:
            pages.bare.append(number)
        return content
    reading_page(number, len(document))
    size = max(content.width, content.height, 1.0)
    read = read_picture(rendered(document, index, LONGEST_SIDE / size))
    if wrong:
        again = page_text([read.content]).text.split("\n")
        if plausibility(again).share <= plausibility(lines).share:
            pages.doubtful.append(number)
            return content
    if not read.content.pieces:
        pages.bare.append(number)
        return content
    pages.ocr.append((number, round(read.confidence, 3)))
    pages.words.append(PageWords(number, read.lines))
    return read.content


def _needs_check(content: PageContent) -> bool:
    """Whether a text layer is worth a closer look: an OCR layer, odd characters, or few of the common ones."""
    if content.unseen_layer or content.unmapped > 0:
        return True
    words = "".join(piece.text for piece in content.pieces)
    common = sum(words.count(character) for character in "的一是在和有不为了中与及以大年工业人发国要对")
    letter_count = sum(1 for character in words if character.isalpha())
    ascii_count = sum(1 for character in words if character.isascii() and character.isalpha())
    return common < 0.05 * (letter_count - ascii_count) or ascii_count > 0.5 * letter_count


# --- what is said of them ------------------------------------------------------------------------


def _warnings(pages: _Pages) -> list[str]:
    found = []
    hidden = [n for n, page in enumerate(pages.contents, 1) if len(page.hidden) >= _FEWEST_HIDDEN]
    if pages.unread:
        found.append(f"{_listed(pages.unread)}是扫描件，未能识别；安装文字识别：{INSTALL}")
    if pages.doubtful:
        advice = "" if is_installed() else f"；安装文字识别可重读：{INSTALL}"
        found.append(f"{_listed(pages.doubtful)}的文字层可能有误{advice}")
    if pages.damaged:
        found.append(f"{_listed(pages.damaged)}已损坏")
    if hidden:
        found.append(f"{_listed(hidden)}有看不见的文字，已略去")
    return found


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:8]))
    return f"第{shown}页" if len(numbers) <= 8 else f"第{shown}等 {len(numbers)} 页"


def _headings(text: PageText, marks: Sequence[tuple[int, str, int]]) -> tuple[MarkedLine, ...]:
    """Lines that look like headings, and those that the file's own outline names, with its levels."""
    found = {line.start: line for line in text.headings}
    for level, title, page in marks:
        wanted = letters(title)
        if len(wanted) < 2 or not 0 <= page < len(text.starts):
            continue
        position = text.starts[page]
        end = text.starts[page + 1] if page + 1 < len(text.starts) else len(text.text)
        while position < end:
            line_end = text.text.find("\n", position)
            line_end = len(text.text) if line_end < 0 else line_end
            if letters(text.text[position:line_end]) == wanted:
                line = found.get(position, MarkedLine(position, line_end))
                found[position] = replace(line, level=level)
                break
            position = line_end + 1
    return tuple(found[start] for start in sorted(found))
