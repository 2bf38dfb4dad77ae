"""The database one grows onto: a pool of connections, and writes that are tried again when the server asks for it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import Refusal
from core.persistence import failures

ATTEMPTS: Final = 6
"""Once, and 5 times more after a deadlock, a serialization failure, a lock timeout or a lost connection."""

POOL: Final = 16
SERVER_SETTINGS: Final = {
    "application_name": "wetpalette",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "5000",
    "lock_timeout": "3000",
    "idle_in_transaction_session_timeout": "10000",
    "jit": "off",
    "timezone": "UTC",
}
_BACKOFF_S: Final = 0.02


class Postgres:
    """Reads and writes on a PostgreSQL server."""

    def __init__(self, url: URL) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_size=POOL,
            max_overflow=0,
            pool_timeout=15,
            hide_parameters=True,
            connect_args={"server_settings": SERVER_SETTINGS, "timeout": 10},
        )
        # One snapshot for the whole read, as SQLite gives it: an audit must not see two moments.
        self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._random = random.Random()

    async def write(self, fn: Callable[[Connection], Any]) -> Any:
        """Run a function in a transaction and commit it, again when the server takes it back or goes away.

        A lost connection leaves open whether the COMMIT arrived. The same function with the same keys is run again:
        it finds what it wrote, or writes it now.
        """
        return await self._persist(self._engine, fn)

    async def read(self, fn: Callable[[Connection], Any]) -> Any:
        """Run a function in a read-only transaction that sees one snapshot."""
        return await self._persist(self._reader, fn)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def _persist(self, engine: AsyncEngine, fn: Callable[[Connection], Any]) -> Any:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with engine.connect() as conn:
                    return await conn.run_sync(_in_transaction, fn)
            except Refusal:
                raise
            except Exception as error:
                if attempt < ATTEMPTS and failures.is_retryable(error):
                    await asyncio.sleep(_BACKOFF_S * 2**attempt * self._random.uniform(0.5, 1.5))
                    continue
                refusal = failures.explain(error)
                if refusal is None:
                    raise
                raise refusal from error
        raise AssertionError("unreachable")


def _in_transaction(conn: Connection, fn: Callable[[Connection], Any]) -> Any:
    with conn.begin():
        return fn(conn)
