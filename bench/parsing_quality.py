"""What the parser gets right of documents that people have read: outlines, cells, metadata, characters.

    python bench/parsing_quality.py [--shared ../shared] [--misses] [--json]

Gold: ``eval/documents/outlines-*.jsonl``, ``tables-*.jsonl``, ``metadata.jsonl``, ``lines-scans.jsonl``, whichever
are there (see eval/README.md). A table a figure, a row a file, the total last; ``--misses`` lists what differs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from eval.parsing import FIELDS, cell_found, found_paths, line_distance, match_outlines, metadata_score
from ingest import parse_path
from ingest.document import Document

GOLD = Path(__file__).resolve().parent.parent / "eval/documents"


@dataclass
class Tally:
    """Right, wanted and found of one file; ``misses`` in words."""

    right: int = 0
    wanted: int = 0
    found: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.right += other.right
        self.wanted += other.wanted
        self.found += other.found


Figure = dict[str, Tally]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds the files")
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder that holds the gold")
    parser.add_argument("--only", default="", help="files whose path holds these words")
    parser.add_argument("--misses", action="store_true", help="list what differs")
    parser.add_argument("--json", action="store_true", help="figures as one JSON object")
    options = parser.parse_args()
    figures = measure(options.shared, options.gold, options.only)
    print(_as_json(figures) if options.json else _as_tables(figures, options.misses))


def measure(shared: Path, gold: Path = GOLD, only: str = "") -> dict[str, Figure]:
    """Each figure, file by file. Raises ``FileNotFoundError`` where a file that the gold names is not below shared."""

    @cache
    def parsed(name: str) -> Document | None:
        if not (shared / name).is_file():
            raise FileNotFoundError(shared / name)
        return next((source.document for source in parse_path(shared / name) if source.document), None)

    def lines(pattern: str) -> Iterator[dict[str, Any]]:
        return (line for line in _lines(gold, pattern) if only in line["file"])

    outlines, contents = _outlines(lines("outlines-*.jsonl"), parsed)
    return {
        "clause paths": outlines,
        "sections named by the table of contents only": contents,
        "table cells": _tables(lines("tables-*.jsonl"), parsed),
        "metadata": _metadata(lines("metadata.jsonl"), parsed),
        "characters": _characters(lines("lines-*.jsonl"), parsed),
    }


def _lines(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def _outlines(gold: Iterable[Mapping[str, Any]], parsed: Any) -> tuple[Figure, Figure]:
    text: Figure = {}
    contents: Figure = {}
    for line in gold:
        document = parsed(line["file"])
        clauses = document.clauses if document else ()
        text[line["file"]] = _paths(line["paths"], found_paths(clauses))
        if "contents_only" in line:
            contents[line["file"]] = _paths(line["contents_only"], found_paths(clauses, "contents"))
    return text, contents


def _paths(gold: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> Tally:
    matched = match_outlines(gold, found)
    misses = [f"- {' / '.join(path)}" for path in matched.missed]
    misses += [f"+ {' / '.join(path)}" for path in matched.added]
    return Tally(matched.right, len(gold), len(found), misses)


def _tables(gold: Iterable[Mapping[str, Any]], parsed: Any) -> Figure:
    figure: Figure = defaultdict(Tally)
    for cell in gold:
        document = parsed(cell["file"])
        right = document is not None and cell_found(cell, document.rows)
        tally = figure[f"{cell['file']} {cell['table']}"]
        tally.add(Tally(right, 1, 1))
        if not right:
            name, header = cell.get("row", "…"), cell.get("header", "…")
            tally.misses.append(f"- {name} / {header}: {cell.get('value') or cell['starts'] + '…'}")
    return dict(figure)


def _metadata(gold: Iterable[Mapping[str, Any]], parsed: Any) -> Figure:
    figure: Figure = defaultdict(Tally)
    for line in gold:
        document = parsed(line["file"])
        for name, right in metadata_score(line, document.metadata).items() if document else ():
            figure[name].add(Tally(right, 1, 1))
            if not right:
                found = getattr(document.metadata, name)
                figure[name].misses.append(f"- {line['file']}: {line[name]!r}, found {found!r}")
        if not document:
            figure["unread"].add(Tally(0, sum(name in line for name in FIELDS), 0))
    return dict(figure)


def _characters(gold: Iterable[Mapping[str, Any]], parsed: Any) -> Figure:
    figure: Figure = defaultdict(Tally)
    for line in gold:
        document = parsed(line["file"])
        length = len("".join(line["line"].split()))
        wrong = line_distance(line["line"], _page(document, line["page"])) if document else length
        tally = figure[line["file"]]
        tally.add(Tally(length - wrong, length, length))
        if wrong:
            tally.misses.append(f"- page {line['page']}, {wrong} of {length}: {line['line']}")
    return dict(figure)


def _page(document: Document, page: int) -> str:
    ends = (*document.pages[1:], len(document.text))
    return document.text[document.pages[page - 1] : ends[page - 1]] if document.pages else document.text


def _total(figure: Figure) -> Tally:
    total = Tally()
    for tally in figure.values():
        total.add(tally)
    return total


def _shares(tally: Tally) -> dict[str, float]:
    def share(part: int, whole: int) -> float:
        return round(part / whole, 4) if whole else 1.0

    return {
        "precision": share(tally.right, tally.found),
        "recall": share(tally.right, tally.wanted),
        "f1": share(2 * tally.right, tally.wanted + tally.found),
    }


def _as_json(figures: Mapping[str, Figure]) -> str:
    page = {
        name: {file: {"wanted": tally.wanted, **_shares(tally)} for file, tally in figure.items()}
        | {"total": {"wanted": _total(figure).wanted, **_shares(_total(figure))}}
        for name, figure in figures.items()
        if figure
    }
    return json.dumps(page, ensure_ascii=False, indent=2)


def _as_tables(figures: Mapping[str, Figure], misses: bool) -> str:
    lines: list[str] = []
    for name, figure in figures.items():
        if figure:
            lines += [f"## {name}", "", "| | wanted | precision | recall | F1 |", "|---|---|---|---|---|"]
            lines += [_row(file, tally) for file, tally in figure.items()]
            lines += [_row("**total**", _total(figure)), ""]
            if misses:
                listed = ((file, tally) for file, tally in figure.items() if tally.misses)
                lines += [line for file, tally in listed for line in (f"{file}:", *tally.misses, "")]
    return "\n".join(lines)


def _row(name: str, tally: Tally) -> str:
    shares = _shares(tally)
    return f"| {name} | {tally.wanted} | " + " | ".join(f"{value:.4f}" for value in shares.values()) + " |"


if __name__ == "__main__":
    main()
