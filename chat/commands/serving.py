"""Commands that serve: the page and interfaces, MCP over pipes, the examination, votes as a question set."""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack, closing
from dataclasses import asdict
from threading import Thread
from typing import TYPE_CHECKING

from chat.commands.answers import engine_of
from chat.commands.console import print_json, print_text, say
from chat.commands.default_store import open_store, store_folder
from ingest.errors import StoreMissing, UsageError, WenceError

if TYPE_CHECKING:
    from chat.accounts.accounts import Accounts


def serve(args: argparse.Namespace) -> int:
    """Serve the page and the interfaces until Ctrl-C."""
    from chat.accounts.audit import Audit, NoAudit
    from chat.collections import FILE_NAME as COLLECTIONS
    from chat.collections import Collections, KeptCollections
    from chat.conversations import FILE_NAME, Conversations
    from chat.gateway.dispatch import CHANNEL
    from chat.profiles import FILE_NAME as PROFILES
    from chat.profiles import KeptProfiles
    from chat.service.question_priority import Pace
    from chat.service.service import Service
    from chat.uploads.waiting_files import FOLDER, WaitingFiles, own_place
    from chat.web.model_form import ModelChoice
    from chat.writing.language_model import settings_from

    if args.processes > 1 and CHANNEL not in os.environ:
        return _serve_by_several(args)
    pace = Pace()
    with ExitStack() as opened:
        # One of another model is opened too: the page says so and rebuilds it when asked.
        store = opened.enter_context(
            closing(open_store(args, any_model=True, renew=True, pace=pace.give_way))
        )
        accounts = _accounts(args, opened)
        engine = engine_of(store)
        audit = NoAudit() if args.no_audit else Audit(store_folder(args))

        def warm() -> None:
            try:
                engine.warm()
            except WenceError as error:  # a model that will not load; the page tells it with every question
                say(f"{error.chinese}\n{error.english}")

        warming = Thread(target=warm)  # while the server's libraries are imported
        warming.start()
        opened.callback(warming.join)
        from chat.server import Settings, launch
        from chat.web.actions import PageActions

        profiles = opened.enter_context(closing(KeptProfiles(store_folder(args) / PROFILES)))
        service = Service(engine, accounts, audit, pace, profiles)
        settings = Settings(args.host, args.port, tuple(args.allow_host), args.proxy)
        # Who may choose where questions are sent: this machine's user, else an admin who has logged in.
        choice = ModelChoice(settings_from()) if settings.local or accounts else None
        conversations = Conversations(store_folder(args) / FILE_NAME)
        if accounts:  # what an earlier version kept by the name alone
            for user in accounts.users():
                key, since = accounts.owner_key(user.name), accounts.since(user.name)
                conversations.adopt(key, f"user:{user.name}", since)
        place, held = own_place(store_folder(args) / FOLDER)
        if held is not None:
            opened.enter_context(held)
        collections = Collections(KeptCollections(store_folder(args) / COLLECTIONS))
        actions = opened.enter_context(
            closing(PageActions(service, conversations, choice, WaitingFiles(place), collections))
        )
        launch(service, settings, actions)
    return 0


def _accounts(args: argparse.Namespace, opened: ExitStack) -> Accounts | None:
    """The accounts of a service that asks who its users are. Raises ``UsageError`` where there are none yet."""
    from chat.accounts.accounts import Accounts

    accounts = opened.enter_context(closing(Accounts(store_folder(args)))) if args.auth else None
    if accounts and not accounts.users():
        raise UsageError(
            "还没有用户，请先运行 users add 名字 --role admin",
            "there are no users yet: run users add NAME --role admin first",
        )
    return accounts


def _serve_by_several(args: argparse.Namespace) -> int:
    """Serve by processes of this very command, which are handed what connects to the one port."""
    from chat.server import Settings, launch_several

    with closing(open_store(args, any_model=True, renew=True)):  # what is wrong with it is told once
        pass
    settings = Settings(args.host, args.port, tuple(args.allow_host), args.proxy)
    return int(not launch_several(settings, args.processes, args.auth))


def mcp(args: argparse.Namespace) -> int:
    """Serve the tools of the Model Context Protocol over standard input and output."""
    from chat.accounts.audit import Audit
    from chat.service.service import Service

    with closing(open_store(args)) as store:
        from chat.api.mcp_tools import run_stdio

        run_stdio(Service(engine_of(store), audit=Audit(store_folder(args))))
    return 0


def export_feedback(args: argparse.Namespace) -> int:
    """Write people's votes on answers as a question file for ``eval``."""
    from chat.conversations import FILE_NAME, Conversations, question_of_vote

    if not (store_folder(args) / FILE_NAME).is_file():
        raise StoreMissing("还没有对话记录。", "There are no conversations yet.")
    with closing(Conversations(store_folder(args) / FILE_NAME)) as conversations:
        for number, vote in enumerate(conversations.votes(), 1):
            print_json(question_of_vote(vote, f"v{number:04d}"))
    return 0


def doctor(args: argparse.Namespace) -> int:
    """Examine what works on this machine; the exit code is 1 where something needed does not."""
    from chat.service.doctor import BAD, examine

    checks = examine(store_folder(args))
    marks = {"good": "✓", "bad": "✗", "absent": "–"}
    if args.json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            print_text(f"{marks[check.state]} {check.name}：{check.words}")
    return int(any(check.state == BAD for check in checks))
