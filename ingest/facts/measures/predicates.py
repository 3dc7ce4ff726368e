"""Read the predicates that words state of who may apply: where, what industry, how large, how old, what honours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.facts.measure import Predicate
from ingest.facts.measures.applicant_patterns import (
    ABBREVIATED,
    AGE,
    BELONGING,
    ELSEWHERE,
    EMPLOYEES,
    EXCEPT_FOR,
    FIRST_OF,
    FIRST_TIME,
    FORMS,
    FOUNDED,
    LISTED,
    MADE,
    NEWLY,
    NOT_TWICE,
    OF_SOMETHING,
    PASSED,
    PRIZE,
    QUOTED,
    RD_SHARE,
    RD_SPENDING,
    REGISTERED,
    REVENUE,
    SIZES,
    STAGES,
    UNTAINTED,
    UPGRADED,
    WON_BID,
    ZONE,
)
from ingest.facts.measures.industries import industries_in, named_industry
from ingest.facts.measures.patterns import APPLICANT
from ingest.facts.measures.qualifications import qualifications_in
from ingest.text.figures import figures_in
from ingest.text.places import regions_in

# Fields whose words may hold the industry of an enterprise.
_ASIDE_FIELDS = ("region", "legal_form", "stage", "event")


@dataclass(frozen=True, slots=True)
class ReadPredicate:
    """A reading is a predicate and the words ``[start, end)`` of the wording that it was read from."""

    predicate: Predicate
    start: int
    end: int


def readings(words: str, home: str | None, naming: bool = False) -> list[ReadPredicate]:
    """Give what words say of who applies, in order, one reading at a place.

    ``home`` is the region of the document (“本市”), ``naming`` says that the words name who may apply
    (a field 服务对象, “对……企业”), so that what stands before 企业 is its industry.
    """
    found: list[ReadPredicate] = []
    for read in _READERS:
        for reading in read(words, home):
            if not any(
                reading.start < other.end
                and other.start < reading.end
                and _same_field(reading.predicate, other.predicate)
                for other in found
            ):
                found.append(reading)
    found = [one for one in found if not _of_something(words, one)]
    if naming and not any(reading.predicate.field == "industry" for reading in found):
        taken = [(one.start, one.end) for one in found if one.predicate.field not in _ASIDE_FIELDS]
        found.extend(_of_industry(named_industry(words, taken)))
    ordered = sorted(_without_echoes(found), key=lambda reading: (reading.start, reading.end))
    return _joined_industries(words, ordered)


def _of_something(words: str, one: ReadPredicate) -> bool:
    """“专精特新”企业使用面积占……, 小微企业贷款余额……: a kind of enterprise that does not apply itself."""
    if one.predicate.field not in ("qualification", "size", "stage"):
        return False
    return bool(OF_SOMETHING.match(words, one.end) or MADE.search(words, 0, one.start))


def _joined_industries(words: str, found: list[ReadPredicate]) -> list[ReadPredicate]:
    """软件信息服务业企业和制造业企业: industries of one list are one predicate."""
    joined: list[ReadPredicate] = []
    for reading in found:
        last = next((other for other in reversed(joined) if other.predicate.field == "industry"), None)
        if (
            reading.predicate.field == "industry"
            and last
            and _BESIDE.fullmatch(words[last.end : reading.start])
        ):
            values = tuple(dict.fromkeys((*last.predicate.values, *reading.predicate.values)))
            joined[joined.index(last)] = ReadPredicate(
                Predicate("industry", "in", values), last.start, reading.end
            )
        else:
            joined.append(reading)
    return joined


# “……业企业和……业企业”, “……业企业、……业企业”: what stands between industries of one list
_BESIDE = re.compile(r"[和、或及与以者]{1,2}")


def _same_field(one: Predicate, other: Predicate) -> bool:
    return one.field == other.field


def _without_echoes(found: list[ReadPredicate]) -> list[ReadPredicate]:
    """A qualification that names a size, a stage or an industry (创新型中小企业) states none of these."""
    honours = [(r.start, r.end) for r in found if r.predicate.field == "qualification"]
    return [
        reading
        for reading in found
        if reading.predicate.field not in ("size", "stage", "industry")
        or not any(start < reading.end and reading.start < end for start, end in honours)
    ]


# --- region ---


def _regions(words: str, home: str | None) -> Iterator[ReadPredicate]:
    elsewhere = ELSEWHERE.search(words)
    more = _place(elsewhere["place"], home) if elsewhere else ()
    for pattern, groups in ((REGISTERED, ("before", "after")), (BELONGING, ("place",))):
        for match in pattern.finditer(words):
            if elsewhere and elsewhere.start() <= match.start() < elsewhere.end():
                continue
            if pattern is BELONGING and (match.start() and words[match.start() - 1] in "“《、"):
                continue
            written = next(match[group] for group in groups if match[group])
            places = _place(written, home)
            if not places and pattern is REGISTERED and _UNKNOWN_PLACE.fullmatch(written):
                places = (written,)
            if places:
                listed = _MORE_PLACES.match(words, match.end()) if pattern is REGISTERED else None
                beside = (_place(one, home) for one in _BETWEEN.split(listed.group())) if listed else ()
                values = tuple(dict.fromkeys((*places, *(one for found in beside for one in found), *more)))
                end = listed.end() if listed else match.end()
                yield ReadPredicate(Predicate("region", "in", values), match.start(), end)


# 青溪区: a name that the register of divisions does not know, or knows of several places
_UNKNOWN_PLACE = re.compile(
    r"(?![本我全该各所市辖园城地社片景校])[一-龥]{2,4}(?<![园城地社片景校范验辖市])[省市区县]"
)
# “注册地址应在未来科学城、怀柔科学城和……”: more places of one list
_MORE_PLACES = re.compile(rf"(?:[、和或及](?:{ZONE}|[一-龥]{{2,8}}?(?:[省市区县]|副中心)))+")
_BETWEEN = re.compile(r"[、和或及]")


def _place(written: str, home: str | None) -> tuple[str, ...]:
    """The places that words name: 本市 of the document's region, 在京, 北京市海淀区, 中关村示范区 as it is called."""
    short = re.fullmatch(r"在(.)", written)
    if short:
        return (ABBREVIATED[short[1]],) if short[1] in ABBREVIATED else ()
    own = re.fullmatch(r"(?:[本我全市省](.{1,3}|内))", written)
    if own and written not in ("市内", "省内"):
        return _home(own[1], home)
    if written in ("市内", "省内"):
        return _home(written[0], home)
    if written.endswith("副中心"):
        return (written,)
    if zone := _ZONE_NAME.search(written):
        return (_CALLED.get(zone.group(), zone.group()),)
    found = regions_in(written, (home,) if home else ())
    if found and found[0].start == 0 and written[found[-1].end :] in ("", "地区"):
        return (found[-1].region,)
    return ()


# 中关村示范区, 海淀园区, 东湖高新区, 自贸试验区: a zone is named as it is called
_ZONE_NAME = re.compile(
    r"中关村(?:国家自主创新)?示范区|中关村科学城海淀园|中关村科学城|[一-龥]{2,8}(?:经济技术开发区|高新技术产业开发区|高新区|自由贸易试验区|自贸试验区|保税区|科学城|开发区)"
)
_CALLED = {"中关村示范区": "中关村国家自主创新示范区"}


def _home(level: str, home: str | None) -> tuple[str, ...]:
    """The document's region cut at a level: of 北京市丰台区 “市” is 北京市, “区” all of it."""
    if not home:
        return ()
    ends = {"市": "市", "省": "省", "自治区": "自治区", "区": "区县", "县": "县市区", "州": "州"}.get(
        level, ""
    )
    if level == "自治区":
        place = home.find("自治区")
        return (home[: place + 3],) if place >= 0 else ()
    cut = max((home.rfind(end) for end in ends), default=-1)
    if level == "省":
        cut = home.find("省")
    return (home[: cut + 1],) if cut >= 0 else ()


# --- what it is ---


def _industries(words: str, _: str | None) -> Iterator[ReadPredicate]:
    yield from _of_industry(industries_in(words))


def _of_industry(named: Iterable[tuple[tuple[str, ...], int, int]]) -> Iterator[ReadPredicate]:
    return (ReadPredicate(Predicate("industry", "in", values), start, end) for values, start, end in named)


def _qualifications(words: str, _: str | None) -> Iterator[ReadPredicate]:
    named = qualifications_in(words)
    run: list[tuple[str, int, int]] = []
    for one in [*named, None]:
        if run and (one is None or not _JOINED.fullmatch(words[run[-1][2] : one[1]])):
            values = tuple(dict.fromkeys(name for name, _, _ in run))
            refused = _REFUSED.match(words, run[-1][2])
            operator = "not_in" if refused else "in"
            yield ReadPredicate(Predicate("qualification", operator, values), run[0][1], run[-1][2])
            run = []
        if one is not None:
            run.append(one)


# “高新技术企业、中关村高新技术企业”, “专精特新企业和北京市单项冠军”: what joins names of one list
_JOINED = re.compile(
    r"(?:称号|证书|资格|认定)?[、，]?(?:以及|及|和|或者?|与)?(?:[一-龥]{0,6}(?:市|省|级|的|库))?(?:评价入库的|认定的)?"
)
# 专精特新企业除外, 小巨人企业不予奖励
_REFUSED = re.compile(r"(?:企业)?(?:除外|不予|不纳入|不再|不享受)")


def _sizes(words: str, _: str | None) -> Iterator[ReadPredicate]:
    for pattern, values in SIZES:
        for match in pattern.finditer(words):
            yield ReadPredicate(Predicate("size", "in", values), match.start(), match.end())


def _stages(words: str, _: str | None) -> Iterator[ReadPredicate]:
    for pattern, value in STAGES:
        for match in pattern.finditer(words):
            yield ReadPredicate(Predicate("stage", "in", (value,)), match.start(), match.end())


def _forms(words: str, _: str | None) -> Iterator[ReadPredicate]:
    """Forms beside one another (企业、高等学校和科研机构) are one predicate; 企业 alone says nothing."""
    named = sorted((m.start(), m.end(), form) for pattern, form in FORMS for m in pattern.finditer(words))
    legal = [one for one in named if one[2] == "独立法人"]
    if legal:
        yield ReadPredicate(Predicate("legal_form", "in", ("独立法人",)), legal[0][0], legal[0][1])
    others = [one for one in named if one[2] != "独立法人"]
    values = tuple(dict.fromkeys(form for _, _, form in others))
    if len(values) > 1 or values == ("个体工商户",):
        yield ReadPredicate(Predicate("legal_form", "in", values), others[0][0], others[-1][1])


# --- figures ---


def _yuan(written: str) -> float | None:
    figures = [figure for figure in figures_in(written) if figure.kind == "元"]
    return float(figures[-1].value) if figures else None


def _share(written: str) -> float | None:
    figures = [figure for figure in figures_in(written) if figure.kind in ("%", "点")]
    return round(float(figures[-1].value) / 100, 6) if figures else None


def _count(written: str) -> float | None:
    figures = figures_in(f"{written}人")
    return float(figures[-1].value) if figures else None


def _operator(match: re.Match[str]) -> str | None:
    """不低于 >=, 超过 >, 不超过 <=, 低于 <; 以上 and 以下 include the figure unless （不含） stands there."""
    groups = match.groupdict()
    without = "不含" in (groups.get("with"), groups.get("with2"))
    if groups.get("above") or groups.get("above_c"):
        return ">" if without else ">="
    if groups.get("below"):
        return "<" if without else "<="
    for name, operator in (("high", "<="), ("low", ">="), ("over", ">"), ("under", "<")):
        if any(groups.get(f"{name}{one}") for one in ("", "_b", "_c")):
            included = "含" in (groups.get("with"), groups.get("with2"))
            return f"{operator}=" if included and operator in "<>" else operator
    return None


def _figures(
    pattern: re.Pattern[str], field: str, value: Callable[[str], float | None]
) -> Callable[[str, str | None], Iterator[ReadPredicate]]:
    def read(words: str, _: str | None) -> Iterator[ReadPredicate]:
        for match in pattern.finditer(words):
            number = value(
                match["amount"]
                or match.groupdict().get("amount_b")
                or match.groupdict().get("amount_c")
                or ""
            )
            operator = _operator(match)
            if number is not None and operator:
                yield ReadPredicate(Predicate(field, operator, (), number), match.start(), match.end())

    return read


def _ages(words: str, _: str | None) -> Iterator[ReadPredicate]:
    for match in AGE.finditer(words):
        number, operator = _count(match["amount"]), _operator(match)
        if number is None or operator is None:
            continue
        years = round(number / 12, 4) if "月" in match["unit"] else number
        yield ReadPredicate(Predicate("age", operator, (), years), match.start(), match.end())
    for match in FOUNDED.finditer(words):
        parts = [match["year"], *(f"{int(match[name]):02d}" for name in ("month", "day") if match[name])]
        operator = "<=" if match["side"].endswith("前") else ">="
        yield ReadPredicate(Predicate("founded", operator, ("-".join(parts),)), match.start(), match.end())


# --- what has happened ---


def _events(words: str, _: str | None) -> Iterator[ReadPredicate]:
    for pattern, name in ((UPGRADED, "首次升规"), (LISTED, "上市"), (QUOTED, "挂牌"), (WON_BID, "中标")):
        for match in pattern.finditer(words):
            yield ReadPredicate(Predicate("event", "in", (name,)), match.start(), match.end())
    for pattern in (FIRST_TIME, NEWLY, FIRST_OF, PRIZE, PASSED):
        for match in pattern.finditer(words):
            yield ReadPredicate(Predicate("event", "in", (match.group(),)), match.start(), match.end())


def _exclusions(words: str, _: str | None) -> Iterator[ReadPredicate]:
    for pattern in (UNTAINTED, NOT_TWICE, EXCEPT_FOR):
        for match in pattern.finditer(words):
            value = match["out"] if pattern is EXCEPT_FOR else match.group()
            yield ReadPredicate(Predicate("other", "not_in", (value,)), match.start(), match.end())


_READERS: tuple[Callable[[str, str | None], Iterator[ReadPredicate]], ...] = (
    _regions,
    _qualifications,
    _industries,
    _sizes,
    _stages,
    _forms,
    _figures(REVENUE, "revenue", _yuan),
    _figures(RD_SHARE, "rd_share", _share),
    _figures(RD_SPENDING, "rd_spending", _yuan),
    _figures(EMPLOYEES, "employees", _count),
    _ages,
    _events,
    _exclusions,
)


def names_an_applicant(words: str) -> bool:
    """Whether words name an enterprise, a unit or another who may apply."""
    return bool(APPLICANT.search(words))
