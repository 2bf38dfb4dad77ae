"""A house with two people in a club, for each test its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from core.clock import HOUR
from core.generation.ticket import Limits
from core.services import Services, open_services
from tests.discord.play import Figures, House, SimClock, check_requests, new_client, picture
from tests.fakes.discord_sim import started


@pytest.fixture
def clock() -> SimClock:
    return SimClock()


@pytest.fixture
async def core(sqlite_url: str, clock: SimClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Services]:
    # a bot has settled when nothing runs but timers far away, and the beat of the desk is none of those
    monkeypatch.setattr("core.generation.desk.Limits", lambda: Limits(lease=2 * HOUR, beat=HOUR))
    services = await open_services(sqlite_url, clock=clock)
    yield services
    await services.close()


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that is drawn at once, because these tests are about what happens around it."""
    small = picture((8, 6))
    for name in ("sheet.draw_sheet", "sheet.draw_preview", "recipe.draw_recipe", "usage_chart.draw_usage"):
        monkeypatch.setattr(f"bot.swatches.{name}", lambda *_args, **_more: small)


@pytest.fixture
async def house(core: Services, clock: SimClock, pictures: None) -> AsyncIterator[House]:
    """The bot in a server with Ann and Bob; at the end, nothing it said could have pinged anybody."""
    figures = Figures()
    client = new_client(core, figures)
    async with started(lambda: client, shard_count=1, settle_timeout=9.0) as sim:
        clock.env = sim.env
        ann, bob = sim.user("Ann"), sim.user("Bob")
        club = sim.guild("Brush Club", ann, bob)
        yield (home := House(core, clock, client, sim, figures, ann, bob, club.channels[0]))
        check_requests(sim)
        await home.client.finish()
