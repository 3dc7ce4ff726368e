"""Questions from a file, one JSON object a line, each replied to with one JSON object, in order.

Knows nothing of how a question is answered.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chat.question import check_question
from ingest.errors import QuestionError, UnreadableFile, WenceError


def replies(
    path: str,
    reply: Callable[[str, Sequence[str]], Mapping[str, object]],
    complain: Callable[[str], None],
) -> Iterator[dict[str, object]]:
    """Give the reply to each line ``{"id", "question", "history"?}`` of a file (“-”: stdin).

    ``history`` are earlier questions of the same conversation, oldest first.
    A line that is no question gives ``{"id", "line", "error"}`` and a word to ``complain``; the
    rest goes on. Raises :class:`UnreadableFile` where there is no file to read.
    """
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        request: Mapping[str, Any] = {}
        try:
            request = _request(line)
            question = check_question(request.get("question"))
            yield {"id": request.get("id"), **reply(question, _history(request))}
        except WenceError as error:
            complain(f"第{number}行：{error.chinese}\nLine {number}: {error.english}")
            yield {"id": request.get("id"), "line": number, "error": error.as_dict()}


def _lines(path: str) -> Iterator[bytes]:
    if path == "-":
        yield from sys.stdin.buffer
        return
    name = Path(path).name
    try:
        with open(path, "rb") as file:
            yield from file
    except OSError as error:
        raise UnreadableFile(f"读不了“{name}”。", f"The file {name!r} cannot be read.") from error


def _history(request: Mapping[str, Any]) -> tuple[str, ...]:
    """Read the earlier questions of a line. Raises ``QuestionError`` for what is no list of questions."""
    earlier = request.get("history") or []
    if not isinstance(earlier, list):
        raise QuestionError(
            "history 应为一列此前的问题。", "The history of a line is a list of earlier questions."
        )
    return tuple(check_question(question) for question in earlier)


def _request(line: bytes) -> Mapping[str, Any]:
    try:
        request = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # bad UTF-8, bad JSON, 100,000 brackets
        raise QuestionError(
            '这一行不是 JSON，应为 {"id": …, "question": …}。', "This line is not JSON in UTF-8."
        ) from error
    if not isinstance(request, dict):
        raise QuestionError("这一行不是一个 JSON 对象。", "This line is not a JSON object.")
    return request
