"""What people set right in facts holds for every kind of them, is refused where it cannot be read, and lasts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import index.storage.facts as fact_rows
from chat.applicability import Measures, match, profile_of_json
from chat.duties import duties_in
from chat.indicators import WantedIndicators, listed
from index.documents import corrected, fact_corrections
from index.storage.codec import dump_json
from index.storage.database import checksum
from index.store import Store, open_store
from ingest import parse_text
from ingest.errors import UsageError
from ingest.facts import DUTY, FACT_KINDS, INDICATOR, MEASURE, Fact

TEXT = """白水市促进机器人产业发展若干措施

第一条 对本市成立不超过5年的机器人企业建设标杆工厂的，给予最高300万元补助。

第二条 到2027年，全市粮食产量达到620亿斤。

第三条 建设算力中心。2027年6月底前建成三座智算中心。（市发改委牵头，市财政局配合）
"""
# Two articles stand before: 第一条 is 第十一条 by then.
RENUMBERED = TEXT.replace("第三条", "第十三条").replace("第二条", "第十二条").replace("第一条", "第十一条")
LATER = TEXT.replace("第一条", "经市政府同意，现予公布，请认真组织实施。\n\n第一条", 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, create=True) as opened:
        opened.add([parse_text(TEXT, doc_id="d")])
        yield opened


def first(store: Store, kind: str, words: str = "") -> Fact:
    text = store.document("d").text
    return next(fact for _, fact in store.facts(kind) if words in text[fact.start : fact.end])


def test_every_kind_of_fact_has_what_checks_its_corrections() -> None:
    assert set(fact_corrections._RECORDS) == set(FACT_KINDS)


def test_a_figure_that_is_set_right_is_asked_and_lasts(store: Store) -> None:
    store.correct_fact("d", first(store, INDICATOR, "620").key, {"data": {"value": 615.0, "year": 2026}})
    store.add([parse_text(LATER, doc_id="d")])
    (row,) = listed(store, WantedIndicators("粮食产量"))
    assert (row.indicator.value, row.indicator.year) == (615.0, 2026)
    assert store.document("d").text[row.indicator.figure.start : row.indicator.figure.end].startswith("620")


def test_a_duty_that_is_set_right_or_dismissed_lasts(store: Store) -> None:
    keys = {row.unit: row.key for row in duties_in(store)}
    store.correct_fact("d", keys["市财政局"], {"data": {"role": "责任"}})
    store.correct_fact("d", keys["市发改委"], {"dismissed": True})
    store.add([parse_text(LATER, doc_id="d")])
    assert [(row.unit, row.role) for row in duties_in(store)] == [("市财政局", "责任")]


def verdicts(store: Store) -> list[str]:
    day = date(2026, 11, 30)
    given = {"行业": "机器人", "地区": "白水市", "成立": "2001年", "近期事件": "建设标杆工厂"}
    measures = Measures(store)
    found = match(measures, profile_of_json(given, day), day).matches
    return [
        one.verdict
        for one in found
        if "标杆工厂" in measures.text(one.listed)[one.listed.measure.start : one.listed.measure.end]
    ]


def test_a_condition_that_is_set_right_changes_what_applies_and_lasts(store: Store) -> None:
    assert verdicts(store) == ["不符合"]
    measure = first(store, MEASURE, "标杆工厂")

    def without_age(conditions: object) -> list[object]:
        assert isinstance(conditions, list)
        return [one for one in conditions if all(test["field"] != "age" for test in one["predicates"])]

    gifts = measure.data["gifts"]
    assert isinstance(gifts, list)
    changed = {
        "conditions": without_age(measure.data["conditions"]),
        "gifts": [{**gift, "conditions": without_age(gift["conditions"])} for gift in gifts],
    }
    store.correct_fact("d", measure.key, {"data": changed})
    assert "不符合" not in verdicts(store)
    store.add([parse_text(LATER, doc_id="d")])
    assert verdicts(store) and "不符合" not in verdicts(store)
    text = store.document("d").text
    for one in first(store, MEASURE, "标杆工厂").data["conditions"]:  # type: ignore[attr-defined]
        assert text[slice(*one["words"])] in TEXT  # the spans have moved along
    store.correct_fact("d", measure.key, {"dismissed": True})
    assert verdicts(store) == []
    store.correct_fact("d", measure.key, None)
    assert verdicts(store) == ["不符合"]


def test_a_correction_lasts_where_its_clause_gets_another_number(store: Store) -> None:
    measure = first(store, MEASURE, "标杆工厂")
    duty = next(row.key for row in duties_in(store) if row.unit == "市财政局")
    conditions = measure.data["conditions"]
    assert isinstance(conditions, list) and conditions
    young = [one for one in conditions if all(test["field"] != "age" for test in one["predicates"])]
    store.correct_fact("d", measure.key, {"data": {"title": "标杆工厂补助", "conditions": young}})
    store.correct_fact("d", first(store, INDICATOR, "620").key, {"dismissed": True})
    store.correct_fact("d", duty, {"data": {"role": "责任"}})
    store.add([parse_text(RENUMBERED, doc_id="d")])
    moved = first(store, MEASURE, "标杆工厂")
    assert moved.key != measure.key and moved.data["title"] == "标杆工厂补助"
    text = store.document("d").text
    wanted = [TEXT[slice(*one["words"])] for one in young]
    assert [text[slice(*one["words"])] for one in moved.data["conditions"]] == wanted  # type: ignore[attr-defined]
    assert not listed(store, WantedIndicators("粮食产量"))
    assert ("市财政局", "责任") in {(row.unit, row.role) for row in duties_in(store)}
    store.correct_fact("d", moved.key, {"data": {"title": "建厂补助"}})  # in place of what was said before
    assert len(store.fact_corrections()) == 3
    assert first(store, MEASURE, "标杆工厂").data["title"] == "建厂补助"
    store.correct_fact("d", moved.key, None)
    assert first(store, MEASURE, "标杆工厂").data["title"] not in ("标杆工厂补助", "建厂补助")
    with pytest.raises(UsageError):
        store.correct_fact("d", moved.key, None)


def test_what_was_said_under_the_old_number_is_taken_back_under_the_new_one(store: Store) -> None:
    store.correct_fact("d", first(store, MEASURE, "标杆工厂").key, {"data": {"title": "标杆工厂补助"}})
    store.add([parse_text(RENUMBERED, doc_id="d")])
    store.correct_fact("d", first(store, MEASURE, "标杆工厂").key, None)
    assert store.fact_corrections() == ()


def test_a_correction_of_older_code_is_found_by_its_key(store: Store) -> None:
    measure = first(store, MEASURE, "标杆工厂")
    said = [measure.start, measure.end, False, {"title": "标杆工厂补助"}]
    older = fact_rows._load_correction(
        "d", MEASURE, measure.key, payload := dump_json(said), checksum("d", MEASURE, measure.key, payload)
    )
    (fact,) = corrected([measure], {older.key: older})
    assert fact.data["title"] == "标杆工厂补助" and older.unnumbered == ""


@pytest.mark.parametrize(
    ("kind", "words", "data"),
    [
        (INDICATOR, "620", {"kind": "愿望"}),
        (INDICATOR, "620", {"figure": 3}),
        (DUTY, "", {"role": "旁观"}),
        (DUTY, "", {"unit_words": [5]}),
        (MEASURE, "标杆", {"gifts": [{"kind": "资金"}]}),
        (MEASURE, "标杆", {"conditions": [{"words": [0, 2], "any_of": False, "group": "", "branch": "", "predicates": [{"field": "colour", "operator": "in", "values": [], "number": None}]}]}),
        (MEASURE, "标杆", {"conditions": [{"words": [0, 2], "any_of": False, "group": "", "branch": "", "predicates": [{"field": "age", "operator": "==", "values": [], "number": 1}]}]}),
    ],
    ids=range(7),
)  # fmt: skip
def test_what_no_reader_can_read_is_refused(
    kind: str, words: str, data: dict[str, object], store: Store
) -> None:
    with pytest.raises(UsageError):
        store.correct_fact("d", first(store, kind, words).key, {"data": data})
    assert store.fact_corrections() == ()
