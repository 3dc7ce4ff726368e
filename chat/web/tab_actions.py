"""What the page's script asks for the tabs that match, list and compare: one call with an action's name.

Every action works for a visit, on the documents that its person may see; replies are JSON values, errors in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chat.duties import calendar_of, counted_units, duties_in, shared_tasks
from chat.service.profile_offers import profile_offers
from chat.service.service import Visit
from chat.web.downloads import download
from chat.web.views.duties import NO_DUTIES, tasks_html, units_html
from chat.web.views.measures import matched_html, tested_html, waiting_html
from chat.web.views.profile_form import offers_html, profile_of_form
from ingest.errors import UsageError
from ingest.text.safe_display import escape

Reply = dict[str, Any]
Values = Mapping[str, Any]
LONGEST = 200  # characters of a filter's words


def _words(values: Values, name: str) -> str:
    return str(values.get(name) or "").strip()[:LONGEST]


# -- 适用政策 -----------------------------------------------------------------------------------------


def _measures(values: Values, visit: Visit) -> Reply:
    """What the tab shows when it is opened."""
    listed = visit.engine.measures.listed()
    offers = profile_offers(visit.engine.measures)
    documents = len({one.info.doc_id for one in listed})
    return {"html": waiting_html(len(listed), documents), "offers": offers_html(offers)}


def _profile(values: Values) -> dict[str, str]:
    profile = profile_of_form(values.get("profile"))
    if not profile:
        raise UsageError("请至少写一项，或用自己的话说说企业和需求", "the profile is empty")
    return profile


def _match(values: Values, visit: Visit) -> Reply:
    return {"html": matched_html(visit.match(_profile(values)))}


def _match_test(values: Values, visit: Visit) -> Reply:
    return {"html": tested_html(visit.test_measure(_profile(values), str(values.get("measure", ""))))}


def _match_file(values: Values, visit: Visit) -> Reply:
    form = str(values.get("format"))
    if form not in ("docx", "xlsx"):
        raise UsageError("不支持这种格式", "unknown format")
    return download(
        f"适用政策 {date.today().isoformat()}.{form}", form, visit.match_file(_profile(values), form)
    )


# -- 任务 -------------------------------------------------------------------------------------------


def _duties(values: Values, visit: Visit) -> Reply:
    """The units of all documents or of one, and the tasks of a unit."""
    unit, document = _words(values, "unit"), _words(values, "document")
    rows = duties_in(visit.store, "", [document] if document else None)
    if not rows and not document:
        return {"units": "", "html": NO_DUTIES, "documents": _chosen(visit, "")}
    own = duties_in(visit.store, unit, [document] if document else None) if unit else None
    html = tasks_html(shared_tasks(rows, own), unit, date.today())
    return {
        "units": units_html(counted_units(rows), unit),
        "html": html,
        "documents": _chosen(visit, document),
    }


def _chosen(visit: Visit, document: str) -> str:
    """The documents as the options of a list, one of them chosen."""
    options = "".join(
        f'<option value="{escape(info.doc_id)}"{" selected" if info.doc_id == document else ""}>{escape(info.metadata.title)}</option>'
        for info in visit.store.documents()
    )
    return f'<option value="">全部文件</option>{options}'


def _duties_file(values: Values, visit: Visit) -> Reply:
    unit, document = _words(values, "unit"), _words(values, "document")
    rows = duties_in(visit.store, unit, [document] if document else None)
    if not any(row.by for row in rows):
        raise UsageError("没有写明时限的任务", "no task has a deadline")
    return download(f"{unit or '任务'} 时限.ics", "ics", calendar_of(rows))


TAB_ACTIONS: Mapping[str, Callable[[Values, Visit], Reply]] = {
    "measures": _measures, "match": _match, "match-test": _match_test, "match-file": _match_file,
    "duties": _duties, "duties-file": _duties_file,
}  # fmt: skip
