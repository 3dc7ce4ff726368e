"""What a question asks, of which documents, in which words."""

from chat.question import followup, understand
from chat.question.alternatives import Alternatives
from chat.question.catalogue import KIND_WORDS, Catalogue, document_names, kind_score, names_in, place_names
from chat.question.english import kind_hints, translate
from chat.question.scope import Scope, scope_of
from chat.question.understand import LONGEST_QUESTION, Ask, Question, check_question
from chat.question.wording import Word, Wording, wording_of

__all__ = [
    "KIND_WORDS",
    "LONGEST_QUESTION",
    "Alternatives",
    "Ask",
    "Catalogue",
    "Question",
    "Scope",
    "Word",
    "Wording",
    "check_question",
    "document_names",
    "followup",
    "kind_hints",
    "kind_score",
    "names_in",
    "place_names",
    "scope_of",
    "translate",
    "understand",
    "wording_of",
]
