"""Passwords are kept as salted scrypt hashes, and only this module knows how."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from dataclasses import dataclass

from ingest.errors import UsageError

SHORTEST, LONGEST = 8, 128  # characters of a password
# OWASP's cost for scrypt: 32 MB and about 0.2 s a try. The parameters are kept with each hash, so that
# they can be raised without locking anybody out.
N, R, P = 2**15, 8, 3
_AT_ONCE = threading.BoundedSemaphore(2)  # a flood of tries must not take all memory


@dataclass(frozen=True, slots=True)
class Hashed:
    """The salt and hash that are kept in place of a password."""

    salt: bytes
    digest: bytes
    n: int = N
    r: int = R
    p: int = P


def hashed(password: str) -> Hashed:
    """Hash a password with a new salt. Raises ``UsageError`` for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            f"密码应为 {SHORTEST} 到 {LONGEST} 个字符",
            f"a password has {SHORTEST} to {LONGEST} characters",
        )
    salt = os.urandom(16)
    return Hashed(salt, _scrypt(password, salt, N, R, P))


def matches(password: str, kept: Hashed | None) -> bool:
    """Whether a password is the right one; without a hash (an unknown user) it takes as long and never is."""
    against = kept or _NOBODY
    digest = _scrypt(password[: LONGEST + 1], against.salt, against.n, against.r, against.p)
    return hmac.compare_digest(digest, against.digest) and kept is not None


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    with _AT_ONCE:
        words = password.encode("utf-8", "surrogatepass")
        return hashlib.scrypt(words, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)


_NOBODY = Hashed(bytes(16), bytes(32))
