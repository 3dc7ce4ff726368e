"""Find a clause by its address: “第三章第二节讲什么”, “附件1”, “第十二条第二款第（三）项”.

Works on a parsed document's ladder of headings; a clause answers with its own
first words and the headings below it. Numerals of every script are the same: 第十二条, 第12条, 第１２条.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.words import bigrams
from ingest.document import Chunk, Document, Row, Span
from ingest.structure import provision
from ingest.text.numerals import number

_NUMERAL = r"[一二三四五六七八九十百零〇两\d]+"
# “第三章”, “第（三）项”, “第六条之一”, “附件2”, “（一）”, “三、”: one rung of an address in a question
STEP = re.compile(
    rf"第\s?[（(]?\s?(?P<n1>{_NUMERAL})\s?[）)]?\s?(?P<kind>[编篇章节条款项目]|部分)(?:之(?P<after>{_NUMERAL}))?"
    rf"|(?P<named>附件|专栏)\s*(?P<n2>{_NUMERAL})|[（(](?P<n3>{_NUMERAL})[）)]|(?<![\d第])(?P<n4>{_NUMERAL})、"
)
# The same at the start of a heading: “第三章 总则”, “附件”, “1．范围”
_LABEL = re.compile(
    rf"^(?:第(?P<n1>{_NUMERAL})(?P<kind>[编篇章节条]|部分)(?:之(?P<after>{_NUMERAL}))?|(?P<named>附件|专栏)\s*(?P<n2>{_NUMERAL})?|[（(](?P<n3>{_NUMERAL})[）)]|(?P<n4>{_NUMERAL})[、.．])"
)
# “……。（运用促进处）5.支持地理标志”: the number of the next passage, run into the one before
_RUN_IN = re.compile(rf"(?<=[。）)；;\n])\s*(?P<n>{_NUMERAL})[、.．](?!\d)")


@dataclass(frozen=True, slots=True)
class AddressStep:
    """One rung of an address: “第三章” -> (“章”, 3). “（一）” and “一、” have the kind “”."""

    kind: str
    number: int
    after: int = 0  # 第五条之一: 1


# 款, 项 and 目 lie inside an article's words.
_INNER = ("款", "项", "目", "")


def address_of(text: str) -> tuple[AddressStep, ...]:
    """Give the rungs that a question names, outermost first."""
    steps = []
    for match in STEP.finditer(text):
        kind = match["kind"] or match["named"] or ""
        value = number(match["n1"] or match["n2"] or match["n3"] or match["n4"])
        if value is not None:
            steps.append(AddressStep(kind, value, (number(match["after"]) or 0) if match["after"] else 0))
    return tuple(steps)


def has_rungs(document: Document, kind: str) -> bool:
    """Whether any heading of the document is of a kind (“章”, “条”)."""
    return any(
        (match := _LABEL.match(part)) and (match["kind"] or match["named"]) == kind
        for clause in document.clauses
        for part in clause.path
    )


def find_path(document: Document, steps: Sequence[AddressStep], text: str) -> tuple[str, ...] | None:
    """Give the path at an address; among several the one whose headings share most with the question.

    “第二节” also finds the second rung below a chapter whose sections are numbered 一、二、.
    """
    asked = set(bigrams(text))
    found = [clause.path for clause in document.clauses if matches(clause.path, steps)]
    if not found:
        return None
    return max(dict.fromkeys(found), key=lambda path: (_shared(path, asked), -len(path)))


def _shared(path: tuple[str, ...], asked: set[str]) -> int:
    return len({pair for part in path for pair in bigrams(part)} & asked)


def find_row(document: Document, steps: Sequence[AddressStep]) -> Row | None:
    """Find “附件1第6项”: the row with that running number in the table under the address before it."""
    if len(steps) < 2 or steps[-1].kind not in ("项", "条", "款", ""):
        return None
    for row in document.rows:
        first = row.cells[0].text if row.cells else ""
        if number(first) == steps[-1].number and _matches_any(row.path, steps[:-1]):
            return row
    return None


def numbered_passage(
    document: Document, chunks: Sequence[Chunk], steps: Sequence[AddressStep]
) -> Span | None:
    """Give the words from a number up to the next one, in a document without articles that numbers its passages: “4.推进……”."""
    if len(steps) != 1 or steps[0].kind not in ("条", "项") or has_rungs(document, "条"):
        return None
    value = steps[0].number
    found = [chunk for chunk in chunks if chunk.kind == "text" and _number_of(chunk.text) == value]
    if len(found) != 1:
        return None
    following = (m for m in _RUN_IN.finditer(found[0].text) if number(m["n"]) == value + 1)
    end = next((found[0].start + match.start("n") for match in following), found[0].end)
    return Span(found[0].start, end)


def _number_of(text: str) -> int | None:
    match = _LABEL.match(text)
    label = match and (match["n3"] or match["n4"])
    return number(label) if label else None


def inner_address(steps: Sequence[AddressStep]) -> tuple[Sequence[AddressStep], dict[str, int]]:
    """Give the steps down to an article, and the 款, 项, 目 behind it; an empty mapping where there are none."""
    last = max((n for n, step in enumerate(steps) if step.kind == "条"), default=-1)
    inner = steps[last + 1 :]
    if last < 0 or not inner or any(step.kind not in _INNER for step in inner):
        return steps, {}
    return steps[: last + 1], {step.kind or "项": step.number for step in inner}


def find_provision(document: Document, path: tuple[str, ...], inner: Mapping[str, int]) -> Span | None:
    """Give the words of a 款, 项 or 目 of the article at a path."""
    below = [clause for clause in document.clauses if clause.path[: len(path)] == path]
    heading = next((clause.heading for clause in below if clause.path == path), None)
    ends = [span.end for clause in below for span in clause.spans]
    if heading is None or not ends or max(ends) <= heading.end:
        return None
    words = Span(heading.end, max(ends))
    return provision(document.text, words, inner.get("款"), inner.get("项"), inner.get("目"))


def _matches_any(path: tuple[str, ...], steps: Sequence[AddressStep]) -> bool:
    return any(matches(path[:depth], steps) for depth in range(1, len(path) + 1))


def children_of(chunks: Sequence[Chunk], path: tuple[str, ...]) -> list[str]:
    """Give the headings right below a path, in order."""
    depth = len(path)
    return list(
        dict.fromkeys(c.path[depth] for c in chunks if len(c.path) > depth and c.path[:depth] == path)
    )


def heading_chunk(document: Document, chunks: Sequence[Chunk], path: tuple[str, ...]) -> Chunk | None:
    """Give the heading of a path with the first words below as a passage; ``None`` where the text has no such line."""
    below = next((chunk for chunk in chunks if chunk.path[: len(path)] == path), None)
    clause = next((c for c in document.clauses if c.path == path and c.heading is not None), None)
    if below is None or clause is None or clause.heading is None:
        return None
    start = clause.heading.start
    end = below.end if 0 <= below.start - clause.heading.end <= 40 else clause.heading.end
    return replace(
        below, start=start, end=end, text=document.text[start:end], path=path, cells=(), kind="text"
    )


def matches(path: tuple[str, ...], steps: Sequence[AddressStep]) -> bool:
    """Whether the path ends in a rung that is the last step, the earlier steps standing above it in order."""
    if not path or not _is_step(path[-1], steps[-1]):
        return False
    rest = list(path[:-1])
    for step in reversed(steps[:-1]):
        while rest and not _is_step(rest[-1], step):
            rest.pop()
        if not rest:
            return False
        rest.pop()
    return True


def _is_step(heading: str, step: AddressStep) -> bool:
    match = _LABEL.match(heading)
    if not match:
        return False
    value = number(match["n1"] or match["n2"] or match["n3"] or match["n4"] or "一")
    kind = match["kind"] or match["named"] or ""
    after = (number(match["after"]) or 0) if match["after"] else 0
    if (value, after) != (step.number, step.after):
        return False
    return kind == step.kind or (kind == "" and step.kind in ("节", "条", "款", "项")) or step.kind == ""
