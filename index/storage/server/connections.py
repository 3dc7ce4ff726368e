"""Connect to a database server: connections that take our statements, a pool of them, and errors for people.

Statements have question marks for their values, as SQLite's do; what is kept as bytes of text comes back as text.
seekdb is started with its first connection here and ends with the last process that uses its folder.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

from index.storage.disk import make_private
from index.storage.server.addresses import ServerAddress
from ingest.errors import StoreBusy, StoreError, StoreFull, StoreMissing, UsageError

LOCK_SECONDS = 3  # for which a writer waits for another
NEAREST_LOOKED_AT = 320  # passages that a search of the vector index walks through
_STATEMENT_SECONDS = 3_600
_LARGEST_STATEMENT = 256 * 2**20  # bytes: a document's text and structure are one
_IDLE_SECONDS = 30.0  # after which a connection is tried before it is used
_MOST_IDLE = 16
# Of the engine's process: no report, and a proxy where nobody listens (port 9 is “discard”).
_QUIET = {"TELEMETRY_ENABLED": "false"} | dict.fromkeys(
    ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"), "http://127.0.0.1:9"
)
_TEXT, _BINARY = 253, 63  # of a column: VARBINARY, the character set “binary”
# The server's numbers of errors, by what they mean for whoever asked.
_GONE = {2003, 2006, 2013, 2014, 0, 1053, 1927, 4009, 4012, 4038}
_BUSY = {1205, 1213, 3572, 4012, 4102, 6002, 6003, 6004}
_FULL = {1021, 1114, 3, 4013, 4030, 4184}
_REFUSED = {1044, 1045, 1142, 1143, 1227}
_MISSING = {1049, 1146, 5019}
_TOO_LONG = {1153, 1406, 1071, 5088, 5167}


class ResultRows(list[tuple]):
    """The rows of a result, asked for as a cursor of SQLite is; ``rowcount`` says how many a statement changed."""

    rowcount = 0

    def fetchall(self) -> list[tuple]:
        """Give all rows."""
        return self

    def fetchone(self) -> tuple | None:
        """Give the first row, ``None`` where there is none."""
        return self[0] if self else None


class ServerConnection:
    """One connection, used as an ``sqlite3.Connection`` is: by one thread at a time."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self.used = time.monotonic()
        self.in_transaction = False

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> ResultRows:
        """Run a statement and give its rows. Raises ``StoreError``."""
        with _for_people(self), self._raw.cursor() as cursor:
            # A list of nothing is an error to MySQL; to SQLite nothing is in it.
            statement = statement.replace("IN ()", "IN (NULL)").replace("?", "%s")
            cursor.execute(statement, tuple(parameters) or None)
            rows = ResultRows(_rows(cursor))
            rows.rowcount = cursor.rowcount
            return rows

    def executemany(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement for each of some rows; inserts are sent many at a time. Raises ``StoreError``."""
        values = list(rows)
        if values:
            with _for_people(self), self._raw.cursor() as cursor:
                cursor.executemany(statement.replace("?", "%s"), values)

    def begin(self, *, snapshot: bool = False) -> None:
        """Begin a transaction; with ``snapshot`` all its reads see what stands now."""
        self.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT" if snapshot else "START TRANSACTION")
        self.in_transaction = True

    def commit(self) -> None:
        """Make what the transaction changed stand."""
        with _for_people(self):
            self._raw.commit()
        self.in_transaction = False

    def rollback(self) -> None:
        """End the transaction as if it had not been."""
        self.in_transaction = False
        with _for_people(self):
            self._raw.rollback()

    def is_alive(self) -> bool:
        """Whether the server still knows this connection; asked only where it has lain unused."""
        if time.monotonic() - self.used > _IDLE_SECONDS:
            with suppress(Exception):
                self._raw.ping(reconnect=False)
                self.used = time.monotonic()
                return True
            return False
        return bool(self._raw.open)

    def close(self) -> None:
        """Close it; one that is lost already is let go."""
        with suppress(Exception):
            self._raw.close()


def _rows(cursor: Any) -> list[tuple]:
    """The rows of a result, with columns of VARBINARY as text."""
    fetched = list(cursor.fetchall() or ())
    fields = getattr(cursor._result, "fields", None) or ()
    places = {
        place
        for place, column in enumerate(fields)
        if column.type_code == _TEXT and column.charsetnr == _BINARY
    }
    if not places:
        return fetched
    return [
        tuple(
            value.decode("utf-8", "surrogatepass")
            if place in places and isinstance(value, bytes)
            else bytes(value)
            if isinstance(value, bytearray)
            else value
            for place, value in enumerate(row)
        )
        for row in fetched
    ]


def _pymysql() -> Any:
    try:
        import pymysql
    except ImportError as error:
        raise UsageError(
            "没有安装连接数据库服务器的 PyMySQL：请运行 make seekdb",
            "PyMySQL, which connects to a database server, is not installed: run `make seekdb`",
        ) from error
    return pymysql


@contextmanager
def _for_people(connection: ServerConnection) -> Iterator[None]:
    pymysql = _pymysql()
    connection.used = time.monotonic()
    try:
        yield
    except (pymysql.Error, OSError) as error:
        if _code(error) in _GONE:
            connection.close()
        raise translate(error) from error


def _code(error: BaseException) -> int:
    code = error.args[0] if error.args else 0
    return code if isinstance(code, int) else 0


def translate(error: BaseException) -> StoreError | UsageError:
    """Turn an error of the server or of the way to it into one for people."""
    code, words = _code(error), str(error.args[-1] if error.args else error)[:200]
    for codes, found in (
        (_BUSY, StoreBusy("另一进程正在写入，请稍后再试", "another process is writing to the store")),
        (
            _FULL,
            StoreFull("数据库服务器空间或内存不足，未作任何更改", f"the server has no room left: {words}"),
        ),
        (
            _REFUSED,
            UsageError("数据库服务器不认这个用户或口令", f"the database server refused the user: {words}"),
        ),
        (
            _MISSING,
            StoreMissing("没有找到索引，请先导入文档（ingest）", "no store here: ingest documents first"),
        ),
        (
            _TOO_LONG,
            StoreFull("文档过长，数据库服务器不收，未作任何更改", f"too long for the server: {words}"),
        ),
        (_GONE, StoreBusy("连不上数据库服务器，请稍后再试", f"the database server does not answer: {words}")),
    ):
        if code in codes:
            return found
    return StoreError(f"数据库服务器出错（{code}）", f"the database server failed: {code} {words}")


class ServerPool:
    """A pool keeps connections to one database of a server. Thread-safe; close it at the end.

    Raises ``StoreMissing`` where the database is not there, unless it is to be made.
    """

    def __init__(self, address: ServerAddress, *, create: bool = False) -> None:
        self.address = address
        self._lock = threading.Lock()
        self._idle: list[ServerConnection] = []
        self._closed = False
        self._engine = _Engine.of(address.folder, create) if address.folder is not None else None
        try:
            if create:
                with _closed_after(self.connect(database=None)) as connection:
                    connection.execute(f"CREATE DATABASE IF NOT EXISTS {address.database}")
            self._give(self.connect())
        except BaseException:
            self.close()
            raise

    def connect(self, *, database: str | None = "", writing: bool = False) -> ServerConnection:
        """Give a new connection, to this address's database unless another is named.

        One for ``writing`` sees what others have committed and waits ``LOCK_SECONDS`` for their locks; the others
        see one state in each transaction.
        """
        pymysql, address = _pymysql(), self.address
        options: dict[str, Any]
        if self._engine is not None:
            options = self._engine.options()
        else:
            options = {"host": address.host, "port": address.port, "user": address.user}
            options["password"] = address.password
        isolation = "READ COMMITTED" if writing else "REPEATABLE READ"
        try:
            raw = pymysql.connect(
                database=address.database if database == "" else database,
                charset="utf8mb4",
                autocommit=True,
                connect_timeout=10,
                **options,
            )
        except (pymysql.Error, OSError) as error:
            raise translate(error) from error
        connection = ServerConnection(raw)
        for setting in (
            f"TRANSACTION ISOLATION LEVEL {isolation}",
            f"ob_query_timeout={_STATEMENT_SECONDS * 1_000_000}",
            f"ob_trx_timeout={_STATEMENT_SECONDS * 1_000_000}",
            f"ob_trx_lock_timeout={LOCK_SECONDS * 1_000_000}",
            f"ob_hnsw_ef_search={NEAREST_LOOKED_AT}",
        ):
            connection.execute(f"SET SESSION {setting}")
        return connection

    @contextmanager
    def lent(self) -> Iterator[ServerConnection]:
        """Lend a connection for reading; it goes back at the end of the block."""
        connection = self._take()
        try:
            yield connection
        except StoreError:
            connection.close()  # whatever state it is in
            raise
        finally:
            self._give(connection)

    def _take(self) -> ServerConnection:
        while True:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                return self.connect()
            if connection.is_alive():
                return connection
            connection.close()

    def _give(self, connection: ServerConnection) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _MOST_IDLE and connection.is_alive():
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close what lies idle, and let the engine go where nobody else here uses it."""
        with self._lock:
            idle, self._idle, engine, self._engine = self._idle, [], self._engine, None
            self._closed = True
        for connection in idle:
            connection.close()
        if engine is not None:
            engine.release()


class _Engine:
    """seekdb with its files in one folder, shared by all stores of this process that use them."""

    _running: ClassVar[dict[Path, _Engine]] = {}
    _lock = threading.Lock()

    def __init__(self, folder: Path) -> None:
        seekdb = _seekdb()
        folder.mkdir(parents=True, exist_ok=True)
        make_private(folder)
        try:
            with _telling_nobody(folder):
                self._instance = seekdb.open(str(folder))
        except RuntimeError as error:
            raise StoreBusy(
                f"seekdb 没有启动：{error}", f"seekdb did not start in its folder: {error}"
            ) from error
        self._folder, self._users = folder, 0

    @classmethod
    def of(cls, folder: Path, create: bool) -> _Engine:
        folder = folder.resolve()
        if not create and not folder.is_dir():
            raise StoreMissing(
                "没有找到索引，请先导入文档（ingest）", "no store here: ingest documents first"
            )
        with cls._lock:
            engine = cls._running.get(folder)
            if engine is None:
                engine = cls._running[folder] = cls(folder)
                engine._widen()
            engine._users += 1
        return engine

    def _widen(self) -> None:
        """Let a statement be as long as a long document needs it."""
        pymysql = _pymysql()
        with suppress(pymysql.Error):
            raw = pymysql.connect(autocommit=True, **self.options())
            with raw.cursor() as cursor:
                cursor.execute(f"SET GLOBAL max_allowed_packet={_LARGEST_STATEMENT}")
            raw.close()

    def options(self) -> dict[str, Any]:
        return dict(self._instance.connection_options())

    def release(self) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                del self._running[self._folder]
                self._instance.close()


@contextmanager
def _telling_nobody(folder: Path) -> Iterator[None]:
    """Start the engine on a folder so that it reports nothing of this machine to its makers.

    It would send such a report until one was taken. Its switch is a variable, as is a proxy that leads nowhere; but the
    wheel starts it without any variables, so it finds the note in the folder that the report was sent.
    """
    with suppress(OSError):  # a folder that cannot be written is told of by the engine
        note = folder / "run" / "telemetry.json"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"sent": True, "content": {}, "component": "seekdb"}), encoding="utf-8")
    before = {name: os.environ.get(name) for name in _QUIET}
    os.environ.update(_QUIET)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _seekdb() -> Any:
    try:
        import pylibseekdb
    except ImportError as error:
        raise UsageError(
            "没有安装 seekdb：请运行 make seekdb（Linux，Python 3.11 起）",
            "seekdb is not installed: run `make seekdb` (Linux, Python 3.11 and later)",
        ) from error
    return pylibseekdb


@contextmanager
def _closed_after(connection: ServerConnection) -> Iterator[ServerConnection]:
    try:
        yield connection
    finally:
        connection.close()
