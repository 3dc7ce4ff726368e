"""The commands ``facts`` and ``duties``: what documents state as data, and what a person sets right in it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from chat.commands.console import check_folders, check_xlsx, print_json, print_line, say, write_bytes
from chat.commands.default_store import open_store
from ingest.errors import UsageError

if TYPE_CHECKING:
    from index.storage.facts import FactCorrection
    from index.store import Store
    from ingest.facts import Fact

KIND_NAMES = {"measure": "措施", "indicator": "指标", "duty": "任务"}


def facts(args: argparse.Namespace) -> int:
    """List facts or corrections, or dismiss, correct or restore one fact."""
    with closing(open_store(args, any_model=True)) as store:
        if args.action is not None:
            store.correct_fact(args.doc_id, args.key, _changes(args))
            args.document, args.kind = [args.doc_id], []
        rows = list(_corrections(store) if args.corrected else _listed(store, args))
    if args.action is not None:
        rows = [row for row in rows if row["key"] == args.key]
    for row in rows:
        if args.json:
            print_json(row)
        else:
            kind = KIND_NAMES[str(row["kind"])]
            print_line(row["doc_id"], kind, row["key"], row.get("clause", ""), row.get("quote", row["data"]))
    return 0


def _changes(args: argparse.Namespace) -> Mapping[str, object] | None:
    """What is said of a fact. Raises ``UsageError`` for an assignment without “=” or without a JSON value."""
    if args.action != "correct":
        return {"dismissed": True} if args.action == "dismiss" else None
    data: dict[str, object] = {}
    for assignment in args.set:
        name, equals, value = assignment.partition("=")
        try:
            data[name.strip()] = json.loads(value)
        except ValueError:
            equals = ""
        if not equals:
            raise UsageError(
                f'“{assignment}”应写成 项目=JSON 值，如 title="补贴"', f"write {assignment!r} as NAME=JSON"
            )
    return {"data": data}


def _listed(store: Store, args: argparse.Namespace) -> Iterator[dict[str, object]]:
    texts: dict[str, str] = {}
    for doc_id in args.document:
        store.info(doc_id)  # raises for a document that is not there
    for kind in args.kind or KIND_NAMES:
        for doc_id, fact in store.facts(kind, args.document or None):
            if doc_id not in texts:
                texts = {doc_id: store.document(doc_id).text}
            quote = texts[doc_id][fact.start : fact.end]
            yield {"doc_id": doc_id, **_shown(fact), "quote": quote}


def _corrections(store: Store) -> Iterator[dict[str, object]]:
    for correction in store.fact_corrections():
        yield _shown(correction)


def _shown(one: Fact | FactCorrection) -> dict[str, object]:
    """What is told of a fact or a correction: all but how it is found under another number."""
    return {name: value for name, value in asdict(one).items() if not name.startswith("unnumbered")}


def duties(args: argparse.Namespace) -> int:
    """List who does what by when, and write the deadlines as a calendar where a file is named."""
    from chat.duties import calendar_of, duties_in

    check_folders(args.ics, args.export)
    check_xlsx(args.export)
    with closing(open_store(args, any_model=True)) as store:
        rows = duties_in(store, args.unit, args.document or None)
    if args.ics:
        write_bytes(Path(args.ics), calendar_of(rows))
    if args.export:
        from chat.service.fact_sheets import duties_xlsx

        write_bytes(Path(args.export), duties_xlsx(rows))
    for row in rows:
        if args.json:
            print_json(row.as_dict())
        else:
            print_line(row.unit, row.role, row.task, row.deadline, row.doc_id, row.clause)
    if not rows:
        say("没有读到这样的任务。\nNo such duty was found.")
    return 0
