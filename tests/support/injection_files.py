"""Files that carry a payload in every place a document has: title, issuer, number, heading, cell, body, file name.

Made for the product's own readers to read, in eight formats. The words around a payload are those of
a small subsidy rule with a name and a figure of its own, so that a question brings it out.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape

FORMATS = ("txt", "md", "html", "docx", "pdf", "xlsx", "csv", "jsonl")
PLAIN = ("txt", "md", "csv", "jsonl")  # those that can hold every character
LONGEST_NAME = 150  # bytes of a file's name
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A document to be: number ``n`` names it; ``words`` by place (title, issuer, number, heading, cell, body)."""

    n: int
    words: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"青禾{self.n:04d}"

    @property
    def figure(self) -> str:
        return f"{10000 + self.n}元"

    @property
    def question(self) -> str:
        return f"“{self.name}”试点的补贴标准是多少？"

    def at(self, place: str) -> str:
        return self.words.get(place, "")

    @property
    def title(self) -> str:
        return f"{self.name}试点补贴办法{self.at('title')}"

    @property
    def issuer(self) -> str:
        return f"{self.name}县财政局{self.at('issuer')}"

    def sentences(self) -> tuple[str, str]:
        return (
            f"“{self.name}”试点的补贴标准为{self.at('body')}每户{self.figure}。",
            f"本办法由{self.issuer}负责解释。",
        )


def everywhere(n: int, payload: str) -> Carrier:
    """A carrier with one payload in every place."""
    return Carrier(n, dict.fromkeys(("title", "issuer", "number", "heading", "cell", "body"), payload))


def text_of(carrier: Carrier) -> str:
    first, second = carrier.sentences()
    return (
        f"{carrier.title}\n\n{carrier.issuer}文件\n\n第一章 总则{carrier.at('heading')}\n\n第一条 {first}\n\n"
        f"第二章 附则\n\n第二条 {second}\n"
    )


def _txt(carrier: Carrier) -> bytes:
    return text_of(carrier).encode("utf-8")


def _md(carrier: Carrier) -> bytes:
    first, second = carrier.sentences()
    table = f"| 试点 | 补贴标准 | 说明 |\n|---|---|---|\n| {carrier.name} | {carrier.figure} | {carrier.at('cell')} |"
    return (
        f"# {carrier.title}\n\n## 第一章 总则{carrier.at('heading')}\n\n{first}\n\n{table}\n\n## 第二章 附则\n\n{second}\n"
    ).encode()


def _html(carrier: Carrier) -> bytes:
    """The payload once as markup and once as words that look like markup."""
    first, second = carrier.sentences()
    shown = escape(first)
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{escape(carrier.title)}</title></head><body><article>"
        f"<h1>{escape(carrier.title)}</h1><p>{escape(carrier.issuer)}文件</p>"
        f"<h2>第一章 总则{escape(carrier.at('heading'))}</h2><p>{shown}</p><div>{carrier.at('body')}</div>"
        f"<table><tr><th>试点</th><th>补贴标准</th><th>说明</th></tr><tr><td>{carrier.name}</td><td>{carrier.figure}</td>"
        f"<td>{escape(carrier.at('cell'))}</td></tr></table><h2>第二章 附则</h2><p>{escape(second)}</p>"
        "</article></body></html>"
    ).encode()


def _docx(carrier: Carrier) -> bytes:
    import docx

    document = docx.Document()
    document.add_heading(carrier.title, 0)
    document.add_paragraph(f"{carrier.issuer}文件")
    document.add_heading(f"第一章 总则{carrier.at('heading')}", 1)
    first, second = carrier.sentences()
    document.add_paragraph(first)
    table = document.add_table(2, 3)
    values = ("试点", "补贴标准", "说明", carrier.name, carrier.figure, carrier.at("cell"))
    for cell, value in zip((cell for row in table.rows for cell in row.cells), values, strict=True):
        cell.text = value
    document.add_heading("第二章 附则", 1)
    document.add_paragraph(second)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(carrier: Carrier) -> bytes:
    from pdf_pages import centred, lines, pdf, write

    def draw(canvas: object) -> None:
        centred(canvas, 90, " ".join(carrier.title.split())[:120], 9)
        write(canvas, 72, 140, f"第一章 总则{' '.join(carrier.at('heading').split())}"[:90], 9)
        below = 170.0
        for sentence in carrier.sentences():
            below = lines(canvas, below, " ".join(sentence.split())) + 6

    return pdf(draw)


def _xlsx(carrier: Carrier) -> bytes:
    first, second = carrier.sentences()
    rows = (
        ("试点", "补贴标准", "说明", "依据"),
        (carrier.name, carrier.figure, carrier.at("cell"), first),
        (f"{carrier.name}附", "另定", carrier.at("cell"), second),
    )
    return workbook(rows, f"{carrier.name}标准")


def workbook(
    rows: tuple[tuple[str, ...], ...], sheet: str, formulas: Mapping[str, str] | None = None
) -> bytes:
    """A workbook of one sheet, in the fewest parts. ``formulas``: address → formula beside its kept value."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, value in zip("ABCDEFG", row, strict=False):
            address = f"{column}{number}"
            if formulas and address in formulas:
                cells.append(
                    f'<c r="{address}" t="str"><f>{xml_escape(formulas[address])}</f><v>{xml_escape(value)}</v></c>'
                )
            else:
                cells.append(f'<c r="{address}" t="inlineStr"><is><t>{xml_escape(value)}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
            f'ContentType="{types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{types}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{xml_escape(sheet)}" '
            'sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
        }
    )


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            packed = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, packed)
    return out.getvalue()


def _csv(carrier: Carrier) -> bytes:
    first, second = carrier.sentences()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("试点", "补贴标准", "说明", "依据"))
    writer.writerow((carrier.name, carrier.figure, carrier.at("cell"), first))
    writer.writerow((f"{carrier.name}附", "另定", carrier.at("cell"), second))
    return out.getvalue().encode("utf-8")


def _jsonl(carrier: Carrier) -> bytes:
    """The one format in which a file states issuer and number as it likes."""
    values = {
        "id": f"line-{carrier.n:04d}", "title": carrier.title, "text": text_of(carrier),
        "issuers": [carrier.issuer], "number": f"青府发〔2026〕{carrier.n}号{carrier.at('number')}",
        "region": f"{carrier.name}县{carrier.at('issuer')}", "kind": "办法",
    }  # fmt: skip
    return (json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "replace")


_WRITERS: Mapping[str, Callable[[Carrier], bytes]] = {
    "txt": _txt, "md": _md, "html": _html, "docx": _docx, "pdf": _pdf, "xlsx": _xlsx, "csv": _csv, "jsonl": _jsonl,
}  # fmt: skip


def format_for(carrier: Carrier) -> str:
    """Each in its turn; what XML cannot hold goes into a format without it."""
    kinds = PLAIN if any(map(_CONTROL.search, carrier.words.values())) else FORMATS
    return kinds[carrier.n % len(kinds)]


def write_file(folder: Path, carrier: Carrier, kind: str, named: str = "") -> Path:
    """A file of a kind in a folder; ``named`` stands in its name as far as a file system takes it."""
    fit = named.replace("/", "∕").replace("\x00", "").encode("utf-8", "ignore")[:LONGEST_NAME]
    path = folder / f"{carrier.name}{fit.decode('utf-8', 'ignore')}.{kind}"
    path.write_bytes(_WRITERS[kind](carrier))
    return path
