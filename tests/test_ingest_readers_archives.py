"""ZIP and TAR archives: each member is a source of its own, a hostile one harms neither it nor the rest."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import parse_path
from ingest.errors import LimitExceeded, UnreadableFile
from ingest.limits import LARGEST_FILE
from ingest.readers import archives
from ingest.readers.archives import is_hidden, shown_name, tar_members, zip_members
from ingest.sources import items

PLAN = "某市规划\n一、目标\n办好三件事。\n".encode()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def reports(path: Path, data: bytes) -> list[tuple[str, str | None]]:
    """(source, error code) of every document in an archive."""
    path.write_bytes(data)
    return [(p.report.source, p.report.error and p.report.error["code"]) for p in parse_path(path)]


def codes(data: bytes) -> dict[str, str | None]:
    return {member.name: member.error.code if member.error else None for member in zip_members(data)}


# --- whole archives through the workers --------------------------------------------------------------


def test_members_are_sources_of_their_own(tmp_path):
    data = zipped(
        {
            "目录/甲.txt": PLAN,
            "目录/坏.pdf": b"%PDF-1.7 broken",
            "__MACOSX/目录/._甲.txt": b"\0",
            "目录/.DS_Store": b"\0",
            "Thumbs.db": b"\0",
            "目录/空/": b"",
            "乙.md": PLAN,
            "行.jsonl": b'{"id": "a", "text": "plan one"}\n{broken\n{"id": "b", "text": "plan two"}\n',
        }
    )
    (tmp_path / "包.zip").write_bytes(data)
    found = list(parse_path(tmp_path / "包.zip"))
    assert [(p.report.source, p.report.doc_id, p.report.error and p.report.error["code"]) for p in found] == [
        ("包.zip/目录/甲.txt", "甲", None),
        ("包.zip/目录/坏.pdf", None, "unreadable"),
        ("包.zip/乙.md", "乙", None),
        ("包.zip/行.jsonl:1", "a", None),
        ("包.zip/行.jsonl:2", None, "unreadable"),
        ("包.zip/行.jsonl:3", "b", None),
    ]
    assert found[0].document.sources[0].name == "包.zip/目录/甲.txt"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_of_every_compression(tmp_path, mode):
    data = tarred({"目录/甲.txt": PLAN, "乙.html": b"<html><body><p>" + PLAN}, mode)
    assert reports(tmp_path / "x.bin", data) == [("x.bin/目录/甲.txt", None), ("x.bin/乙.html", None)]


def test_archives_in_archives_three_deep_and_no_deeper(tmp_path):
    data = PLAN
    names = ["甲.txt", "三.zip", "二.tar.gz", "一.zip"]
    for name in names[:3]:
        data = (tarred if "zip" not in name and name != "甲.txt" else zipped)({name: data})
    assert reports(tmp_path / "顶.zip", data) == [("顶.zip/二.tar.gz/三.zip/甲.txt", None)]
    deeper = zipped({"一.zip": data, "乙.txt": PLAN})
    assert reports(tmp_path / "顶.zip", deeper) == [
        ("顶.zip/一.zip/二.tar.gz/三.zip", "limit"),
        ("顶.zip/乙.txt", None),
    ]


@pytest.mark.parametrize("data", [zipped({}), zipped({"__MACOSX/x": b"1"})])
def test_an_archive_of_nothing_is_reported(tmp_path, data):
    assert reports(tmp_path / "x.zip", data) == [("x.zip", "unreadable")]


@pytest.mark.parametrize("cut", [3, 10, 22, 40, 200])
def test_archives_cut_short_are_reported(tmp_path, cut):
    for data in (zipped({"a.txt": PLAN, "b.txt": PLAN}), tarred({"a.txt": PLAN * 50, "b.txt": PLAN})):
        found = reports(tmp_path / "x.zip", data[:-cut])
        assert found and (found[-1][1] or len(found) == 2)


def test_all_that_an_archive_unpacks_to_is_counted_together(tmp_path, monkeypatch):
    monkeypatch.setattr(items, "MOST_MEMBERS", 5)
    inner = zipped({"a.txt": PLAN, "b.txt": PLAN})
    assert reports(tmp_path / "x.zip", zipped({"1.zip": inner, "2.zip": inner, "3.zip": inner})) == [
        ("x.zip/1.zip/a.txt", None),
        ("x.zip/1.zip/b.txt", None),
        ("x.zip/2.zip", "limit"),
        ("x.zip/3.zip", "limit"),
    ]
    monkeypatch.setattr(items, "MOST_BYTES", 2 * len(inner))
    assert reports(tmp_path / "y.zip", zipped({"1.zip": inner, "2.zip": inner, "3.zip": inner}))[-1] == (
        "y.zip",
        "limit",
    )


# --- hostile members -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "shown", "odd"),
    [
        ("目录/甲.txt", "目录/甲.txt", False),
        ("../../etc/passwd", "etc/passwd", True),
        ("a/../../b.txt", "a/b.txt", True),
        ("/etc/cron.d/x", "etc/cron.d/x", True),
        ("C:\\Windows\\x.txt", "C:/Windows/x.txt", True),
        ("..\\..\\x.txt", "x.txt", True),
        ("./a.txt", "a.txt", False),
        ("规划\u202etxt.exe", "规划txt.exe", False),
        ("a\x00.txt", "a", False),
        ("\u200b/\x07", "document", False),
        ("..", "document", True),
        ("", "document", True),
        ("长" * 300 + ".txt", "…" + "长" * 296 + ".txt", False),
    ],
)
def test_names_are_cleaned_and_what_is_odd_is_said(raw, shown, odd):
    name, warnings = shown_name(raw)
    assert (name, bool(warnings)) == (shown, odd)


@pytest.mark.adverse(21)
@given(st.text(max_size=400))
def test_no_name_leads_anywhere(raw):
    name, _ = shown_name(raw)
    assert name and not name.startswith("/") and ".." not in name.split("/") and "\\" not in name
    assert len(name) <= 301


@pytest.mark.parametrize(
    "name", ["__MACOSX/a.txt", "a/__MACOSX/b", ".DS_Store", "a/._b.txt", "a\\Thumbs.db", "~$a.docx"]
)
def test_what_systems_leave_is_skipped(name):
    assert is_hidden(name)


@pytest.mark.parametrize("name", ["a.txt", "MACOSX/a", "我的Thumbs.dbx", "目录.v1/文件.txt"])
def test_what_people_made_is_not(name):
    assert not is_hidden(name)


@pytest.mark.adverse(26)
def test_slipping_names_are_read_and_said(tmp_path):
    (tmp_path / "x.zip").write_bytes(zipped({"../../规划.txt": PLAN}))
    (parsed,) = parse_path(tmp_path / "x.zip")
    assert parsed.report.ok and "包外" in parsed.report.warnings[0]
    assert [path.name for path in tmp_path.parent.iterdir() if path.name == "规划.txt"] == []


@pytest.mark.adverse(21)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_the_flag_of_utf8(encoding):
    raw = "丰台规划.txt".encode(encoding)
    data = zipped({"x" * len(raw): PLAN}).replace(b"x" * len(raw), raw)
    assert codes(data) == {"丰台规划.txt": None}


@pytest.mark.adverse(21)
def test_links_and_devices_are_reported_not_followed():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, mode in (("link", 0o120777), ("pipe", 0o010644), ("file.txt", 0o100644)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, b"/etc/passwd")
    assert codes(out.getvalue()) == {"link": "unsupported", "pipe": "unsupported", "file.txt": None}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            special = tarfile.TarInfo(f"k{kind.decode()}")
            special.type, special.linkname = kind, "/etc/passwd"
            tar.addfile(special)
    assert [member.error.code for member in tar_members(out.getvalue())] == ["unsupported"] * 4


def test_encrypted_damaged_and_strange_members_do_not_stop_the_others():
    data = bytearray(zipped({"a.txt": PLAN, "b.txt": PLAN * 9, "c.txt": PLAN, "d.txt": PLAN}))
    directory = [at for at in range(len(data)) if data.startswith(b"PK\1\2", at)]
    data[directory[0] + 8] |= 1  # encrypted
    local = data.index(b"PK\3\4", 10)
    data[local + 40 : local + 50] = b"\xff" * 10  # the compressed data itself
    struct.pack_into("<H", data, directory[2] + 10, 97)  # a method nobody knows
    found = codes(bytes(data))
    assert found == {"a.txt": "encrypted", "b.txt": "unreadable", "c.txt": "unsupported", "d.txt": None}


@pytest.mark.adverse(21)
def test_overlapping_members_are_refused():
    """As in “a better zip bomb”: many names in the directory for the same bytes."""
    data = zipped({"a.txt": PLAN, "ok.txt": PLAN})
    start = data.index(b"PK\1\2")
    entries, end = data[start : data.index(b"PK\5\6")], bytearray(data[data.index(b"PK\5\6") :])
    first = entries[: entries.index(b"PK\1\2", 4)]
    body = data[:start] + first.replace(b"a.txt", b"b.txt") * 2 + entries
    struct.pack_into("<HHLL", end, 8, 4, 4, len(body) - start, start)
    found = [(member.name, member.error and member.error.code) for member in zip_members(body + bytes(end))]
    assert found == [
        ("b.txt", "unreadable"),
        ("b.txt", "unreadable"),
        ("a.txt", "unreadable"),
        ("ok.txt", None),
    ]


def test_bombs_are_refused_member_by_member(tmp_path):
    data = zipped({"bomb.txt": b"0" * (50 << 20), "plan.txt": PLAN})
    assert len(data) < 100_000
    assert codes(data) == {"bomb.txt": "limit", "plan.txt": None}


def test_sizes_that_are_a_lie():
    data = bytearray(zipped({"a.txt": b"0" * 100_000, "b.txt": PLAN}))
    at = data.index(b"PK\1\2")
    struct.pack_into("<L", data, at + 24, 10)  # it says that it unpacks to ten bytes
    assert codes(bytes(data))["b.txt"] is None
    struct.pack_into("<L", data, at + 24, LARGEST_FILE + 1)
    assert codes(bytes(data))["a.txt"] == "limit"


def test_a_compressed_tar_is_bounded_while_it_unpacks(monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 1 << 20)
    with pytest.raises(LimitExceeded):
        list(tar_members(tarred({"big": b"\0" * (4 << 20)})))


def test_too_many_members(monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    many = {f"{n}.txt": b"x" for n in range(4)}
    for read, data in ((zip_members, zipped(many)), (tar_members, tarred(many))):
        with pytest.raises(LimitExceeded):
            list(read(data))


def test_the_same_name_twice(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.txt", PLAN)
        archive.writestr("a.txt", PLAN + "另一份。".encode())
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    first, second = parse_path(tmp_path / "x.zip")
    assert (first.report.doc_id, second.report.doc_id) == ("a", "a-2")
    assert second.document.text.endswith("另一份。")


def test_an_archive_that_holds_itself_comes_to_an_end(tmp_path):
    """Not a true quine, but as deep: each level holds one more and a text."""
    data = zipped({"end.txt": PLAN})
    for _ in range(20):
        data = zipped({"r.zip": data, "t.txt": PLAN})
    found = reports(tmp_path / "r.zip", data)
    assert found[0] == ("r.zip/r.zip/r.zip/r.zip", "limit")
    assert len(found) == 4


@pytest.mark.parametrize("garbage", [b"PK\3\4" + b"\0" * 100, b"\x1f\x8b" + zlib.compress(b"x" * 1000)[2:]])
def test_garbage_behind_the_first_bytes(tmp_path, garbage):
    ((source, code),) = reports(tmp_path / "x.zip", garbage)
    assert (source, code in ("unreadable", "unsupported")) == ("x.zip", True)


def test_a_tar_that_breaks_off_gives_what_came_before():
    data = tarred({"a.txt": PLAN, "b.txt": PLAN * 100}, "w")[:1600]
    members = tar_members(data)
    assert next(members).data == PLAN
    with pytest.raises(UnreadableFile):
        list(members)
