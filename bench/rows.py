"""One row of the quality table: a way to search or answer, run over the questions of bench/ncp.

Each row runs in a process of its own (see ``quality``), so that a replaced function touches nobody else and
its peak of memory is its own. A part of ours is left out by putting something that does nothing in its
place, before the store is opened; where documents are indexed differently, the row has a store of its own.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.asked import answered_elsewhere, homeless_questions, policy_documents, policy_questions
from bench.ncp_retrieval import DEPTH, filled_store, parsed, peak_megabytes, texts_of

if TYPE_CHECKING:
    from index import Store

HOMELESS = 400  # of the questions nobody's document answers, held out, that each answering row is asked
PIECE = 250


@dataclass
class Measured:
    """What a row comes to, a value a question: ``ranks`` (0: not found), ``quotes`` and ``documents`` of the
    first citation, ``refused``; ``homeless``: refused or not, of the questions without a document;
    ``milliseconds`` of a search or, for a row that answers, of an answer; ``peak`` in MB."""

    ranks: list[int] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    refused: list[bool] = field(default_factory=list)
    homeless: list[bool] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    passages: int = 0
    peak: int = 0


Step = Callable[[Path, Path], Any]


@dataclass(frozen=True)
class Row:
    """``run(shared, work)`` gives :class:`Measured`; ``prepare`` makes the store it opens, in an earlier process.

    ``label`` is what the table calls it.
    """

    label: str
    run: Step
    prepare: Step | None = None


def _timed(measured: Measured, work: Callable[[str], Any], question: str) -> Any:
    start = time.perf_counter()
    found = work(question)
    measured.milliseconds.append((time.perf_counter() - start) * 1000)
    return found


def _note(measured: Measured, wanted: str, documents: Iterable[str]) -> None:
    found = list(dict.fromkeys(documents))
    measured.ranks.append(found.index(wanted) + 1 if wanted in found else 0)


# --- Peers ------------------------------------------------------------------------------------------


def _pieces(shared: Path) -> list[tuple[str, str]]:
    """(document, text) of LangChain's recursive splitter, as its users set it for Chinese."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    separators = ["\n\n", "\n", "。", "；", "，", " ", ""]
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PIECE, chunk_overlap=0, separators=separators, keep_separator="end"
    )
    texts = texts_of(shared / "bench/ncp")
    return [(doc_id, piece) for doc_id, text in texts for piece in splitter.split_text(text)]


def _words(text: str) -> list[str]:
    import rjieba

    return [word for word in rjieba.cut_for_search(text) if word.strip()]


Search = Callable[[str], Sequence[tuple[str, str]]]


def _rank_bm25(pieces: Sequence[tuple[str, str]], tokenise: Callable[[str], list[str]]) -> Search:
    """What BM25Retriever of langchain-community (archived, not installed here) does: rank_bm25's BM25Okapi."""
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([tokenise(text) for _, text in pieces])

    def search(question: str) -> list[tuple[str, str]]:
        scores = index.get_scores(tokenise(question))
        return [pieces[place] for place in np.argsort(-scores, kind="stable")[:DEPTH] if scores[place] > 0]

    return search


def _bm25s(pieces: Sequence[tuple[str, str]], tokenise: Callable[[str], list[str]]) -> Search:
    import bm25s

    index = bm25s.BM25()
    index.index([tokenise(text) for _, text in pieces], show_progress=False)

    def search(question: str) -> list[tuple[str, str]]:
        known = [word for word in tokenise(question) if word in index.vocab_dict]
        if not known:
            return []
        found, scores = index.retrieve([known], k=DEPTH, show_progress=False)
        return [pieces[place] for place, score in zip(found[0], scores[0], strict=True) if score > 0]

    return search


def _dense(pieces: Sequence[tuple[str, str]], tokenise: Callable[[str], list[str]]) -> Search:
    """The shipped embedding by itself over the same pieces, the first words of the text in front of each."""
    from index.models.embedding import load_model

    model = load_model()
    first: dict[str, str] = {}
    for doc_id, text in pieces:
        first.setdefault(doc_id, text[:40])
    vectors = model.encode_passages([f"{first[doc_id]}\n{text}" for doc_id, text in pieces])

    def search(question: str) -> list[tuple[str, str]]:
        scores = vectors @ model.encode_queries([question])[0]
        return [pieces[place] for place in np.argsort(-scores, kind="stable")[:DEPTH]]

    return search


def _peer(build: Callable[..., Search], tokenise: Callable[[str], list[str]]) -> Callable[..., Measured]:
    """A retriever over pieces; its first piece stands for the quote, and it never refuses."""

    def run(shared: Path, work: Path) -> Measured:
        pieces = _pieces(shared)
        search = build(pieces, tokenise)
        measured = Measured(passages=len(pieces))
        for asked in policy_questions(shared):
            found = _timed(measured, search, asked.question)
            _note(measured, asked.doc_id, (doc_id for doc_id, _ in found))
            measured.documents.append(found[0][0] if found else "")
            measured.quotes.append(found[0][1] if found else "")
        return measured

    return run


# --- Ours -------------------------------------------------------------------------------------------


def _put(name: str, value: object) -> Callable[[], None]:
    """Put something else in the place of ``module:attribute``; raises ``AttributeError`` where that is gone."""

    def put() -> None:
        module, _, path = name.partition(":")
        *owners, attribute = path.split(".")
        home: Any = importlib.import_module(module)
        for owner in owners:
            home = getattr(home, owner)
        getattr(home, attribute)
        setattr(home, attribute, value)

    return put


def _ours(label: str, *changes: Callable[[], None], store: str = "ncp", indexed: bool = False) -> Row:
    """The engine over our store with some parts replaced.

    ``store`` names the folder below ``work``: a store of its own where documents are ``indexed`` differently, a
    copy where the arrays made from the index differ.
    """

    def prepare(shared: Path, work: Path) -> None:
        folder = work / store
        if store != "ncp" and not indexed and not folder.exists():
            shutil.copytree(work / "ncp", folder)
        for change in changes:
            change()
        with filled_store(folder, parsed(texts_of(shared / "bench/ncp"))) as opened:
            opened.search("预备", 1)

    def run(shared: Path, work: Path) -> Measured:
        for change in changes:
            change()
        with filled_store(work / store, ()) as opened:
            return _answers(opened, shared)

    return Row(label, run, prepare)


def _answers(store: Store, shared: Path) -> Measured:
    """Every question searched and answered; then those that nobody's document answers."""
    from chat.engine import Engine

    measured = Measured(passages=int(str(store.status()["chunks"])))
    engine = Engine(store)
    engine.warm()
    for asked in policy_questions(shared):
        hits = store.search(asked.question, DEPTH)
        _note(measured, asked.doc_id, (hit.document.doc_id for hit in hits))
        answer = _timed(measured, engine.answer, asked.question)
        first = None if answer.refused or not answer.citations else answer.citations[0]
        measured.quotes.append(first.quote if first else "")
        measured.documents.append(first.doc_id if first else "")
        measured.refused.append(answer.refused)
    measured.peak = peak_megabytes()
    homeless = [asked for asked in homeless_questions(shared) if asked.held_out]
    copied = answered_elsewhere(homeless, policy_documents(shared).items())
    homeless = [asked for asked in homeless if asked not in copied][:HOMELESS]
    measured.homeless = [engine.answer(asked.question).refused for asked in homeless]
    return measured


def _weights(**zero: float) -> Callable[[], None]:
    def put() -> None:
        from index.search.lexical import Weights
        from index.store import store

        weights = Weights(**zero)
        opened = store.Store.__init__
        store.Store.__init__ = lambda self, *args, **options: opened(  # type: ignore[method-assign]
            self, *args, **{**options, "weights": weights}
        )

    return put


def _stock_dictionary() -> None:
    """jieba's dictionary without our policy words."""
    import rjieba

    _put("index.words.tokens:_segmenter", lambda: rjieba.cut_for_search)()


def _words_only() -> None:
    from index.words import tokens

    tokens.terms = tokens.words


def _no_ranker(model: object) -> None:
    """BM25 and cosine decide, as with an embedding that the ranker was not fitted to."""


def _without_reader() -> None:
    os.environ["WENCE_READER"] = "0"


def _without_cosine(lexical: np.ndarray, cosine: np.ndarray, factors: np.ndarray) -> np.ndarray:
    from index.search.fusion import fuse

    return fuse(lexical, cosine, factors, 0.0)


def measure(row: Row, shared: Path, work: Path) -> str:
    """A row's figures as one line of JSON."""
    measured = row.run(shared, work)
    measured.peak = measured.peak or peak_megabytes()
    return json.dumps(asdict(measured), ensure_ascii=False)


ROWS: dict[str, Row] = {
    "langchain": Row(
        "BM25 over white space, as LangChain's BM25Retriever comes", _peer(_rank_bm25, str.split)
    ),
    "langchain-jieba": Row("the same over jieba's words", _peer(_rank_bm25, _words)),
    "bm25s-jieba": Row("bm25s over jieba's words", _peer(_bm25s, _words)),
    "dense": Row("our embedding alone", _peer(_dense, str.split)),
    "ours": _ours("**问策**"),
    "no-title": _ours("without titles", _weights(title=0.0), store="ncp-title"),
    "no-headings": _ours(
        "without headings and leads", _weights(headings=0.0, lead=0.0), store="ncp-headings"
    ),
    "no-pairs": _ours("without character pairs", _words_only, store="ncp-words", indexed=True),
    "no-list": _ours("without the policy word list", _stock_dictionary, store="ncp-stock", indexed=True),
    "no-synonyms": _ours(
        "without other wordings in the search",
        _put("index.search.query:phrases", lambda text: ()),
        _put("index.search.query:wordings", lambda word: {}),
    ),
    "no-ranker": _ours("without the learned ranking", _put("index.store.searcher:_ranker_for", _no_ranker)),
    "no-dense": _ours(
        "without the learned ranking and the embedding",
        _put("index.store.searcher:_ranker_for", _no_ranker),
        _put("index.store.searcher:fuse", _without_cosine),
    ),
    "no-reader": _ours("without the reader, the best sentence quoted whole", _without_reader),
    "no-places": _ours(
        "without regard to places", _put("index.search.regions:factors", lambda text, regions: {})
    ),
    "no-estimate": _ours(
        "without the estimate that refuses",
        _put(
            "chat.answers.confidence:Answerability.refusal",
            lambda self, checked, probability, signals: checked,
        ),
    ),
}
