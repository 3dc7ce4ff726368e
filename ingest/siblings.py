"""What numbered siblings tell of each other: whether their first words are titles or statements.

“（二）实行百分制。……” among statements is one; “（一）临床标准：……” among its like has a title.
Works on the tree of headings and changes what its nodes take for their titles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ingest.headings import Heading, display
from ingest.patterns import LABEL
from ingest.tree import ITEM_FAMILIES, Node, in_order

_FEWEST = 6  # numbered paragraphs of a family in one text that tell something of all of them
_MORE = 1.5  # times as many statements as titles
_SHORT_TERM_ITEM = 40  # mean characters of items whose words before a colon stay in the line

_Key = tuple[int, str]  # the text (annex, one of several) that a heading stands in, and its family


def settle_titles(text: str, root: Node) -> None:
    """Take statements for items and words before a colon for titles, run by run."""
    counts = _counts(root)
    for key, run in _runs(root):
        items = sum(1 for node in run if node.heading and not node.heading.titled)
        colons = [node for node in run if node.heading and node.heading.colon]
        weak = [node for node in run if node.heading and node.heading.weak]
        if len(run) >= 2 and len(colons) + len(weak) == len(run) and colons:
            if sum(map(_length, run)) / len(run) > _SHORT_TERM_ITEM:
                for node in colons:
                    node.heading = _with_colon_title(text, node.heading)
            continue
        titles, statements = counts[(*key, True)], counts[(*key, False)]
        often = titles + statements >= _FEWEST and statements >= _MORE * titles
        if items > len(weak) or (often and weak):
            for node in weak:
                _demote(text, node)


def _counts(root: Node) -> Counter[tuple[int, str, bool]]:
    """(text, family, whether titled) -> how many run-in titles and statements there are."""
    counts: Counter[tuple[int, str, bool]] = Counter()
    for key, run in _runs(root):
        for node in run:
            if node.heading and (node.heading.weak or not node.heading.titled):
                counts[(*key, node.heading.titled)] += 1
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


def _length(node: Node) -> int:
    return node.spans[-1].end - node.heading.start if node.heading else 0


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
