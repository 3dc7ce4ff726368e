"""A small HTTP server that speaks the chat completions protocol, and misbehaves on demand.

Real sockets, real HTTP: the product's own client talks to it. What it replies is
scripted by the test (``reply``), how it behaves by ``fault``.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[[list[dict[str, str]]], str]


class ModelServer(ThreadingHTTPServer):
    """``requests`` holds the messages of each request, ``keys`` its Authorization header."""

    daemon_threads = True

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply, self.fault = reply, ""
        self.requests: list[list[dict[str, str]]] = []
        self.keys: list[str] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Silent: the test's output is pytest's."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(asked["messages"])
        self.server.keys.append(self.headers.get("Authorization", ""))
        fault = self.server.fault
        if fault.isdigit():
            self._json(int(fault), {"error": {"message": f"no: {self.headers.get('Authorization')}"}})
        elif fault == "hang":
            self.server.closing.wait(30)
        elif fault == "nonsense":
            self._body(200, b"<html>\x00\xff not a reply</html>" * 50, "text/html")
        elif fault == "huge":
            self._stream(self._pieces("胡" * 10_000_000, 100_000))
        elif fault == "empty":
            self._stream(iter(()), "")
        else:
            text = self.server.reply(asked["messages"])
            self._stream(self._pieces(text, 3), "" if fault == "cut" else "stop", slow=fault == "drip")

    @staticmethod
    def _pieces(text: str, size: int) -> Iterator[str]:
        yield from (text[start : start + size] for start in range(0, len(text), size))

    def _stream(self, pieces: Iterator[str], finish: str = "stop", slow: bool = False) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in pieces:
            self._event({"delta": {"role": "assistant", "content": piece}, "finish_reason": None})
            if slow and self.server.closing.wait(0.3):
                return
        if finish:
            self._event({"delta": {}, "finish_reason": finish})
            self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _event(self, choice: dict[str, object]) -> None:
        event = {
            "id": "reply", "object": "chat.completion.chunk", "created": int(time.time()), "model": "scripted",
            "choices": [{"index": 0, **choice}],
        }  # fmt: skip
        self.wfile.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()

    def _json(self, status: int, body: object) -> None:
        self._body(status, json.dumps(body).encode(), "application/json")

    def _body(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def model_server(reply: Reply) -> Iterator[ModelServer]:
    server = ModelServer(reply)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
