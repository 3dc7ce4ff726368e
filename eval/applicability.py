"""Measure how matching agrees with verdicts judged by hand: profiles of enterprises over one guide of measures.

    python -m eval.applicability PROFILES.jsonl --data STORE [--out PAIRS.jsonl]

A line of the file is ``{"id", "as_of", "profile", "judged": [{"title", "page", "verdict", "doubt"?}],
"not_shown_pages": [page], "expect_none"?}``; pairs are made by page, on which a measure begins.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from chat.applicability import Match, Measures, match, profile_of_json
from index import open_store

LEFT_OUT = "不显示"
FITS, FAILS = "符合", "不符合"


@dataclass(frozen=True, slots=True)
class Pair:
    """A profile and a measure: the verdict judged, the verdict given, and whether the judge was in doubt."""

    profile: str
    page: int
    title: str
    judged: str
    given: str
    doubt: bool = False
    why: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return self.judged == self.given


def pairs_of(line: Mapping[str, Any], shown: Iterable[Match]) -> Iterator[Pair]:
    """Give the pairs that were judged for one profile with what was given for them."""
    by_page: dict[int, list[Match]] = {}
    by_title: dict[str, list[Match]] = {}
    for one in shown:
        by_page.setdefault(one.listed.measure.page or 0, []).append(one)
        by_title.setdefault("".join(one.listed.measure.title.split()), []).append(one)
    judged = [(entry["page"], entry["title"], entry["verdict"], entry) for entry in line["judged"]]
    titles = line.get("not_shown") or [""] * len(line.get("not_shown_pages", ()))
    judged += [
        (page, title, LEFT_OUT, {})
        for page, title in zip(line.get("not_shown_pages", ()), titles, strict=True)
    ]
    for page, title, verdict, entry in judged:
        found = by_page.get(page) or by_title.get("".join(title.split())) or []
        given = found[0].verdict if found else LEFT_OUT
        reasons = tuple(
            f"{held.judgement.state}: {held.judgement.reason}" for one in found[:1] for held in one.conditions
        )
        yield Pair(
            line["id"], page, title, verdict, given, bool(entry.get("doubt")), entry.get("why", ""), reasons
        )


def judged_pairs(
    path: Path, measures: Measures
) -> Iterator[tuple[Mapping[str, Any], list[Pair], bool, float]]:
    """Give for each profile of a file its line, its pairs, whether any measure was given as 符合, and the seconds."""
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        day = date.fromisoformat(line["as_of"])
        started = time.perf_counter()
        found = match(measures, profile_of_json(line["profile"], day, measures.regions()), day)
        seconds = time.perf_counter() - started
        fits = any(one.verdict == FITS for one in found.matches)
        yield line, list(pairs_of(line, found.matches)), fits, seconds


def report(results: Iterable[tuple[Mapping[str, Any], list[Pair], bool, float]]) -> list[str]:
    """Give the lines of the report: agreement of all pairs, of those without doubt, and what was mixed up."""
    kept = list(results)
    pairs = [pair for _, own, _, _ in kept for pair in own]
    sure = [pair for pair in pairs if not pair.doubt]
    mixed = Counter((pair.judged, pair.given) for pair in sure if not pair.agrees)
    against = [pair for pair in pairs if pair.judged == FAILS and pair.given == FITS]
    none = [line["id"] for line, _, fits, _ in kept if line.get("expect_none") and fits]
    seconds = sorted(spent for *_, spent in kept)
    return [
        f"画像 {len(kept)}，判定 {len(pairs)} 对，无争议 {len(sure)} 对",
        f"一致 {_share(pairs)}（无争议 {_share(sure)}；应显示的 {_share([p for p in sure if p.judged != LEFT_OUT])}，"
        f"不应显示的 {_share([p for p in sure if p.judged == LEFT_OUT])}）",
        f"判为不符合却显示符合 {len(against)} 对；不应有符合却有的画像 {len(none)}：{'、'.join(none)}",
        *(f"  {judged} → {given}：{count}" for (judged, given), count in mixed.most_common()),
        f"每份画像的时间：中位 {seconds[len(seconds) // 2]:.3f} 秒，最长 {seconds[-1]:.3f} 秒",
    ]


def _share(pairs: list[Pair]) -> str:
    agreed = sum(pair.agrees for pair in pairs)
    return f"{agreed}/{len(pairs)} = {agreed / len(pairs):.3f}" if pairs else "–"


def main(arguments: list[str] | None = None) -> int:
    """Print the report; with ``--out`` write every pair that does not agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("profiles", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args(arguments)
    with open_store(args.data) as store:
        measures = Measures(store)
        measures.listed()
        results = list(judged_pairs(args.profiles, measures))
    print("\n".join(report(results)))
    if args.out:
        wrong = [pair for _, own, _, _ in results for pair in own if not pair.agrees]
        lines = [json.dumps({name: getattr(pair, name) for name in Pair.__slots__}, ensure_ascii=False) for pair in wrong]  # fmt: skip
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
