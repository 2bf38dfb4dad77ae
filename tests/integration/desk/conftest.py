"""A house around the desk, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from core.persistence.database import Database
from tests.fakes.house import House


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """A house; its desks are closed before its database is."""
    made = House(database)
    yield made
    await made.close()
