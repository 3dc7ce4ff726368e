"""The command ``compare``: two documents side by side, printed or written as Markdown or Word."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from chat.commands.console import check_folders, print_json, print_text, say, write_bytes, write_text
from chat.commands.default_store import open_store
from ingest.errors import UsageError


def compare(args: argparse.Namespace) -> int:
    """Compare two documents, all of them or what they say of a topic.

    Raises ``UsageError`` for an unknown document and for a file to be written that is neither .md nor .docx.
    """
    from chat.comparison import compare_documents
    from chat.conversations import comparison_docx, comparison_markdown

    check_folders(args.save)
    kind = Path(args.save).suffix.lower() if args.save else ""
    if kind not in ("", ".md", ".docx"):
        raise UsageError("--save 的文件名应以 .md 或 .docx 结尾", "--save takes a file named .md or .docx")
    with closing(open_store(args)) as store:
        found = compare_documents(store, args.doc_a, args.doc_b, args.topic)
    if kind == ".docx":
        write_bytes(Path(args.save), comparison_docx(found))
    elif kind == ".md":
        write_text(Path(args.save), comparison_markdown(found))
    if args.json:
        print_json(found.as_dict())
    elif not kind:
        print_text(comparison_markdown(found))
    if not (found.aligned or found.only_a or found.only_b):
        say("两份文件都没有说到。\nNeither document speaks of it.")
    return 0
