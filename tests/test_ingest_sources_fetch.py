"""URLs: public addresses only, checked where the connection goes, at every hop; bounded in size and time."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import AddressRefused, FetchFailed, LimitExceeded
from ingest.sources.fetch import Policy, fetch, is_public, is_url
from ingest.sources.pipeline import Run, parse_sources

PAGE = (
    "<html><head><title>某市某办法</title></head><body><p>"
    + "某市规划要办好三件事。" * 30
    + "</p></body></html>"
)


# --- addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "114.114.114.114", "2400:3200::1", "2606:4700:4700::1111"]
)
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.adverse(34)
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "100::1", "3fff::1", "4000::1", "", "localhost", "127.1", "2130706433",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_never_public(address):
    assert not is_public(f"::ffff:{address}") and not is_public(f"::{address}")


@pytest.mark.adverse(34)
@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.com/a", "gopher://127.0.0.1:70/", "javascript://x", "http://", "http:///a",
        "http://user:secret@example.com/", "http://@example.com/", "http://example.com:99999/", "http://example.com:22/",
        "http://[::1", "http://example.com:8080/", "http://" + "a" * 3000,
    ],
)  # fmt: skip
def test_addresses_that_are_not_even_looked_up(url):
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError("looked up")

    with pytest.raises(AddressRefused):
        fetch(url, Policy(resolve=resolve))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]",
        "169.254.169.254", "0", "127。0。0。1",
    ],
)  # fmt: skip
def test_the_machine_itself_by_any_name(host):
    with pytest.raises((AddressRefused, FetchFailed)) as raised:
        fetch(f"http://{host}/")
    assert "169" in host or "。" in host or raised.type is AddressRefused


@pytest.mark.adverse(34)
def test_one_private_address_among_public_ones_is_enough():
    with pytest.raises(AddressRefused):
        fetch("http://example.com/", Policy(resolve=lambda host, port: ["93.184.215.14", "10.0.0.1"]))


def test_a_host_that_is_not_found_and_a_resolver_that_hangs():
    def missing(host: str, port: int) -> list[str]:
        raise socket.gaierror("no such host")

    with pytest.raises(FetchFailed):
        fetch("http://example.com/", Policy(resolve=missing))
    started = time.monotonic()
    with pytest.raises(LimitExceeded):
        fetch("http://example.com/", Policy(resolve=lambda host, port: time.sleep(5) or [], seconds=0.3))
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("http://a.cn/b", True),
        ("HTTPS://a.cn", True),
        ("file:///a", True),
        ("a.pdf", False),
        ("/a/b", False),
        ("C:\\a", False),
    ],
)
def test_what_looks_like_a_url(source, expected):
    assert is_url(source) is expected


# --- a server of our own -----------------------------------------------------------------------------


class _Site(BaseHTTPRequestHandler):
    """Every path is a way to misbehave."""

    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        name = self.path.strip("/").partition("?")[0].partition(".")[0]
        getattr(self, f"show_{name}", self.show_page)()

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def show_page(self) -> None:
        self.reply(PAGE.encode(), Set_Cookie="a=b")

    def show_zipped(self) -> None:
        self.reply(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def show_bomb(self) -> None:
        self.reply(gzip.compress(b"\0" * (8 << 20)), Content_Encoding="gzip")

    def show_cut_zip(self) -> None:
        self.reply(gzip.compress(PAGE.encode())[:-20], Content_Encoding="gzip")

    def show_strange(self) -> None:
        self.reply(b"x", Content_Encoding="br")

    def show_missing(self) -> None:
        self.reply(b"no", 404)

    def show_to_metadata(self) -> None:
        self.reply(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def show_to_file(self) -> None:
        self.reply(b"", 302, Location="file:///etc/passwd")

    def show_to_page(self) -> None:
        self.reply(b"", 301, Location="/page.html")

    def show_round(self) -> None:
        self.reply(b"", 307, Location="/round")

    def show_promises_more(self) -> None:
        self.reply(b"abc", Content_Length="100")

    def show_promises_less(self) -> None:
        self.reply(b"abc" + b"x" * 1000, Content_Length="3")

    def show_promises_too_much(self) -> None:
        self.reply(b"abc", Content_Length=str(10**15))

    def show_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        self._pour(b"x" * 65536, 0)

    def show_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        self._pour(b"x", 0.05)

    def show_drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self._pour(b"X: y\r\n", 0.05)

    def show_rubbish(self) -> None:
        self.wfile.write(b"\0\1\2 nonsense\r\n\r\n")

    def show_silent(self) -> None:
        time.sleep(3)

    def _pour(self, part: bytes, pause: float) -> None:
        try:
            for _ in range(2000):
                self.wfile.write(part)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass


@pytest.fixture
def site() -> Iterator[str]:
    _Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://site.test:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


POLICY = Policy(
    resolve=lambda host, port: ["127.0.0.1"] if host == "site.test" else [host],
    allows=lambda address: address == "127.0.0.1" or is_public(address),
    ports=None,
    seconds=5.0,
    size=1 << 20,
)


@pytest.mark.parametrize("path", ["/目录/规划.html?年=2025", "/zipped.html", "/to_page", "/promises_less"])
def test_what_is_fetched(site, path):
    fetched = fetch(site + path, POLICY)
    assert fetched.data == (b"abc" if "less" in path else PAGE.encode())
    assert fetched.name == {"/to_page": "page.html", "/promises_less": "promises_less"}.get(
        path, path.split("/")[-1].split("?")[0]
    )


def test_what_is_sent(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    fetch(site + "/目录/规 划.html?年=1&b=%20", POLICY)
    path, headers = _Site.asked[-1]
    assert path == "/%E7%9B%AE%E5%BD%95/%E8%A7%84%20%E5%88%92.html?%E5%B9%B4=1&b=%20"
    assert set(headers) == {"Host", "User-Agent", "Accept-Encoding", "Connection"}
    assert headers["Host"] == site.removeprefix("http://")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/missing", FetchFailed),
        ("/strange", FetchFailed),
        ("/bomb", LimitExceeded),
        ("/cut_zip", FetchFailed),
        ("/to_metadata", AddressRefused),
        ("/to_file", AddressRefused),
        ("/round", FetchFailed),
        ("/promises_more", FetchFailed),
        ("/promises_too_much", LimitExceeded),
        ("/endless", LimitExceeded),
        ("/rubbish", FetchFailed),
    ],
)
def test_what_is_refused(site, path, error):
    with pytest.raises(error):
        fetch(site + path, POLICY)


@pytest.mark.parametrize("path", ["/drip", "/drip_headers", "/silent"])
def test_slow_answers_are_cut_off(site, path):
    started = time.monotonic()
    with pytest.raises(LimitExceeded):
        fetch(site + path, replace(POLICY, seconds=0.5))
    assert time.monotonic() - started < 2


@pytest.mark.adverse(34)
def test_a_name_that_moves_between_check_and_connection(site):
    """DNS rebinding: the second answer is never asked for, the connection goes where the first one led."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    policy = replace(POLICY, resolve=lambda host, port: next(answers))
    assert fetch(site + "/page", policy).data == PAGE.encode()
    assert next(answers) == ["169.254.169.254"]
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    with pytest.raises(AddressRefused):  # and with a redirect it is asked for, and refused
        fetch(site + "/to_page", policy)


def test_a_port_of_tls_that_speaks_something_else(site):
    with pytest.raises(FetchFailed):
        fetch(site.replace("http:", "https:") + "/page", replace(POLICY, seconds=2.0))


def test_an_address_is_a_source_like_a_file(site):
    urls = [site + "/%E8%A7%84%E5%88%92.html", site + "/to_metadata", site + "/"]
    first, second, third = parse_sources(urls, Run(policy=POLICY))
    assert (first.report.source, first.report.doc_id) == (urls[0], "规划")
    assert first.document.sources[0].name == urls[0] and first.document.media_type == "text/html"
    assert (second.report.ok, second.report.error["code"]) == (False, "address_refused")
    assert third.report.doc_id == third.document.metadata.title
