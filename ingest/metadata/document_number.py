"""Tell a document's own number (发文字号) from the numbers of documents that it cites. Pure functions."""

from __future__ import annotations

from ingest.document import Span
from ingest.metadata.patterns import BEFORE_NUMBER, CITED_NUMBER, NUMBER_FIELD
from ingest.metadata.signature import names_before
from ingest.text.patterns import DOCUMENT_NUMBER

_BESIDE = frozenset(" \t\r\n\u3000\xa0（(）)[]〔〕\u200d\u200b\ufeff")
_PLAIN_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_TITLE_ENDS = ("的通知", "的意见", "的公告", "的决定", "的批复", "的函")
_ADDRESSEE = ("各", "致", "市", "省", "区", "县", "有关")


def find_number(text: str, start: int, head_end: int, title_end: int | None) -> tuple[str, Span] | None:
    """Find the document's own number in ``text[start:head_end]`` as “丰政发〔2022〕7号”, and where it stands.

    Its own number stands apart: on a line by itself, in a field of the page, or right behind the title.
    Several of a joint issue that follow each other are kept together, parted by 、.
    """
    own: list[tuple[str, Span]] = []
    last = text.rfind("号", start, head_end)  # “第12号令”: every number ends with it, or one character later
    for match in DOCUMENT_NUMBER.finditer(text, start, min(last + 2, head_end)) if last >= 0 else ():
        kept = BEFORE_NUMBER.sub("", match.group())
        first = match.end() - len(kept)
        first += len(kept) - len(kept.lstrip())
        names = names_before(text, first, max(start, first - 200)) if match["notice"] else ()
        first = names[0].start if names else first
        if own and not _goes_on(text, own[-1][1].end, first):
            break
        if own or _is_field(text, start, first) or _stands_apart(text, start, first, match.end(), title_end):
            own.append(
                (
                    "".join(text[first : match.end()].split()).translate(_PLAIN_DIGITS),
                    Span(first, match.end()),
                )
            )
    if not own:
        return None
    return "、".join(value for value, _ in own), Span(own[0][1].start, own[-1][1].end)


def _goes_on(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return len(between) <= 12 and not between.strip(" \t\r\n\u3000\xa0、，,")


def _is_field(text: str, start: int, position: int) -> bool:
    return bool(NUMBER_FIELD.search(text, max(start, position - 24), position))


def _stands_apart(text: str, start: int, first: int, end: int, title_end: int | None) -> bool:
    if CITED_NUMBER.search(text, max(start, first - 4), first) and not (
        title_end is not None and 0 <= first - title_end <= 3
    ):
        return False
    behind_title = title_end is not None and 0 <= first - title_end <= 3
    before = text[first - 1] if first > start else "\n"
    after = text[end] if end < len(text) else "\n"
    ends = after in _BESIDE or text.startswith(_ADDRESSEE, end)
    if behind_title or first == start:
        return ends or after in "公发"  # “……令第746号公布”
    if (
        text[max(start, first - 12) : first]
        .rstrip()
        .endswith(("根据", "按照", "依据", "《", "和", "及", "、"))
    ):
        return False
    if before in "(（":
        line = text[max(start, first - 40) : first - 1]
        return ends and (not line.strip() or line[-1:] in "\r\n \u3000\t")
    if first != end and text[first - 1].isdigit() and text.startswith(_ADDRESSEE, end):
        return True  # “发布日期:2022-02-22丰政发〔2022〕7号各街道”
    runs_in = text.endswith(_TITLE_ENDS, start, first)  # “……的通知某发〔2020〕1号 各区”
    return ((before in _BESIDE or runs_in) and ends) or _is_order(text, start, first)


def _is_order(text: str, start: int, first: int) -> bool:
    """（2021年7月27日中华人民共和国国务院令第746号公布）at the head of an act."""
    return text[first - 1] == "日" and first - start < 400 and "（" in text[max(start, first - 20) : first]
