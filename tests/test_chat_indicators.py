"""Questions about figures over documents, answered from their rows: each figure cited, what is missing said."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from chat.answer import Answer
from chat.engine import Engine
from chat.indicators.conditions import condition_of
from chat.indicators.reading import indicator_question
from chat.indicators.series import quantity
from index.store import open_store
from ingest import parse_text

# Reports of our own over provinces, so that what each states is known to the word.
REPORTS = {
    "云南省": (
        "全省地区生产总值31534亿元、增长3.3%，城镇新增就业51万人，粮食产量390亿斤。",
        "地区生产总值增长5%左右，粮食产量395亿斤以上，城镇新增就业50万人以上，城镇调查失业率5.5%左右，居民收入增长与经济增长同步。",
    ),
    "贵州省": (
        "预计地区生产总值增长5.3%左右，城镇新增就业60万人，粮食总产达到112万吨。",
        "地区生产总值增长5.5%左右，粮食总产110万吨，城镇新增就业62万人，城镇调查失业率控制在5.5%以内。",
    ),
    "江西省": (
        "地区生产总值增长5.1%，社会消费品零售总额增长4.9%。",
        "地区生产总值增长5%左右、力争更好结果，社会消费品零售总额增长6%，城镇新增就业40万人，城镇调查失业率5.5%左右，固定资产投资稳中有进。",
    ),
    "青海省": (
        "经济总量达到3951亿元，地区生产总值增长2.7%。",
        "地区生产总值增长4.5%—5%，粮食产量21.4亿斤，城镇新增就业6万人，居民消费价格涨幅2%左右。",
    ),
}
PLANS = {
    "plan": (
        "“十五五”时期云山区苗木产业发展规划",
        "二、发展目标\n\n到2030年，云山苗木产业总体收入突破350亿元，苗木企业数量超过240家。",
    ),
    "draft": (
        "云山区苗木产业行动计划（2028—2030年）（征求意见稿）",
        "二、发展目标\n\n到2030年，苗木产业年度收入达到300亿元，企业数量提高到220家。",
    ),
}


def report(place: str) -> str:
    done, aims = REPORTS[place]
    return (
        f"2031年{place}政府工作报告\n\n一、2030年工作回顾\n\n过去一年，{done}\n\n"
        f"二、2031年工作安排\n\n今年经济社会发展主要预期目标是：{aims}\n"
    )


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("reports"), create=True)
    store.add([parse_text(report(place), doc_id=place) for place in REPORTS])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "first", "cited"),
    [
        ("哪个省的GDP增长目标最高？", "贵州最高。", 4),
        ("2030年哪个省的经济增速最低", "青海最低。", 4),
        ("各省2031年粮食产量目标从高到低排一下", "从高到低依次为：云南、贵州、青海。", 3),
        ("几个省把经济增长目标定在5%左右？", "2个（5%左右）：云南、江西。", 2),
        ("哪些省2031年城镇新增就业目标不少于50万人", "共2个（不少于50万人）：云南、贵州。", 2),
        ("哪些省没提失业率？", "1个没有提到城镇调查失业率：青海。", 4),
        ("云南和贵州谁的GDP目标更高，高多少", "贵州更高，比云南高0.5个百分点。", 2),
        ("贵州和云南的粮食产量目标相差多少", "云南更高，比贵州高373亿斤（单位已折算）。", 2),
        ("四个省城镇新增就业目标合计多少万人", "合计158万人（4份文件相加）。", 4),
        ("31个省里几个省把GDP目标定在5.5%左右", "1个（5.5%左右）：贵州。", 1),
        ("粮食产量目标最高的两个省合计多少亿斤", "合计417亿斤（2份文件相加）。", 2),
        ("最高的省和最低的省GDP目标相差几个百分点", "贵州更高，比青海高1个百分点。", 4),
        ("几份报告提出居民收入与经济增长同步", "1个（同步）：云南。", 1),
        ("哪些省的CPI目标不是3%", "共1个（不是3%）：青海。", 1),
        ("江西的GDP目标排第几", "江西并列第2（4份有数字的文件，从高到低）。", 4),
    ],
)
def test_what_rows_answer(ask: Callable[[str], Answer], question: str, first: str, cited: int) -> None:
    answer = ask(question)
    assert answer.text.startswith(first) and not answer.refused
    assert len(answer.citations) == cited


def test_every_figure_of_an_answer_is_in_words_that_it_cites(ask: Callable[[str], Answer]) -> None:
    answer = ask("哪个省的GDP增长目标最高？")
    for citation, figure in zip(answer.citations, ("5.5%左右", "5%左右", "5%左右", "4.5%—5%"), strict=True):
        assert figure in citation.quote


def test_one_figure_of_one_document(ask: Callable[[str], Answer]) -> None:
    answer = ask("青海2030年的GDP总量是多少？")
    assert "3951亿元" in answer.text and not answer.refused
    assert [citation.quote for citation in answer.citations] == ["经济总量达到3951亿元"]


def test_what_was_aimed_at_beside_what_was_reached(ask: Callable[[str], Answer]) -> None:
    answer = ask("贵州2031年GDP目标比2030年实际高还是低？")
    assert "目标比实绩高0.2个百分点" in answer.text and len(answer.citations) == 2


def test_all_targets_of_one_document(ask: Callable[[str], Answer]) -> None:
    answer = ask("贵州省2031年主要预期目标有哪些？")
    assert answer.text.startswith("写明数字的目标有4项。")


@pytest.mark.parametrize(
    "question",
    [
        "青海2031年城镇调查失业率目标是多少？",
        "江西2031年粮食产量目标是多少？",
        "江西2031年固定资产投资增长目标是多少？",
        "青海和云南2031年城镇调查失业率目标差多少？",
        "2027年哪个省的GDP增速最高？",
    ],
)
def test_what_no_document_states_is_refused(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).refused


def test_documents_without_the_figure_are_named(ask: Callable[[str], Answer]) -> None:
    answer = ask("哪个省2031年社零增速目标最高")
    assert "在云南、贵州、青海的文件里没有找到" in answer.text


@pytest.mark.parametrize("question", ["贵州的报告是哪年的？", "云南怎样稳就业？", "库里有哪些文件？"])
def test_other_questions_are_left_alone(question: str) -> None:
    assert indicator_question(question) is None


def test_two_documents_of_one_place_are_held_against_each_other(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = open_store(tmp_path_factory.mktemp("plans"), create=True)
    store.add(
        [
            parse_text(f"{title}\n\n{text}\n", doc_id=doc_id, overrides={"region": "北京市丰台区"})
            for doc_id, (title, text) in PLANS.items()
        ]
    )
    answer = Engine(store).answer("丰台2030年目标收入，规划和征求意见稿差多少")
    assert answer.text.startswith("相差50亿元。") and len(answer.citations) == 2


@pytest.mark.parametrize(
    ("words", "operator", "value"),
    [
        ("定在5%左右", "=", 5.0),
        ("高于5.5%", ">", 5.5),
        ("在50万人及以上", ">=", 50.0),
        ("控制在5%以内", "<=", 5.0),
        ("5%到6%之间", "between", 5.0),
    ],
)
def test_a_condition_is_read(words: str, operator: str, value: float) -> None:
    condition = condition_of(words)
    assert condition is not None and (condition.operator, condition.value) == (operator, value)


def test_figures_of_one_measure_are_compared_whatever_their_unit() -> None:
    grain, tons = quantity(390, None, "亿斤"), quantity(1950, None, "万吨")
    assert grain == tons and grain.value == Decimal("1.95e10")
    assert quantity(1, None, "万亿元").value == quantity(10000, None, "亿元").value
    assert quantity(5, None, "%").measure != quantity(5, None, "个百分点").measure


def test_a_plan_that_names_the_indicator_is_not_said_to_lack_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = open_store(tmp_path_factory.mktemp("named"), create=True)
    text = "云山区苗木规划\n\n一、成就\n\n企业苗木研发经费支出由2025年的2.6亿元上升到2030年的5.8亿元。\n"
    store.add([parse_text(text, doc_id="plan", overrides={"region": "北京市丰台区"})])
    answer = Engine(store).answer("2025年丰台的苗木研发经费支出是多少？")
    assert not answer.refused and "2.6亿元" in answer.text
