"""Find every run of clauses of a passage that may answer, and the features that speak for each.

Pure functions of a passage and a question's words. A run begins behind a mark (or a list number)
and ends at one; what it holds, what stands before it and how the sentences around it were scored
are the features by which ``chat.answers.span_selector`` chooses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chat.evidence.scoring import ScoredUnit
from chat.question import Question, Wording
from index.models.pretrained_reader import PassageRead
from ingest.text.normalise import fold
from ingest.text.patterns import JOINING_DASH

LONGEST = 300  # characters of a run
LEAST_LIKELY = -20.0  # logarithm of a probability below which the reader tells nothing any more
NEAR_BEFORE, NEAR_BEHIND, EDGE = 60, 30, 20  # characters around and at the edges that are looked at
# A blank between Chinese characters, which crawls have for line breaks
_BLANK = re.compile(rf"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])(?!{JOINING_DASH})")
# “到2025年，｜建成50家”, “一 二” of a crawl: where a run may begin or end
_MARK = re.compile(rf"[，,；;：:。！!？?\n]|{_BLANK.pattern}")
# “……达到5%。”: the mark ends a sentence, and a run with it is whole
_FULL_MARK = re.compile(r"[。！!？?；;\n]")
# “到2025年，”: the mark ends only a part of a sentence
_PART_MARK = re.compile(r"[，,：:]")
_FULL = "。！!？?；;\n"
_STOPS = "。！!？?"
_CLOSING = "”’」』）)"
# “（一）”, “3.”, “二、”, “①”, “一是”
_NUMBER = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]+、|[①-⑳]|[一二三四五六七八九]是)\s*"
)
# What a run holds of each kind of fact: “30万元”, “5%”, “3月1日起”, “五个工作日”, “12家”, “0571-87051234”, …
# A feature each: loose on purpose, as the trees weigh them.
_FACTS = {
    "money": re.compile(r"\d[\d.,]*[余多]?[十百千万亿]*(?:美|欧)?元"),
    "percent": re.compile(r"\d[\d.]*[%％]|百分之|[一二三四五六七八九]成|减半|翻番|倍"),
    "date": re.compile(r"\d{1,4}年(?!度?的)|\d{1,2}月|\d{1,2}[日号](?!令)|\d{1,2}[时点:]\d{0,2}|即日起"),
    "duration": re.compile(r"[\d一二两三四五六七八九十半]+个?(?:年|月|天|日|小时|分钟|工作日|周)"),
    "count": re.compile(
        r"[\d一二两三四五六七八九十百千万]+[余多]?[万亿]?(?:[个家项条支名人次所座台套辆种类批件吨公平亩户只张倍]|余)"
    ),
    "phone": re.compile(r"\d{3,4}-\d{7,8}|1\d{10}|\d{5,8}"),
    "url": re.compile(r"https?://|www\.|@|[a-z]\.[a-z]"),
    "digit": re.compile(r"\d+"),
    "list": re.compile(r"、"),
    "number": _NUMBER,
}
_NOWHERE = np.iinfo(np.int64).max
# What a question asks for, by its words: “哪些”, “如何”, “谁”, “多少”; a feature each
_WANTS = {
    "list": re.compile(r"哪[些几]|几[种类项个]"),
    "how": re.compile(r"如何|怎[么样]|咋"),
    "what": re.compile(r"什么|何[种处时]?|啥"),
    "who": re.compile(r"谁|哪[个家]|哪位|什么(?:人|单位|部门|公司|企业)"),
    "where": re.compile(r"哪里|哪儿|何处|什么地方|地[点址]"),
    "why": re.compile(r"为什么|为何|原因|目的"),
    "many": re.compile(r"多少|几|多[大高长久]"),
    "when": re.compile(r"什么时[候间]|何时|[几哪][年月日天]|时间|多久"),
    "measures": re.compile(r"措施|政策|要求|规定|内容|做法|工作|支持|任务"),
}
_ASK_FACTS = {
    "money": ("money",), "share": ("money", "percent"), "percent": ("percent",), "date": ("date",),
    "day": ("date",), "month": ("date",), "duration": ("duration", "date"), "quantity": ("count", "digit"),
    "people": ("count", "digit"), "phone": ("phone",), "email": ("url",), "url": ("url",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Runs:
    """The n runs of a passage's text: offsets ``starts``/``ends`` (int64), and whether each edge is a sentence's."""

    starts: np.ndarray
    ends: np.ndarray
    opens: np.ndarray
    closes: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)


def runs_of(text: str, longest: int = LONGEST) -> Runs:
    """Give all runs of clauses of a text, of 2 to ``longest`` characters, by start and end."""
    starts, ends = _edges(text)
    rows = [
        (start, end, opens, closes)
        for start, opens in starts
        for end, closes in ends
        if 2 <= end - start <= longest
    ]
    table = np.array(rows, np.int64).reshape(-1, 4)
    return Runs(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _edges(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """(offset, 1 for a sentence's edge else 0) where runs may start and where they may end."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}

    def open_at(offset: int, full: int) -> None:
        while offset < len(text) and text[offset].isspace():
            offset += 1
        for place in (offset, _behind_number(text, offset)):
            if place < len(text):
                starts[place] = max(starts.get(place, 0), full)

    open_at(0, 1)
    for match in _MARK.finditer(text):
        mark = match.group()
        full = int(mark in _FULL or mark.isspace())
        end = match.end() if mark in _STOPS else match.start()
        while full and not mark.isspace() and end < len(text) and text[end] in _CLOSING:
            end += 1
        if end:
            ends[end] = max(ends.get(end, 0), full)
        open_at(max(match.end(), end), full)
    ends[len(text.rstrip())] = 1
    return sorted(starts.items()), sorted(ends.items())


def _behind_number(text: str, offset: int) -> int:
    match = _NUMBER.match(text, offset)
    return match.end() if match else offset


def _nearest(text: str, word: str) -> np.ndarray | None:
    """For each offset where the first occurrence of a word that begins there or later ends; ``None`` without any."""
    at = text.find(word) if word else -1
    if at < 0:
        return None
    found = np.full(len(text) + 1, _NOWHERE)
    while at >= 0:
        found[at] = at + len(word)
        at = text.find(word, at + 1)
    return np.minimum.accumulate(found[::-1])[::-1]


def coverage(text: str, wording: Wording, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Give the share of the question's weight that each window [start, end) of a folded text holds, float32 (n,)."""
    total = np.zeros(len(starts), np.float32)
    begin, stop = np.clip(starts, 0, len(text)), np.clip(ends, 0, len(text))

    def held(word: str) -> np.ndarray | float:
        nearest = _nearest(text, word)
        return 0.0 if nearest is None else nearest[begin] <= stop

    for word in wording.words:
        best = held(word.text) * np.float32(1)
        for other, credit in word.alternatives:
            best = np.maximum(best, credit * held(other))
        if word.pairs:
            best = np.maximum(best, sum(0.7 / len(word.pairs) * held(pair) for pair in word.pairs))
        total += np.float32(word.weight / wording.total) * best
    return total


def features_of(
    text: str,
    runs: Runs,
    units: Sequence[ScoredUnit],
    first: int,
    question: Question,
    wording: Wording,
    top: float,
) -> dict[str, np.ndarray | float]:
    """Give the named features of the runs of one passage.

    ``units``: its scored sentences; ``first``: the passage's offset in the document, as units count;
    ``top``: the best score of any unit of any passage.
    """
    flat = fold(text)
    starts, ends = runs.starts, runs.ends
    length = (ends - starts).astype(np.float32)
    found: dict[str, np.ndarray | float] = {
        "length": length,
        "opens": runs.opens,
        "closes": runs.closes,
        "at": starts / max(1, len(text)),
        "left": (len(text) - ends) / max(1, len(text)),
        "passage length": float(len(text)),
        "sentences": _count(flat, _FULL_MARK, starts, ends),
        "blanks": _count(flat, _BLANK, starts, ends),
        "clauses": _count(flat, _PART_MARK, starts, ends),
        "mark before": _mark_codes(flat, starts - 1),
        "mark behind": _mark_codes(flat, ends),
        "unbalanced": _unbalanced(flat, starts, ends),
    }
    found.update(_coverages(flat, runs, wording))
    found.update(_facts(flat, runs, question))
    found.update(_sentences(runs, units, first, top))
    return found


def _coverages(flat: str, runs: Runs, wording: Wording) -> dict[str, np.ndarray | float]:
    """Shares of the question's weight in a run, around it, at its edges, and in the passage."""
    starts, ends = runs.starts, runs.ends
    windows = (
        ("held", starts, ends),
        ("before", starts - NEAR_BEFORE, starts),
        ("behind", ends, ends + NEAR_BEHIND),
        ("head", starts, np.minimum(starts + EDGE, ends)),
        ("tail", np.maximum(ends - EDGE, starts), ends),
        ("passage held", np.zeros(1, np.int64), np.array([len(flat)])),
    )
    shares = coverage(
        flat,
        wording,
        np.concatenate([window[1] for window in windows]),
        np.concatenate([w[2] for w in windows]),
    )
    cuts = np.cumsum([len(window[1]) for window in windows])[:-1]
    found: dict[str, np.ndarray | float] = dict(
        zip((w[0] for w in windows), np.split(shares, cuts), strict=True)
    )
    found["passage held"] = whole = float(shares[-1])
    found["held of passage"] = found["held"] / max(1e-6, whole)
    found["density"] = found["held"] / np.sqrt(np.maximum(ends - starts, 1))
    return found


def question_features(question: Question, wording: Wording) -> dict[str, float]:
    """Give the features of what is asked, the same for every run."""
    found = {f"wants {name}": float(bool(pattern.search(question.text))) for name, pattern in _WANTS.items()}
    found["asks"] = float(len(question.asks))
    found["question length"] = float(len(question.text))
    found["words"] = float(len(wording.words))
    for kind in ("definition", "figure", "list", "responsible", "deadline"):
        found[f"kind {kind}"] = float(question.kind == kind)
    return found


def _count(text: str, pattern: re.Pattern[str], starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    marks = np.zeros(len(text) + 1, np.int64)
    for match in pattern.finditer(text):
        marks[match.start() + 1] += 1
    total = np.cumsum(marks)
    return (total[ends] - total[starts]).astype(np.float32)


_MARK_CODES = {
    mark: code
    for code, marks in enumerate(("，,", "。！!？?", "：:", "；;", "\n \u3000\xa0"), 1)
    for mark in marks
}


def _mark_codes(text: str, offsets: np.ndarray) -> np.ndarray:
    """1 comma, 2 full stop, 3 colon, 4 semicolon, 5 white space, 0 something else, -1 the text's edge."""
    return np.array(
        [_MARK_CODES.get(text[at], 0) if 0 <= at < len(text) else -1 for at in offsets.tolist()], np.float32
    )


def _unbalanced(text: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """How many brackets and quotation marks of a run have no partner in it."""
    total = np.zeros(len(starts), np.float32)
    for opening, closing in ("()", "“”", "《》"):
        steps = np.fromiter(((mark == opening) - (mark == closing) for mark in text), np.int64, len(text))
        depth = np.concatenate(([0], np.cumsum(steps)))
        total += np.abs(depth[ends] - depth[starts])
    return total


def _facts(text: str, runs: Runs, question: Question) -> dict[str, np.ndarray | float]:
    """Which types of fact a run holds, and whether it holds those asked for."""
    counts = {name: _count(text, pattern, runs.starts, runs.ends) for name, pattern in _FACTS.items()}
    found: dict[str, np.ndarray | float] = {f"has {name}": count for name, count in counts.items()}
    wanted = [kind for ask in question.asks for kind in _ASK_FACTS.get(ask.kind, ())]
    met = np.zeros(len(runs), np.float32)
    for kind in wanted:
        met = np.maximum(met, counts[kind] > 0)
    found["fact met"] = met if wanted else -1.0
    kinds = [_ASK_FACTS[ask.kind] for ask in question.asks if ask.kind in _ASK_FACTS]
    each = [np.maximum.reduce([counts[kind] > 0 for kind in some]) for some in kinds]
    found["facts held"] = np.stack(each).astype(np.float32).sum(axis=0) if each else 0.0
    return found


def _sentences(
    runs: Runs, units: Sequence[ScoredUnit], first: int, top: float
) -> dict[str, np.ndarray | float]:
    """How the sentences in and around a run were scored, as shares of the best score of all."""
    best = np.zeros(len(runs), np.float32)
    mean, weight = np.zeros(len(runs), np.float32), np.zeros(len(runs), np.float32)
    ahead, asked = np.zeros(len(runs), np.float32), np.zeros(len(runs), np.float32)
    opening, own = np.zeros(len(runs), np.float32), np.zeros(len(runs), np.float32)
    scale = top if top > 0 else 1.0
    for evidence in units:
        start, end = evidence.unit.start - first, evidence.unit.end - first
        shared = np.clip(np.minimum(runs.ends, end) - np.maximum(runs.starts, start), 0, None)
        score = max(0.0, evidence.score) / scale
        best = np.maximum(best, np.where(shared > 0, score, 0))
        own = np.maximum(own, np.where(shared > 0, evidence.own_coverage, 0))
        asked = np.maximum(asked, np.where(shared > 0, evidence.asks_met, 0))
        mean, weight = mean + shared * score, weight + shared
        opening = np.where((runs.starts >= start) & (runs.starts < end), score, opening)
        ahead = np.where((end <= runs.starts) & (end > runs.starts - NEAR_BEFORE), score, ahead)
    highest = max((max(0.0, evidence.score) / scale for evidence in units), default=0.0)
    return {
        "best sentence": best,
        "mean sentence": mean / np.maximum(weight, 1),
        "opening sentence": opening,
        "sentence ahead": ahead,
        "own coverage": own,
        "asks met": asked,
        "best of passage": highest,
        "to best of passage": best - np.float32(highest),
    }


def read_features(
    runs: Runs, read: PassageRead | None, others: Sequence[PassageRead]
) -> dict[str, np.ndarray | float]:
    """Give the reader's scores of the runs of a passage, ``others`` being all the passages read for the question.

    “read share” is the F1 that a run would have, in characters, if each piece were in the answer with the
    probability the reader gives it; “edges, to best” compares with the likeliest answer of any passage.
    """
    if read is None or not len(read.spans):
        return dict.fromkeys(READ_FEATURES, 0.0)
    last = len(read.spans) - 1
    first_word = np.searchsorted(read.spans[:, 0], runs.starts).clip(max=last)
    last_word = (np.searchsorted(read.spans[:, 1], runs.ends, side="right") - 1).clip(min=0)
    probability = 1 / (1 + np.exp(-read.inside))
    width = (read.spans[:, 1] - read.spans[:, 0]).astype(np.float32)
    held = np.concatenate(([0], np.cumsum(probability * width)))
    size = np.concatenate(([0], np.cumsum(width)))
    stop = np.maximum(last_word + 1, first_word)
    within, wide = held[stop] - held[first_word], size[stop] - size[first_word]
    start, end = read.starts[first_word].clip(LEAST_LIKELY), read.ends[last_word].clip(LEAST_LIKELY)
    likeliest = max(one.likelihood for one in others)
    return {
        "read start": start - read.starts.max().clip(LEAST_LIKELY),
        "read end": end - read.ends.max().clip(LEAST_LIKELY),
        "read edges": start + end,
        "read edges, to best": start + end - max(likeliest, 2 * LEAST_LIKELY),
        "read holds": ((runs.starts <= read.start) & (runs.ends >= read.end)).astype(np.float32),
        "read inside": within / np.maximum(wide, 1),
        "read share": 2 * within / np.maximum(wide + held[-1], 1e-6),
        "read all": held[-1],
        "read answers": read.answers,
        "read belongs": read.belongs,
        "read answers, to best": read.answers - max(one.answers for one in others),
        "read belongs, to best": read.belongs - max(one.belongs for one in others),
    }


READ_FEATURES = (
    "read start", "read end", "read edges", "read edges, to best", "read holds", "read inside", "read share",
    "read all", "read answers", "read belongs", "read answers, to best", "read belongs, to best",
)  # fmt: skip
