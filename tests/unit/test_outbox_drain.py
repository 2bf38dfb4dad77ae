"""What is put into the outbox reaches its person, once where it can be, and waits where it cannot."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from core.accounts import service as accounts
from core.clock import HOUR, SECOND
from core.outbox import service as outbox
from core.outbox.message import LEASE, MAX_ATTEMPTS, Delivered, Later, Message, Outcome, Undeliverable, pause
from core.outbox.tables import outbox as table
from core.persistence.database import Database

NOW = 1_760_000_000_000


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def painter(database: Database) -> str:
    return await database.write(accounts.person_for, "terminal", "painter", now=NOW)


class Surface:
    """Delivers, and remembers what it was given; `answers` are used up first."""

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = list(answers)
        self.seen: list[Message] = []

    async def __call__(self, message: Message) -> Outcome:
        self.seen.append(message)
        answer = self.answers.pop(0) if self.answers else Delivered()
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_delivered_once_with_its_address(database: Database, painter: str, time: Time) -> None:
    await database.write(outbox.put, person_id=painter, kind="scheme_ready", payload={"code": "Ä1"}, now=NOW)
    surface, box = Surface(), outbox.Outbox(database, time)
    assert await box.drain(surface, platforms=["discord"]) == 0
    assert await box.drain(surface, platforms=["terminal", "discord"]) == 1
    assert await box.drain(surface, platforms=["terminal"]) == 0
    (message,) = surface.seen
    assert (message.platform, message.platform_user_id) == ("terminal", "painter")
    assert (message.kind, message.payload, message.attempts) == ("scheme_ready", {"code": "Ä1"}, 1)


async def test_an_event_is_told_once(database: Database, painter: str, time: Time) -> None:
    first = await asyncio.gather(
        *(
            database.write(outbox.put, person_id=painter, kind="k", payload={"n": n}, now=NOW, dedupe_key="event")
            for n in range(100)
        )
    )
    assert len(set(first)) == 1
    assert await outbox.Outbox(database, time).drain(Surface(), platforms=["terminal"]) == 1


async def test_a_message_for_one_platform_goes_nowhere_else(database: Database, painter: str, time: Time) -> None:
    await database.write(outbox.put, person_id=painter, kind="k", payload={}, now=NOW, platform="discord")
    assert await outbox.Outbox(database, time).drain(Surface(), platforms=["terminal", "discord"]) == 0


async def test_failures_wait_longer_and_longer_and_then_become_a_notice(
    database: Database, painter: str, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write(outbox.put, person_id=painter, kind="k", payload={"n": 1}, now=NOW)
    surface = Surface(RuntimeError("the platform broke"), *[Later()] * (MAX_ATTEMPTS - 1))
    box = outbox.Outbox(database, time)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert await box.drain(surface, platforms=["terminal"]) == 0
        assert len(surface.seen) == attempt
        time.now += pause(attempt) - 1
        assert await box.drain(surface, platforms=["terminal"]) == 0
        assert len(surface.seen) == attempt
        time.now += 1
    assert "the platform broke" in caplog.text
    (notice,) = await database.read(outbox.pending_notices, painter)
    assert (notice.kind, notice.payload) == ("k", {"n": 1})
    assert await database.write(outbox.notices_shown, [notice.id], now=time.now) == 1
    assert await database.write(outbox.notices_shown, [notice.id], now=time.now) == 0
    assert await database.read(outbox.pending_notices, painter) == []
    assert [pause(n) for n in (1, 2, 3, 50)] == [5 * SECOND, 10 * SECOND, 20 * SECOND, HOUR]


async def test_who_cannot_be_reached_finds_it_as_a_notice_at_once(database: Database, painter: str, time: Time) -> None:
    await database.write(outbox.put, person_id=painter, kind="k", payload={}, now=NOW)
    await outbox.Outbox(database, time).drain(Surface(Undeliverable()), platforms=["terminal"])
    assert len(await database.read(outbox.pending_notices, painter)) == 1


async def test_two_processes_share_the_work(database: Database, painter: str, time: Time) -> None:
    for n in range(50):
        await database.write(outbox.put, person_id=painter, kind="k", payload={"n": n}, now=NOW)
    surface = Surface()
    boxes = [outbox.Outbox(database, time) for _ in range(4)]
    arrived = await asyncio.gather(*(box.drain(surface, platforms=["terminal"]) for box in boxes))
    assert sum(arrived) == 50
    assert sorted(message.payload["n"] for message in surface.seen) == list(range(50))


async def test_a_dead_process_loses_its_lease(database: Database, painter: str, time: Time) -> None:
    await database.write(outbox.put, person_id=painter, kind="k", payload={}, now=NOW)
    (taken,) = await database.write(outbox.claim, owner="dead", platforms=("terminal",), now=NOW)
    box = outbox.Outbox(database, time)
    assert await box.drain(Surface(), platforms=["terminal"]) == 0
    time.now += LEASE
    assert await box.drain(Surface(), platforms=["terminal"]) == 1
    # Its answer comes late and counts for nothing.
    late = await database.write(outbox.settle, message=taken, owner="dead", outcome=Undeliverable(), now=time.now)
    assert late is False
    assert await database.read(outbox.pending_notices, painter) == []


async def test_cancelled_in_the_middle_nothing_is_lost(database: Database, painter: str, time: Time) -> None:
    for n in range(3):
        await database.write(outbox.put, person_id=painter, kind="k", payload={"n": n}, now=NOW)
    reached, seen = asyncio.Event(), []

    async def slow(message: Message) -> Outcome:
        seen.append(message.payload["n"])
        if message.payload["n"] == 1:
            reached.set()
            await asyncio.sleep(3600)
        return Delivered()

    box = outbox.Outbox(database, time)
    drain = asyncio.create_task(box.drain(slow, platforms=["terminal"]))
    await reached.wait()
    drain.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drain
    rows = await database.read(lambda conn: conn.execute(select(table).order_by(table.c.id)).all())
    assert [(row.state, row.attempts, row.lease_until) for row in rows] == [
        ("delivered", 1, 0),
        ("waiting", 1, 0),
        ("waiting", 0, 0),
    ]
    time.now += SECOND
    assert await box.drain(Surface(), platforms=["terminal"]) == 2


async def test_old_ones_are_forgotten(database: Database, painter: str, time: Time) -> None:
    for n in range(2):
        await database.write(outbox.put, person_id=painter, kind="k", payload={"n": n}, now=NOW)
    await outbox.Outbox(database, time).drain(Surface(Delivered(), Undeliverable()), platforms=["terminal"])
    assert await database.write(outbox.forget, before=NOW) == 0
    assert await database.write(outbox.forget, before=NOW + 1) == 1
    assert len(await database.read(outbox.pending_notices, painter)) == 1
