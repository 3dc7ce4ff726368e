"""Duties: who leads, answers for and takes part in which task by when, as a list and as a calendar."""

from chat.duties.deadline_calendar import calendar_of
from chat.duties.listing import DutyRow, duties_in
from chat.duties.shared_tasks import SharedTask, counted_units, shared_tasks

__all__ = ["DutyRow", "SharedTask", "calendar_of", "counted_units", "duties_in", "shared_tasks"]
