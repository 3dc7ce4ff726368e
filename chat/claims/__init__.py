"""Whether a passage bears a sentence: words, figures, actors, bounds and negation."""

from chat.claims import check
from chat.claims.check import Verdict
from chat.claims.names import proper_names, titles_and_quotes
from chat.claims.passage import Source
from chat.claims.roles import assignments
from chat.claims.statements import content_words

__all__ = ["Source", "Verdict", "assignments", "check", "content_words", "proper_names", "titles_and_quotes"]
