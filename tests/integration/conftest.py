"""A guest in a real core on each database; a module that needs another one has its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from core.ids import new_id
from core.services import Services, open_services
from tests.fakes.house import KEY
from tests.integration.test_surfaces_screens import Clock, Guest, guest_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def core(database_url: str, clock: Clock) -> AsyncIterator[Services]:
    services = await open_services(database_url, [KEY], clock=clock)
    yield services
    await services.close()


@pytest.fixture
async def guest(core: Services, clock: Clock) -> Guest:
    return await guest_of(core, clock, new_id())
