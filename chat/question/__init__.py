"""What a question asks, of which documents, in which words."""

from chat.question import followup, understand
from chat.question.alternatives import Alternatives
from chat.question.asked import Asked, QuestionReader
from chat.question.catalogue import KIND_WORDS, Catalogue, document_names, kind_score, names_in, place_names
from chat.question.scope import Scope
from chat.question.understand import LONGEST_QUESTION, Ask, Question, check_question
from chat.question.wording import Word, Wording

__all__ = [
    "KIND_WORDS",
    "LONGEST_QUESTION",
    "Alternatives",
    "Ask",
    "Asked",
    "Catalogue",
    "Question",
    "QuestionReader",
    "Scope",
    "Word",
    "Wording",
    "check_question",
    "document_names",
    "followup",
    "kind_score",
    "names_in",
    "place_names",
    "understand",
]
