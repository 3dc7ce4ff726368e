"""Old office files by way of LibreOffice: read where it is installed, a clear word where it is not, never a process left."""

import io
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from ingest import parse_path
from ingest.errors import UnreadableFile, UnsupportedFormat
from ingest.readers import libreoffice as read_office
from ingest.readers.formats import format_of
from ingest.readers.libreoffice import convert, libreoffice

NEEDS = pytest.mark.skipif(
    libreoffice() is None, reason="LibreOffice is not here: .doc, .rtf and .odt cannot be read"
)


@pytest.fixture(scope="module")
def old_files(tmp_path_factory) -> Path:
    """A plan as .doc, .rtf and .odt, as LibreOffice itself writes them."""
    docx = pytest.importorskip("docx")
    folder = tmp_path_factory.mktemp("old")
    made = docx.Document()
    made.add_paragraph("某市实施方案")
    for words in ("总体要求", "重点任务"):
        made.add_paragraph(words, style="List Number")
    table = made.add_table(2, 2, style="Table Grid")
    for place, words in enumerate(("事项", "单位", "办展会", "甲局")):
        table.cell(*divmod(place, 2)).text = words
    made.add_paragraph("以上请执行。")
    made.save(str(folder / "plan.docx"))
    profile = (folder / "profile").as_uri()
    for ending in ("doc", "rtf", "odt"):
        command = [
            libreoffice() or "",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            ending,
        ]
        subprocess.run(
            [*command, "--outdir", folder, folder / "plan.docx"], capture_output=True, timeout=180, check=True
        )
    return folder


@NEEDS
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_old_files_keep_their_numbers_and_tables(old_files, kind):
    read = read_office.read_office((old_files / f"plan.{kind}").read_bytes())
    assert [line for line in read.text.split("\n") if line] == [
        "某市实施方案", "1.总体要求", "2.重点任务", "| 事项 | 单位 |", "| --- | --- |", "| 办展会 | 甲局 |", "以上请执行。"
    ]  # fmt: skip


@NEEDS
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_spreadsheets(tmp_path, ending):
    (tmp_path / "list.csv").write_text("事项,单位\n办展会,甲局\n", encoding="utf-8")
    command = [libreoffice() or "", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--infilter=CSV:44,34,76", "--convert-to", ending]
    command += ["--outdir", str(tmp_path), str(tmp_path / "list.csv")]
    subprocess.run(command, capture_output=True, timeout=180, check=True)
    data = (tmp_path / f"list.{ending}").read_bytes()
    assert format_of(data) == "office"
    assert read_office.read_office(data).text.endswith("| 办展会 | 甲局 |")


@NEEDS
def test_a_file_that_takes_too_long_leaves_no_process(old_files):
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match="超时"):
        convert((old_files / "plan.doc").read_bytes(), "doc", seconds=0.2)
    assert time.monotonic() - started < 10
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"wence-office-" in _read(path)]
    assert left == []


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended between the look and the reading
        return b""


@NEEDS
def test_damaged_files_become_no_text(old_files):
    with pytest.raises(UnreadableFile):
        read_office.read_office(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 5_000)
    whole = (old_files / "plan.doc").read_bytes()
    try:
        kind, data = convert(whole[: len(whole) // 2] + "WordDocument".encode("utf-16-le"), "doc")
    except UnreadableFile:
        return
    assert kind == "docx" and data.startswith(b"PK")


def test_without_libreoffice_the_message_names_it(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UnsupportedFormat, match="LibreOffice"):
        convert(io.BytesIO(b"").getvalue(), "doc")


@NEEDS
@pytest.mark.parametrize("ending", ["doc", "odt"])
def test_the_worker_lets_libreoffice_run(old_files, tmp_path, ending):
    (tmp_path / "plan.bin").write_bytes((old_files / f"plan.{ending}").read_bytes())
    (parsed,) = parse_path(tmp_path / "plan.bin")
    assert parsed.report.ok, parsed.report.error
    assert "2.重点任务" in parsed.document.text
    assert [[cell.text for cell in row.cells] for row in parsed.document.rows] == [["办展会", "甲局"]]


def _open_document(kind: str, **members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        for name, data in members.items():
            archive.writestr(f"{name}.xml", data)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["text", "text-template", "spreadsheet"])
def test_open_documents_are_known_by_content(kind):
    assert format_of(_open_document(kind), ".zip") == "office"
    assert read_office.kind_of(_open_document(kind)) == ("ods" if kind == "spreadsheet" else "odt")


@pytest.mark.parametrize("kind", ["presentation", "graphics", "textual"])
def test_other_open_documents_are_refused_in_words(kind):
    with pytest.raises(UnsupportedFormat, match="OpenDocument"):
        format_of(_open_document(kind))


def test_an_open_document_that_swells_is_not_handed_on(monkeypatch):
    monkeypatch.setattr(read_office, "convert", lambda *_: pytest.fail("LibreOffice was started"))
    with pytest.raises(UnreadableFile, match="压缩内容异常"):
        read_office.read_office(_open_document("text", content=b" " * 2**23))
