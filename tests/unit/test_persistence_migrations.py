"""Migrations: from nothing and from every older revision with rows in it, on both databases, to what the code says."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from core.persistence import migrate, schema
from core.persistence.database import Database
from tests.databases import PostgresServer, sqlite_url

FACTS: Final = ("ledger_txn", "ledger_entry", "lot_debit", "feature_price", "daily_claim")
KEPT: Final = ("wallet", "grant_lot", "hold", "hold_alloc")

# Rows as each revision knew them, in an order that foreign keys allow. Never changed afterwards: they are what the
# databases out there hold.
ROWS: Final[dict[str, dict[str, list[dict[str, object]]]]] = {
    "0001": {
        "person": [
            {"id": "p1", "status": "active", "created_at": 1, "deleted_at": None},
            {"id": "p2", "status": "deleted", "created_at": 2, "deleted_at": 3},
        ],
        "identity": [{"platform": "terminal", "platform_user_id": "painter", "person_id": "p1", "created_at": 1}],
        "wallet": [
            {
                "id": "w1",
                "kind": "user",
                "owner_id": "p1",
                "posted": 9,
                "held": 3,
                "debt": 0,
                "version": 2,
                "status": "active",
                "created_at": 1,
            }
        ],
        "hold": [
            {
                "id": f"h{n}",
                "key": f"press:{n}",
                "request_hash": "r",
                "wallet_id": "w1",
                "amount": 3,
                "captured": captured,
                "status": status,
                "feature": "paintscheme",
                "quote_id": f"q{n}",
                "expires_at": 99,
                "created_at": 5,
                "settled_at": settled,
            }
            for n, (captured, status, settled) in enumerate([(3, "captured", 6), (0, "open", None)])
        ],
        "ledger_txn": [
            {
                "id": identity,
                "key": key,
                "request_hash": "r",
                "kind": kind,
                "source": source,
                "hold_id": hold,
                "created_at": 4,
            }
            for identity, key, kind, source, hold in (
                ("t1", "welcome:p1", "grant", "welcome", None),
                ("t2", "capture:h0", "capture", None, "h0"),
            )
        ],
        "ledger_entry": [
            {
                "txn_id": txn,
                "line": line,
                "account": account,
                "wallet_id": "w1" if account == "tokens" else None,
                "amount": amount,
                "balance_after": balance,
                "version": version,
                "hash": "h" if account == "tokens" else None,
            }
            for txn, line, account, amount, balance, version in (
                ("t1", 1, "tokens", 12, 12, 1),
                ("t1", 2, "promo", -12, None, None),
                ("t2", 1, "tokens", -3, 9, 2),
                ("t2", 2, "income", 3, None, None),
            )
        ],
        "grant_lot": [
            {
                "id": "t1",
                "wallet_id": "w1",
                "source": "welcome",
                "priority": 1,
                "granted": 12,
                "remaining": 6,
                "expires_at": 2**53 + 1,
                "created_at": 4,
            }
        ],
        "hold_alloc": [{"hold_id": "h0", "lot_id": "t1", "amount": 3, "returned": 0}],
        "lot_debit": [{"txn_id": "t2", "lot_id": "t1", "amount": -1}],
        "expiry_watch": [{"id": 1, "ran_at": 7, "jump_seen_at": None}],
        "quote": [
            {
                "id": "q0",
                "person_id": "p1",
                "feature": "paintscheme",
                "price_version": 1,
                "cost": 3,
                "inputs_digest": "d",
                "created_at": 4,
                "expires_at": 99,
                "used_by_hold": "h0",
            }
        ],
        "daily_claim": [
            {"person_id": "p1", "day": "2026-01-02", "streak": 1, "worth": 2, "granted": 0, "created_at": 4}
        ],
        "request": [
            {
                "id": "r1",
                "person_id": "p1",
                "type": "paintscheme",
                "status": "completed",
                "key": "press:0",
                "inputs_digest": "d",
                "input": "sealed ä",
                "response": None,
                "confidence": 812,
                "quote_id": "q0",
                "hold_id": "h0",
                "cost": 3,
                "charged": 3,
                "owner_instance": "me",
                "lease_until": 9,
                "heartbeat_at": 8,
                "created_at": 5,
                "finished_at": 6,
            }
        ],
        "paintscheme": [
            {
                "id": "s1",
                "code": "7KQ2M9XD",
                "person_id": "p1",
                "request_id": "r1",
                "title": "Drowned Brass",
                "body": "sealed",
                "origin": "sealed",
                "seed": 7,
                "engine": "embedded",
                "engine_version": "1",
                "created_at": 6,
            }
        ],
        "outbox": [
            {"id": "o1", "person_id": "p1", "kind": "scheme_ready", "payload": "{}", "due_at": 6, "created_at": 6}
        ],
    },
    "0002": {"draft": [{"id": "d1", "person_id": "p1", "input": "sealed", "created_at": 5}]},
    "0003": {
        "shelf_paint": [
            {
                "person_id": "p1",
                "paint_id": "citadel/base/mephiston-red",
                "brand": "Citadel",
                "range": "Base",
                "name": "Mephiston Red",
                "code": "",
                "hex": "#960C09",
                "source": "set",
                "batch": "b1",
                "added_at": 6,
            }
        ],
        "shelf_question": [{"id": "q1", "person_id": "p1", "line": "sealed", "created_at": 6}],
    },
    "0004": {
        "paintscheme": [
            {
                "id": "s2",
                "code": "8KQ2M9XD",
                "person_id": "p1",
                "parent_id": "s1",
                "change": "tier=fast;brands=",
                "title": "Drowned Brass",
                "body": "sealed",
                "origin": "sealed",
                "locks": "primary,metal",
                "seed": 7,
                "engine": "embedded",
                "engine_version": "1",
                "created_at": 7,
            }
        ]
    },
    "0005": {
        "thumb": [{"person_id": "p1", "scheme_id": "s1", "up": 1, "given_at": 8}],
        "liked_colour": [{"person_id": "p1", "hex": "#4FA3A0", "added_at": 8}],
        "learning": [{"person_id": "p1", "active": 0, "since": 9}],
    },
    "0006": {
        "incoming": [
            {
                "id": "telegram:100",
                "platform": "telegram",
                "lane": "7",
                "body": None,
                "received_at": 8,
                "attempts": 1,
                "done_at": 9,
            },
        ],
        "question": [
            {"platform": "telegram", "place": "7", "person_id": "p1", "route": "1|ab", "message": "3", "asked_at": 8}
        ],
        "sent_file": [{"platform": "telegram", "digest": "d", "reference": "f", "sent_at": 8}],
    },
    "0007": {
        "draft": [{"id": "d2", "person_id": "p1", "input": "sealed", "created_at": 9, "place": "-1001234:77:812"}],
        "paintscheme": [
            {
                "id": "s3",
                "code": "9KQ2M9XD",
                "person_id": "p1",
                "parent_id": "s1",
                "change": "tier=display;brands=",
                "title": "Drowned Brass",
                "body": "sealed",
                "origin": "sealed",
                "colours": "pale mint teal",
                "seed": 7,
                "engine": "embedded",
                "engine_version": "1",
                "created_at": 9,
            }
        ],
    },
    "0008": {"home_topic": [{"platform": "telegram", "place": "-1001234", "topic": "77", "chosen_at": 9}]},
    "0009": {
        "army": [
            {
                "id": "a1",
                "person_id": "p1",
                "scheme_id": "s1",
                "code": "2KQ2M9XD",
                "name": "Pale Host",
                "search": " pale host",
                "archetype": "risen dead",
                "notes": "sealed",
                "nickname": "",
                "place": 1024,
                "created_at": 9,
            }
        ],
        "model": [
            {
                "id": "m1",
                "person_id": "p1",
                "army_id": "a1",
                "scheme_id": None,
                "code": "3KQ2M9XD",
                "name": "Ghouls",
                "search": " ghouls",
                "archetype": "risen dead",
                "notes": "sealed",
                "nickname": "",
                "place": 1024,
                "created_at": 9,
                "kind": "unit",
                "size": 20,
                "status": "in_progress",
            }
        ],
        "collection_change": [{"id": "c1", "person_id": "p1", "number": 1, "what": "edit", "made_at": 9}],
        "army_past": [
            {
                "key": "c1.a1",
                "change_id": "c1",
                "existed": 0,
                "id": "a1",
                "person_id": "p1",
                "scheme_id": "s1",
                "code": "2KQ2M9XD",
                "name": "Pale Host",
                "search": " pale host",
                "archetype": "risen dead",
                "notes": "sealed",
                "nickname": "",
                "place": 1024,
                "created_at": 9,
            }
        ],
        "model_past": [
            {
                "key": "c1.m1",
                "change_id": "c1",
                "existed": 1,
                "id": "m1",
                "person_id": "p1",
                "army_id": "a1",
                "scheme_id": None,
                "code": "3KQ2M9XD",
                "name": "Ghouls",
                "search": " ghouls",
                "archetype": "risen dead",
                "notes": "sealed",
                "nickname": "",
                "place": 1024,
                "created_at": 9,
                "kind": "unit",
                "size": 20,
                "status": "in_progress",
            }
        ],
        "given_name": [{"id": "g1", "person_id": "p1", "target_id": "m1", "name": "Sepherine", "given_at": 9}],
        "collection_list": [{"id": "l1", "person_id": "p1", "body": "sealed", "created_at": 9}],
    },
    "0010": {
        "naming": [
            {
                "id": "n1",
                "person_id": "p1",
                "key": "names:telegram:1",
                "target": "3KQ2M9XD",
                "input": "sealed",
                "suggested": "sealed",
                "feature": "nickname",
                "cost": 1,
                "hold_id": None,
                "chosen": 2,
                "chosen_at": 9,
                "created_at": 8,
            }
        ]
    },
    "0011": {
        "preference": [
            {
                "person_id": "p1",
                "style": "grimdark",
                "brands": '["Vallejo"]',
                "themes": '["norse"]',
                "tone": "dry",
                "confirm": "always",
                "language": "de",
                "remind_at": 99,
                "reminder_id": "o1",
                "tell_finished": 1,
                "platform": "terminal",
            }
        ]
    },
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "empty.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.empty()


def fill(conn: Connection, tables: dict[str, list[dict[str, object]]]) -> None:
    """Insert rows by the names of their columns, whatever the code of today says about the table."""
    for table, rows in tables.items():
        for row in rows:
            places = ", ".join(f":{column}" for column in row)
            conn.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})"), row)


def everything(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        table: sorted((dict(row) for row in conn.execute(text(f"SELECT * FROM {table}")).mappings()), key=repr)
        for table in inspect(conn).get_table_names()
        if table != "alembic_version"
    }


async def upgrade(url: str, revision: str = "head") -> None:
    await asyncio.to_thread(migrate.upgrade, url, revision)


@pytest.mark.parametrize("revision", migrate.revisions())
async def test_from_a_revision_with_rows(empty_url: str, revision: str) -> None:
    """Every row of every table that a revision knew is still there at head, and still means the same."""
    await upgrade(empty_url, revision)
    db = await Database.open(empty_url)
    for known in migrate.revisions():
        if known <= revision:
            await db.write(fill, ROWS[known])
    before = await db.read(everything)
    assert {table for table, rows in before.items() if not rows} == set()
    await db.close()

    await upgrade(empty_url)
    db = await Database.open(empty_url)
    await migrate.ensure_ready(db)
    after = await db.read(everything)
    for table, rows in before.items():
        kept = [{column: row[column] for column in rows[0]} for row in after[table]]
        assert sorted(kept, key=repr) == rows
    await db.close()


async def test_facts_are_refused_to_change_after_all_migrations(empty_url: str) -> None:
    await upgrade(empty_url)
    db = await Database.open(empty_url)
    for rows in ROWS.values():
        await db.write(fill, rows)
    before = await db.read(everything)
    changes = [f"UPDATE {table} SET created_at = 0" for table in ("ledger_txn", "feature_price", "daily_claim")]
    changes += ["UPDATE ledger_entry SET amount = amount + 1", "UPDATE lot_debit SET amount = 5"]
    changes += ["UPDATE hold SET amount = 1 WHERE status = 'captured'", "UPDATE hold SET status = 'open', captured = 0"]
    changes += [f"DELETE FROM {table}" for table in (*FACTS, *KEPT)]
    if db.dialect == "postgresql":
        changes += [f"TRUNCATE {table} CASCADE" for table in (*FACTS, *KEPT)]
    for change in changes:
        with pytest.raises(DBAPIError, match=r"append-only|kept|settled"):
            await db.write(lambda conn, change=change: conn.execute(text(change)))
    await db.write(lambda conn: conn.execute(text("UPDATE hold SET expires_at = 100 WHERE status = 'open'")))
    await db.write(lambda conn: conn.execute(text("UPDATE hold SET expires_at = 99 WHERE status = 'open'")))
    assert await db.read(everything) == before
    await db.close()


async def test_migrating_twice_does_nothing(empty_url: str) -> None:
    await upgrade(empty_url)
    await upgrade(empty_url)
    assert await asyncio.to_thread(migrate.current, empty_url) == migrate.head()


async def test_a_migration_that_breaks_changes_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every statement of a migration is in one transaction, also on SQLite."""
    await upgrade(empty_url, "0001")
    from alembic import op

    def break_off(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(op, "create_index", break_off)
    with pytest.raises(ZeroDivisionError):
        await upgrade(empty_url)
    assert await asyncio.to_thread(migrate.current, empty_url) == "0001"
    db = await Database.open(empty_url)
    assert "draft" not in await db.read(lambda conn: inspect(conn).get_table_names())
    await db.close()
    monkeypatch.undo()
    await upgrade(empty_url)


async def test_several_processes_meet_at_a_new_file(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "new.db")

    async def start() -> None:
        db = await Database.open(url)
        await migrate.ensure_ready(db)
        await db.close()

    await asyncio.gather(*(start() for _ in range(4)))
    assert await asyncio.to_thread(migrate.current, url) == migrate.head()


async def test_an_older_file_is_brought_up_at_the_start(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "older.db")
    await upgrade(url, migrate.revisions()[0])
    db = await Database.open(url)
    await migrate.ensure_ready(db)
    assert await db.read(migrate.revision_of) == migrate.head()
    await db.close()


def test_revisions_are_one_line_and_named_by_their_files() -> None:
    """`head()` reads file names, to spare every start from Alembic; here Alembic says the same."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import migrations

    config = Config()
    config.set_main_option("script_location", migrations.__path__[0])
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [migrate.head()]
    assert tuple(reversed([step.revision for step in script.walk_revisions()])) == migrate.revisions()
    assert set(ROWS) == set(migrate.revisions())


# --- the code's tables and the migrated ones are the same ---


async def test_the_code_and_the_migrations_agree(
    empty_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    await upgrade(empty_url)
    migrated = await Database.open(empty_url)
    if migrated.dialect == "sqlite":
        declared = await Database.open(sqlite_url(tmp_path / "declared.db"))
    else:
        declared = await Database.open(request.getfixturevalue("postgres").empty())
    whole: MetaData = schema.whole()
    await declared.write(whole.create_all)
    shapes = [await db.read(shape) for db in (migrated, declared)]
    assert shapes[0] == shapes[1]
    assert set(whole.tables) == {table for table in await migrated.read(tables_of) if table != "alembic_version"}
    await migrated.close()
    await declared.close()


def tables_of(conn: Connection) -> list[str]:
    return inspect(conn).get_table_names()


def shape(conn: Connection) -> dict[str, object]:
    """Tables, columns, constraints and indexes of a database, in words that do not depend on the order of creation."""
    if conn.dialect.name == "sqlite":
        rows = conn.execute(text("SELECT name, sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL"))
        return {name: sqlite_parts(sql) for name, sql in rows if name != "alembic_version"}
    asked = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND conrelid <> coalesce(to_regclass('alembic_version'), 0)",
        "indexes": "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
    }
    return {what: sorted(map(tuple, conn.execute(text(sql)))) for what, sql in asked.items()}


def sqlite_parts(sql: str) -> list[str]:
    """The parts of a CREATE statement between its outermost commas, sorted."""
    flat = re.sub(r"\s+", " ", sql.replace('"', ""))
    depth, parts, part = 0, [], ""
    for character in flat:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 1:
            parts.append(part.strip())
            part = ""
        else:
            part += character
    head, _, first = parts[0].partition("(") if parts else ("", "", "")
    last, _, tail = part.rpartition(")")
    return sorted([head.strip(), first.strip(), *parts[1:], last.strip(), tail.strip()])


def test_the_comparison_tells_tables_apart() -> None:
    one = sqlite_parts("CREATE TABLE t (a INTEGER, b TEXT, CHECK (a > 0)) STRICT")
    assert one == sqlite_parts("CREATE TABLE t (a INTEGER, CHECK (a > 0), b TEXT) STRICT")
    assert one != sqlite_parts("CREATE TABLE t (a INTEGER, b TEXT) STRICT")
    assert one != sqlite_parts("CREATE TABLE t (a INTEGER, b TEXT, CHECK (a > 0))")
