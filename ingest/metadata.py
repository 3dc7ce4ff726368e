"""Facts about a document that its own text states: title, issuer, number, dates, period, place.

Everything found here can be given from outside instead (front matter, a JSONL
line): what is given wins. Pure functions of text; a fact that is not plainly
stated stays ``None``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.dates import plan_period, with_dates
from ingest.document import Metadata, Span
from ingest.given import apply_given
from ingest.patterns import (
    ABOUT,
    BEFORE_NUMBER,
    BOOK_TITLE,
    CITED_NUMBER,
    DOCUMENT_NUMBER,
    DRAFT_MARK,
    ISSUER_FIELD,
    ISSUES,
    KIND_AT_END,
    NEWS,
    ORGANISATION,
    PERIOD,
    REPEALS,
    SEEKS_OPINIONS,
    SIGNED,
)
from ingest.places import MUNICIPALITIES, counties_in, places_in
from ingest.spacing import letters
from ingest.titles import find_title

# Issuers whose acts hold in the whole country.
_NATIONAL = ("国务院", "中共中央", "全国人民代表大会", "国家", "中华人民共和国")
_HEAD = 2000  # characters in which a document says who it is


@dataclass(frozen=True, slots=True)
class Found:
    """Metadata and where the title stands in the text (``None``: nowhere)."""

    metadata: Metadata
    title: Span | None


def find_metadata(
    text: str,
    start: int = 0,
    given: Mapping[str, object] | None = None,
    page_title: str | None = None,
    formal_only: bool = False,
) -> Found:
    """Metadata of ``text[start:]``; ``given`` fields (see :func:`apply_given`) win over those found.

    ``page_title`` is what a file or page calls itself, read like a title in the text.
    With ``formal_only`` a line that does not end like a title is none.
    """
    given = given or {}
    stated = given.get("title") or page_title
    line, span = find_title(text, start, stated if isinstance(stated, str) else None, formal_only)
    title = core_title(line)
    head = text[start : start + _HEAD]
    issuers = _issuers(line, head)
    metadata = Metadata(title=title or "", issuers=issuers, aliases=_aliases(line, title))
    metadata = with_dates(metadata, text, start, head)
    metadata = replace(
        metadata,
        number=_number(head),
        period=plan_period(title, head),
        kind=_kind(title, head),
        draft=bool(DRAFT_MARK.search(line) or SEEKS_OPINIONS.search(line)),
        supersedes=_supersedes(text, title),
    )
    if "region" not in given:
        metadata = replace(metadata, region=_region(line, issuers, text[start : start + 3 * _HEAD]))
    return Found(apply_given(metadata, given), span)


def core_title(line: str) -> str:
    """“某政府关于印发《甲规划》的通知” -> “甲规划”; any other title as it is.

    A drafting note or notice that merely mentions a document keeps its own name.
    """
    match = ISSUES.match(line)
    if match:
        names = BOOK_TITLE.findall(match["issued"])
        if len(names) == 1:
            rest = letters(match["issued"].replace(names[0], ""))
            return names[0] if len(rest) <= 4 else line
        issued = match["issued"].strip()
        if not names and len(issued) >= 6 and KIND_AT_END.search(issued):
            return issued
    return line


def part_titles(text: str, start: int, metadata: Metadata, title: Span | None) -> list[Span]:
    """Lines that open one of several texts a notice carries: names that its head gives in 《》 or its title joins.

    Empty unless at least two of them stand on a line of their own.
    """
    if "《" not in text[start : start + _HEAD]:
        return []
    names = {letters(name) for name in BOOK_TITLE.findall(text[start : start + _HEAD]) if len(name) >= 8}
    found: dict[str, Span] = {}
    position = title.end if title else start
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end]
        if 8 <= len(line.strip()) <= 80 and (name := letters(line)) in names and name not in found:
            found[name] = Span(position, end)
        position = end + 1
    own = letters(metadata.title)
    return list(found.values()) if len(set(found) - {own}) >= 2 else []


def _aliases(line: str, title: str) -> tuple[str, ...]:
    """Other names: the notice's full title, the title without its draft mark or years, names it carries."""
    found: list[str] = [line] if line != title else []
    bare = DRAFT_MARK.sub("", title)
    found.append(bare)
    found.append(PERIOD.sub("", bare).replace("（）", "").replace("()", ""))
    found.extend(BOOK_TITLE.findall(title))
    match = ABOUT.match(title)
    if match and ORGANISATION.search(match["issuer"].strip()):
        found.append(title[match.end("issuer") :])
    unique = dict.fromkeys(name.strip() for name in found)
    return tuple(name for name in unique if len(name) >= 4 and name != title)


def _issuers(line: str, head: str) -> tuple[str, ...]:
    match = ISSUES.match(line) or ABOUT.match(line)
    if match:
        names = [name.strip() for name in match["issuer"].replace("、", " ").split()]
        names = [name.removesuffix("关于") for name in names]
        if names and ORGANISATION.search(names[-1]):
            return tuple(names)
    field = ISSUER_FIELD.search(head)
    if field:
        return tuple(field["issuers"].replace("，", ",").replace("、", ",").replace(" ", ",").split(","))
    signed = SIGNED.search(head)
    if signed:
        before = head[: signed.start("date")].rstrip()
        name = before[max(before.rfind(stop) for stop in "。\n　 ：；") + 1 :]
        if 4 <= len(name) <= 30 and ORGANISATION.search(name):
            return (name,)
    return ()


def _number(head: str) -> str | None:
    """The document's own 发文字号: the first in the head that is not cited behind another's name."""
    for match in DOCUMENT_NUMBER.finditer(head):
        if CITED_NUMBER.search(head, max(0, match.start() - 4), match.start()):
            continue
        before = head[max(0, match.start() - 40) : match.start()]
        alone = not before.rpartition("\n")[2].strip(" \t\u3000（(") and not head[
            match.end() : match.end() + 2
        ].strip("\r\n）) ")
        if (
            not alone
            and match.start() > 60
            and any(word in before for word in ("根据", "按照", "依据", "落实", "执行", "《"))
        ):
            continue
        return "".join(BEFORE_NUMBER.sub("", match.group()).split())
    return None


def _kind(title: str, head: str) -> str | None:
    match = KIND_AT_END.search(title)
    if match:
        kind = match["kind"]
        return {"发展规划": "规划", "规划纲要": "纲要", "暂行办法": "办法", "管理办法": "办法"}.get(
            kind, kind
        )
    return "新闻" if NEWS.search(head) else None


def _region(line: str, issuers: tuple[str, ...], body: str) -> str | None:
    """Province, prefecture and county that a document is about, as one name (“北京市丰台区”)."""
    named = " ".join((line, *issuers))
    if line.startswith(("中华人民共和国", "国务院")) or any(i.startswith(_NATIONAL) for i in issuers):
        return "全国"
    county = _commonest(counties_in(named)) or _commonest(counties_in(body), at_least=6)
    counts = Counter(places_in(named))
    if not counts:  # a place that the body names in passing is not what it is about
        counts = Counter({place: count for place, count in Counter(places_in(body)).items() if count >= 2})
    if not counts:
        return None
    best = max(counts, key=lambda place: (counts[place], len(place)))
    deeper = [place for place in counts if place.startswith(best) and place != best]
    if deeper:
        best = max(deeper, key=lambda place: counts[place])
    if county and _belongs(county, best, body) and not best.endswith(county):
        return best + county
    return best


def _commonest(names: list[str], at_least: int = 1) -> str | None:
    if not names:
        return None
    name, count = Counter(names).most_common(1)[0]
    return name if count >= at_least else None


def _belongs(county: str, place: str, body: str) -> bool:
    """A county is named under a place where the text joins them, or where the place is a municipality."""
    return place in MUNICIPALITIES or any(part + county in body for part in (place, place[-3:], place[-4:]))


def _supersedes(text: str, title: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in REPEALS.finditer(text):
        start = max(text.rfind(stop, max(0, match.start() - 600), match.start()) for stop in "。；\n")
        found.extend(BOOK_TITLE.findall(text, max(0, start), match.start()))
    return tuple(dict.fromkeys(name for name in found if letters(name) != letters(title)))
