"""The long runs: chats for minutes while files come in, and processes killed while they write. Run with ``--slow``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"


def run(*command: str) -> str:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3_000:]
    return done.stdout


@pytest.mark.slow
def test_ten_minutes_of_chats_while_files_come_in_leave_nothing_behind() -> None:
    """The two hours are ``bench/soak.py``; it fails for a tenth more memory, a descriptor, a file, an error."""
    said = run(str(BENCH / "soak.py"), "--minutes", "10")
    assert "failed 0" in said and said.count("\n|") >= 12


@pytest.mark.slow
@pytest.mark.adverse(1)
@pytest.mark.parametrize("kept", [(), ("--continued",)])
def test_two_hundred_killed_processes_lose_nothing_that_was_acknowledged(kept: tuple[str, ...]) -> None:
    assert "| 200 |" in run(str(BENCH / "faults.py"), "kills", "--count", "200", *kept)
