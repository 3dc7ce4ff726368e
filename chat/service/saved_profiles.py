"""Profiles that a person has saved, and the measures that have come to fit them since they last looked.

Every function works for a visit: its person's own profiles, those of the one local user where there are no accounts,
over the documents that the person may see now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from chat.applicability import Listed, Match, MatchedMeasures, Measures, match, match_json
from chat.profiles import KeptProfile
from chat.service.matches import MOST, profile_given
from chat.service.service import Visit
from index.hits import DocumentInfo
from ingest.errors import NotFound

LOCAL = "local"  # who keeps profiles where nobody logs in
FAILS = "不符合"


@dataclass(frozen=True, slots=True)
class New:
    """The measures that are new for a profile, best first."""

    profile: KeptProfile
    found: MatchedMeasures


def owner_of(visit: Visit) -> str:
    """Give whose profiles a visit's are."""
    return f"user:{visit.user.name}" if visit.user.name else LOCAL


def saved(visit: Visit) -> list[KeptProfile]:
    """List the person's profiles, the latest first."""
    return visit.service.profiles.all(owner_of(visit))


def profile_named(visit: Visit, name: str) -> KeptProfile:
    """Give the person's profile of a name. Raises ``NotFound``."""
    found = visit.service.profiles.find(owner_of(visit), name)
    if found is None:
        raise NotFound(f"没有名为“{name[:60]}”的画像", f"there is no saved profile named {name[:60]!r}")
    return found


def save(visit: Visit, name: str, given: object) -> KeptProfile:
    """Save a profile, an object or words, as looked at now. Raises ``UsageError`` for what is none."""
    profile_given(given, visit.engine.measures, date.today())
    kept = {"text": given} if isinstance(given, str) else given
    assert isinstance(kept, Mapping)
    name = visit.service.profiles.save(owner_of(visit), name, kept)
    visit.note("profile-save", name=name)
    look(visit, name)
    return profile_named(visit, name)


def remove(visit: Visit, name: str) -> None:
    """Delete a profile. Raises ``NotFound``."""
    profile_named(visit, name)
    visit.service.profiles.remove(owner_of(visit), name)
    visit.note("profile-remove", name=name)


def look(visit: Visit, name: str) -> MatchedMeasures:
    """Match a profile and keep that its person has seen what there is. Raises ``NotFound``."""
    profile = profile_named(visit, name)
    documents = marks_of(visit.store.documents())  # before matching: what comes in meanwhile stays new
    measures = visit.engine.measures
    day = date.today()
    found = match(measures, profile_given(profile.given, measures, day), day, MOST)
    visit.service.profiles.look(
        owner_of(visit), profile.name, documents, (one.listed.key for one in found.matches if _fits(one))
    )
    return found


def new_for(visit: Visit, names: Sequence[str] = ()) -> list[New]:
    """Give for each profile, or for those of the names, the measures of documents that came in since it was looked at.

    They are in force and no condition of theirs is unmet. Raises ``NotFound`` for an unknown name.
    """
    profiles = [profile_named(visit, name) for name in names] if names else saved(visit)
    measures = visit.engine.measures
    infos = {info.doc_id: _mark(info) for info in visit.store.documents()} if profiles else {}
    return [New(one, _new(measures, one, infos)) for one in profiles]


def new_json(visit: Visit, names: Sequence[str] = (), *, looked: bool = False) -> dict[str, object]:
    """Give what ``match --new --json`` prints; with ``looked`` none of it is new after that."""
    measures, found = visit.engine.measures, new_for(visit, names)
    if looked:
        for one in found:
            look(visit, one.profile.name)
    return {
        "profiles": [
            {**about(one.profile), "measures": match_json(one.found, measures)["measures"]} for one in found
        ]
    }


def about(profile: KeptProfile) -> dict[str, Any]:
    """Give a profile as JSON: its name, when it was saved, what it was given as."""
    day = datetime.fromtimestamp(profile.saved, UTC).astimezone().isoformat(timespec="seconds")
    return {"name": profile.name, "saved": day, "profile": dict(profile.given)}


def _new(measures: Measures, profile: KeptProfile, infos: Mapping[str, str]) -> MatchedMeasures:
    def came_in(listed: Listed) -> bool:
        return (
            infos.get(listed.info.doc_id, "") not in profile.documents and listed.key not in profile.measures
        )

    day = date.today()
    found = match(measures, profile_given(profile.given, measures, day), day, MOST, among=came_in)
    matches = tuple(one for one in found.matches if _fits(one))
    return MatchedMeasures(found.profile, found.day, matches, found.ask)


def _fits(one: Match) -> bool:
    """Whether a measure is in force and no condition of it is unmet."""
    return one.in_force and one.verdict != FAILS


def marks_of(infos: Sequence[DocumentInfo]) -> Iterator[str]:
    """Give a mark of each document that changes with its words."""
    return (_mark(info) for info in infos)


def _mark(info: DocumentInfo) -> str:
    return sha256(f"{info.doc_id}\0{info.sha256}".encode("utf-8", "replace")).hexdigest()[:16]
