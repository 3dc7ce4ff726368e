"""Questions of two sides: each side is read, judged and quoted as a question of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chat.answer import Answer
from chat.engine import Engine
from chat.question.sides import Side, clauses_of, conjuncts_of, pair_of, periods_of, times_of
from index.store import open_store
from ingest import parse_text

INJURY = """青山市工伤待遇规定

第一条 因工伤发生的下列费用，由用人单位支付：
（一）治疗工伤期间的工资福利；
（二）五级、六级伤残职工按月领取的伤残津贴。

第二条 治疗工伤的医疗费用和康复费用，从工伤保险基金中支付。

第三条 职工对劳动能力鉴定结论不服的，可以在十五日内申请再次鉴定。
"""
PROVINCES = """2023年各省地区生产总值

| 地区 | 地区生产总值（亿元） | 同比增长（%） |
|---|---|---|
| 上海 | 47218.66 | 5.0 |
| 北京 | 43760.7 | 5.2 |
| 河南 | 59132.39 | 4.1 |
| 四川 | 60132.9 | 6.0 |
"""
GOALS = """全国主要预期目标对照

| 指标 | 2024年 | 2025年 |
|---|---|---|
| 国内生产总值增长 | 5%左右 | 5%左右 |
| 居民消费价格涨幅 | 3%左右 | 2%左右 |
"""
OLD = """青山市仲裁员管理条例（2017年修正）
2017年9月1日青山市人民代表大会常务委员会修正

第一条 曾任法官满八年的，可以聘为仲裁员。

第二条 仲裁员名册由仲裁委员会设置。
"""
NEW = """青山市仲裁员管理条例（2025年修订）
2025年9月12日青山市人民代表大会常务委员会修订

第一条 曾任法官、检察官满八年的，可以聘为仲裁员。

第二条 仲裁员名册由仲裁委员会设置。
"""
HILL, LAKE = (
    f"""{city}关于支持大学生就业的办法

第一条 {city}对企业招用毕业生的，每招用一人给予企业{amount}元补助。

第二条 申请企业应当为毕业生连续缴纳社会保险{months}个月以上。

第三条 本办法自2024年{month}月1日起施行，有效期三年。
"""
    for city, amount, months, month in (("邹平市", 1500, 1, 3), ("石狮市", 1000, 3, 5))
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("sides"), create=True)
    texts = {"injury": INJURY, "provinces": PROVINCES, "goals": GOALS, "old": OLD, "new": NEW}
    texts |= {"hill": HILL, "lake": LAKE}
    store.add([parse_text(text, doc_id=name) for name, text in texts.items()])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("治疗工伤期间的工资和治疗工伤的医疗费用，各由谁支付？", ["由用人单位支付", "从工伤保险基金中支付"]),
        ("2023年上海和北京的GDP哪个大，各多少？", ["47218.66", "43760.7", "上海更大"]),
        ("2023年河南和四川谁的地区生产总值更高？", ["59132.39", "60132.9", "四川更高", "1000.51亿元"]),
        ("全国居民消费价格涨幅目标2024年和2025年各是多少？", ["3%左右", "2%左右"]),
        ("邹平和石狮招用毕业生的补助，要求社保至少缴几个月，有什么不同？", ["1个月以上", "3个月以上"]),
        ("邹平和石狮招用毕业生的补助办法，分别从哪天起施行？", ["2024年3月1日", "2024年5月1日"]),
    ],
)
def test_each_side_is_answered(ask: Callable[[str], Answer], question: str, held: list[str]) -> None:
    answer = ask(question)
    assert not answer.refused
    for words in held:
        assert words in answer.text, answer.text


def test_whether_two_editions_say_the_same_is_told_first(ask: Callable[[str], Answer]) -> None:
    answer = ask("曾任检察官满八年能聘为仲裁员吗，新旧青山市仲裁员管理条例规定一样吗？")
    assert answer.text.startswith("不一样。")
    assert "曾任法官满八年" in answer.text and "曾任法官、检察官满八年" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "当过检察官的能不能聘为仲裁员，旧青山市仲裁员管理条例和2025年新条例有什么不一样？",
        "当过检察官的能不能聘为仲裁员，2017年和2025年的青山市仲裁员管理条例有什么区别？",
        "当过检察官的能不能聘为仲裁员，2017版和2025版有何变化？",
    ],
)
def test_editions_are_told_apart_by_old_and_new_and_by_years(
    ask: Callable[[str], Answer], question: str
) -> None:
    text = ask(question).text
    assert "曾任法官满八年" in text and "曾任法官、检察官满八年" in text, text


def test_what_each_edition_says_is_given_where_it_did_not_change(ask: Callable[[str], Answer]) -> None:
    answer = ask("新旧青山市仲裁员管理条例里，仲裁员名册分别由几家机构设置，是谁？")
    assert "仲裁员名册由仲裁委员会设置" in answer.text


def test_both_places_are_asked_what_is_asked_of_both(ask: Callable[[str], Answer]) -> None:
    for question in ("企业招用毕业生，邹平和石狮每人各补多少？", "企业招用毕业生，邹平和石狮哪个补得多？"):
        text = ask(question).text
        assert "1500元" in text and "1000元" in text, text


YEARS = {
    year: f"""{year}年东溪县国民经济和社会发展统计公报

一、综合

{said}

二、人口

年末全县常住人口{people}万人。
"""
    for year, said, people in (
        ("2022", "全年实现地区生产总值（GDP）439.19亿元，比上年增长3.3%。", "94.9"),
        ("2023", "核算初步结果，2023年东溪县地区生产总值（GDP）466.14亿元，比上年增长6.1%。", "94.5"),
    )
}


def test_each_year_has_its_own_figure(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(text, doc_id=year) for year, text in YEARS.items()])
        engine = Engine(store)
        text = engine.answer("东溪县2022年和2023年的GDP各是多少，哪年增速高？").text
        assert all(figure in text for figure in ("439.19亿元", "466.14亿元", "3.3%", "6.1%")), text
        text = engine.answer("东溪县年末常住人口2023年比2022年少了多少？").text
        assert "94.9万人" in text and "94.5万人" in text, text


def test_a_side_of_which_nothing_is_said_is_named(ask: Callable[[str], Answer]) -> None:
    answer = ask("邹平和石狮招用毕业生每人补助多少，申请用的银行账户分别在哪家银行？")
    assert answer.refused or "银行" not in answer.text


def test_figures_that_are_not_the_ones_meant_are_not_subtracted(ask: Callable[[str], Answer]) -> None:
    answer = ask("青山市工伤待遇规定比邹平市的办法多几条？")
    assert "相差" not in answer.text or "条" in answer.text


@pytest.mark.parametrize(
    ("split", "question", "sides"),
    [
        (
            conjuncts_of,
            "东溪区和西溪区首次达标的企业，哪个奖得多？",
            ["东溪区首次达标的企业，奖多少", "西溪区首次达标的企业，奖多少"],
        ),
        (
            conjuncts_of,
            "2022年东溪县与西溪县哪个产值高，分别多少",
            ["2022年东溪县产值是多少", "2022年西溪县产值是多少"],
        ),
        (
            periods_of,
            "东溪县茶叶产量2022、2023年分别多少万吨？哪年多？",
            ["东溪县茶叶产量2022年多少万吨", "东溪县茶叶产量2023年多少万吨"],
        ),
        (
            periods_of,
            "东溪的绿化率2022到2023年怎么变的",
            ["东溪的绿化率2022年是多少", "东溪的绿化率2023年是多少"],
        ),
        (
            periods_of,
            "东溪民营企业户数，2022年末和2023年末分别有多少",
            ["东溪民营企业户数，2022年末有多少", "东溪民营企业户数，2023年末有多少"],
        ),
        (
            conjuncts_of,
            "2022年生产总值与国民总收入哪个大？",
            ["2022年生产总值是多少", "2022年国民总收入是多少"],
        ),
        (
            conjuncts_of,
            "青山开工率2021年6月底和7月底各是多少",
            ["青山开工率2021年6月底是多少", "青山开工率2021年7月底是多少"],
        ),
        (
            conjuncts_of,
            "青山2024年科教惠民和文体惠民的项目各几个",
            ["青山2024年科教惠民的项目几个", "青山2024年文体惠民的项目几个"],
        ),
        (
            times_of,
            "高标准农田从2020年的多少亿亩到2025年多少",
            ["高标准农田2020年多少亿亩", "高标准农田2025年多少亿亩"],
        ),
        (
            clauses_of,
            "青山现在有几座加氢站，2025年要到多少",
            ["青山现在有几座加氢站", "青山加氢站，2025年要到多少"],
        ),
        (
            clauses_of,
            "2023年计划改造多少个，前9月开了多少",
            ["2023年计划改造多少个", "2023年计划改造，前9月开了多少个"],
        ),
        (
            clauses_of,
            "青山旅游人次2025年是多少，2026年目标呢",
            ["青山旅游人次2025年是多少", "青山旅游人次，2026年目标是多少"],
        ),
        (clauses_of, "审核要多久，公示几天", []),
        (pair_of, "普查男女各多少人", ["普查男性多少人", "普查女性多少人"]),
        (pair_of, "男女都可以申请吗", []),
    ],
)
def test_a_comparison_is_split_by_what_is_set_side_by_side(
    split: Callable[[str], list[Side]], question: str, sides: list[str]
) -> None:
    assert [side.text for side in split(question)] == sides


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("邹平和石狮招用毕业生的企业，社保要求缴纳的月数一样吗？", "不一样。"),
        ("邹平和石狮的招用毕业生办法，有效期一样吗？", "一样。"),
    ],
)
def test_whether_two_sides_say_the_same_is_told_by_their_figures(
    ask: Callable[[str], Answer], question: str, verdict: str
) -> None:
    answer = ask(question)
    assert answer.text.startswith(verdict), answer.text


PIPES = """管道保护规定

第一条 在穿越河流的管道线路中心线两侧各五百米范围内，禁止抛锚、挖砂、采石、爆破。

第二条 在管道专用隧道中心线两侧各一千米范围内，禁止采石、采矿、爆破。
"""


def test_two_sides_never_get_one_quote_that_is_of_one_of_them(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(PIPES, doc_id="pipes")])
        answer = Engine(store).answer("禁止爆破采石的范围，穿越河流段和专用隧道段分别是多少米？")
    assert "五百米" in answer.text and "一千米" in answer.text
