"""PostgreSQL: what is tried again, what is not, and that nothing happens twice."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Column, Connection, MetaData, Table, Text, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.util.concurrency import await_

from core.errors import Misconfigured, Unavailable
from core.persistence import migrate, postgresql
from core.persistence.database import Database
from core.persistence.metadata import BigInt
from core.persistence.postgresql import ATTEMPTS, GivenUpError
from core.persistence.statements import Statement
from tests.databases import PostgresServer, name_of

bench = MetaData()
jar = Table("jar", bench, Column("id", Text, primary_key=True), Column("drops", BigInt, nullable=False))
ADD = Statement(insert(jar), once=True)
DROPS = Statement(select(jar.c.drops).where(jar.c.id == "bone"))


@pytest.fixture
async def jars(postgres_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(postgresql, "_BACKOFF_S", 0.001)

    def fill(conn: Connection) -> None:
        bench.create_all(conn)
        for name in ("bone", "teal"):
            ADD.run(conn, id=name, drops=10)

    await postgres_database.write(fill)
    return postgres_database


def pour(conn: Connection, name: str, drops: int = 1) -> None:
    conn.execute(update(jar).where(jar.c.id == name).values(drops=jar.c.drops + drops))


async def drops(db: Database) -> dict[str, int]:
    rows = await db.read(lambda conn: conn.execute(select(jar.c.id, jar.c.drops)).all())
    return {row.id: row.drops for row in rows}


async def test_settings_of_every_connection(jars: Database) -> None:
    def show(conn: Connection, name: str) -> object:
        return conn.scalar(text(f"SHOW {name}"))

    wanted = {
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "10s",
        "synchronous_commit": "on",
        "TimeZone": "UTC",
    }
    assert {name: await jars.write(show, name) for name in wanted} == wanted
    assert await jars.write(show, "transaction_isolation") == "read committed"
    assert await jars.read(show, "transaction_isolation") == "repeatable read"
    assert await jars.read(show, "transaction_read_only") == "on"


async def test_a_real_deadlock_is_tried_again(jars: Database) -> None:
    meet = asyncio.Barrier(2)
    begun = itertools.count(1)

    def both(conn: Connection, first: str, second: str, tries: list[int]) -> None:
        tries.append(next(begun))
        pour(conn, first)
        if len(tries) == 1:
            await_(meet.wait())
        pour(conn, second)

    one: list[int] = []
    other: list[int] = []
    await asyncio.gather(jars.write(both, "bone", "teal", one), jars.write(both, "teal", "bone", other))
    assert len(one) + len(other) == 3  # PostgreSQL chose one of the two
    assert await drops(jars) == {"bone": 12, "teal": 12}


async def test_a_real_serialization_failure_is_tried_again(jars: Database, postgres: PostgresServer) -> None:
    tries = []

    def careful(conn: Connection) -> None:
        conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        DROPS.scalar(conn)
        tries.append(1)
        if len(tries) == 1:
            postgres.execute("UPDATE jar SET drops = drops + 100 WHERE id = 'bone'", name_of(jars.url))
        pour(conn, "bone")

    await jars.write(careful)
    assert len(tries) == 2
    assert (await drops(jars))["bone"] == 111


async def test_a_lock_that_is_never_freed_is_given_up(jars: Database) -> None:
    tries = []

    def impatient(conn: Connection) -> None:
        tries.append(1)
        conn.exec_driver_sql("SET LOCAL lock_timeout = '20ms'")
        pour(conn, "bone")

    held, free = asyncio.Event(), asyncio.Event()

    def holder(conn: Connection) -> None:
        pour(conn, "bone")
        held.set()
        await_(free.wait())

    holding = asyncio.create_task(jars.write(holder))
    await held.wait()
    with pytest.raises(Unavailable, match="Something else is writing"):
        await jars.write(impatient)
    assert len(tries) == ATTEMPTS
    free.set()
    await holding
    assert (await drops(jars))["bone"] == 11


async def test_a_slow_statement_is_not_tried_again(jars: Database) -> None:
    tries = []

    def slow(conn: Connection) -> None:
        tries.append(1)
        conn.exec_driver_sql("SET LOCAL statement_timeout = '20ms'")
        conn.exec_driver_sql("SELECT pg_sleep(30)")

    with pytest.raises(Unavailable, match="took too long"):
        await jars.write(slow)
    assert len(tries) == 1


@pytest.mark.parametrize("boundary", range(4))
@pytest.mark.parametrize("way", ["statement", "core"])
async def test_the_connection_is_cut_before_a_statement(
    jars: Database, postgres: PostgresServer, boundary: int, way: str
) -> None:
    """The server's process is killed before the first, second and third statement and before the COMMIT."""
    tries = []
    twice = Statement(update(jar).where(jar.c.id == "bone").values(drops=jar.c.drops + 1))

    def three(conn: Connection) -> None:
        tries.append(1)
        pid = conn.scalar(text("SELECT pg_backend_pid()"))
        for step in range(4):
            if step == boundary and len(tries) == 1:
                postgres.execute(f"SELECT pg_terminate_backend({pid})")
            if step == 3:
                return
            if way == "statement":
                twice.run(conn)
            else:
                pour(conn, "bone")

    await jars.write(three)
    assert len(tries) == 2
    assert (await drops(jars))["bone"] == 13


async def test_an_unknown_outcome_is_settled_by_the_key(jars: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The COMMIT arrives and its answer does not: the same call with the same key finds what it wrote."""
    execute = asyncpg.Connection.execute
    cut = []

    async def commit_and_lose_the_line(self: Any, query: str, *args: Any, **kwargs: Any) -> str:
        answer: str = await execute(self, query, *args, **kwargs)
        if query == "COMMIT" and not cut:
            cut.append(1)
            self.terminate()
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        return answer

    monkeypatch.setattr(asyncpg.Connection, "execute", commit_and_lose_the_line)
    outcomes: list[int] = []

    def once(conn: Connection) -> None:
        outcomes.append(ADD.run(conn, id="grant:1", drops=5))
        if outcomes[-1]:
            pour(conn, "bone", 5)

    await jars.write(once)
    assert outcomes == [1, 0]
    assert await drops(jars) == {"bone": 15, "teal": 10, "grant:1": 5}


async def test_all_connections_cut_while_idle(jars: Database, postgres: PostgresServer) -> None:
    """After a restart of the server a pool full of dead connections does not use up the attempts."""
    together = asyncio.Barrier(12)
    await asyncio.gather(*(jars.write(lambda _: await_(together.wait())) for _ in range(12)))
    postgres.execute(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(jars.url)}'", "postgres"
    )
    await asyncio.gather(*(jars.write(pour, "bone") for _ in range(12)))
    assert (await drops(jars))["bone"] == 22


async def test_a_swallowed_error_is_not_taken_for_success(jars: Database) -> None:
    """PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and no error."""

    def careless(conn: Connection) -> None:
        pour(conn, "bone")
        with pytest.raises(IntegrityError):
            conn.execute(insert(jar).values(id="bone", drops=1))

    with pytest.raises(GivenUpError):
        await jars.write(careless)
    assert (await drops(jars))["bone"] == 10


@pytest.mark.parametrize("way", ["statement", "core"])
async def test_errors_have_one_class_whichever_way_they_come(jars: Database, way: str) -> None:
    plain = Statement(insert(jar))

    def again(conn: Connection) -> object:
        values = {"id": "bone", "drops": 1}
        return plain.run(conn, **values) if way == "statement" else conn.execute(insert(jar), values)

    with pytest.raises(IntegrityError):
        await jars.write(again)
    with pytest.raises(DBAPIError):
        await jars.read(lambda conn: pour(conn, "bone"))


async def test_no_server_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_BACKOFF_S", 0.001)
    db = await Database.open("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable, match="does not answer"):
        await db.read(lambda conn: conn.scalar(text("SELECT 1")))
    with pytest.raises(Unavailable, match="does not answer"):
        await migrate.ensure_ready(db)
    await db.close()


async def test_a_database_that_is_not_there_is_the_operators_matter(postgres: PostgresServer) -> None:
    db = await Database.open(postgres.url("no_such_database"))
    with pytest.raises(Misconfigured, match=r'"no_such_database" does not exist.*storage\.url'):
        await db.read(lambda conn: conn.scalar(text("SELECT 1")))
    await db.close()


async def test_it_is_migrated_by_its_operator_only(postgres: PostgresServer) -> None:
    url = postgres.empty()
    db = await Database.open(url)
    with pytest.raises(Misconfigured, match="wetpalette migrate"):
        await migrate.ensure_ready(db)
    # Two operators at once: the second one finds the work done.
    await asyncio.gather(*(asyncio.to_thread(migrate.upgrade, url) for _ in range(2)))
    await migrate.ensure_ready(db)
    assert await asyncio.to_thread(migrate.current, url) == migrate.head()
    postgres.execute("UPDATE alembic_version SET version_num = '9999'", name_of(url))
    with pytest.raises(Misconfigured, match="does not know"):
        await migrate.ensure_ready(db)
    with pytest.raises(Misconfigured, match="does not know"):
        await asyncio.to_thread(migrate.upgrade, url)
    await db.close()


def test_only_what_can_be_settled_is_tried_again() -> None:
    from core.persistence.failures import is_retryable

    def error(kind: Callable[..., Exception], **wrapped: Any) -> DBAPIError:
        return DBAPIError("SQL", None, kind("text"), **wrapped)

    assert is_retryable(error(asyncpg.DeadlockDetectedError))
    assert is_retryable(error(asyncpg.SerializationError))
    assert is_retryable(error(asyncpg.LockNotAvailableError))
    assert is_retryable(error(asyncpg.AdminShutdownError))
    assert is_retryable(error(ValueError, connection_invalidated=True))
    assert is_retryable(ConnectionRefusedError())
    assert not is_retryable(error(asyncpg.UniqueViolationError))
    assert not is_retryable(error(asyncpg.QueryCanceledError))
    assert not is_retryable(ValueError("connection"))
