"""Facts stand, change, hide and go with their document; what a person sets right in them lasts."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_engines import EmbeddedEngine, SeekdbEngine
from test_index_storage_faults import child
from tiny_model import build_tiny_model
from toy_facts import sums_of

import index.storage.facts as fact_rows
import index.store.facts as shelf
from index import Store, open_store
from index.storage import standby
from index.storage.database import FILE_NAME
from index.storage.facts import dump_fact, load_facts
from index.store import VisibleStore
from ingest.document import Clause, Document, Metadata, Span
from ingest.errors import StoreDamaged, UsageError
from ingest.facts import DUTY, INDICATOR, Fact, facts_version


@pytest.fixture(autouse=True)
def toy_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.facts.extract._READERS", (sums_of,))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh", dimension=8))


def make(doc_id: str, text: str) -> Document:
    return Document(doc_id, text, Metadata(f"文件{doc_id}"), (Clause((), 0, (Span(0, len(text)),)),))


@pytest.fixture
def store(tmp_path: Path, model: str) -> Iterator[Store]:
    with open_store(tmp_path, create=True, model=model) as opened:
        opened.add(
            [make("a", "企业补贴300万元。园区补贴20万元。"), make("b", "奖励5万元。"), make("c", "没有。")]
        )
        yield opened


@pytest.fixture
def either(tmp_path: Path, model: str, engine: EmbeddedEngine | SeekdbEngine) -> Iterator[Store]:
    """The same store, of each engine."""
    with engine.open(tmp_path, create=True, model=model) as opened:
        opened.add(
            [make("a", "企业补贴300万元。园区补贴20万元。"), make("b", "奖励5万元。"), make("c", "没有。")]
        )
        yield opened


def values(store: Store | VisibleStore, doc_ids: tuple[str, ...] | None = None) -> list[tuple[str, object]]:
    return [(doc_id, fact.data["value"]) for doc_id, fact in store.facts(INDICATOR, doc_ids)]


def key_of(store: Store, value: int) -> str:
    return next(fact.key for _, fact in store.facts(INDICATOR) if fact.data["value"] == value)


ALL = [("a", 300), ("a", 20), ("b", 5)]


def stored(folder: Path) -> tuple[int, int]:
    """Rows of facts, and of readings, that lie in the database."""
    connection = sqlite3.connect(folder / FILE_NAME)
    counts = tuple(
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("facts", "fact_readings")
    )
    connection.close()
    return counts  # type: ignore[return-value]


def test_facts_come_in_order_with_their_words_and_of_some_documents(store, tmp_path, model, monkeypatch):
    assert values(store) == ALL
    assert values(store, ("b", "c", "nosuch")) == [("b", 5)] and values(store, ()) == []
    assert list(store.facts(DUTY)) == list(store.facts("another kind")) == []
    for doc_id, fact in store.facts(INDICATOR):
        text = store.document(doc_id).text
        start, end = fact.data["digits"]
        assert text[fact.start : fact.end].endswith("万元") and text[start:end] == str(fact.data["value"])
    assert stored(tmp_path) == (3, 3)
    monkeypatch.setattr(shelf, "facts_of", None)  # what is stored is not read again
    with open_store(tmp_path, model=model) as again:
        again.verify()
        assert list(again.facts(INDICATOR)) == list(store.facts(INDICATOR))


def test_facts_go_and_change_with_their_document(store, tmp_path):
    store.remove(["b"])
    assert values(store) == ALL[:2] and stored(tmp_path) == (2, 2)
    store.add([make("a", "企业补贴400万元。"), make("b", "奖励6万元。")])
    assert sorted(values(store)) == [("a", 400), ("b", 6)] and stored(tmp_path) == (2, 3)
    store.verify()


def test_facts_are_hidden_with_their_document(either):
    either.correct_fact("a", key_of(either, 20), {"dismissed": True})
    seen = VisibleStore(either, {"a"})
    assert values(seen) == [("b", 5)] and values(seen, ("a",)) == [] and seen.fact_corrections() == ()
    either.add([make("d", "奖励7万元。")])
    assert values(seen) == [("b", 5), ("d", 7)]


def test_a_revision_shows_its_own_facts_alone(store, tmp_path, model, monkeypatch):
    """Another writer has been there: before a reader follows it sees neither the new documents nor corrections."""
    with open_store(tmp_path, model=model) as other:
        assert values(store) == ALL
        standing = store.revisions.current.facts
        other.add([make("d", "奖励7万元。")])
        other.correct_fact("a", key_of(other, 20), {"dismissed": True})
        assert [fact.data["value"] for _, fact in standing.of_kind(INDICATOR, None)] == [300, 20, 5]
        unread = shelf.RevisionFacts(shelf.FactShelf(tmp_path / FILE_NAME), store.view.tag, ())
        assert unread.of_kind(INDICATOR, None) is None
        assert values(store) == [("a", 300), ("b", 5), ("d", 7)]


def test_asked_while_the_store_moves_each_answer_is_of_one_revision(either):
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            found = dict(values(either, ("x", "y")))
            if len(set(found.values())) > 1 or len(found) not in (0, 2):
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(12):
        either.add([make("x", f"奖励{number + 10}万元。"), make("y", f"补助{number + 10}万元。")])
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == [] and set(values(either)) >= {("x", 21), ("y", 21)}


@pytest.mark.parametrize(
    ("point", "new"),
    [
        ("fact_rows.FactWriter.finish = die", False),
        ("writing.write_state = die", False),
        ("writing.suppress = die", True),
    ],
)
def test_killed_while_writing_there_are_document_and_facts_or_neither(store, tmp_path, model, point, new):
    toys = "import ingest.facts.extract as extract, index.storage.facts as fact_rows, toy_facts\n"
    sabotage = f"{toys}extract._READERS = (toy_facts.sums_of,)\nmake = lambda doc_id, _: Document(doc_id, doc_id[1:] + '8万元。', Metadata(doc_id))\n{point}"
    imports = "from ingest.document import Document, Metadata\n"
    process = child(tmp_path, model, imports + sabotage)
    assert process.wait(60) == -signal.SIGKILL
    with open_store(tmp_path, model=model) as again:
        again.verify()
        assert {info.doc_id for info in again.documents()} == {"a", "b", "c"} | (
            {"d0", "n0", "n1", "n2"} if new else set()
        )
        expected = [("d0", 8), ("n0", 8), ("n1", 18), ("n2", 28)] if new else []
        assert values(again) == [*ALL, *expected]


def test_a_correction_lasts_until_it_is_taken_back_or_the_document_goes(either, tmp_path, model, engine):
    key = key_of(either, 300)
    start = next(fact.start for _, fact in either.facts(INDICATOR))
    either.correct_fact("a", key, {"data": {"value": 30, "digits": [start + 4, start + 6]}})
    either.correct_fact("b", key_of(either, 5), {"dismissed": True})
    assert values(either) == [("a", 30), ("a", 20)]
    assert next(fact.confidence for _, fact in either.facts(INDICATOR)) == 1.0
    assert [(one.doc_id, one.dismissed) for one in either.fact_corrections()] == [("a", False), ("b", True)]
    # Read again with words before it: the fact is the same, and its spans have moved along.
    either.add([make("a", "现予公布。\n企业补贴300万元。新增1万元。"), make("b", "特此通知。\n奖励5万元。")])
    assert values(either) == [("a", 30), ("a", 1)]
    with engine.open(tmp_path, model=model) as again:
        again.verify()
        assert values(again) == [("a", 30), ("a", 1)]
    text = either.document("a").text
    (digits,) = [fact.data["digits"] for _, fact in either.facts(INDICATOR) if fact.data["value"] == 30]
    assert text[digits[0] : digits[1]] == "30"
    # With white space within its words nobody knows where the spans are now: they stay as they are read.
    either.add([make("a", "企业 补贴300万元。")])
    (fact,) = [fact for _, fact in either.facts(INDICATOR)]
    assert fact.data["value"] == 30 and either.document("a").text[slice(*fact.data["digits"])] == "300"
    either.correct_fact("a", key, None)
    assert values(either) == [("a", 300)]
    either.remove(["b"])
    assert either.fact_corrections() == ()
    either.add([make("b", "奖励5万元。")])
    assert values(either) == [("a", 300), ("b", 5)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"dismissed": False},
        {"dismissed": True, "data": {"value": 1}},
        {"data": {}},
        {"data": {"colour": "red"}},
        {"data": {"value": "300"}},
        {"data": {"digits": [0, 10_000]}},
        {"data": {"digits": [3, 1]}},
        {"value": 1},
    ],
)
def test_wrong_corrections_are_refused_with_words(either, changes):
    with pytest.raises(UsageError):
        either.correct_fact("a", key_of(either, 300), changes)
    assert values(either) == ALL


def test_unknown_documents_and_facts_are_refused(either):
    revision = either.revision
    for doc_id, key, changes in (
        ("nosuch", "0" * 16, {"dismissed": True}),
        ("a", "0" * 16, {"dismissed": True}),
        ("a", key_of(either, 300), None),
        ("b", key_of(either, 300), {"dismissed": True}),
    ):
        with pytest.raises(UsageError):
            either.correct_fact(doc_id, key, changes)
    assert either.revision == revision


# -- older stores ----------------------------------------------------------------------------------


def as_format_2(folder: Path) -> None:
    """Take out of a database what format 2 did not have."""
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        for table in ("facts", "fact_readings", "fact_corrections"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version=2")
    connection.close()


def test_a_store_without_facts_answers_and_the_next_writer_fills_it(store, tmp_path, model):
    store.close()
    as_format_2(tmp_path)
    with open_store(tmp_path, model=model) as old:
        old.verify()
        assert values(old) == ALL and old.fact_corrections() == ()
        old.remove(["b"])
        assert values(old) == ALL[:2]
        old.add([make("d", "奖励7万元。")])
        assert stored(tmp_path) == (3, 3) and values(old) == [*ALL[:2], ("d", 7)]
        old.verify()
    as_format_2(tmp_path)
    with open_store(tmp_path, model=model) as old:
        old.correct_fact("a", key_of(old, 20), {"dismissed": True})
        assert stored(tmp_path) == (0, 0) and values(old) == [("a", 300), ("d", 7)]
        old.verify()


def test_facts_of_other_code_are_read_anew(store, tmp_path, model, monkeypatch):
    read: list[str] = []

    def counted(document: Document) -> Iterator[Fact]:
        read.append(document.doc_id)
        yield from (replace(fact, confidence=0.25) for fact in sums_of(document))

    store.close()
    monkeypatch.setattr("ingest.facts.extract._READERS", (counted,))
    monkeypatch.setattr(fact_rows, "facts_version", lambda: "another code")
    with open_store(tmp_path, model=model) as newer:
        for _ in range(2):
            assert {fact.confidence for _, fact in newer.facts(INDICATOR)} == {0.25}
        assert sorted(read) == ["a", "b", "c"]  # once each
        newer.add([make("d", "奖励7万元。")])
        assert sorted(read) == ["a", "a", "b", "b", "c", "c", "d"] and stored(tmp_path) == (4, 4)
    with open_store(tmp_path, model=model) as newer:
        assert len(list(newer.facts(INDICATOR))) == 4 and len(read) == 7
        newer.verify()


def test_facts_may_be_read_without_taking_anything_in(store, tmp_path, model):
    store.close()
    as_format_2(tmp_path)
    with open_store(tmp_path, model=model) as old:
        old.read_facts()
        assert stored(tmp_path) == (3, 3) and values(old) == ALL
        revision = old.revision
        old.read_facts()
        assert old.revision == revision
        old.verify()


def test_the_version_changes_with_the_code_that_reads_facts():
    assert len(facts_version()) == 12 and int(facts_version(), 16) >= 0


# -- damage, and what is kept ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "met"),
    [
        ("UPDATE facts SET payload = replace(payload, '300', '301')", True),
        ("UPDATE facts SET document = 3 WHERE document = 2", True),
        ("UPDATE fact_readings SET facts = 7 WHERE document = 1", True),
        ("UPDATE fact_corrections SET key = 'ffffffffffffffff'", True),
        ("DELETE FROM facts WHERE id = 1", False),
        ("DELETE FROM documents WHERE id = 3", False),
    ],
)
def test_damage_is_told(store, tmp_path, model, change, met):
    """What carries its own sum where it is read, what is missing where all is counted."""
    store.correct_fact("b", key_of(store, 5), {"dismissed": True})
    store.close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    with connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(StoreDamaged):
        fact_rows_of(tmp_path).verify()
    if met:
        with pytest.raises(StoreDamaged):
            fact_rows_of(tmp_path).of_kind(INDICATOR, [1, 2, 3])
            fact_rows_of(tmp_path).corrections()
    # The database is no longer the one its generation was made of: its copy is served, and told of.
    with open_store(tmp_path, model=model) as opened:
        assert opened.notice and len(opened.documents()) == 3
    standby.path_of(tmp_path / FILE_NAME).unlink()
    with pytest.raises(StoreDamaged):
        open_store(tmp_path, model=model)


def fact_rows_of(folder: Path) -> fact_rows.FactReader:
    connection = sqlite3.connect(folder / FILE_NAME)
    return fact_rows.FactReader(
        lambda statement, parameters=(): connection.execute(statement, parameters).fetchall()
    )


def test_no_more_is_kept_than_allowed_and_nothing_of_what_is_gone(store, tmp_path):
    small = shelf.FactShelf(tmp_path / FILE_NAME, most=260)
    for _ in range(2):
        facts = shelf.RevisionFacts(small, store.view.tag, ()).of_kind(INDICATOR, None)
        assert [fact.data["value"] for _, fact in facts] == [300, 20, 5]
        assert 0 < small._bytes <= 260
    whole = store.revisions.current.listing.shelf
    values(store)
    assert {row for _, row in whole._kept} == {1, 2, 3}
    store.remove(["a", "b", "c"])
    assert values(store) == [] and not whole._kept and whole._bytes == 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(
        st.builds(
            Fact,
            st.just("k"),
            st.text(max_size=8),
            st.integers(0, 99),
            st.integers(0, 99),
            st.text(max_size=5),
            st.none() | st.integers(1, 9),
            st.floats(0, 1),
            st.dictionaries(st.text(max_size=3), json_values, max_size=3),
        ),
        max_size=4,
    )
)
def test_facts_come_back_as_they_were_written(facts):
    assert load_facts("k", [dump_fact(fact) for fact in facts]) == facts
