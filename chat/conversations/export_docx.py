"""Write a conversation or a comparison as a Word document, by python-docx, which is imported when one is written."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chat.answer import AnswerTable
from chat.citations import MARK
from chat.comparison import ClausePart, Comparison, SeveralCompared, figure_name, marked, side_names
from chat.conversations.export import Exported, remarks, source_words
from chat.conversations.export_comparison import ALONE, addresses, summary_of, title_of
from chat.conversations.export_several import NOTHING_SAID, summary_of_several, title_of_several
from chat.form import marked_cells
from ingest.text.safe_display import in_order

SERIF, SANS = "宋体", "黑体"
AUTHOR = "问策"
LONGEST_PROPERTY = 255  # characters of a title in a document's properties
# Characters that XML cannot hold.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a report: its heading, which may hold the “[1]” of its source, and its lines."""

    heading: str
    lines: tuple[str, ...]


def report_docx_bytes(
    title: str, when: str, sections: Sequence[Section], sources: Sequence[tuple[str, str]]
) -> bytes:
    """Give a report as the bytes of a .docx file; ``sources`` are numbered from 1, each with the words quoted."""
    import docx

    document = docx.Document()
    _prepared(document, title)
    document.add_heading(_fit(title), 0)
    document.add_paragraph(_fit(when))
    for section in sections:
        document.add_heading(_fit(section.heading), 1)
        for line in section.lines:
            _marked(document.add_paragraph(style="List Bullet"), line)
    if sources:
        document.add_heading("附：出处", 1)
    for number, (reference_words, quote) in enumerate(sources, 1):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"[{number}] ").bold = True
        paragraph.add_run(_fit(reference_words))
        if quote:
            document.add_paragraph(_fit(quote), style="Intense Quote")
    return _saved(document)


def docx_bytes(conversation: Exported) -> bytes:
    """Give the conversation with its numbered annex as the bytes of a .docx file."""
    import docx

    document = docx.Document()
    _prepared(document, conversation.title)
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
        paragraph.add_run(_fit(source_words(source.citation)))
        document.add_paragraph(_fit(source.citation.quote), style="Intense Quote")
    return _saved(document)


def comparison_docx(comparison: Comparison) -> bytes:
    """Give a comparison as the bytes of a .docx file: a table for each pair, words taken out struck, put in underlined."""
    import docx

    document, names = docx.Document(), side_names(comparison)
    _prepared(document, title_of(comparison))
    document.add_heading(_fit(title_of(comparison)), 0)
    document.add_paragraph(_fit(summary_of(comparison)))
    for one in comparison.aligned:
        document.add_heading(_fit(one.topic + ("（未改）" if one.same else "")), 1)
        table = document.add_table(rows=2, cols=2, style="Table Grid")
        for column, (name, parts, runs) in enumerate(zip(names, (one.a, one.b), marked(one), strict=True)):
            head = table.cell(0, column).paragraphs[0]
            head.add_run(_fit(name)).bold = True
            head.add_run(_fit(f"　{addresses(parts)}"))
            _changed(table.cell(1, column).paragraphs[0], runs, struck=column == 0)
        for figure in one.figures:
            words = f"{figure.indicator}：{figure.a} → {figure.b}"
            document.add_paragraph(_fit(words), style="List Bullet")
    _add_alone(document, names, (comparison.only_a, comparison.only_b))
    return _saved(document)


def several_docx(compared: SeveralCompared) -> bytes:
    """Write a Word file: for each topic a table with a row for each document, and one of the figures."""
    import docx

    document, names = docx.Document(), compared.names
    _prepared(document, title_of_several(compared))
    document.add_heading(_fit(title_of_several(compared)), 0)
    document.add_paragraph(_fit(summary_of_several(compared)))
    for row in compared.rows:
        document.add_heading(_fit(row.topic), 1)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for name, parts in zip(names, row.clauses, strict=True):
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(_fit(name)).bold = True
            cells[0].add_paragraph(_fit(addresses(parts) if parts else NOTHING_SAID))
            cells[1].paragraphs[0].add_run(_fit("\n".join(part.quote for part in parts)))
        if row.figures:
            document.add_paragraph()
            table = document.add_table(rows=0, cols=1 + len(names), style="Table Grid")
            for cell, words in zip(table.add_row().cells, ("指标", *names), strict=True):
                cell.paragraphs[0].add_run(_fit(words)).bold = True
            for one in row.figures:
                words_of = (figure_name(one), *(cell.words if cell else "" for cell in one.cells))
                for cell, words in zip(table.add_row().cells, words_of, strict=True):
                    cell.paragraphs[0].add_run(_fit(words))
    _add_alone(document, names, compared.alone)
    return _saved(document)


def _add_alone(document: Any, names: Sequence[str], alone: Sequence[Sequence[ClausePart]]) -> None:
    """What one document has and no other, below a heading with its name."""
    for name, parts in zip(names, alone, strict=True):
        if parts:
            document.add_heading(_fit(ALONE.format(name)), 1)
        for part in parts:
            document.add_paragraph().add_run(_fit(part.clause)).bold = True
            document.add_paragraph(_fit(part.quote), style="Intense Quote")


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _changed(paragraph: Any, runs: Sequence[tuple[str, bool]], *, struck: bool) -> None:
    for words, changed in runs:
        run = paragraph.add_run(_fit(words))
        run.font.strike, run.font.underline, run.bold = changed and struck, changed and not struck, changed


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


def _prepared(document: Any, title: str) -> None:
    """A4, Chinese fonts, who wrote what, and the number of each page at its foot."""
    from docx.shared import Mm

    _styled(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin = section.bottom_margin = Mm(25)
    about = document.core_properties
    about.title, about.author, about.language = _fit(title)[:LONGEST_PROPERTY], AUTHOR, "zh-CN"
    about.comments = ""
    _numbered(section.footer.paragraphs[0])


def _numbered(paragraph: Any) -> None:
    """“3 / 12” in the middle of a foot, counted by Word itself."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = 1  # centred
    for words in ("PAGE", " / ", "NUMPAGES"):
        run = paragraph.add_run("" if words.isalpha() else words)
        if words.isalpha():
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), words)
            run._r.addprevious(field)
            field.append(run._r)
            run.text = "1"


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
