"""Whether a passage bears a sentence: the check that stands between a language model and a reader.

Pure functions of text. A sentence passes only where every particular in it (figure, date, name, number of a document)
stands in the passage it cites and is said there of the same thing, where its other words are those of the passage, and
where nothing turns the meaning round. Strict on purpose: a true sentence that is dropped costs little, the document's
own words take its place; a false one that passes costs the reader's trust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chat.claims.actors import mixed, wrong_company, wrong_role
from chat.claims.figures import wrong_figure
from chat.claims.missing import missing_member, missing_name, missing_number, missing_words
from chat.claims.order import asks, exchanged, salad, stutters, told_in_order
from chat.claims.passage import Passage, Source, credit, passage_of
from chat.claims.reversals import turned
from chat.claims.slots import other_part
from chat.claims.statements import content_words
from chat.claims.strength import goal_for_fact, overstated, rise_for_whole, to_everyone
from ingest.text.figures import Figure, figures_of, flat
from ingest.text.patterns import DOCUMENT_NUMBER
from ingest.text.sentences import split_sentences

MOST_WINDOW = 3  # sentences of the passage that one clause may draw on
# “该项目”, “其中”: the clause goes on from the sentence before it; “其他”, “其余” do not.
_PRONOUN = re.compile(r"(?:该|这|此|其(?!中|他|它|余)|它)")
# “市发改委牵头，｜区政府配合。”: the marks between clauses
_CLAUSE = re.compile(r"[，,；;：:。！？]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check: ``reason`` is empty where the sentence holds, ``start:end`` of the text bears it."""

    reason: str
    start: int = 0
    end: int = 0

    @property
    def holds(self) -> bool:
        """Whether the passage bears the sentence."""
        return not self.reason


def check(sentence: str, source: Source, subject: str = "", strict: bool = False) -> Verdict:
    """Whether a passage bears a sentence (without its [n] marks), and which words of it do.

    ``subject`` is what “该平台”, “其” at its beginning stand for: the question, or the sentence before. ``strict`` is
    for a passage that the sentence does not cite: it must hold every word.
    """
    words, passage = flat(sentence), passage_of(source)
    bare = DOCUMENT_NUMBER.sub("", words)
    reason = (
        missing_number(words, passage)
        or missing_name(bare, passage)
        or wrong_role(words, passage)
        or asks(words, passage)
        or stutters(words, passage)
        or exchanged(bare, passage)
        or overstated(bare, passage)
        or rise_for_whole(bare, passage)
        or goal_for_fact(bare, passage)
        or to_everyone(bare, passage)
        or other_part(bare, passage)
    )
    if not reason and not told_in_order(bare, passage):
        reason = _put_together(bare, passage, subject, strict)
    if reason:
        return Verdict(reason)
    start, end = _located(bare, source)
    near = passage.words if source.cells else flat(source.text[start:end])
    reason = turned(words, near, passage.words)
    return Verdict(reason) if reason else Verdict("", start, end)


def _put_together(bare: str, passage: Passage, subject: str, strict: bool) -> str:
    """Say what is wrong with a sentence that retells its passage in other words."""
    return (
        missing_words(bare, passage, strict)
        or missing_member(bare, passage)
        or salad(bare, passage)
        or wrong_figure(bare, passage)
        or wrong_company(bare, passage, flat(subject) if _PRONOUN.match(bare) else "")
        or mixed(bare, passage)
    )


def _located(words: str, source: Source) -> tuple[int, int]:
    """The fewest neighbouring sentences of the passage that hold what the clauses of a sentence say."""
    spans = split_sentences(source.text) or [(0, len(source.text))]
    parts = [flat(source.text[start:end]) for start, end in spans]
    held = [figures_of(part) for part in parts]
    first, last = len(spans), -1
    for clause in filter(None, _CLAUSE.split(words)):
        about, stated = [word for word, _ in content_words(clause)], figures_of(clause)
        if about or stated:
            window = _window(about, stated, parts, held)
            first, last = min(first, window[0]), max(last, window[1])
    return (spans[first][0], spans[last][1]) if last >= 0 else (spans[0][0], spans[-1][1])


def _window(
    about: Sequence[str], stated: Sequence[Figure], parts: Sequence[str], held: Sequence[Sequence[Figure]]
) -> tuple[int, int]:
    """The run of up to ``MOST_WINDOW`` sentences that holds most of a clause, the shortest such run."""
    best = (-1.0, 0, 0)
    for length in range(1, min(MOST_WINDOW, len(parts)) + 1):
        for first in range(len(parts) - length + 1):
            run = "".join(parts[first : first + length])
            known = [figure for one in held[first : first + length] for figure in one]
            words = sum(credit(word, run) for word in about) / len(about) if about else 1.0
            score = words + sum(any(figure.same(other) for other in known) for figure in stated)
            if score > best[0] + 0.05:
                best = (score, first, first + length - 1)
    return best[1], best[2]
