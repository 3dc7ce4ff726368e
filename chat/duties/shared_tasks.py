"""Put duties together again by their tasks, and count what each unit has to do. Pure functions of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chat.duties.listing import DutyRow
from ingest.facts import ROLES
from ingest.text.normalise import flat_text


@dataclass(frozen=True, slots=True)
class SharedTask:
    """A task with the parts that units have in it, in the order of the document's words."""

    rows: tuple[DutyRow, ...]

    @property
    def first(self) -> DutyRow:
        """Give the row that stands for the task: its words, deadline and place."""
        return self.rows[0]

    @property
    def units(self) -> dict[str, tuple[str, ...]]:
        """Give the units by their role, 牵头 first."""
        found = {
            role: tuple(dict.fromkeys(row.unit for row in self.rows if row.role == role)) for role in ROLES
        }
        return {role: units for role, units in found.items() if units}


def shared_tasks(rows: Sequence[DutyRow], of: Sequence[DutyRow] | None = None) -> list[SharedTask]:
    """Give the tasks of rows in their order; with ``of`` those alone in which one of these rows has a part."""
    tasks: dict[tuple[object, ...], list[DutyRow]] = {}
    for row in rows:
        tasks.setdefault(_task(row), []).append(row)
    wanted = tasks if of is None else {_task(row) for row in of}
    return [SharedTask(tuple(each)) for task, each in tasks.items() if task in wanted]


def _task(row: DutyRow) -> tuple[object, ...]:
    return (row.doc_id, row.start, row.end, row.task, row.deadline)


def counted_units(rows: Sequence[DutyRow]) -> list[tuple[str, int]]:
    """Give every unit with the number of tasks it has a part in, the busiest first."""
    names: dict[str, str] = {}
    tasks: dict[str, set[tuple[object, ...]]] = {}
    for row in rows:
        name = flat_text(row.unit)
        names.setdefault(name, row.unit)
        tasks.setdefault(name, set()).add(_task(row))
    counts = Counter({name: len(each) for name, each in tasks.items()})
    return [(names[name], count) for name, count in counts.most_common()]
