"""Scans and pictures: refused before decoding where too large, read by OCR where the extra is installed."""

import io
import struct
import zlib
from pathlib import Path

import pytest

from ingest.errors import NoTextFound, UnreadableFile
from ingest.layout.page_text import page_text
from ingest.readers.scans import reader as reader
from ingest.readers.scans.ocr import is_installed, read_picture
from ingest.readers.scans.pictures import MOST_PIXELS, frames
from ingest.readers.scans.reader import read_image

SCANS = Path(__file__).resolve().parents[2] / "shared" / "parsing" / "pdf"
needs_ocr = pytest.mark.skipif(not is_installed(), reason="the extra “ocr” is not installed (make ocr)")


def png(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG file that claims a size; its pixels may be missing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def picture(kind: str, *sizes: tuple[int, int], **options) -> bytes:
    from PIL import Image

    first, *others = [Image.new("L", size, 255) for size in sizes]
    out = io.BytesIO()
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(out, kind, **more, **options)
    return out.getvalue()


def words(lines: list[str], size: tuple[int, int] = (900, 500)):
    """Black Latin words on white, as an array."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        draw.text((40, 40 + 60 * number), line, "black", ImageFont.load_default(32))
    return np.asarray(sheet)


@pytest.mark.adverse(23)
@pytest.mark.parametrize("side", [40_000, 1_000_000])
def test_a_picture_too_large_is_refused_before_it_is_decoded(side):
    with pytest.raises(UnreadableFile) as raised:
        list(frames(png(side, side, zlib.compress(b"\0" * 10_000)), 1_000))
    assert "图片过大" in raised.value.chinese and f"{MOST_PIXELS:,}" in raised.value.english


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", png(50, 50, b"no pixels"), b"\xff\xd8\xff" + b"\0" * 99]
)
def test_damaged_pictures(data):
    with pytest.raises(UnreadableFile):
        list(frames(data, 1_000))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WEBP", "TIFF"])
def test_kinds_of_pictures(kind):
    (found,) = frames(picture(kind, (300, 200)), 150)
    assert found.shape == (100, 150, 3)


def test_a_tiff_of_several_pages():
    found = list(frames(picture("TIFF", (300, 200), (200, 300), (100, 100)), 1_000))
    assert [frame.shape[:2] for frame in found] == [(200, 300), (300, 200), (100, 100)]


def test_a_picture_without_ocr_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(reader, "is_installed", lambda: False)
    with pytest.raises(NoTextFound) as raised:
        read_image(picture("PNG", (300, 200)))
    assert "wence[ocr]" in raised.value.chinese


@needs_ocr
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_on_any_of_its_sides(quarters):
    import numpy as np

    lines = [
        "Plan of the district for railways",
        "Output reaches 300 billion by 2025",
        "All departments carry it out",
    ]
    read = read_picture(np.rot90(words(lines), quarters).copy())
    assert page_text([read.content]).text.replace(" ", "") == "\n".join(lines).replace(" ", "") or all(
        line.replace(" ", "") in page_text([read.content]).text.replace(" ", "") for line in lines
    )
    assert read.confidence > 0.9


@needs_ocr
def test_a_ruled_table_in_a_picture():
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", (900, 420), "white")
    draw = ImageDraw.Draw(sheet)
    for x in (40, 340, 600, 860):
        draw.line((x, 40, x, 340), "black", 3)
    for y in (40, 140, 240, 340):
        draw.line((40, y, 860, y), "black", 3)
    cells = [("Task", "Unit", "Year"), ("Platform", "Bureau A", "2025"), ("Exhibition", "Bureau B", "2026")]
    for row, record in enumerate(cells):
        for x, cell in zip((60, 360, 620), record, strict=True):
            draw.text((x, 70 + 100 * row), cell, "black", ImageFont.load_default(34))
    text = page_text([read_picture(np.asarray(sheet)).content]).text.replace(" ", "")
    assert text.split("\n") == [
        "|Task|Unit|Year|",
        "|---|---|---|",
        "|Platform|BureauA|2025|",
        "|Exhibition|BureauB|2026|",
    ]


@needs_ocr
def test_an_empty_picture_holds_no_text():
    with pytest.raises(NoTextFound):
        read_image(picture("PNG", (600, 400)))


@needs_ocr
def test_two_columns_of_a_scan():
    if not SCANS.is_dir():
        pytest.skip("../shared is not here: the scans cannot be read")
    from ingest.readers.pdf.reader import read_pdf

    extracted = read_pdf((SCANS / "scanned_magazine_2col_no_text_layer_a.pdf").read_bytes())
    ((page, confidence),) = extracted.ocr
    assert page == 1 and confidence > 0.95
    places = [extracted.text.index(words) for words in ("结果出来要7天", "病愈后", "2500多年前")]
    assert places == sorted(places) and "游乐园游玩" in extracted.text


@needs_ocr
@pytest.mark.parametrize("turn", ["upright", "quarter", "half", "three quarters", "askew"])
def test_lines_are_told_where_they_stand_on_the_picture_as_it_came(turn):
    import numpy as np
    from PIL import Image

    lines = ["Alpha station builds twelve bays", "Bravo bureau reports every June", "Carol county pays eight percent",
             "Delta office checks all results", "Early summer opens the new line"]  # fmt: skip
    sheet = Image.fromarray(words(lines, (900, 460)))
    degrees = {"upright": 0, "quarter": 90, "half": 180, "three quarters": 270, "askew": 3}[turn]
    sheet = sheet.rotate(degrees, expand=True, fillcolor="white")
    read = read_picture(np.asarray(sheet))
    ink = np.asarray(sheet.convert("L")) < 128
    height, width = ink.shape
    shares = {}
    for text, left, top, right, bottom in read.lines:
        inside = ink[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1]
        shares[text.split()[0]] = inside.sum() / ink.sum()
    assert set(shares) == {line.split()[0] for line in lines}
    assert all(0.13 < share < 0.3 for share in shares.values()) and sum(shares.values()) > 0.93
