"""Bringing a database to the schema this version knows, and refusing one that it does not.

Alembic is imported only where a migration runs: a start with a database at head pays nothing for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

import migrations
from core.errors import Misconfigured
from core.persistence import failures
from core.persistence.database import Database, parse_url
from core.words import N_

if TYPE_CHECKING:
    from alembic.config import Config

BEHIND: Final = N_(
    "The database is at revision {current} and this version needs {head}. Stop the bot, make a backup, then run"
    " `wetpalette migrate`."
)
NEWER: Final = N_(
    "The database is at revision {current}, which this version of Wetpalette does not know: a newer version made it."
    " Install that version, or put back a backup from before it."
)
FOREIGN_KEYS: Final = N_(
    "The database {path} has rows that refer to nothing ({table}). Nothing was changed; put a backup in its place."
)

_QUICK_CHECK_BYTES: Final = 256 * 1024 * 1024
"""Above this size a start does not read the whole file; `wetpalette doctor` does."""

_ADVISORY_LOCK: Final = 0x57657470616C6574
"""One migration at a time on a PostgreSQL server: "Wetpalet" as a number."""


@lru_cache(maxsize=1)
def revisions() -> tuple[str, ...]:
    """All revisions, oldest first, read from the names of their files: `0001_….py` is revision "0001"."""
    (folder,) = migrations.__path__
    return tuple(sorted(file.stem.split("_", 1)[0] for file in Path(folder, "versions").glob("[0-9]*_*.py")))


def head() -> str:
    """The newest revision this version knows."""
    return revisions()[-1]


def current(url: str) -> str | None:
    """The revision a database is at; None when it is empty or not there. For the command line: starts its own loop.

    Raises:
        Misconfigured: it is damaged, unreadable or no database of ours.
        Unavailable: it does not answer.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return None

    async def ask() -> str | None:
        db = await Database.open(url)
        try:
            return await db.read(revision_of)
        finally:
            await db.close()

    return asyncio.run(ask())


def revision_of(conn: Connection) -> str | None:
    """The revision of the database behind a connection; None when nothing has been migrated yet."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return cast("str | None", conn.scalar(text("SELECT version_num FROM alembic_version")))


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate a database, in one transaction, from wherever it is. Does nothing when it is there already.

    Blocks, and starts an event loop of its own for PostgreSQL: from async code, call it through `asyncio.to_thread`.

    Raises:
        Misconfigured: the database is newer than this version, is damaged, or cannot be written.
        Unavailable: it is locked, full, or does not answer.
    """
    parsed = parse_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            _upgrade_sqlite(parsed, revision)
        else:
            asyncio.run(_upgrade_postgresql(parsed, revision))
    except Exception as error:
        refusal = failures.explain(error, path=parsed.database or "")
        if refusal is None:
            raise
        raise refusal from error


async def ensure_ready(db: Database) -> None:
    """Make sure the schema is the one this version knows.

    A SQLite file is migrated on the spot, a new one as well as an older one. A PostgreSQL database is not touched:
    several processes may be using it, so its operator says when.

    Raises:
        Misconfigured: damaged, newer than this version, somebody else's, or (PostgreSQL) not migrated yet.
        Unavailable: it does not answer.
    """
    if db.dialect == "sqlite":
        await _check_file(db)
    found = await db.read(revision_of)
    if found == head():
        return
    if found is not None and found not in revisions():
        raise Misconfigured(NEWER, current=found)
    if db.dialect == "postgresql":
        raise Misconfigured(BEHIND, current=found or "-", head=head())
    await asyncio.to_thread(upgrade, db.url)


async def _check_file(db: Database) -> None:
    """PRAGMA quick_check, as long as reading the whole file is a matter of a moment."""
    assert db.path is not None  # noqa: S101  SQLite has a file
    path = db.path
    size = await asyncio.to_thread(lambda: path.stat().st_size)
    if size <= _QUICK_CHECK_BYTES and await db.read(damage) is not None:
        raise Misconfigured(failures.BROKEN, path=str(path))


def damage(conn: Connection) -> str | None:
    """What PRAGMA quick_check finds first in a SQLite file; None when it is sound. Reads the whole file."""
    found = conn.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    return None if found == "ok" else str(found)


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config  # noqa: PLC0415  see the module's docstring

    (folder,) = migrations.__path__
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _migrate(connection: Connection, revision: str) -> None:
    found = revision_of(connection)
    if found is not None and found not in revisions():
        raise Misconfigured(NEWER, current=found)

    from alembic import command  # noqa: PLC0415

    command.upgrade(configuration(connection), revision)


def _upgrade_sqlite(url: URL, revision: str) -> None:
    from core.persistence.sqlite import BUSY_TIMEOUT_MS, pragmas  # noqa: PLC0415

    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"), poolclass=NullPool, connect_args={"isolation_level": None}
    )

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        for pragma in pragmas(BUSY_TIMEOUT_MS):
            dbapi_connection.execute(pragma)
        # Copying a table into a new form drops the old one; rows that refer to it are checked at the end instead.
        dbapi_connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        # The lock before the first look, so that of two processes the second one finds the work done.
        conn.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as conn:
            _migrate(conn, revision)
            orphan = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
            if orphan is not None:
                raise Misconfigured(FOREIGN_KEYS, path=str(path), table=orphan[0])
    finally:
        engine.dispose()


async def _upgrade_postgresql(url: URL, revision: str) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    settings = {"application_name": "wetpalette migrate", "lock_timeout": "10000"}
    engine = create_async_engine(url, poolclass=NullPool, connect_args={"server_settings": settings})

    def work(conn: Connection) -> None:
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        _migrate(conn, revision)

    try:
        async with engine.begin() as conn:
            await conn.run_sync(cast("Callable[..., None]", work))
    finally:
        await engine.dispose()
