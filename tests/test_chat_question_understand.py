"""What a question asks for, read from its words alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.question.understand import KINDS, understand

# Question, kind, kinds of fact asked for with a unit each where it matters, years.
QUESTIONS = [
    ("到2025年，丰台轨道交通产业总体收入目标是多少？", "figure", ["money"], {2025}),
    ("丰台现在有多少家轨道交通企业？", "figure", ["quantity:家"], set()),
    ("2020年丰台轨道交通产业总收入是多少亿元？", "figure", ["money"], {2020}),
    ("今年粮食产量目标是多少亿斤？", "figure", ["quantity:斤"], set()),
    ("全省用水总量控制在多少亿立方米以内？", "figure", ["quantity:立方米"], set()),
    ("研发人员年均增速是多少？", "figure", ["percent"], set()),
    ("本地配套率到2024年要达到百分之几？", "figure", ["percent"], {2024}),
    ("国产设备占了几成？", "figure", ["percent"], set()),
    ("信贷每年要增长多少？", "figure", ["percent"], set()),
    ("全球新增城市轨道交通线路多长？", "figure", ["quantity:公里"], set()),
    ("竣工运营的商务楼宇面积有多大？", "figure", ["quantity:平方米"], set()),
    ("株洲要设立几支产业基金？", "figure", ["quantity:支"], set()),
    ("累计引进多少名博士后？", "figure", ["quantity:人"], set()),
    ("2016-2020年专利申请总数是多少个？", "figure", ["quantity:件"], {2016, 2020}),
    ("“十四五”期末研发人才要达到多少人？", "figure", ["quantity:人"], set()),
    ("主机企业的国际化经营指数是多少？", "figure", ["quantity"], set()),
    ("丰台轨道交通 企业 数量", "figure", ["quantity"], set()),
    ("人才公寓的租金怎么收？", "figure", ["share"], set()),
    ("入驻企业租金补贴是多少？", "figure", ["money"], set()),
    ("全区有几个众创空间、多少家孵化器？", "figure", ["quantity:个", "quantity:家"], set()),
    ("到2024年要培育几家领航企业？", "figure", ["quantity:家"], {2024}),
    ("豐臺區軌道交通產業收入是多少？", "figure", ["money"], set()),
    ("“1233”发展思路是什么意思？", "definition", [], set()),
    ("1+2+2产业矩阵指什么？", "definition", [], set()),
    ("什么是“四链融合”？", "definition", [], set()),
    ("ABS的全称是什么？", "definition", [], set()),
    ("232工作体系指什么？", "definition", [], set()),
    ("何谓“强链建圈”？", "definition", [], set()),
    ("啥是‘灯塔工厂’，怎么理解？", "definition", [], set()),
    ("二〇三五年的目标是什么？", "definition", [], {2035}),
    ("五大行动分别是哪些？", "list", [], set()),
    ("丰台轨道交通相关的政策有哪些？", "list", [], set()),
    ("重点任务包括哪几项？", "list", [], set()),
    ("株洲列举了哪些新产品？", "list", [], set()),
    ("哪几类技术受制于人？", "list", [], set()),
    ("由什么组成？请列举", "list", [], set()),
    ("人才赋能行动由哪个部门牵头？", "responsible", ["leader"], set()),
    ("谁来管数智赋能行动？", "responsible", ["leader"], set()),
    ("签订企地战略合作协议的责任单位有哪些？", "responsible", ["leader"], set()),
    ("金融赋能行动归口谁？", "responsible", ["leader"], set()),
    ("企业培育提速行动谁挑头？", "responsible", ["leader"], set()),
    ("到2025年底前要建成几个特色产业园，由谁负责？", "responsible", ["quantity:个", "leader"], {2025}),
    ("十大事项什么时候完成？", "deadline", ["date"], set()),
    ("出台专项扶持政策的完成时限在什么时候？", "deadline", ["date"], set()),
    ("发布会是几月几号？", "deadline", ["day"], set()),
    ("申报截止日期是哪一天？", "deadline", ["date", "day"], set()),
    ("博览会几时举办？", "deadline", ["date"], set()),
    ("联盟是哪一年成立的？", "deadline", ["date"], set()),
    ("试点为期多久？", "deadline", ["duration"], set()),
    ("建设期几个月？", "deadline", ["duration"], set()),
    ("要连续工作多少年？", "deadline", ["duration"], set()),
    ("几个工作日办结？", "deadline", ["duration"], set()),
    ("规划和新闻里的企业数量有什么不同？", "comparison", ["quantity"], set()),
    ("丰台和株洲分别要培育多少家专精特新企业？", "comparison", ["quantity:家"], set()),
    ("规划的3500亿与征求意见稿的3000亿哪个更大？", "comparison", [], set()),
    ("东区和西区各要建成什么？", "comparison", [], set()),
    ("两份文件的收入目标一致吗？", "comparison", [], set()),
    ("我们是一家做盾构机的企业，能申请哪些支持？", "applicability", [], set()),
    ("我司想落户丰台园，有什么优惠？", "applicability", [], set()),
    ("外资企业可以申报吗？", "applicability", [], set()),
    ("第三章第二节讲什么？", "lookup", [], set()),
    ("附件1第6项是什么？", "lookup", [], set()),
    ("专栏3写了什么？", "lookup", [], set()),
    ("第十二条规定了什么？", "lookup", [], set()),
    ("附件2的主要内容", "lookup", [], set()),
    ("经开区由谁建立？", "responsible", [], set()),
    ("采购由谁负责？", "responsible", ["leader"], set()),
    ("响应级别调整为几级响应？", "general", [], set()),
    ("他是第几任主任？", "general", [], set()),
    ("联系人是谁？", "general", ["person"], set()),
    ("交运安训的总经理叫什么？", "general", ["person"], set()),
    ("联系电话是多少？", "figure", ["phone", "quantity"], set()),
    ("报名邮箱是什么？", "definition", ["email"], set()),
    ("官网网址是什么？", "definition", ["url"], set()),
    ("丰台轨道交通产业怎么样？", "general", [], set()),
    ("介绍一下株洲。", "general", [], set()),
    ("Who leads the talent action?", "responsible", ["leader"], set()),
    ("How many companies are there?", "figure", ["quantity"], set()),
    ("what does ABS mean", "definition", [], set()),
]


@pytest.mark.parametrize(("text", "kind", "asks", "years"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_kind_facts_and_years(text: str, kind: str, asks: list[str], years: set[int]) -> None:
    asked = understand(text)
    assert asked.kind == kind
    assert [ask.kind for ask in asked.asks] == [ask.split(":")[0] for ask in asks]
    for found, wanted in zip(asked.asks, asks, strict=True):
        _, colon, unit = wanted.partition(":")
        assert unit in found.units if colon else True
        assert found.words in asked.text
    assert asked.years == years


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“丰泽计划”是什么", ("丰泽计划",)),
        ("「两业」融合指什么", ("两业",)),
        ("『五链』指什么", ("五链",)),
        ("‘一个集群’是什么", ("一个集群",)),
        ('"强链建圈"是什么', ("强链建圈",)),
        ("“１２３３”和1233", ("1233",)),
        ("“232”工作体系和1+6+N平台", ("232", "1+6+n")),
        ("2023年有180家企业、3500亿元收入", ()),
        ("“”是什么", ()),
        ("“ ”是什么", ()),
    ],
)
def test_names_in_quotation_marks_and_number_codes(text: str, quoted: tuple[str, ...]) -> None:
    assert understand(text).quoted == quoted


def test_titles_in_book_marks() -> None:
    asked = understand("《倍增计划》和《伙伴计划》、《倍增计划》是什么关系？")
    assert asked.titles == ("倍增计划", "伙伴计划")


@pytest.mark.parametrize(
    ("text", "owner", "attribute"),
    [
        ("新动能基金的管理人是谁？", "新动能基金", "管理人"),
        ("丰泽计划的补贴标准是多少？", "丰泽计划", "补贴标准"),
        ("园区企业的注册资本一共有多少？", "园区企业", "注册资本"),
        ("要加大储备的项目有哪些？", "", ""),
        ("请问，产业园的面积大概多大", "产业园", "面积"),
        ("丰台有多少家企业？", "", ""),
        ("《关于优化营商环境的若干措施》是什么时候出台的？", "", ""),
        ("《优化营商环境的若干措施》的牵头单位是谁？", "《优化营商环境的若干措施》", "牵头单位"),
    ],
)
def test_attribute_and_what_it_is_of(text: str, owner: str, attribute: str) -> None:
    asked = understand(text)
    assert (asked.owner, asked.attribute) == (owner, attribute)


def test_focus_is_the_part_that_asks() -> None:
    asked = understand("我们是一家做盾构机的企业，想落户丰台园，能申请哪些支持？")
    assert asked.focus == "能申请哪些支持"
    assert asked.aside == "我们是一家做盾构机的企业,"
    assert understand("介绍一下株洲。").focus == "介绍一下株洲。"


def test_a_goal_is_told_from_a_report() -> None:
    assert understand("到2025年收入要达到多少？").aims
    assert understand("产业规模的目标是多少").aims
    assert not understand("2020年收入是多少？").aims
    assert not understand("有什么要求？").aims


def test_width_case_script_and_space_make_no_difference() -> None:
    plain = understand("丰台区ABS是什么意思?")
    assert understand("丰台区ＡＢＳ是什么意思？") == plain
    assert understand("豐臺區 abs 是什麼意思?") == plain
    assert understand(" 丰台区\nABS　是什么意思？ ") == plain


def test_hints_of_an_english_question_decide_the_kind() -> None:
    words = "株洲 人才赋能行动"
    assert understand(words).kind == "general"
    for hint in ("responsible", "figure", "deadline", "definition", "list", "comparison"):
        assert understand(words, frozenset([hint])).kind == hint


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "丰台",
                "株洲",
                "2025年",
                "的",
                "目标",
                "是",
                "多少",
                "几",
                "家",
                "“",
                "”",
                "《",
                "》",
                "1+2+2",
                "第三章",
                "附件",
                "谁",
                "牵头",
                "和",
                "分别",
                "，",
                "？",
                "who",
                "100",
                "%",
                "一",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_any_text_is_understood(text: str) -> None:
    asked = understand(text)
    assert asked.kind in KINDS
    assert all(ask.words in asked.text for ask in asked.asks)
    assert all(1900 <= year < 2100 for year in asked.years)
    assert understand(asked.text) == asked
