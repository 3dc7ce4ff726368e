"""Real faults of system calls at moments all through a change: the store is as before or as after, and goes on serving.

A dozen moments of each kind of change; ``bench/faults.py points`` tries them all.
"""

from __future__ import annotations

import errno
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_shim import CHANGES, Faults, built, fill, state_of
from tiny_model import build_tiny_model

from index import open_store

MOMENTS = 2  # of each change and fault
FAULTS = {
    "kill": (0, False), "no space once": (errno.ENOSPC, False), "no space for good": (errno.ENOSPC, True),
    "an error once": (errno.EIO, False), "errors for good": (errno.EIO, True),
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    model = str(build_tiny_model(folder / "tiny-zh", dimension=8))
    with open_store(folder / "whole", create=True, model=model) as store:
        fill(store)
    return folder


@pytest.fixture(scope="module")
def faults(place: Path) -> Iterator[Faults]:
    shim = built(place)
    if shim is None:
        pytest.skip("no C compiler here: faults of system calls cannot be made")
    with Faults(shim) as made:
        yield made


def copied(place: Path) -> Path:
    copy = place / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(place / "whole", copy)
    return copy


@pytest.mark.adverse(2, 4, 5)
@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_at_any_moment_of_a_change_leaves_the_old_state_or_the_new(
    place: Path, faults: Faults, name: str
) -> None:
    model, change = str(place / "tiny-zh"), CHANGES[name]
    old = state_of(copied(place), model)
    copy = copied(place)
    whole = faults.run(copy, model, change)
    assert whole.acknowledged and whole.changes > 20
    new = state_of(copy, model)
    for number, (code, lasting) in FAULTS.items():
        for part in range(MOMENTS):
            # Not the same moments for each fault, so that together they cover more.
            at = 1 + (part * whole.changes + list(FAULTS).index(number) * whole.changes // 5) // MOMENTS
            copy = copied(place)
            outcome = faults.run(copy, model, change, at=min(at, whole.changes), errno=code, lasting=lasting)
            after = state_of(copy, model)
            where = (name, number, at, outcome.output)
            assert after in (old, new), where
            assert after == new or not outcome.acknowledged, where
            if code:
                assert "served" in outcome.output and "Traceback" not in outcome.output, where
            else:
                assert outcome.code == -signal.SIGKILL or at > outcome.changes, where


@pytest.mark.adverse(3)
def test_what_had_not_reached_the_disk_is_as_if_it_never_was(place: Path) -> None:
    """A change was made and lost with the cache of the machine: the log of it is not there, or only its beginning."""
    from test_index_storage_faults import CRASH_POINTS, child

    model = str(place / "tiny-zh")
    for kept in (0, 1_000, 9_000):
        copy = copied(place)
        old = state_of(copy, model)
        process = child(copy, model, CRASH_POINTS["after the commit, before the checkpoint"])
        assert process.wait(60) == -signal.SIGKILL
        (log,) = copy.glob("*-wal")
        assert log.stat().st_size > 9_000
        with log.open("r+b") as file:
            file.truncate(kept)
        assert state_of(copy, model) == old
