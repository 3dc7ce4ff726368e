"""Read who leads, answers for and takes part in which task by when: from rows, notes and sentences of a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Cell, Clause, Document, Row, Span
from ingest.facts.assignment import Assignment
from ingest.facts.deadlines import deadline_in, last_day
from ingest.facts.duty_notes import FIRST_LEADS, LABEL, NOTE, VERB, DutyNote, assigned, notes_of, role_of
from ingest.facts.fact import Fact
from ingest.facts.unit_names import OFFICE_END, is_office, units_in
from ingest.text.normalise import squeeze
from ingest.text.sentences import split_sentences

_OF_ROW, _OF_NOTE, _OF_SENTENCE = 0.98, 0.95, 0.7  # how sure what was read there is
_SHORTEST_TASK = 4  # characters
_LONGEST_NAME = 120  # characters of the words that a task is called by

# 牵头单位, 责任部门, 配合单位, 牵头: the header of a column of units, by the word for what they do
_UNIT_COLUMN = re.compile(
    r"(?P<role>牵头|主办|主责|责任|负责|承办|主管|实施|建设|承担|落实|配合|协办|参与|协同)"
    r"[^人领]{0,3}?(?:单位|部门|处室|科室|机构|主体|地区)|^(?P<alone>牵头|责任|主办|配合|协办)(?:方|者)?$"
)
# “责任单位”, “（三）牵头部门”: a heading over nothing but units, as cards and lists of fields have
_UNIT_HEADING = re.compile(
    r"^[^\u4e00-\u9fff]*(?:[（(]?[一二三四五六七八九十]+[)）、.．])?(?P<role>牵头|责任|负责|主办|承办|主管|配合|协办|参与)(?:单位|部门|处室|机构)[:：]?$"
)
# 责任人, 分管领导, 联系人: a column of people
_PEOPLE_COLUMN = re.compile(r"人员?$|领导|负责人|联系")
# 完成时限, 完成时间, 出台时间, 时间节点, 办结期限: a column of deadlines
_TIME_COLUMN = re.compile(r"(?:时限|期限|节点|完成时间|时间|完成日期)")
# 重点事项, 主要任务, 工作举措, 文件名称, 项目名称: a column that says what is to be done, the likelier first
_TASK_COLUMNS = (
    re.compile(r"任务|事项|举措|措施|工作|项目|要点"),
    re.compile(r"名称|内容|目标|指标"),
)
# 序号, 支持方向, 类别, 备注: a column that names no task
_NO_TASK_COLUMN = re.compile(r"序号|编号|类别|类型|分类|方向|领域|备注|^$|依据")
# 2024-03-05, 临政发〔2024〕8号: the year of a document
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
# “1.”, “（三）”, “第五条”, “十六、”: the number in front of a task
_NUMBER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零\d]+[条章节项]|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十百]+[、.．]|\d{1,3}(?:[、．]|\.(?!\d))|[①-⑳])\s*"
)
# “由市经信局牵头”, “由省税务局负责”: units between 由 and what they do
_BY_UNITS = re.compile(
    rf"由(?P<units>[^，,。；;：:由]{{1,80}}?{OFFICE_END}(?:等[\u4e00-\u9fff]{{0,6}}?)?)(?:共同|分别|具体|统一)?(?P<role>牵头|负责|主办|承办)(?:负责)?"
)
# “市人社局应当牵头”, “国家能源局牵头建立”: units before what they do, at the head of a sentence or a part of one
_UNITS_LEAD = re.compile(
    rf"(?:^|[，,；;：:])(?P<units>[^，,。；;：:由]{{1,60}}?{OFFICE_END})(?:应当?|要|须|负责)?(?P<role>牵头)(?:负责)?"
)
# “，会同市财政局、市科技局制定”: helpers behind the unit that leads
_HELPERS = re.compile(
    rf"^[，,]?(?:负责)?[，,]?会同(?P<units>[\u4e00-\u9fff]{{1,14}}?{OFFICE_END}(?:[、和及与][\u4e00-\u9fff]{{1,14}}?{OFFICE_END})*)"
)
# “牵头举办的各类活动”: what a unit did, as a mark of something else; “负责解释”: of the text alone
_NO_DUTY = re.compile(
    r"^[^，,。；;]{0,24}的(?!工作|任务|意见|要求)|^解释|^(?:单位|部门|区域|人(?!才)|制(?!定|订))"
)


def duties_of(document: Document) -> Iterator[Fact]:
    """Give every unit's part in every task that a document assigns, as facts; a row of several units gives several."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for found in _assignments(document):
        words = document.text[found.start : found.end]
        name = (found.unit, found.role, "".join(words.split()))
        yield found.fact(words, seen[name])
        seen[name] += 1


def _assignments(document: Document) -> Iterator[Assignment]:
    year = _year(document)
    first_leads = bool(FIRST_LEADS.search(document.text))
    yield from _of_rows(document, year, first_leads)
    for note in notes_of(document):
        yield from _of_note(document, note, year, first_leads)
    yield from _of_fields(document, year)
    for clause in document.clauses:
        if clause.kind == "text":
            for span in clause.spans:
                yield from _of_sentences(document, clause, span, year)


def _year(document: Document) -> int | None:
    """Give the year of a document, for deadlines that name none."""
    data = document.metadata
    written = [data.issued, data.published, data.effective, data.number, data.title]
    found = (_YEAR.search(words) for words in written if words)
    return next((int(year.group()) for year in found if year), data.period[0] if data.period else None)


def _by(words: str, year: int | None) -> str:
    day = last_day(words, year)
    return day.isoformat() if day else ""


# --- rows -----------------------------------------------------------------------------------------


def _of_rows(document: Document, year: int | None, first_leads: bool) -> Iterator[Assignment]:
    for table in _tables(document.rows):
        headers = list(dict.fromkeys(squeeze(cell.header) for row in table for cell in row.cells))
        roles = {header: role for header in headers if (role := _role_of_column(header))}
        task_header = _task_column(table, headers, roles) if roles else None
        if task_header is None:
            continue
        time_header = next((header for header in headers if _TIME_COLUMN.search(header)), None)
        for row in table:
            cells = {squeeze(cell.header): cell for cell in row.cells if cell.text.strip()}
            task, deadline = cells.get(task_header), cells.get(time_header or "")
            if task is None or not any(header in cells for header in roles):
                continue
            for header, role in roles.items():
                if header in cells:
                    leads = (first_leads and role != "配合") or bool(FIRST_LEADS.search(header))
                    yield from _of_cell(document, row, cells[header], role, task, deadline, year, leads)


def _tables(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that stand under the same headings with the same headers, in order."""
    table: list[Row] = []
    for row in rows:
        if table and (row.path != table[-1].path or _headers(row).isdisjoint(_headers(table[-1]))):
            yield table
            table = []
        table.append(row)
    if table:
        yield table


def _headers(row: Row) -> set[str]:
    return {cell.header for cell in row.cells}


def _role_of_column(header: str) -> str | None:
    found = None if _PEOPLE_COLUMN.search(header) else _UNIT_COLUMN.search(header)
    return role_of(found["role"] or found["alone"]) if found else None


def _task_column(table: Sequence[Row], headers: Sequence[str], roles: dict[str, str]) -> str | None:
    """Give the header of the column that says what is to be done: one whose words differ from row to row."""
    able = [
        header
        for header in headers
        if header not in roles
        and not any(one.search(header) for one in (_NO_TASK_COLUMN, _TIME_COLUMN, _PEOPLE_COLUMN))
    ]
    ranked = [header for kind in _TASK_COLUMNS for header in able if kind.search(header)] + able
    for header in ranked:
        words = [cell.text for row in table for cell in row.cells if squeeze(cell.header) == header]
        if len(set(words)) >= max(1, len(table) * 0.8):
            return header
    return ranked[0] if ranked else None


def _of_cell(
    document: Document,
    row: Row,
    cell: Cell,
    role: str,
    task: Cell,
    deadline: Cell | None,
    year: int | None,
    first_leads: bool,
) -> Iterator[Assignment]:
    """Assignments of the units in one cell; words in it that tell who leads go before its column's header."""
    words = squeeze(cell.text)
    speaks = "牵头" in words or VERB.search(words.strip("。")) or LABEL.search(words)
    told = assigned(words) if speaks else []
    units = told or [(unit, role) for unit in units_in(words)]
    for place, (unit, its_role) in enumerate(units):
        its_role = "牵头" if first_leads and not told and place == 0 and len(units) > 1 else its_role
        yield Assignment(
            unit,
            its_role,
            _named(squeeze(task.text)),
            row.start,
            row.end,
            _found(document.text, unit, cell.start, cell.end),
            Span(task.start, task.end),
            squeeze(deadline.text) if deadline else "",
            Span(deadline.start, deadline.end) if deadline else None,
            _by(deadline.text, year) if deadline else "",
            " / ".join(row.path),
            row.page,
            _OF_ROW,
        )


def _found(text: str, words: str, start: int, end: int) -> Span:
    """Where words stand between two places of a text, with any white space in them; else those places."""
    found = re.compile(r"\s*".join(map(re.escape, "".join(words.split())))).search(text, start, end)
    return Span(*found.span()) if found else Span(start, end)


def _named(words: str) -> str:
    return _NUMBER.sub("", words).rstrip("。；;：: ")


# --- notes ----------------------------------------------------------------------------------------


def _of_note(document: Document, note: DutyNote, year: int | None, first_leads: bool) -> Iterator[Assignment]:
    text = document.text
    task = _named(note.name)
    if len(task) < 2:
        return
    deadline = deadline_in(text, note.note.start, note.note.end) or deadline_in(
        text, note.task.start, note.note.start
    )
    shown = squeeze(text[deadline.start : deadline.end]) if deadline else ""
    clause = note.clause
    where = Assignment(
        "",
        "",
        task,
        note.task.start,
        note.task.end,
        note.note,
        _found(text, task, *_around(note, clause)),
        shown,
        deadline,
        _by(shown, year),
        " / ".join(clause.path),
        document.page_at(note.note.start) or clause.page,
        _OF_NOTE,
    )
    for unit, role in assigned(squeeze(note.words), first_leads=first_leads):
        yield replace(
            where, unit=unit, role=role, unit_words=_found(text, unit, note.note.start, note.note.end)
        )


def _around(note: DutyNote, clause: Clause) -> tuple[int, int]:
    """Where the name of a note's task may stand: in the clause's heading or before the note."""
    begin = min(clause.heading.start, note.task.start) if clause.heading else note.task.start
    return begin, note.note.end


# --- fields ---------------------------------------------------------------------------------------


def _of_fields(document: Document, year: int | None) -> Iterator[Assignment]:
    """Assignments of clauses that hold nothing but units under a heading that says so: the field of a card."""
    text = document.text
    for clause in document.clauses:
        heading = _UNIT_HEADING.match(squeeze(clause.path[-1])) if len(clause.path) > 1 else None
        if not heading or len(clause.spans) != 1 or not clause.heading:
            continue
        span, above = clause.spans[0], _clause_at(document, clause.path[:-1])
        task = _named(squeeze(clause.path[-2]))
        if span.end - span.start > _LONGEST_NAME or above is None or above.heading is None or len(task) < 2:
            continue
        deadline = _time_field(document, clause.path[:-1])
        shown = squeeze(text[deadline.start : deadline.end]) if deadline else ""
        words = squeeze(text[span.start : span.end])
        for unit, role in assigned(words) or [(unit, role_of(heading["role"])) for unit in units_in(words)]:
            yield Assignment(
                unit,
                role,
                task,
                clause.heading.start,
                span.end,
                _found(text, unit, span.start, span.end),
                above.heading,
                shown,
                deadline,
                _by(shown, year),
                " / ".join(clause.path),
                document.page_at(span.start) or clause.page,
                _OF_NOTE,
            )


def _clause_at(document: Document, path: tuple[str, ...]) -> Clause | None:
    return next((clause for clause in document.clauses if clause.path == path), None)


def _time_field(document: Document, path: tuple[str, ...]) -> Span | None:
    """The words of the field on time beside the one on units."""
    for clause in document.clauses:
        if clause.path[:-1] == path and clause.spans and _TIME_COLUMN.search(clause.path[-1]):
            start, end = clause.spans[0].start, clause.spans[0].end
            words = document.text[start:end]
            if len(words.strip()) <= _LONGEST_NAME:
                return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))
    return None


# --- sentences ------------------------------------------------------------------------------------


def _of_sentences(document: Document, clause: Clause, span: Span, year: int | None) -> Iterator[Assignment]:
    text = document.text
    notes = [found.span() for found in NOTE.finditer(text, span.start, span.end)]
    for begin, end in split_sentences(text[span.start : span.end]):
        start, stop = span.start + begin, span.start + end
        start = max([start, *(after for before, after in notes if before <= start < after)])
        stop = min([stop, *(before for before, _ in notes if start <= before < stop)])
        found = _BY_UNITS.search(text, start, stop)
        kind = found or _UNITS_LEAD.search(text[start:stop])
        if kind is None:
            continue
        shift = 0 if found else start
        yield from _of_sentence(document, clause, Span(start, stop), kind, shift, year)


def _of_sentence(
    document: Document, clause: Clause, sentence: Span, found: re.Match[str], shift: int, year: int | None
) -> Iterator[Assignment]:
    """Assignments of a sentence whose units were found, ``shift`` characters before their place in the text."""
    text = document.text
    behind = Span(found.end() + shift, sentence.end)
    rest = text[behind.start : behind.end]
    units = [unit for unit in units_in(squeeze(found["units"])) if is_office(unit)]
    if not units or (_NO_DUTY.search(rest) and shift) or rest.startswith("解释"):
        return
    before = Span(sentence.start, found.start() + shift)
    task = behind if len(_named(squeeze(rest)).strip("，,")) >= _SHORTEST_TASK else before
    words = _named(squeeze(text[task.start : task.end]).strip("，,"))[:_LONGEST_NAME]
    if len(words) < _SHORTEST_TASK:
        return
    deadline = deadline_in(text, sentence.start, sentence.end)
    shown = squeeze(text[deadline.start : deadline.end]) if deadline else ""
    roles = [(unit, role_of(found["role"])) for unit in units]
    helpers = _HELPERS.match(rest)
    roles += [(unit, "配合") for unit in units_in(squeeze(helpers["units"]))] if helpers else []
    for unit, role in dict.fromkeys(roles):
        yield Assignment(
            unit,
            role,
            words,
            sentence.start,
            sentence.end,
            _found(text, unit, sentence.start, sentence.end),
            task,
            shown,
            deadline,
            _by(shown, year),
            " / ".join(clause.path),
            document.page_at(sentence.start) or clause.page,
            _OF_SENTENCE,
        )
