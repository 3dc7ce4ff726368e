"""Give the formulas of the evaluation, one short pure function each.

Rankings are sequences of ids, best first; a repeated id counts at its first place only, so a list
of chunks can be read as a list of documents. Functions return ``None`` where a figure has no
meaning (no relevant item, no citation, no refusal): such questions are left out of a mean instead
of counting as 0 or 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from chat.answer import Citation
from chat.answers import common_subsequence
from eval.matching import holds_normalised, holds_passage, normalise
from ingest.text.normalise import letters

# “[3]”: the mark of a citation in an answer's text
_MARK = re.compile(r"\[(\d+)\]")


def mean(values: Iterable[float | bool | None]) -> float | None:
    """Give the arithmetic mean of the values that are there, ``None`` if there are none."""
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


# --- Rankings ---------------------------------------------------------------------------------------


def _top(ranking: Sequence[str], k: int) -> list[str]:
    return list(dict.fromkeys(ranking))[:k]


def recall_at(ranking: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """Give the share of the relevant items among the first ``k``, in [0, 1].

    Manning, Raghavan and Schütze 2008, §8.4. Disputed: papers on question answering often print
    “recall@k” and mean :func:`hit_at`; the two agree only where one item is relevant.
    """
    wanted = set(relevant)
    return len(wanted.intersection(_top(ranking, k))) / len(wanted) if wanted else None


def hit_at(ranking: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """Give 1.0 if any relevant item is among the first ``k``, else 0.0 (also “success@k”, “accuracy@k”)."""
    wanted = set(relevant)
    return float(not wanted.isdisjoint(_top(ranking, k))) if wanted else None


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """Give 1 / rank of the first relevant item, 0.0 past ``k``; its mean is MRR@k (Voorhees 1999, TREC-8).

    Disputed: whether a miss counts 0 (here, TREC) or is left out of the mean.
    """
    wanted = set(relevant)
    if not wanted:
        return None
    return next((1 / rank for rank, item in enumerate(_top(ranking, k), 1) if item in wanted), 0.0)


def ndcg_at(ranking: Sequence[str], gains: Mapping[str, float], k: int) -> float | None:
    """Give the normalised discounted cumulated gain of the first ``k``, in [0, 1].

    Järvelin and Kekäläinen 2002 with the discount 1 / log2(rank + 1) of Burges et al. 2005. Disputed:
    the gain (linear here as in trec_eval, 2**g - 1 elsewhere; the same for 0/1 gains) and the ideal
    (over all known items cut at ``k``, here, or over those retrieved, which flatters a poor search).
    Gains that are not above 0 mean “not relevant”.
    """
    ideal = sorted((gain for gain in gains.values() if gain > 0), reverse=True)[:k]
    if not ideal:
        return None
    found = [max(gains.get(item, 0.0), 0.0) for item in _top(ranking, k)]
    return _discounted(found) / _discounted(ideal)


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))


# --- Key points -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """What of the gold an answer holds. A key point is a tuple of alternative forms."""

    found: tuple[tuple[str, ...], ...]
    missing: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Give the share of the key points that are there; 1.0 where none is asked for."""
        total = len(self.found) + len(self.missing)
        return len(self.found) / total if total else 1.0

    @property
    def right(self) -> bool:
        """Whether every key point is in the answer and no forbidden form: key-point accuracy.

        Disputed: a verbose answer passes as easily as a short one, hence the report shows lengths.
        """
        return not self.missing and not self.forbidden


def key_points(answer: str, must: Iterable[Sequence[str]], must_not: Iterable[str] = ()) -> KeyPoints:
    """Look for each key point (any of its forms) and each forbidden form in an answer."""
    text = normalise(answer)
    found: list[tuple[str, ...]] = []
    missing: list[tuple[str, ...]] = []
    for forms in must:
        there = any(holds_normalised(text, form) for form in forms)
        (found if there else missing).append(tuple(forms))
    forbidden = tuple(form for form in must_not if holds_normalised(text, form))
    return KeyPoints(tuple(found), tuple(missing), forbidden)


# --- Citations --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CitationFigures:
    """How well citations meet the gold, by passage (strict) and by document (lenient).

    A citation is right by passage when its passage holds an evidence string, and by document when
    its document is a gold one. ``precision_*``: share of right citations, ``None`` without any.
    ``recall_evidence``: share of the evidence strings that some citation holds; it is below
    ``hit`` where the gold lists several places that say the same. ``recall_document``: share of
    the gold documents cited. Disputed: ALCE (Gao et al. 2023) judges by entailment between sentence
    and passage, which also credits evidence that the gold does not know.
    """

    hit_evidence: bool | None
    hit_document: bool | None
    precision_evidence: float | None
    precision_document: float | None
    recall_evidence: float | None
    recall_document: float | None


def citation_figures(
    passages: Sequence[str], documents: Sequence[str], evidence: Sequence[str], gold_documents: Sequence[str]
) -> CitationFigures:
    """Compare citations with the gold. ``passages`` and ``documents`` hold their texts and doc_ids, in one order."""
    by_passage = [any(holds_passage(passage, words) for words in evidence) for passage in passages]
    by_document = [doc_id in set(gold_documents) for doc_id in documents]
    supported = [any(holds_passage(passage, words) for passage in passages) for words in evidence]
    cited = [doc_id in set(documents) for doc_id in gold_documents]
    return CitationFigures(
        hit_evidence=any(by_passage) if evidence else None,
        hit_document=any(by_document) if gold_documents else None,
        precision_evidence=mean(by_passage) if evidence else None,
        precision_document=mean(by_document) if gold_documents else None,
        recall_evidence=mean(supported),
        recall_document=mean(cited),
    )


def broken_quotes(citations: Iterable[Citation], text_of: Callable[[str], str]) -> tuple[int, ...]:
    """Give numbers of the citations that are not verbatim: the rule that must hold for every answer.

    A citation holds when its quote is not empty, stands at its offsets in the document's text
    (``text_of(doc_id)``), and its passage is verbatim as well and contains the quote.
    """
    broken = []
    for citation in citations:
        text = text_of(citation.doc_id)
        passage_end = citation.passage_start + len(citation.text)
        holds = (
            citation.quote.strip() != ""
            and text[citation.start : citation.end] == citation.quote
            and text[citation.passage_start : passage_end] == citation.text
            and citation.quote in citation.text
        )
        if not holds:
            broken.append(citation.n)
    return tuple(broken)


def loose_marks(answer: str, numbers: Collection[int]) -> tuple[int, ...]:
    """Give marks ``[n]`` in an answer's text that no citation stands behind, in order."""
    marks = dict.fromkeys(int(mark) for mark in _MARK.findall(answer))
    return tuple(mark for mark in marks if mark not in numbers)


# --- Refusals ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RefusalFigures:
    """The figures of refusing, a binary decision on whether the evidence answers the question.

    ``precision``: share of refusals that were right to refuse; ``recall``: share of unanswerable
    questions refused; ``false_refusals``: share of answerable questions refused. Disputed: some
    count wording (“未找到”) as a refusal; here only the flag counts, since programs read the flag.
    """

    precision: float | None
    recall: float | None
    false_refusals: float | None


def refusal_figures(decisions: Iterable[tuple[bool, bool]]) -> RefusalFigures:
    """Count from pairs (unanswerable by the gold, refused by the system)."""
    pairs = list(decisions)
    return RefusalFigures(
        precision=mean(unanswerable for unanswerable, refused in pairs if refused),
        recall=mean(refused for unanswerable, refused in pairs if unanswerable),
        false_refusals=mean(refused for unanswerable, refused in pairs if not unanswerable),
    )


# --- Overlap ----------------------------------------------------------------------------------------


def rouge_l(answer: str, gold: str) -> float:
    """Give the character ROUGE-L F1 in [0, 1]: longest common subsequence against both lengths.

    Lin 2004, “ROUGE: A Package for Automatic Evaluation of Summaries”, §3, with beta = 1. Disputed:
    the unit (characters here, as is usual for Chinese; words elsewhere) and beta (Lin's own script
    leans to recall). ``[n]`` marks, white space and punctuation are left out of both texts.
    """
    ours, theirs = _plain(answer), _plain(gold)
    if not ours or not theirs:
        return 0.0
    common = common_subsequence(ours, theirs)
    return 2 * common / (len(ours) + len(theirs))


def _plain(text: str) -> str:
    return letters(normalise(_MARK.sub("", text)))
