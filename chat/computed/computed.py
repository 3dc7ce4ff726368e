"""Choose what is computed for a question, from the tables and clauses of the documents that were found."""

from __future__ import annotations

from collections.abc import Sequence

from chat.answers import Draft
from chat.computed.cells import cells
from chat.computed.clause_duties import of_office_in_clauses
from chat.computed.divisions import how_many_divisions
from chat.computed.offices import asked_duty
from chat.computed.rankings import rankings_of
from chat.computed.rows import tables_near
from chat.computed.table_lists import how_many, of_office
from chat.computed.table_rankings import greatest
from chat.evidence import Passages
from chat.question import Asked
from index.hits import Hit


def by_computation(asked: Asked, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give what the tables of the documents found say by computation or by a cell; ``None`` where they do not."""
    divided = how_many_divisions(asked, hits, passages)
    if divided:
        return divided
    duty, rankings = asked_duty(asked.text), rankings_of(asked.text)
    for table in tables_near(asked, hits, passages):
        if duty:
            found = of_office(asked, table, duty, passages)
        elif rankings:
            found = greatest(asked, table, rankings, passages)
        else:
            found = how_many(asked, table, hits, passages)
        if found:
            return found
    if duty:
        return of_office_in_clauses(asked, duty, hits, passages)
    return None if rankings else cells(asked, hits, passages)
