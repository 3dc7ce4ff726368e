"""Search one revision of the store for one query: candidates, features, fusion, order."""

from index.search import features, generation
from index.search.candidates import gather
from index.search.fields import embedding_text, field_counts, title_text
from index.search.filtering import allows
from index.search.fusion import fuse, ranking, reordered
from index.search.generation import View
from index.search.lexical import Weights
from index.search.query import weigh
from index.search.ranker import Ranker, load_ranker
from index.search.reranking import Reranker, load_reranker, passages_to_rerank, rerank

__all__ = [
    "Ranker",
    "Reranker",
    "View",
    "Weights",
    "allows",
    "embedding_text",
    "features",
    "field_counts",
    "fuse",
    "gather",
    "generation",
    "load_ranker",
    "load_reranker",
    "passages_to_rerank",
    "ranking",
    "reordered",
    "rerank",
    "title_text",
    "weigh",
]
