"""Ask the same of another place: “那株洲呢？”, where a document of that place is of the same matter. Pure functions.

What a document is of stands in its title. A store of many matters holds documents of a second place for every answer,
and an engine finds some words in them; nobody asks after a grant for patents what a guide to talents says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chat.answer import Answer, Citation
from index.hits import DocumentInfo
from ingest.text.place_names import short_name

MOST = 2
SHARED = 4  # characters in a row that two titles of one matter share: “轨道交通”, “知识产权”
NEWS = "新闻"  # a report of an event, of which another place has no other edition
# “《联手开拓市场行动》”, “「1233」”: a question about something named
NAMED = re.compile(r"[“\"《「]")
# “我们是株洲的小厂”: who asks of their own matter is in one place
_OWN = re.compile(r"我[们司厂]|本公司|咱们?")
# “（征求意见稿）”, “2024年”, “关于印发”, “若干政策措施”: what says of a title's form and not of its matter
_FORM = re.compile(
    r"[（(][^（）()]*[）)]|[〔\[]?\d+[〕\]]?年?|关于|印发|进一步|的?通知|若干|政策|措施|实施|工作|管理|行动|方案|意见|规划|计划|办法|规定|细则|条例"
)


def places_of_the_matter(answer: Answer, documents: Sequence[DocumentInfo]) -> tuple[str, ...]:
    """Give the other places with a document of the matter after a question about 丰台, two at most.

    Not where the question names a thing of one place only (“联手开拓市场行动”) or is of the asker's own matter.
    """
    if answer.refused:
        return ()
    places: dict[str, list[DocumentInfo]] = {}
    for info in documents:
        places.setdefault(short_name(info.metadata.region or ""), []).append(info)
    asked = [place for place in places if place and place in answer.resolved]
    if len(asked) != 1 or NAMED.search(answer.resolved) or _OWN.search(answer.resolved):
        return ()
    matter = _matter(answer)
    others = (place for place in places if place and place not in asked)
    return tuple(place for place in others if _treats(places[place], matter))[:MOST]


def _matter(answer: Answer) -> set[str]:
    """The runs of characters that tell what is spoken of: those of the cited titles, of which the question's own do better."""
    cited = [citation for citation in answer.citations if citation.document.metadata.kind != NEWS]
    titled = {run for citation in cited for run in _runs(citation.document.metadata.title)}
    above = {run for citation in cited for run in _above(citation)}
    asked = _runs(answer.resolved) & (titled | above)
    return asked or titled


def _above(citation: Citation) -> set[str]:
    """The runs of the headings over the cited words."""
    return {run for heading in citation.clause.split(" / ") for run in _runs(heading)}


def _treats(documents: Iterable[DocumentInfo], matter: set[str]) -> bool:
    """Whether one of a place's documents has the matter in its title."""
    return any(matter & _runs(info.metadata.title) for info in documents if info.metadata.kind != NEWS)


def _runs(text: str) -> set[str]:
    """All runs of ``SHARED`` characters of a text, none across what says of its form alone."""
    parts = _FORM.sub(" ", text).split()
    return {part[at : at + SHARED] for part in parts for at in range(len(part) - SHARED + 1)}
