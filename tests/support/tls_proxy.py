"""A small reverse proxy with TLS on loopback, as stands before a server that others reach. For tests.

It says in X-Forwarded headers who came and how, as such proxies do, and passes a reply on as it comes.
"""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx

VISITOR = "203.0.113.9"  # where the proxy says that everybody comes from
_HOP = ("connection", "keep-alive", "transfer-encoding", "host", "content-length")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that nobody vouches for, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    words, secret = folder / "certificate.pem", folder / "key.pem"
    words.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return words, secret


class _Handler(BaseHTTPRequestHandler):
    target = ""

    def _pass_on(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        kept = [(name, value) for name, value in self.headers.items() if name.lower() not in _HOP]
        told = {
            "Host": self.headers["Host"], "X-Forwarded-For": VISITOR, "X-Forwarded-Proto": "https",
        }  # fmt: skip
        headers = [*kept, *told.items()]
        with (
            # Unverified, as what it asks speaks no TLS: to read the certificates of all authorities for each of a
            # page's sixty files took longer than all else, and on a busy machine longer than a browser waits.
            httpx.Client(trust_env=False, timeout=60, verify=False) as client,
            client.stream(
                self.command, self.target + self.path, headers=headers, content=self.rfile.read(size)
            ) as reply,
        ):
            self.send_response(reply.status_code)
            for name, value in reply.headers.multi_items():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            for piece in reply.iter_raw():
                self.wfile.write(piece)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass_on

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # a browser opens many at once, each for one reply

    def handle_error(self, *_: object) -> None:
        """A client that leaves in the middle is no news."""


@contextmanager
def tls_proxy(target: str, folder: Path) -> Iterator[str]:
    """The address of a proxy before ``target``; its certificate is to be taken on trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder))
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"target": target}))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
