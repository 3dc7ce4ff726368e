"""Questions about the documents themselves: which there are, how many, of which place, which lapse soon.

A question is of this kind where nothing is left of it but the library, its documents, and what tells them apart;
“哪些文件” with a matter behind it (“要交哪些文件”) asks something of a document. Pure functions of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from chat.question.catalogue import KIND_WORDS

# “知识库里”, “库中”, “你这里收录的”: the library itself
LIBRARY = re.compile(
    r"(?:(?:你的?|您的?|我们的?|这个|当前|现在|目前)*(?:知识|资料|文件|文档|政策|法规)库(?:里面?|中|内|当中)?(?:现在|目前)?"
    r"|(?:^|(?<=[，,。？?问前在的们]))库(?:里面?|中|内)|(?:^|(?<=[，,问]))(?:你|您)?(?:这里|这儿|手里|手头)(?:都)?(?=有|的|收|共|一共)"
    r"|(?:系统|平台)(?:里|中|内)(?=有|的|收|共|一共|现))(?:收录|上传|导入|存)?[了的过]?"
)
# “收录了多少份文件”: the library, where documents are asked for
_TAKEN_IN = re.compile(r"(?:收录|收进|入库|上传|导入)[了的过]")
_DOCUMENTS = r"(?:政策性?|规范性|法律|法规|公开)?(?:文件|文档)|法律法规|法规文件|规范性文件"
_KINDS = "|".join(
    sorted((*KIND_WORDS, "决定", "通知", "公告", "细则", "法律", "法规"), key=len, reverse=True)
)
_MEASURES = ("份", "部")  # measure words of documents alone; 篇 and 章 are parts of one
# “哪几份”, “哪部”: which of several documents
_WHICH_ONE = re.compile(r"哪(?:几|一)?[份部]")
# “文件”, “政策文件”: documents of whatever kind
_NOUN = re.compile(_DOCUMENTS)
# “条例”, “实施方案”: documents of a kind
_KIND = re.compile(_KINDS)
# “多少份”, “共几部”, “文件数量”: how many
_COUNT = re.compile(
    r"(?:一?共|总共|合计)?(?:有|收录了?|是)?(?:多少|几)(?P<measure>[份部篇个件]?)|(?:的)?(?:总数|数量)(?:是|有)?(?:多少)?"
)
# “有哪些”, “哪几份”, “列出所有”: which
_WHICH = re.compile(
    r"(?:都)?(?:有|是|包括|包含)?(?:哪些|哪几[份部篇个件]|哪一?[份部篇个件]|(?<!是)什么(?=文件|文档))|(?:都)?有什么$|(?:请)?列(?:出|一下|举)(?:所有|全部)?(?:的)?|清单"
)
# “有没有”, “有无”: whether any
_WHETHER = re.compile(r"有没有|有无|是否有|是否收录了?")
# “哪些地方的”, “几个城市”: the groups that documents fall into, by what
_GROUPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "region",
        re.compile(r"(?:哪些|哪几个|多少个|几个|什么)(?:地方|地区|省市?区?|省份|城市|市县|区县|地域)"),
    ),
    (
        "kind",
        re.compile(r"(?:哪些|哪几|多少|几|什么)(?:个|种)?(?:类型?|种类|类别|种)(?=$|的?文|的?政|的?法)"),
    ),
    ("issuers", re.compile(r"(?:哪些|哪几个|多少个|几个)(?:单位|部门|机关|机构)(?:印发|发布|制定|发|出台)?")),
    ("year", re.compile(r"(?:哪些|哪几个?|几个)年[份度]?")),
)
# “快到期”, “2027年届满”, “一年内失效”: which lapse, and by when
_LAPSE = re.compile(
    r"(?P<when>(?:20\d\d年|今年|明年|年内|(?:[一二两三四五六七八九十]|\d{1,2})个?[年月](?:之?内|以内))(?:就|会|将|要)*)?"
    r"(?P<soon>(?:快要?|即将|将要?|马上|就?要|最近|近期|最先|最早|会|临近)+)?(?:了?到期|失效|过期|届满)(?P<past>了)?"
)
# “2023年印发”, “2022年以后的”: of which year
_YEAR = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?P<side>以来|以后|之后|以前|之前)?(?:度|里)?(?:印发|发布|出台|公布|制定|颁布|下发|通过|发)?"
)
# “最新的”, “最早发布”: in which order
_ORDER = re.compile(r"(?P<newest>最新|最近|最晚)|(?P<oldest>最早|最老|最旧)")
# “已废止”, “现行有效”, “征求意见稿”, “效力不明”: of which standing
_STANDINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("征求意见稿", re.compile(r"征求意见稿?|草案")),
    ("已废止", re.compile(r"(?:已经?)?(?:被)?废止了?")),
    ("已届满", re.compile(r"已经?(?:失效|过期|届满|到期)了?|(?:失效|过期|届满)了")),
    ("效力未明", re.compile(r"效力(?:未明|不明|不清楚?|不确定)")),
    ("现行", re.compile(r"现行(?:有效)?|(?:还|仍|依然)?(?:在)?有效")),
    ("尚未施行", re.compile(r"(?:尚未|还没有?|未)(?:施行|生效|实施)")),
)
# “关于”, “涉及”: what stands before a topic
_ABOUT = re.compile(r"关于|有关|涉及|针对|面向|对于")
# “提到”, “讲到了”, “写到”: the words are to stand in the document
_MENTIONS = re.compile(r"(?:里面?|中)?(?:提到|提及|谈到|讲到|说到|写到|出现)了?(?:过)?")
# “请问”, “的”, “一共”: words that tell nothing of a document
_FILLER = re.compile(
    r"请问|请|帮我|给我|告诉我|我想知道|看一?下|看看|一下|现在|目前|当前|里面?|其中|分别|到底|一?共|总共|全部|所有|都|各|印发|发布|出台|公布|制定|颁布|收录"
    r"|相关|方面|有|是|的|了|吗|呢|么|在|和|与|及|之|[份部篇个]|[、，,。.？?！!：:“”《》（）()]"
)


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """A question about documents: which of them are meant, and what is wanted of those.

    ``wants``: “count”, “list”, “region”, “kind”, “issuers”, “year” (groups) or “lapse”. ``topic``: words of
    their titles, ``mention`` words of their text; ``explicit``: the library is named.
    """

    wants: str
    topic: str = ""
    mention: str = ""
    kind: str = ""
    standing: str = ""
    year: int | None = None
    side: str = ""
    order: str = ""
    when: str = ""
    explicit: bool = False
    about: bool = False


def library_question(text: str) -> LibraryQuestion | None:
    """Read a folded, squeezed question; ``None`` where it asks for no documents."""
    rest = LIBRARY.sub("，", text)
    named = rest != text or bool(_TAKEN_IN.search(text) and _NOUN.search(text))
    rest = _TAKEN_IN.sub("，", rest)
    found = LibraryQuestion("list", explicit=named)
    mention = _MENTIONS.search(rest)
    if mention:
        rest, behind = rest[: mention.start()], rest[mention.end() :]
        found = replace(found, mention=_bare(_without_question(behind)))
    rest, found, grouped = _grouped(rest, found)
    rest, found = _told_apart(rest, found)
    measured = _COUNT.search(rest)
    asks = bool(measured or _WHICH.search(rest) or _WHETHER.search(rest) or grouped or found.order)
    if measured and found.wants == "list":
        found = replace(found, wants="count")
    strong = bool(measured and measured["measure"] in _MEASURES) or bool(_WHICH_ONE.search(rest))
    rest = _WHETHER.sub("，", _WHICH.sub("，", _COUNT.sub("，", rest)))
    noun, rest = bool(_NOUN.search(rest)), _NOUN.sub("，", rest)
    about = bool(_ABOUT.search(rest))
    rest = _ABOUT.sub("，", rest)
    kind = None if noun else _KIND.search(rest)
    if not asks or not (
        noun or (kind and (strong or found.explicit)) or (grouped and found.explicit) or found.explicit
    ):
        return None
    topic = _bare(rest)
    if kind and topic.endswith(kind.group()) and topic == kind.group():
        found, topic = replace(found, kind=kind.group()), ""
    if found.explicit and not noun and not kind and not grouped and topic:
        return None  # “库里有哪些补贴”: asks for what the documents hold
    return replace(found, topic=topic, about=about)


def _grouped(rest: str, found: LibraryQuestion) -> tuple[str, LibraryQuestion, bool]:
    """What is left of a question without the words for groups of documents."""
    for name, pattern in _GROUPS:
        match = pattern.search(rest)
        if match:
            return f"{rest[: match.start()]}，{rest[match.end() :]}", replace(found, wants=name), True
    return rest, found, False


def _told_apart(rest: str, found: LibraryQuestion) -> tuple[str, LibraryQuestion]:
    """What is left of a question without what tells documents apart: standing, term, year, order."""
    for standing, pattern in _STANDINGS:
        if pattern.search(rest):
            return _dated(pattern.sub("，", rest, count=1), replace(found, standing=standing))
    match = _LAPSE.search(rest)
    if match:
        found = replace(found, wants="lapse", when=match["when"] or "")
        return f"{rest[: match.start()]}，{rest[match.end() :]}", found
    return _dated(rest, found)


def _dated(rest: str, found: LibraryQuestion) -> tuple[str, LibraryQuestion]:
    year = _YEAR.search(rest)
    if year:
        found = replace(found, year=int(year["year"]), side=year["side"] or "")
        rest = f"{rest[: year.start()]}，{rest[year.end() :]}"
    order = _ORDER.search(rest)
    if order:
        found = replace(found, order="newest" if order["newest"] else "oldest")
        rest = f"{rest[: order.start()]}，{rest[order.end() :]}"
    return rest, found


def _without_question(text: str) -> str:
    return _WHICH.sub("", _COUNT.sub("", _NOUN.sub("", text)))


def _bare(text: str) -> str:
    return _FILLER.sub("", text)
