"""Take a file in for one user: who may see what is in it, and what it may stand for the second copy of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from chat.accounts.accounts import Accounts, User
from chat.uploads import uploads
from chat.uploads.uploads import PLAIN_RUN, Run
from index.hits import DocumentInfo
from index.store import Store


def taken_for(
    user: User,
    accounts: Accounts | None,
    whole: Store,
    seen: Sequence[DocumentInfo],
    path: Path,
    who: tuple[Sequence[str], Collection[str]],
    *,
    run: Run = PLAIN_RUN,
    read: uploads.Read = lambda documents, reports: None,
) -> list[dict[str, object]]:
    """Take a file in and give the parse reports.

    ``whole``: the store; ``seen``: its documents that the user sees; ``who``: the roles and the users who alone may
    see what is in the file; ``run`` and ``read``: see ``uploads.take``.
    """
    roles, users = who

    def restrict(doc_id: str) -> None:
        # Of a document that is restricted already an admin has decided. The sender keeps sight of their own.
        if accounts and (roles or users) and doc_id not in accounts.restrictions():
            # Whether somebody is a user here is for admins to know: a name that is none's is passed over.
            known = {one.name for one in accounts.users()}
            named = set(users) if user.is_admin else known.intersection(users)
            accounts.restrict(doc_id, roles, {*named, user.name})

    def joins(doc_id: str) -> bool:
        # What is for some and what is for all stay apart, however alike they are.
        return accounts is None or not (roles or users or doc_id in accounts.restrictions())

    guarded = accounts is not None and not user.is_admin
    return uploads.take(whole, path, seen, guarded=guarded, joins=joins, before=restrict, run=run, read=read)
