"""Read measures from running documents: articles and items that give or ask something, one measure each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Clause, Document, Span
from ingest.facts.measure import Condition, Gift, Measure, Predicate
from ingest.facts.measures.conditions import ConditionReader, merged
from ingest.facts.measures.industries import title_industries
from ingest.facts.measures.patterns import AMOUNT, GIVES, PLAIN_GIFT, SENTENCE, SUPPORTS, UNTIL
from ingest.facts.measures.placed_words import PlacedWords, placed_words
from ingest.facts.measures.shaping import Parts, shaped

_LEAST_WORDS = 12  # characters of an article that can give or ask something
_LEAST_TITLE = 4  # characters of a heading's words that name a measure
_LONGEST_TITLE = 40  # characters of a title taken from an article's words
_HEADING_GLANCE = 16  # characters of a heading that say what its section is about

# Kinds of documents that give or ask nothing of their own: what explains, reports or answers.
_NO_MEASURES = ("起草说明", "新闻", "解读", "公示", "报告", "批复", "函")
# Kinds that are nothing but measures, so that an item need not say that it supports.
_ALL_MEASURES = ("措施", "若干措施", "政策措施", "一揽子", "政策")
# 总体要求, 指导思想, 组织实施, 申请程序, 附则: sections that hold no measure
_NO_SECTION = re.compile(
    r"总则|总体(?:要求|思路|目标)|指导思想|基本原则|(?:发展|工作|主要|预期|总体)目标|发展(?:基础|现状|思路|形势|环境|定位)|现状|形势|背景|面临|机遇|挑战|定义|术语|"
    r"组织(?:实施|领导|保障|管理)|实施保障|保障(?:措施|机制)|工作要求|责任分工|职责|监督|绩效(?:评价|管理)|考核|督查|附则|附件|目录|"
    r"(?:申请|申报|办理|工作|审核|评审|认定|资助|支持)(?:办理)?(?:程序|流程)|提交的?(?:资料|材料)|(?:申报|申请)材料|法律责任|罚则|解释|施行|抓好落实|宣传|工作机制"
)
# 为贯彻……制定本办法, 本办法所称, 本措施自……施行: articles that hold none either
_NO_ARTICLE = re.compile(
    r"^(?:第?[（一二三四五六七八九十百）]{1,6}条?、?)?(?:为(?:了)?(?:深入|全面|进一步|贯彻|规范|加强|加快|推动|促进|充分|优化|保障|扎实|更好|实现|做好|落实)|"
    r"本(?:办法|条例|措施|政策|规定|细则|意见|方案|通知|市|省)(?:所称|所指|自|由|适用|中|涉及|规定的|印发|行政区域内[^，。]{0,20}适用)|以习近平|坚持以|[^。]{0,40}负责(?:本|全|统筹|组织|解释))"
)
# 支持……企业, 鼓励, 给予: words that support
_SUPPORTS = re.compile(
    r"(?:支持|鼓励|引导|帮助|扶持|吸引)[^，。；]{0,24}?(?:企业|机构|人员|人才|主体|个体|园区|平台|项目|产业|创业|创新|高校|院所|单位|银行|团队|毕业生|农户|职工|协会|基地|市场|建设|开展|发展)"
    r"|给予|予以(?:支持|奖励|补)|减免|免收|免征|优惠|贴息|享受|优先"
)
# 受理申请材料之日起, 违反规定的, 监督检查: sentences of how it is done and watched
_PROCEDURE = re.compile(
    r"提交|受理|审核|核实|核查|公示|拨付|监督|检查|申请材料|申报材料|违反|追究|弄虚作假|骗取|追回|台账|备案材料|负责"
)
# 企业不得……, 申请人应当: words that bind who may apply
_BINDS = re.compile(
    r"(?:企业|经营者|单位|申请人|申报人|公司|当事人|个人|中介机构|平台|协会|孵化器|基地|服务机构)[^，。；]{0,12}(?:应当|不得|必须|禁止)"
)
# 责任单位：市科技局, 牵头单位：…, （市商务局负责）
_HANDLERS = re.compile(
    r"[（【\[]?(?:责任|牵头|配合|实施|落实|承办|主办)(?:单位|部门|处室)[：](?P<who>(?:[^（）】\]]|（[^（）]*）){2,200})[）】\]]?"
    r"|（(?P<units>[^（）。]{2,160}?)(?:等)?(?:按职责分工)?(?:分别)?负责）"
)
# 第五条, （一）, 3.: the label of a heading
_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]+[章节条]|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.．、])\s*"
)
# 支持交通物流业发展, 促进机器人产业集聚发展: a title that says which industry is supported
_FOR_INDUSTRY = re.compile(
    r"(?:大力)?(?:支持|促进|推动|加快|扶持|鼓励|培育|壮大|做强)(?P<of>[一-龥]{2,12}?(?:产业|行业|业))(?:集聚|高质量|健康|创新|加快)*发展[。；]?$"
)
# （一）, 第五条, 3.: a label that the words of an article repeat
_LABEL_IN_WORDS = re.compile(
    r"(?:第[一二三四五六七八九十百]+条|（[一二三四五六七八九十]+）|\d+\.|[一二三四五六七八九十]+、)"
)
# ，。；：: where the first words of an article end
_TITLE_END = re.compile(r"[，。；：]")
# 申请资助应当符合下列条件：（一）…
_LISTS_CONDITIONS = re.compile(
    r"(?:符合|满足|具备)(?:以下|下列)[^。；：]{0,10}(?:条件|要求)[^。；：]{0,8}：|(?:条件|资格)(?:如下：?|[是为]：|包括：)"
)
_LONGEST_LEAD = 40  # characters of the words that lead a list of conditions in
# 有下列情形之一的企业，不得申请：: an article that says who may not apply
_REFUSES = re.compile(
    r"(?:下列|以下)情[形况]之一[^：。]{0,16}不(?:得|予)(?:申请|申报|认定|支持|受理)[^：。]{0,12}："
)
# 申请认定省级专精特新中小企业，应当: an article whose conditions are those of something to apply for
_APPLIES = re.compile(r"(?:申请|申报|认定|享受|评定|备案)")
# 申请认定, 评定为: what is given is a recognition
_RECOGNISED = re.compile(r"认定|评定|授予|命名|备案|入库")
# 申请资助应当符合以下基本条件：: conditions of all that a document gives
_FOR_ALL = re.compile(
    r"基本条件|(?:申请|申报|享受)(?:本办法|本措施|本政策|资助|资金|补贴|奖励|扶持|专项资金|支持)[^，。；：]{0,12}(?:应当|应|须|需)"
)
# 下列条件：, 提交下列材料：: words whose items are parts of one article
_ONE_ARTICLE = re.compile(
    r"(?:条件|情形|情况|材料|资料|职责|行为|原则|方式|程序|要求|规定)[^。；：]{0,10}[：:]$|(?:下列|以下|如下)[^。；：]{0,12}[：:]$"
)


@dataclass(frozen=True, slots=True)
class _Lead:
    """The words that lead a list of conditions in: ``text[start:end]``."""

    words: str
    start: int
    end: int


def _condition_list(text: str) -> _Lead | None:
    match = _LISTS_CONDITIONS.search(text)
    if match is None:
        return None
    begin = max(0, match.start() - _LONGEST_LEAD)
    start = max(begin, *(text.rfind(mark, begin, match.start()) + 1 for mark in "。；"))
    return _Lead(text[start : match.end()], start, match.end())


def clause_measures(document: Document) -> Iterator[Measure]:
    """Give each article or item of a document that supports or binds as a measure, in order."""
    if document.metadata.kind in _NO_MEASURES:
        return
    reader = ConditionReader(document.metadata.region)
    clauses = _articles(document)
    shared = _shared_conditions(document, clauses, reader)
    every = any(word in f"{document.metadata.kind}{document.metadata.title}" for word in _ALL_MEASURES)
    for clause, words in clauses:
        if _is_measure(clause, words.words, every):
            measure = shaped(document, _parts(document, clause, words), reader)
            if measure.conditions and not measure.gifts:
                measure = replace(measure, gifts=_recognition(words))
            if not _names_anybody(measure):
                measure = replace(measure, conditions=_supported(words, reader))
            if measure.gifts and not _names_industry(measure):
                measure = replace(measure, conditions=(*measure.conditions, *_titled(measure, document)))
            if shared and (measure.gifts or measure.conditions):
                measure = replace(measure, conditions=merged((*shared, *measure.conditions)))
            yield measure


def _names_anybody(measure: Measure) -> bool:
    """Whether a measure states any condition but what is to be done."""
    own = (one for gift in measure.gifts for one in gift.conditions)
    done = (one.predicates and all(test.field == "event" for test in one.predicates) for one in own)
    return bool(measure.conditions) or not all(done)


def _names_industry(measure: Measure) -> bool:
    """Whether a measure, or a gift of it, says of what industry who applies is."""
    stated = (*measure.conditions, *(one for gift in measure.gifts for one in gift.conditions))
    return any(test.field == "industry" for one in stated for test in one.predicates)


def _titled(measure: Measure, document: Document) -> tuple[Condition, ...]:
    """The industry that the title alone says a measure is for (“支持交通物流业发展”)."""
    if measure.title_words is None:
        return ()
    title = placed_words(document.text, [measure.title_words])
    match = _FOR_INDUSTRY.match(title.words)
    values = title_industries(match.group()) if match else ()
    test = Predicate("industry", "in", values)
    return (Condition(title.span(*match.span("of")), (test,)),) if match and values else ()


def _recognition(words: PlacedWords) -> tuple[Gift, ...]:
    """What an article gives that only lists conditions of something to apply for (“申请认定……，应当符合下列条件：”)."""
    listed = _condition_list(words.words)
    if listed and _RECOGNISED.search(listed.words):
        return (Gift("认定", words.span(listed.start, listed.end)),)
    return ()


def _supported(words: PlacedWords, reader: ConditionReader) -> tuple[Condition, ...]:
    """What the sentences of an article without other conditions say of whom they support (“支持中小企业……”)."""
    found: list[Condition] = []
    for sentence in SENTENCE.finditer(words.words):
        whom = SUPPORTS.search(sentence.group())
        if whom:
            place = sentence.start()
            found.extend(reader.of_phrase(words.part(place + whom.start("whom"), place + whom.end("whom"))))
    alike = {tuple(one.field for one in condition.predicates) for condition in found}
    kinds = [
        one
        for one in found
        if one.predicates and one.predicates[0].field in ("size", "qualification", "industry")
    ]
    return merged(kinds) if len(alike) == 1 else ()


def _articles(document: Document) -> list[tuple[Clause, PlacedWords]]:
    """The articles and items with their words; items of an article that only lists parts of it belong to its words."""
    found: list[tuple[Clause, PlacedWords]] = []
    inside: tuple[str, ...] | None = None
    spans: list[Span] = []
    for clause in document.clauses:
        if clause.kind != "text" or not clause.path or clause.heading is None:
            continue
        if inside and clause.path[: len(inside)] == inside and clause.path != inside:
            spans.extend(clause.spans or (clause.heading,))
            found[-1] = (found[-1][0], placed_words(document.text, spans))
            continue
        inside = None
        if not clause.spans:
            continue
        words = placed_words(document.text, clause.spans)
        found.append((clause, words))
        if _ONE_ARTICLE.search(words.words[-40:]):
            inside, spans = clause.path, list(clause.spans)
    return found


def _is_measure(clause: Clause, text: str, every: bool) -> bool:
    if len(text) < _LEAST_WORDS or _NO_ARTICLE.match(text):
        return False
    if any(_NO_SECTION.search(_LABEL.sub("", heading)[:_HEADING_GLANCE]) for heading in clause.path):
        return False
    listed = _condition_list(text)
    if (listed and _FOR_ALL.search(listed.words)) or _REFUSES.search(text):
        return False
    if listed and _APPLIES.search(listed.words):
        return True
    return every or any(_helps_or_binds(sentence.group()) for sentence in SENTENCE.finditer(text))


def _helps_or_binds(sentence: str) -> bool:
    """Whether a sentence supports or binds; how it is applied for and watched does neither."""
    if GIVES.search(sentence) and AMOUNT.search(sentence):
        return True
    if _PROCEDURE.search(sentence):
        return False
    return bool(PLAIN_GIFT.search(sentence) or _SUPPORTS.search(sentence) or _BINDS.search(sentence))


def _parts(document: Document, clause: Clause, words: PlacedWords) -> Parts:
    heading = clause.heading or clause.spans[0]
    handlers = _HANDLERS.search(words.words)
    handled = words.span(*handlers.span("who" if handlers["who"] else "units")) if handlers else None
    whole = words.whole or heading
    listed = _condition_list(words.words)
    return Parts(
        title=_title(document, heading, words),
        start=min(heading.start, whole.start),
        end=whole.end,
        path=clause.path,
        content=words.part(0, handlers.start()) if handlers and handlers.start() else words,
        conditions=words.part(listed.start, len(words.words)) if listed else words.part(0, 0),
        handled_by=handled,
        deadline=words.span(*until.span()) if (until := UNTIL.search(words.words)) else None,
        confidence=0.85,
    )


def _title(document: Document, heading: Span, words: PlacedWords) -> Span:
    """The words of the heading; of an article without a title its first words up to a mark."""
    label = _LABEL.match(document.text[heading.start : heading.end])
    start = heading.start + (label.end() if label else 0)
    if heading.end - start >= _LEAST_TITLE:
        return Span(start, heading.end)
    inner = _LABEL_IN_WORDS.match(words.words)
    begin = inner.end() if inner and inner.end() < len(words.words) else 0
    stop = _TITLE_END.search(words.words, begin + 1)
    return words.span(begin, min(stop.start() if stop else len(words.words), begin + _LONGEST_TITLE))


def _shared_conditions(
    document: Document, clauses: Sequence[tuple[Clause, PlacedWords]], reader: ConditionReader
) -> tuple[Condition, ...]:
    """The conditions of all that the document gives: “申请资助应当符合以下基本条件：”, “有下列情形之一的，不得申请：”."""
    found: list[Condition] = []
    for _, words in clauses:
        listed = _condition_list(words.words)
        if listed and _FOR_ALL.search(listed.words):
            found.extend(reader.of_field(words.part(listed.start, len(words.words))))
        elif _REFUSES.search(words.words):
            found.extend(reader.of_field(words))
    return merged(found)
