"""Decide, by comparing numbered siblings, whether their first words are titles or statements.

“（二）实行百分制。……” among statements is one; “（一）临床标准：……” among its like has a title.
Works on the tree of headings and changes what its nodes take for their titles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ingest.structure.heading_tree import ITEM_FAMILIES, Node, in_order
from ingest.structure.headings import Heading, display
from ingest.text.patterns import LABEL

_FEWEST = 6  # numbered paragraphs of a family in one text that tell something of all of them
_MORE = 1.5  # times as many statements as titles
_SHORT_TERM_ITEM = 40  # mean characters of items whose words before a colon stay in the line

_Key = tuple[int, str]  # the text (annex, one of several) that a heading stands in, and its family


def settle_titles(text: str, root: Node) -> None:
    """Treat statements as items and words before a colon as titles, run by run."""
    counts = _counts(text, root)
    for key, run in _runs(root):
        kinds = [_kind(text, node) for node in run]
        if len(run) >= 2 and "colon" in kinds and set(kinds) <= {"colon", "term", "line"}:
            if (_end(run[-1]) - _start(run[0])) / len(run) > _SHORT_TERM_ITEM:
                for node, kind in zip(run, kinds, strict=True):
                    if kind == "colon":
                        node.heading = _with_colon_title(text, node.heading)
            continue
        weak = sum(1 for kind in kinds if kind in ("sentence", "term"))
        often = counts[(*key, "sentence")] + counts[(*key, "item")] >= _FEWEST
        often = often and counts[(*key, "item")] >= _MORE * counts[(*key, "sentence")]
        listed = any(text[_end(node) - 1] in "；;" for node in run[:-1])
        for node, kind in zip(run, kinds, strict=True):
            titled = bool(node.heading and node.heading.titled)
            outvoted = kind in ("sentence", "term") and len(run) - kinds.count("line") > 2 * weak
            if titled and (kind == "item" or outvoted or (kind == "sentence" and (often or listed))):
                _demote(text, node)


def _kind(text: str, node: Node) -> str:
    """What a numbered paragraph reads like.

    “line”: a title on a line of its own; “sentence”: a first sentence that could be a title; “term”: words
    that end with a colon; “colon”: words before a colon inside the line; “item”: a statement.
    """
    heading = node.heading
    if heading is None or not heading.titled:
        return "colon" if heading and heading.colon else "item"
    if not heading.weak:
        return "line"
    if text[heading.end - 1] in "：:":
        return "term"
    blank = not node.children and all(span.start >= span.end for span in node.spans)
    return "item" if blank else "sentence"


def _counts(text: str, root: Node) -> Counter[tuple[int, str, str]]:
    """(text, family, kind) -> how many there are."""
    counts: Counter[tuple[int, str, str]] = Counter()
    for key, run in _runs(root):
        for node in run:
            kind = _kind(text, node)
            counts[(*key, "item" if kind == "colon" else kind)] += 1
    return counts


def _runs(root: Node) -> Iterator[tuple[_Key, list[Node]]]:
    """Neighbouring siblings of one family, parents first."""
    texts = {id(root): 0}
    for node in in_order(root):
        own = node.heading.start + 1 if node.heading and node.heading.family in ("annex", "title") else None
        place = own if own is not None else texts[id(node)]
        for family, run in groupby(
            node.children, key=lambda child: child.heading.family if child.heading else ""
        ):
            siblings = list(run)
            texts.update((id(child), place) for child in siblings)
            if family in ITEM_FAMILIES and family != "article":
                yield (place, family), siblings


def _start(node: Node) -> int:
    return node.heading.start if node.heading else 0


def _end(node: Node) -> int:
    """Where the last heading below a node ends its words."""
    while node.children:
        node = node.children[-1]
    return node.spans[-1].end


def _with_colon_title(text: str, heading: Heading | None) -> Heading | None:
    if heading is None:
        return None
    words = display(text[heading.start : heading.colon])
    return replace(heading, end=heading.colon, words=words, titled=True, run_in=True)


def _demote(text: str, node: Node) -> None:
    """A title becomes the first words of an item."""
    heading = node.heading
    match = LABEL.match(text, heading.start) if heading else None
    if heading is None or match is None:
        return
    label = "".join(match.group().split())
    node.heading = replace(
        heading, end=match.end(), body=heading.start, words=label, titled=False, run_in=False, weak=False
    )
    first = node.spans[0]
    node.spans[0] = type(first)(heading.start, max(first.end, heading.end))
