"""The audit finds any row that was changed behind the ledger's back, and the database itself refuses such changes."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from core.clock import DAY, HOUR
from core.ledger.audit import AuditReport, audit
from core.ledger.chain import Line, Txn, entry_hash
from core.ledger.service import Source
from core.ledger.tables import grant_lot, hold, hold_alloc, ledger_entry, ledger_txn, lot_debit, wallet
from core.persistence.database import Database
from core.persistence.metadata import metadata
from core.pricing import service as pricing
from core.pricing.tables import daily_claim, feature_price
from tests.ledgers import LATER, Books

TABLES = {table.name: table for table in (wallet, ledger_txn, ledger_entry, grant_lot, hold, hold_alloc, lot_debit)}

# Columns that say nothing about who owns what: whether a wallet may spend, and the clock times of a hold.
SAYS_NOTHING_ABOUT_TOKENS = {("wallet", "status"), ("hold", "expires_at"), ("hold", "created_at")}


class _UndoError(Exception):
    pass


async def a_life(database: Database) -> Books:
    """Two wallets to which everything has happened that can happen to a wallet."""
    books = Books(database)
    ledger = books.ledger
    for name in ("a", "b"):
        person = f"person-{name}"
        wallet_id = await ledger.ensure_wallet(owner_id=person)
        await database.write(pricing.welcome, person_id=person, wallet_id=wallet_id, now=books.clock.now)
        await database.write(pricing.claim_daily, person_id=person, now=books.clock.now)
        await ledger.grant(
            wallet_id=wallet_id, amount=20, source=Source.PAID, key=f"order:{name}", order_id=f"o-{name}", reason="pack"
        )
        await ledger.capture(hold_id=await books.hold(wallet_id, 3, f"1{name}"))
        await ledger.capture(hold_id=await books.hold(wallet_id, 14, f"2{name}"), amount=12)
        await ledger.release(hold_id=await books.hold(wallet_id, 4, f"3{name}"))
        waits = await books.hold(wallet_id, 15, f"4{name}")
        taken = await ledger.claw_back(wallet_id=wallet_id, amount=20, key=f"refund:{name}", order_id=f"o-{name}")
        await ledger.release(hold_id=waits)
        await ledger.grant(wallet_id=wallet_id, amount=9, source=Source.SUB, key=f"sub:{name}", order_id=f"s-{name}")
        await ledger.grant(
            wallet_id=wallet_id, amount=6, source=Source.DAILY, key=f"d:{name}", expires_at=books.clock.now + HOUR
        )
        await books.hold(wallet_id, 5, f"5{name}", expires_at=books.clock.now + 1)
        await books.hold(wallet_id, 2, f"6{name}", expires_at=LATER)
        books.clock.now += 2 * HOUR
        await ledger.sweep_holds()
        await ledger.expire_lots()
        if name == "a":
            await ledger.reverse_claw_back(claw_back_id=taken.txn_id, key="won")
        await ledger.claw_back(wallet_id=wallet_id, amount=30, key=f"again:{name}", order_id=f"s-{name}")
    await books.must_be_sound()
    return books


def take_the_guards_away(conn: Connection) -> None:
    """Leave the database without its triggers and checks, as somebody would who means to change facts."""
    if conn.dialect.name == "sqlite":
        for (name,) in conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            conn.exec_driver_sql(f"DROP TRIGGER {name}")
        conn.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    else:
        for table, name in conn.exec_driver_sql(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'"
            " AND connamespace = 'public'::regnamespace"
        ).all():
            conn.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


async def after(database: Database, change: Any) -> tuple[Any, AuditReport]:
    """What the audit says after `change(conn)`, which is undone again; the guards have been taken away."""
    seen: list[Any] = []

    def tamper(conn: Connection) -> None:
        if conn.dialect.name == "sqlite":
            conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            conn.exec_driver_sql("SET LOCAL session_replication_role = replica")  # neither triggers nor references
        seen[:] = [change(conn), audit(conn)]
        raise _UndoError

    with pytest.raises(_UndoError):
        await database.write(tamper)
    return seen[0], seen[1]


async def an_unguarded_life(database: Database) -> Books:
    books = await a_life(database)
    await database.write(take_the_guards_away)
    return books


def other_value(column: Any, value: Any) -> Any:
    if column.type.python_type is int:
        return 7001 if value is None else value + 7001  # nobody else has this version or line
    return "x" if value is None else f"{value}x"


def key_of(table: Any, row: Any) -> list[str]:
    return [str(getattr(row, column.name)) for column in table.primary_key.columns if column.name != "line"]


async def every_change_is_found(database: Database, rng: random.Random, rows_a_column: int) -> None:
    """Change each column of `rows_a_column` rows of each table, one at a time."""
    books = await an_unguarded_life(database)
    seen: set[tuple[str, str]] = set()
    for table in TABLES.values():
        rows = await database.read(lambda conn, table=table: conn.execute(select(table)).all())
        for column in table.columns:
            if (table.name, column.name) in SAYS_NOTHING_ABOUT_TOKENS:
                continue
            for row in rng.sample(rows, min(rows_a_column, len(rows))):
                await _changed_row_is_named(database, table, column, row)
            seen.add((table.name, column.name))
    assert len(seen) == sum(len(table.columns) for table in TABLES.values()) - len(SAYS_NOTHING_ABOUT_TOKENS)
    await books.must_be_sound()


async def test_a_change_of_any_column_of_a_row_is_found_and_the_row_is_named(
    database: Database, rng: random.Random
) -> None:
    await every_change_is_found(database, rng, 1)


@pytest.mark.soak
async def test_a_change_of_any_column_of_any_row_is_found_and_the_row_is_named(
    database: Database, rng: random.Random
) -> None:
    await every_change_is_found(database, rng, 1000)


async def _changed_row_is_named(database: Database, table: Any, column: Any, row: Any) -> None:
    this_row = [c == getattr(row, c.name) for c in table.primary_key.columns]
    value = other_value(column, getattr(row, column.name))

    def change(conn: Connection) -> None:
        done = conn.execute(update(table).where(*this_row).values({column: value}))
        assert done.rowcount == 1

    _, report = await after(database, change)
    what = f"{table.name}.{column.name} of {row}"
    if (table.name, column.name) == ("hold", "settled_at") and row.status in ("released", "expired"):
        return  # the clock time at which nothing was charged
    assert report.first is not None, f"not found: {what}"
    ids = [*key_of(table, row), str(value)] if column.primary_key else key_of(table, row)
    assert any(part in str(report.first) for part in ids), f"{what}: {report.first}"


async def every_removal_is_missed(database: Database, rng: random.Random, rows_a_table: int) -> None:
    books = await an_unguarded_life(database)
    for table in TABLES.values():
        rows = await database.read(lambda conn, table=table: conn.execute(select(table)).all())
        for row in rng.sample(rows, min(rows_a_table, len(rows))):
            this_row = [c == getattr(row, c.name) for c in table.primary_key.columns]

            def remove(conn: Connection, table: Any = table, this_row: Any = this_row) -> None:
                conn.execute(delete(table).where(*this_row))

            _, report = await after(database, remove)
            assert not report.clean, f"not missed: {table.name} {row}"
    await books.must_be_sound()


async def test_a_row_that_was_removed_is_missed(database: Database, rng: random.Random) -> None:
    await every_removal_is_missed(database, rng, 2)


@pytest.mark.soak
async def test_any_row_that_was_removed_is_missed(database: Database, rng: random.Random) -> None:
    await every_removal_is_missed(database, rng, 1000)


async def test_tokens_conjured_with_all_books_in_agreement_break_the_chain(database: Database) -> None:
    """Somebody who knows the schema doubles a grant everywhere at once; only the hashes tell."""
    await an_unguarded_life(database)

    def conjure(conn: Connection) -> str:
        grant = conn.execute(
            select(ledger_txn).where(ledger_txn.c.kind == "grant", ledger_txn.c.source == "paid")
        ).first()
        assert grant is not None
        entry = conn.execute(
            select(ledger_entry).where(ledger_entry.c.txn_id == grant.id, ledger_entry.c.account == "tokens")
        ).one()
        more = 100
        mine = ledger_entry.c.wallet_id == entry.wallet_id
        tokens = ledger_entry.c.account == "tokens"
        conn.execute(
            update(ledger_entry)
            .where(ledger_entry.c.txn_id == grant.id)
            .values(amount=ledger_entry.c.amount + func.sign(ledger_entry.c.amount) * more)
            if conn.dialect.name == "postgresql"
            else update(ledger_entry)
            .where(ledger_entry.c.txn_id == grant.id, tokens)
            .values(amount=ledger_entry.c.amount + more)
        )
        if conn.dialect.name == "sqlite":
            conn.execute(
                update(ledger_entry)
                .where(ledger_entry.c.txn_id == grant.id, ledger_entry.c.account == "mint")
                .values(amount=ledger_entry.c.amount - more)
            )
        conn.execute(
            update(ledger_entry)
            .where(mine, tokens, ledger_entry.c.version >= entry.version)
            .values(balance_after=ledger_entry.c.balance_after + more)
        )
        conn.execute(update(wallet).where(wallet.c.id == entry.wallet_id).values(posted=wallet.c.posted + more))
        conn.execute(
            update(grant_lot)
            .where(grant_lot.c.id == grant.id)
            .values(granted=grant_lot.c.granted + more, remaining=grant_lot.c.remaining + more)
        )
        return str(grant.id)

    grant_id, report = await after(database, conjure)
    assert report.first is not None
    assert (report.first.table, report.first.row.split("/")[0]) == ("ledger_entry", grant_id)
    assert "hash" in report.first.problem
    assert len(report.findings) == 1, report.findings


async def test_a_transaction_made_up_without_a_wallet_is_found(database: Database) -> None:
    await an_unguarded_life(database)

    def make_up(conn: Connection) -> None:
        txn = Txn("made-up", "k", "", "expire", None, None, None, None, None, "", "", 1)
        conn.execute(ledger_txn.insert().values(txn._asdict()))
        for line, amount in enumerate((5, -5)):
            one = Line(line, "mint", None, amount, None, None)
            conn.execute(ledger_entry.insert().values(txn_id=txn.id, hash=None, **one._asdict()))

    _, report = await after(database, make_up)
    assert report.first is not None
    assert report.first.row == "made-up"


async def test_an_entry_appended_with_a_right_hash_is_still_found_by_the_lots(database: Database) -> None:
    """Somebody who can compute the hash appends a grant to a chain; the lots do not follow."""
    await an_unguarded_life(database)

    def append(conn: Connection) -> str:
        row = conn.execute(select(wallet)).first()
        assert row is not None
        last = conn.execute(
            select(ledger_entry.c.hash).where(ledger_entry.c.wallet_id == row.id, ledger_entry.c.version == row.version)
        ).scalar_one()
        txn = Txn("appended", "k", "", "grant", "paid", None, None, None, None, "", "", 1)
        lines = (
            Line(0, "tokens", row.id, 5, row.posted + 5, row.version + 1),
            Line(1, "mint", None, -5, None, None),
        )
        conn.execute(ledger_txn.insert().values(txn._asdict()))
        for line in lines:
            seal = entry_hash(last, 0, txn, lines) if line.wallet_id else None
            conn.execute(ledger_entry.insert().values(txn_id=txn.id, hash=seal, **line._asdict()))
        conn.execute(update(wallet).where(wallet.c.id == row.id).values(posted=row.posted + 5, version=row.version + 1))
        return str(row.id)

    _, report = await after(database, append)
    assert report.first is not None
    assert report.first.row == "appended"


# --- what the database refuses ---


async def test_the_database_refuses_to_change_or_remove_a_fact(database: Database) -> None:
    await a_life(database)
    for table in ("ledger_txn", "ledger_entry", "lot_debit", "feature_price", "daily_claim"):
        column = next(c for c in metadata.tables[table].columns if not c.primary_key)
        statements = [f"UPDATE {table} SET {column.name} = {column.name}", f"DELETE FROM {table}"]
        if database.dialect == "postgresql":
            statements.append(f"TRUNCATE {table} CASCADE")
        for statement in statements:
            with pytest.raises(DBAPIError, match="append-only"):
                await database.write(lambda conn, statement=statement: conn.execute(text(statement)) and None)


async def test_the_database_refuses_to_remove_what_facts_refer_to(database: Database) -> None:
    await a_life(database)
    for table in ("wallet", "grant_lot", "hold", "hold_alloc"):
        with pytest.raises(DBAPIError, match="kept"):
            await database.write(lambda conn, table=table: conn.execute(text(f"DELETE FROM {table}")) and None)


async def test_the_database_refuses_to_change_a_settled_hold(database: Database) -> None:
    await a_life(database)
    for status in ("captured", "released", "expired"):
        with pytest.raises(DBAPIError, match="settled"):
            await database.write(
                lambda conn, status=status: (
                    conn.execute(update(hold).where(hold.c.status == status).values(feature="other")) and None
                )
            )


CANNOT_BE = (
    "UPDATE wallet SET posted = held - 1",
    "UPDATE wallet SET held = -1",
    "UPDATE wallet SET held = posted + 1",
    "UPDATE wallet SET debt = -1",
    "UPDATE wallet SET status = 'rich'",
    "UPDATE wallet SET posted = 9223372036854775807",
    "UPDATE grant_lot SET remaining = granted + 1",
    "UPDATE grant_lot SET remaining = -1",
    "UPDATE hold_alloc SET returned = amount + 1",
    "UPDATE hold SET captured = amount + 1 WHERE status = 'open'",
    "UPDATE hold SET status = 'captured' WHERE status = 'open'",
    "UPDATE wallet SET posted = posted + 0.5",
    "UPDATE wallet SET posted = 'many'",
    "INSERT INTO ledger_entry (txn_id, line, account, amount) SELECT id, 9, 'mint', 0 FROM ledger_txn LIMIT 1",
    "INSERT INTO ledger_entry (txn_id, line, account, amount) SELECT id, 9, 'tokens', 1 FROM ledger_txn LIMIT 1",
)


async def test_the_database_refuses_what_cannot_be(database: Database) -> None:
    books = await a_life(database)
    for statement in CANNOT_BE:
        if database.dialect == "postgresql" and "0.5" in statement:
            continue  # PostgreSQL rounds a fraction that is assigned to a BIGINT
        with pytest.raises(DBAPIError):
            await database.write(lambda conn, statement=statement: conn.execute(text(statement)) and None)
    await books.must_be_sound()


async def test_a_daily_claim_is_a_fact_of_its_own(database: Database) -> None:
    await a_life(database)
    rows = await database.read(lambda conn: conn.execute(select(daily_claim)).all())
    prices = await database.read(lambda conn: conn.execute(select(feature_price)).all())
    assert len(rows) == 2
    assert {row.version for row in prices} == {1}
    assert all(row.granted == row.worth == 2 for row in rows)
    assert DAY > HOUR
