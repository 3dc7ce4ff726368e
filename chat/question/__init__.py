"""What a question asks, of which documents, in which words."""

from chat.question import followup, understand
from chat.question.alternatives import Alternatives
from chat.question.asked import Asked, QuestionReader
from chat.question.catalogue import (
    KIND_WORDS,
    Catalogue,
    date_of,
    document_names,
    is_kind,
    kind_score,
    names_in,
    place_names,
)
from chat.question.courtesy import courtesy_of
from chat.question.english import is_english
from chat.question.library_question import LibraryQuestion, library_question
from chat.question.scope import Scope, editions_meant, names_editions, without_editions
from chat.question.sides import Side
from chat.question.understand import LONGEST_QUESTION, Ask, Question, check_question
from chat.question.wording import Word, Wording

__all__ = [
    "KIND_WORDS",
    "LONGEST_QUESTION",
    "Alternatives",
    "Ask",
    "Asked",
    "Catalogue",
    "LibraryQuestion",
    "Question",
    "QuestionReader",
    "Scope",
    "Side",
    "Word",
    "Wording",
    "check_question",
    "courtesy_of",
    "date_of",
    "document_names",
    "editions_meant",
    "followup",
    "is_english",
    "is_kind",
    "kind_score",
    "library_question",
    "names_editions",
    "names_in",
    "place_names",
    "understand",
    "without_editions",
]
