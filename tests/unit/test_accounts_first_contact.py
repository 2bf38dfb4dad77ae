"""A person is made at the first contact, once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from core.accounts import service as accounts
from core.accounts.tables import identity, person
from core.errors import NotFound
from core.ledger import service as ledger
from core.ledger.tables import wallet
from core.persistence.database import Database
from core.pricing.rules import WELCOME_TOKENS

NOW = 1_760_000_000_000


async def _count(db: Database, table: object) -> int:
    return int(await db.read(lambda conn: conn.scalar(select(func.count()).select_from(table))))  # type: ignore[arg-type]


async def test_a_hundred_first_contacts_make_one_person(database: Database) -> None:
    ids = await asyncio.gather(
        *(database.write(accounts.person_for, "terminal", "painter", now=NOW + n) for n in range(100))
    )
    assert len(set(ids)) == 1
    assert [await _count(database, table) for table in (person, identity, wallet)] == [1, 1, 1]
    wallet_id = await database.read(ledger.find_wallet, owner_id=ids[0])
    assert wallet_id is not None
    assert (await database.read(ledger.balance, wallet_id=wallet_id, now=NOW)).available == WELCOME_TOKENS


async def test_platforms_do_not_mix(database: Database) -> None:
    one = await database.write(accounts.person_for, "terminal", "7", now=NOW)
    other = await database.write(accounts.person_for, "discord", "7", now=NOW)
    assert one != other
    assert await database.read(accounts.find_person, "discord", "7") == other
    assert await database.read(accounts.find_person, "telegram", "7") is None


async def test_what_is_known_of_a_person(database: Database) -> None:
    person_id = await database.write(accounts.person_for, "terminal", "painter", now=NOW)
    found = await database.read(accounts.person, person_id)
    assert found == accounts.Person(
        person_id, accounts.Status.ACTIVE, NOW, None, (accounts.Identity("terminal", "painter"),)
    )
    with pytest.raises(NotFound):
        await database.read(accounts.person, "nobody")


async def test_a_blocked_person_is_refused_and_keeps_their_tokens(database: Database) -> None:
    person_id = await database.write(accounts.person_for, "terminal", "painter", now=NOW)
    assert await database.write(accounts.set_blocked, person_id, blocked=True)
    with pytest.raises(accounts.Blocked):
        await database.write(accounts.person_for, "terminal", "painter", now=NOW)
    assert await database.write(accounts.set_blocked, person_id, blocked=False)
    assert await database.write(accounts.person_for, "terminal", "painter", now=NOW) == person_id
    assert not await database.write(accounts.set_blocked, "nobody", blocked=True)
