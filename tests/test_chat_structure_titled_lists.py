"""Lists by the headings below a title that the question names, by a sentence that names them all, and whole with their lead-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

MEASURES = """云岭市降低招标投标交易成本若干措施
一、取消招标文件收费
（一）招标文件一律免费下载。
二、免费办理数字证书
（二）首次办理数字证书免收工本费。
三、推广电子保函
（三）鼓励以保函缴纳保证金。
"""
GRANTS = """云岭市知识产权资助办法
第一条　为了提升知识产权质量，制定本办法。
第二条　知识产权创造:
（一）高价值专利授权资助。每件资助5000元。
（二）植物新品种授权资助。每件资助1万元。
第三条　知识产权运用:
（一）专利实施资助。每件资助3万元。
"""
PRIZE = """临江市专利奖办法
第一条　申报临江市专利奖，应当具备以下条件：
（一）参评专利已获得授权；
（二）申报主体在本市登记注册。
第二条　有下列情形之一的，不得申报临江市专利奖：
（一）参评专利存在权属纠纷的；
（二）已获得过专利奖的。
第三条　有下列行为之一的，给予警告，并处二百元以下罚款：
（一）使用虚假材料骗取奖项的；
（二）出租、出借、转让获奖证书的。
"""
STAGES = """项目审批提速方案（青溪市）
一、竣工验收阶段
本阶段包括建设工程消防验收、人防工程验收、竣工验收备案等3个主要事项。
1.推行联合验收
由住建部门牵头。
2.推行多测合一
统一测绘。
"""
RELIEF = """白水市救助办法
第一条　本办法所称中小企业，是指人员规模、经营规模相对较小的企业。
第二条　对特困人员、低保家庭、刚性支出困难家庭，给予医疗救助。
第三条　对人均收入低于上年度人均可支配收入，财产状况符合规定，且必需支出超过规定比例的刚性支出困难家庭，给予救助。
第四条　任何单位不得违反法律向中小企业收取费用，不得摊派。
"""
NUMBERS = """工伤认定规定
第三章　工伤认定
第十四条　因工作原因受到伤害的，认定为工伤。
第十五条　在岗位突发疾病死亡的，视同工伤。
第十六条　提出工伤认定申请应当提交下列材料：
（一）申请表；
（二）医疗诊断证明。
"""
TABLE = """关于申领社保补贴的通知（丹河市）
申领程序如下：
1.登录小程序。
2.提交申请，所需材料见下表：

| 材料名称 | 份数 |
| --- | --- |
| 灵活就业承诺书 | 1份 |
| 社保缴费凭证 | 2份 |

3.经办机构在15个工作日内审核。
有下列情形之一的，不予受理：（1）已领取营业执照的；（2）已就业的。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("lists"), create=True) as store:
        texts = {
            "measures": MEASURES,
            "grants": GRANTS,
            "prize": PRIZE,
            "stages": STAGES,
            "numbers": NUMBERS,
            "table": TABLE,
            "relief": RELIEF,
        }
        store.add([parse_text(text, doc_id=name) for name, text in texts.items()])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        (
            "云岭市降低招投标成本的措施分哪几个方面？",
            ("取消招标文件收费", "免费办理数字证书", "推广电子保函"),
            "工本费",
        ),
        (
            "云岭市知识产权“创造”类的资助一共有哪几项？",
            ("高价值专利授权资助", "植物新品种授权资助"),
            "专利实施",
        ),
        ("申报临江市专利奖要符合哪些条件？", ("已获得授权", "登记注册"), "纠纷"),
        ("青溪市项目审批的竣工验收阶段有哪几个主要事项？", ("消防验收", "人防工程验收", "备案"), "禁止"),
        ("白水市救助办法怎么定义中小企业？", ("人员规模", "经营规模"), "摊派"),
        ("按白水市救助办法，满足什么条件才算刚性支出困难家庭？", ("人均可支配收入", "必需支出"), "特困人员"),
        ("工伤认定申请要提交什么材料？", ("申请表", "医疗诊断证明"), "第十四条"),
        ("丹河市社保补贴需要什么材料？", ("灵活就业承诺书", "社保缴费凭证"), "不予"),
        (
            "临江市专利奖办法第三条，把获奖证书借给别人会怎么处罚？",
            ("警告", "二百元以下罚款", "出借"),
            "权属纠纷",
        ),
    ],
)
def test_a_list_is_given_by_its_members_and_no_other(
    engine: Engine, question: str, said: tuple[str, ...], unsaid: str
) -> None:
    answer = engine.answer(question)
    assert not answer.refused
    assert all(words in answer.text for words in said), answer.text
    assert unsaid not in answer.text
    for citation in answer.citations:
        text = engine.store.document(citation.doc_id).text
        assert text[citation.start : citation.end] == citation.quote


def test_members_two_levels_below_are_listed_where_they_are_called_what_is_asked_for(tmp_path) -> None:
    text = """江北市产业提升行动方案

四、重点任务

（一）增强自主可控能力

1.开展平台升级行动

建设创新平台。

2.开展联合攻关行动

组织技术攻关。

（二）提升稳定畅通水平

3.开展企业培育行动

培育一批企业。

五、保障措施

加强领导。
"""
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(text, doc_id="plan")])
        engine = Engine(store)
        answer = engine.answer("江北市的重点任务包括哪些行动？")
        assert [one.split("。")[0] for one in answer.text.split("\n")[:3]] == [
            "1.开展平台升级行动", "2.开展联合攻关行动", "3.开展企业培育行动",
        ]  # fmt: skip
        assert "增强自主可控能力" in engine.answer("江北市的重点任务有哪些？").text


DASHED = """白水市产业链供应链试点方案

一、总体目标
经过两年试点，形成良好生态，到2024年实现下列目标：
——打造协同联动的产业链。围绕堵点着力补链，领跑新赛道。
——构建集约高效的供应链。搭建平台，保障供给。
——形成深度融合的创新链。促进协同创新。

二、主要任务
（一）优化创业创新环境
1.实施“载体筑巢”计划。新建载体十家。
2.实施“政策扶持”计划。落实贷款政策。
3.实施“导师助航”计划。培育导师三百名。

（二）推动政务、法治、人文三大环境全面提质。
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("白水要打造哪三条链？", ["协同联动的产业链", "集约高效的供应链", "深度融合的创新链"]),
        ("白水为优化创业环境实施了哪几个计划？", ["载体筑巢", "政策扶持", "导师助航"]),
    ],
)
def test_dashes_count_a_list_and_a_heading_may_be_named_nearly(
    tmp_path: Path, question: str, said: list[str]
) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(DASHED, doc_id="baishui")])
        answer = Engine(store).answer(question)
        assert len(answer.citations) == len(said), answer.text
        assert all(words in one.quote for words, one in zip(said, answer.citations, strict=True))
