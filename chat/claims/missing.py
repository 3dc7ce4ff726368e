"""Say what a sentence states that its passage lacks: document numbers, names, words, members of a list. Pure functions.

Each gives the reason in words, or nothing where the passage has it all.
"""

from __future__ import annotations

import re

from chat.claims.names import (
    is_plain,
    known_part,
    knows,
    organisations,
    proper_names,
    shortened,
    stranger_in,
    titles_and_quotes,
)
from chat.claims.passage import Passage, credit
from chat.claims.statements import JOINS, MOST_LISTED, PARTS_OF_PLACES, content_words, letter_pairs
from index.words import is_word
from ingest.text.normalise import letters
from ingest.text.patterns import DOCUMENT_NUMBER

LEAST_SHARE = 0.6  # of a sentence's words that the passage must hold
VERB_WEIGHT = 0.4  # of a word that is no noun: paraphrases change verbs first
LEAST_NOUN = 0.45  # credit below which a noun is not in the passage
MOST_TORN = 3  # letters of a word that the cutting may have torn from a name
LEAST_MEMBER = 0.4  # of the pairs of letters of a thing in a list, that the passage must have
# “医疗、教育等领域”: the tail of a list, which belongs to no member
_AND_SO_ON = re.compile(r"等(?:方面|内容|领域|单位|企业)?$")
# “根据丰政发〔2022〕7号”: words that the expression of a 文号 takes for its issuer
_BEFORE_NUMBER = re.compile(r"^.*(?:文号|字号|根据|依据|按照|[是为据照以])")
# “包括：｜北京、天津和河北。”: a list stands in one clause
_CLAUSE_MARK = re.compile(r"[，；：。]")
# “株洲市” → “株洲”: people leave the level of a place out
_LEVEL = re.compile(r"(?:省|市|区|县|州)$")


def missing_number(words: str, passage: Passage) -> str:
    """Say which document number (文号) of a sentence the passage lacks; empty where none."""
    for match in DOCUMENT_NUMBER.finditer(words):
        number = letters(_BEFORE_NUMBER.sub("", match.group()))
        if number not in passage.plain:
            return f"文号“{number}”不在所引条文中"
    return ""


def missing_name(words: str, passage: Passage) -> str:
    """Say which title, quoted, tagged or Latin name of a sentence the passage lacks; empty where none."""
    plain = passage.plain
    for name in titles_and_quotes(words):
        if not knows(plain, name):
            return f"名称“{name}”不在所引条文中"
    for name in proper_names(words):
        bare = _LEVEL.sub("", name) if len(name) > 2 else name
        if (
            bare not in plain
            and not knows(plain, name)
            and not _inside_known(name, plain)
            and not _plain_words(name, plain)
        ):
            return f"名称“{name}”不在所引条文中"
    for name in organisations(words):
        before, known = known_part(letters(name), plain)
        if stranger_in(before, plain) if known else not is_plain(name):
            return f"名称“{name}”不在所引条文中"
    return ""


def _inside_known(name: str, plain: str) -> bool:
    """A name that the tagger cut out of longer words which the passage holds (“买和旭阳” of “值得买和旭阳集团”)."""
    return all(part in plain for part in JOINS.split(name) if part) and bool(JOINS.search(name))


def _plain_words(name: str, plain: str) -> bool:
    """Words that the tagger takes for a name and the passage has one by one (“申请专利”)."""
    return len(name) > 3 and all(name[at : at + 2] in plain for at in range(0, len(name) - 1, 2))


def missing_words(words: str, passage: Passage, strict: bool) -> str:
    """Say which words of a sentence the passage lacks; ``strict`` forgives fewer. Empty where enough stand there."""
    credits = [
        (word, noun, _credit_in(word, words, passage.known))
        for word, noun in content_words(_unnamed(words, passage.plain))
    ]
    if not credits:
        return ""
    for word, noun, held in credits:
        if noun and held < LEAST_NOUN and (is_word(word) or not shortened(word, passage.plain)):
            return f"“{word}”等内容不在所引条文中"
    strange = sum(held < LEAST_NOUN for _, _, held in credits)
    if 2 * strange > len(credits) or (strict and strange):
        return f"“{min(credits, key=lambda entry: entry[2])[0]}”等内容不在所引条文中"
    weights = [1.0 if noun else VERB_WEIGHT for _, noun, _ in credits]
    share = sum(w * held for w, (_, _, held) in zip(weights, credits, strict=True)) / sum(weights)
    if share < LEAST_SHARE:
        return f"“{min(credits, key=lambda entry: entry[2])[0]}”等内容不在所引条文中"
    return ""


def missing_member(words: str, passage: Passage) -> str:
    """Say which member of a list the passage lacks, though its single words may be there."""
    known = passage.plain
    for clause in _CLAUSE_MARK.split(words):
        members = [part for part in JOINS.split(clause) if part]
        if len(members) < 2 or len(members) > MOST_LISTED:
            continue
        for member in members[1:]:
            bare = letters(_AND_SO_ON.sub("", member))
            pairs = letter_pairs(bare)
            held = sum(pair in known for pair in pairs)
            if (
                pairs
                and held < LEAST_MEMBER * len(pairs)
                and content_words(member)
                and not shortened(bare, known)
            ):
                return f"“{member}”不在所引条文中"
    return ""


def _unnamed(words: str, plain: str) -> str:
    """A sentence without the names that the passage knows: they are not cut into words."""
    for name in organisations(words):
        _, held = known_part(letters(name), plain)
        words = words.replace(held, "，") if held else words
    return words


def _credit_in(word: str, words: str, known: str) -> float:
    """:func:`chat.claims.passage.credit`, or the share of the word's letters that the text has with the letters beside them in the sentence
    (“由市” of “由市商务局” is no word)."""
    at = words.find(word)
    held = [
        any(words[i : i + 2] in known and i >= 0 and i + 2 <= len(words) for i in (place - 1, place))
        for place in range(at, at + len(word))
    ]
    torn = at >= 0 and len(word) <= MOST_TORN and word[-1] not in PARTS_OF_PLACES
    return max(credit(word, known), sum(held) / len(held) if torn else 0.0)
