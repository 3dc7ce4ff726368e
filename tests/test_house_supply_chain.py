"""What the product is made of: pinned with sums, under licences that fit, without versions that have known holes."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = tuple(sorted(path.name for path in ROOT.glob("requirements*.lock")))
APART = (
    "requirements-sbom.lock",
    "requirements-clients.lock",
    "requirements-small-model.lock",
)  # in environments of their own
EXTRAS = ("requirements-ocr.lock", "requirements-seekdb.lock", "requirements-ray.lock")
IN_SUITE = tuple(name for name in LOCKS if name not in APART)
# “anyio==4.16.0 ; python_full_version >= '3.13'”
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?")
SUM = re.compile(r"--hash=sha256:[0-9a-f]{64}")
# Permissive, or asking only that changes of the library itself be shown.
FITTING = re.compile(
    r"^(?:MIT|BSD|[23]-Clause BSD|0BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla Public|Zlib|CC0|BSL-1\.0|CNRI"
    r"|Unlicense|LGPL|HPND)", re.I
)  # fmt: skip
# Those whose metadata name no licence that a program can read, with the one in their repository.
READ_BY_A_PERSON = {"pypdfium2": "BSD-3-Clause AND Apache-2.0"}


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    marker: str
    sums: int


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> Iterator[Pin]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            match = PIN.match(line)
            assert match, f"{lock}: {line[:60]}"
            yield Pin(
                plain(match["name"]), match["version"], (match["marker"] or "").split("--hash")[0].strip(),
                len(SUM.findall(line)),
            )  # fmt: skip


@pytest.mark.parametrize("lock", LOCKS)
def test_every_file_that_is_installed_has_its_sum(lock: str) -> None:
    found = list(pins(lock))
    assert found and [pin.name for pin in found if not pin.sums] == []


def test_what_is_installed_is_what_is_pinned() -> None:
    wrong = {}
    for lock in IN_SUITE:
        for pin in pins(lock):
            if pin.marker and not Marker(pin.marker).evaluate():
                continue
            try:
                installed = importlib.metadata.version(pin.name)
            except importlib.metadata.PackageNotFoundError:
                installed = "absent"
            if installed != pin.version:
                wrong[pin.name] = (installed, pin.version)
    for lock in EXTRAS:  # all of an extra may be absent, not a part of it
        extra = {pin.name for pin in pins(lock) if not pin.marker or Marker(pin.marker).evaluate()}
        if all(wrong.get(name, ("",))[0] == "absent" for name in extra):
            wrong = {name: pair for name, pair in wrong.items() if name not in extra}
    assert wrong == {}


def test_the_locks_hold_all_that_the_product_asks_for() -> None:
    """Installed without looking for what a package asks for: the locks must be whole. torch comes first, by itself."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout
    locked = {pin.name for lock in IN_SUITE for pin in pins(lock)}
    asked: dict[str, str] = {}
    waiting = ["wence", *locked]
    for name in waiting:
        try:
            needed = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for words in needed:
            match = re.match(r"[A-Za-z0-9._-]+", words)
            marker = words.partition(";")[2].strip()
            if match and not (marker and not Marker(marker).evaluate({"extra": ""})):
                asked.setdefault(plain(match[0]), name)
    missing = {
        name: by
        for name, by in asked.items()
        if name not in locked and name not in ("torch", "setuptools", "pip")
    }
    assert missing == {}


def test_no_version_has_a_known_hole() -> None:
    lines = (ROOT / "tests/support/known_holes.tsv").read_text(encoding="utf-8").splitlines()
    sound = {name: (Version(first), hole) for name, first, hole in (line.split("\t") for line in lines[1:])}
    torch = re.search(r"torch==([0-9.]+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert torch
    pinned = {(pin.name, pin.version) for lock in LOCKS for pin in pins(lock)} | {("torch", torch[1])}
    holes = {
        f"{name} {version}": sound[name][1]
        for name, version in pinned
        if name in sound and Version(version) < sound[name][0]
    }
    assert holes == {}
    assert len({name for name, _ in pinned} & set(sound)) > 25  # the names are still those of the packages


def test_every_licence_fits() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("pip-licenses")), "--format=json", "--with-system"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    locked = {pin.name for lock in IN_SUITE for pin in pins(lock)} | {"torch"}
    found = {plain(entry["Name"]): entry["License"] for entry in json.loads(done.stdout)}
    assert len(locked & set(found)) > 100
    unfit = {
        name: words[:80]
        for name, words in found.items()
        if name in locked and not fits(READ_BY_A_PERSON.get(name, words))
    }
    assert unfit == {}


def fits(licence: str) -> bool:
    """Every part of a licence fits, of alternatives one."""
    if licence.lstrip().startswith("MIT License\n"):
        return True
    parts = re.split(r"\s+AND\s+|;\s*", licence.replace("(", "").replace(")", ""))
    return all(any(FITTING.match(one.strip()) for one in re.split(r"\s+OR\s+", part)) for part in parts)


@pytest.mark.parametrize(
    ("licence", "right"),
    [
        ("MIT", True), ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True), ("Apache-2.0 AND CNRI-Python", True),
        ("GPL-3.0-only", False), ("MIT AND AGPL-3.0", False), ("UNKNOWN", False), ("Proprietary", False),
    ],
)  # fmt: skip
def test_which_licences_fit(licence: str, right: bool) -> None:
    assert fits(licence) == right


@pytest.mark.parametrize(
    "command",
    [
        ("deptry", "."),
        ("bandit", "-q", "-c", "pyproject.toml", "-r", "app.py", "chat", "corpus", "eval", "index", "ingest", "-ll"),
    ],
    ids=["no dependency is missing or idle", "bandit finds nothing"],
)  # fmt: skip
def test_tools_find_nothing(command: tuple[str, ...]) -> None:
    tool, *arguments = command
    done = subprocess.run(
        [str(Path(sys.executable).with_name(tool)), *arguments],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
