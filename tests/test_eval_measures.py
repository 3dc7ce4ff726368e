"""Scores of measures: records, amounts by their figures, predicates by field, operator and value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.measures import agrees, amount_figures, score
from ingest import parse_path, parse_text
from ingest.facts import Predicate, measures_of

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TEXT = """云岭市支持企业若干措施

一、奖励升规企业。对首次升规的工业企业，给予30万元奖励。

二、补助研发。对研发投入占营业收入比重不低于5%的高新技术企业，按研发投入的10%给予补助，最高不超过50万元。
"""
GOLD = [
    {
        "title": "奖励升规企业",
        "page": None,
        "amounts": [["30万元"]],
        "predicates": [
            {"field": "event", "op": "happened", "value": "升规", "words": "首次升规的工业企业"},
            {"field": "size", "op": "in", "value": ["小型"], "words": "小企业"},
        ],
    },
    {
        "title": "补助研发",
        "page": None,
        "amounts": [["10%", "50万元"], ["7%"]],
        "predicates": [
            {"field": "rd_share", "op": ">=", "value": 0.05, "words": "不低于5%"},
            {"field": "qualification", "op": "any", "value": ["国家高新技术企业"], "words": "高新技术企业"},
        ],
        "also": [{"field": "industry", "op": "in", "value": ["工业"], "words": "工业企业"}],
    },
]


def test_what_was_found_and_what_was_missed_are_counted_apart() -> None:
    document = parse_text(TEXT, doc_id="document")
    scores = score(document, measures_of(document), GOLD)
    assert (scores.records.precision, scores.records.recall) == (1.0, 1.0)
    assert (scores.amounts.precision, scores.amounts.recall) == (1.0, 2 / 3)
    assert scores.predicates.recall == 3 / 4
    assert [one.split("｜")[1] for one in scores.predicates.missed] == ["size in ['小型']"]
    # 工业企业 stands in the first record and is listed beside the second: there it would have been right
    assert [one.split("｜")[1] for one in scores.predicates.wrong] == ["industry in 工业"]


def test_figures_of_an_amount_and_agreement_of_values() -> None:
    assert amount_figures("最高不超过3,000万元，按30％") == amount_figures("3000万元和30%")
    assert amount_figures("5万-500万") == amount_figures("5万元、500万元")
    bound = Predicate("revenue", ">=", (), 1e8)
    assert agrees(bound, "", {"field": "revenue", "op": ">", "value": 100_000_000, "words": ""})
    assert not agrees(bound, "", {"field": "revenue", "op": "<=", "value": 100_000_000, "words": ""})
    industry = Predicate("industry", "in", ("机器人产业",))
    assert agrees(industry, "", {"field": "industry", "op": "in", "value": ["机器人"], "words": ""})


@pytest.mark.parametrize(
    "path", sorted((ROOT / "eval" / "documents").glob("measures-*.jsonl")), ids=lambda p: p.stem
)
def test_measures_of_the_judged_documents(path: Path) -> None:
    """The floor of what was measured when the gold was scored; a document of many pages is left to the bench."""
    head, *gold = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    source = SHARED / head["source"]
    if not source.is_file():
        pytest.skip("../shared is not here: the measures of the judged documents cannot be read")
    if source.suffix == ".pdf":
        pytest.skip("bench/measures_quality.py reads the guide of 331 pages")
    (parsed,) = parse_path(source)
    assert parsed.document is not None
    scores = score(parsed.document, measures_of(parsed.document), gold)
    assert scores.records.precision >= 0.95 and scores.records.recall >= 0.95
    assert scores.amounts.precision >= 0.95 and scores.amounts.recall >= 0.9
    assert scores.predicates.precision >= 0.92 and scores.predicates.recall >= 0.75
