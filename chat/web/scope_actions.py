"""What the page's script asks for collections and filters: list them, narrow a list, change collections, delete several.

Every action works for a visit, on what its person may see and with the rights they have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chat.service.service import Visit
from chat.web.filters import (
    COLLECTION,
    NAMES,
    choices,
    chosen_of,
    collections_html,
    excluded_words,
    filters_html,
    filters_of_chosen,
    options_html,
    scope_label,
)
from chat.web.views.conversation import excluded_html
from ingest.errors import UsageError, WenceError

if TYPE_CHECKING:
    from chat.web.actions import PageActions

Reply = dict[str, Any]
Values = Mapping[str, Any]
MOST_AT_ONCE = 500  # documents that one call deletes or moves


def _scope(actions: PageActions, values: Values, visit: Visit) -> Reply:
    """The collections and filters; what is ticked and is there no more is left out."""
    documents, collections = visit.store.documents(), actions.collections.seen(visit)
    chosen = _chosen(values)
    names = {one.name for one in collections}
    chosen[COLLECTION] = tuple(name for name in chosen.get(COLLECTION, ()) if name in names)
    return {
        "filters": filters_html(documents, chosen),
        "collections": collections_html(collections, chosen[COLLECTION]),
        "names": sorted(names),
        **_said(actions, chosen, visit),
    }


def _scope_words(actions: PageActions, values: Values, visit: Visit) -> Reply:
    return _said(actions, _chosen(values), visit)


def _chosen(values: Values) -> dict[str, tuple[str, ...]]:
    return chosen_of(json.dumps(values.get("chosen") or {}))


def _said(actions: PageActions, chosen: Mapping[str, tuple[str, ...]], visit: Visit) -> Reply:
    """What the next question is put to, in words, and what it leaves out."""
    documents = visit.store.documents()
    try:
        filters = actions.collections.within(visit, chosen.get(COLLECTION, ()), filters_of_chosen(chosen))
        words = excluded_words(filters, documents)
    except WenceError as error:
        words = error.chinese
    return {
        "label": scope_label(chosen, documents),
        "excluded": excluded_html(words),
        "used": any(chosen.values()),
    }


def _scope_list(actions: PageActions, values: Values, visit: Visit) -> Reply:
    """The values of one filter that hold some words."""
    name = str(values.get("name"))
    if name not in NAMES:
        raise UsageError("没有这个筛选项", "no such filter")
    offered = choices(visit.store.documents())[name]
    return {"html": options_html(name, offered, _chosen(values).get(name, ()), str(values.get("words", "")))}


# -- collections and several documents ------------------------------------------------------------------


def _named(values: Values) -> str:
    return str(values.get("name") or "")


def _docs(values: Values) -> list[str]:
    given = values.get("docs")
    docs = (
        list(dict.fromkeys(map(str, given)))
        if isinstance(given, Sequence) and not isinstance(given, str)
        else []
    )
    if not docs:
        raise UsageError("请先勾选文件", "no document is ticked")
    if len(docs) > MOST_AT_ONCE:
        raise UsageError(f"一次最多 {MOST_AT_ONCE} 份", f"at most {MOST_AT_ONCE} documents at once")
    return docs


def _put(actions: PageActions, values: Values, visit: Visit) -> Reply:
    """Documents into a collection; out of the one in ``leave``, where they are moved."""
    docs, leave = _docs(values), str(values.get("leave") or "")
    held = actions.collections.put(visit, _named(values), docs)
    if leave and leave != held.name:
        actions.collections.take(visit, leave, docs)
    return actions.files(values, visit)


def _take(actions: PageActions, values: Values, visit: Visit) -> Reply:
    actions.collections.take(visit, _named(values), _docs(values))
    return actions.files(values, visit)


def _rename(actions: PageActions, values: Values, visit: Visit) -> Reply:
    actions.collections.rename(visit, _named(values), str(values.get("new") or ""))
    return actions.files(values, visit)


def _remove(actions: PageActions, values: Values, visit: Visit) -> Reply:
    actions.collections.remove(visit, _named(values))
    return actions.files(values, visit)


def _delete_several(actions: PageActions, values: Values, visit: Visit) -> Reply:
    docs = _docs(values)
    visit.require_editor("remove")
    visit.require_documents(docs)
    for doc_id in docs:
        visit.remove(doc_id)
    return actions.files(values, visit)


SCOPE_ACTIONS: Mapping[str, Callable[[PageActions, Values, Visit], Reply]] = {
    "scope": _scope, "scope-words": _scope_words, "scope-list": _scope_list, "collection-put": _put,
    "collection-take": _take, "collection-rename": _rename, "collection-remove": _remove,
    "delete-several": _delete_several,
}  # fmt: skip
