"""Commands that read files: take them into the store, or only look at what was read."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any

from chat.commands.console import print_json, print_text, progress_bar, say
from chat.commands.default_store import open_store
from ingest.errors import UnreadableFile
from ingest.text.safe_display import on_one_line

if TYPE_CHECKING:
    from index import Store
    from index.store import AddReport
    from ingest.document import ParseReport
    from ingest.progress import Progress
    from ingest.sandbox import Pool


def ingest(args: argparse.Namespace) -> int:
    """Read files into the store batch by batch: each is stored and reported before the next is read."""
    from index.store import AddReport
    from ingest.sources import Run, in_batches, parse_sources, stored_sources, take_in

    reports: list[ParseReport] = []
    total = failed = 0
    with (
        closing(open_store(args, create=True)) as store,
        progress_bar("收入") as bar,
        stopping() as stopped,
        ExitStack() as opened,
    ):
        infos = [info for info in store.documents() if not info.metadata.brief]
        taken = {info.doc_id: info.source for info in infos}
        run = Run(
            stored_sources(infos).get,
            stopped,
            lambda progress: show_progress(bar, progress),
            keep=store.originals.keep,
        )
        pool = opened.enter_context(_cluster_pool(args.ray, store)) if args.ray else None
        documents = take_in(parse_sources(args.paths, run, pool), taken, reports)
        for batch in in_batches(documents):
            result = store.add(batch)
            report_sources(args, store, reports, result)
            total, failed = total + len(reports), failed + sum(not report.ok for report in reports)
            reports.clear()
        report_sources(args, store, reports, AddReport())  # what came behind the last document
        total, failed = total + len(reports), failed + sum(not report.ok for report in reports)
        if stopped():
            say(
                f"已中断：{total} 份已处理，收入的都已保存。再次运行同一命令即从中断处继续。\n"
                f"Interrupted: {total} sources are done and kept. Run the same command again to go on."
            )
            return 130
    if not total:
        raise UnreadableFile("没有找到可以收入的文件。", "No file to ingest was found.")
    return int(failed > 0)


@contextmanager
def _cluster_pool(address: str, store: Store) -> Iterator[Pool]:
    """A pool whose files are read, and passages embedded, on a Ray cluster."""
    from ingest.sandbox import RayCluster, RayPool

    with RayCluster(address) as cluster, RayPool(cluster) as pool:
        store.embed_on(cluster)
        yield pool


def report_sources(
    args: argparse.Namespace, store: Store, reports: Iterable[ParseReport], result: AddReport
) -> None:
    """Print a line for each source of a batch."""
    from ingest.sources import report_line

    states = dict.fromkeys(result.added, "added") | dict.fromkeys(result.updated, "updated")
    for report in reports:
        state = states.get(report.doc_id or "", "unchanged") if report.ok else "failed"
        kept = result.duplicates.get(report.doc_id or "") if report.ok else None
        if kept is not None:
            report, state = replace(report, doc_id=kept, same_as=kept), "duplicate"
        if args.json:
            print_json({**asdict(report), "state": state})
        else:
            title = store.info(kept).metadata.title if kept is not None else ""
            print_text(report_line(report, state, title))
    for doc_id in result.replaced_briefs:
        say(f"要点“{doc_id}”已由原文取代。")


def show_progress(bar: Any, progress: Progress) -> None:
    """Show files, pages, time left and the page that is being read on a bar."""
    bar.total, bar.n = progress.known, progress.files
    words = [f"{progress.pages} 页"] if progress.pages else []
    if progress.seconds_left is not None:
        words.append(f"约剩 {bar.format_interval(progress.seconds_left)}")
    if progress.reading:
        name, page, pages = progress.reading
        words.append(f"{'识别' if progress.by_ocr else '读'} {name} 第 {page}/{pages} 页")
    bar.set_postfix_str(on_one_line("，".join(words)))


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C (or a request to end) has come; a second one ends the work at once."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        say("正在收尾……再按一次 Ctrl-C 立即中止。\nFinishing what is done; Ctrl-C again to end at once.")

    if current_thread() is not main_thread():  # only there do signals arrive
        yield lambda: asked
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def check(args: argparse.Namespace) -> int:
    """Read files without a store and report what was read from them."""
    from chat.commands.console import check_folders, write_text
    from ingest.report import Checked, check_json, check_page, check_text
    from ingest.sandbox import Worker
    from ingest.sandbox.page_pictures import page_pictures
    from ingest.sources import PLAIN_RUN, is_url, items_of, parse_sources

    check_folders(args.html)
    checked: list[Checked] = []
    failed = False
    files = [path for path in args.paths if not is_url(path)] if args.html else []
    loads = {item.source: item.load for item in items_of(files, PLAIN_RUN.policy)}
    with Worker() as worker:
        for parsed in parse_sources(args.paths):
            failed = failed or parsed.document is None
            load = loads.get(parsed.report.source)
            if args.html:
                pictures = page_pictures(parsed, load()[0], worker) if load and parsed.document else {}
                checked.append(Checked(parsed, pictures))
            if args.json:
                print_json(check_json(parsed))
            elif not args.html:
                print_text(check_text(parsed))
    if args.html:
        write_text(Path(args.html), check_page(checked, "、".join(Path(path).name for path in args.paths)))
        say(f"解析报告已写入“{args.html}”。")
    return int(failed)
