"""Commands that ask: one question or a file of them, answers or passages alone."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from chat.commands.console import print_json, print_text, say
from chat.commands.default_store import open_store, store_folder
from ingest.errors import NotFound, UsageError

if TYPE_CHECKING:
    from chat.answer import Answer
    from chat.engine import Engine
    from index import Store
    from index.hits import Filters

    Reply = Callable[[str, Sequence[str]], Mapping[str, object]]  # of a question and those before it


def ask(args: argparse.Namespace) -> int:
    """Answer one question, or a file of them."""
    from chat.commands.plain import answer_text

    def reply(store: Store, filters: Filters) -> Reply:
        engine = engine_of(store)
        return lambda question, earlier: _in_conversation(engine, question, earlier, filters).as_dict()

    def show(store: Store, question: str, filters: Filters) -> None:
        print_text(answer_text(engine_of(store).answer(question, (), filters)))

    return reply_to(args, reply, show)


def search(args: argparse.Namespace) -> int:
    """Print the passages found for one query, or for a file of them."""
    from chat.commands.plain import hit_text
    from chat.service.document_view import hit_json

    def reply(store: Store, filters: Filters) -> Reply:
        return lambda query, earlier: {
            "hits": [hit_json(hit) for hit in store.search(query, args.k, filters)]
        }

    def show(store: Store, query: str, filters: Filters) -> None:
        hits = store.search(query, args.k, filters)
        for rank, hit in enumerate(hits, 1):
            print_text(hit_text(rank, hit))
        if not hits:
            say("没有找到相关内容。\nNothing was found.")

    return reply_to(args, reply, show)


def _in_conversation(engine: Engine, question: str, earlier: Sequence[str], filters: Filters) -> Answer:
    """Answer a question that follows others, which are answered first."""
    from chat.answer import Turn

    turns: list[Turn] = []
    for asked in earlier:
        answer = engine.answer(asked, turns, filters)
        turns.append(Turn(asked, answer.resolved, answer))
    return engine.answer(question, turns, filters)


def engine_of(store: Store) -> Engine:
    """Give the engine for a store, with the language model that the settings name, if any."""
    from chat.engine import Engine
    from chat.writing.language_model import OpenAIChat, settings_from

    settings = settings_from()
    return Engine(store, model=OpenAIChat(settings) if settings else None)


def _within(args: argparse.Namespace, store: Store, filters: Filters) -> Filters:
    """Narrow filters to the documents of the collections that are named. Raises ``NotFound``."""
    if not args.collection:
        return filters
    from chat.collections import FILE_NAME, Collections, KeptCollections
    from chat.service.service import Service

    with closing(Collections(KeptCollections(store_folder(args) / FILE_NAME))) as held:
        return held.within(Service(engine_of(store)).visit(), args.collection, filters)


def reply_to(
    args: argparse.Namespace,
    reply: Callable[[Store, Filters], Reply],
    show: Callable[[Store, str, Filters], None],
) -> int:
    """Reply to one question for a person or as JSON, or to a file of them: ``ask`` and ``search`` share it."""
    from chat.commands.batch import replies
    from chat.question import check_question
    from chat.service.filter_values import check_filters
    from index.hits import Filters

    names = ("region", "issuer", "kind", "status", "year")
    filters = Filters(tuple(args.doc), **{name: tuple(getattr(args, name)) for name in names})
    question = check_question(args.question) if args.batch is None else ""
    with closing(open_store(args)) as store:
        try:
            check_filters(filters, store.documents() if filters else ())
            filters = _within(args, store, filters)
        except NotFound as error:
            raise UsageError(error.chinese, error.english) from error
        if args.batch is not None:
            failed = False
            for result in replies(args.batch, reply(store, filters), say):
                failed = failed or "error" in result
                print_json(result)
            return int(failed)
        if args.json:
            print_json({"id": None, **reply(store, filters)(question, ())})
        else:
            show(store, question, filters)
    return 0
