"""Name each request, so that a reply, the lines of the audit log and an error in the log find each other."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

# “a1b2c3d4-…”: what a client may call its own request; anything else could forge a log line
_FIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

REQUEST_ID: ContextVar[str] = ContextVar("wence_request_id", default="")


def begun(sent: str = "") -> str:
    """Give the name of a request that begins, its client's own where that is fit, and keep it for this context."""
    name = sent if _FIT.fullmatch(sent) else secrets.token_hex(8)
    REQUEST_ID.set(name)
    return name
