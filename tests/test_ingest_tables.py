"""Tables come back as rows: Markdown, tabs, and flattened into lines."""

from pathlib import Path

import pytest

from ingest import chunk_document, parse_text

PLANS = Path(__file__).parents[2] / "shared" / "plans"


def rows(text: str) -> list[dict[str, str]]:
    return [{cell.header: cell.text for cell in row.cells} for row in parse_text(text, doc_id="d").rows]


FLATTENED = """某方案
一、任务
落实各项工作，确保完成。
附件1

任务清单

序号
事项
牵头

单位
责任

单位
完成

时限

1
制定办法
甲局
乙局

丙政府
2023.04

2
签订协议
乙局
相关企事业

单位
2023.10

3
举办展会
甲局丙政府
丁公司等
2024.12

附件2

其他说明
本表由甲局解释。
"""


@pytest.mark.parametrize("tab", ["", "\t"])
def test_a_table_flattened_into_lines(tab):
    inside, lines = False, []
    for line, above in zip(FLATTENED.split("\n"), ["", *FLATTENED.split("\n")], strict=False):
        inside = inside or line == "序号"
        goes_on = not above and line in ("单位", "时限", "丙政府")
        lines.append(
            (
                tab
                if inside and line and not goes_on and not line.startswith(("附件2", "其他", "本表"))
                else ""
            )
            + line
        )
    found = rows("\n".join(lines))
    assert found == [
        {
            "序号": "1",
            "事项": "制定办法",
            "牵头单位": "甲局",
            "责任单位": "乙局、丙政府",
            "完成时限": "2023.04",
        },
        {
            "序号": "2",
            "事项": "签订协议",
            "牵头单位": "乙局",
            "责任单位": "相关企事业单位",
            "完成时限": "2023.10",
        },
        {
            "序号": "3",
            "事项": "举办展会",
            "牵头单位": "甲局丙政府",
            "责任单位": "丁公司等",
            "完成时限": "2024.12",
        },
    ]


def test_a_markdown_table_and_its_path():
    text = "# 某规划\n\n## 附件1 清单\n\n表1 重点任务\n| 序号 | 牵头 单位 |\n|---|---|\n| 1 | 甲局 |\n| 2 |  |\n\n## 附件2\n\n完。\n"
    document = parse_text(text, doc_id="d")
    assert rows(text) == [{"序号": "1", "牵头单位": "甲局"}, {"序号": "2"}]
    assert document.rows[0].path == ("附件1 清单", "表1 重点任务")
    assert not any("甲局" in text[s.start : s.end] for clause in document.clauses for s in clause.spans)


def test_cells_parted_by_tabs():
    text = "某公告\n名单如下：\n单位\t金额\t年份\n甲厂\t3万元\t2021\n乙厂\t5万元\t2022\n"
    assert rows(text) == [
        {"单位": "甲厂", "金额": "3万元", "年份": "2021"},
        {"单位": "乙厂", "金额": "5万元", "年份": "2022"},
    ]


def test_rows_are_chunks_with_cells():
    document = parse_text("某公告\n单位\t金额\t年份\n甲厂\t3万元\t2021\n", doc_id="d")
    (chunk,) = [chunk for chunk in chunk_document(document) if chunk.kind == "row"]
    assert chunk.text == "甲厂\t3万元\t2021"
    assert chunk.cells == (("单位", "甲厂"), ("金额", "3万元"), ("年份", "2021"))


def test_words_with_序号_are_no_table():
    assert (
        rows("某办法\n第一条 序号由甲局编排。\n序号\n说明如下，按照规定办理各项事务，不得遗漏。\n1\n完。\n")
        == []
    )


def test_the_annexes_of_a_real_plan():
    path = PLANS / "zhuzhou-supply-chain-draft.txt"
    if not path.exists():
        pytest.skip("../shared is not here: the flattened annexes of a real plan are not checked")
    found = rows(path.read_text(encoding="utf-8"))
    assert len(found) == 19
    first, second = found[:10], found[10:]
    assert [row["序号"] for row in first] == [str(n) for n in range(1, 11)]
    assert set(first[0]) == {"序号", "重点事项", "具体内容", "牵头单位", "责任单位", "完成时限"}
    assert first[1]["责任单位"] == "市发改委、石峰区政府"
    assert first[7]["责任单位"].count("、") == 4
    assert first[8]["责任单位"] == "相关企事业单位"
    assert (first[9]["牵头单位"], first[9]["完成时限"]) == ("市发改委石峰区政府", "2024.12")
    assert set(second[0]) == {"序号", "文件名称", "支持方向", "出台时间", "牵头部门"}
    assert (second[8]["出台时间"], second[8]["牵头部门"]) == ("2023.12", "市总工会")
