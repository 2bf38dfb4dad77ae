"""A house around the desk, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.persistence.database import Database
from tests.databases import PostgresServer, SqliteFiles
from tests.fakes.house import House


@pytest.fixture(scope="package")
def one_postgres(postgres: PostgresServer) -> Iterator[str]:
    """One PostgreSQL database for all tests here, because making one takes longer than a test.

    Houses do not see each other's people, and the books have to be right for everybody together.
    """
    url = postgres.fresh()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def house_url(request: pytest.FixtureRequest, sqlite_files: SqliteFiles, tmp_path: Path) -> str:
    """The URL of a database at head, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return sqlite_files.fresh(tmp_path / "wetpalette.db")
    url: str = request.getfixturevalue("one_postgres")
    return url


@pytest.fixture
async def house(house_url: str) -> AsyncIterator[House]:
    """A house whose database is closed after its desks are."""
    db = await Database.open(house_url)
    made = House(db)
    yield made
    await made.close()
    await db.close()
