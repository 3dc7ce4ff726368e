"""Log who asked, uploaded, deleted and logged in: one JSON line an event, personal data blacked out.

Beside the store, readable to its owner alone, turned over by size. A line never holds a
password, a key or an answer.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from chat.accounts.request_id import REQUEST_ID

FILE_NAME = "audit.jsonl"
LARGEST, KEPT = 10 * 2**20, 5  # bytes of a file; older files beside it
LONGEST_VALUE = 1_000  # characters
# Each with what stands in its place; the longer numbers first.
_PERSONAL = (
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"), "[邮箱]"),
    (re.compile(r"(?<![\dA-Za-z])\d(?:[ \-]?\d){16}[ \-]?[\dXx](?![\dA-Za-z])"), "[证件号]"),  # 18 places
    (re.compile(r"(?<!\d)(?:\+?86[ \-]?)?1[3-9]\d(?:[ \-]?\d{4}){2}(?!\d)"), "[电话]"),
    (re.compile(r"(?<!\d)(?:\d(?:[ \-]?\d){18}|\d(?:[ \-]?\d){15})(?!\d)"), "[卡号]"),
    (re.compile(r"(?<!\d)\d{15}(?!\d)"), "[证件号]"),  # the old form
    (re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ \-]?\d{7,8}(?!\d)"), "[电话]"),
    (re.compile(r"(?<![A-Za-z])(?:wence_|sk-)[\w-]{8,}"), "[密钥]"),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ＠．－　", "0123456789Xx@.- ")
# JSON escapes control characters; these end a line for some readers and pass JSON as they are.
_LINE_ENDS = {ord("\x85"): "\\u0085", ord("\u2028"): "\\u2028", ord("\u2029"): "\\u2029"}

log = logging.getLogger(__name__)


def redacted(text: str) -> str:
    """Black out numbers of identity cards, bank cards and telephones, mail addresses and keys in a text."""
    text = text.translate(_FULL_WIDTH)
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


class Audit:
    """Append events to a log in a folder. Thread-safe. A disk that is full does not stop the service."""

    def __init__(self, folder: Path, *, largest: int = LARGEST, clock: Callable[[], datetime] | None = None):
        self._path, self._largest = folder / FILE_NAME, largest
        self._clock = clock or (lambda: datetime.now().astimezone())
        self._lock = threading.Lock()

    def note(self, event: str, user: str = "", address: str = "", **details: object) -> None:
        """Write one event; strings are cut and blacked out."""
        line: dict[str, object] = {"when": self._clock().isoformat("T", "milliseconds"), "event": event}
        line |= {"user": user, "address": address, **details}
        if REQUEST_ID.get():
            line["request"] = REQUEST_ID.get()
        words = json.dumps({key: _told(value) for key, value in line.items()}, ensure_ascii=False)
        data = words.translate(_LINE_ENDS).encode("utf-8", "replace") + b"\n"
        with self._lock:
            try:
                self._turn_over(len(data))
                descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                with os.fdopen(descriptor, "ab") as file:
                    file.write(data)
            except OSError:
                log.exception("the audit log cannot be written")

    def _turn_over(self, coming: int) -> None:
        if not self._path.exists() or self._path.stat().st_size + coming <= self._largest:
            return
        for number in range(KEPT - 1, 0, -1):
            older = self._path.with_suffix(f".{number}.jsonl")
            if older.exists():
                os.replace(older, self._path.with_suffix(f".{number + 1}.jsonl"))
        os.replace(self._path, self._path.with_suffix(".1.jsonl"))


class NoAudit(Audit):
    """Stands in for :class:`Audit` where no log is wanted."""

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))

    def note(self, event: str, user: str = "", address: str = "", **details: object) -> None:
        """Write nothing."""


def _told(value: object) -> object:
    if isinstance(value, str):
        return redacted(value[:LONGEST_VALUE])
    if isinstance(value, list | tuple):
        return [_told(item) for item in value[:100]]
    return value
