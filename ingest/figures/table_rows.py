"""Read the figures of a table of indicators: a row an indicator or a place, a column a year or an indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.document import Cell, Row
from ingest.figures.amounts import Amount, amounts_in
from ingest.figures.mapped_text import MappedText
from ingest.figures.names import name_of, unified
from ingest.figures.periods import RESULT, TARGET, Period, PeriodReader, years_said
from ingest.figures.sentences import StatedFigure
from ingest.text.normalise import squeeze
from ingest.text.places import regions_in

# “指标名称”, “主要指标”, “项目”: the column that names what a row is of
_NAMES_INDICATOR = re.compile(r"指标(?!值|属性|类型|性质|类别|解释|说明|来源)|^(?:项目|名称|内容|统计项)$")
# “单位”, “计量单位”; no “责任单位”
_UNIT_COLUMN = re.compile(r"^(?:计量)?单位$")
# “地区”, “省份”: the column that names the place of a row
_PLACE_COLUMN = re.compile(r"^(?:地区|省份|省市|城市|区县|市州|区域|行政区)")
# “2025年目标”, “目标值”, “规划值”; “2020年实绩”, “完成值”, “现状值”
_TARGET_COLUMN = re.compile(r"目标|预期|规划|计划")
_RESULT_COLUMN = re.compile(r"实绩|完成|实际|现状|基期|基数|基准")
# “年均增长（%）”, “年均增速[累计]”
_GROWTH_COLUMN = re.compile(r"年均|增长|增速|累计")
_YEAR_COLUMN = re.compile(r"20\d\d")
# “（亿元）”, “[%]”: the unit behind the name of an indicator or a column
_UNIT_BEHIND = re.compile(r"[（(\[【](?P<unit>[^（）()\[\]【】]{1,10})[）)\]】]$|,(?P<bare>[%％])$")
# “≥85”, “[5]”, “10000”, “5.5%左右”: a cell that is a figure and little else
_FIGURE_CELL = re.compile(
    r"^[\[【（(]?(?P<before>≥|≤|>|<|不低于|不高于|不超过|超过|超|约|突破|达到|达)?(?P<number>[-−]?\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?:[-—–~～](?P<high>\d+(?:\.\d+)?))?(?P<unit>%|[\u4e00-\u9fff/]{1,6}?)?(?P<behind>左右|以上|以下|以内)?[\]】）)]?$"
)
# “2025年GDP目标”: what a header says of time and aim
_TIME_IN_HEADER = re.compile(r"20\d\d年?|目标值?|预期|实绩|完成值?")
# “1.”, “2、” before a name
_ITEM_MARK = re.compile(r"^\d{1,2}[.．、\s]+")
# “10,000”
_PLAIN_NUMBER = re.compile(r"[\d，,.]+")
# “序号”
_RUNNING_NUMBER = re.compile(r"序号|编号|^#$")


def statements_of_row(text: str, row: Row, reader: PeriodReader) -> list[StatedFigure]:
    """Give the statements of a table's row; of a row that is no row of indicators, nothing."""
    cells = {index: cell for index, cell in enumerate(row.cells) if cell.text.strip()}
    named = next(
        (index for index, cell in cells.items() if _NAMES_INDICATOR.search(squeeze(cell.header))), None
    )
    years = [index for index, cell in cells.items() if _is_of_year(cell)]
    if named is not None and (years or _has_values(cells)):
        return list(_of_indicator(text, cells, named, reader))
    place = next((index for index, cell in cells.items() if _PLACE_COLUMN.search(squeeze(cell.header))), None)
    if place is not None:
        return list(_of_place(text, cells, place, row, reader))
    return []


def _is_of_year(cell: Cell) -> bool:
    return bool(_YEAR_COLUMN.search(cell.header))


def _has_values(cells: dict[int, Cell]) -> bool:
    return any(
        _TARGET_COLUMN.search(cell.header) or _RESULT_COLUMN.search(cell.header) for cell in cells.values()
    )


def _of_indicator(
    text: str, cells: dict[int, Cell], named: int, reader: PeriodReader
) -> Iterator[StatedFigure]:
    """“地区生产总值｜亿元｜1800｜2600”: one indicator, its columns are years."""
    name, unit = _name_and_unit(cells[named].text)
    unit_cell = next((cell for cell in cells.values() if _UNIT_COLUMN.match(squeeze(cell.header))), None)
    unit = squeeze(unit_cell.text) if unit_cell else unit
    for index, cell in cells.items():
        header = squeeze(cell.header)
        valued = _is_of_year(cell) or _TARGET_COLUMN.search(header) or _RESULT_COLUMN.search(header)
        if index == named or cell is unit_cell or _RUNNING_NUMBER.search(header):
            continue
        growth = _GROWTH_COLUMN.search(header)
        if not valued and not growth:
            continue
        amount = _amount(cell.text, "%" if growth and not _YEAR_COLUMN.fullmatch(header) else unit)
        if amount is None:
            continue
        change = (
            "年均增速"
            if growth and "年均" in header
            else "增速"
            if growth and amount.share and unit != "%"
            else ""
        )
        yield _statement(text, unified(name, change), amount, _period(header, reader), "", cells[named], cell)


def _of_place(
    text: str, cells: dict[int, Cell], place: int, row: Row, reader: PeriodReader
) -> Iterator[StatedFigure]:
    """“湖南省｜5.5｜…”: one place, its columns are indicators."""
    regions = regions_in(squeeze(cells[place].text))
    if not regions:
        return
    for index, cell in cells.items():
        if index == place or _RUNNING_NUMBER.search(cell.header):
            continue
        name, unit = _name_and_unit(cell.header)
        bare = _TIME_IN_HEADER.sub("", name)
        amount = _amount(cell.text, unit)
        if amount is None or not name_of(bare):
            continue
        period = _period(f"{' '.join(row.path[-1:])} {cell.header}", reader)
        yield _statement(text, unified(bare), amount, period, regions[0].region, cells[place], cell)


def _statement(
    text: str, name: str, amount: Amount, period: Period, place: str, first: Cell, cell: Cell
) -> StatedFigure:
    start, end = min(first.start, cell.start), max(first.end, cell.end)
    return StatedFigure(name, amount, period, None, place, start, end, (cell.start, cell.end), 0.95)


def _name_and_unit(words: str) -> tuple[str, str]:
    """“地区生产总值（亿元）” in its two parts."""
    words = _ITEM_MARK.sub("", squeeze(words))
    match = _UNIT_BEHIND.search(words)
    if match is None:
        return words, ""
    return words[: match.start()].strip(), (match["unit"] or match["bare"]).replace("％", "%")


def _amount(words: str, unit: str) -> Amount | None:
    """The figure of a cell, with the unit of its row or column where it has none of its own."""
    flat = MappedText.of(words, 0, len(words)).flat
    match = _FIGURE_CELL.match(flat.replace("，", ",") if _PLAIN_NUMBER.fullmatch(flat) else flat)
    if match is None:
        found = amounts_in(flat)
        return found[0] if len(found) == 1 and len(flat) <= 12 else None
    value = Decimal(match["number"].replace(",", "").replace("−", "-"))
    high = Decimal(match["high"]) if match["high"] else None
    said = match["before"] or match["behind"] or ""
    said = {"≥": "不低于", "≤": "不高于", ">": "超过", "<": "低于", "达到": "", "达": ""}.get(said, said)
    return Amount(value, match["unit"] or unit, said, 0, len(flat), 0, high)


def _period(header: str, reader: PeriodReader) -> Period:
    """What the words over a column say of the year and the aim; else the section's."""
    flat = squeeze(header)
    said = [one.year for one in years_said(flat)] or [int(year) for year in _YEAR_COLUMN.findall(flat)]
    section = reader.of(flat, 0)[0]
    year = said[-1] if said else section.year
    if _TARGET_COLUMN.search(flat):
        return Period(year, TARGET)
    if _RESULT_COLUMN.search(flat):
        return Period(year, RESULT)
    if year is not None and reader.year is not None and said:
        ahead = year > reader.year or (year == reader.year and section.kind == TARGET)
        return Period(year, TARGET if ahead else RESULT)
    return Period(year, section.kind)
