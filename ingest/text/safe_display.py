"""Make words of files safe to show: nothing in them may steer a reader's eye, a terminal or a machine.

Pure functions of text. Nothing that a person can see is lost.
"""

from __future__ import annotations

import html
import json
import re

# Overrides and isolates of direction turn the words behind them round, ours too; the tag characters
# (a copy of ASCII that nothing draws) say what only a program reads. No official text needs either.
STEERING = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and line feed
# What ends a line for some programs and not for JSON: one object a line must stay one line for all of them.
_LINE_ENDS = re.compile("[\u2028\u2029\x85]")
_PICTURES = 0x2400  # of the controls: ␀ ␁ …
_DELETE, _DELETE_PICTURE = "\x7f", "␡"


def in_order(text: str) -> str:
    """Give a text that reads in the order it is written, and says nothing unseen."""
    return STEERING.sub("", text)


def for_terminal(text: str) -> str:
    """Give a text that moves no cursor, changes no colour, renames no window: controls are drawn, “␛[31m”."""
    return _CONTROL.sub(_picture, in_order(text))


def on_one_line(text: str) -> str:
    """Give :func:`for_terminal` of a name inside a line: line feeds are drawn too, so it begins no new line."""
    return for_terminal(text).replace("\n", "␊").replace("\t", "␉")


def _picture(match: re.Match[str]) -> str:
    control = match.group()
    if control == _DELETE:
        return _DELETE_PICTURE
    return chr(_PICTURES + ord(control)) if control < " " else "\N{REPLACEMENT CHARACTER}"


def escaped_unseen(json_text: str) -> str:
    """Give JSON of the same values on one line, in which nothing steers a terminal: escaped where JSON lets it stand."""
    return _LINE_ENDS.sub(_escaped, _CONTROL.sub(_escaped, STEERING.sub(_escaped, json_text)))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


def escape(text: str) -> str:
    """Give text as HTML text or attribute value, in the order it is written (:mod:`ingest.text.safe_display`).

    Half a surrogate pair, which no encoder takes, becomes “�”.
    """
    return html.escape(in_order(text).encode("utf-8", "surrogatepass").decode("utf-8", "replace"), quote=True)
