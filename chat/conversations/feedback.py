"""Turn votes on answers into questions of an evaluation set, in the format of ``eval/questions``. Pure functions.

A vote for an answer makes a gold of it: its sources, its quotes and the figures and names in it that
the quotes hold. A vote against one makes a question whose gold is still to be written; where the
reason is that the documents do not answer, refusing is the gold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from chat.citations import MARK
from chat.conversations.conversation import Exchange
from chat.conversations.store import UP, Vote

NOT_IN_DOCUMENTS = "文件里其实没有"
NEGATIVE = "negative"
LONGEST_EVIDENCE = 80
MOST_KEYS = 6
# “1.5亿元”, “26,842个”, “2025年”: a figure with its units, a key point of the answer
_FIGURE = re.compile(r"\d[\d,.]*(?:%|万|亿|元|家|个|项|年|月|日|公里|平方米)*")
# “‘丰泽计划’”, 《方案》: a name, a key point where the answer has no figure
_NAMED = re.compile(r"[“《]([^”》]{2,30})[”》]")


def question_lines(votes: Iterable[Vote]) -> list[str]:
    """Write one JSON line for each vote, as ``eval.gold.load_questions`` reads them."""
    return [
        json.dumps(question_of_vote(vote, f"v{number:04d}"), ensure_ascii=False)
        for number, vote in enumerate(votes, 1)
    ]


def question_of_vote(vote: Vote, identity: str) -> dict[str, object]:
    """Make a question with gold out of a vote; ``identity`` is its id in the question file."""
    exchange = vote.exchange
    answer = exchange.answer
    assert answer is not None  # only answers are voted on
    found: dict[str, object] = {"id": identity, "type": answer.kind, "question": exchange.question}
    if vote.history:
        found["history"] = list(vote.history)
    if (vote.vote == UP and answer.refused) or vote.reason == NOT_IN_DOCUMENTS:
        found |= {"type": NEGATIVE, "must": []}
    elif vote.vote == UP:
        found |= _gold(exchange)
    else:
        found["must"] = []
    note = "；".join(filter(None, (vote.reason, vote.remark)))
    said = f"当时的回答：{exchange.text.strip()}" if vote.vote != UP else ""
    words = "；".join(filter(None, ("有用" if vote.vote == UP else "无用", note, said)))
    return {**found, "note": words}


def _gold(exchange: Exchange) -> dict[str, object]:
    quotes = [citation.quote for citation in exchange.citations]
    text = MARK.sub("", exchange.text)
    held = "\n".join(quotes)
    keys = [key for key in dict.fromkeys([*_NAMED.findall(text), *_FIGURE.findall(text)]) if key in held]
    if not keys:
        keys = [" ".join(quote.split())[:LONGEST_EVIDENCE] for quote in quotes[:1]]
    return {
        "must": [[key] for key in keys[:MOST_KEYS]],
        "must_not": [],
        "docs": list(dict.fromkeys(citation.doc_id for citation in exchange.citations)),
        "evidence": [quote[:LONGEST_EVIDENCE] for quote in quotes],
        "answer": text.strip(),
    }
