"""List what one measure is made of: “……资金有哪些支持方向”, “……有哪些服务内容”, its numbered parts by their opening words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chat.answers import Draft
from chat.applicability import Listed, Measures
from chat.evidence import Passages, span_unit
from chat.measure_lists.patterns import ASKS_MEMBERS, DIRECTION, HEAD_END
from chat.measure_lists.reading import admitted
from chat.measure_lists.statements import in_field_aside
from chat.question import Asked
from index.words import bigrams
from ingest.document import Span
from ingest.structure import item_lists
from ingest.text.normalise import flat_text, squeeze

FEWEST = 2
MOST_SHOWN = 40
LEAST_ASKED = 0.8  # of a question's character pairs that the name of the measure meant holds
LEAST_NAMED = 0.5  # of the pairs of its name that the question holds
LONGEST_HEAD = 60  # characters of a part's opening words


def by_members(asked: Asked, measures: Measures, passages: Passages) -> Draft | None:
    """List the parts of the one measure that a question names and asks the parts of; ``None`` for any other question."""
    wanted = ASKS_MEMBERS.search(asked.text)
    if not wanted:
        return None
    listed = _meant(ASKS_MEMBERS.sub(" ", asked.text), asked, measures)
    if listed is None:
        return None
    document = passages.document(listed.info)
    parts = _parts(document.text, Span(listed.measure.start, listed.measure.end), wanted.group())
    if len(parts) < FEWEST:
        return None
    shown = parts[:MOST_SHOWN]
    picks = [span_unit(document, part, listed.info) for part in shown]
    lead = f"{squeeze(listed.measure.title)}，共{len(parts)}项："
    words = tuple(
        f"{'' if number else lead}{squeeze(document.text[part.start : part.end]).rstrip('。；;：:')}。"
        for number, part in enumerate(shown)
    )
    note = f"（共{len(parts)}项，以上为前{len(shown)}项。）" if len(parts) > len(shown) else ""
    return Draft("list", picks, words, note=note)


def _meant(rest: str, asked: Asked, measures: Measures) -> Listed | None:
    """The measure whose name a question holds nearly whole, and hardly any other words."""
    pairs = set(bigrams(rest))
    named: list[tuple[float, Listed]] = []
    for listed in measures.listed() if len(pairs) >= 3 else ():
        own = set(bigrams(flat_text(listed.measure.title)))
        shared = len(pairs & own)
        enough = own and shared >= LEAST_ASKED * len(pairs) and shared >= LEAST_NAMED * len(own)
        if enough and admitted(asked, listed.info):
            named.append((shared / len(pairs) + shared / len(own), listed))
    if not named:
        return None
    best = max(score for score, _ in named)
    first = [listed for score, listed in named if score == best]
    return first[0] if len({squeeze(one.measure.title) for one in first}) == 1 else None


def _parts(text: str, region: Span, asked: str) -> list[Span]:
    """The opening words of a measure's parts: of its directions where those are asked for, else of its first numbered list."""
    directions = list(_directions(text, region)) if "方向" in asked else []
    if len(directions) >= FEWEST:
        return directions
    for found in item_lists(text, region):
        if len(found.items) >= FEWEST and not in_field_aside(text, region, found.items[0].start):
            return [_head(text, item) for item in found.items]
    return []


def _directions(text: str, region: Span) -> Iterator[Span]:
    """方向1, 方向2 … as far as they count on; one that is only spoken of again (方向6、方向7中的) opens nothing."""
    count = 0
    for match in DIRECTION.finditer(text, region.start, region.end):
        if int(match["number"]) == count + 1:
            count += 1
            yield _head(text, Span(match.start("label"), region.end))


def _head(text: str, item: Span) -> Span:
    """The opening words of a part: its first sentence, of a long one what stands before a comma."""
    stops: Sequence[int] = [match.start() for match in HEAD_END.finditer(text, item.start + 3, item.end)]
    end = next(iter(stops), item.end)
    if end - item.start > LONGEST_HEAD:
        cut = text.find("，", item.start, item.start + LONGEST_HEAD)
        end = cut if cut > 0 else item.start + LONGEST_HEAD
    return Span(item.start, end)
