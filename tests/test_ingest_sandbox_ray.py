"""Files read and passages embedded as tasks of a Ray cluster: the same as by a pool, once each, whatever is killed."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.store import open_store
from ingest.errors import UsageError
from ingest.sandbox import Pool, RayCluster, RayPool
from ingest.sources import Run, parse_sources, stored_sources
from ingest.task import Task

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason="Ray is not installed (make ray): ingest --ray is not tested",
)

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayCluster]:
    """Two worker processes of a cluster on this machine."""
    with RayCluster("local", workers=2) as opened:
        yield opened


def office(number: int, articles: int = 11) -> str:
    """A notice, of which no two are alike."""
    duties = "".join(
        f"\n第{place}条 第{number}号事项的第{place}步由{'甲乙丙丁'[place % 4]}科在{place}个月内办结，编号{number * 31 + place}。\n"
        for place in range(1, articles + 1)
    )
    return f"临川市第{number}号事项办理办法\n{duties}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sources = tmp_path / "sources"
    sources.mkdir()
    for number in range(24):
        (sources / f"notice{number:02}.txt").write_text(office(number), encoding="utf-8")
    (sources / "empty.txt").write_bytes(b"")
    (sources / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    lines = [f'{{"id": "line{number}", "text": "{f"第{number}行说的事"}"}}' for number in range(5)]
    (sources / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return sources


def test_what_is_read_on_a_cluster_is_what_a_pool_reads(cluster: RayCluster, folder: Path) -> None:
    with Pool(2) as pool, RayPool(cluster) as tasks:
        here = list(parse_sources([folder], pool=pool))
        there = list(parse_sources([folder], pool=tasks))
    assert [one.document for one in there] == [one.document for one in here] and len(here) == 31
    assert [(one.report.source, one.report.ok, one.report.error) for one in there] == [
        (one.report.source, one.report.ok, one.report.error) for one in here
    ]


def test_the_same_bytes_asked_for_twice_are_read_once(cluster: RayCluster) -> None:
    with RayPool(cluster) as pool:
        task = Task("a.txt", "a", ".txt")
        both = [pool.read(task, office(1).encode()) for _ in range(2)]
        found = [one.result(60).found for one in both]
        assert found[0] is found[1] and pool.tasks == 1
        assert pool.read(Task("b.txt", "b", ".txt"), office(1).encode()).result(60).found != found[0]


def test_what_is_killed_loses_nothing_and_doubles_nothing(
    cluster: RayCluster, folder: Path, tmp_path: Path
) -> None:
    """The processes that read are killed again and again while a folder is taken in."""
    killed, done = [], threading.Event()
    for number in range(100, 103):  # long enough to be met at work
        (folder / f"long{number}.txt").write_text(office(number, 400), encoding="utf-8")

    def kill() -> None:
        while not done.is_set() and len(killed) < 3:
            for pid in readers():
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                break
            time.sleep(0.15)

    killer = threading.Thread(target=kill)
    with open_store(tmp_path / "store", create=True) as store, RayPool(cluster) as pool:
        store.embed_on(cluster)
        killer.start()
        try:
            report = store.add(one.document for one in parse_sources([folder], pool=pool) if one.document)
        finally:
            done.set()
            killer.join()
        names = [info.doc_id for info in store.documents()]
        assert killed and len(report.added) == len(names) == len(set(names)) == 32
        store.verify()
        # Run again: all is known by its content, nothing is read.
        held, before = stored_sources(store.documents()), pool.tasks
        again = list(parse_sources([folder], Run(known=held.get), pool))
        assert sum(one.report.kept for one in again) == 32
        assert pool.tasks - before == 2  # what cannot be read, and what holds the lines


def readers() -> list[int]:
    """The Ray processes of this cluster that run our function."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if words.startswith("ray::read_on_node"):
            found.append(int(folder.name))
    return found


def test_passages_are_embedded_as_they_are_here(cluster: RayCluster, tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        texts = [f"第{number}段说到轨道交通产业和人才公寓。" for number in range(300)] + [""]
        here = store.embed(texts)
        store.embed_on(cluster)
        assert np.array_equal(store.embed(texts), here)
        assert np.array_equal(store.embed(texts[:3]), here[:3])


def test_the_command_takes_a_folder_in_on_a_cluster_of_its_own(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "app.py", "--data", str(tmp_path / "store"), "ingest", "--json", "--ray", "local", str(folder)],
        capture_output=True, text=True, cwd=ROOT, timeout=300, check=False, env={**os.environ, "WENCE_WORKERS": "2"},
    )  # fmt: skip
    states = [json.loads(line)["state"] for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr[-2_000:]
    assert states.count("added") == 29 and states.count("failed") == 2


def test_an_address_without_a_cluster_is_told_at_once() -> None:
    for address in ("127.0.0.1:1", "ray://127.0.0.1:1"):
        with pytest.raises(UsageError, match="连不上 Ray 集群"):
            RayCluster(address)


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match="make ray"):
        RayCluster("local")
