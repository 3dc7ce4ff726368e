"""The form of an answer: how certain it is, its table, an English frame around Chinese quotes."""

from chat.form.certainty import certainty_of
from chat.form.tables import aligned, table_of, text_around

__all__ = ["aligned", "certainty_of", "table_of", "text_around"]
