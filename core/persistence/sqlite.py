"""The embedded database: one writer thread that commits in groups, and a few readers beside it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, cast

from sqlalchemy import Connection, RootTransaction, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.errors import Misconfigured
from core.persistence import failures

BATCH: Final = 64
"""Functions that share one COMMIT at most."""

READERS: Final = 4
BUSY_TIMEOUT_MS: Final = 5_000
_CACHED_STATEMENTS: Final = 512
_STOP: Final = object()


def pragmas(busy_timeout_ms: int) -> tuple[str, ...]:
    """What every connection sets. FULL, because a grant that was acknowledged must survive a power cut."""
    return (
        f"PRAGMA busy_timeout={busy_timeout_ms:d}",
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA temp_store=MEMORY",
    )


def _check_pragmas(raw: sqlite3.Connection, path: Path) -> None:
    """A PRAGMA that could not be obeyed is silent; the ones that carry a promise are read back."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    for name, value in wanted.items():
        (found,) = raw.execute(f"PRAGMA {name}").fetchone()
        if found != value:
            raise Misconfigured(failures.READ_ONLY, path=str(path))


def _refuse_a_stranger(raw: sqlite3.Connection, path: Path) -> None:
    """Another program's SQLite file is left as it is: even the switch to WAL would change it."""
    tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        raise Misconfigured(failures.BROKEN, path=str(path))


@dataclass(slots=True, eq=False)
class _Call:
    """One write that somebody waits for."""

    fn: Callable[[Connection], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    value: Any = None
    error: BaseException | None = None


class TransactionLostError(Exception):
    """SQLite took back the whole transaction, or a function ended it: the batch has to be run again, one by one."""


class Writer:
    """The one connection that writes, in a thread of its own.

    Functions wait in a queue. The thread takes up to `BATCH` of them, runs each inside its SAVEPOINT between one
    BEGIN IMMEDIATE and one COMMIT, and only then answers all of them. A function that raises takes back its own
    SAVEPOINT and nothing else. When the batch as a whole fails, every member is run again in a transaction of its own,
    so that the one at fault is the only one that hears of it.
    """

    _conn: Connection
    _raw: sqlite3.Connection
    _begin: Callable[[], RootTransaction]

    def __init__(self, url: URL, path: Path, busy_timeout_ms: int) -> None:
        self._path = path
        self._busy_timeout_ms = busy_timeout_ms
        self._queue: SimpleQueue[Any] = SimpleQueue()
        self._engine = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={
                "isolation_level": None,  # the driver must not send a BEGIN of its own
                "check_same_thread": False,
                "cached_statements": _CACHED_STATEMENTS,
                "timeout": busy_timeout_ms / 1000,
            },
        )
        self._thread = threading.Thread(target=self._work, name="sqlite-writer", daemon=True)

    def open(self) -> None:
        """Connect, set and check the pragmas, start the thread. Blocks for a few milliseconds.

        Raises:
            Misconfigured: the file cannot be opened or written, or is no database.
            Unavailable: it is locked by somebody who does not let go.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._conn = self._engine.connect()
            raw = self._raw = cast("sqlite3.Connection", self._conn.connection.dbapi_connection)
            raw.execute(f"PRAGMA busy_timeout={self._busy_timeout_ms:d}")
            _refuse_a_stranger(raw, self._path)
            for pragma in pragmas(self._busy_timeout_ms):
                raw.execute(pragma)
            _check_pragmas(raw, self._path)
        except Exception as error:
            with suppress(AttributeError):  # it did not get that far
                self._conn.close()
            self._engine.dispose()
            refusal = failures.explain(error, path=str(self._path))
            if refusal is None:
                raise
            raise refusal from error
        # A commit in the middle of a batch would commit other people's halves.
        self._begin = self._conn.begin
        for method in ("begin", "commit", "rollback"):
            setattr(self._conn, method, _not_yours)
        self._thread.start()

    async def write(self, fn: Callable[[Connection], Any]) -> Any:
        """Hand in a function and wait for the COMMIT behind it.

        Raises:
            Refusal: the function's own, or what a database failure means for the person.
            Exception: whatever else the function raised; nothing of it was stored.
        """
        loop = asyncio.get_running_loop()
        call = _Call(fn, loop.create_future(), loop)
        self._queue.put(call)
        return await call.future

    async def close(self) -> None:
        """Write what was handed in, then close; nothing may be handed in any more."""
        self._queue.put(_STOP)
        await asyncio.to_thread(self._thread.join)
        self._conn.close()
        self._engine.dispose()

    # --- everything below runs in the writer's thread ---

    def _work(self) -> None:
        while (batch := self._next_batch()) is not None:
            try:
                self._run(batch)
            except BaseException as error:  # the thread has to outlive whatever happens to one batch
                for call in batch:
                    call.error = call.error or error
            _answer(batch)

    def _next_batch(self) -> list[_Call] | None:
        """Wait for a call and take what has gathered behind it; None when it is time to stop."""
        call = self._queue.get()
        if call is _STOP:
            return None
        batch = [call]
        while len(batch) < BATCH:
            try:
                call = self._queue.get_nowait()
            except Empty:
                break
            if call is _STOP:
                self._queue.put(_STOP)  # nothing can be behind it: handing in was closed first
                break
            batch.append(call)
        return batch

    def _run(self, batch: list[_Call]) -> None:
        """Carry out a batch; on return every member has its value or its error, and all values are on the disk."""
        raw = self._raw
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            for call in batch:
                call.error = self._explained(error)
            return
        transaction = self._begin()
        try:
            if len(batch) == 1:
                batch[0].value = batch[0].fn(self._conn)
                self._still_in_transaction()
            else:
                for call in batch:
                    self._member(call)
            raw.execute("COMMIT")
            transaction.commit()
        except BaseException as error:
            transaction.rollback()
            if len(batch) == 1:
                batch[0].error = self._explained(error)
                return
        else:
            return
        for call in batch:
            call.value = call.error = None
            self._run([call])

    def _member(self, call: _Call) -> None:
        """One member of a batch, inside its SAVEPOINT. Raises only when the whole transaction is gone."""
        raw = self._raw
        raw.execute("SAVEPOINT member")
        try:
            call.value = call.fn(self._conn)
        except BaseException as error:
            call.error = self._explained(error)
            self._still_in_transaction()  # a full disk, for one, takes back everything at once
            raw.execute("ROLLBACK TO member")
        else:
            self._still_in_transaction()
        raw.execute("RELEASE member")

    def _still_in_transaction(self) -> None:
        if not self._raw.in_transaction:
            raise TransactionLostError

    def _explained(self, error: BaseException) -> BaseException:
        return failures.explain(error, path=str(self._path)) or error


def _not_yours(*_: object, **__: object) -> None:
    """Stands where `commit`, `rollback` and `begin` of the writing connection were."""
    raise RuntimeError("a write function may not begin, commit or roll back: Database.write does")


def _answer(batch: list[_Call]) -> None:
    """Hand the results to their event loops, one wake-up a loop."""
    for loop in {call.loop for call in batch}:
        with suppress(RuntimeError):  # the loop has been closed: nobody waits any more
            loop.call_soon_threadsafe(_deliver, [call for call in batch if call.loop is loop])


def _deliver(calls: list[_Call]) -> None:
    for call in calls:
        if call.future.done():  # the caller was cancelled
            continue
        if call.error is not None:
            call.future.set_exception(call.error)
        else:
            call.future.set_result(call.value)


class Readers:
    """A few connections that cannot write, each in aiosqlite's own thread; every read sees one snapshot."""

    def __init__(self, url: URL, path: Path, busy_timeout_ms: int) -> None:
        self._path = path
        self._engine = create_async_engine(
            url.set(drivername="sqlite+aiosqlite"),
            pool_size=READERS,
            max_overflow=0,
            hide_parameters=True,
            connect_args={
                "isolation_level": None,
                "cached_statements": _CACHED_STATEMENTS,
                "timeout": busy_timeout_ms / 1000,
            },
        )
        event.listen(self._engine.sync_engine, "connect", _query_only)

    async def read(self, fn: Callable[[Connection], Any]) -> Any:
        """Run a function of a connection inside one read transaction. Raises as `Writer.write`."""
        try:
            async with self._engine.connect() as conn:
                return await conn.run_sync(_in_snapshot, fn)
        except Exception as error:
            refusal = failures.explain(error, path=str(self._path))
            if refusal is None or refusal is error or _tried_to_write(error):
                raise
            raise refusal from error

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _query_only(dbapi_connection: Any, _record: object) -> None:
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _tried_to_write(error: Exception) -> bool:
    """A read function that writes meets query_only; that is a defect of ours, and not a read-only file."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    return getattr(inner, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY


def _in_snapshot(conn: Connection, fn: Callable[[Connection], Any]) -> Any:
    conn.exec_driver_sql("BEGIN")  # the ROLLBACK comes with the return to the pool
    return fn(conn)
