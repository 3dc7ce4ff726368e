"""Take a file that somebody sends into the store: under a storage name of ours, its own shown as it was.

Judged by its content and parsed where every file is, in a worker that can be stopped
(``ingest.sources.pipeline``).
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath

from index.hits import DocumentInfo
from index.store import AddReport, Store
from ingest.document import Document, ParsedSource, ParseReport
from ingest.sources import PLAIN_RUN, Run, parse_sources, take_in
from ingest.text.patterns import UNFIT_FOR_NAME

Read = Callable[[Sequence[Document], Sequence[ParseReport]], None]
LONGEST_NAME = 180  # bytes; file systems take 255


def shown_name(name: str) -> str:
    """Give the last part of a client's file name, fit to be a file's: no path, no control or bidi marks."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = UNFIT_FOR_NAME.sub("", last).strip(" .") or "未命名"
    stem, dot, suffix = clean.rpartition(".")
    if not dot:
        stem, suffix = clean, ""
    room = LONGEST_NAME - len(suffix.encode("utf-8", "replace")) - 1
    short = stem.encode("utf-8", "replace")[: max(room, 40)].decode("utf-8", "ignore")
    return f"{short}{dot}{suffix[:20]}"


def lent(name: str, within: Path | None = None) -> Path:
    """Lend a path to write a file to, in a folder of a random name, until :func:`discard`. ``within``: see :func:`held`."""
    return Path(tempfile.mkdtemp(prefix="wence-", dir=within)) / shown_name(name)


@contextmanager
def held(name: str, within: Path | None = None) -> Iterator[Path]:
    """Lend a path to write a file to while it is taken in: in a folder of a random name, gone afterwards.

    ``within``: where that folder lies, by default among the system's temporary files.
    """
    path = lent(name, within)
    try:
        yield path
    finally:
        discard(path)


def discard(path: Path) -> None:
    """Remove a file that :func:`held` lent, with its folder."""
    shutil.rmtree(path.parent, ignore_errors=True)


def take(
    store: Store,
    path: Path,
    seen: Sequence[DocumentInfo],
    *,
    guarded: bool = False,
    joins: Callable[[str], bool] = lambda doc_id: True,
    before: Callable[[str], None] = lambda doc_id: None,
    run: Run = PLAIN_RUN,
    read: Read = lambda documents, reports: None,
) -> list[dict[str, object]]:
    """Parse a file and put its documents into the store; a report of each, as JSON values with a ``state``.

    ``seen`` are the documents that the sender sees: a file of the same name updates one of these.
    ``guarded``: new documents get ids that tell nothing of those the sender does not see.
    ``joins``: whether a copy may join the document of an id (``Store.add``); else it stands beside it.
    ``before`` is called with each id before its document can be found, ``read`` with what was read
    before any of it is kept.
    """
    reports: list[ParseReport] = []
    sources = parse_sources([path], replace(run, keep=store.originals.keep))
    if guarded:
        documents = list(_under_new_ids(sources, seen, reports))
    else:
        taken = {info.doc_id: info.source for info in seen if not info.metadata.brief}
        documents = list(take_in(sources, taken, reports))
    for document in documents:
        before(document.doc_id)
    read(documents, reports)
    try:
        result = store.add(documents, joins=joins)
    except BaseException:
        store.originals.release(file.sha256 for document in documents for file in document.sources)
        raise
    known = {info.doc_id for info in seen} | {document.doc_id for document in documents}
    return [_told(report, result, known) for report in reports]


def _told(report: ParseReport, result: AddReport, known: Collection[str]) -> dict[str, object]:
    """A report with what became of its document; of a copy that joined another, the id of that one."""
    kept = result.duplicates.get(report.doc_id or "") if report.ok else None
    if kept in known:
        return {**asdict(replace(report, doc_id=kept, same_as=kept)), "state": "duplicate"}
    states = dict.fromkeys(result.added, "added") | dict.fromkeys(result.updated, "updated")
    same_as = report.same_as if report.same_as in known else None
    state = states.get(report.doc_id or "", "unchanged") if report.ok else "failed"
    return {**asdict(report), "same_as": same_as, "state": state}


def _under_new_ids(
    sources: Iterable[ParsedSource], seen: Sequence[DocumentInfo], reports: list[ParseReport]
) -> Iterator[Document]:
    of_source = {info.source: info.doc_id for info in seen if not info.metadata.brief}
    for parsed in sources:
        document = parsed.document
        if document is None:
            reports.append(parsed.report)
            continue
        doc_id = of_source.get(document.source) or f"{document.doc_id}-{secrets.token_hex(4)}"
        reports.append(replace(parsed.report, doc_id=doc_id))
        yield document.with_id(doc_id)
