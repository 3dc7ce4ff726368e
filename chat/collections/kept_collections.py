"""Keep which documents are in which collection, in one SQLite file beside the store.

A collection is a name and the ids of its documents, one at least; a document may be in several. The file knows nothing of people:
what each may see and change of it is :mod:`chat.collections.collections`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.storage.kept_file import KeptFile

FILE_NAME = "collections.sqlite3"
VERSION = 1

_SCHEMA = """
CREATE TABLE members (name TEXT NOT NULL, doc_id TEXT NOT NULL, PRIMARY KEY (name, doc_id)) STRICT;
"""


class KeptCollections:
    """Keep collections in the file ``path``, in memory where it is ``None``. Thread-safe.

    The file is made with the first collection. Raises ``StoreFull`` or ``StoreDamaged``.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._file = KeptFile(path, _SCHEMA, VERSION, ("集合", "collections"))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def all(self) -> dict[str, frozenset[str]]:
        """Give every collection with the ids of its documents, in the order of the names."""
        found: dict[str, set[str]] = {}
        for name, doc_id in self._file.rows("SELECT name, doc_id FROM members ORDER BY name"):
            found.setdefault(name, set()).add(doc_id)
        return {name: frozenset(ids) for name, ids in found.items()}

    def change(self, name: str, put: Iterable[str] = (), take: Iterable[str] = ()) -> None:
        """Put documents into a collection and take others out; one that holds nothing is there no more."""
        with self._file.writing() as database:
            database.executemany("INSERT OR IGNORE INTO members VALUES (?, ?)", [(name, one) for one in put])
            database.executemany(
                "DELETE FROM members WHERE name = ? AND doc_id = ?", [(name, one) for one in take]
            )
