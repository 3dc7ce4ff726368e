"""A follow-up question made whole from the conversation. Pure functions of text.

“那株洲呢？” after a question on Fengtai asks the same of Zhuzhou; “第二个是什么” means the
second thing the last answer listed; “它由谁牵头” speaks of what was last asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from chat.answer import Answer, Turn
from chat.question.as_a_table import in_another_form
from chat.question.cited_clause import on_cited_clause, on_cited_document
from chat.question.courtesy import courtesy_of
from chat.question.patterns import INTERROGATIVE
from index.words import tagged
from ingest.text.normalise import squeeze
from ingest.text.numerals import number
from ingest.text.places import places_in
from ingest.text.years import FIVE_YEAR_PLAN

# “那株洲呢？”, “2023年怎么样”: only what changes is said
_AND_WHAT_OF = re.compile(
    r"^(?:那么?|那|还有|换成|如果是|要是)?\s*(.{1,30}?)\s*(?:呢|怎么样|怎样|如何)\s*[？?。!！]*$"
)
# “换成2024年的”, “改成株洲”: the same
_INSTEAD = re.compile(r"^(?:如果|那|再)?(?:换成|换作|换为|改成|改为)(.{1,20}?)的?(?:看看|吧|呢)?[？?。!！]*$")
# “第二项”, “第一份文件”: one of the things that the answer before lists
_NTH = re.compile(r"第\s*([一二两三四五六七八九十\d]+)\s*(?:个|项|条|点|种|类|支|家|位|款|方面|份|部|篇)")
# “最后一个”: the last of the things that the answer before lists
_LAST = re.compile(r"最后(?:一)?(?:个|项|条|点|种|类|支|家|份|部|篇)")
# “文件”, “条例”: what a thing listed is, said again behind its number
_THING = re.compile(r"^(?:文件|文档|条例|办法|规划|方案|计划|意见|通知|规定|法律|法规|政策)")
# “该计划”, “它们”, “这几个行动”: stands for what was asked about before
_PRONOUN = re.compile(
    r"(?:它们?|他们|其中|(?<![尤极与])其(?![他它余次实间])|上述|前者|后者|该(?:计划|规划|方案|行动|项目|基金|政策|文件|单位|企业|公司|平台|战略|园区|工程)"
    r"|这(?:个|项|些|支|家|份|几个|几项|件)?(?:计划|规划|方案|行动|项目|基金|政策|文件|单位|企业|公司|平台|战略|园区|工程|目标|事|任务)?)"
)
_NUMERAL = r"[一二三四五六七八九十百\d]"
_ANNEX = rf"正文|(?:附件|专栏)\s*{_NUMERAL}*"
_RUNG = rf"第{_NUMERAL}+[编章节条款项]"
# “附件1写的又是多少”, “第7项呢”: the same asked of another part of the document
_ELSEWHERE = re.compile(
    rf"^(?:那么?|那)?({_ANNEX}|{_RUNG})(?:里面|里|中|上)?(?:(?:写|说|讲|列|定|规定)[的了]?)?"
    r"(?:又[是有写]?(?:多少|什么|谁|哪些)?|呢)[？?。]*$"
)
# “那么”, “另外”: opens a question that goes on from another
_OPENING = re.compile(r"^(?:那么?|那|还有|另外|此外|具体|详细|再|继续|然后)")
# “到“十四五”末”: the end of a plan's period
_TO_PLAN_END = re.compile(rf"到?{FIVE_YEAR_PLAN.pattern}(?:期末|时期|期间|末)|期末")
# “2025年”: a year that a follow-up may put in place of another
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年)")
# “那”, “请问”: what opens a follow-up and says nothing
_THEN = re.compile(r"^(?:那么?|那|请问|的)+")
# the marks that part an answer's clauses
_MARKS = re.compile(r"[，。；：]")
# “甲、乙和丙”: what parts the members of a list
_ENUMERATED = re.compile(r"、|和|及|以及")
# “重点支持甲”: the words before the first member
_BEFORE_LIST = re.compile(r"^.*(?:包括|聚焦|围绕|打造|利用|支持|为|是|有|对)")
# “丙等产业”: the words behind the last
_AND_SO_ON = re.compile(r"等.{0,8}$")
# “那株洲”, “关于人才”: the words before what a follow-up is about
_OF = re.compile(r"^(?:那么?|那|在|对|关于)")
# “到2025年”, “2020”: a follow-up that is a year
_PLAIN_YEAR = re.compile(r"(?:到)?((?:19|20)\d{2})年?")
# “1233”: a name in quotation marks
_QUOTED_NAME = re.compile(r"“([^”]+)”")
# “……是什么意思”: the question behind its subject
_ASKS_WHAT = re.compile(r"(?:是什么|由谁|由哪|指什么|是指|什么).*$")
# “库里有2份文件：《办法》（京政发〔2022〕7号）”: the document that a line of a list is
_LISTED_TITLE = re.compile(r"(?<=[：:])《[^》]+》(?=（|$)|^《[^》]+》(?=（|$)")
# 《办法》, “1233”: the question names something itself
_NAMED = re.compile(r"《[^》]+》|“[^”]+”")


def resolve(question: str, history: Sequence[Turn], places: Collection[str] = ()) -> str:
    """The question as it would stand alone; unchanged where it already does.

    ``places`` are the place names that the store knows.
    """
    if not history or courtesy_of(question):
        return question
    last = history[-1]
    flat = squeeze(question)
    topic = topic_of(last.resolved)
    on_answer = (
        on_cited_clause(flat, last.answer, last.resolved)
        or on_cited_document(flat, last.answer, topic)
        or in_another_form(flat, history)
    )
    if on_answer:
        return on_answer
    elsewhere = _elsewhere(flat, last.resolved)
    if elsewhere:
        return elsewhere
    nth = _nth_item(flat, last.answer)
    if nth:
        return _with_rest(nth, flat)
    match = _INSTEAD.match(flat) or _AND_WHAT_OF.match(flat)
    if match and len(flat) <= 24 and not INTERROGATIVE.search(match[1]):
        return _same_of(match[1], last.resolved, places)
    if _PRONOUN.search(flat) and topic and not _names_something(flat):
        return _PRONOUN.sub(lambda _: topic, flat, count=1)
    if (_OPENING.match(flat) or len(flat) <= 8) and topic and not any(place in flat for place in places):
        return f"{topic}{_OPENING.sub('', flat)}"
    return question


def _nth_item(flat: str, answer: Answer) -> str | None:
    items = listed_items(answer)
    if _LAST.search(flat) and items:
        return items[-1]
    match = _NTH.search(flat)
    if not match or not items or len(flat) > 20:
        return None
    nth = number(match[1]) or 0
    return items[nth - 1] if 1 <= nth <= len(items) else None


def _with_rest(item: str, flat: str) -> str:
    rest = _LAST.sub("", _NTH.sub("", flat))
    rest = _THEN.sub("", rest)
    if item.startswith("《"):
        return f"{item}{_THING.sub('', rest) or '是什么文件'}"
    return f"“{item}”{rest or '是什么'}"


def listed_items(answer: Answer) -> list[str]:
    """What an answer lists: its lines if it has several, else the quoted names or enumerated words of its first sentence."""
    texts = [sentence.text for sentence in answer.sentences]
    if not texts:
        return []
    titles = [match.group() for text in texts if (match := _LISTED_TITLE.search(text))]
    if len(titles) == len(texts) >= 2:
        return titles
    for pattern in (r"《([^》]+)》", r"“([^”]+)”"):
        found = re.findall(pattern, texts[0])
        if len(found) >= 2:
            return list(dict.fromkeys(found))
    if len(texts) >= 2:
        return [_MARKS.split(text)[0] for text in texts]
    runs = max(_MARKS.split(texts[0]), key=lambda part: part.count("、"))
    items = [item for item in _ENUMERATED.split(runs) if item]
    if len(items) < 2:
        return []
    items[0] = _BEFORE_LIST.sub("", items[0]) or items[0]
    items[-1] = _AND_SO_ON.sub("", items[-1]) or items[-1]
    return items


def _elsewhere(flat: str, previous: str) -> str | None:
    """The previous question asked of another part: 正文 -> 附件1, 第6项 -> 第7项; ``None``: of no part."""
    match = _ELSEWHERE.match(flat)
    if not match:
        return None
    part = match[1]
    rung = re.fullmatch(_RUNG, part)
    like = rf"第{_NUMERAL}+{part[-1]}" if rung else _ANNEX
    if re.search(like, previous):
        return re.sub(like, part, previous, count=1)
    return None if rung else f"{part}里，{previous}"


def _same_of(subject: str, previous: str, places: Collection[str]) -> str:
    """The previous question asked of another subject."""
    subject = _OF.sub("", subject).rstrip("的")
    if subject in places or any(subject == f"{place}{end}" for place in places for end in "市区县省"):
        held = [place for place in places if place in previous]
        if held:
            longest = max(held, key=len)
            return re.sub(rf"{re.escape(longest)}[市区县省]?", subject, previous)
        return f"{subject}{previous}"
    place = next(iter(places_in(subject)), None)
    if place and len(subject) <= 8:
        held = [name for name in places if name in previous]
        return previous.replace(max(held, key=len), subject) if held else f"{subject}{previous}"
    year = _PLAIN_YEAR.match(subject)
    if year and len(subject) <= 7:
        return _of_year(previous, year[1])
    like = _nouns_ending(previous, subject[-2:]) if len(subject) >= 3 else None
    if like:
        return previous.replace(like, subject)
    quoted = [name for name in _QUOTED_NAME.findall(previous) if not FIVE_YEAR_PLAN.fullmatch(name)]
    if quoted:
        return previous.replace(quoted[0], subject.strip("“”"))
    return f"{previous.rstrip('？?')}，{subject}呢"


def _of_year(previous: str, year: str) -> str:
    """The previous question asked of a year; “期末的目标” has no place in it any more."""
    if _YEAR.search(previous):
        return _YEAR.sub(year, previous)
    bare = _TO_PLAN_END.sub("", previous).replace("目标", "")
    return f"{year}年{bare}"


def _nouns_ending(text: str, ending: str) -> str | None:
    """The run of nouns of a text that closes with an ending: “国家级工程研究中心” for “中心”."""
    run: list[str] = []
    for word, tag in tagged(squeeze(text)):
        run = [*run, word] if tag.startswith(("n", "j", "vn", "b", "l", "eng")) and tag != "ns" else []
        if run and "".join(run).endswith(ending):
            return "".join(run)
    return None


def topic_of(question: str) -> str:
    """What a question was about: its title, its quoted name, else its run of nouns."""
    for pattern in (r"《[^》]+》", r"“[^”]+”[\u4e00-\u9fff]{0,4}"):
        match = re.search(pattern, question)
        if match:
            place = "".join(word for word, tag in tagged(squeeze(question)[: match.start()]) if tag == "ns")
            words = _ASKS_WHAT.sub("", match.group())
            return f"{place}{words}"
    nouns: list[str] = []
    for word, tag in tagged(squeeze(question)):
        if tag.startswith(("n", "j", "vn", "l", "b")) or (tag == "eng"):
            nouns.append(word)
        elif nouns and len("".join(nouns)) >= 4:
            break
    return "".join(nouns)


def _names_something(flat: str) -> bool:
    return bool(_NAMED.search(flat))
