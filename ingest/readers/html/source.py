"""Turn the bytes of a web page into markup that any parser can bear: decoded, without scripts and endless tokens.

A parser of HTML needs many times a token's size in memory and, on elements nested without end, the
square of their number in time. Here such tokens are shortened and such nesting is measured, in one pass.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from ingest.decode import decode
from ingest.errors import UnknownEncoding
from ingest.readers.html.patterns import (
    HTML_ATTRIBUTE,
    HTML_BLOCK_TAG,
    HTML_CHARSET,
    HTML_RAW_END,
    HTML_TAG,
    HTML_TAG_END,
    HTML_TAG_OPENS,
)

_LONGEST_TAG = 2_000
_LONGEST_VALUE = 500
_MOST_ATTRIBUTES = 40
_LONGEST_TEXT = 200_000
_MOST_WRONG = 0.01  # share of bytes that may be no text in the encoding that a page states
_CHARSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs", "utf-8": "utf-8", "utf8": "utf-8", "iso-8859-1": "cp1252", "windows-1252": "cp1252",
    "us-ascii": "utf-8", "utf-16": "utf-16",
}  # fmt: skip
# Elements that nest; those that close by themselves (p, li, tr, td) do not.
_NESTING = frozenset(
    ["div", "span", "b", "i", "u", "em", "strong", "font", "table", "ul", "ol", "dl", "section", "article", "center", "blockquote", "a",
     "form", "fieldset", "main", "small", "big", "sub", "sup", "pre", "svg", "button", "select", "nobr", "ins", "del", "template", "object"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageSource:
    """This holds the markup without scripts, styles and comments, what the style sheets said, and the depth of nesting."""

    markup: str
    styles: str
    depth: int


def decode_page(data: bytes) -> str:
    """Decode a page by what its bytes are, else by the encoding that it states; a few wrong bytes may pass.

    Raises :class:`UnreadableFile` or :class:`UnknownEncoding` like :func:`ingest.decode.decode`.
    """
    try:
        return decode(data)
    except UnknownEncoding:
        stated = HTML_CHARSET.search(data[:4096])
        names = [stated[1].decode("ascii").lower()] if stated else []
        for name in (*names, "utf-8"):
            encoding = _CHARSETS.get(name)
            text = data.decode(encoding, "replace") if encoding else "\ufffd"
            if text.count("\ufffd") <= _MOST_WRONG * len(text):
                return text
        raise


def clean_source(source: str) -> PageSource:
    """Remove scripts, styles and comments in one pass over the tags of a page."""
    parts: list[str] = []
    styles: list[str] = []
    position = depth = deepest = 0
    unclosed = False  # a tag that never ends was met: from here on a tag ends at the next >
    while True:
        match = HTML_TAG_OPENS.search(source, position)
        start = match.start() if match else len(source)
        parts.extend(_text(source, position, start))
        if match is None:
            return PageSource("".join(parts), "\n".join(styles), deepest)
        if match["comment"]:
            position = _behind(source, "-->", match.end())
            continue
        end = HTML_TAG_END.match(source, match.end()) if not unclosed else None
        if end is None:
            unclosed = True
            stop = _behind(source, ">", match.end())
        else:
            stop = end.end()
        name = (match["name"] or "").lower()
        if name in ("script", "style") and not match["slash"]:
            raw_end = HTML_RAW_END.search(source, stop)
            closing = raw_end.start() if raw_end else len(source)
            if name == "style":
                styles.append(source[stop : min(closing, stop + _LONGEST_TEXT)])
            position = _behind(source, ">", closing)
            continue
        if name in _NESTING:
            depth = max(0, depth - 1) if match["slash"] else depth + 1
            deepest = max(deepest, depth)
        if name and name != "plaintext":
            parts.append(_tag(source, start, match.end(), stop))
        position = stop


def _behind(source: str, mark: str, start: int) -> int:
    found = source.find(mark, start)
    return found + len(mark) if found >= 0 else len(source)


def _text(source: str, start: int, end: int) -> list[str]:
    """Text between tags, endless text parted by a tag that shows nothing."""
    if end - start <= _LONGEST_TEXT:
        return [source[start:end]]
    return [f"{source[at : min(at + _LONGEST_TEXT, end)]}<wbr>" for at in range(start, end, _LONGEST_TEXT)]


def _tag(source: str, start: int, behind_name: int, stop: int) -> str:
    """A tag; of an endless one only its first attributes of common length."""
    if stop - start <= _LONGEST_TAG and source[stop - 1 : stop] == ">":
        return source[start:stop]
    kept: list[str] = []
    for match in HTML_ATTRIBUTE.finditer(source, behind_name, min(stop, behind_name + 50 * _LONGEST_TAG)):
        if match.end() - match.start() <= _LONGEST_VALUE:
            kept.append(match.group())
        if len(kept) == _MOST_ATTRIBUTES:
            break
    return f"{source[start:behind_name]} {' '.join(kept)}>"


def plain_words(markup: str) -> list[str]:
    """Give the lines of a page whose elements nest too deeply for a tree, its tags removed."""
    text = HTML_TAG.sub("", HTML_BLOCK_TAG.sub("\n", markup))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return [line for line in lines if line]
