"""Put a file into the reply to a call of the page's script, which hands it to the person as a download."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from ingest.text.patterns import UNFIT_FOR_NAME

# “规划/计划?”: what no file system takes in a file's name
_UNFIT = re.compile(r'[\x00-\x1f\\/:*?"<>|\s]+')
_TYPES = {
    "md": "text/markdown;charset=utf-8",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv;charset=utf-8",
    "ics": "text/calendar;charset=utf-8",
    "jsonl": "application/jsonl;charset=utf-8",
}


def is_download(reply: Mapping[str, Any]) -> bool:
    """Whether a reply carries a file."""
    return reply.keys() >= {"name", "type", "data"}


def download(name: str, form: str, data: bytes) -> dict[str, Any]:
    """Give the reply that carries a file: its name made fit for a file system, its type, its bytes in base64."""
    clean = UNFIT_FOR_NAME.sub("", _UNFIT.sub(" ", name)).strip(" .") or f"wence.{form}"
    return {"name": clean, "type": _TYPES[form], "data": base64.b64encode(data).decode("ascii")}
