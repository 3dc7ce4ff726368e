"""Fields of one card of a guide: each part of a question answered by the field it asks for, in the order asked."""

from __future__ import annotations

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

GUIDE = """# 云岭市办事指南

## 灵活就业参保登记

### 申请条件
年满16周岁且未达到法定退休年龄

### 申请材料
居民身份证、灵活就业参保登记表

### 办理地点
市社保中心一楼2号窗口（青山路16号）

### 承诺时限
3个工作日

### 收费
不收费

## 失业登记注销

### 申请材料
居民身份证

### 办理地点
街道便民服务中心

### 承诺时限
当场办结

### 咨询电话
0877-6120033
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    store = open_store(tmp_path_factory.mktemp("guide"), create=True)
    store.add([parse_text(GUIDE, doc_id="guide")])
    return Engine(store)


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("灵活就业参保登记去哪里办？", ["办理地点：市社保中心一楼2号窗口（青山路16号）。[1]"]),
        (
            "灵活就业参保登记要带什么、几天能办好、要钱吗？",
            [
                "申请材料：居民身份证、灵活就业参保登记表。[1]",
                "承诺时限：3个工作日。[2]",
                "收费：不收费。[3]",
            ],
        ),
        (
            "失业登记注销多久办完，打什么电话？",
            ["承诺时限：当场办结。[1]", "咨询电话：0877-6120033。[2]"],
        ),
        (
            "灵活就业参保登记谁能办，电话是多少？",
            [
                "申请条件：年满16周岁且未达到法定退休年龄。[1]",
                "（《云岭市办事指南》的“灵活就业参保登记”没有写明：电话。）",
            ],
        ),
    ],
)
def test_each_part_is_answered_by_its_field_or_named_as_missing(
    engine: Engine, question: str, lines: list[str]
) -> None:
    answer = engine.answer(question)
    assert not answer.refused
    assert answer.text.split("\n") == lines


def test_a_card_that_is_not_named_is_not_taken(engine: Engine) -> None:
    assert "承诺时限" not in engine.answer("结婚登记要几天？").text
