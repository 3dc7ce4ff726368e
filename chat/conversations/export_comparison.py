"""Write out a comparison of two documents as Markdown; ``chat.conversations.export_docx`` writes Word. Pure functions.

Both have the same parts: for each pair its words with what was changed marked, and its figures that differ; then what
one document has alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chat.comparison import Aligned, ClausePart, Comparison, marked, side_names
from chat.conversations.export import literal

ALONE = "仅见于“{}”"


def title_of(comparison: Comparison) -> str:
    """Give the heading of a comparison."""
    topic = comparison.topic.strip()
    return "文件对照" + (f"：{topic}" if topic else "")


def summary_of(comparison: Comparison) -> str:
    """Say in a sentence what was found."""
    same = sum(one.same for one in comparison.aligned)
    figures = sum(len(one.figures) for one in comparison.aligned)
    names = side_names(comparison)
    parts = [
        f"对应 {len(comparison.aligned)} 处" + (f"（{same} 处未改）" if same else ""),
        f"数字不同 {figures} 处",
        f"仅见于“{names[0]}” {len(comparison.only_a)} 处",
        f"仅见于“{names[1]}” {len(comparison.only_b)} 处",
    ]
    return "，".join(parts) + "。"


def comparison_markdown(comparison: Comparison) -> str:
    """Write Markdown in which no word of a document acts as markup: ~~taken out~~ on one side, **put in** on the other."""
    names = side_names(comparison)
    lines = [f"# {literal(title_of(comparison))}", "", *(f"- {literal(name)}" for name in names), ""]
    lines += [literal(summary_of(comparison)), ""]
    for one in comparison.aligned:
        lines += _pair(one, names)
    for name, parts in zip(names, (comparison.only_a, comparison.only_b), strict=True):
        if parts:
            lines += [f"## {literal(ALONE.format(name))}", ""]
        for part in parts:
            lines += [f"**{literal(part.clause)}**", "", *_quoted([(part.quote, False)], ""), ""]
    return "\n".join(lines)


def _pair(one: Aligned, names: Sequence[str]) -> Iterator[str]:
    yield from (f"## {literal(one.topic)}" + ("（未改）" if one.same else ""), "")
    sides = zip(names, (one.a, one.b), marked(one), ("~~", "**"), strict=True)
    for name, parts, runs, mark in sides:
        yield from (f"{literal(name)}　{literal(addresses(parts))}", "", *_quoted(runs, mark), "")
    for figure in one.figures:
        yield f"- {literal(figure.indicator)}：{literal(figure.a)} → {literal(figure.b)}"
    if one.figures:
        yield ""


def addresses(parts: Sequence[ClausePart]) -> str:
    """Give the addresses of clauses, each once."""
    return "；".join(dict.fromkeys(part.clause for part in parts if part.clause))


def _quoted(runs: Sequence[tuple[str, bool]], mark: str) -> Iterator[str]:
    """Runs as quoted lines; a changed run that goes on over a line break is marked on each line."""
    lines = [""]
    for words, changed in runs:
        for number, line in enumerate(words.split("\n")):
            if number:
                lines.append("")
            shown = line.strip()
            if shown:
                lines[-1] += f"{mark}{literal(shown)}{mark}" if changed else literal(shown)
    yield from (f"> {line}" if line else ">" for line in lines)
