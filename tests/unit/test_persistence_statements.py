"""`Statement` gives on both databases what `Connection.execute` would give."""

from __future__ import annotations

import pytest
from sqlalchemy import Boolean, Column, Connection, MetaData, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from core.persistence.database import Database
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement

shelf = MetaData()
pot = Table(
    "pot",
    shelf,
    Column("id", Text, primary_key=True),
    Column("millilitres", BigInt, nullable=False),
    Column("state", Text, nullable=False),
    sqlite_strict=True,
)

ADD = Statement(insert(pot))
GET = Statement(select(pot.c.id, pot.c.millilitres, pot.c.state).where(pot.c.id == bindparam("id")))
ALL_OPEN = Statement(select(pot.c.id).where(pot.c.state.in_(("open", "nearly empty"))).order_by(pot.c.id).limit(2))
POUR = Statement(
    update(pot)
    .where(pot.c.id == bindparam("id"), pot.c.millilitres - bindparam("amount", type_=BigInt) >= 0)
    .values(millilitres=pot.c.millilitres - bindparam("amount", type_=BigInt), state="nearly empty")
    .returning(pot.c.millilitres)
)
REFILL = Statement(update(pot).where(pot.c.id == bindparam("which")).values(millilitres=pot.c.millilitres + 5))
THROW = Statement(delete(pot).where(pot.c.state == bindparam("state")))


@pytest.fixture
async def pots(database: Database) -> Database:
    def fill(conn: Connection) -> None:
        shelf.create_all(conn)
        for name, amount, state in (("bone", 12, "open"), ("teal", 3, "open"), ("rust", 18, "dry"), ("ink", 1, "open")):
            assert ADD.run(conn, id=name, millilitres=amount, state=state) == 1

    await database.write(fill)
    return database


async def test_rows_are_named_tuples(pots: Database) -> None:
    for way in (pots.read, pots.write):
        row = await way(GET.one, id="teal")
        assert row.millilitres == 3
        name, amount, state = row
        assert (name, amount, state) == ("teal", 3, "open")
        assert row == ("teal", 3, "open")
        assert await way(GET.one, id="nothing") is None
        assert await way(GET.scalar, id="rust") == "rust"
        assert await way(GET.scalar, id="nothing") is None
        assert await way(ALL_OPEN.all) == [("bone",), ("ink",)]


async def test_constants_and_a_parameter_used_twice(pots: Database) -> None:
    assert await pots.write(POUR.scalar, id="bone", amount=5) == 7
    assert await pots.write(POUR.scalar, id="bone", amount=8) is None
    assert await pots.read(GET.one, id="bone") == ("bone", 7, "nearly empty")
    assert await pots.write(REFILL.run, which="bone") == 1
    assert (await pots.read(GET.one, id="bone")).millilitres == 12


async def test_run_counts_rows(pots: Database) -> None:
    assert await pots.write(THROW.run, state="dry") == 1
    assert await pots.write(THROW.run, state="dry") == 0
    assert await pots.write(POUR.run, id="ink", amount=1) == 1
    assert await pots.write(POUR.run, id="ink", amount=1) == 0


async def test_missing_and_unknown_parameters_are_named(pots: Database) -> None:
    with pytest.raises(TypeError, match=r"missing: \['id'\], unknown: \['name'\]"):
        await pots.read(GET.one, name="teal")
    with pytest.raises(TypeError, match=r"missing: \[\], unknown: \['more'\]"):
        await pots.read(GET.one, id="teal", more=1)
    with pytest.raises(TypeError, match=r"missing: \['state'\]"):
        await pots.write(ADD.run, id="x", millilitres=1)


async def test_errors_are_sqlalchemys_and_keep_parameters_to_themselves(pots: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        await pots.write(ADD.run, id="teal", millilitres=1, state="a secret description")
    assert "a secret description" not in str(caught.value)
    missing = Statement(select(Table("no_such_table", MetaData(), Column("id", Text))))
    with pytest.raises((ProgrammingError, OperationalError)):
        await pots.read(missing.all)


async def test_a_statement_may_fail_inside_a_savepoint(pots: Database) -> None:
    def twice(conn: Connection) -> int:
        with pytest.raises(IntegrityError), conn.begin_nested():
            ADD.run(conn, id="teal", millilitres=1, state="open")
        return ADD.run(conn, id="moss", millilitres=1, state="open")

    assert await pots.write(twice) == 1
    assert await pots.read(GET.scalar, id="moss") == "moss"


async def test_many_values_in_a_list(pots: Database) -> None:
    """An IN list whose length differs from call to call is expanded for each call."""
    some = Statement(select(pot.c.id).where(pot.c.id.in_(bindparam("ids", expanding=True))).order_by(pot.c.id))
    assert await pots.read(some.all, ids=["teal", "rust", "nothing"]) == [("rust",), ("teal",)]
    assert await pots.read(some.all, ids=["ink"]) == [("ink",)]
    assert await pots.write(some.all, ids=[]) == []


async def test_an_insert_that_gives_way(pots: Database) -> None:
    once = Statement(insert(pot), once=True)
    assert await pots.write(once.run, id="teal", millilitres=99, state="open") == 0
    assert await pots.write(once.run, id="moss", millilitres=99, state="open") == 1
    assert (await pots.read(GET.one, id="teal")).millilitres == 3
    with pytest.raises(TypeError, match="once=True"):
        await pots.write(Statement(insert(pot).returning(pot.c.id), once=True).run, id="x", millilitres=1, state="open")


async def test_what_needs_core_is_refused(sqlite_database: Database) -> None:
    odd = Table("odd", MetaData(), Column("id", Text), Column("yes", Boolean), Column("made", Text, default="now"))
    with pytest.raises(TypeError, match="converted in Python"):
        await sqlite_database.read(Statement(select(odd.c.yes)).all)
    with pytest.raises(TypeError, match="default="):
        await sqlite_database.write(Statement(insert(odd).values(id=bindparam("id"))).run, id="x")
