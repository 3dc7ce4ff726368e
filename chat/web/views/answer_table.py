"""Draw an answer's table and how certain the answer is: pure functions, every piece of text escaped.

The class names are those of ``chat/web/static/answer.css``, the ``data-`` attributes those of ``chat/web/static/page.js``.
"""

from __future__ import annotations

from collections.abc import Callable

from chat.answer import Answer, AnswerCell, AnswerTable
from chat.form import HIGH, LOW, MIDDLE, certainty_words, marked_cells
from ingest.text.safe_display import escape

# Filled and empty marks beside the word, so that no colour has to be told apart; and the class for each level.
_LEVELS = {HIGH: ("●●●", "high"), MIDDLE: ("●●○", "middle"), LOW: ("●○○", "low")}


def table_html(table: AnswerTable, with_marks: Callable[[str], str]) -> str:
    """Draw a table that scrolls sideways by itself. ``with_marks`` draws a text whose [n] become buttons."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    rows = "".join(f"<tr>{_cells(row, with_marks)}</tr>" for row in table.rows)
    return (
        '<div class="wc-table-box" role="region" tabindex="0" aria-label="表格，可左右滚动">'
        f'<table class="wc-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p class="wc-table-copy"><button type="button" class="wc-action" data-copy="{escape(as_lines(table))}">'
        "复制表格</button></p>"
    )


def _cells(row: tuple[AnswerCell, ...], with_marks: Callable[[str], str]) -> str:
    drawn = [with_marks(words) for words in marked_cells(row)]
    return f'<th scope="row">{drawn[0]}</th>' + "".join(f"<td>{words}</td>" for words in drawn[1:])


def as_lines(table: AnswerTable) -> str:
    """Give what “复制表格” puts on the clipboard: cells apart by tabs, as spreadsheets and Word take them."""
    rows = [table.header, *(tuple(cell.text for cell in row) for row in table.rows)]
    return "\n".join("\t".join(" ".join(words.split()) for words in row) for row in rows)


def certainty_html(answer: Answer | None) -> str:
    """Draw how certain an answer is, its reason to unfold; unfolded where it is low. Empty where none is known."""
    if answer is None or answer.certainty not in _LEVELS:
        return ""
    dots, name = _LEVELS[answer.certainty]
    reason = escape(answer.certainty_reason)
    return (
        f'<details class="wc-certainty wc-certainty-{name}"{" open" if answer.certainty == LOW else ""}>'
        f'<summary title="{reason}"><span class="wc-dots" aria-hidden="true">{dots}</span>'
        f"{escape(certainty_words(answer.certainty, answer.question))}</summary><span>{reason}</span></details>"
    )
