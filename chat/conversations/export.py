"""Write out a conversation as Markdown or JSON; ``chat.conversations.export_docx`` writes Word. Pure functions.

All have the same parts: question, answer with its [n], and an annex that lists every source
once, numbered through the whole conversation, with the words that were quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chat.answer import AnswerTable, Citation
from chat.citations import BRIEF_NOTE, MARK, reference
from chat.conversations.conversation import Exchange
from chat.form import certainty_words, marked_cells, text_around
from ingest.text.safe_display import for_terminal

# “*重点*”, “#1”, “$5$”: what Markdown would take for markup, escaped by “\”
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!$])")
# What some renderers make a link of by itself: “http://…”, “www.…”, “a@b.cn”.
_LINK = re.compile(r":(?=//)|(?<=[Ww]{3})\.|(?<=[\w.+-])@(?=\w)")
# “- ”, “1.”, “+86”: what at the start of a line would begin a list or a heading
_LINE_START = re.compile(r"^(\s*)([-+=:]|\d{1,9}[.)])")


@dataclass(frozen=True, slots=True)
class ExportedSource:
    """A source of the annex; ``number`` counts from 1 through the conversation."""

    number: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation as it is written out: ``answers`` are texts whose [n] are numbers of ``sources``.

    ``tables`` are theirs, with the same numbers; ``None`` for an answer that is no table.
    """

    title: str
    when: str
    exchanges: tuple[Exchange, ...]
    answers: tuple[str, ...]
    sources: tuple[ExportedSource, ...]
    tables: tuple[AnswerTable | None, ...] = ()

    def answered(self) -> Iterator[tuple[Exchange, str, AnswerTable | None, str]]:
        """Give each exchange with its text before its table, the table and the text behind it."""
        for exchange, text, table in zip(self.exchanges, self.answers, self.tables, strict=True):
            before, behind = text_around(exchange.answer, text) if exchange.answer and table else (text, "")
            yield exchange, before, table, behind


def exported(title: str, exchanges: Sequence[Exchange], when: datetime) -> Exported:
    """Number the sources through the conversation; the same words cited twice are one source."""
    sources: dict[tuple[str, int, int], ExportedSource] = {}
    answers = []
    tables = []
    for exchange in exchanges:
        numbers = {}
        for citation in exchange.citations:
            key = citation.doc_id, citation.start, citation.end
            source = sources.setdefault(key, ExportedSource(len(sources) + 1, citation))
            numbers[citation.n] = source.number
        answers.append(_renumbered(exchange.text.strip() or exchange.notice, numbers))
        table = exchange.answer.table if exchange.answer else None
        tables.append(_table_renumbered(table, numbers) if table else None)
    stamp = when.isoformat(" ", "minutes")
    return Exported(title, stamp, tuple(exchanges), tuple(answers), tuple(sources.values()), tuple(tables))


def _table_renumbered(table: AnswerTable, numbers: dict[int, int]) -> AnswerTable:
    rows = [
        tuple(replace(cell, n=None if cell.n is None else numbers.get(cell.n, cell.n)) for cell in row)
        for row in table.rows
    ]
    return replace(table, rows=tuple(rows))


def _renumbered(text: str, numbers: dict[int, int]) -> str:
    return MARK.sub(
        lambda match: f"[{numbers[int(match[1])]}]" if int(match[1]) in numbers else match[0], text
    )


def remarks(exchange: Exchange) -> list[str]:
    """Say beside an answer how it was asked and who wrote it."""
    found = [f"只查：{exchange.scope}"] if exchange.scope else []
    answer = exchange.answer
    if answer is None:
        return [*found, "（这一问没有答完）"]
    if answer.resolved.strip() not in ("", exchange.question.strip()):
        found.append(f"理解为：{answer.resolved}")
    if answer.model:
        found.append(f"由语言模型 {answer.model} 按条文写成")
    if answer.notice:
        found.append(answer.notice)
    if answer.certainty:
        found.append(f"{certainty_words(answer.certainty, answer.question)}（{answer.certainty_reason}）")
    return found


def source_words(citation: Citation) -> str:
    """Give a citation in the standard form with its standing, both in one pair of brackets where it ends with one."""
    words, number = reference(citation), citation.document.metadata.number
    if words.endswith((BRIEF_NOTE, *([f"（{number}）"] if number else []))):
        return f"{words[:-1]}；{citation.status}）"
    return f"{words}（{citation.status}）"


def markdown(conversation: Exported) -> str:
    """Write Markdown in which no word of a document or a question acts as markup."""
    lines = [f"# {literal(conversation.title)}", "", f"问策，{conversation.when} 导出", ""]
    for exchange, before, table, behind in conversation.answered():
        lines += [f"## {literal(' '.join(exchange.question.split()))}", ""]
        lines += [f"> {literal(remark)}" for remark in remarks(exchange)]
        lines += ["", *_markdown_answer(before), ""]
        lines += [*_markdown_table(table), "", *_markdown_answer(behind), ""] if table else []
    if conversation.sources:
        lines += ["## 附：出处", ""]
    for source in conversation.sources:
        lines += [
            f"**[{source.number}]** {literal(source_words(source.citation))}",
            "",
        ]
        lines += [f"> {literal(line.strip())}" for line in source.citation.quote.split("\n") if line.strip()]
        lines.append("")
    return "\n".join(lines)


def _markdown_answer(answer: str) -> list[str]:
    lines: list[str] = []
    for line in filter(None, map(str.strip, answer.split("\n"))):
        if line.startswith("- "):
            lines.append(f"- {literal(line[2:])}")
        else:
            lines += ["", literal(line)]
    return lines


def _markdown_table(table: AnswerTable) -> list[str]:
    """A table whose bars are no cell's own: these are escaped like all markup."""
    rows = [table.header, *(marked_cells(row) for row in table.rows)]
    lines = [f"| {' | '.join(literal(words) for words in row)} |" for row in rows]
    return [lines[0], f"|{' --- |' * len(table.header)}", *lines[1:]]


def literal(text: str) -> str:
    """Escape a line so that Markdown shows it as it is: no emphasis, link, image, formula, HTML, heading or list.

    Line breaks, which would end the line and begin another as anything, become blanks.
    """
    line = " ".join(for_terminal(text.replace("\r", "\n")).splitlines())
    escaped = _LINK.sub(r"\\\g<0>", _MARKDOWN.sub(r"\\\1", line.replace("&", "&amp;")))
    return _LINE_START.sub(
        lambda match: (
            f"{match[1]}\\{match[2]}"
            if not match[2][0].isdigit()
            else f"{match[1]}{match[2][:-1]}\\{match[2][-1]}"
        ),
        escaped,
    )


def as_json(conversation: Exported) -> str:
    """Write JSON: questions, answers and the annex, the quotes with their offsets; ``n`` counts sources."""
    exchanges = [
        {
            "number": exchange.number,
            "question": exchange.question,
            "resolved": exchange.answer.resolved if exchange.answer else "",
            "answer": answer,
            "refused": exchange.refused,
            "state": exchange.state,
            "scope": exchange.scope,
            "model": exchange.answer.model if exchange.answer else "",
            "certainty": exchange.answer.certainty if exchange.answer else "",
            **({"table": table.as_dict()} if table else {}),
        }
        for exchange, answer, table in zip(
            conversation.exchanges, conversation.answers, conversation.tables, strict=True
        )
    ]
    sources = [
        {**source.citation.as_dict(), "n": source.number, "reference": reference(source.citation)}
        for source in conversation.sources
    ]
    return json.dumps(
        {
            "title": conversation.title,
            "exported": conversation.when,
            "exchanges": exchanges,
            "sources": sources,
        },
        ensure_ascii=False,
        indent=1,
    )
