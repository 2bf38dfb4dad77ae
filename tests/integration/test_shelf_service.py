"""The shelf on real databases: what is put there stays there, once, and can be taken back."""

from __future__ import annotations

import asyncio

import pytest

from core.accounts.service import person_for
from core.errors import NotFound, Refusal
from core.ids import new_id
from core.paints import Catalogue
from core.persistence.database import Database
from core.shelf import service as shelf
from core.shelf.owned import MAX_PAINTS, OwnedPaint, Question, Source

NOW = 1_750_000_000_000


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture
async def person(database: Database) -> str:
    return await database.write(person_for, "terminal", new_id(), now=NOW)


async def add(db: Database, person: str, paints, *, batch: str = "", now: int = NOW, source: Source = Source.HAND):
    return await db.write(shelf.add, person_id=person, paints=paints, source=source, batch=batch or new_id(), now=now)


async def test_adding_twice_keeps_the_first(database: Database, person: str, catalogue):
    paints = catalogue.paints[:10]
    first = await add(database, person, paints, source=Source.SET)
    again = await add(database, person, [*paints[5:], catalogue.paints[20], catalogue.paints[20]], now=NOW + 1)
    assert len(first.new) == 10
    assert again.new == (catalogue.paints[20].id,)
    assert set(again.there) == {p.id for p in paints[5:]}
    assert again.count == 11
    rows = await database.read(shelf.everything, person_id=person)
    assert len(rows) == 11
    kept = next(r for r in rows if r.paint_id == paints[7].id)
    assert (kept.source, kept.added_at, kept.batch) == ("set", NOW, first.batch)
    assert kept == OwnedPaint(
        paints[7].id, paints[7].brand, paints[7].range, paints[7].name, paints[7].code, paints[7].hex, "set",
        first.batch, NOW,
    )  # fmt: skip


async def test_a_shelf_is_its_owners_only(database: Database, person: str, catalogue):
    other = await database.write(person_for, "terminal", new_id(), now=NOW)
    added = await add(database, person, catalogue.paints[:3])
    assert await database.read(shelf.owned_ids, person_id=other) == frozenset()
    assert await database.read(shelf.brands, person_id=other) == {}
    with pytest.raises(NotFound):
        await database.write(shelf.remove, person_id=other, paint_id=catalogue.paints[0].id)
    with pytest.raises(NotFound):
        await database.write(shelf.undo, person_id=other, batch=added.batch)
    assert await database.read(shelf.count, person_id=person) == 3


async def test_pages_hold_every_paint_once_in_order(database: Database, person: str, catalogue, rng):
    paints = rng.sample(catalogue.paints, 95)
    await add(database, person, paints)
    whole = await database.read(shelf.everything, person_id=person)
    seen: list[OwnedPaint] = []
    after = None
    while True:
        page = await database.read(shelf.page, person_id=person, after=after, limit=20)
        seen += page.paints
        after = page.after
        if after is None:
            break
    assert tuple(seen) == whole
    assert {p.paint_id for p in seen} == {p.id for p in paints}
    assert sum((await database.read(shelf.brands, person_id=person)).values()) == 95


async def test_a_page_whose_last_paint_went_begins_anew(database: Database, person: str, catalogue):
    await add(database, person, catalogue.paints[:30])
    first = await database.read(shelf.page, person_id=person, limit=10)
    assert first.after is not None
    await database.write(shelf.remove, person_id=person, paint_id=first.after)
    again = await database.read(shelf.page, person_id=person, after=first.after, limit=10)
    assert again.paints[:9] == first.paints[:9]


async def test_taking_back(database: Database, person: str, catalogue):
    one = await add(database, person, catalogue.paints[:4])
    two = await add(database, person, catalogue.paints[2:9], now=NOW + 1)
    await database.write(shelf.remove, person_id=person, paint_id=catalogue.paints[8].id)
    gone = await database.write(shelf.undo, person_id=person)
    assert {p.paint_id for p in gone} == {p.id for p in catalogue.paints[4:8]}
    with pytest.raises(NotFound):  # a button pressed twice takes nothing else
        await database.write(shelf.undo, person_id=person, batch=two.batch)
    assert await database.read(shelf.owned_ids, person_id=person) == set(one.new)
    await database.write(shelf.undo, person_id=person)
    assert await database.read(shelf.count, person_id=person) == 0
    with pytest.raises(NotFound):
        await database.write(shelf.undo, person_id=person)


async def test_a_repeated_transaction_adds_nothing_more(database: Database, person: str, catalogue):
    batch = new_id()
    await add(database, person, catalogue.paints[:5], batch=batch)
    again = await add(database, person, catalogue.paints[:5], batch=batch)
    assert again.new == ()
    assert len(await database.write(shelf.undo, person_id=person, batch=batch)) == 5


async def test_a_shelf_has_an_end_and_two_at_once_do_not_pass_it(database: Database, person: str, catalogue):
    await add(database, person, catalogue.paints[: MAX_PAINTS - 10])
    beyond = [catalogue.paints[MAX_PAINTS + 8 * n : MAX_PAINTS + 8 * (n + 1)] for n in range(4)]
    done = await asyncio.gather(*(add(database, person, paints) for paints in beyond), return_exceptions=True)
    assert sum(isinstance(d, Refusal) for d in done) == 3
    assert await database.read(shelf.count, person_id=person) == MAX_PAINTS - 2
    full = await database.read(shelf.everything, person_id=person)
    assert len(full) == MAX_PAINTS - 2


async def test_questions_wait_in_order_and_are_answered_once(database: Database, person: str):
    questions = [Question(new_id(), f"sealed {n}") for n in range(3)]
    await database.write(shelf.ask, person_id=person, questions=questions, now=NOW)
    await database.write(shelf.ask, person_id=person, questions=questions, now=NOW)
    first, waiting = await database.read(shelf.next_question, person_id=person)
    assert (first, waiting) == (min(questions), 3)
    answers = [await database.write(shelf.answered, person_id=person, question_id=questions[0].id) for _ in range(2)]
    assert answers == [True, False]
    other = await database.write(person_for, "terminal", new_id(), now=NOW)
    assert not await database.write(shelf.answered, person_id=other, question_id=questions[1].id)
    assert await database.write(shelf.drop_questions, person_id=person) == 2
    assert await database.read(shelf.next_question, person_id=person) == (None, 0)
