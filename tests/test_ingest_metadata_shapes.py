"""Metadata of made-up documents in the shapes that real ones come in, and what holds for every text."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import parse_text
from ingest.document import Metadata
from ingest.metadata.extract import find_metadata
from ingest.metadata.fields import FIELDS, field_named
from ingest.metadata.given import apply_given
from ingest.metadata.signature import is_organisation, signatures
from ingest.text.dates import iso_date
from ingest.text.normalise import letters
from ingest.text.place_names import levels
from ingest.text.places import regions_in

RED_HEADER = """甲市人民政府文件
甲政发〔2023〕5号

甲市人民政府
关 于 印 发《 甲 市 智 能 制 造
三年行动计划（2023—2025年）》的 通 知

各县（市、区）人民政府，市政府各部门：
    现将《甲市智能制造三年行动计划（2023—2025年）》印发给你们。
                    甲市人民政府
                    二○二三年三月八日
甲市智能制造三年行动计划（2023—2025年）
一、目标
到2025年，产值翻番。
"""
JOINT = """株洲市财政局
株洲市教育局        文件
株洲市科学技术局
株财教〔2022〕３１号
关于印发《株洲市创新资金管理办法》的通知
各县市区财政局：
　　现印发《株洲市创新资金管理办法》。
株洲市财政局　　　株洲市教育局
株洲市科学技术局
２０２２年 １１ 月 ８ 日
株洲市创新资金管理办法
第一条 为规范资金，制定本办法。
第九条 本办法自2022年12月1日起施行，有效期三年。《株洲市创新资金管理暂行办法》（株财教〔2018〕6号）、《株洲市科技资金管理办法》（株财教〔2019〕2号）同时废止。
"""
PAGE = """索 引 号：000014349/2022-00031 主题分类：工业、交通 发文机关：苏州市人民政府办公室 成文日期：2022年05月06日 标　　题：苏州市人民政府办公室关于加快机器人产业发展的若干意见 发文字号：苏府办〔2022〕88号 发布日期：2022年05月10日 有效性：失效
苏州市人民政府办公室关于加快机器人产业发展的若干意见
苏府办〔2022〕88号
各市、区人民政府：
为加快发展，根据《江苏省机器人行动方案》（苏政办发〔2021〕10号），提出如下意见。
一、总体要求
完成目标。
苏州市人民政府办公室
2022年5月6日
"""
ORDER = """上海市人民政府令
第86号
《上海市轨道交通管理规定》已经2023年1月9日市政府第195次常务会议通过，现予公布，自2023年3月1日起施行。
市长　某某
2023年1月16日
上海市轨道交通管理规定
第一章 总则
第一条 为了加强管理，制定本规定。
第四十条 2010年2月1日上海市人民政府令第27号公布的《上海市轨道交通运营规定》同时废止。
"""
REPEALING = """南京市鼓楼区人民政府关于废止部分行政规范性文件的决定
鼓政规字〔2024〕2号
各街道办事处：
经研究，决定对下列规范性文件予以废止：
1.《鼓楼区楼宇经济办法》（鼓政发〔2016〕3号）
2.《鼓楼区科技奖励规定》（鼓政发〔2017〕9号）
本决定自公布之日起施行。
南京市鼓楼区人民政府
2024年6月3日
"""
ONE_LINE = "关于做好申报工作的通知 关于做好申报工作的通知重经信发〔2023〕9号 各区县经信局： 根据《优质企业管理办法》（工信部企业〔2022〕63号）要求，现就有关事项通知如下： 一、申报条件 企业应当符合条件，于2023年5月1日前提交。 附件：申报表 重庆市应对产业变化 工作领导小组   2023年4月6日 （联系人：李某） "
NEWS = "株洲荷塘区三条措施稳生产 新华社北京2月9日电（记者 某某）湖南省株洲市荷塘区近日出台三条措施。据介绍，荷塘区将给予补贴，株洲市财政安排资金。"

SHAPES = {
    "red header, letters spaced out, title on three lines, Chinese numerals": (
        RED_HEADER,
        {
            "title": "甲市智能制造三年行动计划（2023—2025年）",
            "issuers": ("甲市人民政府",),
            "number": "甲政发〔2023〕5号",
            "issued": "2023-03-08",
            "period": (2023, 2025),
            "kind": "行动计划",
        },
    ),
    "joint issue, full-width digits, names in columns, two acts repealed": (
        JOINT,
        {
            "title": "株洲市创新资金管理办法",
            "issuers": ("株洲市财政局", "株洲市教育局", "株洲市科学技术局"),
            "number": "株财教〔2022〕31号",
            "issued": "2022-11-08",
            "effective": "2022-12-01",
            "expires": "2025-11-30",
            "region": "湖南省株洲市",
            "supersedes": ("株洲市创新资金管理暂行办法", "株洲市科技资金管理办法"),
        },
    ),
    "fields of a page flattened into a line above the title": (
        PAGE,
        {
            "title": "苏州市人民政府办公室关于加快机器人产业发展的若干意见",
            "issuers": ("苏州市人民政府办公室",),
            "number": "苏府办〔2022〕88号",
            "issued": "2022-05-06",
            "published": "2022-05-10",
            "repealed": True,
            "kind": "意见",
        },
    ),
    "an order and the act that it makes public": (
        ORDER,
        {
            "title": "上海市轨道交通管理规定",
            "number": "上海市人民政府令第86号",
            "issued": "2023-01-16",
            "effective": "2023-03-01",
            "kind": "规定",
            "supersedes": ("上海市轨道交通运营规定",),
        },
    ),
    "a decision that repeals a list; a district's name that four cities share": (
        REPEALING,
        {
            "region": "江苏省南京市鼓楼区",
            "supersedes": ("鼓楼区楼宇经济办法", "鼓楼区科技奖励规定"),
            "effective": "2024-06-03",
            "kind": "决定",
        },
    ),
    "a crawl on one line: title twice, number run in, a cited number, a name on two lines": (
        ONE_LINE,
        {
            "title": "关于做好申报工作的通知",
            "issuers": ("重庆市应对产业变化工作领导小组",),
            "number": "重经信发〔2023〕9号",
            "issued": "2023-04-06",
            "region": "重庆市",
            "kind": "通知",
        },
    ),
    "a report: its dateline is not what it is about": (
        NEWS,
        {
            "title": "株洲荷塘区三条措施稳生产",
            "issuers": (),
            "issued": None,
            "region": "湖南省株洲市荷塘区",
            "kind": "新闻",
        },
    ),
    "an annex that is a draft, in force thirty days after it is made public": (
        "附件：\n\n荷塘区促进产业发展若干措施\n（送审稿）\n\n一、支持企业\n给予奖励。\n本措施自发布之日起30日后施行。\n2024年1月1日\n",
        {
            "title": "荷塘区促进产业发展若干措施（送审稿）",
            "draft": True,
            "region": "湖南省株洲市荷塘区",
            "effective": "2024-01-31",
        },
    ),
    "chapters of an act without its head": (
        "第三章 监督管理\n第十二条 市人民政府应当加强管理。\n第十三条 违反《甲乙规划法》的，依法处理。\n",
        {"issuers": (), "number": None, "issued": None, "region": None, "supersedes": ()},
    ),
    "the plan of a year is laid before a congress: a report, no draft": (
        "关于2024年发展计划执行情况与2025年发展计划草案的报告\n——2025年1月15日在成都市第十八届人民代表大会第三次会议上\n成都市发展和改革委员会\n各位代表：\n请予审议。\n",
        {
            "draft": False,
            "issued": "2025-01-15",
            "issuers": ("成都市发展和改革委员会",),
            "region": "四川省成都市",
            "kind": "报告",
        },
    ),
    "the day of a meeting is no date of the document": (
        "宁波市2024年数字经济工作要点\n2024年3月5日，市政府召开常务会议。会议审议了《浙江省数字经济条例》。\n一、总体思路\n加快发展。\n",
        {"issued": None, "title": "宁波市2024年数字经济工作要点", "region": "浙江省宁波市"},
    ),
    "an English title": (
        "Beijing Municipal Measures for Rail Transit Industry\nIssued by the Bureau\nArticle 1 These measures promote industry.\n",
        {"title": "Beijing Municipal Measures for Rail Transit Industry", "number": None},
    ),
    "quotes inside quotes": (
        "长沙市人民政府关于贯彻《〈湖南省甲条例〉实施意见》的通知\n长政发〔2024〕1号\n各区县（市）人民政府：\n请认真执行。\n长沙市人民政府\n2024年2月2日\n",
        {
            "title": "长沙市人民政府关于贯彻《〈湖南省甲条例〉实施意见》的通知",
            "number": "长政发〔2024〕1号",
            "issued": "2024-02-02",
        },
    ),
    "ministries are of the whole country, whatever provinces they write to": (
        "财政部 税务总局关于甲政策的公告\n财政部 税务总局公告2020年第8号\n湖北省、广东省执行。湖北省另行通知。\n财政部 税务总局\n2020年2月6日\n",
        {
            "issuers": ("财政部", "税务总局"),
            "number": "财政部税务总局公告2020年第8号",
            "region": "全国",
            "kind": "公告",
        },
    ),
    "a notice of two texts keeps its own title": (
        "甲省人民政府办公厅关于印发支持甲业若干政策和乙业行动计划的通知\n各市人民政府：\n请执行。\n",
        {"title": "甲省人民政府办公厅关于印发支持甲业若干政策和乙业行动计划的通知"},
    ),
    "a notice that says itself what it has to say": (
        "甲市医保局关于印发门诊费用范围及标准的通知\n各单位：\n现就有关事项通知如下：\n一、范围\n……\n",
        {"title": "甲市医保局关于印发门诊费用范围及标准的通知", "kind": "通知"},
    ),
    "the public is asked for opinions": (
        "关于公开征求《深圳市南山区甲办法（征求意见稿）》意见的通告\n现向社会公开征求意见，请于2025年3月1日前反馈。\n深圳市南山区工业和信息化局\n2025年2月1日\n",
        {
            "title": "深圳市南山区甲办法（征求意见稿）",
            "draft": True,
            "issued": "2025-02-01",
            "region": "广东省深圳市南山区",
        },
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(shape):
    text, expected = SHAPES[shape]
    found = parse_text(text, doc_id="d").metadata
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("sentence", "effective", "expires"),
    [
        ("本办法自2023年1月1日起施行，有效期5年。", "2023-01-01", "2027-12-31"),
        ("本办法于2023年1月1日起施行，试行两年。", "2023-01-01", "2024-12-31"),
        ("本通知2023年2月21日起执行，有效期至2025年12月31日。", "2023-02-21", "2025-12-31"),
        ("本规定自公布之日起一个月后施行。", "2022-04-30", None),
        ("本措施自印发之日起施行，有效期6个月。", "2022-03-31", "2022-09-29"),
        ("以上政策执行至2022年12月31日。", None, "2022-12-31"),
        ("《甲条例》自2013年5月1日起施行。", None, None),
        ("企业应当取得许可证，许可证有效期5年。", None, None),
        ("到2025年，产值翻番。", None, None),
    ],
)
def test_terms(sentence, effective, expires):
    text = f"甲市乙办法\n第一条 {sentence}\n甲市人民政府\n2022年3月31日\n"
    found = parse_text(text, doc_id="d").metadata
    assert (found.effective, found.expires) == (effective, expires)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("《甲办法》（某发〔2018〕3号）同时废止。", ("甲办法",)),
        ("原《甲办法》停止执行。", ("甲办法",)),
        (
            "自本办法施行之日起，《甲办法》、《乙办法》（某发〔2019〕1号）和《丙办法》废止。",
            ("甲办法", "乙办法", "丙办法"),
        ),
        ("根据《上位法》，《甲办法》自本办法施行之日起同时废止。", ("甲办法",)),
        ("决定废止《甲办法》。", ("甲办法",)),
        ("《甲办法》执行中的问题由市局解释。", ()),
        ("违反《甲法》的，依法处理。", ()),
    ],
)
def test_what_is_repealed(sentence, names):
    assert parse_text(f"甲市乙规定\n第一条 {sentence}\n", doc_id="d").metadata.supersedes == names


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("丰台区财政局", "北京市丰台区"),
        ("中关村科技园区丰台园管理委员会", "北京市丰台区"),
        ("湖南株洲荷塘区", "湖南省株洲市荷塘区"),
        ("深圳市南山区", "广东省深圳市南山区"),
        ("呼和浩特市新城区", "内蒙古自治区呼和浩特市新城区"),
        ("天津市滨海新区", "天津市滨海新区"),
        ("苏州工业园区管委会", "江苏省苏州市"),
        ("杭州市江干区", "浙江省杭州市江干区"),
        ("凤县第十八届人民代表大会", "陕西省宝鸡市凤县"),
    ],
)
def test_the_last_place_named(written, region):
    assert [place.region for place in regions_in(written)][-1] == region


def test_a_line_above_a_title_that_names_no_place_may_name_it():
    text = (
        "蔡甸区2031年重点工作责任分解\n区人民政府办公室关于印发2031年区重点工作责任分解的通知\n第一段说明。\n"
    )
    assert parse_text(text, doc_id="d").metadata.region == "湖北省武汉市蔡甸区"


@pytest.mark.parametrize(
    "words", ["鼓楼区", "新城区建设", "各市和县", "全市各区县", "朝阳区域经济", "义乌市场"]
)
def test_words_that_name_no_place(words):
    assert regions_in(words) == []


def test_every_division_has_its_levels_and_is_found():
    lines = (
        (Path(__file__).parents[1] / "ingest/text/data/divisions.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    assert sum(len(line.split("\t")[2].split()) for line in lines) > 2800
    for province, prefecture, counties in (line.split("\t") for line in lines):
        for county in counties.split():
            parts = [part for part in (province, prefecture, county) if part]
            assert levels("".join(parts)) == parts
            assert [place.region for place in regions_in("".join(parts))][-1] == "".join(parts)


def test_what_is_no_organisation():
    assert is_organisation("株洲市人民政府办公室")
    assert not any(map(is_organisation, ("各有关单位", "经市政府", "关于印发办法的通知", "请报送市局", "甲")))


def test_given_fields_have_no_evidence_and_a_source_is_an_issuer_of_last_resort():
    found = find_metadata("甲市乙办法\n第一条 内容。\n", given={"title": "别名", "source": "甲市教育局官网"})
    assert found.metadata.issuers == ("甲市教育局",)
    assert {entry.field for entry in found.evidence}.isdisjoint({"title", "issuers"})
    bad = apply_given(found.metadata, {"period": ["x", None], "issued": "2023-13-45", "status": "尚未失效"})
    assert (bad.period, bad.issued, bad.repealed) == (None, None, False)


SET = {
    "title": "丙规划", "issuers": ("甲市人民政府",), "number": "甲政发〔2022〕7号", "issued": "2022-02-21",
    "published": "2022-02-22", "effective": "2022-03-01", "expires": "2025-12-31", "period": (2021, 2025),
    "region": "湖南省株洲市", "kind": "规划", "draft": True, "repealed": True, "supersedes": ("丁规划",),
    "aliases": ("小规划",), "brief": True,
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_is_given_by_its_name_its_label_and_its_other_names(field):
    names = (field.name, field.label, *field.other_names)
    assert {field_named(name) for name in names} == {field.name}
    for name in names:
        found = find_metadata("甲市乙办法\n第一条 内容。\n", given={name: SET[field.name]})
        assert getattr(found.metadata, field.name) == SET[field.name]


def test_no_name_stands_for_two_fields_and_every_field_has_one():
    names = [name for field in FIELDS for name in (field.name, field.label, *field.other_names)]
    assert len(names) == len(set(names))
    assert [field.name for field in FIELDS] == [field.name for field in fields(Metadata)]


PIECES = st.sampled_from(
    [
        *[line for text, _ in SHAPES.values() for line in text.splitlines()],
        "2022年2月30日", "９９年", "《", "》", "有效期", "自2022年1月1日起施行", "甲市局", "\u3000", "附件", "\u200b", "〔2022〕7号", "（", "令第", "北京市", "",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES, max_size=25).map("\n".join)
    | st.lists(PIECES, max_size=25).map(" ".join)
    | st.text(max_size=200)
)
def test_evidence_states_what_was_found(text):
    found = find_metadata(text)
    for entry in found.evidence:
        words = text[entry.start : entry.end]
        value = getattr(found.metadata, entry.field)
        assert 0 <= entry.start < entry.end <= len(text)
        assert value
        if entry.field in ("issued", "published"):
            assert iso_date(words) == value
        elif entry.field == "issuers" and "工作报告" not in found.metadata.title:
            assert letters(value[0]) in letters(words)
        elif entry.field == "region" and value != "全国":
            assert regions_in(text)
    for name in ("issued", "published", "effective", "expires"):
        day = getattr(found.metadata, name)
        assert day is None or date.fromisoformat(day)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=25).map("\n".join))
def test_signatures_stand_in_order(text):
    last = 0
    for signed in signatures(text, 0, len(text)):
        assert signed.date.start >= last
        assert all(name.end <= signed.date.start for name in signed.names)
        last = signed.date.end


def test_a_line_of_the_head_says_when_a_document_came_out_and_for_how_long() -> None:
    text = "长沙市引才办法\n长政办规〔2020〕10号\n2020年6月29日印发，有效期5年\n第一条 引进人才可以入户。\n"
    metadata = find_metadata(text).metadata
    assert (metadata.issued, metadata.expires) == ("2020-06-29", "2025-06-28")
