"""Does a passage bear a sentence? The check that stands between a language model and a reader.

Pure functions of text. A sentence passes only where every particular in it (figure,
date, name, number of a document) stands in the passage it cites, said of the same
thing, where its other words are those of the passage, and where nothing turns the
meaning round (a negation, a bound, a direction, who leads and who assists, a goal told as done).
Strict on purpose: a true sentence that is dropped costs little, the document's own
words take its place; a false one that passes costs the reader's trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat.particulars import (
    Particulars,
    figures,
    flat,
    organisations,
    particulars,
    placed_figures,
    without_numbers,
)
from chat.roles import roles_of
from index.synonyms import wordings
from index.tokens import tagged
from ingest.sentences import split_sentences
from ingest.spacing import letters

LEAST_SHARE = 0.72  # of a sentence's words that the passage must hold
MARGIN = 0.1  # by which another figure of the same unit may fit a clause's words better
MOST_WINDOW = 3  # sentences of the passage that one clause may draw on
_CLAUSE = re.compile(r"[，,；;：:。！？]")
_SEGMENT = re.compile(r"[；;。！？\n]")
_FUNCTION_TAGS = ("u", "p", "c", "x", "d", "r", "y", "m", "q", "f", "e", "o")
# Words by which answers are put together; they say nothing of the matter.
_GLUE = frozenset(
    re.findall(
        r"\S+",
        "包括 主要 具体 分别 其中 此外 另外 同时 根据 依据 按照 规定 明确 提出 指出 要求 表示 内容 方面 相关 有关 属于 称为 所谓 即 "
        "可以 可 应 应当 需要 需 能够 获得 得到 给予 享受 申请 进行 实施 开展 实行 采取 作为 用于 由 为 等 以及 文件 条文 原文 上述 以下 如下 "
        "目标 措施 政策 任务 工作 事项 总体 整体 一个 一种 部分 情况 问题 回答 通过 文号",
    )
)
# Each pair turns a statement round: one in the sentence, only the other in the words it rests on.
_OPPOSITES = (
    (r"增长|上升|提高|提升|增加|扩大|上调", r"下降|降低|减少|缩小|下调|回落|压减"),
    (r"不超过|最高|不高于|以内|以下|至多|上限", r"不低于|最低|不少于|以上|至少|下限|突破"),
    (r"(?<!不)(?:高于|大于|超过)", r"(?<!不)(?:低于|小于|不足|少于)"),
    (r"之前|以前|年前|月前|日前", r"之后|以后|起"),
    (r"鼓励|支持|允许|可以|优先", r"禁止|限制|不得|严禁|取消"),
    (r"免征|免收|免费|免除|减免", r"征收|收取|缴纳|收费"),
    (r"应当|必须|强制", r"可以|自愿|鼓励"),
)
_NEGATION = re.compile(
    r"不得|不予|不能|不可|不再|不需|不含|不包括|无需|无须|没有|未(?!来)|禁止|严禁|停止|取消|暂停|除外|拒绝"
    r"|不(?!断|仅|同|超过|低于|高于|少于|等|足)"
)
_DONE = re.compile(r"已经|已(?!届|废)|实现了|完成了|达到了|建成了")
_AIM = re.compile(r"力争|争取|目标|到20\d\d年|计划|拟|将(?!军)|预计")


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered passage that a sentence may cite.

    ``text`` is verbatim; ``context`` is what is known beside it (title, headings, issuer, 文号),
    which may carry a name or a year but no figure of its own. ``cells`` are the (header, value) pairs of a table row.
    """

    n: int
    text: str
    context: str = ""
    cells: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """The passage as it is compared: flat, a row with its headers before its values."""
        if self.cells:
            return flat("；".join(f"{header}：{value}" for header, value in self.cells))
        return flat(self.text)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is empty where the sentence holds; ``start:end`` of the passage's text bears it."""

    reason: str
    start: int = 0
    end: int = 0

    @property
    def holds(self) -> bool:
        return not self.reason


def check(sentence: str, source: Source) -> Verdict:
    """Whether a passage bears a sentence (without its [n] marks), and which words of it do."""
    words, said = flat(sentence), source.words
    known = f"{flat(source.context)}\n{said}"
    stated = particulars(sentence)
    reason = (
        _missing_number(stated, known)
        or _missing_name(words, stated, known)
        or _missing_words(words, known)
        or _misplaced_figure(words, said, flat(source.context))
        or _wrong_role(words, said)
    )
    if reason:
        return Verdict(reason)
    start, end = _located(words, source)
    reason = _turned(words, said if source.cells else flat(source.text[start:end]))
    return Verdict(reason) if reason else Verdict("", start, end)


# --- particulars ------------------------------------------------------------------------------


def _missing_number(stated: Particulars, known: str) -> str:
    plain = letters(known)
    missing = sorted(number for number in stated.numbers if number not in plain)
    return f"文号“{missing[0]}”不在所引条文中" if missing else ""


def _missing_name(words: str, stated: Particulars, known: str) -> str:
    plain = letters(known)
    for name in [*sorted(stated.names), *map(letters, organisations(words))]:
        bare = re.sub(r"(?:省|市|区|县|州)$", "", name) if len(name) > 2 else name
        if name not in plain and bare not in plain and not _abbreviated(name, plain):
            return f"名称“{name}”不在所引条文中"
    return ""


def _abbreviated(name: str, plain: str) -> bool:
    """“株洲市财政局” where the passage says 市财政局 and its document is one of 株洲."""
    match = re.match(r"(?P<place>[\u4e00-\u9fff]{2,4}?)(?P<rest>[省市区县].{2,})", name)
    return bool(match and match["place"] in plain and match["rest"] in plain)


# --- words --------------------------------------------------------------------------------------


def content_words(words: str) -> list[tuple[str, bool]]:
    """(word, whether it is a noun) of what a flat sentence says, function words and glue left out."""
    return [
        (word, tag.startswith(("n", "vn", "an", "l", "i", "j")))
        for word, tag in tagged(words)
        if len(word) > 1
        and not tag.startswith(_FUNCTION_TAGS)
        and word not in _GLUE
        and not word[0].isdigit()
    ]


def _credit(word: str, known: str) -> float:
    """1 where a text holds a word, less for another wording of it, else the share of its characters' pairs."""
    if word in known:
        return 1.0
    other = max((credit for wording, credit in wordings(word).items() if wording in known), default=0.0)
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return max(other, 0.8 * sum(pair in known for pair in pairs) / len(pairs))


def _missing_words(words: str, known: str) -> str:
    found = content_words(words)
    if not found:
        return ""
    credits = [(word, noun, _credit(word, known)) for word, noun in found]
    share = sum(credit for _, _, credit in credits) / len(credits)
    strange = [word for word, noun, credit in credits if noun and credit < 0.3]
    if share < LEAST_SHARE or len(strange) > max(1, len(credits) // 8):
        worst = min(credits, key=lambda entry: entry[2])[0]
        return f"“{worst}”等内容不在所引条文中"
    return ""


# --- meaning turned round -------------------------------------------------------------------------


def _turned(words: str, known: str) -> str:
    """What the sentence says the other way round than the words it rests on."""
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
    negated = _NEGATION.search(words)
    if negated and not _NEGATION.search(known):
        return f"“{negated.group()}”不在所引条文中"
    if _DONE.search(words) and not _DONE.search(known) and _AIM.search(known):
        return "把目标说成了结果"
    return ""


def _wrong_role(words: str, known: str) -> str:
    """“甲局牵头” where the passage has 甲局 among those that assist."""
    for name in organisations(words):
        mine, theirs = roles_of(name, words), roles_of(name, known)
        if mine and theirs and not mine & theirs:
            return f"“{name}”的分工与所引条文不符"
    return ""


# --- figures of the right thing -------------------------------------------------------------------


def _misplaced_figure(words: str, known: str, context: str) -> str:
    """A figure that the passage does not hold, or holds of another thing than the sentence says."""
    years = {figure for figure in figures(context) if re.fullmatch(r"(?:19|20)\d{2}年?", figure)}
    held = [(figure, known[start:end]) for figure, start, end in _settings(known)]
    before = ""
    for clause in filter(None, _CLAUSE.split(without_numbers(words))):
        about = [word for word, _ in content_words(clause)]
        about = about if len(about) > 1 else [word for word, _ in content_words(before + clause)]
        for figure in figures(clause):
            if not _fits(figure, about, held) and not _is_year(figure, years):
                return f"“{figure}”与所引条文不符"
        before = clause
    return ""


def _settings(known: str) -> Iterable[tuple[str, int, int]]:
    """(figure, start, end): each figure with the words it is said with, its segment up to the end of its clause."""
    for figure, start, end in placed_figures(known):
        opening = [match.end() for match in _SEGMENT.finditer(known, 0, start)]
        closing = _CLAUSE.search(known, end)
        yield figure, opening[-1] if opening else 0, closing.start() if closing else len(known)


def _fits(figure: str, about: Sequence[str], held: Sequence[tuple[str, str]]) -> bool:
    """Whether the passage says a figure of what a clause is about, no worse than another figure of its unit."""
    unit = figure.lstrip("0123456789.")
    shares = [
        (_is_same(figure, other), _share(about, setting))
        for other, setting in held
        if _is_same(figure, other) or other.lstrip("0123456789.") == unit
    ]
    right = max((share for same, share in shares if same), default=None)
    return right is not None and right >= max(share for _, share in shares) - MARGIN


def _is_same(figure: str, other: str) -> bool:
    """“2023” stands for “2023年” too; a unit that is said must be the same."""
    return figure == other or (figure.isdigit() and re.fullmatch(rf"{figure}\D+", other) is not None)


def _is_year(figure: str, years: set[str]) -> bool:
    return figure in years or f"{figure}年" in years or figure.removesuffix("年") in years


def _share(about: Sequence[str], text: str) -> float:
    return sum(_credit(word, text) for word in about) / len(about) if about else 1.0


# --- where it stands ------------------------------------------------------------------------------


def _located(words: str, source: Source) -> tuple[int, int]:
    """The fewest neighbouring sentences of the passage that hold what the clauses of a sentence say."""
    spans = split_sentences(source.text) or [(0, len(source.text))]
    parts = [flat(source.text[start:end]) for start, end in spans]
    first, last = len(spans), -1
    for clause in filter(None, _CLAUSE.split(words)):
        about = [word for word, _ in content_words(clause)]
        if about or figures(clause):
            window = _window(about, figures(clause), parts)
            first, last = min(first, window[0]), max(last, window[1])
    return (spans[first][0], spans[last][1]) if last >= 0 else (spans[0][0], spans[-1][1])


def _window(about: Sequence[str], stated: set[str], parts: Sequence[str]) -> tuple[int, int]:
    """The run of up to ``MOST_WINDOW`` sentences that holds most of a clause, the shortest such run."""
    best = (-1.0, 0, 0)
    for length in range(1, min(MOST_WINDOW, len(parts)) + 1):
        for first in range(len(parts) - length + 1):
            run = "".join(parts[first : first + length])
            held = figures(run)
            score = _share(about, run) + sum(figure in held for figure in stated)
            if score > best[0] + 0.05:
                best = (score, first, first + length - 1)
    return best[1], best[2]
