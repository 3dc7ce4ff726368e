"""Lists of measures over all documents: “有哪些贷款贴息政策”, every one that speaks of the matter, and how many."""

from chat.measure_lists.answers import by_measures

__all__ = ["by_measures"]
