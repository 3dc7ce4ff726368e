"""Whether a passage states a figure about the same subject as the sentence. Pure functions.

The same number of the same kind must stand there with the same words, of the same year and under the same bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chat.claims.bounds import bound, bound_changed
from chat.claims.passage import LEAST_NEAR, Passage, credit, is_foreign, names_another, pairs_in
from chat.claims.statements import (
    MOST_LISTED,
    Statement,
    StatementItem,
    content_words,
    statements_of,
    stretch_of,
    zone,
)
from ingest.text.figures import Figure, figures_of, flat
from ingest.text.years import years_said

LEAST_ALIKE = 0.3  # credit from which a noun of the passage counts as said by a sentence
LEAST_PAIRS = 0.7  # of a sentence's pairs of letters, for another figure to be the one that is meant
LEAST_FIT, LEAST_LEAD = 0.7, 0.3  # of a figure's own nouns said, and by which another figure's may lead
COUNTED = ("个", "人", "条", "类")  # kinds of figures that may count a list
# “三项措施”, “两家共同牵头”: counts what the text itself lists, so no figure need state it
_COUNTED = re.compile(
    r"[两二三四五六七八九\d](?:份|项|类|者|档|层|种|组|方|部分|个方面|个层次|个条件|家(?=牵头|的|共同|联合|均|都|$))"
)
# “全国第一”, “国内领先”: the figure is of the country or the world
_SCOPE = re.compile(r"国内|全国|全球|世界|我国|国外|境外")
# “三年内”, “五年来”: behind a number, makes it a stretch of time
_SPAN = re.compile(r"前|间|里|内|来|后|以来|之后")
# “一是加强”: a member of a list in running text
_NUMBERED_MEMBER = re.compile(r"[一二三四五六七八九十]是")
# “约5亿元”, “4.5%左右”: the figure is not exact
_ABOUT = re.compile(r"约|近|大约|大概|左右|上下")
# “北京、天津和河北”: between the members of a list
_MEMBER_MARK = re.compile(r"、|以及|和|及")
# “包括：｜北京、天津和河北。”: a list stands in one clause
_CLAUSE_MARK = re.compile(r"[，；：:。]")


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure where a text states it: in the item ``place`` of the statement ``at`` of ``statements``."""

    figure: Figure
    statements: tuple[Statement, ...]
    at: int
    place: int

    @property
    def statement(self) -> Statement:
        return self.statements[self.at]

    @property
    def item(self) -> StatementItem:
        return self.statement.items[self.place]

    @property
    def before(self) -> str:
        """The statement before, which one without a subject goes on from."""
        return self.statements[self.at - 1].text if self.at else ""

    @property
    def items_before(self) -> tuple[StatementItem, ...]:
        return self.statement.items[: self.place]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A figure that a sentence states and ``words``, what it says the figure of."""

    stated: _Stated
    words: str

    @property
    def figure(self) -> Figure:
        return self.stated.figure

    @property
    def sentence(self) -> str:
        return self.stated.statement.text

    @property
    def item(self) -> StatementItem:
        return self.stated.item


def wrong_figure(words: str, passage: Passage) -> str:
    """Say which figure the passage does not state, or states of another thing or year or as another bound."""
    for stated in _figures_in(statements_of(words)):
        figure = stated.figure
        if not (_year_known(figure, passage) if figure.is_year else _figure_holds(stated, passage)):
            return f"“{figure.text}”与所引条文不符"
    return ""


def _figures_in(statements: tuple[Statement, ...]) -> Iterator[_Stated]:
    for at, statement in enumerate(statements):
        for place, item in enumerate(statement.items):
            for figure in item.figures:
                yield _Stated(figure, statements, at, place)


def _year_known(figure: Figure, passage: Passage) -> bool:
    return int(figure.value) in years_said(passage.known)


def _figure_holds(stated: _Stated, passage: Passage) -> bool:
    figure, text = stated.figure, stated.item.text
    rounded = _is_rounded(text, figure)
    held = [
        other
        for other in _figures_in(passage.statements)
        if figure.same(other.figure) or (rounded and figure.near(other.figure))
    ]
    if not held:
        return _counts_itself(stated, passage)
    claim = _Claim(stated, _words_of(stated))
    year = _year_of(stated)
    return any(
        not bound_changed(bound(text, figure), _bound_held(other))
        and _said_of(claim, other, passage)
        and _in_year(year, other, passage)
        and not _fits_better(claim, other, passage)
        and _under_conditions(stated, other, passage)
        for other in held
    )


def _words_of(stated: _Stated) -> str:
    """What a sentence says a figure of: its item, the words beside it only where another figure stands in the item."""
    figure, item = stated.figure, stated.item
    others = [other for other in item.figures if not other.is_year and other.kind != figure.kind]
    start = max((other.end for other in others if other.end <= figure.start), default=0)
    end = min((other.start for other in others if other.start >= figure.end), default=len(item.text))
    for words in (item.text[start : figure.end], item.text[start:end]):
        if others and content_words(words):
            return words
    return stretch_of(stated.statement.items, stated.place)[1]


def _bound_held(held: _Stated) -> frozenset[str]:
    """The bound of a figure of the passage; one that opens its item has what the item before ends with."""
    figure = held.figure
    before = held.items_before[-1].text if held.place and figure.start < 2 else ""
    moved = replace(figure, start=figure.start + len(before), end=figure.end + len(before))
    return bound(before + held.item.text, moved)


def _is_rounded(text: str, figure: Figure) -> bool:
    return bool(_ABOUT.search(text[max(0, figure.start - 3) : figure.end + 2]))


def _said_of(claim: _Claim, held: _Stated, passage: Passage) -> bool:
    """Whether a figure of the passage stands with the words and figures that the sentence puts it with."""
    statement, context, words = held.statement, passage.context, held.item.text
    figure = held.figure
    near = (
        statement.text
        if figure.kind == "第"
        else zone(statement, held.place, figure.kind, held.before, context)
    )
    if passage.source.cells:
        near += "\n".join(_other_cells(statement, figure, passage))
    if _narrower(words, claim.sentence):
        return False
    # The subject of a sentence goes on until an item names another one.
    topic = "" if names_another(words, claim.words, context) else statement.items[0].text
    if is_foreign(claim.words, f"{near}\n{topic}\n{context}", words, passage, claim.sentence):
        return False
    company = [other for other in claim.item.figures if other is not claim.figure and not other.is_year]
    return all(_stands_with(other, claim, held, passage) for other in company)


def _other_cells(statement: Statement, figure: Figure, passage: Passage) -> Iterator[str]:
    """Cells of a row whose figures, if any, are of another kind."""
    for other in passage.statements:
        alike = any(one.kind == figure.kind for item in other.items for one in item.figures)
        if other.line != statement.line and not alike:
            yield other.text


def _narrower(held: str, sentence: str) -> bool:
    """Whether the passage says a figure of the country or the world, and the sentence of neither."""
    return any(match.group() not in sentence for match in _SCOPE.finditer(held)) and not _SCOPE.search(
        sentence
    )


def _stands_with(company: Figure, claim: _Claim, held: _Stated, passage: Passage) -> bool:
    """A second figure of the sentence's item in the passage's item too; further apart in the sentence where both are of
    one kind (“从4家增加到6家”) or the item beside it has no figure of the first one's kind."""
    if not any(company.same(other) for _, _, item in passage.places() for other in item.figures):
        return True  # judged by itself
    items = held.statement.items
    if company.kind == claim.figure.kind:
        figures = [other for item in items for other in item.figures]
    else:
        beside = [
            items[near]
            for near in (held.place - 1, held.place + 1)
            if 0 <= near < len(items) and all(other.kind != held.figure.kind for other in items[near].figures)
        ]
        figures = [other for item in (held.item, *beside) for other in item.figures]
    rounded = _is_rounded(claim.item.text, company)
    return any(company.same(other) or (rounded and company.near(other)) for other in figures)


def _under_conditions(stated: _Stated, held: _Stated, passage: Passage) -> bool:
    """Whether what the sentence says before a figure (“未申报的，处……”) stands in the figure's sentence of the passage."""
    if passage.source.cells:
        return True
    conditions = "，".join(item.text for item in stated.items_before if not item.counts())
    own = held.statement.text
    allowed = f"{own}\n{passage.context}"
    if _goes_on(own, passage):
        allowed = f"{held.before}\n{allowed}"
    return not is_foreign(conditions, allowed, own, passage)


def _goes_on(statement: str, passage: Passage) -> bool:
    """Whether a sentence names nothing before its first mark: it goes on from the one before."""
    opening = statement.split("，")[0]
    return not [word for word, noun in content_words(opening) if noun and word not in passage.context]


def _fits_better(claim: _Claim, held: _Stated, passage: Passage) -> bool:
    """Whether another figure of this kind is said of just what the sentence says, this one of something narrower or else."""
    words, told, figure = claim.words, figures_of(claim.sentence), held.figure
    own = _precision(held.item.text, claim.item.text, passage)
    alike = pairs_in(words, held.item.text)
    for _, _, item in passage.places():
        rivals = [other for other in item.figures if other.kind == figure.kind and not other.is_year]
        if not rivals or any(figure.same(other) for other in rivals):
            continue
        if all(any(other.same(one) for one in told) for other in rivals):
            continue
        pairs = pairs_in(words, item.text)
        if pairs >= LEAST_PAIRS and pairs >= alike + LEAST_LEAD:
            return True
        whole = all(credit(word, item.text) >= LEAST_NEAR for word, _ in content_words(words))
        if own < LEAST_FIT and whole and _precision(item.text, words, passage) >= own + LEAST_LEAD:
            return True
    return False


def _precision(held: str, words: str, passage: Passage) -> float:
    """The share of the nouns of an item of the passage that the sentence says."""
    nouns = [word for word, noun in content_words(held) if noun and word not in passage.context]
    return sum(credit(word, words) >= LEAST_ALIKE for word in nouns) / len(nouns) if nouns else 1.0


def _year_of(stated: _Stated) -> set[int]:
    """The years that a sentence gives a figure: the last one named before it, else the next one behind it."""
    before = "，".join(item.text for item in stated.items_before)
    item, figure = stated.item.text, stated.figure
    for text in (item[: figure.start], before, item[figure.end :]):
        years = years_said(text, last=True)
        if years:
            return years
    return set()


def _in_year(said: set[int], held: _Stated, passage: Passage) -> bool:
    """Whether the years that the passage gives a figure allow those of the sentence."""
    if not said:
        return True
    years = _year_of(held)
    for text in (
        *(statement.text for statement in reversed(held.statements[: held.at])),
        flat(passage.source.section),
        passage.context,
    ):
        if years:
            break
        years = years_said(text)
    return not years or bool(said & years)


def _counts_itself(stated: _Stated, passage: Passage) -> bool:
    """A small number that no passage need print: “三类：甲、乙和丙” counts a list, “五年间” the years between two."""
    figure, statement, text = stated.figure, stated.statement, stated.item.text
    if figure.kind == "年":
        years = years_said(passage.known) | years_said(statement.text)
        spans = _SPAN.match(text, figure.end) or text[: figure.start].endswith("这")
        return bool(spans) and any(a - b == figure.value for a in years for b in years)
    if figure.kind not in COUNTED or not 2 <= figure.value <= MOST_LISTED:
        return False
    behind = "、".join(item.text for item in statement.items[stated.place :])
    if figure.value in (_listed(behind), _listed(statement.text)):
        return True
    about = [one for one in passage.statements if pairs_in(text, one.text) >= LEAST_NEAR]
    if any(figure.value == _longest_list(one.text) for one in about):
        return True
    return bool(_COUNTED.match(text, figure.start)) and not _counted_otherwise(text[figure.end :], passage)


def _counted_otherwise(words: str, passage: Passage) -> bool:
    """Whether the passage counts what these words begin with."""
    named = [word for word, _ in content_words(words)][:1]
    return any(
        figure.kind in COUNTED and word in item.text
        for word in named
        for _, _, item in passage.places()
        for figure in item.figures
    )


def _listed(text: str) -> int:
    numbered = _NUMBERED_MEMBER.findall(text)
    return len(numbered) if len(numbered) > 1 else _longest_list(text)


def _longest_list(text: str) -> int:
    """How many things the longest list of a text joins by “、” and “和”."""
    runs = [_MEMBER_MARK.split(clause) for clause in _CLAUSE_MARK.split(text)]
    return max((len(run) for run in runs), default=0)
