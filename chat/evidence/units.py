"""Cut passages into units: sentences, table rows and headings, the smallest things an answer may quote.

Pure functions of passages. Knows nothing of questions but the types of fact they ask for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from chat.evidence.stated_facts import FROM_THAT_DAY, WANTS_TERM, calls, figures_by_label
from chat.question import Ask
from ingest.document import Chunk, Span
from ingest.structure import SIGNED_LINE
from ingest.text.figures import Figure, contacts, figures_in
from ingest.text.normalise import flat_text
from ingest.text.sentences import split_sentences
from ingest.text.years import base_years, dates, years

# “总经理 张威”, “区委书记王少峰”
_PERSON = re.compile(
    r"(?:书记|主任|局长|区长|市长|省长|县长|经理|主席|院长|会长|秘书长|负责人|联系人)[:：]?\s*[\u4e00-\u9fff]{2,4}"
)
# “减半征收”, “三分之一”: a share without a per cent sign, which answers “多少比例”
_SHARE = re.compile(
    r"减半|减免一半|免收|全免|全额|翻番|翻一番|一半|[一二三四五六七八九十百\d]+分之[一二三四五六七八九十百\d]+"
)
# Times that are no full date: “1724”, “30日晚”, “12世纪”, “每年”, “9:00-12:00”, “周一至周六”
_TIME = re.compile(
    r"(?<!\d)\d{1,2}[:：]\d{2}(?!\d)|(?:周|星期)[一二三四五六日天]|每年|每月|常态化|长期|(?<![\d.])1\d{3}(?![\d.]|[\s]*[余多万亿]?[家个项件人名元吨户米亩])|\d{1,2}日(?!常)|世纪|年间|年代"
)
# “牵头”, “责任单位”: the unit says who answers for something
LEADER = re.compile(r"牵头|责任单位|责任部门|负责|主管|配合单位|主责")
# “加强组织领导。”: a heading set in the text has no mark but its full stop
_INNER_MARK = re.compile(r"[,;:、]")
# “6月30日”, “2025-06-30”: answers “哪一天”
_DAY = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
# “6月”, “2024.12”: answers “几月”
_MONTH = re.compile(r"\d{1,2}\s*月|\d{4}[-./]\d{1,2}")
# “101.0”, “-4.1”: a cell that holds a number alone; what it counts, its column says
_BARE_NUMBER = re.compile(r"\s*[-—−+]?\d[\d,]*(?:\.\d+)?\s*")
# “每季度”, “两年一次”: a recurring time answers “多久” as a length of time does
_RECURRING = re.compile(r"每[年月周季]|[一二三两]年[一二两]次")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a row. ``start``/``end`` are offsets in the document's text.

    ``flat`` is the folded, squeezed text used for matching; ``context`` the same of title,
    headings, lead-in and the column headers; ``around`` of the neighbouring sentences.
    ``years`` are those that hold for it: its own, else those last named before it. ``lead_in``: of an item of a list,
    the flat words of the sentence that leads the list in, whose figures are of each item.
    """

    chunk: Chunk
    start: int
    end: int
    text: str
    flat: str
    context: str
    around: str
    own_years: frozenset[int]
    years: frozenset[int]
    heading: bool = False
    lead_in: str = ""

    def satisfies(self, ask: Ask) -> bool:
        """Whether the unit holds a fact of the type asked for."""
        labels = (*self.chunk.path[-1:], self.chunk.lead, *(header for header, _ in self.chunk.cells))
        if ask.kind == "phone":
            return calls(self.text, labels)
        if ask.kind in ("email", "url"):
            return contacts(self.text, ask.kind)
        if ask.kind in ("day", "month", "date", "duration") and SIGNED_LINE.match(self.text):
            return False  # who wrote the text and when, not when anything in it happens
        if ask.kind == "day":
            return bool(_DAY.search(self.flat))
        if ask.kind == "month":
            return bool(_MONTH.search(self.flat))
        if ask.kind == "date":
            term = WANTS_TERM.search(ask.words) and self._measures() & {"duration"}
            return bool(
                dates(self.flat) or _TIME.search(self.flat) or FROM_THAT_DAY.search(self.flat) or term
            )
        if ask.kind == "leader":
            return bool(LEADER.search(self.flat + " ".join(header for header, _ in self.chunk.cells)))
        if ask.kind == "person":
            return bool(_PERSON.search(self.flat))
        if ask.kind == "quantity":
            bare = not ask.units and any(_BARE_NUMBER.fullmatch(value) for _, value in self.chunk.cells[1:])
            return bare or any(
                f.unit in ask.units if ask.units else (f.measure and not f.article) or _is_large(f)
                for f in self._figures()
            )
        measures = self._measures()
        if ask.kind == "duration":
            return "duration" in measures or bool(dates(self.flat) or _RECURRING.search(self.flat))
        if ask.kind == "percent":
            return bool(measures & {"percent", "multiple"}) or bool(_SHARE.search(self.flat))
        if ask.kind == "share":  # “房租减多少”: a sum or a share of it
            return bool(measures & {"money", "percent"}) or bool(_SHARE.search(self.flat))
        return ask.kind in measures

    def _figures(self) -> tuple[Figure, ...]:
        """The unit's figures, those of bare cells in the unit that their label gives."""
        labels = (*self.chunk.path[-1:], self.chunk.lead)
        return (
            *figures_in(self.flat),
            *figures_by_label(self.chunk.cells, labels),
            *figures_in(self.lead_in),
        )

    def _measures(self) -> set[str]:
        return {figure.measure for figure in self._figures()}


def _is_large(figure: Figure) -> bool:
    """“用户5000万以上”: a number in the words of its magnitude counts something, whatever its unit."""
    return not figure.kind and figure.text.endswith(("万", "亿"))


def units_of(
    chunk: Chunk, title: str, clause: str = "", earlier: frozenset[int] = frozenset()
) -> tuple[Unit, ...]:
    """Give the units of one chunk, in order.

    ``clause`` is the whole text of the chunk's clause: what “（牵头单位：……）” at its end
    is about. ``earlier`` are the years named last before the chunk in its clause.
    """
    context = flat_text(" ".join((title, *chunk.path, chunk.lead, *(head for head, _ in chunk.cells))))
    if chunk.kind != "text":
        spans = [(0, len(chunk.text))]
    else:
        spans = split_sentences(chunk.text)
    flats = [flat_text(chunk.text[start:end]) for start, end in spans]
    units: list[Unit] = []
    current = earlier or years(" ".join((*chunk.path, chunk.lead)))
    run_in = ""  # “智慧安防。瞄准……”: a heading run into its paragraph
    for place, (start, end) in enumerate(spans):
        own = years(flats[place]) - base_years(flats[place])
        current = own or current
        if place and _is_run_in(flats[place - 1]):
            run_in = flats[place - 1]
        around = " ".join(flats[max(0, place - 1) : place] + flats[place + 1 : place + 2])
        if LEADER.search(flats[place]):
            around = flat_text(clause) or around
        units.append(
            Unit(
                chunk, chunk.start + start, chunk.start + end, chunk.text[start:end],
                flats[place], f"{context} {run_in}", around, own, current,
            )
        )  # fmt: skip
    return tuple(units)


def heading_unit(chunk: Chunk, span: Span, text: str, path: tuple[str, ...], title: str) -> Unit:
    """Make a heading a unit; its passage runs on to the first words below where those follow at once."""
    end = chunk.end if 0 <= chunk.start - span.end <= 40 else span.end
    passage = replace(
        chunk, start=span.start, end=end, text=text[span.start : end], path=path, cells=(), kind="text"
    )
    context = flat_text(" ".join((title, *path[:-1])))
    words = text[span.start : span.end]
    return Unit(
        passage,
        span.start,
        span.end,
        words,
        flat_text(words),
        context,
        "",
        frozenset(),
        frozenset(),
        True,
    )


def _is_run_in(flat: str) -> bool:
    return 3 <= len(flat) <= 16 and flat.endswith("。") and not _INNER_MARK.search(flat)


def last_years(text: str) -> frozenset[int]:
    """Give the years of the last sentence of a text that names any."""
    flat = flat_text(text)
    for start, end in reversed(split_sentences(flat)):
        found = years(flat[start:end]) - base_years(flat[start:end])
        if found:
            return found
    return frozenset()
