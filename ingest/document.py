"""Define what a parsed document is: frozen data, every piece with its offsets in the text.

``Document.text`` is the text of the source as it was read (for a text file:
the decoded file, untouched; for PDF, HTML and DOCX: the extracted text). It is
never altered afterwards. Cleaning and repair only decide *which spans* of it
become clauses, rows and chunks, so the map back to the source is the identity
and ``document.text[x.start:x.end]`` is always what ``x`` quotes.

This module knows nothing of files, formats, databases or search.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date

DRAFT = "征求意见稿"
IN_FORCE = "现行"
EXPIRED = "已届满"
REPEALED = "已废止"
NEWS = "新闻报道"
UPCOMING = "尚未施行"
UNKNOWN = "效力未明"
STATUSES = (IN_FORCE, UNKNOWN, DRAFT, EXPIRED, REPEALED, UPCOMING, NEWS)
# Kinds that tell or announce and are never in force or out of it.
TELLING = frozenset(("公示", "公报", "统计公报", "起草说明", "报告", "政府工作报告", "解读", "通报"))
# “2019年部分节假日安排”, “（2023—2025年）”: the years that a title names; not “（2023年修订）”, “〔2018〕41号”
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s?(?:年(?!\s?(?:\d{1,2}月|修[订正]|版))|[—–\-~～至]))")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Metadata are facts about a document, read in its text or given beside it.

    Dates are ISO strings (``2022-02-21``), ``period`` is the first and last
    year a plan covers. ``None`` and empty tuples mean “not found”.
    """

    title: str
    issuers: tuple[str, ...] = ()
    number: str | None = None  # 发文字号, e.g. 丰政发〔2022〕7号
    issued: str | None = None  # 成文日期
    published: str | None = None  # 发布日期
    effective: str | None = None  # 施行日期
    expires: str | None = None  # 有效期至 (inclusive)
    period: tuple[int, int] | None = None
    region: str | None = None  # e.g. 北京市丰台区
    kind: str | None = None  # 规划 / 行动计划 / 实施方案 / 办法 / 通知 / 起草说明 / 新闻 …
    draft: bool = False
    repealed: bool = False
    supersedes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    brief: bool = False  # our own 要点 of a document, not its official wording

    def status_on(self, today: date) -> str:
        """Give the document's standing on a day; a draft stays a draft when its period ends."""
        if self.draft:
            return DRAFT
        if self.repealed:
            return REPEALED
        if self.kind == "新闻":
            return NEWS
        if self.expires and date.fromisoformat(self.expires) < today:
            return EXPIRED
        if self.period and self.period[1] < today.year:
            return EXPIRED
        if self.effective and date.fromisoformat(self.effective) > today:
            return UPCOMING
        return IN_FORCE if self.in_force_by(today) else UNKNOWN

    def in_force_by(self, today: date) -> str:
        """Give the field that shows a document in force on a day, of one that nothing shows out of force.

        A stated term, period or day of effect does; else a number, with who issued it or when, of a document that is to
        be followed and whose title names no year that is over. Empty where nothing does.
        """
        if self.expires:
            return "expires"
        if self.period:
            return "period"
        if self.effective:
            return "effective"
        years = [int(year) for year in _TITLE_YEAR.findall(self.title)]
        over = bool(years) and max(years) < today.year
        published = self.number and (self.issuers or self.issued or self.published)
        return "number" if published and not over and self.kind not in TELLING else ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file holds a document: its name as the user knows it, SHA-256 (hex) of its bytes, its media type.

    ``parser`` is the version of the parser that read it (:func:`ingest.parser_version.parser_version`), ``kept``
    whether its bytes were kept beside the store when it was read.
    """

    name: str
    sha256: str
    media_type: str = ""
    parser: str = ""
    kept: bool = False

    @property
    def has_pages(self) -> bool:
        """Whether the file has pages that can be drawn: a PDF or a picture."""
        return self.media_type.startswith(("application/pdf", "image/"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence says where a field of :class:`Metadata` was read: ``text[start:end]`` states it."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A span is the half-open range of characters ``[start, end)`` in ``Document.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause is one node of the tree of headings (章/节/条, 一、（一）1.（1）①, 专栏, 附件).

    ``path`` holds the headings from the top down to this one, each as
    “label + words” (“第二章 发展目标”, “一、发展思路”). ``spans`` are the clause's own
    words without its children and without its heading; in a clean document there is one,
    in a repaired crawl there may be several. ``heading`` is the span of the
    heading itself (``None`` for text before any heading). ``page`` counts from 1.
    """

    path: tuple[str, ...]
    level: int
    spans: tuple[Span, ...]
    heading: Span | None = None
    page: int | None = None
    kind: str = "text"  # "text" | "contents" | "signature"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table holds its column's header and the span of its words."""

    header: str
    text: str  # words with layout white space removed
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table holds its cells; ``start:end`` runs from its first cell to its last."""

    path: tuple[str, ...]  # headings above the table, the table's caption last
    cells: tuple[Cell, ...]
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document is a parsed source; ``doc_id`` is unique in a store."""

    doc_id: str
    text: str
    metadata: Metadata
    clauses: tuple[Clause, ...] = ()
    rows: tuple[Row, ...] = ()
    source: str = ""  # the file's name as the user knew it, never a server path
    media_type: str = "text/plain"
    pages: tuple[int, ...] = ()  # start offset of each page, if there are pages
    sources: tuple[SourceFile, ...] = ()  # every file that holds it; the text is that of the first
    evidence: tuple[Evidence, ...] = ()  # where the metadata was read, for fields read from the text

    def page_at(self, offset: int) -> int | None:
        """Give the page (from 1) that holds a character, ``None`` for a document without pages."""
        if not self.pages:
            return None
        return max(1, bisect_right(self.pages, offset))

    def with_id(self, doc_id: str) -> Document:
        """Give the same document under another id."""
        return replace(self, doc_id=doc_id)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk is a passage to index: ``document.text[start:end] == text``, verbatim.

    ``kind``: “text” for clause words, “row” for one table row (then ``cells``
    holds (header, value) pairs), “contents” for a heading that only the table of
    contents names, “title” for one passage holding the document's title, “signature” for the lines that
    close a text (issuer and date, 抄送, 印发), which no answer quotes as its words. ``lead`` is the words of
    the parent clause that introduce an enumeration (“……主要包括：”); searched beside
    the text, never part of it.
    """

    chunk_id: str  # doc_id + "#" + ordinal
    doc_id: str
    start: int
    end: int
    text: str
    path: tuple[str, ...] = ()
    kind: str = "text"
    page: int | None = None
    cells: tuple[tuple[str, str], ...] = ()
    lead: str = ""

    @property
    def clause(self) -> str:
        """Give the address of the passage as people see it: “第二章 … / 一、…”."""
        return " / ".join(self.path)


@dataclass(frozen=True, slots=True)
class ParseReport:
    """A parse report says what was understood of one document, for the report line of ``ingest``."""

    source: str
    doc_id: str | None = None
    ok: bool = True
    error: dict[str, str] | None = None  # WenceError.as_dict()
    media_type: str = ""
    characters: int = 0
    headings: int = 0
    clauses: int = 0
    tables: int = 0
    rows: int = 0
    chunks: int = 0
    repeated_sentences: int = 0
    contents_only: int = 0  # sections that only the table of contents names
    pages: int = 0
    pages_without_text: tuple[int, ...] = ()
    warnings: tuple[str, ...] = field(default_factory=tuple)
    elapsed_ms: float = 0.0
    ocr: tuple[tuple[int, float], ...] = ()  # (page from 1, mean confidence 0 to 1) of pages read by OCR
    article_gaps: tuple[str, ...] = ()  # “第三条之后缺第四条”
    margins: tuple[str, ...] = ()  # running headers and footers that were set apart
    attachments: tuple[str, ...] = ()  # names of files that the source links or carries
    same_as: str | None = None  # doc_id of the document that this source is a copy of
    kept: bool = False  # the store holds it as it was read before: it was not read again


@dataclass(frozen=True, slots=True)
class PageWords:
    """These are the words of a page (from 1) that OCR read: for each line its words, left, top, right and bottom.

    Sides are shares (0 to 1) of the page as it is drawn.
    """

    page: int
    lines: tuple[tuple[str, float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """A parsed source is one document or one failure.

    ``document`` is ``None`` where ``report.ok`` is false or ``report.kept`` is true.
    """

    report: ParseReport
    document: Document | None = None
    words: tuple[PageWords, ...] = ()  # of the pages that were read by OCR
