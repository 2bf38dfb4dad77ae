"""The schemes one keeps: everything for one person, in pages that do not slip, variants for free."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest

from core.errors import BadInput, NotFound, Refusal, UnknownWord
from core.generation.brief import Brief
from core.paints.catalogue import Catalogue
from core.paintschemes import service
from core.paintschemes.scheme import Paintscheme, Tier
from core.paintschemes.service import MAX_FAVOURITES, Schemes
from core.paintschemes.stored import Origin, StoredScheme
from core.paintschemes.variants import Change, easier, harder
from core.persistence.vault import Vault, new_key, rotate_all
from tests.fakes.house import KEY, House


async def paint(house: House, person: str, count: int) -> list[StoredScheme]:
    """So many schemes, the last one newest."""
    desk = house.desk()
    made = []
    for _ in range(count):
        made.append(await house.press(desk, person))
        house.clock.now += 1000
    return made


async def pages(ask: Any, person: str, limit: int) -> list[list[str]]:
    found, after = [], None
    while True:
        page = await ask(person, after=after, limit=limit)
        found.append([stored.code for stored in page.schemes])
        after = page.after
        if after is None:
            return found


async def test_recent_schemes_come_newest_first_in_pages(house: House) -> None:
    person = await house.person(60)
    codes = [stored.code for stored in await paint(house, person, 7)][::-1]
    schemes = house.desks[0].schemes
    assert await pages(schemes.recent, person, 3) == [codes[:3], codes[3:6], codes[6:]]
    assert await pages(schemes.recent, person, 7) == [codes]
    assert await pages(schemes.recent, await house.person(), 3) == [[]]
    page = await schemes.recent(person, limit=3)
    assert len(page.after or "") <= 40  # fits a button beside its route
    await paint(house, person, 2)  # newer ones do not push the next page
    await schemes.delete(person, codes[2])  # nor does it matter that the last one of the page is gone
    assert [one.code for one in (await schemes.recent(person, after=page.after, limit=3)).schemes] == codes[3:6]


async def test_schemes_of_one_moment_are_neither_lost_nor_doubled(house: House) -> None:
    person, desk = await house.person(60), house.desk()
    codes = {(await house.press(desk, person)).code for _ in range(7)}
    found = await pages(desk.schemes.recent, person, 2)
    assert sorted(code for page in found for code in page) == sorted(codes)


@pytest.mark.parametrize("after", ["", "x", "zz.1", "-", "1.2.3", "'; DROP TABLE paintscheme"])
async def test_a_place_that_is_none(house: House, after: str) -> None:
    person = await house.person()
    schemes = house.desk().schemes
    with contextlib.suppress(BadInput):
        assert (await schemes.recent(person, after=after)).schemes == ()


async def test_a_scheme_of_somebody_else_reads_like_one_that_is_not_there(house: House) -> None:
    person, stranger = await house.person(), await house.person()
    (stored,) = await paint(house, person, 1)
    schemes = house.desks[0].schemes
    said = set()
    for who, code in ((stranger, stored.code), (person, "00000000"), (person, "nonsense ' OR 1=1"), (person, "")):
        for call in (
            schemes.by_code(who, code),
            schemes.star(who, code),
            schemes.unstar(who, code),
            schemes.rename(who, code, "x"),
            schemes.delete(who, code),
            schemes.derive(who, code, Change(tier=Tier.FAST)),
        ):
            with pytest.raises(NotFound) as refused:
                await call
            said.add(str(refused.value))
    assert said == {service.NO_SCHEME}
    assert (await schemes.by_code(person, stored.code)).favourite is False


async def test_a_code_is_read_as_people_type_it(house: House) -> None:
    person = await house.person(60)
    schemes = house.desk().schemes
    for stored in await paint(house, person, 3):
        for typed in (stored.code.lower(), f" #{stored.code} ", stored.code.replace("0", "o").replace("1", "l")):
            assert (await schemes.by_code(person, typed)).id == stored.id


async def test_favourites_are_kept_until_the_star_is_off(house: House) -> None:
    person = await house.person(60)
    first, second, third = [stored.code for stored in await paint(house, person, 3)]
    schemes = house.desks[0].schemes
    for n, code in enumerate((second, first, third), start=1):
        house.clock.now += 1000
        assert await schemes.star(person, code) == n
    assert await schemes.star(person, second) == 3  # again changes nothing, not even the order
    assert await pages(schemes.favourites, person, 2) == [[third, first], [second]]
    assert (await schemes.by_code(person, first)).favourite
    assert await schemes.unstar(person, first) == 2
    assert await schemes.unstar(person, first) == 2
    await schemes.delete(person, third)
    assert await pages(schemes.favourites, person, 2) == [[second]]


async def test_favourites_have_a_limit_that_two_presses_cannot_pass(house: House) -> None:
    person = await house.person(0)
    schemes = house.desk().schemes
    (template,) = await paint(house, await house.person(3), 1)
    origin = Origin(brief=template.brief, proposal=template.proposal)

    def keep(conn: Any, new: Any) -> str:
        return service.save_scheme(conn, new=new, now=house.clock()).code

    root = None
    codes = []
    for n in range(MAX_FAVOURITES + 2):
        new = schemes.sealed(
            scheme_id=f"{person}{n}",
            person_id=person,
            scheme=template.scheme,
            origin=origin,
            parent_id=root or template.id,
            change=f"test {n} {person}",
        )
        codes.append(await house.db.write(keep, new))
    for code in codes[: MAX_FAVOURITES - 1]:
        await schemes.star(person, code)
    outcomes = await asyncio.gather(
        *(schemes.star(person, code) for code in codes[MAX_FAVOURITES - 1 :]), return_exceptions=True
    )
    assert sum(one == MAX_FAVOURITES for one in outcomes) == 1
    assert sum(isinstance(one, Refusal) for one in outcomes) == 2
    assert await schemes.unstar(person, codes[0]) == MAX_FAVOURITES - 1


async def test_a_name_of_ones_own(house: House) -> None:
    person = await house.person()
    (stored,) = await paint(house, person, 1)
    schemes = house.desks[0].schemes
    assert stored.title == stored.scheme.title
    assert await schemes.rename(person, stored.code, "  Sunday \n army\u202e \x07 ") == "Sunday army"
    named = await schemes.by_code(person, stored.code)
    assert (named.title, named.name, named.scheme) == ("Sunday army", "Sunday army", stored.scheme)
    assert await schemes.rename(person, stored.code, "   ") is None
    assert (await schemes.by_code(person, stored.code)).title == stored.scheme.title


@pytest.mark.parametrize("name", ["x" * 61, "U l t r a m a r i n e s", "fuck this"])
async def test_a_name_that_does_not_pass(house: House, name: str) -> None:
    person = await house.person()
    (stored,) = await paint(house, person, 1)
    schemes = house.desks[0].schemes
    with pytest.raises(BadInput):
        await schemes.rename(person, stored.code, name)
    assert (await schemes.by_code(person, stored.code)).name is None


async def test_a_deleted_scheme_is_in_no_list(house: House) -> None:
    person = await house.person(60)
    first, second = await paint(house, person, 2)
    schemes = house.desks[0].schemes
    await schemes.star(person, first.code)
    await schemes.delete(person, first.code)
    with pytest.raises(NotFound):
        await schemes.by_code(person, first.code)
    with pytest.raises(NotFound):
        await schemes.delete(person, first.code)
    assert await pages(schemes.recent, person, 9) == [[second.code]]
    assert await pages(schemes.favourites, person, 9) == [[]]
    await house.books()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Brief]:
    """The briefs that variants are built from, while the building itself is a fake."""
    from core.paintschemes import build
    from tests.fakes.house import fake_compose

    built: list[Brief] = []

    def building(brief: Brief, proposal: Any, catalogue: Any, owned: object = ()) -> Paintscheme:
        built.append(brief)
        return fake_compose(brief, proposal, catalogue)[1]

    monkeypatch.setattr(build, "build_scheme", building)
    return built


async def test_a_variant_is_free_and_the_same_change_is_the_same_variant(house: House, counted: list[Brief]) -> None:
    person = await house.person(12)
    (root,) = await paint(house, person, 1)
    schemes = house.desks[0].schemes
    before = await house.balance(person)

    quick = await schemes.derive(person, root.code, easier(root))
    assert (quick.scheme.tier, quick.parent_id, quick.request_id) == (Tier.FAST, root.id, None)
    assert quick.code != root.code
    assert [area.hex for area in quick.scheme.areas] == [area.hex for area in root.scheme.areas]
    assert (await schemes.derive(person, root.code, easier(root))).id == quick.id
    assert (await schemes.derive(person, quick.code, harder(quick))).id == root.id  # back again is the painted scheme
    branded = await schemes.derive(person, quick.code, Change(brands=("vallejo",)))
    assert (branded.scheme.tier, branded.scheme.brands, branded.parent_id) == (Tier.FAST, ("Vallejo",), root.id)
    assert (await schemes.derive(person, branded.code, Change(brands=()))).id == quick.id
    assert len(counted) == 2
    assert await house.balance(person) == before
    with pytest.raises(BadInput):
        easier(quick)
    with pytest.raises(BadInput):
        harder(await schemes.derive(person, root.code, harder(root)))
    await house.books()


async def test_the_same_change_pressed_many_times_at_once(house: House, counted: list[Brief]) -> None:
    person = await house.person(12)
    (root,) = await paint(house, person, 1)
    schemes = house.desks[0].schemes
    found = await asyncio.gather(*(schemes.derive(person, root.code, Change(tier=Tier.DISPLAY)) for _ in range(20)))
    assert len({one.id for one in found}) == 1
    assert len((await pages(schemes.recent, person, 50))[0]) == 2


async def test_a_deleted_variant_comes_back_when_it_is_asked_for_again(house: House, counted: list[Brief]) -> None:
    person = await house.person(12)
    (root,) = await paint(house, person, 1)
    schemes = house.desks[0].schemes
    quick = await schemes.derive(person, root.code, easier(root))
    await schemes.delete(person, quick.code)
    assert (await schemes.derive(person, root.code, easier(root))).code == quick.code
    await schemes.delete(person, root.code)
    assert (await schemes.derive(person, quick.code, harder(quick))).code == root.code


async def test_a_brand_that_does_not_exist(house: House) -> None:
    person = await house.person(12)
    (root,) = await paint(house, person, 1)
    schemes = Schemes(house.db, house.vault, house.clock, Catalogue.load())
    with pytest.raises(UnknownWord):
        await schemes.derive(person, root.code, Change(brands=("Valejjo Paints Inc",)))


async def test_the_keys_can_be_turned(house: House) -> None:
    person = await house.person(12)
    (stored,) = await paint(house, person, 1)
    fresh = new_key()
    await rotate_all(house.db, Vault([fresh, KEY]))
    schemes = Schemes(house.db, Vault([fresh]), house.clock, Catalogue.load())
    again = await schemes.by_code(person, stored.code)
    assert (again.scheme, again.brief, again.proposal) == (stored.scheme, stored.brief, stored.proposal)
