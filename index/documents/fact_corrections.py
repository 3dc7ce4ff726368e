"""What a person sets right in the facts of a document, checked before it is kept. Pure functions.

Corrections lie beside what was read and are found by the fact's key, so that they outlast a new reading; where the
clause has been given another number, by its words without the number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.storage.facts import FactCorrection
from ingest.errors import UsageError
from ingest.facts import (
    DUTY,
    INDICATOR,
    MEASURE,
    OPERATORS,
    PREDICATE_FIELDS,
    ROLES,
    Fact,
    assignment_of,
    indicator_of,
    measure_of,
)
from ingest.figures import RESULT, TARGET


def _measure(fact: Fact) -> None:
    """Read a measure, and hold each test of its conditions to the fields and operators that there are."""
    measure = measure_of(fact)
    own = [condition for gift in measure.gifts for condition in gift.conditions]
    for condition in (*measure.conditions, *own):
        for test in condition.predicates:
            if test.field not in PREDICATE_FIELDS or test.operator not in OPERATORS:
                raise ValueError(f"{test.field} {test.operator}")


def _indicator(fact: Fact) -> None:
    indicator = indicator_of(fact)
    if indicator.kind not in (TARGET, RESULT):
        raise ValueError(indicator.kind)


def _duty(fact: Fact) -> None:
    assignment = assignment_of(fact)
    if assignment.role not in ROLES:
        raise ValueError(assignment.role)


# What reads the data of each kind: data that it cannot read are no correction.
_RECORDS: Mapping[str, Callable[[Fact], None]] = {MEASURE: _measure, INDICATOR: _indicator, DUTY: _duty}


def correction_of(doc_id: str, text: str, fact: Fact, changes: Mapping[str, object]) -> FactCorrection:
    """Give the correction of a fact of a document with this text.

    ``changes`` is ``{"dismissed": True}``, or ``{"data": {name: value}}`` with names that the fact's data have;
    what is not named stays as it is read. Raises ``UsageError``.
    """
    dismissed, data = changes.get("dismissed") is True, changes.get("data")
    if set(changes) == {"dismissed"} and dismissed:
        return _placed(doc_id, fact, True, {})
    if set(changes) != {"data"} or not isinstance(data, Mapping) or not data:
        raise UsageError(
            "更正应写成 {“dismissed”: true} 或 {“data”: {项目: 值}}",
            'a correction is {"dismissed": true} or {"data": {name: value}}',
        )
    for name, value in data.items():
        _check(fact, name, value, len(text))
    correction = _placed(doc_id, fact, False, data)
    try:
        _RECORDS[fact.kind](replace(fact, data={**fact.data, **data}))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise UsageError(
            f"更正后的内容读不出（{error}）", f"the data cannot be read so ({error!r})"
        ) from error
    return correction


def _placed(doc_id: str, fact: Fact, dismissed: bool, data: Mapping[str, object]) -> FactCorrection:
    place = (fact.start, fact.end, dismissed, dict(data), fact.unnumbered, fact.unnumbered_start)
    return FactCorrection(doc_id, fact.kind, fact.key, *place)


def _check(fact: Fact, name: str, value: object, characters: int) -> None:
    if name not in fact.data:
        known = "、".join(fact.data)
        raise UsageError(f"没有“{name}”这一项，可改的有：{known}", f"the fact has no {name!r}")
    before = fact.data[name]
    if not (value is None or before is None or _sort(value) is _sort(before)):
        raise UsageError(f"“{name}”的值与原来不是一类", f"{name!r} takes a value of another type")
    if not all(0 <= start <= end <= characters for start, end in _spans(value)):
        raise UsageError(f"“{name}”指到了文外", f"a span of {name!r} lies outside the text")


def _sort(value: object) -> type:
    """Give the kind of a JSON value; whole and other numbers are of one."""
    sort = type(value)
    return float if sort is int else list if sort is tuple else sort


def corrected(facts: Sequence[Fact], corrections: Mapping[str, FactCorrection]) -> tuple[Fact, ...]:
    """Give the facts of one document as people left them, by the corrections of that document by key.

    One that was dismissed is left out; what a person says is certain.
    """
    said = found_again(facts, corrections.values())
    found = (_corrected(fact, said[fact.key]) if fact.key in said else fact for fact in facts)
    return tuple(fact for fact in found if fact is not None)


def found_again(facts: Sequence[Fact], corrections: Iterable[FactCorrection]) -> dict[str, FactCorrection]:
    """Give key of a fact -> the correction of it, for the facts of one kind of one document that have one.

    A correction whose key no fact has any more is of the fact with the same words behind another number.
    """
    by_key = {one.key: one for one in corrections}
    known = {fact.key for fact in facts}
    moved = {one.unnumbered: one for key, one in by_key.items() if one.unnumbered and key not in known}
    found = ((fact.key, by_key.get(fact.key) or moved.get(fact.unnumbered)) for fact in facts)
    return {key: correction for key, correction in found if correction is not None}


def _corrected(fact: Fact, correction: FactCorrection) -> Fact | None:
    if correction.dismissed:
        return None
    start, begin = fact.start, correction.start
    if correction.unnumbered_start is not None:  # the number before them may have grown
        start, begin = fact.unnumbered_start, correction.unnumbered_start
    moved = start - begin
    # The key is that of the words without white space: with other white space spans within them are off.
    alike = fact.end - start == correction.end - begin
    changed = {
        name: _moved(value, moved)
        for name, value in correction.data.items()
        if name in fact.data and (alike or not _spans(value))
    }
    return replace(fact, data={**fact.data, **changed}, confidence=1.0)


def _is_span(value: object) -> bool:
    """Whether a value of a fact's data is a pair of whole numbers, which is always a span of the text."""
    return (
        isinstance(value, list | tuple) and len(value) == 2 and all(type(number) is int for number in value)
    )


def _spans(value: Any) -> list[tuple[int, int]]:
    if _is_span(value):
        return [(value[0], value[1])]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [span for part in parts for span in _spans(part)]


def _moved(value: Any, by: int) -> Any:
    """Give a value with every span in it moved by some characters."""
    if _is_span(value):
        return [value[0] + by, value[1] + by]
    if isinstance(value, Mapping):
        return {name: _moved(part, by) for name, part in value.items()}
    return [_moved(part, by) for part in value] if isinstance(value, list | tuple) else value
