"""Commands over what the store holds: list, show, edit, remove, embed anew, status."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from chat.commands.console import print_json, print_line, print_text, say
from chat.commands.default_store import how_to_rebuild, open_store, rebuild, store_folder
from ingest.errors import NotFound, UsageError

if TYPE_CHECKING:
    from index.hits import DocumentInfo
    from ingest.document import Document, Metadata


def reindex(args: argparse.Namespace) -> int:
    """Embed all documents anew with the current model where the store is of another; read facts of older code anew."""
    with closing(open_store(args, any_model=True)) as store:
        if not store.is_current():
            rebuild(store)
        store.read_facts()
        values = {name: store.status()[name] for name in ("model", "dimension", "chunks")}
    if args.json:
        print_json(values)
    else:
        print_text(f"索引为嵌入模型“{values['model']}”所建，共 {values['chunks']} 段。")
    return 0


def documents(args: argparse.Namespace) -> int:
    """List the documents of the store."""
    from chat.service.document_view import about

    with closing(open_store(args, any_model=True)) as store:
        infos = store.documents()
    if args.json:
        print_json([about(info) for info in infos])
        return 0
    for info in infos:
        data = info.metadata
        facts = (*data.issuers, data.number, data.issued, "要点" if data.brief else None)
        title = f"{data.title}（{'，'.join(filter(None, facts))}）".removesuffix("（）")
        marks = "".join(f"，{mark}" for mark in document_marks(info))
        print_line(info.doc_id, info.status, title, f"{info.chunks} 段{marks}")
    return 0


def document_marks(info: DocumentInfo) -> Iterator[str]:
    """Say what else a person should see of a document, in a few words each."""
    if len(info.sources) > 1:
        yield f"{len(info.sources)} 个来源"
    if info.copies:
        yield f"与 {'、'.join(info.copies[:3])} 相同"
    if info.repealed_by:
        yield f"由 {info.repealed_by.doc_id} 废止"
    if info.repeal_claimed_by:
        yield f"另有文件 {info.repeal_claimed_by.doc_id} 声称废止它，发文机关无权或不明"
    if info.replaced_by:
        yield f"正式文件为 {info.replaced_by.doc_id}"
    if info.edited:
        yield "有更正"


def show_document(args: argparse.Namespace) -> int:
    """Show a document's metadata and where each field comes from."""
    with closing(open_store(args, any_model=True)) as store:
        info, found = store.info(args.doc_id), store.found(args.doc_id)
        document = store.document(args.doc_id)
    print_document(args, info, found, document)
    return 0


def edit_document(args: argparse.Namespace) -> int:
    """Set or unset fields of a document's metadata. Raises ``UsageError`` for an assignment without “=”."""
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
    """Print every field with the words it was read from, or who set it."""
    from chat.service.document_view import about
    from index.documents import described

    facts = described(info, found, document)
    if args.json:
        print_json({**about(info), "fields": [asdict(fact) for fact in facts]})
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


def collections(args: argparse.Namespace) -> int:
    """List the collections, or change one and list them."""
    from chat.collections import FILE_NAME, Collections, KeptCollections
    from chat.commands.answers import engine_of
    from chat.service.service import Service

    with closing(open_store(args, any_model=True)) as store:
        visit = Service(engine_of(store)).visit()
        with closing(Collections(KeptCollections(store_folder(args) / FILE_NAME))) as held:
            try:
                if args.action == "put":
                    held.put(visit, args.name, args.doc_ids)
                elif args.action == "take":
                    visit.require_documents(args.doc_ids)
                    held.take(visit, args.name, args.doc_ids)
                elif args.action == "rename":
                    held.rename(visit, args.name, args.new)
                elif args.action == "remove":
                    held.remove(visit, args.name)
            except NotFound as error:
                raise UsageError(error.chinese, error.english) from error
            found = held.seen(visit)
    if args.json:
        print_json({"collections": [one.as_dict() for one in found]})
    for one in () if args.json else found:
        print_line(one.name, f"{len(one.doc_ids)} 份", "、".join(one.doc_ids))
    return 0


def remove(args: argparse.Namespace) -> int:
    """Remove documents by id or by file."""
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


# What a person reads of a store's status; --json keeps the names.
_STATUS_NAMES = {
    "revision": "版次", "model": "嵌入模型", "fingerprint": "模型指纹", "dimension": "向量维数", "documents": "文件",
    "chunks": "段落", "tag": "库的标记", "briefs": "随附的要点", "originals": "正式文件", "reranker": "重排模型",
}  # fmt: skip


def status(args: argparse.Namespace) -> int:
    """Print what the store holds and whether its embedding model is current."""
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
            print_text(f"{_STATUS_NAMES.get(name, name)}\t{'无' if value is None else value}")
    return 0
