"""Define the expressions of what stands on a page beside its text: page numbers, leaders, bullets."""

from __future__ import annotations

import re

from ingest.text.patterns import HAN

# 3 / - 3 - / — 3 — / 第 3 页 共 5 页 / 2 / 4 alone in its line at the edge of a page.
PAGE_NUMBER = re.compile(
    r"[-—–－~·•\s]*(?:第\s*)?(?:\d{1,4}|[ivxlcⅠ-Ⅻ]{1,6})(?:\s*页)?"
    r"\s*(?:[/／,，|]?\s*共?\s*(?:\d{1,4}|[ivxlcⅠ-Ⅻ]{1,6})\s*页?)?[-—–－~·•\s]*$",
    re.IGNORECASE,
)

# 1.4.2 功能标志的含义: the space behind such a number is no layout.
DECIMAL_LABEL = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){1,3})\s+(?=\S)")

# “第 一 章 总则”, “附件 2 清单”, “表1 指标”: so is the one behind these.
SPACED_LABEL = re.compile(
    rf"(第\s?(?:{HAN}|\d{{1,4}})\s?[编篇章节条]|(?:附?表|图|附件|附录|专栏)\s?\d{{1,3}}(?:[-.—]\d{{1,3}}){{0,2}})\s+(?=[^\s\d])"
)

# “第一章 总则…………3”, “总则 ...... 12”: a line of contents.
CONTENTS_LINE = re.compile(
    r"(?:\.{4,}|[．…·]{2,}|(?:\. ){4,})\s*(?:\d{1,4}|[ivxlcⅠ-Ⅻ]{1,6})?$", re.IGNORECASE
)

# “… is 9.8±0.3 A.”: a Latin sentence ends; “No.” and “Fig.” do not.
LATIN_STOP = re.compile(r"(?<!No)(?<!Fig)(?<!Tab)[A-Za-z0-9)]{2}\.$")

# “的,如”: a Latin mark behind a Chinese character, before another or at the end.
LATIN_MARK = re.compile(r"(?<=[\u4e00-\u9fff”）》])[,:;?!](?=[\u4e00-\u9fff“（《]|$)")

# The dots that lead to the page number.
DOT_LEADER = re.compile(r"[.．…·]{7,}|(?:\. ?){7,}")

# 1,234.5 / 35% / (0.3) / — : what a column of figures holds.
FIGURE_CELL = re.compile(r"[-+(（]?[\d.,]+[%％)）]?$|[-—－/]$")

# • or － alone in the first column: a list, no table.
BULLET = re.compile(r"[\W_]{1,3}$")

# ① / [1] / 注： / * opens a note below the text.
NOTE_MARK = re.compile(
    r"[\u2460-\u2473*†]|[\[［〔]\d{1,3}[\]］〕]|[（(]\d{1,3}[）)]|注(?:释)?[:：]|\d{1,2}\s"
)

# 表 1.4.4 at the end of a line: the number of the table below.
TABLE_NUMBER = re.compile(r"(?:附?表\s*\d{1,3}(?:[.\-—]\d{1,3}){0,3}|Table\s*\d{1,3})$")
