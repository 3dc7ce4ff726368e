"""A sentence that repeats a clause of its passage with one part exchanged: who, which side, which year, all for one."""

from __future__ import annotations

import pytest

from chat.claims.check import check
from chat.claims.passage import Source

REVIEW = "县数据局出具网络安全意见，县保密局出具密码应用意见。县数据局负责统筹全县数字政府建设。"
TRAINING = (
    "（一）人力资源主管部门会同有关部门，为有创业意愿的返乡人员提供创业培训；\n"
    "（二）商务主管部门会同有关部门，为初创期的小微企业提供创业辅导。"
)
DEPOSIT = "招标人应在招标文件中明确投标人可采用现金、支票、保函等其中任何一种形式递交保证金。保证期限届满后应当及时退还。"
PAYING = "小企业以保函提供担保的，机关和大型企业应当接受。大型企业应当在60日内支付，机关应当在30日内支付。"
RATE = "双方有约定的，约定利率不得低于市场报价利率；未作约定的，按照每日万分之五支付逾期利息。"
REPORT = "机关应当在每年三月底前公开上一年度逾期未支付的合同金额。"
AWARD = "省内（不含江城市）新能源车企按每辆1000元给予生产奖励。在江城市试点开展长期吊销企业强制注销工作。"
ZONES = "保税区内符合条件的企业可以开展航空维修业务。支持保税区外企业开展环保达标的维修业务。"
PUBLISHED = "对按简易程序作出的处罚信息不予公示，罚款3000元以下的处罚信息自公示之日起满3个月，停止公示。"
DUTY = "提升办税便利度，全流程无纸化办理（县税务局、县财政局）。"


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("县数据局出具密码应用意见。", REVIEW),
        ("商务主管部门会同有关部门，为有创业意愿的返乡人员提供创业培训。", TRAINING),
        ("投标人应在招标文件中明确递交保证金的形式。", DEPOSIT),
        ("投标人须同时采用现金、支票和保函递交保证金。", DEPOSIT),
        ("保证期限届满前应当及时退还。", DEPOSIT),
        ("小企业应当接受。", PAYING),
        ("双方有约定的，按照每日万分之五支付逾期利息。", RATE),
        ("机关应当在每年三月底前公开本年度逾期未支付的合同金额。", REPORT),
        ("江城市新能源车企按每辆1000元得到生产奖励。", AWARD),
        ("在全省试点开展长期吊销企业强制注销工作。", AWARD),
        ("保税区外的企业可以开展航空维修业务。", ZONES),
        ("对按简易程序作出的处罚信息，公示满3个月后停止公示。", PUBLISHED),
    ],
)
def test_a_clause_with_another_part_does_not_hold(sentence: str, passage: str) -> None:
    assert not check(sentence, Source(1, passage)).holds


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("县保密局出具密码应用意见。", REVIEW),
        ("人力资源主管部门会同有关部门，为有创业意愿的返乡人员提供创业培训。", TRAINING),
        ("招标人应在招标文件中明确投标人可采用现金、支票、保函等任何一种形式递交保证金。", DEPOSIT),
        ("保证期限届满后应当及时退还。", DEPOSIT),
        ("小企业以保函提供担保的，机关和大型企业应当接受。", PAYING),
        ("未作约定的，按照每日万分之五支付逾期利息。", RATE),
        ("机关应当在每年三月底前公开上一年度逾期未支付的合同金额。", REPORT),
        ("保税区内符合条件的企业可以开展航空维修业务。", ZONES),
        ("对按简易程序作出的处罚信息，不予公示。", PUBLISHED),
    ],
)
def test_the_clause_itself_holds(sentence: str, passage: str) -> None:
    assert check(sentence, Source(1, passage)).holds


def test_an_office_that_only_issued_the_document_does_not_answer_for_a_task() -> None:
    source = Source(1, DUTY, context="县商务局 县税务局关于印发措施的通知")
    assert not check("提升办税便利度由县商务局负责。", source).holds
    assert check("提升办税便利度由县税务局、县财政局负责。", source).holds


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("保证金不低于招标项目估算价的1%。", "保证金不超过招标项目估算价的1%，且最高不超过50万元。"),
        ("对接只采用现场对接的形式。", "对接采用路演、现场对接等形式。"),
        ("查验无陪同比例已经达到70%以上。", "推动查验无陪同比例达到70%以上。"),
        ("信贷总量将达到1800亿元。", "保持信贷总量稳定，力争全年信贷增长1800亿元。"),
    ],
)
def test_a_bound_a_way_a_goal_and_a_rise_stay_what_they_are(sentence: str, passage: str) -> None:
    assert not check(sentence, Source(1, passage)).holds
