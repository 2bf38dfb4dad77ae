"""A group with topics lets painters be answered in one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from telegram import Bot

from bot import i18n
from bot.card import Card, Tone, Visibility
from bot.telegram import groups, topics
from bot.telegram.present import present
from core.errors import Unavailable
from core.intake import service as intake
from core.intake.service import Question
from core.persistence.database import Database
from core.topics import service as homes
from tests.fakes.telegram_server import Chat, TelegramServer, User
from tests.telegram.bots import bot_on, message_of

NOW = 1_750_000_000_000


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(check_own_answers=True) as server:
        yield server
        server.assert_clean()


class Club:
    """A forum with an administrator and a member, and a bot that is in it."""

    def __init__(self, telegram: TelegramServer, bot: Bot, db: Database) -> None:
        self.telegram, self.bot = telegram, bot
        self.core: Any = SimpleNamespace(db=db, clock=lambda: NOW)
        self.ann, self.bob = telegram.user("Ann", language="de"), telegram.user("Bob")
        self.chat = telegram.supergroup("Brush Club", self.ann, self.bob, forum=True)
        self.painting, self.chatter = self.chat.topic("Painting"), self.chat.topic("Chatter")

    async def says(self, user: User, text: str, topic: int | None = None, where: Chat | User | None = None) -> Card:
        """What `/topic` in somebody's mouth is answered with."""
        spoken = await self.telegram.say(user, where or self.chat, text, thread=topic)
        words = text.partition(" ")[2]
        return await topics.command(self.core, self.bot, message_of(spoken, self.bot), words)

    async def elsewhere(self, topic: int | None = None, chat: Chat | None = None) -> Card | None:
        """The way Bob is shown who wants a scheme there."""
        spoken = await self.telegram.say(self.bob, chat or self.chat, "/paintscheme rusty dwarfs", thread=topic)
        return await topics.elsewhere(self.core, message_of(spoken, self.bot))

    async def home(self) -> str | None:
        return await self.core.db.read(homes.home_of, platform="telegram", place=str(self.chat.id))


@pytest.fixture
async def club(telegram: TelegramServer, database: Database) -> AsyncIterator[Club]:
    """On both databases."""
    async with bot_on(telegram) as bot:
        made = Club(telegram, bot, database)
        await telegram.role(made.chat, made.ann, "administrator")
        yield made


@pytest.fixture
async def plain(telegram: TelegramServer, sqlite_database: Database) -> AsyncIterator[Club]:
    """On one database."""
    async with bot_on(telegram) as bot:
        made = Club(telegram, bot, sqlite_database)
        await telegram.role(made.chat, made.ann, "administrator")
        yield made


async def test_painters_are_answered_in_the_topic_that_was_chosen(club: Club) -> None:
    assert await club.elsewhere(club.chatter) is None, "nothing was chosen"
    done = await club.says(club.ann, "/topic", club.painting)
    assert done.title == "Painters are answered here"
    assert done.visibility is Visibility.EVERYONE
    assert await club.elsewhere(club.painting) is None
    for topic in (club.chatter, None):
        shown = await club.elsewhere(topic)
        assert shown is not None
        (link,) = shown.links
        assert link.url == f"https://t.me/c/{str(club.chat.id)[4:]}/{club.painting}"
    assert await club.says(club.ann, "/topic", club.painting) == done, "told again it changes nothing"
    await club.says(club.ann, "/topic", club.chatter)
    assert await club.elsewhere(club.chatter) is None
    assert await club.elsewhere(club.painting) is not None
    ended = await club.says(club.ann, "/topic OFF", club.painting)
    assert ended.title == "Painters are answered wherever they ask"
    assert await club.elsewhere(club.painting) is None
    again = await club.says(club.ann, "/topic off", club.painting)
    assert "nothing was changed" in str(again.lines[0])


async def test_the_general_topic_is_one_too(plain: Club) -> None:
    await plain.says(plain.ann, "/topic")
    assert await plain.elsewhere() is None
    shown = await plain.elsewhere(plain.painting)
    assert shown is not None
    assert shown.links[0].url.endswith("/1")


async def test_the_way_is_a_button_that_telegram_takes(plain: Club) -> None:
    plain.chat.username = "brush_club"
    await plain.says(plain.ann, "/topic", plain.painting)
    shown = await plain.elsewhere(plain.chatter)
    assert shown is not None
    written = present(shown, pictured=False, private=False)
    sent = await plain.bot.send_message(
        plain.chat.id, written.first, "HTML", message_thread_id=plain.chatter, reply_markup=written.keyboard
    )
    assert sent.reply_markup is not None
    ((button,),) = sent.reply_markup.inline_keyboard
    assert (button.text, button.url) == ("Go there", f"https://t.me/brush_club/{plain.painting}")


async def test_only_administrators_choose_as_they_are_at_that_moment(plain: Club) -> None:
    refused = await plain.says(plain.bob, "/topic", plain.painting)
    assert (refused.title, refused.tone) == ("That is for administrators", Tone.REFUSAL)
    assert await plain.home() is None
    await plain.says(plain.ann, "/topic", plain.painting)
    await plain.telegram.role(plain.chat, plain.ann, "member")
    for words in ("/topic", "/topic off"):
        assert (await plain.says(plain.ann, words, plain.chatter)).tone is Tone.REFUSAL
    assert await plain.home() == str(plain.painting)
    await plain.telegram.role(plain.chat, plain.bob, "administrator", anonymous=True)
    assert (await plain.says(plain.bob, "/topic off", plain.chatter)).tone is Tone.ANSWER
    assert await plain.home() is None


async def test_a_channel_does_not_choose(plain: Club) -> None:
    paper = plain.telegram.channel("Painted")
    spoken = await plain.telegram.say(
        plain.telegram.owner, plain.chat, "/topic", thread=plain.painting, on_behalf_of=paper
    )
    card = await topics.command(plain.core, plain.bot, message_of(spoken, plain.bot), "")
    assert card.title == "That is for administrators"
    assert await plain.home() is None


async def test_when_telegram_does_not_say_who_decides_nothing_changes(plain: Club) -> None:
    plain.telegram.fail("getChatMember", status=502)
    assert (await plain.says(plain.ann, "/topic", plain.painting)).title == "That is for administrators"
    assert await plain.home() is None
    assert (await plain.says(plain.ann, "/topic", plain.painting)).title == "Painters are answered here"


async def test_where_there_are_no_topics_it_is_said_kindly(plain: Club) -> None:
    for group in (plain.telegram.group("Old Club", plain.ann), plain.telegram.supergroup("Big Club", plain.ann)):
        await plain.telegram.role(group, plain.ann, "administrator")
        refused = await plain.says(plain.ann, "/topic", where=group)
        assert (refused.title, refused.tone) == ("This group has no topics", Tone.REFUSAL)
    alone = await plain.says(plain.ann, "/topic", where=plain.ann)
    assert alone.title == "Topics are for groups"
    assert not plain.telegram.sent("getChatMember"), "there is nothing to decide"


async def test_topics_that_were_switched_off_are_not_pointed_to(plain: Club) -> None:
    await plain.says(plain.ann, "/topic", plain.painting)
    plain.chat.is_forum = False
    assert await plain.elsewhere() is None
    assert (await plain.says(plain.ann, "/topic off")).title == "Painters are answered wherever they ask"
    assert await plain.home() is None


async def test_what_belongs_to_a_group_moves_with_it(club: Club) -> None:
    """The questions that wait in it, in its topics too, and the topic for painters."""
    old, new = -4_001, -1_002_000_000_077
    db = club.core.db
    asked = Question("1|ab", "12")
    for place in (f"{old}:0", f"{old}:5", f"{old}1:0"):
        await db.write(intake.ask, platform="telegram", place=place, person_id="p1", asked=asked, now=NOW)
    await db.write(homes.set_home, platform="telegram", place=str(old), topic="5", now=NOW)
    for _twice in range(2):
        await groups.moved(club.core, old, new)

    async def waits(place: str) -> bool:
        found = await db.read(intake.asked, platform="telegram", place=place, person_id="p1", now=NOW)
        return found == asked

    assert [await waits(f"{new}:{topic}") for topic in (0, 5)] == [True, True]
    assert [await waits(place) for place in (f"{old}:0", f"{old}:5", f"{old}1:0")] == [False, False, True]
    assert await db.read(homes.home_of, platform="telegram", place=str(new)) == "5"


async def test_other_words_are_told_what_there_is(plain: Club) -> None:
    refused = await plain.says(plain.ann, "/topic please", plain.painting)
    assert refused.tone is Tone.REFUSAL
    assert str(refused.lines[0]).startswith("/topic alone has painters answered")
    assert "/topic off ends that" in str(refused.lines[0])
    assert await plain.home() is None


async def test_a_database_that_is_away_is_a_sentence(plain: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object, **__: object) -> None:
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(plain.core, "db", SimpleNamespace(write=away, read=away))
    card = await plain.says(plain.ann, "/topic", plain.painting)
    assert (card.tone, [str(line) for line in card.lines]) == (Tone.REFUSAL, ["The database does not answer."])
    assert await plain.elsewhere(plain.chatter) is None, "the answer there says the same"


async def test_each_is_answered_in_their_language(plain: Club, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Painters are answered here", "Hier wird gemalt")
    folder = tmp_path / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "wetpalette.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path / "locales")
    assert (await plain.says(plain.ann, "/topic", plain.painting)).title == "Hier wird gemalt"
    assert i18n.locale() == "en"
