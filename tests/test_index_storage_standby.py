"""A store whose database is damaged answers from its second copy, says so, and is not written to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_index_storage_faults import flip, folder, make, model  # noqa: F401

from index import open_store
from index.storage import standby
from index.storage.database import FILE_NAME
from ingest.errors import StoreDamaged


def damage(path: Path) -> None:
    """Flip a bit in each page: some of them hold words."""
    for page in range(path.stat().st_size // 4096):
        flip(path, (page * 4096 + 2000) * 8)


@pytest.mark.adverse(6)
@pytest.mark.parametrize("how", ["flipped", "cut", "emptied"])
def test_a_damaged_store_answers_from_its_copy_and_says_so(folder, model, how):  # noqa: F811
    path = folder / FILE_NAME
    if how == "flipped":
        damage(path)
    else:
        os.truncate(path, 0 if how == "emptied" else path.stat().st_size - 5_000)
    with open_store(folder, model=model) as store:
        assert "副本" in store.notice
        assert {hit.document.doc_id for hit in store.search("企业补贴标准", 50)} == {"d0", "d1", "d2"}
        for change in (
            lambda: store.add([make("new", "新的企业补贴标准。")]),
            lambda: store.remove(["d0"]),
            lambda: store.edit("d0", {"title": "别的"}),
        ):
            with pytest.raises(StoreDamaged, match="副本"):
                change()
        with pytest.raises(StoreDamaged):
            store.verify()


def test_a_sound_store_has_nothing_to_say(folder, model):  # noqa: F811
    with open_store(folder, model=model) as store:
        assert store.notice == ""
        store.verify()


@pytest.mark.adverse(14)
def test_the_copy_follows_each_change_and_holds_nothing_removed(folder, model):  # noqa: F811
    with open_store(folder, model=model) as store:
        store.add([make("secret", "猕猴桃量子隧穿试验的补贴。")])
        assert "猕猴桃".encode() in standby.path_of(folder / FILE_NAME).read_bytes()
        store.remove(["secret"])
        assert "猕猴桃".encode() not in standby.path_of(folder / FILE_NAME).read_bytes()
    damage(folder / FILE_NAME)
    with open_store(folder, model=model) as store:
        assert [info.doc_id for info in store.documents()] == ["d0", "d1", "d2"]


def test_two_damaged_copies_are_refused(folder, model):  # noqa: F811
    damage(folder / FILE_NAME)
    damage(standby.path_of(folder / FILE_NAME))
    with pytest.raises(StoreDamaged):
        open_store(folder, model=model)


def test_a_copy_that_cannot_be_made_leaves_none_of_before(folder, model, monkeypatch):  # noqa: F811
    """It would hold the words of what has been removed since."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with open_store(folder, model=model) as store:
        monkeypatch.setattr(standby, "copy_database", full)
        store.remove(["d0"])
        assert not standby.path_of(folder / FILE_NAME).exists()
        monkeypatch.undo()
        store.remove(["d1"])
        assert standby.is_sound(folder / FILE_NAME)


def test_verifying_mends_the_copy(folder, model):  # noqa: F811
    damage(standby.path_of(folder / FILE_NAME))
    with open_store(folder, model=model) as store:
        store.verify()
    assert standby.is_sound(folder / FILE_NAME)


def test_a_large_store_keeps_no_copy(folder, model, monkeypatch):  # noqa: F811
    monkeypatch.setattr(standby, "HASHED_BYTES", 10)
    with open_store(folder, model=model) as store:
        store.add([make("new", "新的企业补贴标准。")])
    assert not standby.path_of(folder / FILE_NAME).exists()
