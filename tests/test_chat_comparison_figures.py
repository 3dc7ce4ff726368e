"""Figures side by side: which is the greater and by how much, and what changed between two editions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

LESHAN = """2022年乐山市国民经济和社会发展统计公报
2022年乐山市地区生产总值(GDP)2308.81亿元，按可比价格计算，比上年增长3.8%。
"""
NANNING = """2022年南宁市国民经济和社会发展统计公报
2022年南宁市地区生产总值(GDP)5218亿元，比上年增长2.6 %。
"""
YUHANG = """杭州市余杭区工业政策
对首次上规模的工业企业给予每家20万元奖励，对属于战略性新兴产业的，再给予每家10万元额外奖励。
"""
LIUHE = """通化市柳河县工业政策
对首次上规模的工业企业，一次性给予5万元奖励。
"""
OLD = """云岭市会计师事务所管理条例
2014年8月31日 云岭市第十五届人民代表大会常务委员会第七次会议通过
第一条　为了加强管理，制定本条例。
第二条　设立会计师事务所由财政局批准。
第三条　审批机关应当自收到申请文件之日起三十日内决定批准或者不批准。
第四条　合伙人对会计师事务所的债务承担连带责任。
"""
NEW = """云岭市会计师事务所管理条例
2014年8月31日 云岭市第十五届人民代表大会常务委员会第七次会议通过
2026年6月26日 云岭市第十七届人民代表大会常务委员会第八次会议修订
第一条　为了加强管理，制定本条例。
第二条　设立会计师事务所由财政局批准。
第三条　审批机关应当自收到申请文件之日起十五日内决定批准或者不批准。
第四条　合伙人按照合伙形式对会计师事务所的债务依法承担连带责任。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("comparison"), create=True) as store:
        texts = {
            "leshan": LESHAN,
            "nanning": NANNING,
            "yuhang": YUHANG,
            "liuhe": LIUHE,
            "old": OLD,
            "new": NEW,
        }
        store.add([parse_text(text, doc_id=name) for name, text in texts.items()])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("2022年乐山和南宁的GDP增速各是多少，谁更高？", "乐山更高，比南宁高1.2个百分点。"),
        ("工业企业首次上规模，余杭和柳河县的奖励差多少？", "相差15万元（20万元与5万元）。"),
    ],
)
def test_the_difference_of_two_quoted_figures_is_told(engine: Engine, question: str, told: str) -> None:
    answer = engine.answer(question)
    assert told in answer.text
    assert len({citation.doc_id for citation in answer.citations}) == 2


def test_figures_that_are_only_set_side_by_side_are_not_subtracted(engine: Engine) -> None:
    assert "更高" not in engine.answer("2022年乐山和南宁的GDP增速各是多少？").text


@pytest.mark.parametrize(
    "question",
    [
        "云岭市会计师事务所管理条例新旧两版，审批期限有什么变化？",
        "云岭市会计师事务所管理条例修订前后，审批机关的决定期限有什么不同？",
    ],
)
def test_the_clause_that_changed_is_quoted_from_both_editions(engine: Engine, question: str) -> None:
    lines = engine.answer(question).text.splitlines()
    assert lines[0] == "2014年版：审批机关应当自收到申请文件之日起三十日内决定批准或者不批准。[1]"
    assert lines[1] == "2026年版：审批机关应当自收到申请文件之日起十五日内决定批准或者不批准。[2]"
