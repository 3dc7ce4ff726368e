"""What the page's script asks for saved profiles: list, save, open with what is new, delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chat.applicability import match_json
from chat.service import saved_profiles
from chat.service.service import Visit
from chat.web.views.measures import matched_html
from chat.web.views.profile_form import profile_of_form
from chat.web.views.saved_profiles import form_values, new_html, saved_html
from ingest.errors import UsageError

Reply = dict[str, Any]
Values = Mapping[str, Any]


def _list(values: Values, visit: Visit) -> Reply:
    """The saved profiles, and how many measures are new for all of them."""
    found = [(one.profile.name, len(one.found.matches)) for one in saved_profiles.new_for(visit)]
    return {"saved": saved_html(found), "new": sum(count for _, count in found)}


def _save(values: Values, visit: Visit) -> Reply:
    profile = profile_of_form(values.get("profile"))
    if not profile:
        raise UsageError("请至少写一项，或用自己的话说说企业和需求", "the profile is empty")
    saved_profiles.save(visit, str(values.get("name") or ""), profile)
    return _list(values, visit)


def _open(values: Values, visit: Visit) -> Reply:
    """A saved profile in the form, what it is matched with, what is new first; it is looked at with that."""
    name = str(values.get("name") or "")
    (new,) = saved_profiles.new_for(visit, [name])
    measures = visit.engine.measures
    fresh = match_json(new.found, measures)["measures"]
    found = match_json(saved_profiles.look(visit, name), measures)
    html = new_html(fresh) + matched_html(found)  # type: ignore[arg-type]
    return {"html": html, "values": form_values(new.profile.given), **_list(values, visit)}


def _forget(values: Values, visit: Visit) -> Reply:
    saved_profiles.remove(visit, str(values.get("name") or ""))
    return _list(values, visit)


PROFILE_ACTIONS: Mapping[str, Callable[[Values, Visit], Reply]] = {
    "profiles": _list,
    "profile-save": _save,
    "profile-open": _open,
    "profile-forget": _forget,
}
