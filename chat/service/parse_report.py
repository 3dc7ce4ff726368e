"""Show the parse report of a document of the store: its pages beside what was read from them (``ingest.report.page``)."""

from __future__ import annotations

from dataclasses import replace

from chat.service.page_images import original_address
from chat.service.service import Visit
from ingest.document import Document, ParsedSource, ParseReport
from ingest.report import Checked, check_page

_FORGOTTEN = "收入时的解析记录没有留下，这里只列出文件本身能看出的疑点"


def report_html(visit: Visit, doc_id: str) -> str:
    """Draw one HTML page that loads the pages' pictures from this server. Raises ``NotFound``."""
    file = visit.original(doc_id)
    store = visit.store
    document: Document = replace(store.document(doc_id), metadata=store.info(doc_id).metadata)
    record = store.originals.record(file.sha256)
    report = replace(record.report, source=document.source, doc_id=doc_id) if record else _report_of(document)
    pictures = {
        page: f"{original_address(doc_id)}/pages/{page}" for page in range(1, len(document.pages) + 1)
    }
    return check_page([Checked(ParsedSource(report, document), pictures)], file.name)


def _report_of(document: Document) -> ParseReport:
    """What of a report can be counted again."""
    return ParseReport(
        document.source,
        document.doc_id,
        media_type=document.media_type,
        characters=len(document.text),
        headings=sum(clause.heading is not None for clause in document.clauses),
        clauses=len(document.clauses),
        tables=len({row.path for row in document.rows}),
        rows=len(document.rows),
        pages=len(document.pages),
        warnings=(_FORGOTTEN,),
    )
