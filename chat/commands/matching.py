"""The command that matches an enterprise with the measures of the documents, and keeps profiles of enterprises."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from chat.commands.arguments import Parser, whole_number
from chat.commands.console import check_folders, print_json, print_line, print_text, say, write_bytes
from chat.commands.default_store import open_store, store_folder
from ingest.errors import UsageError

if TYPE_CHECKING:
    from chat.service.service import Visit
    from index.store import Store

MOST = 200  # measures that are given where nothing else is said
NOTHING = "没有找到相关的政策措施。\nNo measure has to do with this enterprise."


def add_matching(added: Parser) -> None:
    """Add the arguments of ``match``."""
    given = added.add_mutually_exclusive_group()
    given.add_argument(
        "--profile", metavar="FILE.json|名称", help="企业画像：一个 JSON 文件，每一项都可以不写；或保存过的画像的名称"
    )  # fmt: skip
    given.add_argument("--text", metavar="描述", help="用自己的话说企业的情况和需求")
    added.add_argument("--as-of", metavar="DATE", help="年限和时间窗口算到哪一天，如 2026-01-31，默认今天")
    added.add_argument("-k", type=whole_number(1, 10_000), default=MOST, metavar="N", help=f"取前几项，默认 {MOST}")  # fmt: skip
    added.add_argument("--export", metavar="FILE", help="另写成文件：.xlsx 或 .docx")
    kept = added.add_argument_group("保存的画像")
    kept.add_argument("--save", metavar="名称", help="把这份画像存下，以后有新文件时看新增了哪些措施")
    kept.add_argument(
        "--new", action="store_true", help="上次看过以后收入的文件里，新增的适用措施；不写 --profile 则看全部画像"
    )  # fmt: skip
    kept.add_argument("--saved", action="store_true", help="列出保存的画像")
    kept.add_argument("--forget", metavar="名称", help="删去一份画像")


def match(args: argparse.Namespace) -> int:
    """Print the measures that have to do with an enterprise, each with its verdict, or see to the saved profiles."""
    from chat.service.matches import day_of

    day_of(args.as_of)
    check_folders(args.export)
    kind = Path(args.export).suffix.lower() if args.export else ""
    if kind not in ("", ".xlsx", ".docx"):
        raise UsageError("--export 的文件名应以 .xlsx 或 .docx 结尾", "--export takes a file named .xlsx or .docx")  # fmt: skip
    if not (args.profile or args.text is not None or args.new or args.saved or args.forget):
        raise UsageError("请写 --profile 或 --text。", "Give --profile or --text.")
    with closing(open_store(args)) as store:
        from chat.profiles import FILE_NAME, KeptProfiles

        with closing(KeptProfiles(store_folder(args) / FILE_NAME)) as profiles:
            visit = _visit(store, profiles)
            if args.new:
                return _new(args, visit)
            if args.saved or args.forget:
                return _saved(args, visit)
            return _matched(args, visit, kind)


def _visit(store: Store, profiles: object) -> Visit:
    from typing import cast

    from chat.commands.answers import engine_of
    from chat.profiles import KeptProfiles
    from chat.service.service import Service

    return Service(engine_of(store), profiles=cast("KeptProfiles", profiles)).visit()


def _given(args: argparse.Namespace, visit: Visit) -> object:
    """What the profile was given as: words, the object of a file, or what was saved under a name."""
    if args.profile is None:
        return args.text
    from chat.applicability import profile_of_file
    from chat.service.saved_profiles import saved

    path = Path(args.profile)
    kept = {one.name: one.given for one in saved(visit)}
    return kept[args.profile] if args.profile in kept and not path.exists() else profile_of_file(path)


def _matched(args: argparse.Namespace, visit: Visit, kind: str) -> int:
    from chat.applicability import match_json, match_text
    from chat.service.match_files import match_docx, match_xlsx
    from chat.service.matches import found
    from chat.service.saved_profiles import save

    given, measures = _given(args, visit), visit.engine.measures
    matches = found(measures, given, args.as_of, args.k)
    if args.save is not None:
        name = save(visit, args.save, given).name
        say(f"已保存画像“{name}”。\nSaved the profile {name!r}.")
    if kind:
        write_bytes(Path(args.export), (match_xlsx if kind == ".xlsx" else match_docx)(matches, measures))
    if args.json:
        print_json(match_json(matches, measures))
    elif matches.matches:
        print_text(match_text(matches, measures))
    else:
        say(NOTHING)
    return 0


def _new(args: argparse.Namespace, visit: Visit) -> int:
    """Print what is new for the saved profiles, or for one; it is looked at with that."""
    from chat.applicability import match_text
    from chat.service.saved_profiles import look, new_for, new_json

    names = [args.profile] if args.profile else []
    if args.json:
        print_json(new_json(visit, names, looked=True))
        return 0
    found = new_for(visit, names)
    for one in found:
        print_text(f"# {one.profile.name}：新增 {len(one.found.matches)} 项\n")
        if one.found.matches:
            print_text(match_text(one.found, visit.engine.measures))
        look(visit, one.profile.name)
    if not found:
        say("还没有保存的画像。\nNo profile is saved.")
    return 0


def _saved(args: argparse.Namespace, visit: Visit) -> int:
    from chat.service.saved_profiles import about, remove, saved

    if args.forget:
        remove(visit, args.forget)
    listed = [about(one) for one in saved(visit)]
    if args.json:
        print_json({"profiles": listed})
    else:
        for one in listed:
            print_line(one["name"], one["saved"], one["profile"])
    return 0
