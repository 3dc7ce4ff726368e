"""What a person sets right in a document, and what documents say of each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tiny_model import build_tiny_model

from chat.commands.documents import document_marks
from index import Filters
from index.documents.edits import edited
from index.documents.field_facts import EDITED, MISSING, READ, described
from ingest import parse_text
from ingest.document import DRAFT, IN_FORCE, REPEALED, UNKNOWN, Document, Evidence, Metadata
from ingest.errors import UsageError
from ingest.metadata import entitled_to_repeal

TODAY = date(2024, 6, 1)
BODY = "第一条 省人民政府设立数据局，负责全省数据工作。\n第二条 公共数据依法开放，不得收取费用。\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh"))


@pytest.fixture
def store(tmp_path, model, engine):
    with engine.open(tmp_path / "data", create=True, model=model, today=TODAY) as opened:
        yield opened
        opened.verify()


def act(doc_id: str, title: str, body: str = BODY, **known) -> Document:
    known = {"region": "东江省", "issued": "2020-01-01", **known}
    return parse_text(f"{title}\n{body}", doc_id=doc_id, overrides={"title": title, **known})


# --- edits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"issued": "2022年2月21日"}, {"issued": "2022-02-21"}),
        ({"成文日期": "二〇二二年二月二十一日"}, {"issued": "2022-02-21"}),
        ({"period": "2021—2025年"}, {"period": (2021, 2025)}),
        ({"period": (2021, 2025)}, {"period": (2021, 2025)}),
        ({"issuers": "甲局；乙局"}, {"issuers": ("甲局", "乙局")}),
        ({"draft": "是", "repealed": False}, {"draft": True, "repealed": False}),
        ({"文种": "规划", "规划期": "2021-2025"}, {"period": (2021, 2025), "kind": "规划"}),
        ({"体裁": "规划", "期限": "2021-2025"}, {"period": (2021, 2025), "kind": "规划"}),
        ({"废止或替代": "甲办法"}, {"supersedes": ("甲办法",)}),
        ({"废止": "甲办法；乙办法"}, {"supersedes": ("甲办法", "乙办法")}),
        ({"number": ""}, {"number": None}),
        ({"issuers": ""}, {"issuers": ()}),
        ({"title": "甲", "kind": None}, {"title": "甲"}),
    ],
)
def test_values_are_read_as_people_write_them(changes, expected):
    assert dict(edited((), changes)) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"issued": "昨天"},
        {"issued": "2022-02-30"},
        {"period": "2025-2021"},
        {"period": "十四五"},
        {"draft": "也许"},
        {"title": "  "},
        {"titel": "甲"},
        {"brief": True},
        {"number": ["甲", "乙"]},
        {"title": "甲" * 501},
        {"region": "东江\x00省"},
    ],
)
def test_values_that_make_no_sense_are_refused_with_words(changes):
    with pytest.raises(UsageError) as raised:
        edited((), changes)
    assert raised.value.chinese and raised.value.english


def test_an_edit_is_found_survives_a_new_reading_and_can_be_taken_back(store, tmp_path, model, engine):
    store.add([act("a", "东江省数据办法"), act("b", "东江省绿化办法", "第一条 每年植树。\n")])
    info = store.edit("a", {"title": "西湖市云计算条例", "region": "西湖市"})
    assert info.edited == ("title", "region") and info.metadata.title == "西湖市云计算条例"
    assert store.search("云计算条例")[0].document.doc_id == "a"
    assert store.document_frequency("西湖") == len(store.chunks("a"))
    assert [each.doc_id for each in store.documents()] == ["a", "b"]
    store.add([act("a", "东江省数据办法", BODY + "第三条 自印发之日起施行。\n")])
    assert store.info("a").metadata.title == "西湖市云计算条例" and "第三条" in store.document("a").text
    assert store.search("云计算条例")[0].document.doc_id == "a"
    store.rebuild_embeddings()
    with engine.open(tmp_path / "data", model=model) as again:
        assert again.search("云计算条例")[0].document.metadata.region == "西湖市"
    assert store.edit("a", {"title": None, "region": None}).edited == ()
    assert store.info("a").metadata.title == store.found("a").title == "东江省数据办法"
    assert not store.document_frequency("西湖")


def test_an_edit_embeds_the_document_alone_and_only_where_it_is_named_differently(store, monkeypatch):
    store.add([act("a", "东江省数据办法"), act("b", "东江省绿化办法", "第一条 每年植树。\n")])
    encoded = []
    encode = store._model.encode_passages
    monkeypatch.setattr(store._model, "encode_passages", lambda texts: encoded.extend(texts) or encode(texts))
    store.edit("a", {"issued": "2021-01-01"})
    assert encoded == []
    before = store.info("a").sha256
    store.edit("a", {"number": "东政发〔2021〕1号"})
    assert len(encoded) == len(store.chunks("a")) and store.info("a").sha256 != before
    revision = store.revision
    store.edit("a", {"number": "东政发〔2021〕1号"})
    assert store.revision == revision


def test_what_cannot_be_edited_changes_nothing(store):
    store.add([act("a", "东江省数据办法")])
    before = store.documents()
    for doc_id, changes in (("x", {"title": "甲"}), ("a", {"title": "甲", "issued": "昨天"})):
        with pytest.raises(UsageError):
            store.edit(doc_id, changes)
    assert store.documents() == before


def test_every_field_says_where_it_comes_from(store):
    document = act("a", "东江省数据办法", BODY + "第三条 自2020年3月1日起施行。\n", effective="2020-03-01")
    start = document.text.index("2020年3月1日")
    store.add([replace(document, evidence=(Evidence("effective", start, start + 9),))])
    store.edit("a", {"kind": "条例"})
    facts = {fact.field: fact for fact in described(store.info("a"), store.found("a"), store.document("a"))}
    assert (facts["effective"].origin, facts["effective"].words) == (READ, "2020年3月1日")
    assert facts["effective"].clause == "第三条"
    assert (facts["kind"].origin, facts["kind"].shown, facts["kind"].was) == (EDITED, "条例", "办法")
    assert facts["number"].origin == MISSING


# --- repealed by another document ---------------------------------------------------------------------


OLD = act("old", "东江省数据管理暂行办法", number="东政发〔2019〕3号", issued="2019-02-01")
NEW = act("new", "东江省数据条例", BODY * 2, supersedes=["东江省数据管理暂行办法"], issued="2024-05-01")


def standing(store, document: Document = OLD) -> tuple[str, str | None]:
    store.add([document])
    info = store.info(document.doc_id)
    return info.status, info.repealed_by.doc_id if info.repealed_by else None


def test_a_document_that_another_repeals_is_repealed(store):
    assert standing(store) == (IN_FORCE, None)
    store.add([NEW])
    assert standing(store) == (REPEALED, "new")
    assert {hit.document.doc_id for hit in store.search("数据局", 9, Filters(status=(UNKNOWN,)))} == {"new"}
    assert (
        store.search("数据局", 9, Filters(status=(REPEALED,)))[0].document.repealed_by.title
        == "东江省数据条例"
    )
    store.remove(["new"])
    assert standing(store) == (IN_FORCE, None)


@pytest.mark.parametrize(
    ("changes", "repealed"),
    [
        ({"effective": "2024-06-01"}, True),
        ({"effective": "2024-06-02"}, False),
        ({"draft": True}, False),
        ({"repealed": True}, False),
        ({"supersedes": ["《东江省数据管理暂行办法》（东政发〔2019〕3号）"]}, True),
        ({"supersedes": ["旧数据办法（东政发〔2019〕3号）"], "region": "西海省"}, False),
        ({"supersedes": ["东江省人民政府关于印发《东江省数据管理暂行办法》的通知"]}, True),
        ({"supersedes": ["东江省数据管理办法"]}, False),
        ({"supersedes": []}, False),
        ({"region": "西海省"}, False),
        ({"issued": "2018-01-01"}, False),
        ({"kind": "新闻"}, False),
        ({"title": "东江省数据管理暂行办法"}, True),
        ({"title": "东江省数据管理暂行办法", "issued": "2019-02-01"}, False),
    ],
)
def test_only_what_is_in_force_and_names_it_repeals(store, changes, repealed):
    changes = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
    store.add([replace(NEW, metadata=replace(NEW.metadata, **changes))])
    assert standing(store) == ((REPEALED, "new") if repealed else (IN_FORCE, None))


@pytest.mark.parametrize(
    ("one", "other", "entitled"),
    [
        (
            {"issuers": ("甲市财政局",), "region": "东江省甲市"},
            {"issuers": ("甲市财政局",), "region": None},
            True,
        ),
        ({"issuers": ("东江省人民政府",)}, {"issuers": ("甲市人民政府",), "region": "东江省甲市"}, True),
        ({"issuers": ("甲市人民政府",), "region": "东江省甲市"}, {"issuers": ("东江省人民政府",)}, False),
        ({"issuers": ("西海省人民政府",), "region": "西海省"}, {"issuers": ("东江省人民政府",)}, False),
        ({"issuers": ("东江省财政厅",)}, {"issuers": ("东江省人民政府",)}, False),
        ({"issuers": ("东江省财政厅",)}, {"issuers": ("东江省科技厅",)}, True),
        ({"issuers": ("国务院",), "region": None}, {"issuers": ("东江省人民政府",)}, True),
        ({"issuers": ()}, {"issuers": ("东江省人民政府",)}, False),
        ({"issuers": ()}, {"issuers": ()}, True),
        ({"issuers": (), "region": None}, {"issuers": ()}, False),
        ({"issuers": ("某公司",), "region": None}, {"issuers": ("东江省人民政府",)}, False),
    ],
)
def test_who_may_repeal(one, other, entitled):
    """The same issuer, one above it, one that leads its place; nobody who is not named."""
    plain = Metadata("办法", region="东江省")
    assert entitled_to_repeal(replace(plain, **one), replace(plain, **other)) == entitled


def test_a_text_that_names_a_number_repeals_nothing_of_others_and_is_told(store):
    old = replace(OLD, metadata=replace(OLD.metadata, issuers=("东江省人民政府",)))
    planted = act("planted", "关于废止旧文件的说明", supersedes=("东政发〔2019〕3号",), issued="2024-05-01")
    store.add([old, planted])
    info = store.info("old")
    assert (info.status, info.repealed_by) == (IN_FORCE, None)
    assert info.repeal_claimed_by.doc_id == "planted"
    assert any("声称废止" in mark for mark in document_marks(info))


def test_what_is_told_of_one_document_is_told_as_it_is_now(store, tmp_path, model, engine):
    """A second process adds the document that repeals it."""
    store.add([OLD])
    assert store.info("old").status == IN_FORCE
    with engine.open(tmp_path / "data", model=model, today=TODAY) as other:
        other.add([NEW])
    assert store.info("old").status == REPEALED


def test_an_edit_repeals(store):
    store.add([replace(NEW, metadata=replace(NEW.metadata, supersedes=()))])
    assert standing(store) == (IN_FORCE, None)
    store.edit("new", {"废止": "东江省数据管理暂行办法"})
    assert standing(store) == (REPEALED, "new")


def test_a_draft_knows_its_final(store):
    draft = act("draft", "东江省数据条例（征求意见稿）", BODY + "第三条 另行规定。\n", draft=True)
    store.add([draft])
    assert store.info("draft").replaced_by is None
    store.add([NEW])
    info = store.info("draft")
    assert (info.status, info.replaced_by.doc_id) == (DRAFT, "new")
