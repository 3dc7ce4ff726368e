"""Extract the facts about a document that its own text states, each with the place where it stands.

Everything found here can be given from outside instead (front matter, a JSONL
line): what is given wins. Pure functions of text; a fact that is not plainly
stated stays ``None``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from ingest.document import Evidence, Metadata, Span
from ingest.metadata.dates import find_issued, find_published, find_signature, plan_period
from ingest.metadata.document_number import find_number
from ingest.metadata.given import apply_given, by_field
from ingest.metadata.issuers import find_issuers
from ingest.metadata.kinds import find_kind
from ingest.metadata.patterns import (
    ABOUT,
    BOOK_TITLE,
    DRAFT_MARK,
    FORWARDS,
    ISSUES,
    JOINS,
    KIND_AT_END,
    ORDER_ISSUES,
    ORDER_TITLE,
    ORGANISATION,
    PERIOD,
    SAYS_ITSELF,
)
from ingest.metadata.region import find_region
from ingest.metadata.signature import Signature
from ingest.metadata.titles import find_title, name_of_file, names_nothing
from ingest.metadata.validity import (
    find_draft,
    find_effective,
    find_expires,
    find_repealed,
    find_superseded,
)
from ingest.text.normalise import letters

_STATE = "中华人民共和国"
_HEAD = 2000  # characters in which a document says who it is


@dataclass(frozen=True, slots=True)
class ExtractedMetadata:
    """This holds the metadata of a text, where its title stands (``None``: nowhere), and where each field was read."""

    metadata: Metadata
    title: Span | None
    evidence: tuple[Evidence, ...] = ()


def find_metadata(
    text: str,
    start: int = 0,
    given: Mapping[str, object] | None = None,
    page_title: str | None = None,
    formal_only: bool = False,
    file_name: str = "",
) -> ExtractedMetadata:
    """Find the metadata of ``text[start:]``; ``given`` fields (see :func:`apply_given`) win over those of the text.

    ``page_title`` is what a file or page calls itself, read like a title in the text. ``file_name`` (without its
    ending) names a document whose text does not.
    With ``formal_only`` a line that does not end like a title is none. Fields that the text does
    not state itself have no evidence.
    """
    given = by_field(given or {})
    stated = given.get("title") or page_title
    line, span = find_title(text, start, stated if isinstance(stated, str) else None, formal_only)
    if not stated and (name := name_of_file(file_name)) and names_nothing(text, line, span):
        line, span = name, None
    head_end = min(len(text), (span.end if span else start) + _HEAD)
    signed = find_signature(text, start, span)
    metadata, where = _identity(text, start, head_end, line, span, signed)
    metadata, terms = _standing(metadata, text, start, head_end, line, span)
    where |= terms
    if "region" not in given:
        region, where["region"] = find_region(text, start, line, metadata.issuers, span)
        metadata = replace(metadata, region=region)
    final = apply_given(metadata, given)
    evidence = tuple(
        Evidence(field.name, place.start, place.end)
        for field in fields(Metadata)
        if (place := where.get(field.name))
        and (value := getattr(metadata, field.name))
        and getattr(final, field.name) == value
    )
    return ExtractedMetadata(final, span, evidence)


Where = dict[str, Span | None]


def _identity(
    text: str, start: int, head_end: int, line: str, span: Span | None, signed: Signature | None
) -> tuple[Metadata, Where]:
    """Title, issuers, number, dates of writing and publication, kind."""
    title = core_title(line)
    order = ORDER_TITLE.search(line) and ORDER_ISSUES.search(text, span.end if span else start, head_end)
    if order:
        title = order["name"]
    elif "《" not in line and SAYS_ITSELF.search(text, span.end if span else start, head_end):
        title = line
    issuers, by = find_issuers(text, start, head_end, line, span, signed)
    number = find_number(text, start, head_end, span.end if span else None)
    published = find_published(text, start, head_end)
    issued = find_issued(text, start, head_end, signed)
    kind = find_kind(text, start, head_end, title, bool(issuers or number))
    if kind == "新闻":
        issued = None if issued and not (signed and signed.date == issued[1]) else issued
    metadata = Metadata(
        title=title,
        issuers=issuers,
        number=number[0] if number else None,
        issued=issued[0] if issued else None,
        published=published[0] if published else None,
        kind=kind,
        aliases=_aliases(line, title),
    )
    where: Where = {
        "title": Span(*order.span("name")) if order else _within(text, span, title) or span,
        "issuers": by,
        "number": number[1] if number else None,
        "issued": issued[1] if issued else None,
        "published": published[1] if published else None,
        "kind": _within(text, span, _bare_kind(title)),
    }
    return metadata, where


def _standing(
    metadata: Metadata, text: str, start: int, head_end: int, line: str, span: Span | None
) -> tuple[Metadata, Where]:
    """Terms of validity, plan years, draft or final, void or not, and what is repealed."""
    effective = find_effective(text, start, head_end, metadata.issued or metadata.published)
    since = (effective[0] if effective else None) or metadata.issued or metadata.published
    expires = find_expires(text, start, head_end, since)
    period = plan_period(metadata.title, text, start, head_end)
    draft = find_draft(text, line, span, head_end)
    repealed = find_repealed(text, start, head_end, span)
    superseded, by = find_superseded(text, start, (metadata.title, line), line)
    metadata = replace(
        metadata,
        effective=effective[0] if effective else None,
        expires=expires[0] if expires else None,
        period=period[0] if period else None,
        draft=bool(draft),
        repealed=bool(repealed),
        supersedes=superseded,
    )
    where: Where = {
        "effective": effective[1] if effective else None,
        "expires": expires[1] if expires else None,
        "draft": draft if isinstance(draft, Span) else None,
        "repealed": repealed,
        "supersedes": by,
    }
    if period:
        words = period[1]
        where["period"] = words if isinstance(words, Span) else _within(text, span, words)
    return metadata, where


def _bare_kind(title: str) -> str:
    match = KIND_AT_END.search(title)
    return match["kind"] if match else ""


def _within(text: str, span: Span | None, words: str) -> Span | None:
    """Where ``words`` stand last in ``text[span]``, whatever white space layout put between them."""
    if span is None or not words:
        return None
    kept = [index for index in range(span.start, span.end) if not text[index].isspace()]
    position = "".join(text[index] for index in kept).rfind("".join(words.split()))
    length = len("".join(words.split()))
    return Span(kept[position], kept[position + length - 1] + 1) if position >= 0 else None


def core_title(line: str) -> str:
    """Give the name a title issues: “某政府关于印发《甲规划》的通知” -> “甲规划”; any other title as it is.

    A drafting note or notice that merely mentions a document keeps its own name.
    """
    match = ISSUES.match(line)
    if match:
        names = BOOK_TITLE.findall(match["issued"])
        if len(names) == 1:
            rest = letters(match["issued"].replace(names[0], ""))
            return names[0] if len(rest) <= 4 else line
        issued = match["issued"].strip()
        if FORWARDS.search(match["issuer"] + line[match.end("issuer") : match.start("issued")]):
            issued = issued[max(0, issued.find("关于")) :]
        several = [part for part in JOINS.split(issued) if KIND_AT_END.search(part)]
        if not names and len(several) <= 1 and len(issued) >= 6 and KIND_AT_END.search(issued):
            return issued
    return line


def part_titles(text: str, start: int, metadata: Metadata, title: Span | None) -> list[Span]:
    """Find the lines that open one of several texts of a notice: names in 《》 in its head or joined in its title.

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
    law = (title.removeprefix(_STATE),) if title.startswith(_STATE) else ()  # 刑法, however short
    return law + tuple(name for name in unique if len(name) >= 4 and name not in (title, *law))
