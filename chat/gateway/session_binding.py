"""Bind the page's sessions to who is logged in: what Gradio keeps for a session, it keeps for them alone.

Gradio names each open page by words that the browser chooses, and gives whoever sends these words the state,
the events and the end of that page. Here they become others for each login on their way in, so that the
same words of two people, or of one person before and after logging out, are two sessions.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

_NAME = "session_hash"
_BELOW = "/gradio_api/heartbeat/"
_PATHS = (
    "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/cancel", "/gradio_api/reset",
    "/gradio_api/run/predict",
)  # fmt: skip
Scope = MutableMapping[str, Any]


class Bound:
    """Rename sessions, differently in each run of the server."""

    def __init__(self) -> None:
        self._secret = os.urandom(32)

    def applies(self, path: str) -> bool:
        """Whether requests to a path carry a session of Gradio's."""
        return path in _PATHS or path.startswith(_BELOW)

    def rename(self, login: str, session: str) -> str:
        """Give the name that a session has for a login: 32 hex digits that nobody else can make."""
        words = f"{login}\n{session}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, words, hashlib.sha256).hexdigest()[:32]

    def address(self, scope: Scope, login: str) -> None:
        """Rename the session in a request's path and query."""
        path = scope["path"]
        if path.startswith(_BELOW):
            scope["path"] = _BELOW + self.rename(login, path.removeprefix(_BELOW))
            scope["raw_path"] = scope["path"].encode()
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        renamed = [(key, self.rename(login, value) if key == _NAME else value) for key, value in pairs]
        scope["query_string"] = urlencode(renamed).encode()

    def body(self, data: bytes, login: str) -> bytes:
        """Rename the session in a body. What is no JSON object comes back as it is: Gradio refuses it."""
        try:
            values = json.loads(data)
        except (ValueError, RecursionError):
            return data
        if not isinstance(values, dict):
            return data
        if isinstance(values.get(_NAME), str):
            values[_NAME] = self.rename(login, values[_NAME])
        return json.dumps(values).encode()
