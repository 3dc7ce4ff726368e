"""What the page's script asks for the tabs that match, list and compare: one call with an action's name.

Every action works for a visit, on the documents that its person may see; replies are JSON values, errors in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from chat.comparison import Comparison, SeveralCompared, compare_documents, compare_several
from chat.conversations import (
    comparison_docx,
    comparison_markdown,
    several_docx,
    several_markdown,
)
from chat.duties import calendar_of, counted_units, duties_in, shared_tasks
from chat.indicators import IndicatorRow, WantedIndicators, csv_of, listed
from chat.service.fact_sheets import duties_xlsx, figures_xlsx
from chat.service.service import Visit
from chat.web.downloads import download
from chat.web.profile_actions import PROFILE_ACTIONS
from chat.web.profile_offers import profile_offers
from chat.web.views.comparison import compared_html, options_html
from chat.web.views.comparison import waiting_html as before_comparison
from chat.web.views.duties import NO_DUTIES, tasks_html, units_html
from chat.web.views.indicators import figures_html, names_html, years_html
from chat.web.views.measures import matched_html, self_test_html, waiting_html
from chat.web.views.profile_form import offers_html, profile_of_form
from chat.web.views.several import several_html
from index.words import tagged
from ingest.errors import UsageError
from ingest.figures import RESULT, TARGET, name_of
from ingest.text.safe_display import escape

Reply = dict[str, Any]
Values = Mapping[str, Any]
LONGEST = 200  # characters of a filter's words
LEAST_NAME = 3  # characters of an indicator that is offered
MOST_OFFERED = 120  # names that a filter offers


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
    return {"html": self_test_html(visit.test_measure(_profile(values), str(values.get("measure", ""))))}


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
    if values.get("format") == "xlsx":
        return download(f"{unit or '任务'} {date.today().isoformat()}.xlsx", "xlsx", duties_xlsx(rows))
    if not any(row.by for row in rows):
        raise UsageError("没有写明时限的任务", "no task has a deadline")
    return download(f"{unit or '任务'} 时限.ics", "ics", calendar_of(rows))


# -- 指标 -------------------------------------------------------------------------------------------


def _wanted(values: Values) -> WantedIndicators:
    year, kind = _words(values, "year"), _words(values, "kind")
    return WantedIndicators(
        _words(values, "indicator"),
        _words(values, "place"),
        int(year) if year.isdecimal() else None,
        kind if kind in (TARGET, RESULT) else "",
    )


def _indicators(values: Values, visit: Visit) -> Reply:
    """The figures that are wanted; without a filter what there is to ask for."""
    wanted, reply = _wanted(values), {}
    if wanted == WantedIndicators() or values.get("first"):
        rows = listed(visit.store, WantedIndicators())
        reply = _figure_offers(rows)
    if wanted != WantedIndicators():
        found = visit.indicators(wanted)
        reply["html"] = figures_html(found["indicators"], found["chart"], visit.store.documents())  # type: ignore[arg-type]
    return reply


def _figure_offers(rows: Sequence[IndicatorRow]) -> Reply:
    """What the filters offer: names that are usual, by the documents that state them, then others; places, years."""
    pairs = {(row.indicator.name, row.document.doc_id) for row in rows}
    counts = Counter(name for name, _ in pairs if _is_named(name))
    names = sorted(counts.items(), key=lambda one: (name_of(one[0]) is None, -one[1], one[0]))[:MOST_OFFERED]
    places = Counter(row.indicator.place for row in rows if row.indicator.place).most_common(MOST_OFFERED)
    years = sorted({row.indicator.year for row in rows if row.indicator.year is not None}, reverse=True)
    documents = len({doc_id for _, doc_id in pairs})
    return {
        "html": names_html(names, len(rows), documents),
        "offers": offers_html(
            {"indicator": [name for name, _ in names], "place": [place for place, _ in places]}
        ),
        "years": years_html(years),
    }


def _is_named(name: str) -> bool:
    """Whether somebody would choose an indicator by this name: a usual one, or a noun with no verb before it.

    What a document gives a figure of may also be “最高给予” or “/年”; that is found by its words, and not offered.
    """
    if name_of(name) is not None:
        return True
    kinds = [kind for _, kind in tagged(name)] if len(name) >= LEAST_NAME else []
    return bool(kinds) and kinds[0][0] in "nlj" and kinds[-1][0] in "nlj" and "x" not in kinds


def _indicators_file(values: Values, visit: Visit) -> Reply:
    form = str(values.get("format"))
    rows = visit.indicators(_wanted(values))["indicators"]
    if form == "csv":
        data = csv_of(rows).encode("utf-8", "replace")  # type: ignore[arg-type]
    elif form == "xlsx":
        data = figures_xlsx(rows)  # type: ignore[arg-type]
    else:
        raise UsageError("不支持这种格式", "unknown format")
    return download(f"指标 {date.today().isoformat()}.{form}", form, data)


# -- 比对 -------------------------------------------------------------------------------------------


def _compare_open(values: Values, visit: Visit) -> Reply:
    """The documents to choose from."""
    documents = visit.store.documents()
    return {"documents": options_html(documents), "html": before_comparison(len(documents))}


def _comparison(values: Values, visit: Visit) -> Comparison | SeveralCompared:
    """The documents that were chosen side by side; two of them with the changed words of editions."""
    chosen = [doc_id for name in ("a", "b", "c", "d", "e") if (doc_id := _words(values, name))]
    if len(chosen) < 2:
        raise UsageError("请选两份文件", "choose two documents")
    visit.note_reading(*chosen)
    topic = _words(values, "topic")
    if len(chosen) > 2:
        return compare_several(visit.store, chosen, topic)
    return compare_documents(visit.store, chosen[0], chosen[1], topic)


def _compare(values: Values, visit: Visit) -> Reply:
    found = _comparison(values, visit)
    return {"html": several_html(found) if isinstance(found, SeveralCompared) else compared_html(found)}


def _compare_file(values: Values, visit: Visit) -> Reply:
    form, found = str(values.get("format")), _comparison(values, visit)
    if form == "docx":
        data = several_docx(found) if isinstance(found, SeveralCompared) else comparison_docx(found)
    elif form == "md":
        words = several_markdown(found) if isinstance(found, SeveralCompared) else comparison_markdown(found)
        data = words.encode("utf-8", "replace")
    else:
        raise UsageError("不支持这种格式", "unknown format")
    first = found.documents[0] if isinstance(found, SeveralCompared) else found.a
    return download(f"比对 {first.metadata.title[:40]}.{form}", form, data)


TAB_ACTIONS: Mapping[str, Callable[[Values, Visit], Reply]] = {
    "measures": _measures, "match": _match, "match-test": _match_test, "match-file": _match_file,
    "duties": _duties, "duties-file": _duties_file, "indicators": _indicators, "indicators-file": _indicators_file,
    "compare-open": _compare_open, "compare": _compare, "compare-file": _compare_file, **PROFILE_ACTIONS,
}  # fmt: skip
