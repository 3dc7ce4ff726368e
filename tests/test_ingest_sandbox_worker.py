"""A parser that hangs, dies, forks, eats or talks is replaced; the file is reported and the batch goes on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Cell, Clause, Document, Metadata, ParsedSource, ParseReport, Row, SourceFile, Span
from ingest.errors import LimitExceeded, SourceError, UnreadableFile, UsageError
from ingest.limits import LIMITS, MIB, worker_count
from ingest.progress import Step
from ingest.sandbox import processes
from ingest.sandbox.pool import Pool
from ingest.sandbox.wire import dumps, loads
from ingest.sandbox.worker import Worker
from ingest.sources.pipeline import Run, parse_sources
from ingest.task import Task

HERE = Path(__file__).parent / "support"
READERS = {"text": "hostile_readers:by_word"}
QUICK = replace(LIMITS, seconds=3.0, cpu_seconds=2, patience=4.0, memory=200 * MIB, address_space=400 * MIB)
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(HERE))


def read(worker: Worker, word: str, on_step=None):
    return worker.read(Task(f"{word}.txt", word, kind="text"), f"{word}\n".encode(), on_step)


@pytest.fixture
def worker():
    with Worker(QUICK, READERS) as opened:
        yield opened


# --- what goes over the pipe -----------------------------------------------------------------------

texts = st.text(max_size=20)
numbers = st.integers(0, 10**9)
spans = st.builds(Span, numbers, numbers)
several = st.lists(texts, max_size=3).map(tuple)
documents = st.builds(
    Document,
    texts,
    texts,
    st.builds(Metadata, texts, several, period=st.none() | st.tuples(numbers, numbers), draft=st.booleans()),
    st.lists(
        st.builds(Clause, several, numbers, st.lists(spans, max_size=2).map(tuple), st.none() | spans),
        max_size=3,
    ).map(tuple),
    st.lists(
        st.builds(
            Row,
            several,
            st.lists(st.builds(Cell, texts, texts, numbers, numbers)).map(tuple),
            numbers,
            numbers,
        ),
        max_size=2,
    ).map(tuple),
    sources=st.lists(st.builds(SourceFile, texts, texts), max_size=2).map(tuple),
)
reports = st.builds(
    ParseReport,
    texts,
    st.none() | texts,
    st.booleans(),
    st.none() | st.dictionaries(texts, texts),
    ocr=st.lists(st.tuples(numbers, st.floats(0, 1)), max_size=2).map(tuple),
    warnings=several,
)


@settings(deadline=None)
@given(st.builds(ParsedSource, reports, st.none() | documents))
def test_what_was_parsed_survives_the_pipe(parsed):
    assert loads(ParsedSource, dumps(parsed)) == parsed


def test_half_characters_survive_the_pipe():
    document = Document("d", "\ud800规划", Metadata("\udfff"))
    assert loads(Document, dumps(document)) == document


@pytest.mark.parametrize("data", [b"[1]", b"{}", b"3", b"[[],[]]"])
def test_rubbish_on_the_pipe_is_an_error(data):
    with pytest.raises((ValueError, TypeError)):
        loads(ParsedSource, data)


# --- hostile parsers ---------------------------------------------------------------------------------


@pytest.mark.adverse(27)
@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("segfault", UnreadableFile),
        ("exit", UnreadableFile),
        ("raise_exit", UnreadableFile),
        ("kill", UnreadableFile),
        ("stop", LimitExceeded),
        ("hang", LimitExceeded),
        ("hang_in_c", LimitExceeded),
        ("spin", LimitExceeded),
        ("close_then_die", LimitExceeded),
    ],
)
def test_a_parser_that_dies_or_hangs_is_replaced(worker, word, error):
    assert read(worker, "plain").report.ok
    worked, started = os.times().children_user, time.monotonic()
    with pytest.raises(error):
        read(worker, word)
    works = word in ("spin", "hang_in_c")  # which takes longer by the clock where others work too
    assert time.monotonic() - started < QUICK.seconds * (QUICK.patience if works else 1) + 5
    assert os.times().children_user - worked < QUICK.seconds + 2
    assert read(worker, "plain").document.text == "plain\n"


@pytest.mark.parametrize("word", ["memory", "output", "recursion"])
def test_memory_output_and_nesting_are_bounded(word):
    """Found inside the worker, which lives on."""
    with Worker(replace(QUICK, address_space=150 * MIB), READERS) as worker:
        report = read(worker, word).report
        assert report.error["code"] == ("unreadable" if word == "recursion" else "limit")
        assert read(worker, "plain").report.ok
        assert worker.peak < 150 * MIB


@linux
def test_memory_is_watched_where_address_space_is_not_bounded(worker):
    with pytest.raises(LimitExceeded, match="内存"):
        read(worker, "memory_outside_the_limit")
    assert worker.peak < 2 * QUICK.memory
    assert read(worker, "plain").report.ok


def test_what_a_parser_prints_or_reads_is_not_the_conversation(worker):
    assert read(worker, "print").document.text.startswith("某市规划")
    assert read(worker, "plain").document.text == "plain\n"


@linux
@pytest.mark.parametrize("word", ["fork", "orphan"])
def test_children_do_not_outlive_their_file(worker, word):
    before = set(processes.below(os.getpid()))
    with suppress(SourceError):  # the child may have answered in its parent's place
        read(worker, word)
    worker.stop()
    assert set(processes.below(os.getpid())) <= before
    assert read(worker, "plain").report.ok


@pytest.mark.adverse(27)
@linux
def test_a_parser_that_forks_on_and_on_is_ended(worker):
    before = set(processes.below(os.getpid()))
    with pytest.raises(LimitExceeded):
        read(worker, "fork_many")
    assert set(processes.below(os.getpid())) <= before


@pytest.mark.parametrize("word", ["python_fork", "program", "socket", "name"])
def test_parsers_start_no_process_and_open_no_connection(worker, monkeypatch, word):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("HOSTILE_PORT", str(server.getsockname()[1]))
        server.settimeout(0.2)
        report = read(worker, word).report
        assert report.error["code"] == "unreadable" and "PermissionError" in report.error["english"]
        with pytest.raises(TimeoutError):
            server.accept()


@linux
def test_the_network_is_out_of_reach_of_c_code_too(worker, monkeypatch):
    if os.system("unshare --net true 2>/dev/null || unshare --user --net true 2>/dev/null"):
        pytest.skip("this system gives no network name spaces: only Python's own sockets are refused")
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("HOSTILE_PORT", str(server.getsockname()[1]))
        assert read(worker, "raw_socket").document.text == "no way out"


def test_pages_of_ocr_have_time_of_their_own():
    limits = replace(QUICK, seconds=1.0, page_seconds=1.0)
    seen: list[Step] = []
    with Worker(limits, READERS) as worker:
        assert read(worker, "pages", seen.append).report.ok  # 1.6 s in all
        assert seen == [Step(page, 4, slow=True) for page in range(1, 5)]
    with Worker(replace(limits, ocr_seconds=0.9), READERS) as worker, pytest.raises(LimitExceeded):
        read(worker, "pages")


GETTING_ON = replace(QUICK, seconds=1.0, cpu_seconds=1, part_seconds=0.3, megabyte_seconds=0.0)
PATIENT = replace(GETTING_ON, patience=60.0)  # a machine that does much else does not matter then


def test_a_long_file_may_take_long_as_long_as_it_gets_on():
    seen: list[Step] = []
    with Worker(PATIENT, READERS) as worker:
        started = time.monotonic()
        assert read(worker, "long", seen.append).report.ok
        assert time.monotonic() - started > PATIENT.seconds
        assert len(seen) > 2 and seen[-1].pages == 10 and not seen[-1].slow


@pytest.mark.parametrize(
    ("word", "limits"),
    [
        ("endless", replace(GETTING_ON, longest=1.5)),  # says for ever that it gets on, and works
        ("dripping", GETTING_ON),  # the same, and sleeps
        ("flooding", replace(GETTING_ON, longest=1.0)),  # and waits for us to listen
        ("long_then_hang", replace(PATIENT, part_seconds=5.0)),
    ],
)
def test_to_say_that_it_gets_on_does_not_help_for_ever(word, limits):
    with Worker(limits, READERS) as worker:
        assert read(worker, "plain").report.ok
        got_on = [time.monotonic()]
        with pytest.raises(LimitExceeded):
            read(worker, word, lambda _: got_on.append(time.monotonic()))
        assert time.monotonic() - got_on[-1 if word == "long_then_hang" else 0] < 15
        assert read(worker, "plain").report.ok


@pytest.fixture
def busy_core():
    """This process, and so its workers, on one core that three others keep busy."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    loop = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(loop, start_new_session=True) for _ in range(3)]
    yield
    os.sched_setaffinity(0, cores)
    for other in others:
        other.kill()
        other.wait()


@linux
@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this system does not say who waits")
def test_a_busy_machine_does_not_make_a_file_malformed(busy_core):
    """Neither while its worker starts nor while it is read: 0.6 s of work take more than the second it may."""
    with Worker(PATIENT, READERS) as worker:
        assert read(worker, "work").report.ok
        started = time.monotonic()
        assert read(worker, "work").report.ok
        assert time.monotonic() - started > PATIENT.seconds
        with pytest.raises(LimitExceeded):
            read(worker, "hang")


def test_a_worker_that_does_not_start_is_ended(monkeypatch):
    monkeypatch.setattr("ingest.sandbox.worker.sys.executable", "/bin/cat")
    with Worker(replace(QUICK, start_seconds=0.3), READERS) as worker, pytest.raises(SourceError):
        read(worker, "plain")


def test_a_long_or_large_file_may_use_more_within_a_bound():
    assert LIMITS.processor_seconds(0, 0) == LIMITS.seconds < 30
    assert LIMITS.processor_seconds(0, 300) > 150 and LIMITS.processor_seconds(30 * MIB, 0) > 120
    assert LIMITS.processor_seconds(200 * MIB, 10**9) == LIMITS.longest
    assert replace(LIMITS, seconds=1e4).processor_seconds(0, 0) == 1e4


def test_a_batch_goes_on_in_order(tmp_path):
    words = ["plain", "segfault", "hang", "other", "exit", "memory", "last"]
    for number, word in enumerate(words):
        (tmp_path / f"{number}.txt").write_text(f"{word}\n")
    with Pool(2, QUICK, READERS) as pool:
        found = list(parse_sources([tmp_path], Run(), pool))
    assert [parsed.report.source for parsed in found] == [f"{n}.txt" for n in range(len(words))]
    codes = [parsed.report.error["code"] if parsed.report.error else None for parsed in found]
    assert codes == [None, "unreadable", "limit", None, "unreadable", "limit", None]


@linux
def test_nothing_is_left_of_a_pool(tmp_path):
    before = set(processes.below(os.getpid()))
    (tmp_path / "a.txt").write_text("hang\n")
    (tmp_path / "b.txt").write_text("plain\n")
    with Pool(2, replace(QUICK, seconds=30.0), READERS) as pool:
        asked = iter([False] * 8)
        stopped = Run(stop=lambda: next(asked, True))
        started = time.monotonic()
        assert list(parse_sources([tmp_path], stopped, pool)) == []
    assert time.monotonic() - started < 10
    assert set(processes.below(os.getpid())) <= before


@pytest.mark.parametrize(("setting", "expected"), [("3", 3), (" 1 ", 1)])
def test_number_of_workers(monkeypatch, setting, expected):
    monkeypatch.setenv("WENCE_WORKERS", setting)
    assert worker_count() == expected


@pytest.mark.parametrize("setting", ["0", "-1", "many", "65", "二"])
def test_a_wrong_number_of_workers(monkeypatch, setting):
    monkeypatch.setenv("WENCE_WORKERS", setting)
    with pytest.raises(UsageError, match="WENCE_WORKERS"):
        worker_count()
