"""Read HTML pages: the article of a government page as plain text, its tables as rows.

Runs in the worker (:mod:`ingest.sandbox.worker`). Scripts are never run and nothing is
fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.errors import NoTextFound, UnreadableFile
from ingest.extracted import Extracted, SourceLine, marked_headings
from ingest.readers.html.facts import attachments, page_facts, page_title
from ingest.readers.html.patterns import HTML_HIDING, HTML_SELECTOR
from ingest.readers.html.source import PageSource, clean_source, decode_page, plain_words
from ingest.readers.html.walk import PageLine, Walk
from ingest.text.patterns import SENTENCE_MARK

# Where Chinese government sites keep the words of a page, most specific first.
_TEMPLATES = (
    ".TRS_UEDITOR", "#UCAP-CONTENT", ".TRS_Editor", ".trs_editor_view", ".pages_content", "#zoomcon", "#zoom",
    ".Custom_UnionStyle", ".view.TRS_UEDITOR", "#vsb_content", ".v_news_content", ".xxgk_content", ".zwgk_content", ".wzcon",
    ".article-content", ".article_content", ".article_con", ".arti_content", ".wp_articlecontent", ".info-content", ".info_cont",
    ".bt-content", ".TxtCenter", "#ContentRegion", "#artibody", "#printContent", "#mainText", "#MyContent", ".news_content",
)  # fmt: skip
_CONTAINERS = (
    *_TEMPLATES,
    ".news-info",
    ".main-content",
    "#content",
    ".content",
    ".article",
    "article",
    "main",
)
_DEEPEST = 2_000  # nesting beyond which a page is no tree
_DEEPEST_FALLBACK = 200  # what trafilatura's parser follows
_LONGEST = 12_000_000  # characters of markup
_LONGEST_FALLBACK = 600_000
_FEWEST_LETTERS = 80  # a container with less may not be the article
_FEW_LETTERS = 12
_MOST_CONTAINERS = 20


def read_html(data: bytes) -> Extracted:
    """Give the article of a page. Raises :class:`NoTextFound`, :class:`UnreadableFile` or the errors of decoding."""
    from selectolax.lexbor import LexborHTMLParser

    source = clean_source(decode_page(data))
    if len(source.markup) > _LONGEST:
        raise UnreadableFile("网页过大", "the page is too long")
    if source.depth > _DEEPEST:
        return _without_tree(source)
    tree = LexborHTMLParser(source.markup)
    page, walk = Walk(_hiding(source.styles)), Walk(_hiding(source.styles))
    body = tree.body
    everything = page.lines(body) if body is not None else []
    lines = _article(tree, walk) or _fallback(source, tree, walk, page, everything)
    text = "\n".join(line.words for line in lines).strip("\n")
    if not text.strip():
        raise NoTextFound("未提取到文字", "no text was found")
    given = page_facts(tree, everything)
    title = given.pop("title", None) or page_title(tree)
    marked = marked_headings(
        [SourceLine(line.words, line.level, line.stands_out, line.in_table) for line in lines],
        str(title or ""),
    )
    return Extracted(
        text,
        "text/html",
        page_title=str(title) if title else None,
        given=given,
        headings=marked,
        warnings=_warnings(walk),
        attachments=attachments(tree),
    )


def _without_tree(source: PageSource) -> Extracted:
    text = "\n".join(plain_words(source.markup))
    if not text:
        raise NoTextFound("未提取到文字", "no text was found")
    warning = "网页嵌套过深，按纯文字读取（nested too deeply: read without its structure）"
    return Extracted(text, "text/html", warnings=(warning,))


def _warnings(walk: Walk) -> tuple[str, ...]:
    """What the article itself hides; hidden menus around it are a page's ordinary furniture."""
    found = []
    if walk.hidden:
        found.append(f"略去隐藏文字 {walk.hidden} 字（hidden text was left out）")
    if walk.invisible:
        found.append(f"略去不可见字符 {walk.invisible} 个（invisible characters were left out）")
    if walk.cut:
        found.append("表格过大，只读入一部分（a table was too large: read in part）")
    return tuple(found)


def _hiding(styles: str) -> frozenset[str]:
    """Classes and ids that the page's own style sheets hide, whatever the width or the medium."""
    found: set[str] = set()
    depth = 0
    for rule in styles.split("}"):
        selectors, _, body = rule.rpartition("{")
        depth += rule.count("{") - 1
        if depth == 0 and "@" not in selectors and HTML_HIDING.search("".join(body.split()).lower()):
            names = (name.strip() for name in selectors.split("*/")[-1].split(","))
            found.update(name for name in names if HTML_SELECTOR.match(name))
        depth = max(depth, 0)
    return frozenset(found)


# --- where the article is ----------------------------------------------------------------------------


def _article(tree: Any, walk: Walk) -> list[PageLine]:
    """The lines of the first known container that holds enough of them; a short notice only of a template's own."""
    short: list[PageLine] = []
    for selector in _CONTAINERS:
        best: list[PageLine] = []
        for node in tree.css(selector)[:_MOST_CONTAINERS]:
            reading = Walk(walk.hiding)
            lines = reading.lines(node)
            if _length(lines) > _length(best):
                best = lines
                walk.take_counts(reading)
        if _length(best) >= _FEWEST_LETTERS:
            return best
        if not short and selector in _TEMPLATES and _length(best) >= _FEW_LETTERS:
            short = best
    return short


def _length(lines: Sequence[PageLine]) -> int:
    return sum(len(line.words) for line in lines)


def _fallback(
    source: PageSource, tree: Any, walk: Walk, page: Walk, everything: list[PageLine]
) -> list[PageLine]:
    """The element that holds what trafilatura takes for the article, else all visible lines; no bare navigation."""
    if not _tells(everything) or 10 * page.linked > 6 * _length(everything):
        return []
    if source.depth > _DEEPEST_FALLBACK or len(source.markup) > _LONGEST_FALLBACK:
        walk.take_counts(page)
        return everything
    import trafilatura

    words = trafilatura.extract(source.markup, include_comments=False, favor_recall=True) or ""
    wanted = {line.strip() for line in words.split("\n") if len(line.strip()) > 8}
    walk.take_counts(Walk())
    return walk.lines(_smallest(tree.body, wanted) if wanted else tree.body)


def _tells(lines: Sequence[PageLine]) -> bool:
    """Whether there is a sentence or a table: the menu of a page has neither."""
    return any(SENTENCE_MARK.search(line.words) or line.in_table for line in lines)


def _smallest(node: Any, wanted: set[str]) -> Any:
    """The deepest element that holds nine in ten of some lines."""
    fewest = 0.9 * len(wanted)
    while True:
        child = node.child
        while child is not None:
            words = "".join((child.text() or "").split()) if child.child is not None else ""
            if words and sum("".join(line.split()) in words for line in wanted) >= fewest:
                break
            child = child.next
        if child is None or child.tag in ("p", "table", "tbody", "tr", "ul", "ol"):
            return node
        node = child


def read_mhtml(data: bytes) -> Extracted:
    """Give the article of the first HTML part; raises the errors of :func:`ingest.readers.html.reader.read_html`."""
    from email import message_from_bytes, policy

    for part in message_from_bytes(data, policy=policy.compat32).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                return read_html(page)
    raise UnreadableFile("网页存档里没有网页", "the web archive holds no page")
