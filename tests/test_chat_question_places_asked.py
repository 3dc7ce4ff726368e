"""Places that a question names and no document is of: what is a place there, and what a mere word."""

from __future__ import annotations

import pytest

from chat.question.places_asked import foreign_places

REGIONS = ("浙江省宁波市", "天津市", "江苏省南京市")


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("宁波2018年新建的垃圾中转站每天能多转运多少吨？", ()),  # 新建 is a district of 南昌 too
        ("宁波和新建区谁的补贴高？", ("新建",)),
        ("天津经开区重新认定国家高企给多少？", ()),
        ("昆山对新三板奖励多少？", ("昆山",)),
        ("江苏省昆山有什么补贴？", ("昆山",)),
        ("南京溧水有什么补贴？", ()),
        ("", ()),
    ],
)
def test_a_short_name_behind_another_place_is_a_word(question: str, foreign: tuple[str, ...]) -> None:
    assert foreign_places(question, REGIONS) == foreign
