"""Another language needs a catalogue and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot import i18n
from tests.discord.play import WORDS, House, labels, title
from tests.discord.test_registration import payloads
from tests.fakes.discord_server import limits

LONG = "x" * 101
GERMAN: dict[Any, Any] = {
    "paintscheme": "farbschema",
    "balance": "Guthaben",  # a capital letter, which no name may have
    "history": "was bisher geschah",  # three words
    "colours": "farben",
    "About": "Über",
    "recent": "neueste",
    "schemes": "schemata",
    "What things cost": "Was was kostet",
    "Claim today’s free tokens": LONG,
    "Scheme from this picture": "Schema aus diesem Bild",
    "Match these colours": "Die Farben, die man auf diesem Bild sehen kann",  # longer than 32
    "Favourites": "Lieblinge",
    "Shall I paint that?": "Soll ich das malen?",
    "Paint it": "Mal es",
    "What do you want to paint?": "Was möchtest du malen?",
    "Your idea": "Deine Idee",
    "Recipe": "Rezept",
    "Painted for {name}": "Gemalt für {name}",
    "Back in a minute": "Gleich zurück",
    "That is somebody else’s": "Das gehört jemand anderem",
    "Grimdark": "Finster",
    "Primary": "Hauptfarbe",
    ("{n} token", "{n} tokens"): ("{n} Marke", "{n} Marken"),
}


@pytest.fixture(autouse=True)
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue as a translator would make it."""
    catalogue = Catalog(locale="de")
    for words, said in GERMAN.items():
        catalogue.add(words, said)
    folder = tmp_path / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "wetpalette.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path / "locales")


def in_german(payload: dict[str, Any]) -> None:
    payload["locale"] = "de"


def by_name(commands: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in commands if one["name"] == name)


async def test_names_and_descriptions_are_translated_and_unfit_ones_left_out():
    ours = await payloads()
    assert list(limits.commands(ours)) == []
    main = by_name(ours, "paintscheme")
    assert main["name_localizations"] == {"de": "farbschema"}
    assert by_name(main["options"], "colours")["name_localizations"] == {"de": "farben"}
    assert by_name(ours, "costs")["description_localizations"] == {"de": "Was was kostet"}
    assert by_name(ours, "balance")["name_localizations"] == {}
    assert by_name(ours, "history")["name_localizations"] == {}
    assert by_name(ours, "daily")["description_localizations"] == {}
    assert by_name(ours, "Scheme from this picture")["name_localizations"] == {"de": "Schema aus diesem Bild"}
    assert by_name(ours, "Match these colours")["name_localizations"] == {}
    group = by_name(ours, "schemes")
    assert group["name_localizations"] == {"de": "schemata"}
    assert by_name(group["options"], "recent")["name_localizations"] == {"de": "neueste"}
    shopping = by_name(by_name(ours, "paints")["options"], "shopping")
    lists = by_name(shopping["options"], "schemes")["choices"]
    assert lists[1]["name_localizations"] == {"de": "Lieblinge"}


async def test_everybody_is_answered_in_their_own_language(house: House):
    with house.sim.changed(in_german):
        asked = await house.slash("paintscheme", description=WORDS)
        assert title(asked.message) == "Soll ich das malen?"
        assert labels(asked.message)[0] == "Mal es (3 Marken)"
        done = await house.sim.click(house.ann, asked.message, label="Mal es (3 Marken)")
        (card,) = house.in_channel()
        assert "Gemalt für Ann" in card.text()
        assert "**Hauptfarbe**" in card.text()
        assert "Rezept" in labels(card)
        form = await house.slash("paintscheme")
        assert form.modal.title == "Was möchtest du malen?"
        assert "Deine Idee" in form.modal.texts()
        offered = await house.sim.autocomplete(house.ann, house.club, "paintscheme", "mood", "fin")
        assert {"name": "Finster", "value": "grimdark"} in offered
        refused = await house.sim.click(house.bob, card, label="Rezept")
        assert title(refused.message) == "Das gehört jemand anderem"
    english = await house.sim.click(house.bob, card, label="Rezept")
    assert title(english.message) == "That is somebody else’s"
    assert done.acknowledged


async def test_the_outbox_speaks_the_language_that_was_asked_in(house: House):
    await house.agree()
    house.sim.fail("PATCH", "/webhooks/*/*/messages/@original", status=404, code=10015)
    with house.sim.changed(in_german):
        await house.slash("paintscheme", description="imps")
    assert await house.deliver() == 1
    (brought,) = house.sim.history(house.sim.dm(house.ann))
    assert "**Hauptfarbe**" in brought.text()


async def test_the_word_at_the_end_is_translated(house: House):
    house.client.closing = True
    with house.sim.changed(in_german):
        assert title((await house.slash("balance")).message) == "Gleich zurück"


@pytest.mark.parametrize("locale", ["ja", "de-XX", "../../etc", "", "en-GB"])
async def test_a_language_without_a_catalogue_is_english(house: House, locale):
    with house.sim.changed(lambda payload: payload.update(locale=locale)):
        done = await house.slash("costs")
    assert title(done.message) in {"What things cost", "Was was kostet"}
