"""Turn a heading into a question that a person would ask: “三、强化人才支撑” → “怎样强化人才支撑？”. Pure functions."""

from __future__ import annotations

import re

from index.words import tagged
from ingest.document import Metadata
from ingest.text.years import FIVE_YEAR_PLAN

LONGEST_NAME, SHORTEST_NAME = 24, 4  # characters of a heading that names a question's subject

# “第三章 ”, “附件2：”, “（一）”, “三、”, “1.”: the number of a heading, which a question does not say
_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇两\d]+[编章节条款]|(?:附件|专栏)\s*[一二三四五六七八九十\d]*"
    r"|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+[、是]|\d+[.．、])\s*[：:]?\s*"
)
# “产业链条日益完善”, “创新能力增强”: a heading that tells how something stands
_STANDING = re.compile(
    r"^(?P<what>[^的与和]{2,6}?)(?:日益|不断|持续|逐步|明显|显著|大幅|稳步|更加|初步|(?:强化|增强|提升|显现|向好|涌现|扩大|增加)$)"
)
_OF_THE_FILE = re.compile(
    r"文件|编制|起草|前言|引用|链接|附录|说明$"
)  # headings that speak of the text, not of its matter
# “到2025年”, “十四五”: a period in a heading
_PERIOD = re.compile(rf"^{FIVE_YEAR_PLAN.pattern}(?:时期|期间)?")
# “发展思路”, “总体要求”: headings of which “是什么” can be asked
_WHAT_IS = re.compile(r"(?:思路|背景|目标|思想|定位|布局|要求|愿景|意义|依据|内涵)$")
# “重点任务” → “有哪些重点任务？”
_WHICH = re.compile(
    r"(?:任务|措施|原则|成就|挑战|机遇|条件|标准|保障|清单|重点|举措|政策|内容|形势|问题|情形|事项|材料|方式)$"
)
# “开展数智赋能行动” → “数智赋能行动”: asked for by its name
_UNDERTAKING = re.compile(r"^(?:开展|实施|启动|组织)?(?P<what>.+(?:行动|工程|计划|专项))$")
# What begins with these is a thing to do.
_DOING = re.compile(
    r"^(?:推|强化|加[强大速]|优化|完善|健全|建[立设]|构建|打造|培育|培植|提[升高]|促进|深化|发展[壮高]|扩大|引[进导育]|吸引|汇聚|支持|鼓励"
    r"|做[大强优实好]|落实|严格|实施|开展|营造|统筹|夯实|拓[展宽]|激发|规范|改善|形成|延伸|植厚|探索|搭建|放宽|畅通|壮大|增强|抓好|用好"
    r"|创新(?=.{0,6}(?:机制|模式|方式)))(?![和与及])"
)
# “大力推进改革” → “推进改革”: words of stress that nobody asks with
_STRESS = re.compile(r"^(?:[大全着聚]力|积极|深入|全面|加快|有序|稳步|进一步|优先|率先)+(?=..)")
# “第十二条”: an article's first words are its text and no heading
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零〇两\d]+条")
LAWS = ("法", "条例", "办法", "规定", "细则")  # kinds of documents whose chapters each rule a matter
# “管理办法（试行）”: a remark behind a title
_REMARK = re.compile(r"[（(][^（）()]*[）)]$")
# “发展回顾与面临的形势”: two things in one heading, of which the first may not be listed
_BOTH = re.compile(r"^(?P<first>.+?)[与和及]")
# “面临诸多挑战” is a statement; “面临的挑战” names what can be asked for.
_FACES = re.compile(r"(?:面临|迎来)(?!的)")
# “强化支撑，夯实基础”: a question names the first part only
_FIRST_PART_END = re.compile(r"[，,：:]")
# “做好工作。其中”, “互斥/限制条件”: a heading with such a mark is running text or notes and no name
_NO_NAME = re.compile(r"[。；？！《》|/\n]")


def heading_name(heading: str) -> str:
    """Give a heading without its number, where it fits a question: “三、强化人才支撑” → “强化人才支撑”.

    Of one with a comma the part before it; empty where nothing fits.
    """
    name = _FIRST_PART_END.split(_LABEL.sub("", heading).strip(" 。：:"))[0].strip()
    fits = SHORTEST_NAME <= len(name) <= LONGEST_NAME and name.count("“") == name.count("”")
    return name if fits and not _NO_NAME.search(name) else ""


def subject_of(name: str) -> str:
    """Give what a heading is about, as people say it: “开展数智赋能行动” → “数智赋能行动”."""
    undertaking = _UNDERTAKING.match(name)
    return undertaking["what"] if undertaking else name


def repeats(name: str, asked: str) -> bool:
    """Whether a question already asks for what a heading is about: by the name, or for its “目标”, “措施”, …."""
    kind = _WHAT_IS.search(name) or _WHICH.search(name)
    return subject_of(name) in asked or (kind is not None and kind.group() in asked)


def question_of(heading: str, place: str = "") -> str:
    """Make the question to ask of a heading; empty where a person would not ask it.

    It names the place where the heading itself does not: “怎样……”, “……是什么”, “……有哪些”, or how things
    stand; for the name of an article “……怎么规定”.
    """
    name = _PERIOD.sub("", heading_name(heading))
    if len(name) < SHORTEST_NAME or _OF_THE_FILE.search(name):
        return ""
    where = place if place not in name else ""
    of = f"{where}的" if where else ""
    bare = _STRESS.sub("", name)
    standing = _STANDING.match(name)
    if subject_of(name) != name:
        return f"{where}{subject_of(name)}要做什么？"
    doing = _DOING.match(bare)
    if doing and not _WHICH.fullmatch(bare[doing.end() :]):  # “支持政策” names policies
        return f"{where}怎样{bare}？"
    if standing:
        return f"{where}{standing['what']}怎么样？"
    if _WHAT_IS.search(name):
        return f"{of}{name}是什么？"
    if _WHICH.search(name) and _listed(name):
        return f"{of}{name}有哪些？"
    return f"{of}{name}怎么规定？" if _ARTICLE.match(heading) else ""


def _listed(name: str) -> bool:
    """Whether a heading names things that can be listed: not “把握新形势”, which does something with one."""
    both = _BOTH.match(name)
    if _FACES.search(name) or (both and not _WHICH.search(both["first"])):
        return False
    kinds = [kind for _, kind in tagged(name)]
    if kinds[0] != "v" or "的" in name:
        return True
    # “申报条件” is of its verb; “把握新形势”, “把握“十四五”时期发展形势” do something with what has words of its own.
    return len(kinds) <= 2 and not (kinds[1:] and kinds[1][0] in "ab")


def field_question(above: str, field: str) -> str:
    """Ask for a field of the thing under whose heading it stands: “4.人才奖励 / 条件要求” → “人才奖励的条件要求是什么？”.

    Empty where the field cannot be asked for or the thing has no name.
    """
    of, name = heading_name(above), heading_name(field)
    asks = of and name and (_WHAT_IS.search(name) or _WHICH.search(name)) and not _OF_THE_FILE.search(name)
    return f"{of}的{name}是什么？" if asks else ""


def provision_question(metadata: Metadata, chapter: str) -> str:
    """Ask what a law says of its chapter's matter: “第三章 资金管理” → “《某市专项资金办法》对资金管理有什么规定？”.

    Empty for other kinds of documents, a title too long to say and what is of the text itself.
    """
    name = heading_name(chapter).removesuffix("规定")
    title = _REMARK.sub("", metadata.title)
    law = metadata.kind in LAWS and len(title) <= LONGEST_NAME and not _ARTICLE.match(chapter)
    asks = law and len(name) >= SHORTEST_NAME and not _OF_THE_FILE.search(name)
    return f"《{title}》对{name}有什么规定？" if asks else ""
