"""Another language needs a catalogue and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot import i18n
from core.generation.embedded import EmbeddedEngine
from tests.fakes.telegram_server import User
from tests.telegram.play import WORDS, Talk, code_of, showpiece, title, words

GERMAN: dict[Any, Any] = {
    "Shall I paint that?": "Soll ich das malen?",
    "Paint it": "Mal es",
    "What do you want to paint?": "Was möchtest du malen?",
    "Wetpalette: paint schemes for miniatures": "Wetpalette: Farbschemata für Miniaturen",
    "I read words and pictures": "Ich lese Wörter und Bilder",
    "That button is from another time": "Der Knopf ist von früher",
    "Recipe": "Rezept",
    "Primary": "Hauptfarbe",
    "Original PNG": "Das PNG selbst",
    "Send to a chat": "In einen Chat",
    "Choosing colours": "Ich suche Farben aus",
    ("{n} token", "{n} tokens"): ("{n} Marke", "{n} Marken"),
}


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue as a translator would make it."""
    catalogue = Catalog(locale="de")
    for said, meant in GERMAN.items():
        catalogue.add(said, meant)
    folder = tmp_path / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "wetpalette.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path / "locales")


@pytest.fixture
def eva(german: None, talk: Talk) -> User:
    """Her app is in German, as it is spoken in Austria."""
    return talk.server.user("Eva", language="de-AT")


async def test_everything_is_said_in_the_language_of_their_app(talk: Talk, eva: User) -> None:
    assert title((await talk.say(eva, eva, "/start")).message) == "Wetpalette: Farbschemata für Miniaturen"
    assert title((await talk.done(await talk.server.sticker(eva, eva))).message) == "Ich lese Wörter und Bilder"
    question = (await talk.say(eva, eva, WORDS)).message
    assert title(question) == "Soll ich das malen?"
    assert "Mal es (3 Marken)" in question.labels
    card = showpiece(await talk.press(eva, question, "Mal es"))
    assert "Hauptfarbe 46" in card.caption
    assert {"Rezept", "Das PNG selbst", "In einen Chat"} <= set(card.labels)
    assert title((await talk.forged(eva, card, "0|x")).message) == "Der Knopf ist von früher"

    hers = await talk.say(talk.ann, talk.ann, WORDS)
    assert title(hers.message) == "Shall I paint that?"


async def test_the_same_scheme_is_another_picture_in_another_language(talk: Talk, eva: User) -> None:
    question = (await talk.say(eva, eva, WORDS)).message
    code = code_of(showpiece(await talk.press(eva, question, "Mal es")))
    eva.language = "en"
    shown = showpiece(await talk.say(eva, eva, f"/schemes show {code}"))
    assert not shown.reused_file
    assert "Primary 46%" in shown.caption


async def test_a_language_that_we_do_not_have_is_english(talk: Talk, eva: User) -> None:
    for language in (None, "xx", "zh-hans", "../../etc", "de\x00"):
        eva.language = language
        assert title((await talk.say(eva, eva, WORDS)).message) == "Shall I paint that?"


async def test_a_scheme_that_is_brought_later_speaks_the_language_it_was_asked_in(
    talk: Talk, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = (await talk.say(eva, eva, WORDS)).message
    fault = talk.server.fail("send*", status=500, times=None)
    await talk.press(eva, question, "Mal es")
    fault.times = 0
    since = talk.server.handle("what waits", eva, talk.server.private_of(eva))
    await talk.deliver()
    assert "Hauptfarbe 46" in showpiece(since).caption
    assert "Rezept" in words(since) or "Rezept" in showpiece(since).labels


async def test_how_far_it_is_is_told_in_it_too(talk: Talk, eva: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.progress.TOLD_AFTER_S", 0.0)
    monkeypatch.setattr("bot.telegram.progress.TOLD_EVERY_S", 0.01)
    propose = EmbeddedEngine.propose
    question = (await talk.say(eva, eva, WORDS)).message

    async def slow(self: EmbeddedEngine, brief: Any) -> Any:
        await talk.server.until(lambda: "Ich suche Farben aus" in question.words)
        return await propose(self, brief)

    monkeypatch.setattr(EmbeddedEngine, "propose", slow)
    assert showpiece(await talk.press(eva, question, "Mal es")).caption
