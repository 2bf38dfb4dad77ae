"""The way to the database: a write is a plain function of a connection, and so is a read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Concatenate, Final, Literal, ParamSpec, TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from core.errors import Misconfigured, Refusal, Unavailable
from core.words import N_

if TYPE_CHECKING:
    from core.persistence.postgresql import Postgres
    from core.persistence.sqlite import Readers, Writer

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

Observer = Callable[[Callable[..., Any], float, str], None]
"""Told of each write that ended: its function, the seconds from handing it in to the answer, and how it ended:
"committed", "refused", "unavailable" or "failed"."""

BAD_URL: Final = N_(
    "storage.url must be sqlite+aiosqlite:///path/to/file.db or postgresql+asyncpg://user@host/name, not “{url}”."
)


def parse_url(url: str) -> URL:
    """The parsed `storage.url`, with the driver filled in where it was left out.

    Raises:
        Misconfigured: it is not a URL of a SQLite file or a PostgreSQL database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Misconfigured(BAD_URL, url=url) from None
    name = parsed.get_backend_name()
    if name == "postgres":  # the older spelling that hosting services hand out
        name = "postgresql"
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    # An in-memory SQLite is one connection for everybody: a rollback of one would undo the work of another.
    in_memory = name == "sqlite" and (not parsed.database or parsed.database == ":memory:" or "mode" in parsed.query)
    if name not in drivers or in_memory:
        raise Misconfigured(BAD_URL, url=parsed.render_as_string(hide_password=True))
    parsed = parsed.set(drivername=drivers[name])
    return parsed.set(database=str(Path(parsed.database or "").expanduser())) if name == "sqlite" else parsed


class Database:
    """One database, SQLite file or PostgreSQL, opened by `await Database.open(url)`.

    Attributes:
        url: the URL it was opened with, driver filled in; it may hold a password.
        dialect: "sqlite" or "postgresql".
        path: the SQLite file, or None on PostgreSQL.
        observer: told of every write; None costs nothing.
    """

    url: str
    dialect: Literal["sqlite", "postgresql"]
    path: Path | None
    observer: Observer | None = None

    def __init__(self, url: URL, writer: Writer | Postgres, reader: Readers | Postgres) -> None:
        self.url = url.render_as_string(hide_password=False)
        self.dialect = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"
        self.path = Path(url.database or "") if self.dialect == "sqlite" else None
        self._writer = writer
        self._reader = reader
        self._closed = False
        self._running: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, url: str, *, busy_timeout_ms: int | None = None) -> Database:
        """Open a database without migrating it (`core.persistence.migrate.ensure_ready` does that).

        Args:
            url: `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; a missing SQLite file and its folder are made.
            busy_timeout_ms: how long a SQLite connection waits for another process's lock; 5 seconds when None.

        Raises:
            Misconfigured: no such kind of database, a folder that cannot be written, a file that is no database.
            Unavailable: the SQLite file stays locked. A PostgreSQL server is first spoken to at the first use.
        """
        parsed = parse_url(url)
        if parsed.get_backend_name() == "postgresql":
            from core.persistence.postgresql import Postgres  # noqa: PLC0415  asyncpg only where it is used

            server = Postgres(parsed)
            return cls(parsed, server, server)

        from core.persistence.sqlite import BUSY_TIMEOUT_MS, Readers, Writer  # noqa: PLC0415

        path = Path(parsed.database or "")
        wait = BUSY_TIMEOUT_MS if busy_timeout_ms is None else busy_timeout_ms
        writer = Writer(parsed, path, wait)
        await asyncio.to_thread(writer.open)
        return cls(parsed, writer, Readers(parsed, path, wait))

    async def write(self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(connection, *args, **kwargs)` in one transaction and return its value once it is committed.

        `fn` is plain and synchronous, changes nothing but the database, and may run more than once: for a retry, and
        after a lost connection with the outcome unknown. Idempotency keys in its arguments make that harmless. It must
        not catch a database error and go on (PostgreSQL has given up the transaction by then) unless inside
        `connection.begin_nested()`.

        Cancelling the caller does not cancel the write: it happens as a whole, or not at all when the process dies.

        Raises:
            Refusal: the function's own, unchanged; or `Unavailable` when the database could not do it.
            Exception: whatever else the function raised. In every case nothing of it is stored.
        """
        self._check_open()
        work = self._writer.write(_bind(fn, args, kwargs))
        if self.dialect != "sqlite":  # SQLite's writer does that by itself: a task for every write would only cost time
            work = self._detached(work)
        result: T = await (work if self.observer is None else _observed(self.observer, fn, work))
        return result

    async def read(self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(connection, *args, **kwargs)` in a read-only transaction that sees one moment of the database.

        Raises:
            Refusal: the function's own, or `Unavailable` when the database could not do it.
        """
        self._check_open()
        result: T = await self._detached(self._reader.read(_bind(fn, args, kwargs)))
        return result

    async def close(self) -> None:
        """Finish what was handed in, then close every connection. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._running:
            await asyncio.wait(self._running)
        await self._writer.close()
        if self._reader is not self._writer:
            await self._reader.close()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("the database is closed")

    async def _detached(self, work: Any) -> Any:
        """Await work in a task of its own: a cancelled caller lets go of it, it still ends and frees its connection.

        Cancelled inside a driver, a transaction can stay open until the garbage collector finds it.
        """
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)


async def _observed(observer: Observer, fn: Callable[..., Any], work: Coroutine[Any, Any, T]) -> T:
    """Await a write and tell how it ended. A caller that was cancelled does not know, and tells nothing."""
    began = perf_counter()
    outcome = ""
    try:
        value = await work
        outcome = "committed"
        return value
    except Unavailable:
        outcome = "unavailable"
        raise
    except Refusal:
        outcome = "refused"
        raise
    except Exception:
        outcome = "failed"
        raise
    finally:
        if outcome:
            try:
                observer(fn, perf_counter() - began, outcome)
            except Exception:
                log.exception("an observer of writes failed")


def _bind(fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Callable[[Connection], T]:
    """`fn` with everything but its connection, which comes first."""
    return lambda conn: fn(conn, *args, **kwargs)
