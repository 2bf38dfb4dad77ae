"""Many at once, twice at once, and cancelled anywhere: what is charged is what is stored, every time."""

from __future__ import annotations

import asyncio
import random

import pytest

from core.clock import MINUTE
from core.errors import Busy, InsufficientTokens, Refusal
from core.generation.brief import Brief
from core.generation.desk import Desk
from core.generation.ticket import Limits
from core.paintschemes.stored import StoredScheme
from tests.fakes.engines import FailingEngine, FakeEngine, SlowEngine
from tests.fakes.house import House
from tests.fakes.steps import Steps


async def test_fifty_at_once_with_tokens_for_ten(house: House) -> None:
    engine = SlowEngine(0.002)
    desk, person = house.desk(engine), await house.person(30)
    outcomes = await asyncio.gather(*(house.press(desk, person) for _ in range(50)), return_exceptions=True)
    assert sum(isinstance(one, StoredScheme) for one in outcomes) == 10
    assert sum(isinstance(one, InsufficientTokens) for one in outcomes) == 40
    assert engine.most_at_once <= 2
    assert len(engine.asked) == 10
    balance = await house.balance(person)
    assert (balance.posted, balance.held) == (0, 0)
    await house.books()


async def test_fifty_at_once_over_three_processes(house: House) -> None:
    engine = SlowEngine(0.002)
    desks, person = [house.desk(engine) for _ in range(3)], await house.person(31)
    outcomes = await asyncio.gather(*(house.press(desks[n % 3], person) for n in range(50)), return_exceptions=True)
    assert sum(isinstance(one, StoredScheme) for one in outcomes) == 10
    assert sum(isinstance(one, InsufficientTokens) for one in outcomes) == 40
    assert (await house.balance(person)).posted == 1
    await house.books()


async def test_with_a_short_line_whoever_was_too_early_comes_again(house: House) -> None:
    desk, person = house.desk(SlowEngine(0.002), limits=Limits(in_line=1, poll=20)), await house.person(30)

    async def patient() -> StoredScheme:
        while True:
            try:
                return await house.press(desk, person)
            except Busy:
                await asyncio.sleep(0.01)

    outcomes = await asyncio.gather(*(patient() for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(one, StoredScheme) for one in outcomes) == 10
    assert sum(isinstance(one, InsufficientTokens) for one in outcomes) == 10
    await house.books()


@pytest.mark.parametrize("presses", [100])
async def test_one_press_delivered_a_hundred_times_runs_once(house: House, presses: int) -> None:
    engine = SlowEngine(0.02)
    desks, person, brief = [house.desk(engine) for _ in range(4)], await house.person(30), Brief(text="once")
    quote = await desks[0].quote(person, brief)
    outcomes = await asyncio.gather(
        *(desks[n % 4].paint(person, brief, quote_id=quote.id, key=house.key("press")) for n in range(presses))
    )
    assert len({one.code for one in outcomes}) == 1
    assert len(engine.asked) == 1
    assert (await house.balance(person)).posted == 27
    await house.books()


async def test_one_failing_press_delivered_many_times_fails_once(house: House) -> None:
    engine = FailingEngine(RuntimeError())
    desks, person, brief = [house.desk(engine) for _ in range(3)], await house.person(30), Brief(text="never")
    quote = await desks[0].quote(person, brief)
    outcomes = await asyncio.gather(
        *(desks[n % 3].paint(person, brief, quote_id=quote.id, key=house.key("press")) for n in range(30)),
        return_exceptions=True,
    )
    assert len({str(one) for one in outcomes}) == 1  # one incident
    assert len(engine.asked) == 1
    await house.books()


async def test_cancel_and_completion_at_the_same_moment(house: House, rng: random.Random) -> None:
    person = await house.person(300)
    cancelled = 0
    for _ in range(20):
        desk = house.desk(SlowEngine(0.003))
        painting = asyncio.create_task(house.press(desk, person))
        before = len(await house.requests())
        await asyncio.sleep(rng.uniform(0, 0.012))
        rows = await house.requests()
        if len(rows) == before and rows and rows[-1].status == "pending":
            cancelled += await desk.cancel(rows[-1].id, person)
        outcome = (await asyncio.gather(painting, return_exceptions=True))[0]
        last = (await house.requests())[-1]
        assert isinstance(outcome, StoredScheme) == (last.status == "completed")
    await house.books()


async def _one_round(house: House, engine: FakeEngine, at: int, victim: str) -> Steps:
    """Paint once, cancelled at one step; then let whoever is left put things right."""
    person = await house.person(3)
    brief = Brief(text=f"step {at}")
    desk: Desk = house.desk(engine)
    quote = await desk.quote(person, brief)
    with Steps(at, victim) as steps:
        steps.caller = asyncio.create_task(desk.paint(person, brief, quote_id=quote.id, key=house.key(f"{victim}{at}")))
        outcome = (await asyncio.gather(steps.caller, return_exceptions=True))[0]
        await desk.close()
    assert isinstance(outcome, StoredScheme | asyncio.CancelledError | Refusal), outcome
    # Nothing is locked: the next process sees to what was cut off, and the person can spend again.
    await house.quiet()
    house.clock.now += 60 * MINUTE
    other = house.desk()
    await other.recover()
    await other.sweep()
    await house.books()
    (row,) = [row for row in await house.requests() if row.person_id == person] or [None]
    stored = row is not None and row.status == "completed"
    if isinstance(outcome, StoredScheme):
        assert stored
    if victim == "caller" and isinstance(outcome, asyncio.CancelledError) and row is not None:
        assert row.status in ("cancelled", "completed")
        assert row.attempts == 1
    balance = await house.balance(person)
    assert (balance.posted, balance.held) == ((0, 0) if stored else (3, 0))
    if not stored:
        assert (await house.press(other, person)).code
    house.desks.clear()
    return steps


@pytest.mark.parametrize("victim", ["caller", "current"])
async def test_cancelled_at_every_await(house: House, victim: str) -> None:
    """At each step of each task of the desk: the caller goes away, or that very task is torn down (a shutdown)."""
    at, ended = 1, False
    while not ended:
        steps = await _one_round(house, SlowEngine(0.0), at, victim)
        ended = not steps.cancelled and steps.count < at
        at += 1
    assert at > 8
