"""Is a probability worth its number? Bins, calibration error, Brier score, and the curve that shows them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.calibration import Calibration, brier, calibration, from_json
from eval.curve import MARGIN, SIDE, as_text, svg

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def test_bins_by_hand() -> None:
    curve = calibration([(0.05, False), (0.05, True), (0.95, True), (1.0, True)])
    assert [(one.low, one.n, one.observed) for one in curve.bins] == [(0.0, 2, 0.5), (0.9, 2, 1.0)]
    assert curve.error == pytest.approx((2 * 0.45 + 2 * 0.025) / 4)
    assert curve.brier == pytest.approx((0.05**2 + 0.95**2 + 0.05**2 + 0) / 4)


def test_what_is_sure_and_right_is_perfect() -> None:
    curve = calibration([(0.0, False), (1.0, True)] * 5)
    assert (curve.error, curve.brier) == (0, 0)


def test_nothing_to_judge() -> None:
    assert calibration([]) == Calibration(0, (), None, None)
    assert brier([]) is None


@given(PAIRS)
def test_every_pair_lies_in_one_bin(pairs: list[tuple[float, bool]]) -> None:
    curve = calibration(pairs)
    assert sum(one.n for one in curve.bins) == curve.n == len(pairs)
    assert all(one.low - 1e-9 <= one.predicted <= one.high + 1e-9 for one in curve.bins)
    assert curve.error is None or 0 <= curve.error <= 1
    assert from_json(json.loads(json.dumps(asdict(curve)))) == curve


@given(PAIRS)
def test_the_drawing_is_well_formed_and_stays_in_its_frame(pairs: list[tuple[float, bool]]) -> None:
    curve = calibration(pairs)
    drawing = ElementTree.fromstring(svg(curve))
    dots = drawing.findall("circle")
    assert len(dots) == len(curve.bins)
    for dot in dots:
        assert all(MARGIN <= float(dot.attrib[at]) <= MARGIN + SIDE for at in ("cx", "cy"))
    assert "http" not in svg(curve)
    assert len(as_text(curve).splitlines()) == len(curve.bins) + (2 if pairs else 1)
