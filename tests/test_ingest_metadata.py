"""What a document says about itself."""

from pathlib import Path

import pytest

from ingest import parse_path, parse_text
from ingest.metadata.extract import core_title
from ingest.text.dates import iso_date
from ingest.text.places import places_in, regions_in

PLANS = Path(__file__).parents[2] / "shared" / "plans"


def metadata(text: str, **options):
    return parse_text(text, doc_id="d", **options).metadata


NOTICE = """甲市人民政府办公室关于印发《甲市数据管理办法（试行）》的通知
甲政办发〔2024〕12号
各县（区）人民政府，市直各部门：
　　现将《甲市数据管理办法（试行）》印发给你们，请认真贯彻执行。《甲市信息管理规定》（甲政发〔2018〕3号）同时废止。
甲市人民政府办公室
2024年3月5日
甲市数据管理办法（试行）
第一条 为规范数据管理，根据《乙办法》（乙政发〔2020〕1号），制定本办法。
第二条 本办法自2024年4月1日起施行，有效期2年。
"""


def test_a_notice_and_what_it_issues():
    found = metadata(NOTICE)
    assert found.title == "甲市数据管理办法（试行）"
    assert found.issuers == ("甲市人民政府办公室",)
    assert found.number == "甲政办发〔2024〕12号"
    assert (found.issued, found.effective, found.expires) == ("2024-03-05", "2024-04-01", "2026-03-31")
    assert found.kind == "办法"
    assert found.supersedes == ("甲市信息管理规定",)
    assert "甲市人民政府办公室关于印发《甲市数据管理办法（试行）》的通知" in found.aliases


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "临川县2031年国民经济和社会发展统计公报\n文章来源：县统计局 发布时间：2032-04-11 11:04\n",
            "临川县2031年国民经济和社会发展统计公报",
        ),
        (
            "云山市2031年8月零售总额\n2031年8月社会消费品零售总额 2031-09-19 来源：市统计局\n",
            "云山市2031年8月零售总额",
        ),
        (
            "环境法典·总则编\n（全国人民代表大会 2031-03-12公布 2031-08-15起施行 现行有效）\n",
            "环境法典·总则编",
        ),
        (
            "江东新区进入禁渔期\n为期4个月，禁止所有捕捞作业\n2031-03-05 来源：云山日报\n",
            "江东新区进入禁渔期",
        ),
    ],
)
def test_lines_of_source_date_and_standing_are_no_title(head, title):
    assert metadata(f"{head}第一段说明情况，各项工作平稳推进。\n").title == title


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("甲局关于印发《乙规划》的通知", "乙规划"),
        ("甲局关于印发乙市发展规划的通知", "乙市发展规划"),
        ("甲局关于《乙规划（征求意见稿）》的起草说明", "甲局关于《乙规划（征求意见稿）》的起草说明"),
        ("甲局关于做好某工作的通知", "甲局关于做好某工作的通知"),
    ],
)
def test_core_title(line, title):
    assert core_title(line) == title


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2022年2月21日", "2022-02-21"),
        ("二〇二二年十二月二十一日", "2022-12-21"),
        ("2022-2-3", "2022-02-03"),
        ("2022/02/03", "2022-02-03"),
        ("2022年13月1日", None),
        ("2022年2月30日", None),
    ],
)
def test_dates(written, iso):
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("某行动计划（2023-2025年）", (2023, 2025)),
        ("某行动方案(2021—2023年)", (2021, 2023)),
        ("“十四五”时期某规划", (2021, 2025)),
        ("某市国民经济“九五”计划", (1996, 2000)),
        ("某市“十六五”规划", (2031, 2035)),
        ("某市“八五”普法规划", None),
        ("某市第十五五规划纲要", (2026, 2030)),
        ("2022年考评办法", None),
    ],
)
def test_periods(title, period):
    assert metadata(f"{title}\n一、目标\n完成。\n").period == period


def test_drafts_are_drafts():
    assert metadata("某方案\n（征求意见稿）\n一、目标\n完成。\n").draft
    assert metadata("某局关于公开征求《某办法》意见的公告\n一、说明\n欢迎反馈。\n").draft
    assert not metadata("某方案\n一、目标\n公开征求群众意见。\n").draft


def test_places():
    assert places_in("湖南株洲与北京市合作") == ["湖南省", "湖南省株洲市", "北京市"]
    assert places_in("阿坝州人民政府") == ["四川省阿坝藏族羌族自治州"]
    named = {place.region for place in regions_in("北京市石景山区和丰台区的园区、示范区，全市各区")}
    assert named == {"北京市", "北京市石景山区", "北京市丰台区"}


def test_what_is_given_wins():
    found = metadata(
        NOTICE, title="别名", overrides={"issuer": "丙局", "status": "已废止", "period": [2024, 2026]}
    )
    assert (found.title, found.issuers, found.repealed, found.period) == (
        "别名",
        ("丙局",),
        True,
        (2024, 2026),
    )


REAL = {
    "fengtai-rail-plan": {
        "title": "“十四五”时期丰台区轨道交通产业发展规划",
        "issuers": ("北京市丰台区人民政府",),
        "number": "丰政发〔2022〕7号",
        "issued": "2022-02-21",
        "published": "2022-02-22",
        "period": (2021, 2025),
        "region": "北京市丰台区",
        "kind": "规划",
        "draft": False,
    },
    "fengtai-park-plan": {
        "title": "“十四五”时期中关村科技园区丰台园发展建设规划",
        "issuers": ("北京市丰台区人民政府",),
        "number": None,
        "issued": "2022-02-21",
        "published": "2022-02-23",
        "period": (2021, 2025),
        "region": "北京市丰台区",
        "kind": "规划",
        "draft": False,
    },
    "fengtai-rail-action-draft": {
        "title": "中关村科技园区丰台园管理委员会关于《丰台区轨道交通产业创新发展行动计划（2023-2025年）（征求意见稿）》的起草说明",
        "issuers": ("中关村科技园区丰台园管理委员会",),
        "period": (2023, 2025),
        "region": "北京市丰台区",
        "kind": "起草说明",
        "draft": True,
    },
    "fengtai-news": {
        "title": "丰台园轨道交通产业融通发展需求发布活动圆满举办",
        "region": "北京市丰台区",
        "kind": "新闻",
        "draft": False,
    },
    "zhuzhou-supply-chain-draft": {
        "title": "株洲市轨道交通装备产业链供应链生态体系建设试点实施方案（2023-2024年）（征求意见稿）",
        "issuers": (),
        "period": (2023, 2024),
        "region": "湖南省株洲市",
        "kind": "实施方案",
        "draft": True,
    },
}


@pytest.mark.parametrize("doc_id", REAL)
def test_the_five_plans(doc_id):
    path = PLANS / f"{doc_id}.txt"
    if not path.exists():
        pytest.skip("../shared is not here: the metadata of the five plans is not checked")
    (parsed,) = parse_path(path)
    found = {name: getattr(parsed.document.metadata, name) for name in REAL[doc_id]}
    assert found == REAL[doc_id]
