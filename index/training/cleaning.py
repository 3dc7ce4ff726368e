"""Clean training text of crawl headers, layout and repeated sentences. Pure functions of text."""

from __future__ import annotations

import re

from ingest.text.normalise import flat_text

# "2023-07-25 15:14，正文：原标题：", and the cut-off forms of it that the crawl holds ("8-10 11:20，正文：", "，正文：").
_NEWS_HEADER = re.compile(r"\A[\d\-: 年月日]{0,24}，正文：\s*(?:原标题：)?")
# https://…, www.gov.cn/…: an address says nothing of a text’s matter; it ends before Chinese.
_ADDRESS = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+", re.IGNORECASE)
# （责任编辑：某某）, [来源：某报], 【文/某某】: who made the page, in brackets of any kind.
_CREDIT = re.compile(r"[（(【\[](?:责任编辑|责编|编辑|作者|来源|文/|图/)[^）)】\]]{0,30}[）)】\]]")
# “！！！！”, “……………”, “----”: three or more of one mark become one.
_REPEATED_MARK = re.compile(r"([^\w\s])\1{2,}")
# “……完成。”）: a sentence with its closing marks, or what stands at the end without a mark.
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”’」』）)]*|[^。！？；!?;\n]+\Z")


def without_news_header(line: str) -> str:
    """Give a news line without its date and the words of the crawl in front of the text."""
    return _NEWS_HEADER.sub("", line, count=1)


def clean(text: str) -> str:
    """Normalise text and remove web addresses, editors' credits and runs of one mark."""
    text = _CREDIT.sub("", _ADDRESS.sub("", text))
    return flat_text(_REPEATED_MARK.sub(r"\1", text))


def sentences(text: str) -> list[str]:
    """Give sentences in order, without those seen before in the same text (dirty crawls repeat blocks)."""
    seen: set[str] = set()
    kept: list[str] = []
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        if len(sentence) > 1 and sentence not in seen:
            seen.add(sentence)
            kept.append(sentence)
    return kept


def passages(parts: list[str], limit: int = 250) -> list[list[str]]:
    """Group neighbouring sentences to at most ``limit`` characters; a longer sentence is cut."""
    groups: list[list[str]] = []
    size = limit + 1
    for part in parts:
        for start in range(0, len(part), limit):
            piece = part[start : start + limit]
            if size + len(piece) > limit:
                groups.append([])
                size = 0
            groups[-1].append(piece)
            size += len(piece)
    return groups
