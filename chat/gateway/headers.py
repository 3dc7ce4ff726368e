"""Set the headers of every reply, and decide which hosts and origins may ask. Pure functions.

The policy for scripts is made for each page from the scripts that stand in it: only these run.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from collections.abc import Collection
from urllib.parse import urlsplit

# “<script type="module">…</script>”: its words are hashed for the policy, so that no other script runs
_SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<words>.*?)</script>", re.S | re.I)
# “127.0.0.1:7860”, “[::1]:80”, “wence.example”: a Host header, name and port
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")
LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]"))

# “unsafe-eval”: without it the page stays empty (tried in Chromium, Gradio 6). Gradio's Blocks make the “js” of an event
# with “new AsyncFunction”, its HTML component the template and “js_on_load” with “new Function”, both from words that
# stand in our own page; no text of a document or a question ever becomes one of them.
# “unsafe-inline” for styles: Gradio and Svelte write style attributes. “data:” and “blob:”: icons and downloads.
_PAGE = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; "
    "manifest-src 'self'; worker-src 'self' blob:; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
PLAIN_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not “no-referrer”: Chromium then calls the origin of our own forms “null”, and nobody could log in.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def page_policy(html: bytes) -> str:
    """Give the Content-Security-Policy of a Gradio page: its inline scripts by their hashes, else only our own files."""
    hashes = dict.fromkeys(
        f"'sha256-{base64.b64encode(hashlib.sha256(match['words']).digest()).decode()}'"
        for match in _SCRIPT.finditer(html)
        if b"src=" not in match["attributes"]
    )
    return _PAGE.format(hashes=" ".join(hashes))


def host_allowed(host: str, allowed: Collection[str], *, addresses: bool) -> bool:
    """Whether a Host header names this server: one of the names, or with ``addresses`` any IP address.

    A page elsewhere can make its own name lead here (DNS rebinding), but not rename itself to an address.
    """
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match["name"].lower()
    return name in LOOPBACK or name in allowed or (addresses and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def same_origin(origin: str, host: str) -> bool:
    """Whether an Origin header is of the site that the Host header names; “null” never is."""
    try:
        found = urlsplit(origin)
        port = found.port or {"https": 443, "http": 80}.get(found.scheme)
    except ValueError:
        return False
    match = _HOST.fullmatch(host)
    if match is None or found.scheme not in ("http", "https") or not found.hostname:
        return False
    own = int(match["port"] or (443 if found.scheme == "https" else 80))
    return found.hostname.strip("[]").lower() == match["name"].strip("[]").lower() and port == own
