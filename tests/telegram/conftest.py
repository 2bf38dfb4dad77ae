"""A house on the local Telegram with two people who write to it, for each test its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from core.clock import HOUR
from core.generation.ticket import Limits
from core.services import Services, open_services
from tests.fakes.house import KEY
from tests.fakes.telegram_server import TelegramServer
from tests.telegram.play import Ahead, Figures, Talk, picture, surface_on


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.fixture
async def core(sqlite_url: str, clock: Ahead, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Services]:
    monkeypatch.setattr("core.generation.desk.Limits", lambda: Limits(lease=2 * HOUR, beat=HOUR))
    services = await open_services(sqlite_url, [KEY], clock=clock)
    yield services
    await services.close()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures that are drawn at once, because these tests are about what happens around them."""
    for n, name in enumerate(("sheet.draw_sheet", "sheet.draw_preview", "recipe.draw_recipe")):
        small = picture((80 + n, 60))
        monkeypatch.setattr(f"bot.swatches.{name}", lambda *_args, _small=small, **_more: _small)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """The local Telegram; at the end, nothing that it was asked was against its description or its limits."""
    async with TelegramServer() as telegram:
        yield telegram
        telegram.assert_clean()


@pytest.fixture
async def talk(
    core: Services,
    clock: Ahead,
    server: TelegramServer,
    drawn: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Talk]:
    """The bot, running, and Ann and Bob; at the end, no error is in the log that the test does not expect."""
    monkeypatch.setattr("bot.telegram.post.PAUSES_S", (0.01, 0.02))
    figures = Figures()
    surface = surface_on(core, server, figures)
    home = Talk(core, clock, server, surface, figures, server.user("Ann"), server.user("Bob"))
    await home.begin()
    yield home
    await home.end()
    assert home.unexpected([*caplog.get_records("setup"), *caplog.get_records("call"), *caplog.records]) == []
