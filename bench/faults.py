"""Break a store in every way that a machine does, and count what it says afterwards.

    python bench/faults.py kills [--count 200]     kill -9 at random moments of changes
    python bench/faults.py points [--every 1] [--changes add …]    each change of a file fails or ends the process:
                                                                   kill, ENOSPC, EIO
    python bench/faults.py damage [--flips 200] [--cuts 100]    bits flipped in, and bytes cut off, every kind of file

With ``--continued`` the store keeps earlier generations and notes, as one of many passages does, else it is small enough
to write each generation anew.

Prints a Markdown table and ends with 1 where anything was lost, mixed or answered from what is damaged. A small store
with the words of an embedding of eight dimensions; needs a C compiler for “points”. Runs anywhere, needs no data.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # so that a process that has searched may be forked
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from fault_shim import (  # noqa: E402
    CHANGES,
    CONTINUED,
    Faults,
    built,
    fill,
    keep_earlier_generations,
    make,
    state_of,
)
from tiny_model import build_tiny_model  # noqa: E402

from index import open_store  # noqa: E402
from ingest.document import SourceFile  # noqa: E402
from ingest.errors import StoreDamaged, WenceError  # noqa: E402

LONGEST_OPEN = 5.0  # seconds


def kills(place: Path, model: str, count: int) -> bool:
    """Kill a process that changes a store, each time at another moment, and open the store again."""
    chance, found, slowest = random.Random(11), Counter(), 0.0
    folder = place / "killed"
    with open_store(folder, create=True, model=model) as store:
        fill(store)
    for trial in range(count):
        before = state_of(folder, model)
        acknowledged, kinds = _killed_after(folder, model, trial, chance.uniform(0.01, 0.8))
        started = time.monotonic()
        try:
            after = state_of(folder, model)
        except WenceError:
            found["unreadable"] += 1
            continue
        slowest = max(slowest, time.monotonic() - started)
        expected = [_documents(before)]
        for kind, number in kinds:
            expected.append(_changed(expected[-1], kind, number))
        possible = expected[acknowledged : acknowledged + 2]
        if _documents(after) not in possible:
            found["lost" if _documents(after) in expected else "mixed"] += 1
        elif set(after[1]) != set(_documents(after)):  # type: ignore[arg-type]
            found["mixed"] += 1
        found["acknowledged"] += acknowledged
    print(
        "| kill -9 | changes acknowledged | unreadable | mixed | acknowledged and lost | slowest opening and reading of all |"
    )
    print("|---|---|---|---|---|---|")
    print(
        f"| {count} | {found['acknowledged']} | {found['unreadable']} | {found['mixed']} | {found['lost']} | {slowest:.2f} s |"
    )
    return not (found["unreadable"] or found["mixed"] or found["lost"]) and slowest <= LONGEST_OPEN


def _documents(state: tuple[object, ...]) -> dict[str, tuple[str, str]]:
    return {doc_id: (title, text) for doc_id, title, text, _ in state[0]}  # type: ignore[attr-defined]


def _orders(trial: int) -> list[tuple[str, int]]:
    chance = random.Random(trial)
    return [(chance.choice(("add", "edit", "remove", "rebuild")), chance.randrange(6)) for _ in range(40)]


def _changed(before: dict[str, tuple[str, str]], kind: str, number: int) -> dict[str, tuple[str, str]]:
    after, doc_id = dict(before), f"k{number}"
    if kind == "add" and doc_id not in after:  # else it is unchanged, and an edit outlasts it
        after[doc_id] = (f"文件{doc_id}", _text(number))
    elif kind == "remove":
        after.pop(doc_id, None)
    elif kind == "edit" and doc_id in after:
        after[doc_id] = (f"改名{number}", after[doc_id][1])
    return after


def _text(number: int) -> str:
    return f"第{number}号新增办法规定企业补贴标准为{number}十万元。" * 20


def _killed_after(folder: Path, model: str, trial: int, seconds: float) -> tuple[int, list[tuple[str, int]]]:
    """How many changes a process had acknowledged when it was killed, and the changes it was making."""
    orders = _orders(trial)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with open_store(folder, model=model) as store:
            os.write(writing, b"r")
            for kind, number in orders:
                if kind == "add":
                    store.add([make(f"k{number}", _text(number))])
                elif kind == "remove":
                    store.remove([f"k{number}"])
                elif kind == "rebuild":
                    store.rebuild_embeddings()
                elif any(info.doc_id == f"k{number}" for info in store.documents()):
                    store.edit(f"k{number}", {"title": f"改名{number}"})
                os.write(writing, b".")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        said.read(1)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return len(said.read()), orders


def points(place: Path, model: str, every: int, setup: str, names: Sequence[str]) -> bool:
    """Let each change of a file, of each kind of change of the store, fail or end the process.

    ``setup`` is run in each process before it opens the store, ``names`` are the changes that are made.
    """
    shim = built(place)
    if shim is None:
        print("no C compiler here: the faults cannot be made", file=sys.stderr)
        return False
    folder, good = place / "whole", True
    with open_store(folder, create=True, model=model) as store:
        fill(store)
    old = state_of(folder, model)
    kinds = {
        "kill": (0, False), "ENOSPC once": (errno.ENOSPC, False), "ENOSPC lasting": (errno.ENOSPC, True),
        "EIO once": (errno.EIO, False), "EIO lasting": (errno.EIO, True),
    }  # fmt: skip
    print(
        "| change | changes of files | fault | trials | old | new | neither | acknowledged and lost | stopped serving |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    with Faults(shim) as faults:
        for name in names:
            change = CHANGES[name]
            copy = _copied(folder, place)
            count = faults.run(copy, model, change, setup=setup).changes
            new = state_of(copy, model)
            for kind, (number, lasting) in kinds.items():
                found: Counter[str] = Counter()
                for at in range(1, count + 1, every):
                    copy = _copied(folder, place)
                    outcome = faults.run(
                        copy, model, change, at=at, errno=number, lasting=lasting, setup=setup
                    )
                    found["trials"] += 1
                    found["stopped"] += bool(number) and "served" not in outcome.output
                    try:
                        after = state_of(copy, model)
                    except WenceError as error:
                        print(f"{name} {kind} {at}: {error!r}", file=sys.stderr)
                        found["neither"] += 1
                        continue
                    # A rebuild with the same model leaves the same state.
                    found[
                        "new"
                        if after == new and (outcome.acknowledged or new != old)
                        else "old"
                        if after == old
                        else "neither"
                    ] += 1
                    found["lost"] += outcome.acknowledged and after != new
                    if after not in (old, new):
                        print(f"{name} {kind} {at}: {outcome.output!r}", file=sys.stderr)
                row = (found[key] for key in ("trials", "old", "new", "neither", "lost", "stopped"))
                print(f"| {name} | {count} | {kind} | {' | '.join(map(str, row))} |", flush=True)
                good &= not (found["neither"] or found["lost"] or found["stopped"])
    return good


def _copied(folder: Path, place: Path) -> Path:
    copy = place / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    return copy


def damage(place: Path, model: str, flips: int, cuts: int) -> bool:
    """Flip bits in, and cut bytes off, files of a store; each is told at the opening, by ``verify``, or mended."""
    folder, chance = place / "kept", random.Random(7)
    data = b"%PDF-1.4 " + bytes(range(256)) * 20
    file = SourceFile("a.pdf", hashlib.sha256(data).hexdigest(), "application/pdf", kept=True)
    with open_store(folder, create=True, model=model) as store:
        fill(store)
        store.originals.keep(file, data)
        store.add(
            [replace(make("pdf", "企业补贴标准见附件。"), sources=(file,), media_type="application/pdf")]
        )
    right = state_of(folder, model)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    print(
        "| damage | trials | refused or served from the copy, and told | derived and made anew | answered from what is damaged |"
    )
    print("|---|---|---|---|---|")
    good = True
    for kind, trials in (("a bit flipped", flips), ("1 to 100 bytes cut off", cuts)):
        found: Counter[str] = Counter()
        for trial in range(trials):
            copy = _copied(folder, place)
            path = copy / files[trial % len(files)].relative_to(folder)
            size = path.stat().st_size
            if kind == "a bit flipped":
                content = bytearray(path.read_bytes())
                bit = chance.randrange(size * 8)
                content[bit // 8] ^= 1 << bit % 8
                path.write_bytes(content)
            else:
                os.truncate(path, max(0, size - chance.randint(1, 100)))
            outcome = _after(copy, model, path, right)
            if outcome == "wrong":
                print(f"{kind}, {path.relative_to(copy)}", file=sys.stderr)
            found[outcome] += 1
        print(f"| {kind} | {trials} | {found['told']} | {found['mended']} | {found['wrong']} |")
        good &= not found["wrong"]
    return good


def _after(copy: Path, model: str, path: Path, right: tuple[object, ...]) -> str:
    damaged = path.read_bytes()
    try:
        with open_store(copy, model=model) as store:
            told = bool(store.notice)
            answered = {hit.chunk.text for hit in store.search("企业补贴标准", 500)}
            with open_store(copy.with_name("kept"), model=model) as whole:
                if answered != {hit.chunk.text for hit in whole.search("企业补贴标准", 500)}:
                    return "wrong"
            told |= store.verify()
    except StoreDamaged:
        return "told"
    if told:
        return "told"
    same = state_of(copy, model) == right and (not path.exists() or path.read_bytes() != damaged)
    return "mended" if same else "wrong"


def main() -> int:
    """Run what the command line names; 1 where anything was lost, mixed or answered from damage."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("kills", "points", "damage"))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--every", type=int, default=1, help="try every Nth change of a file")
    parser.add_argument("--changes", nargs="+", choices=tuple(CHANGES), default=tuple(CHANGES))
    parser.add_argument("--flips", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument(
        "--continued", action="store_true", help="keep earlier generations, as a store of many passages does"
    )
    args = parser.parse_args()
    if args.continued:
        keep_earlier_generations()
    with tempfile.TemporaryDirectory() as held:
        place = Path(held)
        model = str(build_tiny_model(place / "tiny-zh", dimension=8))
        if args.what == "kills":
            good = kills(place, model, args.count)
        elif args.what == "points":
            good = points(place, model, args.every, CONTINUED if args.continued else "", args.changes)
        else:
            good = damage(place, model, args.flips, args.cuts)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
