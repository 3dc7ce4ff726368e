"""Read from one setting which database server keeps a store, and which database of it.

``seekdb:FOLDER`` is OceanBase's engine on this machine with its files in a folder, ``oceanbase://user@host:2881/name`` a
server or cluster. Behind a question mark may stand how what is searched is laid out when its table is made:
``?vectors=hnsw_sq&partitions=10``. Anything else is the folder of an embedded store.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from ingest.errors import UsageError

SETTING = "WENCE_STORE"
PASSWORD = "WENCE_STORE_PASSWORD"  # noqa: S105 - the name of a setting
DEFAULT_DATABASE = "wence"
VECTOR_INDEXES = ("hnsw", "hnsw_sq")  # whole vectors, or a byte for each number: a third of the memory
MOST_PARTITIONS = 1_000
_PORT = 2881  # OceanBase's
# “wence”, “wence_2026”: a name that can stand in a statement as it is
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """An address names one database: of the engine whose files lie in ``folder``, else of the server at ``host``.

    ``vectors`` and ``partitions`` say how the table that is searched is made, where it is not there yet.
    """

    database: str
    folder: Path | None = None
    host: str = ""
    port: int = _PORT
    user: str = ""
    password: str = field(default="", repr=False)
    vectors: str = VECTOR_INDEXES[0]
    partitions: int = 1

    def __str__(self) -> str:
        """Give the address as people write it, without the password."""
        if self.folder is not None:
            return f"seekdb:{self.folder}"
        return f"oceanbase://{self.user}@{self.host}:{self.port}/{self.database}"


def chosen_server(environment: Mapping[str, str] = os.environ) -> ServerAddress | None:
    """Give the server that the setting names; ``None`` where the store is a folder. Raises ``UsageError``."""
    words = environment.get(SETTING, "").strip()
    if not words:
        return None
    place = place_named(words, environment)
    if isinstance(place, Path):
        raise UsageError(
            f"{SETTING} 应写成 seekdb:文件夹 或 oceanbase://用户@主机:2881/库名",
            f"{SETTING} must be seekdb:FOLDER or oceanbase://user@host:2881/name",
        )
    return place


def place_named(words: str, environment: Mapping[str, str] = os.environ) -> ServerAddress | Path:
    """Read where a store lies: a server's database, or a folder. Raises ``UsageError`` for an address that is none."""
    place, _, query = words.partition("?")
    if place.startswith("seekdb:"):
        folder = place.removeprefix("seekdb:").removeprefix("//")
        if not folder:
            raise _unreadable(words)
        options = _options(query, words)
        name = _checked(options.pop("database", DEFAULT_DATABASE), words)
        return ServerAddress(name, Path(folder).expanduser(), **_layout(options, words))
    if not place.startswith("oceanbase://"):
        return Path(words)
    parts = urlsplit(place)
    try:
        host, port = parts.hostname, parts.port or _PORT
    except ValueError as error:
        raise _unreadable(words) from error
    user = unquote(parts.username or "")
    if not host or not user:
        raise _unreadable(words)
    password = unquote(parts.password or "") or environment.get(PASSWORD, "")
    name = _checked(parts.path.strip("/") or DEFAULT_DATABASE, words)
    return ServerAddress(name, None, host, port, user, password, **_layout(_options(query, words), words))


def _options(query: str, words: str) -> dict[str, str]:
    found = parse_qs(query)
    if query and not found:
        raise _unreadable(words)
    return {name: values[0] for name, values in found.items()}


def _layout(options: dict[str, str], words: str) -> dict[str, Any]:
    """The options that say how what is searched is laid out."""
    vectors, partitions = options.pop("vectors", VECTOR_INDEXES[0]), options.pop("partitions", "1")
    if options or vectors not in VECTOR_INDEXES:
        raise _unreadable(words)
    if not (partitions.isdecimal() and 1 <= int(partitions) <= MOST_PARTITIONS):
        raise _unreadable(words)
    return {"vectors": vectors, "partitions": int(partitions)}


def _checked(name: str, words: str) -> str:
    if not _NAME.fullmatch(name):
        raise _unreadable(words)
    return name


def _unreadable(words: str) -> UsageError:
    shown = re.sub(r"(?<=:)[^:/@]+(?=@)", "…", words)
    return UsageError(
        f"看不懂的文件库地址“{shown}”：应写成 seekdb:文件夹 或 oceanbase://用户@主机:2881/库名",
        f"no address of a store: {shown!r}; write seekdb:FOLDER or oceanbase://user@host:2881/name",
    )
