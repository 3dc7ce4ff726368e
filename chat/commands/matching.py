"""The command that matches an enterprise with the measures of the documents."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from chat.commands.arguments import Parser, whole_number
from chat.commands.console import print_json, print_text, say
from chat.commands.default_store import open_store

MOST = 200  # measures that are given where nothing else is said


def add_matching(added: Parser) -> None:
    """Add the arguments of ``match``."""
    given = added.add_mutually_exclusive_group(required=True)
    given.add_argument("--profile", metavar="FILE.json", help="企业画像：一个 JSON 对象，每一项都可以不写")
    given.add_argument("--text", metavar="描述", help="用自己的话说企业的情况和需求")
    added.add_argument("--as-of", metavar="DATE", help="年限和时间窗口算到哪一天，如 2026-01-31，默认今天")
    added.add_argument("-k", type=whole_number(1, 10_000), default=MOST, metavar="N", help=f"取前几项，默认 {MOST}")  # fmt: skip


def match(args: argparse.Namespace) -> int:
    """Print the measures that have to do with an enterprise, each with its verdict."""
    from chat.applicability import Measures, match_json, match_text, profile_of_file
    from chat.service.matches import day_of, found

    day_of(args.as_of)
    given = args.text if args.profile is None else profile_of_file(Path(args.profile))
    with closing(open_store(args)) as store:
        measures = Measures(store)
        matches = found(measures, given, args.as_of, args.k)
        if args.json:
            print_json(match_json(matches, measures))
        elif matches.matches:
            print_text(match_text(matches, measures))
        else:
            say("没有找到相关的政策措施。\nNo measure has to do with this enterprise.")
    return 0
