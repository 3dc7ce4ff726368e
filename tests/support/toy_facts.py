"""Facts that are easy to read: every sum of money is one. Put in place of the product's readers of facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ingest.document import Document
from ingest.facts import INDICATOR, Fact
from ingest.facts.fact import fact_key

# 补贴标准为300万元
SUM = re.compile(r"[^。\n]*?(\d+)万元")


def sums_of(document: Document) -> Iterator[Fact]:
    """Each sum with its words, and where its digits stand."""
    seen: Counter[str] = Counter()
    for found in SUM.finditer(document.text):
        words = found.group()
        key = fact_key(INDICATOR, words, seen[words])
        seen[words] += 1
        digits = [found.start(1), found.end(1)]
        data = {
            "name": "补贴", "value": int(found.group(1)), "unit": "万元", "kind": "目标", "comparator": "", "high": None,
            "year": None, "base_year": None, "place": "", "figure": digits, "digits": digits,
        }  # fmt: skip
        yield Fact(INDICATOR, key, found.start(), found.end(), "正文", None, 0.5, data)
