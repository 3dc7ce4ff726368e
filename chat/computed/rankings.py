"""Read which of several things a question wants by size, length, price or time: “哪个项目投资最大”. Pure functions of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chat.computed.patterns import WHICH_ONE
from chat.counting import SUPERLATIVE
from ingest.text.figures import figures_in

# “谁的GDP最大，｜谁增速最快”: each clause asks for one
_CLAUSE_MARK = re.compile(r"[，,。；;？?]")
_LEAST = frozenset("小少低短慢轻早先") | {"便宜"}
_OF_DAYS = frozenset("早先晚迟")
# What “最贵”, “最长” measure where the question has no other word for it.
_MEASURES = {
    "贵": ("money",),
    "便宜": ("money",),
    "长": ("duration", "length"),
    "久": ("duration",),
    "短": ("duration", "length"),
}


# “增速最快”, “涨得最多”: how far something went is held against one another
_CHANGES = re.compile(r"增速|增幅|增长|降幅|跌幅|涨幅|[涨跌降增]得?$|下滑|变化")
# “降幅最大”, “跌得最多”: the farther down the more
_FALLS = re.compile(r"降幅|跌幅|[跌降]得?$|下滑")
# “增长（%）”, “比上年增长”, “同比”: a column of such figures
_CHANGE_COLUMN = re.compile(r"增长|增速|增幅|涨幅|同比|比上年|比去年|变动")
# “各行业”, “五个指标”, “哪个产业”: what kind of things the rows are, which a table need not say
_KIND = re.compile(r"(?:各|哪一?个|几个|[一二两三四五六七八九十]个)(?P<kind>[\u4e00-\u9fff]{2})")
_MEASURED = (
    "增速 增幅 增长 涨幅 降幅 跌幅 占比 比重 份额 比例"  # words for what a column of changes or shares holds
)
# “占比最低”, “份额最大”: parts of a whole are held against one another
_SHARES = re.compile(r"占比|比重|份额|比例|占得?$")
# “构成（%）”, “占比”: a column of parts of a whole
_SHARE_COLUMN = re.compile(r"占比|比重|份额|构成|比例")


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is ranked: the words of the clause without “哪个……” and “最……”, the noun sought, and how (大, 低, 早, …)."""

    words: str
    noun: str
    how: str

    @property
    def least(self) -> bool:
        """Whether the least is asked for, or the first day."""
        return self.how in _LEAST

    @property
    def of_days(self) -> bool:
        """Whether days are compared."""
        return self.how in _OF_DAYS

    @property
    def _measure(self) -> str:
        return f"{self.words}{self.noun}".rstrip("的是")

    def least_in(self, header: str) -> bool:
        """Whether the least of a column is asked for: in a column of changes what fell most is the least."""
        falls = bool(_FALLS.search(self._measure) and _CHANGE_COLUMN.search(header))
        return self.least != falls

    def is_measured_in(self, header: str) -> bool:
        """Whether a column holds changes or shares, and such are ranked: “涨得最快” and “比上年增长（%）”."""
        words = self._measure
        changes = self.how in ("快", "慢") or _CHANGES.search(words)
        return bool(
            (changes and _CHANGE_COLUMN.search(header))
            or (_SHARES.search(words) and _SHARE_COLUMN.search(header))
        )

    def said_by(self, header: str, text: str) -> str:
        """Words of a question that a column of changes or shares stands for, and the kind of things that rows are."""
        kinds = [match["kind"] for match in _KIND.finditer(text)]
        return " ".join((_MEASURED, *kinds)) if self.is_measured_in(header) else ""

    def measures(self, words: str) -> bool:
        """Whether words hold a figure of what the superlative itself measures: a sum for 最贵, days for 最早."""
        if self.of_days:
            return True
        wanted = _MEASURES.get(self.how, ())
        return any(figure.measure in wanted for figure in figures_in(words))


def rankings_of(text: str) -> tuple[Ranking, ...]:
    """Give what a folded question wants ranked, in order; nothing where it asks for a cap (“最高补多少”)."""
    found = []
    for clause in _CLAUSE_MARK.split(text):
        rest = SUPERLATIVE.sub("", clause)
        which = WHICH_ONE.search(rest)
        words = WHICH_ONE.sub("", rest, count=1)
        if which:  # “占比最大的和最小的是什么” wants two
            found += [Ranking(words, which["noun"] or "", how["how"]) for how in SUPERLATIVE.finditer(clause)]
    return tuple(found)
