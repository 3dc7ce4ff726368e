"""Write the parse report for people in a browser: each document's pages beside the clauses read from them.

One HTML page that loads nothing and runs no script. All words of documents are
escaped: they are shown, never interpreted.
"""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from string import Template

from ingest.document import Clause, Document, ParsedSource, Row
from ingest.metadata import shown_fields
from ingest.report.doubts import doubts
from ingest.text.safe_display import in_order

TEMPLATE = Path(__file__).resolve().parent / "templates" / "check.html"
_LONGEST_EVIDENCE = 60
_KINDS = {"title": "标题", "contents": "仅见于目录", "signature": "落款"}


def escape(text: str) -> str:
    """Give words as HTML, in the order they are written."""
    return html.escape(in_order(text))


@dataclass(frozen=True, slots=True)
class Checked:
    """This holds a source as it was parsed, and pictures of some of its pages.

    Pictures: number from 1 -> JPEG or PNG bytes, or the picture's address.
    """

    parsed: ParsedSource
    pictures: Mapping[int, bytes | str] = field(default_factory=dict)


def check_page(checked: Sequence[Checked], about: str = "") -> str:
    """Give the report as one HTML page that needs nothing else but pictures given by their address."""
    read = sum(1 for one in checked if one.parsed.document is not None)
    title = f"问策解析报告：{read} 份读出" + (
        f"，{len(checked) - read} 份未读出" if read < len(checked) else ""
    )
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(title),
        about=escape(about),
        images="data:" if _needs_nothing(checked) else "'self'",
        files="".join(_file(number, one) for number, one in enumerate(checked)),
        documents="".join(_document(number, one) for number, one in enumerate(checked)),
    )


def _needs_nothing(checked: Sequence[Checked]) -> bool:
    return all(isinstance(picture, bytes) for one in checked for picture in one.pictures.values())


def _file(number: int, checked: Checked) -> str:
    report, document = checked.parsed.report, checked.parsed.document
    if document is None:
        error = (report.error or {}).get("chinese", "")
        return f'<tr class="failed"><td>✗ {escape(report.source)}</td><td colspan="5"></td><td>{escape(error)}</td></tr>'
    counts = (report.characters, report.headings, report.clauses, report.tables, report.pages or "")
    cells = "".join(f'<td class="number">{count}</td>' for count in counts)
    found = len(doubts(document, report))
    return (
        f'<tr><td><a href="#d{number}">{escape(report.source)}</a></td>{cells}'
        f"<td>{f'{found} 处' if found else '无'}</td></tr>"
    )


def _document(number: int, checked: Checked) -> str:
    document, report = checked.parsed.document, checked.parsed.report
    if document is None:
        return ""
    items = doubts(document, report)
    listed = f'<ul class="doubts">{"".join(f"<li>{escape(item)}</li>" for item in items)}</ul>'
    return (
        f'<section id="d{number}"><h2>{escape(document.metadata.title)}</h2>'
        f'<p class="soft">{escape(document.source)}　{escape(document.media_type)}</p>'
        f"{listed if items else ''}{_facts(document, report.margins, report.attachments)}"
        f"{''.join(_sheets(number, document, checked.pictures, dict(report.ocr)))}</section>"
    )


def _facts(document: Document, margins: Sequence[str], attachments: Sequence[str]) -> str:
    """Metadata with the words it was read from, margins and attachments."""
    where = {
        found.field: document.text[found.start : found.end][:_LONGEST_EVIDENCE] for found in document.evidence
    }
    pairs = [
        (label, escape(value) + (f"　<q>{escape(where[name])}</q>" if name in where else ""))
        for name, label, value in shown_fields(document.metadata)
    ]
    pairs += [("页眉页脚", escape("；".join(margins)))] if margins else []
    pairs += [("附件", escape("；".join(attachments)))] if attachments else []
    return f'<dl class="facts">{"".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in pairs)}</dl>'


@dataclass(frozen=True, slots=True)
class _Block:
    """A clause or the rows of a table, where it begins, and its anchor."""

    start: int
    clause: Clause | None
    rows: tuple[Row, ...] = ()


def _blocks(document: Document) -> list[_Block]:
    """Clauses and tables in the order of the text."""
    found = [_Block(_start(clause), clause) for clause in document.clauses]
    for _, rows in groupby(document.rows, key=lambda row: row.path):
        table = tuple(rows)
        found.append(_Block(table[0].start, None, table))
    return sorted(found, key=lambda block: block.start)


def _start(clause: Clause) -> int:
    return clause.heading.start if clause.heading else clause.spans[0].start


def _sheets(
    number: int, document: Document, pictures: Mapping[int, bytes | str], ocr: Mapping[int, float]
) -> Iterable[str]:
    """A sheet for each page, its picture beside its clauses; one sheet with the outline without pages."""
    blocks = _blocks(document)
    if not document.pages:
        yield _sheet(_outline(number, blocks), "".join(_shown(document, number, block) for block in blocks))
        return
    on_page: dict[int, list[_Block]] = {}
    for block in blocks:
        on_page.setdefault(document.page_at(block.start) or 1, []).append(block)
    for page in range(1, len(document.pages) + 1):
        body = "".join(_shown(document, number, block) for block in on_page.get(page, ()))
        yield _sheet(
            _picture(page, pictures.get(page), ocr.get(page)),
            body or '<p class="soft">这一页没有新的条款开头。</p>',
        )


def _sheet(aside: str, body: str) -> str:
    return f'<div class="sheet"><div class="aside">{aside}</div><div>{body}</div></div>'


def _picture(page: int, picture: bytes | str | None, confidence: float | None) -> str:
    caption = f"第{page}页" + (f"　文字识别，置信度 {confidence:.2f}" if confidence is not None else "")
    if picture is None:
        return f"<figure><figcaption>{caption}</figcaption></figure>"
    if isinstance(picture, str):
        return f'<figure><figcaption>{caption}</figcaption><img alt="第{page}页" loading="lazy" src="{escape(picture)}"></figure>'
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    data = b64encode(picture).decode("ascii")
    return f'<figure><figcaption>{caption}</figcaption><img alt="第{page}页" src="data:image/{kind};base64,{data}"></figure>'


def _outline(number: int, blocks: Iterable[_Block]) -> str:
    items = [
        f'<li style="padding-left:{1.1 * (len(block.clause.path) - 1):.1f}em">'
        f'<a href="#d{number}-{block.start}">{escape(block.clause.path[-1])}</a></li>'
        for block in blocks
        if block.clause is not None and block.clause.path
    ]
    return f'<h3>大纲</h3><ul class="outline">{"".join(items)}</ul>' if items else "<h3>没有标题</h3>"


def _shown(document: Document, number: int, block: _Block) -> str:
    if block.clause is not None:
        path, tag, body = block.clause.path, _KINDS.get(block.clause.kind, ""), _words(document, block.clause)
    else:
        path, tag, body = block.rows[0].path, "表", _table(block.rows)
    above = escape(" / ".join(path[:-1]))
    label = f' <span class="tag">{tag}</span>' if tag else ""
    head = f"<header><small>{above}</small>{escape(path[-1]) if path else ''}{label}</header>"
    return f'<article class="clause" id="d{number}-{block.start}">{head}{body}</article>'


def _words(document: Document, clause: Clause) -> str:
    words = "\n……\n".join(document.text[span.start : span.end] for span in clause.spans)
    return f"<p>{escape(words)}</p>" if words else ""


def _table(rows: Sequence[Row]) -> str:
    headers = list(dict.fromkeys(cell.header for row in rows for cell in row.cells))
    lines = []
    for row in rows:
        by_header: dict[str, str] = {}
        for cell in row.cells:
            by_header[cell.header] = f"{by_header.get(cell.header, '')} {cell.text}".strip()
        lines.append("".join(f"<td>{escape(by_header.get(header, ''))}</td>" for header in headers))
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="grid"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
