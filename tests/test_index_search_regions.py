"""Places in questions and documents of other places."""

from __future__ import annotations

from pathlib import Path

import pytest

import ingest.text
from index.search.regions import OTHER_PLACE_FACTOR, factors
from ingest.text.place_names import short_name

STORE = ("北京市丰台区", "湖南省株洲市", "北京市", "湖南省", "全国", "")


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("北京市丰台区", "丰台"),
        ("湖南省株洲市", "株洲"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区昌吉回族自治州", "昌吉"),
        ("新疆维吾尔自治区", "新疆"),
        ("广西壮族自治区", "广西"),
        ("四川省阿坝藏族羌族自治州", "阿坝"),
        ("吉林省长白朝鲜族自治县", "长白"),
        ("广西壮族自治区融水苗族自治县", "融水"),
        ("甘肃省东乡族自治县", "东乡"),
        ("内蒙古自治区鄂温克族自治旗", "鄂温克"),
        ("云南省双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("河南省瀍河回族区", "瀍河"),
        ("河北省新区", "新区"),
        ("香港特别行政区", "香港"),
        ("上海市浦东新区", "浦东"),
        ("重庆市", "重庆"),
    ],
)
def test_short_name_is_what_people_say(region, expected):
    assert short_name(region) == expected


def test_no_short_name_of_a_division_keeps_the_name_of_a_people():
    divisions = Path(ingest.text.__file__).parent / "data/divisions.txt"
    for line in divisions.read_text(encoding="utf-8").splitlines():
        for name in " ".join(line.split("\t")).split():
            assert 2 <= len(short_name(name)) <= len(name)
            assert "族" not in short_name(name) and "自治" not in short_name(name)


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("丰台有哪些产业基金", {"湖南省株洲市", "湖南省"}),
        ("北京的规划有哪些", {"湖南省株洲市", "湖南省"}),
        ("湖南对园区有何要求", {"北京市丰台区", "北京市"}),
        ("丰台和株洲的目标有何不同", set()),
        ("广州有哪些政策", {"北京市丰台区", "湖南省株洲市", "北京市", "湖南省"}),
        ("专精特新企业有多少家", set()),
    ],
)
def test_only_documents_of_other_places_are_lowered(question, elsewhere):
    assert factors(question, STORE) == dict.fromkeys(elsewhere, OTHER_PLACE_FACTOR)
