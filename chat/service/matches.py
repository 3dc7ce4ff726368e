"""Match an enterprise with the measures that a person may see: what the page and every interface ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from chat.applicability import (
    MatchedMeasures,
    Measures,
    Profile,
    match,
    match_json,
    matched,
    measure_json,
    profile_json,
    profile_of_json,
)
from ingest.errors import NotFound, UsageError

MOST = 200  # measures that are given where nothing else is said


def day_of(given: str | None) -> date:
    """Give the day that an ISO date names, today for none. Raises ``UsageError``."""
    if given is None or not given.strip():
        return date.today()
    try:
        return date.fromisoformat(given.strip())
    except ValueError as error:
        raise UsageError(
            f"日期“{given[:40]}”应写作 2026-01-31。", f"The date {given[:40]!r} is to be like 2026-01-31."
        ) from error


def profile_given(given: object, measures: Measures, day: date) -> Profile:
    """Read a profile: a JSON object, or words about the enterprise. Raises ``UsageError``."""
    if isinstance(given, str):
        if not given.strip():
            raise UsageError("描述是空的，请写出企业的情况。", "The description is empty.")
        given = {"text": given}
    return profile_of_json(given, day, measures.regions())


def found(measures: Measures, given: object, as_of: str | None = None, most: int = MOST) -> MatchedMeasures:
    """Match a profile, an object or words, with all measures as of an ISO day, by default today.

    Raises ``UsageError`` for what is no profile or no day.
    """
    day = day_of(as_of)
    return match(measures, profile_given(given, measures, day), day, most)


def found_json(
    measures: Measures, given: object, as_of: str | None = None, most: int = MOST
) -> dict[str, object]:
    """Give what ``match --json`` prints; see :func:`found`."""
    return match_json(found(measures, given, as_of, most), measures)


def tested_json(measures: Measures, given: object, key: str, as_of: str | None = None) -> dict[str, object]:
    """Hold one measure against a profile: its entry of :func:`found_json`, with the profile as it was read.

    ``key`` is the measure's id there. Raises ``NotFound`` where there is none, ``UsageError`` as :func:`found`.
    """
    day = day_of(as_of)
    listed = next((one for one in measures.listed() if one.key == key), None)
    if listed is None:
        raise NotFound("没有这项措施", "there is no such measure")
    profile = profile_given(given, measures, day)
    held: Mapping[str, object] = measure_json(matched(measures, profile, listed, day), measures)
    return {"profile": profile_json(profile), "as_of": day.isoformat(), **held}
