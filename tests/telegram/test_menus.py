"""What Telegram is told of our commands, and what it is left alone with."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import InvalidToken

from bot import i18n
from bot.screens.commands import COMMANDS
from bot.telegram import menus
from tests.fakes.telegram_server import TelegramServer
from tests.telegram.bots import bot_on

PRIVATE, GROUPS, ADMINISTRATORS = "all_private_chats", "all_group_chats", "all_chat_administrators"
LONG = "lang " * 80
GERMAN = {
    "What things cost": "Was was\n kostet",
    "Claim today’s free tokens": LONG,
    "Your idea in a few words becomes a paint scheme (3 tokens)": "Aus deiner Idee wird ein Farbschema (3 Marken)",
    menus.SHORT: "Beschreibe eine Armee",
    menus.LONG: "Sechs Farben",
}


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(check_own_answers=True) as server:
        yield server
        server.assert_clean()


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_on(telegram) as made:
        yield made


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalogues as translators would make them: German, German of Austria, and a language without two letters."""
    for locale in ("de", "de_AT", "fil"):
        catalogue = Catalog(locale=locale)
        for words, said in GERMAN.items():
            catalogue.add(words, said if locale == "de" else f"{said} ({locale})")
        folder = tmp_path / "locales" / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "wetpalette.mo").open("wb") as file:
            write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path / "locales")


def said(telegram: TelegramServer, scope: str, language: str = "") -> dict[str, str]:
    """What stands beside each command of a menu."""
    (commands,) = (c for key, c in telegram.commands.items() if (key[0], key[3]) == (scope, language))
    return {c["command"]: c["description"] for c in commands}


def changes(telegram: TelegramServer) -> int:
    return len(telegram.sent("setMy*"))


async def test_each_place_has_what_makes_sense_there(telegram: TelegramServer, bot: Bot) -> None:
    assert await menus.publish(bot, ()) == 6 == changes(telegram)
    assert telegram.menu(PRIVATE) == ["start", *COMMANDS]
    assert telegram.menu() == list(COMMANDS)
    assert telegram.menu(GROUPS) == ["paintscheme", "nickname", "schemes", "paints", "help"]
    assert telegram.menu(ADMINISTRATORS) == ["paintscheme", "nickname", "schemes", "paints", "help", "topic", "about"]
    for scope in ("default", PRIVATE, GROUPS, ADMINISTRATORS):
        assert said(telegram, scope)["paintscheme"].endswith("(3 tokens)")
        assert all(0 < len(text) <= 256 for text in said(telegram, scope).values())
    assert said(telegram, PRIVATE)["paints"] == COMMANDS["paints"].short
    assert telegram.about["short_description", ""].startswith("Describe an army")
    assert len(telegram.about["short_description", ""]) <= 120
    assert telegram.about["description", ""].startswith(telegram.about["short_description", ""])
    assert len(telegram.about["description", ""]) <= 512


async def test_what_telegram_has_already_is_not_told_again(telegram: TelegramServer, bot: Bot) -> None:
    await menus.publish(bot, ())
    before = changes(telegram)
    assert await menus.publish(bot, ()) == 0
    assert changes(telegram) == before
    await bot.set_my_commands([BotCommand("old", "of another time")], BotCommandScopeAllPrivateChats())
    assert await menus.publish(bot, ()) == 1
    assert telegram.menu(PRIVATE) == ["start", *COMMANDS]


@pytest.mark.usefixtures("german")
async def test_in_every_language_that_has_texts_and_two_letters(telegram: TelegramServer, bot: Bot) -> None:
    assert menus.languages() == ("de", "de_AT", "fil")
    assert await menus.publish(bot, menus.languages()) == 12
    german, english = said(telegram, PRIVATE, "de"), said(telegram, PRIVATE)
    assert german["paintscheme"] == "Aus deiner Idee wird ein Farbschema (3 Marken)"
    assert german["costs"] == "Was was kostet"
    assert german["daily"].endswith("…")
    assert 250 < len(german["daily"]) <= 256
    assert german["balance"] == english["balance"], "what is not translated is English"
    assert english["costs"] == "What things cost"
    assert {key[3] for key in telegram.commands} == {"", "de"}
    assert telegram.about["description", "de"] == "Beschreibe eine Armee\n\nSechs Farben"
    assert telegram.about["description", ""].startswith("Describe")
    assert await menus.publish(bot, menus.languages()) == 0


@pytest.mark.parametrize(
    ("locales", "found"),
    [
        ((), {"": "en"}),
        (("en", "en_GB"), {"": "en"}),
        (("pt_BR", "pt_PT"), {"": "en", "pt": "pt_BR"}),
        (("pt_PT", "pt"), {"": "en", "pt": "pt"}),
        (("zh_Hans", "DE-at", "fil", "q1"), {"": "en", "zh": "zh_Hans", "de": "DE-at"}),
    ],
)
def test_telegram_knows_languages_by_two_letters(locales: tuple[str, ...], found: dict[str, str]) -> None:
    assert menus.codes(locales) == found


@pytest.mark.usefixtures("german")
async def test_an_operators_own_words_stay(telegram: TelegramServer, bot: Bot) -> None:
    await bot.set_my_description("The bot of our club")
    await bot.set_my_short_description("Vereinsbot", language_code="de")
    await menus.publish(bot, ("de",))
    await menus.publish(bot, ("de",))
    assert telegram.about == {
        ("description", ""): "The bot of our club",
        ("short_description", "de"): "Vereinsbot",
        ("short_description", ""): menus.SHORT,
    }


@pytest.mark.parametrize("refusal", [{"status": 400, "description": "BOT_COMMAND_INVALID"}, {"status": 403}])
async def test_one_refusal_is_logged_and_the_rest_goes_on(
    telegram: TelegramServer, bot: Bot, refusal: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("setMyCommands", **refusal)
    telegram.fail("getMyDescription", **refusal)
    assert await menus.publish(bot, ()) == 4
    assert telegram.menu(PRIVATE) is not None
    assert [r.levelno for r in caplog.records if r.name == menus.__name__] == [logging.WARNING] * 2
    assert bot.token not in caplog.text


@pytest.mark.parametrize("trouble", [{"status": 502}, {"drop": True}, {"status": 429, "retry_after": 7}])
async def test_telegram_is_not_asked_on_when_it_is_away(
    telegram: TelegramServer, bot: Bot, trouble: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("setMyCommands", times=None, **trouble)
    assert await menus.publish(bot, ("de",)) == 0
    assert len(telegram.sent()) == 2
    assert [r.message for r in caplog.records if r.name == menus.__name__] == ["the menus are left as they are"]


async def test_a_wrong_token_is_for_the_operator_to_know(telegram: TelegramServer) -> None:
    async with bot_on(telegram, "123456789:another-token_which_nobody_knows_0") as other:
        with pytest.raises(InvalidToken):
            await menus.publish(other, ())
