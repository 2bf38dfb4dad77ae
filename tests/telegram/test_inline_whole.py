"""Inline mode the whole way: typed in any chat, found by the running bot, sent on, fetched from the real web side."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from bot.telegram.surface import TelegramSurface
from bot.web.server import WebSide, create_app
from core.paintschemes.stored import StoredScheme
from tests.fakes.kept import Keeper
from tests.fakes.telegram_server import Handle, User
from tests.telegram.clubs import club, follow, met, pictures
from tests.telegram.play import Talk, code_of, title


async def types(talk: Talk, words: str, who: User | None = None, offset: str = "") -> Handle:
    """`@wetpalette_bot words`, answered."""
    return await talk.done(await talk.server.inline(who or talk.ann, words, offset=offset))


async def keep(talk: Talk, **more: str) -> StoredScheme:
    keeper = await Keeper.of(talk.core, "telegram", str(talk.ann.id))
    return await keeper.keep(**more)  # type: ignore[arg-type]  # title and the like


async def test_by_words_by_colour_by_hex_and_by_code(talk: Talk) -> None:
    stored = await keep(talk, title="Drowned Crown")
    other = await keep(talk, title="Rusty Dwarfs")
    tokens = await talk.tokens()
    assert (await types(talk, "drowned")).answer.titles == ["Drowned Crown"]
    assert (await types(talk, other.code)).answer.titles == ["Rusty Dwarfs"]
    assert (await types(talk, stored.code.lower())).answer.titles == ["Drowned Crown"]
    assert set((await types(talk, "")).answer.titles) == {"Drowned Crown", "Rusty Dwarfs"}
    area = stored.scheme.areas[0]
    for words in (area.hex, area.name):
        assert "Drowned Crown" in (await types(talk, words)).answer.titles, words
    for words in ("four words none fits", "100% drowned crown"):
        assert (await types(talk, words)).answer.results == (), words
    odd = await types(talk, "\U0001f409" * 40)
    assert len(odd.answer.results) == 2, "what has no letters narrows nothing down"
    assert await talk.tokens() == tokens


async def test_the_button_under_a_scheme_sends_it_into_a_chat(talk: Talk) -> None:
    scheme = await talk.painted()
    button = scheme.button("Send to a chat")
    typed = await types(talk, button["switch_inline_query"])
    (result,) = typed.answer.results
    assert result["id"] == code_of(scheme)
    assert result["type"] == "photo", "what Telegram has goes by its file id"
    group = club(talk)
    sent = (await talk.done(await talk.server.choose_inline(talk.ann, typed, 0, group))).sent[0]
    assert sent.photo
    assert sent.file is not None
    assert sent.file.data == (scheme.file.data if scheme.file else b"")
    assert group.from_bot(talk.server.me) == [], "nothing more is said about it"


async def test_after_the_first_showing_it_is_a_cached_picture(talk: Talk) -> None:
    stored = await keep(talk, title="Drowned Crown")
    (before,) = (await types(talk, "drowned")).answer.results
    assert before["type"] == "article"
    await talk.say(talk.ann, talk.ann, f"/schemes show {stored.code}")
    (after,) = (await types(talk, "drowned")).answer.results
    assert after["type"] == "photo"
    assert after["photo_file_id"]


async def test_what_is_sent_on_to_the_bot_itself_asks_for_nothing(talk: Talk) -> None:
    """A scheme in one's own chat with the bot is no new brief, in words or as a picture; nor is its title a command."""
    await met(talk, talk.ann)
    stored = await keep(talk, title="/daily teal")
    typed = await types(talk, stored.code)
    tokens = await talk.tokens()
    words = await talk.done(await talk.server.choose_inline(talk.ann, typed, 0, talk.ann))
    assert words.sent[0].words.startswith("/")
    assert (words.messages, words.reactions) == ([], [])
    await talk.say(talk.ann, talk.ann, f"/schemes show {stored.code}")
    typed = await types(talk, stored.code)
    picture = await talk.done(await talk.server.choose_inline(talk.ann, typed, 0, talk.ann))
    assert picture.sent[0].photo
    assert (picture.messages, picture.reactions) == ([], [])
    assert await talk.tokens() == tokens


async def test_a_stranger_is_led_in_and_has_schemes_afterwards(talk: Talk) -> None:
    await keep(talk)
    typed = await types(talk, "", talk.bob)
    assert typed.answer.results == ()
    assert typed.answer.button is not None
    began = await talk.done(await talk.server.start(talk.bob, typed.answer.button["start_parameter"]))
    assert title(began.message) == "What do you want to paint?"
    assert (await types(talk, "", talk.bob)).answer.results == ()
    await talk.painted(talk.bob)
    assert len((await types(talk, "", talk.bob)).answer.results) == 1


async def test_page_after_page(talk: Talk) -> None:
    keeper = await Keeper.of(talk.core, "telegram", str(talk.ann.id))
    codes = [(await keeper.keep(title=f"Scheme {n}")).code for n in range(23)][::-1]
    first = await types(talk, "scheme")
    second = await types(talk, "scheme", offset=first.answer.next_offset)
    assert [r["id"] for r in (*first.answer.results, *second.answer.results)] == codes
    assert second.answer.next_offset == ""


async def test_a_query_that_nobody_waits_for_any_more(talk: Talk) -> None:
    await keep(talk)
    fault = talk.server.fail(
        "answerInlineQuery",
        status=400,
        description="query is too old and response timeout expired or query ID is invalid",
    )
    await types(talk, "")
    assert fault.hit == 1
    assert len((await types(talk, "")).answer.results) == 1


async def test_links_in_a_group_and_inline_mode_have_nothing_to_do_with_each_other(talk: Talk) -> None:
    """A scheme that was sent into a group by hand has no buttons; its owner's commands there go their own way."""
    scheme = await talk.painted()
    group = club(talk)
    typed = await types(talk, code_of(scheme))
    sent = (await talk.done(await talk.server.choose_inline(talk.ann, typed, 0, group))).sent[0]
    assert sent.labels == []
    answered = await talk.say(talk.bob, group, "/paintscheme rusty dwarfs", reply_to=sent)
    question = await follow(talk, talk.bob, answered.message)
    await talk.press(talk.bob, question.message, "Paint it")
    assert len(pictures(group.from_bot(talk.server.me))) == 1


@asynccontextmanager
async def with_web_side(talk: Talk) -> AsyncIterator[WebSide]:
    """The bot with a web side that Telegram reaches: its real routes, on the address that is in its settings."""
    await talk.end()
    first = WebSide(create_app([]), "127.0.0.1", 0)
    await first.start()
    address = first.address
    await first.close()
    port = int(address.rsplit(":", 1)[1])
    settings = Settings(
        telegram={"token": talk.server.token, "api_base": talk.server.url},
        web={"port": port, "public_url": address},
    )
    talk.surface = TelegramSurface(talk.core, settings, talk.figures)
    side = WebSide(create_app(list(talk.surface.web_routes())), "127.0.0.1", port)
    await side.start()
    await talk.begin()
    try:
        yield side
    finally:
        await side.close()


async def test_a_picture_by_address_is_fetched_from_the_web_side(talk: Talk) -> None:
    stored = await keep(talk, title="Drowned Crown")
    async with with_web_side(talk):
        typed = await types(talk, "drowned")
        (result,) = typed.answer.results
        assert result["type"] == "photo"
        sent = (await talk.done(await talk.server.choose_inline(talk.ann, typed, 0, club(talk)))).sent[0]
        assert sent.photo
        assert sent.file is not None
        assert (sent.file.width, sent.file.height) == (result["photo_width"], result["photo_height"])
        async with talk.server.updates.session().get(result["thumbnail_url"]) as small:
            assert small.status == 200
        async with talk.server.updates.session().get(result["photo_url"].replace("/pictures/", "/pictures/x")) as none:
            assert none.status == 404
        await talk.core.schemes.delete(await talk.person(), stored.code)
        async with talk.server.updates.session().get(result["photo_url"]) as gone:
            assert gone.status == 404
