"""More than two documents side by side: clauses of all of them by topic, figures in one row, what one has alone."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import site

import app
from chat.comparison import compare_several
from chat.comparison.indicator_pairs import PairedFigure, rows_of
from chat.conversations import several_docx, several_markdown
from chat.web.views.several import several_html
from index.store import Store, open_store
from ingest import parse_text
from ingest.errors import UsageError

REPORT = """{place}政府工作报告

一、主要目标

今年的主要预期目标是：地区生产总值增长{growth}%左右，粮食产量{grain}亿斤以上。

二、民生

新建{schools}所中小学，改造{homes}个老旧小区，让群众住得更好。

三、{own}
"""
PLACES = {
    "hunan": REPORT.format(place="湖南省", growth="5.5", grain="615", schools=30, homes=900, own="洞庭湖治理\n\n疏浚洞庭湖航道，恢复湿地，保护江豚。"),
    "fujian": REPORT.format(place="福建省", growth="5.0", grain="102", schools=20, homes=700, own="海上养殖\n\n推广深海养殖平台，发展海上牧场。"),
    "jilin": REPORT.format(place="吉林省", growth="5.5", grain="880", schools=15, homes=400, own="冰雪旅游\n\n办好冰雪节，建设滑雪场。"),
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("several"), create=True) as opened:
        opened.add([parse_text(text, doc_id=doc_id) for doc_id, text in PLACES.items()])
        yield opened


def test_what_all_say_stands_in_one_row_with_the_figures_of_each(store: Store) -> None:
    found = compare_several(store, ["hunan", "fujian", "jilin"])
    aims = next(row for row in found.rows if "主要预期目标" in row.clauses[0][0].quote)
    assert [len(parts) for parts in aims.clauses] == [1, 1, 1]
    cells = {row.indicator: [cell.words if cell else None for cell in row.cells] for row in aims.figures}
    assert any(values == ["5.5%左右", "5.0%左右", "5.5%左右"] for values in cells.values())
    assert any(values == ["615亿斤以上", "102亿斤以上", "880亿斤以上"] for values in cells.values())
    assert [parts[0].quote[:4] for parts in found.alone if parts] == ["疏浚洞庭", "推广深海", "办好冰雪"]


def test_every_clause_and_figure_is_the_documents_own(store: Store) -> None:
    for topic in ("", "粮食产量", "老旧小区"):
        found = compare_several(store, list(PLACES), topic)
        assert found.rows
        for row in found.rows:
            for info, parts in zip(found.documents, row.clauses, strict=True):
                text = store.document(info.doc_id).text
                assert all(text[part.start : part.end] == part.quote for part in parts)
            for figure in row.figures:
                for info, cell in zip(found.documents, figure.cells, strict=True):
                    assert (
                        cell is None or store.document(info.doc_id).text[cell.start : cell.end] == cell.words
                    )


def test_a_topic_is_one_row_and_who_says_nothing_of_it_is_told(store: Store, tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as other:
        texts = {**PLACES, "anhui": "安徽省文化工作要点\n\n一、办好戏曲节\n\n组织黄梅戏进校园。\n"}
        other.add([parse_text(text, doc_id=doc_id) for doc_id, text in texts.items()])
        found = compare_several(other, list(texts), "粮食产量")
        (row,) = found.rows
        assert row.topic == "粮食产量" and all(row.clauses[:3]) and not any(found.alone)


@pytest.mark.parametrize(
    "doc_ids", [["hunan"], ["hunan", "hunan", "jilin"], ["hunan", "fujian", "没有"], [f"d{n}" for n in range(9)]]
)  # fmt: skip
def test_what_cannot_be_compared_is_told(doc_ids: list[str], store: Store) -> None:
    with pytest.raises(UsageError):
        compare_several(store, doc_ids)


def test_markdown_word_and_page_have_the_same_parts(store: Store) -> None:
    import docx

    found = compare_several(store, list(PLACES))
    markdown, html = several_markdown(found), several_html(found)
    document = docx.Document(io.BytesIO(several_docx(found)))
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    words = cells + "\n".join(paragraph.text for paragraph in document.paragraphs)
    for told in ("615亿斤以上", "疏浚洞庭湖航道", "新建20所中小学", "湖南省政府工作报告"):
        assert told in markdown and told in words and told in html
    assert html.count("data-open") > 9 and "data-compare-file" in html


def test_an_attack_in_a_document_stays_words(tmp_path: Path) -> None:
    texts = [f"<b>办法</b>{n}\n\n第一条 对<script>x</script>企业给予[奖励](http://x){n}万元，按年申报，逐级审核。\n" for n in range(3)]  # fmt: skip
    with open_store(tmp_path, create=True) as opened:
        opened.add([parse_text(text, doc_id=f"d{n}") for n, text in enumerate(texts)])
        found = compare_several(opened, ["d0", "d1", "d2"])
        assert "<script>" not in several_html(found) and "[奖励](" not in several_markdown(found)


def test_the_command_and_the_route_take_more_than_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with site(tmp_path) as here, here.client() as client:
        here.store.add([parse_text(text, doc_id=doc_id) for doc_id, text in PLACES.items()])
        asked = {"a": "hunan", "b": "fujian", "more": "jilin", "topic": "粮食产量"}
        found = client.get("/api/compare", params=asked).json()
        assert client.get("/api/compare", params={**asked, "format": "md"}).text.startswith(
            "# 文件对照：粮食产量"
        )
        assert client.get("/api/compare", params={**asked, "format": "docx"}).content.startswith(b"PK")
        folder = here.folder
    data = ["--data", str(folder)]
    assert app.main([*data, "compare", *PLACES, "--topic", "粮食产量", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == found and [one["doc_id"] for one in printed["documents"]] == list(PLACES)
    target = tmp_path / "对照.docx"
    assert app.main([*data, "compare", *PLACES, "--save", str(target)]) == 0
    assert target.read_bytes().startswith(b"PK")


FIGURES = st.builds(
    PairedFigure,
    st.sampled_from(["甲", "乙", "丙甲"]), st.sampled_from(["目标", "实绩"]), st.sampled_from(["%", "亿元"]),
    st.sampled_from([None, 2025]), st.floats(0, 9), st.just(""), st.just("5"), st.integers(0, 9), st.integers(0, 9),
)  # fmt: skip


@given(st.lists(st.lists(FIGURES, max_size=4), min_size=2, max_size=4))
def test_rows_of_figures_have_a_place_for_each_document(sides: list[list[PairedFigure]]) -> None:
    for row in rows_of(sides):
        assert len(row) == len(sides) and sum(one is not None for one in row) > 1
        assert all(one is None or any(one is other for other in side) for one, side in zip(row, sides, strict=True))  # fmt: skip
