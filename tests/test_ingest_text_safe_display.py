"""Words of files as they are shown: nothing that is seen is lost, nothing steers."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from ingest.text.safe_display import escape, escaped_unseen, for_terminal, in_order, on_one_line


def test_words_are_kept_and_what_steers_is_not() -> None:
    assert in_order("文号\u202e号7〕2202〔\u202c是\U000e0041\u2067真\u2069的") == "文号号7〕2202〔是真的"
    assert (
        for_terminal("甲\x1b[31m红\x07\x7f\x9b\r\n乙\t丙") == "甲␛[31m红␇␡\N{REPLACEMENT CHARACTER}␍\n乙\t丙"
    )
    assert escaped_unseen('{"a": "\x9b\u202e甲\U000e0041"}') == '{"a": "\\u009b\\u202e甲\\udb40\\udc41"}'
    assert escape("《甲\u202e乙》<b>") == "《甲乙》&lt;b&gt;"


@given(st.text())
def test_a_name_stays_on_its_line(text: str) -> None:
    assert len(on_one_line(f"甲{text}乙").split("\n")) == 1
    assert not [letter for letter in on_one_line(text) if letter < " "]


@given(st.text())
def test_json_means_the_same_and_only_tab_and_line_feed_move_a_terminal(text: str) -> None:
    assert json.loads(escaped_unseen(json.dumps(text, ensure_ascii=False))) == text
    assert (
        len(escaped_unseen(json.dumps(text, ensure_ascii=False)).splitlines()) == 1
    )  # one object a line for all
    assert not [letter for letter in for_terminal(text) if letter < " " and letter not in "\t\n"]
    assert [letter for letter in in_order(text) if letter.isprintable()] == [
        c for c in text if c.isprintable()
    ]
