"""Every adverse case names its tests, and the page that lists them is made from the tests."""

from __future__ import annotations

import re

import pytest
from adverse_table import CASES, TABLE, TESTS, marked, table


def test_every_case_has_a_test_and_the_page_says_which() -> None:
    held = {number for number, _ in marked()}
    assert sorted(set(CASES) - held) == []
    assert held <= set(CASES)
    assert TABLE.read_text(encoding="utf-8") == table(), "run python tests/support/adverse_table.py"


def test_the_cases_are_those_that_were_agreed() -> None:
    agreed = TESTS.parents[1] / "shared" / "adverse-cases.md"
    if not agreed.is_file():
        pytest.skip("../shared is not here: the agreed list of adverse cases cannot be compared")
    numbers = re.findall(r"^(\d+)\. ", agreed.read_text(encoding="utf-8"), re.M)
    assert list(map(int, numbers)) == list(CASES)
