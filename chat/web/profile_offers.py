"""Offer words for the form that describes an enterprise: what the measures of the documents speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from chat.applicability import Measures

MOST_OFFERED = 40  # words of one field
_SIZES = ("大型", "中型", "小型", "微型")


def profile_offers(measures: Measures) -> dict[str, list[str]]:
    """Give what each field of the form offers, first what most measures speak of; empty where there are none."""
    listed = measures.listed()
    if not listed:
        return {}
    qualifications = (
        value
        for one in listed
        for condition in one.measure.conditions
        for test in condition.predicates
        if test.field == "qualification"
        for value in test.values
    )
    return {
        "region": _usual(one.here for one in listed if one.here),
        "industry": _usual(name for one in listed for name in one.names),
        "needs": _usual(gift.kind for one in listed for gift in one.measure.gifts if gift.kind != "其他"),
        "size": list(_SIZES),
        "qualifications": _usual(qualifications),
    }


def _usual(words: Iterable[str]) -> list[str]:
    return [word for word, _ in sorted(Counter(words).items(), key=lambda one: (-one[1], one[0]))][
        :MOST_OFFERED
    ]
