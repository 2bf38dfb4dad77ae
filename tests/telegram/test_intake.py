"""Updates are kept before Telegram hears of it, answered in order, and answered once: on both databases."""

from __future__ import annotations

import asyncio
import contextvars
import itertools
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from telegram import Bot, Update

from bot.telegram import PLATFORM
from bot.telegram.intake import MOST_ATTEMPTS, Intake, lane_of, number_of
from bot.telegram.lanes import Lanes
from core.clock import MINUTE
from core.errors import Unavailable
from core.intake import service
from core.intake.service import Event
from core.services import Services, open_services
from tests.fakes.house import KEY, FakeClock
from tests.fakes.telegram_server import TelegramServer, User
from tests.telegram.bots import bot_on, update_of
from tests.telegram.intakes import Clerk, Failing, every_kind, message, waiting

ANN, BOB = User(7, "Ann"), User(8, "Bob")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def core(database_url: str, clock: FakeClock) -> AsyncIterator[Services]:
    services = await open_services(database_url, [KEY], clock=clock)
    yield services
    await services.close()


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as started:
        yield started


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_on(server) as one:
        yield one


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


def incidents(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The failures in the log, each with its number."""
    return [one.getMessage() for one in caplog.records if getattr(one, "incident", "")]


async def until(seen: Callable[[], Any]) -> None:
    """Wait until something can be seen; for as long as a slow machine may need."""
    for _ in range(20_000):
        if seen():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to be")


async def settle() -> None:
    """Let everything happen that can without anybody's help."""
    for _ in range(50):
        await asyncio.sleep(0)


# --- lanes ---


class Bench:
    """Work that ends when it is told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}

    def work(self, name: str) -> Callable[[], Awaitable[None]]:
        self._ends[name] = asyncio.Event()

        async def do() -> None:
            self.begun.append(name)
            await self._ends[name].wait()
            if name.startswith("bad"):
                raise RuntimeError(name)
            self.ended.append(name)

        return do

    async def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()
        await settle()


async def test_a_lane_keeps_its_order_and_the_others_go_on_beside_it(caplog: pytest.LogCaptureFixture) -> None:
    bench, lanes = Bench(), Lanes(at_once=10)
    for name in ("bad a1", "a2", "b1"):
        lanes.put(name[-2], bench.work(name))
    await settle()
    assert bench.begun == ["bad a1", "b1"]
    await bench.end("b1", "a2")
    assert (bench.begun, bench.ended) == (["bad a1", "b1"], ["b1"])
    await bench.end("bad a1")
    assert bench.ended == ["b1", "a2"]
    assert len(incidents(caplog)) == 1
    await lanes.finish()
    lanes.put("a", bench.work("a3"))  # a lane that was empty opens again
    await settle()
    assert bench.begun[-1] == "a3"
    await bench.end("a3")


async def test_places_are_given_in_turn_to_the_lanes_that_wait() -> None:
    bench, lanes = Bench(), Lanes(at_once=2)
    for name in ("a1", "a2", "a3", "b1", "c1", "d1"):
        lanes.put(name[0], bench.work(name))
    lanes.put_before("a", [bench.work("a0"), bench.work("a00")])
    for name in ("a1", "b1", "c1", "a0", "d1", "a00", "a2", "a3"):
        await bench.end(name)
    await lanes.finish()
    assert bench.begun == ["a1", "b1", "c1", "d1", "a0", "a00", "a2", "a3"]


async def test_work_sees_nothing_that_whoever_put_it_has_set() -> None:
    lanes, seen = Lanes(at_once=2), []
    language = contextvars.ContextVar("language", default="en")

    async def work() -> None:
        seen.append(language.get())
        language.set("de")
        lanes.put("b", more)

    async def more() -> None:
        seen.append(language.get())

    lanes.put("a", work)
    lanes.put("a", work)
    await lanes.finish()
    assert seen == ["en"] * 4


async def test_a_stop_begins_nothing_more_and_cancels_what_takes_too_long() -> None:
    bench, lanes = Bench(), Lanes(at_once=2)
    for name in ("a1", "a2", "b1", "c1"):
        lanes.put(name[0], bench.work(name))
    await settle()
    stopping = asyncio.create_task(lanes.stop(60))
    await bench.end("a1")
    stopping.cancel()
    await lanes.stop(0)
    await asyncio.wait_for(lanes.finish(), 10)
    lanes.put("e", bench.work("e1"))
    await settle()
    assert (bench.begun, bench.ended) == (["a1", "b1"], ["a1"])


# --- which lane ---


async def test_lanes_are_private_chats_and_each_person_of_a_group(server: TelegramServer) -> None:
    server.updates.allow([*Update.ALL_TYPES])
    ann, bob, eve = server.user("Ann", started=True), server.user("Bob"), server.user("Eve")
    club = server.supergroup("Club", ann, bob, eve, forum=True)
    news = server.channel("Painted")
    mine = await server.say(ann, ann, "/daily")
    asked = await server.say(bob, club, "/help@wetpalette_bot")
    assert mine.said is not None
    assert asked.said is not None
    ours = [
        (mine, f"{ann.id}"),
        (await server.edited(ann, mine.said, "/daily now"), f"{ann.id}"),
        (await server.forged(ann, mine.said, "1|x"), f"{ann.id}"),
        (await server.block(ann), f"{ann.id}"),
        (asked, f"{club.id}:{bob.id}"),
        (await server.say(bob, club, "/help@wetpalette_bot", thread=club.topic("Rust")), f"{club.id}:{bob.id}"),
        (await server.forged(ann, asked.said, "1|x"), f"{club.id}:{ann.id}"),
        (await server.role(club, server.me, "administrator"), f"{club.id}"),
        (await server.say(server.owner, news, "/help"), f"{news.id}"),
        (await server.inline(ann, "rust"), f"inline:{ann.id}"),
    ]
    await server.role(club, eve, "administrator", anonymous=True)
    ours.append((await server.say(eve, club, "/help@wetpalette_bot"), f"{club.id}:{club.id}"))
    for handle, lane in ours:
        assert lane_of(update_of(handle)) == lane, handle.what
    nobody = {"id": 7, "first_name": "Ann"}
    for update, lane in (
        ({"callback_query": {"from": nobody, "inline_message_id": "x"}}, "inline:7"),
        ({"chosen_inline_result": {"from": nobody}}, "inline:7"),
        ({"pre_checkout_query": {"from": nobody}}, "pre_checkout_query:7"),
        ({"something_new": 5}, "something_new"),
        ({"something_else": {}}, "something_else:"),
        ({}, ""),
    ):
        assert lane_of({"update_id": 1, **update}) == lane
    assert [number_of(it) for it in ({"update_id": 5}, {"update_id": True}, {"update_id": "5"}, {}, [], None)] == [
        "5", None, None, None, None, None,
    ]  # fmt: skip


# --- taking ---


async def test_an_update_is_kept_and_sealed_before_anything_happens(core: Services, bot: Bot, clerk: Clerk) -> None:
    intake = clerk.intake(core, bot)
    clerk.hold("rusty dwarfs")
    assert await intake.take([message(ANN, "rusty dwarfs", 1), {"message": {}}]) == 1
    (kept,) = await waiting(core)
    assert "dwarfs" not in (kept.body or "")
    assert json.loads(core.vault.open(kept.body or "")) == message(ANN, "rusty dwarfs", 1)
    await until(lambda: clerk.begun)
    assert clerk.arrived == ["rusty dwarfs"]  # though its answer takes its time
    ((attempts,),) = [(one.attempts,) for one in await waiting(core)]
    assert attempts == 1
    clerk.let_go("rusty dwarfs")
    await intake.finish()
    assert clerk.answered == ["rusty dwarfs"]
    assert clerk.updates[0].get_bot() is bot
    assert await waiting(core) == []


async def test_whatever_is_sent_again_has_no_second_effect(
    core: Services, server: TelegramServer, bot: Bot, clerk: Clerk
) -> None:
    updates = await every_kind(server)
    assert {next(k for k in one if k != "update_id") for one in updates} >= {
        "message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member", "chat_member",
    }  # fmt: skip
    intake = clerk.intake(core, bot)
    assert await intake.take([*updates, *updates]) == len(updates)  # twice in one go
    assert await intake.take(updates) == 0  # while the first are on their way
    await intake.finish()
    assert await intake.take(updates[::-1]) == 0  # after they were answered
    another = clerk.intake(core, bot)  # and in the next process
    assert await another.take(updates) == 0
    assert await another.recover() == 0
    await another.finish()
    numbers = sorted(one["update_id"] for one in updates)
    assert sorted(one.update_id for one in clerk.updates) == numbers
    assert len(clerk.arrived) == len(numbers)


async def test_the_same_update_at_several_doors_at_once_is_one(core: Services, bot: Bot, clerk: Clerk) -> None:
    one, other = clerk.intake(core, bot), clerk.intake(core, bot)
    body = message(ANN, "rust", 1)
    taken = await asyncio.gather(*(door.take([body]) for door in (one, other, one, other)))
    assert sorted(taken) == [0, 0, 0, 1]
    await one.finish()
    await other.finish()
    assert clerk.answered == ["rust"]


async def test_one_slow_request_holds_up_nobody_else(core: Services, bot: Bot, clerk: Clerk) -> None:
    intake = clerk.intake(core, bot)
    clerk.hold("ann 1")
    club = {"id": -100, "type": "supergroup", "title": "Club"}
    updates = []
    for number, (user, text) in enumerate(
        [(ANN, "ann 1"), (ANN, "ann 2"), (BOB, "bob 1"), (BOB, "bob 2"), (ANN, "ann 3")], 1
    ):
        update = message(user, text, number)
        update["message"]["chat"] = club
        updates.append(update)
    updates.append({"update_id": 6, "inline_query": {"id": "1", "from": _from(ANN), "query": "x", "offset": ""}})
    await intake.take(updates)
    await until(lambda: len(clerk.answered) == 3)
    assert (clerk.begun[0], sorted(clerk.answered)) == ("ann 1", ["bob 1", "bob 2", "update 6"])
    assert clerk.answered.index("bob 1") < clerk.answered.index("bob 2")
    assert len(clerk.arrived) == 6
    clerk.let_go("ann 1")
    await intake.finish()
    assert clerk.answered[3:] == ["ann 1", "ann 2", "ann 3"]


def _from(user: User) -> dict[str, Any]:
    return {"id": user.id, "is_bot": False, "first_name": user.name}


async def test_an_answer_or_a_reaction_that_fails_is_logged_and_its_lane_goes_on(
    core: Services, bot: Bot, clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    intake = clerk.intake(core, bot)
    clerk.failing = {"one", "two reaction"}
    await intake.take([message(ANN, "one", 1), message(ANN, "two", 2)])
    await intake.finish()
    assert clerk.answered == ["two"]
    assert await waiting(core) == []
    assert len(incidents(caplog)) == 2
    assert len({one.incident for one in caplog.records if hasattr(one, "incident")}) == 2


async def test_half_a_character_is_kept_like_any_other(core: Services, bot: Bot, clerk: Clerk) -> None:
    intake = clerk.intake(core, bot)
    await intake.take([message(ANN, "half \ud83d, none \x00", 1)])
    await intake.finish()
    assert clerk.answered == ["half \ud83d, none \x00"]


# --- recovering ---


async def test_the_next_process_answers_exactly_what_the_killed_one_had_not(
    core: Services, server: TelegramServer, bot: Bot, clerk: Clerk
) -> None:
    killed = clerk.intake(core, bot)
    clerk.hold("ann 2", "bob 1")
    updates = [message(ANN, f"ann {n}", n) for n in range(1, 5)] + [message(BOB, "bob 1", 5)]
    await killed.take(updates)
    await until(lambda: {"ann 2", "bob 1"} <= set(clerk.begun))
    await killed.close(0)
    await killed.take([message(ANN, "ann 5", 6)])  # taken in by a process that begins nothing more
    assert clerk.answered == ["ann 1"]
    after = Clerk()
    after.hold("ann 2")
    intake = after.intake(core, bot)
    # New ones come while what was left is being looked for.
    recovered, taken = await asyncio.gather(intake.recover(), intake.take([*updates, message(ANN, "new", 7)]))
    assert (recovered, taken) == (5, 1)
    assert await intake.recover() == 0  # all in our own hands
    await until(lambda: "ann 2" in after.begun)
    after.let_go("ann 2")
    await intake.finish()
    assert sorted(after.answered) == ["ann 2", "ann 3", "ann 4", "ann 5", "bob 1", "new"]
    assert [it for it in after.answered if it != "bob 1"] == ["ann 2", "ann 3", "ann 4", "ann 5", "new"]
    assert [one.to_dict() for one in after.updates if one.update_id == 5] == [Update.de_json(updates[4], bot).to_dict()]
    assert await waiting(core) == []


async def test_what_was_left_comes_before_what_waits_in_its_lane_already(
    core: Services, bot: Bot, clerk: Clerk, clock: FakeClock
) -> None:
    gone = Clerk().intake(core, bot)
    gone.stop_intake()
    await gone.take([message(ANN, f"left {n}", n) for n in range(1, 4)])
    clock.now += 11 * MINUTE
    intake = clerk.intake(core, bot)
    clerk.hold("now 1")
    await intake.take([message(ANN, f"now {n}", 10 + n) for n in range(1, 4)])
    await until(lambda: clerk.begun)
    assert await intake.recover(older_than_ms=10 * MINUTE) == 3
    clerk.let_go("now 1")
    await intake.finish()
    assert clerk.answered == ["now 1", "left 1", "left 2", "left 3", "now 2", "now 3"]


async def test_batches_that_come_faster_than_the_clock_are_recovered_in_their_order(
    core: Services, bot: Bot, clerk: Clerk
) -> None:
    gone = Clerk().intake(core, bot)
    gone.stop_intake()
    numbers = itertools.count(98)  # whose text sorts otherwise
    texts = []
    for _ in range(4):
        batch = [message(ANN, f"number {number}", number) for number in itertools.islice(numbers, 5)]
        texts += [one["message"]["text"] for one in batch]
        await gone.take(batch)
    intake = clerk.intake(core, bot)
    assert await intake.recover() == 20
    await intake.finish()
    assert clerk.answered == texts


async def test_what_is_just_being_taken_in_is_not_mistaken_for_left(core: Services, bot: Bot, clerk: Clerk) -> None:
    failing, db = Failing.under(core)
    gate = db.slow[service.take] = asyncio.Event()
    intake = clerk.intake(failing, bot)
    taking = asyncio.create_task(intake.take([message(ANN, "rust", 1)]))
    while not await waiting(core):
        await settle()
    recovering = asyncio.create_task(intake.recover())
    await asyncio.wait({recovering}, timeout=0.2)  # it has to wait, however long
    gate.set()
    assert (await taking, await recovering) == (1, 0)
    await intake.finish()
    assert (clerk.arrived, clerk.answered) == (["rust"], ["rust"])


async def test_only_what_another_process_has_had_for_long_is_taken_over_and_by_one_of_the_others(
    core: Services, bot: Bot, clock: FakeClock
) -> None:
    first, second, third = Clerk(), Clerk(), Clerk()
    died = first.intake(core, bot)
    first.hold("old")
    await died.take([message(ANN, "old", 1)])
    await until(lambda: first.begun)
    await died.close(0)
    clock.now += 9 * MINUTE
    others = [second.intake(core, bot), third.intake(core, bot)]
    await others[0].take([message(BOB, "young", 2)])
    for intake in others:
        assert await intake.recover(older_than_ms=10 * MINUTE) == 0
    clock.now += 2 * MINUTE
    await asyncio.gather(*(intake.recover(older_than_ms=10 * MINUTE) for intake in others))
    for intake in others:
        await intake.finish()
    assert sorted(second.answered + third.answered) == ["old", "young"]
    assert await waiting(core) == []


# --- what cannot be answered ---


async def test_what_was_begun_three_times_without_an_end_is_given_up(core: Services, bot: Bot, clerk: Clerk) -> None:
    clerk.hold("poison")
    updates = [message(ANN, "poison", 1), message(ANN, "after", 2)]
    for life in range(MOST_ATTEMPTS):
        intake = clerk.intake(core, bot)
        if life:
            await intake.recover()
        else:
            await intake.take(updates)
        await until(lambda: len(clerk.begun) == life + 1)  # noqa: B023
        await intake.close(0)
    assert (clerk.begun, clerk.answered, clerk.given_up) == (["poison"] * 3, [], [])
    intake = clerk.intake(core, bot)
    await intake.recover()
    await intake.finish()
    assert (clerk.begun[3:], clerk.answered, clerk.given_up) == (["after"], ["after"], ["poison"])
    assert await waiting(core) == []


async def test_what_cannot_be_read_is_logged_and_done(
    core: Services, bot: Bot, clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [
        Event("1", str(ANN.id), "sealed with another key"),
        Event("2", str(ANN.id), core.vault.seal("no JSON")),
        Event("3", str(ANN.id), core.vault.seal("[]")),
        Event("4", str(ANN.id), core.vault.seal('{"update_id":4,"message":{"text":"nobody, nowhere"}}')),
    ]
    await core.db.write(service.take, platform=PLATFORM, events=broken, now=1)
    intake = clerk.intake(core, bot)
    assert await intake.recover() == 4
    assert await intake.take([{"update_id": 5, "message": {"chat": 5}}, message(ANN, "well", 6)]) == 2
    assert await intake.take([{"update_id": 7, "of_a_kind_to_come": {"text": "?"}}]) == 1
    await intake.finish()
    assert sorted(clerk.answered) == ["update 7", "well"]
    assert len(incidents(caplog)) >= 4
    assert await waiting(core) == []


# --- a database that is away ---


async def test_a_database_that_fails_keeps_the_update_from_being_taken(core: Services, bot: Bot, clerk: Clerk) -> None:
    failing, db = Failing.under(core)
    db.times = {service.take: 2}
    intake = clerk.intake(failing, bot)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await intake.take([message(ANN, "rust", 1)])
    assert (await waiting(core), clerk.arrived) == ([], [])
    assert await intake.take([message(ANN, "rust", 1)]) == 1
    await intake.finish()
    assert clerk.answered == ["rust"]


async def test_an_update_whose_keeping_was_not_heard_of_is_answered_when_it_comes_again(
    core: Services, bot: Bot, clerk: Clerk
) -> None:
    failing, db = Failing.under(core)
    db.lost = {service.take: 1}
    intake = clerk.intake(failing, bot)
    with pytest.raises(Unavailable):
        await intake.take([message(ANN, "rust", 1)])
    assert len(await waiting(core)) == 1
    assert await intake.take([message(ANN, "rust", 1)]) == 1
    assert await intake.take([message(ANN, "rust", 1)]) == 0
    await intake.finish()
    assert clerk.answered == ["rust"]


async def test_beginning_and_ending_wait_for_the_database(core: Services, bot: Bot, clerk: Clerk) -> None:
    failing, db = Failing.under(core)
    db.times = {service.begin: 2, service.done: 3}
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    intake = clerk.intake(failing, bot, sleep=sleep)
    await intake.take([message(ANN, "rust", 1)])
    await intake.finish()
    assert (clerk.begun, clerk.answered, pauses) == (["rust"], ["rust"], [1, 2, 1, 2, 4])
    assert await waiting(core) == []


async def test_the_end_leaves_to_the_next_process_what_has_not_begun(core: Services, bot: Bot, clerk: Clerk) -> None:
    intake = clerk.intake(core, bot, at_once=1)
    clerk.hold("one")
    await intake.take([message(ANN, "one", 1), message(BOB, "two", 2)])
    await until(lambda: clerk.begun)
    closing = asyncio.create_task(intake.close(60))
    await settle()
    assert not intake.taking
    clerk.let_go("one")
    await closing
    assert clerk.answered == ["one"]
    assert [one.number for one in await waiting(core)] == ["2"]
    assert await intake.recover() == 0


async def test_no_word_of_a_person_is_logged(
    core: Services, bot: Bot, clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    intake: Intake = clerk.intake(core, bot)
    clerk.failing = {"my secret legion"}
    await intake.take([message(ANN, "my secret legion", 1), {"update_id": 2, "message": {"text": "secret"}}])
    await intake.finish()
    ours = [one for one in caplog.records if one.name.startswith("bot.")]
    assert len(ours) == 2
    told = [{k: v for k, v in one.__dict__.items() if not k.startswith("exc_")} for one in ours]
    assert "secret" not in str(told)  # of the errors themselves the log keeps kinds and places only
