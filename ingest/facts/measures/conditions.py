"""Read conditions: divide words into single conditions, each with its predicates, lists and alternatives told apart.

What cannot be read into a predicate stays a condition in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ingest.document import Span
from ingest.facts.measure import Condition, Predicate
from ingest.facts.measures.alternatives import (
    branched,
    choices,
    items_apart,
    names_direction,
    or_among,
    trimmed,
)
from ingest.facts.measures.applicant_patterns import PRIZE
from ingest.facts.measures.numbered_items import NumberedItem, NumberedList, items_of, names_one_of
from ingest.facts.measures.patterns import (
    ACT_COSTS,
    ACT_ENDS,
    APPLICANT,
    BROUGHT_IN,
    DONE,
    EXCLUDED,
    FILLING,
    KIND_OF_APPLICANT,
    LEADS_LIST,
    NO_ACT,
    ONE_OF,
    OPENS_LIST,
    OTHER_SUBJECT,
    PART,
    PREFERRED,
    PROCEDURE,
    RULE_FOLLOWS,
    RULES_SOME,
    SENTENCE,
    SOME_APPLICANTS,
    WANTED_DONE,
    WON_TOO,
)
from ingest.facts.measures.placed_words import PlacedWords, last_sentence
from ingest.facts.measures.predicates import ReadPredicate, readings

_LEAST_WORDS = 5  # characters of a condition in words
_LEAST_ACT = 4  # characters of what must have been done
_LONGEST_TITLE = 12
# “项目应”, “项目还应”: where the subject ends of leads that are of one list or of two about the same
_OF_SUBJECT = re.compile(r"还|应|须|需")
_LEFT_OVER = 10  # characters beside the predicates of a part that are a condition of their own
_LONGEST_VALUE = 60  # characters of a value that is words of the text
# “，或……”, “，且占营业收入……”: what opens a part that goes on from the one before it
_GOES_ON = ("或", "以及", "和", "及", "且占", "占")
# “重点支持……企业开展技术攻关”: what is to be done, not what has been done
_PURPOSES = ("支持", "重点支持", "鼓励", "主要支持", "引导")
# （……可不受注册地的限制）: what is said beside the sentence
_ASIDE = re.compile(r"（[^（）]*）")
# Fields of what an applicant is: as the subject of a rule (“生物医药领域企业不低于……”) they are wanted of nobody.
_SUBJECTS = ("industry", "qualification", "size", "stage", "legal_form")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where conditions stand among alternatives."""

    group: str = ""
    branch: str = ""

    def put(self, conditions: Iterable[Condition]) -> Iterator[Condition]:
        return (
            one if one.group else replace(one, group=self.group, branch=self.branch) for one in conditions
        )


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads the conditions of one document; ``home`` is its region, ``directions`` the things that a measure gives."""

    home: str | None
    directions: tuple[str, ...] = ()

    def of_field(self, words: PlacedWords) -> tuple[Condition, ...]:
        """Give the conditions of a field or clause that lists them (条件要求)."""
        return merged(self._item(words, items_of(words.words), _Place()))

    def of_applicants(self, words: PlacedWords) -> tuple[Condition, ...]:
        """Give the conditions in words that name who may apply (服务对象); of later sentences only where they are."""
        found: list[Condition] = []
        for match in SENTENCE.finditer(words.words):
            part = words if "参照" in words.words else words.part(*match.span())
            named = list(self._part(part, 0, len(part.words), naming=True))
            if part.words.startswith(_PURPOSES):
                named = [one for one in named if one.predicates[0].field != "event"]
            if found:
                known = any(one.predicates[0].field == "region" for one in found)
                named = [one for one in named if one.predicates[0].field == "region" and not known]
            elif part is words:
                named = list(self._part(words.part(*match.span()), 0, len(match.group()), naming=True))
                named += [one for one in self._part(words, 0, len(words.words)) if _of_region(one)]
                named = _first_region(named)
            found.extend(named)
        return merged(found)

    def of_phrase(self, words: PlacedWords) -> tuple[Condition, ...]:
        """Give the conditions in the words of a giving sentence that say to whom."""
        return merged(self._parts(words, 0, len(words.words), naming=True))

    # --- lists ---

    def _item(self, words: PlacedWords, item: NumberedItem, place: _Place) -> Iterator[Condition]:
        text = words.words
        if not item.lists:
            yield from self._sentences(words, item.start, item.end, place)
            return
        position = item.start
        leads = [last_sentence(text, max(item.start, run.lead_start), run.lead_end) for run in item.lists]
        heads = [text[lead : run.lead_end] for lead, run in zip(leads, item.lists, strict=True)]
        named = [head for head in heads if names_direction(head)]
        apart = len({_OF_SUBJECT.split(head)[0] for head in named}) > 1 and not place.group
        for number, (run, lead) in enumerate(zip(item.lists, leads, strict=True), 1):
            yield from self._sentences(words, max(position, run.lead_start), lead, place)
            if apart:
                yield from branched(self._list(words, run, lead, _Place()), f"lists{item.start}", number)
            else:
                yield from self._list(words, run, lead, place)
            position = run.items[-1].end
        yield from self._sentences(words, position, item.end, place)

    def _list(self, words: PlacedWords, run: NumberedList, start: int, place: _Place) -> Iterator[Condition]:
        lead = words.words[start : run.lead_end]
        if EXCLUDED.search(lead):
            yield from (_excluded(words, item.start, item.end) for item in run.items)
        elif ONE_OF.search(lead):
            if not PREFERRED.search(lead):
                yield from self._one_of(words, run, place)
        elif not PREFERRED.search(lead) or LEADS_LIST.search(lead):
            led = list(self._lead(words, lead, start))
            heads = [_head(words, item) for item in run.items]
            found = [list(self._item(words, item, _Place())) for item in run.items]
            special = any(one.predicates[0].field != "region" for one in led)
            given = [names_one_of(words.words[one.start : one.end], self.directions) for one in run.items]
            apart = () if place.group else items_apart(lead if special else "", heads, found, given)
            if any(apart):
                first = led if special and sum(map(names_direction, heads)) == 1 else []
                if not first:
                    yield from led
                for number in dict.fromkeys(apart):
                    own = [one for one, n in zip(found, apart, strict=True) if n == number]
                    conditions = [*(first if number == 1 else ()), *chain.from_iterable(own)]
                    yield from branched(conditions, f"items{start}", number) if number else conditions
                return
            yield from place.put(led)
            for item in run.items:
                yield from self._item(words, item, place)

    def _one_of(self, words: PlacedWords, run: NumberedList, place: _Place) -> Iterator[Condition]:
        """“符合下列条件之一：”: each item is an alternative; one that lists several conditions is a branch."""
        name = f"{place.group}{place.branch}one{run.lead_end}"
        for number, item in enumerate(run.items, 1):
            found = list(self._item(words, item, _Place()))
            wanted = [one for one in found if not _excludes(one)]
            yield from (one for one in found if _excludes(one))
            branch = "" if len(wanted) == 1 else str(number)
            yield from (replace(one, group=name, branch=branch) for one in wanted)

    def _lead(self, words: PlacedWords, lead: str, start: int) -> Iterator[Condition]:
        """What the words that lead a list in say of who applies (“中小微企业在领取创新券时，须满足以下条件：”)."""
        if PREFERRED.search(lead):
            return
        for one in readings(lead, self.home):
            if one.predicate.field in ("size", "qualification", "region"):
                yield Condition(words.span(start + one.start, start + one.end), (one.predicate,))

    # --- sentences ---

    def _sentences(self, words: PlacedWords, start: int, end: int, place: _Place) -> Iterator[Condition]:
        """The sentences of words without numbered items; “有下列情形的不予支持：” and “之一：” hold for those that follow."""
        held: list[Condition] = []
        some: list[list[Condition]] = []  # rules for some applicants each, which are alternatives
        excluding, one_of, defining, term = False, "", False, ""
        for match in SENTENCE.finditer(words.words, start, end):
            sentence, begin = match.group(), match.start()
            if len(sentence) < _LEAST_WORDS or _is_title(sentence, begin == start and match.end() < end):
                continue
            if sentence.rstrip("。；").endswith("除外") and held:
                held[-1] = _excepted(held[-1], sentence)
                continue
            term = sentence.partition("是指")[0] if "是指" in sentence else term
            goes_on = defining and (
                sentence[0] in "且并其" or bool(term and sentence.startswith(f"{term}的"))
            )
            defining = "”指" in sentence or "是指" in sentence or goes_on
            if defining:
                named = self._part(words, begin, match.end(), naming=True) if begin == 0 else ()
                held.extend(one for one in named if one.predicates[0].field == "industry")
                continue
            lead = OPENS_LIST.search(sentence)
            if lead:
                excluding = bool(EXCLUDED.search(lead.group()))
                one_of = f"{place.group}{place.branch}one{begin}" if ONE_OF.search(lead.group()) else ""
                begin += lead.end()
            preferred = PREFERRED.search(_ASIDE.sub("", sentence))
            if excluding or EXCLUDED.search(sentence):
                if not preferred and match.end() - begin >= _LEAST_WORDS:
                    held.append(_excluded(words, begin, match.end()))
            elif not preferred and not self._is_procedure(sentence):
                if RULES_SOME.match(sentence) and not one_of:
                    some.append(list(self._parts(words, begin, match.end(), ruling=True)))
                else:
                    own = _Place(one_of, str(begin)) if one_of else place
                    held.extend(own.put(self._parts(words, begin, match.end())))
        yield from held
        yield from self._of_some(some, place)

    def _is_procedure(self, sentence: str) -> bool:
        return bool(PROCEDURE.search(sentence)) and not readings(sentence, self.home)

    def _of_some(self, some: list[list[Condition]], place: _Place) -> Iterator[Condition]:
        """Several rules for some applicants each are branches of a group; one alone is wanted of nobody else."""
        some = [rule for rule in some if rule]
        apart = (
            len(some) > 1 and not place.group and all(any(one.predicates for one in rule) for rule in some)
        )
        for number, rule in enumerate(some, 1):
            if apart:
                yield from _Place(f"some{some[0][0].words.start}", str(number)).put(rule)
            else:
                whole = Span(rule[0].words.start, max(one.words.end for one in rule))
                yield from place.put([Condition(whole)])

    def _parts(
        self, words: PlacedWords, start: int, end: int, naming: bool = False, ruling: bool = False
    ) -> Iterator[Condition]:
        """The parts of a sentence between its commas; what follows 或 belongs to the part before it."""
        text = words.words
        made: list[Condition] = []
        unread: tuple[int, int] | None = None
        other = False
        for begin, stop in _bounds(text, start, end):
            part = text[begin:stop]
            if OTHER_SUBJECT.match(part) or SOME_APPLICANTS.search(part):
                other = not naming
            elif APPLICANT.search(part[:6]):
                other = False
            among = part.startswith("其中") and not naming
            found = list(self._part(words, begin, stop, naming, ruling or among))
            done = WANTED_DONE.match(part)  # a project's, which is who applies for it
            found = [one for one in found if not other or done or _excludes(one)]
            if any(one.predicates for one in found):
                made.extend(_in_words(words, unread))
                made.extend(or_among(made, found) if among else found)
                unread = None
            else:
                unread = (unread[0] if unread else begin, stop)
        if unread and (not naming or unread[1] - unread[0] >= _LEFT_OVER):
            made.extend(_in_words(words, unread))
        return iter(made)

    def _part(
        self, words: PlacedWords, start: int, end: int, naming: bool = False, ruling: bool = False
    ) -> Iterator[Condition]:
        part = words.words[start:end]
        read = readings(part, self.home, naming)
        found = [one for one in read if naming or ruling or not _rules(part, one)]
        if naming:
            yield from _happened(words, start, part, found)
        wanted = None if naming or found else WANTED_DONE.match(part)
        if wanted:
            event = Predicate("event", "in", (wanted["act"],))
            yield Condition(words.span(start, start + wanted.end("act")), (event,))
        if not found:
            return
        made = choices(part, found, naming)
        for choice in made:
            begin, stop = choice.members[0].start, max(member.end for member in choice.members)
            predicates = tuple(member.predicate for member in choice.members)
            if choice.rest:
                begin, stop = min(begin, choice.rest[0]), max(stop, choice.rest[1])
                rest = part[choice.rest[0] : choice.rest[1]][:_LONGEST_VALUE]
                predicates += (Predicate("other", "in", (rest,)),)
            yield Condition(words.span(start + begin, start + stop), predicates, choice.any_of)
        left = part
        for one in found:
            left = left[: one.start] + "□" * (one.end - one.start) + left[one.end :]
        rest_read = any(choice.rest for choice in made)
        if not naming and not rest_read and len(FILLING.sub("", left)) >= _LEFT_OVER:
            yield from _in_words(words, (start, end))


def merged(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Give conditions in order, the same predicates at the same standing once."""
    kept: dict[object, Condition] = {}
    for one in conditions:
        key = (one.predicates, one.any_of, one.group, one.branch) if one.predicates else one.words
        kept.setdefault(key, one)
    return tuple(kept.values())


def _bounds(text: str, start: int, end: int) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    for match in PART.finditer(text, start, end):
        said = match.group()
        joins = said.startswith(_GOES_ON) or len(said) < _LEAST_WORDS
        joins = joins or bool(bounds and WON_TOO.match(said) and PRIZE.search(text, *bounds[-1]))
        joins = joins or (said.startswith("但") and bool(bounds) and "或" in text[slice(*bounds[-1])])
        if bounds and joins:
            bounds[-1] = (bounds[-1][0], match.end())
        else:
            bounds.append(match.span())
    return bounds


def _in_words(words: PlacedWords, bounds: tuple[int, int] | None) -> Iterator[Condition]:
    if bounds:
        start, end = trimmed(words.words, *bounds)
        if end - start >= _LEAST_WORDS:
            yield Condition(words.span(start, end))


def _rules(part: str, one: ReadPredicate) -> bool:
    """Whether a reading is only the subject of a rule (“生物医药领域企业累计申请量不低于10件”)."""
    if one.predicate.field not in _SUBJECTS or one.predicate.values == ("独立法人",):
        return False
    brought = one.predicate.field != "industry" and BROUGHT_IN.search(part, 0, one.start)
    return bool(RULE_FOLLOWS.match(part, one.end) or brought)


def _of_region(condition: Condition) -> bool:
    return any(one.field == "region" for one in condition.predicates)


def _first_region(conditions: list[Condition]) -> list[Condition]:
    """“注册在示范区……注册在其他区域的参照执行”: the widest region that the words give, once."""
    regions = [one for one in conditions if _of_region(one)]
    widest = max(regions, key=lambda one: len(one.predicates[0].values), default=None)
    return [one for one in conditions if not _of_region(one)] + ([widest] if widest else [])


def _head(words: PlacedWords, item: NumberedItem) -> str:
    """The words of an item that lead in its lists; of one without lists those up to its “条件：”, else nothing."""
    if item.lists:
        return words.words[item.start : item.head_end]
    own = words.words[item.start : item.end]
    opened = OPENS_LIST.match(own)
    if opened and LEADS_LIST.search(opened.group()):
        return opened.group()
    kind = KIND_OF_APPLICANT.match(own)
    return kind.group() if kind else ""


def _excepted(condition: Condition, sentence: str) -> Condition:
    """“……；律师事务所除外”: who is excepted need not meet the condition before."""
    if not condition.predicates:
        return condition
    spared = Predicate("other", "in", (sentence.rstrip("。；")[:_LONGEST_VALUE],))
    return replace(condition, predicates=(*condition.predicates, spared), any_of=True)


def _happened(
    words: PlacedWords, start: int, part: str, found: Sequence[ReadPredicate]
) -> Iterator[Condition]:
    """“参加……行动的企业”: what must have been done, in its words, where no event was read otherwise."""
    if any(one.predicate.field in ("event", "age", "founded") for one in found):
        return
    left = part
    for one in found:
        left = left[: one.start] + "，" * (one.end - one.start) + left[one.end :]
    done = DONE.search(left)
    if not done:
        return
    begin = done.start("act")
    stop = next((place for place in range(begin, len(part)) if part[place] in "，。；"), len(part))
    stop = begin + len(ACT_COSTS.sub("", ACT_ENDS.sub("", part[begin:stop])))
    if stop - begin >= _LEAST_ACT and not NO_ACT.search(part[begin:stop]):
        event = Predicate("event", "in", (part[begin:stop][:_LONGEST_VALUE],))
        yield Condition(words.span(start + begin, start + stop), (event,))


def _excludes(condition: Condition) -> bool:
    return bool(condition.predicates) and all(one.operator == "not_in" for one in condition.predicates)


def _excluded(words: PlacedWords, start: int, end: int) -> Condition:
    start, end = trimmed(words.words, start, end)
    value = words.words[start:end][:_LONGEST_VALUE]
    return Condition(words.span(start, max(end, start + 1)), (Predicate("other", "not_in", (value,)),))


def _is_title(sentence: str, opens: bool) -> bool:
    """“支持建设标杆型孵化器。”, “孵化效果明显。” before more: the head of an item, which wants nothing by itself."""
    if "，" in sentence or not sentence.endswith("。") or readings(sentence, None):
        return False
    return (sentence.startswith("支持") and len(sentence) < 40) or (opens and len(sentence) <= _LONGEST_TITLE)
