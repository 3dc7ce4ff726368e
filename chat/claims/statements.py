"""Split a text into sentences and items, and find the words that a figure or name goes with.

“到2025年建成研究中心3个、技术中心6个，企业总数超过240家” is one sentence of three items. A figure is said of
the words of its own item; of those before it where its item names nothing (“……达到263.7亿元，比2016年增加100亿元”);
of items without a figure; and of what heads the passage. It is not said of the words of another figure's item.
“甲、乙分别增长4%、6%” is taken apart into “甲增长4%” and “乙增长6%”. Pure functions of flat text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.claims.function_words import is_bare_quantity, is_generic
from index.words import tagged
from ingest.text.figures import Figure, figures_of

# “……达到5%。｜其中……”: the marks between sentences
_SENTENCE = re.compile(r"[。！？；;\n]+")
# “产值5亿元，｜税收2亿元”, “北京＋天津”: the marks between items; not the “+” of “5g+”
_ITEM = re.compile(r"[，,：:、|]|(?<=[%）\u4e00-\u9fff])[+＋](?=[（\u4e00-\u9fff])")
_LIST_NUMBER = re.compile(r"(?m)(?<![\d.])\d{1,2}[.．](?!\d)")  # “2.专科（20分）”
# “产值（含税）5亿元”: an aside, which parts nothing
_BRACKETS = re.compile(r"[（(][^（）()]{1,80}[）)]")
# “5家和3个”: such a word behind a figure opens another item
_AFTER_FIGURE = re.compile(r"(?:和|及|与|以及|而|并|且)(?!其)")
# “北京和天津”: parts the members of a list; “参与”, “与会” are verbs
JOINS = re.compile(r"[、]|以及|和|及|(?<!参)与(?!会)")
PARTS_OF_PLACES = ("园", "港", "城", "岛", "镇", "村")
# “两区各有5家”, “均达10%”: the figure is said of each thing before it
_EACH_OF = re.compile(r"(?:各|均|都)(?=已|占|为|有|达|[一二两三四五六七八九十\d])")
_NOUN_TAGS = ("n", "l", "i", "j", "s", "b", "f")
MOST_LISTED = 20  # things that one list may have
TIMES = ("年", "月", "日", "周", "时", "分钟")
# “甲、乙分别为5和3”: the figures belong to the names in their order
_RESPECTIVELY = re.compile(r"分别|依次|各为")
# “分别为5、3和2”: what stands between figures of one run
_BETWEEN_FIGURES = re.compile(r"[、，,和及与]|以及")


@dataclass(frozen=True, slots=True)
class StatementItem:
    """A stretch of a sentence between two marks.

    ``closed``: a comma stands before it, else it goes on from the item before (“、”).
    """

    text: str
    figures: tuple[Figure, ...]
    closed: bool

    def counts(self, kind: str | None = None) -> bool:
        """Whether the item holds a figure other than a year; times count only where the figure of ``kind`` is one."""
        return any(
            not figure.is_year and (kind is None or kind in TIMES or figure.kind not in TIMES)
            for figure in self.figures
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as its items."""

    text: str
    items: tuple[StatementItem, ...]
    line: int = 0  # of the text, counted from 0


def statements_of(text: str) -> tuple[Statement, ...]:
    """Split a text of flat lines into sentences; lists with “分别” (respectively) are taken apart."""
    return tuple(
        Statement(sentence, _spread(sentence) or _shared_out(items_of(sentence)), number)
        for number, line in enumerate(text.split("\n"))
        for sentence in filter(None, _SENTENCE.split(_LIST_NUMBER.sub("；", line)))
    )


def items_of(sentence: str) -> tuple[StatementItem, ...]:
    """Give the items of a sentence in order. A conjunction parts two items where a figure stands before it."""
    figures = figures_of(sentence)
    inside_brackets = [match.span() for match in _BRACKETS.finditer(sentence)]
    cuts: list[tuple[int, int, bool]] = [
        (match.start(), match.end(), match.group() != "、")
        for match in _ITEM.finditer(sentence)
        if not any(start < match.start() < end for start, end in inside_brackets)
    ]
    for figure in figures:
        joined = _AFTER_FIGURE.match(sentence, figure.end)
        if joined and not figure.is_year:
            cuts.append((joined.start(), joined.end(), False))
    found: list[StatementItem] = []
    start, closed = 0, True
    for cut, after, closes in [*sorted(cuts), (len(sentence), len(sentence), True)]:
        if cut > start:
            inside = tuple(_moved(f, -start) for f in figures if start <= f.start and f.end <= cut)
            found.append(StatementItem(sentence[start:cut], inside, closed))
        start, closed = max(start, after), closes
    return tuple(found)


def _moved(figure: Figure, by: int) -> Figure:
    return replace(figure, start=figure.start + by, end=figure.end + by)


def _spread(sentence: str) -> tuple[StatementItem, ...]:
    """“甲、乙的增速分别为4%、6%” as “甲的增速为4%”, “乙的增速为6%”; empty where it says no such thing."""
    mark = _RESPECTIVELY.search(sentence)
    if mark is None:
        return ()
    run = _run_of_figures(sentence, mark.end())
    before = sentence[: mark.start()]
    last = max((f.end for f in figures_of(before) if not f.is_year), default=0)
    parts = [(m.start(), m.end()) for m in JOINS.finditer(before, last)]
    if len(run) < 2 or len(parts) < len(run) - 1:
        return ()
    parts = parts[-(len(run) - 1) :]
    edges = [last, *(end for _, end in parts)]
    names = [before[a:b] for a, b in zip(edges, [*(start for start, _ in parts), len(before)], strict=True)]
    lead, _, names[0] = names[0].rpartition("，")
    size = max(2, len(names[0]))
    names[-1], tail = names[-1][:size], names[-1][size:]
    verb = sentence[mark.end() : run[0].start]
    shared = "，".join(filter(None, (lead, tail, verb)))
    rest = items_of(sentence[run[-1].end :].lstrip("，、"))
    opening = items_of(sentence[:last]) if last else ()
    taken = [_apart(name, shared, figure) for name, figure in zip(names, run, strict=True)]
    return (*opening, *taken, *rest)


def _apart(name: str, shared: str, figure: Figure) -> StatementItem:
    text = f"{name}，{shared}"
    words = text + figure.text
    moved = replace(figure, start=len(text), end=len(words))
    return StatementItem(words, (*figures_of(text), moved), True)


def _shared_out(items: tuple[StatementItem, ...]) -> tuple[StatementItem, ...]:
    """“甲和乙各占一成” as “甲占一成” and “乙占一成”."""
    found: list[StatementItem] = []
    for item in items:
        mark = _EACH_OF.search(item.text)
        names = JOINS.split(item.text[: mark.start()]) if mark and len(item.figures) == 1 else []
        if mark is None or len(names) < 2 or item.figures[0].start < mark.end():
            found.append(item)
            continue
        rest = item.text[mark.end() :]
        for name in filter(None, names):
            words = f"{name}{rest}"
            found.append(StatementItem(words, _figure_at_end(words, item.figures[0]), True))
    return tuple(found)


def _figure_at_end(words: str, figure: Figure) -> tuple[Figure, ...]:
    start = words.rfind(figure.text)
    return (replace(figure, start=start, end=start + len(figure.text)),)


def _run_of_figures(sentence: str, start: int) -> list[Figure]:
    """Figures behind an offset with nothing but “、” or “和” between them."""
    run: list[Figure] = []
    for figure in figures_of(sentence):
        if figure.start < start:
            continue
        if run and not _BETWEEN_FIGURES.fullmatch(sentence[run[-1].end : figure.start]):
            break
        if not run and len(sentence[start : figure.start]) > 24:
            break
        run.append(figure)
    return run


def letter_pairs(text: str) -> list[str]:
    """Pair each letter with the one behind it: “联合体” → 联合, 合体."""
    return [text[at : at + 2] for at in range(len(text) - 1)]


# --- what a figure is said of --------------------------------------------------------------------


def subject_words(text: str, known: str = "") -> list[str]:
    """Give words that tell what a stretch is about, without figures, words for any quantity and those of ``known``."""
    return [word for word, _ in content_words(text) if not is_bare_quantity(word) and word not in known]


def content_words(text: str) -> list[tuple[str, bool]]:
    """Give (word, whether a noun) for each word of a flat text that says something of its matter."""
    return [
        (word, tag.startswith(_NOUN_TAGS))
        for word, tag in _words(_without_figures(text))
        if len(word) > 1 and not is_generic(word, tag) and not word[0].isdigit() and "□" not in word
    ]


def _words(text: str) -> list[tuple[str, str]]:
    """(word, tag); what the dictionary leaves in single letters (“株”, “机”) is one word."""
    found: list[tuple[str, str]] = []
    for word, tag in tagged(text):
        # “丰台园” is not 丰台
        if found and found[-1][1] == "ns" and word in PARTS_OF_PLACES:
            found[-1] = (found[-1][0] + word, "n")
            continue
        alone = len(word) == 1 and tag.startswith(("n", "j", "g")) and word.isalpha()
        if alone and found and found[-1][1] == "letters":
            found[-1] = (found[-1][0] + word, "letters")
        else:
            found.append((word, "letters") if alone else (word, tag))
    return [(word, "n" if tag == "letters" else tag) for word, tag in found]


def _without_figures(text: str) -> str:
    for figure in reversed(figures_of(text)):
        text = f"{text[: figure.start]}□{text[figure.end :]}"
    return text


def stretch_of(items: Sequence[StatementItem], place: int, known: str = "") -> tuple[int, str]:
    """Give (first item, text) of what the figures of item ``place`` are about.

    That is the item, and those before it where it names nothing but quantities and words of ``known``.
    """
    first, text = place, items[place].text
    while first > 0 and not subject_words(text, known):
        first -= 1
        text = f"{items[first].text}，{text}"
    return first, text


def zone(statement: Statement, place: int, kind: str, before: str = "", known: str = "") -> str:
    """Give the words that go with a figure of a kind in item ``place``; ``before`` is the sentence before it."""
    items = statement.items
    first, text = stretch_of(items, place, known)
    opening = before if first == 0 and not subject_words(text, known) else ""
    free = [item.text for item in items if not item.counts(kind)]
    return "\n".join([opening, text, *free, *_leading_verbs(items, place)])


def _leading_verbs(items: Sequence[StatementItem], place: int) -> list[str]:
    """Verbs that open a list joined by “、” hold for each of its items (“新增企业500家、上市公司10家”)."""
    verbs: list[str] = []
    at = place
    while at > 0 and not items[at].closed:
        at -= 1
        verbs += [word for word, tag in tagged(items[at].text) if tag.startswith("v")]
    return verbs
