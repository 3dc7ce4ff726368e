"""Which measures apply to an enterprise, each condition held against what is known of it."""

from chat.applicability.answers import by_matching
from chat.applicability.conditions import FIELD_NAMES
from chat.applicability.enterprise.profile import Profile
from chat.applicability.enterprise.profile_json import profile_of_file, profile_of_json
from chat.applicability.enterprise.profile_words import profile_of_text
from chat.applicability.matching import Match, MatchedMeasures, match, matched, status_on
from chat.applicability.measures import Listed, Measures
from chat.applicability.report import (
    condition_lines,
    gift_line,
    match_json,
    match_text,
    measure_json,
    profile_json,
    profile_lines,
    source_of,
)

__all__ = [
    "FIELD_NAMES",
    "Listed",
    "Match",
    "MatchedMeasures",
    "Measures",
    "Profile",
    "by_matching",
    "condition_lines",
    "gift_line",
    "match",
    "match_json",
    "match_text",
    "matched",
    "measure_json",
    "profile_json",
    "profile_lines",
    "profile_of_file",
    "profile_of_json",
    "profile_of_text",
    "source_of",
    "status_on",
]
