"""Find who issued a document: named by its title, its page, its red header or its signature. Pure functions."""

from __future__ import annotations

import re

from ingest.document import Span
from ingest.metadata.patterns import (
    ABOUT,
    ADOPTED,
    DELIVERED,
    FIELD_NAME,
    ISSUER_FIELD,
    ISSUES,
    ORGANISATION,
    RED_HEADER,
    SPEAKS_FOR,
)
from ingest.metadata.signature import Signature, is_organisation, names_before
from ingest.text.places import regions_in

Named = tuple[tuple[str, ...], Span | None]
_NONE: Named = ((), None)


def find_issuers(
    text: str, start: int, head_end: int, line: str, title: Span | None, signed: Signature | None
) -> Named:
    """Find the issuers and where the text names them (``None`` where only a title given from outside does)."""
    named = _by_title(line)
    if named and not (signed and _fuller(named, signed)):
        return named, _in_title(text, title, named) if title else None
    for found in (
        _by_field(text, start, head_end),
        _by_header(text, start, head_end),
        _by_signature(text, signed),
        _by_lines_above(text, start, title),
        _by_order(text, start),
        _by_line_below(text, title.end if title else start),
        _by_speech(text, title.end if title else start, head_end, line),
        _by_last_line(text, start),
    ):
        if found[0]:
            return found
    return _NONE


def _in_title(text: str, title: Span, named: tuple[str, ...]) -> Span | None:
    """From the first name to the last where both stand unbroken in the title, else the whole title."""
    first = text.find(named[0], title.start, title.end)
    last = text.find(named[-1], max(first, title.start), title.end)
    return Span(first, last + len(named[-1])) if 0 <= first <= last else title


def _by_title(line: str) -> tuple[str, ...]:
    match = ISSUES.match(line) or ABOUT.match(line)
    if not match:
        return ()
    words = match["issuer"].strip().removesuffix("关于").removesuffix("重新").removesuffix("联合")
    # “甲局、乙局 丙局”: joint issuers of a title are parted by 、 or a blank.
    names = [name for name in re.split(r"[、\s]+", words) if name]
    if not names or not ORGANISATION.search(names[-1]) or not all(len(name) >= 2 for name in names):
        return ()
    return tuple(names) if all(is_organisation(name) or len(names) > 1 for name in names) else ()


def _fuller(named: tuple[str, ...], signed: Signature) -> bool:
    """A title may shorten what the signature says whole: “甲局等五部门”, “甲市财政局 教育局”."""
    count = len(signed.names)
    # “甲局等五部门”, “甲局等单位”: the title names one and counts the others.
    return count > 1 and (
        count > len(named) or any(re.search(r"等.{0,4}(?:部门|单位|局)$", name) for name in named)
    )


def _by_field(text: str, start: int, head_end: int) -> Named:
    match = ISSUER_FIELD.search(text, start, head_end)
    if not match:
        return _NONE
    words = match["issuers"]
    other = FIELD_NAME.search(words)
    words = words[: other.start()] if other else words
    # “甲局,乙局”, “甲局、乙局 丙委”: the field of a page lists them with any of these marks.
    names = tuple(name for name in re.split(r"[,，、\s]+", words) if len(name) >= 3)
    first = match.start("issuers")
    return (names, Span(first, first + len(words.rstrip()))) if names else _NONE


def _by_header(text: str, start: int, head_end: int) -> Named:
    match = RED_HEADER.search(text, start, min(head_end, start + 400))
    if match and is_organisation(match["issuer"]):
        return (match["issuer"],), Span(*match.span("issuer"))
    return _NONE


def _by_signature(text: str, signed: Signature | None) -> Named:
    if not signed or not signed.names:
        return _NONE
    names = tuple("".join(text[name.start : name.end].split()) for name in signed.names)
    return names, Span(signed.names[0].start, signed.names[-1].end)


def _by_last_line(text: str, start: int) -> Named:
    """Organisations alone behind the last sentence: a signature without a date."""
    names = names_before(text, len(text), max(start, len(text) - 400))
    signed = names and text[: names[0].start].rstrip().endswith(("。", "！"))
    return _by_signature(text, Signature(names, names[-1])) if signed else _NONE


def _by_lines_above(text: str, start: int, title: Span | None) -> Named:
    """Organisations that stand above the title by themselves."""
    if title is None:
        return _NONE
    names = names_before(text, title.start, start)
    return _by_signature(text, Signature(names, title)) if names else _NONE


def _by_line_below(text: str, start: int) -> Named:
    """An organisation on a line under the day and place of a report to a congress."""
    match = DELIVERED.search(text, start, start + 200)
    if not match:
        return _NONE
    position = match.end()
    for line in text[position : position + 120].splitlines(keepends=True)[1:3]:
        words = line.strip()
        if is_organisation(words):
            first = position + text[position : position + 120].index(words)
            return (words,), Span(first, first + len(words))
    return _NONE


def _by_order(text: str, start: int) -> Named:
    """“（2021年7月27日中华人民共和国国务院令第746号公布）”, “……全国人民代表大会常务委员会……通过”."""
    match = ADOPTED.search(text, start, start + 400)
    if not match:
        return _NONE
    by = match["by"]
    # “国务院令第746号”: whoever gave the order; “全国人民代表大会常务委员会……通过”: the congress that adopted it.
    for pattern in (r"([\u4e00-\u9fff]{2,24}?)令第", r"([\u4e00-\u9fff]{2,16}?人民代表大会(?:常务委员会)?)"):
        named = re.search(pattern, by)
        if named:
            # “第十三届全国人民代表大会”, “2020年5月28日第十三届……”: the term is no part of the name.
            name = re.sub(r"^.*第[〇零一二三四五六七八九十]{1,4}届", "", named[1]).removeprefix(
                "中华人民共和国"
            )
            first = match.start("by") + named.end(1) - len(name)
            return ((name,), Span(first, first + len(name))) if len(name) >= 3 else _NONE
    return _NONE


def _by_speech(text: str, start: int, head_end: int, line: str) -> Named:
    """“我代表省人民政府，向大会报告工作” in the report of a place that the title names."""
    match = SPEAKS_FOR.search(text, start, head_end) if "工作报告" in line else None
    if not match:
        return _NONE
    name = match["issuer"]
    places = regions_in(line)
    if not regions_in(name) and places:
        region = places[0].region
        # “我代表自治区人民政府”, “市人民政府”: the level alone; the region of the title has it already.
        name = region + re.sub(r"^(?:自治区|[省市县区])", "", name)
    return (name.replace("省政府", "省人民政府").replace("市政府", "市人民政府"),), Span(
        *match.span("issuer")
    )
