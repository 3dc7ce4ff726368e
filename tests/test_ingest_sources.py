"""A run over many sources: in order, a few at a time, told as it goes, ended early and taken up again."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.document import Document, Metadata, SourceFile
from ingest.parser_version import parser_version
from ingest.progress import Progress
from ingest.sandbox.pool import Pool
from ingest.sources import items
from ingest.sources import pipeline as sources
from ingest.sources.intake import in_batches, stored_sources, take_in
from ingest.sources.pipeline import Run, parse_sources

PLAN = "第{n}号规划\n一、目标\n办好{n}件事。\n"


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path) -> Path:
    for n in range(30):
        (tmp_path / f"{n:02d}.txt").write_text(PLAN.format(n=n) * (1 + 40 * (n % 3)), encoding="utf-8")
    return tmp_path


def test_results_come_in_the_order_of_the_sources(folder, pool):
    found = list(parse_sources([folder / "07.txt", folder, "missing.txt"], Run(), pool))
    names = ["07.txt", *(f"{n:02d}.txt" for n in range(30)), "missing.txt"]
    assert [parsed.report.source for parsed in found] == names
    assert [parsed.report.doc_id for parsed in found[6:10]] == ["05", "06", "07-2", "08"]
    assert not found[-1].report.ok


def test_files_are_not_read_far_ahead(folder, pool, monkeypatch):
    opened: list[Path] = []
    before = items.bytes_of
    monkeypatch.setattr(items, "bytes_of", lambda file: opened.append(file) or before(file))
    run = parse_sources([folder], Run(), pool)
    next(run)
    assert len(opened) <= 2 * pool.size + 1
    monkeypatch.setattr(sources, "_HELD", 0)
    for _ in range(10):
        next(run)
    opened.clear()
    next(run)
    assert len(opened) == 1
    run.close()


def test_a_document_names_its_source(folder, pool):
    (parsed,) = parse_sources([folder / "00.txt"], Run(), pool)
    (file,) = parsed.document.sources
    assert (file.name, file.media_type, file.parser) == ("00.txt", "text/plain", parser_version())
    assert len(file.sha256) == 64


def test_what_is_known_is_not_read_again(folder, pool):
    first = [parsed.document for parsed in parse_sources([folder], Run(), pool)]
    (folder / "03.txt").write_text("改过的规划\n一、目标\n另办一件事。\n", encoding="utf-8")
    (folder / "05.txt").rename(folder / "99.txt")
    again = list(parse_sources([folder], Run(stored_sources(first).get), pool))
    assert [parsed.report.source for parsed in again if not parsed.report.kept] == ["03.txt", "99.txt"]
    kept = [parsed for parsed in again if parsed.report.kept]
    assert all(parsed.document is None and parsed.report.ok for parsed in kept)
    assert [parsed.report.doc_id for parsed in kept[:3]] == ["00", "01", "02"]


def test_another_parser_reads_everything_again(folder, pool):
    (parsed,) = parse_sources([folder / "00.txt"], Run(), pool)
    old = Document(
        "00", "", Metadata(""), sources=(SourceFile("00.txt", parsed.document.sources[0].sha256, "", "old"),)
    )
    (again,) = parse_sources([folder / "00.txt"], Run(stored_sources([old]).get), pool)
    assert not again.report.kept


def test_a_kept_document_keeps_its_id_from_others(tmp_path, pool):
    for name, words in (("a", "甲"), ("b", "乙")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.txt").write_text(f"{words}规划\n一、目标\n办好。\n", encoding="utf-8")
    first = list(take_in(parse_sources([tmp_path], Run(), pool), {}, []))
    assert [document.doc_id for document in first] == ["plan", "plan-2"]
    (tmp_path / "b" / "plan.txt").write_text("丙规划\n一、目标\n办好。\n", encoding="utf-8")
    held = {document.doc_id: document.source for document in first}
    reports: list = []
    (changed,) = take_in(parse_sources([tmp_path], Run(stored_sources(first).get), pool), held, reports)
    assert changed.doc_id == "plan-2" and [report.doc_id for report in reports] == ["plan", "plan-2"]


def test_progress_counts_members_and_lines_once_they_are_found(tmp_path, pool):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(3):
            archive.writestr(f"{n}.txt", PLAN.format(n=n))
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    (tmp_path / "b.jsonl").write_text('{"id": "x", "text": "plan"}\n' * 4, encoding="utf-8")
    (tmp_path / "c.txt").write_text(PLAN.format(n=9), encoding="utf-8")
    told: list[Progress] = []
    assert len(list(parse_sources([tmp_path], Run(progress=told.append), pool))) == 8
    assert (told[-1].files, told[-1].known) == (8, 8)
    assert [progress.files for progress in told] == sorted(progress.files for progress in told)
    assert all(progress.seconds_left is None or progress.seconds_left >= 0 for progress in told)


def test_a_run_that_is_stopped_ends_after_what_it_gave(folder, pool):
    given = []
    for parsed in parse_sources([folder], Run(stop=lambda: len(given) >= 5), pool):
        given.append(parsed)
    assert [parsed.report.source for parsed in given] == [f"{n:02d}.txt" for n in range(len(given))]
    assert 5 <= len(given) <= 5 + 2 * pool.size + 1


def test_batches_hold_everything_once_in_order():
    documents = [Document(str(n), "", Metadata("")) for n in range(7)]
    assert [[d.doc_id for d in batch] for batch in in_batches(documents, 60)] == [list("0123456")]
    hasty = [[d.doc_id for d in batch] for batch in in_batches(documents, 0)]
    assert hasty[0] == ["0"] and "".join(map("".join, hasty)) == "0123456"
    assert list(in_batches([], 1)) == []
