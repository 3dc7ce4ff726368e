"""Facts that a passage states through its table or heading: a bare figure whose unit or kind stands in a label.

“总投资（亿元）| 40” states money, a clause headed “咨询电话” whose text is “63389” a telephone number, “办理时限 | 10”
nothing yet. Pure functions of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.text.figures import PHONE, Figure, figures_in
from ingest.text.normalise import flat_text

# “咨询电话”, “联络方式”: a label of what is to be called
_CALL_LABEL = re.compile(r"电话|热线|联[系络]方式|联系人|座机|手机|咨询方式|传真号?")
# “63389”, “55579645”: digits that may be called, where a label says so
_CALLED = re.compile(r"(?<![\d.])\d{5,12}(?![\d.]|\s*[余多万亿元%个家人件户次条年])")
# “40”, “8.75”: a cell that is nothing but a number
_BARE_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# “总投资（亿元）”, “单位：元/人·天”, “亿元”: the unit that a header or a caption gives its figures
_UNIT_OF_LABEL = re.compile(r"[（(]([^（()）]{1,8})[)）]|单位[:：]\s*([^\s，,。；;）)]{1,8})")
UNIT_COLUMNS = ("单位", "计量单位")  # whose cell is the unit of the row's figures
# “（单位：万元）” at the end of what stands above a table
_CAPTION = re.compile(r"[（(]?[计]?[量]?单位[:：][^\n。；;|]{1,12}[)）]?\s*$")
# “自公布之日起施行”: a day that the text itself fixes
FROM_THAT_DAY = re.compile(r"自[^，,。；;]{0,12}之?日起")
# “审批时限”, “有效期限”: a time asked for is a day or a length of time
WANTS_TERM = re.compile(r"[时期]限")


def calls(text: str, labels: Sequence[str]) -> bool:
    """Whether a text gives a telephone number, by its form or because one of its labels says so."""
    if PHONE.search(text):
        return True
    flat = flat_text(text)
    labelled = [label for label in (*labels, flat[:20]) if _CALL_LABEL.search(flat_text(label))]
    return bool(labelled) and bool(_CALLED.search(flat))


def figures_by_label(cells: Sequence[tuple[str, str]], labels: Sequence[str]) -> Iterator[Figure]:
    """Give the figures of bare cells in the unit of their column's header, else of the caption or heading above."""
    above = next((unit for label in reversed(labels) if (unit := _unit_of(label))), "")
    above = next((value.split("/")[0] for header, value in cells if header in UNIT_COLUMNS), above)
    for header, value in cells:
        unit = _unit_of(header) or above
        bare = flat_text(value)
        if unit and _BARE_NUMBER.fullmatch(bare):
            yield from figures_in(f"{bare}{unit}")


def unit_caption(above: str) -> str:
    """Give the “单位：元/人·天” that the text right above a table ends in; empty where it gives none."""
    match = _CAPTION.search(above)
    return match.group().strip() if match else ""


def _unit_of(label: str) -> str:
    match = _UNIT_OF_LABEL.search(flat_text(label))
    return (match[1] or match[2]).split("/")[0] if match else ""
