"""Read from a text which offices lead, assist and answer for a thing. Pure functions.

Official text says it in two ways: “甲局牵头，乙局、丙局配合” (the role behind the names) and
“牵头单位：甲局；配合单位：乙局” (the role in front of them).
"""

from __future__ import annotations

import re

_ROLES = {"lead": r"牵头|主办|主责", "assist": r"配合|协办|协助|参与", "answer": r"责任|负责|主管|承办|受理"}
# “牵头”, “配合”, “责任单位”: one group for each role
_ROLE = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _ROLES.items()))
# “牵头单位：市发改委”: behind such words the names follow; else they stand before the role
_IN_FRONT = re.compile(r"(?:的)?(?:单位|部门|机构)?\s*(?:[:：]|是|为|有|包括)|(?:单位|部门|机构)")
# “牵头的是甲办，乙局为责任单位”: the names before the next role are its own, from the last comma on
_BEFORE_ROLE = re.compile(r"，[^，]*(?:为|是|作为|担任|任)$")
# “市发改委牵头，区财政局配合”: where the names of one role end
_STOP = re.compile(r"[，,；;。：:！？|\n]")
# “牵头单位：甲局、乙局；”: where a list of offices behind its role ends; a comma may stand in it
_LIST_STOP = re.compile(r"[；;。！？|\n]")


def roles_of(name: str, text: str) -> frozenset[str]:
    """Give the roles (“lead”, “assist”, “answer”) that a text gives to a name; empty where it gives none."""
    return frozenset(role for role, words in assignments(text) if name in words)


def assignments(text: str) -> list[tuple[str, str]]:
    """Give (role, the words that hold the names with it), in order."""
    found = []
    matches = list(_ROLE.finditer(text))
    for place, match in enumerate(matches):
        role = match.lastgroup or ""
        front = _IN_FRONT.match(text, match.end())
        if front:
            limit = matches[place + 1].start() if place + 1 < len(matches) else len(text)
            stop = _LIST_STOP.search(text, front.end(), limit)
            end = stop.start() if stop else limit
            # “牵头的是甲办，乙局、丙局为责任单位”: what stands behind the last comma belongs to the next role
            if end == limit < len(text) and _BEFORE_ROLE.search(text[front.end() : end]):
                end = max(text.rfind("，", front.end(), end), front.end())
            found.append((role, text[front.end() : end]))
        else:
            stops = [stop.end() for stop in _STOP.finditer(text, 0, match.start())]
            found.append((role, text[stops[-1] if stops else 0 : match.start()]))
    return found
