"""Every button, on a message of any age: it answers its owner, and nobody else."""

from __future__ import annotations

import pytest

from bot import routes
from bot.card import Button
from bot.discord import custom_ids, manners
from bot.screens.manners import answers
from core.drafts import service as drafts
from core.generation.brief import Brief
from core.ids import new_id
from core.shelf.naming import short
from core.shelf.sets import boxed_sets
from tests.discord.play import WORDS, House, code_in, labels, showpiece, title
from tests.fakes.collections import every_place
from tests.fakes.names import every_name

FORMS = set(manners.FORMS)
FOR_ALL = {routes.Again, routes.Miniature, routes.PostScheme, routes.MoreNames}


async def every_route(house: House, code: str) -> list[routes.Route]:
    """One of each, with arguments that mean something."""
    paint = short(house.core.catalogue.paints[0].id)
    return [
        routes.AskBrief(),
        routes.PaintDraft(await draft(house), 3),
        routes.AskDraft(await draft(house)),
        routes.Decline(),
        routes.Again(code, 2),
        routes.Retier(code, "fast"),
        routes.ChooseBrand(code),
        routes.Rebrand(code, "Vallejo"),
        routes.AskChange(code),
        routes.ChangeColours(code, "colder"),
        routes.Locks(code),
        routes.Lock(code, "primary", on=True),
        routes.ShowScheme(code),
        routes.PostScheme(code),
        routes.Star(code, on=True),
        routes.Schemes("recent"),
        routes.AskName(code),
        routes.AskDelete(code),
        routes.Recipe(code),
        routes.Miniature(code),
        routes.BothPages(code),
        routes.Original(code, "recipe"),
        routes.Exports(code),
        routes.Export(code, "ase"),
        routes.Paints(),
        routes.MatchPaint(paint),
        routes.ConvertPaint(paint, "Vallejo"),
        routes.AddPaint(paint),
        routes.Shelf(),
        routes.RemovePaint(paint),
        routes.PasteList(),
        routes.BoxedSets(),
        routes.AddSet(boxed_sets(house.core.catalogue)[0].key),
        routes.UndoShelf(),
        routes.AskedBack(),
        routes.Settle(new_id(), paint),
        routes.DropAsked(),
        routes.AddPaint(paint),
        routes.ShelfFile(),
        routes.Shopping("favourites"),
        routes.ShoppingFor(code),
        routes.FromShelf(code, "any"),
        routes.Likes(),
        routes.Preferences(),
        routes.PreferStyle("grimdark"),
        routes.PickBrands(),
        routes.PreferBrand("Vallejo"),
        routes.PickThemes(),
        routes.PreferTheme("norse"),
        routes.PreferTone("dry"),
        routes.AskBefore("changed"),
        routes.PickLanguage(),
        routes.PreferLanguage(),
        routes.RemindMe(on=True),
        routes.TellFinished(on=True),
        routes.Thumb(code, "up"),
        routes.PickColours(code),
        routes.AskColour(),
        routes.AddColour("4FA3A0"),
        routes.RemoveColour("4FA3A0"),
        routes.Lean(on=True),
        routes.AskForget(),
        routes.Forget(),
        routes.Balance(),
        routes.Daily(),
        routes.History(),
        routes.HistoryFile(),
        routes.Usage(),
        routes.Costs(),
        routes.Help(),
        routes.About(),
        *await every_place(house.core, await house.person(), code),
        *await every_name(house.core, await house.person()),
        routes.Delete(code),
    ]


async def draft(house: House) -> str:
    sealed = house.core.vault.seal(Brief(text="imps").model_dump_json())
    draft_id = new_id()
    await house.core.db.write(
        drafts.keep, draft_id=draft_id, person_id=await house.person(), sealed=sealed, now=house.clock()
    )
    return draft_id


async def test_every_button_answers_on_an_old_message_of_a_server(house: House):
    code = code_in(await house.painted())
    await house.give(20)
    asked = await every_route(house, code)
    assert {type(route) for route in asked} == set(routes.TABLE.values())
    for route in asked:
        seen = {m.id for m in house.in_channel()}
        done = await house.press(route)
        assert done.acknowledged, route
        if type(route) in FORMS:
            assert done.modal is not None, route
            continue
        assert done.modal is None, route
        new = [m for m in house.in_channel() if m.id not in seen][1:]  # the first is the old message itself
        beside = type(route) in FOR_ALL and not answers(route)  # an answer takes the place of its question
        assert len(new) == beside, (route, [m.text() for m in new])
        for message in done.messages:
            assert not message.text().startswith("### That did not work"), (route, message.text())
    assert "failed" not in {how for _what, how in house.figures.counted}


async def test_every_button_answers_in_the_direct_message(house: House):
    code = code_in(await house.painted(house.ann, house.ann))
    for route in await every_route(house, code):
        done = await house.press(route, house.ann, house.sim.dm(house.ann))
        assert done.acknowledged, route
        assert done.modal is not None or done.messages or done.source is not None
        assert not any(m.ephemeral for m in done.messages), route
    assert "failed" not in {how for _what, how in house.figures.counted}


async def test_somebody_elses_button_is_refused_in_private_and_changes_nothing(house: House):
    code = code_in(await house.painted())
    asked = await every_route(house, code)
    tokens = await house.tokens()
    before = [m.text() for m in house.in_channel()]
    for route in asked:
        message = await house.old_message(Button("Press", route))
        done = await house.sim.click(house.bob, message, label="Press")
        assert done.modal is None, route
        assert [(m.ephemeral, title(m)) for m in done.messages] == [(True, "That is somebody else’s")], route
        await house.sim.remove(message)
    assert await house.tokens() == tokens
    assert await house.codes() == [code]
    assert await house.codes(house.bob) == []
    assert [m.text() for m in house.in_channel()] == before


async def test_somebody_elses_menu_and_form_button_are_refused_too(house: House):
    card = await house.painted()
    locks = [Button(f"Lock {role}", routes.Lock(code_in(card), role)) for role in ("primary", "secondary", "metal")]
    message = await house.old_message(*locks)
    (menu,) = message.selects()
    done = await house.sim.select(house.bob, message, menu["custom_id"], menu["options"][0]["value"])
    assert title(done.message) == "That is somebody else’s"
    message = await house.old_message(Button("Rename", routes.AskName(code_in(card))))
    done = await house.sim.click(house.bob, message, label="Rename")
    assert done.modal is None
    assert "Paint something" in labels(done.message)
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    assert not stored.locks


async def test_the_refusal_has_a_button_that_is_the_readers_own(house: House):
    card = await house.painted()
    done = await house.sim.click(house.bob, card, label="Favourite")
    opened = await house.sim.click(house.bob, done.message, label="Paint something")
    assert opened.modal is not None


async def test_again_is_a_new_message_for_all_and_the_first_one_stays(house: House):
    first = await house.painted()
    text = first.text()
    done = await house.sim.click(house.ann, first, label="Again (2 tokens)")
    second = showpiece(done)
    assert not second.ephemeral
    assert second.id != first.id
    assert code_in(second) != code_in(first)
    assert first.text() == text
    assert [m.text() for m in done.messages if m.ephemeral] == ["2 tokens spent.\nYou have 7 tokens."]


async def test_easier_and_harder_take_the_cards_place(house: House):
    card = await house.painted()
    before = code_in(card)
    done = await house.sim.click(house.ann, card, label="Easier")
    assert code_in(card) != before
    assert ", fast" in card.text()
    assert [m.id for m in house.in_channel()] == [card.id]
    assert [m.ephemeral for m in done.messages if m.id != card.id] == [True]  # what is said to the owner
    await house.sim.click(house.ann, card, label="Harder")
    assert code_in(card) == before
    assert await house.tokens() == 9


async def test_what_is_asked_from_a_showpiece_is_answered_beside_it_in_private(house: House):
    card = await house.painted()
    text = card.text()
    for label in ("Other brand", "Export", "Lock colours", "Change colours", "Like a colour", "Recipe"):
        done = await house.sim.click(house.ann, card, label=label)
        assert [m.ephemeral for m in done.messages] == [True], label
        assert card.text() == text


async def test_both_pages_come_as_one_gallery_with_their_words(house: House):
    card = await house.painted()
    code = code_in(card)
    recipe = (await house.sim.click(house.ann, card, label="Recipe")).message
    both = (await house.sim.click(house.ann, recipe, label="Both pages")).message
    assert both.ephemeral
    assert [address.rsplit("/", 1)[-1].split("?")[0] for address, _alt in both.images()] == [
        f"wetpalette-{code}.png",
        f"wetpalette-{code}-recipe.png",
    ]
    assert all(alt for _address, alt in both.images())
    back = await house.sim.click(house.ann, both, label="Back to the scheme")
    assert code_in(back.message) == code


async def test_a_page_that_cannot_be_drawn_leaves_the_other_and_its_own_words(house: House, monkeypatch):
    def broken(*_args: object, **_more: object) -> bytes:
        raise RuntimeError("no")

    code = code_in(await house.painted(house.ann, house.ann))
    monkeypatch.setattr("bot.swatches.recipe.draw_recipe", broken)
    done = await house.press(routes.BothPages(code))
    assert len(done.message.images()) == 1
    assert "Prime" in done.message.text()


async def test_a_private_panel_turns_its_pages_in_place(house: House):
    code = code_in(await house.painted())
    panel = (await house.slash("schemes recent")).message
    shown = await house.sim.click(house.ann, panel, label=next(b for b in labels(panel)))
    assert [m.id for m in shown.messages] == [panel.id]
    assert code_in(panel) == code
    star = await house.sim.click(house.ann, panel, label="Favourite")
    # a picture stays; what follows from it comes below it
    assert star.message.id != panel.id
    assert star.message.ephemeral


async def test_a_refusal_leaves_the_panel_as_it_was(house: House):
    code = code_in(await house.painted())
    panel = (await house.slash("schemes delete", scheme=code)).message
    text = panel.text()
    await house.core.schemes.delete(await house.person(), code)
    done = await house.sim.click(house.ann, panel, label="Delete")
    assert title(done.message) == "Not this time"
    assert panel.text() == text


async def test_post_it_here_shows_it_to_all_and_keeps_the_panel(house: House):
    code = code_in(await house.painted(house.ann, house.ann))
    panel = (await house.slash("schemes show", scheme=code)).message
    assert panel.ephemeral
    assert house.in_channel() == []
    done = await house.sim.click(house.ann, panel, label="Post it here")
    (posted,) = house.in_channel()
    assert code_in(posted) == code
    assert "Painted for Ann" in posted.text()
    assert "Post it here" not in labels(posted)
    assert "Post it here" in labels(panel)
    assert all(m.ephemeral for m in done.messages if m.id != posted.id)
    # the posted card is Ann's as well: its buttons work, for her
    starred = await house.sim.click(house.ann, posted, label="Favourite")
    assert starred.message.ephemeral


async def test_there_is_nothing_to_post_where_nobody_else_listens(house: House):
    code = code_in(await house.painted(house.ann, house.ann))
    shown = await house.slash("schemes show", house.ann, house.ann, scheme=code)
    assert "Post it here" not in labels(shown.message)


async def test_again_on_a_private_panel_goes_public_and_the_panel_stays(house: House):
    code = code_in(await house.painted(house.ann, house.ann))
    panel = (await house.slash("schemes show", scheme=code)).message
    done = await house.sim.click(house.ann, panel, label="Again (2 tokens)")
    (public,) = house.in_channel()
    assert code_in(public) != code
    assert code_in(panel) == code
    assert [m.text() for m in done.messages if m.ephemeral and m.id != panel.id] == [
        "2 tokens spent.\nYou have 7 tokens."
    ]


@pytest.mark.parametrize("label", ["Paint it (3 tokens)", "Again (2 tokens)"])
async def test_two_clicks_at_once_pay_once(house: House, label):
    if label.startswith("Paint"):
        message = (await house.slash("paintscheme", description=WORDS)).message
        price, before = 3, 12
    else:
        message = await house.painted()
        price, before = 2, 9
    schemes = len(await house.codes())
    async with house.sim.at_once():
        first = await house.sim.click(house.ann, message, label=label)
        second = await house.sim.click(house.ann, message, label=label)
    assert await house.tokens() == before - price
    assert len(await house.codes()) == schemes + 1
    assert first.acknowledged
    assert second.acknowledged
    assert not second.messages or second.message.id == message.id
    assert sum(bool(m.images()) for m in first.messages) == 1


async def test_the_same_question_answered_twice_is_one_scheme(house: House):
    route = routes.PaintDraft(await draft(house), 3)
    first = await house.press(route)
    second = await house.press(route)
    assert code_in(showpiece(first)) == code_in(showpiece(second))
    assert await house.tokens() == 9


STALE = ["1|zz", "0|sc|ABC", "1|sc", "1|lo|ABC|nobody|1", "nonsense", "1|pd|x|-3"]


async def pressed_as(house: House, custom_id: str):
    """Press a button that hangs on an old message under this custom id."""
    message = await house.old_message(Button("Press", routes.Balance()))
    raw = house.sim.env.backend.messages[house.club.id][message.id]
    raw.components[0]["components"][-1]["components"][0]["custom_id"] = custom_id
    return await house.sim.click(house.ann, message, custom_id)


async def test_a_button_that_means_nothing_any_more_says_so(house: House):
    for text in STALE:
        for kind in (custom_ids.BUTTON, custom_ids.FORM):
            done = await pressed_as(house, custom_ids.write(kind, house.ann.id, text))
            assert done.message.ephemeral, text
            assert title(done.message) == "That button is from another time", text
    assert house.sim.errors == []


async def test_a_button_that_was_never_ours_is_left_alone(house: House):
    for custom_id in ("x", "w~", "w~1~", "w~!~1|ba", "z~1~1|ba", "w~" + "z" * 14 + "~1|ba"):
        done = await pressed_as(house, custom_id)
        assert not done.acknowledged, custom_id
    assert house.sim.errors == []


async def test_menus_go_where_buttons_would(house: House):
    card = await house.painted()
    locks = (await house.sim.click(house.ann, card, label="Lock colours")).message
    (menu,) = locks.selects()
    assert len(menu["options"]) == 6
    done = await house.sim.select(house.ann, locks, menu["custom_id"], menu["options"][0]["value"])
    assert done.message.id == locks.id
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    assert [role.value for role in stored.locks] == ["primary"]
    assert "Unlock primary" in [o["label"] for o in locks.selects()[0]["options"]]
    brands = (await house.sim.click(house.ann, card, label="Other brand")).message
    (menu,) = brands.selects()
    value = next(o["value"] for o in menu["options"] if o["value"].startswith("1|rb"))
    done = await house.sim.select(house.ann, brands, menu["custom_id"], value)
    assert code_in(done.message) != code_in(card)
    assert done.message.ephemeral
