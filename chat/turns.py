"""Is a statement turned round: a negation, a bound, a direction, a duty, a “for each”, a goal told as done?

Pure functions of flat text. A sentence is compared with the words that it rests on, clause by clause.
"""

from __future__ import annotations

import re

from chat.figures import Figure
from chat.statements import letter_pairs

# Each pair turns a statement round: one in the sentence, only the other in the words it rests on.
_OPPOSITES = (
    (
        r"增长|上升|提高|提升|增加|扩大|上调|上涨|增至|升至",
        r"下降|降低|减少|缩小|下调|回落|压减|降至|减至|压缩",
    ),
    (r"(?<!不)(?:高于|大于|高出)|(?<![提最较更])高(?=\d)", r"(?<!不)(?:低于|小于|不足|少于|低了)|低(?=\d)"),
    (r"之前|以前|年前|月前|日前", r"之后|以后|起"),
    (r"鼓励|支持|允许|优先", r"禁止|限制|不得|严禁|取消"),
    (r"免征|免收|免费|免除|减免", r"征收|收取|缴纳|收费"),
    (r"牵头|主办", r"配合|协办|协助"),
    (r"(?<![不无非])公开", r"不公开|保密"),
    (r"新增|新建|增设", r"撤销|取消|关闭|退出"),
    (r"国内", r"国外|境外|国际"),
    (r"事前|事先", r"事后"),
    (r"首次", r"再次|连续"),
)
_NEGATION = re.compile(
    r"不得|不予|不能|不可(?!或缺)|不再|不需|不必|不含|不包括|不纳入|不享受|不属于|无需|无须|没有|未(?!来)|禁止|严禁|停止|取消|暂停|除外|拒绝|拒不|免于"
    r"|不(?!断|仅|同|但|只|超过|低于|高于|少于|小于|大于|等|足|锈|动产|限于|少|过|良|利|均|平衡|充分|确定|可抗|可或|变|法|正当|久|论|管|如)"
)
# “不得超过”, “不低于” set a bound and deny nothing.
_BOUND_NEGATION = re.compile(r"不(?:得|能|可|应)?(?:超过|低于|高于|少于|多于|小于|大于)")
_NOT_OVER = re.compile(r"不(?:得|能|可|应)?(?:超过|高于|多于|大于|长于|晚于)")
_NOT_UNDER = re.compile(r"不(?:得|能|可|应)?(?:低于|少于|小于|短于|早于)")
_UPPER = re.compile(r"最高|最多|至多|上限|低于|小于|少于|不足|控制在|最长|最迟")
_LOWER = re.compile(r"最低|至少|下限|突破|超过|大于|高于|多于|逾|超(?![长高低大])|最短|过(?=[十百千万\d])")
_UPPER_BEHIND = re.compile(r"^[^，。；、]{0,2}?(?:以内|以下|之内|封顶|为限|为上限|内(?!容|部|在|蒙|地|外))")
_LOWER_BEHIND = re.compile(r"^[^，。；、]{0,2}?(?:以上|余|多(?!个|种|项)|及以上)")
_MUST = re.compile(r"必须|一律|强制|务必|只能|仅限|否则|问责|不得不|方可|才能")
_DUTY = re.compile(
    r"应当|必须|不得|应(?!用|急|对|届|链|变|力|收)|须|一律|强制|要(?!求|点|素|件|闻|务|么|紧)|需(?!求)|只能|仅限|方可|才能|责令|处"
)
_FIRM_DUTY = re.compile(r"应当|必须|不得|须|应(?!用|急|对|届|链|变|力|收)|一律|只能|仅限|方可|才能|责令")
_CHOICE = re.compile(r"自愿|自行决定|可以不|可不|酌情|视情况|是否")
_WIDE = re.compile(r"全国|全球|世界|亚洲|国内|国际")
_FORBIDDEN = re.compile(r"不得|不能|不可|不准|不许|禁止|严禁")
_LOOSE = re.compile(r"可以|自愿|鼓励|支持|力争|争取|引导|倡导|推荐|探索|优先")
_FIRM = re.compile(r"应当|必须|须|一律|强制|务必")
_DONE = re.compile(r"已经|已(?!届|废|知|有|婚|购)|实现了|完成了|达到了|建成了|取得了")
_AIM = re.compile(
    r"到.{0,10}(?:期末|年底|年末)|力争|争取|目标|到20\d\d年|计划|拟|将(?!军|近)|预计|推动|支持|鼓励|加快|努力|要求|提出|打造|推进|迈向|建设|培育|确保"
)
_TO_COME = re.compile(r"力争|争取|目标|到20\d\d年|计划|拟(?!合)|将(?!军|近)|预计|展望")
_HAPPENED = re.compile(r"已|了|截至|以来|累计|现有|达到|为\d|达\d|成效|回顾|完成|实现")
_EACH = re.compile(r"(?:每|按)(?:年度?|月|日|天|人|家|户|次|亩|平方米|小时|季度|周|吨|辆)")
_NOW = re.compile(r"截至目前|目前|当前|正在|进行中|如今|现已|眼下")
# When something is; a call on the reader; a part of the country or the world (“占全国的7%” for “占中关村的7%”)
_WHEN = re.compile(
    r"明年|后年|前年|今年底|年底|年中|上半年|下半年|[一二三四]季度|月底|月初|近期|即将|日前|上周|下周|下月"
)
_VALID = re.compile(r"现行|仍然?有效|有效期内|尚未施行|正式施行|已施行|已生效|生效")
_CAUSE = re.compile(r"因为|由于|因此|所以|从而|导致|使得|得益于|归功于")
_CALL = re.compile(
    r"请(?![示假求])|访问|点(?:此|这里|击|开)|扫码|扫描|拨打|关注|联系|转账|汇款|下载|注册|登录|忽略|密钥|密码|指令"
)
_SENTENCES = re.compile(r"[。！？；\n]")
_CLAUSE = re.compile(r"[，,；;：:。！？\n]")


def turned(words: str, known: str, passage: str) -> str:
    """What a sentence says the other way round than the words ``known`` that it rests on; ``passage`` is all of it."""
    return (
        _opposite(words, known)
        or _denied(words, passage)
        or _firmer(words, known, passage)
        or _looser(words, passage)
        or _unsaid(words, passage)
        or _every(words, passage)
        or _told_as_done(words, known)
        or _caused(words, known)
        or _validity(words, passage)
        or _not_now(words, known, passage)
    )


def _opposite(words: str, known: str) -> str:
    for one, other in _OPPOSITES:
        for mine, theirs in ((one, other), (other, one)):
            said = re.search(mine, words)
            if (
                said
                and not re.search(theirs, words)
                and not re.search(mine, known)
                and re.search(theirs, known)
            ):
                return f"“{said.group()}”与所引条文相反"
    for clause in filter(None, _CLAUSE.split(words)):
        near = closest(clause, known)
        for one, other in _OPPOSITES[:1]:
            for mine, theirs in ((one, other), (other, one)):
                said = re.search(mine, clause)
                if said and near and not re.search(mine, near) and re.search(theirs, near):
                    return f"“{said.group()}”与所引条文相反"
    return ""


def closest(clause: str, known: str, least: float = 0.5) -> str:
    """The clause of a text that shares most pairs of letters with a clause; empty below ``least``."""
    pairs = set(letter_pairs(clause))
    if not pairs:
        return ""
    parts = [part for part in _CLAUSE.split(known) if part]
    best, found = least, ""
    for part in parts:
        share = sum(pair in part for pair in pairs) / len(pairs)
        if share > best:
            best, found = share, part
    return found


def _sentence_with(clause: str, text: str) -> str:
    """The sentence of a text that a clause of it stands in; empty for no clause."""
    return next((one for one in _SENTENCES.split(text) if clause and clause in one), "")


def _negated(text: str) -> re.Match[str] | None:
    return _NEGATION.search(_BOUND_NEGATION.sub("", text))


def _denied(words: str, passage: str) -> str:
    """A clause that denies what the passage says, or says what it denies."""
    for clause in filter(None, _CLAUSE.split(words)):
        said = _negated(clause)
        near = closest(_NEGATION.sub("", clause), passage, 0.55)
        if said and words[words.find(said.group()) :][: len(said.group()) + 2] in passage:
            continue
        if said and not _negated(passage):
            return f"“{said.group()}”不在所引条文中"
        if not near:
            continue
        held = _negated(near)
        around = _sentence_with(near, passage)
        forbidden = said and _FORBIDDEN.search(said.group()) and _FORBIDDEN.search(around)
        if said and not held and said.group() not in near and not forbidden:
            return f"“{said.group()}”不在所引条文中"
        if held and not said and _denies(held, near, clause):
            return f"所引条文说的是“{held.group()}”"
    return _affirmed(words, passage)


def _affirmed(words: str, passage: str) -> str:
    """What the passage denies in so many words, told without the denial: “重复享受” where it has “不得重复享受”."""
    if _negated(words):
        return ""
    for held in _NEGATION.finditer(_BOUND_NEGATION.sub("", passage)):
        behind = held.string[held.end() : held.end() + 4]
        told = len(behind) == 4 and not _CLAUSE.search(behind) and behind in words
        if told and passage.count(behind) == passage.count(held.group() + behind):
            return f"所引条文说的是“{held.group()}”"
    return ""


def _denies(held: re.Match[str], near: str, clause: str) -> bool:
    """Whether what a clause says is what stands behind the negation."""
    behind = _BOUND_NEGATION.sub("", near)[held.end() :][:6]
    return len(behind) > 1 and behind[:2] in clause


def _firmer(words: str, known: str, passage: str) -> str:
    """A duty that the passage does not lay on anybody."""
    must = _MUST.search(words)
    if must and must.group() not in passage and not _FIRM_DUTY.search(known):
        return f"“{must.group()}”不在所引条文中"
    if must and must.group() in ("一律", "否则", "问责", "强制") and must.group() not in passage:
        return f"“{must.group()}”不在所引条文中"
    firm = _FIRM.search(words)
    if firm and not _FIRM.search(known) and _LOOSE.search(known) and not _DUTY.search(known):
        return f"“{firm.group()}”不在所引条文中"
    return ""


def _looser(words: str, passage: str) -> str:
    """A duty told as a choice."""
    free = _CHOICE.search(words)
    if free and free.group() not in passage:
        return f"“{free.group()}”不在所引条文中"
    for clause in filter(None, _CLAUSE.split(words)):
        if "可以" in clause or "可自" in clause:
            near = closest(clause, passage)
            if near and re.search(r"应当|必须|不得|须", near) and "可" not in near:
                return "“可以”与所引条文相反"
    return ""


def _unsaid(words: str, passage: str) -> str:
    """Words that change what a sentence says by themselves and that the passage does not have."""
    for kind in (_WIDE, _CALL, _WHEN):
        for match in kind.finditer(words):
            if match.group() not in passage:
                return f"“{match.group()}”不在所引条文中"
    return ""


def _every(words: str, passage: str) -> str:
    for match in _EACH.finditer(words):
        unit = match.group()[1:]
        if unit == "年" and re.search(r"年(?:均|度|新增|产|增|收)|/年|每年|一年", passage):
            continue
        if not any(f"{each}{unit}" in passage for each in "每/按各"):
            return f"“{match.group()}”不在所引条文中"
    return ""


def _told_as_done(words: str, known: str) -> str:
    """A goal told as reached: “已达到” where the passage has “将达到”, “力争达到”."""
    if not _DONE.search(words):
        return ""
    told = next((clause for clause in _CLAUSE.split(words) if _DONE.search(clause)), words)
    near = closest(told, known, 0.3)
    around = _sentence_with(near, known)
    # “预期目标是：……” and “展望2035年，……” hold for all that follows
    heads = (near, around.split("：")[0] if "：" in around else "", around.split("，")[0])
    if any(map(_TO_COME.search, heads)) and not _DONE.search(near):
        return "把目标说成了结果"
    if not _HAPPENED.search(known) and _AIM.search(known):
        return "把目标说成了结果"
    firm = re.search("已经|实现了|完成了|达到了", words)
    return "把目标说成了结果" if firm and not _DONE.search(known) and _TO_COME.search(known) else ""


def _caused(words: str, passage: str) -> str:
    """A cause that the passage does not give."""
    said = _CAUSE.search(words)
    return (
        f"“{said.group()}”不在所引条文中"
        if said and not re.search(f"{_CAUSE.pattern}|因(?!此)", passage)
        else ""
    )


def _validity(words: str, passage: str) -> str:
    said = _VALID.search(words)
    return f"“{said.group()}”不在所引条文中" if said and said.group() not in passage else ""


def _not_now(words: str, known: str, passage: str) -> str:
    now = _NOW.search(words)
    if now and now.group() not in passage and (_AIM.search(known) or not _HAPPENED.search(known)):
        return f"“{now.group()}”不在所引条文中"
    return ""


# --- bounds ------------------------------------------------------------------------------------


def bound(text: str, figure: Figure) -> frozenset[str]:
    """“upper”, “lower” or none: what a text says of a figure in it (“最高30万元”, “40家以上”)."""
    before = _CLAUSE.split(text[: figure.start])[-1][-8:]
    behind = text[figure.end : figure.end + 6]
    upper = _NOT_OVER.search(before) or _UPPER_BEHIND.search(behind)
    lower = _NOT_UNDER.search(before) or _LOWER_BEHIND.search(behind) or re.search(r"[余多]", figure.text)
    plain = _BOUND_NEGATION.sub("", before)
    upper = upper or _UPPER.search(plain)
    lower = lower or _LOWER.search(plain)
    return frozenset([*(["upper"] if upper else []), *(["lower"] if lower else [])])


def bound_changed(said: frozenset[str], held: frozenset[str]) -> bool:
    """Whether a bound is told that the figure does not have in the passage."""
    return bool(said - held)
