"""What `Database.write` and `Database.read` promise, on both databases."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import Any

import pytest
from sqlalchemy import Column, Connection, ForeignKey, MetaData, Table, Text, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.errors import Misconfigured, Refusal
from core.persistence.database import Database, parse_url
from core.persistence.metadata import BigInt

bench = MetaData()
jar = Table(
    "jar", bench, Column("id", Text, primary_key=True), Column("drops", BigInt, nullable=False), sqlite_strict=True
)
label = Table("label", bench, Column("jar_id", Text, ForeignKey("jar.id"), primary_key=True), sqlite_strict=True)


@pytest.fixture
async def jars(database: Database) -> Database:
    await database.write(bench.create_all)
    return database


def add(conn: Connection, name: str, *, drops: int = 0) -> str:
    """Two rows that belong together."""
    conn.execute(insert(jar).values(id=name, drops=drops))
    conn.execute(insert(label).values(jar_id=name))
    return name


def count(conn: Connection) -> tuple[int, int]:
    jars_and_labels = (conn.scalar(select(func.count()).select_from(table)) for table in (jar, label))
    return tuple(int(number or 0) for number in jars_and_labels)  # type: ignore[return-value]


async def test_a_write_returns_its_value_and_can_be_read(jars: Database) -> None:
    assert await jars.write(add, "bone", drops=3) == "bone"
    assert await jars.read(count) == (1, 1)


class Refused(Refusal):
    pass


async def test_what_raises_leaves_nothing_and_hurts_nobody(jars: Database) -> None:
    refusal = Refused("no")

    def refuse(conn: Connection, name: str) -> None:
        add(conn, name)
        raise refusal

    def crash(conn: Connection, name: str) -> None:
        add(conn, name)
        raise ZeroDivisionError

    def twice(conn: Connection, name: str) -> None:
        add(conn, name)
        conn.execute(insert(jar).values(id=name, drops=0))

    ways = [add, refuse, crash, twice]
    results = await asyncio.gather(*(jars.write(ways[n % 4], f"{n:03}") for n in range(200)), return_exceptions=True)
    for n, result in enumerate(results):
        match n % 4:
            case 0:
                assert result == f"{n:03}"
            case 1:
                assert result is refusal
            case 2:
                assert isinstance(result, ZeroDivisionError)
            case _:
                assert isinstance(result, IntegrityError)
    assert await jars.read(count) == (50, 50)
    names = await jars.read(lambda conn: conn.scalars(select(jar.c.id).order_by(jar.c.id)).all())
    assert names == [f"{n:03}" for n in range(0, 200, 4)]


async def test_foreign_keys_are_kept(jars: Database) -> None:
    with pytest.raises(IntegrityError):
        await jars.write(lambda conn: conn.execute(insert(label).values(jar_id="nowhere")))


async def test_no_update_is_lost(jars: Database) -> None:
    await jars.write(add, "bone")
    pour = update(jar).where(jar.c.id == "bone").values(drops=jar.c.drops + 1)
    await asyncio.gather(*(jars.write(lambda conn: conn.execute(pour).rowcount) for _ in range(300)))
    assert await jars.read(lambda conn: conn.scalar(select(jar.c.drops))) == 300


async def test_a_read_sees_one_moment(jars: Database) -> None:
    await jars.write(add, "bone")
    loop = asyncio.get_running_loop()
    seen: list[Any] = []

    async def read() -> None:
        seen.append(await jars.read(before_and_after))

    def before_and_after(conn: Connection) -> tuple[object, object]:
        from sqlalchemy.util.concurrency import await_

        before = count(conn)
        await_(write_meanwhile())
        return before, count(conn)

    async def write_meanwhile() -> None:
        await jars.write(add, "teal")

    await asyncio.wait_for(loop.create_task(read()), 20)
    assert seen == [((1, 1), (1, 1))]
    assert await jars.read(count) == (2, 2)


async def test_a_read_cannot_write(jars: Database) -> None:
    with pytest.raises(DBAPIError):
        await jars.read(add, "bone")
    assert await jars.read(count) == (0, 0)


async def test_a_savepoint_inside_a_write(jars: Database) -> None:
    def some(conn: Connection) -> None:
        add(conn, "bone")
        with pytest.raises(IntegrityError), conn.begin_nested():
            add(conn, "bone")
        with conn.begin_nested():
            add(conn, "teal")

    await asyncio.gather(jars.write(some), jars.write(add, "rust"))
    assert await jars.read(count) == (3, 3)


async def _open_transactions(db: Database) -> int:
    """Transactions that somebody left open, this question's own left out."""
    if db.dialect == "sqlite":
        return 0
    query = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
    )
    return int(await db.read(lambda conn: conn.scalar(query)))


async def test_cancelled_at_any_moment_a_write_is_whole_or_absent(jars: Database, rng: random.Random) -> None:
    """Each write is cancelled after another number of turns of the event loop, from before its start to after its end.

    Between two cancellations a write by somebody else succeeds at once: no lock was left behind.
    """
    acknowledged = set()
    for turns in [*range(40), *(rng.randrange(200) for _ in range(20))]:
        name = f"{turns}-{len(acknowledged)}-{rng.random()}"
        task = asyncio.create_task(jars.write(add, name))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            acknowledged.add(await task)
        witness = f"witness {name}"
        acknowledged.add(await asyncio.wait_for(jars.write(add, witness), 10))
    stored, labelled = await jars.read(
        lambda conn: [set(conn.scalars(select(column)).all()) for column in (jar.c.id, label.c.jar_id)]
    )
    assert stored == labelled
    assert acknowledged <= stored
    assert await _open_transactions(jars) == 0


async def test_cancelled_reads_leave_nothing_open(jars: Database) -> None:
    await jars.write(add, "bone")
    for turns in range(40):
        task = asyncio.create_task(jars.read(count))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    # what a cancelled caller let go of ends by itself; one that has not ended yet is not one that was left open
    if left := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(left, timeout=10)
    assert await jars.read(count) == (1, 1)
    assert await _open_transactions(jars) == 0


async def test_closing_finishes_what_was_handed_in(database_url: str) -> None:
    db = await Database.open(database_url)
    await db.write(bench.create_all)
    writes = [asyncio.create_task(db.write(add, f"{n}")) for n in range(100)]
    await asyncio.sleep(0)
    await db.close()
    await db.close()
    assert sorted(await asyncio.gather(*writes)) == sorted(f"{n}" for n in range(100))
    with pytest.raises(RuntimeError, match="closed"):
        await db.write(add, "late")
    with pytest.raises(RuntimeError, match="closed"):
        await db.read(count)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "not a url",
        "mysql://host/name",
        "sqlite://",
        "sqlite+aiosqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
    ],
)
async def test_other_urls_are_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"storage\.url must be"):
        await Database.open(url)


def test_short_urls_get_their_driver_and_no_password_is_shown() -> None:
    assert parse_url("sqlite:///a.db").drivername == "sqlite+aiosqlite"
    assert parse_url("postgres://u:p@h/n").drivername == "postgresql+asyncpg"
    with pytest.raises(Misconfigured) as caught:
        parse_url("mysql://u:geheim@h/n")
    assert "geheim" not in str(caught.value)
