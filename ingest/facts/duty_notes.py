"""Read the notes of duties that close clauses: “（市发改委牵头，市财政局配合）”, “责任单位：市商务局”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Clause, Document, Span
from ingest.facts.unit_names import is_office, units_in
from ingest.text.normalise import flat_text, squeeze
from ingest.text.sentences import split_sentences

LONGEST_TASK = 400  # characters of a clause that is quoted with its note
LEADING = frozenset(("牵头", "主办", "主责"))
HELPING = frozenset(("配合", "协办", "参与", "协同", "会同"))

_ROLE = r"(?:牵头|责任|负责|主办|主责|主管|承办|实施|配合|协办|参与)"
# “牵头单位：”, “责任部门：”, “牵头考核单位：”: the label of units
_LABEL = rf"{_ROLE}[\u4e00-\u9fff]{{0,2}}(?:单位|部门|处室|科室|机构|主体)[:：]"
# “（海关总署、商务部负责）”, “〔责任单位：省财政厅，各市政府〕”, “牵头单位：市工信局”: a note of duties in running text
NOTE = re.compile(
    r"[（(〔【](?=[^（）()〔〕【】]*(?:牵头|负责|责任|主办|主管|配合|协办))"
    r"(?P<inner>[^（）()〔〕【】]*(?:[（(〔][^（）()〔〕【】]*[)）〕][^（）()〔〕【】]*)*)[)）〕】]"
    rf"|(?P<line>{_LABEL}[^\n。]+)"
)
# “牵头单位：”, “配合部门：”, “责任人：”: the label of a part of such a note
LABEL = re.compile(
    rf"(?P<role>{_ROLE})(?:[\u4e00-\u9fff]{{0,2}}(?P<what>单位|部门|处室|科室|机构|主体|人|领导))?[:：]"
)
# “；适用范围：”, “；完成时限：”: the label of something else, which ends the units
_OTHER_LABEL = re.compile(r"(?:^|[；;，,。\s])[\u4e00-\u9fff]{2,8}[:：].*", re.S)
# “市工信局牵头”, “市财政局等按职责分工负责”: a part that ends in what its units do
VERB = re.compile(
    r"(?:按照?(?:各自)?职[责能](?:分工)?)?(?:分别|共同|具体)?(?P<role>牵头|负责|主办|主责|主管|承办|配合|协办|参与)"
    r"(?:组织|落实|推进|实施|负责|抓总)*$"
)
# “会同市财政局”: helpers are named behind it
WITH = re.compile(r"^(?:会同|协同)")
# “排在第一位的部门为牵头部门”: the first of several units leads
FIRST_LEADS = re.compile(r"(?:排|列)在?(?:第一位|首位|前面?)[^。，,]{0,8}为牵头")
# “；”, “，”, “。”: between the parts of a note
_MARK = re.compile(r"[；;，,。]")
# “完成时限：2023年12月”: a line between or behind notes that tells by when
_TIME_LINE = re.compile(r"\s*(?:完成|办结)?(?:时限|时间|期限)[^\n:：]{0,3}[:：][^\n]{1,30}")
# “20.”, “（三）”, “第三条”: a heading that is nothing but its number
_ONLY_LABEL = re.compile(
    r"[（(]?[一二三四五六七八九十\d]+[)）.．、]?|第[一二三四五六七八九十百零\d]+[章节条]"
)


@dataclass(frozen=True, slots=True)
class DutyNote:
    """A note of duties, the clause and the place of the task that it is about, and the words to call that task by.

    ``task`` runs to the end of the note, ``note`` is the note alone; ``flat`` are its words folded.
    """

    task: Span
    name: str
    words: str
    flat: str
    note: Span
    clause: Clause


def notes_of(document: Document) -> Iterator[DutyNote]:
    """Give the notes of a document's clauses in order; lines of one note that follow each other are one."""
    text = document.text
    for clause in document.clauses:
        found = [
            (note, span)
            for span in (clause.spans if clause.kind == "text" else ())
            for note in _joined(text, span)
        ]
        heading = clause.path[-1] if clause.path else ""
        named = len(found) == 1 and heading and not _ONLY_LABEL.fullmatch(flat_text(heading))
        begin = clause.heading.start if clause.heading and named else 0
        for notes, span in found:
            time = _TIME_LINE.match(text, notes[-1].end(), span.end)
            note = Span(notes[0].start(), (time or notes[-1]).end())
            start = begin if named and begin else span.start
            task = _task_before(text, note.start, start, whole=bool(named))
            name = heading if named else _first_sentence(text[task : note.start])
            words = "；".join(squeeze(one["inner"] or one["line"]) for one in notes)
            yield DutyNote(Span(task, note.end), name.rstrip("。；;"), words, flat_text(words), note, clause)


def _joined(text: str, span: Span) -> Iterator[list[re.Match[str]]]:
    """Notes of a span; those with nothing but a line on time between them together."""
    group: list[re.Match[str]] = []
    for match in NOTE.finditer(text, span.start, span.end):
        if group and match["line"] and not _TIME_LINE.sub("", text[group[-1].end() : match.start()]).strip():
            group.append(match)
            continue
        if group:
            yield group
        group = [match]
    if group:
        yield group


def _task_before(text: str, note: int, start: int, *, whole: bool) -> int:
    """Where the task of a note begins: at its heading, else at its line, never behind an earlier note."""
    if whole and note - start <= LONGEST_TASK:
        return start
    line = max(start, text.rfind("\n", 0, note) + 1)
    if not text[line:note].strip():  # a note on a line of its own is about what stands above it
        above = len(text[:line].rstrip())
        line = max(start, text.rfind("\n", 0, above) + 1)
    earlier = [match.end() for match in NOTE.finditer(text, line, note)]
    task = earlier[-1] if earlier else line
    while task < note and text[task] in "。；; \n\r\u3000":
        task += 1
    return task if note - task <= LONGEST_TASK else note


def _first_sentence(words: str) -> str:
    spans = split_sentences(words)
    return squeeze(words[spans[0][0] : spans[0][1]]) if spans else ""


def parts_of(flat: str) -> Iterator[tuple[str, str]]:
    """Give (role, names) of each part of a folded note: “牵头单位：A；配合单位：B”, “A牵头，B、C配合”.

    Roles are the words of the note. Units that a label names with verbs have the roles of these; people
    (“责任人：”) are none.
    """
    labelled = list(LABEL.finditer(flat))
    if not labelled:
        yield from _parts_by_verbs(flat, "")
        return
    ends = [*(match.start() for match in labelled[1:]), len(flat)]
    for match, end in zip(labelled, ends, strict=True):
        if match["what"] in ("人", "领导"):
            continue
        names = _OTHER_LABEL.sub("", flat[match.end() : end]).strip("；;，,。 ")
        parts = list(_parts_by_verbs(names, match["role"]))
        # “责任单位：A、B等按职责分工负责” says no more than its label.
        if any(role != "负责" and role != match["role"] for role, _ in parts):
            yield from parts
        else:
            yield match["role"], names


def _parts_by_verbs(flat: str, otherwise: str) -> Iterator[tuple[str, str]]:
    """Parts by the verbs that close them; names that none closes have the role ``otherwise``, or none."""
    names: list[str] = []
    some = False
    for piece in _MARK.split(flat):
        verb = VERB.search(piece)
        if WITH.match(piece):
            yield "配合", WITH.sub("", piece[: verb.start()] if verb else piece)
            continue
        names.append(piece[: verb.start()] if verb else piece)
        if verb:
            yield verb["role"], "，".join(filter(None, names))
            names, some = [], True
    left = "，".join(filter(None, names))
    if left and (some or otherwise):
        yield otherwise or "责任", left


def role_of(word: str) -> str:
    """Give 牵头, 责任 or 配合 for the word of a note or a header."""
    return "牵头" if word in LEADING else "配合" if word in HELPING else "责任"


def assigned(flat: str, *, first_leads: bool = False) -> list[tuple[str, str]]:
    """Give (unit, role) of a note's words, each pair once; none where the words assign nothing.

    ``first_leads``: the document says that the first of the units named leads.
    """
    found: dict[tuple[str, str], None] = {}
    labelled = bool(LABEL.search(flat))
    parts = [(role_of(word), units_in(names)) for word, names in parts_of(flat)]
    units = [unit for _, some in parts for unit in some]
    # In brackets stands more than notes: “（企业参与）”, “（含负责人）”.
    if not labelled and (not any(map(is_office, units)) or all(role == "配合" for role, _ in parts)):
        return []
    if first_leads and units and all(role == "责任" for role, _ in parts):
        found[units[0], "牵头"] = None
        units = units[1:]
        return [*found, *((unit, "责任") for unit in units)]
    for role, some in parts:
        found.update(((unit, role), None) for unit in some)
    return list(found)
