"""A little library for the tests of the tabs: measures in force and as a draft, duties, figures of two places."""

from __future__ import annotations

from ingest import parse_text
from ingest.document import Document

RULES = """北京市丰台区促进轨道交通产业发展的若干措施

丰政办发〔2026〕3号

一、研发奖励
对丰台区内从事轨道交通的专精特新中小企业，研发费用占营业收入比例不低于5%的，给予最高300万元资金奖励。

二、孵化场地
成立不超过5年的轨道交通企业入驻孵化器的，免收两年租金。

三、氢能示范
氢能企业建设加氢站的，给予最高1000万元补助。

北京市丰台区人民政府办公室
2026年3月1日
"""
DRAFT = RULES.replace("若干措施", "若干措施（征求意见稿）").replace("最高300万元", "最高200万元")
PLAN = """临川市数字经济行动方案

临政发〔2024〕8号

一、主要任务

1.建设算力中心。2030年6月底前建成三座智算中心。（市发改委牵头，市工业和信息化局、市财政局配合）

2.开放公共数据。编制开放清单。（责任单位：市大数据中心）
"""
REPORT = """{place}政府工作报告

一、2024年工作回顾

全省地区生产总值增长{done}%。

二、2025年主要目标

地区生产总值增长{aim}%左右。
"""
WORDS = "我们在丰台做轨道交通信号，专精特新，想要资金"


def documents() -> list[Document]:
    """Give the documents, read anew."""
    return [
        parse_text(RULES, doc_id="rules"),
        parse_text(DRAFT, doc_id="draft"),
        parse_text(PLAN, doc_id="plan"),
        parse_text(REPORT.format(place="湖南省", done="4.8", aim="5.5"), doc_id="hunan"),
        parse_text(REPORT.format(place="福建省", done="5.5", aim="6"), doc_id="fujian"),
    ]
