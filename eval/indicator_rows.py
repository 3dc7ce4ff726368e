"""Measure how well indicators were read: rows found against rows judged by hand, and each of their fields.

``python -m eval.indicator_rows GOLD.jsonl SCOPES.json FOLDER`` parses the documents below a folder and prints the
figures. A gold row is found where a row has its value and unit within the words it quotes; precision counts the
rows inside the spans that were judged completely. Rows marked ``edge`` count neither when found nor when missed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.document import Document
from ingest.facts import INDICATOR, Indicator, facts_of, indicator_of

FIELDS = ("name", "kind", "year", "base_year", "comparator", "place")
LEAST_ALIKE = 0.5  # share of character pairs from which two free names say the same
# “个百分点” and “百分点”, “％” and “%”: one unit
_UNIT_NOISE = re.compile(r"^个(?=百分点)|\s|[左右以上下内]")


@dataclass
class Tally:
    """Counts of rows: gold, found of it, read within the judged spans, and right by field of those found."""

    gold: int = 0
    found: int = 0
    read: int = 0
    right: int = 0
    fields: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    whole: int = 0  # found with name, kind and year right
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Give the share of the gold that was found."""
        return self.found / self.gold if self.gold else 1.0

    @property
    def precision(self) -> float:
        """Give the share of the rows read that are gold."""
        return self.right / self.read if self.read else 1.0


def compare(document: Document, gold: Sequence[dict[str, Any]], scopes: Sequence[dict[str, str]]) -> Tally:
    """Compare the indicators of one document with its gold rows."""
    rows = [indicator_of(fact) for fact in facts_of(document) if fact.kind == INDICATOR]
    bare, offsets = _bare(document.text)
    spans = [_scope(bare, offsets, scope) for scope in scopes]
    tally, taken = Tally(), set()
    for wanted in sorted(gold, key=lambda row: bool(row.get("edge"))):
        places = _places(bare, offsets, wanted["quote"])
        fitting = [
            row
            for row in rows
            if _same_figure(row, wanted) and any(a <= row.figure.start < b for a, b in places)
        ]
        fitting.sort(key=lambda row: (row.key in taken, -_alike(row.name, wanted)))
        if wanted.get("edge"):
            taken |= {row.key for row in fitting[:1]}
            continue
        tally.gold += 1
        free = [row for row in fitting if row.key not in taken]
        if not free:
            tally.missed.append(
                f"{wanted['indicator']} {wanted['value']}{wanted['unit']} | {wanted['quote'][:60]}"
            )
            continue
        row = free[0]
        taken |= {other.key for other in fitting if other.name == row.name}
        tally.found += 1
        _count_fields(tally, row, wanted)
    inside = [row for row in rows if any(a <= row.figure.start < b for a, b in spans)]
    tally.read = len(inside)
    tally.right = sum(row.key in taken for row in inside)
    tally.wrong = [
        f"{row.name} {row.value}{row.unit} | {document.text[row.words.start : row.words.end][:60]!r}"
        for row in inside
        if row.key not in taken
    ]
    return tally


def _count_fields(tally: Tally, row: Indicator, wanted: dict[str, Any]) -> None:
    year = str(wanted.get("year") or "")
    held = {
        "name": _alike(row.name, wanted) >= LEAST_ALIKE,
        "kind": row.kind == wanted["kind"],
        "year": str(row.year or "") == year[-4:] or not year,
        "base_year": str(row.base_year or "") == str(wanted.get("base_year") or "")[:4],
        "comparator": row.comparator == (wanted.get("comparator") or ""),
        "place": row.place == wanted.get("place"),
    }
    for name, right in held.items():
        tally.fields[name] += right
    tally.whole += held["name"] and held["kind"] and held["year"]
    bad = [name for name in ("name", "kind", "year") if not held[name]]
    if bad:
        tally.off.append(
            f"{bad} {row.name} {row.kind} {row.year} {row.value}{row.unit} <> {wanted['indicator']} / {wanted.get('unified')}"
            f" {wanted['kind']} {year}"
        )


def _same_figure(row: Indicator, wanted: dict[str, Any]) -> bool:
    unit = _UNIT_NOISE.sub("", row.unit) == _UNIT_NOISE.sub("", wanted["unit"].replace("％", "%"))
    high = wanted.get("value_max")
    return unit and abs(row.value) == abs(float(wanted["value"])) and (not high or row.high == float(high))


def _alike(name: str, wanted: dict[str, Any]) -> float:
    """How alike a name and the nearest of the gold's two are: shared character pairs, 1 where one holds the other."""
    best = 0.0
    for other in (wanted.get("unified") or "", wanted["indicator"]):
        one, two = _pairs(name), _pairs(other)
        if name and other and (name in other or other in name):
            return 1.0
        if one and two:
            best = max(best, 2 * len(one & two) / (len(one) + len(two)))
    return best


def _pairs(words: str) -> set[str]:
    return {words[place : place + 2] for place in range(len(words) - 1)}


def _bare(text: str) -> tuple[str, list[int]]:
    """A text without white space and where each character of it stands."""
    offsets = [place for place, character in enumerate(text) if not character.isspace()]
    return "".join(text[place] for place in offsets), [*offsets, len(text)]


def _places(bare: str, offsets: Sequence[int], words: str) -> list[tuple[int, int]]:
    wanted = "".join(words.split())
    found, place = [], bare.find(wanted)
    while place >= 0:
        found.append((offsets[place], offsets[place + len(wanted) - 1] + 1))
        place = bare.find(wanted, place + 1)
    return found


def _scope(bare: str, offsets: Sequence[int], scope: dict[str, str]) -> tuple[int, int]:
    first, last = ("".join(scope[end].split()) for end in ("from", "to"))
    start = bare.find(first)
    end = bare.find(last, start)
    return (offsets[start], offsets[end + len(last) - 1] + 1) if start >= 0 and end >= 0 else (0, 0)


def report(tallies: Iterable[tuple[str, Tally]], *, details: bool) -> str:
    """Give the figures of documents and of all together as a table."""
    lines = ["| document | gold | precision | recall | whole | " + " | ".join(FIELDS) + " |"]
    whole = Tally()
    for name, tally in tallies:
        lines.append(_line(name, tally))
        for key in ("gold", "found", "read", "right", "whole"):
            setattr(whole, key, getattr(whole, key) + getattr(tally, key))
        for key in FIELDS:
            whole.fields[key] += tally.fields[key]
        if details:
            for label, rows in (("missed", tally.missed), ("wrong", tally.wrong), ("off", tally.off)):
                lines += [f"    {label}: {row}" for row in rows]
    return "\n".join([*lines, _line("all", whole)])


def _line(name: str, tally: Tally) -> str:
    found = max(tally.found, 1)
    shares = " | ".join(f"{tally.fields[key] / found:.3f}" for key in FIELDS)
    return f"| {name} | {tally.gold} | {tally.precision:.3f} | {tally.recall:.3f} | {tally.whole / found:.3f} | {shares} |"


def main(gold_file: Path, scope_file: Path, folders: Sequence[Path], *, details: bool) -> str:
    """Parse the documents that the gold names and report how their indicators were read."""
    from ingest.sources import parse_path

    gold: dict[str, list[dict[str, Any]]] = {}
    for line in gold_file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold.setdefault(row["file"], []).append(row)
    scopes = {one["file"]: one["scopes"] for one in json.loads(scope_file.read_text(encoding="utf-8"))}
    tallies = []
    for name, rows in gold.items():
        path = next(path for folder in folders for path in folder.rglob(name))
        document = next(iter(parse_path(path))).document
        if document is not None:
            tallies.append((name, compare(document, rows, scopes.get(name, []))))
    return report(tallies, details=details)


if __name__ == "__main__":
    arguments = [word for word in sys.argv[1:] if word != "--details"]
    print(
        main(
            Path(arguments[0]),
            Path(arguments[1]),
            [Path(folder) for folder in arguments[2:]],
            details="--details" in sys.argv,
        )
    )
