"""The indicators of a document as a table: the rows of its own table of them, else the figures of the clause of its goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chat.answers import Draft
from chat.computed.patterns import (
    BARE_NUMBER,
    GOALS,
    INDICATORS,
    INTO_PIECES,
    OF_INDICATORS,
    RAISES,
    RUNNING_NUMBER,
    UNIT_COLUMN,
)
from chat.computed.rows import narrows, row_unit, rows_named
from chat.computed.tables import RowTable, cell_of, counts, shown_header, tables_of, with_unit
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.form import table_of
from chat.question import Asked
from chat.structure import answers as by_structure
from index.hits import DocumentInfo, Hit
from index.words import tagged
from ingest.document import Clause, Document, Span
from ingest.text.figures import figures_in
from ingest.text.normalise import flat_text, squeeze

DOCUMENTS = 3  # looked through, best found first, where the question names none
FEWEST = 3  # figures of a clause of goals
SHORTEST_LABEL = 2
LONGEST_PIECE = 60  # characters of a part that states one figure
MOST_ROWS = 60


def indicators(asked: Asked, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give the indicators of the document that a question means; ``None`` where it asks for none or there are none."""
    if not INDICATORS.search(asked.text):
        return None
    for info in _documents(asked, hits):
        document = passages.document(info)
        for table in tables_of(info, document):
            draft = _of_table(asked, table, passages) if _is_of_indicators(table) else None
            if draft:
                return draft
        draft = _of_goals(info, document)
        if draft:
            return draft
    return None


def _documents(asked: Asked, hits: Sequence[Hit]) -> list[DocumentInfo]:
    """The documents a question may mean: those that it names in full, else the best found."""
    named = [info for info in by_structure.named_first(asked) if asked.scope.affinity.get(info.doc_id) == 1.0]
    found = {hit.document.doc_id: hit.document for hit in hits if asked.scope.admits(hit.document.doc_id)}
    return named or list(found.values())[:DOCUMENTS]


def _is_of_indicators(table: RowTable) -> bool:
    caption = table.rows[0].path[-1] if table.rows and table.rows[0].path else ""
    return len(table.rows) > 1 and bool(OF_INDICATORS.search(f"{caption} {' '.join(table.headers)}"))


def _of_table(asked: Asked, table: RowTable, passages: Passages) -> Draft | None:
    """The rows of a table of indicators; those alone that the question names by another column (“约束性指标”)."""
    headers = [header for header in table.headers if not RUNNING_NUMBER.search(header)]
    label = next((header for header in headers if OF_INDICATORS.search(header)), table.label_header())
    headers = [label, *(header for header in headers if header != label)]
    picks: list[ScoredUnit] = []
    rows: list[list[str]] = []
    narrowed = [one.row for one in rows_named(asked.text, table) if narrows(one, label, table)]
    for row in (narrowed or table.rows)[:MOST_ROWS]:
        pick = row_unit(row, table, passages)
        cells = [cell_of(row, header) for header in headers]
        if pick and cells[0]:
            picks.append(pick)
            rows.append([cells[0].text, *(with_unit(cell, table) if cell else "" for cell in cells[1:])])
    return _tabled(picks, rows, [shown_header(header) for header in headers])


def _of_goals(info: DocumentInfo, document: Document) -> Draft | None:
    """The parts of the clause of goals that states most figures, each a name and what it is to be."""
    best: list[tuple[Span, str, str]] = []
    for clause in document.clauses:
        if clause.kind == "text" and clause.path and GOALS.search(clause.path[-1]):
            found = list(_figures_of(clause, document))
            best = found if len(found) > len(best) else best
    if len(best) < FEWEST:
        return None
    picks = [span_unit(document, span, info) for span, _, _ in best[:MOST_ROWS]]
    return _tabled(picks, [[name, value] for _, name, value in best[:MOST_ROWS]], ["指标", "数值"])


def _figures_of(clause: Clause, document: Document) -> Iterator[tuple[Span, str, str]]:
    """Where a clause states a figure of something, the words for it and the figure with what raises it (突破, 达到)."""
    for span in clause.spans:
        for match in INTO_PIECES.finditer(document.text, span.start, span.end):
            text = match.group().rstrip()
            figures = [
                figure for figure in figures_in(flat_text(text)) if figure.measure and not figure.article
            ]
            if len(figures) != 1 or len(text) > LONGEST_PIECE:
                continue
            split = RAISES.search(text)
            name = squeeze(text[: split.start("value")]) if split else ""
            if split and len(name) >= SHORTEST_LABEL and any(tag[0] == "n" for _, tag in tagged(name)):
                yield Span(match.start(), match.start() + len(text)), name, squeeze(split["value"])


def _tabled(
    picks: Sequence[ScoredUnit], rows: Sequence[Sequence[str]], header: Sequence[str]
) -> Draft | None:
    """Rows with their quotes as an answer: a line in words for each, and the table."""
    table = table_of(header, rows, f"共{len(rows)}项指标：")
    if table is None:
        return None
    words = [_words(header, row) for row in rows]
    return Draft("list", picks, (table.lead + words[0], *words[1:]), table=table)


def _words(header: Sequence[str], row: Sequence[str]) -> str:
    """A row in words; what a column of units says stands behind the figures."""
    held = [(name, value) for name, value in zip(header[1:], row[1:], strict=True) if value]
    unit = next((value for name, value in held if UNIT_COLUMN.fullmatch(name)), "")
    told = [f"{value}{unit}" if BARE_NUMBER.fullmatch(value) and counts(unit) else value for _, value in held]
    if len(header) > 2:
        told = [f"{name}：{value}" for (name, _), value in zip(held, told, strict=True)]
    kept = [words for (name, _), words in zip(held, told, strict=True) if not UNIT_COLUMN.fullmatch(name)]
    return f"{row[0]}：{'；'.join(kept)}。"
