"""Where a rule is stated: “哪一条规定……”, “……写在第几条第几项”. The address is the answer, its words stand beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.answers import Draft, complete, compose, led_words
from chat.evidence import Passages, ScoredUnit, list_of
from chat.question import Asked
from chat.structure.answers import named_first
from ingest.document import Document
from ingest.structure import provision
from ingest.text.list_numbers import chinese

# “第几条第几项”, “哪一条”, “哪个章节”: asks for an address; “哪一项奖励” asks for a thing, “有几条” for a number
_WHERE = re.compile(
    r"(?:第几|哪一?个?)(?P<rung>[编章节条款]|部分|章节|条款)(?!措施|政策|任务|建议|线|路|件)(?P<inner>(?:[,，、]?(?:的?第几|哪一?个?)[款项目])*)"
    r"|第几[款项目]"
)
# “第二十二条”, “第三章”, “（一）”, “三、”: the labels that headings begin with
_LABEL = re.compile(
    r"第[一二三四五六七八九十百零〇两\d]+(?:[编章节条]|部分)(?:之[一二三四五六七八九十]+)?|[（(][一二三四五六七八九十\d]+[）)]"
    r"|[一二三四五六七八九十]+、|\d+[.．、]"
)
# “第二十二条”, “第六条之一”: the label of an article
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇两\d]+条(?:之[一二三四五六七八九十]+)?")
# “（二）”, “2.”, “二、”: the label of an item inside an article
_ITEM = re.compile(r"\s*[（(]?(?P<n>[一二三四五六七八九十]+|\d{1,2})[）).．、]")
MOST_PARAGRAPHS = 30
CLOSE = 0.85  # of the best score, which the unit has whose address is given
NEARLY = 0.7  # of the most that such a unit holds of the question, from which the fact asked for beside the address decides


def where_stated(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give the address of what a question describes, with its words; ``None`` where no address is asked for."""
    match = _WHERE.search(asked.text)
    if not match or not ranked:
        return None
    wanted = match["rung"] or "条"
    first = named_first(asked)[:1] if asked.scope.title else []  # what is meant may be shut out by a filter
    named = first[0].doc_id if first else ""
    held = [e for e in ranked if _path_to(e, wanted) and e.unit.chunk.kind == "text"]
    held = [e for e in held if e.document.doc_id == named] or held
    if not held:
        return None
    facts = [ask for ask in asked.question.asks if ask.words not in match.group()]
    held = [e for e in held if e.score >= CLOSE * held[0].score]
    best = max(evidence.coverage for evidence in held)
    near = [evidence for evidence in held if evidence.coverage >= NEARLY * best]
    pick = max(near, key=lambda e: (sum(map(e.unit.satisfies, facts)), e.coverage))
    document = passages.document(pick.document)
    path = _path_to(pick, wanted)
    place = _address(path[-1], wanted)
    if wanted in ("条", "条款", "款"):
        place += _inside(pick, document, match.group())
    elif len(path) > 1 and wanted in ("节", "章节"):
        place = f"{path[-2]}{place}"
    whole = complete(pick, asked.question)
    words = led_words(pick, asked, document) or compose.words_of(whole, asked.question)
    return Draft("lookup", [whole], (f"{place}：{words}",))


def _path_to(evidence: ScoredUnit, wanted: str) -> tuple[str, ...]:
    """The headings down to the rung that is asked for; of documents without articles to the innermost with a label."""
    path = evidence.unit.chunk.path
    kinds = {"条款": "条", "款": "条", "章节": "章节"}.get(wanted, wanted)
    for end in range(len(path), 0, -1):
        label = _LABEL.match(path[end - 1])
        if label and label.group().rstrip("之一二三四五六七八九十")[-1:] in kinds:
            return path[:end]
    if kinds == "条":
        labelled = [end for end in range(len(path), 0, -1) if _LABEL.match(path[end - 1])]
        return path[: labelled[0]] if labelled else ()
    return ()


def _address(heading: str, wanted: str) -> str:
    label = _ARTICLE.match(heading)
    return label.group() if label and wanted in ("条", "条款", "款") else heading


def _inside(pick: ScoredUnit, document: Document, words: str) -> str:
    """“第二款”, “第（三）项” of an article: the paragraph where it is asked for, the item wherever there is one."""
    span = next((s for c in document.clauses if c.path == pick.unit.chunk.path for s in c.spans), None)
    told = ""
    if "款" in words and span is not None:
        for number in range(1, MOST_PARAGRAPHS):
            paragraph = provision(document.text, span, number)
            if paragraph is None:
                break
            if paragraph.start <= pick.unit.start < paragraph.end:
                told = f"第{chinese(number)}款"
    items = list_of(pick, document)
    item = next(
        (i for i in (items.items if items else ()) if i.start <= pick.unit.start < i.end),
        None,
    )
    label = _ITEM.match(document.text, item.start) if item else None
    return f"{told}第（{label['n']}）项" if label else told
