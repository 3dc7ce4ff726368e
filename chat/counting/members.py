"""Members that are counted where no figure says how many: the items of a list, the names a sentence strings together."""

from __future__ import annotations

import re

from chat.answers import SAME_SUBJECT, Draft, compose
from chat.counting.patterns import HOW_MANY_OF
from chat.evidence import ARTICLE_LABEL, FoundEvidence, Passages, ScoredUnit, list_of, widened
from ingest.document import Document, Span
from ingest.text.normalise import flat_text

LOOKED_AT = 5  # best units whose lists and strings of names are counted
LEAST_READ = 0.5  # how likely the reader must hold it that a sentence of names answers
FEWEST = 3  # names that make a string of them
LONGEST_NAME = 24  # characters of one of them
NEAR = 12  # characters around a string of names that say of what kind they are
LONGEST_SHOWN = 600  # characters of a list that is shown whole beside its number
# “服务银行有”, “部门一共是”: the words between the thing and how many of it
_VERB_BEFORE = re.compile(r"(?:一共|总共|总计|都|共|分别)*(?:有|是|包括|为|设|要|分)?$")
# “免征的情形”, “协议内容”: the word for anything that is listed says nothing of what
_WHATEVER = re.compile(r"的?(?:情形|情况|内容|事项|条件|要求|问题|方面|种类|项目|人|对象)$")
# “、”, “和”, “以及”: what stands between two names
_BETWEEN = re.compile(r"、|(?<=[\u4e00-\u9fff）)])(?:以及|和|及|与)(?=[\u4e00-\u9fff])")
# “教育厅、公安厅、民政厅和司法厅”: names strung together, from the first to the last
_STRING = re.compile(r"[^，,。；;：:、（）()“”]{2,24}(?:、[^，,。；;：:、（）()“”]{2,24}){2,}")
# “服务银行有工商银行”, “包括公安厅”, “由教育厅”: the words in front of the first name
_BEFORE = re.compile(r"^.*(?:有|是|为|包括|包含|分别是|由|即|含|对|向|在|将|与|和)(?=[^、]{2,})")
# “等部门”, “等12类”: the words behind the last one
_BEHIND = re.compile(r"(?:等|有关|相关|的).*$|(?:共同)?(?:组成|负责|构成).*$")


def counted_members(found: FoundEvidence, passages: Passages) -> Draft | None:
    """Give the number of a list's items or of the names of a sentence, where that is asked for and no figure tells it."""
    match = HOW_MANY_OF.search(found.asked.text)
    if not match or not found.ranked:
        return None
    best = max(evidence.coverage for evidence in found.ranked)
    near = [
        (evidence, passages.document(evidence.document))
        for evidence in found.ranked[:LOOKED_AT]
        if evidence.coverage >= SAME_SUBJECT * best and evidence.unit.chunk.kind == "text"
    ]
    counted = _thing_counted(found.asked.text, match)
    lists = (_items(evidence, document, counted, match["unit"]) for evidence, document in near)
    strings = (_names(evidence, counted, match["unit"]) for evidence, _ in near)
    return next((draft for draft in (*lists, *strings) if draft), None)


def counted_names(found: FoundEvidence) -> Draft | None:
    """Give the number of the names that the sentence read as the answer strings together, where it says no number itself."""
    match = HOW_MANY_OF.search(found.asked.text)
    asks = [ask for ask in found.asked.question.asks if ask.kind == "quantity"]
    read = [evidence for evidence in found.ranked[:LOOKED_AT] if evidence.unit.chunk.kind == "text"]
    if not match or not asks or not read:
        return None
    best = max(read, key=lambda evidence: evidence.support or 0.0)
    if (best.support or 0.0) < LEAST_READ or any(best.unit.satisfies(ask) for ask in asks):
        return None
    return _names(best, _thing_counted(found.asked.text, match), match["unit"])


def _thing_counted(text: str, asked: re.Match[str]) -> str:
    """What is counted: behind the measure word (“几个部门”), else in front of it (“服务银行有几家”)."""
    before = _VERB_BEFORE.sub("", text[: asked.start()])
    counted = asked["noun"] or before[-4:]
    bare = _WHATEVER.sub("", counted)
    return bare if len(bare) >= 2 else counted


def _items(evidence: ScoredUnit, document: Document, counted: str, unit: str) -> Draft | None:
    """The items of the list that a unit leads in with the name of what is counted."""
    items = list_of(evidence, document)
    if items is None or items.lead is None or len(items.items) < 2:
        return None
    lead = document.text[items.lead.start : items.lead.end]
    if not (items.lead.start <= evidence.unit.start < items.lead.end) or not _speaks_of(counted, lead):
        return None
    last = next(
        (n for n, item in enumerate(items.items) if item.end - items.lead.start > LONGEST_SHOWN),
        len(items.items),
    )
    if last == 0:
        return None
    label = ARTICLE_LABEL.match(document.text, items.lead.start, items.lead.end)
    start = label.end() if label else items.lead.start
    pick = widened(evidence, document, Span(start, items.items[last - 1].end))
    cut = f"（以上为前{last}{unit}。）" if last < len(items.items) else ""
    words = compose.squeeze_display(pick.unit.text).rstrip("；;。")
    return Draft("figure", [pick], (f"共{len(items.items)}{unit}：{words}。{cut}",))


def _names(evidence: ScoredUnit, counted: str, unit: str) -> Draft | None:
    """The names that a unit strings together, the longest string of them, of the kind that is counted."""
    text = evidence.unit.text
    match = max(_STRING.finditer(text), key=lambda match: match.group().count("、"), default=None)
    if match is None:
        return None
    names = names_of(match.group())
    if len(names) < FEWEST or not _speaks_of(
        counted, text[max(0, match.start() - NEAR) : match.end() + NEAR]
    ):
        return None
    return Draft("figure", [evidence], (f"共{len(names)}{unit}：{'、'.join(names)}。",))


def _speaks_of(counted: str, text: str) -> bool:
    """Whether a text has two characters together of the thing that is counted."""
    flat = flat_text(text)
    return any(counted[n : n + 2] in flat for n in range(len(counted) - 1))


def names_of(string: str) -> tuple[str, ...]:
    """Give the names of a string of them, without the words that lead it in and close it.

    >>> names_of("服务银行有工商银行、农业银行、中国银行和建设银行等")
    ('工商银行', '农业银行', '中国银行', '建设银行')
    """
    parts = string.split("、")
    parts[0] = _BEFORE.sub("", parts[0])
    parts[-1] = _BEHIND.sub("", parts[-1])
    parts[-1:] = [part for part in _BETWEEN.split(parts[-1]) if part]
    return tuple(part.strip() for part in parts if part.strip() and len(part) <= LONGEST_NAME)
