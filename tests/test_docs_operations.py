"""The files in deploy/ name what is there: settings, arguments, files, times."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from app import parser
from chat.server import ANSWER_SECONDS, STOP_SECONDS
from chat.web.actions import STOP_SECONDS as UPLOAD_SECONDS

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(DEPLOY / "wence.service", encoding="utf-8")
    return read


def test_the_unit_starts_what_the_command_line_knows() -> None:
    service = unit()["Service"]
    arguments = service["ExecStart"].split()
    assert parser().parse_args(arguments[2:]).auth is True
    settings = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert all(name in settings for name in re.findall(r"WENCE_\w+", service["Environment"]))


def test_the_unit_waits_as_long_as_a_stop_may_take() -> None:
    assert int(unit()["Service"]["TimeoutStopSec"]) > ANSWER_SECONDS + UPLOAD_SECONDS + 3 * STOP_SECONDS


def test_the_container_holds_all_of_the_product_and_checks_sums() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for part in ("corpus", "ingest", "index", "chat", "eval"):
        assert f"COPY {part} ./{part}" in text
    assert "--require-hashes" in text and "USER wence" in text
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    torch = re.search(r"torch==[0-9.]+", makefile)
    assert torch and torch[0] in text
    command = re.search(r"^CMD \[(.+)\]$", text, re.M)
    assert command
    assert parser().parse_args(re.findall(r'"([^"]+)"', command[1])[2:]).host == "0.0.0.0"


@pytest.mark.parametrize("name", ["wence.service", "Containerfile", "nginx.conf"])
def test_every_file_is_spoken_of(name: str) -> None:
    assert f"deploy/{name}" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")
