"""Answers and search results as plain text for a terminal."""

from __future__ import annotations

from chat.answer import Answer
from chat.citations import MARK
from chat.form import aligned, certainty_words, text_around
from index.hits import Hit
from ingest.text.normalise import letters


def answer_text(answer: Answer) -> str:
    """Write the answer, a table in columns, then its numbered sources: title, clause, page, status and the words quoted."""
    before, behind = text_around(answer)
    table = aligned(answer.table) if answer.table else ""
    lines = [*filter(None, (before, table, behind)), *([f"（{answer.notice}）"] if answer.notice else [])]
    if answer.certainty:
        lines.append(f"{certainty_words(answer.certainty, answer.question)}（{answer.certainty_reason}）")
    if answer.citations:
        lines += ["", "最接近的条款：" if answer.refused else "出处："]
    for citation in answer.citations:
        page = f"　第 {citation.page} 页" if citation.page else ""
        brief = "，要点" if citation.document.metadata.brief else ""
        lines.append(f"[{citation.n}] {citation.title}　{citation.clause}{page}（{citation.status}{brief}）")
        if not _says(answer.text, citation.quote):
            lines.append(f"    “{_one_line(citation.quote)}”")
    return "\n".join(lines)


def _says(text: str, quote: str) -> bool:
    """Whether an answer already has the words of a quote, marks of citations and punctuation aside."""
    return letters(quote) in letters(MARK.sub("", text))


def hit_text(rank: int, hit: Hit) -> str:
    """Write one search result on two lines: score and address, then the passage."""
    title, status = hit.document.metadata.title, hit.document.status
    return f"{rank:>3}  {hit.score:.3f}  {title}　{hit.chunk.clause}（{status}）\n     {_one_line(hit.chunk.text)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
