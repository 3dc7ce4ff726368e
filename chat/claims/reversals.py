"""Whether a statement is turned round: negation, bound, direction, duty, “for each”, a goal told as done.

Pure functions of flat text. A sentence is compared with the words that it rests on, clause by clause.
"""

from __future__ import annotations

import re

from chat.claims.patterns import (
    AIM,
    BOUND_NEGATION,
    CALL,
    CAUSE,
    CHOICE,
    CLAUSE,
    DONE,
    DUTY,
    EACH,
    FIRM,
    FIRM_DUTY,
    FORBIDDEN,
    HAPPENED,
    LOOSE,
    MUST,
    NEGATION,
    NOW,
    OPPOSITES,
    TO_COME,
    VALID,
    WHEN,
    WIDE,
)
from chat.claims.statements import letter_pairs

# “……达到5%。｜其中……”: the marks between sentences
_SENTENCES = re.compile(r"[。！？；\n]")
# “已经建成”: told as done beyond doubt, which “已” in a set phrase is not
_SURELY_DONE = re.compile(r"已经|实现了|完成了|达到了")
# “年均”, “年产”, “元/年”: the passage says in other words that a figure is for each year
_A_YEAR = re.compile(r"年(?:均|度|新增|产|增|收)|/年|每年|一年")
# “推动……比例达到70%”: the clause opens with what is to be done
_SETS_OUT = re.compile(r"(?:推动|加快|力争|争取|努力|确保|促进|支持|推进|探索|研究)")
# “应当公示”: a duty that leaves no choice
_STRICT_DUTY = re.compile(r"应当|必须|不得|须")
# “无重大处罚记录”: none, which “没有” says too
_WITHOUT = re.compile(r"无(?!论|锡|人|线)|未|非")
# “因疫情推迟”: a passage may give a cause by “因” alone
_ANY_CAUSE = re.compile(f"{CAUSE.pattern}|因(?!此)")


def turned(words: str, known: str, passage: str) -> str:
    """Say what a sentence turns round against the words ``known`` that it rests on; ``passage`` is all of it."""
    return (
        _opposite(words, known)
        or _denied(words, passage)
        or _firmer(words, known, passage)
        or _looser(words, passage)
        or _unsaid(words, passage)
        or _every(words, passage)
        or _told_as_done(words, known)
        or _caused(words, known)
        or _validity(words, passage)
        or _not_now(words, known, passage)
    )


def _opposite(words: str, known: str) -> str:
    for one, other in OPPOSITES:
        for mine, theirs in ((one, other), (other, one)):
            said = re.search(mine, words)
            if (
                said
                and not re.search(theirs, words)
                and not re.search(mine, known)
                and re.search(theirs, known)
            ):
                return f"“{said.group()}”与所引条文相反"
    for clause in filter(None, CLAUSE.split(words)):
        near = closest(clause, known)
        for one, other in OPPOSITES[:1]:
            for mine, theirs in ((one, other), (other, one)):
                said = re.search(mine, clause)
                if said and near and not re.search(mine, near) and re.search(theirs, near):
                    return f"“{said.group()}”与所引条文相反"
    return ""


def closest(clause: str, known: str, least: float = 0.5) -> str:
    """Give the clause of a text that shares most letter pairs with a clause; empty below ``least``."""
    pairs = set(letter_pairs(clause))
    if not pairs:
        return ""
    parts = [part for part in CLAUSE.split(known) if part]
    best, found = least, ""
    for part in parts:
        share = sum(pair in part for pair in pairs) / len(pairs)
        if share > best:
            best, found = share, part
    return found


def _sentence_with(clause: str, text: str) -> str:
    """The sentence of a text that a clause of it stands in; empty for no clause."""
    return next((one for one in _SENTENCES.split(text) if clause and clause in one), "")


def _negated(text: str) -> re.Match[str] | None:
    return NEGATION.search(BOUND_NEGATION.sub("", text))


def _denied(words: str, passage: str) -> str:
    """A clause that denies what the passage says, or says what it denies."""
    for clause in filter(None, CLAUSE.split(words)):
        said = _negated(clause)
        near = closest(NEGATION.sub("", clause), passage, 0.55)
        if said and words[words.find(said.group()) :][: len(said.group()) + 2] in passage:
            continue
        if said and not _negated(passage):
            return f"“{said.group()}”不在所引条文中"
        if not near:
            continue
        held = _negated(near)
        if said and _WITHOUT.search(near):
            continue
        around = _sentence_with(near, passage)
        forbidden = said and FORBIDDEN.search(said.group()) and FORBIDDEN.search(around)
        if said and not held and said.group() not in near and not forbidden:
            return f"“{said.group()}”不在所引条文中"
        if held and not said and _denies(held, near, clause):
            return f"所引条文说的是“{held.group()}”"
    return _affirmed(words, passage)


def _affirmed(words: str, passage: str) -> str:
    """What the passage denies in so many words, told without the denial: “重复享受” where it has “不得重复享受”."""
    if _negated(words):
        return ""
    for held in NEGATION.finditer(BOUND_NEGATION.sub("", passage)):
        behind = held.string[held.end() : held.end() + 4]
        told = len(behind) == 4 and not CLAUSE.search(behind) and behind in words
        if told and passage.count(behind) == passage.count(held.group() + behind):
            return f"所引条文说的是“{held.group()}”"
    return ""


def _denies(held: re.Match[str], near: str, clause: str) -> bool:
    """Whether what a clause says is what stands behind the negation."""
    behind = BOUND_NEGATION.sub("", near)[held.end() :][:6]
    return len(behind) > 1 and behind[:2] in clause


def _firmer(words: str, known: str, passage: str) -> str:
    """A duty that the passage does not lay on anybody."""
    must = MUST.search(words)
    if must and must.group() not in passage and not FIRM_DUTY.search(known):
        return f"“{must.group()}”不在所引条文中"
    if must and must.group() in ("一律", "否则", "问责", "强制") and must.group() not in passage:
        return f"“{must.group()}”不在所引条文中"
    firm = FIRM.search(words)
    if firm and not FIRM.search(known) and LOOSE.search(known) and not DUTY.search(known):
        return f"“{firm.group()}”不在所引条文中"
    return ""


def _looser(words: str, passage: str) -> str:
    """A duty told as a choice."""
    free = CHOICE.search(words)
    if free and free.group() not in passage:
        return f"“{free.group()}”不在所引条文中"
    for clause in filter(None, CLAUSE.split(words)):
        if "可以" in clause or "可自" in clause:
            near = closest(clause, passage)
            if near and _STRICT_DUTY.search(near) and "可" not in near:
                return "“可以”与所引条文相反"
    return ""


def _unsaid(words: str, passage: str) -> str:
    """Words that change what a sentence says by themselves and that the passage does not have."""
    for kind in (WIDE, CALL, WHEN):
        for match in kind.finditer(words):
            if match.group() not in passage:
                return f"“{match.group()}”不在所引条文中"
    return ""


def _every(words: str, passage: str) -> str:
    for match in EACH.finditer(words):
        unit = match.group()[1:]
        if unit == "年" and _A_YEAR.search(passage):
            continue
        if not any(f"{each}{unit}" in passage for each in "每/按各"):
            return f"“{match.group()}”不在所引条文中"
    return ""


def _told_as_done(words: str, known: str) -> str:
    """A goal told as reached: “已达到” where the passage has “将达到”, “力争达到”."""
    if not DONE.search(words):
        return ""
    told = next((clause for clause in CLAUSE.split(words) if DONE.search(clause)), words)
    near = closest(told, known, 0.3)
    around = _sentence_with(near, known)
    # “预期目标是：……” and “展望2035年，……” hold for all that follows
    heads = (near, around.split("：")[0] if "：" in around else "", around.split("，")[0])
    if any(map(TO_COME.search, heads)) and not DONE.search(near):
        return "把目标说成了结果"
    if not HAPPENED.search(known) and AIM.search(known):
        return "把目标说成了结果"
    firm = _SURELY_DONE.search(words)
    if firm and _SETS_OUT.match(near) and not DONE.search(near):
        return "把目标说成了结果"
    return "把目标说成了结果" if firm and not DONE.search(known) and TO_COME.search(known) else ""


def _caused(words: str, passage: str) -> str:
    """A cause that the passage does not give."""
    said = CAUSE.search(words)
    return f"“{said.group()}”不在所引条文中" if said and not _ANY_CAUSE.search(passage) else ""


def _validity(words: str, passage: str) -> str:
    said = VALID.search(words)
    return f"“{said.group()}”不在所引条文中" if said and said.group() not in passage else ""


def _not_now(words: str, known: str, passage: str) -> str:
    now = NOW.search(words)
    if now and now.group() not in passage and (AIM.search(known) or not HAPPENED.search(known)):
        return f"“{now.group()}”不在所引条文中"
    return ""


# --- bounds ------------------------------------------------------------------------------------
