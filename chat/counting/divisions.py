"""How many chapters, articles or measures a document has, by the numbers of its headings: “有几章几条”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chat.answers import Draft
from chat.counting.about import speaks_of
from chat.counting.patterns import DIVISIONS, PLAIN_LABELS, RUNG_LABEL
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.question import Asked
from index.hits import DocumentInfo, Hit
from ingest.document import Document, Span
from ingest.structure import label_value
from ingest.text.normalise import flat_text, squeeze

DOCUMENTS = 4  # that a question may mean, the best named first
OPENING = 400  # characters in which a document says when it was made and changed
LEAST_FOUND = 0.85  # share of the numbers from 1 to the last that were read as headings
FEWEST = 2
_STOPS = ".．、"  # behind a number
LONGEST_NAMES = 300  # characters of chapter headings that are named beside their number


@dataclass(frozen=True, slots=True)
class Division:
    """The headings of one family of a document: the number of the last, their labels and names in order, the last's span."""

    count: int
    first: str
    last: str
    names: tuple[str, ...]
    span: Span


def how_many_divisions(asked: Asked, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give the number of chapters, articles or measures of the document that a question names; ``None`` for other counts."""
    wanted = list(DIVISIONS.finditer(asked.text))
    if not wanted:
        return None
    infos = {hit.document.doc_id: hit.document for hit in hits if asked.scope.admits(hit.document.doc_id)}
    ranked = sorted(infos.values(), key=lambda info: -asked.scope.affinity.get(info.doc_id, 0.0))
    for info in ranked[:DOCUMENTS]:
        document = passages.document(info)
        said = tuple(match.group() for match in wanted)
        if speaks_of(asked, info, _head(info, document), said, name=True):
            return _draft(wanted, info, document)
    return None


def _head(info: DocumentInfo, document: Document) -> str:
    names = " ".join((info.metadata.title, *info.metadata.aliases, *info.metadata.issuers))
    file = info.sources[0].name if info.sources else info.source
    return flat_text(f"{names} {file} {info.metadata.region or ''} {document.text[:OPENING]}")


def _draft(wanted: Sequence[re.Match[str]], info: DocumentInfo, document: Document) -> Draft | None:
    picks: list[ScoredUnit] = []
    words: list[str] = []
    families = _families(document)
    for match in wanted:
        division = _division(match, families)
        if division is None:
            return None
        unit = match["rung"] or match["article"] or match["measure"] or match["part"]
        names = "、".join(division.names)
        named = unit != "条" and len(names) <= LONGEST_NAMES and division.names[0] != division.first
        of = f"：{names}" if named else f"（{division.first}至{division.last}）"
        picks.append(span_unit(document, division.span, info))
        words.append(f"共{division.count}{unit}{of}。")
    return Draft("figure", picks, tuple(words))


def _division(match: re.Match[str], families: dict[str, Division]) -> Division | None:
    if match["rung"]:
        return families.get(match["rung"])
    if match["part"]:
        return families.get("han")
    if "条" in families:
        return families["条"]
    running = [families[name] for name in ("number", "bracket") if name in families]
    if running:  # two runs, one inside the other: which of them counts, the question does not say
        return running[0] if len(running) == 1 else None
    return families.get("han")


def _families(document: Document) -> dict[str, Division]:
    """The headings of each family that counts from 1 through the whole document, each number once."""
    found: dict[str, list[tuple[str, str, Span]]] = {}
    for clause in document.clauses:
        if clause.heading is None or not clause.path or clause.kind != "text":
            continue
        heading = squeeze(clause.path[-1])
        rung = RUNG_LABEL.match(heading)
        family = rung["rung"] if rung else next((n for n, p in PLAIN_LABELS.items() if p.match(heading)), "")
        if family:
            label = rung or PLAIN_LABELS[family].match(heading)
            found.setdefault(family, []).append((label.group() if label else "", heading, clause.heading))
    return {family: division for family, held in found.items() if (division := _counted(held))}


def _counted(held: Sequence[tuple[str, str, Span]]) -> Division | None:
    labels = [label for label, _, _ in held]
    values = [label_value(label) for label in labels]
    inserted = sum("之" in label for label in labels)
    rising = all(before <= after for before, after in pairwise(values))
    if len(set(labels)) < len(labels) or not rising or values[0] != 1 or values[-1] < FEWEST:
        return None
    if len(labels) - inserted < LEAST_FOUND * values[-1]:
        return None
    names = tuple(heading for _, heading, _ in held)
    return Division(
        values[-1] + inserted, labels[0].rstrip(_STOPS), labels[-1].rstrip(_STOPS), names, held[-1][2]
    )
