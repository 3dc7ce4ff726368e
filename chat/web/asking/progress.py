"""Grow a conversation by an answer in the making, and say when it is worth drawing again. Knows nothing of Gradio."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from chat.conversations import Conversation
from chat.web.asking.running import RunningAnswer
from ingest.errors import WenceError

REFRESH = 0.04  # seconds between two drawings of an answer that is coming in
INTERNAL_ERROR = "程序出错，这一问没有答成，详情已记入日志。请稍后再试，或换个问法。"

log = logging.getLogger(__name__)


def progress(run: RunningAnswer, conversation: Conversation) -> Iterator[tuple[Conversation, bool]]:
    """Give the conversation as the answer to its last question comes in, and whether the cards changed.

    What comes at once is given at once: to draw an answer piece by piece takes longer than to have it.
    """
    drawn, cards = 0.0, False
    try:
        for events in run.batches():
            wrote = False
            for name, value in events:
                if name == "documents":
                    conversation, cards = conversation.found(tuple(value)), True
                elif name == "text":
                    conversation, wrote = conversation.wrote(value), True
                elif name == "answer":
                    conversation, wrote = conversation.answered(value), False
            if wrote and time.monotonic() - drawn >= REFRESH:
                drawn = time.monotonic()
                yield conversation, cards
                cards = False
    except WenceError as error:
        conversation = conversation.failed(error.chinese)
    except Exception:  # the one place where an unforeseen failure becomes words on the page
        log.exception("an answer failed")
        conversation = conversation.failed(INTERNAL_ERROR)
    yield _ended(run, conversation), True


def _ended(run: RunningAnswer, conversation: Conversation) -> Conversation:
    """What is left when no more events come: done, stopped, thrown away or, without an answer, failed."""
    if run.cleared:
        return Conversation()
    if run.stopped:
        return conversation.stopped()
    if conversation.exchanges[-1].running:
        log.error("an engine ended without an answer")
        return conversation.failed(INTERNAL_ERROR)
    return conversation
