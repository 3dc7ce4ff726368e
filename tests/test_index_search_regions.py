"""Places in questions and documents of other places."""

from __future__ import annotations

import pytest

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
        ("香港特别行政区", "香港"),
        ("上海市浦东新区", "浦东"),
        ("重庆市", "重庆"),
    ],
)
def test_short_name_is_what_people_say(region, expected):
    assert short_name(region) == expected


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
