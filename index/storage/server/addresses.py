"""Read from one setting which database server keeps a store, and which database of it.

``seekdb:FOLDER`` is OceanBase's engine on this machine with its files in a folder, ``oceanbase://user@host:2881/name`` a
server or cluster. Anything else is the folder of an embedded store.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ingest.errors import UsageError

SETTING = "WENCE_STORE"
PASSWORD = "WENCE_STORE_PASSWORD"  # noqa: S105 - the name of a setting
DEFAULT_DATABASE = "wence"
_PORT = 2881  # OceanBase's
# “wence”, “wence_2026”: a name that can stand in a statement as it is
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """An address names one database: of the engine whose files lie in ``folder``, else of the server at ``host``."""

    database: str
    folder: Path | None = None
    host: str = ""
    port: int = _PORT
    user: str = ""
    password: str = field(default="", repr=False)

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
    if words.startswith("seekdb:"):
        folder, _, query = words.removeprefix("seekdb:").removeprefix("//").partition("?")
        if not folder:
            raise _unreadable(words)
        names = parse_qs(query).get("database", [DEFAULT_DATABASE])
        return ServerAddress(_checked(names[0], words), Path(folder).expanduser())
    if not words.startswith("oceanbase://"):
        return Path(words)
    parts = urlsplit(words)
    try:
        host, port = parts.hostname, parts.port or _PORT
    except ValueError as error:
        raise _unreadable(words) from error
    user = unquote(parts.username or "")
    if not host or not user:
        raise _unreadable(words)
    password = unquote(parts.password or "") or environment.get(PASSWORD, "")
    name = _checked(parts.path.strip("/") or DEFAULT_DATABASE, words)
    return ServerAddress(name, None, host, port, user, password)


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
