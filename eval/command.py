"""The command ``eval``: a question set asked, compared with its gold, shown and saved."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from chat.commands.arguments import Parser
from chat.commands.console import print_json, print_text, progress_bar, say
from chat.commands.default_store import open_store

if TYPE_CHECKING:
    pass


def evaluate(args: argparse.Namespace) -> int:
    """Ask a question set, compare with its gold, print the figures; exit code 1 where one misses its threshold."""
    from datetime import datetime

    from chat.commands.console import check_folders, write_text
    from chat.engine import Engine
    from eval.figures import OVERALL, as_json, changes, read_run, shortfalls
    from eval.gold import load_questions, question_file
    from eval.page import page
    from eval.report import difference, table
    from eval.run import evaluate

    path = question_file(args.questions)
    questions = load_questions(path)
    earlier = read_run(Path(args.compare)) if args.compare else None
    check_folders(args.save, args.html)
    with closing(open_store(args)) as store, progress_bar("评测", len(questions)) as bar:
        verdicts = evaluate(Engine(store), store, questions, lambda done, total: bar.update())
        when = datetime.now().isoformat(" ", "seconds")
        run = as_json(verdicts, {"questions": path.stem, "when": when, "store": store.status()})
    change = changes(earlier, run) if earlier else None
    if args.save:
        write_text(Path(args.save), json.dumps(run, ensure_ascii=False, indent=1, default=str))
    if args.html:
        write_text(Path(args.html), page(run, change))
    if args.json:
        print_json(run)
    else:
        print_text(table(run) + (f"\n\n{difference(change)}" if change else ""))
    missed = shortfalls(run["figures"][OVERALL], dict(args.fail_under), dict(args.fail_over))
    for words in missed:
        say(words)
    return int(bool(missed))


def threshold(text: str) -> tuple[str, float]:
    """Read the argument FIGURE=VALUE; raises ``ArgumentTypeError`` for an unknown figure."""
    from eval.figures import NAMES

    name, _, value = text.partition("=")
    if name not in NAMES:
        raise argparse.ArgumentTypeError(f"unknown figure {name!r}, known are {', '.join(NAMES)}")
    return name, float(value)


def add_evaluation(added: Parser) -> None:
    """Add the arguments of ``eval``."""
    added.add_argument(
        "questions",
        nargs="?",
        default="briefs",
        metavar="问题集",
        help="briefs、originals 或 JSONL 文件，默认 briefs",
    )
    added.add_argument("--save", metavar="FILE", help="把结果存成 JSON，供以后比较")
    added.add_argument("--html", metavar="FILE", help="写出网页报告")
    added.add_argument("--compare", metavar="FILE", help="与以前存的结果比较")
    for flag, words in (("--fail-under", "低于"), ("--fail-over", "高于")):
        added.add_argument(
            flag,
            type=threshold,
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=f"{words}此值则退出码为 1（可重复）",
        )
