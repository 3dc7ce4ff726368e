"""List what a document numbers by name: “有哪些重点工程” of a document with 重点工程一：……, 重点工程之二：……."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chat.answers import Draft
from chat.evidence import Passages, span_unit
from chat.measure_lists.patterns import ASKS_NUMBERED
from chat.question import Asked
from index.hits import DocumentInfo
from ingest.document import Span
from ingest.text.normalise import squeeze
from ingest.text.numerals import number

FEWEST = 2
MOST_SHOWN = 40
LONGEST_NAME = 40  # characters of the name of one of them


def by_labels(asked: Asked, passages: Passages) -> Draft | None:
    """List the numbered things of the one document that a question names; ``None`` for any other question."""
    wanted = ASKS_NUMBERED.search(asked.text)
    if not wanted or not asked.scope.title or asked.sides:
        return None
    info = asked.catalogue.by_id[max(asked.scope.affinity, key=lambda one: asked.scope.affinity[one])]
    document = passages.document(info)
    found = list(_numbered(document.text, wanted["noun"]))
    if len(found) < FEWEST:
        return None
    return _listed(found[:MOST_SHOWN], info, passages, f"{wanted['noun']}，共{len(found)}项：")


def _listed(found: list[Span], info: DocumentInfo, passages: Passages, lead: str) -> Draft:
    document = passages.document(info)
    picks = [span_unit(document, span, info) for span in found]
    words = tuple(
        f"{'' if place else lead}{squeeze(document.text[span.start : span.end]).rstrip('。；;')}。"
        for place, span in enumerate(found)
    )
    return Draft("list", picks, words)


def _numbered(text: str, noun: str) -> Iterator[Span]:
    """The lines that begin with a noun and its number, as far as the numbers count on from 1."""
    label = re.compile(
        rf"^[ \t　#*【]*(?P<label>{re.escape(noun)}(?:之)?(?P<number>[一二三四五六七八九十\d]{{1,3}})[】]?\s*[：:．.、 　]\s*[^\n]{{2,{LONGEST_NAME}}})$",
        re.MULTILINE,
    )
    count = 0
    for match in label.finditer(text):
        value = number(match["number"])
        if value == count + 1:
            count += 1
            yield Span(match.start("label"), match.start("label") + len(match["label"].rstrip()))
