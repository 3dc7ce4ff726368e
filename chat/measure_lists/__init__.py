"""Lists over all documents: “有哪些贷款贴息政策”, “哪些地方实行容缺受理”, every one that speaks of the matter, and how many."""

from chat.measure_lists.answers import by_measures
from chat.measure_lists.documents import by_documents

__all__ = ["by_documents", "by_measures"]
