"""Whether a sentence says the words of its passage in their order: two things exchanged, salad, stutter.

Pure functions of flat text. Each gives the reason in words, or nothing.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise, product

from chat.claims.passage import Passage
from chat.claims.patterns import CLAUSE
from index.words import tagged

LEAST_BLOCK = 2  # letters that a sentence and a statement share in a row
MOST_GAP = 6  # letters between two neighbouring blocks, in the sentence as in the statement
MOST_BESIDE = 2  # between two that stand beside each other
MOST_PLACES = 12  # of one block in a statement that are looked at
LEAST_WORDS, LEAST_JOINS = 7, 0.25  # of a salad: words in a row, and of their joints that the passage has
LEAST_PIECE = 4  # letters on either side of what a retelling leaves out
MOST_LEFT_OUT = 3  # letters that a retelling may leave out at a time
# “给予奖励给予奖励”: a stretch that follows upon itself
_STUTTER = re.compile(r"(?P<said>[^，。；、：]{3,30}?)[，、和与]?(?P=said)")
# “多少”, “哪些”, “吗”: the sentence asks
_ASKS = re.compile(
    r"多少|什么|哪些|哪个|哪几|谁|怎样|怎么|如何|是否|能否|几(?=个|项|家|条|种|年|人|天)|[吗呢]$"
)
# “，”, “（”, “的”: what may come or go without a change of meaning
_LIGHT = re.compile(r"[^\w%.]|[的了要将为是则共并]")
# “分别给予”, “依次为”: the statement itself keeps names and figures apart
_SHARED_OUT = re.compile(r"分别|依次|各为")
# “夜间｜高于｜白天”: which of the two it is matters
_COMPARES = re.compile(r"[高低大小多少优早晚先后快慢重轻强弱]于|超过|优先|领先|不如|取代|替代")
# “，”, “《”, “值得注意的是”: what stands behind it stands by itself
_BEGIN = re.compile(r"[，,；;：:。！？《“「（(、]|是")
# “天祝县” of a title that has “天祝藏族自治县”
_LEVEL_OF_PLACE = re.compile(r"(?<=..)[省市县区州]$")
# “2025年”: a year or a figure is never only an opening
_DIGIT = re.compile(r"\d")
# “，”, “、”: no run of words reaches over one
_MARK = re.compile(r"[，、；：。！？]")
# “不”, “最高”, “3”: what may not be left out
_HEAVY = re.compile(r"[不未无非没最超低\d、，；。：]|以[上下内外]|原则|可|应|须|力争|左右|分别")

_Block = tuple[int, int]  # start and end in a sentence


def asks(words: str, passage: Passage) -> str:
    """Say where a sentence asks instead of telling; the passage may itself have the words."""
    said = _ASKS.search(words.rstrip("。？！?!"))
    return f"“{said.group()}”是问，不是答" if said and said.group() not in passage.words else ""


def stutters(words: str, passage: Passage) -> str:
    """Say which stretch a sentence says twice in a row, where the passage does not."""
    said = _STUTTER.search(words)
    return f"“{said['said']}”重复" if said and said.group() not in passage.words else ""


def salad(words: str, passage: Passage) -> str:
    """Say which clause only strings words of the passage together, without the joints that they have there."""
    for clause in filter(None, CLAUSE.split(words)):
        run: list[str] = []
        for word, tag in [*tagged(clause), ("", "x")]:
            if len(word) > 1 and not tag.startswith(("u", "p", "c", "x", "m")):
                run.append(word)
                continue
            joints = [one[-1] + other[0] for one, other in pairwise(run)]
            known = sum(joint in passage.known for joint in joints)
            if len(run) >= LEAST_WORDS and known < LEAST_JOINS * len(joints):
                return f"“{''.join(run)[:12]}”不成句"
            run = []
    return ""


def exchanged(words: str, passage: Passage) -> str:
    """Say which two things of a sentence have changed places: “甲审核、乙拨付” where the passage has “乙审核、甲拨付”."""
    for statement in passage.statements:
        if _SHARED_OUT.search(statement.text):
            continue  # “甲、乙分别为5、6” is told as “甲5，乙6”
        blocks = _blocks(words, statement.text)
        for first, middle, last in combinations(blocks, 3):
            three = (first, middle, last)
            if middle[0] - first[1] > MOST_GAP or last[0] - middle[1] > MOST_GAP:
                continue
            behind = next((one for one in blocks if 0 <= one[0] - last[1] <= MOST_BESIDE), None)
            four = _exchanged_before(words, three, behind, statement.text) if behind else False
            if four or (
                _COMPARES.search(words[slice(*middle)]) and _turned_round(words, three, statement.text)
            ):
                return f"“{words[first[0] : last[1]]}”与所引条文的次序相反"
    return ""


def _exchanged_before(words: str, three: tuple[_Block, _Block, _Block], behind: _Block, held: str) -> bool:
    """Whether “X B Y Z” of a sentence is “Y B X Z” in the statement, each beside the next."""
    first, middle, last = (words[slice(*block)] for block in three)
    if len({first, middle, last}) < 3 or three[1][0] - three[0][1] > MOST_BESIDE:
        return False
    between = rf"[^\w]{{0,3}}\w{{0,{MOST_BESIDE}}}?"
    turned = (
        between.join(map(re.escape, (last, middle)))
        + rf"[^\w]{{0,3}}\w{{0,{MOST_BESIDE}}}?"
        + between.join(map(re.escape, (first, words[slice(*behind)])))
    )
    return re.search(turned, held) is not None


def _blocks(words: str, held: str) -> list[_Block]:
    """The longest runs of whole words of a sentence that a statement has too, from left to right, none over a mark."""
    edges = [0]
    for word, _ in tagged(words):
        edges.append(edges[-1] + len(word))
    found: list[_Block] = []
    at = 0
    while at < len(edges) - 1:
        last = at
        while (
            last < len(edges) - 1
            and not _MARK.search(words[edges[last] : edges[last + 1]])
            and words[edges[at] : edges[last + 1]] in held
        ):
            last += 1
        if edges[last] - edges[at] >= LEAST_BLOCK:
            found.append((edges[at], edges[last]))
        at = max(last, at + 1)
    return found


def _turned_round(words: str, blocks: tuple[_Block, _Block, _Block], held: str) -> bool:
    """Whether three blocks stand closest together in the statement in just the other order."""
    texts = [words[start:end] for start, end in blocks]
    if len(set(texts)) < 3:
        return False
    places = [_places(text, held) for text in texts]
    first, middle, last = min(product(*places), key=lambda three: max(three) - min(three))
    if not last < middle < first:
        return False
    gaps = (middle - last - len(texts[2]), first - middle - len(texts[1]))
    return all(0 <= gap <= MOST_GAP for gap in gaps)


def _places(text: str, held: str) -> list[int]:
    found: list[int] = []
    at = held.find(text)
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(at)
        at = held.find(text, at + 1)
    return found


def told_in_order(words: str, passage: Passage) -> bool:
    """Whether each clause is a clause of one statement of the passage, its light words aside, in the same order.

    The sentence may open with words of the title or the headings (“临川市”) or with what heads the line (“市文改办：”)
    before a whole clause, and may leave out a short verb.
    """
    clauses = [_LIGHT.sub("", clause) for clause in CLAUSE.split(words) if clause]
    lines = passage.words.split("\n")
    for statement in passage.statements:
        line = lines[statement.line] if statement.line < len(lines) else ""
        head = line.split("：")[0] if "：" in line else ""
        if _follows(clauses, statement.text, f"{passage.context}\n{head}"):
            return True
    return False


def _follows(clauses: list[str], held: str, known: str) -> bool:
    line, at = _LIGHT.sub("", held), 0
    begins = {len(_LIGHT.sub("", held[: match.end()])) for match in _BEGIN.finditer(held)} | {0}
    for place, clause in enumerate(clauses):
        ends = [_end_of(clause, line, at)]
        for start in range(1, len(clause) - LEAST_BLOCK if place == 0 else 1):
            opening = clause[:start]
            if _LEVEL_OF_PLACE.sub("", opening) in known and not _DIGIT.search(opening):
                ends += [
                    _end_of(clause[start:], line, begin)
                    for begin in begins
                    if line.startswith(clause[start : start + LEAST_BLOCK], begin)
                ]
        at = max(ends)
        if not at:
            return False
    return True


def _end_of(clause: str, line: str, at: int) -> int:
    """Where a clause ends in a line from ``at`` on, perhaps with a short verb left out; 0 where it does not stand there."""
    found = line.find(clause, at)
    if found >= 0:
        return found + len(clause)
    for cut in range(LEAST_PIECE, len(clause) - LEAST_PIECE + 1):
        found = line.find(clause[:cut], at)
        if found < 0:
            return 0
        again = line.find(clause[cut:], found + cut, found + len(clause) + MOST_LEFT_OUT)
        left_out = line[found + cut : again] if again >= 0 else ""
        if (
            left_out
            and not _HEAVY.search(left_out)
            and all(tag.startswith("v") for _, tag in tagged(left_out))
        ):
            return again + len(clause) - cut
    return 0
