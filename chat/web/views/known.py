"""Draw what the store says of a document beside its text: successors, copies, sources, edits, the original's pages.

Pure functions, every piece of text escaped. The class names are those of ``chat/web/static/reader.css``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chat.service.page_images import original_address
from index.hits import DocumentInfo
from ingest.metadata import METADATA_LABELS
from ingest.text.safe_display import escape

MOST_NAMED = 6  # copies or sources


def known_html(info: DocumentInfo, titles: Mapping[str, str]) -> str:
    """Draw the lines under a title; nothing where there is nothing to say. ``titles``: of the copies that may be seen."""
    names = [escape(name) for name in dict.fromkeys(file.name for file in info.sources)]
    lines = [
        *_successors(info),
        *_line("内容相同的文件", [open_button(doc_id, titles[doc_id]) for doc_id in info.copies if doc_id in titles], len(info.copies)),
        *_line("来源", names if len(names) > 1 else []),
        *_line("人工更正", _edits(info)),
    ]  # fmt: skip
    return f'<ul class="wc-known">{"".join(f"<li>{line}</li>" for line in lines)}</ul>' if lines else ""


def _edits(info: DocumentInfo) -> list[str]:
    return [METADATA_LABELS[field] for field in info.edited if field in METADATA_LABELS]


def _successors(info: DocumentInfo) -> Iterable[str]:
    if info.repealed_by:
        yield f"已由 {open_button(info.repealed_by.doc_id, info.repealed_by.title)} 废止"
    if claimed := info.repeal_claimed_by:
        yield f"另有文件声称废止它（发文机关无权或不明）：{open_button(claimed.doc_id, claimed.title)}"
    if info.replaced_by:
        yield f"已有正式文件：{open_button(info.replaced_by.doc_id, info.replaced_by.title)}"


def _line(label: str, items: list[str], count: int = 0) -> Iterable[str]:
    count = max(count, len(items))
    if items:
        more = f"等 {count} 份" if count > MOST_NAMED else ""
        yield f"{label}：{'、'.join(items[:MOST_NAMED])}{more}"


def open_button(doc_id: str, title: str) -> str:
    """Draw a title as a button that opens the document."""
    return f'<button type="button" class="wc-action" data-open="{escape(doc_id)}">{escape(in_marks(title))}</button>'


def in_marks(title: str) -> str:
    """Give a title in the marks of titles, which do not stand within each other."""
    return title if "《" in title else f"《{title}》"


def listed_html(info: DocumentInfo) -> str:
    """Draw the same for a row of the list of documents, as short as it goes."""
    marks = [*_successors(info)]
    marks += [f"另有 {len(info.copies)} 份内容相同"] if info.copies else []
    marks += [f"人工更正：{'、'.join(_edits(info))}"] if info.edited else []
    return "".join(f'<p class="wc-mark-known">{mark}</p>' for mark in marks)


def sheet_html(info: DocumentInfo, pages: int) -> str:
    """Draw the pane for the pictures of an original's pages; its script loads them when it is opened."""
    address = escape(original_address(info.doc_id))

    def button(action: str, label: str, words: str, extra: str = "") -> str:
        return (
            f'<button type="button" class="wc-r-tool" data-sheet="{action}" aria-label="{label}" '
            f'title="{label}"{extra}>{words}</button>'
        )

    return (
        f'<section class="wc-r-sheet" aria-label="原页" data-pages="{pages}" data-address="{address}" hidden>'
        '<div class="wc-r-sheet-bar" role="toolbar" aria-label="原页工具">'
        + button("previous", "上一页", "‹")
        + '<span class="wc-r-sheet-page" role="status"></span>'
        + button("next", "下一页", "›")
        + button("zoom", "放大或还原", "放大", ' aria-pressed="false"')
        + f'<a class="wc-r-tool" href="{address}/original" download aria-label="下载原件" title="下载原件">下载</a>'
        + button("close", "收起原页", "收起")
        + '</div><div class="wc-r-sheet-scroll" tabindex="0" role="group" aria-label="原页图像">'
        '<div class="wc-r-picture"><img alt="" decoding="async" hidden><p class="wc-empty" hidden></p></div>'
        "</div></section>"
    )
