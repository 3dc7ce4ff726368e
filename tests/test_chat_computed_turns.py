"""Things of one kind whose figures a text gives in turn: which is first, and the place that a text says one has."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from chat.counting import distributed_figures, members_of, parallel_figures, place_in_order
from chat.engine import Engine
from chat.evidence import Passages
from index.store import open_store
from ingest import parse_text

BULLETIN = """洛宁县2031年统计公报

一、综合

全年地区生产总值310.5亿元，比上年增长5.2%，增速排全市第三位。其中，第一产业增加值60.1亿元，增长3.3%；第二产业增加值98.4亿元，增长2.6%；第三产业增加值152.0亿元，增长7.4%。三次产业对经济增长的贡献率分别为14.2%、21.9%和63.9%。第二产业中，房地产业增加值9.9亿元，增长9.1%。

表1 消费价格比上年涨跌幅度（%）

| 指标 | 升降 |
|---|---|
| 粮食 | 8.4 |
| 衣着 | -0.2 |
| 居住 | 0.9 |

二、农业

全年农林牧渔业总产值88.8亿元，比上年增长3.9%，其中，农业产值50.2亿元，增长4.1%，林业产值9.3亿元，增长12.5%，牧业产值24.0亿元，下降1.2%，渔业产值5.3亿元，增长6.0%。
"""

WATER = """青石镇调整自来水价格

居民生活用水到户价格为3.10元/m3，其中基本水价2.10元/m3，污水处理费1.00元/m3。

非居民用水（工业用水到户价格为4.60元/m3；市政设施（含消防）用水到户价格为4.20元/m3）、特种行业用水（洗车用水到户价格为8.80元/m3）超过计划的加价。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("turns"), create=True) as store:
        store.add([parse_text(BULLETIN, doc_id="bulletin"), parse_text(WATER, doc_id="water")])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "洛宁县2031年三次产业中增速最快的是哪一个？",
            "第三产业增加值152.0亿元，增长7.4%（3项中最快）。[1]",
        ),
        ("洛宁县2031年三次产业里哪个增加值最低", "第一产业增加值60.1亿元，增长3.3%（3项中最低）。[1]"),
        (
            "洛宁县2031年三次产业里哪个对经济增长贡献率最高，多少？",
            "第三产业对经济增长的贡献率为63.9%（3项中最高）。[1]",
        ),
        ("洛宁县2031年农林牧渔里哪一业的产值增长最快？", "林业产值9.3亿元，增长12.5%（4项中最快）。[1]"),
        ("青石镇各类用水里到户价最贵的是哪一类？", "洗车用水到户价格为8.80元/m3（4项中最贵）。[1]"),
        (
            "青石镇哪类非居民用水到户价最便宜？",
            "市政设施（含消防）用水到户价格为4.20元/m3（3项中最便宜）。[1]",
        ),
        ("洛宁县2031年消费价格里涨得最多的是什么？", "粮食：升降：8.4%（3项中最多）。[1]"),
    ],
)
def test_the_first_of_things_in_turn_is_given(engine: Engine, question: str, words: str) -> None:
    assert engine.answer(question).text == words


def test_a_place_in_an_order_is_quoted(engine: Engine) -> None:
    def told(question: str) -> str:
        found = engine.evidence(question)
        draft = place_in_order(found.asked, found.ranked, Passages(engine.store))
        return draft.picks[0].unit.text if draft else ""

    assert "增速排全市第三位" in told("洛宁县2031年GDP增速在全市排第几？")
    assert not told("洛宁县2031年GDP增速在全省排第几？")
    assert not told("洛宁县2031年粮食产量在全市排第几？")
    assert not told("洛宁县2031年GDP增速是多少？")


def test_parts_without_a_name_belong_to_the_figure_before_them() -> None:
    one, other = parallel_figures(
        "工业增加值20亿元，同比下降3.1%，占地区生产总值的比重为41%；建筑业增加值5亿元"
    )
    assert (one.label, one.change, one.share) == ("工业增加值", Decimal("-3.1"), Decimal(41))
    assert (other.label, other.change) == ("建筑业增加值", None)
    assert not parallel_figures("金奖、银奖的分别奖励3万元、1万元")


def test_names_share_the_words_behind_the_last_of_them() -> None:
    (found,) = distributed_figures("东部地区、中部地区、西部地区用电量分别为20亿元、15亿元和9亿元")
    assert [one.label for one in found] == ["东部地区用电量", "中部地区用电量", "西部地区用电量"]
    assert members_of("三次产业") == ("第一产业", "第二产业", "第三产业")
