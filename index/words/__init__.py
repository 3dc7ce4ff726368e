"""Cut documents and questions into words, tag them, and give other wordings and words that sound alike."""

from index.words import tokens
from index.words.homophones import SAME_CREDIT, Homophones, LaterHomophones
from index.words.synonyms import phrases, wordings
from index.words.tokens import bigrams, is_word, tagged, terms

__all__ = [
    "SAME_CREDIT",
    "Homophones",
    "LaterHomophones",
    "bigrams",
    "is_word",
    "phrases",
    "tagged",
    "terms",
    "tokens",
    "wordings",
]
