"""List who does what by when over the documents of a store, all of it or what one unit has to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass

from chat.computed import same_office
from index.hits import DocumentInfo
from index.store import DocumentSearcher
from ingest.facts import DUTY, assignment_of
from ingest.text.normalise import flat_text

# “省”工信厅, 东江省临川“市”财政局, 丰台“区”财政局: whose office it is, the last of its places
_LEVEL = re.compile(r"^(?:(?:[\u4e00-\u9fff]{2,6}?)?(?P<level>[省市区县州盟旗])(?=[\u4e00-\u9fff]{2}))+")


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A row is one unit's part in one task; ``quote`` is ``text[start:end]`` of the document.

    ``by`` is the last day of the deadline as an ISO date, “” where its words set none; ``key`` is the fact's.
    """

    unit: str
    role: str  # 牵头, 责任 or 配合
    task: str
    deadline: str
    by: str
    doc_id: str
    title: str
    status: str
    clause: str
    page: int | None
    quote: str
    start: int
    end: int
    key: str

    def as_dict(self) -> dict[str, object]:
        """Give the row as JSON values."""
        return asdict(self)


def duties_in(
    store: DocumentSearcher, unit: str = "", doc_ids: Collection[str] | None = None
) -> list[DutyRow]:
    """Give every duty in order of documents and words: of all documents or of some, of all units or of one.

    ``unit`` is a unit's name as people say it. Raises ``UsageError`` for an unknown document.
    """
    infos = {info.doc_id: info for info in store.documents()}
    for doc_id in doc_ids or ():
        infos.setdefault(doc_id, store.info(doc_id))
    return list(_rows(store, infos, flat_text(unit), doc_ids))


def _rows(
    store: DocumentSearcher, infos: dict[str, DocumentInfo], unit: str, doc_ids: Collection[str] | None
) -> Iterator[DutyRow]:
    read, text = "", ""
    for doc_id, fact in store.facts(DUTY, doc_ids):
        found = assignment_of(fact)
        if doc_id not in infos or (unit and not is_unit(unit, flat_text(found.unit))):
            continue
        if doc_id != read:
            read, text = doc_id, store.document(doc_id).text
        yield DutyRow(
            unit=found.unit,
            role=found.role,
            task=found.task,
            deadline=found.deadline,
            by=found.by,
            doc_id=doc_id,
            title=infos[doc_id].metadata.title,
            status=infos[doc_id].status,
            clause=found.clause,
            page=found.page,
            quote=text[found.start : found.end],
            start=found.start,
            end=found.end,
            key=fact.key,
        )


def is_unit(asked: str, name: str) -> bool:
    """Whether a folded name is that of the unit asked for; the city's office is not that of one of its districts."""
    if asked == name:
        return True
    level, other = _LEVEL.match(asked), _LEVEL.match(name)
    if level and other and level["level"] != other["level"]:
        return False
    return same_office(asked, name) or same_office(name, asked)
