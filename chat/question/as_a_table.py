"""Follow-ups that want what was said before in another form: “用表格对比一下”, “列个表”. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.answer import Turn
from ingest.text.normalise import squeeze

# “用表格对比一下”, “请列成清单”, “做个比较”: a form, and nothing that it is a form of
_FORM = re.compile(
    r"(?:请|麻烦|帮我|给我|能不能|再|那就?|把它们?|都|可以)*"
    r"(?:[用以按]|列|做|整理|汇总|对比|比较|归纳|生成|画|换|改)(?:成|出|为|个|一个|一张|张|一下|下)?"
    r"(?:表格|表|清单|列表)?(?:的?(?:形式|方式|样子))?(?:来)?(?:给我)?"
    r"(?:对比|比较|比一比|比|列|整理|展示|呈现|汇总|归纳|看看|说明)?(?:出来|一下|下|看看|吧|吗|呢)*[。？?！!]*"
)
# “对比”, “比一下”: two things are to stand side by side
_COMPARES = re.compile(r"比")
# “2023”: digits that belong to one number
_LAST_DIGITS = re.compile(r"\d+$")
LEAST_SHARED = 4  # characters that two questions share where they ask the same of two things


def in_another_form(flat: str, history: Sequence[Turn]) -> str | None:
    """Give the last question again, or the last two as one comparison; ``None`` where no form alone is asked for."""
    if not _FORM.fullmatch(flat) or len(flat) < 3:
        return None
    last = history[-1].resolved
    if _COMPARES.search(flat) and len(history) > 1:
        return _side_by_side(squeeze(history[-2].resolved), squeeze(last)) or last
    return last


def _side_by_side(first: str, second: str) -> str | None:
    """“甲有多少家？”, “乙有多少家？” -> “甲和乙相比，有多少家？”; ``None``: they ask different things."""
    before = 0
    while before < min(len(first), len(second)) and first[before] == second[before]:
        before += 1
    digits = _LAST_DIGITS.search(first[:before])
    before = digits.start() if digits else before
    behind, most = 0, min(len(first), len(second)) - before
    while behind < most and first[-1 - behind] == second[-1 - behind]:
        behind += 1
    behind -= bool(digits and behind and first[-behind] == "年")
    one, other = first[before : len(first) - behind], second[before : len(second) - behind]
    if not one or not other or before + behind < LEAST_SHARED:
        return None
    return f"{first[:before]}{one}和{other}相比，{first[len(first) - behind :]}"
