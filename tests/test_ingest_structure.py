"""The ladder of headings in one document, mixed freely."""

import pytest
from hypothesis import given
from test_ingest_text_sentences import TEXTS

from ingest import chunk_document, parse_text
from ingest.document import Document


def parse(text: str, **options) -> Document:
    return parse_text(text, doc_id="d", **options)


def outline(text: str, **options) -> list[tuple[str, str]]:
    """(address, own words) of each clause but the title."""
    document = parse(text, **options)
    return [
        (" / ".join(clause.path), "|".join(text[s.start : s.end] for s in clause.spans))
        for clause in document.clauses
        if clause.kind != "title"
    ]


MIXED = """某市轨道产业发展规划

第一章 总则
第一节 总体要求
一、指导思想
坚持创新驱动，推动高质量发展，形成新格局。
二、基本原则
（一）坚持开放合作。积极融入国际合作竞争，充分利用全球资源。
（二）坚持绿色低碳。推广先进制造技术，促进企业节能改造升级。
第二章 任务
(一)壮大产业集群
1.开展平台升级行动。发挥企业主体作用，建设创新平台二十家。
2．培育企业
支持中小企业发展，到2025年新增企业一百家。
（1）新材料
突破基础材料，加快制备工艺创新和成果转化应用。
①磁性材料
提质发展先进磁性材料，形成百亿级产业规模体系。
专栏1 重点工程
1.示范线工程
建成示范线三条，总里程达到一百二十公里以上。
第三章 保障
第七条之一 本规划由市发展改革部门负责解释。
"""


def test_the_whole_ladder_in_one_document():
    found = outline(MIXED)
    assert [address for address, _ in found] == [
        "第一章 总则",
        "第一章 总则 / 第一节 总体要求",
        "第一章 总则 / 第一节 总体要求 / 一、指导思想",
        "第一章 总则 / 第一节 总体要求 / 二、基本原则",
        "第一章 总则 / 第一节 总体要求 / 二、基本原则 / （一）坚持开放合作",
        "第一章 总则 / 第一节 总体要求 / 二、基本原则 / （二）坚持绿色低碳",
        "第二章 任务",
        "第二章 任务 / (一)壮大产业集群",
        "第二章 任务 / (一)壮大产业集群 / 1.开展平台升级行动",
        "第二章 任务 / (一)壮大产业集群 / 2．培育企业",
        "第二章 任务 / (一)壮大产业集群 / 2．培育企业 / （1）新材料",
        "第二章 任务 / (一)壮大产业集群 / 2．培育企业 / （1）新材料 / ①磁性材料",
        "第二章 任务 / (一)壮大产业集群 / 专栏1 重点工程",
        "第二章 任务 / (一)壮大产业集群 / 专栏1 重点工程 / 1.示范线工程",
        "第三章 保障",
        "第三章 保障 / 第七条之一",
    ]
    assert dict(found)["第三章 保障 / 第七条之一"].endswith("负责解释。")


def test_references_and_number_lists_are_no_headings():
    text = "某办法\n第一条 依照第（二）项和本法第三条办理，推动一、二、三产业融合。\n第二条 按照（一）、（二）款执行。\n"
    assert [address for address, _ in outline(text)] == ["第一条", "第二条"]


def test_items_without_titles_stay_in_their_clause():
    text = "某办法\n第一条 有下列情形之一的，不予受理：\n（一）年满十八周岁的；\n（二）材料不齐的；\n（三）其他情形。\n第二条 自印发之日起施行。\n"
    (first, words), (second, _) = outline(text)
    assert (first, second) == ("第一条", "第二条")
    assert "（一）年满十八周岁的；" in words
    assert "（三）其他情形。" in words


def test_headings_run_together_on_one_line():
    text = (
        "关于稳定发展措施的通知 各有关单位： 特制定如下措施： 一、保障市场供应 1.实施补货机制。市商务局统筹重点企业组织货源。 "
        "2.增加蔬菜供给。提高仓储能力，增加政府储备。 二、缓解经营压力 3.给予补贴。对连锁餐饮企业给予补助。"
    )
    assert [address for address, _ in outline(text)][1:] == [
        "一、保障市场供应",
        "一、保障市场供应 / 1.实施补货机制",
        "一、保障市场供应 / 2.增加蔬菜供给",
        "二、缓解经营压力",
        "二、缓解经营压力 / 3.",
    ]


def test_contents_are_no_clauses_unless_they_are_the_only_trace():
    text = (
        "某规划\n目录\n第一章 总则………1\n一、背景………1\n二、目标………2\n第二章 任务………3\n"
        "第一章 总则\n一、背景\n产业基础较好，发展势头充足。\n第二章 任务\n建设十个项目。\n"
    )
    document = parse(text)
    only = [clause for clause in document.clauses if clause.kind == "contents"]
    assert [clause.path for clause in only] == [("第一章 总则", "二、目标")]
    chunk = next(chunk for chunk in chunk_document(document) if chunk.kind == "contents")
    assert chunk.text == "二、目标"


def test_annex_list_annexes_and_signature():
    text = (
        "某方案\n一、要求\n落实到位，确保完成。\n附件：1.任务清单\n      2.政策清单\n某市人民政府\n2023年5月1日\n"
        "附件1\n\n任务清单\n第一项任务由市发改委牵头办理。\n"
    )
    found = dict(outline(text))
    assert "2.政策清单" in found["附件"]
    assert found["附件1 任务清单"].startswith("第一项任务")
    assert found[""] == "某市人民政府\n2023年5月1日"


def test_headings_without_a_number_over_numbering_that_starts_anew():
    paragraph = "过去一年，经济运行稳中向好，" + "各项工作取得积极进展，" * 5 + "全年目标完成。"
    text = (
        f"某市政府工作报告\n各位代表：\n去年工作回顾\n{paragraph}\n（一）稳增长。扩大内需，促进消费增长。\n（二）促创新。建设平台，培育企业。\n"
        f"今年工作安排\n{paragraph}\n（一）扩内需。实施项目，拉动投资增长。\n（二）抓改革。优化环境，激发活力。\n"
    )
    assert [address for address, _ in outline(text)][1:] == [
        "去年工作回顾",
        "去年工作回顾 / （一）稳增长",
        "去年工作回顾 / （二）促创新",
        "今年工作安排",
        "今年工作安排 / （一）扩内需",
        "今年工作安排 / （二）抓改革",
    ]


def test_front_matter_and_markdown_headings():
    text = "---\ntitle: 某规划\nregion: 某省某市\nperiod: 2021-2025\nbrief: true\n---\n\n# 某规划\n\n说明。\n\n## 第一章 总则\n\n### 一、思路\n\n内容一。\n1. 列表\n\n## 第二章\n\n内容二。\n"
    document = parse(text)
    assert (document.metadata.title, document.metadata.period, document.metadata.brief) == (
        "某规划",
        (2021, 2025),
        True,
    )
    assert not any("#" in chunk.text for chunk in chunk_document(document))
    assert [address for address, _ in outline(text)] == [
        "",
        "第一章 总则",
        "第一章 总则 / 一、思路",
        "第二章",
    ]


def test_a_list_carries_its_lead():
    text = "某说明\n一、目标\n到2025年，产业进入新阶段，" + "".join(
        f"{n}是实现{n}号目标。" + "细则内容如下安排推进落实到位" * 8 + "。" for n in "一二三"
    )
    chunks = [chunk for chunk in chunk_document(parse(text)) if chunk.path]
    assert len(chunks) > 1
    assert all("到2025年，产业进入新阶段，" in chunk.lead for chunk in chunks[1:])


@given(TEXTS)
def test_chunks_are_verbatim_and_cover_each_clause_once(text):
    document = parse(text)
    chunks = chunk_document(document, cap=40)
    for chunk in chunks:
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert (
            len(chunk.text) <= 40 or chunk.kind in ("row", "title", "contents") or not _own(document, chunk)
        )
    taken = [0] * (len(text) + 1)
    for chunk in chunks:
        for position in range(chunk.start, chunk.end):
            taken[position] += 1
    for clause in document.clauses:
        for span in clause.spans:
            assert all(
                taken[position] == 1
                for position in range(span.start, span.end)
                if not text[position].isspace()
            )


def _own(document: Document, chunk) -> bool:
    """Whether a chunk holds a clause's own words (else it is a heading alone)."""
    return any(span.start <= chunk.start < span.end for clause in document.clauses for span in clause.spans)


@pytest.mark.parametrize("cap", [80, 320])
def test_long_sentences_are_cut_at_commas(cap):
    text = "某规划\n一、任务\n" + "推进重点项目建设，" * 100 + "完成全年目标。"
    chunks = [chunk for chunk in chunk_document(parse(text), cap) if chunk.path]
    assert all(len(chunk.text) <= cap for chunk in chunks)
    assert all(chunk.text.endswith(("，", "。")) for chunk in chunks)
