"""Finding one's own schemes by words, codes and colours: every word must fit, nobody else's are found."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from core.errors import BadInput
from core.ids import new_id
from core.paintschemes import finding_stored, service
from core.paintschemes.finding import is_current
from core.paintschemes.scheme import Paintscheme, Role
from core.paintschemes.stored import Origin, StoredScheme
from core.paintschemes.tables import paintscheme
from core.persistence.database import Database
from tests.fakes import schemes as finished
from tests.fakes.house import House

TEAL = "#2F6F73"


@pytest.fixture
async def shelf(database: Database) -> AsyncIterator[Shelf]:
    house = House(database)
    yield await Shelf.of(house)
    await house.close()


class Shelf:
    """Somebody with schemes of any look, as variants of one that was painted."""

    def __init__(self, house: House, person: str, root: StoredScheme) -> None:
        self.house, self.person, self.root = house, person, root
        self.schemes = house.desks[0].schemes

    @classmethod
    async def of(cls, house: House) -> Shelf:
        """One whose painted scheme is deleted, so that only what a test adds is there."""
        person = await house.person()
        root = await house.press(house.desk(), person)
        made = cls(house, person, root)
        await made.schemes.delete(person, root.code)
        return made

    async def add(self, title: str, colours: dict[Role, tuple[str, str]] | None = None, archetype: str = "") -> str:
        """A further scheme, newer than the others; its code."""
        wanted = colours or {}
        areas = tuple(
            area.model_copy(update=dict(zip(("hex", "name"), wanted.get(area.role, ("#808080", "stone")), strict=True)))
            for area in finished.spectral().areas
        )
        scheme = finished.spectral().model_copy(update={"title": title, "areas": areas, "archetype": archetype})
        return await self.keep(scheme)

    async def keep(self, scheme: Paintscheme) -> str:
        new = self.schemes.sealed(
            scheme_id=new_id(),
            person_id=self.person,
            scheme=scheme,
            origin=Origin(brief=self.root.brief, proposal=self.root.proposal),
            parent_id=self.root.id,
            change=f"test {new_id()}",
        )
        self.house.clock.now += 1000
        row = await self.house.db.write(service.save_scheme, new=new, now=self.house.clock())
        return str(row.code)

    async def find(self, words: str, person: str | None = None) -> list[str]:
        """The codes of the first page."""
        page = await self.schemes.find(person or self.person, words)
        return [one.code for one in page.schemes]

    async def colours(self) -> dict[str, str | None]:
        """What is stored to be searched, by code."""
        query = select(paintscheme.c.code, paintscheme.c.colours).where(paintscheme.c.person_id == self.person)
        return {row.code: row.colours for row in await self.house.db.read(lambda conn: conn.execute(query).all())}

    async def of_before(self) -> None:
        """As if everything had been stored before there was something to search."""
        await self.house.db.write(_forget_colours)


def _forget_colours(conn: Connection) -> None:
    conn.execute(update(paintscheme).values(colours=None))


async def test_by_title_own_name_and_code(shelf: Shelf) -> None:
    drowned = await shelf.add("The Drowned Crown")
    ashen = await shelf.add("Ašhen Señors' Wake")
    assert await shelf.find("") == [ashen, drowned]
    assert await shelf.find("  ") == [ashen, drowned]
    assert await shelf.find("DROWN crown") == [drowned]
    assert await shelf.find("ashen senors wake") == [ashen]
    assert await shelf.find("rown") == []  # words begin with what was typed
    assert await shelf.find("drowned wake") == []  # every word must fit
    await shelf.schemes.rename(shelf.person, drowned, "Größe & Glück 綠色軍團")
    for words in ("größe", "GROSSE", "gluck", "色軍", "grosse & crown", "drowned"):
        assert await shelf.find(words) == [drowned], words
    for typed in (ashen, ashen.lower(), f"#{ashen}", ashen[:5]):
        assert await shelf.find(typed) == [ashen], typed
    assert await shelf.find(f"{ashen} drowned") == []


async def test_by_colours_in_words(shelf: Shelf) -> None:
    mint = {Role.PRIMARY: ("#9FD0C8", "Pale mint teal"), Role.METAL: ("#B08D3C", "Old brass")}
    sea = {Role.PRIMARY: ("#1D5C63", "Deep sea"), Role.SECONDARY: ("#7A1F24", "Ox blood")}
    first = await shelf.add("One", mint)
    second = await shelf.add("Two", sea, "sea raiders")
    assert await shelf.find("mint") == [first]
    assert await shelf.find("teal") == [second, first]  # one by its name, the other by its family
    assert await shelf.find("teal brass") == [first]
    assert await shelf.find("grey") == await shelf.find("gray") == [second, first]
    assert await shelf.find("red") == await shelf.find("ox blood teal") == [second]
    assert await shelf.find("ted") == []


async def test_by_archetype_and_what_people_call_it(shelf: Shelf) -> None:
    dead = await shelf.add("One", archetype="risen dead")
    tombs = await shelf.add("Two", archetype="desert tomb dynasty")
    assert await shelf.find("risen") == [dead]
    assert await shelf.find("Undead") == await shelf.find("skeletons") == [dead]
    assert await shelf.find("tomb kings") == [tombs]
    assert await shelf.find("dynasty") == [tombs]


async def test_by_colours_near_a_hex(shelf: Shelf) -> None:
    near = await shelf.add("Near", {Role.ACCENT: ("#35787A", "Sea")})
    await shelf.add("Far", {Role.ACCENT: ("#7A2A2A", "Blood")})
    exact = await shelf.add("Exact", {Role.GROUND: (TEAL, "Sea")})
    assert await shelf.find(TEAL) == await shelf.find(TEAL.lower()) == await shelf.find("2f6f73") == [exact, near]
    assert await shelf.find(f"{TEAL} near") == [near]
    assert await shelf.find(f"{TEAL} #7A2A2A") == []
    decade = await shelf.add("A decade at sea")  # six letters that are digits as well
    assert await shelf.find("decade") == [decade]
    assert await shelf.find("#F00") == []


async def test_only_what_one_keeps_oneself(shelf: Shelf) -> None:
    mine = await shelf.add("Mine")
    gone = await shelf.add("Mine too")
    await shelf.schemes.delete(shelf.person, gone)
    assert await shelf.find("mine") == [mine]
    stranger = await shelf.house.person()
    assert (
        await shelf.find("mine", stranger) == await shelf.find("", stranger) == await shelf.find(mine, stranger) == []
    )


async def test_pages_neither_lose_nor_repeat(shelf: Shelf, rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding_stored, "FIRST_BITE", 3)
    monkeypatch.setattr(finding_stored, "GROWTH", 1)
    every: list[str] = []
    for n in range(23):
        code = await shelf.add(rng.choice(("Odd", "Even")) + f" {n}")
        every.insert(0, code)
        if rng.random() < 0.3:  # several in one moment
            shelf.house.clock.now -= 1000
    listed = [one.code for one in (await shelf.schemes.recent(shelf.person, limit=50)).schemes]
    assert sorted(listed) == sorted(every)
    titles = {one.code: one.title for one in (await shelf.schemes.recent(shelf.person, limit=50)).schemes}
    for words, wanted in (("", listed), ("odd", [code for code in listed if titles[code].startswith("Odd")])):
        found: list[str] = []
        after: str | None = None
        while True:
            page = await shelf.schemes.find(shelf.person, words, after=after, limit=4)
            found += [one.code for one in page.schemes]
            assert len(page.after or "") <= 64
            after = page.after
            if after is None:
                break
            assert len(page.schemes) == 4
        assert found == wanted
    with pytest.raises(BadInput):
        await shelf.schemes.find(shelf.person, "odd", after="xyz.")


async def test_schemes_of_before_are_made_ready_as_a_search_comes_by(shelf: Shelf, monkeypatch: Any) -> None:
    monkeypatch.setattr(finding_stored, "FILLED_AT_ONCE", 2)
    codes = [await shelf.add(f"Scheme {n}", {Role.PRIMARY: ("#9FD0C8", "Pale mint")}) for n in range(5)]
    assert all(map(is_current, (await shelf.colours()).values()))
    await shelf.of_before()
    assert await shelf.find("scheme") == codes[::-1]  # a title needs nothing that is sealed
    await shelf.of_before()
    assert await shelf.find("mint") == codes[:2:-1]  # so many at once
    assert await shelf.find("mint") == codes[:0:-1]
    assert await shelf.find("mint") == await shelf.find("mint") == codes[::-1]


async def test_tidying_makes_the_schemes_of_before_ready(shelf: Shelf, monkeypatch: Any) -> None:
    monkeypatch.setattr(finding_stored, "FILLED_A_STEP", 2)
    codes = [await shelf.add(f"Scheme {n}") for n in range(5)]
    before = await shelf.colours()
    await shelf.of_before()
    assert await shelf.schemes.tidy(most=3) == 3
    assert await shelf.schemes.tidy() == 2
    assert await shelf.schemes.tidy() == 0
    after = await shelf.colours()
    assert {code: after[code] for code in codes} == {code: before[code] for code in codes}


@pytest.mark.parametrize(
    "words", ["%", "_", "'; DROP TABLE paintscheme; --", "#", "#12", "|", "\x00", "🎨", "a" * 5000, "- & …", "\\"]
)
async def test_odd_words_find_nothing_or_everything_and_break_nothing(shelf: Shelf, words: str) -> None:
    code = await shelf.add("Plain")
    assert await shelf.find(words) in ([], [code])
    assert await shelf.find("plain") == [code]


async def test_a_painted_scheme_can_be_found(shelf: Shelf) -> None:
    painted = await shelf.house.press(shelf.house.desks[0], shelf.person)
    assert await shelf.find(painted.scheme.areas[0].name) == [painted.code]
    assert is_current((await shelf.colours())[painted.code])
