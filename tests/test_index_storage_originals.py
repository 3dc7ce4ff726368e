"""Originals beside the store: kept whole and private, gone with their last document, missed when they are missing."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pdf_pages
import pytest

from chat.service.doctor import BAD, GOOD, examine
from chat.uploads.uploads import take
from index.storage import originals
from index.storage.codec import REPORT_FIELDS, dump_json, dump_record, load_json, load_record
from index.storage.document_head import dump_head, load_head
from index.store import Store, open_store
from ingest.document import PageWords, ParsedSource, ParseReport, SourceFile
from ingest.errors import NotFound, StoreBusy, StoreDamaged, UsageError
from ingest.sandbox.pool import Pool
from ingest.sources.intake import stored_sources
from ingest.sources.pipeline import Known, Run, parse_sources

FILES = originals.FOLDER


def plan(words: str = "第一条 到2026年新增公交车50辆。") -> bytes:
    def page(canvas: object) -> None:
        pdf_pages.centred(canvas, 90, "临江县公共交通办法", 18)
        pdf_pages.lines(canvas, 140, words + pdf_pages.SENTENCE)

    return pdf_pages.pdf(page)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", create=True) as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def pool() -> Iterator[Pool]:
    """One worker for all: to start one takes longer than to read these files."""
    with Pool(1) as opened:
        _POOL.append(opened)
        yield opened
    _POOL.clear()


_POOL: list[Pool] = []


def read(store: Store, *paths: Path, known: Known = lambda _: None) -> list[ParsedSource]:
    return list(parse_sources(paths, Run(known, keep=store.originals.keep), _POOL[0]))


def ingest(store: Store, folder: Path, **files: bytes) -> list[ParsedSource]:
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    found = read(store, *(folder / name.replace("_", ".") for name in files))
    store.add([parsed.document for parsed in found if parsed.document])
    return found


def kept(store: Store) -> list[Path]:
    folder = store._path.parent / FILES
    return sorted(path for path in folder.glob("*") if path.suffix != ".json")


def test_a_pdf_is_kept_under_its_sum_and_for_its_owner_alone(store: Store, tmp_path: Path) -> None:
    data = plan()
    ingest(store, tmp_path, 规划_pdf=data, 说明_txt="临江县说明\n\n第一条 文字。\n".encode())
    info, plain = store.info("规划"), store.info("说明")
    (path,) = kept(store)
    assert path.name == info.sources[0].sha256 and path.read_bytes() == data
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert info.pictured and info.sources[0].kept and not plain.pictured and not plain.sources[0].kept
    record = store.originals.record(path.name)
    assert record and record.report.doc_id == "规划" and record.report.pages == 1 and record.document is None
    assert store.originals.usage() == (1, len(data))
    store.verify()


def test_members_of_an_archive_are_kept_and_what_cannot_be_read_is_not(store: Store, tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    data = plan()
    writer, locked = PdfWriter(clone_from=PdfReader(io.BytesIO(data))), io.BytesIO()
    writer.encrypt("秘密", algorithm="RC4-128")
    writer.write(locked)
    empty = io.BytesIO()
    PdfWriter().write(empty)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("文件/办法.pdf", data)
        archive.writestr("文件/加密.pdf", locked.getvalue())
        archive.writestr("文件/无页.pdf", empty.getvalue())
    found = ingest(store, tmp_path, all_zip=packed.getvalue())
    assert [parsed.report.ok for parsed in found] == [True, False, False]
    (path,) = kept(store)
    assert path.read_bytes() == data and store.info("办法").pictured


def test_a_file_goes_with_the_last_document_that_came_from_it(store: Store, tmp_path: Path) -> None:
    (parsed,) = ingest(store, tmp_path, one_pdf=plan())
    document = parsed.document
    assert document
    store.add([document.with_id("other")], joins=lambda doc_id: False)
    assert {info.doc_id for info in store.documents()} == {"one", "other"}
    store.remove(["one"])
    assert len(kept(store)) == 1
    store.rebuild_embeddings()
    assert len(kept(store)) == 1
    store.remove(["other"])
    assert list((store._path.parent / FILES).iterdir()) == []


def test_a_new_version_takes_the_place_of_the_old_file(store: Store, tmp_path: Path) -> None:
    ingest(store, tmp_path, plan_pdf=plan())
    (before,) = kept(store)
    ingest(store, tmp_path, plan_pdf=plan("第一条 到2027年新增公交车80辆，另建充电站十座。"))
    (after,) = kept(store)
    assert before.name != after.name == store.info("plan").sources[0].sha256


def test_missing_and_changed_files_are_told_and_mended_by_reading_again(store: Store, tmp_path: Path) -> None:
    ingest(store, tmp_path, gone_pdf=plan(), bent_pdf=plan("第一条 建设充电站12座，新建车场一处。"))
    gone, bent = (store.info(name).sources[0].sha256 for name in ("gone", "bent"))
    folder = store._path.parent / FILES
    (folder / gone).unlink()
    (folder / bent).write_bytes(b"%PDF-1.4 something else")
    assert store.faults() == originals.Faults(("gone.pdf",), ("bent.pdf",))
    assert not store.info("gone").pictured
    with pytest.raises(NotFound):
        store.originals.read(gone)
    with pytest.raises(StoreDamaged):
        store.originals.read(bent)
    with pytest.raises(StoreDamaged, match=FILES):
        store.verify()
    check = {check.name: check for check in examine(store._path.parent, {})}["原件"]
    assert (
        check.state == BAD and "丢失 1 份：gone.pdf" in check.words and "已变 1 份：bent.pdf" in check.words
    )
    known = stored_sources(store.documents()).get
    again = read(store, tmp_path / "gone.pdf", tmp_path / "bent.pdf", known=known)
    assert all(parsed.report.kept for parsed in again)
    store.verify()
    assert {check.name: check for check in examine(store._path.parent, {})}["原件"].state == GOOD


def test_a_store_made_before_has_none_and_misses_none(store: Store, tmp_path: Path) -> None:
    (tmp_path / "old.pdf").write_bytes(plan())
    (parsed,) = parse_sources([tmp_path / "old.pdf"], pool=_POOL[0])
    assert parsed.document
    store.add([parsed.document])
    assert not store.info("old").pictured and not store.faults() and kept(store) == []
    head = store._reader.heads()[0]
    written = load_json(dump_head(head))
    written["sources"] = [source[:4] for source in written["sources"]]
    assert load_head(head.row, head.doc_id, head.content, dump_json(written)) == head
    known = stored_sources(store.documents()).get
    (again,) = read(store, tmp_path / "old.pdf", known=known)
    assert again.report.kept and store.info("old").pictured


@pytest.mark.parametrize("trouble", ["full", "large", "much", "none", "readonly"])
def test_what_cannot_be_kept_is_taken_in_all_the_same(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if trouble == "full":
        monkeypatch.setattr(originals.os, "fsync", full)
    elif trouble == "large":
        monkeypatch.setattr(originals, "LARGEST", 100)
    elif trouble == "readonly":
        (store._path.parent / FILES).write_text("a file where the folder should be")
    else:
        monkeypatch.setenv(originals.SETTING, "0" if trouble == "none" else "0.0000001")
    (tmp_path / "plan.pdf").write_bytes(plan())
    (parsed,) = read(store, tmp_path / "plan.pdf")
    monkeypatch.undo()
    assert parsed.document and not parsed.document.sources[0].kept
    assert any("看不到原页" in warning for warning in parsed.report.warnings)
    store.add([parsed.document])
    assert store.search("新增公交车") and not store.info("plan").pictured and kept(store) == []
    store.verify()


def test_the_setting_is_a_number() -> None:
    assert originals.most_bytes({originals.SETTING: "1.5"}) == 1.5 * 2**30
    assert originals.most_bytes({}) == originals.DEFAULT_GIGABYTES * 2**30
    for wrong in ("ten", "-1", "nan", "inf"):
        with pytest.raises(UsageError):
            originals.most_bytes({originals.SETTING: wrong})


def test_what_nobody_claims_goes_after_a_day_and_not_before(store: Store, tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(plan())
    (tmp_path / "two.pdf").write_bytes(plan("第一条 建设充电站12座，新建车场一处。"))
    read(store, tmp_path / "one.pdf")  # and the run breaks off before its document is in the store
    (first,) = kept(store)
    (first.parent / "0123.new").write_bytes(b"half")
    for path in first.parent.iterdir():
        os.utime(path, (time.time() - 90_000,) * 2)
    with open_store(store._path.parent) as later:
        read(later, tmp_path / "two.pdf")
        assert [path.name for path in kept(later)] != [first.name] and len(kept(later)) == 1
    with open_store(store._path.parent) as latest:
        ingest(latest, tmp_path, one_pdf=plan())
        assert len(kept(latest)) == 2


def test_an_upload_that_does_not_reach_the_store_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise StoreBusy("", "")

    (tmp_path / "plan.pdf").write_bytes(plan())
    monkeypatch.setattr(store, "add", busy)
    with pytest.raises(StoreBusy):
        take(store, tmp_path / "plan.pdf", [])
    assert kept(store) == []
    monkeypatch.undo()
    take(store, tmp_path / "plan.pdf", [])
    assert store.info("plan").pictured


def test_the_first_file_decides_whether_there_are_pages(store: Store, tmp_path: Path) -> None:
    (parsed,) = ingest(store, tmp_path, plan_pdf=plan())
    assert parsed.document
    text = replace(parsed.document.sources[0], name="plan.txt", sha256="0" * 64, media_type="text/plain")
    store.remove(["plan"])
    store.add([replace(parsed.document, sources=(text, parsed.document.sources[0]))])
    assert not store.info("plan").pictured


RECORD = (
    '[["规划.pdf","规划",true,null,"application/pdf",120,2,3,0,0,3,0,0,2,[2],["第2页没有文字"],12.5,[[1,0.93]],'
    '[],[],["附件.docx"],null,false],null,[[1,[["青山县",0.1,0.2,0.3,0.25]]]]]'
)


def test_a_record_on_disk_has_a_form_of_its_own() -> None:
    """As it was written while the worker's pipe decided it; every value of a report has a place in it."""
    record = load_record(RECORD.encode())
    report = record.report
    assert (report.doc_id, report.pages_without_text, report.ocr) == ("规划", (2,), ((1, 0.93),))
    assert record.words == (PageWords(1, (("青山县", 0.1, 0.2, 0.3, 0.25),)),) and record.document is None
    assert dump_record(record) == RECORD[:-1].encode() + b",4049947362]"  # its sum, which an older one lacks
    assert set(REPORT_FIELDS) == {field.name for field in fields(ParseReport)}
    older = load_record('[["规划.pdf","规划",true],null,[]]'.encode())
    assert older.report == ParseReport("规划.pdf", "规划")
    for wrong in (b"[]", b"{}", b"[[],null,7]", b'[["a"],null,[[1,[["b"]]]]]'):
        with pytest.raises((ValueError, TypeError)):
            load_record(wrong)


def test_a_record_of_a_file_that_has_changed_is_told_and_not_read(tmp_path):
    parsed = ParsedSource(ParseReport("a.pdf", "a"), None)
    data = dump_record(parsed)
    assert load_record(data).report == parsed.report
    old = data[: data.rindex(b",")] + b"]"  # of an earlier version, without its sum
    assert load_record(old).report == parsed.report
    for bit in range(0, len(data) * 8, 3):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            read = load_record(bytes(changed))
        except (ValueError, TypeError):
            continue
        assert read.report == parsed.report
    kept = originals.Originals(tmp_path / "files", set)
    file = SourceFile("a.pdf", hashlib.sha256(b"one").hexdigest(), "application/pdf", kept=True)
    kept.keep(file, b"one", parsed)
    assert not kept.faults([file])
    record = tmp_path / "files" / f"{file.sha256}.json"
    record.write_bytes(record.read_bytes().replace(b"a.pdf", b"b.pdf"))
    assert kept.record(file.sha256) is None and kept.faults([file]).changed == ("a.pdf",)
