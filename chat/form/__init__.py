"""The form of an answer: how certain it is, its table, an English frame around Chinese quotes."""

from chat.form.certainty import HIGH, LOW, MIDDLE, certainty_of, certainty_words
from chat.form.tables import aligned, marked_cells, table_of, text_around
from chat.form.wording import worded

__all__ = [
    "HIGH",
    "LOW",
    "MIDDLE",
    "aligned",
    "certainty_of",
    "certainty_words",
    "marked_cells",
    "table_of",
    "text_around",
    "worded",
]
