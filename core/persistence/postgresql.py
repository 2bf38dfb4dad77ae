"""The database one grows onto: a pool of connections, and writes that are tried again when the server asks for it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util.concurrency import await_, greenlet_spawn

from core.errors import Refusal
from core.persistence import failures

ATTEMPTS: Final = 6
"""Once, and 5 times more after a deadlock, a serialization failure, a lock timeout or a lost connection."""

POOL: Final = 16
SERVER_SETTINGS: Final = {
    "application_name": "wetpalette",
    "statement_timeout": "5000",
    "lock_timeout": "3000",
    "idle_in_transaction_session_timeout": "10000",
    "jit": "off",
    "timezone": "UTC",
}
_BACKOFF_S: Final = 0.02

WRITE: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
READ: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""One snapshot for the whole read, as SQLite gives it: an audit must not see two moments."""


class Postgres:
    """Reads and writes on a PostgreSQL server."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            # SQLAlchemy begins and commits nothing here: `_transact` does, straight on the driver's connection.
            isolation_level="AUTOCOMMIT",
            pool_size=POOL,
            max_overflow=0,
            pool_timeout=15,
            hide_parameters=True,
            connect_args={"server_settings": SERVER_SETTINGS, "timeout": 10, "statement_cache_size": 512},
        )
        event.listen(self._engine.sync_engine, "checkout", _not_a_dead_one)
        self._random = random.Random()

    async def write(self, fn: Callable[[Connection], Any]) -> Any:
        """Run a function in a transaction and commit it, again when the server takes it back or goes away.

        A lost connection leaves open whether the COMMIT arrived. The same function with the same keys is run again:
        it finds what it wrote, or writes it now. Raises as `core.persistence.database.Database.write`.
        """
        return await self._persist(WRITE, fn)

    async def read(self, fn: Callable[[Connection], Any]) -> Any:
        """Run a function in a read-only transaction that sees one snapshot."""
        return await self._persist(READ, fn)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def _persist(self, begin: str, fn: Callable[[Connection], Any]) -> Any:
        attempt = 1
        while True:
            try:
                return await greenlet_spawn(_transact, self._engine.sync_engine, begin, fn)
            except Refusal:
                raise
            except Exception as error:
                if attempt == ATTEMPTS or not failures.is_retryable(error):
                    refusal = failures.explain(error)
                    if refusal is None or (begin == READ and failures.sqlstate(error) == "25006"):
                        raise  # a read function that writes is a defect of ours, not a standby server
                    raise refusal from error
            await asyncio.sleep(_BACKOFF_S * 2**attempt * self._random.uniform(0.5, 1.5))
            attempt += 1


class GivenUpError(Exception):
    """PostgreSQL had given up the transaction before its COMMIT: a function caught a database error and went on."""


def _transact(engine: Engine, begin: str, fn: Callable[[Connection], Any]) -> Any:
    """One transaction on one connection of the pool; runs in a greenlet."""
    with _begun(engine, begin) as conn:
        driver: Any = conn.connection.driver_connection
        try:
            value = fn(conn)
            answer = await_(driver.execute("COMMIT"))
        except BaseException as error:
            _clear(conn, driver, error)
            raise
        if answer != "COMMIT":  # a failed transaction answers COMMIT with ROLLBACK, and calls that a success
            raise GivenUpError
        return value


def _begun(engine: Engine, begin: str) -> Connection:
    """A connection on which a transaction has begun.

    A connection that was cut while it lay in the pool often shows it only now. Nothing has happened on it, so the next
    one is taken, until the pool has no dead one left.
    """
    spare = POOL
    while True:
        conn = engine.connect()
        driver: Any = conn.connection.driver_connection
        try:
            await_(driver.execute(begin))
        except BaseException as error:
            conn.invalidate(error)
            conn.close()
            if spare == 0 or not isinstance(error, Exception):
                raise
            spare -= 1
        else:
            return conn


def _not_a_dead_one(dbapi_connection: Any, _record: object, _fairy: object) -> None:
    """A connection whose server went away is replaced, and all that are as old; costs no round trip."""
    if dbapi_connection.driver_connection.is_closed():
        raise InvalidatePoolError


def _clear(conn: Connection, driver: Any, error: BaseException) -> None:
    """Leave the connection without a transaction, or leave it out of the pool."""
    try:
        if driver.is_closed() or not isinstance(error, Exception):
            conn.invalidate(error)
        elif driver.is_in_transaction():
            await_(driver.execute("ROLLBACK"))
    except Exception as second:
        conn.invalidate(second)
