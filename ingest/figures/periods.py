"""Tell of which year a sentence's figures are, and whether they are aimed at or reached: by its words, its heading, its document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.text.years import FIVE_YEAR_PLAN, mentions

TARGET, RESULT = "目标", "实绩"
# “2024年工作回顾”, “发展成就”, “现状与基础”: below it stands what was reached
_RESULT_HEADING = re.compile(
    r"回顾|成就|成效|成绩|进展|总结|基础|现状|以来|过去|上年|去年|形势|殷殷嘱托|奋斗历程|名词解释|背景"
)
# “2025年工作安排”, “发展目标”, “重点任务”: below it stands what is aimed at
_TARGET_HEADING = re.compile(
    r"目标|安排|任务|要求|计划|部署|建议|措施|今年|重点工作|展望|思路|民生实事|规划期|保障|行动|(?:做好|关于).*工作"
)
# “今年…预期目标是”, “力争到2025年”, “2025年，要”: a sentence that aims
_AIMS = re.compile(
    r"预期目标|主要目标|发展目标|力争|争取|到20\d\d年|到“?十[四五六]五”?(?:期?末|时期末)|规划目标|[，。]要(?!素|求|点|件|闻|害)|^要(?!素|求|点|件|闻|害)|将(?=达|超|新增|实现|建成)|计划(?=新增|建|完成|投资|实施)"
)
# “今年发展主要预期目标是”: opens a passage of targets, whatever its heading
_OPENS_TARGETS = re.compile(
    r"(?:今年|20\d\d年|明年|经济社会发展|发展)[^，。；]{0,20}(?:预期目标|主要目标|奋斗目标)"
)
# “力争”, “将”: what a piece of news aims at
_NEWS_AIMS = re.compile(r"力争|到20\d\d年|将")
# “今年以来”, “预计全年”, “已建成”, “去年”: a sentence that looks back; “比上年”, “由上年的” only hold a figure against it
_LOOKS_BACK = re.compile(
    r"今年以来|(?<![比较与同由从])(?:去年|上年)|过去[一五三]年|[一三五]年来|已(?=达|经|超|建成|实现|完成|有|聚集|拥有|形成)|初步统计|截至目前"
)
_LAST_YEAR = re.compile(r"(?<![比较与同由从])(?:去年|上年)|过去一年|过去的一年")
_THIS_YEAR = re.compile(r"今年|本年度")
_NEXT_YEAR = re.compile(r"明年")
# “比2016年”, “较上年”, “相较于2020年的”: a year that a figure is held against
_AGAINST = re.compile(r"(?:比|较|相较于|相比于|相比|相对于|与|同|以)$")
# “是2016年的1.5倍”
_IS = re.compile(r"(?:为|是|相当于|达到|达)$")
_OF_IT = re.compile(r"年(?:底|末)?的[\d.]+倍")
# “由2015年的26.6亿元上升到2020年的56.8亿元”
_FROM = re.compile(r"[由从]$")
# “从2015年开始”, “自2020年以来”
_SINCE = re.compile(r"[从自]$")
_SINCE_BEHIND = re.compile(r"年?.{0,2}(?:开始|起|以来)")
# “2025年”, “2023-2025”, “（2025）”: what tells a year from a number
_YEAR_BEHIND = re.compile(r"年|[-—]|[）)]")
# “《……行动计划（2020-2022年）》”
_TITLE = re.compile(r"《[^《》]*》")
# “到2025年”, “至2024年底”: a year to reach
_TOWARDS = re.compile(r"(?:到|至|截至|截止)(?:“)?$")
# “2025年政府工作报告”
_REPORT = re.compile(r"政府工作报告")
# “发展规划”, “若干措施”, “任务分工”: a document that aims; “2019年统计公报”, “零售总额”, “进展情况” tell what was reached
_AIMING = re.compile(
    r"规划|计划|方案|纲要|要点|措施|政策|意见|办法|细则|规定|指南|行动|目标|任务|安排|部署|分工|分解|通知|决定|倡议|愿景"
)
# “云山市政府工作报告（2031年）”: the report itself, not what is said of carrying it out
_REPORT_ITSELF = re.compile(r"政府工作报告(?:[（(].*|$)")
# “政府工作报告（2013年工作回顾）”: the year that a report looks back on
_LOOKED_BACK_ON = re.compile(r"20\d\d年[^，,；、]{0,4}回顾")
_YEAR_IN_TITLE = re.compile(r"20\d\d(?=年)")


@dataclass(frozen=True, slots=True)
class Period:
    """A period says of which year figures are (``None``: unknown) and whether they are aimed at (``kind``)."""

    year: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class YearSaid:
    """A year said is one that a flat text names; ``against``: only to compare with; ``towards``: one to be reached."""

    start: int
    end: int
    year: int
    against: bool
    towards: bool


class PeriodReader:
    """Follows a document from its first clause to its last and tells the period of each sentence."""

    def __init__(
        self, title: str, issued: str | None, plan: tuple[int, int] | None, news: bool = False
    ) -> None:
        """``issued``: an ISO date; ``plan``: the first and last year that the document covers."""
        in_title = _YEAR_IN_TITLE.search(title)
        self._report = bool(_REPORT.search(title))
        self._record = not (self._report or plan or _AIMING.search(title))
        stated = int(in_title.group()) if in_title else None
        self.year = (int(issued[:4]) if issued else None) or (
            stated if self._report else plan[0] if plan else stated
        )
        if self._report and stated and _LOOKED_BACK_ON.match(title, in_title.start()):  # type: ignore[union-attr]
            stated += 1
        if self._report and stated:
            self.year = stated if self.year is None or abs(stated - self.year) <= 1 else self.year
        if self._record and stated:  # counted over that year, and published in the next
            self.year = stated
        self._plan = plan
        self._news = news or self._record
        reached = self._news or (self._report and "目标" not in title)
        looks_back = reached and (self._news or bool(_REPORT_ITSELF.search(title)))
        self._opening = Period(
            self._result_year() if looks_back else self.year, RESULT if reached else TARGET
        )
        self._section = self._opening
        self._carried: Period | None = None
        self._path: tuple[str, ...] = ()

    def enter(self, path: Sequence[str]) -> None:
        """Go on to a clause with these headings."""
        path = tuple(path)
        if path == self._path:
            return
        shared = sum(1 for one, other in zip(path, self._path, strict=False) if one == other)
        self._path, self._carried = path, None
        found = self._of_path(path)
        if found is not None:
            self._section = found
        elif not shared and len(path) == 1 and not self._report:
            self._section = self._opening

    def _of_path(self, path: Sequence[str]) -> Period | None:
        """A report's chapter says what its sections are, a plan's section for itself; a year counts wherever it stands."""
        found = [period for heading in path if (period := self._of_heading(heading))]
        dated = [
            period
            for heading, period in zip(path, map(self._of_heading, path), strict=True)
            if period and years_said(heading)
        ]
        if self._report and found:
            return dated[-1] if dated else found[0]
        return found[-1] if found else None

    def of(self, flat: str, place: int, part: int = 0) -> tuple[Period, int | None]:
        """Give the period of the figure at a place of a flat sentence, and the year it is held against.

        ``part``: where the part of the sentence begins that states the figure.
        """
        said = [one for one in years_said(flat[: place + 8]) if one.start < place]
        base = next((one.year for one in reversed(said) if one.against and one.start >= part), None)
        named = next((one for one in reversed(said) if not one.against), None)
        if base is None and named is not None and named.towards and part <= said[0].start < named.start:
            base = said[0].year if _FROM.search(flat[: said[0].start]) else None
        period = self._of_sentence(flat, place)
        if self._news and period.kind == TARGET and not _NEWS_AIMS.search(flat[:place]):
            period = Period(period.year, RESULT)
        if named is not None:
            period = Period(named.year, self._kind_in(named, flat, period))
        return period, base

    def forget(self) -> None:
        """Carry no year over to what comes next: a row of a table stands for itself."""
        self._carried = None

    def leave(self, flat: str) -> None:
        """Take note of a sentence that was read: what it says of years and aims holds for those behind it."""
        if _OPENS_TARGETS.search(flat):
            year = next((one.year for one in years_said(flat) if not one.against), None)
            self._section = Period(year or self._target_year(), TARGET)
            self._carried = None
            return
        named = [one for one in years_said(flat) if not one.against]
        if named and (named[-1].towards or not (self._report or self._record)):
            last = named[-1]
            self._carried = Period(last.year, self._kind_in(last, flat, self._section))

    def _of_sentence(self, flat: str, place: int) -> Period:
        before, period = flat[:place], self._carried or self._section
        if _OPENS_TARGETS.search(before):
            period = Period(self._target_year(), TARGET)
        if self.year is not None:
            if _LAST_YEAR.search(before):
                return Period(self.year - 1, RESULT)
            if _NEXT_YEAR.search(before):
                return Period(self.year + 1, TARGET)
            if _THIS_YEAR.search(before) and "今年以来" not in before:
                return Period(self.year, TARGET if not self._news else RESULT)
        if period.kind == RESULT and not self._report and _AIMS.search(before):
            return Period(self._target_year(), TARGET)
        if period.kind == TARGET and not self._report and _LOOKS_BACK.search(before):
            return Period(
                self.year if period.year is None or self.year is None else min(self.year, period.year), RESULT
            )
        return period

    def _kind_in(self, said: YearSaid, flat: str, period: Period) -> str:
        """A year behind the document is reached, one ahead of it aimed at; its own by the section it stands in."""
        if self.year is None:
            return TARGET if said.towards or _AIMS.search(flat) else period.kind
        if said.year != self.year:
            return RESULT if said.year < self.year else TARGET
        if said.towards or _AIMS.search(flat):
            return TARGET
        if _LOOKS_BACK.search(flat):
            return RESULT
        return period.kind if self._report or period.kind == RESULT else TARGET

    def _of_heading(self, heading: str) -> Period | None:
        result, target = _RESULT_HEADING.search(heading), _TARGET_HEADING.search(heading)
        said = [one for one in years_said(heading) if not one.against]
        year = said[-1].year if said else None
        if result and (not target or "目标任务" in heading):
            return Period(year or self._result_year(), RESULT)
        if target and not result:
            return Period(year if year and not self._before(year) else self._target_year(), TARGET)
        if year is not None and self.year is not None and said:
            kind = RESULT if year < self.year else TARGET
            return Period(year, kind) if self._report else None
        return None

    def _before(self, year: int) -> bool:
        return self.year is not None and year < self.year

    def _target_year(self) -> int | None:
        return self._plan[1] if self._plan and not self._report else self.year

    def _result_year(self) -> int | None:
        if self.year is None:
            return None
        if self._plan and not self._report:
            return self._plan[0] - 1
        return self.year if self._news else self.year - 1


@lru_cache(maxsize=512)  # the beginning of a sentence is looked at for each of its figures
def years_said(flat: str) -> tuple[YearSaid, ...]:
    """Give the years that a flat text names, in order: the last of a range, the last of a five-year plan.

    Those of a title (《……（2020-2022年）》) and those since when something is so (“从2015年开始”) are left out.
    """
    found = []
    flat = _TITLE.sub(lambda match: "□" * len(match.group()), flat)
    for mention in mentions(flat):
        before = flat[: mention.start].rstrip("“")
        behind = flat[mention.end :]
        if (
            (
                not behind.startswith("年")
                and FIVE_YEAR_PLAN.fullmatch(flat[mention.start : mention.end]) is None
            )
            and not _YEAR_BEHIND.match(behind)
            and len(mention.years) == 1
        ):
            continue
        if _SINCE.search(before) and _SINCE_BEHIND.match(behind):
            continue
        found.append(
            YearSaid(
                mention.start,
                mention.end,
                max(mention.years),
                bool(_AGAINST.search(before) or (_IS.search(before) and _OF_IT.match(behind))),
                bool(_TOWARDS.search(before)),
            )
        )
    return tuple(found)
