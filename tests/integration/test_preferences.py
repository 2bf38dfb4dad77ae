"""Preferences through the service and the screens, on both databases: kept, shown, obeyed, told."""

from __future__ import annotations

import asyncio

import pytest

from bot import i18n, routes
from bot.card import Card, Tone
from bot.i18n import speaking
from bot.screens import dispatch, notices, spending
from bot.screens.briefs import BriefForm
from bot.screens.commands import Offer
from core.accounts.service import met, person_for
from core.clock import DAY, MINUTE
from core.errors import Refusal, UnknownWord
from core.generation import requests
from core.ids import new_id
from core.ledger.amounts import Source
from core.nicknames import TRADITIONS
from core.outbox import service as outbox
from core.outbox.message import Delivered, Message, Outcome, Undeliverable
from core.preferences import service
from core.preferences.service import Preferences
from core.pricing import service as pricing
from core.services import Services
from tests.integration.test_surfaces_screens import Clock, Guest, buttons, code_of, said

VAGUE = "skeleton archers"


async def mine(guest: Guest) -> Preferences:
    return await guest.core.db.read(service.preferences, person_id=guest.person_id)


async def ask(guest: Guest, text: str = VAGUE, **more) -> Card:
    return await guest.show(BriefForm(text, seed=7, **more))


def fields(card: Card) -> dict[str, str]:
    return {field.label: str(field.value) for field in card.fields}


def palette(card: Card) -> list[str]:
    return [swatch.hex for swatch in card.swatches]


async def rich(guest: Guest) -> None:
    wallet_id = await guest.core.ledger.ensure_wallet(owner_id=guest.person_id)
    await guest.core.ledger.grant(wallet_id=wallet_id, amount=100, source=Source.OPERATOR, key=new_id())


# --- the panel ---


async def test_whoever_sets_nothing_has_what_holds_for_everybody(guest: Guest):
    card = await guest.say("/preferences")
    told = fields(card)
    assert told["Painting style"] == "none"
    assert told["Before spending I ask"] == "about a price you have not paid before"
    assert told["Daily tokens"] == told["Finished jobs"] == "off"
    assert told["Language"] == "English; there is no other yet"
    assert await mine(guest) == service.NONE


async def test_a_press_chooses_and_the_same_one_again_takes_it_off(guest: Guest):
    panel = await guest.say("/preferences")
    chosen = await guest.press(panel, "Style: grimdark")
    assert fields(chosen)["Painting style"] == "Grimdark"
    assert (await guest.press(panel, "Style: grimdark")).lines[0] == "It is so already."
    other = await guest.press(chosen, "Style: bright")
    assert (await mine(guest)).style == "bright"
    await guest.press(chosen, "✓ Style: grimdark")  # of an older panel: takes off nothing but its own
    assert (await mine(guest)).style == "bright"
    assert fields(await guest.press(other, "✓ Style: bright"))["Painting style"] == "none"

    reminded = await guest.press(panel, "Remind me")
    assert (await mine(guest)).daily_ready
    assert not (await mine(guest)).tell_finished
    await guest.press(reminded, "Stop the daily")
    assert not (await mine(guest)).daily_ready
    await guest.press(await guest.press(panel, "Tell me of finished"), "Do not tell")
    assert not (await mine(guest)).tell_finished


async def test_brands_and_names_have_panels_of_their_own(guest: Guest):
    brands = await guest.press(await guest.say("/preferences"), "Brands")
    brands = await guest.press(await guest.press(brands, "Vallejo"), "P3")
    assert (await mine(guest)).brands == ("Vallejo", "P3")
    await guest.press(brands, "✓ Vallejo")
    assert (await mine(guest)).brands == ("P3",)
    names = await guest.press(await guest.press(brands, "All preferences"), "Names")
    names = await guest.press(await guest.press(await guest.press(names, "Norse"), "Gothic"), "Tone: dry")
    now = await mine(guest)
    assert (now.themes, now.tone) == (("norse", "gothic"), "dry")
    await guest.press(await guest.press(names, "✓ Norse"), "✓ Tone: dry")
    now = await mine(guest)
    assert (now.themes, now.tone) == (("gothic",), "")


async def test_words_set_what_buttons_set(guest: Guest):
    await guest.say("/preferences style Grimdark")
    await guest.say("/preferences brands vallejo, army painter")
    await guest.say("/preferences themes norse, pirates")
    await guest.say("/preferences tone Light-hearted")
    await guest.say("/preferences ask never")
    await guest.say("/preferences daily on")
    await guest.say("/preferences finished on")
    now = await mine(guest)
    assert (now.style, now.brands, now.themes, now.tone) == (
        "grimdark", ("Vallejo", "Army Painter"), ("norse", "sea"), "light",
    )  # fmt: skip
    assert (now.confirm, now.daily_ready, now.tell_finished, now.platform) == ("never", True, True, "terminal")
    for line in ("style none", "brands none", "themes none", "tone none", "ask changed", "daily off", "finished off"):
        assert (await guest.say(f"/preferences {line}")).tone is not Tone.REFUSAL
    assert await mine(guest) == service.NONE


@pytest.mark.parametrize(
    "line",
    [
        "style purple",
        "brands Wurstfarbe",
        "brands Vallejo, Wurstfarbe",
        "themes klingonisch",
        "tone " + "x" * 500,
        "ask sometimes",
        "language klingon",
        "language ../../etc",
        "daily perhaps",
        "stile grimdark",
        "brands "
        + ", ".join(["Citadel", "Vallejo", "P3", "Reaper", "Kimera", "Foundry", "Scale75", "Turbo Dork"])
        + ", Warcolours",
        "\u202e",
    ],
)
async def test_what_cannot_be_read_is_refused_and_nothing_changes(guest: Guest, line: str):
    card = await guest.say(f"/preferences {line}")
    assert card.tone is Tone.REFUSAL
    assert await mine(guest) == service.NONE


@pytest.mark.parametrize("word", ["style", "brands", "themes", "tone", "ask", "language", "daily", "finished"])
async def test_a_setting_without_a_value_shows_what_there_is_to_choose(guest: Guest, word: str):
    card = await guest.say(f"/preferences {word}")
    assert card.tone is not Tone.REFUSAL
    assert buttons(card)
    assert await mine(guest) == service.NONE


@pytest.mark.parametrize("text", ["1|pb|Wurstfarbe|1", "1|pt|klingon|1", "1|pw|shrill|1", "1|pl|xx", "1|py|pink|1"])
async def test_a_button_that_means_nothing_changes_nothing(guest: Guest, text: str):
    card = await dispatch.press(guest.core, guest.visit(), text)
    assert card.tone is Tone.REFUSAL
    assert await mine(guest) == service.NONE


async def test_presses_at_once_lose_none_and_too_many_are_refused(guest: Guest):
    brands = guest.core.catalogue.brands
    cards = await asyncio.gather(*(guest.show(routes.PreferBrand(brand)) for brand in brands))
    assert len((await mine(guest)).brands) == service.MAX_BRANDS
    assert sum(card.tone is Tone.REFUSAL for card in cards) == len(brands) - service.MAX_BRANDS
    await asyncio.gather(*(guest.show(routes.PreferTheme(theme)) for theme in TRADITIONS))
    assert set((await mine(guest)).themes) == set(TRADITIONS)


async def test_settings_together_are_all_or_none(guest: Guest):
    from bot.screens.preference_words import PreferenceWords

    card = await guest.show(PreferenceWords((("style", "bright"), ("ask", "perhaps"))))
    assert card.tone is Tone.REFUSAL
    assert await mine(guest) == service.NONE
    with pytest.raises(UnknownWord):
        await guest.core.db.write(service.set_style, person_id=guest.person_id, style="pink")
    with pytest.raises(Refusal):
        await guest.core.db.write(service.set_language, person_id=guest.person_id, locale="../../etc")


async def test_what_the_likes_know_is_shown_and_led_to(guest: Guest):
    await guest.say("/likes add teal")
    panel = await guest.say("/preferences")
    assert "teal" in fields(panel)["Favourite colours"]
    assert (await guest.press(panel, "What you like")).title == "What you like"
    off = await guest.press(panel, "Stop leaning")
    assert "off" in fields(await guest.press(off, "Preferences"))["Learning from what you like"]


# --- what schemes take from it ---


async def test_schemes_take_the_usual_style_and_brands_and_say_so(guest: Guest):
    plain = await guest.show(BriefForm(VAGUE, seed=7), agreed=True)
    assert "Your usual style" not in fields(plain)
    await guest.say("/preferences style grimdark")
    await guest.say("/preferences brands Reaper")
    question = await guest.show(Offer(BriefForm(VAGUE, seed=7)))
    assert fields(question)["Your usual style"] == "Grimdark"
    assert fields(question)["Your usual brands"] == "Reaper"
    painted = await guest.press(question, "Paint it")
    assert fields(painted)["Your usual style"] == "Grimdark"
    assert fields(painted)["Your usual brands"] == "Reaper"
    assert {swatch.paint.split(" ")[0] for swatch in painted.swatches} == {"Reaper"}
    assert palette(painted) != palette(plain)
    harder = await guest.press(painted, "Harder")
    assert fields(harder)["Your usual brands"] == "Reaper"
    any_brand = await guest.show(routes.Rebrand(code_of(painted)))
    assert "Your usual brands" not in fields(any_brand)


async def test_what_is_named_goes_before_what_is_usual(guest: Guest):
    await rich(guest)
    before = await guest.show(BriefForm("grimdark skeleton archers in vivid colours", seed=7), agreed=True)
    await guest.say("/preferences style bright")
    await guest.say("/preferences brands Reaper")
    named = await guest.show(
        BriefForm("grimdark skeleton archers in vivid colours", seed=7, brands=("Vallejo",)), agreed=True
    )
    assert palette(named) == palette(before)
    assert not {"Your usual style", "Your usual brands"} & set(fields(named))
    assert {swatch.paint.split(" ")[0] for swatch in named.swatches} == {"Vallejo"}
    chosen = await guest.show(BriefForm(VAGUE, seed=7, style="pastel"), agreed=True)
    assert "Your usual style" not in fields(chosen)


async def test_one_event_is_one_scheme_though_preferences_change_between(guest: Guest):
    event, form = new_id(), BriefForm(VAGUE, seed=7)
    one = await dispatch.show(guest.core, guest.visit(event, agreed=True), form)
    await guest.say("/preferences style bright")
    await guest.say("/preferences brands P3")
    two = await dispatch.show(guest.core, guest.visit(event, agreed=True), form)
    assert code_of(one) == code_of(two)


# --- spending ---


async def test_who_wants_to_be_asked_always_is(guest: Guest):
    await rich(guest)
    await guest.say("/preferences ask always")
    for _ in range(2):
        question = await ask(guest)
        assert question.tone is Tone.QUESTION
        assert "I ask before every spend" in said(question)
    painted = await guest.press(question, "Paint it")
    had = await guest.available()
    again = await guest.press(painted, "Again")
    assert again.tone is Tone.QUESTION
    assert await guest.available() == had
    done = await guest.press(again, "Paint it")
    assert "2 tokens spent" in said(done)
    assert (await guest.press(done, "Again")).tone is Tone.QUESTION


async def test_who_wants_never_to_be_asked_is_not_but_for_a_price_that_went_up_once(guest: Guest):
    await rich(guest)
    await guest.say("/preferences ask never")
    assert "3 tokens spent" in said(await ask(guest))
    await guest.core.db.write(pricing.set_price, feature="paintscheme", cost=5, now=guest.clock())
    question = await ask(guest)
    assert question.tone is Tone.QUESTION
    assert "has gone up" in said(question)
    assert "5 tokens spent" in said(await guest.press(question, "Paint it"))
    assert "5 tokens spent" in said(await ask(guest))
    await guest.core.db.write(pricing.set_price, feature="paintscheme", cost=4, now=guest.clock())
    last = await ask(guest)
    assert "4 tokens spent" in said(last)
    old = routes.Again(code_of(last), 2)
    await guest.show(old)
    await guest.core.db.write(pricing.set_price, feature="reroll", cost=3, now=guest.clock())
    risen = await guest.show(old)
    assert risen.tone is Tone.QUESTION
    await guest.press(risen, "Paint it")
    assert "3 tokens spent" in said(await guest.show(old))


async def test_everybody_else_is_asked_once_for_each_price(guest: Guest):
    await rich(guest)
    question = await ask(guest)
    assert question.tone is Tone.QUESTION
    await guest.press(question, "Paint it")
    assert "3 tokens spent" in said(await ask(guest))
    assert await spending.has_agreed(guest.core, guest.visit(), "paintscheme", 3)
    assert not await spending.has_agreed(guest.core, guest.visit(), "nickname", 1)
    await guest.core.db.write(pricing.set_price, feature="paintscheme", cost=2, now=guest.clock())
    assert (await ask(guest)).tone is Tone.QUESTION


async def test_names_are_asked_about_in_the_same_way(guest: Guest):
    await rich(guest)
    await guest.say("/preferences ask never")
    names = await guest.say("/nickname captain of the drowned")
    assert "1 token spent" in said(names)
    assert "1 token spent" in said(await guest.press(names, "Different"))
    await guest.say("/preferences ask always")
    assert (await guest.say("/nickname captain of the drowned")).tone is Tone.QUESTION
    question = await guest.press(names, "Sillier")
    assert question.tone is Tone.QUESTION
    had = await guest.available()
    assert "1 token spent" in said(await guest.press(question, "Suggest names"))
    assert await guest.available() == had - 1


# --- language ---


async def test_with_a_catalogue_one_can_choose_it_and_is_answered_in_it(
    guest: Guest, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue = Catalog(locale="de")
    catalogue.add("Your preferences", "Was du gern hast")
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "wetpalette.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalogue.cache_clear()
    try:
        with speaking("en"):
            picking = await guest.press(await guest.say("/preferences"), "Language")
            assert {b.caption for b in buttons(picking)} >= {"✓ As my app", "English", "Deutsch"}
            card = await guest.press(picking, "Deutsch")
            assert card.title == "Was du gern hast"
            assert await guest.core.db.read(service.language, person_id=guest.person_id) == "de"
            assert (await guest.say("/preferences language app")).title == "Your preferences"
            assert (await guest.say("/preferences language Deutsch")).title == "Was du gern hast"
        assert i18n.chosen("de", "en") == "de"
        assert i18n.chosen("en", "de") == "en"
        assert i18n.chosen("", "de") == "de"
        assert i18n.chosen("fr", "de") == "de", "a catalogue that is gone"
    finally:
        i18n._catalogue.cache_clear()


# --- notices ---


async def waiting(core: Services, outcome: Outcome | None = None) -> list[Message]:
    found: list[Message] = []

    async def deliver(message: Message) -> Outcome:
        found.append(message)
        return outcome or Delivered()

    await core.outbox.drain(deliver, platforms=("terminal", "discord", "telegram"))
    return found


async def test_a_reminder_comes_once_a_day_when_nothing_was_claimed(guest: Guest, clock: Clock):
    core = guest.core

    async def remind() -> int:
        await core.db.write(service.remind, now=clock())
        return len(await waiting(core))

    await guest.say("/preferences daily on")
    assert not await core.db.read(service.anybody_due, now=clock())
    assert await remind() == 0
    clock.now += DAY
    assert await core.db.read(service.anybody_due, now=clock())
    assert await remind() == 1
    assert await remind() == 0
    clock.now += DAY
    await guest.show(routes.Daily())
    assert await remind() == 0
    clock.now += 5 * DAY
    assert await remind() == 1, "days that were slept through are not made up for"
    assert await remind() == 0
    await guest.say("/preferences daily off")
    clock.now += DAY
    assert await remind() == 0


async def test_a_reminder_goes_where_the_person_last_was_and_does_not_pile_up(guest: Guest, clock: Clock):
    from core.accounts.tables import identity

    core = guest.core

    def known_on(conn) -> None:
        for platform in ("discord", "telegram"):
            conn.execute(
                identity.insert().values(
                    platform=platform, platform_user_id=guest.person_id, person_id=guest.person_id, created_at=1
                )
            )

    await core.db.write(known_on)
    await guest.say("/preferences daily on")
    found = await core.db.read(met, "telegram", guest.person_id)
    assert found is not None
    assert found.elsewhere
    await core.db.write(service.met_on, person_id=guest.person_id, platform="telegram")
    found = await core.db.read(met, "telegram", guest.person_id)
    assert found is not None
    assert not found.elsewhere
    clock.now += DAY
    await core.db.write(service.remind, now=clock())
    (message,) = await waiting(core, Undeliverable())
    assert (message.platform, message.kind) == ("telegram", service.DAILY_READY)
    card = notices.notice_card(message)
    assert card is not None
    assert card.title == "Your free tokens are ready"
    clock.now += DAY
    await core.db.write(service.remind, now=clock())
    assert await waiting(core) == []
    assert len(await core.db.read(outbox.pending_notices, guest.person_id)) == 1

    told: list[Message] = []

    async def tell(one: Message) -> bool:
        told.append(one)
        return True

    await guest.show(routes.Daily())
    await notices.tell_waiting(core, guest.person_id, tell)
    assert told == [], "what is claimed meanwhile is no news"
    assert await core.db.read(outbox.pending_notices, guest.person_id) == []


async def test_only_those_who_want_it_are_told_of_a_long_job(guest: Guest, monkeypatch: pytest.MonkeyPatch):
    await rich(guest)
    monkeypatch.setattr(requests, "LONG", -MINUTE)

    async def paint() -> str:
        visit = guest.visit(agreed=True)
        object.__setattr__(visit, "platform", "discord")
        return code_of(await dispatch.show(guest.core, visit, BriefForm(VAGUE)))

    await guest.core.db.write(person_for, "discord", "other", now=1)
    await paint()
    await guest.say("/preferences finished on")
    code = await paint()
    await guest.show(BriefForm(VAGUE), agreed=True)  # in the terminal nobody looks elsewhere

    def stored(conn) -> list[tuple[str, str, str]]:
        from sqlalchemy import select

        from core.outbox.tables import outbox as table

        return [tuple(row) for row in conn.execute(select(table.c.kind, table.c.platform, table.c.payload))]

    ((kind, platform, payload),) = await guest.core.db.read(stored)
    assert (kind, platform) == ("scheme_finished", "discord")
    assert code in payload
    card = notices.notice_card(Message("1", "", "discord", "1", kind, {"code": code}, 1, 1))
    assert card is not None
    assert code in said(card)


async def test_a_short_job_tells_nobody(guest: Guest):
    await guest.say("/preferences finished on")
    await guest.show(BriefForm(VAGUE), agreed=True)
    assert await waiting(guest.core) == []


# --- one person on two surfaces ---


async def test_two_surfaces_of_one_person_see_the_same(guest: Guest):
    from dataclasses import replace

    await dispatch.show(guest.core, replace(guest.visit(), platform="discord"), routes.PreferStyle("realistic"))
    card = await dispatch.show(guest.core, replace(guest.visit(), platform="telegram"), routes.Preferences())
    assert fields(card)["Painting style"] == "Realistic"
