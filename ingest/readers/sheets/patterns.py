"""Define the expressions of number formats, cell addresses and sheet names."""

from __future__ import annotations

import re

# "万元", [Red], \-, _), *-: words in quotes, colours, escaped and padding characters of a number format; their letters
# are no codes of a date.
FORMAT_QUOTED = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.|_.|\*.")

# yyyy-mm-dd, h:mm: a letter of these makes a date or time of the number.
FORMAT_DATE = re.compile(r"[ydhs]|(?<![a-z])m", re.I)

# #,##0.00 and 0.0,,: the run of digits, its decimals, and commas that divide by a thousand.
FORMAT_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.[0#?]+)?,*")

# 0"万元", ￥#,##0, 0%: what is shown as it stands around the digits; [Red] and padding are not.
FORMAT_LITERAL = re.compile(r"\[[^\]]*\]|_.|\*.|\"([^\"]*)\"|([%¥￥$€£()+-])")

# A cell's address: AB12.
CELL_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")

# Names of the column that names a record.
RECORD_NAME = re.compile(
    r"^(?:政策|文件|项目|事项|标准|法规|通知|单位|企业)?\s*(?:标题|题目|名称|全称)$|title$|^(?:policy\s*)?(?:title|name)$",
    re.I,
)

# Sheet1, 工作表 2: names that say nothing.
UNNAMED_SHEET = re.compile(r"^(?:sheet|工作表|表)\s*\d*$", re.I)
