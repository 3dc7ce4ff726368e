"""Tell whether a text names the office that a question means: 市工信局 is 市工业和信息化局. Pure functions of text."""

from __future__ import annotations

from dataclasses import dataclass

from chat.computed.patterns import ASKS_OFFICE, BEFORE_OFFICE, DUTY, NAME_MARKS, PLACE_OF_OFFICE, WANTS_ALL

_ROLES = {"牵头": "牵头", "主办": "牵头", "主责": "牵头", "配合": "配合", "协办": "配合"}
_SHORTEST = 3  # characters of an office's name


@dataclass(frozen=True, slots=True)
class Duty:
    """An office that a question names, and what it does in the tasks asked for: 牵头, 配合 or 负责."""

    office: str
    role: str

    def holds(self, flat: str) -> bool:
        """Whether one of the names of a folded list of offices is this one."""
        return any(self._is(name) for name in NAME_MARKS.split(flat) if len(name) >= 2)

    def leads(self, flat: str) -> bool:
        """Whether the first name of a folded list is this office."""
        names = [name for name in NAME_MARKS.split(flat) if len(name) >= 2]
        return bool(names) and self._is(names[0])

    def _is(self, name: str) -> bool:
        return same_office(self.office, name)


def same_office(office: str, name: str) -> bool:
    """Whether a folded name is that of an office, with its place or without: 市工信局 is 市工业和信息化局."""
    own, bare = bare_office(office), bare_office(name)
    if len(bare) >= _SHORTEST and office.endswith(bare):
        return True
    return len(own) >= _SHORTEST and (own in name or _is_short_for(own, bare))


def asked_duty(text: str) -> Duty | None:
    """Give the office whose tasks a folded question wants listed or counted; ``None`` where it wants no such thing."""
    return duty_in(text) if WANTS_ALL.search(text) and not ASKS_OFFICE.search(text) else None


def duty_in(text: str) -> Duty | None:
    """Give the office that a folded question names with what it does: “市工信局牵头的工程里”."""
    match = DUTY.search(text)
    if not match:
        return None
    office = BEFORE_OFFICE.sub("", match["office"])
    return Duty(office, _ROLES.get(match["duty"], "负责")) if len(office) >= 2 else None


def bare_office(name: str) -> str:
    """Give an office's name without its place: 丰台区财政局 -> 财政局."""
    return PLACE_OF_OFFICE.sub("", name)


def _is_short_for(short: str, name: str) -> bool:
    """Whether the characters of one name stand in another in order, first and last being the same: 发改委 in 发展和改革委员会."""
    name = name.replace("委员会", "委")
    short = short.replace("委员会", "委")
    if not name or short[0] != name[0] or short[-1] != name[-1]:
        return False
    rest = iter(name)
    return all(character in rest for character in short)
