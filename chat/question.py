"""What a question asks for: its kind, the facts wanted, and what must hold of the evidence.

Pure text analysis. Knows nothing of the store, of documents or of answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chat.quantities import counting_units, explicit_years, unit_class
from index.words.tokens import tagged
from ingest.errors import QuestionError
from ingest.text.normalise import flat_text

KINDS = (
    "definition",
    "figure",
    "list",
    "responsible",
    "deadline",
    "comparison",
    "applicability",
    "lookup",
    "general",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One fact a question wants.

    ``kind``: “quantity” (``units`` empty: any unit; else one of them), “date”,
    “duration”, “leader” (who answers for it), “person”, “email”, “phone”, “url”, “money” …;
    ``words``: the question's own words for it, for the refusal's wording.
    """

    kind: str
    words: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read. ``text`` is folded and squeezed; ``years`` are those written out."""

    text: str
    kind: str
    asks: tuple[Ask, ...]
    years: frozenset[int]
    quoted: tuple[str, ...]
    titles: tuple[str, ...]
    focus: str  # the parts of the question, between commas, that hold an interrogative
    aims: bool  # asks for a goal rather than for what has been reached
    members: str  # in “哪些基金”, “哪几种方式” what is to be listed, else empty
    sought: str  # in “哪家酒店” the thing to be named, else empty
    owner: str  # in “X的Y是多少” the X, else empty
    attribute: str  # the Y
    aside: str  # an enterprise's words about itself, before what it wants


LONGEST_QUESTION = 2_000  # characters; an enterprise that describes itself needs some hundreds


def check_question(text: object) -> str:
    """The question as it can be asked; raises ``QuestionError`` for an empty or endless one, or for no text."""
    question = text.strip() if isinstance(text, str) else ""
    if not question:
        raise QuestionError("问题是空的，请写出要问什么。", "The question is empty.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"问题太长（{len(question)} 字），请控制在 {LONGEST_QUESTION} 字以内。",
            f"The question is too long ({len(question)} characters, at most {LONGEST_QUESTION}).",
        )
    return question.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be printed


_QUOTED = re.compile(r"[“\"「『‘']([^”\"」』’']{1,40})[”\"」』’']")
# “1+6+N”, “1233战略”, “232工作体系”: names even without quotation marks
_CODE = re.compile(
    r"(?<![\da-zA-Z+.])(?:[\da-zA-Z]{1,3}(?:\+[\da-zA-Z]{1,3})+|(?!(?:19|20)\d\d)\d{3,6}(?=[\u4e00-\u9fff]))(?![\da-zA-Z+.%]"
    r"|\s*(?:万|亿|元|家|个|项|人|名|年|月|日|号|支|件|公里|平方|米|亩|吨|次|条|所|台|套|辆|倍|余|多))"
)
_TITLE = re.compile(r"《([^》]{2,80})》")
_HOW_MANY = r"(?:多少|(?<![哪第])几(?![类种档大方级]|个方面)|多大|多高|多长|多久)"

# Each pattern with the kind of fact it asks for; the first group, where there is one, is the unit's word.
# “多少家”, “几支”, “多少亿元”, “几成”
_ASK_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"邮箱|电子邮件|e-?mail", re.I)),
    (
        "phone",
        re.compile(
            r"(?:电话|热线|联系方式|手机号)(?:号码)?(?:是|为|分别)*(?:多少|什么|几|哪)|(?:什么|哪个|多少)(?:联系)?电话|电话号码|联系方式"
        ),
    ),
    ("url", re.compile(r"网址|链接|官网")),
    (
        "person",
        re.compile(
            r"联系人|谁(?:作|做|主持|宣布|讲|致辞|表示)的?|(?:负责人|主任|书记|局长|总经理|区长|市长)(?:是谁|叫什么|姓名)"
        ),
    ),
    ("day", re.compile(r"哪一?[天日](?!数)|几月几[日号]|几号")),
    ("month", re.compile(r"哪一?个?月|几月(?!几)")),
    (
        "date",
        re.compile(
            r"什么时候|啥时候|何时|几时|哪一?年|截止(?:日期|时间)|完成时限|时间节点"
            r"|(?:时限|期限|日期|时间)(?:是|为|到|有|分别|各)|(?<!多)\bwhen\b|deadline",
            re.I,
        ),
    ),
    (
        "duration",
        re.compile(
            r"多长时间|多久|(?:期|时间|时限)[^，,。？?]{0,4}多长|几年(?!来|间|内|前|后)|几个月|几天|how long",
            re.I,
        ),
    ),
    (
        "percent",
        re.compile(
            r"几成|百分之(?:几|多少)|百分比|(?:占比|比例|比重|增速|增长率|增幅|增长速度|强度|参与率|覆盖率|配套率|满意度)[^，,。？?]{0,8}(?:多少|几|多大|多高)"
            r"|(?:增长|提高|提升|上涨|涨|增加|下降)了?(?:多少|几)(?=$|[,，。?？]|个?百分|个点)|what (?:share|percentage|proportion)|growth rate",
            re.I,
        ),
    ),
    (
        "money",
        re.compile(
            r"(?:多少|几)(?:个?[百千万]?亿|万)?(?:元|钱|块|经费|资金|[\u4e00-\u9fff]{0,2}(?:费|租金|奖金|补贴|罚款|房租|价钱|薪水))|(?:多少|几)(?:个|百|千)?亿|(?:规模|金额|额度|收入|产值|租金|房租|费用|税收|利润|投资额?|标准)[^，,。？?]{0,6}(?:多少(?![家个项人件支名])|怎么收)|how much",
            re.I,
        ),
    ),
)
# “收费标准降低多少”, “设备投资补多少”: answered by a sum or by a share
_SHARE = re.compile(
    r"(?:降低?|减免?|补助?|贴息?|奖励?|免|返还?|报销|优惠)了?(?:多少|几)(?!亿|万|元|钱|块|家|个|项|人|名)"
)
# “哪几类技术”, “分成几档” ask for names, not for a figure
_COUNT = re.compile(
    r"(?:多少|(?<!哪)几)\s*([万亿]?)\s*(家|个|项|件|支|只|名|人|位|条|次|处|座|辆|台|套|所|种|类|期|届|批|户|门|款|张|栋|场|部|份|公里|平方公里|平方米|倍|米|亩|分(?!别|成|为))(?!月|小时|工作日)"
)
# “线路多长”, “面积有多大”
_MEASURES = (
    (re.compile(r"多长(?!时间)|长度|里程"), ("公里", "千米", "km", "米")),
    (
        re.compile(r"面积[^，,。？?]{0,6}(?:多大|多少)"),
        ("平方米", "万平方米", "亩", "万亩", "平方公里", "公顷"),
    ),
)
_ANY_QUANTITY = re.compile(rf"{_HOW_MANY}|数量|how many|how large|什么规模", re.I)
_ORGANISATION = re.compile(
    r"(?:谁|哪些?个?(?:单位|部门|局|委|机构|地区|区县)|哪家|什么(?:单位|部门))[^，,。？?]{0,6}(?:牵头|负责|主管|承担|落实|实施|组织|管)?"
    r"|(?:牵头|责任|主管|配合)(?:单位|部门|的)?(?:是|为|有|包括)?(?:谁|哪|什么)|挑头|who (?:leads?|is responsible)|responsible",
    re.I,
)
_RESPONSIBLE = re.compile(
    r"牵头|挑头|领头|主管|责任单位|责任部门|负责(?!人)|谁来?(?:管|抓|办|落实|主抓)|归(?:谁|哪)|由(?:谁|哪(?:个|些|几个|家)?(?:单位|部门|机构|局|委|办))|归口|主抓|who leads|responsible",
    re.I,
)
# “由谁建立”, “责任由谁承担” ask for a name; only these ask for who answers for a task.
_LEADS = re.compile(
    r"牵头|挑头|领头|主管|责任单位|责任部门|负责(?!人)|谁来?(?:管|抓|办|落实|主抓)|归(?:谁|哪)|归口|主抓|由谁$|由谁[？?]"
    r"|who leads|responsible",
    re.I,
)
_DEFINITION = re.compile(
    r"什么意思|是什么|指什么|指的是|是指|含义|何谓|什么叫|什么是|啥意思|是啥|全称|怎么理解|内涵|代表什么|的定义|what (?:is|does|are).{0,40}(?:mean|stand for)|meaning",
    re.I,
)
_LIST = re.compile(
    r"哪些|有什么|有啥|哪几|哪[两二三四五六七八九十]|分别(?:是|叫|为|有)|各(?:叫|是|有)|包括(?:什么|啥|哪)|几(?:类|方面|大)|由什么|列举|都有谁|which|list",
    re.I,
)
_COMPARISON = re.compile(
    r"(?:和|与|跟|、).{1,30}(?:各|分别)(?:自|是|有|写|拿|要|为|达|多|定|建|叫|指|由)|不一样|有何不同|有什么不同|有什么区别|有啥不同|有啥区别|差别|差异|区别|相比|对比|比较|相差|一致|矛盾|谁(?:更|多|高|大)|哪个(?:更|多|高|大)|compare|difference|versus|\bvs\b",
    re.I,
)
_APPLICABILITY = re.compile(
    r"^(?:我们|我司|本公司|我公司|我是|我家|咱们|我们公司|本企业|作为)|能(?:不能)?(?:申请|申报|享受|拿|得到)|可以(?:申请|申报|享受|对接)|有(?:什么|哪些|啥)(?:支持|扶持|优惠|补贴|政策|帮助|好处)|适用|for (?:our|my) company",
    re.I,
)
_LOOKUP = re.compile(
    r"第[（(]?[一二三四五六七八九十百零\d]+[）)]?(?:[编篇章节条款项目]|部分)|附件\s*[一二三四五\d]|专栏\s*[一二三四五\d]"
)
_LOOKUP_VERB = re.compile(
    r"(?:哪|几)[几些]?[章节条款项]|讲(?:了|的|什么|啥)|写(?:了|的|什么|啥)|内容|原文|规定(?:了)?什么|(?:怎么|如何|怎样|怎么样)规定|[编篇章节条款项目][?？。]?$|说(?:了)?什么|是什么|有哪些|主要"
)


_INTERROGATIVE = re.compile(
    r"什么|哪|多少|几|谁|何|啥|怎么|怎样|如何|多大|多长|多久|多高|吗|么|what|which|who|when|how", re.I
)
_ATTRIBUTE = re.compile(
    r"(?P<whose>[^,，。;；?？]*)的(?P<what>[^的,，。?？《》]{2,12}?)(?:大概|一共|总共|究竟|到底|分别|各)?(?:是|有|为|达到|叫|需要|怎么)*(?:多少|什么|啥|谁|哪|多大|几|如何|怎样|怎么)"
)
# What makes the words behind 的 a clause: “每年平均涨多少”, “公司到2025年超过多少家”
_NO_NOUN = re.compile(r"[\d“”\"]|指|涨|增|降|超过|达到|[要能会让将]|提出|规定|每|平均|百分")
_MEMBERS = re.compile(
    r"(?:哪些|哪几(?:个|种|类|项|大|条|家|方面)?|哪[两二三四五六七八九十](?:个|种|类|项|大|条|家|方面)?)(?:主要|重点)?([\u4e00-\u9fff]{2})"
)
_SOUGHT = re.compile(r"哪(?:一)?(?:家|个|所|位|座|款|条|间|栋|本|部)([\u4e00-\u9fff]{2})")
_ASIDE = re.compile(r"(?:我们|我司|本公司|我公司|我是|我家|咱们?|本企业|作为)[^,，。;；]*[,，]")
_AIM = re.compile(
    r"目标|计划|打算|要(?!求)|将|力争|争取|预期|预计|希望|想|到\s*(?:19|20)\d{2}\s*年|期末|年底前|target|goal|by (?:19|20)\d{2}",
    re.I,
)


def understand(text: str, hints: frozenset[str] = frozenset()) -> Question:
    """Read a question (already resolved against the conversation).

    ``hints`` are kinds that a translation step recognised (English question words).
    """
    flat = flat_text(text)
    owner, attribute = _attribute(flat)
    return Question(
        text=flat,
        kind=_kind(flat, hints),
        asks=_asks(flat),
        years=explicit_years(flat),
        quoted=tuple(
            dict.fromkeys(m.strip() for m in (*_QUOTED.findall(flat), *_CODE.findall(flat)) if m.strip())
        ),
        titles=tuple(dict.fromkeys(_TITLE.findall(flat))),
        focus="，".join(part for part in re.split(r"[，,。；;？?]", flat) if _INTERROGATIVE.search(part))
        or flat,
        aims=bool(_AIM.search(flat)),
        members=match[1] if (match := _MEMBERS.search(flat)) else "",
        sought=match[1] if (match := _SOUGHT.search(flat)) else "",
        owner=owner,
        attribute=attribute,
        aside=match.group() if (match := _ASIDE.match(flat)) else "",
    )


def _attribute(text: str) -> tuple[str, str]:
    """X and Y of “X的Y是多少”; empty where the words before 的 are a clause (“要加大储备的项目有哪些”)."""
    match = _ATTRIBUTE.search(text)
    if not match or any(tag == "v" and len(word) > 1 for word, tag in tagged(match["whose"])):
        return "", ""
    if _NO_NOUN.search(match["what"]):
        return "", ""
    return match["whose"], match["what"]


def _kind(text: str, hints: frozenset[str]) -> str:
    if _LOOKUP.search(text) and _LOOKUP_VERB.search(text) and len(text) <= 40:
        return "lookup"
    if "comparison" in hints or _COMPARISON.search(text):
        return "comparison"
    if _APPLICABILITY.search(text):
        return "applicability"
    if "responsible" in hints or _RESPONSIBLE.search(text):
        return "responsible"
    asks = _asks(text)
    if any(ask.kind in ("quantity", "money", "percent", "share") for ask in asks) or "figure" in hints:
        return "figure"
    if any(ask.kind in ("date", "day", "month", "duration") for ask in asks) or "deadline" in hints:
        return "deadline"
    if (_DEFINITION.search(text) and not re.search(r"(?:有|包括|是)哪些", text)) or "definition" in hints:
        return "definition"
    if _LIST.search(text) or "list" in hints:
        return "list"
    return "general"


def _asks(text: str) -> tuple[Ask, ...]:
    """Facts of a checkable type that the question wants, in the order they stand."""
    found: list[tuple[int, Ask]] = []
    for kind, pattern in _ASK_PATTERNS:
        match = pattern.search(text)
        if match:
            kind = "share" if kind == "money" and _SHARE.search(text) else kind
            found.append((match.start(), Ask(kind, match.group())))
    for match in _COUNT.finditer(text):
        unit = match[2]
        found.append((match.start(), Ask("quantity", match.group(), _like_units(unit))))
    taken = {ask.kind for _, ask in found}
    for pattern, units in _MEASURES:
        match = pattern.search(text)
        if match and not any(ask.kind == "duration" for _, ask in found):
            found.append((match.start(), Ask("quantity", match.group(), units)))
    taken = {ask.kind for _, ask in found}
    match = _ANY_QUANTITY.search(text)
    if match and not taken & {"money", "share", "percent", "quantity", "duration", "date", "day", "month"}:
        found.append((match.start(), Ask("quantity", match.group())))
    match = _ORGANISATION.search(text)
    if match and _LEADS.search(text):
        found.append((match.start(), Ask("leader", match.group())))
    found.sort(key=lambda pair: pair[0])
    return tuple(ask for _, ask in found)


# Units that people use for one another when they ask.
_ALIKE = (
    frozenset(["家", "户", "所"]),
    frozenset(["人", "名", "位", "万人", "万名", "人次"]),
    frozenset(["支", "只"]),
    frozenset(["项", "个", "件", "条"]),
    frozenset(["次", "场", "届", "期"]),
    frozenset(["公里", "千米", "km"]),
    frozenset(["平方米", "万平方米", "亩", "万亩", "平方公里", "公顷"]),
)


def _like_units(unit: str) -> tuple[str, ...]:
    if unit == "个":  # the measure word for anything countable
        return tuple(sorted(counting_units()))
    alike = {unit}.union(*(group for group in _ALIKE if unit in group))
    if unit_class(unit) is None:
        return ()
    return tuple(sorted(alike))
