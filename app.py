"""The command line of 问策: its arguments, and what ends a command.

The commands live in ``chat.commands`` and ``eval.command``; each imports what it needs when it runs, so that
``--help`` answers at once.
Results go to stdout, messages and progress to stderr. Exit code 0 only on success, 1 where part of
the work failed, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from chat.commands.answers import ask, search
from chat.commands.arguments import (
    EXAMPLES,
    Parser,
    add_collections,
    add_comparison,
    add_duties,
    add_facts,
    add_indicators,
    add_question,
    add_serving,
    add_store,
    add_users,
    whole_number,
)
from chat.commands.compare import compare
from chat.commands.console import say
from chat.commands.default_store import how_to_rebuild
from chat.commands.documents import (
    collections,
    documents,
    edit_document,
    reindex,
    remove,
    show_document,
    status,
)
from chat.commands.facts import duties, facts
from chat.commands.indicators import indicators
from chat.commands.intake import check, ingest
from chat.commands.matching import add_matching, match
from chat.commands.serving import doctor, export_feedback, mcp, serve
from chat.commands.upkeep import backup, migrate, restore, verify
from chat.commands.users import users
from corpus import brief_paths
from eval.command import add_evaluation, evaluate
from ingest.errors import ModelMismatch, UsageError, WenceError

HERE = Path(__file__).resolve().parent


def parser() -> Parser:
    """Give the parser of the command line: every command with its arguments and its function."""
    top = Parser(
        description="问策：用中文问政府规划与政策，得到每句都有出处的简短回答。",
        epilog="不写命令时打开网页问答（同 serve）。",
    )
    top.add_argument(
        "--data", metavar="DIR", help="文件库所在文件夹（或环境变量 WENCE_DATA）；不写则用默认库"
    )
    top.set_defaults(
        command=serve,
        host="127.0.0.1",
        port=7860,
        auth=False,
        allow_host=[],
        proxy="",
        no_audit=False,
        processes=1,
    )
    top.set_defaults(home=HERE, briefs=lambda: brief_paths())
    _add_commands(top)
    return top


def _add_commands(top: Parser) -> None:
    commands = top.add_subparsers(title="命令", metavar="命令")

    def command(name: str, function: Callable[[argparse.Namespace], int], words: str) -> Parser:
        added = commands.add_parser(name, help=words, description=words, epilog=f"例：{EXAMPLES[name]}")
        added.set_defaults(command=function)
        if function not in (serve, mcp):
            added.add_argument("--json", action="store_true", help="以 JSON 输出")
        return added

    add_serving(command("serve", serve, "打开网页问答和各接口（REST、OpenAI 兼容、MCP）"))
    command("mcp", mcp, "以标准输入输出提供 MCP 工具，供智能体程序启动")
    add_users(command("users", users, "账户：增删用户、角色、密码、令牌，以及文件给谁看"))
    added = command("ingest", ingest, "收入文件、文件夹、压缩包或网址")
    added.add_argument(
        "paths", nargs="+", metavar="路径", help="文件、文件夹（含子文件夹）、ZIP 或 TAR 包、http(s) 网址"
    )
    added.add_argument(
        "--ray",
        metavar="local|ADDRESS",
        help="解析和嵌入作为 Ray 的任务：local 在本机起几个进程，或集群地址（make ray）",
    )
    added = command("check", check, "只解析，不收入：看读出了什么，哪里要核对")
    added.add_argument("paths", nargs="+", metavar="路径", help="文件或文件夹（含子文件夹）")
    added.add_argument("--html", metavar="FILE", help="写出网页报告：原页与条款并排")
    add_question(command("ask", ask, "问一个问题，或成批地问"), "问题")
    added = command("search", search, "只检索，不作答")
    add_question(added, "词")
    added.add_argument("-k", type=whole_number(1, 1_000), default=10, metavar="N", help="取前几条，默认 10")
    add_matching(command("match", match, "企业适用哪些政策：逐条核对条件，符合、待确认、不符合"))
    _add_document_actions(command("documents", documents, "列出库中的文件，查看、更正一份文件的信息"))
    add_collections(command("collections", collections, "文件的集合：列出、放入、移出、改名、删去"))
    add_comparison(command("compare", compare, "两份文件对照：相对应的条款、不同的数字、改了哪几个字"))
    add_duties(command("duties", duties, "谁牵头、谁负责、谁配合，什么时候完成"))
    add_facts(command("facts", facts, "文件里读出的措施、指标、任务，剔除或更正其中一条"))
    add_indicators(
        command("indicators", indicators, "文件里写明的数字，一个一行：指标、多少、哪年、目标还是实绩")
    )
    added = command("remove", remove, "从库中移出文件")
    added.add_argument("doc_ids", nargs="+", metavar="文件编号")
    command(
        "reindex", reindex, "换了嵌入模型（WENCE_EMBEDDING_MODEL）之后重建索引；补读旧库的措施、指标、任务"
    )
    command("status", status, "库的概况")
    for name, function, words in (
        ("backup", backup, "备份文件库（连同原件、账户、对话）到一个文件，服务不必停"),
        ("restore", restore, "从备份恢复文件库，先核对每一项校验和；库里现有的内容被替换"),
    ):
        command(name, function, words).add_argument("file", metavar="FILE")
    added = command("migrate", migrate, "把文件库迁到 OceanBase、seekdb 或文件夹，中断了再运行一次接着迁")
    added.add_argument(
        "source", metavar="FROM", help="文件夹、seekdb:文件夹 或 oceanbase://用户@主机:2881/库名"
    )
    added.add_argument("target", metavar="TO", help="同上；还没有文件库的地方")
    command("verify", verify, "核对文件库里每一项的校验和")
    command("export-feedback", export_feedback, "把网页上对回答的评价导出为问题集（JSONL），供 eval 使用")
    command("doctor", doctor, "检查各部分是否可用：文件库、文字识别、LibreOffice、语言模型")
    add_evaluation(command("eval", evaluate, "用带标准答案的问题集评测"))
    for added in commands.choices.values():
        add_store(added)


def _add_document_actions(listing: Parser) -> None:
    actions = listing.add_subparsers(title="操作", metavar="操作")
    for name, function, words in (
        ("show", show_document, "一份文件的信息，各项据哪几个字读出"),
        ("edit", edit_document, "更正一份文件的信息；重新收入后仍有效"),
    ):
        added = actions.add_parser(name, help=words, description=words)
        added.set_defaults(command=function)
        added.add_argument("doc_id", metavar="文件编号")
        added.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="以 JSON 输出")
        if name == "edit":
            added.add_argument(
                "--set",
                action="append",
                default=[],
                metavar="项目=值",
                help="如 issued=2022-02-21，可多次",
            )
            added.add_argument(
                "--unset",
                action="append",
                default=[],
                metavar="项目",
                help="撤回更正，恢复读出的值，可多次",
            )


def main(arguments: list[str] | None = None) -> int:
    """Run the command that the arguments name; give the exit code (0 good, 1 failed, 2 wrong usage, 130 stopped)."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    args = parser().parse_args(arguments)
    try:
        return args.command(args)
    except WenceError as error:
        say(f"{error.chinese}\n{error.english}")
        if isinstance(error, ModelMismatch):
            say(how_to_rebuild(args))
        return 2 if isinstance(error, UsageError) else 1
    except BrokenPipeError:  # the reader has gone, as in “… | head”
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
