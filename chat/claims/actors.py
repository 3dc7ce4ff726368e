"""Whether a passage says of the same office, person or thing what a sentence says of it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.claims.names import is_office, known_part, knows, organisations, persons
from chat.claims.passage import LEAST_NEAR, MOST_LOST, Passage, credit, is_foreign, names_another, pairs_in
from chat.claims.roles import assignments, roles_of
from chat.claims.statements import content_words, statements_of
from ingest.text.figures import figures_of
from ingest.text.normalise import letters

# Of the pairs of letters of a clause, for a clause of the passage to be the one that it follows
LEAST_CLAUSE = 0.6
# “京东集团与丰台区政府签约”: two who do something together
_PAIR = re.compile(r"(?P<one>\w{2,20})[与同跟](?P<other>\w{4,30})")
# “签约”, “共建”: what only two can do, so that both must stand in one clause
_PAIRED = re.compile(r"签|合作|联合|共建|共同|携手|对接|合资|组")
# “牵头单位：市发改委”: the heading of a list of offices, not an act of theirs
_NOTE = re.compile(r"(?:牵头|责任|配合|主办|主管|承办)(?:单位|部门)[：是为]")
# “（责任单位：市税务局、上海海关）”, “（市商务委）”: who answers for what stands before it
_LISTED = re.compile(r"[（(](?:[^（）()：:]{0,8}[：:])?(?P<names>[^（）()：:]{2,120})[）)]")
# “李明介绍，……”: who reports a fact need not stand in the sentence that states it
_SAYS = re.compile(r"表示|介绍|指出|强调|认为|透露|说$")
# “市发改委牵头，｜区政府配合。”: an act and who does it stand between two such marks.
_CLAUSE_END = re.compile(r"[，；。]")
# “牵头单位：｜市发改委”: the same within a sentence, whose full stop is gone
_CLAUSE_MARK = re.compile(r"[，；：]")


def wrong_role(words: str, passage: Passage) -> str:
    """Say which office has another role in the passage: “甲局牵头” where 甲局 is among those that assist."""
    plain = passage.words.replace("\n", "；")
    for name in filter(is_office, organisations(words)):
        mine, theirs = roles_of(name, words), roles_of(name, plain)
        others = {role for role, held in assignments(plain) if not knows(letters(held), letters(name))}
        listed = any(any(map(is_office, organisations(one["names"]))) for one in _LISTED.finditer(plain))
        unlisted = listed and not knows(letters(plain), letters(name))  # it only issued the document
        if mine and not mine & theirs and (theirs or unlisted or mine & others - {"answer"}):
            return f"“{name}”的分工与所引条文不符"
    return ""


def wrong_company(words: str, passage: Passage, subject: str) -> str:
    """Say which name of the passage stands in another sentence than what it is said to do."""
    if passage.source.cells:
        return ""
    plain = letters(passage.words)
    for clause in filter(None, _CLAUSE_END.split(words)):
        for name in (*organisations(clause), *persons(clause)):
            _, known = known_part(letters(name), plain)
            known = known or (name if name in plain else "")
            if not known or not (is_office(known) or name in persons(clause)):
                continue
            if known in letters(passage.context) and known not in plain:
                continue
            said = clause.replace(name, "，")
            said = said if content_words(said) and not _SAYS.search(said) else words.replace(name, "，")
            apart = [word for word, _ in content_words(f"{subject}，{said}")]
            if not any(_all_near(apart, known, at, passage) for at in range(len(passage.statements))):
                return f"“{name}”与所引条文所说不符"
    return _wrong_pair(words, passage)


def _wrong_pair(words: str, passage: Passage) -> str:
    """“甲与乙签约” where the passage has the two in clauses of their own."""
    clauses = [part for one in passage.statements for part in _CLAUSE_MARK.split(one.text)]
    for match in _PAIR.finditer(words):
        one, other = match["one"][-4:], match["other"][:4]
        one = one if one in passage.words else one[-2:]
        known = (
            one in passage.words
            and one not in passage.context
            and other in passage.words
            and _PAIRED.search(match.group())
        )
        if known and not any(one in clause and other in clause for clause in clauses):
            return f"“{match.group()}”与所引条文所说不符"
    return ""


def _all_near(about: Sequence[str], name: str, at: int, passage: Passage) -> bool:
    statement = passage.statements[at].text
    if not knows(letters(statement), name):
        return False
    if _NOTE.search(statement):
        return True  # “（牵头单位：甲局）” is said of the whole clause
    near = f"{statement}\n{passage.context}"
    following = passage.statements[at + 1].text if at + 1 < len(passage.statements) else ""
    if following and not any(map(is_office, organisations(following))):
        near += following
    return all(credit(word, passage.words) - credit(word, near) <= MOST_LOST for word in about)


def mixed(words: str, passage: Passage) -> str:
    """Say which clause puts together what the passage says of two things.

    It has words of another clause in place of those of the clause that it follows.
    """
    if passage.source.cells:
        return ""
    sentences = [one.text for one in passage.statements]
    clauses = [clause for sentence in sentences for clause in sentence.split("，")]
    for statement in statements_of(words):
        for clause in statement.text.split("，"):
            if any(not figure.is_year for figure in figures_of(clause)):
                continue  # looked at with its figure
            for parts, least in ((sentences, LEAST_NEAR), (clauses, LEAST_CLAUSE)):
                best = max(parts, key=lambda part: (pairs_in(clause, part), -len(part)), default="")
                if pairs_in(clause, best) >= least and _swapped(clause, best, words, passage):
                    return f"“{clause}”与所引条文所说不符"
    return ""


def _swapped(clause: str, best: str, words: str, passage: Passage) -> bool:
    """Whether a clause has words of elsewhere where ``best`` has others of its own."""
    allowed = f"{best}\n{passage.context}"
    return is_foreign(clause, allowed, best, passage) and names_another(best, words, passage.context)
