"""Read files, folders, archives and URLs to parsed documents, several at once, in the order they came.

Reads bytes and hands them to workers (:mod:`ingest.sandbox.pool`); what a file is and what it says is
found out there. Never more than a few files are held at a time.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from ingest.document import Document, ParsedSource, ParseReport, SourceFile
from ingest.errors import LimitExceeded, SourceError, UnreadableFile
from ingest.limits import MIB
from ingest.parser_version import parser_version
from ingest.progress import Progress, Step
from ingest.sandbox import ParseOutcome, Pool, is_drawn
from ingest.sources.fetch import POLICY, Policy, is_url
from ingest.sources.items import Item, items_of, member_item, spend, whole_share
from ingest.task import Task
from ingest.text.patterns import UNFIT_FOR_NAME

_LONGEST_NAME = 200  # characters
_DEEPEST = 3  # archives inside archives
_HELD = 64 * MIB  # bytes of files in the workers' hands beyond the first
_GLANCE = 0.1  # seconds between two looks whether to stop
_NAMELESS = frozenset(("index", "default"))  # of pages whose title says more

Known = Callable[[SourceFile], str | None]
Keep = Callable[[SourceFile, bytes, ParsedSource | None], str | None]


def _new(_: SourceFile) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Run:
    """A run's settings say what it is given beside its sources.

    ``known`` gives the ``doc_id`` under which a source is held as this parser reads it, else
    ``None``; such a source is not read again. ``stop`` is asked often and ends the run after what
    is done; ``progress`` is called from the caller's thread. So is ``keep``, with every file that has
    pages to show, before its document is given: it gives why the bytes were not kept, ``None`` where they
    were. A file that is known comes without what was read.
    """

    known: Known = _new
    stop: Callable[[], bool] = lambda: False
    progress: Callable[[Progress], None] = lambda _: None
    policy: Policy = POLICY
    keep: Keep | None = None


PLAIN_RUN = Run()


def parse_path(path: Path) -> Iterator[ParsedSource]:
    """Read one file or folder as :func:`parse_sources` does."""
    return parse_sources([path])


def parse_sources(
    sources: Iterable[str | Path], run: Run = PLAIN_RUN, pool: Pool | None = None
) -> Iterator[ParsedSource]:
    """Give every document of files, folders (recursive, sorted), archives and http(s) addresses, in that order.

    Never raises for a bad file: its report says what was wrong. ``doc_id`` is the file's stem,
    made unique within the call; a JSON line's is its ``id``. Raises ``UsageError`` for a bad
    ``WENCE_WORKERS``. A ``pool`` that is given stays open.
    """
    if pool is not None:
        yield from _Reading(run, pool).all_of(items_of(sources, run.policy))
        return
    with Pool() as own:
        yield from _Reading(run, own).all_of(items_of(sources, run.policy))


@dataclass(slots=True)
class _Waiting:
    """A source in a worker's hands, or what became of it at once. Its bytes are kept for the case that it is a container."""

    item: Item
    started: float
    data: bytes = b""
    task: Task | None = None
    file: SourceFile | None = None
    result: Future[ParseOutcome] | None = None
    done: ParsedSource | None = None


class _Stopped(Exception):
    """The run is to end after what is done."""


@dataclass(slots=True)
class _Count:
    """Files and bytes, done and found so far."""

    files: int = 0
    known: int = 0
    pages: int = 0
    bytes: int = 0
    known_bytes: int = 0
    started: float = field(default_factory=time.monotonic)

    def progress(self, reading: tuple[str, int, int] | None = None, by_ocr: bool = False) -> Progress:
        left = None
        if self.bytes and self.files:
            left = (time.monotonic() - self.started) * max(0, self.known_bytes - self.bytes) / self.bytes
        return Progress(self.files, self.known, self.pages, left, reading, by_ocr)


class _Reading:
    """One run over its sources."""

    def __init__(self, run: Run, pool: Pool) -> None:
        self._run, self._pool = run, pool
        self._taken: set[str] = set()
        self._count = _Count()
        self._steps: dict[str, Step] = {}  # of sources that are being read

    def all_of(self, items: list[Item]) -> Iterator[ParsedSource]:
        self._count.known = len(items)
        self._count.known_bytes = sum(item.size for item in items)
        try:
            yield from self._in_order(iter(items))
        except _Stopped:
            return

    def _in_order(self, items: Iterator[Item]) -> Iterator[ParsedSource]:
        """The results of items, read at once but given in their order, a few ahead of the caller."""
        waiting: deque[_Waiting] = deque()
        for item in items:
            self._check_stop()
            waiting.append(self._begin(item))
            while len(waiting) > 2 * self._pool.size or sum(len(one.data) for one in waiting) > _HELD:
                yield from self._end(waiting.popleft())
        while waiting:
            yield from self._end(waiting.popleft())

    def _begin(self, item: Item) -> _Waiting:
        waiting = _Waiting(item, time.monotonic())
        try:
            waiting.data, name = item.load()
            if not waiting.data:
                raise UnreadableFile("文件为空", "the file is empty")
        except SourceError as error:
            waiting.done = _failure(waiting.item, error, time.monotonic() - waiting.started)
            return waiting
        path = PurePosixPath(UNFIT_FOR_NAME.sub("", name.rpartition("/")[2]) or "index")
        waiting.task = Task(item.source, path.stem, path.suffix, item.kind, item.number)
        waiting.file = SourceFile(item.source, sha256(waiting.data).hexdigest(), "", parser_version())
        doc_id = self._run.known(waiting.file)
        if doc_id is not None:
            waiting.done = ParsedSource(ParseReport(item.source, doc_id, kept=True))
            self._taken.add(doc_id)
            if self._run.keep and is_drawn(waiting.data):
                self._run.keep(waiting.file, waiting.data, None)
        else:
            on_step = partial(self._steps.__setitem__, item.source)
            waiting.result = self._pool.read(waiting.task, waiting.data, on_step)
        return waiting

    def _end(self, waiting: _Waiting) -> Iterator[ParsedSource]:
        if waiting.done is None:
            outcome = self._outcome(waiting)
            if isinstance(outcome.found, str):
                yield from self._unpacked(waiting, outcome.found)
                return
            if isinstance(outcome.found, SourceError):
                waiting.done = _failure(waiting.item, outcome.found, outcome.seconds)
            else:
                waiting.done = outcome.found
        self._steps.pop(waiting.item.source, None)
        self._count.files += 1
        self._count.bytes += waiting.item.size
        self._count.pages += waiting.done.report.pages
        self._run.progress(self._count.progress())
        yield self._named(waiting, waiting.done)

    def _outcome(self, waiting: _Waiting) -> ParseOutcome:
        """What the worker gives, watching meanwhile whether to stop."""
        assert waiting.result is not None
        while True:
            try:
                return waiting.result.result(_GLANCE)
            except TimeoutError:
                self._check_stop()
                step = self._steps.get(waiting.item.source)
                reading = (waiting.item.source, step.page, step.pages) if step else None
                self._run.progress(self._count.progress(reading, bool(step and step.slow)))

    def _unpacked(self, waiting: _Waiting, kind: str) -> Iterator[ParsedSource]:
        """The documents of a container, and a report of its own where it breaks off or holds none."""
        assert waiting.task is not None
        task, item, held = replace(waiting.task, kind=kind), waiting.item, 0
        share = item.share or whole_share()
        self._count.known_bytes -= item.size  # its members count in its place
        self._count.known -= 1
        error: SourceError | None = None

        def inside() -> Iterator[Item]:
            nonlocal held, error
            try:
                if item.depth >= _DEEPEST and kind != "jsonl":
                    raise LimitExceeded("压缩包嵌套过深", f"archives are nested more than {_DEEPEST} deep")
                members = self._pool.unpack(task, waiting.data)
                waiting.data = b""  # the worker has it: an archive in an archive is not held twice
                for member in members:
                    held += 1
                    if kind != "jsonl":
                        spend(share, len(member.data))
                    found = member_item(item, member, kind, share)
                    self._count.known += 1
                    self._count.known_bytes += found.size
                    yield found
            except SourceError as raised:
                error = raised

        yield from self._in_order(inside())
        if error is None and not held:
            error = UnreadableFile("压缩包为空", "the archive is empty")
        if error is not None:
            self._count.known += 1
            self._count.files += 1
            yield _failure(waiting.item, error, time.monotonic() - waiting.started)

    def _named(self, waiting: _Waiting, parsed: ParsedSource) -> ParsedSource:
        """A result under an id that is free, with the file that it came from."""
        document, report = parsed.document, parsed.report
        if document is None:
            return parsed
        doc_id = _unique(self._wanted(waiting, document), self._taken)
        assert waiting.file is not None
        file = replace(waiting.file, media_type=document.media_type)
        report = replace(report, doc_id=doc_id, warnings=(*waiting.item.warnings, *report.warnings))
        if self._run.keep and file.has_pages:
            refused = self._run.keep(file, waiting.data, replace(parsed, report=report))
            file = replace(file, kept=refused is None)
            report = replace(report, warnings=(*report.warnings, refused)) if refused else report
        return ParsedSource(report, replace(document, doc_id=doc_id, sources=(file, *document.sources)))

    def _wanted(self, waiting: _Waiting, document: Document) -> str:
        nameless = is_url(waiting.item.source) and document.doc_id.lower() in _NAMELESS
        return document.metadata.title if nameless else document.doc_id

    def _check_stop(self) -> None:
        if self._run.stop():
            raise _Stopped


def _failure(item: Item, error: SourceError, seconds: float) -> ParsedSource:
    return ParsedSource(
        ParseReport(
            item.source,
            ok=False,
            error=error.as_dict(),
            warnings=item.warnings,
            elapsed_ms=round(seconds * 1000, 1),
        )
    )


def _unique(name: str, taken: set[str]) -> str:
    """A name as ``doc_id``: without characters that do not show, numbered where it is taken."""
    stem = UNFIT_FOR_NAME.sub("", name).strip()[:_LONGEST_NAME] or "document"
    doc_id, count = stem, 1
    while doc_id in taken:
        count += 1
        doc_id = f"{stem}-{count}"
    taken.add(doc_id)
    return doc_id
