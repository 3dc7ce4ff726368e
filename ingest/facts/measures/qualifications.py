"""Know the qualifications of enterprises, which of them hold another, and find them in words.

One table for reading conditions and for holding them against a profile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Qualification:
    """A qualification has a name, the expression that finds it, and the names of those that its holder has too."""

    name: str
    words: str
    holds: tuple[str, ...] = ()
    reason: str = ""


INNOVATIVE = "创新型中小企业"
SPECIALISED = "专精特新中小企业"
LITTLE_GIANT = "专精特新“小巨人”企业"
HIGH_TECH = "高新技术企业"
TECH_SME = "科技型中小企业"
ABOVE_SCALE = "规模以上企业"
_GRADIENT = (
    "工信部企业〔2022〕63号：优质中小企业逐级培育，由创新型、专精特新而至小巨人，高一级的已具低一级的条件"
)

# In order of preference: at one place the first that is found is taken.
QUALIFICATIONS = (
    # 国家级专精特新“小巨人”企业, “小巨人”企业
    Qualification(
        LITTLE_GIANT, r"(?:国家级?)?[“\"]?(?:专精特新)?[”\"]?(?:中小企业)?[“\"]小巨人[”\"](?:中小)?(?:企业)?"
        r"|(?:国家级?)?专精特新小巨人(?:企业)?|小巨人企业", (SPECIALISED, INNOVATIVE), _GRADIENT,
    ),
    # 国家和市级“专精特新”中小企业, 专精特新企业, 专精特新机器人企业
    Qualification(
        SPECIALISED, r"(?:国家和)?(?:省级|市级)?[“\"]?专精特新[”\"]?(?:中小)?(?:微)?企业|获[评得]“?专精特新”?"
        r"|[“\"]?专精特新[”\"]?(?=[一-龥]{2,8}企业)",
        (INNOVATIVE,), _GRADIENT,
    ),
    Qualification(INNOVATIVE, r"创新型中小(?:微)?企业"),
    Qualification(TECH_SME, r"科技型中小(?:微)?企业|科技型小微企业|科技型企业"),
    # 中关村高新技术企业 is recognised by 中关村 alone: it is not the national one
    Qualification("中关村高新技术企业", r"中关村高新技术企业"),
    Qualification(HIGH_TECH, r"(?:国家级?)?高新技术企业|国家高企"),
    Qualification("技术先进型服务企业", r"技术先进型服务企业"),
    Qualification("潜在独角兽企业", r"潜在独角兽(?:企业)?"),
    Qualification("独角兽企业", r"独角兽(?:企业)?"),
    Qualification("瞪羚企业", r"瞪羚(?:企业)?"),
    Qualification("金种子企业", r"金种子企业"),
    Qualification("制造业单项冠军企业", r"(?:制造业)?单项冠军(?:示范)?(?:企业|产品)|制造业单项冠军(?=[的，。；]|$)"),
    # 规上, 规模以上工业企业: statistics count them alike
    Qualification(ABOVE_SCALE, r"(?:国家统计局)?规模?以?上(?:工业|服务业|文化|物流|商贸)?企业(?!统计)"),
    Qualification("产业链龙头企业", r"产业链(?:供应链)?(?:龙头|链主)(?:骨干)?企业|[“\"]?链主[”\"]?企业"),
    Qualification("跨国公司地区总部", r"跨国公司(?:的)?地区总部"),
    Qualification("总部企业", r"总部企业"),
    Qualification("国家知识产权示范企业", r"国家知识产权示范企业"),
    Qualification("国家知识产权优势企业", r"国家知识产权优势企业"),
    Qualification("小型微利企业", r"小型微利企业"),
    Qualification("中华老字号", r"中华老字号(?:企业)?"),
    Qualification("孵化器", r"(?:国家级|市级|省级)科技企业孵化器"),
    Qualification("企业技术中心", r"(?:国家级?|省级|市级)企业技术中心"),
    Qualification("绿色工厂", r"(?:国家级|省级|市级)?绿色工厂"),
)  # fmt: skip
_BY_NAME = {qualification.name: qualification for qualification in QUALIFICATIONS}
# 专精特新, 高新技术, 认定为: without one of them no qualification is named
_CORE = re.compile(
    r"小巨人|专精特新|创新型中小|科技型|高新技术|高企|先进型|独角兽|瞪羚|金种子|单项冠军|规上|规模以?上|上企业|上工业|上服务|上文化|上物流|上商贸|龙头|链主|总部|知识产权|老字号|微利|孵化器|技术中心|"
    r"绿色工厂|登记为|备案为|认定为|获评|获得|被评为|评定为|授予|取得"
)
# 登记为私募基金管理人, 认定为北京市知识产权试点单位, 获评“数字化车间”, 取得……称号: a qualification that has no name in the table
_AWARDED = re.compile(
    r"(?:认定为|获评(?:为)?|被评为|评定为|授予|获得|取得)(?:的)?(?P<name>[“\"《]?[\u4e00-\u9fff（）]{2,18}?"
    r"(?:示范|试点|优势|领军|标杆|品牌|骨干|创新)(?:合作)?(?:企业|单位|机构|基地|园区|平台|中心))"
    r"|(?:登记|备案|认定)为(?P<office>[“\"]?[\u4e00-\u9fff“”]{2,14}?(?:管理人|机构|银行|基地))(?=[，。；、的]|$)"
)


@cache
def _finder() -> re.Pattern[str]:
    named = "|".join(f"(?P<q{n}>{one.words})" for n, one in enumerate(QUALIFICATIONS))
    return re.compile(rf"(?:{named})(?!名录|名单|库|培育库)")


def qualifications_in(words: str) -> list[tuple[str, int, int]]:
    """Give the qualifications that words name: name, start and end, in order."""
    if not _CORE.search(words):
        return []
    found = [
        (QUALIFICATIONS[int((match.lastgroup or "q0")[1:])].name, match.start(), match.end())
        for match in _finder().finditer(words)
    ]
    taken = [(start, end) for _, start, end in found]
    for match in _AWARDED.finditer(words):
        start, end = match.span("name" if match["name"] else "office")
        if not any(start < other and begin < end for begin, other in taken):
            found.append(((match["name"] or match["office"]).strip('“”"《'), start, end))
    return sorted(found, key=lambda one: one[1])


def qualification_name(words: str) -> str | None:
    """Give the name in the table of a qualification as people write it (“小巨人” -> 专精特新“小巨人”企业)."""
    found = qualifications_in(words)
    if found:
        return found[0][0]
    return next((name for name in _BY_NAME if words and (words in name or name in words)), None)


def held_with(name: str) -> frozenset[str]:
    """Give every qualification that the holder of one has: itself and those that it holds."""
    known = _BY_NAME.get(name)
    return frozenset((name, *(known.holds if known else ())))
