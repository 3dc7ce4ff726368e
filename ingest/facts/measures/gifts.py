"""Read what a measure gives: each giving sentence, the words of its amount, rate and cap, and who alone is given it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.facts.measure import Condition, Gift
from ingest.facts.measures.conditions import ConditionReader
from ingest.facts.measures.patterns import (
    AMOUNT,
    BUDGET_BEFORE,
    CAPS,
    EXCLUDED,
    GIFT_KINDS,
    GIVEN_AFTER,
    GIVEN_BEFORE,
    GIVES,
    HELPS,
    HELPS_ACT,
    ITEM_LABEL,
    PART,
    PLAIN_GIFT,
    SENTENCE,
    SUPPORTS,
    SUPPORTS_ACT,
    TO_WHOM,
    WANTED_AFTER,
    WANTED_BEFORE,
    WHO_ARE,
    WHO_HAVE,
)
from ingest.facts.measures.placed_words import PlacedWords
from ingest.text.figures import figures_in

_LEAST_SENTENCE = 6
_MOST_KINDS = 3  # kinds of help of one measure that gives nothing certain
_YUAN = ("元",)


@dataclass(frozen=True, slots=True)
class Giving:
    """A giving sentence: its gift and the conditions that stand in it."""

    gift: Gift
    conditions: tuple[Condition, ...]
    follows: bool = False  # it only bounds what the sentence before it gives
    within: bool = False  # it gives a part of what the sentence before it gives (“其中零售企业……”)


def givings(words: PlacedWords, reader: ConditionReader, all_given: bool = False) -> list[Giving]:
    """Give the giving sentences of a field or clause in order; ``all_given`` for words that state nothing else."""
    found: list[Giving] = []
    gives_before = all_given
    within = False
    for start, end in _sentences(words.words):
        sentence = words.part(start, end)
        amounts = _given(sentence.words, gives_before)
        within = sentence.words.startswith("其中") or (within and words.words[start - 1] == "；")
        if amounts:
            found.append(replace(_giving(sentence, amounts, reader), within=within))
        elif PLAIN_GIFT.search(sentence.words) and not _NO_GIFT.search(sentence.words):
            gift = Gift(_kind(sentence.words), sentence.span(0, len(sentence.words)))
            found.append(Giving(gift, _conditions(sentence, reader)))
        gives_before = all_given or bool(amounts) or bool(GIVES.search(sentence.words))
    return found


def left_out(words: PlacedWords, reader: ConditionReader) -> list[Condition]:
    """Give who is left out by sentences that give nothing (“……转板的，不再重复给予奖励”)."""
    found: list[Condition] = []
    for start, end in _sentences(words.words):
        sentence = words.part(start, end)
        if EXCLUDED.search(sentence.words) and not _given(sentence.words, gives_before=False):
            found.extend(reader.of_field(sentence))
    return found


def supported(words: PlacedWords, reader: ConditionReader) -> list[Condition]:
    """Give who a measure supports, of its first sentence where that gives nothing yet (“支持……领域企业开展攻关。”)."""
    bounds = next(_sentences(words.words), None)
    sentence = words.part(*bounds) if bounds and not ITEM_LABEL.match(words.words) else None
    if not sentence or _given(sentence.words, gives_before=False) or PLAIN_GIFT.search(sentence.words):
        return []
    whom = SUPPORTS.search(sentence.words)
    found = reader.of_phrase(sentence.part(*whom.span("whom"))) if whom else ()
    return [one for one in found if all(p.field in _OF_WHOM for p in one.predicates) and one.predicates]


# What a sentence that supports somebody says of who that is
_OF_WHOM = ("industry", "qualification", "size", "stage")


def helps(words: PlacedWords, reader: ConditionReader) -> list[Gift]:
    """Give the kinds of help that words promise without giving anything: the first sentence of each kind."""
    found: dict[str, Gift] = {}
    for start, end in _sentences(words.words):
        sentence = words.part(start, end)
        kind = _kind(sentence.words)
        if HELPS.search(sentence.words) and kind not in ("其他", "资金") and kind not in found:
            act = HELPS_ACT.search(sentence.words)
            done = reader.of_phrase(sentence.part(*act.span("act"))) if act else ()
            events = tuple(one for one in done if all(test.field == "event" for test in one.predicates))
            found[kind] = Gift(kind, sentence.span(0, len(sentence.words)), conditions=events)
    return list(found.values())[:_MOST_KINDS]


# 支持资金用于……, 不予支持, 不能申请享受, 绩效考核以下内容: sentences about a gift that give nothing
_NO_GIFT = re.compile(
    r"资金(?:主要)?(?:用于|不)|不予(?:支持|奖励|资助)|不再|^采取[^，。]{0,24}(?:方式|补助)|不得|责任(?:单位|部门)|统筹用于|只能|连续\d年|视为|应当填写|发票|留存备查|申报表|备案手续|不(?:能|可)(?:申请|申报|享受)"
)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences and items: “1．贷款贴息。按……” is parted at 。 and at the labels."""
    for match in SENTENCE.finditer(text):
        start = match.start()
        marks = [
            *ITEM_LABEL.finditer(text, match.start(), match.end()),
            *_AMONG.finditer(text, match.start(), match.end()),
        ]
        for mark in sorted(marks, key=lambda mark: mark.start()):
            if mark.start() - start >= _LEAST_SENTENCE:
                yield start, mark.start()
            start = mark.end()
        if match.end() - start >= _LEAST_SENTENCE:
            yield start, match.end()


# “……奖励800万元，其中对完成……的，奖励100万元”: a part of what is given, with conditions of its own
_AMONG = re.compile(r"，其中，?(?=对)")


def _given(text: str, gives_before: bool) -> list[re.Match[str]]:
    """The amounts of a sentence that are given; one of a list (“20万元、重大项目50万元的标准”) as its last is."""
    found = list(AMOUNT.finditer(text))
    given: list[re.Match[str]] = []
    for match in reversed(found):
        listed = given and _LISTED.fullmatch(text, match.end(), given[-1].start())
        if listed or _is_given(text, match, gives_before):
            given.append(match)
    return given[::-1]


# “20万元、重大项目50万元”, “5万元和3万元”: what stands between amounts of one list
_LISTED = re.compile(r"(?:[、和或]|以及)[^，。；\d]{0,12}")


def _is_given(text: str, match: re.Match[str], gives_before: bool) -> bool:
    """Whether an amount is what is given, not a bound that who is given must meet."""
    before, after = text[: match.start()], text[match.end() :]
    if WANTED_AFTER.match(after):
        return False
    part = before[max(before.rfind(mark) for mark in "，。；") + 1 :]
    if _SPENT.search(part):
        return False
    if GIVEN_AFTER.match(after) and not _TOO_FAR.match(after):
        return bool(GIVES.search(text)) or gives_before
    if _SHARE_HELD.search(part) or (BUDGET_BEFORE.search(part) and match["money"]):
        return False
    if WANTED_BEFORE.search(part) and not CAPS.search(part[-8:]) and not part.endswith("控制在"):
        return bool(
            re.search(
                r"(?:奖励|补贴|补助|资助|支持|额度|贴息|出资)(?:总)?(?:金额|标准|额|比例)?(?:一般)?(?:为|达到?)$",
                part,
            )
        )
    if gives_before and _OF_LIST.search(before) and _ENDS_ITEM.match(after):
        return True
    if GIVEN_BEFORE.search(part):
        return bool(GIVES.search(before)) or gives_before or bool(GIVES.search(after))
    return False


# “占股比例不超过30%”, “利率上浮不得超过40%”: a bound on something else
_SHARE_HELD = re.compile(r"(?:占股|持股|股权|股份|上浮|不良率|利率浮动)[^，。；]{0,12}$")
# “资助额度：歌剧项目不超过400万元；杂技剧项目不超过300万元；”: an item of a list of what is given
_OF_LIST = re.compile(r"^[^，。；\d]{2,60}(?:项目|作品|类|形式|剧目|级)(?:(?:最高)?不超过|不高于|最高)?$")
_ENDS_ITEM = re.compile(r"[；。]|$")
# “支出金额大于1万元（含1万元）的项目予以支持”: what must have been spent
_SPENT = re.compile(r"(?:支出|支付)金额(?:可|应|须)?(?:大于|小于|超过|高于|低于)[^，。；]{0,10}$")
# “的企业，给予”: a gift that belongs to another part of the sentence
_TOO_FAR = re.compile(r"^的?[^，。；]{0,20}(?:企业|项目|单位|机构)[，，]")


def _giving(sentence: PlacedWords, amounts: list[re.Match[str]], reader: ConditionReader) -> Giving:
    text = sentence.words
    start, end = _amount_start(text, amounts[0].start()), amounts[-1].end()
    caps = [value for match in amounts if match["money"] and (value := _yuan(match["money"])) is not None]
    shares = [value for match in amounts if match["share"] and (value := _share(match["share"])) is not None]
    gift = Gift(
        _kind(text),
        sentence.span(0, len(text)),
        sentence.span(start, end),
        max(caps, default=None),
        shares[0] if shares else None,
    )
    conditions = _conditions(sentence, reader)
    follows = bool(_ONLY_CAP.match(text))
    return Giving(gift, conditions, follows)


# 单个企业年度奖励金额最高不超过1000万元。: it bounds what was given before
_ONLY_CAP = re.compile(
    r"^(?:同一|单个|每[家个]|单[家项]|申请人|以上|上述|累计|年度|总金额|最高|每年)[^，。；]{0,24}?(?:不超过|最高|上限|不高于)"
)
# 最高不超过, 不低于: what belongs to an amount right before it
_LEADS_AMOUNT = re.compile(
    r"(?:最高|不(?:得)?(?:超过|高于|多于|低于|少于)|上限|至多|最多|总额(?=不|最)|每[家项件个年人户台单场]|为|各|约)+$"
)


def _amount_start(text: str, start: int) -> int:
    leads = _LEADS_AMOUNT.search(text, max(0, start - 12), start)
    return leads.start() if leads else start


def _yuan(written: str) -> float | None:
    written = written if "元" in written else f"{written}元"
    figures = [figure for figure in figures_in(written) if figure.kind in _YUAN]
    return float(figures[-1].value) if figures else None


def _share(written: str) -> float | None:
    if "‰" in written:
        digits = re.findall(r"\d+(?:\.\d+)?", written)
        return round(float(digits[-1]) / 1000, 9) if digits else None
    figures = [figure for figure in figures_in(written) if figure.kind in ("%", "点")]
    return round(float(figures[-1].value) / 100, 6) if figures else None


def _kind(sentence: str) -> str:
    return next((kind for kind, words in GIFT_KINDS if words.search(sentence)), "其他")


def _conditions(sentence: PlacedWords, reader: ConditionReader) -> tuple[Condition, ...]:
    """The conditions in a giving sentence: of “对……的”, “……的，”, “支持……企业”."""
    text = sentence.words
    left_out = tuple(_left_out(sentence, reader))
    told = TO_WHOM.search(text)
    for pattern in (TO_WHOM, WHO_HAVE, SUPPORTS_ACT, SUPPORTS, WHO_ARE):
        if told and pattern in (WHO_HAVE, WHO_ARE):
            continue
        match = pattern.search(text)
        names = ("whom", "act") if pattern is SUPPORTS_ACT else ("whom",)
        found = [one for name in names if match for one in reader.of_phrase(sentence.part(*match.span(name)))]
        if found:
            return (*found, *left_out)
    given = GIVES.search(text)
    measured = _MEASURED_BY.search(text)
    stop = min(mark.start() for mark in (given, measured) if mark) if given else 0
    before = reader.of_phrase(sentence.part(0, stop)) if stop and not told else ()
    return (*(one for one in before if _names_applicant(one)), *left_out)


# 按照首次进入市场合同金额, 根据……情况: what a gift is measured by, which is wanted of nobody
_MEASURED_BY = re.compile(r"按照?(?!期|时|规定)|根据|依据")


def _names_applicant(condition: Condition) -> bool:
    """Whether a condition names a qualification or something done for the first time."""
    return any(one.field in ("qualification", "event") for one in condition.predicates)


def _left_out(sentence: PlacedWords, reader: ConditionReader) -> Iterator[Condition]:
    """“……企业不予奖励”: who is not given what the rest of the sentence gives."""
    for part in PART.finditer(sentence.words):
        if EXCLUDED.search(part.group()) and part.start():
            yield from reader.of_field(sentence.part(*part.span()))
