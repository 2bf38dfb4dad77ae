"""Polling against the local Telegram: the offset moves after the write, and trouble passes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from telegram import Bot, Update

from bot.surface import TokenRefused
from bot.telegram import polling
from bot.telegram.polling import OVERLAP_S, TWO_READERS, WEBHOOK_SET, Poller
from core.errors import Misconfigured, Unavailable
from core.intake import service
from core.services import Services, open_services
from tests.fakes.house import KEY
from tests.fakes.telegram_server import TelegramServer
from tests.telegram.bots import bot_on
from tests.telegram.intakes import AWAY, Clerk, Failing, every_kind, waiting

KINDS = list(Update.ALL_TYPES)
TWO = "terminated by other getUpdates request; make sure that only one bot instance is running"


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as started:
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


class Basket:
    """Takes updates: waits, or fails, when it is told to."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.fails = 0
        self.open = asyncio.Event()
        self.open.set()

    async def take(self, updates: Sequence[dict[str, Any]]) -> int:
        await self.open.wait()
        if self.fails:
            self.fails -= 1
            raise Unavailable(AWAY)
        self.taken += [one["update_id"] for one in updates]
        return len(updates)


class Time:
    """A clock that goes forward by sleeping only."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []
        self.ready: list[bool] = []
        self.poller: Poller | None = None

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        assert self.poller is not None
        self.ready.append(self.poller.ready)
        await asyncio.sleep(0)

    def clock(self) -> float:
        return self.now

    def poll(self, bot: Bot, intake: Any) -> Poller:
        self.poller = Poller(bot, intake, allowed=KINDS, sleep=self.sleep, clock=self.clock)
        return self.poller


@contextlib.asynccontextmanager
async def running(poller: Poller) -> AsyncIterator[asyncio.Task[None]]:
    """A poller at work; it has to end as soon as it is stopped, whatever it waits for."""
    task = asyncio.create_task(poller.run())
    try:
        yield task
    finally:
        poller.stop()
        async with asyncio.timeout(20):  # a question stays open for 30 s
            await task
        assert not poller.ready


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == polling.__name__]


# --- offsets ---


async def test_the_offset_moves_only_after_updates_were_taken(server: TelegramServer, bot: Bot) -> None:
    ann = server.user("Ann")
    handle = await server.say(ann, ann, "one")
    (update,) = handle.updates
    basket = Basket()
    basket.open.clear()
    poller = Poller(bot, basket, allowed=KINDS)
    async with running(poller):
        await server.until(lambda: update.deliveries)
        assert not poller.ready
        await asyncio.sleep(0.05)
        assert not update.confirmed
        basket.open.set()
        await server.until(lambda: update.confirmed)
        assert poller.ready
        last = server.sent("getUpdates")[-1].params
        assert last["offset"] == update.id + 1
        assert (last["timeout"], last["limit"], sorted(last["allowed_updates"])) == (30, 100, sorted(KINDS))
        (later,) = (await server.say(ann, ann, "two")).updates
        await server.until(lambda: later.confirmed)
    assert basket.taken == [update.id, later.id]
    server.assert_clean()


async def test_updates_that_cannot_be_kept_are_asked_for_again(
    server: TelegramServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    ann = server.user("Ann")
    (update,) = (await server.say(ann, ann, "one")).updates
    basket, time = Basket(), Time()
    basket.fails = 6
    async with running(time.poll(bot, basket)):
        await server.until(lambda: update.confirmed)
    assert basket.taken == [update.id]
    assert len(update.deliveries) == 7
    assert time.pauses == [1, 2, 4, 8, 16, 30]
    assert time.ready == [False] * 6
    assert len(told(caplog)) == 2  # once when it began, once when it was over


async def test_after_a_quiet_week_the_numbers_begin_elsewhere(
    server: TelegramServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LONG_POLL_S", 1)
    ann = server.user("Ann")
    basket = Basket()
    (before,) = (await server.say(ann, ann, "before")).updates
    async with running(Poller(bot, basket, allowed=KINDS)):
        await server.until(lambda: before.confirmed and server.sent("getUpdates")[-1].params.get("offset") is None)
        server.updates.next_id = 4711
        (after,) = (await server.say(ann, ann, "after")).updates
        (more,) = (await server.say(ann, ann, "more")).updates
        await server.until(lambda: more.confirmed)
    assert basket.taken == [before.id, 4711, 4712]
    assert after.id < before.id


# --- the whole way, on both databases ---


async def test_a_kill_in_the_middle_loses_nothing_and_repeats_nothing(
    core: Services, server: TelegramServer, bot: Bot
) -> None:
    ann, bob = server.user("Ann"), server.user("Bob")
    failing, db = Failing.under(core)
    db.lost = {service.take: 1}  # the first batch is kept, and the process dies before it knows
    first = Clerk()
    first.hold("bob 1")
    handles = [await server.say(ann, ann, "ann 1"), await server.say(bob, bob, "bob 1")]
    time = Time()
    intake = first.intake(failing, bot)
    async with running(time.poll(bot, intake)):
        await server.until(lambda: "ann 1" in first.answered and "bob 1" in first.begun)
        handles.append(await server.say(bob, bob, "bob 2"))
        await server.until(lambda: handles[2].updates[0].confirmed)
    await intake.close(0)
    for handle in handles:  # Telegram does not know how far the dead process came
        await server.redeliver(handle)
    handles.append(await server.say(ann, ann, "ann 2"))
    second = Clerk()
    intake = second.intake(core, bot)
    async with running(Poller(bot, intake, allowed=KINDS)):
        await asyncio.gather(intake.recover(), server.until(lambda: handles[-1].updates[0].confirmed))
        await intake.finish()
    assert first.answered == ["ann 1"]
    assert sorted(second.answered) == ["ann 2", "bob 1", "bob 2"]
    assert second.answered.index("bob 1") < second.answered.index("bob 2")
    assert await waiting(core) == []
    server.assert_clean()


async def test_every_kind_of_update_sent_again_is_answered_once(
    core: Services, server: TelegramServer, bot: Bot
) -> None:
    updates = await every_kind(server)
    pushed = list(server.updates.pending)
    clerk = Clerk()
    intake = clerk.intake(core, bot)
    async with running(Poller(bot, intake, allowed=KINDS)):
        await server.until(lambda: all(one.confirmed for one in pushed))
        for one in pushed:
            await server.redeliver(one)
        await server.until(lambda: all(one.confirmed and len(one.deliveries) > 1 for one in pushed))
        await intake.finish()
    assert sorted(one.update_id for one in clerk.updates) == sorted(one["update_id"] for one in updates)
    server.assert_clean()


# --- trouble ---


@pytest.mark.parametrize(
    ("fault", "pauses"),
    [
        ({"status": 500}, [1, 2, 4]),
        ({"status": 502}, [1, 2, 4]),
        ({"drop": True}, [1, 2, 4]),
        ({"status": 400, "description": "allowed_updates is not as it should be"}, [1, 2, 4]),
        ({"status": 429, "retry_after": 7}, [7, 7, 7]),
        ({"status": 409, "description": TWO}, [1, 2, 4]),
    ],
)
async def test_trouble_passes(
    server: TelegramServer,
    bot: Bot,
    fault: dict[str, Any],
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    ann = server.user("Ann")
    (first,) = (await server.say(ann, ann, "one")).updates
    basket, time = Basket(), Time()
    poller = time.poll(bot, basket)
    server.fail("getUpdates", times=3, **fault)
    async with running(poller) as task:
        await server.until(lambda: first.confirmed)
        assert poller.ready
        assert (time.pauses, time.ready) == (pauses, [False] * 3)
        assert len(told(caplog)) == 2
        assert not task.done()
        # Whether all is well again is asked in a hurry, then at leisure.
        assert [one.params["timeout"] for one in server.sent("getUpdates")] == [0, 0, 0, 0, 30]
    assert basket.taken == [first.id]


async def test_a_telegram_that_is_not_there_is_waited_for(bot: Bot, server: TelegramServer) -> None:
    await server.stop()
    time = Time()
    async with running(time.poll(bot, Basket())) as task:
        await server.until(lambda: len(time.pauses) >= 3)
        assert not task.done()
    assert (time.pauses[:3], time.ready[:3]) == ([1, 2, 4], [False] * 3)


async def test_another_reader_ends_it_only_after_a_minute(server: TelegramServer, bot: Bot) -> None:
    time = Time()
    began = time.now
    server.fail("getUpdates", status=409, description=TWO, times=None)
    with pytest.raises(Misconfigured) as refused:
        await time.poll(bot, Basket()).run()
    assert refused.value.message == TWO_READERS
    assert OVERLAP_S <= time.now - began <= 2 * OVERLAP_S
    assert not time.poller or not time.poller.ready


async def test_two_readers_that_are_answered_in_turn_end_too(server: TelegramServer, bot: Bot) -> None:
    time = Time()
    poller = time.poll(bot, Basket())
    fault = server.fail("getUpdates", status=409, description=TWO)
    poller._all_is_well = lambda: setattr(fault, "times", fault.hit + 1)  # type: ignore[method-assign]
    with pytest.raises(Misconfigured) as refused:
        await poller.run()
    assert refused.value.message == TWO_READERS
    assert len(server.sent("getUpdates")) > len(server.refused("getUpdates"))


async def test_conflicts_that_lie_far_apart_are_not_one(server: TelegramServer, bot: Bot) -> None:
    ann = server.user("Ann")
    basket, time = Basket(), Time()
    async with running(time.poll(bot, basket)) as task:
        for number in range(1, 6):
            server.fail("getUpdates", status=409, description=TWO)
            (update,) = (await server.say(ann, ann, "one")).updates
            await server.until(lambda: update.confirmed and len(time.pauses) >= number)  # noqa: B023
            time.now += 2 * OVERLAP_S
        assert not task.done()


async def test_a_webhook_that_stays_set_is_named(server: TelegramServer, bot: Bot) -> None:
    server.updates.set_webhook("http://127.0.0.1:9/elsewhere", None, 40)
    with pytest.raises(Misconfigured) as refused:
        await Time().poll(bot, Basket()).run()
    assert refused.value.message == WEBHOOK_SET


@pytest.mark.parametrize("status", [401, 403])
async def test_a_token_that_is_refused_ends_it(server: TelegramServer, bot: Bot, status: int) -> None:
    ann = server.user("Ann")
    (update,) = (await server.say(ann, ann, "one")).updates
    async with asyncio.timeout(20):
        task = asyncio.create_task(Poller(bot, Basket(), allowed=KINDS).run())
        await server.until(lambda: update.confirmed)
        server.fail("getUpdates", status=status)
        await server.say(ann, ann, "two")
        with pytest.raises(TokenRefused):
            await task


async def test_a_token_that_is_none_ends_it(server: TelegramServer) -> None:
    async with bot_on(server, "1:someone-elses") as stranger:
        with pytest.raises(TokenRefused):
            await Poller(stranger, Basket(), allowed=KINDS).run()


async def test_a_404_in_the_middle_is_somebody_elses(server: TelegramServer, bot: Bot) -> None:
    ann = server.user("Ann")
    (first,) = (await server.say(ann, ann, "one")).updates
    time = Time()
    async with running(time.poll(bot, Basket())):
        await server.until(lambda: first.confirmed)
        server.fail("getUpdates", status=404)
        await server.say(ann, ann, "two")
        (last,) = (await server.say(ann, ann, "three")).updates
        await server.until(lambda: last.confirmed and time.pauses)


# --- the end ---


async def test_a_stop_lets_what_has_come_be_kept(server: TelegramServer, bot: Bot) -> None:
    ann = server.user("Ann")
    (update,) = (await server.say(ann, ann, "one")).updates
    basket = Basket()
    basket.open.clear()
    poller = Poller(bot, basket, allowed=KINDS)
    async with running(poller) as task:
        await server.until(lambda: update.deliveries)
        await asyncio.sleep(0.05)
        poller.stop()
        await asyncio.sleep(0.05)
        assert not task.done()
        basket.open.set()
    assert basket.taken == [update.id]
    assert len(server.sent("getUpdates")) == 1


async def test_a_stop_ends_a_pause_and_a_run_that_has_not_begun(server: TelegramServer, bot: Bot) -> None:
    server.fail("getUpdates", status=429, retry_after=3600, times=None)
    poller = Poller(bot, Basket(), allowed=KINDS)
    async with running(poller):
        await server.until(lambda: server.refused("getUpdates"))
        await asyncio.sleep(0.05)
    poller = Poller(bot, Basket(), allowed=KINDS)
    poller.stop()
    await poller.run()
    assert len(server.sent("getUpdates")) == 1


async def test_a_run_that_is_cancelled_asks_no_more(server: TelegramServer, bot: Bot) -> None:
    task = asyncio.create_task(Poller(bot, Basket(), allowed=KINDS).run())
    await server.until(lambda: len(server.sent("getUpdates")) == 2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await server.until(server.requests[-1].gone)
