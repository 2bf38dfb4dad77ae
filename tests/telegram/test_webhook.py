"""The webhook: the local Telegram brings updates to our web side, and brings again what was not taken."""

from __future__ import annotations

import io
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, RetryAfter

from bot.telegram import webhook
from bot.telegram.intake import Intake
from bot.telegram.webhook import HEADER, NO_ADDRESS, NOT_SAFE, NOT_TAKEN, PATH, register, routes, secret_of, unregister
from bot.web.server import WebSide, create_app
from core.errors import Misconfigured
from core.intake import service
from core.services import Services, open_services
from tests.fakes.house import KEY
from tests.fakes.telegram_server import TOKEN, TelegramServer, User
from tests.telegram.bots import bot_on
from tests.telegram.intakes import Clerk, Failing, every_kind, message, waiting

KINDS = list(Update.ALL_TYPES)
SECRET = secret_of(TOKEN)
ANN = User(7, "Ann")


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as started:
        started.updates.backoff = 0.01
        yield started


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_on(server) as one:
        yield one


@pytest.fixture
async def core(database_url: str) -> AsyncIterator[Services]:
    services = await open_services(database_url, [KEY])
    yield services
    await services.close()


@dataclass
class Door:
    """Our web side with its one group of routes, and who is behind it."""

    url: str = ""
    intake: Intake | None = None
    answers: list[tuple[int, str]] = field(default_factory=list)

    async def bring(self, body: Any, secret: str | bytes | None = SECRET, **more: Any) -> int:
        """Send something as Telegram does; the status."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {HEADER: secret if isinstance(secret, str) else secret.decode("latin-1")}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                more.pop("method", "POST"), self.url + PATH, data=io.BytesIO(data), headers=headers
            ) as response,
        ):
            self.answers.append((response.status, await response.text()))
            return response.status


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    web = WebSide(create_app([routes(lambda: door.intake, SECRET)]), "127.0.0.1", 0)
    await web.start()
    door.url = web.address
    yield door
    await web.close()


# --- the secret and the address ---


def test_the_secret_is_made_of_the_token() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", SECRET)
    assert secret_of(TOKEN) == SECRET
    assert secret_of(TOKEN + "x") != SECRET
    assert TOKEN not in SECRET


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", NO_ADDRESS),
        ("  ", NO_ADDRESS),
        ("http://bot.example", NOT_SAFE),
        ("ftp://bot.example", NOT_SAFE),
        ("bot.example", NOT_SAFE),
        ("https://", NOT_SAFE),
        ("https://[bot", NOT_SAFE),
        ("https://bot.example/?a=b", NOT_SAFE),
        ("http://127.0.0.1.bot.example", NOT_SAFE),
    ],
)
async def test_an_address_that_will_not_do_is_refused_before_telegram_is_asked(
    server: TelegramServer, bot: Bot, url: str, said: str
) -> None:
    with pytest.raises(Misconfigured) as refused:
        await register(bot, url, SECRET, KINDS)
    assert refused.value.message == said
    assert str(refused.value)
    assert not server.requests


def test_an_address_may_have_a_path_and_changes_with_the_secret() -> None:
    one, other = (webhook.address_of("https://bot.example/palette/", secret_of(token)) for token in ("1:a", "1:b"))
    assert one.startswith(f"https://bot.example/palette{PATH}?")
    assert one != other


# --- registering ---


async def test_the_webhook_is_set_when_it_is_not_as_it_should_be(server: TelegramServer, bot: Bot, door: Door) -> None:
    def sets() -> int:
        return len(server.sent("setWebhook"))

    await register(bot, door.url, SECRET, KINDS)
    hook = server.updates.webhook
    assert hook is not None
    assert (hook.url.partition("?")[0], hook.secret, server.updates.allowed) == (
        door.url + PATH, SECRET, frozenset(KINDS),
    )  # fmt: skip
    await register(bot, door.url + "/", SECRET, KINDS[::-1])
    assert sets() == 1
    await register(bot, door.url, SECRET, ["message"])
    assert (sets(), server.updates.allowed) == (2, frozenset({"message"}))
    await register(bot, door.url, secret_of("1:new"), ["message"])
    assert (sets(), server.updates.webhook and server.updates.webhook.secret) == (3, secret_of("1:new"))
    # What could not be delivered may be for a reason that setting it again mends.
    await server.say(ann := server.user("Ann"), ann, "one")
    await server.until(lambda: server.updates.webhook and server.updates.webhook.last_error)
    await register(bot, door.url, secret_of("1:new"), ["message"])
    assert sets() == 4
    server.assert_clean()


async def test_several_processes_that_register_at_once_get_through(
    server: TelegramServer, bot: Bot, door: Door
) -> None:
    server.fail("setWebhook", status=429, retry_after=0.01, times=2)
    await register(bot, door.url, SECRET, KINDS)
    assert server.updates.webhook is not None
    await unregister(bot)
    server.fail("setWebhook", status=429, retry_after=0.01, times=3)
    with pytest.raises(RetryAfter):
        await register(bot, door.url, SECRET, KINDS)


async def test_an_address_that_telegram_does_not_take_is_the_operators_to_change(
    server: TelegramServer, bot: Bot, door: Door
) -> None:
    server.fail(
        "setWebhook",
        status=400,
        description="bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    )
    with pytest.raises(Misconfigured) as refused:
        await register(bot, door.url, SECRET, KINDS)
    assert refused.value.message == NOT_TAKEN
    server.fail("setWebhook", status=400, description="can't parse allowed_updates")
    with pytest.raises(BadRequest):
        await register(bot, door.url, SECRET, KINDS)


async def test_going_back_to_polling_loses_nothing(server: TelegramServer, bot: Bot) -> None:
    await unregister(bot)
    assert not server.sent("deleteWebhook")
    server.updates.set_webhook("http://127.0.0.1:9/nobody", None, 40)
    ann = server.user("Ann")
    (update,) = (await server.say(ann, ann, "one")).updates
    await unregister(bot)
    assert server.updates.webhook is None
    assert server.updates.pending == [update]
    server.assert_clean()


# --- taking ---


async def test_updates_are_brought_kept_and_answered_once(
    core: Services, server: TelegramServer, bot: Bot, door: Door
) -> None:
    clerk = Clerk()
    intake = door.intake = clerk.intake(core, bot)
    await register(bot, door.url, SECRET, KINDS)
    await every_kind(server)
    updates = [*server.updates.pending]
    await server.until(lambda: all(one.confirmed for one in updates))
    for one in updates:
        await server.redeliver(one)
    await server.until(lambda: all(one.confirmed and len(one.deliveries) > 1 for one in updates))
    await intake.finish()
    assert sorted(one.update_id for one in clerk.updates) == sorted(one.id for one in updates)
    assert server.updates.webhook is not None
    assert set(server.updates.webhook.answers) == {200}
    assert await waiting(core) == []
    server.assert_clean()


async def test_200_chats_at_once_are_all_answered(core: Services, server: TelegramServer, bot: Bot, door: Door) -> None:
    clerk = Clerk()
    clerk.hold("first")
    intake = door.intake = clerk.intake(core, bot)
    await register(bot, door.url, SECRET, KINDS)
    people = [server.user(f"P{n}") for n in range(200)]
    await server.say(people[0], people[0], "first")
    for one in people:
        await server.say(one, one, f"{one.name} a")
        await server.say(one, one, f"{one.name} b")
    await server.until(lambda: len(clerk.answered) == 398, timeout=60)
    clerk.let_go("first")
    await server.until(lambda: not server.updates.pending)
    await intake.finish()
    assert len(clerk.answered) == 401
    assert all(clerk.answered.index(f"{one.name} a") < clerk.answered.index(f"{one.name} b") for one in people)


async def test_whoever_does_not_know_the_secret_is_sent_away(core: Services, bot: Bot, door: Door) -> None:
    clerk = Clerk()
    intake = door.intake = clerk.intake(core, bot)
    update = message(ANN, "rust", 1)
    for wrong in (None, "", "x", SECRET[:-1], SECRET + "0", SECRET.upper(), "ß", b"\xff\xfe"):
        assert await door.bring(update, wrong) == 401, wrong
    assert await door.bring(b"\xff{", None) == 401  # and is told nothing about what they sent
    assert await door.bring(update) == 200
    assert door.answers[-1] == (200, "")
    await intake.finish()
    assert clerk.answered == ["rust"]
    assert all(len(said.splitlines()) == 1 and said.strip() for status, said in door.answers if status != 200)


async def test_what_is_no_update_is_refused_kindly(core: Services, bot: Bot, door: Door) -> None:
    door.intake = Clerk().intake(core, bot)
    for body in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"5", b"null", b"{}", b'{"update_id": "5"}'):
        assert await door.bring(body) == 400, body[:20]
    assert await door.bring(b'{"update_id": 5, "x": "' + b"x" * (1 << 20) + b'"}') == 413
    assert await door.bring(b"", method="GET") == 405
    assert await waiting(core) == []
    assert all(len(said.splitlines()) == 1 for _, said in door.answers)


async def test_before_the_start_and_after_the_end_telegram_is_asked_to_come_again(
    core: Services, server: TelegramServer, bot: Bot, door: Door
) -> None:
    await register(bot, door.url, SECRET, KINDS)
    ann = server.user("Ann")
    (update,) = (await server.say(ann, ann, "one")).updates
    await server.until(lambda: len(update.deliveries) >= 3)
    assert not update.confirmed
    clerk = Clerk()
    door.intake = clerk.intake(core, bot)
    await server.until(lambda: update.confirmed)
    door.intake.stop_intake()
    (late,) = (await server.say(ann, ann, "two")).updates
    await server.until(lambda: len(late.deliveries) >= 3)
    assert not late.confirmed
    await door.intake.finish()
    assert clerk.answered == ["one"]
    assert server.updates.webhook is not None
    assert set(server.updates.webhook.answers) == {200, 503}
    door.intake = clerk.intake(core, bot)  # the next process
    await server.until(lambda: late.confirmed)
    await door.intake.finish()
    assert clerk.answered == ["one", "two"]


async def test_a_database_that_is_away_is_waited_for(
    core: Services, server: TelegramServer, bot: Bot, door: Door
) -> None:
    failing, db = Failing.under(core)
    db.times, db.lost = {service.take: 2}, {service.take: 1}
    clerk = Clerk()
    intake = door.intake = clerk.intake(failing, bot)
    await register(bot, door.url, SECRET, KINDS)
    ann = server.user("Ann")
    (update,) = (await server.say(ann, ann, "one")).updates
    await server.until(lambda: update.confirmed)
    await intake.finish()
    assert server.updates.webhook is not None
    assert server.updates.webhook.answers == [503, 503, 503, 200]
    assert clerk.answered == ["one"]
