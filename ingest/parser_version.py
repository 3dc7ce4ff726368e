"""Say which parser read a document, by a digest of this package's own code.

A constant bumped by hand would be forgotten once, and then old structure would be kept silently.
A digest changes with every edit, also one that alters no result: that costs a file being read
once more, never a wrong answer.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path


@cache
def parser_version() -> str:
    """Give twelve hex digits that change with any module of the package, however deep it lies."""
    return digest_of(Path(__file__).parent)


def digest_of(folder: Path) -> str:
    """Give the digest of all Python code below a folder: names relative to it, and contents."""
    digest = sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
