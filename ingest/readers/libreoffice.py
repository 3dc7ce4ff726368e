"""Read old office files (.doc, .wps, .rtf, .odt; .xls, .et, .ods) by way of LibreOffice, where it is installed.

Runs in the worker (:mod:`ingest.sandbox.worker`), which allows this one program, without a network, and watches
the memory of both. LibreOffice gets a private profile in a temporary folder, without macros or updates
of links, and is killed with all its processes at its time limit. What it writes (.docx, .xlsx) is then
read as any other file.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import UnreadableFile, UnsupportedFormat
from ingest.extracted import Extracted
from ingest.progress import finished
from ingest.readers.formats import open_document
from ingest.readers.ooxml.package import check_archive

SECONDS = 20.0  # for one file, the start of LibreOffice included; the worker's own limit is longer
_MEMORY = 4 * 1024**3  # bytes of address space
_LARGEST = 300 * 2**20  # bytes of a file it may write
_ONE_AT_A_TIME = threading.Lock()
_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
# Kind of file (WPS writes “doc” and “xls” too) -> the ending by which LibreOffice knows it, what it becomes.
CONVERTED: Mapping[str, tuple[str, str]] = {
    "doc": ("doc", "docx"), "rtf": ("rtf", "docx"), "odt": ("odt", "docx"), "xls": ("xls", "xlsx"), "ods": ("ods", "xlsx"),
}  # fmt: skip
# What a file of an ending holds somewhere: names of streams, the head of a format.
_MARKS: Mapping[str, tuple[bytes, ...]] = {
    "rtf": (b"{\\rtf",),
    "xls": ("Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le")),
    "doc": ("WordDocument".encode("utf-16-le"),),
}
_ARCHIVES = ("odt", "ods")
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_ITEM = '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Load", "UserDefinedSettings", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def libreoffice() -> str | None:
    """Find the program; ``None`` where it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def kind_of(data: bytes) -> str:
    """Tell which of ``CONVERTED`` a file is, by its content. Raises :class:`UnreadableFile` for none of them."""
    opened = open_document(data)
    if opened:
        return opened
    for kind, marks in _MARKS.items():
        if any(mark in data for mark in marks):
            return kind
    # LibreOffice takes anything for a text: what is no such file must not become one.
    raise UnreadableFile("文件已损坏", "the file is damaged")


def convert(data: bytes, kind: str, seconds: float = SECONDS) -> tuple[str, bytes]:
    """Convert an old file; gives (“docx” or “xlsx”, its bytes).

    Raises :class:`UnsupportedFormat` where LibreOffice is not installed, :class:`UnreadableFile` where
    it cannot read the file or needs longer than ``seconds``.
    """
    program = libreoffice()
    if program is None:
        raise UnsupportedFormat(
            "读取旧版 Office 文件和 OpenDocument（.doc、.wps、.rtf、.xls、.odt、.ods）需要安装 LibreOffice，或先另存为 .docx、.xlsx",
            "old Office files and OpenDocument need LibreOffice (packages libreoffice-writer-nogui and libreoffice-calc-nogui), "
            "or save them as .docx or .xlsx",
        )
    ending, target = CONVERTED[kind]
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="wence-office-") as folder:
        source = Path(folder, f"source.{ending}")
        source.write_bytes(data)
        _write_profile(Path(folder, "profile"))
        _run(program, source, Path(folder), _FILTERS[target], seconds)
        made = Path(folder, "made", f"source.{target}")
        if not made.is_file() or not made.stat().st_size:
            raise UnreadableFile(
                "LibreOffice 无法打开该文件，可能已损坏或加密",
                "LibreOffice cannot open the file, it may be damaged or encrypted",
            )
        return target, made.read_bytes()


def read_office(data: bytes) -> Extracted:
    """Give the text of an old file, converted and then read. Raises :class:`SourceError`'s children."""
    from ingest.readers.docx.reader import read_docx
    from ingest.readers.sheets.xlsx import read_xlsx

    kind = kind_of(data)
    if kind in _ARCHIVES:
        check_archive(data)
    target, converted = convert(data, kind)
    finished()
    return read_docx(converted) if target == "docx" else read_xlsx(converted)


def _write_profile(folder: Path) -> None:
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(program: str, source: Path, folder: Path, written: str, seconds: float) -> None:
    """Convert a file; the program and all that it starts end with this call."""
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--invisible", "--norestore",
        "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard", "--convert-to", written,
        "--outdir", str(folder / "made"), str(source),
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603  a program of the machine and paths of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    _limit(process.pid)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(
            "转换超时，文件可能异常", "the conversion took too long, the file may be malformed"
        ) from error
    finally:
        _end(process)


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours but where programs and words are found; no proxy leads anywhere."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    nowhere = "http://127.0.0.1:9"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), nowhere)
    return {**kept, **proxies, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}


def _limit(pid: int) -> None:
    """Limits of memory and of files written for a process just started, and for all that it starts."""
    if sys.platform != "linux":
        return
    import resource

    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_LARGEST, _LARGEST))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    except (ProcessLookupError, PermissionError):
        return  # it has ended already, or the system allows no limits: the time limit holds


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
