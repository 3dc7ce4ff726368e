"""Saved profiles: kept for their owner, outliving a restart; what is new for one, over what its person may see."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.accounts.accounts import ANYONE, Accounts, User
from chat.engine import Engine
from chat.profiles import FILE_NAME, KeptProfiles
from chat.profiles.kept_profiles import LONGEST_PROFILE, MOST_KEPT
from chat.service import saved_profiles
from chat.service.service import Service, Visit
from index.store import Store, open_store
from ingest import parse_text
from ingest.errors import NotFound, StoreDamaged, UsageError

ROBOTS = "白水市促进机器人产业发展若干措施\n\n第一条 对本市机器人企业建设标杆工厂的，给予最高300万元补助。\n"
MORE = "白水市机器人首台套奖励办法\n\n第一条 对本市机器人企业研制首台套产品的，给予最高100万元奖励。\n"
PROFILE = {"行业": "机器人", "地区": "白水市", "需求": "资金"}


def test_profiles_are_kept_for_their_owner_and_outlive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    kept = KeptProfiles(path, clock=lambda: 100.0)
    assert kept.all("a") == [] and not path.exists()  # nothing is written before there is something to keep
    assert kept.save("a", "  我们\n公司 ", PROFILE) == "我们 公司"
    kept.look("a", "我们 公司", ["d1"], ["d1#m"])
    kept.close()
    again = KeptProfiles(path)
    (one,) = again.all("a")
    assert (one.name, one.given, one.saved) == ("我们 公司", PROFILE, 100.0)
    assert (one.documents, one.measures) == (frozenset({"d1"}), frozenset({"d1#m"}))
    assert again.all("b") == [] and again.find("b", "我们 公司") is None
    assert not again.remove("b", "我们 公司") and again.remove("a", "我们 公司") and again.all("a") == []
    again.close()


def test_a_profile_saved_again_takes_the_place_of_the_first_and_has_seen_nothing() -> None:
    kept = KeptProfiles()
    kept.save("a", "甲", {"行业": "机器人"})
    kept.look("a", "甲", ["d1"], [])
    kept.save("a", "甲", {"行业": "餐饮"})
    (one,) = kept.all("a")
    assert one.given == {"行业": "餐饮"} and one.documents == frozenset()


def test_what_cannot_be_kept_is_told() -> None:
    kept = KeptProfiles()
    for name, values in (("", {}), ("甲", {"text": "长" * LONGEST_PROFILE})):
        with pytest.raises(UsageError):
            kept.save("a", name, values)
    for number in range(MOST_KEPT):
        kept.save("a", str(number), {})
    with pytest.raises(UsageError):
        kept.save("a", "又一份", {})
    kept.save("b", "又一份", {})


def test_a_damaged_or_later_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreDamaged):
        KeptProfiles(tmp_path / "bad").all("a")
    later = sqlite3.connect(tmp_path / "later")
    later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(StoreDamaged):
        KeptProfiles(tmp_path / "later").all("a")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3))
def test_any_name_and_any_words_are_kept_as_they_are(name: str, values: dict[str, str]) -> None:
    kept = KeptProfiles()
    if not " ".join(name.split())[:60].strip():
        return
    named = kept.save("o", name, values)
    found = kept.find("o", name)
    assert found is not None and found.name == named
    assert kept.remove("o", named) and kept.all("o") == []
    kept.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", create=True) as opened:
        opened.add([parse_text(ROBOTS, doc_id="robots")])
        yield opened


@pytest.fixture
def visit(store: Store) -> Visit:
    return Service(Engine(store)).visit(ANYONE)


def new(visit: Visit) -> dict[str, list[str]]:
    return {
        one.profile.name: [m.listed.info.doc_id for m in one.found.matches]
        for one in saved_profiles.new_for(visit)
    }


def test_what_came_in_since_a_profile_was_looked_at_is_new_until_it_is_looked_at(visit: Visit) -> None:
    saved_profiles.save(visit, "我们", PROFILE)
    assert new(visit) == {"我们": []}  # what is there when it is saved is not new
    visit.service.writer.add([parse_text(MORE, doc_id="more")])
    assert new(visit) == {"我们": ["more"]}
    saved_profiles.look(visit, "我们")
    assert new(visit) == {"我们": []}


def test_what_does_not_fit_is_not_new(visit: Visit) -> None:
    saved_profiles.save(visit, "面馆", {"行业": "餐饮", "地区": "白水市", "需求": "资金"})
    saved_profiles.save(visit, "外地", {**PROFILE, "地区": "上海市"})
    visit.service.writer.add([parse_text("地区: 北京市\n" + MORE.replace("白水市", "北京市"), doc_id="more")])
    assert new(visit) == {"外地": [], "面馆": []}


def test_a_document_read_again_with_the_same_measures_brings_nothing_new(visit: Visit) -> None:
    saved_profiles.save(visit, "我们", PROFILE)
    visit.service.writer.add([parse_text(ROBOTS + "\n第二条 本措施自公布之日起施行。\n", doc_id="robots")])
    assert new(visit) == {"我们": []}


def test_whoever_may_not_see_a_document_is_told_of_nothing_new_in_it(store: Store, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    for name in ("甲", "乙"):
        accounts.add(name, "长长的口令就好 9", "reader")
    service = Service(Engine(store), accounts)
    seer, other = service.visit(User("甲", "reader")), service.visit(User("乙", "reader"))
    for visit in (seer, other):
        saved_profiles.save(visit, "我们", PROFILE)
    accounts.restrict("more", (), {"甲"})
    store.add([parse_text(MORE, doc_id="more")])
    assert new(seer) == {"我们": ["more"]} and new(other) == {"我们": []}
    accounts.restrict("more", (), {"甲", "乙"})
    assert new(other) == {"我们": ["more"]}  # seen for the first time
    saved_profiles.remove(seer, "我们")
    assert [one.name for one in saved_profiles.saved(other)] == ["我们"]
    accounts.close()


def test_an_unknown_profile_is_told(visit: Visit) -> None:
    for act in (saved_profiles.look, saved_profiles.remove, saved_profiles.profile_named):
        with pytest.raises(NotFound):
            act(visit, "没有的")
    with pytest.raises(UsageError):
        saved_profiles.save(visit, "空", "")


def test_only_the_owner_of_the_server_can_read_the_file(tmp_path: Path) -> None:
    kept = KeptProfiles(tmp_path / FILE_NAME)
    kept.save("user", "我们公司", {"industry": "软件"})
    kept.close()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0
