"""Refuse or choose, with how much confidence, and put the chosen words together."""

from chat.answers import compose, select
from chat.answers.answer_judge import OBJECTIONS, AnswerJudge, shipped_judge, weighed
from chat.answers.compose import citation_of, short_title, standing_note, without_marks
from chat.answers.confidence import SURE, Answerability, common_subsequence, shipped, signals_of
from chat.answers.draft import Draft
from chat.answers.near_duplicates import distinct, says_the_same
from chat.answers.parts import joined, parts_of
from chat.answers.patterns import LEADS_IN
from chat.answers.refusal import SAME_SUBJECT, WEIGHED, Refusal, dated, judge, objections
from chat.answers.select import complete, fit
from chat.answers.span_selector import Selector, shipped_selector
from chat.answers.unheld import is_held
from chat.answers.verdicts import with_verdict
from chat.answers.whole_lists import led_words, with_lead, with_whole_lists

__all__ = [
    "LEADS_IN",
    "OBJECTIONS",
    "SAME_SUBJECT",
    "SURE",
    "WEIGHED",
    "AnswerJudge",
    "Answerability",
    "Draft",
    "Refusal",
    "Selector",
    "citation_of",
    "common_subsequence",
    "complete",
    "compose",
    "dated",
    "distinct",
    "fit",
    "is_held",
    "joined",
    "judge",
    "led_words",
    "objections",
    "parts_of",
    "says_the_same",
    "select",
    "shipped",
    "shipped_judge",
    "shipped_selector",
    "short_title",
    "signals_of",
    "standing_note",
    "weighed",
    "with_lead",
    "with_verdict",
    "with_whole_lists",
    "without_marks",
]
