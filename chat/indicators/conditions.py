"""A condition that a question sets on figures: “定在5%左右”, “高于5.5%”, “5%到6%之间”. Pure functions of text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chat.indicators.patterns import NEGATES, OF_PLACES, SAID_SO, VALUE
from chat.indicators.series import IndicatorRow, quantity, quantity_of

_MORE = ("高于", "大于", "超过", "超", "多于", "突破")
_AT_LEAST = (
    "达到或超过",
    "达到或高于",
    "大于或等于",
    "大于等于",
    "高于或等于",
    "不低于",
    "不少于",
    "至少",
    "以上",
)
_LESS = ("低于", "小于", "少于", "不到", "不足")
_AT_MOST = ("低于或等于", "小于或等于", "小于等于", "不高于", "不超过", "以下", "以内")


@dataclass(frozen=True, slots=True)
class FigureCondition:
    """A condition says which figures are meant.

    It holds the words of a figure, how figures are held against it (= > >= < <= between), and its unit;
    “said” holds figures against the words of how they are meant alone (“以上”, “区间”).

    ``said`` is the word of “左右” behind it, which a figure that is equal must carry too.
    """

    words: str
    operator: str
    value: float
    unit: str
    high: float | None = None
    said: str = ""
    negated: bool = False

    @property
    def told(self) -> str:
        """Give the words of the condition as an answer repeats them."""
        return f"不是{self.words}" if self.negated else self.words

    def holds(self, row: IndicatorRow) -> bool:
        """Tell whether the figure of a row meets the condition; one of another measure does not."""
        return self._meets(row) != self.negated

    def _meets(self, row: IndicatorRow) -> bool:
        if self.operator == "said":
            ranges = "区间" in self.said and row.indicator.high is not None
            return ranges or row.indicator.comparator in self.said.split()
        own, mine = quantity_of(row), quantity(self.value, self.high, self.unit)
        if own.measure != mine.measure:
            return False
        if self.operator == "=":
            return own.value == mine.value and own.high == own.value and self._said_alike(row)
        if self.operator == "between":
            return mine.value <= own.value and own.high <= mine.high
        return _compare(own.value, self.operator, mine.value)

    def _said_alike(self, row: IndicatorRow) -> bool:
        return not self.said or row.indicator.comparator in (self.said, "约", "左右", "")


def condition_of(text: str) -> FigureCondition | None:
    """Give the condition of a folded question; ``None`` where it names no figure with a unit."""
    for match in VALUE.finditer(text):
        if not match["unit"] or OF_PLACES.match(text, match.end()):
            continue
        high = float(match["high"]) if match["high"] else None
        before, behind = match["before"] or "", match["behind"] or ""
        operator = "between" if high is not None else _operator(before, behind)
        said = "左右" if behind in ("左右", "上下") else ""
        unit = match["high_unit"] or match["unit"] if high is not None else match["unit"]
        number, negated = float(match["number"]), bool(NEGATES.search(text[: match.start()]))
        return FigureCondition(match.group().strip(), operator, number, unit, high, said, negated)
    said_so = tuple(match["said"] for match in SAID_SO.finditer(text))
    return FigureCondition("、".join(said_so), "said", 0.0, "", None, " ".join(said_so)) if said_so else None


def _operator(before: str, behind: str) -> str:
    if behind in _AT_LEAST or before in _AT_LEAST:
        return ">="
    if behind in _AT_MOST or before in _AT_MOST:
        return "<="
    if before in _MORE:
        return ">"
    return "<" if before in _LESS else "="


def _compare(value: Decimal, operator: str, other: Decimal) -> bool:
    return {">": value > other, ">=": value >= other, "<": value < other, "<=": value <= other}[operator]
