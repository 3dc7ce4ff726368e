"""Arguments that commands share, and argparse speaking Chinese."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from chat.accounts.roles import ROLES
from chat.commands.console import say
from chat.commands.facts import KIND_NAMES
from ingest.document import STATUSES


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Formats help with the word 用法 for “usage”."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Put 用法 before the usage line."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Parses arguments as argparse does, speaking Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=Formatter, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong with it; end with exit code 2."""
        say(f"{self.format_usage().rstrip()}\n用法有误，详见 --help。\nWrong usage: {message}.")
        raise SystemExit(2)


# How each command is used, shown below its help; a command without one is no command yet.
EXAMPLES = {
    "serve": "python app.py serve --port 8080",
    "mcp": "python app.py --data 我的库 mcp",
    "users": "python app.py users add 李雷 --role editor",
    "ingest": "python app.py ingest 规划.pdf 政策文件夹 --data 我的库",
    "check": "python app.py check 规划.pdf --html 报告.html",
    "ask": 'python app.py ask "1233战略是什么意思" --status 现行',
    "search": "python app.py search 轨道交通 -k 5",
    "match": 'python app.py match --text "丰台区做轨道交通信号的专精特新企业，想要场地"',
    "documents": "python app.py documents show fengtai-rail-plan",
    "compare": "python app.py compare 规划2021 规划2026 --topic 粮食产量 --save 对照.docx",
    "collections": "python app.py collections put 轨道交通 fengtai-rail-plan fengtai-news",
    "duties": "python app.py duties --unit 市工信局 --ics 日程.ics",
    "facts": "python app.py facts --kind 措施 --document fengtai-rail-plan",
    "indicators": "python app.py indicators --indicator GDP --kind 目标 --csv 指标.csv",
    "remove": "python app.py remove 规划2021",
    "reindex": "python app.py reindex --data 我的库",
    "status": "python app.py status --json",
    "backup": "python app.py backup 备份.zip",
    "restore": "python app.py restore 备份.zip --data 我的库",
    "migrate": "python app.py migrate 我的库 seekdb:我的库/seekdb",
    "verify": "python app.py verify",
    "export-feedback": "python app.py export-feedback > 问题集.jsonl",
    "doctor": "python app.py doctor",
    "eval": "python app.py eval --help",
}


def add_store(added: argparse.ArgumentParser) -> None:
    """Let a command, and each of its actions, take ``--data`` behind its name as well as before it."""
    added.add_argument(
        "--data", default=argparse.SUPPRESS, metavar="DIR", help="文件库所在文件夹，写在命令前后都行"
    )
    for action in added._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                add_store(inner)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Give the argument type of whole numbers from ``least`` to ``most``."""

    def number(text: str) -> int:
        if not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least} and {most}")
        return int(text)

    return number


def add_serving(added: Parser) -> None:
    """Add the arguments of ``serve``."""
    added.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
    added.add_argument("--port", type=whole_number(0, 65_535), default=7860, help="端口，默认 7860")
    added.add_argument(
        "--processes",
        type=whole_number(1, 64),
        default=1,
        metavar="N",
        help="几个服务进程，同一地址总到同一个，默认 1",
    )
    added.add_argument("--auth", action="store_true", help="须登录才能使用（先用 users add 建用户）")
    added.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="本服务的另一个主机名（可重复）"
    )
    added.add_argument(
        "--proxy", default="", metavar="ADDRESS", help="反向代理的地址，只信它的 X-Forwarded-For 和 -Proto"
    )
    added.add_argument("--no-audit", action="store_true", help="不记审计日志（默认记在文件库旁 audit.jsonl）")


def add_users(added: Parser) -> None:
    """Add the actions of ``users`` with their arguments."""
    actions = added.add_subparsers(title="操作", metavar="操作", dest="action", required=True)
    for name, words in (
        ("add", "加一个用户，密码从键盘或标准输入读"),
        ("list", "列出用户"),
        ("remove", "删除用户，连同登录、令牌和对话记录"),
        ("passwd", "改密码"),
        ("role", "改角色"),
        ("token", "发一个接口令牌，只显示这一次"),
        ("revoke", "收回一个用户的全部令牌"),
        ("visible", "一份文件只给哪些角色、用户看；都不写则人人可看"),
    ):
        action = actions.add_parser(name, help=words, description=words)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="以 JSON 输出")
        if name != "list":
            action.add_argument("name", metavar="文件编号" if name == "visible" else "用户名")
        if name == "add":
            action.add_argument("--role", choices=ROLES, default="reader", help="、".join(ROLES))
        elif name == "role":
            action.add_argument("role", choices=ROLES, metavar="角色", help="、".join(ROLES))
        elif name == "token":
            action.add_argument("--label", default="", metavar="名称", help="作什么用")
        elif name == "visible":
            action.add_argument("--role", choices=ROLES, action="append", help="角色（可重复）")
            action.add_argument("--user", action="append", default=[], metavar="用户名", help="可重复")


def add_indicators(added: Parser) -> None:
    """Add what ``indicators`` lists."""
    added.add_argument("--indicator", default="", metavar="指标", help="哪种叫法都行，如 GDP、粮食总产")
    added.add_argument("--place", default="", metavar="地区", help="如 湖南（含其下各市县）")
    added.add_argument("--year", type=whole_number(1900, 2200), metavar="年份")
    added.add_argument("--kind", default="", choices=("目标", "实绩"), metavar="目标|实绩")
    added.add_argument(
        "--document", action="append", default=[], metavar="文件编号", help="只看这份文件（可重复）"
    )
    added.add_argument("--csv", metavar="FILE", help="另写出表格文件")
    added.add_argument("--export", metavar="FILE.xlsx", help="另写成 Excel")


def add_facts(added: Parser) -> None:
    """Add what ``facts`` lists, and its actions upon one fact."""
    added.add_argument(
        "--kind",
        choices=tuple(KIND_NAMES),
        action="append",
        default=[],
        metavar="种类",
        help="、".join(KIND_NAMES),
    )
    added.add_argument(
        "--document", action="append", default=[], metavar="文件编号", help="只看这份文件（可重复）"
    )
    added.add_argument("--corrected", action="store_true", help="列出更正，连同已剔除的")
    actions = added.add_subparsers(title="操作", metavar="操作", dest="action")
    for name, words in (
        ("dismiss", "剔除一条：不是这么回事"),
        ("correct", "更正一条的内容；重新收入后仍有效"),
        ("restore", "撤回剔除或更正，恢复读出的内容"),
    ):
        action = actions.add_parser(name, help=words, description=words)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="以 JSON 输出")
        action.add_argument("doc_id", metavar="文件编号")
        action.add_argument("key", metavar="编号", help="facts 列出的编号")
        if name == "correct":
            action.add_argument(
                "--set", action="append", required=True, metavar="项目=值", help="值写成 JSON，可多次"
            )


def add_duties(added: Parser) -> None:
    """Add which duties are listed, and the file that takes their deadlines."""
    added.add_argument("--unit", default="", metavar="单位", help="只看这个单位的，如 市工信局")
    added.add_argument(
        "--document", action="append", default=[], metavar="文件编号", help="只看这份文件（可重复）"
    )
    added.add_argument("--ics", metavar="FILE", help="把写明时限的任务写成日历文件")
    added.add_argument("--export", metavar="FILE.xlsx", help="另写成 Excel：各项任务，各单位有几项")


def add_comparison(added: Parser) -> None:
    """Add the documents of ``compare``, the topic and the file that takes the comparison."""
    added.add_argument("doc_a", metavar="文件编号")
    added.add_argument("doc_b", metavar="另一份的文件编号")
    added.add_argument("more", nargs="*", metavar="又一份", help="再加几份，一起对照")
    added.add_argument("--topic", default="", metavar="题目", help="只比较这一题目，如 粮食产量")
    added.add_argument("--save", metavar="FILE", help="写成文件：.md 或 .docx")


def add_collections(added: Parser) -> None:
    """Add the actions of ``collections``; without one they are listed."""
    actions = added.add_subparsers(title="操作", metavar="操作", dest="action")
    for name, words in (
        ("put", "把文件放入一个集合，没有就新建"),
        ("take", "把文件从集合里移出，文件留在库里"),
        ("rename", "改名；已有那个名称的，并进去"),
        ("remove", "删去一个集合，文件留在库里"),
    ):
        action = actions.add_parser(name, help=words, description=words)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="以 JSON 输出")
        action.add_argument("name", metavar="集合")
        if name in ("put", "take"):
            action.add_argument("doc_ids", nargs="+", metavar="文件编号")
        elif name == "rename":
            action.add_argument("new", metavar="新名称")


def add_question(added: Parser, label: str) -> None:
    """Add a question or a file of them, and filters, of which each may be given several times."""
    one = added.add_mutually_exclusive_group(required=True)
    one.add_argument("question", nargs="?", metavar=label)
    one.add_argument(
        "--batch", metavar="FILE", help='每行一个 {"id", "question"} 的 JSONL 文件，“-”为标准输入'
    )
    only = added.add_argument_group("只看（每项可重复）")
    for flag, kind, words in (
        ("--region", str, "地区，如 北京市"),
        ("--issuer", str, "发文机关，含所写的字即可"),
        ("--kind", str, "文种，如 规划"),
        ("--year", int, "规划期或发文年份"),
        ("--doc", str, "文件编号"),
        ("--collection", str, "集合里的文件"),
    ):
        only.add_argument(flag, type=kind, action="append", default=[], metavar="值", help=words)
    only.add_argument(
        "--status", choices=STATUSES, action="append", default=[], metavar="值", help="、".join(STATUSES)
    )
