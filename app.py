"""The command line of 问策: builds the parts, hands them down, starts things.

Each command is one small function that imports what it needs, so that ``--help`` answers at once.
Results go to stdout, messages and progress to stderr. Exit code 0 only on success, 1 where part of
the work failed, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import json
import os
import shlex
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, Any, NoReturn

from corpus import brief_paths
from ingest.errors import ModelMismatch, StoreFull, StoreMissing, UnreadableFile, UsageError, WenceError
from ingest.text.safe_display import escaped_unseen, for_terminal, on_one_line

if TYPE_CHECKING:
    from chat.accounts import Accounts
    from chat.engine import Engine
    from index import Store
    from index.hits import DocumentInfo, Filters
    from index.store.store import AddReport
    from ingest.document import Document, Metadata, ParseReport
    from ingest.progress import Progress

HERE = Path(__file__).resolve().parent
ROLES = ("reader", "editor", "admin")
STATUSES = ("现行", "征求意见稿", "已届满", "已废止", "尚未施行", "新闻报道")


def say(message: str) -> None:
    """A message for the person at the terminal; never part of a result."""
    print(for_terminal(message), file=sys.stderr, flush=True)


def print_text(text: str) -> None:
    """A result for a person: what a file says moves nothing on the terminal."""
    print(for_terminal(text), flush=True)


def print_line(*columns: object) -> None:
    """A line of a list, its columns parted by tabs: no value of one begins a line or a column of its own."""
    print("\t".join(on_one_line(str(column)) for column in columns), flush=True)


def print_json(value: object) -> None:
    print(escaped_unseen(json.dumps(value, ensure_ascii=False, default=str)), flush=True)


def progress_bar(label: str, total: int | None = None) -> Any:
    """A bar on stderr where a person watches; silent in a pipe."""
    from tqdm import tqdm

    return tqdm(desc=label, total=total, file=sys.stderr, disable=None, leave=False, dynamic_ncols=True)


def counted(documents: Iterable[Document], bar: Any) -> Iterator[Document]:
    for document in documents:
        yield document
        bar.update()


# --- The store --------------------------------------------------------------------------------------


def open_store(args: argparse.Namespace, *, create: bool = False, any_model: bool = False) -> Store:
    """The store that ``--data`` or ``WENCE_DATA`` names, else the default one with current briefs.

    A named store is only made, or embedded anew with another model, by a command that adds to it.
    With ``any_model`` it is opened as it is, for what needs no search.
    """
    from index import open_store

    folder = named_folder(args)
    if not folder:
        return open_default_store(default_folder())
    if create:
        return open_current(Path(folder), create=True)
    return open_store(Path(folder), any_model=any_model)


def named_folder(args: argparse.Namespace) -> str:
    """Where the store lies by ``--data`` or ``WENCE_DATA``; empty for the default one."""
    return args.data or os.environ.get("WENCE_DATA", "")


def store_folder(args: argparse.Namespace) -> Path:
    """Where the store lies, and beside its files those of accounts and of the audit log."""
    return Path(named_folder(args) or default_folder())


def open_current(folder: Path, *, create: bool = False) -> Store:
    """Open a store; one of another embedding model is embedded anew first."""
    from index import open_store

    try:
        return open_store(folder, create=create)
    except ModelMismatch as error:
        say(f"{error.chinese}。")
        with open_store(folder, any_model=True) as store:
            rebuild(store)
        return open_store(folder)


def rebuild(store: Store) -> None:
    """Embed a store anew with the current model; one that is broken off leaves it as it was."""
    say("正在重建索引……中断不影响原有的索引。")
    with progress_bar("重建", len(store.documents())) as bar:

        def on_document(doc_id: str) -> None:
            bar.update()
            bar.set_postfix_str(on_one_line(doc_id))

        store.rebuild_embeddings(progress=on_document)


def how_to_rebuild(args: argparse.Namespace) -> str:
    """What to type where a store is of another model than the current one."""
    program = ["wence"] if Path(sys.argv[0]).stem == "wence" else ["python", "app.py"]
    folder = named_folder(args)
    command = shlex.join([*program, *(["--data", folder] if folder else []), "reindex"])
    return (
        f"重建索引：{command}\n或让 WENCE_EMBEDDING_MODEL 指回原来的模型。\n"
        "Rebuild with the command above, or set WENCE_EMBEDDING_MODEL back."
    )


def default_folder() -> Path:
    """Where the default store lies: one per user, in a folder that Git ignores."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        user = str(os.getuid())
    return HERE / "data" / user / "store"


def open_default_store(folder: Path) -> Store:
    """Open the default store; build it on first use, refresh it when what it is made from has changed.

    That is the shipped briefs and the code that parses them.
    """
    marker = folder.with_name("briefs.json")
    sources = [*brief_paths(), *sorted((HERE / "ingest").rglob("*.py"))]
    digest = hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in sources)).hexdigest()
    built = read_marker(marker)
    try:
        if built.get("sha256") == digest:
            return open_current(folder)
        store = open_current(folder)
    except StoreMissing:
        store, built = open_current(folder, create=True), {}
    shipped = refresh_briefs(store, brief_paths(), tuple(built.get("doc_ids", ())))
    write_marker(marker, {"sha256": digest, "doc_ids": shipped})
    return store


def write_marker(path: Path, marker: Mapping[str, object]) -> None:
    new = path.with_suffix(".new")
    try:
        new.write_text(json.dumps(marker), encoding="utf-8")
        os.replace(new, path)
    except OSError as error:
        raise StoreFull(
            "磁盘空间不足，或文件夹不可写", "no space left, or the folder cannot be written"
        ) from error


def read_marker(path: Path) -> dict[str, Any]:
    """What the default store was built from; empty where that is not known, which rebuilds it."""
    try:
        marker = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return marker if isinstance(marker, dict) else {}


def refresh_briefs(store: Store, paths: list[Path], earlier: tuple[str, ...]) -> list[str]:
    """Put the shipped briefs into a store; gives their ids.

    A brief of ``earlier`` that the store does not hold was removed or replaced by its original: it
    stays away. One that does not ship any more goes.
    """
    from ingest import parse_sources

    documents = []
    for parsed in parse_sources(paths):
        if parsed.document is None:
            name = parsed.report.source
            raise UnreadableFile(f"随附的要点“{name}”读不了。", f"The shipped brief {name!r} cannot be read.")
        documents.append(parsed.document)
    shipped = [document.doc_id for document in documents]
    held = {info.doc_id for info in store.documents() if info.metadata.brief}
    wanted = [document for document in documents if document.doc_id in held or document.doc_id not in earlier]
    say(f"正在建立默认文件库（{len(wanted)} 份要点）……")
    with progress_bar("建库", len(wanted)) as bar:
        store.add(counted(wanted, bar), progress=lambda doc_id: bar.set_postfix_str(on_one_line(doc_id)))
    store.remove(sorted(held.intersection(earlier).difference(shipped)))
    return shipped


# --- Commands ---------------------------------------------------------------------------------------


def serve(args: argparse.Namespace) -> int:
    from chat.accounts import Accounts
    from chat.audit import Audit, NoAudit
    from chat.conversations import FILE_NAME, Conversations
    from chat.language_model import settings_from
    from chat.model_settings import ModelChoice
    from chat.service import Service

    with ExitStack() as opened:
        # One of another model is opened too: the page says so and rebuilds it when asked.
        store = opened.enter_context(closing(open_store(args, any_model=True)))
        accounts = opened.enter_context(closing(Accounts(store_folder(args)))) if args.auth else None
        if accounts and not accounts.users():
            raise UsageError(
                "还没有用户，请先运行 users add 名字 --role admin",
                "there are no users yet: run users add NAME --role admin first",
            )
        engine = engine_of(store)
        audit = NoAudit() if args.no_audit else Audit(store_folder(args))

        def warm() -> None:
            try:
                engine.warm()
            except WenceError as error:  # a model that will not load; the page tells it with every question
                say(f"{error.chinese}\n{error.english}")

        warming = Thread(target=warm)  # while the server's libraries are imported
        warming.start()
        opened.callback(warming.join)
        from chat.page_desk import PageDesk
        from chat.server import Settings, launch

        service = Service(engine, accounts, audit)
        settings = Settings(args.host, args.port, tuple(args.allow_host), args.proxy)
        # Who may choose where questions are sent: this machine's user, else an admin who has logged in.
        choice = ModelChoice(settings_from()) if settings.local or accounts else None
        conversations = Conversations(store_folder(args) / FILE_NAME)
        desk = opened.enter_context(closing(PageDesk(service, conversations, choice)))
        launch(service, settings, desk)
    return 0


def mcp(args: argparse.Namespace) -> int:
    from chat.audit import Audit
    from chat.service import Service

    with closing(open_store(args)) as store:
        from chat.mcp_tools import run_stdio

        run_stdio(Service(engine_of(store), audit=Audit(store_folder(args))))
    return 0


def users(args: argparse.Namespace) -> int:
    """One of the things to do with accounts; each prints what it did."""
    from chat.accounts import Accounts

    folder = store_folder(args)
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Accounts(folder)) as accounts:
        if args.action == "visible":
            with closing(open_store(args, any_model=True)) as store:
                store.info(args.name)  # raises for a document that is not there
        result = USER_ACTIONS[args.action](accounts, args)
    if args.json:
        print_json(result)
    else:
        for value in result if isinstance(result, list) else [result]:
            print_line(*value.values())
    return 0


def asked_password() -> str:
    """From a person twice and unseen, from a pipe one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("密码：")
    if getpass.getpass("再输一遍：") != password:
        raise UsageError("两次输入的密码不同", "the two passwords differ")
    return password


def set_password(accounts: Accounts, args: argparse.Namespace) -> dict[str, object]:
    accounts.set_password(args.name, asked_password())
    return {"name": args.name, "done": "密码已改，原有的登录已失效"}


def remove_user(accounts: Accounts, args: argparse.Namespace) -> dict[str, object]:
    accounts.remove(args.name)
    return {"name": args.name, "done": "已删除"}


def restrict(accounts: Accounts, args: argparse.Namespace) -> dict[str, object]:
    accounts.restrict(args.name, args.role or (), args.user)
    roles, names = accounts.restrictions().get(args.name, ((), ()))
    return {"doc_id": args.name, "roles": list(roles), "users": list(names)}


USER_ACTIONS: Mapping[str, Callable[[Any, argparse.Namespace], Any]] = {
    "add": lambda accounts, args: asdict(accounts.add(args.name, asked_password(), args.role)),
    "list": lambda accounts, args: [asdict(user) for user in accounts.users()],
    "remove": remove_user,
    "passwd": set_password,
    "role": lambda accounts, args: asdict(accounts.set_role(args.name, args.role)),
    "token": lambda accounts, args: {"name": args.name, "token": accounts.new_token(args.name, args.label)},
    "revoke": lambda accounts, args: {"name": args.name, "revoked": accounts.remove_tokens(args.name)},
    "visible": restrict,
}


def ingest(args: argparse.Namespace) -> int:
    """Batch by batch: what a batch holds is in the store, and reported, before the next is read."""
    from index.store.store import AddReport
    from ingest.sources.intake import in_batches, known_sources, take_in
    from ingest.sources.pipeline import Run, parse_sources

    reports: list[ParseReport] = []
    total = failed = 0
    with closing(open_store(args, create=True)) as store, progress_bar("收入") as bar, stopping() as stopped:
        infos = [info for info in store.documents() if not info.metadata.brief]
        taken = {info.doc_id: info.source for info in infos}
        run = Run(
            known_sources(infos).get,
            stopped,
            lambda progress: show_progress(bar, progress),
            keep=store.originals.keep,
        )
        documents = take_in(parse_sources(args.paths, run), taken, reports)
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


def report_sources(
    args: argparse.Namespace, store: Store, reports: Iterable[ParseReport], result: AddReport
) -> None:
    """A line for each source of a batch."""
    from ingest.sources.intake import report_line

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
    """Files, pages, time left and the page that is being read on a bar."""
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
    from eval.stored import check_folders, write_text
    from ingest.report.page import Checked, check_page
    from ingest.report.text import check_json, check_text
    from ingest.sandbox.page_pictures import page_pictures
    from ingest.sandbox.worker import Worker
    from ingest.sources.fetch import is_url
    from ingest.sources.items import items_of
    from ingest.sources.pipeline import PLAIN_RUN, parse_sources

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


def ask(args: argparse.Namespace) -> int:
    from chat.plain import answer_text

    def reply(store: Store, filters: Filters) -> Callable[[str], Mapping[str, object]]:
        engine = engine_of(store)
        return lambda question: engine.answer(question, (), filters).as_dict()

    def show(store: Store, question: str, filters: Filters) -> None:
        print_text(answer_text(engine_of(store).answer(question, (), filters)))

    return reply_to(args, reply, show)


def search(args: argparse.Namespace) -> int:
    from chat.plain import hit_json, hit_text

    def reply(store: Store, filters: Filters) -> Callable[[str], Mapping[str, object]]:
        return lambda query: {"hits": [hit_json(hit) for hit in store.search(query, args.k, filters)]}

    def show(store: Store, query: str, filters: Filters) -> None:
        hits = store.search(query, args.k, filters)
        for rank, hit in enumerate(hits, 1):
            print_text(hit_text(rank, hit))
        if not hits:
            say("没有找到相关内容。\nNothing was found.")

    return reply_to(args, reply, show)


def engine_of(store: Store) -> Engine:
    """The engine for a store, with the language model that the settings name, if any."""
    from chat.engine import Engine
    from chat.language_model import OpenAIChat, settings_from

    settings = settings_from()
    return Engine(store, model=OpenAIChat(settings) if settings else None)


def reply_to(
    args: argparse.Namespace,
    reply: Callable[[Store, Filters], Callable[[str], Mapping[str, object]]],
    show: Callable[[Store, str, Filters], None],
) -> int:
    """What ``ask`` and ``search`` share: one question for a person or as JSON, or a file of them."""
    from chat.batch import replies
    from chat.question import check_question
    from index.hits import Filters

    names = ("region", "issuer", "kind", "status", "year")
    filters = Filters(tuple(args.doc), **{name: tuple(getattr(args, name)) for name in names})
    question = check_question(args.question) if args.batch is None else ""
    with closing(open_store(args)) as store:
        if args.batch is not None:
            failed = False
            for result in replies(args.batch, reply(store, filters), say):
                failed = failed or "error" in result
                print_json(result)
            return int(failed)
        if args.json:
            print_json({"id": None, **reply(store, filters)(question)})
        else:
            show(store, question, filters)
    return 0


def export_feedback(args: argparse.Namespace) -> int:
    """What people said of answers in the page, as a question file for ``eval``."""
    from chat.conversations import FILE_NAME, Conversations
    from chat.feedback import question_of_vote

    if not (store_folder(args) / FILE_NAME).is_file():
        raise StoreMissing("还没有对话记录。", "There are no conversations yet.")
    with closing(Conversations(store_folder(args) / FILE_NAME)) as conversations:
        for number, vote in enumerate(conversations.votes(), 1):
            print_json(question_of_vote(vote, f"v{number:04d}"))
    return 0


def reindex(args: argparse.Namespace) -> int:
    with closing(open_store(args, any_model=True)) as store:
        if not store.is_current():
            rebuild(store)
        values = {name: store.status()[name] for name in ("model", "dimension", "chunks")}
    if args.json:
        print_json(values)
    else:
        print_text(f"索引为嵌入模型“{values['model']}”所建，共 {values['chunks']} 段。")
    return 0


def documents(args: argparse.Namespace) -> int:
    with closing(open_store(args, any_model=True)) as store:
        infos = store.documents()
    if args.json:
        print_json([document_json(info) for info in infos])
        return 0
    for info in infos:
        data = info.metadata
        about = (*data.issuers, data.number, data.issued, "要点" if data.brief else None)
        title = f"{data.title}（{'，'.join(filter(None, about))}）".removesuffix("（）")
        marks = "".join(f"，{mark}" for mark in document_marks(info))
        print_line(info.doc_id, info.status, title, f"{info.chunks} 段{marks}")
    return 0


def document_json(info: DocumentInfo) -> dict[str, object]:
    """A document's metadata beside what the store says of it."""
    values = asdict(info)
    return {**values, **values.pop("metadata")}


def document_marks(info: DocumentInfo) -> Iterator[str]:
    """What else a person should know of a document, in a few words each."""
    if len(info.sources) > 1:
        yield f"{len(info.sources)} 个来源"
    if info.copies:
        yield f"与 {'、'.join(info.copies[:3])} 相同"
    if info.repealed_by:
        yield f"由 {info.repealed_by.doc_id} 废止"
    if info.replaced_by:
        yield f"正式文件为 {info.replaced_by.doc_id}"
    if info.edited:
        yield "有更正"


def show_document(args: argparse.Namespace) -> int:
    with closing(open_store(args, any_model=True)) as store:
        info, found = store.info(args.doc_id), store.found(args.doc_id)
        document = store.document(args.doc_id)
    print_document(args, info, found, document)
    return 0


def edit_document(args: argparse.Namespace) -> int:
    changes: dict[str, object] = dict.fromkeys(args.unset)
    for assignment in args.set:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise UsageError(f"“{assignment}”应写成 项目=值", f"write {assignment!r} as FIELD=VALUE")
        changes[name.strip()] = value
    if not changes:
        raise UsageError(
            "请用 --set 项目=值 或 --unset 项目 说明改什么", "say what to edit: --set or --unset"
        )
    with closing(open_store(args)) as store:
        info = store.edit(args.doc_id, changes)
        found, document = store.found(args.doc_id), store.document(args.doc_id)
    print_document(args, info, found, document)
    return 0


def print_document(args: argparse.Namespace, info: DocumentInfo, found: Metadata, document: Document) -> None:
    """Every field with the words it was read from, or who set it."""
    from index.documents.field_facts import described

    facts = described(info, found, document)
    if args.json:
        print_json({**document_json(info), "fields": [asdict(fact) for fact in facts]})
        return
    print_line(info.doc_id, info.status, f"{info.chunks} 段")
    for fact in facts:
        origin = fact.origin + (f"（原为{fact.was}）" if fact.was else "")
        said = f"：{fact.words}" + (f"（{fact.clause}）" if fact.clause else "") if fact.words else ""
        print_line(fact.label, fact.shown, f"{origin}{said}")
    for source in info.sources:
        print_line("来源", source.name, source.media_type)
    for mark in document_marks(info):
        print_line("注", mark)


def remove(args: argparse.Namespace) -> int:
    with closing(open_store(args, any_model=True)) as store:
        held = {
            name: info.doc_id
            for info in store.documents()
            for source in info.sources
            for name in (source.name, Path(source.name).stem)
        }
        removed = store.remove(args.doc_ids)
    missing = [doc_id for doc_id in args.doc_ids if doc_id not in removed]
    if args.json:
        print_json({"removed": removed, "missing": missing})
    else:
        for doc_id in removed:
            print_line(f"已移出 {doc_id}")
    for doc_id in missing:
        kept = held.get(doc_id)
        if kept:
            say(
                f"“{doc_id}”是“{kept}”的来源之一，没有单独的文件；要移出请用 remove {kept}。\n"
                f"{doc_id!r} is a source of {kept!r}: remove that document instead."
            )
        else:
            say(f"库中没有“{doc_id}”。\nThere is no document {doc_id!r}.")
    return int(bool(missing))


def status(args: argparse.Namespace) -> int:
    with closing(open_store(args, any_model=True)) as store:
        values = store.status()
        if not store.is_current():
            say(
                f"索引与当前的嵌入模型不符，检索前须重建。\nThe index is of another model.\n{how_to_rebuild(args)}"
            )
    if args.json:
        print_json(values)
    else:
        for name, value in values.items():
            print_text(f"{name}\t{'' if value is None else value}")
    return 0


def doctor(args: argparse.Namespace) -> int:
    from chat.doctor import BAD, examine

    checks = examine(store_folder(args))
    marks = {"good": "✓", "bad": "✗", "absent": "–"}
    if args.json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            print_text(f"{marks[check.state]} {check.name}：{check.words}")
    return int(any(check.state == BAD for check in checks))


def evaluate(args: argparse.Namespace) -> int:
    from datetime import datetime

    from chat.engine import Engine
    from eval.figures import OVERALL, as_json, changes, shortfalls
    from eval.gold import load_questions, question_file
    from eval.page import page
    from eval.report import difference, table
    from eval.run import evaluate
    from eval.stored import check_folders, read_run, write_text

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


# --- Arguments --------------------------------------------------------------------------------------


class Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse, speaking Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=Formatter, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        say(f"{self.format_usage().rstrip()}\n用法有误，详见 --help。\nWrong usage: {message}.")
        raise SystemExit(2)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least} and {most}")
        return int(text)

    return number


def threshold(text: str) -> tuple[str, float]:
    from eval.figures import NAMES

    name, _, value = text.partition("=")
    if name not in NAMES:
        raise argparse.ArgumentTypeError(f"unknown figure {name!r}, known are {', '.join(NAMES)}")
    return name, float(value)


def parser() -> Parser:
    top = Parser(
        description="问策：用中文问政府规划与政策，得到每句都有出处的简短回答。",
        epilog="不写命令时打开网页问答（同 serve）。",
    )
    top.add_argument(
        "--data", metavar="DIR", help="文件库所在文件夹（或环境变量 WENCE_DATA）；不写则用默认库"
    )
    top.set_defaults(
        command=serve, host="127.0.0.1", port=7860, auth=False, allow_host=[], proxy="", no_audit=False
    )
    commands = top.add_subparsers(title="命令", metavar="命令")

    def add_document_actions(listing: Parser) -> None:
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

    def command(name: str, function: Callable[[argparse.Namespace], int], words: str) -> Parser:
        added = commands.add_parser(name, help=words, description=words)
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
    added = command("check", check, "只解析，不收入：看读出了什么，哪里要核对")
    added.add_argument("paths", nargs="+", metavar="路径", help="文件或文件夹（含子文件夹）")
    added.add_argument("--html", metavar="FILE", help="写出网页报告：原页与条款并排")
    add_question(command("ask", ask, "问一个问题，或成批地问"), "问题")
    added = command("search", search, "只检索，不作答")
    add_question(added, "词")
    added.add_argument("-k", type=whole_number(1, 1_000), default=10, metavar="N", help="取前几条，默认 10")
    add_document_actions(command("documents", documents, "列出库中的文件，查看、更正一份文件的信息"))
    added = command("remove", remove, "从库中移出文件")
    added.add_argument("doc_ids", nargs="+", metavar="文件编号")
    command("reindex", reindex, "换了嵌入模型（WENCE_EMBEDDING_MODEL）之后重建索引")
    command("status", status, "库的概况")
    command("export-feedback", export_feedback, "把网页上对回答的评价导出为问题集（JSONL），供 eval 使用")
    command("doctor", doctor, "检查各部分是否可用：文件库、文字识别、LibreOffice、语言模型")
    add_evaluation(command("eval", evaluate, "用带标准答案的问题集评测"))
    return top


def add_serving(added: Parser) -> None:
    added.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
    added.add_argument("--port", type=whole_number(0, 65_535), default=7860, help="端口，默认 7860")
    added.add_argument("--auth", action="store_true", help="须登录才能使用（先用 users add 建用户）")
    added.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="本服务的另一个主机名（可重复）"
    )
    added.add_argument(
        "--proxy", default="", metavar="ADDRESS", help="反向代理的地址，只信它的 X-Forwarded-For 和 -Proto"
    )
    added.add_argument("--no-audit", action="store_true", help="不记审计日志（默认记在文件库旁 audit.jsonl）")


def add_users(added: Parser) -> None:
    actions = added.add_subparsers(title="操作", metavar="操作", dest="action", required=True)
    for name, words in (
        ("add", "加一个用户，密码从键盘或标准输入读"),
        ("list", "列出用户"),
        ("remove", "删除用户，连同登录和令牌"),
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


def add_question(added: Parser, label: str) -> None:
    """A question or a file of them, and filters, of which each may be given several times."""
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
    ):
        only.add_argument(flag, type=kind, action="append", default=[], metavar="值", help=words)
    only.add_argument(
        "--status", choices=STATUSES, action="append", default=[], metavar="值", help="、".join(STATUSES)
    )


def add_evaluation(added: Parser) -> None:
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


def main(arguments: list[str] | None = None) -> int:
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
