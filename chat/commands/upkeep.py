"""Commands that keep a store safe: copy it while it serves, bring it back, move it to a database server, check every sum."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

from chat.commands.console import check_folders, print_json, print_line, print_text, progress_bar, say
from chat.commands.default_store import note_in_audit, open_store, store_folder
from ingest.errors import StoreMissing, UsageError, WenceError


def _require_folder() -> None:
    """Raise ``UsageError`` where the rows are in a database server: its own tools copy them."""
    from index.storage.server.addresses import SETTING, chosen_server

    if chosen_server() is not None:
        raise UsageError(
            f"文件库在数据库服务器里（{SETTING}），请用数据库自己的备份，或先 migrate 到文件夹再备份",
            f"the store is in a database server ({SETTING}): use its own backup, or migrate to a folder first",
        )


def _databases() -> tuple[str, ...]:
    """The files beside the store's that go with it."""
    from chat.accounts.accounts import FILE_NAME as ACCOUNTS
    from chat.collections import FILE_NAME as COLLECTIONS
    from chat.conversations import FILE_NAME as CONVERSATIONS
    from chat.profiles import FILE_NAME as PROFILES

    return ACCOUNTS, COLLECTIONS, CONVERSATIONS, PROFILES


def backup(args: argparse.Namespace) -> int:
    """Write a consistent copy of the store, with originals, accounts, collections, conversations and profiles, while it serves."""
    from index.storage.backup import write_backup

    _require_folder()
    check_folders(args.file)
    folder = store_folder(args)
    if not folder.is_dir():
        raise StoreMissing("没有找到文件库", "there is no store here")
    report = write_backup(folder, Path(args.file), _databases())
    note_in_audit(args, "backup", documents=report.documents, revision=report.revision)
    if args.json:
        print_json(asdict(report))
    else:
        size = report.bytes / 2**20
        print_text(
            f"已备份：{report.documents} 份文件，{report.chunks} 段，第 {report.revision} 版，{size:.1f} MB。"
        )
    return 0


def restore(args: argparse.Namespace) -> int:
    """Bring the store back from a backup; what it held before is gone, a server that runs goes on with it."""
    from chat.accounts.restored import keep_restrictions
    from index.storage import backup as backups

    _require_folder()
    source, folder = Path(args.file), store_folder(args)
    if not source.is_file():
        raise UsageError(f"没有文件“{source.name}”", f"there is no file {source.name!r}")
    report = backups.restore(folder, source, partial(keep_restrictions, folder))
    with closing(
        open_store(args, any_model=True)
    ) as store:  # makes the derived files and drops what nobody names
        store.settle()
    note_in_audit(args, "restore", documents=report.documents, revision=report.revision)
    if args.json:
        print_json(asdict(report))
    else:
        print_text(f"已恢复：{report.documents} 份文件，{report.chunks} 段。")
    return 0


def verify(args: argparse.Namespace) -> int:
    """Read everything that the store keeps against its sums; the exit code is 1 where something has changed."""
    folder = store_folder(args)
    found: dict[str, str] = {}
    try:
        with closing(open_store(args, any_model=True)) as store:
            if store.verify():
                say("副本与数据库不一致，已按数据库重做。\nThe second copy differed and was made anew.")
            counts = store.status()
        found["store"] = ""
    except StoreMissing:
        raise
    except WenceError as error:
        counts, found["store"] = {}, error.chinese
    for name in _databases():
        if (folder / name).is_file():
            found[name] = "" if _is_intact(folder / name) else "文件已损坏"
    sound = not any(found.values())
    if args.json:
        parts = {name: words or "good" for name, words in found.items()}
        print_json(
            {"sound": sound, **parts, "documents": counts.get("documents"), "chunks": counts.get("chunks")}
        )
    else:
        for name, words in found.items():
            print_line("✗" if words else "✓", name, words or "完好")
    if not sound:
        say("有内容已损坏，请用 restore 从备份恢复。\nSomething is damaged: restore it from a backup.")
    return int(not sound)


def _is_intact(path: Path) -> bool:
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return database.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return False


def migrate(args: argparse.Namespace) -> int:
    """Move a store between a folder and a database server, every row counted and summed on both sides."""
    from index.storage.server import migration
    from index.storage.server.addresses import place_named

    source, target = place_named(args.source), place_named(args.target)
    if isinstance(source, Path) and migration.is_older(source):
        _bring_up_to_date(source)
    with progress_bar("迁移") as bar:

        def on_rows(table: str, rows: int) -> None:
            bar.update(rows)
            bar.set_postfix_str(table)

        report = migration.migrate(source, target, on_rows)
    if store_folder(args).is_dir():
        note_in_audit(args, "migrate", source=str(source), target=str(target), documents=report.documents)
    if args.json:
        print_json(asdict(report))
    else:
        rows = sum(count for count, _ in report.tables.values())
        print_text(
            f"已迁移：{report.documents} 份文件，{report.chunks} 段；{rows} 行两边逐表核对一致"
            f"（这次搬了 {report.copied} 行）。"
        )
    say(
        "留存的原件、账户和对话在文件库的文件夹里，不随迁移；让 WENCE_DATA 仍指向那个文件夹。\n"
        "Kept originals, accounts and conversations stay in the store's folder: let WENCE_DATA name it still."
    )
    return 0


def _bring_up_to_date(folder: Path) -> None:
    """Give a store of an older version the tables of this one."""
    from index import open_store

    with open_store(folder, any_model=True) as store:
        store.read_facts()
