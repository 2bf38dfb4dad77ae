"""`/nickname` on Discord: names for all, their price in private, and what can be chosen."""

from __future__ import annotations

from bot import routes
from core.collection.values import Model
from tests.discord.play import House, title
from tests.discord.test_completions import offered as listed
from tests.fakes.discord_sim import Outcome, Shown


async def bought(house: House, where=None) -> Outcome:
    """Ann agrees to the price for the first time."""
    asked = await house.slash("nickname", None, where, text="captain of the drowned", tradition="sea")
    return await house.sim.click(house.ann, asked.message, label="Suggest names (1 token)")


async def model_of(house: House, text: str = "lich on dragon") -> Model:
    return (await house.core.collection.add(await house.person(), text)).models[0]


def names_on(message: Shown) -> list[str]:
    """What the menu of names offers."""
    return [one["value"] for menu in message.selects() for one in menu["options"] if "|nc|" in one["value"]]


def open_names(done: Outcome) -> Shown:
    """The names among the answers, which everybody sees."""
    (found,) = [m for m in done.messages if title(m).startswith("Names for") and not m.ephemeral]
    assert len(names_on(found)) == 6, found.components
    return found


async def choose(house: House, message: Shown, which: int, who=None) -> Outcome:
    menu = next(one for one in message.selects() if "|nc|" in one["options"][0]["value"])
    return await house.sim.select(who or house.ann, message, menu["custom_id"], menu["options"][which]["value"])


async def test_the_price_is_asked_in_private_and_the_names_are_for_all(house: House):
    asked = await house.slash("nickname", text="captain of the drowned", tradition="sea", traits="brave, mournful")
    assert asked.message.ephemeral
    assert title(asked.message) == "Names for captain of the drowned?"
    assert "It costs 1 token; you have 12." in asked.message.text()
    assert house.in_channel() == []
    done = await house.sim.click(house.ann, asked.message, label="Suggest names (1 token)")
    card = open_names(done)
    assert "For Ann" in card.text()
    assert "token" not in card.text()
    assert [m.text() for m in done.messages if m.ephemeral] == ["1 token spent.\nYou have 11 tokens."]
    assert [m.id for m in house.in_channel()] == [card.id]
    assert await house.tokens() == 11


async def test_the_second_time_and_more_of_them_are_for_all_at_once(house: House):
    await bought(house)
    done = await house.slash("nickname", text="a grim knight")
    card = open_names(done)
    assert ("nickname", "done") in house.figures.counted
    other = await house.sim.click(house.ann, card, label="Different (1 token)")
    assert open_names(other).id != card.id
    which = (await house.sim.click(house.ann, card, label="More like one of them")).message
    assert which.ephemeral
    (menu,) = which.selects()
    assert len(menu["options"]) == 6
    like = await house.sim.select(house.ann, which, menu["custom_id"], menu["options"][1]["value"])
    assert open_names(like).id not in {card.id, open_names(other).id}
    assert which.id not in [m.id for m in house.sim.history(house.club, house.ann)]
    assert await house.tokens() == 8


async def test_a_name_is_chosen_in_private_and_borne(house: House):
    model = await model_of(house)
    await bought(house)
    card = open_names(await house.slash("nickname", target=model.code, tone="silly"))
    assert title(card) == "Names for Lich on dragon"
    chosen = await choose(house, card, 2)
    assert chosen.message.ephemeral
    assert "bears that name" in chosen.message.text()
    now = await house.core.collection.model(await house.person(), model.code)
    assert now.nickname
    assert now.nickname in card.text()
    strange = await choose(house, card, 1, house.bob)
    assert title(strange.message) == "That is somebody else’s"
    assert (await house.core.collection.model(await house.person(), model.code)).nickname == now.nickname

    history = await house.slash("nickname", history=True)
    assert history.message.ephemeral
    assert title(history.message) == "Your names"
    assert now.nickname in history.message.text()


async def test_own_words_become_a_name_that_is_given_away_later(house: House):
    model = await model_of(house)
    card = open_names(await bought(house))
    chosen = await choose(house, card, 0)
    who = await house.sim.click(house.ann, chosen.message, label="Give it to a model")
    given = await house.sim.click(house.ann, who.message, label=model.title)
    assert "bears that name" in given.message.text()
    assert (await house.core.collection.model(await house.person(), model.code)).nickname == title(given.message)


async def test_in_a_direct_message_what_was_paid_for_stays(house: House):
    asked = await bought(house, house.ann)
    card = next(m for m in asked.messages if title(m).startswith("Names for"))
    await house.sim.click(house.ann, card, label="Sillier (1 token)")
    said = [title(m) for m in house.sim.history(house.sim.dm(house.ann), house.ann)]
    assert said.count("Names for captain of the drowned") == 2


async def test_the_form_asks_for_everything(house: House):
    await bought(house)
    empty = await house.slash("nickname")
    assert empty.modal is not None
    assert [c["custom_id"] for c in empty.modal.fields()] == ["words", "kind", "tradition", "traits", "tone"]
    sent = await house.sim.submit(
        house.ann, empty, {"words": "", "tradition": ["norse"], "traits": ["brave", "grim"], "tone": ["dry"]}
    )
    assert title(open_names(sent)) == "Names for norse, brave, grim"

    model = await model_of(house)
    form = await house.slash("nickname")
    assert [c["custom_id"] for c in form.modal.fields()][1] == "target"
    sent = await house.sim.submit(house.ann, form, {"words": "", "target": [model.code]})
    assert title(open_names(sent)) == "Names for Lich on dragon"

    nothing = await house.sim.submit(house.ann, await house.slash("nickname"), {"words": ""})
    assert nothing.message.ephemeral
    assert "nothing was taken" in nothing.message.text()
    assert await house.tokens() == 9


async def test_what_cannot_be_used_is_said_in_private(house: House):
    await bought(house)
    for options, said in (
        ({"text": "a knight", "tradition": "norsk"}, "Norse"),
        ({"target": "nobody of that name"}, "nobody of that name"),
        ({"text": "<b>knight</b>"}, "markup"),
        ({"tone": "dry"}, "Say in a few words"),
    ):
        done = await house.slash("nickname", **options)
        assert [m.ephemeral for m in done.messages] == [True], options
        assert said in done.message.text(), options
    assert len(house.in_channel()) == 1
    assert await house.tokens() == 11


async def test_with_an_empty_wallet_nothing_is_made(house: House):
    card = open_names(await bought(house))
    await house.spend_all()
    for pressed in (
        await house.sim.click(house.ann, card, label="Different (1 token)"),
        await house.slash("nickname", text="a knight"),
    ):
        assert [m.ephemeral for m in pressed.messages] == [True]
        assert title(pressed.message) == "Not this time"
    history = await house.core.naming.recent(await house.person())
    assert len(history.names) == 1


async def test_a_button_of_a_model_card_and_the_lists(house: House):
    model = await model_of(house)
    await bought(house)
    named = await house.press(routes.NameFor(model.code))
    assert title(named.message) == "Names for Lich on dragon"
    assert await listed(house, "nickname", "target", "drag") == [("Lich on dragon", model.code)]
    assert await listed(house, "nickname", "target", "drag", house.bob) == []
    assert ("Sea raider", "sea") in await listed(house, "nickname", "tradition", "pirat")
    assert ("Norse", "norse") in await listed(house, "nickname", "tradition", "")
    assert await listed(house, "nickname", "traits", "Brave, own words, gri") == [
        ("Brave, own words, Grim", "brave, own words, grim")
    ]
