"""Turn a conversation as programs send it into the turns the engine follows up on.

A program knows only what was asked and said: sentences and the question as it was read are
made up from that. Knows nothing of HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from chat.answer import Answer, Sentence, Turn
from chat.citations import MARK, reference
from chat.question import LONGEST_QUESTION, followup
from ingest.errors import QuestionError

MOST_TURNS = 20  # the latest count
LONGEST_ANSWER = 8_000  # characters of an earlier answer; what is longer is cut
SOURCES_HEADING, NEAREST_HEADING = "\n\n出处：\n", "\n\n最接近的条款：\n"  # what we put below an answer
# “……达到5%。”: one sentence with its mark
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


def turns_of(exchanges: Sequence[tuple[str, str]], places: Collection[str] = ()) -> tuple[Turn, ...]:
    """Make turns of (question, answer) pairs, oldest first; ``places``: see ``followup.resolve``."""
    turns: tuple[Turn, ...] = ()
    for question, said in exchanges[-MOST_TURNS:]:
        asked = question.strip()[:LONGEST_QUESTION]
        if asked:
            resolved = followup.resolve(asked, turns, places)
            turns += (Turn(asked, resolved, _answer(asked, resolved, said[:LONGEST_ANSWER])),)
    return turns


def _answer(question: str, resolved: str, text: str) -> Answer:
    body = text.partition(SOURCES_HEADING)[0].partition(NEAREST_HEADING)[0]
    body = MARK.sub("", body)
    sentences = tuple(Sentence(part.strip(" -"), ()) for part in _SENTENCE.findall(body) if part.strip(" -"))
    return Answer(question, resolved, "general", text, sentences, (), False, 0.0)


def exchanges_of(messages: Sequence[Mapping[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Give the last question of chat messages (“role”, “content”), and the exchanges before it.

    System messages are left out: what the documents say is not up to them. Raises ``QuestionError``
    where the last message is not a user's.
    """
    spoken = [message for message in messages if message["role"] in ("user", "assistant")]
    if not spoken or spoken[-1]["role"] != "user":
        raise QuestionError("最后一条消息应是用户的问题。", "The last message must be the user's question.")
    pairs: list[tuple[str, str]] = []
    for message in spoken[:-1]:
        if message["role"] == "user":
            pairs.append((message["content"], ""))
        elif pairs:
            question, said = pairs[-1]
            pairs[-1] = (question, f"{said}{message['content']}")
    return spoken[-1]["content"], pairs


def sources_text(answer: Answer) -> str:
    """Write what follows the answer: what became of a language model's part, and the list of sources."""
    notice = f"\n\n（{answer.notice}）" if answer.notice else ""
    if not answer.citations:
        return notice
    heading = NEAREST_HEADING if answer.refused else SOURCES_HEADING
    lines = [f"[{citation.n}] {reference(citation)}" for citation in answer.citations]
    return f"{notice}{heading}" + "\n".join(lines)
