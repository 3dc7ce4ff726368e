"""The quality table: peers, ours, and ours without each of its parts, in one run.

    python bench/quality.py [--shared ../shared] [--work FOLDER] [--rows NAME…] [--out bench/quality.md]

599 policy texts among 8,300 news texts, 817 questions (bench/ncp). Columns: where the right document ranks;
character ROUGE-L F1 of the first citation's quote (of a peer: of its first piece) against the human answer, 0 for a
refusal; whether that citation is of the right document; refusals of answerable questions and of 400 on
documents that nobody has; time and memory. Each row runs in a process of its own (``rows``). With
``bench/statutes_retrieval.py`` at hand its table follows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.asked import Asked, policy_questions
from bench.rows import ROWS, measure
from eval.metrics import rouge_l

ROOT = Path(__file__).resolve().parent.parent
HEAD = (
    "| | R@1 | R@5 | R@10 | MRR@10 | ROUGE-L | document | refused wrongly | refused rightly "
    "| p50 / p95 ms | peak MB |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    options = _options()
    if options.prepare:
        ROWS[options.prepare].prepare(options.shared, options.work)
    elif options.row:
        print(measure(ROWS[options.row], options.shared, options.work))
    else:
        words = _table(options)
        print(words)
        if options.out:
            options.out.write_text(words, encoding="utf-8")


def _table(options: argparse.Namespace) -> str:
    work = options.work or Path(tempfile.mkdtemp(prefix="wence-quality-"))
    work.mkdir(parents=True, exist_ok=True)
    names = options.rows or list(ROWS)
    rows = {}
    for name in ["ours", *(name for name in names if name != "ours")]:  # its store is copied by others
        kept = work / f"row-{name}.json"
        if not (options.reuse and kept.exists()):
            kept.write_text(_measured(name, options.shared, work), encoding="utf-8")
        rows[name] = json.loads(kept.read_text(encoding="utf-8"))
        print(f"{ROWS[name].label}: {rows[name]['peak']} MB", file=sys.stderr)
    page = _page({name: rows[name] for name in names}, options.shared)
    return page if options.skip_statutes else page + _statutes(options.shared, work)


def _measured(name: str, shared: Path, work: Path) -> str:
    """A row's figures as JSON, from processes of its own: one that makes the store, one that measures."""
    if ROWS[name].prepare:
        _run("--prepare", name, shared, work)
    return _run("--row", name, shared, work).splitlines()[-1]


def _run(what: str, name: str, shared: Path, work: Path) -> str:
    command = [sys.executable, __file__, "--shared", str(shared), "--work", str(work), what, name]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _page(rows: Mapping[str, Mapping[str, Any]], shared: Path) -> str:
    asked = policy_questions(shared)
    held_out = np.array([one.held_out for one in asked])
    passages = {name: row["passages"] for name, row in rows.items()}
    lines = [
        "# Quality on bench/ncp",
        "",
        f"Written by `python bench/quality.py` on {date.today()}; Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load average {os.getloadavg()[2]:.1f} (times grow with it). {len(asked)} questions, "
        f"{held_out.sum()} of them on documents that nothing was fitted on.",
        "",
        (__doc__ or "").split("\n\n")[2].replace("\n", " "),
        "",
        f"Passages searched: {passages.get('ours', '–')} of ours, {passages.get('bm25s-jieba', '–')} pieces of "
        "250 characters for the peers and the embedding alone.",
    ]
    for half, chosen in (("All questions", np.ones(len(asked), bool)), ("Held out", held_out)):
        lines += ["", f"## {half}", "", HEAD]
        lines += [_line(ROWS[name].label, row, asked, chosen) for name, row in rows.items()]
    return "\n".join(lines) + "\n"


def _line(label: str, row: Mapping[str, Any], asked: Sequence[Asked], chosen: np.ndarray) -> str:
    places = np.flatnonzero(chosen)
    ranks = np.array([row["ranks"][place] or np.inf for place in places])
    overlap = np.mean([rouge_l(row["quotes"][place], asked[place].answer) for place in places])
    right = np.mean([row["documents"][place] == asked[place].doc_id for place in places])
    refused = f"{np.mean(np.array(row['refused'])[chosen]):.3f}" if row["refused"] else "–"
    homeless = f"{np.mean(row['homeless']):.3f}" if row["homeless"] else "–"
    spent = np.array(row["milliseconds"])[chosen]
    found = [f"{np.mean(ranks <= k):.3f}" for k in (1, 5, 10)]
    found.append(f"{np.mean(np.where(ranks <= 10, 1 / ranks, 0)):.3f}")
    cells = [label, *found, f"{overlap:.3f}", f"{right:.3f}", refused, homeless]
    cells.append(f"{np.median(spent):.1f} / {np.percentile(spent, 95):.1f}")
    return "| " + " | ".join([*cells, str(row["peak"])]) + " |"


def _statutes(shared: Path, work: Path) -> str:
    """The table of the other benchmark, as its own command prints it; empty where there is none."""
    script = ROOT / "bench" / "statutes_retrieval.py"
    if not script.exists():
        return ""
    command = [sys.executable, str(script), "--shared", str(shared), "--store", str(work / "statutes")]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return f"\n## Statutes (`python bench/statutes_retrieval.py`)\n\n```\n{printed.rstrip()}\n```\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds bench/ncp")
    parser.add_argument("--work", type=Path, help="keep the stores here and use them again if they stand")
    parser.add_argument("--rows", nargs="+", choices=ROWS, metavar="NAME", help=f"of {', '.join(ROWS)}")
    parser.add_argument("--out", type=Path, help="write the page here as well")
    parser.add_argument("--reuse", action="store_true", help="take rows measured earlier in that folder")
    parser.add_argument("--skip-statutes", action="store_true", help="leave the other benchmark out")
    parser.add_argument("--prepare", choices=ROWS, help=argparse.SUPPRESS)
    parser.add_argument("--row", choices=ROWS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
