"""Pictures of an original's pages over REST: to whom, which page, what a hostile file does, and what is kept."""

from __future__ import annotations

import io
import math
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pdf_pages
import pytest
from serving import Site, site

from chat.service import page_images
from chat.service.page_images import PAGE_LIMITS, Pages, words_on_page
from ingest.document import Document, Metadata, PageWords
from ingest.errors import LimitExceeded, UnreadableFile
from ingest.sandbox.wire import dumps

SUBSIDY = "对购置新能源货车的企业每辆补贴8000元。"
STATIONS = "由县交通运输局牵头建设充电站12座。"


def plan(title: str = "临江县绿色交通办法") -> bytes:
    def first(canvas: Any) -> None:
        pdf_pages.centred(canvas, 90, title, 18)
        pdf_pages.lines(canvas, 140, f"第一条 {SUBSIDY}{pdf_pages.SENTENCE}")

    def second(canvas: Any) -> None:
        pdf_pages.lines(canvas, 100, f"第二条 {STATIONS}{pdf_pages.SENTENCE}")

    return pdf_pages.pdf(first, second)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("pages"), auth=True) as found:
        with found.client(found.token("admin")) as admin:
            for name, roles in (("办法 一", []), ("hidden", ["admin"])):
                files = {"file": (f"{name}.pdf", plan(f"临江县{name}交通办法"))}
                reply = admin.post("/api/documents", files=files, data={"role": roles})
                assert reply.status_code == 200, reply.text
        yield found


@pytest.fixture
def reader(here: Site) -> Iterator[httpx.Client]:
    with here.client(here.token("reader")) as found:
        yield found


@pytest.fixture
def admin(here: Site) -> Iterator[httpx.Client]:
    with here.client(here.token("admin")) as found:
        yield found


OPEN = "/api/documents/%E5%8A%9E%E6%B3%95%20%E4%B8%80"


def test_a_page_is_a_picture_under_a_strict_policy(reader: httpx.Client) -> None:
    from PIL import Image

    for page in (1, 2):
        reply = reader.get(f"{OPEN}/pages/{page}")
        assert reply.status_code == 200 and reply.headers["content-type"] == "image/png"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert Image.open(io.BytesIO(reply.content)).width == page_images.WIDTH
    listed = {entry["doc_id"]: entry for entry in reader.get("/api/documents").json()["documents"]}
    assert listed["办法 一"]["pictured"] and not listed["care"]["pictured"]


def test_the_place_of_a_quote(reader: httpx.Client, here: Site) -> None:
    text = here.store.document("办法 一").text
    start = text.index(STATIONS)
    asked = {"start": start, "end": start + len(STATIONS)}
    found = reader.get(f"{OPEN}/pages/2/places", params=asked).json()
    assert (found["width"], found["height"]) == (595, 842)
    ((left, top, right, bottom),) = found["boxes"]
    assert 0.1 < left < right < 0.9 and 0.08 < top < bottom < 0.16
    assert reader.get(f"{OPEN}/pages/1/places", params=asked).json()["boxes"] == []
    assert reader.get(f"{OPEN}/pages/2/places", params={"start": 5}).status_code == 400


@pytest.mark.parametrize(
    "below", ["pages/1", "pages/1/places?start=0&end=5", "original", "report", "pages/99"]
)
def test_a_hidden_document_is_one_that_is_not_there(here: Site, reader: httpx.Client, below: str) -> None:
    hidden, nowhere = (reader.get(f"/api/documents/{name}/{below}") for name in ("hidden", "nowhere"))
    assert hidden.status_code == nowhere.status_code == 404
    assert hidden.text == nowhere.text.replace("nowhere", "hidden")
    with here.client() as stranger:
        assert stranger.get(f"/api/documents/hidden/{below}").status_code == 401


def test_an_admin_sees_the_hidden_one_and_only_pages_that_are_there(admin: httpx.Client) -> None:
    assert admin.get("/api/documents/hidden/pages/1").status_code == 200
    for page in ("0", "3"):
        assert admin.get(f"/api/documents/hidden/pages/{page}").status_code == 404
    for page in ("one", "-1"):
        assert admin.get(f"/api/documents/hidden/pages/{page}").status_code == 400
    for below in ("pages/1", "original", "report"):
        reply = admin.get(f"/api/documents/care/{below}")
        assert reply.status_code == 404 and "没有留存原件" in reply.json()["error"]["chinese"]


def test_the_original_is_sent_as_it_came(reader: httpx.Client, here: Site) -> None:
    reply = reader.get(f"{OPEN}/original")
    kept = here.store.originals.read(here.store.info("办法 一").sources[0].sha256)
    assert reply.content == kept and reply.headers["content-type"] == "application/octet-stream"
    assert (
        reply.headers["content-disposition"]
        == "attachment; filename*=utf-8''%E5%8A%9E%E6%B3%95%20%E4%B8%80.pdf"
    )
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert any(event["event"] == "download" and event["document"] == "办法 一" for event in here.events())


def test_the_report_shows_pages_beside_clauses_and_runs_nothing(reader: httpx.Client) -> None:
    reply = reader.get(f"{OPEN}/report")
    assert reply.status_code == 200 and reply.headers["content-type"].startswith("text/html")
    policy = reply.headers["content-security-policy"]
    assert "sandbox" in policy and "allow-scripts" not in policy and "default-src 'none'" in policy
    assert "<script" not in reply.text and SUBSIDY in reply.text
    sources = re.findall(r'src="([^"]*)"', reply.text)
    assert len(sources) == 2 and all(reader.get(source).status_code == 200 for source in sources)


def test_a_report_whose_record_is_lost_says_so(admin: httpx.Client, here: Site) -> None:
    admin.post("/api/documents", files={"file": ("record.pdf", plan("临江县记录办法"))})
    sha256 = here.store.info("record").sources[0].sha256
    path = here.store.originals.path(sha256).with_name(f"{sha256}.json")
    forgotten = "收入时的解析记录没有留下"
    assert forgotten not in admin.get("/api/documents/record/report").text
    for damage in (b"{", b"[1]", b"[1, null, 2]", None):
        path.write_bytes(damage) if damage else path.unlink()
        text = admin.get("/api/documents/record/report").text
        assert forgotten in text and SUBSIDY in text
    admin.delete("/api/documents/record")


@pytest.mark.parametrize("side", [0.4, math.nan, "wide"])
def test_a_quote_on_a_scan_stands_where_it_was_read(admin: httpx.Client, here: Site, side: Any) -> None:
    name = f"scan{side}"
    admin.post("/api/documents", files={"file": (f"{name}.pdf", plan(f"临江县第{side}扫描办法"))})
    sha256 = here.store.info(name).sources[0].sha256
    record = here.store.originals.record(sha256)
    assert record
    lines = (
        ("第一条对购置新能源", 0.1, 0.2, side, 0.22),
        ("货车的企业每辆补贴8000元。", 0.1, 0.24, 0.5, 0.26),
    )
    path = here.store.originals.path(sha256).with_name(f"{sha256}.json")
    path.write_bytes(dumps(replace(record, words=(PageWords(1, lines),))))
    start = here.store.document(name).text.index(SUBSIDY)
    asked = {"start": start, "end": start + len(SUBSIDY)}
    boxes = admin.get(f"/api/documents/{name}/pages/1/places", params=asked).json()["boxes"]
    if side == 0.4:  # two thirds of the first line, the second without its full stop
        assert boxes == [
            [pytest.approx(0.2), 0.2, pytest.approx(0.4), 0.22],
            [0.1, 0.24, pytest.approx(0.469, abs=0.01), 0.26],
        ]
    else:  # what the record says is no place: the file is asked
        assert 0.15 < boxes[0][1] < 0.2
    admin.delete(f"/api/documents/{name}")


def test_a_changed_or_lost_file_is_told_and_shown_no_more(admin: httpx.Client, here: Site) -> None:
    admin.post("/api/documents", files={"file": ("变.pdf", plan("临江县变更办法"))})
    sha256 = here.store.info("变").sources[0].sha256
    path = here.store.originals.path(sha256)
    path.write_bytes(plan("别的文件"))
    reply = admin.get("/api/documents/%E5%8F%98/pages/2")
    assert reply.status_code == 503 and "原件已变" in reply.json()["error"]["chinese"]
    assert admin.get("/api/documents/%E5%8F%98/original").status_code == 503
    path.unlink()
    assert admin.get("/api/documents/%E5%8F%98/pages/2").status_code == 404
    assert admin.get("/api/documents/%E5%8F%98").status_code == 200
    assert admin.delete("/api/documents/%E5%8F%98").status_code == 200


def test_removal_ends_the_pictures_too(admin: httpx.Client, here: Site) -> None:
    admin.post("/api/documents", files={"file": ("gone.pdf", plan("临江县一时办法"))})
    assert admin.get("/api/documents/gone/pages/1").status_code == 200
    before = here.store.originals.usage()[0]
    admin.delete("/api/documents/gone")
    assert here.store.originals.usage()[0] == before - 1
    assert admin.get("/api/documents/gone/pages/1").status_code == 404


def test_many_at_once_are_all_served(reader: httpx.Client) -> None:
    with ThreadPoolExecutor(12) as threads:
        replies = list(threads.map(lambda n: reader.get(f"{OPEN}/pages/{n % 2 + 1}"), range(24)))
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.content for reply in replies}) == 2


# --- drawing ---------------------------------------------------------------------------------------------


@pytest.fixture
def pages() -> Iterator[Pages]:
    opened = Pages()
    yield opened
    opened.close()


def test_a_picture_is_drawn_once_and_a_page_in_vain_is_not_tried_again(pages: Pages) -> None:
    loads = []

    def load(data: bytes) -> Any:
        return lambda: loads.append(1) or data

    first = pages.picture("a", 1, load(plan()))
    assert pages.picture("a", 1, load(b"")) == first == pages.drawn("a", 1) and len(loads) == 1
    for _ in range(3):
        with pytest.raises(UnreadableFile):
            pages.picture("b", 1, load(b"%PDF-1.4 nothing"))
    assert len(loads) == 2


def test_only_so_many_bytes_of_pictures_are_kept(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    data = plan()
    size = len(pages.picture("a", 1, lambda: data))
    monkeypatch.setattr(page_images, "KEPT_BYTES", size)
    pages.picture("a", 2, lambda: data)
    assert pages.drawn("a", 1) is None


def test_a_page_that_takes_too_long_is_given_up() -> None:
    hurried = Pages(replace(PAGE_LIMITS, seconds=0.001))
    with pytest.raises(LimitExceeded):
        hurried.picture("a", 1, plan)
    hurried.close()


def test_the_process_ends_when_nobody_looks_at_pages(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_images, "_IDLE_SECONDS", 0.05)
    pages.picture("a", 1, plan)
    until = time.monotonic() + 10
    while pages._worker._process is not None and time.monotonic() < until:
        time.sleep(0.02)
    assert pages._worker._process is None
    assert pages.picture("a", 2, plan).startswith(b"\x89PNG")


def test_the_words_of_a_quote_on_each_of_its_pages() -> None:
    document = Document("d", "一二三四五六七八", Metadata("t"), pages=(0, 4, 4))
    assert words_on_page(document, 1, 2, 6) == ("三四", "一二")
    assert words_on_page(document, 2, 2, 6) == ("", "")
    assert words_on_page(document, 3, 2, 6) == ("五六", "")
    for page in (0, 4):
        assert words_on_page(document, page, 2, 6) == ("", "")
