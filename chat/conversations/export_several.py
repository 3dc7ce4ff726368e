"""Write out a comparison of more than two documents as Markdown; ``chat.conversations.export_docx`` writes Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chat.comparison import ClausePart, FigureRow, SeveralCompared, TopicRow, figure_name
from chat.conversations.export import literal
from chat.conversations.export_comparison import ALONE, addresses

NOTHING_SAID = "没有写到"


def title_of_several(compared: SeveralCompared) -> str:
    """Give the heading of a comparison."""
    topic = compared.topic.strip()
    return "文件对照" + (f"：{topic}" if topic else "")


def summary_of_several(compared: SeveralCompared) -> str:
    """Say in a sentence what was found."""
    figures = sum(len(row.figures) for row in compared.rows)
    alone = sum(map(len, compared.alone))
    return f"{len(compared.documents)} 份文件，对应 {len(compared.rows)} 处，数字不同 {figures} 处，只有一份写了的 {alone} 处。"


def several_markdown(compared: SeveralCompared) -> str:
    """Write Markdown in which no word of a document acts as markup."""
    names = compared.names
    lines = [f"# {literal(title_of_several(compared))}", "", *(f"- {literal(name)}" for name in names), ""]
    lines += [literal(summary_of_several(compared)), ""]
    for row in compared.rows:
        lines += [f"## {literal(row.topic)}", "", *_clauses(row, names), *_figures(row.figures, names)]
    for name, parts in zip(names, compared.alone, strict=True):
        if parts:
            lines += [f"## {literal(ALONE.format(name))}", ""]
        for part in parts:
            lines += [f"**{literal(part.clause)}**", "", *_quoted([part]), ""]
    return "\n".join(lines)


def _clauses(row: TopicRow, names: Sequence[str]) -> Iterator[str]:
    for name, parts in zip(names, row.clauses, strict=True):
        yield from (f"{literal(name)}　{literal(addresses(parts)) if parts else NOTHING_SAID}", "")
        if parts:
            yield from (*_quoted(parts), "")


def _quoted(parts: Sequence[ClausePart]) -> Iterator[str]:
    for part in parts:
        for line in filter(None, map(str.strip, part.quote.split("\n"))):
            yield f"> {literal(line)}"


def _figures(figures: Sequence[FigureRow], names: Sequence[str]) -> Iterator[str]:
    if not figures:
        return
    yield "| 指标 | " + " | ".join(literal(name) for name in names) + " |"
    yield "| --- |" + " --- |" * len(names)
    for one in figures:
        yield f"| {literal(figure_name(one))} | " + " | ".join(literal(cell.words) if cell else "" for cell in one.cells) + " |"  # fmt: skip
    yield ""
