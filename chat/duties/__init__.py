"""Duties: who leads, answers for and takes part in which task by when, as a list and as a calendar."""

from chat.duties.deadline_calendar import calendar_of
from chat.duties.listing import DutyRow, duties_in

__all__ = ["DutyRow", "calendar_of", "duties_in"]
