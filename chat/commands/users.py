"""The command ``users``: accounts, roles, tokens, and who may see which document."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chat.commands.console import print_json, print_line
from chat.commands.default_store import note_in_audit, open_store, store_folder
from ingest.errors import UsageError

if TYPE_CHECKING:
    from chat.accounts.accounts import Accounts


def users(args: argparse.Namespace) -> int:
    """Do one of the things to do with accounts; each prints what it did."""
    from chat.accounts.accounts import Accounts

    folder = store_folder(args)
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Accounts(folder)) as accounts:
        if args.action == "visible":
            with closing(open_store(args, any_model=True)) as store:
                store.info(args.name)  # raises for a document that is not there
        result = USER_ACTIONS[args.action](accounts, args)
    if args.action != "list":
        note(args)
    if args.json:
        print_json(result)
    else:
        for value in result if isinstance(result, list) else [result]:
            print_line(*value.values())
    return 0


def note(args: argparse.Namespace) -> None:
    """Write what was done with accounts to the audit log beside them."""
    kind = "document" if args.action == "visible" else "name"
    told = {kind: args.name, "role": getattr(args, "role", None), "users": getattr(args, "user", None)}
    given = {name: value for name, value in told.items() if value}
    note_in_audit(args, f"users {args.action}", **given)


def asked_password() -> str:
    """Read a password: from a person twice and unseen, from a pipe one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("密码：")
    if getpass.getpass("再输一遍：") != password:
        raise UsageError("两次输入的密码不同", "the two passwords differ")
    return password


def set_password(accounts: Accounts, args: argparse.Namespace) -> dict[str, object]:
    """Set a user's password, which ends their logins."""
    accounts.set_password(args.name, asked_password())
    return {"name": args.name, "done": "密码已改，原有的登录已失效"}


def remove_user(accounts: Accounts, args: argparse.Namespace) -> dict[str, object]:
    """Remove a user with the profiles that they saved."""
    from chat.profiles import FILE_NAME, KeptProfiles

    owner = accounts.owner_key(args.name)
    accounts.remove(args.name)
    forget_conversations(store_folder(args), owner, f"user:{args.name}")
    with closing(KeptProfiles(store_folder(args) / FILE_NAME)) as profiles:
        profiles.remove_owner(f"user:{args.name}")
    return {"name": args.name, "done": "已删除"}


def forget_conversations(folder: Path, *owners: str) -> None:
    """Delete what a user kept of their conversations; their votes on answers stay."""
    from chat.conversations import FILE_NAME, Conversations

    if (folder / FILE_NAME).is_file():
        with closing(Conversations(folder / FILE_NAME)) as conversations:
            for owner in owners:
                conversations.forget(owner)


def restrict(accounts: Accounts, args: argparse.Namespace) -> dict[str, object]:
    """Let only some roles and users see a document; give who may."""
    accounts.restrict(args.name, args.role or (), args.user)
    roles, names = accounts.restrictions().get(args.name, ((), ()))
    return {"doc_id": args.name, "roles": list(roles), "users": list(names)}


USER_ACTIONS: Mapping[str, Callable[[Any, argparse.Namespace], Any]] = {
    "add": lambda accounts, args: asdict(accounts.add(args.name, asked_password(), args.role)),
    "list": lambda accounts, args: [asdict(user) for user in accounts.users()],
    "remove": remove_user,
    "passwd": set_password,
    "role": lambda accounts, args: asdict(accounts.set_role(args.name, args.role)),
    "token": lambda accounts, args: {"name": args.name, "token": accounts.new_token(args.name, args.label)},
    "revoke": lambda accounts, args: {"name": args.name, "revoked": accounts.remove_tokens(args.name)},
    "visible": restrict,
}
