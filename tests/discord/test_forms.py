"""Every form: what it asks, and what becomes of what is written into it."""

from __future__ import annotations

import pytest

from bot import routes
from core.shelf import service as shelf
from tests.discord.play import WORDS, House, code_in, labels, photo, showpiece, title
from tests.fakes.discord_server import Upload
from tests.fakes.discord_sim import Outcome, Shown


def field(form, custom_id: str) -> dict:
    return form.by_custom_id(custom_id)


async def opened(house: House, route: routes.Route) -> Outcome:
    done = await house.press(route)
    assert done.modal is not None
    return done


async def change_form(house: House, card: Shown) -> Outcome:
    """The form behind "Answer in words" on the panel of changes."""
    panel = (await house.sim.click(house.ann, card, label="Change colours")).message
    done = await house.sim.click(house.ann, panel, label="Answer in words")
    assert done.modal is not None
    return done


async def test_the_main_form_asks_for_everything_and_is_answered_in_private(house: House):
    form = await opened(house, routes.AskBrief())
    assert [c["custom_id"] for c in form.modal.fields()] == ["words", "mood", "brands", "tier", "photo"]
    sent = await house.sim.submit(
        house.ann,
        form,
        {"words": "imps", "mood": ["grimdark"], "brands": "Vallejo", "tier": ["fast"], "photo": photo()},
    )
    assert sent.message.ephemeral
    painted = await house.sim.click(house.ann, sent.message, label="Paint it (3 tokens)")
    brief = (await house.core.schemes.by_code(await house.person(), code_in(showpiece(painted)))).brief
    assert (brief.text, brief.mood, brief.brands, brief.tier) == ("imps", "grimdark", ("Vallejo",), "fast")
    assert brief.photo is not None
    assert not showpiece(painted).ephemeral


async def test_the_main_form_paints_for_all_once_the_price_is_known(house: House):
    await house.agree()
    form = await opened(house, routes.AskBrief())
    sent = await house.sim.submit(house.ann, form, {"words": "bone white skeletons"})
    assert not showpiece(sent).ephemeral
    assert await house.tokens() == 6


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Describe what you want to paint"),
        ({"words": "   "}, "Describe what you want to paint"),
        ({"words": "<b>imps</b>"}, "markup"),
        ({"words": "imps", "brands": "Dulux"}, "Dulux"),
        ({"photo": Upload(b"%PDF", "rules.pdf")}, "no picture"),
        ({"photo": Upload(b"\x89PNG\r\n", "mini.png")}, "cannot read"),
    ],
    ids=["empty", "blanks", "markup", "brand", "file", "cut"],
)
async def test_the_main_form_refuses_in_private(house: House, values, said):
    form = await opened(house, routes.AskBrief())
    sent = await house.sim.submit(house.ann, form, values)
    assert sent.message.ephemeral
    assert said in sent.message.text()
    assert await house.tokens() == 12
    assert ("modal", "refused") in house.figures.counted


async def test_a_name_is_asked_with_the_one_there_is(house: House):
    card = await house.painted()
    form = await opened(house, routes.AskName(code_in(card)))
    assert field(form.modal, "words")["value"] == title(card)
    sent = await house.sim.submit(house.ann, form, {"words": "**Tidewrack** @here"})
    assert sent.message.ephemeral
    assert "@here" not in sent.message.text()
    assert "**Tide" not in sent.message.text()
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    assert "Tidewrack" in stored.title


async def test_a_form_about_a_scheme_that_has_gone_says_so(house: House):
    code = code_in(await house.painted())
    naming = await opened(house, routes.AskName(code))
    await house.core.schemes.delete(await house.person(), code)
    sent = await house.sim.submit(house.ann, naming, {"words": "Tidewrack"})
    assert title(sent.message) == "Not this time"
    naming = await opened(house, routes.AskName(code))
    assert "value" not in field(naming.modal, "words")


async def test_a_list_of_paints_goes_onto_the_shelf(house: House):
    form = await opened(house, routes.PasteList())
    sent = await house.sim.submit(house.ann, form, {"words": "Abaddon Black\nMephiston Rde, Caliban Grn\nflurble"})
    assert sent.message.ephemeral
    assert "flurble" in sent.message.text()
    assert "Ask me" in " ".join(labels(sent.message))
    question = await house.sim.click(
        house.ann, sent.message, label=next(b for b in labels(sent.message) if b.startswith("Ask me"))
    )
    assert question.message.id == sent.message.id
    (menu,) = question.message.selects() or [None]
    if menu is not None:
        await house.sim.select(house.ann, question.message, menu["custom_id"], menu["options"][0]["value"])
    owned = await house.core.db.read(shelf.owned_ids, person_id=await house.person())
    assert len(owned) >= 1


async def test_a_list_of_nonsense_breaks_nothing(house: House):
    for words in ("@everyone", "https://discord.gg/x", "\x07", "<@1> ```x```", "x" * 4000):
        form = await opened(house, routes.PasteList())
        sent = await house.sim.submit(house.ann, form, {"words": words})
        assert sent.message.ephemeral
        assert "@everyone" not in sent.message.text()
    assert "failed" not in {how for _what, how in house.figures.counted}


async def test_a_favourite_colour_is_asked_for_as_a_colour(house: House):
    form = await opened(house, routes.AskColour())
    assert [c["custom_id"] for c in form.modal.fields()] == ["words"]
    sent = await house.sim.submit(house.ann, form, {"words": "dark teal"})
    assert title(sent.message) == "What you like"
    assert "Added: " in sent.message.text()


async def test_changes_in_words_lock_first_and_are_free(house: House):
    card = await house.painted()
    form = await change_form(house, card)
    locks = field(form.modal, "locks")
    assert len(locks["options"]) == 6
    assert not any(option.get("default") for option in locks["options"])
    sent = await house.sim.submit(house.ann, form, {"words": "darker ground", "locks": ["primary", "metal"]})
    changed = showpiece(sent)
    assert changed.ephemeral
    assert code_in(changed) != code_in(card)
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    assert {role.value for role in stored.locks} == {"primary", "metal"}
    assert await house.tokens() == 9
    again = await change_form(house, card)
    assert [o["value"] for o in field(again.modal, "locks")["options"] if o.get("default")] == ["primary", "metal"]


async def test_changes_without_words_only_lock(house: House):
    card = await house.painted()
    form = await change_form(house, card)
    sent = await house.sim.submit(house.ann, form, {"locks": ["ground"]})
    assert "Which colours stay?" in sent.message.text()
    form = await change_form(house, card)
    await house.sim.submit(house.ann, form, {"locks": []})
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    assert not stored.locks


async def test_a_photo_in_the_form_of_changes_is_a_new_scheme_at_its_price(house: House):
    card = await house.painted()
    form = await change_form(house, card)
    sent = await house.sim.submit(house.ann, form, {"photo": photo()})
    assert "It costs 3 tokens" in sent.message.text()
    assert sent.message.ephemeral
    assert await house.tokens() == 9


async def test_words_that_mean_no_change_are_told(house: House):
    form = await change_form(house, await house.painted())
    sent = await house.sim.submit(house.ann, form, {"words": "@everyone **please** <@1>"})
    assert sent.message.ephemeral
    assert "@everyone" not in sent.message.text()
    assert await house.tokens() == 9


async def test_a_form_that_discord_does_not_open_is_no_fault(house: House):
    house.sim.fail("POST", "/interactions/*/*/callback", status=404, code=10062)
    done = await house.slash("paintscheme")
    assert done.modal is None
    assert house.sim.errors == []


async def test_in_the_direct_message_forms_answer_plainly(house: House):
    done = await house.slash("paintscheme", house.ann, house.ann)
    sent = await house.sim.submit(house.ann, done, {"words": WORDS})
    assert not sent.message.ephemeral


async def test_a_refused_form_gives_back_what_was_written(house: House):
    form = await opened(house, routes.AskBrief())
    sent = await house.sim.submit(house.ann, form, {"words": "imps in *rust*", "brands": "Vallejjo"})
    assert sent.message.ephemeral
    assert "Did you mean Vallejo" in sent.message.text()
    assert "imps in \\*rust\\*" in sent.message.text()
    again = await house.sim.click(house.ann, sent.message, label="Write it again")
    assert again.modal is not None


async def test_a_form_that_cannot_be_filled_says_so(house: House, monkeypatch: pytest.MonkeyPatch):
    async def broken(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr("bot.discord.forms.form_for", broken)
    done = await house.press(routes.AskBrief())
    assert done.modal is None
    assert "Something broke on our side" in done.message.text()
    assert "disk" not in done.message.text()
