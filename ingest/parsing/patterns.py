"""Define the expressions of front matter and of lists inside a clause."""

from __future__ import annotations

import re

# “是……一是……二是……”: a list inside a clause; the words before the first introduce all of them.
FIRST_OF_LIST = re.compile(
    r"一是|(?<![\u4e00-\u9fff])1(?:[)、）]|\.(?!\d))|（一）|\(一\)|①|第一[，,]|首先[，,]"
)

# “二是……”, “其三……”, “第二，……”: a later item of such a list, which needs the words before the first.
NEXT_OF_LIST = re.compile(r"[二三四五六七八九十]{1,2}是|其[二三四五六]|第[二三四五六七八九]，")

# “主要任务包括：” opens an enumeration.
INTRODUCES = re.compile(r"[：:]\s*$")

# --- ⏎ title: … ⏎ ---: the YAML block at the very top, perhaps behind a byte order mark; a rule further down is none.
FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
