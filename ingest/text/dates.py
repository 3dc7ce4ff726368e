"""Convert dates as documents write them to ISO dates. Pure functions."""

from __future__ import annotations

import re
from datetime import date

from ingest.text.numerals import number


def iso_date(written: str) -> str | None:
    """Convert “2022年2月21日”, “2022-02-21”, “二〇二二年二月二十一日” to “2022-02-21”; ``None`` for no real day."""
    # “2022年2月21日” -> 2022, 2, 21; “2022/2/21” and “2022.2.21” are parted the same way.
    parts = re.split(r"[年月./-]", re.sub(r"[\s日]", "", written))
    numbers = [number(part) for part in parts]
    if len(numbers) != 3 or None in numbers:
        return None
    try:
        return date(*(value or 0 for value in numbers)).isoformat()
    except ValueError:
        return None
