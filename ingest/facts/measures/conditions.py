"""Read conditions: divide words into single conditions, each with its predicates, lists and alternatives told apart.

What cannot be read into a predicate stays a condition in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.facts.measure import Condition, Predicate
from ingest.facts.measures.numbered_items import NumberedItem, NumberedList, items_of
from ingest.facts.measures.patterns import (
    APPLICANT,
    DIRECTION,
    EXCLUDED,
    FILLING,
    FOR_ALL,
    LEADS_LIST,
    ONE_OF,
    OPENS_LIST,
    OTHER_SUBJECT,
    PART,
    PREFERRED,
    PROCEDURE,
    SENTENCE,
)
from ingest.facts.measures.placed_words import PlacedWords
from ingest.facts.measures.predicates import ReadPredicate, readings

_LEAST_WORDS = 5  # characters of a condition in words
_LONGEST_TITLE = 12
_LEFT_OVER = 10  # characters beside the predicates of a part that are a condition of their own
_LONGEST_VALUE = 60  # characters of a value that is words of the text


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """A reader reads conditions of one document: of what region it is."""

    home: str | None

    def of_field(self, words: PlacedWords) -> tuple[Condition, ...]:
        """Give the conditions of a field or clause that lists them (条件要求)."""
        return merged(self._item(words, items_of(words.words), "", ""))

    def of_applicants(self, words: PlacedWords) -> tuple[Condition, ...]:
        """Give the conditions in words that name who may apply (服务对象, “对……的企业”)."""
        return merged(self._part(words, 0, len(words.words), naming=True))

    def of_phrase(self, words: PlacedWords) -> tuple[Condition, ...]:
        """Give the conditions in the words of a giving sentence that say to whom."""
        found = list(self._parts(words, 0, len(words.words), naming=True))
        return merged(found)

    def _item(self, words: PlacedWords, item: NumberedItem, group: str, branch: str) -> Iterator[Condition]:
        text = words.words
        if not item.lists:
            yield from self._sentences(words, item.start, item.end, group, branch)
            return
        position = item.start
        runs = item.lists
        heads = [text[run.lead_start : run.lead_end] for run in runs]
        apart = len(runs) > 1 and len([head for head in heads if DIRECTION.match(_sentence_end(head))]) > 1
        for place, run in enumerate(runs):
            lead = _last_sentence(text, max(position, run.lead_start), run.lead_end)
            yield from self._sentences(words, max(position, run.lead_start), lead, group, branch)
            own = (f"{group}/{item.start}", str(place + 1)) if apart and not group else (group, branch)
            yield from self._run(words, run, text[lead : run.lead_end], *own)
            position = run.items[-1].end
        yield from self._sentences(words, position, item.end, group, branch)

    def _run(
        self, words: PlacedWords, run: NumberedList, lead: str, group: str, branch: str
    ) -> Iterator[Condition]:
        text = words.words
        if EXCLUDED.search(lead):
            for item in run.items:
                yield _excluded(words, item.start, item.end)
            return
        if ONE_OF.search(lead):
            if PREFERRED.search(lead):
                return
            for place, item in enumerate(run.items):
                found = list(self._item(words, item, "", ""))
                yield from (one for one in found if _excludes(one))
                wanted = [one for one in found if not _excludes(one)]
                name = f"{group}{branch}#{run.lead_end}"
                own = "" if len(wanted) == 1 else str(place + 1)
                yield from (replace(one, group=name, branch=own) for one in wanted)
            return
        if PREFERRED.search(lead) and not LEADS_LIST.search(lead):
            return
        named = self._lead_conditions(words, lead, run.lead_end - len(lead))
        yield from (replace(one, group=group, branch=branch) for one in named)
        sections = [item for item in run.items if self._is_direction(text, item)]
        apart = len(sections) > 1 and not group
        for place, item in enumerate(run.items):
            own = (f"{run.lead_end}", str(place + 1)) if apart and item in sections else (group, branch)
            yield from self._item(words, item, *own)

    def _lead_conditions(self, words: PlacedWords, lead: str, start: int) -> Iterator[Condition]:
        """What the words that lead a list in say of who applies (“中小微企业在领取创新券时，须同时满足以下条件：”)."""
        for reading in readings(lead, self.home):
            if reading.predicate.field in (
                "size",
                "qualification",
                "region",
                "legal_form",
            ) and not PREFERRED.search(lead):
                yield Condition(words.span(start + reading.start, start + reading.end), (reading.predicate,))

    def _is_direction(self, text: str, item: NumberedItem) -> bool:
        head = text[item.start : item.head_end]
        return bool(
            item.lists
            and DIRECTION.match(head)
            and not FOR_ALL.search(head)
            and not EXCLUDED.search(head)
            and not (PREFERRED.search(head) and ONE_OF.search(head))
        )

    def _sentences(
        self, words: PlacedWords, start: int, end: int, group: str, branch: str
    ) -> Iterator[Condition]:
        """The sentences of words without numbered items; “有下列情形的不予支持：” and “之一：” hold for those that follow."""
        held: list[Condition] = []
        excluding, one_of = False, ""
        for match in SENTENCE.finditer(words.words, start, end):
            sentence, begin = match.group(), match.start()
            if len(sentence) < _LEAST_WORDS or _is_title(sentence, begin == start and match.end() < end):
                continue
            if sentence.rstrip("。；").endswith("除外") and held:
                held[-1] = _excepted(held[-1], sentence)
                continue
            lead = OPENS_LIST.match(sentence)
            if lead:
                excluding = bool(EXCLUDED.search(lead.group()))
                one_of = f"{group}{branch}#{begin}" if ONE_OF.search(lead.group()) and not excluding else ""
                begin += lead.end()
            if excluding or EXCLUDED.search(sentence):
                if not PREFERRED.search(sentence) and match.end() - begin >= _LEAST_WORDS:
                    held.append(_excluded(words, begin, match.end()))
                continue
            if PREFERRED.search(sentence) or (
                PROCEDURE.search(sentence) and not readings(sentence, self.home)
            ):
                continue
            for one in self._parts(words, begin, match.end()):
                named = (one_of, str(begin)) if one_of else (group, branch)
                held.append(replace(one, group=named[0], branch=named[1]))
        yield from held

    def _parts(self, words: PlacedWords, start: int, end: int, naming: bool = False) -> Iterator[Condition]:
        """The parts of a sentence between its commas; what follows 或 belongs to the part before it."""
        text = words.words
        bounds: list[tuple[int, int]] = []
        for match in PART.finditer(text, start, end):
            joins = match.group().startswith(("或", "以及", "和", "及")) or len(match.group()) < _LEAST_WORDS
            if bounds and joins:
                bounds[-1] = (bounds[-1][0], match.end())
            else:
                bounds.append(match.span())
        unread: tuple[int, int] | None = None
        other = False
        for begin, stop in bounds:
            subject = OTHER_SUBJECT.match(text[begin:stop])
            if subject:
                other = not naming
            elif APPLICANT.match(text[begin : begin + 6]):
                other = False
            found = [] if other else list(self._part(words, begin, stop, naming))
            if any(one.predicates for one in found):
                yield from self._words(words, unread)
                yield from found
                unread = None
            else:
                unread = (unread[0] if unread else begin, stop)
        if not naming or (unread and unread[1] - unread[0] >= _LEFT_OVER):
            yield from self._words(words, unread)

    def _words(self, words: PlacedWords, bounds: tuple[int, int] | None) -> Iterator[Condition]:
        if bounds:
            start, end = _trimmed(words.words, *bounds)
            if end - start >= _LEAST_WORDS:
                yield Condition(words.span(start, end))

    def _part(self, words: PlacedWords, start: int, end: int, naming: bool = False) -> Iterator[Condition]:
        part = words.words[start:end]
        found = readings(part, self.home, naming)
        if not found:
            return
        groups = _alternatives(part, found, naming)
        for any_of, members, rest in groups:
            begin, stop = members[0].start, max(member.end for member in members)
            predicates = tuple(member.predicate for member in members)
            if rest:
                begin, stop = min(begin, rest[0]), max(stop, rest[1])
                predicates += (Predicate("other", "in", (part[rest[0] : rest[1]][:_LONGEST_VALUE],)),)
            yield Condition(words.span(start + begin, start + stop), predicates, any_of)
        left = part
        for reading in found:
            left = left[: reading.start] + "□" * (reading.end - reading.start) + left[reading.end :]
        if not naming and len(FILLING.sub("", left)) >= _LEFT_OVER and not any(rest for _, _, rest in groups):
            yield from self._words(words, (start, end))


def _alternatives(
    part: str, found: list[ReadPredicate], naming: bool
) -> list[tuple[bool, list[ReadPredicate], tuple[int, int] | None]]:
    """Divide the predicates of a part into conditions: (whether one of them suffices, they, words that are an alternative).

    “成立不超过5年或当年入库的科技型中小企业”: the predicates on both sides of 或 are alternatives.
    """
    groups: list[tuple[bool, list[ReadPredicate], tuple[int, int] | None]] = []
    single = list(found)
    if naming:
        beside = [one for one in found if one.predicate.field in ("qualification", "legal_form")]
        beside = [one for one in beside if one.predicate.values != ("独立法人",)]
        if len({one.predicate.field for one in beside}) > 1:
            groups.append((True, beside, None))
            single = [one for one in single if one not in beside]
    for place in _ors(part, found):
        left = next((one for one in reversed(single) if one.end <= place), None)
        right = next((one for one in single if one.start >= place), None)
        if left and right and left.predicate == right.predicate:
            continue
        if left and right and "other" not in (left.predicate.field, right.predicate.field):
            groups.append((True, [left, right], None))
            single = [one for one in single if one is not left and one is not right]
        elif naming:
            continue
        elif left and not right:
            rest = _trimmed(part, place + 1, len(part))
            if rest[1] - rest[0] > 3:
                groups.append((True, [left], rest))
                single.remove(left)
        elif right and not left:
            rest = _trimmed(part, 0, place)
            if rest[1] - rest[0] > 6:
                groups.append((True, [right], rest))
                single.remove(right)
    return [*((False, [one], None) for one in single), *groups]


def _ors(part: str, found: list[ReadPredicate]) -> Iterator[int]:
    """Where 或 stands between predicates, not inside one."""
    place = part.find("或")
    while place >= 0:
        inside = any(one.start <= place < one.end for one in found)
        aside = part.rfind("（", 0, place) > part.rfind("）", 0, place)
        if not inside and not aside:
            yield place
        place = part.find("或", place + 1)


def _excepted(condition: Condition, sentence: str) -> Condition:
    """“……；律师事务所除外”: who is excepted need not meet the condition before."""
    if not condition.predicates:
        return condition
    spared = Predicate("other", "in", (sentence.rstrip("。；")[:_LONGEST_VALUE],))
    return replace(condition, predicates=(*condition.predicates, spared), any_of=True)


def _excludes(condition: Condition) -> bool:
    return bool(condition.predicates) and all(one.operator == "not_in" for one in condition.predicates)


def _excluded(words: PlacedWords, start: int, end: int) -> Condition:
    start, end = _trimmed(words.words, start, end)
    value = words.words[start:end][:_LONGEST_VALUE]
    return Condition(words.span(start, max(end, start + 1)), (Predicate("other", "not_in", (value,)),))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in "，。；：、":
        start += 1
    while end > start and text[end - 1] in "，。；：、":
        end -= 1
    return start, end


def _last_sentence(text: str, start: int, end: int) -> int:
    """Where the last sentence of ``text[start:end]`` begins, the one that leads a list in."""
    stop = max(text.rfind(mark, start, max(start, end - 1)) for mark in "。；")
    return max(start, stop + 1)


def _sentence_end(head: str) -> str:
    return head[_last_sentence(head, 0, len(head)) :]


def _is_title(sentence: str, opens: bool) -> bool:
    """“支持建设标杆型孵化器。”, “孵化效果明显。” before more: the head of an item, which wants nothing by itself."""
    if "，" in sentence or not sentence.endswith("。") or readings(sentence, None):
        return False
    return (sentence.startswith("支持") and len(sentence) < 40) or (opens and len(sentence) <= _LONGEST_TITLE)


def merged(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Give conditions in order, the same predicates at the same standing once."""
    kept: dict[object, Condition] = {}
    for one in conditions:
        key = (one.predicates, one.any_of, one.group, one.branch) if one.predicates else one.words
        kept.setdefault(key, one)
    return tuple(kept.values())
