"""Inline mode on the local Telegram: one's own schemes, as pictures it has, pictures it fetches, or words."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, InlineQuery, Update

from bot.screens.pictures import sheet
from bot.telegram import inline
from bot.telegram.pictures import digest_of
from bot.telegram.words import CAPTION, units
from bot.web.pictures import addresses, routes
from bot.web.server import WebSide, create_app
from core.intake import service as intake
from core.paintschemes.stored import StoredScheme
from core.services import Services, open_services
from tests.fakes import schemes
from tests.fakes.kept import Keeper
from tests.fakes.telegram_server import Handle, TelegramServer
from tests.telegram.bots import bot_on, update_of


@pytest.fixture
async def core(sqlite_url: str) -> AsyncIterator[Services]:
    services = await open_services(sqlite_url)
    yield services
    await services.close(0)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(check_own_answers=True) as server:
        yield server


@pytest.fixture
async def talk(core: Services, telegram: TelegramServer) -> AsyncIterator[Talk]:
    async with bot_on(telegram) as bot:
        yield Talk(core, telegram, bot)


class Talk:
    """Ann, who types the bot's name, and the bot that answers."""

    def __init__(self, core: Services, server: TelegramServer, bot: Bot) -> None:
        self.core, self.server, self.bot = core, server, bot
        self.ann = server.user("Ann", started=True)
        self.pictures: Any = None

    async def keeper(self) -> Keeper:
        return await Keeper.of(self.core, "telegram", str(self.ann.id))

    async def query(self, words: str, offset: str = "") -> tuple[Handle, InlineQuery]:
        handle = await self.server.inline(self.ann, words, offset=offset)
        query = Update.de_json(update_of(handle), self.bot).inline_query
        assert query is not None
        return handle, query

    async def types(self, words: str, keeper: Keeper | None, offset: str = "") -> Handle:
        """`@bot words`, answered."""
        handle, query = await self.query(words, offset)
        person_id = keeper.person_id if keeper else None
        await inline.answer(self.core, query, self.bot, person_id=person_id, pictures=self.pictures)
        return handle

    async def upload(self, stored: StoredScheme) -> str:
        """Have the sheet on Telegram, as a private chat would."""
        message = await self.bot.send_photo(self.ann.id, sheet(stored).draw())
        file_id = message.photo[-1].file_id
        now = self.core.clock()
        digest = digest_of(sheet(stored).key)
        await self.core.db.write(intake.sent, platform="telegram", digest=digest, reference=file_id, now=now)
        return file_id


async def test_a_stranger_is_shown_the_way_in(talk: Talk) -> None:
    answer = (await talk.types("teal", None)).answer
    assert answer.results == ()
    assert answer.button == {"text": "Start with Wetpalette", "start_parameter": "new"}
    assert answer.personal
    talk.server.assert_clean()


async def test_a_picture_that_telegram_has_is_sent_by_its_file_id(talk: Talk) -> None:
    keeper = await talk.keeper()
    stored = await keeper.keep(title="Drowned Crown")
    file_id = await talk.upload(stored)
    typed = await talk.types("drowned", keeper)
    (result,) = typed.answer.results
    assert (result["type"], result["id"], result["photo_file_id"]) == ("photo", stored.code, file_id)
    assert typed.answer.personal
    assert typed.answer.cache_time == 10
    club = talk.server.supergroup("Brush Club", talk.ann)
    sent = (await talk.server.choose_inline(talk.ann, typed, stored.code, club)).sent[0]
    assert sent.photo
    words = sent.words
    assert words.startswith("Drowned Crown\n")
    for area in stored.scheme.areas:
        assert f"{area.name} {area.hex}" in words
        assert area.ladder.base.paint is None or area.ladder.base.paint.name in words
    assert "Unofficial." in words
    kinds = [entity["type"] for entity in sent.entities]
    assert kinds.count("code") == len(stored.scheme.areas)
    assert "bold" in kinds
    talk.server.assert_clean()


async def test_a_renamed_scheme_is_another_picture(talk: Talk) -> None:
    keeper = await talk.keeper()
    stored = await keeper.keep(title="Drowned Crown")
    await talk.upload(stored)
    await talk.core.schemes.rename(keeper.person_id, stored.code, "Sunken Crown")
    (result,) = (await talk.types("sunken", keeper)).answer.results
    assert (result["type"], result["title"]) == ("article", "Sunken Crown")
    talk.server.assert_clean()


async def test_a_picture_that_telegram_does_not_have_is_fetched(talk: Talk) -> None:
    keeper = await talk.keeper()
    stored = await keeper.keep()
    side = WebSide(create_app([routes(talk.core)]), "127.0.0.1", 0)
    await side.start()
    try:
        talk.pictures = addresses(talk.core, side.address + "/")
        typed = await talk.types("", keeper)
        (result,) = typed.answer.results
        assert result["type"] == "photo"
        assert result["photo_url"] != result["thumbnail_url"]
        assert (await talk.types("", keeper)).answer.results == (result,)  # the same address again: it is fetched once
        sent = (await talk.server.choose_inline(talk.ann, typed, stored.code, talk.ann)).sent[0]
        assert sent.file is not None
        assert (sent.file.width, sent.file.height) == (result["photo_width"], result["photo_height"])
    finally:
        await side.close()
    talk.server.assert_clean()


async def test_without_a_web_side_it_is_sent_in_words(talk: Talk) -> None:
    keeper = await talk.keeper()
    stored = await keeper.keep(title="Drowned Crown")
    typed = await talk.types("drowned", keeper)
    (result,) = typed.answer.results
    assert (result["type"], result["id"], result["title"]) == ("article", stored.code, "Drowned Crown")
    assert stored.scheme.areas[0].name in result["description"]
    sent = (await talk.server.choose_inline(talk.ann, typed, 0, talk.ann)).sent[0]
    assert sent.words.startswith("Drowned Crown\n")
    talk.server.assert_clean()


async def test_words_that_none_fits(talk: Talk) -> None:
    keeper = await talk.keeper()
    await keeper.keep()
    answer = (await talk.types("four words none fits", keeper)).answer
    assert answer.results == ()
    assert answer.button == {"text": "Paint a new one", "start_parameter": "new"}
    talk.server.assert_clean()


async def test_pages_of_twenty(talk: Talk) -> None:
    keeper = await talk.keeper()
    codes = [(await keeper.keep(title=f"Scheme {n}")).code for n in range(43)][::-1]
    found: list[str] = []
    offset = ""
    for size in (20, 20, 3):
        answer = (await talk.types("scheme", keeper, offset)).answer
        assert len(answer.results) == size
        assert answer.button is None
        found += [result["id"] for result in answer.results]
        offset = answer.next_offset
    assert offset == ""
    assert found == codes
    talk.server.assert_clean()


async def test_a_place_that_is_none_is_the_start(talk: Talk) -> None:
    keeper = await talk.keeper()
    stored = await keeper.keep()
    for offset in ("x", "zz.1", "ffffffffffffffffffff.1", "1.\x00", "'; --", "-.-"):
        results = (await talk.types("", keeper, offset)).answer.results
        assert [result["id"] for result in results] == [stored.code], offset
    assert (await talk.types("", keeper, "20")).answer.results == ()  # a place, if one before everything
    talk.server.assert_clean()


async def test_markup_and_long_words_are_data(talk: Talk) -> None:
    keeper = await talk.keeper()
    await keeper.keep(title="<b>Rust</b> & \"Bone\" @somebody <a href='x'>")
    await keeper.keep(schemes.spectral(), title="Long " * 12, mood_line="⚔️ & <i> " * 60)
    typed = await talk.types("", keeper)
    long, odd = typed.answer.results
    sent = (await talk.server.choose_inline(talk.ann, typed, odd["id"], talk.ann)).sent[0]
    assert sent.words.replace("\u200b", "").startswith("<b>Rust</b> & \"Bone\" @somebody <a href='x'>\n")
    assert {entity["type"] for entity in sent.entities} <= {"bold", "italic", "code"}
    sent = (await talk.server.choose_inline(talk.ann, typed, long["id"], talk.ann)).sent[0]
    assert units(sent.words) <= CAPTION
    assert "Unofficial." in sent.words
    talk.server.assert_clean()


async def test_every_caption_fits(talk: Talk) -> None:
    keeper = await talk.keeper()
    for make in (schemes.paladin, schemes.plague, schemes.three, schemes.eight, schemes.long_names):
        stored = await keeper.keep(make())
        assert 0 < inline.caption(stored).length <= CAPTION


async def test_an_answer_that_comes_too_late_is_no_matter(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    keeper = await talk.keeper()
    await keeper.keep()
    handle, query = await talk.query("")
    talk.server.advance(11)
    with caplog.at_level(logging.WARNING):
        await inline.answer(talk.core, query, talk.bot, person_id=keeper.person_id, pictures=None)
    assert handle.answers == []
    assert not caplog.records


async def test_a_picture_that_telegram_lost_goes_as_words_and_is_forgotten(talk: Talk) -> None:
    keeper = await talk.keeper()
    stored, other = await keeper.keep(title="One"), await keeper.keep(title="Two")
    digest, now = digest_of(sheet(stored).key), talk.core.clock()
    await talk.core.db.write(intake.sent, platform="telegram", digest=digest, reference="gone", now=now)
    results = (await talk.types("", keeper)).answer.results
    assert [(result["type"], result["id"]) for result in results] == [("article", other.code), ("article", stored.code)]
    assert await talk.core.db.read(intake.reference_of, platform="telegram", digest=digest) is None


async def test_the_schemes_of_somebody_else_are_not_offered(talk: Talk) -> None:
    theirs = await Keeper.of(talk.core, "telegram", "77")
    await theirs.keep()
    mine = await talk.keeper()
    assert (await talk.types("", mine)).answer.results == ()
    talk.server.assert_clean()
