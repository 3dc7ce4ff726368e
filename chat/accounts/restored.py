"""Bring rights over from a backup before the documents come back that they are of."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from chat.accounts.accounts import FILE_NAME, Accounts


def keep_restrictions(live: Path, staged: Path) -> None:
    """Let nobody see a document, even for a moment, who may not see it before or after: both folders' marks hold.

    ``live`` is the folder of the store, ``staged`` that of what comes back.
    """
    if not (staged / FILE_NAME).is_file():
        return
    with closing(sqlite3.connect(staged / FILE_NAME)) as copy:
        marks = copy.execute("SELECT doc_id, kind, value FROM visible").fetchall()
    if not marks:
        return
    with closing(Accounts(live)) as accounts, accounts.database() as database:
        database.executemany("INSERT OR IGNORE INTO visible VALUES (?, ?, ?)", marks)
