"""After a crash: what was begun is finished once, or given up and given back, and the person hears of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest

from core.clock import MINUTE
from core.errors import NotFound, Refusal
from core.generation import recovery, requests
from core.generation.brief import Brief
from core.generation.desk import Desk
from core.generation.errors import Failed, Stopped
from core.intake import service as intake
from core.ledger import service as ledger
from core.paintschemes.stored import StoredScheme
from tests.fakes.engines import FailingEngine, FakeEngine, GatedEngine, proposal_for
from tests.fakes.house import House, fake_compose


async def crash(
    house: House, person: str, brief: Brief, **more: Any
) -> tuple[Desk, GatedEngine, asyncio.Task[StoredScheme]]:
    """A desk that is in the middle of it and gives no sign of life any more."""
    engine = GatedEngine()
    desk = house.desk(engine)
    desk._worker._keep_alive = lambda: None  # type: ignore[method-assign]
    painting = asyncio.create_task(house.press(desk, person, brief, **more))
    await engine.thinking.wait()
    return desk, engine, painting


def lapse(house: House) -> None:
    house.clock.now += MINUTE


async def test_another_process_paints_it_again_on_the_same_hold(house: House) -> None:
    person, brief = await house.person(12), Brief(text="lost at sea", seed=99)
    _, engine, painting = await crash(house, person, brief, surface={"platform": "terminal", "room": 5})
    (before,) = await house.requests()
    fresh = FakeEngine()
    other = house.desk(fresh)
    assert await other.recover() == 0  # the lease may still be believed
    lapse(house)

    assert await other.recover() == 1

    assert fresh.asked == [brief]
    (row,) = await house.requests()
    assert (row.status, row.hold_id, row.attempts, row.charged) == ("completed", before.hold_id, 2, 3)
    assert row.delivered_at is not None
    (message,) = await house.messages()
    payload = json.loads(message.payload)
    assert (message.kind, message.person_id, payload["request_id"]) == ("scheme_ready", person, row.id)
    assert payload["surface"] == {"platform": "terminal", "room": 5}
    stored = await other.schemes.by_code(person, payload["code"])
    assert stored.scheme == fake_compose(brief, proposal_for(brief), None)[1]
    # The first process wakes up, finishes, and finds that it is done: the same scheme, nothing charged twice.
    engine.gate.set()
    assert (await painting).code == stored.code
    assert (await house.balance(person)).posted == 9
    await house.books()


async def test_what_was_begun_too_often_is_given_up(house: House) -> None:
    person = await house.person(12)
    await crash(house, person, Brief(text="cursed"), key=house.key("k"))
    lapse(house)
    (row,) = await house.requests()
    second = house.desk()
    ticket = await house.db.write(
        requests.take_over, request_id=row.id, owner=second.owner, now=house.clock(), limits=second.limits
    )
    assert ticket is not None
    assert ticket.attempt == 2
    lapse(house)

    assert await house.desk().recover() == 1

    (row,) = await house.requests()
    assert (row.status, row.error, row.charged) == ("failed", "abandoned", 0)
    (message,) = await house.messages()
    assert message.kind == "scheme_failed"
    assert (await house.balance(person)).available == 12
    with pytest.raises(Refusal, match="0 tokens"):  # the event delivered again has the same answer
        await house.press(house.desk(), person, Brief(text="cursed"), key=house.key("k"))
    await house.books()


async def test_a_failure_in_recovery_is_told_through_the_outbox(house: House) -> None:
    person = await house.person(12)
    _, engine, painting = await crash(house, person, Brief(text="unlucky"))
    lapse(house)
    assert await house.desk(FailingEngine(RuntimeError())).recover() == 1
    (row,) = await house.requests()
    (message,) = await house.messages()
    assert (row.status, message.kind) == ("failed", "scheme_failed")
    assert json.loads(message.payload)["incident"] == row.incident
    engine.gate.set()
    with pytest.raises(Failed):
        await painting
    assert (await house.balance(person)).available == 12
    await house.books()


async def test_one_of_many_processes_recovers_it(house: House) -> None:
    people = [await house.person(12) for _ in range(3)]
    for person in people:
        await crash(house, person, Brief(text=f"for {person}"))
    lapse(house)
    engine = FakeEngine()
    desks = [house.desk(engine) for _ in range(4)]
    await asyncio.gather(*(desk.recover() for desk in desks), *(desk.recover() for desk in desks))
    assert len(engine.asked) == 3
    assert len(await house.messages()) == 3
    await house.books()


async def test_waiting_in_line_survives_a_crash_too(house: House) -> None:
    person = await house.person(30)
    engine = GatedEngine()
    desk = house.desk(engine)
    desk._worker._keep_alive = lambda: None  # type: ignore[method-assign]
    painting = [asyncio.create_task(house.press(desk, person)) for _ in range(5)]
    await house.until(lambda: house.opened(5))
    lapse(house)
    assert await house.desk().recover() == 5
    engine.gate.set()
    assert len({stored.code for stored in await asyncio.gather(*painting)}) == 5
    assert (await house.balance(person)).posted == 15
    await house.books()


async def test_the_event_delivered_again_goes_on_with_it(house: House) -> None:
    person, brief = await house.person(12), Brief(text="telegram sends it twice")
    await crash(house, person, brief, key=house.key("update"))
    other = house.desk()
    again = asyncio.create_task(house.press(other, person, brief, key=house.key("update")))
    await house.until(lambda: other.attends(house.key("update")))
    lapse(house)
    assert (await again).code
    assert await house.messages() == []  # it was answered in person
    assert (await house.balance(person)).posted == 9
    await house.books()


async def test_the_event_delivered_again_waits_for_the_process_at_work(house: House) -> None:
    person, brief = await house.person(12), Brief(text="two processes")
    engine = GatedEngine()
    first = asyncio.create_task(house.press(house.desk(engine), person, brief, key=house.key("k")))
    await engine.thinking.wait()
    other = house.desk()
    second = asyncio.create_task(house.press(other, person, brief, key=house.key("k")))
    third = asyncio.create_task(house.press(house.desk(), person, brief, key=house.key("k")))
    await house.until(lambda: other.attends(house.key("k")))
    third.cancel()  # who only looks on may leave without stopping it
    with contextlib.suppress(asyncio.CancelledError):
        await third
    engine.gate.set()
    assert (await first).code == (await second).code
    assert len(engine.asked) == 1
    await house.books()


async def test_a_stopped_request_is_not_recovered(house: House) -> None:
    person = await house.person(12)
    _, engine, painting = await crash(house, person, Brief(text="no more"))
    (row,) = await house.requests()
    assert await house.desk().cancel(row.id, person)
    lapse(house)
    assert await house.desk().recover() == 0
    engine.gate.set()
    with pytest.raises(Stopped):
        await painting
    assert (await house.balance(person)).available == 12
    await house.books()


async def test_a_process_that_slept_does_not_take_from_itself(house: House) -> None:
    person = await house.person(12)
    desk, engine, painting = await crash(house, person, Brief(text="laptop lid"))
    lapse(house)
    assert await desk.recover() == 0
    engine.gate.set()
    assert (await painting).code
    await house.books()


async def test_signs_of_life_keep_the_lease(house: House) -> None:
    person, engine = await house.person(12), GatedEngine()
    desk = house.desk(engine)
    painting = asyncio.create_task(house.press(desk, person))
    await engine.thinking.wait()
    (row,) = await house.requests()
    lapse(house)

    async def renewed() -> bool:
        return bool((await house.requests())[0].lease_until > row.lease_until)

    await house.until(renewed)
    assert await house.desk().recover() == 0
    engine.gate.set()
    await painting
    await house.books()


async def test_of_a_late_capture_and_the_sweeper_exactly_one_wins(house: House) -> None:
    swept = kept = 0
    for n in range(6):
        person = await house.person(12)
        _, engine, painting = await crash(house, person, Brief(text=f"late {n}"))
        house.clock.now += house.desks[-1].limits.hold + MINUTE
        engine.gate.set()
        sweeper = house.desk()
        for _ in range(n):  # let one of them have a start
            await asyncio.sleep(0)
        _, outcome = await asyncio.gather(sweeper.sweep(), painting, return_exceptions=True)
        row = (await house.requests())[-1]
        balance = await house.balance(person)
        if row.status == "completed":
            kept += 1
            assert isinstance(outcome, StoredScheme)
            assert balance.posted == 9
        else:
            swept += 1
            assert (row.status, row.error) == ("failed", "expired")
            assert isinstance(outcome, Refusal)
            assert balance.available == 12
        await house.books()
    assert swept + kept == 6


async def test_the_sweeper_leaves_what_is_at_work_alone(house: House) -> None:
    person, engine = await house.person(12), GatedEngine()
    desk = house.desk(engine)
    painting = asyncio.create_task(house.press(desk, person))
    await engine.thinking.wait()
    (row,) = await house.requests()
    assert row.lease_until > house.clock()
    assert not await house.db.write(recovery.settle_hold, hold_id=row.hold_id, now=house.clock())
    engine.gate.set()
    await painting
    await house.books()


async def test_the_sweeper_gives_back_a_hold_without_a_request(house: House) -> None:
    person = await house.person(12)

    def reserve(conn: Any) -> str:
        wallet_id = ledger.find_wallet(conn, owner_id=person) or ""
        now = house.clock()
        made = ledger.hold(
            conn, wallet_id=wallet_id, amount=5, feature="nickname", key=house.key("h"), now=now, expires_at=now + 1
        )
        return made.id

    await house.db.write(reserve)
    assert await house.desk().sweep() == 0
    lapse(house)
    assert await house.desk().sweep() == 1
    assert (await house.balance(person)).available == 12


async def test_a_hold_that_is_gone_makes_no_scheme(house: House) -> None:
    person = await house.person(12)
    _, engine, painting = await crash(house, person, Brief(text="swept by hand"))
    (row,) = await house.requests()
    await house.db.write(ledger.release, hold_id=row.hold_id, now=house.clock())
    engine.gate.set()
    with pytest.raises(Failed):
        await painting
    (row,) = await house.requests()
    assert (row.status, row.error) == ("failed", "HoldSettled")
    await house.books()


async def test_a_delivery_that_was_never_confirmed_goes_to_the_outbox(house: House) -> None:
    desk, person = house.desk(), await house.person(12)
    confirmed = await house.press(desk, person, confirm_delivery=True)
    lost = await house.press(desk, person, confirm_delivery=True)
    await desk.delivered(confirmed.request_id)
    assert await desk.sweep() == 0
    house.clock.now += 5 * MINUTE
    assert await desk.sweep() == 1
    assert await desk.sweep() == 0
    (message,) = await house.messages()
    assert json.loads(message.payload)["code"] == lost.code
    await house.books()


async def kept(house: House, number: str) -> dict[str, str]:
    """An event that is kept and not answered; how a request names it."""
    await house.db.write(intake.take, platform="chat", events=[intake.Event(number, "lane", "")], now=house.clock())
    return {"platform": "chat", "event": number}


@pytest.mark.parametrize("first", ["answer", "recovery"])
async def test_what_its_event_will_tell_is_not_told_by_the_outbox_as_well(house: House, first: str) -> None:
    person, brief, number = await house.person(12), Brief(text="told once"), f"{id(house)}{first}"
    how: dict[str, Any] = {"key": house.key("k"), "surface": await kept(house, number), "confirm_delivery": True}
    _, engine, painting = await crash(house, person, brief, **how)
    lapse(house)
    second = house.desk()
    if first == "recovery":
        assert await second.recover() == 1
    stored = await house.press(second, person, brief, **how)
    (row,) = await house.requests()
    house.clock.now += second.limits.delivery + MINUTE
    assert await second.sweep() == 0, "a slow answer is no lost one"
    await second.delivered(row.id)
    await house.db.write(intake.done, platform="chat", number=number, now=house.clock())
    assert await second.sweep() == 0
    assert await house.messages() == []
    engine.gate.set()
    assert (await painting).code == stored.code
    assert (await house.balance(person)).posted == 9


async def test_an_event_that_was_answered_without_the_scheme_leaves_it_to_the_outbox(house: House) -> None:
    person, number = await house.person(12), f"{id(house)}lost"
    surface = await kept(house, number)
    await crash(house, person, Brief(text="lost on its way"), key=house.key("k"), surface=surface)
    lapse(house)
    second = house.desk()
    assert await second.recover() == 1
    assert await house.messages() == []
    await house.db.write(intake.done, platform="chat", number=number, now=house.clock())
    house.clock.now += second.limits.delivery + MINUTE
    assert await second.sweep() == 1
    assert [message.kind for message in await house.messages()] == ["scheme_ready"]


async def test_a_request_that_is_given_up_is_told_by_its_event_alone(house: House) -> None:
    person, number = await house.person(12), f"{id(house)}up"
    how: dict[str, Any] = {"key": house.key("k"), "surface": await kept(house, number)}
    await crash(house, person, Brief(text="cursed"), **how)
    lapse(house)
    (row,) = await house.requests()
    second = house.desk()
    assert await house.db.write(
        requests.take_over, request_id=row.id, owner=second.owner, now=house.clock(), limits=second.limits
    )
    lapse(house)
    assert await house.desk().recover() == 1
    assert await house.messages() == []
    with pytest.raises(Refusal, match="0 tokens"):
        await house.press(house.desk(), person, Brief(text="cursed"), **how)
    assert (await house.balance(person)).available == 12


async def test_a_deleted_scheme_is_not_given_again(house: House) -> None:
    desk, person, brief = house.desk(), await house.person(12), Brief(text="gone")
    stored = await house.press(desk, person, brief, key=house.key("k"))
    await desk.schemes.delete(person, stored.code)
    with pytest.raises(NotFound):
        await house.press(desk, person, brief, key=house.key("k"))
    assert (await house.balance(person)).posted == 9


async def test_watching_goes_on_after_a_failure(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = house.desk()
    calls: list[int] = []

    async def failing(desk: Desk) -> int:
        calls.append(1)
        raise RuntimeError

    monkeypatch.setattr(recovery, "recover", failing)
    watching = asyncio.create_task(desk.watch(every_s=0.001))
    await house.until(lambda: len(calls) >= 3)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
