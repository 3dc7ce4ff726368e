"""Open the store a command works on: the one that ``--data`` names, else the default one with current briefs.

``app.py`` hands in with the arguments where the program lies (``home``) and which briefs ship (``briefs``).
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import json
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chat.commands.console import progress_bar, say
from ingest.errors import ModelMismatch, OlderWeights, StoreFull, StoreMissing, UnreadableFile
from ingest.parser_version import parser_version
from ingest.text.safe_display import on_one_line

if TYPE_CHECKING:
    from index import Store
    from index.store import Pace
    from ingest.document import Document


def counted(documents: Iterable[Document], bar: Any) -> Iterator[Document]:
    """Give documents on and count each on a progress bar."""
    for document in documents:
        yield document
        bar.update()


def open_store(
    args: argparse.Namespace,
    *,
    create: bool = False,
    any_model: bool = False,
    renew: bool = False,
    pace: Pace | None = None,
) -> Store:
    """Open the store that ``--data`` or ``WENCE_DATA`` names, else the default one with current briefs.

    ``WENCE_STORE`` may name a database server that keeps the rows; the folder then holds what lies beside them.
    A named store is only made, or embedded anew with another model, by a command that adds to it.
    With ``any_model`` it is opened as it is, for what needs no search; with ``renew``, or without both, one of other
    weights of the same model, as before an update, is embedded anew first. ``pace``: see ``index.store.Store``.
    One that is damaged and read from its copy is told of.
    """
    store = _opened(args, create, any_model, renew or not any_model, pace)
    if store.notice:
        say(f"{store.notice}\nThe database is damaged: its copy is served, for reading only.")
    return store


def _opened(args: argparse.Namespace, create: bool, any_model: bool, renew: bool, pace: Pace | None) -> Store:
    from index import open_chosen_store

    if not named_folder(args) and not os.environ.get("WENCE_STORE"):
        return open_default_store(default_folder(args.home), args.briefs(), pace)
    if create:
        return open_current(store_folder(args), create=True, pace=pace)
    folder = store_folder(args)
    if renew:
        try:
            return open_chosen_store(folder, pace=pace)
        except OlderWeights:
            return open_current(folder, pace=pace)
        except ModelMismatch:
            if not any_model:
                raise
    return open_chosen_store(folder, any_model=any_model, pace=pace)


def named_folder(args: argparse.Namespace) -> str:
    """Give the store's folder by ``--data`` or ``WENCE_DATA``; empty for the default one."""
    return args.data or os.environ.get("WENCE_DATA", "")


def store_folder(args: argparse.Namespace) -> Path:
    """Give the folder of the store, where the files of accounts and of the audit log lie too."""
    return Path(named_folder(args) or default_folder(args.home))


def open_current(folder: Path, *, create: bool = False, pace: Pace | None = None) -> Store:
    """Open a store; one of another embedding model is embedded anew first."""
    from index import open_chosen_store

    try:
        return open_chosen_store(folder, create=create, pace=pace)
    except ModelMismatch as error:
        say(f"{error.chinese}。")
        with open_chosen_store(folder, any_model=True) as store:
            rebuild(store)
        return open_chosen_store(folder, pace=pace)


def rebuild(store: Store) -> None:
    """Embed a store anew with the current model; one that is broken off leaves it as it was."""
    say("正在重建索引……中断不影响原有的索引。")
    with progress_bar("重建", len(store.documents())) as bar:

        def on_document(doc_id: str) -> None:
            bar.update()
            bar.set_postfix_str(on_one_line(doc_id))

        store.rebuild_embeddings(progress=on_document)


def how_to_rebuild(args: argparse.Namespace) -> str:
    """Give the command to type where a store is of another model than the current one."""
    program = ["wence"] if Path(sys.argv[0]).stem == "wence" else ["python", "app.py"]
    folder = named_folder(args)
    command = shlex.join([*program, *(["--data", folder] if folder else []), "reindex"])
    return (
        f"重建索引：{command}\n或让 WENCE_EMBEDDING_MODEL 指回原来的模型。\n"
        "Rebuild with the command above, or set WENCE_EMBEDDING_MODEL back."
    )


def default_folder(home: Path) -> Path:
    """Give the folder of the default store: one per user, in a folder that Git ignores."""
    return home / "data" / system_user() / "store"


def note_in_audit(args: argparse.Namespace, event: str, **details: object) -> None:
    """Write what was done by the command line to the audit log beside the store, with this machine's user."""
    from chat.accounts.audit import Audit

    Audit(store_folder(args)).note(event, system_user(), "command line", **details)


def system_user() -> str:
    """Give the name of the user that this process runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return str(os.getuid())


def open_default_store(folder: Path, briefs: list[Path], pace: Pace | None = None) -> Store:
    """Open the default store; build it on first use, refresh it when what it is made from has changed.

    That is the shipped briefs and the code that parses them.
    """
    marker = folder.with_name("briefs.json")
    contents = b"".join(path.name.encode() + path.read_bytes() for path in briefs)
    digest = hashlib.sha256(parser_version().encode() + contents).hexdigest()
    built = read_marker(marker)
    try:
        if built.get("sha256") == digest:
            return open_current(folder, pace=pace)
        store = open_current(folder, pace=pace)
    except StoreMissing:
        store, built = open_current(folder, create=True, pace=pace), {}
    shipped = refresh_briefs(store, briefs, tuple(built.get("doc_ids", ())))
    write_marker(marker, {"sha256": digest, "doc_ids": shipped})
    return store


def write_marker(path: Path, marker: Mapping[str, object]) -> None:
    """Note what the default store was built from, in one step. Raises ``StoreFull`` where it cannot be written."""
    new = path.with_suffix(".new")
    try:
        new.write_text(json.dumps(marker), encoding="utf-8")
        os.replace(new, path)
    except OSError as error:
        raise StoreFull(
            "磁盘空间不足，或文件夹不可写", "no space left, or the folder cannot be written"
        ) from error


def read_marker(path: Path) -> dict[str, Any]:
    """Read what the default store was built from; empty where that is not noted, which rebuilds it."""
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
