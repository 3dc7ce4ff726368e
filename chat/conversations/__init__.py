"""Conversations kept, exported, voted on and gone on with."""

from chat.conversations.conversation import FAILED, SEARCHING, STOPPED, Conversation, Exchange
from chat.conversations.examples import MOST_EXAMPLES, examples
from chat.conversations.exchange_json import exchange_json
from chat.conversations.export import as_json, exported, markdown
from chat.conversations.export_comparison import comparison_markdown
from chat.conversations.export_docx import (
    Section,
    comparison_docx,
    docx_bytes,
    report_docx_bytes,
    several_docx,
)
from chat.conversations.export_several import several_markdown
from chat.conversations.export_xlsx import SheetTable, xlsx_bytes
from chat.conversations.feedback import question_lines, question_of_vote
from chat.conversations.store import FILE_NAME, Conversations, Kept
from chat.conversations.suggestions import Wish, answered, wishes
from chat.conversations.withdrawn import without_withdrawn

__all__ = [
    "FAILED",
    "FILE_NAME",
    "MOST_EXAMPLES",
    "SEARCHING",
    "STOPPED",
    "Conversation",
    "Conversations",
    "Exchange",
    "Kept",
    "Section",
    "SheetTable",
    "Wish",
    "answered",
    "as_json",
    "comparison_docx",
    "comparison_markdown",
    "docx_bytes",
    "examples",
    "exchange_json",
    "exported",
    "markdown",
    "question_lines",
    "question_of_vote",
    "report_docx_bytes",
    "several_docx",
    "several_markdown",
    "wishes",
    "without_withdrawn",
    "xlsx_bytes",
]
