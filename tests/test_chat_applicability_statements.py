"""What an enterprise says held against conditions that are known in words alone, and against what a gift pays for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.applicability.enterprise.profile import window_in
from chat.applicability.statements.denials import (
    all_denied,
    denied_title,
    denies,
    each_denied,
    may_lack,
)
from chat.applicability.statements.figures import held_by_figures
from chat.applicability.statements.held_words import (
    asks_nothing,
    held_by_words,
    is_told_of,
    kinds_paid,
    project_case,
)
from chat.applicability.statements.own_words import as_of
from chat.applicability.statements.words import as_rules_say
from chat.applicability.statements.yearly import held_growth


@pytest.mark.parametrize(
    ("condition", "said", "denied", "expected"),
    [
        ("申报单位的营业面积5000平方米（含）以上", ["营业面积4.2万平方米"], [], True),
        ("节能改造项目综合节能率不小于15%", ["改造更换了照明，综合节能率9%"], [], False),
        ("注册资本不低于500万元", ["注册资本300万元"], [], False),
        ("具有健全的财务机构和管理制度", ["财务机构和管理制度健全"], [], True),
        ("近3年内无失信记录", [], ["近3年没有失信记录"], True),
        ("未获得其他市级财政资金支持", [], ["没有拿过市级财政资金"], True),
        ("投保首台（套）装备应为首台（套）重大技术装备", ["投保了发射保险"], ["没有首台（套）认定"], False),
        ("在2023年1月1日至11月30日期间签订贷款合同", ["2022年11月签了贷款合同"], [], False),
        ("2023年9月1日及以后签订算力服务合同", ["2023年11月签订算力服务合同"], [], True),
        ("企业掌握前沿技术，能够促进未来产业发展", ["拥有自主知识产权"], [], None),
        ("获得国外发明专利授权", ["取得国内发明专利授权3件"], [], None),
        ("资产总额不超过2亿元", ["年营业收入8000万元"], [], None),
        ("营业面积5000平方米以上", ["年营业收入8000万元"], [], None),
        ("闲置撂荒连续两年以上的", [], ["没有撂荒"], True),
        ("申报单位的营业面积5000平方米（含）以上", ["在商圈开了店，店面600平方米"], [], False),
        ("装修、已支出的房租（不超过12个月）之和超过50万元", ["装修加一年房租共30万元"], [], False),
        ("持续推动专利运用，近三年专利实施率平均不低于40%，高等学校、科研组织合同金额不低于100万元",
         ["近三年专利实施率平均55%"], [], True),
        ("建有创业导师营，为在孵企业提供技术、财务、市场等方面的培训和指导", ["有创业导师营"], [], True),
        ("牵头制定重点国家标准", ["牵头制定国家标准1项"], [], None),
    ],
)  # fmt: skip
def test_words_meet_fail_or_leave_open(
    condition: str, said: list[str], denied: list[str], expected: bool | None
) -> None:
    found = held_by_words(condition, said, denied)
    assert (None if found is None else found[0]) is expected


@pytest.mark.parametrize(
    ("condition", "said", "own", "title", "expected"),
    [
        ("申报项目能够按计划实施", [], "", "", True),
        ("申请风险补偿支持资金的，需设定不良率上限", [], "", "", True),
        ("早餐项目申报单位年营业收入应在200万元以上", [], "跨境电商", "", True),
        ("老字号传承发展项目申报主体应为老字号企业", [], "餐饮", "老字号传承发展项目", False),
        ("企业应具有自主知识产权", [], "", "", False),
        ("对取得两年期及以上贷款的，对利率上浮幅度不做限制", [], "", "", True),
        ("其他省、自治区、直辖市的公司在本市设立分支机构", [], "", "", True),
        ("同一企业只能申报一个方向，且应未获得其他财政资金支持", [], "", "", False),
        ("同一集团控制的关联企业最多只有两个企业可获得一类资金支持", [], "", "", True),
        ("符合法律、行政法规和国家规定的其他条件", [], "", "", True),
        ("其他企业应当具备相应的环保条件和检测能力", [], "", "", False),
        ("生物医药领域企业累计发明专利申请量不低于10件", [], "餐饮", "", True),
        ("生物医药领域企业累计发明专利申请量不低于10件", [], "生物医药", "", False),
    ],
)
def test_procedures_and_other_cases_ask_nothing(
    condition: str, said: list[str], own: str, title: str, expected: bool
) -> None:
    assert asks_nothing(condition, said, own, title) is expected


def test_a_gift_is_for_who_does_what_it_pays_for() -> None:
    rule = "对商业火箭、卫星研发企业，给予商业航天发射保险不超过50%的贴费"
    assert is_told_of(rule, ["2024年5月为卫星投保商业航天发射保险"]) == (
        True,
        "2024年5月为卫星投保商业航天发射保险",
    )
    assert is_told_of(rule, ["新开了两家门店"]) is None
    short = "对融资租赁合同额不低于1000万元的企业给予补贴"
    told = is_told_of(short, ["签了融资租赁合同，合同额300万元"])
    assert told is not None and told[0] is False


def test_the_title_of_a_measure_tells_of_no_one_thing_that_it_pays_for() -> None:
    rule, said = "新基建重点领域的项目给予贴息", ["项目进了新基建重点项目库"]
    assert is_told_of(rule, said) is not None
    assert is_told_of(rule, said, "支持新基建重点项目的措施") is None


def test_the_name_of_what_a_gift_pays_for_is_enough() -> None:
    rule = "国际性展会展位费：最高支持比例为50%，每个项目最高3万元"
    assert is_told_of(rule, ["今年4月参加德国展会，展位费12万元"]) is not None
    assert is_told_of(rule, ["今年4月申请了商标"]) is None


def test_an_amount_of_a_list_is_for_who_does_one_of_its_kinds() -> None:
    rule = "资助额度：戏曲、话剧项目不超过250万元"
    assert kinds_paid(rule) == ("戏曲", "话剧") and kinds_paid("单个项目不超过500万元") == ()
    assert is_told_of(rule, ["原创话剧前期工作已完成"]) == (True, "原创话剧前期工作已完成")
    assert is_told_of(rule, ["拍了一部电影"]) is None


def test_for_which_kind_of_projects_a_condition_is() -> None:
    words = "申报对外译制奖励的项目，应已完成译制"
    assert project_case(words) == "申报对外译制奖励的项目" and project_case("项目应已完成译制") == ""


def test_people_say_it_in_other_words() -> None:
    assert as_rules_say("近三年没拿过科委的钱") == "近三年没获得科委资金"
    assert as_rules_say("2023年产值第一次过亿") == "2023年产值首次突破1亿元"


@given(st.text(max_size=120), st.lists(st.text(max_size=60), max_size=3))
def test_any_words_are_held_without_failing(condition: str, said: list[str]) -> None:
    held_by_words(condition, said, said)
    asks_nothing(condition, said, "机器人", condition)
    is_told_of(condition, said)
    window_in(condition)


@pytest.mark.parametrize(
    ("denial", "rule", "expected"),
    [
        ("没有离岸外包业务", "从事离岸服务外包业务取得的收入", True),
        ("不拍电影", "企业所生产、拍摄、制作的电影应符合以下题材", True),
        ("不拍电影", "电影院应安装票务系统", False),  # what is not shot may well be shown
        ("都不是首店、旗舰店、概念店", "新开设国内外品牌亚洲首店、北京首店、旗舰店、创新概念店", True),
        ("不做电视剧、纪录片", "优秀作品（广播节目、电视剧、动画片、纪录片、网络剧、网络电影）", False),
        ("供应方不是关联方", "租用非关联方的智能算力资源", False),
        ("没有境外工厂", "在境外设立工厂或者研发中心", False),
        ("没有获得过财政资金", "未获得其他财政资金支持", False),  # held otherwise: not to be the case
        ("员工120人", "员工不少于100人", False),
    ],
)
def test_a_denial_is_of_what_it_names(denial: str, rule: str, expected: bool) -> None:
    assert denies(denial, rule) is expected


def test_a_denial_that_names_what_a_title_is_for() -> None:
    assert denied_title(["没有国外专利"], "北京市对获得国外发明专利的申请人予以资助") == "没有国外专利"
    assert denied_title(["没有海外业务"], "提升广播电视国际传播力奖励") == "没有海外业务"
    assert denied_title(["没有海外业务"], "提升国际传播力奖励", own="对外投资") == ""
    assert denied_title(["没有拿过市级资金"], "市级资金奖励项目申报") == ""
    assert each_denied("没有退耕还林、没有间作") == ("没有退耕还林", "没有间作")


@given(st.text(max_size=40), st.text(max_size=60))
def test_denials_of_any_words_are_held_against_any_rule(denial: str, rule: str) -> None:
    assert denies(denial, rule) in (True, False) and denies(denial, "") is False


@pytest.mark.parametrize(
    ("condition", "said", "expected"),
    [
        ("离岸服务外包收入不低于企业当年总收入的35%", ["离岸外包收入占10%"], False),
        ("实际设备采购金额应达到500万元及以上", ["签设备贷款合同800万元，实际采购设备180万元"], False),
        ("有效专利数量一般不低于50件", ["全部有效专利32件"], False),
        ("自建海外仓总面积不低于5000平方米", ["260平方米"], None),
        ("申报单位的营业面积5000平方米以上", ["260平方米"], False),
    ],
)
def test_the_figure_that_is_meant_decides(condition: str, said: list[str], expected: bool | None) -> None:
    assert held_by_figures(condition, said) is expected


def test_years_are_told_from_the_day_on_which_one_speaks() -> None:
    assert as_of("去年3月到10月改造，今年开业", date(2024, 6, 1)) == "2023年3月到10月改造，2024年开业"
    assert held_by_words(
        "项目实施时间应在2023年1月1日（含）以后", [as_of("去年3月开工改造", date(2024, 6, 1))], []
    )


def test_one_of_several_kinds_that_a_gift_lists_and_counts() -> None:
    rule = "按照新产品、新场景、新业态、新商品四个领域进行评定并给予奖励"
    assert is_told_of(rule, ["推出非遗研学新产品，已经对外销售"]) == (
        True,
        "推出非遗研学新产品，已经对外销售",
    )


def test_parts_of_a_condition_are_held_with_what_leads_them_in() -> None:
    area = "申报主体的营业面积：购物中心、百货店应大于5000平方米，专业专卖店应大于2000平方米"
    shop = ["家居建材卖场", "专业专卖店", "营业面积1.2万平方米"]
    assert (held_by_words(area, shop, [], "家居建材卖场") or (False,))[0]
    small = ["家居建材卖场", "专业专卖店", "营业面积600平方米"]
    assert not (held_by_words(area, small, [], "家居建材卖场") or (True,))[0]
    assert as_rules_say("花了650万做升级改造") == "投资650万元做升级改造"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("培育一批具有示范效应的运营机构", True),
        ("申报项目如已获本基金支持，不得再从其他财政性资金中列支", True),
        ("项目实施单位应培育一批人才", False),
    ],
)
def test_aims_and_duties_after_an_award_ask_nothing(condition: str, expected: bool) -> None:
    assert asks_nothing(condition, [], "") is expected


def test_who_lacks_a_thing_may_be_who_is_to_make_it() -> None:
    assert may_lack("没有研发中心", "对新建研发中心的企业给予补助")
    assert not may_lack("没有研发中心", "对已建设研发中心的企业给予补助")
    assert denied_title(["没有企业技术中心"], "支持建设企业技术中心") == ""
    assert denied_title(["没有企业技术中心"], "企业技术中心奖励") == "没有企业技术中心"


@pytest.mark.parametrize(
    ("denial", "rule", "expected"),
    [
        ("没有任何专利", "获得国内发明专利授权", True),
        ("没有贷款", "签订贷款合同并实际发生采购", True),
        ("没有标准", "开展标准化试点", False),
        ("没有首台套", "投保装备应为首台（套）重大技术装备", True),
        ("不租用别人的算力", "租用非关联方的智能算力资源", True),
        ("高标准农田里没有有机肥", "补贴商品有机肥", False),
        ("没有拿过投贷奖", "获得投贷奖支持的企业", False),
        ("没有场地", "拥有场地", False),
    ],
)
def test_a_denial_of_one_short_word_is_of_that_very_thing(denial: str, rule: str, expected: bool) -> None:
    assert denies(denial, rule) is expected


def test_a_title_is_refused_by_the_thing_that_it_is_about() -> None:
    assert denied_title(["没有商场"], "某市传统商场升级改造资金支持")
    assert denied_title(["没有境外业务"], "支持融入全球创新网络")
    assert not denied_title(["没有标准"], "标准化试点示范补助")


def test_denials_together_leave_nothing_of_a_list() -> None:
    rule = "采用贷款贴息、发债贴息方式给予支持"
    assert all_denied(["没有贷款", "没有发债"], rule) == "没有发债"
    assert not all_denied(["没有贷款"], rule)


@pytest.mark.parametrize(
    ("condition", "said", "denied", "expected"),
    [
        ("即新建门店数量应大于闭店数量", ["新开了3家"], ["一家没关"], True),
        ("即新建门店数量应大于闭店数量", ["新开了3家，关了5家"], [], False),
        ("即新建门店数量应大于闭店数量", ["新开了3家"], [], None),
        ("经有关部门批准、登记或备案", ["有关部门已经备案"], [], True),
        ("年均演出场次不少于50场", ["在剧场演出了180场"], [], True),
        ("注册资本不低于人民币1亿元", ["注册资本8000万元"], [], False),
        ("至少已有5家直营门店", ["有9家直营门店"], [], True),
    ],
)
def test_counts_and_acts(condition: str, said: list[str], denied: list[str], expected: bool | None) -> None:
    told = held_by_words(condition, said, denied)
    assert (told[0] if told else None) is expected


@pytest.mark.parametrize(
    "words",
    [
        "且至补贴起始日",
        "支持期间，每年考核，未达到目标的停止支持",
    ],
)
def test_a_day_alone_and_what_comes_after_ask_nothing(words: str) -> None:
    assert asks_nothing(words, (), "软件")


@pytest.mark.parametrize(
    ("condition", "said", "expected"),
    [
        ("研发费用的同比增量100万元（含）以上", ["2023年研发费用610万元，2022年420万元"], True),
        ("研发费用的同比增量100万元（含）以上", ["2022年研发费用600万元", "2023年研发费用640万元"], False),
        ("研发费用的同比增量100万元（含）以上", ["2023年研发费用610万元"], None),
        ("研发费用的同比增量100万元（含）以上", ["2023年营收610万元，2022年420万元"], None),
        ("近3年收入复合增长率不低于10%", ["营收2021年6200万元，2022年7100万元，2023年8300万元"], True),
        ("近3年收入复合增长率不低于20%", ["营收2021年6200万元，2022年7100万元，2023年8300万元"], False),
        ("近3年收入复合增长率不低于10%", ["营收2022年7100万元，2023年8300万元"], None),
        ("营业收入不低于2亿元", ["2023年营收3亿元，2022年2亿元"], None),
    ],
)
def test_growth_is_computed_from_the_amounts_of_the_years(
    condition: str, said: list[str], expected: bool | None
) -> None:
    told = held_growth(condition, said)
    assert (told[0] if told else None) is expected


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=40))
def test_growth_is_read_from_anything(said: list[str], condition: str) -> None:
    told = held_growth(f"研发费用的同比增量{condition}", said)
    assert told is None or told[1]
