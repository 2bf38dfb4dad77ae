"""Preferences on Discord: a panel of menus and toggles, typed options, and the language for everything."""

from __future__ import annotations

from typing import Any

import pytest

from bot import i18n, routes
from bot.card import Button
from core.clock import DAY
from core.preferences import service
from tests.discord.play import WORDS, House, check_requests, labels, title
from tests.discord.test_languages import in_german
from tests.fakes.discord_sim import Shown


async def mine(house: House) -> service.Preferences:
    return await house.core.db.read(service.preferences, person_id=await house.person())


def menu(message: Shown, placeholder: str) -> dict[str, Any]:
    return next(one for one in message.selects() if one["placeholder"] == placeholder)


def option(one: dict[str, Any], label: str) -> str:
    return str(next(o["value"] for o in one["options"] if o["label"] == label))


async def test_the_panel_is_menus_and_toggles_and_changes_in_place(house: House):
    panel = (await house.slash("preferences")).message
    assert panel.ephemeral
    assert title(panel) == "Your preferences"
    assert "Remind me of the daily tokens" in labels(panel)
    styles = menu(panel, "Painting style")
    assert menu(panel, "When to ask before spending")["options"][1]["label"] == "✓ Ask: when the price changed"
    done = await house.sim.select(house.ann, panel, styles["custom_id"], option(styles, "Style: grimdark"))
    assert (await mine(house)).style == "grimdark"
    styles = menu(done.message, "Painting style")
    again = option(styles, "✓ Style: grimdark")
    await house.sim.select(house.ann, done.message, styles["custom_id"], again)
    assert (await mine(house)).style == ""
    told = await house.sim.click(house.ann, panel, label="Tell me of finished jobs")
    assert "Do not tell of finished jobs" in labels(told.message)
    names = await house.sim.click(house.ann, told.message, label="Names")
    assert len(menu(names.message, "Themes of names")["options"]) <= 25
    check_requests(house.sim)


async def test_typed_options_are_set_together_and_a_bad_one_sets_nothing(house: House):
    done = await house.slash("preferences", style="bright", brands="vallejo, p3", ask="never", daily=True)
    assert title(done.message) == "Your preferences"
    now = await mine(house)
    assert (now.style, now.brands, now.confirm, now.platform) == ("bright", ("Vallejo", "P3"), "never", "discord")
    done = await house.slash("preferences", style="grimdark", brands="Wurstfarbe")
    assert done.message.ephemeral
    assert title(done.message) == "Not this time"
    assert (await mine(house)).style == "bright"
    assert not (await house.slash("paintscheme", description="skeleton archers")).message.text().startswith("### Shall")


async def test_always_asks_about_a_new_proposal_in_private_and_the_answer_is_for_all(house: House):
    await house.give(20)
    card = await house.painted(house.ann, house.club, description=WORDS)
    await house.slash("preferences", ask="always")
    seen = len(house.in_channel())
    asked = await house.sim.click(house.ann, card, label="Again (2 tokens)")
    assert asked.message.ephemeral
    assert title(asked.message) == "Shall I paint that?"
    assert len(house.in_channel()) == seen
    await house.sim.click(house.ann, asked.message, label="Paint it (2 tokens)")
    assert len(house.in_channel()) == seen + 1


async def test_a_reminder_comes_as_a_direct_message_whose_button_claims(house: House):
    await house.slash("preferences", daily=True)
    house.clock.ahead += DAY
    assert await house.core.db.write(service.remind, now=house.clock()) == 1
    assert await house.core.outbox.drain(house.surface().deliver, platforms=["discord"]) == 1
    (message,) = house.sim.history(house.sim.dm(house.ann))
    assert title(message) == "Your free tokens are ready"
    assert "Claim today’s tokens" in labels(message)


async def test_the_chosen_language_goes_before_that_of_the_app(
    house: House, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
):
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue = Catalog(locale="de")
    catalogue.add("What things cost", "Was was kostet")
    catalogue.add("What do you want to paint?", "Was möchtest du malen?")
    folder = tmp_path / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "wetpalette.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path / "locales")
    panel = await house.old_message(Button("Deutsch", routes.PreferLanguage("de")))
    await house.sim.click(house.ann, panel, label="Deutsch")
    assert title((await house.slash("costs")).message) == "Was was kostet"
    assert (await house.slash("paintscheme")).modal.title == "Was möchtest du malen?"
    assert title((await house.slash("costs", house.bob)).message) == "What things cost"
    panel = await house.old_message(Button("English", routes.PreferLanguage("en")))
    await house.sim.click(house.ann, panel, label="English")
    with house.sim.changed(in_german):
        assert title((await house.slash("costs")).message) == "What things cost"
