"""Write the deadlines of duties as calendar events; the only module that knows icalendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from chat.duties.listing import DutyRow
from ingest.facts import ROLES

_PRODUCT = "-//Wence//Duties//ZH"


def calendar_of(rows: Sequence[DutyRow]) -> bytes:
    """Give a calendar (RFC 5545) with one all-day event for each task with a last day, its units by their parts.

    A task that several units share is one event; duties whose words set no day are left out.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "任务时限")
    for shared in _tasks(rows):
        first, event = shared[0], Event()
        day = date.fromisoformat(first.by)
        event.add("uid", f"{_name_of(first)}@wence")
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", first.task)
        event.add("description", _description(shared))
        calendar.add_component(event)
    return calendar.to_ical()


def _tasks(rows: Sequence[DutyRow]) -> list[list[DutyRow]]:
    """Rows of one task together, in order of the tasks; those without a day are left out."""
    tasks: dict[tuple[str, int, int, str, str], list[DutyRow]] = {}
    for row in rows:
        if row.by:
            tasks.setdefault((row.doc_id, row.start, row.end, row.task, row.by), []).append(row)
    return list(tasks.values())


def _name_of(row: DutyRow) -> str:
    """The same task of the same document keeps its event when the calendar is written again."""
    words = f"{row.doc_id}\0{row.task}\0{row.by}\0{row.clause}\0{row.quote}"
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _description(rows: Sequence[DutyRow]) -> str:
    parts = [
        f"{role}：{'、'.join(dict.fromkeys(row.unit for row in rows if row.role == role))}"
        for role in ROLES
        if any(row.role == role for row in rows)
    ]
    first = rows[0]
    source = f"出处：《{first.title}》" + (f" {first.clause}" if first.clause else "")
    return "\n".join([*parts, f"时限：{first.deadline}", source])
