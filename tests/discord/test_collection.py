"""The collection on Discord: typed options, lists while they are typed, forms, menus, and who sees what."""

from __future__ import annotations

from bot import routes
from core.accounts.service import find_person
from tests.discord.play import House, code_in, labels, title
from tests.discord.test_completions import offered
from tests.fakes.collections import every_place


async def filled(house: House) -> None:
    await house.slash("collection army", name="Bone Legion")
    await house.slash("collection army", name="Sea raiders")
    await house.slash("collection add", text="10 skeleton archers", army="Bone Legion")
    await house.slash("collection add", text="1 lich on dragon")


async def test_options_offer_what_one_has(house: House):
    await filled(house)
    archers = (await house.core.collection.find(await house.person(), "archers"))[0].code
    bones = (await house.core.collection.find(await house.person(), "bone"))[0].code
    for command in ("status", "move", "merge", "show", "note", "rename", "remove", "apply"):
        found = await offered(house, f"collection {command}", "name", "skel")
        assert found == [("Skeleton archers · Bone Legion", archers)], command
    assert await offered(house, "collection merge", "into", "ARCH") == [("Skeleton archers · Bone Legion", archers)]
    assert await offered(house, "collection show", "name", "bone")
    assert [value for _, value in await offered(house, "collection status", "name", "bone")] == []
    assert ("Bone Legion", bones) in await offered(house, "collection add", "army", "bo")
    assert ("In no army", "-") in await offered(house, "collection move", "army", "")
    assert await offered(house, "collection shopping", "army", "sea") != []
    assert await offered(house, "collection show", "name", "skel", house.bob) == []
    assert await house.core.db.read(find_person, "discord", str(house.bob.id)) is None


async def test_nothing_typed_breaks_a_list(house: House):
    await filled(house)
    for typed in ("@everyone", "x" * 100, "\\", "%_", "é" * 90, "'; drop", "\u202e"):
        for option in ("name", "army"):
            await offered(house, "collection move", option, typed)
    assert house.sim.errors == []


async def test_what_was_chosen_is_meant_and_only_the_owner_sees_it(house: House):
    await filled(house)
    (_, code), *_ = await offered(house, "collection status", "name", "lich")
    done = await house.slash("collection status", name=code, status="in_progress")
    assert [m.ephemeral for m in done.messages] == [True]
    assert "Now: in progress." in done.message.text()
    shown = await house.slash("collection show")
    assert [m.ephemeral for m in shown.messages] == [True]
    assert "0 of 11 painted" in shown.message.text()
    merged = await house.slash("collection merge", name=code, into="skeleton archers")
    assert "11 miniatures" in merged.message.text()
    back = await house.sim.click(house.ann, merged.message, label="Take it back")
    assert title(back.message) == "Taken back"


async def test_pasting_opens_a_form_shows_the_list_and_adds_it(house: House):
    opened = await house.slash("collection paste")
    assert opened.modal is not None
    sent = await house.sim.submit(house.ann, opened, {"words": "10 archers\n2 cooks\n1 lich"})
    assert title(sent.message) == "Shall I add these?"
    assert sent.message.ephemeral
    rows = await house.sim.click(house.ann, sent.message, label="Answer in words")
    assert rows.modal is not None
    left = await house.sim.submit(house.ann, rows, {"words": "drop 2"})
    assert "1 row left out." in left.message.text()
    done = await house.sim.click(house.ann, left.message, label="Add them")
    assert title(done.message) == "In your collection: 2 models and units"


async def test_editing_opens_a_form_with_what_is_there(house: House):
    await filled(house)
    (_, code), *_ = await offered(house, "collection show", "name", "archers")
    opened = await house.press(routes.AskEdit(code))
    assert opened.modal is not None
    assert "Skeleton archers" in str(opened.modal.components)
    sent = await house.sim.submit(house.ann, opened, {"words": "Grave archers", "count": "12", "notes": "pale bone"})
    assert title(sent.message) == "Grave archers"
    assert "12 miniatures" in sent.message.text()
    assert "pale bone" in sent.message.text()
    again = await house.press(routes.AskEdit(code))
    refused = await house.sim.submit(
        house.ann, again, {"words": "Grave archers", "count": "many", "notes": "long words"}
    )
    assert "long words" in refused.message.text()
    assert "Write it again" in labels(refused.message)


async def test_a_scheme_is_put_on_a_model_from_its_card(house: House):
    card = await house.painted()
    await filled(house)
    asked = await house.sim.click(house.ann, card, label="Put it on a model")
    assert asked.message.ephemeral
    (_, lich), *_ = await offered(house, "collection show", "name", "lich")
    done = await house.press(routes.Apply(lich, code_in(card)))
    assert "Painted with" in done.message.text()
    recipe = await house.sim.click(house.ann, done.message, label="Show the recipe")
    assert not recipe.message.text().startswith("### That did not work")


async def test_lists_are_menus(house: House):
    places = await every_place(house.core, await house.person(), code_in(await house.painted()))
    shown = await house.press(next(route for route in places if isinstance(route, routes.ArmyPage)))
    assert "Add" in labels(shown.message)
    assert "Next page" in labels(shown.message)
    assert not any("Grave guard" in label for label in labels(shown.message))
