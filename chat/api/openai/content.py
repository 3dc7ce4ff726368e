"""Make an answer the content of a message: inert as Markdown, cut where the request says, with its citations' places.

Document text reaches clients that render Markdown: nothing of it may become a picture, a link or HTML there. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from chat.answer import Citation
from chat.citations import MARK, reference

# “![”, “](”, “]:”, “<b”, “https://”, “www.”, “```”: what would begin a picture, a link, HTML or a block of code
_ACTIVE = re.compile(
    r"(?<=!)\[|(?<=\])[(:]|<(?=[A-Za-z/!?])|(?<=[A-Za-z]):(?=//)|(?<=[Ww]{3})\.(?=\w)|(?<=mailto):|`(?=``)|(?<=``)`"
)
# “a@b.cn”: an address that some renderers make a link
_ADDRESS = re.compile(r"(?<=[\w.+-])@(?=[\w-]+\.[\w])")
# “[1](https://…”: what may still become active with the letters to come; all of it is of ASCII and has no blank
_PENDING = re.compile(r"[!-~]+$")


def inert(text: str) -> str:
    """Give text that Markdown shows as it is: a backslash before what would act."""
    return _ADDRESS.sub(r"\\@", _ACTIVE.sub(lambda match: f"\\{match.group()}", text))


@dataclass(slots=True)
class Content:
    """The content of one message as it grows: ``most`` characters (0: any number), to the first of ``stops``."""

    most: int = 0
    stops: Sequence[str] = ()
    raw: str = ""
    text: str = ""
    finish: str = ""
    _kept: int = field(default=0)

    def add(self, piece: str) -> str:
        """Take a piece of the answer; give what may be sent now."""
        self.raw += piece
        pending = _PENDING.search(self.raw)
        return self._send(inert(self.raw[: pending.start()] if pending else self.raw), self._held_back())

    def end(self) -> str:
        """Give what is left to be sent."""
        return self._send(inert(self.raw), 0)

    def _held_back(self) -> int:
        return max((len(stop) for stop in self.stops), default=1) - 1

    def _send(self, whole: str, held_back: int) -> str:
        if self.finish:
            return ""
        ends = [(at, "stop") for stop in self.stops if (at := whole.find(stop)) >= 0]
        if self.most and len(whole) > self.most:
            ends.append((self.most, "length"))
        upto = len(whole) - held_back
        if ends:
            upto, self.finish = min(ends)
        piece = whole[len(self.text) : max(upto, len(self.text))]
        self.text += piece
        return piece


def link_annotations(text: str, citations: Sequence[Citation], base: str) -> list[dict[str, Any]]:
    """Give a ``url_citation`` for each mark of a text that a citation stands behind; its link opens the reader there."""
    known = {citation.n: citation for citation in citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": match.start(),
                "end_index": match.end(),
                "title": reference(known[int(match[1])]),
                "url": reader_link(known[int(match[1])], base),
            },
        }
        for match in MARK.finditer(text)
        if int(match[1]) in known
    ]


def reader_link(citation: Citation, base: str) -> str:
    """Give the address at which the page opens a document at the words that are cited."""
    return f"{base}/?open={quote(citation.doc_id, safe='')}&start={citation.start}&end={citation.end}"
