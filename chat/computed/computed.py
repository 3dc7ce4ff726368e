"""Choose what is computed for a question, from the tables and clauses of the documents that were found."""

from __future__ import annotations

from chat.answers import Draft
from chat.computed.cells import cells
from chat.computed.clause_duties import of_office_in_clauses
from chat.computed.figure_rankings import greatest_figure
from chat.computed.grouped_rows import largest_group, rows_by_sign, rows_sharing
from chat.computed.indicator_tables import indicators
from chat.computed.intervals import in_range
from chat.computed.offices import asked_duty
from chat.computed.rankings import rankings_of
from chat.computed.rows import tables_near
from chat.computed.table_lists import counted_rows, filtered, how_many, of_office
from chat.computed.table_rankings import greatest
from chat.computed.tables import RowTable
from chat.computed.turn_rankings import ranked_in_turn
from chat.counting import how_many_divisions, place_in_order
from chat.evidence import FoundEvidence, Passages

BEST = 6  # best units that tell which table a question is about


def _found_first(found: FoundEvidence, table: RowTable) -> bool:
    """Whether the best evidence, or most of the best, stands in a table."""
    first, last = table.rows[0].start, table.rows[-1].end
    inside = [
        one.document.doc_id == table.info.doc_id and first <= one.unit.start < last
        for one in found.ranked[:BEST]
    ]
    return bool(inside) and (inside[0] or 2 * sum(inside) > len(inside))


def by_computation(found: FoundEvidence, passages: Passages) -> Draft | None:
    """Give what is computed over the documents found: divisions, indicators, tables, duties, figures; ``None`` where nothing is."""
    asked, hits = found.asked, found.hits
    whole = how_many_divisions(asked, hits, passages) or indicators(asked, hits, passages)
    whole = whole or place_in_order(asked, found.ranked, passages)
    if whole:
        return whole
    duty, rankings = asked_duty(asked.text), rankings_of(asked.text)
    in_turn = ranked_in_turn(asked, rankings, found.ranked, passages) if rankings and not duty else None
    for table in tables_near(asked, hits, passages):
        if in_turn and in_turn.is_of_other_things(table):
            continue
        if duty:
            draft = of_office(asked, table, duty, passages)
        elif rankings:
            draft = greatest(
                asked, table, rankings, passages, found_first=_found_first(found, table)
            ) or largest_group(asked, table, hits, passages)
        else:
            draft = how_many(asked, table, hits, passages) or counted_rows(asked, table, hits, passages)
            draft = draft or rows_sharing(asked, table, hits, passages)
            draft = draft or rows_by_sign(asked, table, hits, passages) or filtered(asked, table, passages)
        if draft:
            return draft
    if duty:
        return of_office_in_clauses(asked, duty, hits, passages)
    if in_turn:
        return in_turn.draft
    if rankings:
        return greatest_figure(asked, rankings, found.ranked, passages)
    return in_range(asked, hits, passages) or cells(asked, hits, passages)
