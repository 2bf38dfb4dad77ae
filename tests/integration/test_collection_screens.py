"""The collection as its owner meets it: typed, pasted, pressed; on both databases."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import AsyncIterator

import pytest

from bot import routes
from bot.card import Card, Tone, Visibility
from bot.screens import dispatch
from bot.terminal.chat import Conversation
from core.accounts.service import person_for
from core.ids import new_id
from core.services import Services, open_services
from tests.fakes.house import KEY
from tests.integration.test_surfaces_screens import Clock, Guest, buttons, code_of

LIST = """\
++ Bone Legion ++
- 10 skeleton archers (120 pts)
1 lich on dragon
Ghouls x20
2x banshees
10 skeleton archers
x99999 rats
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def core(database_url, clock) -> AsyncIterator[Services]:
    services = await open_services(database_url, [KEY], clock=clock)
    yield services
    await services.close()


@pytest.fixture
async def guest(core, clock) -> Guest:
    return Guest(core, clock, await core.db.write(person_for, "terminal", "ann", now=clock()))


def text_of(card: Card) -> str:
    parts = [card.title, *card.lines, *(f"{f.label}: {f.value}" for f in card.fields)]
    return "\n".join(str(part) for part in parts)


def target(card: Card) -> str:
    """The code of the model that a card shows."""
    return next(b.route.target for b in buttons(card) if isinstance(b.route, routes.AskEdit))


async def army(guest: Guest, name: str = "Bone Legion") -> str:
    card = await guest.say(f"/collection add army {name}")
    assert card.title == name
    return next(b.route.army for b in buttons(card) if isinstance(b.route, routes.AskAdd))


async def proposal(guest: Guest, text: str = LIST, code: str = "") -> Card:
    card = await guest.say(text, asked=routes.PasteModels(code))
    assert card.title == "Shall I add these?"
    return card


async def count(guest: Guest) -> int:
    return (await guest.core.collection.page(guest.person_id)).count


# Looking --------------------------------------------------------------------------------------------------------------


async def test_an_empty_collection_says_how_to_fill_it(guest):
    card = await guest.say("/collection")
    assert card.title == "Your collection is empty"
    assert card.picture is None
    assert {b.label for b in buttons(card)} >= {"Paste a list", "New army", "Add"}


async def test_the_overview_counts_draws_and_opens(guest):
    code = await army(guest)
    await guest.say("/collection add 10 skeleton archers to Bone Legion")
    await guest.say("/collection add 1 lich")
    await guest.say("/collection status lich done")
    card = await guest.say("/collection")
    assert card.visibility is Visibility.OWNER
    assert "1 of 11 painted (done 1, unbuilt 10)." in text_of(card)
    assert "Bone Legion: 0 of 10" in card.picture.alt
    assert "In no army: 1 of 1" in card.picture.alt
    assert card.picture.draw().startswith(b"\x89PNG")
    again = await guest.say("/collection")
    assert again.picture.key == card.picture.key
    shown = await guest.press(card, "Bone Legion")
    assert "Skeleton archers: 10×, Unbuilt" in text_of(shown)
    assert routes.ArmyPage(code) in [b.route for b in buttons(card)]
    loose = await guest.press(card, "In no army")
    assert "Lich: Done" in text_of(loose)


async def test_models_come_in_pages_of_twenty(guest):
    code = await army(guest)
    await guest.say("\n".join(f"Knight number {n}" for n in range(45)), asked=routes.PasteModels(code))
    waiting = await proposal(guest, "\n".join(f"Knight number {n}" for n in range(45)), code)
    await guest.press(waiting, "Add them")
    card = await guest.show(routes.ArmyPage(code))
    seen = []
    while True:
        seen += [b.label for b in buttons(card) if isinstance(b.route, routes.ShowModel)]
        if not any(b.label == "Next page" for b in buttons(card)):
            break
        card = await guest.press(card, "Next page")
    assert seen == [f"Knight number {n}" for n in range(45)]
    first = await guest.press(card, "First page")
    assert "Knight number 0" in text_of(first)
    listed = await guest.say("/collection all")
    assert "Knight number 0: Unbuilt; Bone Legion" in text_of(listed)


async def test_somebody_elses_things_are_not_there(core, clock, guest):
    await army(guest)
    card = await guest.say("/collection add lich")
    model = next(b.route.target for b in buttons(card) if isinstance(b.route, routes.ShowModel))
    bob = Guest(core, clock, await core.db.write(person_for, "terminal", "bob", now=clock()))
    for route in (
        routes.ShowModel(model),
        routes.SetStatus(model, "done"),
        routes.RemoveModel(model),
        routes.AskEdit(model),
        routes.AskMove(model),
        routes.AskApply(model),
    ):
        refused = await bob.show(route)
        assert refused.tone is Tone.REFUSAL
        assert not refused.harmless
        assert [b.label for b in buttons(refused)] == ["Your collection"]
    assert "Lich" not in text_of(await bob.say("/collection show lich"))
    shown = await guest.show(routes.ShowModel(model))
    assert "Status: Unbuilt" in text_of(shown)


# Models ---------------------------------------------------------------------------------------------------------------


async def test_a_status_moves_on_by_a_press_and_back_by_another(guest):
    card = await guest.show(routes.ShowModel(target_of(await guest.say("/collection add lich"))))
    for word in ("built", "primed", "in progress", "done"):
        card = await guest.press(card, f"It is: {word}")
        assert f"Now: {word}." in text_of(card)
    assert not any(b.label.startswith("It is:") for b in buttons(card))
    card = await guest.press(card, "Take it back")
    assert card.title == "Taken back"
    shown = await guest.say("/collection show lich")
    assert "Status: In progress" in text_of(shown)
    chosen = await guest.press(shown, "Unbuilt")
    assert "Status: Unbuilt" in text_of(chosen)


def target_of(card: Card) -> str:
    return next(b.route.target for b in buttons(card) if isinstance(b.route, routes.ShowModel))


async def test_the_same_press_twice_is_one_change(guest):
    code = target_of(await guest.say("/collection add 10 archers"))
    route = routes.encode(routes.Split(code, 3, 10))
    event = new_id()
    for _ in range(2):
        await dispatch.press(guest.core, guest.visit(event), route)
    assert await count(guest) == 2
    asked = await dispatch.press(guest.core, guest.visit(), route)  # the unit is another by now
    assert asked.tone is Tone.QUESTION
    assert await count(guest) == 2


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("count: 12; status: primed; notes: two thin coats; name: none of it", "Status: Primed"),
        ("12", "Unit, 12 miniatures"),
        ("half done", "Status: In progress"),
        ("Grave Lord", "Grave Lord"),
        ("archetype: risen dead", "Archetype: "),
        ("kind: unit", "What: Unit"),
        ("notes: a\nb; c", "Notes: a\nb; c"),
    ],
)
async def test_a_model_is_edited_in_words(guest, words, holds):
    code = target_of(await guest.say("/collection add lich"))
    asked = await guest.show(routes.AskEdit(code))
    assert asked.asks == routes.AskEdit(code)
    card = await guest.say(words, asked=asked.asks)
    assert holds in text_of(card)
    assert "Take it back" in {b.label for b in buttons(card)}


@pytest.mark.parametrize("words", ["", "   ", "count: many", "count: 0", "status: shiny", "x" * 200, "\u200b"])
async def test_an_edit_that_cannot_be_used_is_asked_for_again(guest, words):
    code = target_of(await guest.say("/collection add lich"))
    card = await guest.say(words, asked=routes.AskEdit(code))
    assert card.tone is Tone.REFUSAL
    assert card.asks == routes.AskEdit(code)
    assert "Lich" in text_of(await guest.show(routes.ShowModel(code)))


async def test_moving_merging_splitting_removing_and_back(guest):
    await army(guest)
    await guest.say("/collection add 10 archers to Bone Legion")
    await guest.say("/collection add 5 archers to Bone Legion")
    first = (await guest.core.collection.page(guest.person_id)).models[0].code
    card = await guest.show(routes.ShowModel(first))
    asked = await guest.press(card, "Merge")
    merged = await guest.press(asked, "Archers")
    assert "15 miniatures" in text_of(merged)
    assert await count(guest) == 1
    await guest.press(merged, "Take it back")
    assert await count(guest) == 2
    parted = await guest.press(await guest.press(card, "Split"), "3")
    assert "3 left the unit." in text_of(parted)
    assert await count(guest) == 3
    said = await guest.say("2", asked=routes.AskSplit(first))
    assert said.title == "Split"
    moved = await guest.press(await guest.press(card, "Move"), "In no army")
    assert "Army: none" in text_of(moved)
    gone = await guest.press(card, "Remove")
    assert await count(guest) == 3
    stale = await guest.press(card, "Edit")
    assert stale.tone is Tone.REFUSAL
    assert "no longer in your collection" in text_of(stale)
    await guest.press(gone, "Take it back")
    assert await count(guest) == 4


async def test_words_do_what_buttons_do(guest):
    await army(guest)
    await guest.say("/collection add 10 archers to bone legion")
    await guest.say("/collection add lich on dragon")
    assert "Now: in progress." in text_of(await guest.say("/collection status lich on dragon in progress"))
    noted = await guest.say("/collection note lich on dragon needs new wings")
    assert "Notes: needs new wings" in text_of(noted)
    noted = await guest.say("/collection note archers: two thin coats: always")
    assert "Notes: two thin coats: always" in text_of(noted)
    await guest.say("/collection add lich")
    only_named = await guest.say("/collection note lich on dragon")  # that is no lich with the note "on dragon"
    assert "what to note" in text_of(only_named)
    await guest.say("/collection undo")
    moved = await guest.say("/collection move lich to Bone Legion")
    assert "Army: Bone Legion" in text_of(moved)
    assert "Army: none" in text_of(await guest.say("/collection move lich to none"))
    renamed = await guest.say("/collection rename lich on dragon to Road to Ruin")
    assert renamed.title in {"Road to Ruin", "Ruin"}
    await guest.say("/collection undo")
    await guest.say("/collection add 5 bowmen to Bone Legion")
    merged = await guest.say("/collection merge bowmen into archers")
    assert "15 miniatures" in text_of(merged)
    assert (await guest.say("/collection remove archers")).title == "Removed"
    assert (await guest.say("/collection undo")).title == "Taken back"
    found = await guest.say("/collection find arch")
    assert "Archers: Bone Legion" in text_of(found)
    assert (await guest.say("/collection remove bone legion")).title == "Disband Bone Legion?"


@pytest.mark.parametrize(
    "line",
    [
        "status",
        "status lich",
        "note lich",
        "move lich",
        "move lich to nowhere",
        "merge lich",
        "apply x",
        "remove",
        "remove nobody",
        "find",
        "find zzz",
        "show zzz",
        "add 5 archers to nowhere",
        "frobnicate",
        "undoo",
        "add-army " + "x" * 200,
        "add " + "x" * 200,
        "add ***",
    ],
)
async def test_words_that_cannot_be_used_are_refused_kindly(guest, line):
    await guest.say("/collection add lich")
    before = await count(guest)
    card = await guest.say(f"/collection {line}")
    assert card.tone is Tone.REFUSAL, text_of(card)
    assert await count(guest) == before


async def test_names_are_only_text(guest):
    name = "<b>*Lich*</b> {n} %s @everyone"
    card = await guest.say(name, asked=routes.AskAdd())
    assert name in text_of(card)
    shown = await guest.show(routes.ShowModel(target_of(card)))
    assert shown.title == name
    code = await army(guest, "{army} | {n}")
    assert "{army} | {n}" in text_of(await guest.show(routes.AskDisband(code)))


# Armies ---------------------------------------------------------------------------------------------------------------


async def test_an_army_of_the_same_name_is_refused_and_asked_for_again(guest):
    await army(guest)
    card = await guest.say("bone legion", asked=routes.AskArmy())
    assert card.tone is Tone.REFUSAL
    assert isinstance(card.asks, routes.AskArmy)
    assert len(await guest.core.collection.armies(guest.person_id)) == 1


@pytest.mark.parametrize(("keep", "left"), [("Keep the models", 1), ("Remove them too", 0)])
async def test_disbanding_asks_and_can_be_taken_back(guest, keep, left):
    code = await army(guest)
    await guest.say("/collection add lich to Bone Legion")
    asked = await guest.press(await guest.show(routes.ArmyMore(code)), "Disband")
    assert "1 model or unit is in it." in text_of(asked)
    done = await guest.press(asked, keep)
    assert await count(guest) == left
    assert not await guest.core.collection.armies(guest.person_id)
    await guest.press(done, "Take it back")
    assert await count(guest) == 1
    assert len(await guest.core.collection.armies(guest.person_id)) == 1


async def test_an_army_is_edited(guest):
    code = await army(guest)
    card = await guest.say("name: Grave Host; notes: pale bases", asked=routes.AskEdit(code))
    assert card.title == "Grave Host"
    assert "Notes: pale bases" in text_of(card)
    refused = await guest.say("count: 3", asked=routes.AskEdit(code))
    assert refused.tone is Tone.REFUSAL


# Lists ----------------------------------------------------------------------------------------------------------------


async def test_a_pasted_list_is_shown_before_anything_is_added(guest):
    code = await army(guest)
    card = await proposal(guest, code=code)
    said = text_of(card)
    assert "10× Skeleton archers" in said
    assert "there already" in said  # the second archers
    assert "Not understood: “x99999 rats”" in said
    assert await count(guest) == 0
    done = await guest.press(card, "Merge what is there")
    assert await count(guest) == 4
    assert done.title.startswith("In your collection: 4")
    again = await guest.press(card, "Merge what is there")
    assert await count(guest) == 4
    assert "nothing was added twice" in text_of(again)
    await guest.press(done, "Take it back")
    assert await count(guest) == 0


async def test_rows_are_left_out_and_written_anew(guest):
    card = await proposal(guest, "a knight\nb lancers\nc archers\nd mage\ne cook")
    card = await guest.say("drop 2, 4-5", asked=card.asks)
    assert "3 rows left out." in text_of(card)
    card = await guest.say("2: 12 crossbowmen", asked=card.asks)
    assert "12× Crossbowmen" in text_of(card)
    wrong = await guest.say("drop 9", asked=card.asks)
    assert "no 9" in text_of(wrong)
    assert wrong.asks == card.asks
    assert "leave rows out" in text_of(await guest.say("what?", asked=card.asks))
    choose = await guest.press(card, "Leave rows out")
    left = await guest.press(choose, "1.")
    assert len([b for b in buttons(left) if isinstance(b.route, routes.DropRow)]) == 1
    await guest.press(choose, "1.")  # pressed twice: the list is another by now
    back = await guest.press(left, "Back to the list")
    await guest.press(back, "Add them")
    assert await count(guest) == 1


async def test_a_list_waits_over_a_restart_and_can_be_discarded(guest, core, clock, database_url):
    card = await proposal(guest)
    later = await open_services(database_url, [KEY], clock=clock)
    try:
        returned = Guest(later, clock, guest.person_id)
        shown = await returned.show(card.asks)
        assert text_of(shown) == text_of(card)
        gone = await returned.press(shown, "Discard the list")
        assert "Nothing was added." in text_of(gone)
        stale = await returned.press(card, "Merge what is there")
        assert stale.tone is Tone.REFUSAL
        assert await count(returned) == 0
    finally:
        await later.close()


async def test_five_hundred_lines_fit_and_more_are_refused(guest):
    card = await proposal(guest, "\n".join(f"Knight number {n}" for n in range(500, 1000)))
    assert "I read 500 rows" in text_of(card)
    more = await guest.press(card, "More rows")
    assert "21: " in text_of(more)
    await guest.press(more, "Add them")
    assert await count(guest) == 500
    refused = await guest.say("\n".join(f"knight {n}" for n in range(501)), asked=routes.PasteModels())
    assert refused.tone is Tone.REFUSAL
    assert isinstance(refused.asks, routes.PasteModels)


async def test_a_list_behind_the_command_and_for_an_army(guest):
    code = await army(guest)
    asked = await guest.say("/collection paste to bone legion")
    assert asked.asks == routes.PasteModels(code)
    card = await guest.say("/collection paste to bone legion\n10 archers\n1 lich")
    assert "They go to Bone Legion." in text_of(card)
    card = await guest.say("/collection paste 10 archers, 1 lich")
    assert "They go to no army yet." in text_of(card)


def test_a_terminal_takes_a_pasted_list_as_one():
    conversation = Conversation(None, "p", None, None)
    conversation._asked = routes.PasteModels()
    lines = iter(["10 archers", "a lich", "", "blue knights"])

    class Typed:
        def read(self):
            return next(lines, None)

    assert conversation._read(Typed()) == "10 archers\na lich"


# Schemes --------------------------------------------------------------------------------------------------------------


async def test_a_scheme_goes_on_from_its_card_and_its_recipe_comes_back(guest):
    scheme = await guest.scheme()
    code = code_of(scheme)
    nobody = await guest.press(scheme, "Put it on a model")
    assert nobody.title == "Your collection is empty"
    await army(guest)
    await guest.say("/collection add lich to Bone Legion")
    asked = await guest.press(scheme, "Put it on a model")
    done = await guest.press(asked, "Bone Legion")
    assert "Painted with" in text_of(done)
    lich = await guest.say("/collection show lich")
    assert f"({code}), its army’s" in text_of(lich)
    recipe = await guest.press(lich, "Show the recipe")
    assert recipe.picture is not None
    shop = await guest.press(done, "Shopping list")
    assert "For Bone Legion: 1 scheme." in text_of(shop)
    off = await guest.show(
        routes.Apply(next(b.route.target for b in buttons(done) if isinstance(b.route, routes.AskApply)), "-")
    )
    assert "is taken off" in text_of(off)
    await guest.press(off, "Take it back")
    assert f"({code}), its army’s" in text_of(await guest.say("/collection show lich"))


async def test_a_scheme_goes_on_from_the_model_and_in_words(guest):
    code = code_of(await guest.scheme())
    lich = target_of(await guest.say("/collection add lich"))
    card = await guest.press(await guest.show(routes.ShowModel(lich)), "Apply a scheme")
    done = await guest.show(next(b.route for b in buttons(card) if isinstance(b.route, routes.Apply)))
    assert f"({code})" in text_of(done)
    await guest.say("/collection undo")
    assert f"({code})" in text_of(await guest.say(f"/collection apply {code.lower()} to lich"))
    title = (await guest.core.schemes.by_code(guest.person_id, code)).title
    await guest.say("/collection undo")
    assert f"({code})" in text_of(await guest.say(f"/collection apply {title} to lich"))
    assert (await guest.say("/collection apply ZZZZZZZZ to lich")).tone is Tone.REFUSAL
    assert "is taken off" in text_of(await guest.say("/collection apply none to lich"))


async def test_nothing_to_shop_for_is_said(guest):
    code = await army(guest)
    assert "Nothing to shop for" in (await guest.show(routes.ArmyShopping(code))).title
    assert "Nothing to shop for" in (await guest.say("/collection shopping")).title


# Files, undo, everything ----------------------------------------------------------------------------------------------


async def test_the_export_has_everything(guest):
    assert (await guest.say("/collection export")).tone is Tone.REFUSAL
    await army(guest)
    await guest.say("/collection add 10 archers to Bone Legion")
    card = await guest.say("/collection export")
    table, data = (file.content.decode() for file in card.attachments)
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["army"], row["name"], row["count"]) == ("Bone Legion", "Archers", "10")
    assert json.loads(data)["armies"][0]["models"][0]["name"] == "Archers"


async def test_undo_goes_back_step_by_step(guest):
    await guest.say("/collection add lich")
    await guest.say("/collection add ghoul")
    card = await guest.say("/collection undo")
    assert "what was added" in text_of(card)
    await guest.press(card, "And the one before")
    assert await count(guest) == 0
    assert (await guest.say("/collection undo")).tone is Tone.REFUSAL


async def test_every_button_of_the_collection_leads_somewhere(guest):
    await guest.scheme()
    code = await army(guest)
    await army(guest, "Sea raiders")
    await guest.say(
        "/collection apply " + (await guest.core.schemes.recent(guest.person_id)).schemes[0].code + " to Bone Legion"
    )
    waiting = await proposal(
        guest, "\n".join([*(f"{n} knight number {n}" for n in range(1, 45)), "2 twins", "2 twins"]), code
    )
    await guest.press(waiting, "Add all as new")
    listed = await proposal(guest, "\n".join(f"archer {n}" for n in range(30)), code)
    first = await guest.show(routes.Collection())
    twins = await guest.say("/collection find twins")
    seen: set[tuple[str, str]] = set()
    pressed: set[type] = set()
    queue = [first, listed, twins, await guest.scheme(), await guest.show(routes.AllModels())]
    leaves_alone = (routes.Delete, routes.Again, routes.PaintDraft, routes.NameFor, routes.UndoChange)
    while queue:
        card = queue.pop(0)
        assert card.tone is not Tone.FAULT, text_of(card)
        for button in buttons(card):
            kind = (type(button.route).letters, re.sub(r"\d+", "", button.label))
            if kind in seen or isinstance(button.route, leaves_alone) or not button.route.letters.startswith("k"):
                pressed.add(type(button.route))
                continue
            seen.add(kind)
            pressed.add(type(button.route))
            queue.append(await dispatch.press(guest.core, guest.visit(), routes.encode(button.route)))
    own = {route for letters, route in routes.TABLE.items() if letters.startswith("k")}
    assert own == {route for route in pressed if route.letters.startswith("k")}
