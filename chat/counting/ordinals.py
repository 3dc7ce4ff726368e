"""The place that one thing has among others, where a text says it: “增速在全市排第几” is answered by “排全市第二”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.answers import Draft
from chat.evidence import Passages, ScoredUnit
from chat.question import Asked, Word
from ingest.text.normalise import flat_text
from ingest.text.places import places_in

READ_UNITS = 8  # best units that may state a place in an order
OPENING = 200  # characters in which a document says whose it is
LEAST_CREDIT = 0.4  # of each word that the order is said to be of
# “排第几”, “第几位”, “名次”: a place in an order is asked for; “前几名” and “第几条” are something else
_ASKS_PLACE = re.compile(
    r"排(?:名|位|在)?第?几|排名(?:是|为)?多少|(?<!前)第几(?:[名位]|$|[?？,，。])|[名位]次"
)
# “排全市第二”, “居渝东南第1位”, “位列全省首位”: a place in an order is told
_TELLS_PLACE = re.compile(
    r"(?:排名?|排位|排在|居|列|位于|跃升|升至)[^，,。；;\d第首]{0,10}(?:第[一二三四五六七八九十百\d]{1,3}|首位|前列)"
)
# “全市”, “全省”: among whom
_AMONG = re.compile(r"全[市省国区县州盟球旗]")
# “第二”, “首位”: the place itself; 前列 tells none
_PLACE_ITSELF = re.compile(r"第[一二三四五六七八九十百\d]{1,3}|首位")


def place_in_order(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give the sentence that says which place the thing asked about has; ``None`` where none does or none is asked for."""
    if not _ASKS_PLACE.search(asked.text):
        return None
    among = set(_AMONG.findall(asked.text))
    bare = _ASKS_PLACE.sub("", asked.text)
    words = [word for word in asked.wording.words if not word.asking and not _is_where(word, asked)]
    for pick in ranked[:READ_UNITS]:
        unit = pick.unit
        places = [match.group() for match in _TELLS_PLACE.finditer(unit.flat)]
        if unit.heading or pick.year_conflict or not any(_PLACE_ITSELF.search(told) for told in places):
            continue
        said = {name for told in places for name in _AMONG.findall(told)} or set(_AMONG.findall(unit.flat))
        if among and said and not among & said:
            continue
        whose = f"{unit.context} {flat_text(passages.document(pick.document).text[:OPENING])}"
        of_it = [word for word in words if word.text in bare and word.text not in whose]
        if of_it and all(word.credit(unit.flat) >= LEAST_CREDIT for word in of_it):
            return Draft("figure", [pick])
    return None


def _is_where(word: Word, asked: Asked) -> bool:
    """Whether a word names a place, or those among whom something is placed: “梧州”, “全市”, “渝东南”."""
    before = any(f"{word.text}{behind}" in asked.text for behind in ("排", "第几", "位列", "名列"))
    return (
        before
        or word.text in asked.scope.words
        or bool(_AMONG.search(word.text))
        or bool(places_in(word.text))
    )
