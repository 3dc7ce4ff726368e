"""Examples for the reader made of question sets: what of a passage is marked, and what it is read beside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.engine import Engine
from chat.training.gathered import gathered
from chat.training.readings import LEAST_WORDS, groups_of, marked
from index.store import open_store
from index.training.teacher.examples import Examples, Group
from ingest import parse_text

RULES = """云岭县停车收费规定

第一条 车辆停放不满三十分钟的，不收费。超过三十分钟的，每小时收费五元。

第二条 残疾人驾驶的车辆
免收停车费。

第三条 逾期不缴的，由交通运输主管部门处二百元罚款。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("rules") / "store", create=True) as store:
        store.add([parse_text(RULES, doc_id="rules")])
        yield Engine(store, reader=lambda: None)


def _made(engine: Engine, **record: object) -> tuple[Examples, list[Group]]:
    examples = Examples()
    return examples, list(groups_of(engine, {"docs": ["rules"], "evidence": [], **record}, examples))


def test_the_evidence_of_a_question_is_marked_in_its_passage(engine: Engine) -> None:
    examples, groups = _made(
        engine, question="停车一小时多少钱？", must=[["五元"]], evidence=["超过三十分钟的，每小时收费五元。"]
    )
    (group,) = groups
    text = examples.passages[group.own].text
    assert [text[start:end] for start, end in group.evidence or ()] == ["超过三十分钟的，每小时收费五元。"]
    assert group.answers == 1 and group.fits == 1 and group.own not in group.others


def test_what_holds_every_key_point_is_no_rival(engine: Engine) -> None:
    examples, groups = _made(
        engine,
        question="停车要钱吗？",
        must=[["不收费", "免收"]],
        evidence=["车辆停放不满三十分钟的，不收费。"],
    )
    assert groups and all("免收" not in examples.passages[other].text for other in groups[0].others)


def test_the_nearest_passages_of_a_question_without_an_answer_hold_nothing(engine: Engine) -> None:
    _, groups = _made(engine, question="停车场要配几个充电桩？", must=[], docs=[])
    assert groups and all(group.answers == 0 and group.evidence == () for group in groups)


@given(st.text("甲乙丙。 \n　", max_size=30), st.text("甲乙丙丁 \n", min_size=LEAST_WORDS, max_size=20))
def test_marked_words_are_the_evidence_white_space_aside(before: str, words: str) -> None:
    text = f"{before}{words}{before}"
    bare = "".join(words.split())
    spans = marked(text, [words])
    assert all("".join(text[start:end].split()) == bare for start, end in spans)
    assert bool(spans) or len(bare) < LEAST_WORDS


def test_sets_gathered_into_one_keep_whose_each_document_is(tmp_path: Path) -> None:
    for name, words in (("a", "甲"), ("b", "乙")):
        (tmp_path / name / "documents").mkdir(parents=True)
        (tmp_path / name / "documents" / "rules.txt").write_text(words, encoding="utf-8")
        record = {"id": name, "question": f"{words}？", "must": [[words]], "docs": ["rules"]}
        (tmp_path / name / "questions.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    out = tmp_path / "all"
    assert gathered(tmp_path, out, ["b"], most=5) == 1 == gathered(tmp_path, out, ["b"], most=5)
    assert sorted(path.name for path in (out / "documents").iterdir()) == ["a-rules.txt", "b-rules.txt"]
    assert json.loads((out / "questions.jsonl").read_text(encoding="utf-8"))["docs"] == ["b-rules"]
