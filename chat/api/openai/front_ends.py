"""What chat front ends ask beside the conversation: a title, tags, follow-ups, in prompts of their own.

Open WebUI, LibreChat, NextChat and their like send such a prompt as a question. The documents do not answer it; what it
asks for is told from the conversation in it, in the form that it names. Pure functions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from chat.citations import MARK

LONGEST_TITLE = 20
# `{ "title": "your concise title here" }`: the form that the prompt names, by its first field
_FORM = re.compile(r"\{\s*\\?\"(?P<field>title|tags|follow_ups|queries|text|emoji|prompt|questions)\\?\"\s*:")
# “### Task:”, “<chat_history>”, “Chat History:”, “Conversation:”: the prompt carries the conversation with it
_CARRIES = re.compile(
    r"<chat_history>|#+ ?Chat History|^Conversation:|^(?:聊天|对话)(?:记录|历史)", re.I | re.M
)
# “3-5 word title”, “会话总结为 10 个字以内的标题”, “简要主题”: asks for a name of the conversation
_TITLE = re.compile(r"title|标题|简要主题|话题名称|命名", re.I)
# “Only return the title”, “直接返回”, “不要解释”: speaks to a model, as no question about documents does
_ORDER = re.compile(
    r"(?:only|just) (?:return|respond|output|write)|generate a|provide a|analyze this conversation|summariz|直接返回|只返回|不要解释|不要标点|总结为|生成一?个|概括为",
    re.I,
)
# “USER: …”, “Human: …”, “用户：…”: the first thing that was asked in it
_ASKED = re.compile(r"^(?:#+ )?(?:user|human|用户|我|问)\s*[:：]\s*(?P<words>.+)$", re.I | re.M)
# “《青山县养老服务办法》”: the documents that an answer cites
_CITED = re.compile(r"《([^《》]{2,30})》")
_AT_ENDS = " 。？！?!.，,：:\"“”'"


def front_end_reply(messages: Sequence[Mapping[str, str]]) -> str | None:
    """Give the reply to a front end's own prompt, ``None`` where the last message is a question to the documents."""
    spoken = [one for one in messages if one["role"] in ("user", "assistant")]
    last = spoken[-1]["content"] if spoken and spoken[-1]["role"] == "user" else ""
    system = "\n".join(one["content"] for one in messages if one["role"] in ("system", "developer"))
    form = _FORM.search(last)
    orders = bool(_ORDER.search(last)) and bool(_TITLE.search(last))
    carried = bool(_CARRIES.search(last)) and bool(form or _TITLE.search(last))
    by_system = bool(_ORDER.search(system)) and bool(_TITLE.search(system)) and len(spoken) <= 2
    if not (carried or orders or (form and last.lstrip().startswith("#")) or by_system):
        return None
    before = [one["content"] for one in spoken[:-1]] if not by_system else []
    asked = _asked(last if not by_system else "", before or [last])
    said = "\n".join([last, *before])
    field = form["field"] if form else "plain"
    return json.dumps(_told(field, asked, said), ensure_ascii=False) if form else _title(asked)


def _asked(prompt: str, before: Sequence[str]) -> str:
    found = _ASKED.search(prompt)
    return found["words"] if found else before[0]


def _title(asked: str) -> str:
    words = " ".join(MARK.sub("", asked).split()).strip(_AT_ENDS)
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1]}…"


def _told(field: str, asked: str, said: str) -> dict[str, object]:
    """The value of the form: lists stay empty where the conversation gives nothing for them."""
    if field == "title":
        return {"title": _title(asked)}
    if field == "tags":
        return {"tags": list(dict.fromkeys(_CITED.findall(said)))[:3] or [_title(asked)]}
    if field == "queries":
        return {"queries": [_title(asked)]}
    if field in ("follow_ups", "questions"):
        return {field: []}
    return {field: _title(asked) if field == "prompt" else ""}
