"""A measure becomes a fact and back without loss."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Span
from ingest.facts.measure import Condition, Gift, Measure, Predicate, measure_of

spans = st.builds(Span, st.integers(0, 9_999), st.integers(0, 9_999))
predicates = st.builds(
    Predicate, st.just("revenue"), st.just(">="), st.tuples(st.text()), st.none() | st.floats(0, 1e12)
)
conditions = st.tuples(
    st.builds(Condition, spans, st.tuples(predicates), st.booleans(), st.text(), st.text())
)
gifts = st.builds(
    Gift, st.text(), spans, st.none() | spans, st.none() | st.floats(0, 1e12), conditions=conditions
)
measures = st.builds(
    Measure,
    key=st.text(),
    title=st.text(),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    gifts=st.tuples(gifts),
    conditions=conditions,
    topics=st.tuples(st.text()),
    contact=st.none() | spans,
)


@given(measures)
def test_a_measure_comes_back_from_its_fact_also_by_way_of_json(measure: Measure) -> None:
    fact = measure.fact()
    assert measure_of(replace(fact, data=json.loads(json.dumps(fact.data)))) == measure
