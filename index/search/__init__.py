"""Search one revision of the store for one query: candidates, features, fusion, order."""

from index.search import continuation, features, generation
from index.search.candidates import Candidates, gather
from index.search.fields import embedding_text, field_terms, title_text
from index.search.filtering import allows
from index.search.fusion import fuse, ranking, reordered
from index.search.generation import View
from index.search.lexical import Weights
from index.search.query import weigh
from index.search.ranker import Ranker, load_ranker
from index.search.reranking import Reranker, load_reranker, passages_to_rerank, rerank
from index.search.sampled import WholeCounts, bare_view, sampled_view

__all__ = [
    "Candidates",
    "Ranker",
    "Reranker",
    "View",
    "Weights",
    "WholeCounts",
    "allows",
    "bare_view",
    "continuation",
    "embedding_text",
    "features",
    "field_terms",
    "fuse",
    "gather",
    "generation",
    "load_ranker",
    "load_reranker",
    "passages_to_rerank",
    "ranking",
    "reordered",
    "rerank",
    "sampled_view",
    "title_text",
    "weigh",
]
