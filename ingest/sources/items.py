"""List what there is to read: files of folders, addresses, members of archives, each before its bytes are loaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import LimitExceeded, UnreadableFile
from ingest.limits import LARGEST_FILE
from ingest.readers.archives import MOST_BYTES, MOST_MEMBERS, is_hidden, legacy_name
from ingest.sources.fetch import Policy, fetch, is_url
from ingest.task import Member
from ingest.text.patterns import UNFIT_FOR_NAME


@dataclass(slots=True)
class Share:
    """A share is what is left of the members and bytes that one archive, with all inside it, may unpack to."""

    members: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item is a source before it is read.

    ``load`` gives its bytes and the last part of its name, or raises ``SourceError``.
    """

    source: str
    load: Callable[[], tuple[bytes, str]]
    kind: str | None = None
    number: int = 0
    size: int = 0  # bytes, where known beforehand
    depth: int = 0  # of archives around it
    share: Share | None = None
    warnings: tuple[str, ...] = ()


def items_of(sources: Iterable[str | Path], policy: Policy) -> list[Item]:
    """Give files and addresses in their order, folders as the files below them, sorted."""
    found: list[Item] = []
    for source in sources:
        if isinstance(source, str) and is_url(source):
            found.append(_url_item(source, policy))
        else:
            found.extend(_file_item(file) for file in _files(Path(source)))
    return found


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not is_hidden(file.relative_to(path).as_posix()):
            yield file


def _file_item(file: Path) -> Item:
    try:
        size = file.stat().st_size
    except OSError:  # told when it is read
        size = 0
    name = legacy_name(os.fsencode(file.name))  # on a disk, too, names can be in an older encoding
    return Item(UNFIT_FOR_NAME.sub("", name), lambda: (bytes_of(file), name), size=size)


def bytes_of(file: Path) -> bytes:
    """Read a file. Raises :class:`UnreadableFile` for what is no file, cannot be opened or is too large."""
    try:
        if not file.is_file():
            raise UnreadableFile("文件不存在或无法读取", "the file is missing or cannot be read")
        if file.stat().st_size > LARGEST_FILE:
            raise UnreadableFile("文件超过 200 MB", "the file is larger than 200 MB")
        return file.read_bytes()
    except OSError as error:
        raise UnreadableFile("文件不存在或无法读取", "the file is missing or cannot be read") from error


def _url_item(url: str, policy: Policy) -> Item:
    def load() -> tuple[bytes, str]:
        fetched = fetch(url, policy)
        return fetched.data, fetched.name

    shown = "".join(character for character in url if character == "/" or not UNFIT_FOR_NAME.match(character))
    return Item(shown[:2_000], load)


def member_item(container: Item, member: Member, kind: str, share: Share) -> Item:
    """Give a member of an archive or a line of a JSONL file as a source of its own."""

    def load() -> tuple[bytes, str]:
        if member.error is not None:
            raise member.error
        return member.data, member.name

    if kind == "jsonl":
        source = f"{container.source}:{member.number}"
        return Item(source, load, "line", member.number, depth=container.depth, size=len(member.data))
    return Item(
        f"{container.source}/{member.name}",
        load,
        size=len(member.data),
        depth=container.depth + 1,
        share=share,
        warnings=member.warnings,
    )


def whole_share() -> Share:
    """Give what an archive that lies in no other may unpack to."""
    return Share(MOST_MEMBERS, MOST_BYTES)


def spend(share: Share, size: int) -> None:
    """Count one more member. Raises :class:`LimitExceeded` where nothing is left."""
    share.members -= 1
    share.bytes -= size
    if share.members < 0:
        raise LimitExceeded("压缩包内文件过多", f"the archive holds more than {MOST_MEMBERS} files")
    if share.bytes < 0:
        raise LimitExceeded("压缩内容异常，拒绝打开", "the archive unpacks to an absurd size")
