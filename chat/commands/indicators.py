"""The command ``indicators``: the figures that documents state, as rows."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from chat.commands.console import (
    check_folders,
    check_xlsx,
    print_json,
    print_line,
    say,
    write_bytes,
    write_text,
)
from chat.commands.default_store import open_store


def indicators(args: argparse.Namespace) -> int:
    """List the figures of an indicator, a place, a year and a kind; ``--csv`` and ``--export`` also write them to a file."""
    from chat.indicators import WantedIndicators, csv_of, listed, rows_json

    check_folders(args.csv, args.export)
    check_xlsx(args.export)
    wanted = WantedIndicators(args.indicator, args.place, args.year, args.kind, tuple(args.document))
    with closing(open_store(args, any_model=True)) as store:
        for doc_id in args.document:
            store.info(doc_id)  # raises for a document that is not there
        rows = rows_json(listed(store, wanted), lambda doc_id: store.document(doc_id).text)
    if args.csv:
        write_text(Path(args.csv), csv_of(rows))
    if args.export:
        from chat.service.fact_sheets import figures_xlsx

        write_bytes(Path(args.export), figures_xlsx(rows))
    for row in rows:
        if args.json:
            print_json(row)
        else:
            figure = (
                f"{row['value']}{'—' + str(row['high']) if 'high' in row else ''}{row['unit']}{_said(row)}"
            )
            when = f"{row['year'] or ''}{row['kind']}"
            print_line(row["place"], row["indicator"], figure, when, row["doc_id"], row["quote"])
    if not rows:
        say("没有找到这样的指标。\nNo such figure was found.")
    return 0


def _said(row: dict[str, object]) -> str:
    return f"（{row['comparator']}）" if row["comparator"] else ""
