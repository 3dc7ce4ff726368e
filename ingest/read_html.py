"""HTML pages: the article of a government page as plain text, its tables as rows.

Runs in the worker (:mod:`ingest.worker`). Scripts are never run and nothing is
fetched.
"""

from __future__ import annotations

import re

from ingest.decode import decode
from ingest.errors import NoTextFound, UnreadableFile
from ingest.extracted import Extracted
from ingest.grid import grid, pipe_table

# Where Chinese government sites keep the words of a page, most specific first.
_CONTAINERS = (
    ".TRS_UEDITOR", "#UCAP-CONTENT", ".TRS_Editor", ".trs_editor_view", ".pages_content", "#zoomcon", "#zoom",
    ".Custom_UnionStyle", ".view.TRS_UEDITOR", ".article-content", ".article_content", ".info-content", ".wzcon",
    ".bt-content", ".info_cont", ".news-info", "#artibody", ".xxgk_content", ".news_content", ".main-content", "#content", ".content", ".article",
    "article", "main",
)  # fmt: skip
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "iframe",
        "object",
        "embed",
        "nav",
        "header",
        "footer",
        "form",
        "button",
        "select",
        "textarea",
        "svg",
        "canvas",
        "template",
        "head",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "tr",
        "table",
        "blockquote",
        "dd",
        "dt",
        "dl",
        "pre",
        "center",
        "main",
        "address",
        "figure",
        "hr",
    ]
)
_DEEPEST = 1_000  # nesting beyond which a page is no page
_FEWEST_LETTERS = 80  # a container with less is not the article
_SPACE = re.compile(r"[ \t\u3000\xa0\u200b\ufeff\r\f\v]+")


def read_html(data: bytes) -> Extracted:
    """The article of a page. Raises :class:`NoTextFound`, :class:`UnreadableFile` or the errors of decoding."""
    from selectolax.lexbor import LexborHTMLParser

    source = decode(data)
    if _depth(source) > _DEEPEST:
        raise UnreadableFile("网页嵌套过深", "the page is nested too deeply")
    tree = LexborHTMLParser(source)
    given = _given(tree)
    text = _article(tree) or _fallback(source)
    if not text.strip():
        raise NoTextFound("未提取到文字", "no text was found")
    title = given.pop("title", None)
    return Extracted(text, "text/html", page_title=title, given=dict(given))


def _depth(source: str) -> int:
    """An upper bound of how deep elements nest: opening tags not closed again."""
    depth = deepest = 0
    for match in re.finditer(
        r"<(/?)(div|span|b|i|font|table|tr|td|ul|li|p|section|center|blockquote|a)\b", source
    ):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _given(tree) -> dict[str, str]:
    """Title and date from the page's own meta elements."""
    wanted = {"ArticleTitle": "title", "PubDate": "published", "publishdate": "published"}
    found: dict[str, str] = {}
    for meta in tree.css("meta"):
        name, content = meta.attributes.get("name") or "", (meta.attributes.get("content") or "").strip()
        if name in wanted and content:
            found.setdefault(wanted[name], content)
    return found


def _article(tree) -> str:
    """The words of the first known container that holds enough of them."""
    for selector in _CONTAINERS:
        texts = [_words(node) for node in tree.css(selector)]
        best = max(texts, key=len, default="")
        if len(best) >= _FEWEST_LETTERS:
            return best
    return ""


def _fallback(source: str) -> str:
    """What trafilatura takes for the article, else all visible words."""
    import trafilatura
    from selectolax.lexbor import LexborHTMLParser

    words = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""
    if len(words) >= _FEWEST_LETTERS:
        return words
    body = LexborHTMLParser(source).body
    visible = _words(body) if body is not None else ""
    return max((words, visible), key=len)


def _words(root) -> str:
    """Visible words of an element, a line for each block, a pipe row for each table row."""
    parts: list[str] = []
    node = root.child
    while node is not None:
        tag = node.tag or ""
        if tag in ("-text", "#text"):
            parts.append(re.sub(r"\s+", " ", node.text(deep=False) or ""))
        elif tag == "table":
            parts.append("\n" + _table(node) + "\n")
        elif tag in _BLOCKS:
            parts.append("\n")
        enters = node.child is not None and tag not in _DROPPED and tag != "table" and not _is_hidden(node)
        node = node.child if enters else _next(node, root, parts)
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _next(node, root, parts: list[str]):
    """The next node in the order of the page, closing the blocks that end."""
    while node is not None and node.next is None:
        node = node.parent
        if node is None or node == root:
            return None
        if node.tag in _BLOCKS:
            parts.append("\n")
    return node.next if node is not None else None


def _is_hidden(node) -> bool:
    attributes = node.attributes or {}
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "hidden" in attributes or "visibility:hidden" in style


def _table(node) -> str:
    """A data table as pipe rows; a table that only lays out the page as its words."""
    if node.css_first("table table") is not None or len(node.css("tr")) < 2:
        return "\n".join(
            filter(None, (_words(cell) for cell in node.css("td,th") if cell.css_first("td,th td") is None))
        )
    rows = (
        [(_words(cell), _span(cell, "colspan"), _span(cell, "rowspan")) for cell in row.css("td,th")]
        for row in node.css("tr")
    )
    return pipe_table(grid(rows))


def _span(cell, name: str) -> int:
    value = (cell.attributes or {}).get(name) or "1"
    return min(max(int(value), 1), 200) if value.isdigit() else 1
