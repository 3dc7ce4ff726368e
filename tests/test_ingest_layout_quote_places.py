"""Quoted words found on a page as it is drawn: turned, cropped, in columns, printed twice or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdf_pages
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import SourceError, UnreadableFile
from ingest.layout.pieces import Piece
from ingest.layout.quote_places import boxes_of
from ingest.readers.page_image import page_picture, quote_places
from ingest.sandbox.worker import Worker

QUOTE = "第三款建设充电站十二座"


def article(turn: int = 0, size: float = 12) -> Callable[[Any], None]:
    def draw(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        for number, words in enumerate(("第一款维护车场", "第二款更新车辆", QUOTE), 1):
            pdf_pages.write(canvas, 90, 400 + 60 * number, f"{words}。", size)

    return draw


def ink(data: bytes, page: int, box: tuple[float, ...]) -> float:
    """The share of a page's dark pixels that lie in a box."""
    import numpy as np
    from PIL import Image

    picture = np.asarray(Image.open(io.BytesIO(page_picture(data, page, 600))).convert("L")) < 128
    height, width = picture.shape
    left, top, right, bottom = box
    inside = picture[
        int(top * height) : round(bottom * height) + 1, int(left * width) : round(right * width) + 1
    ]
    return inside.sum() / picture.sum()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_box_covers_the_words_however_the_page_is_turned(turn: int) -> None:
    data = pdf_pages.pdf(article(turn))
    found = quote_places(data, 1, QUOTE)
    (box,) = found.boxes
    # 11 of the page's 28 characters, three full stops among them
    assert 0.33 < ink(data, 1, box) < 0.6
    upright = box[2] - box[0] > box[3] - box[1]
    assert upright == (turn in (0, 180))


def test_a_cropped_page_has_its_box_where_it_is_drawn() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_pages.pdf(article()))))
    writer.pages[0].cropbox.lower_left = (60, 150)
    writer.pages[0].cropbox.upper_right = (400, 510)
    out = io.BytesIO()
    writer.write(out)
    found = quote_places(out.getvalue(), 1, QUOTE)
    assert (found.width, found.height) == (340, 360)
    (box,) = found.boxes
    assert 0.33 < ink(out.getvalue(), 1, box) < 0.6


def test_of_the_same_words_in_two_places_the_quoted_ones_are_boxed() -> None:
    def draw(canvas: Any) -> None:
        for line in range(3):
            pdf_pages.write(canvas, 90, 100 + 100 * line, "由县交通局负责落实")

    data = pdf_pages.pdf(draw)
    tops = [
        quote_places(data, 1, "由县交通局负责落实", "由县交通局负责落实\n" * n).boxes[0][1] for n in range(4)
    ]
    assert tops[0] < tops[1] < tops[2] == tops[3]


def test_a_quote_over_two_lines_has_a_box_on_each() -> None:
    data = pdf_pages.pdf(lambda canvas: pdf_pages.lines(canvas, 100, pdf_pages.SENTENCE * 2))
    first, second = quote_places(data, 1, pdf_pages.SENTENCE[20:50] + pdf_pages.SENTENCE[:10]).boxes
    assert first[3] < second[1] and second[0] < first[0]


def test_words_written_in_another_order_are_found_by_their_rows() -> None:
    def draw(canvas: Any) -> None:
        words = "到二〇三〇年绿地率达到百分之四十一"
        for place in reversed(range(len(words))):
            pdf_pages.write(canvas, 90 + 12 * place, 200, words[place])

    assert len(quote_places(pdf_pages.pdf(draw), 1, "绿地率达到百分之四十一").boxes) == 1


def test_a_quote_that_is_partly_there_is_boxed_and_one_that_is_not_has_none() -> None:
    data = pdf_pages.pdf(article())
    assert len(quote_places(data, 1, f"第二款更新车辆（此处有别的字）{QUOTE}").boxes) == 2
    assert quote_places(data, 1, "完全没有写在这一页上的话").boxes == ()
    assert quote_places(data, 1, " 。，").boxes == ()


def test_unseen_words_are_not_boxed() -> None:
    def draw(canvas: Any) -> None:
        pdf_pages.write(canvas, 90, 120, "看得见的一行字")
        canvas.setFillColorRGB(1, 1, 1)
        pdf_pages.write(canvas, 90, 200, "看不见的另一行字")

    assert quote_places(pdf_pages.pdf(draw), 1, "看不见的另一行字").boxes == ()


def picture_of(data: bytes) -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(page_picture(data, 1, 800)))


def test_a_scan_has_no_boxes_and_one_with_a_text_layer_has() -> None:
    from reportlab.lib.utils import ImageReader

    def scanned(layer: bool) -> bytes:
        def draw(canvas: Any) -> None:
            canvas.drawImage(ImageReader(picture_of(pdf_pages.pdf(article()))), 0, 0, 595, 842)
            if layer:
                words = canvas.beginText(90, pdf_pages.HEIGHT - 580)
                words.setTextRenderMode(3)
                words.setFont("STSong-Light", 12)
                words.textOut(f"{QUOTE}。")
                canvas.drawText(words)

        return pdf_pages.pdf(draw)

    assert quote_places(scanned(False), 1, QUOTE).boxes == ()
    (box,) = quote_places(scanned(True), 1, QUOTE).boxes
    assert 0.3 < ink(scanned(True), 1, box) < 0.6


def test_a_picture_has_its_size_and_no_boxes() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PNG")
    found = quote_places(out.getvalue(), 1, QUOTE)
    assert (found.width, found.height, found.boxes) == (300, 200, ())
    with pytest.raises(UnreadableFile):
        quote_places(out.getvalue(), 2, QUOTE)


def test_any_page_of_a_picture_of_many_is_drawn() -> None:
    from PIL import Image

    out = io.BytesIO()
    sheets = [Image.new("RGB", (100 + 10 * n, 80), "white") for n in range(4)]
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:])
    assert [quote_places(out.getvalue(), page, "").width for page in (1, 3, 4)] == [100, 120, 130]
    for page in (0, 5):
        with pytest.raises(UnreadableFile):
            page_picture(out.getvalue(), page)


def test_a_strip_is_not_drawn_taller_than_memory_holds() -> None:
    from PIL import Image
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(10, 14_000)
    writer.write(out)
    assert Image.open(io.BytesIO(page_picture(out.getvalue(), 1, 1000))).height <= 6_000


def test_the_worker_answers_and_survives_a_damaged_file(tmp_path: Path) -> None:
    data = pdf_pages.pdf(article(90))
    with Worker() as worker:
        assert worker.places(data, 1, QUOTE) == quote_places(data, 1, QUOTE)
        for damaged in (data[:300], b"%PDF-1.7\n" + b"\0" * 500):
            with pytest.raises(SourceError):
                worker.places(damaged, 1, QUOTE)
        with pytest.raises(SourceError):
            worker.places(data, 9, QUOTE)
        assert worker.places(data, 1, QUOTE).boxes


@given(st.lists(st.sampled_from("甲乙丙丁戊1 ，。"), max_size=60), st.text("甲乙丙丁戊1 ，。x", max_size=30))
def test_boxes_lie_around_letters_of_the_page(page: list[str], words: str) -> None:
    pieces = [Piece(text, 10.0 * (n % 10), 20.0 * (n // 10), 10.0 * (n % 10) + 10, 20.0 * (n // 10) + 12, 10)
              for n, text in enumerate(page)]  # fmt: skip
    for left, top, right, bottom in boxes_of(pieces, words):
        assert 0 <= left < right <= 100 and 0 <= top < bottom
