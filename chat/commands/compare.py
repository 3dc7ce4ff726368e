"""The command ``compare``: two documents or more side by side, printed or written as Markdown or Word."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from chat.commands.console import check_folders, print_json, print_text, say, write_bytes, write_text
from chat.commands.default_store import open_store
from ingest.errors import UsageError


def compare(args: argparse.Namespace) -> int:
    """Compare two or more documents, all of them or what they say of a topic.

    Raises ``UsageError`` for an unknown document and for a file to be written that is neither .md nor .docx.
    """
    from chat.comparison import SeveralCompared, compare_documents, compare_several
    from chat.conversations import comparison_docx, comparison_markdown, several_docx, several_markdown

    check_folders(args.save)
    kind = Path(args.save).suffix.lower() if args.save else ""
    if kind not in ("", ".md", ".docx"):
        raise UsageError("--save 的文件名应以 .md 或 .docx 结尾", "--save takes a file named .md or .docx")
    with closing(open_store(args)) as store:
        found = (
            compare_several(store, [args.doc_a, args.doc_b, *args.more], args.topic)
            if args.more
            else compare_documents(store, args.doc_a, args.doc_b, args.topic)
        )
    if isinstance(found, SeveralCompared):
        empty = not found.rows and not any(found.alone)
        words = several_markdown(found)
        file = several_docx(found) if kind == ".docx" else b""
    else:
        empty = not (found.aligned or found.only_a or found.only_b)
        words = comparison_markdown(found)
        file = comparison_docx(found) if kind == ".docx" else b""
    if kind == ".docx":
        write_bytes(Path(args.save), file)
    elif kind == ".md":
        write_text(Path(args.save), words)
    if args.json:
        print_json(found.as_dict())
    elif not kind:
        print_text(words)
    if empty:
        say("这些文件都没有说到。\nNone of the documents speaks of it.")
    return 0
