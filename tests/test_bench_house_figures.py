"""The figures of the house that no other test holds: how long its parts are, how a question walks through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import house_figures
from index.store import open_store
from ingest import parse_text

NOTICE = "青山市扶持办法\n\n第一条　对新建的养老机构，每张床位补贴8000元。\n\n第二条　本办法自2025年3月1日起施行。\n"


def test_the_parts_of_the_house_can_be_read_at_a_glance() -> None:
    modules = house_figures.modules_of()
    assert house_figures.longest(modules, house_figures.ast.ClassDef)[0] <= 250
    assert house_figures.longest(modules, house_figures.FUNCTIONS)[0] <= 60
    assert house_figures.longest_module(modules)[0] <= 400


def test_no_module_imports_itself_by_way_of_others() -> None:
    modules = house_figures.modules_of()
    arrows = {name: house_figures.imports_of(syntax, modules) for name, (_, syntax) in modules.items()}
    assert house_figures.circles_of(arrows) == []
    assert house_figures.against_the_table(arrows) == []


@pytest.mark.parametrize(
    ("arrows", "circles"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, [{"a", "b", "c"}]),
        ({"a": {"a"}}, []),
    ],
)
def test_circles_are_found(arrows: dict[str, set[str]], circles: list[set[str]]) -> None:
    assert house_figures.circles_of(arrows) == circles


def test_a_question_hardly_goes_back_to_a_room(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", create=True) as store:
        store.add([parse_text(NOTICE, doc_id="notice")])
    stays = house_figures.rooms_passed(tmp_path / "store", "新建的养老机构每张床位补贴多少元？")
    assert {"chat.service", "chat.question", "chat.evidence", "chat.answers"} <= set(stays)
    # the rooms of matching, figures, lists of measures, counting and form are asked too
    assert len(set(stays)) + 1 <= 14
    assert len(stays) - len(set(stays)) <= 6
