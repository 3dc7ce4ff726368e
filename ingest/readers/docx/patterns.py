"""Define the expressions of Word's labels, fields and styles."""

from __future__ import annotations

import re

# “第%1章”, “%1.%2”: where the numbers of a list's levels stand in the label of one of them.
LEVEL_IN_LABEL = re.compile(r"%([1-9])")

# EQ \o\ac(○,12): a number in a ring, made by a field; ⑫ is what the page shows.
OVERSTRUCK = re.compile(r"\\o[^(]{0,12}\(([^,，;()]{0,4})[,，;]\s*([^,，;()]{1,8})\)")

# EQ \f(1,2): a fraction made by a field; 1/2 is what the page shows.
FRACTION = re.compile(r"\\f\s*\(([^,，;()]{1,20})[,，;]([^,，;()]{1,20})\)")

# “heading 2”, “标题 2”: names of styles for headings.
HEADING_STYLE = re.compile(r"(?:heading|标题)\s?([1-9])")

# Letters of symbol fonts (bullets, check marks) in running text: nothing without their font.
SYMBOL_FONT_LETTERS = re.compile(r"[\uf000-\uf0ff\xad]")

# “- 3 -”, “第 3 页 共 12 页”, “3 / 12”: a running footer that only counts.
PAGE_NUMBER_LINE = re.compile(r"[\s\-—－–·]*第?\s*\d{0,5}\s*页?[\s/，,共]*\d{0,5}\s*页?[\s\-—－–·]*$")

# 缴费额−300, a×b: a part of a fraction that keeps its brackets when the fraction is written on one line.
OPERATOR = re.compile(r"[+\-−–×*÷/·＋－＝=]")
