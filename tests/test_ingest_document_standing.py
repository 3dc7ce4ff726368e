"""How a document stands on a day: in force only where something shows it, else 效力未明."""

from __future__ import annotations

from datetime import date

import pytest

from ingest import parse_text
from ingest.document import DRAFT, EXPIRED, IN_FORCE, NEWS, REPEALED, STATUSES, UNKNOWN, UPCOMING, Metadata

TODAY = date(2026, 11, 30)
NUMBERED = {"number": "江政发〔2023〕5号", "issuers": ("江北市人民政府",)}


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        (Metadata("江北市公园条例"), UNKNOWN),
        (Metadata("江北市公园条例", effective="2021-01-01"), IN_FORCE),
        (Metadata("江北市公园条例", effective="2027-01-01"), UPCOMING),
        (Metadata("江北市公园办法", expires="2028-01-01"), IN_FORCE),
        (Metadata("江北市公园办法", expires="2025-01-01"), EXPIRED),
        (Metadata("江北市公园规划", period=(2026, 2030)), IN_FORCE),
        (Metadata("江北市公园规划", period=(2021, 2025)), EXPIRED),
        (Metadata("关于支持公园建设的意见", **NUMBERED), IN_FORCE),
        (Metadata("关于支持公园建设的意见", number="江政发〔2023〕5号"), UNKNOWN),
        (Metadata("关于支持公园建设的意见", issuers=("江北市人民政府",), issued="2023-05-01"), UNKNOWN),
        (Metadata("2023年公园建设工作方案", **NUMBERED), UNKNOWN),
        (Metadata("公园建设三年行动方案（2022—2024）", **NUMBERED), UNKNOWN),
        (Metadata("2030年前公园建设行动方案", **NUMBERED), IN_FORCE),
        (Metadata("江北市公园办法（2023年修订）", **NUMBERED), IN_FORCE),
        (Metadata("公园建设项目公示", kind="公示", **NUMBERED), UNKNOWN),
        (Metadata("江北市公园条例", effective="2021-01-01", draft=True), DRAFT),
        (Metadata("江北市公园条例", effective="2021-01-01", repealed=True), REPEALED),
        (Metadata("公园开园", kind="新闻", **NUMBERED), NEWS),
    ],
)
def test_in_force_only_where_something_shows_it(metadata: Metadata, status: str) -> None:
    assert metadata.status_on(TODAY) == status
    assert status in STATUSES


def test_what_shows_it_is_named() -> None:
    assert Metadata("办法", effective="2021-01-01", **NUMBERED).in_force_by(TODAY) == "effective"
    assert Metadata("办法", **NUMBERED).in_force_by(TODAY) == "number"
    assert Metadata("办法").in_force_by(TODAY) == ""


@pytest.mark.parametrize("line", ["2021年1月1日 施行", "（自2021年1月1日起施行）", "2021年1月1日起施行"])
def test_a_line_of_the_head_states_the_day_of_effect(line: str) -> None:
    law = f"江北市公园条例\n\n2020年5月28日 市第十五届人民代表大会通过\n\n{line}\n\n第一条　为了管理公园，制定本条例。\n"
    assert parse_text(law, doc_id="law").metadata.effective == "2021-01-01"
