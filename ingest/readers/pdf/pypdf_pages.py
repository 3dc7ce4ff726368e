"""Read PDF pages as plain lines by pypdf and join them to running text, where pdfium cannot read a file or is absent.

Without the places of the characters: running headers and page numbers are dropped by their
wording, lines broken inside a sentence joined, spaces round digits taken out.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ingest.errors import EncryptedFile, UnreadableFile
from ingest.layout import CONTENTS_LINE, DECIMAL_LABEL, FIGURE_CELL, PAGE_NUMBER
from ingest.progress import finished
from ingest.text.normalise import squeeze
from ingest.text.patterns import CONTINUES, FINISHED, LABEL

_EDGE = 3  # lines at the top and bottom of a page where furniture stands, fewer on a short page
# \x00, \x07, \ufffe, half a surrogate: pypdf gives these for glyphs without a letter; no text holds them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def plain_pages(data: bytes, most: int) -> list[str]:
    """Give the text of each page.

    Raises :class:`EncryptedFile`, :class:`UnreadableFile` (also for more than ``most`` pages).
    """
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedFile("文件已加密，需要密码", "the file is encrypted and needs a password")
        count = len(reader.pages)
        if count > most:
            raise UnreadableFile("页数过多", f"the file has more than {most} pages")
        return [_text_of(page, number, count) for number, page in enumerate(reader.pages, 1)]
    except (FileNotDecryptedError, DependencyError) as error:
        raise EncryptedFile("文件已加密，需要密码", "the file is encrypted and needs a password") from error
    except PyPdfError as error:
        raise UnreadableFile("PDF 已损坏", "the PDF is damaged") from error


def _text_of(page: Any, number: int, count: int) -> str:
    text = _CONTROL.sub("", page.extract_text() or "")
    finished(number, count)
    return text


def running_text(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Join pages to one text; gives it and the offset at which each page begins."""
    lines = [[line.rstrip() for line in page.split("\n") if line.strip()] for page in pages]
    furniture = _furniture(lines)
    kept = [_columns(_without_furniture(page, furniture)) for page in lines]
    full = _full_width(kept)
    parts: list[str] = []
    starts: list[int] = []
    length, before = 0, ""
    for page in kept:
        opened = False
        for line in page:
            words = _tidy(line)
            joins = bool(before) and _goes_on(before, line, full)
            gap = "" if not parts else _seam(before, words) if joins else "\n"
            if not opened:
                starts.append(length + len(gap))
                opened = True
            parts.append(gap + words)
            length += len(gap) + len(words)
            before = line
        if not opened:
            starts.append(length)
    return "".join(parts), tuple(starts)


def _tidy(line: str) -> str:
    """Layout spaces out; tabs between cells and the space behind a number like 1.4.2 stay."""
    if "\t" in line:
        return "\t".join(squeeze(cell) for cell in line.split("\t"))
    label = DECIMAL_LABEL.match(line)
    return f"{label[1]} {squeeze(line[label.end() :])}" if label else squeeze(line)


def _columns(page: Sequence[str]) -> list[str]:
    """Three lines or more with the same number of cells, parted by spaces, are a table: tabs between its cells."""
    lines = list(page)
    start = 0
    while start < len(lines):
        cells = lines[start].split()
        end = start + 1
        while end < len(lines) and len(lines[end].split()) == len(cells):
            end += 1
        block = [line.split() for line in lines[start:end]]
        if len(cells) >= 3 and len(block) >= 3 and _are_cells(block):
            lines[start:end] = ["\t".join(row) for row in block]
        start = end
    return lines


def _are_cells(block: Sequence[Sequence[str]]) -> bool:
    """Cells are short, hold no sentence, and are more than single characters that a scan has spread."""
    cells = [cell for row in block for cell in row]
    if any(len(cell) > 40 or cell[-1] in "。；，" for cell in cells):
        return False
    if any(FIGURE_CELL.match(cell) for cell in block[0]) or any(CONTENTS_LINE.search(cell) for cell in cells):
        return False  # no header, or a table of contents
    words = [cell for cell in cells if not FIGURE_CELL.match(cell)]
    if sum(cell.isascii() for cell in words) > len(words) / 2:
        return False
    wide = [sum(len(cell) for cell in column) / len(column) for column in zip(*block, strict=True)]
    return sum(wide) / len(wide) >= 2


def _seam(before: str, words: str) -> str:
    """A space between two Latin words, nothing inside Chinese text."""
    return " " if before[-1:].isascii() and words[:1].isascii() and before[-1:] != "-" else ""


def _furniture(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines at page edges that stand, digits aside, on half of the pages."""
    if len(pages) < 3:
        return set()
    counts = Counter(
        shape for page in pages for shape in {_shape(line) for line in (*page[:_EDGE], *page[-_EDGE:])}
    )
    return {shape for shape, count in counts.items() if count >= max(3, len(pages) / 2) and shape}


def _edges(page: Sequence[str]) -> set[int]:
    """Numbers of the lines at the top and bottom of a page."""
    depth = min(_EDGE, max(1, len(page) // 4))
    return {*range(min(depth, len(page))), *range(max(0, len(page) - depth), len(page))}


def _shape(line: str) -> str:
    # “第 3 页”, “第 12 页” -> “第#页”: a footer is known by coming back, whatever its number.
    return re.sub(r"\d+", "#", "".join(line.split()))


def _without_furniture(page: Sequence[str], furniture: set[str]) -> list[str]:
    kept = []
    edges = _edges(page)
    for number, line in enumerate(page):
        if number in edges and (_shape(line) in furniture or PAGE_NUMBER.match(line)):
            continue
        kept.append(line)
    return kept


def _full_width(pages: Sequence[Sequence[str]]) -> float:
    """The width from which a line counts as full, in half characters: near the widest common one."""
    widths = sorted(_width(line) for page in pages for line in page)
    return 0.85 * widths[int(len(widths) * 0.9)] if widths else 0.0


def _width(line: str) -> int:
    return sum(1 if character.isascii() else 2 for character in squeeze(line))


def _goes_on(before: str, line: str, full: float) -> bool:
    """Whether a line continues the sentence of the line before."""
    words = line.strip()
    if CONTINUES.match(words):
        return True
    if FINISHED.search(before.strip()) and not before.rstrip().endswith(("”", "）", ")")):
        return False
    if "\t" in before or "\t" in line:
        return False
    label = LABEL.match(words)
    inside = bool(label and label.lastgroup == "decimal")  # “……本规范第10章 ⏎ 10.2 的规定”
    if (label and not inside) or CONTENTS_LINE.search(before) or CONTENTS_LINE.search(words):
        return False
    return _width(before) >= full
