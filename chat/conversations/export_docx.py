"""Write a conversation as a Word document, by python-docx, which is imported when one is written."""

from __future__ import annotations

import io
import re
from typing import Any

from chat.answer import AnswerTable
from chat.citations import MARK, reference
from chat.conversations.export import Exported, remarks
from chat.form import marked_cells
from ingest.text.safe_display import in_order

SERIF, SANS = "宋体", "黑体"
# Characters that XML cannot hold.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def docx_bytes(conversation: Exported) -> bytes:
    """Give the conversation with its numbered annex as the bytes of a .docx file."""
    import docx

    document = docx.Document()
    _styled(document)
    document.add_heading(_fit(conversation.title), 0)
    document.add_paragraph(f"问策，{conversation.when} 导出")
    for exchange, before, table, behind in conversation.answered():
        document.add_heading(_fit(exchange.question), 1)
        for remark in remarks(exchange):
            document.add_paragraph().add_run(_fit(remark)).italic = True
        _lines(document, before)
        if table:
            _table(document, table)
        _lines(document, behind)
    if conversation.sources:
        document.add_heading("附：出处", 1)
    for source in conversation.sources:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"[{source.number}] ").bold = True
        paragraph.add_run(f"{_fit(reference(source.citation))}（{_fit(source.citation.status)}）")
        document.add_paragraph(_fit(source.citation.quote), style="Intense Quote")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _lines(document: Any, text: str) -> None:
    for line in filter(None, map(str.strip, text.split("\n"))):
        bullet = line.startswith("- ")
        paragraph = document.add_paragraph(style="List Bullet" if bullet else None)
        _marked(paragraph, line[2:] if bullet else line)


def _table(document: Any, table: AnswerTable) -> None:
    """A table of Word, its header in bold and its marks raised."""
    drawn = document.add_table(rows=0, cols=len(table.header), style="Table Grid")
    for cell, name in zip(drawn.add_row().cells, table.header, strict=True):
        cell.paragraphs[0].add_run(_fit(name)).bold = True
    for row in table.rows:
        for cell, words in zip(drawn.add_row().cells, marked_cells(row), strict=True):
            _marked(cell.paragraphs[0], words)
    document.add_paragraph()


def _styled(document: Any) -> None:
    """Chinese fonts, named for both scripts; python-docx's template knows Latin ones only."""
    from docx.oxml.ns import qn

    for name, font in (("Normal", SERIF), ("Title", SANS), ("Heading 1", SANS), ("Intense Quote", SERIF)):
        style = document.styles[name]
        style.font.name = font
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _marked(paragraph: Any, line: str) -> None:
    """A line of an answer, its [n] raised."""
    position = 0
    for match in MARK.finditer(line):
        paragraph.add_run(_fit(line[position : match.start()]))
        paragraph.add_run(match.group()).font.superscript = True
        position = match.end()
    paragraph.add_run(_fit(line[position:]))


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", in_order(text))
