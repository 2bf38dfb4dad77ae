"""From an agreed price to a stored scheme, charged once; and every way in which it comes to nothing instead."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from core.errors import BadInput, Busy, InsufficientTokens, NotFound, Unavailable
from core.generation.brief import Brief
from core.generation.errors import Failed, KeyReused, Stopped
from core.generation.proposal import Proposal
from core.generation.ticket import Limits
from core.ids import new_id
from core.paintschemes.scheme import Role
from core.paintschemes.variants import reroll
from core.pricing.errors import StaleQuote
from tests.fakes.engines import FailingEngine, FakeEngine, GatedEngine, SlowEngine, proposal_for
from tests.fakes.house import House, fake_compose

SECRET = "my late uncle's regiment"


async def test_a_scheme_is_stored_and_charged(house: House) -> None:
    desk, person = house.desk(), await house.person(12)
    stages: list[str] = []
    brief = Brief(text=SECRET, seed=7)

    stored = await house.press(desk, person, brief, on_progress=stages.append, surface={"platform": "terminal"})

    assert stages == ["choosing colours", "finding paints", "drawing"]
    assert stored.scheme == fake_compose(brief, proposal_for(brief), None)[1]
    assert (stored.brief, stored.proposal) == (brief, proposal_for(brief))
    assert stored == await desk.schemes.by_code(person, stored.code)
    balance = await house.balance(person)
    assert (balance.posted, balance.held) == (9, 0)
    (row,) = await house.requests()
    assert (row.status, row.type, row.cost, row.charged, row.platform) == ("completed", "paintscheme", 3, 3, "terminal")
    assert (row.engine, row.engine_version, row.confidence, row.error) == ("fake", "1", 625, "")
    assert (row.understood, row.not_understood) == (3, 1)
    assert row.milliseconds >= 0
    assert Proposal.model_validate_json(house.vault.open(row.response)) == proposal_for(brief)
    assert Brief.model_validate_json(house.vault.open(row.input)) == brief
    await house.books()


async def test_what_a_person_wrote_is_nowhere_in_plain_text(house: House) -> None:
    desk, person = house.desk(), await house.person()
    await house.press(desk, person, Brief(text=SECRET))

    def everything(conn: object) -> str:
        from sqlalchemy import Connection, inspect, text

        assert isinstance(conn, Connection)
        names = inspect(conn).get_table_names()
        return "".join(str(conn.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)

    dump = await house.db.write(everything)
    assert person in dump
    for word in ("uncle", "regiment"):
        assert word not in dump


async def test_a_repeat_of_the_same_press_is_the_same_scheme(house: House) -> None:
    engine = FakeEngine()
    desk, person = house.desk(engine), await house.person(12)
    brief = Brief(text="again", seed=1)
    first = await house.press(desk, person, brief, key=house.key("interaction:1"))
    # A surface draws a new seed for each press; it is the same press all the same.
    again = await house.press(desk, person, brief.model_copy(update={"seed": 2}), key=house.key("interaction:1"))
    assert again == first
    assert len(engine.asked) == 1
    assert (await house.balance(person)).posted == 9
    await house.books()


async def test_a_key_is_not_reused_for_something_else(house: House) -> None:
    engine = GatedEngine()
    desk, person, other = house.desk(engine), await house.person(), await house.person()
    brief = Brief(text="mine")
    first = asyncio.create_task(house.press(desk, person, brief, key=house.key("k")))
    await engine.thinking.wait()
    with pytest.raises(KeyReused):  # while it is at work here
        await house.press(desk, other, brief, key=house.key("k"))
    with pytest.raises(KeyReused):  # and in another process
        await house.press(house.desk(), person, Brief(text="other"), key=house.key("k"))
    engine.gate.set()
    await first
    with pytest.raises(KeyReused):  # and afterwards
        await house.press(desk, other, brief, key=house.key("k"))
    await house.books()


async def test_without_tokens_nothing_is_begun(house: House) -> None:
    engine = FakeEngine()
    desk, person = house.desk(engine), await house.person(2)
    with pytest.raises(InsufficientTokens) as refused:
        await house.press(desk, person)
    assert (refused.value.cost, refused.value.available) == (3, 2)
    assert engine.asked == []
    assert await house.requests() == []
    await house.books()


async def test_a_quote_is_good_for_its_own_inputs_once(house: House) -> None:
    desk, person = house.desk(), await house.person()
    brief = Brief(text="blue")
    quote = await desk.quote(person, brief)
    with pytest.raises(StaleQuote):
        await desk.paint(person, Brief(text="red"), quote_id=quote.id, key=new_id())
    with pytest.raises(StaleQuote):
        await desk.paint(await house.person(), brief, quote_id=quote.id, key=new_id())
    await desk.paint(person, brief, quote_id=quote.id, key=new_id())
    with pytest.raises(StaleQuote):
        await desk.paint(person, brief, quote_id=quote.id, key=new_id())
    assert (await house.balance(person)).posted == 9
    await house.books()
    assert len(await house.requests()) == 1


async def test_a_price_of_zero_holds_nothing(house: House) -> None:
    from core.pricing import service as pricing

    await house.db.write(pricing.set_price, feature="given away", cost=0, now=house.clock())
    desk, person = house.desk(), await house.person(0)
    brief = Brief(text="free day")
    stored = await house.press(desk, person, brief, feature="given away")
    assert stored.code
    quote = await desk.quote(person, Brief(text="something else"), "given away")
    with pytest.raises(StaleQuote):
        await desk.paint(person, brief, quote_id=quote.id, key=new_id(), feature="given away")
    (row,) = await house.requests()
    assert (row.hold_id, row.cost, row.charged) == (None, 0, 0)
    await house.books()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RuntimeError(f"the model said: {SECRET}"), "RuntimeError"),
        (TimeoutError(), "TimeoutError"),
        (ConnectionResetError(), "ConnectionResetError"),
    ],
)
async def test_a_failing_engine_costs_nothing(
    house: House, error: Exception, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk, person = house.desk(FailingEngine(error)), await house.person(12)
    with caplog.at_level(logging.ERROR), pytest.raises(Failed) as failed:
        await house.press(desk, person, key=house.key("k"))
    (row,) = await house.requests()
    assert (row.status, row.error, row.incident, row.charged) == ("failed", kind, failed.value.incident, 0)
    assert failed.value.incident in str(failed.value)
    assert "0 tokens" in str(failed.value)
    assert failed.value.incident in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in str(failed.value)
    balance = await house.balance(person)
    assert (balance.available, balance.held) == (12, 0)
    with pytest.raises(Failed) as again:  # the same event delivered again has the same answer
        await house.press(desk, person, Brief.model_validate_json(house.vault.open(row.input)), key=house.key("k"))
    assert again.value.incident == failed.value.incident
    await house.books()


async def test_a_brief_that_the_engine_refuses_costs_nothing(house: House) -> None:
    desk, person = house.desk(FailingEngine(BadInput("Say a little more."))), await house.person(12)
    with pytest.raises(BadInput, match="Say a little more"):
        await house.press(desk, person)
    (row,) = await house.requests()
    assert (row.status, row.error, row.incident) == ("failed", "BadInput", "")
    assert (await house.balance(person)).available == 12
    await house.books()


async def test_an_engine_that_hangs_is_given_up(house: House) -> None:
    desk, person = house.desk(GatedEngine(), limits=Limits(engine=30, beat=10)), await house.person(12)
    with pytest.raises(Failed):
        await house.press(desk, person)
    (row,) = await house.requests()
    assert (row.status, row.error) == ("failed", "TimeoutError")
    await house.books()


async def test_a_failure_while_finding_paints_costs_nothing(house: House) -> None:
    def broken(*args: object) -> object:
        raise ZeroDivisionError

    desk, person = house.desk(compose=broken), await house.person(12)
    with pytest.raises(Failed):
        await house.press(desk, person)
    assert (await house.balance(person)).available == 12
    await house.books()


async def test_a_database_that_is_away_for_a_moment_costs_no_scheme(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.generation import requests, worker

    monkeypatch.setattr(worker, "_PAUSES_S", (0.0, 0.0))
    desk, person = house.desk(), await house.person(12)
    failures = [Unavailable("away"), Unavailable("away")]
    real = requests.complete

    def sometimes(*args: object, **values: object) -> object:
        if failures:
            raise failures.pop()
        return real(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(requests, "complete", sometimes)
    assert (await house.press(desk, person)).code
    failures[:] = [Unavailable("away")] * 3
    with pytest.raises(Unavailable):
        await house.press(desk, person)
    assert (await house.balance(person)).available == 9
    await house.books()


async def test_cancelling_gives_the_tokens_back(house: House) -> None:
    engine = GatedEngine()
    desk, person = house.desk(engine), await house.person(12)
    painting = asyncio.create_task(house.press(desk, person))
    await engine.thinking.wait()
    (row,) = await house.requests()
    assert (await house.balance(person)).held == 3
    with pytest.raises(NotFound):
        await desk.cancel(row.id, await house.person())
    with pytest.raises(NotFound):
        await desk.cancel("nothing", person)
    assert await desk.cancel(row.id, person)
    with pytest.raises(Stopped):
        await painting
    assert not await desk.cancel(row.id, person)
    (row,) = await house.requests()
    assert (row.status, row.charged) == ("cancelled", 0)
    assert (await house.balance(person)).available == 12
    await house.books()


async def test_cancelling_from_another_process_is_seen_at_the_next_beat(house: House) -> None:
    engine = GatedEngine()
    desk, other, person = house.desk(engine), house.desk(), await house.person(12)
    painting = asyncio.create_task(house.press(desk, person, key=house.key("press")))
    await engine.thinking.wait()
    assert await other.cancel_key(house.key("press"), person)
    with pytest.raises(Stopped):  # the engine never answers: it is the sign of life that finds out
        await painting
    with pytest.raises(NotFound):
        await other.cancel_key("no such press", person)
    await house.books()


async def test_a_cancelled_caller_gives_the_tokens_back_in_the_background(house: House) -> None:
    engine = GatedEngine()
    desk, person = house.desk(engine), await house.person(12)
    painting = asyncio.create_task(house.press(desk, person))
    await engine.thinking.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting
    await desk.close()
    (row,) = await house.requests()
    assert row.status == "cancelled"
    assert (await house.balance(person)).available == 12
    await house.books()


async def test_it_goes_on_while_somebody_else_waits_for_it(house: House) -> None:
    engine = GatedEngine()
    desk, person = house.desk(engine), await house.person(12)
    brief = Brief(text="shared")
    first = asyncio.create_task(house.press(desk, person, brief, key=house.key("k")))
    await engine.thinking.wait()
    stages: list[str] = []
    second = asyncio.create_task(house.press(desk, person, brief, key=house.key("k"), on_progress=stages.append))
    await house.until(lambda: bool(stages))
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    engine.gate.set()
    assert (await second).code
    assert stages == ["choosing colours", "finding paints", "drawing"]
    await house.books()


async def test_two_at_once_the_others_in_line(house: House) -> None:
    engine = GatedEngine()
    desk, person = house.desk(engine, limits=Limits(in_line=3, beat=50)), await house.person(30)
    told: list[list[str]] = [[] for _ in range(5)]
    painting = [asyncio.create_task(house.press(desk, person, on_progress=stages.append)) for stages in told]
    await house.until(lambda: house.opened(5))
    with pytest.raises(Busy):
        await house.press(desk, person)
    other = asyncio.create_task(house.press(desk, await house.person()))  # somebody else is not in this line
    await house.until(lambda: len(engine.asked) == 3)
    assert sum(stages == ["in line"] for stages in told) == 3
    engine.gate.set()
    assert len({stored.code for stored in await asyncio.gather(*painting, other)}) == 6
    assert (await house.balance(person)).posted == 15
    await house.books()


async def test_the_line_is_kept_between_processes(house: House) -> None:
    engine = SlowEngine(0.02)
    desks = [house.desk(engine) for _ in range(3)]
    person = await house.person(30)
    await asyncio.gather(*(house.press(desks[n % 3], person) for n in range(8)))
    assert engine.most_at_once <= 2
    await house.books()


async def test_somebody_in_line_can_leave_it(house: House) -> None:
    engine = GatedEngine()
    desk, person = house.desk(engine), await house.person(30)
    painting = [asyncio.create_task(house.press(desk, person)) for _ in range(4)]
    await house.until(lambda: house.opened(4))
    await house.until(lambda: len(engine.asked) == 2)
    waiting = [row for row in await house.requests() if row.started_at is None]
    assert len(waiting) == 2
    assert await desk.cancel(waiting[0].id, person)
    engine.gate.set()
    ended = await asyncio.gather(*painting, return_exceptions=True)
    assert sum(isinstance(one, Stopped) for one in ended) == 1
    assert (await house.balance(person)).posted == 21
    await house.books()


async def test_progress_may_be_slow_and_may_fail(house: House, caplog: pytest.LogCaptureFixture) -> None:
    desk, person = house.desk(SlowEngine(0.01)), await house.person(30)
    told: list[str] = []

    async def slow(stage: str) -> None:
        await asyncio.sleep(0.02)
        told.append(stage)

    def failing(stage: str) -> None:
        raise RuntimeError

    async def failing_late(stage: str) -> None:
        raise RuntimeError

    await house.press(desk, person, on_progress=slow)
    assert told[0] == "choosing colours"
    assert told[-1] == "drawing"  # the last word is out before the answer is
    await house.press(desk, person, on_progress=failing)
    await house.press(desk, person, on_progress=failing_late)
    assert (await house.balance(person)).posted == 21
    await house.books()


async def test_the_loop_is_free_while_colours_are_worked_on(house: House) -> None:
    import threading

    threads: list[str] = []

    class Computing(FakeEngine):
        def propose_now(self, brief: Brief) -> Proposal:
            threads.append(threading.current_thread().name)
            return proposal_for(brief)

    def composing(brief: Brief, proposal: Proposal, catalogue: object) -> object:
        threads.append(threading.current_thread().name)
        return fake_compose(brief, proposal, catalogue)

    await house.press(house.desk(Computing(), compose=composing), await house.person())
    assert len(threads) == 2
    assert all(name.startswith("desk") for name in threads)


async def test_a_reroll_keeps_what_is_locked_and_has_its_own_price(house: House) -> None:
    desk, person = house.desk(), await house.person(12)
    first = await house.press(desk, person, Brief(text="keep the teal", seed=1))
    brief = reroll(first, keep={Role.PRIMARY, Role.METAL}, seed=2)
    assert set(brief.locks) == {Role.PRIMARY, Role.METAL}
    second = await house.press(desk, person, brief, feature="reroll", parent_id=first.id)
    for role in brief.locks:
        assert second.scheme.area(role).hex == first.scheme.area(role).hex  # type: ignore[union-attr]
    assert (second.parent_id, second.change) == (first.id, None)
    assert (await house.balance(person)).posted == 12 - 3 - 2
    with pytest.raises(BadInput):
        reroll(first, keep=[area.role for area in first.scheme.areas], seed=2)
    with pytest.raises(BadInput):
        reroll(first, keep={Role.ACCENT2}, seed=2)
    await house.books()


async def test_closing_takes_nothing_new_and_finishes_what_is_at_work(house: House) -> None:
    desk, person = house.desk(SlowEngine(0.05)), await house.person(12)
    painting = asyncio.create_task(house.press(desk, person))
    await house.until(lambda: house.opened(1))
    closing = asyncio.create_task(desk.close())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await desk.paint(person, Brief(text="x"), quote_id="", key=house.key("late"))
    assert (await painting).code
    await closing
    await house.books()


async def test_what_does_not_finish_in_time_is_left_to_the_next_process(house: House) -> None:
    engine = GatedEngine()
    desk, person = house.desk(engine), await house.person(12)
    painting = asyncio.create_task(house.press(desk, person, surface={"platform": "terminal", "room": 5}))
    await engine.thinking.wait()
    await desk.close(grace_s=0.01)
    with pytest.raises(Unavailable, match="restarting"):
        await painting
    assert await house.desk().recover() == 1  # at once: the lease was handed back
    (message,) = await house.messages()
    payload = json.loads(message.payload)
    assert (message.kind, payload["surface"]) == ("scheme_ready", {"platform": "terminal", "room": 5})
    assert (await house.desk().schemes.by_code(person, payload["code"])).person_id == person
    await house.books()
