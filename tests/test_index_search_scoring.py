"""BM25, fusion, vectors and the bytes they are kept in."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.search import best_passages as best_passages_module
from index.search import lexical
from index.search.best_passages import best, best_passages
from index.search.fusion import fuse, ranking
from index.search.lexical import Weights
from index.storage import codec
from index.vectors import faiss_index
from index.vectors.faiss_index import DenseIndex
from ingest.document import Cell, Chunk, Clause, Document, Metadata, Row, Span

COUNTS = st.dictionaries(
    st.integers(0, 2**32 - 1), st.tuples(*[st.integers(0, 255)] * len(codec.FIELDS)), max_size=40
)
TEXT = st.text(max_size=12)  # surrogates included: a store must keep whatever it is given


def encoded(counts: dict[int, tuple[int, ...]]) -> bytes:
    """The terms of one chunk, each as often in each field as ``counts`` says."""
    sizes = np.array([list(one) for one in counts.values()], np.int64).reshape(-1, len(codec.FIELDS))
    ids = np.array(list(counts), np.int64)
    terms = np.concatenate([np.repeat(ids, sizes[:, field]) for field in range(len(codec.FIELDS))])
    (blob,) = codec.encode_counts(terms, sizes.sum(axis=0, keepdims=True))
    return blob


# -- bytes ---------------------------------------------------------------------------------------


@given(COUNTS)
def test_term_counts_survive_the_codec(counts):
    entries = codec.decode_counts(encoded(counts))
    assert entries["term"].tolist() == sorted(term for term, count in counts.items() if any(count))
    for entry in entries:
        assert tuple(int(entry[name]) for name in codec.FIELDS) == counts[int(entry["term"])]


def test_counts_above_a_byte_are_capped():
    entry = codec.decode_counts(encoded({7: (1_000, 256, 255, 0)}))[0]
    assert entry.tolist() == (7, 255, 255, 255, 0)


@given(
    st.builds(
        Metadata,
        TEXT,
        issuers=st.lists(TEXT, max_size=2).map(tuple),
        number=st.none() | TEXT,
        period=st.none() | st.tuples(st.integers(1949, 2100), st.integers(1949, 2100)),
        draft=st.booleans(),
        brief=st.booleans(),
        aliases=st.lists(TEXT, max_size=2).map(tuple),
    )
)
def test_metadata_survives_the_codec(metadata):
    assert codec.load_metadata(codec.load_json(codec.dump_json(codec.dump_metadata(metadata)))) == metadata


SPANS = st.builds(Span, st.integers(0, 99), st.integers(0, 99))
PATHS = st.lists(TEXT, max_size=3).map(tuple)
PAGES = st.none() | st.integers(1, 99)


@given(
    st.lists(
        st.builds(
            Clause,
            PATHS,
            st.integers(0, 9),
            st.lists(SPANS, max_size=2).map(tuple),
            st.none() | SPANS,
            PAGES,
            TEXT,
        ),
        max_size=3,
    ).map(tuple),
    st.lists(
        st.builds(
            Row,
            PATHS,
            st.lists(st.builds(Cell, TEXT, TEXT, st.integers(0, 99), st.integers(0, 99)), max_size=2).map(
                tuple
            ),
            st.integers(0, 99),
            st.integers(0, 99),
            PAGES,
        ),
        max_size=3,
    ).map(tuple),
    st.lists(st.integers(0, 99), max_size=3).map(tuple),
)
def test_structure_survives_the_codec(clauses, rows, pages):
    document = Document("d", "", Metadata("t"), clauses, rows, pages=pages)
    assert codec.load_structure(codec.dump_structure(document)) == (clauses, rows, pages)


@given(
    st.builds(
        Chunk,
        TEXT,
        st.just("d"),
        st.integers(0, 99),
        st.integers(0, 99),
        TEXT,
        PATHS,
        TEXT,
        PAGES,
        st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
        TEXT,
    )
)
def test_chunks_survive_the_codec(chunk):
    assert codec.load_chunk(codec.dump_chunk(chunk), "d") == chunk


def test_the_content_sum_knows_content_and_not_names():
    document = Document("a", "正文", Metadata("题"), source="a.txt")
    same = Document("b", "正文", Metadata("题"), source="b.txt")
    assert codec.content_sha256(document) == codec.content_sha256(same)
    for other in (
        Document("a", "正文。", Metadata("题")),
        Document("a", "正文", Metadata("题", draft=True)),
        Document("a", "正文", Metadata("题"), (Clause((), 0, (Span(0, 2),)),)),
    ):
        assert codec.content_sha256(document) != codec.content_sha256(other)
    assert codec.content_sha256(document) != codec.content_sha256(document, [Chunk("a#0", "a", 0, 2, "正文")])


# -- BM25 ----------------------------------------------------------------------------------------


def build(texts: list[list[str]], weights: Weights, batch: int = 2) -> lexical.LexicalIndex:
    """An index over bodies given as terms, in batches as the database gives them."""
    numbers = {
        term: number * 3 + 1 for number, term in enumerate(sorted({term for text in texts for term in text}))
    }

    def batches():
        for first in range(0, len(texts), batch):
            blobs = [
                encoded({numbers[term]: (text.count(term), 0, 0, 0) for term in set(text)})
                for text in texts[first : first + batch]
            ]
            sizes = [len(blob) // codec.TERM_COUNTS.itemsize for blob in blobs]
            yield np.repeat(np.arange(first, first + len(blobs)), sizes), codec.decode_counts(b"".join(blobs))

    return lexical.build(batches, len(texts), [(number, term) for term, number in numbers.items()], weights)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8), min_size=1, max_size=9),
    st.integers(1, 4),
)
def test_bm25_is_the_formula(texts, batch):
    weights = Weights(k1=1.2, b=0.75)
    index = build(texts, weights, batch)
    average = sum(map(len, texts)) / len(texts)
    scores = index.scores({"a": 1.0, "b": 0.5, "zz": 1.0})
    for place, text in enumerate(texts):
        expected = 0.0
        for term, weight in (("a", 1.0), ("b", 0.5)):
            holding = sum(term in other for other in texts)
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            norm = weights.k1 * (1 - weights.b + weights.b * len(text) / average)
            expected += weight * idf * text.count(term) * (weights.k1 + 1) / (text.count(term) + norm)
        assert scores[place] == pytest.approx(expected, rel=1e-4)
        assert index.document_frequency("a") == sum("a" in other for other in texts)


def test_bm25_agrees_with_bm25s():
    bm25s = pytest.importorskip("bm25s")
    random = np.random.default_rng(0)
    texts = [random.choice(list("abcdefghij"), size=random.integers(3, 30)).tolist() for _ in range(60)]
    reference = bm25s.BM25(k1=0.9, b=0.4, method="lucene")
    reference.index(texts, show_progress=False)
    index = build(texts, Weights(k1=0.9, b=0.4), batch=7)
    theirs = reference.get_scores(["a", "c", "j"])
    # Lucene leaves the constant factor k1 + 1 out; it changes no order.
    assert np.allclose(index.scores(dict.fromkeys("acj", 1.0)), theirs * 1.9, rtol=1e-4)


def test_fields_are_summed_before_they_saturate():
    entries = codec.decode_counts(encoded({1: (2, 1, 3, 1)}))
    assert Weights(body=1, title=0.5, headings=2, lead=0.25).combine(entries).tolist() == [8.75]


def test_an_empty_index_scores_nothing():
    index = lexical.build(lambda: [], 0, [], Weights())
    assert len(index.scores({"a": 1.0})) == 0 and index.document_frequency("a") == 0


# -- fusion --------------------------------------------------------------------------------------

# No subnormal numbers: libraries loaded beside may have switched them off.
SCORES = st.integers(0, 10_000).map(lambda n: n / 100)
COSINES = st.integers(-1_000, 1_000).map(lambda n: n / 1_000)
FACTORS = st.integers(1, 10).map(lambda n: n / 10)
CANDIDATES = st.lists(st.tuples(SCORES, COSINES, FACTORS), min_size=1, max_size=30)


def arrays(candidates):
    return (np.array(column, np.float64) for column in zip(*candidates, strict=True))


@given(CANDIDATES, st.sampled_from([0.0, 0.3, 1.0]))
def test_fusion_keeps_the_order_where_both_agree(candidates, weight):
    lexical_scores, cosines, _ = arrays(candidates)
    fused = fuse(lexical_scores, cosines, np.ones(len(candidates)), weight)
    for i in range(len(candidates)):
        for j in range(len(candidates)):
            if lexical_scores[i] >= lexical_scores[j] and cosines[i] >= cosines[j]:
                assert fused[i] >= fused[j] - 1e-9


@given(CANDIDATES)
def test_fusion_does_not_change_with_the_scale_of_bm25(candidates):
    lexical_scores, cosines, factors = arrays(candidates)
    assert np.allclose(fuse(lexical_scores, cosines, factors), fuse(lexical_scores * 8, cosines, factors))


@given(CANDIDATES)
def test_a_factor_never_lifts(candidates):
    lexical_scores, cosines, factors = arrays(candidates)
    whole = fuse(lexical_scores, cosines, np.ones(len(candidates)))
    assert (fuse(lexical_scores, cosines, factors) <= whole + 1e-12).all()


def test_without_a_lexical_match_the_cosine_decides():
    fused = fuse(np.zeros(2), np.array([0.2, 0.6]), np.ones(2), 0.3)
    assert fused == pytest.approx([0.06, 0.18])


@given(st.lists(st.integers(0, 3), max_size=20), st.integers(0, 25))
def test_ranking_is_by_score_and_then_by_position(scores, k):
    positions = np.arange(len(scores)) * 2
    order = ranking(np.array(scores, float), positions, k)
    expected = sorted(range(len(scores)), key=lambda place: (-scores[place], positions[place]))[:k]
    assert order.tolist() == expected


@given(st.lists(st.integers(0, 4), max_size=30), st.integers(1, 12))
def test_the_best_candidates_are_those_of_a_full_sort(scores, k):
    found = best(np.array(scores, np.float32), k)
    order = sorted((place for place in range(len(scores)) if scores[place]), key=lambda place: -scores[place])
    assert found.tolist() == sorted(order[:k])


# -- vectors -------------------------------------------------------------------------------------


def kept(vectors: np.ndarray) -> list[bytes]:
    return [codec.encode_embedding(vector) for vector in vectors]


def test_vectors_come_back_exact_from_half_precision(tmp_path):
    vectors = np.random.default_rng(1).normal(size=(50, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    blobs = kept(vectors)
    DenseIndex.build([b"".join(blobs[:20]), b"".join(blobs[20:])], 50, 24).write(tmp_path / "index")
    index = DenseIndex.read(tmp_path / "index")
    halves = np.frombuffer(b"".join(blobs), "<f2").reshape(50, 24).astype(np.float32)
    assert (len(index), index.dimension) == (50, 24) and np.abs(halves - vectors).max() < 1e-3
    query = vectors[7]
    assert np.allclose(index.cosines(query, np.arange(50)), halves @ query, atol=1e-6)
    assert index.search(query, 50).tolist() == np.argsort(-(halves @ query), kind="stable").tolist()


def test_an_index_that_cannot_be_written_or_read_is_an_os_error(tmp_path):
    index = DenseIndex.build([], 0, 4)
    with pytest.raises(OSError):
        index.write(tmp_path / "no folder" / "index")
    (tmp_path / "index").write_bytes(b"IxSQ" + b"\xff" * 60)
    with pytest.raises(OSError):
        DenseIndex.read(tmp_path / "index")


@pytest.mark.parametrize(("allowed", "k", "expected"), [([3], 5, [3]), ([], 5, []), ([1, 2], 1, [1])])
def test_search_stays_within_what_is_allowed(allowed, k, expected):
    vectors = np.eye(6, dtype=np.float32)[[0, 1, 1, 2, 3, 4]]
    index = DenseIndex.build([b"".join(kept(vectors))], 6, 6)
    query = np.array([0.1, 0.9, 0.4, 0, 0, 0], np.float32)
    assert index.search(query, k, np.array(allowed, np.int64)).tolist() == expected


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 12), st.sampled_from([3, 40, 900]))
def test_the_best_passages_are_those_that_adding_up_every_term_gives(seed, k, passages):
    random = np.random.default_rng(seed)
    # Some terms in nearly every passage, some in one of hundreds.
    rates = np.array([0.9, 0.6, 0.3, 0.05, 0.02, 0.005])
    texts = [
        [term for term, rate in zip("abcdef", rates, strict=True) for _ in range(random.binomial(3, rate))]
        or ["z"]
        for _ in range(passages)
    ]
    index = build(texts, Weights(), batch=100)
    weights = {term: float(random.choice([1.0, 0.5, 0.25])) for term in random.permutation(list("abcdefy"))}
    factors = random.choice(np.array([1.0, 0.8, 0.6], np.float32), passages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(best_passages_module, "_BLOCK", 4)
        found = best_passages(index, weights, factors, k)
    assert found.tolist() == best(index.scores(weights) * factors, k).tolist()
    assert np.array_equal(index.scores_at(weights, found), index.scores(weights)[found])


def test_vectors_of_like_signs_are_the_nearest_and_follow_what_comes_and_goes(monkeypatch):
    random = np.random.default_rng(1)
    vectors = random.standard_normal((3_000, 64)).astype(np.float32)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    exact = DenseIndex.build([vectors.tobytes()], len(vectors), 64)
    monkeypatch.setattr(faiss_index, "LEAST_SIGNED", 1_000)
    monkeypatch.setattr(faiss_index, "_LIKE_SIGNS", 600)
    signed = DenseIndex.build([vectors.tobytes()], len(vectors), 64)
    shares = []
    for query in vectors[:50].astype(np.float32):
        same = np.intersect1d(exact.search(query, 10), signed.search(query, 10))
        shares.append(len(same) / 10)
        assert exact.search(query, 10)[0] == signed.search(query, 10)[0]
    assert np.mean(shares) > 0.9
    kept = np.arange(0, 3_000, 2)
    later = signed.changed(kept, vectors[1:2].tobytes())
    anew = DenseIndex.build([vectors[kept].tobytes(), vectors[1:2].tobytes()], 1_501, 64)
    for query in vectors[:20].astype(np.float32):
        assert later.search(query, 10).tolist() == anew.search(query, 10).tolist()
    assert later.search(vectors[1].astype(np.float32), 1).tolist() == [1_500]
