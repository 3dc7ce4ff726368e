"""An English frame around Chinese quotes, for a question asked in English: whose words they are, and what they are worth.

The quotes stay the documents' own words; reasons, notes and standings are said in English by their forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from chat.answer import AnswerTable, Citation, Sentence
from chat.answers import Draft, compose, short_title, without_marks
from chat.evidence import ScoredUnit
from chat.question import Question
from index.hits import DocumentInfo
from ingest.document import DRAFT, EXPIRED, IN_FORCE, NEWS, REPEALED, UNKNOWN, UPCOMING

_STANDINGS = {
    IN_FORCE: "in force",
    UNKNOWN: "standing not shown",
    DRAFT: "draft for comment, not in force",
    EXPIRED: "its period has ended",
    REPEALED: "repealed",
    UPCOMING: "not yet in force",
    NEWS: "news report",
}
_FACTS = {
    "邮箱": "an e-mail address",
    "联系电话": "a telephone number",
    "网址": "a web address",
    "人员姓名": "a person's name",
    "时间": "a time",
    "具体日期": "a day",
    "具体月份": "a month",
    "时长": "a length of time",
    "金额": "an amount",
    "金额或比例": "an amount or a share",
    "比例": "a share",
    "数量": "a number",
    "数额": "a figure",
    "牵头或责任单位": "who is responsible",
}
_VERDICTS = {"能": "Yes", "不能": "No", "需要": "Required", "不需要": "Not required"}
# Names of columns that are ours; those of the documents stay.
_HEADERS = {
    "文件": "Document",
    "所在": "Where",
    "原文": "Original words",
    "指标": "Indicator",
    "数值": "Figure",
    "任务": "Task",
    "分工": "Who does it",
}
# “能：申请人应当……”, “不需要：……”: the verdict that an answer begins with
_VERDICT = re.compile(r"^(不能|不需要|能|需要)：")
# “共3项：”, “共7项指标：”: how many follow
_COUNT = re.compile(r"^共(\d+)[\u4e00-\u9fff]{1,4}：")


def _fact(words: str) -> str:
    return _FACTS.get(words, f"“{words.strip('“”')}”")


# The forms of reasons and notes, each with its words in English.
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    # “现有文件没有关于深圳的内容”
    (re.compile(r"现有文件没有关于(.+)的内容"), lambda m: f"nothing about {m[1]}"),
    # “丰台的文件中没有“丰泽计划””, “现有文件中没有“丰泽计划”，它见于《甲规划》”
    (
        re.compile(r"(.*?)文件中没有“(.+?)”(?:，它见于(《.+》))?"),
        lambda m: f"“{m[2]}” is not there" + (f"; it stands in {m[3]}" if m[3] else ""),
    ),
    # “现有文件没有提到“机场”、“港口””
    (re.compile(r"现有文件没有提到(.+)"), lambda m: f"no mention of {m[1]}"),
    # “现有文件没有2031年的相应内容”
    (re.compile(r"现有文件没有(.+)年的相应内容"), lambda m: f"nothing of the kind for {m[1]}"),
    # “文件提到了相关内容，但没有写明金额”
    (
        re.compile(r"文件提到了相关内容，但没有写[明到](.+)"),
        lambda m: f"they speak of it without giving {_fact(m[1])}",
    ),
    # “文件只提到“丰九条”的名称，没有写明其内容”
    (re.compile(r"文件只提到(“.+”)的名称.*"), lambda m: f"they name {m[1]} and do not say what it holds"),
    # “《甲办法》是征求意见稿，尚未生效，没有施行日期”
    (re.compile(r"(《.+》)是征求意见稿.*"), lambda m: f"{m[1]} is a draft and has no day of effect"),
    # “《甲办法》没有第九条”, “《甲办法》第三条没有写明数额”
    (re.compile(r"(《.+》.*?)没有写明(.+)"), lambda m: f"{m[1]} does not give {_fact(m[2])}"),
    (re.compile(r"(《.+》.*?)没有(.+)"), lambda m: f"{m[1]} has no {m[2]}"),
    # “现有文件中没有文号为国发〔2019〕4号的文件”
    (re.compile(r"现有文件中没有文号为(.+)的文件"), lambda m: f"no document has the number {m[1]}"),
    # “文件只写了有关的处罚，没有写明怎样办理”
    (re.compile(r"文件只写了有关的处罚.*"), lambda _: "they tell of penalties and not of how it is done"),
    # “现有文件没有回答这个问题的内容”, “现有文件中没有与问题相关的内容”
    (re.compile(r"现有文件中?没有.*"), lambda _: "no passage answers the question"),
    # “（共12项，以上为前5项，其余见《甲办法》第三条。）”
    (
        re.compile(r"（共(\d+)[\u4e00-\u9fff]{1,3}，以上为前(\d+)[\u4e00-\u9fff]{0,2}(?:，其余见(.+?))?。）"),
        lambda m: f"(The first {m[2]} of {m[1]}" + (f"; the rest: {m[3]}" if m[3] else "") + ".)",
    ),
    # “（没有找到：带什么；几天办完。）”, “（《指南》的“居住证”没有写明：电话。）”
    (re.compile(r"（.*?(?:没有找到|没有写明)：(.+?)。）"), lambda m: f"(Not found: {m[1]}.)"),
    # “另一方未找到依据：现有文件没有……。”
    (re.compile(r"另一方未找到依据：(.+?)。"), lambda m: f"Nothing for the other side: {in_english(m[1])}."),
)


def in_english(words: str) -> str:
    """Say a reason or note of ours in English; one of no known form stays as it is, between quotation marks."""
    for pattern, said in _FORMS:
        match = pattern.fullmatch(words)
        if match:
            return said(match)
    return f"“{words}”" if words else ""


def composed(draft: Draft, question: Question) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    """Give an answer's text with [n] marks in an English frame, its sentences and its citations.

    Each quote is a line of its own, the first of each document behind its name.
    """
    numbers, citations = compose.cite(draft.picks)
    ready = [*draft.words, *[None] * (len(draft.picks) - len(draft.words))]
    lines: list[str] = []
    sentences: list[Sentence] = []
    named = ""
    for pick, given, n in zip(draft.picks, ready, numbers, strict=True):
        lead, words = _parted(without_marks(given or compose.words_of(pick, question)))
        whose = "" if pick.document.doc_id == named else f"{_according(pick.document)}: "
        named = pick.document.doc_id
        sentences.append(Sentence(f"{whose}{lead}“{words}”", (n,)))
        lines.append(f"{sentences[-1].text} [{n}]")
    lines += filter(None, (in_english(draft.note), _brief_note(draft.picks)))
    return "\n".join(lines), tuple(sentences), citations


def tabled(draft: Draft) -> AnswerTable | None:
    """Give a draft's table with what is ours in English: what its first line says before the row, and column names."""
    if draft.table is None:
        return None
    one = len({pick.document.doc_id for pick in draft.picks}) == 1
    count = f" {len(draft.table.rows)} in all:" if draft.table.lead else ""
    lead = f"{_according(draft.picks[0].document)}:{count}" if one else ""
    header = tuple(_HEADERS.get(name, name) for name in draft.table.header)
    return replace(draft.table, header=header, lead=lead)


def refused(
    reason: str, picks: Sequence[ScoredUnit]
) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    """Give a refusal's text, sentence and citations in an English frame."""
    numbers, citations = compose.cite(picks)
    text = f"Not found in the documents: {without_marks(in_english(reason))}."
    if numbers:
        text += f" The nearest clauses: {''.join(f'[{n}]' for n in numbers)}."
    return text, (Sentence(text, tuple(numbers)),), citations


def _parted(words: str) -> tuple[str, str]:
    """What of ours stands before a quote, in English, and the quote: “能：……” -> “Yes: ”, “……”."""
    verdict = _VERDICT.match(words)
    if verdict:
        return f"{_VERDICTS[verdict[1]]}: ", words[verdict.end() :]
    count = _COUNT.match(words)
    return (f"{count[1]} in all: ", words[count.end() :]) if count else ("", words)


def _according(info: DocumentInfo) -> str:
    standing = _STANDINGS.get(info.status, info.status)
    known = "; ".join(filter(None, (info.metadata.number, standing)))
    return f"According to 《{short_title(info)}》 ({known})"


def _brief_note(picks: Sequence[ScoredUnit]) -> str:
    brief = any(pick.document.metadata.brief for pick in picks)
    return "(Quoted from a summary, not the official text.)" if brief else ""
