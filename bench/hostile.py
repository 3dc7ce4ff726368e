"""Does every file end in a clear state? Hostile files, real ones, and thousands of damaged ones.

    python bench/hostile.py --shared ../shared --mutations 10000 --out build/hostile.md

All of ``shared/adverse`` and ``shared/parsing``, then seeded mutations of twenty good files (flipped
bytes, cuts, splices, doubled, dropped and blanked pieces; in packed formats also inside a member that is
packed again), through the workers that ``ingest`` uses. A clear state is a document with text and passages,
or an error with a code and a sentence in both languages; the table counts those, the workers that died,
the files over 30 s, and the most memory that a worker (with what it starts) and this process held.
"""

from __future__ import annotations

import argparse
import io
import itertools
import random
import resource
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest.document import ParsedSource
from ingest.sandbox.pool import Pool
from ingest.sources.pipeline import Run, parse_sources

SEED = 20261126
HANG = 30_000  # milliseconds
AT_A_TIME = 200  # mutations on disk
# How many good files of each kind, the smallest of shared/parsing, beside the ones made here.
WANTED = {"pdf": 4, "docx": 3, "html": 3, "txt": 3}
TEXT = "某市先进制造业发展规划\n第一章 总体要求\n第一条 到2030年产值达到{n}亿元。\n一、重点任务\n（一）办好{n}件事。\n"


@dataclass
class Tally:
    """What became of the files of one kind."""

    files: int = 0
    documents: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    died: int = 0
    unclear: list[str] = field(default_factory=list)
    hung: int = 0
    slowest: float = 0.0  # ms

    def add(self, name: str, results: Sequence[ParsedSource]) -> None:
        self.files += 1
        if not results or not all(map(is_clear, results)):
            self.unclear.append(name)
        for parsed in results:
            report = parsed.report
            self.slowest = max(self.slowest, report.elapsed_ms)
            self.hung += report.elapsed_ms > HANG and not report.ocr
            if report.error is None:
                self.documents += 1
            else:
                self.errors[report.error["code"]] += 1
                self.died += "parser exit" in report.error["english"]


def is_clear(parsed: ParsedSource) -> bool:
    report, document = parsed.report, parsed.document
    if report.ok:
        return document is not None and bool(document.text.strip()) and report.chunks > 0
    error = report.error or {}
    return document is None and all(error.get(name) for name in ("code", "chinese", "english"))


# --- good files --------------------------------------------------------------------------------------


def good_files(shared: Path) -> dict[str, bytes]:
    """Twenty small files by name: real ones, and one of each format that holds others or needs no sample."""
    found: dict[str, bytes] = {}
    for kind, count in WANTED.items():
        paths = sorted(
            (shared / "parsing" / kind).iterdir(), key=lambda path: (path.stat().st_size, path.name)
        )
        readable = [path for path in paths if "no_text" not in path.name and "bad_ocr" not in path.name]
        found |= {f"{kind}{n}.{kind}": path.read_bytes() for n, path in enumerate(readable[:count])}
    words = [TEXT.format(n=n).encode() for n in range(3)]
    found["plan.md"] = b"# " + words[0]
    found["list.csv"] = "序号,事项,单位\n".encode() + b"".join(
        f"{n},办展会,甲局\n".encode() for n in range(40)
    )
    found["lines.jsonl"] = b"".join(
        b'{"id": "d%d", "text": "plan %d\\nfor rail"}\n' % (n, n) for n in range(5)
    )
    found["pack.zip"] = zipped({"甲.txt": words[0], "目录/乙.md": words[1], "丙.docx": found["docx0.docx"]})
    found["pack.tar.gz"] = tarred({"甲.txt": words[0], "乙.html": found["html0.html"]})
    found["list.xlsx"] = small_xlsx()
    found["page.mhtml"] = (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        + (found["html0.html"] + b"\n--b--\n")
    )
    return found


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def small_xlsx() -> bytes:
    """A sheet of three columns in the fewest parts that a reader accepts."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" t="inlineStr"><is><t>{c}{n}项</t></is></c>' for c in "ABC")
        + "</row>"
        for n in range(1, 40)
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            f'PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/><Override '
            f'PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>'.encode(),
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="表" sheetId="1" '
            f'r:id="r1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode(),
        }
    )


# --- damage ------------------------------------------------------------------------------------------


def flipped(data: bytes, dice: random.Random, _: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(2 ** dice.randrange(7)):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def cut(data: bytes, dice: random.Random, _: bytes) -> bytes:
    return data[: dice.randrange(len(data)) or 1]


def piece(data: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(data))
    return start, min(len(data), start + 2 ** dice.randrange(13))


def spliced(data: bytes, dice: random.Random, other: bytes) -> bytes:
    start, end = piece(other, dice)
    at = dice.randrange(len(data))
    return data[:at] + other[start:end] + data[at + dice.choice((0, end - start)) :]


def doubled(data: bytes, dice: random.Random, _: bytes) -> bytes:
    start, end = piece(data, dice)
    return data[:end] + data[start:end] * dice.choice((1, 2, 50)) + data[end:]


def dropped(data: bytes, dice: random.Random, _: bytes) -> bytes:
    start, end = piece(data, dice)
    return data[:start] + data[end:] or b"x"


def blanked(data: bytes, dice: random.Random, _: bytes) -> bytes:
    start, end = piece(data, dice)
    return data[:start] + bytes([dice.choice((0, 0x20, 0xFF, 0x39))]) * (end - start) + data[end:]


DAMAGE: tuple[Callable[[bytes, random.Random, bytes], bytes], ...] = (
    flipped,
    cut,
    spliced,
    doubled,
    dropped,
    blanked,
)


def mutated(data: bytes, dice: random.Random, other: bytes) -> bytes:
    """One to three kinds of damage; in every second ZIP file, to a member that is packed again."""
    if zipfile.is_zipfile(io.BytesIO(data)) and dice.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        name = dice.choice([name for name, inside in members.items() if inside])
        members[name] = mutated(members[name], dice, other)
        return zipped(members)
    for _ in range(dice.randrange(1, 4)):
        data = dice.choice(DAMAGE)(data, dice, other)
    return data


def mutations(good: dict[str, bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    dice = random.Random(seed)
    names = sorted(good)
    for number in range(count):
        name = names[number % len(names)]
        yield f"{number:06d}-{name}", mutated(good[name], dice, good[dice.choice(names)])


# --- the run -----------------------------------------------------------------------------------------


def tallied(paths: Sequence[Path], pool: Pool, tallies: dict[str, Tally], group: str) -> None:
    """Read files and count what became of each, under its group and kind."""
    results: dict[str, list[ParsedSource]] = {path.name: [] for path in paths}
    for parsed in parse_sources(paths, Run(), pool):
        name = parsed.report.source.partition("/")[0]  # “pack.zip/a.txt”
        results[name if name in results else name.rpartition(":")[0]].append(parsed)  # “lines.jsonl:3”
    for name, found in results.items():
        tallies[f"{group} {name.rpartition('.')[2]}"].add(name, found)


def run_mutations(
    good: dict[str, bytes], args: argparse.Namespace, pool: Pool, tallies: dict[str, Tally]
) -> int:
    """Read the mutations, some at a time; gives how many, fewer than asked for on Ctrl-C."""
    started, done = time.monotonic(), 0
    todo = mutations(good, args.mutations, args.seed)
    try:
        while some := list(itertools.islice(todo, AT_A_TIME)):
            with tempfile.TemporaryDirectory() as folder:
                for name, data in some:
                    (Path(folder) / name).write_bytes(data)
                tallied(sorted(Path(folder).iterdir()), pool, tallies, "mutated")
            done += len(some)
            print(f"{done}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("interrupted; the table tells what was done", file=sys.stderr)
    return done


def table(tallies: dict[str, Tally]) -> str:
    lines = [
        "| files | of them | in a clear state | documents | errors by code | workers that died | over 30 s | slowest, s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for group, tally in sorted(tallies.items()):
        errors = ", ".join(f"{code} {count}" for code, count in sorted(tally.errors.items())) or "–"
        lines.append(
            f"| {group} | {tally.files} | {tally.files - len(tally.unclear)} | {tally.documents} | {errors} "
            f"| {tally.died} | {tally.hung} | {tally.slowest / 1000:.1f} |"
        )
    return "\n".join(lines)


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--shared", type=Path, required=True)
    options.add_argument("--mutations", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--out", type=Path)
    args = options.parse_args()
    tallies: dict[str, Tally] = defaultdict(Tally)
    started = time.monotonic()
    with Pool() as pool:
        for folder in ("adverse", "parsing"):
            for inner in sorted((args.shared / folder).iterdir()):
                tallied(sorted(path for path in inner.iterdir() if path.is_file()), pool, tallies, folder)
        good = good_files(args.shared)
        done = run_mutations(good, args, pool, tallies)
        peak = pool.peak
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    unclear = [name for tally in tallies.values() for name in tally.unclear]
    text = (
        f"{table(tallies)}\n\n{sum(tally.files for tally in tallies.values())} files, {len(good)} of them the good ones "
        f"that were mutated {done} times (seed {args.seed}); {pool.size} workers, {time.monotonic() - started:.0f} s; "
        f"peak memory of a worker {peak >> 20} MiB, of the parent {own >> 20} MiB.\n"
    )
    print(text)
    for name in unclear:
        print("no clear state:", name)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(text, encoding="utf-8")
    return int(bool(unclear))


if __name__ == "__main__":
    sys.exit(main())
