"""Questions to ask next, drawn from the clauses that an answer cites. Pure functions.

What a cited clause holds beside what was asked (another column of the same row, a deadline, the units
in charge, an amount), the clauses next to it, and the same question for another place. They are
wishes: whoever offers them asks an engine first whether it would answer (see :func:`answered`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from chat.answer import Answer, Citation
from chat.choices import follow_ups
from chat.roles import assignments
from index.hits import DocumentInfo
from ingest.document import Document, Row

MOST = 3
TRIED = 8  # wishes that an engine is asked about
LOOKED_AT = 3  # citations
LONGEST_NAME, SHORTEST_NAME = 24, 4  # characters of a heading that names a question's subject

_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇两\d]+[编章节条款]|(?:附件|专栏)\s*[一二三四五六七八九十\d]*"
    r"|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.．、])\s*[：:]?\s*"
)
_RUNNING = re.compile(r"^(?:序号|编号|备注|No\.?)$", re.I)
_ASKED_WHEN = re.compile(r"何时|什么时候|时间|期限|截止|哪年|几月|多久")
_ASKED_WHO = re.compile(r"谁|哪个|哪些(?:单位|部门|机构)|牵头|负责|责任|主管|单位|部门")
_ASKED_MUCH = re.compile(r"多少|金额|资金|补贴|补助|奖励|几[万亿元]")
_DEADLINE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:底|前|之前)|\d{4}年(?:底|前|年底|之前)|[自从]?.{2,8}之?日起\d+"
)
_AMOUNT = re.compile(r"\d[\d,.]*\s*(?:万|亿)?元")


@dataclass(frozen=True, slots=True)
class Wish:
    """A question to offer; ``whole`` is the same question understood without a conversation."""

    words: str
    whole: str


def wishes(
    answer: Answer, documents: Sequence[DocumentInfo], document_of: Callable[[str], Document | None]
) -> list[Wish]:
    """The questions worth offering, most telling first; nothing where the answer is a refusal."""
    if answer.refused:
        return []
    asked = answer.resolved + answer.text
    cited = [(citation, document_of(citation.doc_id)) for citation in answer.citations[:LOOKED_AT]]
    held = [(citation, document) for citation, document in cited if document is not None]
    kinds: Iterable[Iterable[str]] = (
        chain.from_iterable(_of_row(citation, document, asked) for citation, document in held),
        chain.from_iterable(_of_clause(citation, answer.resolved) for citation, _ in held),
        chain.from_iterable(_of_neighbours(citation, document, asked) for citation, document in held),
    )
    elsewhere = [Wish(words, "") for words in follow_ups(answer, documents)]
    mixed = [Wish(words, words) for round_ in zip_longest(*kinds) for words in round_ if words]
    found = {wish.words: wish for wish in (*elsewhere[:1], *mixed, *elsewhere[1:])}
    return [wish for wish in found.values() if wish.words.strip("？") not in answer.resolved][:TRIED]


def answered(found: Iterable[Wish], would_answer: Callable[[Wish], bool]) -> tuple[str, ...]:
    """The first ``MOST`` wishes that would be answered."""
    offered: list[str] = []
    for wish in found:
        if would_answer(wish):
            offered.append(wish.words)
        if len(offered) == MOST:
            break
    return tuple(offered)


def _of_row(citation: Citation, document: Document, asked: str) -> Iterator[str]:
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
            yield f"“{name}”的{cell.header}是什么？"


def _name_of_row(row: Row) -> str:
    """The shortest cell that can name what a row is about, of the first columns."""
    for cell in row.cells[:3]:
        if SHORTEST_NAME <= len(cell.text) <= LONGEST_NAME and not cell.text[0].isdigit():
            return cell.text
    return ""


def _meet(start: int, end: int, citation: Citation) -> bool:
    return start < citation.end and citation.start < end


def _of_clause(citation: Citation, question: str) -> Iterator[str]:
    """When, who and how much, where the cited clause says so and was not asked."""
    name = heading_name(citation.clause.split(" / ")[-1])
    if not name:
        return
    if assignments(citation.text) and not _ASKED_WHO.search(question):
        yield f"“{name}”由哪些单位负责？"
    if _DEADLINE.search(citation.text) and not _ASKED_WHEN.search(question):
        yield f"“{name}”要在什么时候完成？"
    if _AMOUNT.search(citation.text) and not _ASKED_MUCH.search(question):
        yield f"“{name}”的金额是多少？"


def _of_neighbours(citation: Citation, document: Document, asked: str) -> Iterator[str]:
    """The clauses beside the cited one, by their headings."""
    path = tuple(step for step in citation.clause.split(" / ") if step.strip())
    beside = dict.fromkeys(
        clause.path
        for clause in document.clauses
        if len(clause.path) == len(path) and clause.path[:-1] == path[:-1] and clause.kind == "text"
    )
    order = list(beside)
    if path not in beside:
        return
    here = order.index(path)
    for other in (*order[here + 1 :], *reversed(order[:here])):
        name = heading_name(other[-1])
        if name and name not in asked:
            yield f"“{name}”包括哪些内容？"


def heading_name(heading: str) -> str:
    """A heading without its number, where it can stand in a question: “三、强化人才支撑” → “强化人才支撑”."""
    name = _LABEL.sub("", heading).strip(" 。：:")
    fits = SHORTEST_NAME <= len(name) <= LONGEST_NAME
    return name if fits and not re.search(r"[。；？！“”《》\n]", name) else ""
