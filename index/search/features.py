"""Compute the features of a query and a passage for the learned ranking: one row of numbers a candidate.

Pure functions over the arrays of a ``View``; no text is read. Scores are taken relative to the best of the same
search and weights to their sum, so that a store of five documents and one of a hundred thousand give numbers
of one kind. What only tells how a collection is made (a passage's length and place, a document's size) or what a
document's other passages hold is left out: it helps in the collection it was learned in and misleads in the next
(bench/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.search.candidates import Candidates
from index.search.generation import View
from index.search.lexical import BODY, HEADINGS, TITLE, LexicalIndex
from index.words import tokens
from ingest.text.place_names import EVERYWHERE

NAMES = (
    "lexical",  # BM25 relative to the best
    "lexical_rank",  # ln(1 + rank) by BM25, by cosine
    "cosine_rank",
    "cosine",
    "cosine_gap",  # to the nearest candidate
    "words",  # BM25 of the question's words, of its pairs of characters, of other wordings; relative to the best
    "pairs",
    "wordings",
    "covered",  # share of the question's weight (idf) found anywhere, in the body, title, headings
    "covered_body",
    "covered_title",
    "covered_headings",
    "covered_words",  # share of the question's words found anywhere and in the body
    "covered_words_body",
    "covered_rest",  # share of the weight of what the title does not hold, found in the body
    "count_words",  # the same by number
    "rarest",  # idf of the rarest term found in the body, relative to the rarest of the question
    "rarest_found",  # whether the rarest term of the question is found anywhere
    "longest_run",  # longest run of neighbouring characters of the question found in the body, 12 at most
    "factor",  # of its kind and its place, see fields.KIND_FACTORS and regions
    "local",  # of a place; 1 where the question names none, 0.5 where it names one
    "document_cosine",  # nearest candidate of the document, relative to the nearest of all
)


@dataclass(frozen=True, slots=True)
class Matches:
    """This says where the terms stand: all arrays of shape (terms, candidates), ``weights`` (terms,).

    ``points`` are the parts of BM25, ``fields`` bits of ``lexical.BODY`` ….
    """

    terms: tuple[str, ...]
    weights: np.ndarray
    points: np.ndarray
    fields: np.ndarray


def features(view: View, query: str, weights: Mapping[str, float], found: Candidates) -> np.ndarray:
    """Compute the features, float32 (candidates, len(NAMES)); ``weights`` as ``query.weigh`` gives them."""
    matches = match(view.lexical, weights, found.places)
    columns = (
        _scores(found)
        | _coverage(query, matches)
        | _runs(query, matches)
        | _passage(view, found)
        | _document(view, found)
    )
    count = len(found.places)
    return np.column_stack([np.broadcast_to(columns[name], count) for name in NAMES]).astype(np.float32)


def match(lexical: LexicalIndex, weights: Mapping[str, float], places: np.ndarray) -> Matches:
    """Find the postings of a query's terms at some places (ascending)."""
    terms = tuple(term for term in weights if lexical.document_frequency(term))
    shape = (len(terms), len(places))
    points = np.zeros(shape, np.float32)
    bits = np.zeros(shape, np.uint8)
    idf = np.array([weights[term] * lexical.idf(term) for term in terms], np.float32)
    for row, term in enumerate(terms):
        hit, spots = lexical.find(term, places)
        counts = lexical.counts[spots]
        norms = lexical.norms[places[hit]]
        points[row, hit] = idf[row] * (lexical.k1 + 1) * counts / (counts + norms)
        bits[row, hit] = lexical.fields[spots]
    return Matches(terms, idf, points, bits)


def _relative(values: np.ndarray) -> np.ndarray:
    highest = float(values.max(initial=0.0))
    return values / highest if highest > 0 else np.zeros_like(values)


def _ranks(values: np.ndarray) -> np.ndarray:
    """How many are higher than each, float64: equal values have equal ranks."""
    return np.searchsorted(np.sort(-values), -values, side="left").astype(np.float64)


def _scores(found: Candidates) -> dict[str, np.ndarray]:
    return {
        "lexical": _relative(found.lexical),
        "lexical_rank": np.log1p(_ranks(found.lexical)),
        "cosine_rank": np.log1p(_ranks(found.cosine)),
        "cosine": found.cosine,
        "cosine_gap": found.cosine.max(initial=-1.0) - found.cosine,
    }


def _coverage(query: str, matches: Matches) -> dict[str, np.ndarray]:
    """Shares of the question found, by field and by kind of term."""
    words = frozenset(tokens.words(query))
    own = words | frozenset(tokens.bigrams(query))
    is_word = np.array([term in words for term in matches.terms], bool)
    is_own = np.array([term in own for term in matches.terms], bool)
    anywhere = matches.fields > 0
    body, title = (matches.fields & BODY) > 0, (matches.fields & TITLE) > 0
    weight = matches.weights * is_own

    def share(held: np.ndarray, of: np.ndarray) -> np.ndarray:
        return of @ held / max(float(of.sum()), 1e-9)

    rest = weight[:, None] * ~title
    ordered = np.argsort(-weight, kind="stable")
    rarest = float(weight.max(initial=0.0))
    return {
        "words": _relative(matches.points[is_word].sum(axis=0)),
        "pairs": _relative(matches.points[is_own & ~is_word].sum(axis=0)),
        "wordings": _relative(matches.points[~is_own].sum(axis=0)),
        "covered": share(anywhere, weight),
        "covered_body": share(body, weight),
        "covered_title": share(title, weight),
        "covered_headings": share((matches.fields & HEADINGS) > 0, weight),
        "covered_words": share(anywhere, weight * is_word),
        "covered_words_body": share(body, weight * is_word),
        "covered_rest": (rest * body).sum(axis=0) / np.maximum(rest.sum(axis=0), 1e-9),
        "count_words": share(body, is_word.astype(np.float32)),
        "rarest": (weight[:, None] * body).max(axis=0, initial=0.0) / max(rarest, 1e-9),
        "rarest_found": anywhere[ordered[0]].astype(np.float32) if len(ordered) else np.zeros(body.shape[1]),
    }


def _runs(query: str, matches: Matches) -> dict[str, np.ndarray]:
    """Longest run of the question's pairs of characters, each of which the body holds.

    Stands for a phrase found whole: where the pairs 产业, 业链 and 链条 are found, 产业链条 mostly is.
    """
    row_of = {term: row for row, term in enumerate(matches.terms)}
    body = (matches.fields & BODY) > 0
    run = longest = np.zeros(body.shape[1], np.float32)
    for pair in tokens.bigrams(query):
        run = (run + 1) * body[row_of[pair]] if pair in row_of else np.zeros_like(run)
        longest = np.maximum(longest, run)
    return {"longest_run": np.minimum(longest, 12)}


def _passage(view: View, found: Candidates) -> dict[str, np.ndarray]:
    local = np.array([bool(name) and name not in EVERYWHERE for name in view.regions], np.float32)
    return {
        "factor": found.factors,
        "local": local[view.chunk_regions[found.places]] * (0.5 if found.named else 1.0),
    }


def _document(view: View, found: Candidates) -> dict[str, np.ndarray]:
    """What the nearest passage of its document says for a passage."""
    documents, member = np.unique(view.chunk_documents[found.places], return_inverse=True)
    cosine = np.full(len(documents), -1.0, np.float32)
    np.maximum.at(cosine, member, found.cosine)
    return {"document_cosine": cosine[member] - found.cosine.max(initial=-1.0)}
