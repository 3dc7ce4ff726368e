"""Read which of several things a question wants by size, length, price or time: “哪个项目投资最大”. Pure functions of text."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from chat.computed.patterns import WHICH_ONE
from chat.counting import SUPERLATIVE
from ingest.text.figures import figures_in
from ingest.text.numerals import number

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
_CHANGES = re.compile(
    r"增速|增幅|增长|降幅|跌幅|涨幅|(?:下降|下跌|上涨)幅度|[涨跌降增]得?(?=的|$)|下[滑跌降]$|变化"
)
# “降幅最大”, “跌得最多”: the farther down the more
_FALLS = re.compile(r"降幅|跌幅|(?:下降|下跌)幅度|[跌降]得?(?=的|$)|下[滑跌降]$")
# “增长（%）”, “比上年增长”, “同比”: a column of such figures
_CHANGE_COLUMN = re.compile(r"增长|增速|增幅|涨幅|涨跌|同比|环比|比上年|比去年|变动")
# “各行业”, “五个指标”, “哪个产业”, “最多的细项是”: what kind of things the rows are, which a table need not say
_KIND = re.compile(
    r"(?:各|哪一?个|几个|[一二两三四五六七八九十]个|最[\u4e00-\u9fff]的)(?P<kind>[\u4e00-\u9fff]{2})"
)
_MEASURED = "增速 增幅 增长 涨幅 降幅 跌幅 幅度 同比 下降 下跌 上涨 占比 比重 份额 比例"  # words for what a column of changes or shares holds
# “占比最低”, “份额最大”: parts of a whole are held against one another
_SHARES = re.compile(r"占比|比重|份额|比例|占得?(?=的|$)")
# “构成（%）”, “占比”: a column of parts of a whole
_SHARE_COLUMN = re.compile(r"占比|比重|份额|构成|比例")
_NUMERAL = r"[一二两三四五六七八九十\d]{1,2}"
# “前三个”, “前5名”: the first so many
_FIRST_SO_MANY = re.compile(rf"(?:排(?:名|在)?)?前(?P<many>{_NUMERAL})(?:名|位|个|大|项|家|类|种)?")
# “第二高”, “排第四”, “同比第一和第二”: what stands at one place, or from one to another
_PLACED = re.compile(
    rf"(?P<back>倒数)?(?:排(?:名|在)?)?第(?P<place>{_NUMERAL})(?:名|位)?(?:[和、到至]第(?P<last>{_NUMERAL})(?:名|位)?)?(?P<how>[大多高长久贵重快强小少低短慢轻早晚](?!于))?(?=$|[的是，,。？?])"
)
# “垫底”, “排最后”: the least of all
_LAST_OF_ALL = re.compile(r"垫底|排?(?:在)?最后一[名位]|排最后")
# “超市、便利店、百货店里”: the things among which one is sought
_AMONG = re.compile(
    r"(?P<names>[^，,。；;？?]*?[^，,。；;？?、]{2,}(?:、[^，,。；;？?、]{2,})+?)(?:里|中|当中|之中|[这几两二三四五六七八九十\d]+[个类种项家])"
)
# “15个城市”, “三类商品”: how many things one is sought among
_SO_MANY = re.compile(
    r"(?<![前第年月])(?P<many>\d{1,3}|[二两三四五六七八九十]{1,3})(?:个|类|种|大|座|家)(?![月多人年])"
)


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is ranked: the words of the clause without “哪个……” and “最……”, the noun sought, and how (大, 低, 早, …).

    ``first`` and ``last``: the places asked for, from 1 on.
    """

    words: str
    noun: str
    how: str
    first: int = 1
    last: int = 1

    @property
    def least(self) -> bool:
        """Whether the least is asked for, or the first day."""
        return self.how in _LEAST

    @property
    def told(self) -> str:
        """How a ranking is said behind what it found: “最大”, “从大到小第2”."""
        if self.last == 1:
            return f"最{self.how}"
        order = "从小到大" if self.least else "从大到小"
        return f"{order}第{self.first}" + (f"至第{self.last}" if self.last > self.first else "")

    @property
    def of_days(self) -> bool:
        """Whether days are compared."""
        return self.how in _OF_DAYS

    @property
    def of_shares(self) -> bool:
        """Whether changes or parts of a whole are held against one another, which are per cent."""
        return bool(
            self.how in ("快", "慢") or _CHANGES.search(self._measure) or _SHARES.search(self._measure)
        )

    def placed(self, values: Collection[Decimal], *, least: bool) -> list[Decimal]:
        """Give the values at the places asked for, from the greatest on, or from the least on."""
        return sorted(set(values), reverse=not least)[self.first - 1 : self.last]

    @property
    def _measure(self) -> str:
        return f"{self.words}{self.noun}".rstrip("的是")

    def least_in(self, header: str) -> bool:
        """Whether the least of a column is asked for: in a column of changes what fell most is the least."""
        said = _FALLS.search(self._measure) or _FALLS.search(self.words)
        falls = bool(said and _CHANGE_COLUMN.search(header))
        return self.least != falls

    def is_measured_in(self, header: str) -> bool:
        """Whether a column holds changes or shares, and such are ranked: “涨得最快” and “比上年增长（%）”."""
        words = self._measure
        changes = self.how in ("快", "慢") or _CHANGES.search(words) or _CHANGES.search(self.words)
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
        bare = _FIRST_SO_MANY.sub("", clause)
        rest = SUPERLATIVE.sub("", bare)
        which = WHICH_ONE.search(rest)
        words = WHICH_ONE.sub("", rest, count=1)
        if not which:
            continue
        many = _FIRST_SO_MANY.search(clause)
        last = number(many["many"]) or 1 if many else 1
        hows = list(SUPERLATIVE.finditer(bare))
        # “占比最大的和最小的是什么” wants two
        found += [Ranking(words, which["noun"] or "", how["how"], 1, int(last)) for how in hows]
        if not hows:
            found += _placed(words, which["noun"] or "", int(last))
    return tuple(found)


def _placed(words: str, noun: str, last: int) -> list[Ranking]:
    """“第二高”, “同比第一和第二”, “垫底”, “前三”: ranked without a “最”."""
    if _LAST_OF_ALL.search(words):
        return [Ranking(_LAST_OF_ALL.sub("", words), noun, "低")]
    match = _PLACED.search(words)
    if match is None:
        return [Ranking(words, noun, "高", 1, last)] if last > 1 else []
    rest = f"{words[: match.start()]}{words[match.end() :]}"
    first, how = int(number(match["place"]) or 1), match["how"] or ("低" if match["back"] else "高")
    return [Ranking(rest, noun, how, first, int(number(match["last"] or "") or first))]


def compared_in(text: str) -> tuple[tuple[str, ...], int]:
    """Give the names among which a folded question seeks one, and how many it says that they are; 0 where it does not.

    Before the first name other words may stand: “限额以上超市、便利店、百货店里” begins with “限额以上超市”.
    """
    among = _AMONG.search(text)
    names = tuple(among["names"].split("、")) if among else ()
    many = _SO_MANY.search(text)
    return (names if len(names) > 2 else ()), int(number(many["many"]) or 0) if many else 0
