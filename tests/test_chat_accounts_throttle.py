"""Guessing passwords: ever slower, over restarts, and without locking the owner of an account out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.accounts.accounts import Accounts
from chat.accounts.throttle import FORGOTTEN, KNOWN, LONGEST, OF_ADDRESS, OF_NAME, OF_NAME_HERE, Throttle
from ingest.errors import TooMany

HOME, OFFICE, ELSEWHERE = "192.0.2.1", "192.0.2.2", "198.51.100.7"


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    found = Accounts(tmp_path)
    for name in ("li", "wang"):
        found.add(name, "correct horse 电池")
    yield found
    found.close()


@pytest.fixture
def throttle(accounts: Accounts, clock: Clock) -> Throttle:
    return Throttle(accounts, clock)


def waits(throttle: Throttle, name: str, address: str) -> float:
    """Seconds until another try; it is counted where there are none."""
    try:
        throttle.begin(name, address)
    except TooMany as error:
        return error.seconds
    return 0.0


def test_tries_at_a_password_wait_ever_longer(throttle: Throttle, clock: Clock) -> None:
    found = []
    for _ in range(20):
        seconds = waits(throttle, "li", HOME)
        if seconds:
            found.append(seconds)
            clock.now += seconds
            throttle.begin("li", HOME)
    assert found == sorted(found) and found[0] == 1 and found[-1] == LONGEST
    assert waits(throttle, "li", HOME) > 0 and waits(throttle, "wang", OFFICE) == 0
    throttle.passed("li", HOME)
    assert waits(throttle, "li", HOME) == 0


def test_a_restart_forgets_nothing(tmp_path: Path, clock: Clock) -> None:
    for _ in range(2):
        accounts = Accounts(tmp_path)
        throttle = Throttle(accounts, clock)
        while not (seconds := waits(throttle, "li", HOME)):
            pass
        accounts.close()
    assert seconds == 1
    accounts = Accounts(tmp_path)
    clock.now += FORGOTTEN + 1
    assert [waits(Throttle(accounts, clock), "li", HOME) for _ in range(OF_NAME_HERE)] == [0] * OF_NAME_HERE
    accounts.close()


def test_many_machines_at_one_password_wait_and_its_owner_does_not(throttle: Throttle) -> None:
    throttle.begin("li", HOME)
    throttle.passed("li", HOME)
    tries = [waits(throttle, "li", f"203.0.113.{number}") for number in range(OF_NAME + 5)]
    assert tries[:OF_NAME] == [0] * OF_NAME and all(tries[OF_NAME:])
    assert waits(throttle, "li", ELSEWHERE) > 0, "who knows whether this is the owner"
    assert waits(throttle, "li", HOME) == 0, "the owner comes from where they always come from"


def test_one_machine_at_many_passwords_waits_and_its_neighbours_do_not(throttle: Throttle) -> None:
    throttle.begin("wang", OFFICE)
    throttle.passed("wang", OFFICE)
    tries = [waits(throttle, f"name {number}", OFFICE) for number in range(OF_ADDRESS + 5)]
    assert tries[:OF_ADDRESS] == [0] * OF_ADDRESS and all(tries[OF_ADDRESS:])
    assert waits(throttle, "li", OFFICE) > 0, "never seen here"
    assert waits(throttle, "wang", OFFICE) == 0, "a colleague of the attacker's"
    assert waits(throttle, "li", HOME) == 0


def test_an_account_of_ones_own_does_not_free_the_next_guess(throttle: Throttle) -> None:
    for number in range(OF_ADDRESS):
        throttle.begin(f"name {number}", ELSEWHERE)
    assert waits(throttle, "li", ELSEWHERE) > 0
    for _ in range(3):
        if not waits(throttle, "wang", ELSEWHERE):
            throttle.passed("wang", ELSEWHERE)
    assert waits(throttle, "li", ELSEWHERE) > 0


def test_an_address_is_ones_own_for_a_while_and_goes_with_the_account(
    throttle: Throttle, accounts: Accounts, clock: Clock
) -> None:
    throttle.passed("li", HOME)
    clock.now += KNOWN + 1
    for number in range(OF_NAME):
        throttle.begin("li", f"203.0.113.{number}")
    assert waits(throttle, "li", HOME) > 0
    throttle.passed("li", HOME)
    accounts.remove("li")
    assert accounts.rows("SELECT count(*) FROM known") == [(0,)]


def test_a_clock_that_was_put_back_locks_nobody_out(throttle: Throttle, clock: Clock) -> None:
    while not waits(throttle, "li", HOME):
        pass
    clock.now -= 10 * 86_400
    assert waits(throttle, "li", HOME) <= 1


def test_no_name_and_no_address_can_be_read_off_the_file(
    throttle: Throttle, accounts: Accounts, tmp_path: Path
) -> None:
    throttle.begin("MyPassword!2026", ELSEWHERE)  # typed into the wrong field
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"MyPassword" not in kept and ELSEWHERE.encode() not in kept
