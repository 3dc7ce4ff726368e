"""Write what was matched as a Word document or an Excel workbook, every part with its source."""

from __future__ import annotations

from collections.abc import Iterator

from chat.applicability import (
    FIELD_NAMES,
    MatchedMeasures,
    Measures,
    condition_lines,
    gift_line,
    measure_json,
    profile_lines,
    source_of,
)
from chat.conversations import Section, SheetTable, report_docx_bytes, xlsx_bytes

TITLE = "适用政策"


def match_docx(matches: MatchedMeasures, measures: Measures) -> bytes:
    """Give a match as the bytes of a .docx file: what is known, each measure with its conditions, the sources."""
    sections = [Section("企业画像", tuple(profile_lines(matches.profile)))]
    sources = []
    for number, one in enumerate(matches.matches, 1):
        listed = one.listed
        lines = [f"结论：{one.verdict}（{one.status}）"]
        lines += [f"给：{gift_line(gift, listed, measures)}" for gift in listed.measure.gifts]
        lines += condition_lines(one, measures)
        sections.append(Section(f"{listed.measure.title}[{number}]", tuple(lines)))
        words = measures.words(listed, listed.measure.gifts[0].words) if listed.measure.gifts else ""
        sources.append((f"{source_of(one)}（{one.status}）", words))
    if matches.ask:
        asked = [f"{FIELD_NAMES[wanted.field]}：决定 {len(wanted.keys)} 项" for wanted in matches.ask]
        sections.append(Section("补充以后更准", tuple(asked)))
    return report_docx_bytes(TITLE, f"问策，截至 {matches.day.isoformat()}", sections, sources)


def match_xlsx(matches: MatchedMeasures, measures: Measures) -> bytes:
    """Give a match as the bytes of a .xlsx file: measures, what they give, their conditions, the profile."""
    shown = [measure_json(one, measures) for one in matches.matches]
    sources = [source_of(one) for one in matches.matches]
    pairs = list(zip(shown, sources, strict=True))
    return xlsx_bytes(
        (
            SheetTable(
                "措施",
                ("措施", "结论", "效力", "办理单位", "联系方式", "时限", "出处"),
                [
                    (*(str(one[name]) for name in ("title", "verdict", "status", "handled_by", "contact", "deadline")), source)
                    for one, source in pairs
                ],
                (40, 8, 8, 24, 24, 24, 50),
            ),
            SheetTable("给什么", ("措施", "种类", "金额", "原文", "出处"), list(_rows(pairs, "gives", ("kind", "amount", "quote"))), (40, 10, 30, 60, 50)),
            SheetTable("条件", ("措施", "状态", "理由", "原文", "出处"), list(_rows(pairs, "conditions", ("state", "reason", "quote"))), (40, 8, 40, 60, 50)),
            SheetTable("画像", ("项目", "内容"), [tuple(line.split("：", 1)) for line in profile_lines(matches.profile) if "：" in line], (16, 60)),
        )
    )  # fmt: skip


_STATES = {"met": "满足", "unmet": "不满足", "unknown": "待确认"}


def _rows(
    pairs: list[tuple[dict[str, object], str]], part: str, names: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    for one, source in pairs:
        for entry in one[part]:  # type: ignore[attr-defined]
            values = (str(entry[name]) for name in names)
            yield (str(one["title"]), *(_STATES.get(value, value) for value in values), source)
