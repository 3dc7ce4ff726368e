"""Questions to ask next, drawn from the clauses that an answer cites. Pure functions.

What a cited clause holds beside what was asked (another column of the same row, a deadline, the units
in charge, money, a figure), the clauses below and next to it, and the same question for another place. They are
wishes: whoever offers them asks an engine first whether it would answer (see :func:`answered`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from chat.answer import Answer, Citation
from chat.claims import assignments
from chat.conversations.heading_questions import (
    LONGEST_NAME,
    SHORTEST_NAME,
    field_question,
    heading_name,
    provision_question,
    question_of,
    repeats,
    subject_of,
)
from chat.conversations.other_places import places_of_the_matter
from index.hits import DocumentInfo
from ingest.document import Document, Row
from ingest.text.figures import figures_in
from ingest.text.place_names import short_name

MOST = 3
TRIED = 6  # wishes that an engine is asked about
LOOKED_AT = 3  # citations
COUNTRY = ("全国", "中国")  # as the region of a document
LONGEST = 24  # characters of a question about a clause
# “序号”: a column that only counts rows; nobody asks for it
_RUNNING = re.compile(r"^(?:序号|编号|备注|No\.?)$", re.I)
# “何时完成”: the question asked for a time already
_ASKED_WHEN = re.compile(r"何时|什么时候|时间|期限|截止|哪年|几月|多久")
# “谁牵头”: the question asked for an office already
_ASKED_WHO = re.compile(r"谁|哪个|哪些(?:单位|部门|机构)|牵头|负责|责任|主管|单位|部门")
# “补贴多少”: the question asked for a sum already
_ASKED_MUCH = re.compile(r"多少|金额|资金|补贴|补助|奖励|几[万亿元]")
# “2025年底前”, “6月30日前”, “自印发之日起30”: the clause says by when
_DEADLINE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:底|前|之前)|\d{4}年(?:底|前|年底|之前)|[自从]?.{2,8}之?日起\d+"
)
_SUPPORT = re.compile(r"(?:补[贴助]|奖励|资助|资金|经费|给予)([^。；\n]{0,28})")  # and a sum right behind
# “企业数量达到160家”, “收入年均增幅超10%”: what is measured, with the figure behind it; no “均增幅” of “年均增幅”
_FIGURE = re.compile(
    r"(?:^|[，。；、：\n]|(?<=年)(?![均度内初末底])|(?<=[到至]))(?P<what>(?:(?![称为比较其该此的])[\u4e00-\u9fff]){3,12}?)(?:力争|预计|将)?"
    r"(?:达到?|超过?|突破|不低于|不少于|提[高升]到|增长到|控制在)\s*\d"
)
# “企业数量”, “研发投入”: a noun of which “是多少” can be asked
_MEASURED = re.compile(
    r"(?:数量|规模|收入|产值|比例|比重|率|总数|家数|增速|增幅|投入|面积|人数|强度|总量|水平|数)$"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A question to offer; ``whole`` is the same question understood without a conversation.

    ``drawn``: where its answer should stand, as (id of a document, start, end); empty for anywhere.
    """

    words: str
    whole: str
    drawn: tuple[tuple[str, int, int], ...] = ()

    def met_by(self, citations: Sequence[Citation]) -> bool:
        """Whether an answer that cites these is to the question: its first ones are where the question was drawn from."""
        first = citations[:LOOKED_AT]
        return (bool(citations) and not self.drawn) or any(
            cited.doc_id == doc_id and cited.start < end and start < cited.end
            for cited in first
            for doc_id, start, end in self.drawn
        )


def wishes(
    answer: Answer, documents: Sequence[DocumentInfo], document_of: Callable[[str], Document | None]
) -> list[Wish]:
    """The questions worth offering, most telling first; nothing where the answer is a refusal."""
    if answer.refused:
        return []
    cited = [(citation, document_of(citation.doc_id)) for citation in answer.citations[:LOOKED_AT]]
    held = [(citation, document) for citation, document in cited if document is not None]
    asked = answer.resolved
    said = asked + answer.text
    kinds: Iterable[Iterable[Wish]] = (
        chain.from_iterable(_of_row(citation, document, said) for citation, document in held),
        chain.from_iterable(_of_clause(citation, document, asked) for citation, document in held),
        chain.from_iterable(_of_figures(citation, document, said) for citation, document in held),
        chain.from_iterable(_of_clauses_around(citation, document, asked) for citation, document in held),
    )
    elsewhere = [_of_place(place, documents) for place in places_of_the_matter(answer, documents)]
    mixed = [wish for round_ in zip_longest(*kinds) for wish in round_ if wish and wish.words]
    found: dict[str, Wish] = {}
    for wish in (*elsewhere[:1], *mixed, *elsewhere[1:]):
        found.setdefault(wish.words, wish)
    return [wish for wish in found.values() if wish.words.strip("？") not in asked][:TRIED]


def answered(
    found: Iterable[Wish], cited_for: Callable[[Wish], Sequence[Citation]], most: int = MOST
) -> tuple[str, ...]:
    """The first ``most`` wishes that are answered from where they were drawn. ``cited_for``: what an answer would cite."""
    offered: list[str] = []
    for wish in found:
        if wish.met_by(cited_for(wish)):
            offered.append(wish.words)
        if len(offered) == most:
            break
    return tuple(offered)


def _of_place(place: str, documents: Iterable[DocumentInfo]) -> Wish:
    """The same question for another place, answered by a document of that place."""
    theirs = (info for info in documents if short_name(info.metadata.region or "") == place)
    return Wish(f"那{place}呢？", "", tuple((info.doc_id, 0, sys.maxsize) for info in theirs))


def _drawn(words: str, document: Document, path: tuple[str, ...]) -> Wish:
    """A question of what stands under a heading, but not of the heading itself, which would only say it again."""
    under = [clause for clause in document.clauses if clause.path[: len(path)] == path]
    spans = [span for clause in under for span in (clause.heading, *clause.spans) if span is not None]
    own = [clause.heading.end for clause in under if clause.path == path and clause.heading is not None]
    start = own[0] if own else min((span.start for span in spans), default=0)
    end = max((span.end for span in spans), default=sys.maxsize)
    return Wish(words, words, ((document.doc_id, start, end),))


def _of_row(citation: Citation, document: Document, asked: str) -> Iterator[Wish]:
    """What the other columns of a cited table row say of the thing it is about."""
    row = next((row for row in document.rows if _meet(row.start, row.end, citation)), None)
    if row is None:
        return
    name = _name_of_row(row)
    if not name:
        return
    for cell in row.cells:
        empty = not cell.text or cell.text in ("/", "-", "—", "无")
        if empty or not cell.header or cell.text == name or cell.text in asked or len(cell.header) > 12:
            continue
        if not _RUNNING.match(cell.header) and cell.header not in asked:
            words = f"“{name}”的{cell.header}是什么？"
            yield Wish(words, words, ((document.doc_id, row.start, row.end),))


def _name_of_row(row: Row) -> str:
    """The shortest cell that can name what a row is about, of the first columns."""
    for cell in row.cells[:3]:
        if SHORTEST_NAME <= len(cell.text) <= LONGEST_NAME and not cell.text[0].isdigit():
            return cell.text
    return ""


def _meet(start: int, end: int, citation: Citation) -> bool:
    return start < citation.end and citation.start < end


def _of_clause(citation: Citation, document: Document, question: str) -> Iterator[Wish]:
    """When, who and how much, where the cited clause says so and was not asked."""
    path = _path(citation)
    if not path or not question_of(path[-1]):
        return
    if path[-1] in field_headings(document):  # “服务内容” is of what stands above it
        path = path[:-1]
    name = heading_name(path[-1]) if path else ""
    if not name:
        return
    subject = _said_of(citation, subject_of(name))
    if assignments(citation.text) and not _ASKED_WHO.search(question):
        yield _drawn(f"{subject}由谁负责？", document, path)
    if _DEADLINE.search(citation.text) and not _ASKED_WHEN.search(question):
        yield _drawn(f"{subject}什么时候完成？", document, path)
    if _gives_money(citation.text) and not _ASKED_MUCH.search(question):
        yield _drawn(f"{subject}有多少资金支持？", document, path)


def _path(citation: Citation) -> tuple[str, ...]:
    return tuple(step for step in citation.clause.split(" / ") if step.strip())


def field_headings(document: Document) -> set[str]:
    """Give the headings that stand under more than one other: “条件要求” of each measure, which alone say nothing."""
    above: dict[str, set[tuple[str, ...]]] = {}
    for clause in document.clauses:
        if clause.path:
            above.setdefault(clause.path[-1], set()).add(clause.path[:-1])
    return {heading for heading, paths in above.items() if len(paths) > 1}


def _gives_money(text: str) -> bool:
    return any(
        figure.measure == "money" for match in _SUPPORT.finditer(text) for figure in figures_in(match[1])
    )


def _of_figures(citation: Citation, document: Document, said: str) -> Iterator[Wish]:
    """What else is measured in the cited passage."""
    for what in measured_in(citation.text):
        if what not in said:
            yield _drawn(f"{_said_of(citation, what)}是多少？", document, _path(citation))


def measured_in(text: str) -> Iterator[str]:
    """Give what a text states a figure of: “企业数量达到160家” → “企业数量”."""
    return (match["what"] for match in _FIGURE.finditer(text) if _MEASURED.search(match["what"]))


def _of_clauses_around(citation: Citation, document: Document, asked: str) -> Iterator[Wish]:
    """The clauses below the cited one, those beside it from the next one on, those beside the one it is in."""
    path = _path(citation)
    place = _place(citation)
    paths = list(dict.fromkeys(clause.path for clause in document.clauses if clause.kind == "text"))
    fields = field_headings(document)
    if (
        path and path[-1] in fields
    ):  # the other fields of the same thing; what is beside that is another matter
        for field in _beside(paths, path, len(path)) if len(path) > 1 else ():
            yield _drawn(field_question(path[-2], field), document, (*path[:-1], field))
        return
    under = dict.fromkeys(other[len(path)] for other in paths if path == other[: len(path)] != other)
    for heading in under if path else ():
        yield _drawn(_about(heading, place, asked, below=True), document, (*path, heading))
    for depth in range(len(path), max(0, len(path) - 2), -1):
        for heading in _beside(paths, path, depth):
            if heading not in fields:
                words = _about(heading, place, asked) or _provided(heading, document, asked)
                yield _drawn(words, document, (*path[: depth - 1], heading))


def _beside(paths: Sequence[tuple[str, ...]], path: tuple[str, ...], depth: int) -> list[str]:
    """The headings beside the one at a depth of a path, from the next one on, then those before it, the nearest first."""
    above = path[: depth - 1]
    beside = list(dict.fromkeys(other[depth - 1] for other in paths if other[: depth - 1] == above != other))
    here = beside.index(path[depth - 1]) if path[depth - 1] in beside else 0
    return [*beside[here + 1 :], *reversed(beside[:here])]


def _provided(heading: str, document: Document, asked: str) -> str:
    """What a law says of the matter of its chapter; empty where it is no law, or that was asked."""
    name = heading_name(heading)
    return "" if name and name in asked else provision_question(document.metadata, heading)


def _about(heading: str, place: str, asked: str, below: bool = False) -> str:
    """A question about a heading; empty where it would be asked again (what lies ``below`` says more) or is long."""
    name, words = heading_name(heading), question_of(heading, place)
    again = subject_of(name) in asked if below else repeats(name, asked)
    return "" if again or len(words) > LONGEST else words


def _place(citation: Citation) -> str:
    """The place that a cited document is of; empty for the whole country, which nobody says of a measure."""
    place = short_name(citation.document.metadata.region or "")
    return "" if place in COUNTRY else place


def _said_of(citation: Citation, name: str) -> str:
    """A name said of the place that its document is of."""
    place = _place(citation)
    return name if place in name or len(place) + len(name) > LONGEST_NAME - 6 else f"{place}{name}"
