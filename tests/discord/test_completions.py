"""What is offered while an option is typed."""

from __future__ import annotations

from bot import routes
from core.accounts.service import find_person
from tests.discord.play import House, code_in
from tests.fakes.discord_server import limits


async def offered(house: House, command: str, option: str, typed: str, who=None) -> list[tuple[str, str]]:
    found = await house.sim.autocomplete(who or house.ann, house.club, command, option, typed)
    assert list(limits.choices({"choices": found})) == []
    values = [one["value"] for one in found]
    assert len(values) == len(set(values))
    return [(one["name"], one["value"]) for one in found]


LISTS = [
    ("paintscheme", "faction", "", ""),
    ("paintscheme", "faction", "dead", "risen dead"),
    ("paintscheme", "mood", "GRIM", "grimdark"),
    ("paintscheme", "style", "", ""),
    ("paintscheme", "brands", "val", "Vallejo"),
    ("paintscheme", "brands", "Citadel, val", "Citadel, Vallejo"),
    ("paints match", "colour", "mephiston", "Mephiston Red"),
    ("paints match", "colour", "mefiston rde", "Mephiston Red"),
    ("paints match", "brand", "army", "Army Painter"),
    ("paints convert", "paint", "abaddon", "Abaddon Black"),
    ("paints convert", "brand", "", "Vallejo"),
    ("paints shade", "colour", "leadbel", "Leadbelcher"),
    ("paints shelf", "add", "Abaddon Black, mephis", "Abaddon Black, "),
    ("paints shelf", "search", "corax", "Corax White"),
    ("paints shopping", "brand", "citadel", "Citadel"),
]


async def test_every_list_offers_what_was_begun(house: House):
    for command, option, typed, holds in LISTS:
        found = await offered(house, command, option, typed)
        assert found, (command, option, typed)
        assert any(holds in name or holds in value for name, value in found), found


async def test_nothing_typed_breaks_a_list(house: House):
    await house.painted()
    for typed in ("@everyone", "x" * 100, "\\", "%_", "é" * 90, ", , ,", "\u202e", "'; drop"):
        for command, option in {(command, option) for command, option, *_ in LISTS} | {
            ("schemes show", "scheme"),
            ("paints shelf", "remove"),
        }:
            await offered(house, command, option, typed)
    assert house.sim.errors == []


async def test_ones_own_schemes_by_title_and_code_and_nobody_elses(house: House):
    card = await house.painted()
    code = code_in(card)
    stored = await house.core.schemes.by_code(await house.person(), code)
    for command in (
        "schemes show",
        "schemes change",
        "schemes lock",
        "schemes rename",
        "schemes delete",
        "paints shopping",
    ):
        assert await offered(house, command, "scheme", stored.title[:4].upper()) == [(f"{code} · {stored.title}", code)]
    assert await offered(house, "schemes show", "scheme", code[:3].lower()) == [(f"{code} · {stored.title}", code)]
    assert await offered(house, "schemes show", "scheme", "", house.bob) == []


async def test_ones_own_paints_are_offered_for_removal(house: House):
    assert await offered(house, "paints shelf", "remove", "") == []
    await house.slash("paints shelf", add="Abaddon Black, Mephiston Red")
    names = [name for name, _ in await offered(house, "paints shelf", "remove", "")]
    assert len(names) == 2
    (name,) = [one for one in names if "Mephiston" in one]
    done = await house.slash("paints shelf", remove=name)
    assert "Mephiston Red" in done.message.text()


async def test_somebody_new_is_offered_nothing_and_is_not_made_known(house: House):
    assert await offered(house, "schemes show", "scheme", "") == []
    assert await house.core.db.read(find_person, "discord", str(house.ann.id)) is None


async def test_what_was_just_painted_is_offered(house: House):
    assert await offered(house, "schemes show", "scheme", "") == []
    code = code_in(await house.painted())
    assert [value for _, value in await offered(house, "schemes show", "scheme", "")] == [code]
    await house.press(routes.Delete(code))
    assert await offered(house, "schemes show", "scheme", "") == []
