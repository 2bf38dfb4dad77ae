"""What every test may ask for: real databases, a seed that can be given again, and no network."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from core.persistence.database import Database
from tests.databases import PostgresServer, SqliteFiles, postgres_server
from tests.fakes.discord_server.spec import report_line as discord_spec
from tests.fakes.telegram_server.spec import report_line as telegram_spec

SEED_VARIABLE = "WETPALETTE_SEED"
SEED = int(os.environ.get(SEED_VARIABLE) or random.SystemRandom().randrange(2**32))
os.environ[SEED_VARIABLE] = str(SEED)  # the processes that share the tests use one seed

settings.register_profile("house", deadline=None, database=None, print_blob=True)
settings.load_profile("house")


def pytest_report_header() -> list[str]:
    return [f"seed: {SEED} (again with {SEED_VARIABLE}={SEED})", discord_spec(), telegram_spec()]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and "seed" in getattr(item, "fixturenames", ()):
        report.sections.append(("seed", f"run again with {SEED_VARIABLE}={SEED}"))
    return report


@pytest.fixture
def seed() -> int:
    """The seed of this run: random, printed in the header and beside a failure, given again by `WETPALETTE_SEED`."""
    return SEED


@pytest.fixture
def rng(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """A random generator of this test's own: the same for the same seed, whatever other tests draw."""
    return random.Random(f"{seed}:{request.node.nodeid}")


# --- no network ---


class NetworkTouchedError(AssertionError):
    """A test tried to speak to a machine other than this one."""


def _is_local(family: int, address: Any) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True  # a Unix socket
    host = str(address[0])
    return host in ("", "localhost", "::1", "::") or host.startswith("127.")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Every connection that would leave this machine fails, and so does looking up its name."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex", "sendto"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *args: Any, _original: Any = original, _name: str = name) -> Any:
            address = args[-1] if _name == "sendto" else args[0]
            if not _is_local(self.family, address):
                raise NetworkTouchedError(f"a test wanted to reach {address}")
            return _original(self, *args)

        patch.setattr(socket.socket, name, guarded)

    lookup = socket.getaddrinfo

    def local_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_local(socket.AF_INET, (name,)):
            raise NetworkTouchedError(f"a test wanted to look up {name}")
        return lookup(host, *args, **kwargs)

    patch.setattr(socket, "getaddrinfo", local_lookup)
    yield
    patch.undo()


# --- processes ---


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where processes that tests start keep compiled modules when this interpreter writes none.

    One place for everything that runs these tests: compiling all of it takes longer than any test that needs it.
    """
    own = tmp_path_factory.getbasetemp()
    whole = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    path = whole / "bytecode"
    path.mkdir(exist_ok=True)
    return path


# --- databases ---


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture
def sqlite_url(sqlite_files: SqliteFiles, tmp_path: Path) -> str:
    """The URL of a fresh SQLite file, migrated to head."""
    return sqlite_files.fresh(tmp_path / "wetpalette.db")


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database, migrated to head."""
    url = postgres.fresh()
    yield url
    postgres.give_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """`sqlite_url` and `postgres_url`, one after the other."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database at head, once on SQLite and once on PostgreSQL."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """A fresh SQLite database at head."""
    opened = await Database.open(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_database(postgres_url: str) -> AsyncIterator[Database]:
    """A fresh PostgreSQL database at head."""
    opened = await Database.open(postgres_url)
    yield opened
    await opened.close()
