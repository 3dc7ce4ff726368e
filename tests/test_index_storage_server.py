"""A store in a database server: addresses, words as the server's parser keeps them, writers, lost ways and killed processes."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_engines import NOT_HERE, SeekdbEngine
from test_index_store import DRAFT, NOTICE, RAIL, TODAY, make
from tiny_model import build_tiny_model

from index.storage.server import connections
from index.storage.server.addresses import ServerAddress, chosen_server, place_named
from index.storage.server.connections import ServerPool, translate
from index.storage.server.server_reader import documents_condition, padded
from index.storage.server.server_writer import writing_to
from index.storage.server.tables import indexed_word
from index.store.server_store import ServerStore
from ingest.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreMissing, UsageError

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("seekdb:库/引擎", ServerAddress("wence", Path("库/引擎"))),
        ("seekdb:库?database=city", ServerAddress("city", Path("库"))),
        (
            "oceanbase://root%40sys@db.example:2883/wence",
            ServerAddress("wence", None, "db.example", 2883, "root@sys", "kept"),
        ),
        (
            "oceanbase://wence@tenant:a%3Ab@10.0.0.3",
            ServerAddress("wence", None, "10.0.0.3", 2881, "wence@tenant", "a:b"),
        ),
        (
            "oceanbase://u@h/wence?vectors=hnsw_sq&partitions=12",
            ServerAddress("wence", None, "h", 2881, "u", "kept", "hnsw_sq", 12),
        ),
        ("我的库", Path("我的库")),
    ],
)
def test_addresses_are_read_as_people_write_them(words: str, expected: ServerAddress | Path) -> None:
    assert place_named(words, {"WENCE_STORE_PASSWORD": "kept"}) == expected


@pytest.mark.parametrize(
    "words",
    ["seekdb:", "seekdb:库?database=a;drop", "oceanbase://host/wence", "oceanbase://u@h:x/wence", "oceanbase://u@h/a-b",
     "seekdb:库?vectors=flat", "seekdb:库?partitions=0", "seekdb:库?x=1", "seekdb:库?x"],
)  # fmt: skip
def test_addresses_that_are_none_are_refused_with_words(words: str) -> None:
    with pytest.raises(UsageError, match="seekdb"):
        place_named(words)


def test_a_password_is_not_shown() -> None:
    address = place_named("oceanbase://u:geheim@h/wence")
    assert "geheim" not in f"{address} {address!r}"
    with pytest.raises(UsageError) as told:
        place_named("oceanbase://u:geheim@h:x/wence")
    assert "geheim" not in str(told.value)


def test_the_setting_names_a_server_or_nothing() -> None:
    assert chosen_server({}) is None and chosen_server({"WENCE_STORE": " "}) is None
    assert chosen_server({"WENCE_STORE": "seekdb:x"}) == ServerAddress("wence", Path("x"))
    with pytest.raises(UsageError, match="WENCE_STORE"):
        chosen_server({"WENCE_STORE": "folder"})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(2003, "refused"), StoreBusy), (OSError(1205, "lock"), StoreBusy), (OSError(4184, "disk"), StoreFull),
        (OSError(1045, "denied"), UsageError), (OSError(1049, "unknown"), StoreMissing), (OSError(1064, "?"), StoreError),
        (OSError("gone"), StoreBusy),
    ],
)  # fmt: skip
def test_errors_of_a_server_are_told_to_people(error: OSError, kind: type[Exception]) -> None:
    assert type(translate(error)) is kind


@given(st.lists(st.integers(1, 99), unique=True), st.lists(st.integers(100, 199), unique=True))
def test_the_shorter_list_of_documents_is_written(allowed: list[int], forbidden: list[int]) -> None:
    words = documents_condition(allowed, forbidden)
    if len(allowed) <= max(1, len(forbidden)):
        assert words == (f"document IN ({','.join(map(str, allowed))})" if allowed else "1 = 0")
    else:
        assert words == (f"document NOT IN ({','.join(map(str, forbidden))})" if forbidden else "")


@given(st.lists(st.integers(), max_size=700))
def test_lists_have_one_of_a_few_lengths(values: list[int]) -> None:
    longer = padded(values)
    assert list(longer[: len(values)]) == values and set(longer) == set(values)
    assert len(longer) < max(2 * len(values), len(values) + 128) or not values
    assert len(longer) in {0, 1, 2, 4, 8, 16, 32, 64, *range(128, 800, 128)}


def test_the_engine_is_started_so_that_it_reports_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}

    def start(folder: str) -> None:
        seen.update(os.environ)
        raise RuntimeError("no room")

    monkeypatch.setenv("https_proxy", "http://proxy.example:8080")
    monkeypatch.delenv("TELEMETRY_ENABLED", raising=False)
    monkeypatch.setattr(connections, "_seekdb", lambda: SimpleNamespace(open=start))
    with pytest.raises(StoreBusy, match="seekdb 没有启动"):
        ServerPool(ServerAddress("wence", tmp_path / "engine"), create=True)
    assert seen["TELEMETRY_ENABLED"] == "false" and seen["https_proxy"] == "http://127.0.0.1:9"
    assert os.environ["https_proxy"] == "http://proxy.example:8080" and "TELEMETRY_ENABLED" not in os.environ


_OUTWARD = """
import sys
from pathlib import Path
from index.storage.server.addresses import ServerAddress
from index.store.server_store import open_server_store
from ingest import parse_text

folder = Path(sys.argv[1])
for _ in range(2):  # the first start of an engine, and one of a folder that it knows
    with open_server_store(ServerAddress("wence", folder / "engine"), folder / "beside", create=True) as store:
        store.add([parse_text("甲县补贴办法\\n\\n第一条 补贴三千元。\\n", doc_id="a")])
        assert store.search("补贴", 1)
"""


def test_the_engine_asks_for_no_name_and_connects_to_nothing_outside(tmp_path: Path) -> None:
    """Every connection that any of its processes opens is watched: to files of this machine and to itself alone."""
    if importlib.util.find_spec("pylibseekdb") is None:
        pytest.skip(NOT_HERE)
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-qq", "true"], capture_output=True).returncode:
        pytest.skip("strace is not here or may not be used: what the engine connects to cannot be watched")
    trace = tmp_path / "trace"
    watched = ["-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none", "-o", str(trace)]
    program = [sys.executable, "-c", _OUTWARD, str(tmp_path)]
    subprocess.run([strace, "-f", "-qq", *watched, *program], check=True, cwd=ROOT, timeout=600)
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    assert any("sql.sock" in line for line in lines)  # the engine was seen
    # Names are asked for over loopback as well, where something of the machine passes the question on.
    asking = [line for line in lines if "htons(53)" in line or "sendmmsg(" in line]
    outside = [
        line for line in lines if "sa_family=AF_INET" in line and '"127.' not in line and '"::1"' not in line
    ]
    assert not asking and not outside


# -- with the engine ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh"))


@pytest.fixture
def store(tmp_path: Path, model: str, seekdb: SeekdbEngine) -> Iterator[ServerStore]:
    with seekdb.open(tmp_path / "data", create=True, model=model, today=TODAY) as opened:
        opened.add([RAIL, DRAFT, NOTICE])
        yield opened
    seekdb.forget()


@pytest.mark.parametrize(
    "word",
    ["轨道", "重", "wi-fi", "don't", "3.5", "2025", "the", "www", "a", "𠀀𠀁", "〇", "x" * 200, "y" * 2_000],
)
def test_every_word_is_found_as_it_is_and_no_other(store: ServerStore, word: str) -> None:
    """Marks part no words, English words are not left out, none is too long."""
    near = {"wi-fi": "wi fi", "don't": "don t", "3.5": "3 5", "x" * 200: "x" * 199}.get(word, "别的")
    store.add(
        [
            make("it", "它", ("一", f"这里写着 {word} 这个词")),
            make("near", "近", ("一", f"这里写着 {near} 这些词")),
        ]
    )
    table = "passages_32"
    found = store._reader._fetch(
        f"SELECT document FROM {table} WHERE document > 3 AND MATCH(words) AGAINST(?)", (indexed_word(word),)
    )
    held = len(word) <= 1_000 and store.document_frequency(word) > 0
    assert len(found) == (1 if held else 0)
    store.verify()


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_the_engine_is_open_to_this_user_alone(
    store: ServerStore, seekdb: SeekdbEngine, tmp_path: Path
) -> None:
    folder = seekdb.address_of(tmp_path).folder
    assert folder and folder.stat().st_mode & 0o077 == 0
    pid = (folder / "run" / "seekdb.pid").read_text().strip()
    inodes = {
        os.readlink(link).strip("socket:[]")
        for link in Path("/proc", pid, "fd").iterdir()
        if link.is_symlink()
    }
    for table in ("tcp", "tcp6"):
        for line in Path("/proc", pid, "net", table).read_text().splitlines()[1:]:
            words = line.split()
            assert not (words[3] == "0A" and words[9] in inodes), "the engine listens on the network"


def test_a_writer_waits_for_another_and_then_says_so(store: ServerStore) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with writing_to(store._pool):
            entered.set()
            leave.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    assert entered.wait(10)
    try:
        with pytest.raises(StoreBusy, match="另一进程正在写入"):
            store.remove(["rail"])
        assert store.search("链主企业")[0].document.doc_id == "rail"  # readers do not wait
    finally:
        leave.set()
        other.join()
    assert store.remove(["rail"]) == ("rail",)


def test_an_add_that_fails_changes_nothing(store: ServerStore) -> None:
    before, words = store.status(), dict(store.vocabulary())

    def documents():
        yield make("new", "新", ("一", "从未有过的词语甲乙丙"))
        raise ValueError("the file cannot be read")

    with pytest.raises(ValueError, match="cannot be read"):
        store.add(documents())
    assert store.status() == before and dict(store.vocabulary()) == words
    store.verify()


def test_what_another_process_writes_is_found_with_the_next_question(
    store: ServerStore, tmp_path: Path, model: str, seekdb: SeekdbEngine
) -> None:
    with seekdb.open(tmp_path / "data", model=model, today=TODAY) as other:
        other.add([make("new", "新来的", ("一", "白云岭试验田亩产八百斤"))])
        assert store.search("白云岭试验田")[0].document.doc_id == "new"
        other.remove(["new"])
        assert "new" not in {hit.document.doc_id for hit in store.search("白云岭试验田")}
        assert store.document_frequency("白云岭") == 0


def test_a_connection_that_the_server_lets_go_is_made_anew(store: ServerStore) -> None:
    with store._pool.lent() as connection:
        (number,) = connection.execute("SELECT CONNECTION_ID()")[0]
    killer = store._pool.connect()
    killer.execute(f"KILL {number}")
    killer.close()
    assert store.search("链主企业")[0].document.doc_id == "rail"


def test_threads_search_side_by_side(store: ServerStore) -> None:
    wanted = [hit.chunk.chunk_id for hit in store.search("企业 建设")]
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(10):
            found = [hit.chunk.chunk_id for hit in store.search("企业 建设")]
            if found != wanted:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


CHILD = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {tests!r} + "/support", {root!r}]
from index.storage.server.addresses import ServerAddress
from index.store.server_store import open_server_store
from test_index_store import make

with open_server_store(ServerAddress({name!r}, Path({folder!r})), Path({data!r}), model={model!r}) as store:
    def documents():
        for number in range(1, 600):
            yield make(f"n{{number}}", f"第{{number}}份", ("一", f"第{{number}}份说到第{{number}}件事"))
            if number == 590:
                print("far enough", flush=True)
                sys.stdin.read()
    store.add(documents())
"""


@pytest.mark.adverse(1)
def test_a_process_that_is_killed_while_it_writes_leaves_nothing(
    store: ServerStore, tmp_path: Path, model: str, seekdb: SeekdbEngine
) -> None:
    before, address = store.status(), seekdb.address_of(tmp_path / "data")
    words = CHILD.format(
        tests=str(ROOT / "tests"), root=str(ROOT), name=address.database, folder=str(address.folder), data=str(tmp_path), model=model
    )  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout is not None and child.stdout.readline() == "far enough\n"
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert store.status() == before and store.document_frequency("件事") == 0
    store.verify()
    store.add([make("after", "后来的", ("一", "后来的文件"))])
    store.verify()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE chunks SET payload = '[]' WHERE id = 1", "chunks"),
        ("UPDATE chunks SET embedding = CONCAT(embedding, embedding) WHERE id = 1", "chunks"),
        ("UPDATE documents SET text = '别的' WHERE id = 1", "documents"),
        ("UPDATE documents SET title_key = '别的' WHERE id = 1", "documents"),
        ("UPDATE terms SET frequency = frequency + 1 WHERE id = 1", "terms"),
        ("DELETE FROM passages_32 WHERE id = 1", "passages"),
        ("UPDATE totals SET body = body + 1", "totals"),
        ("DELETE FROM bands", "bands"),
    ],
)
def test_damage_is_told(store: ServerStore, change: str, what: str) -> None:
    writer = store._pool.connect(writing=True)
    writer.execute(change)
    writer.close()
    with pytest.raises(StoreDamaged, match=what):
        store.verify()
