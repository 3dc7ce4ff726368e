"""Parse XML of unknown origin into element trees, within limits: no entities, no network, no endless trees.

The only module that imports lxml. Knows nothing of Word or of spreadsheets; what it hands on are lxml
elements, which the readers walk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

MOST_BYTES = 96 * 2**20  # of one part
MOST_NODES = 2_500_000  # elements and attributes: about 600 MB of tree at the worst
_PIECE = 1 << 18
_TAIL = 4_096
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}


def parse_xml(stream: IO[bytes]) -> tuple[Any, bool, bool]:
    """Parse a stream; gives the root element, whether all of it is in the tree, and whether its size prevented that.

    The root is ``None`` where there is none.

    A tree that would grow past the limits ends where they are reached; damaged XML ends where it
    breaks off. Names of the strict variant of Office Open XML become the usual ones.
    """
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    read = nodes = 0
    large, tail = False, b""
    for piece in _usual_names(stream):
        read += len(piece)
        nodes += piece.count(b"<") + piece.count(b'="')
        if read > MOST_BYTES or nodes > MOST_NODES:
            large = True
            break
        parser.feed(piece)
        tail = (tail + piece)[-_TAIL:]
    try:
        root = parser.close() if read else None
    except etree.XMLSyntaxError:
        return None, False, large
    return root, not large and root is not None and _ends(tail, root.tag), large


def _ends(tail: bytes, tag: str) -> bool:
    """Whether a stream's last bytes close its root element: a recovering parser closes what breaks off silently."""
    _, _, last = tail.rstrip(b"\0 \t\r\n").rpartition(b"<")
    name = last.strip(b"/> \t\r\n").rpartition(b":")[2]
    empty = last.endswith(b"/>") and b" " in last  # a root without children
    return last.endswith(b">") and (empty or name == tag.rpartition("}")[2].encode())


def stream_xml(stream: IO[bytes], tags: tuple[str, ...]) -> Iterator[Any]:
    """Give elements of some tags as they end, each emptied after use: for parts too long for a tree."""
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",), tag=tags, recover=True, resolve_entities=False, no_network=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for piece in _usual_names(stream):
        parser.feed(piece)
        for _, element in parser.read_events():
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _usual_names(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces, strict names replaced: they are declared on the root element, in the first piece."""
    first = stream.read(_PIECE)
    if _STRICT in first:
        for strict, usual in _NAMES.items():
            first = first.replace(strict, usual)
    while first:
        yield first
        first = stream.read(_PIECE)
