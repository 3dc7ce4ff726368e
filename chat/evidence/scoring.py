"""Units of evidence, scored against a question.

Scores are sums of plainly named parts, so that a wrong answer can be explained
by looking at them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath

from chat.evidence.units import LEADER, Unit
from chat.question import Question, Scope, Wording
from index.hits import DocumentInfo, Hit
from ingest.document import Chunk, Document, Span
from ingest.text.normalise import flat_text
from ingest.text.numerals import number
from ingest.text.years import base_years, end_years, explicit_years

# “到2025年……达到”, “力争”: a goal; a sentence without any of it reports.
_AIM = re.compile(
    r"到(?:20\d\d|“?十[一二三四五]五”?)[^。]{0,12}(?:年|期末|末)|力争|争取|目标|将(?!军)|拟|计划(?:在|于|到)|达到|突破|超过\d"
)
# What every notice says before it says anything: “现将……印发给你们”, “为深入贯彻……，制定本方案”
_PREAMBLE = re.compile(
    r"现将.{2,80}印发给你们|^为.{0,6}(?:贯彻|落实).{10,}|(?:特制定|制定)(?:本|以下|如下|此)"
)
# “五大行动”, “三链”: a number and what it counts, which a text may spell out
_ABBREVIATION = re.compile(r"^([一二两三四五六七八九十]|\d)(?:个|大|项|类|种)?([\u4e00-\u9fff]{1,4})$")
# “即”, “是指”, “由三部分组成”: the sentence says what something is
_DEFINES = re.compile(r"即|是指|指的是|全称|简称|[:：]|包括|——|分别(?:是|为)|由.{1,40}(?:组成|构成)")


HEAD = 60  # characters from the beginning of a document in which its head starts
FEW = 50  # documents of the places asked about, up to which no other is looked at
LONGEST_HEAD = 60  # characters; a longer unit in a document's head is its notice
# “分为几类”, “有几种类型”: the question asks how something is divided
_WANTS_KINDS = re.compile(r"分(?:成|为|哪|几)|几类|几种|类型")
# “分为三类”: the sentence says how
_DIVIDES = re.compile(r"分为|分成|类型|等.类")
# “附件1”: the question says where to look
_ANNEX = re.compile(r"附件\s*([一二三四五六七八九十\d]*)")
# “甲和乙”: the parts of a quoted name
_NAME_PARTS = re.compile(r"[、，,·/和与]")
# “今年”: the year the document is of
_THIS_YEAR = re.compile(r"今年|本年度|这一年")
# “去年”, “过去一年”: the year before it; “比上年增长” only compares with it
_LAST_YEAR = re.compile(r"(?<![比较与同为占])(?:去年|上年(?!度的|末|底))|过去一年|一年来")


@dataclass(frozen=True, slots=True)
class UnitWeights:
    """What each part of a unit's score counts. Set on our own question sets, see eval/README.md."""

    words: float = (
        0.7  # share of coverage; the rest is by character pairs, which forgive a wrong cut into words
    )
    above: float = 0.65  # of a word that only the headings hold
    near: float = 0.45  # of a word that only the neighbours hold
    above_leader: float = 0.9  # the same where the unit names who leads, which stands behind its clause
    near_leader: float = 0.85
    own_leader: float = 0.85  # of such a unit's coverage that counts as its own
    own: float = 0.80  # coverage by the unit alone
    coverage: float = 0.55  # coverage with its headings and neighbours
    dense: float = 0.25  # the passage's cosine
    retrieval: float = 0.40  # the passage's score in the search
    title: float = 0.18  # how much the question names the document
    asks: float = 0.22  # all facts asked for are there
    quoted: float = 0.25  # the name asked about is there
    spelled_out: float = 0.50  # the members of a numbered name are there
    year: float = 0.12  # a year asked about is there
    year_conflict: float = -0.30  # the unit is tied to other years
    other_place: float = -0.30  # the document is of another place, as far as its region is known
    head: float = -0.20  # where a notice names itself, its issuer and whom it is for
    preamble: float = -0.15  # what every notice says first
    question: float = -0.40  # a question that the document answers further on
    aim: float = -0.14  # a goal where a report is asked for, or the other way round
    heading: float = -0.30  # a title, an entry of the contents, a signature, a mere heading
    leader: float = 0.30  # who leads is asked and named
    says_what: float = 0.40  # a name with its meaning right behind it
    defines: float = 0.12  # words of definition where a meaning is asked
    listing: float = 0.06  # an enumeration where a list is asked
    members: float = 0.12  # the word for its members is there
    classes: float = 0.20  # kinds are asked and told apart
    annex: float = 0.25  # inside the annex asked about, and as much against what is not
    not_body: float = -0.40  # in an annex, where the body is asked about


WEIGHTS = UnitWeights()


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """A unit with its score and the parts the score is made of.

    ``quote``: offsets in the document of the very words that answer, where they are fewer than the unit's.
    ``support``: how likely the reader holds it that the unit's words answer; ``None`` where it was not read.
    """

    unit: Unit
    document: DocumentInfo
    score: float
    coverage: float  # of the question's words by the unit, its headings and neighbours
    own_coverage: float  # by the unit alone
    asks_met: int
    year_conflict: bool
    quoted_met: bool
    quote: tuple[int, int] | None = None
    support: float | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Give (document, offset), which no other unit shares."""
        return self.unit.chunk.doc_id, self.unit.start


def whole_unit(chunk: Chunk, document: DocumentInfo) -> ScoredUnit:
    """A passage taken whole, as an answer to a question for its address."""
    flat = flat_text(chunk.text)
    unit = Unit(chunk, chunk.start, chunk.end, chunk.text, flat, "", "", frozenset(), frozenset())
    return ScoredUnit(unit, document, 1.0, 1.0, 1.0, 0, False, False)


def span_unit(document: Document, span: Span, info: DocumentInfo) -> ScoredUnit:
    """A span of a document as evidence, its passage being the lines around it."""
    text = document.text
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - 120)
    end = text.find("\n", span.end)
    end = min(len(text) if end < 0 else end, span.end + 120)
    path = next(
        (c.path for c in reversed(document.clauses) if any(s.start <= span.start for s in c.spans)), ()
    )
    chunk = Chunk(
        f"{info.doc_id}#", info.doc_id, start, end, text[start:end], path, page=document.page_at(span.start)
    )
    quote = text[span.start : span.end]
    unit = Unit(chunk, span.start, span.end, quote, flat_text(quote), "", "", frozenset(), frozenset())
    return ScoredUnit(unit, info, 1.0, 1.0, 1.0, 0, False, False)


def score_unit(
    unit: Unit, hit: Hit, question: Question, wording: Wording, scope: Scope, best_hit: float
) -> ScoredUnit:
    """Score one unit for a question."""
    own = context = 0.0
    # who leads stands behind the clause it is said of, so there the clause counts as much as a heading
    leads = question.kind == "responsible" and bool(LEADER.search(unit.flat))
    above = WEIGHTS.above_leader if leads else WEIGHTS.above
    near = WEIGHTS.near_leader if leads else WEIGHTS.near
    for word in wording.words:
        credit = word.credit(unit.flat)
        own += word.weight * credit
        if credit < 1.0:
            credit = max(credit, above * word.credit(unit.context), near * word.credit(unit.around))
        context += word.weight * credit
    own = WEIGHTS.words * own / wording.total + (1 - WEIGHTS.words) * wording.pair_coverage(unit.flat)
    coverage = WEIGHTS.words * context / wording.total
    coverage += (1 - WEIGHTS.words) * wording.pair_coverage(unit.flat, unit.context)
    if leads:
        own = max(own, WEIGHTS.own_leader * coverage)
    met = sum(unit.satisfies(ask) for ask in question.asks)
    quoted = _holds_quoted(unit, question)
    spelled_out = any(spells_out(unit.flat, name) for name in question.quoted)
    conflict = _year_conflict(unit, question, hit.document)
    score = WEIGHTS.own * own + WEIGHTS.coverage * coverage
    score += WEIGHTS.dense * max(0.0, hit.dense) + WEIGHTS.retrieval * (
        hit.score / best_hit if best_hit > 0 else 0.0
    )
    score += WEIGHTS.title * scope.affinity.get(hit.document.doc_id, 0.0)
    if question.asks:
        score += WEIGHTS.asks * met / len(question.asks)
    if question.quoted or question.titles:
        score += WEIGHTS.quoted if quoted else 0.0
        score += WEIGHTS.spelled_out if spelled_out else 0.0
    if question.years:
        score += WEIGHTS.year_conflict if conflict else WEIGHTS.year * bool(question.years & unit.years)
    score += _kind_bonus(unit, question) + _section_bonus(unit, question)
    if not scope.admits(hit.document.doc_id):
        score += WEIGHTS.other_place
    if unit.start < HEAD and not question.quoted and len(unit.flat) > LONGEST_HEAD:
        score += WEIGHTS.head
    if _PREAMBLE.search(unit.flat):
        score += WEIGHTS.preamble
    if unit.flat.endswith(("?", "吗。")):
        score += WEIGHTS.question
    if question.asks and bool(_AIM.search(unit.flat)) != question.aims:
        score += WEIGHTS.aim
    if unit.chunk.kind in ("contents", "title", "signature") or len(unit.flat) < 10 or _is_heading(unit):
        score += WEIGHTS.heading
    return ScoredUnit(unit, hit.document, score, coverage, own, met, conflict, quoted or spelled_out)


def spells_out(flat: str, abbreviation: str) -> bool:
    """Whether a text names the things a numbered abbreviation stands for.

    “五链” is spelled out by a text with five different words in 链 (产业链、供应链……).
    """
    match = _ABBREVIATION.match(abbreviation)
    if not match:
        return False
    count, suffix = number(match[1]), match[2]
    members = set(re.findall(rf"([\u4e00-\u9fff]{{2}}){suffix}", flat))
    return count is not None and count >= 2 and len(members) >= count


def _is_heading(unit: Unit) -> bool:
    """A sentence that only repeats the heading it stands under."""
    return bool(unit.chunk.path) and len(unit.flat) < 40 and unit.flat.rstrip("。;") in unit.context


def _kind_bonus(unit: Unit, question: Question) -> float:
    if question.kind == "responsible":
        return WEIGHTS.leader if LEADER.search(unit.flat + unit.context * (unit.chunk.kind == "row")) else 0.0
    if any(says_what(unit.flat, name) for name in question.quoted):
        return WEIGHTS.says_what
    if question.kind == "definition" and defines(unit.flat, question.defined):
        return WEIGHTS.says_what
    if question.kind == "definition":
        return WEIGHTS.defines if _DEFINES.search(unit.flat) else 0.0
    if question.kind == "list":
        score = WEIGHTS.listing if unit.flat.count("、") >= 1 or "等" in unit.flat else 0.0
        if question.members and question.members in unit.flat:
            score += WEIGHTS.members
        if _WANTS_KINDS.search(question.text) and _DIVIDES.search(unit.flat):
            score += WEIGHTS.classes
        return score
    return 0.0


def _section_bonus(unit: Unit, question: Question) -> float:
    """“正文里……” and “附件1里……” say where to look in a document."""
    annex = next((part for part in unit.chunk.path if part.startswith("附件")), "")
    if "正文" in question.text and annex:
        return WEIGHTS.not_body
    named = _ANNEX.search(question.text)
    if named and "正文" not in question.text:
        inside = bool(annex) and flat_text(annex).startswith(named.group())
        return WEIGHTS.annex if inside else -WEIGHTS.annex
    return 0.0


def says_what(flat: str, name: str) -> bool:
    """“两产融合”即……, G20工程(……), 所称医务人员范围为……: a name with its meaning right behind it."""
    return bool(
        re.search(
            rf"{re.escape(name)}[”\"」』]?(?:的?范围|具体|主要)?(?:即|是指|指|就是|全称|包括|范围[为是]|[:：(（])",
            flat,
        )
        or re.search(rf"所称的?[“\"]?{re.escape(name)}", flat)
    )


def defines(flat: str, name: str) -> bool:
    """Whether a text says what a name stands for: “本法所称中小企业，是指……”, “对……、……的困难家庭，”."""
    if not name:
        return False
    behind = re.search(rf"{re.escape(name)}[”\"]?[，,]?(?:是指|指(?!导|定|标)|系指|包括)", flat)
    return bool(behind or re.search(rf"对[^。；;]{{20,}}的{re.escape(name)}[，,]", flat))


def _holds_quoted(unit: Unit, question: Question) -> bool:
    names = (*question.quoted, *question.titles)
    return bool(names) and any(
        name in unit.flat or (len(name) >= 3 and name in unit.context) or all(
            part in unit.flat for part in _NAME_PARTS.split(name) if part
        )
        for name in names
    )  # fmt: skip


def _year_conflict(unit: Unit, question: Question, document: DocumentInfo) -> bool:
    """True where the question names years and the unit is tied to others.

    A figure must be tied to the very year: by its own sentence, by the last year
    named before it, or, where no year is named, by its document being of that
    year (a plan: of its last year). Other facts may lie anywhere in a plan's period.
    """
    wanted = question.years - _written_years(question.text)[1]  # “比2010年少多少” asks of another year
    if not wanted:
        return False
    written, bases = _written_years(unit.flat)
    own = (written | _relative_years(unit.flat, document)) - bases
    own |= {year for header, _ in unit.chunk.cells for year in explicit_years(header)}
    inherited = frozenset() if unit.own_years else unit.years
    figure = any(ask.kind in ("quantity", "money", "share", "percent", "people") for ask in question.asks)
    of_document = document_years(document)
    if figure:
        held = own or (inherited | of_document)
        return not held & wanted
    held = own | unit.own_years | inherited | of_document
    period = document.metadata.period
    if period and not own:
        held |= frozenset(range(period[0], period[1] + 1))
    return bool(held) and not held & wanted


@lru_cache(maxsize=8192)
def _written_years(flat: str) -> tuple[frozenset[int], frozenset[int]]:
    """The years that a sentence or row writes or whose end it names, and those it only compares with."""
    return explicit_years(flat) | end_years(flat), base_years(flat)


def document_years(document: DocumentInfo) -> frozenset[int]:
    """The years a document is of: the last of its period, else those of its title, else of its issue."""
    metadata = document.metadata
    if metadata.period:
        return frozenset((metadata.period[1],))
    stamp = metadata.issued or metadata.published or ""
    files = " ".join(PurePath(source.name).stem for source in document.sources[:1])  # “……奖励办法2023.txt”
    return explicit_years(metadata.title) or explicit_years(stamp) or explicit_years(files)


def _relative_years(flat: str, document: DocumentInfo) -> frozenset[int]:
    """“今年”, “去年” in a report of a year, as its title says; in a rule “上年度” is whoever applies' own."""
    years_of = explicit_years(document.metadata.title) if not document.metadata.period else frozenset()
    found = set(years_of) if _THIS_YEAR.search(flat) else set()
    if _LAST_YEAR.search(flat):
        found |= {year - 1 for year in years_of}
    return frozenset(found)


def rank_evidence(
    hits: Sequence[Hit],
    units_for: dict[str, tuple[Unit, ...]],
    question: Question,
    wording: Wording,
    scope: Scope,
) -> list[ScoredUnit]:
    """All units of the hits, best first; units of places other than the one asked about are left out."""
    best_hit = max((hit.score for hit in hits), default=0.0)
    ranked = [
        score_unit(unit, hit, question, wording, scope, best_hit)
        for hit in hits
        if scope.admits(hit.document.doc_id) or len(scope.inside) > FEW
        for unit in units_for[hit.chunk.chunk_id]
    ]
    ranked.sort(key=lambda evidence: (-evidence.score, evidence.key))
    return ranked


def widened(evidence: ScoredUnit, document: Document, span: Span) -> ScoredUnit:
    """Give evidence that quotes a span of its document, in a passage that holds both it and the passage found."""
    text = document.text[span.start : span.end]
    chunk = evidence.unit.chunk
    begin, stop = min(chunk.start, span.start), max(chunk.end, span.end)
    around = replace(chunk, start=begin, end=stop, text=document.text[begin:stop])
    unit = replace(
        evidence.unit, chunk=around, start=span.start, end=span.end, text=text, flat=flat_text(text)
    )
    return replace(evidence, unit=unit, quote=None)
