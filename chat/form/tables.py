"""Tables of answers: made of rows of quotes, set in the columns of a terminal, and the text that stands around them.

Pure functions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from chat.answer import Answer, AnswerCell, AnswerTable
from chat.answers import without_marks

WIDEST = 28  # columns of a terminal that one cell takes before it goes on in the next line


def table_of(header: Sequence[str], rows: Sequence[Sequence[str]], lead: str = "") -> AnswerTable | None:
    """Give the table of rows whose n-th is carried by the n-th quote of its draft; ``None`` for fewer than two rows.

    ``lead`` is what the first line of the text says before its row. A column that is empty throughout is left out, and so
    is one that says the same as another.
    """
    if len(rows) < 2 or any(len(row) != len(header) for row in rows):
        return None
    columns: dict[tuple[str, ...], str] = {}
    for place, name in enumerate(header):
        cells = tuple(" ".join(row[place].split()) for row in rows)
        if any(cells):
            columns.setdefault(cells, name)
    if not columns:
        return None
    kept = list(columns)
    cells_of = [tuple(AnswerCell(cells[place], place + 1) for cells in kept) for place in range(len(rows))]
    return AnswerTable(tuple(columns.values()), tuple(cells_of), lead, lines=len(rows))


def text_around(answer: Answer, text: str = "") -> tuple[str, str]:
    """Give an answer's text before and behind the lines that say its table's rows.

    ``text``: the answer's as it is shown, by default its own. Without a table all of it comes before.
    """
    lines = (text or answer.text).split("\n")
    table = answer.table
    if table is None:
        return "\n".join(lines), ""
    before = [*lines[: table.line], *([table.lead] if table.lead else [])]
    return "\n".join(before), "\n".join(lines[table.line + table.lines :])


def marked_cells(row: Sequence[AnswerCell]) -> list[str]:
    """Give the words of a row's cells; the mark of a citation of several cells in turn stands in the last of them."""
    return [
        without_marks(cell.text) + ("" if cell.n is None or behind == cell.n else f"[{cell.n}]")
        for cell, behind in zip(row, [*(cell.n for cell in row[1:]), None], strict=True)
    ]


def aligned(table: AnswerTable) -> str:
    """Set a table in columns of equal width, with the mark of each row's citation at its end."""
    rows = [list(table.header)]
    marks = [""]
    for row in table.rows:
        rows.append([cell.text for cell in row])
        marks.append("".join(f"[{n}]" for n in dict.fromkeys(cell.n for cell in row) if n is not None))
    widths = [min(WIDEST, max(_width(row[place]) for row in rows)) for place in range(len(table.header))]
    lines = []
    for number, (words_of_row, mark) in enumerate(zip(rows, marks, strict=True)):
        wrapped = [_wrapped(words, width) for words, width in zip(words_of_row, widths, strict=True)]
        height = max(map(len, wrapped))
        for level in range(height):
            cells = [pieces[level] if level < len(pieces) else "" for pieces in wrapped]
            shown = "  ".join(_padded(words, width) for words, width in zip(cells, widths, strict=True))
            lines.append(f"{shown.rstrip()} {mark}".rstrip() if level == height - 1 else shown.rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _width(text: str) -> int:
    """The columns that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - _width(text))


def _wrapped(text: str, width: int) -> list[str]:
    """A text in pieces of at most so many columns."""
    pieces = [""]
    for character in text:
        if _width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
