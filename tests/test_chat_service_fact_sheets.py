"""Figures and duties as Excel workbooks: by the command and on the page, words as words, numbers as numbers."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from tab_library import documents

import app
from chat.duties import DutyRow
from chat.engine import Engine
from chat.service.fact_sheets import duties_xlsx, figures_xlsx
from chat.service.service import Service
from chat.web.actions import PageActions
from index.store import open_store


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets")
    with open_store(folder, create=True) as store:
        store.add(documents())
    return folder


def words_and_sheets(book: bytes) -> tuple[str, list[str]]:
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        names = sorted(name for name in opened.namelist() if "worksheets/" in name)
        return opened.read("xl/sharedStrings.xml").decode(), [opened.read(name).decode() for name in names]


def test_figures_are_written_with_their_words(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "指标.xlsx"
    assert app.main(["--data", str(data), "indicators", "--indicator", "GDP", "--export", str(path)]) == 0
    words, (sheet,) = words_and_sheets(path.read_bytes())
    assert "湖南省" in words and "5.5" in sheet and len(re.findall("<row ", sheet)) > 4


def test_duties_are_written_with_their_units_counted(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "任务.xlsx"
    assert app.main(["--data", str(data), "duties", "--export", str(path)]) == 0
    words, sheets = words_and_sheets(path.read_bytes())
    assert len(sheets) == 2 and "市大数据中心" in words and "2030年6月底前" in words and "2030-06-30" in words


def test_the_page_exports_the_duties_of_a_unit(data: Path) -> None:
    with open_store(data) as store:
        desk = PageActions(Service(Engine(store)))
        visit = desk.service.visit()
        assert 'data-duties-file="xlsx"' in desk.call({"action": "duties"}, visit)["html"]
        reply = desk.call({"action": "duties-file", "unit": "市财政局", "format": "xlsx"}, visit)
        assert reply["name"].endswith(".xlsx")
        desk.close()


@pytest.mark.parametrize("command", ["indicators", "duties"])
def test_another_name_is_wrong_usage(command: str, data: Path, tmp_path: Path) -> None:
    assert app.main(["--data", str(data), command, "--export", str(tmp_path / "a.csv")]) == 2


def test_no_cell_is_a_formula_and_nothing_is_still_a_workbook() -> None:
    row = DutyRow("=1+1", "牵头", "=cmd()", "", "", "d", "题", "现行", "", None, "原文", 0, 2, "k")
    words, sheets = words_and_sheets(duties_xlsx([row]))
    assert "=1+1" in words and not any("<f>" in sheet for sheet in sheets)
    assert figures_xlsx([]).startswith(b"PK") and duties_xlsx([]).startswith(b"PK")
