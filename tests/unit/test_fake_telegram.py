"""The local Telegram of the tests, driven by a small bot: it has to be as strict and as moody as the real one."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from PIL import Image
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultPhoto,
    InputMediaPhoto,
    InputTextMessageContent,
    ReactionTypeEmoji,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from tests.fakes.telegram_server import TelegramServer

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


@pytest.fixture(autouse=True)
def no_deprecation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it python-telegram-bot warns at every `RetryAfter`, and warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def png(width: int = 8, height: int = 6, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#2F6F6B").save(out, kind)
    return out.getvalue()


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label.lower()) for label in labels]])


class SmallBot:
    """A bot as small as it can be with one of everything."""

    def __init__(self) -> None:
        self.heard: list[Update] = []
        self.failures: list[BaseException] = []
        self.file_id = ""
        self.received: list[bytes] = []

    async def scheme(self, update: Update, context: Context) -> None:
        message = update.effective_message
        assert message is not None
        self.heard.append(update)
        if not self.file_id:
            await message.reply_chat_action("upload_photo")
        sent = await message.reply_photo(
            self.file_id or png(), caption=f"<b>{' '.join(context.args or [])}</b>", parse_mode="HTML",
            reply_markup=keyboard("Again", "Names"),
        )  # fmt: skip
        self.file_id = sent.photo[-1].file_id

    async def ask(self, update: Update, context: Context) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text("What shall it be?", reply_markup=ForceReply(selective=True))

    async def album(self, update: Update, context: Context) -> None:
        assert update.effective_message is not None
        pages = [InputMediaPhoto(png(9), caption="one"), InputMediaPhoto(png(10))]
        await update.effective_message.reply_media_group(pages)

    async def words(self, update: Update, context: Context) -> None:
        self.heard.append(update)
        message = update.effective_message
        assert message is not None
        if message.photo:
            file = await message.photo[-1].get_file()
            self.received.append(bytes(await file.download_as_bytearray()))
        if update.message is not None:
            await message.set_reaction(ReactionTypeEmoji("👀"))
        await message.reply_text(f"heard {message.text or message.caption}", do_quote=True)

    async def pressed(self, update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer(f"{query.data}!")
        if query.data == "again":
            await query.edit_message_media(
                InputMediaPhoto(png(12), caption="another"), reply_markup=keyboard("Again", "Names")
            )
        else:
            await query.edit_message_caption("named", reply_markup=keyboard("Again"))

    async def inline(self, update: Update, context: Context) -> None:
        query = update.inline_query
        assert query is not None
        article = InlineQueryResultArticle("a", "Rusty", InputTextMessageContent("<i>rust</i>", parse_mode="HTML"))
        results: list[Any] = [article]
        if self.file_id:
            results.append(
                InlineQueryResultCachedPhoto("p", self.file_id, caption="sheet", reply_markup=keyboard("Again"))
            )
        await query.answer(results, cache_time=0, is_personal=True)

    async def failed(self, update: object, context: Context) -> None:
        assert context.error is not None
        self.failures.append(context.error)

    def application(self, server: TelegramServer, *, token: str | None = None, polling: bool = True) -> App:
        builder = Application.builder().token(token or server.token)
        builder = builder.base_url(server.url + "/bot").base_file_url(server.url + "/file/bot")
        # Loading the certificates of the whole world takes longer than most tests.
        plain = {"verify": False}
        builder = builder.request(HTTPXRequest(connection_pool_size=16, httpx_kwargs=plain))
        builder = builder.get_updates_request(HTTPXRequest(connection_pool_size=1, httpx_kwargs=plain))
        builder = builder.rate_limiter(AIORateLimiter(max_retries=2)).concurrent_updates(8)
        if not polling:
            builder = builder.updater(None)
        app = builder.build()
        app.add_handler(CommandHandler("scheme", self.scheme))
        app.add_handler(CommandHandler("ask", self.ask))
        app.add_handler(CommandHandler("album", self.album))
        app.add_handler(CallbackQueryHandler(self.pressed))
        app.add_handler(InlineQueryHandler(self.inline))
        app.add_handler(MessageHandler(filters.ALL, self.words))
        app.add_error_handler(self.failed)
        return app


@asynccontextmanager
async def running(server: TelegramServer) -> AsyncIterator[tuple[SmallBot, App]]:
    bot = SmallBot()
    app = bot.application(server)
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(poll_interval=0, timeout=5, allowed_updates=Update.ALL_TYPES)
        await server.listened()
        try:
            yield bot, app
        finally:
            await app.updater.stop()
            await app.stop()


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(check_own_answers=True) as started:
        yield started
        assert not started.own_mistakes, "\n".join(map(str, started.own_mistakes))


# --- a bot that polls ---


async def test_words_a_photo_buttons_and_edits(server: TelegramServer):
    ann = server.user("Ann", language="de")
    async with running(server) as (bot, _):
        scheme = await server.say(ann, ann, "/scheme rusty + dwarfs")
        await scheme.finished(lambda it: it.message.photo, timeout=5)
        card = scheme.message
        assert not bot.failures
        assert (card.caption, card.entities) == ("rusty + dwarfs", [{"type": "bold", "offset": 0, "length": 14}])
        assert card.photo == png()
        assert card.labels == ["Again", "Names"]
        assert scheme.actions == ["upload_photo"]
        assert 0 < (scheme.first_reaction_after or 0) < 5
        heard = bot.heard[0].message
        assert heard is not None
        assert heard.from_user is not None
        assert (heard.from_user.language_code, heard.entities[0].type, heard.entities[0].length) == (
            "de", "bot_command", 7,
        )  # fmt: skip
        # The second time nothing is uploaded.
        again = await server.say(ann, ann, "/scheme x")
        await again.finished()
        assert again.message.reused_file
        assert (again.message.photo, again.message.file and again.message.file.used) == (png(), 1)
        assert [len(r.files) for r in server.sent("sendPhoto")] == [1, 0]
        # A button changes the message in place.
        press = await server.press(ann, card, "Again")
        await press.finished(lambda it: it.answers and it.edited)
        assert (press.answer.text, press.messages, press.message) == ("again!", [], card)
        assert (card.photo, card.caption) == (png(12), "another")
        assert [v.words for v in card.history] == ["rusty + dwarfs", "another"]
        names = await server.press(ann, card, "names")
        await names.finished(lambda it: it.message.labels == ["Again"])
        with pytest.raises(AssertionError, match="no button 'Names'"):
            await server.press(ann, card, "Names")
        await scheme.delivered()
        assert not bot.failures
    server.assert_clean()


async def test_photos_in_reactions_replies_and_changes(server: TelegramServer):
    ann = server.user("Ann")
    async with running(server) as (bot, _):
        mini = png(1000, 500)
        photo = await server.photo(ann, ann, mini, "my dwarf")
        await photo.finished()
        assert (photo.message.text, photo.message.reply_to) == ("heard my dwarf", photo.said)
        assert photo.reactions == ["👀"]
        assert bot.received == [mini]
        heard = bot.heard[0].message
        assert heard is not None
        assert [p.width for p in heard.photo] == [90, 320, 800, 1000]
        small = await heard.photo[1].get_file()
        with Image.open(io.BytesIO(await small.download_as_bytearray())) as picture:
            assert picture.size == (320, 160)
        one = (await server.say(ann, ann, "one")).said
        assert one is not None
        changed = await server.edited(ann, one, "two")
        await changed.finished(lambda it: any(m.text == "heard two" for m in it.messages))
        await (await server.voice(ann, ann)).finished()
        await (await server.sticker(ann, ann)).finished()
        big = await server.document(ann, ann, b"x", "m.png", claimed_size=21 * 2**20)
        await big.finished()
        document = bot.heard[-1].message and bot.heard[-1].message.document
        assert document is not None
        with pytest.raises(BadRequest, match="File is too big"):
            await document.get_file()
        question = await server.say(ann, ann, "/ask")
        await question.finished(lambda it: it.message.asks_for_reply)
        album = await server.say(ann, ann, "/album")
        await album.finished(lambda it: len(it.messages) == 2)
        assert [m.photo for m in album.messages] == [png(9), png(10)]
        assert len({m.album for m in album.messages}) == 1
        assert not bot.failures
    server.assert_clean()


async def test_inline_mode(server: TelegramServer):
    ann, bob = server.user("Ann"), server.user("Bob", started=True)
    club = server.supergroup("Club", ann)
    server.inline_feedback = True
    async with running(server) as (bot, app):
        bot.file_id = (await app.bot.send_photo(bob.id, png())).photo[-1].file_id
        query = await server.inline(ann, "rust", where=club)
        await query.finished()
        assert (query.answer.titles, query.answer.personal) == (["Rusty", "sheet"], True)
        sent = await server.choose_inline(ann, query, "p", club)
        picture = sent.sent[0]
        assert (picture.photo, picture.via_bot, picture.caption) == (png(), server.me, "sheet")
        assert [u.kind for u in sent.updates] == ["message", "chosen_inline_result"]
        press = await server.press(ann, picture, "Again")
        await press.finished()
        # An upload into an inline message is refused, as it is there.
        await server.until(lambda: server.violations)
        assert [v.problem.code for v in server.violations] == ["UPLOAD"]
        article = await server.choose_inline(ann, query, 0, club)
        assert (article.sent[0].text, article.sent[0].entities[0]["type"]) == ("rust", "italic")


async def test_a_group_is_private_but_for_commands_and_replies(server: TelegramServer):
    ann, eve = server.user("Ann"), server.user("Eve")
    club = server.supergroup("Club", ann, eve, forum=True)
    room = club.topic("Dwarfs")
    async with running(server) as (bot, app):
        assert not (await server.say(ann, club, "nothing for bots")).updates
        assert not (await server.say(ann, club, "/help@other_bot")).updates
        asked = await server.say(ann, club, "/scheme@Wetpalette_bot rust", thread=room)
        await asked.finished()
        assert (asked.message.thread, asked.message.caption) == (room, "rust")
        reply = await server.say(ann, club, "bluer", reply_to=asked.message)
        await reply.finished()
        assert reply.message.text == "heard bluer"
        assert reply.message.in_topic
        await server.role(club, server.me, "administrator", can_delete_messages=True)
        assert (await server.say(ann, club, "seen by administrators")).updates
        await server.role(club, ann, "administrator", anonymous=True)
        hidden = await server.say(ann, club, "/scheme who am I")
        await hidden.finished()
        heard = next(u for u in bot.heard if u.message and u.message.text == "/scheme who am I").message
        assert heard is not None
        assert heard.sender_chat is not None
        assert heard.from_user is not None
        assert (heard.sender_chat.id, heard.from_user.username) == (club.id, "GroupAnonymousBot")
        ranks = {m.user.id: m.status for m in await app.bot.get_chat_administrators(club.id)}
        assert ranks == {server.owner.id: "creator", ann.id: "administrator", server.me.id: "administrator"}
        assert (await app.bot.get_chat_member(club.id, eve.id)).status == "member"
        assert (await app.bot.get_chat(club.id)).is_forum
        with pytest.raises(BadRequest, match="thread not found"):
            await app.bot.send_message(club.id, "?", message_thread_id=999)
        news = server.channel("Painted")
        post = await server.say(server.owner, news, "/scheme for all")
        await post.finished()
        assert [u.kind for u in post.updates] == ["channel_post"]
        # In no chat but the group anything was said.
        assert not hidden.private
        assert not bot.failures
    server.assert_clean()


async def test_closed_doors(server: TelegramServer):
    ann, bob = server.user("Ann"), server.user("Bob", started=True)
    club = server.group("Club", ann)
    bot = SmallBot().application(server, polling=False).bot
    async with bot:
        for user, said in ((ann, "can't initiate conversation"), (bob, "blocked by the user")):
            if user is bob:
                blocked = await server.block(bob)
                assert blocked.updates[0].content["new_chat_member"]["status"] == "kicked"
            with pytest.raises(Forbidden, match=said):
                await bot.send_message(user.id, "psst")
        new, moved = await server.migrate(club)
        assert [u.content.get("migrate_to_chat_id") for u in moved.updates] == [new.id, None]
        with pytest.raises(ChatMigrated) as migrated:
            await bot.send_message(club.id, "hello")
        assert migrated.value.new_chat_id == new.id
        await bot.send_message(new.id, "hello")
        await server.kick(new)
        with pytest.raises(Forbidden, match="kicked from the supergroup"):
            await bot.send_message(new.id, "hello?")
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(42, "hello?")
        stranger = SmallBot().application(server, token="123:wrong", polling=False).bot
        with pytest.raises(InvalidToken):
            async with stranger:
                pass
    server.assert_clean()


async def test_what_cannot_be_changed(server: TelegramServer):
    ann = server.user("Ann", started=True)
    bot = SmallBot().application(server, polling=False).bot
    async with bot:
        sent = await bot.send_message(ann.id, "one", reply_markup=keyboard("A"))
        own = (await server.say(ann, ann, "mine")).said
        assert own is not None
        for text, number, said in (
            ("two", 999, "Message to edit not found"),
            ("two", own.id, "Message can't be edited"),
            ("one", sent.message_id, "Message is not modified"),
        ):
            with pytest.raises(BadRequest, match=said):
                await bot.edit_message_text(text, ann.id, number, reply_markup=keyboard("A"))
        with pytest.raises(BadRequest, match="no caption"):
            await bot.edit_message_caption(ann.id, sent.message_id, caption="x")
        # An edit that tells of no keyboard takes it away.
        await bot.edit_message_text("one", ann.id, sent.message_id)
        assert server.private_of(ann).messages[sent.message_id].labels == []
        old = await bot.send_message(ann.id, "old", reply_markup=keyboard("A"))
        message = server.private_of(ann).messages[old.message_id]
        press = await server.press(ann, message, "A")
        server.advance(20)
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(press.query_id or "")
        server.make_old(message, 49 * 3600)
        with pytest.raises(BadRequest, match="can't be deleted for everyone"):
            await bot.delete_message(ann.id, message.id)
        await bot.delete_message(ann.id, sent.message_id)
        assert server.private_of(ann).from_bot(server.me) == [message]
        with pytest.raises(BadRequest, match="replied not found"):
            await bot.send_message(ann.id, "x", reply_to_message_id=sent.message_id)
    server.assert_clean()


# --- how updates come ---


async def ask(server: TelegramServer, method: str, **params: Any) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session:
        form = {k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()}
        async with session.post(f"{server.url}/bot{server.token}/{method}", data=form) as response:
            told = await response.json()
            return response.status, told.get("result", told)


async def test_offsets_confirm_and_redelivery_repeats(server: TelegramServer):
    ann = server.user("Ann")
    first, second = await server.say(ann, ann, "one"), await server.say(ann, ann, "two")
    numbers = [h.updates[0].id for h in (first, second)]
    assert [u["update_id"] for u in (await ask(server, "getUpdates"))[1]] == numbers
    assert [u["update_id"] for u in (await ask(server, "getUpdates", limit=1))[1]] == numbers[:1]  # not confirmed
    assert [u["update_id"] for u in (await ask(server, "getUpdates", offset=numbers[1]))[1]] == numbers[1:]
    assert (first.updates[0].confirmed, second.updates[0].confirmed) == (True, False)
    await ask(server, "getUpdates", offset=numbers[1] + 1)
    await server.redeliver(first)
    _, again = await ask(server, "getUpdates", offset=numbers[1] + 1)
    assert [u["update_id"] for u in again] == numbers[:1]
    waiting = asyncio.create_task(ask(server, "getUpdates", offset=numbers[1] + 1, timeout=20))
    await server.until(lambda: server.updates.polls == 6)
    await server.say(ann, ann, "three")
    assert (await waiting)[1][0]["message"]["text"] == "three"
    # A bot that dies while it waits has got nothing.
    waiting = asyncio.create_task(ask(server, "getUpdates", offset=numbers[1] + 2, timeout=20))
    await server.until(lambda: server.updates.polls == 7)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await asyncio.sleep(0.02)
    four = await server.say(ann, ann, "four")
    assert [u["message"]["text"] for u in (await ask(server, "getUpdates"))[1]] == ["four"]
    assert len(four.updates[0].deliveries) == 1
    assert not server.refused()
    await ask(server, "getUpdates", offset=-1, allowed_updates=["callback_query"])
    assert not (await server.say(ann, ann, "unwanted")).updates


async def test_two_polls_conflict(server: TelegramServer):
    first = asyncio.create_task(ask(server, "getUpdates", timeout=20))
    await server.until(lambda: server.updates.polls == 1)
    second = asyncio.create_task(ask(server, "getUpdates", timeout=20))
    status, told = await first
    assert (status, told["description"][:9]) == (409, "Conflict:")
    ann = server.user("Ann")
    await server.push({"inline_query": {"id": "7", "from": ann.payload(), "query": "x", "offset": ""}})
    assert (await second)[0] == 200
    bot = SmallBot().application(server, polling=False).bot
    async with bot:
        await bot.set_webhook("http://127.0.0.1:9/hook")
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
    await server.stop()


async def test_a_webhook_is_tried_again_until_it_takes_the_update(server: TelegramServer):
    ann = server.user("Ann")
    seen: list[tuple[int, str | None]] = []
    statuses = [500, 503]
    server.updates.backoff = 0.01

    async def hook(request: web.Request) -> web.Response:
        told = await request.json()
        seen.append((told["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        if statuses:
            return web.Response(status=statuses.pop(0))
        return web.json_response({"method": "sendMessage", "chat_id": ann.id, "text": "at once"})

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    bot = SmallBot().application(server, polling=False).bot
    try:
        async with bot:
            await bot.set_webhook(url, secret_token="s-e_cret", allowed_updates=["message"])
            first, second = await server.say(ann, ann, "one"), await server.say(ann, ann, "two")
            await second.finished(lambda it: it.messages and len(seen) == 4, timeout=5)
            await second.delivered()
            numbers = [first.updates[0].id, second.updates[0].id]
            assert [n for n, _ in seen] == [numbers[0], numbers[0], numbers[0], numbers[1]]  # a chat stays in order
            assert {secret for _, secret in seen} == {"s-e_cret"}
            assert second.message.text == "at once"
            await server.redeliver(first)
            await server.until(lambda: len(seen) == 5)
            info = await bot.get_webhook_info()
            assert info.url == url
            assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
            with pytest.raises(BadRequest, match="unallowed characters"):
                await bot.set_webhook(url, secret_token="not allowed")
            with pytest.raises(BadRequest, match=r"(?i)https url"):
                await bot.set_webhook("http://example.org/hook")
            await bot.delete_webhook()
    finally:
        await runner.cleanup()
    assert [v.problem.code for v in server.violations] == ["SECRET", "URL"]


# --- trouble ---


async def test_too_fast_and_the_rate_limiter_comes_back(server: TelegramServer):
    ann = server.user("Ann", started=True)
    bot = SmallBot().application(server, polling=False).bot
    async with bot:
        server.fail("sendPhoto", status=429, retry_after=0.05)
        await bot.send_photo(ann.id, png())
        assert [r.status for r in server.sent("sendPhoto")] == [429, 200]
        assert server.sent("sendPhoto")[1].files["photo"].data == png()
        flood = server.flood_control(chat=5, group=2)
        club = server.group("Club", ann)
        assert (await ask(server, "sendMessage", chat_id=club.id, text="1"))[0] == 200
        status, told = await ask(server, "sendMessage", chat_id=club.id, text="2")
        assert (status, told["parameters"], flood.refused) == (429, {"retry_after": 1}, 1)
        assert (await ask(server, "sendChatAction", chat_id=club.id, action="typing"))[0] == 200
    server.assert_clean()


async def test_faults(server: TelegramServer):
    ann = server.user("Ann", started=True)
    bot = SmallBot().application(server, polling=False).bot
    async with bot:
        server.fail("sendMessage", status=500)
        server.fail("sendMessage", status=502, done_anyway=True)
        server.fail("sendMessage", drop=True)
        server.fail("sendMessage", status=400, description="can't parse entities: injected", chat=ann)
        for wrong in (NetworkError, NetworkError, NetworkError, BadRequest):
            with pytest.raises(wrong):
                await bot.send_message(ann.id, "hello")
        assert len(server.private_of(ann).from_bot(server.me)) == 1  # the one whose answer was lost
        server.fail("getMe", delay=0.05)
        server.network_delay = 0.04
        begun = time.monotonic()
        await bot.get_me()
        assert time.monotonic() - begun >= 0.09
    assert [r.status for r in server.sent("sendMessage")] == [500, 502, 0, 400]
    server.assert_clean()


async def test_pictures_that_are_none_or_too_large(server: TelegramServer):
    ann = server.user("Ann", started=True)
    bot = SmallBot().application(server, polling=False).bot
    async with bot:
        for data, said in (
            (b"no picture", "Image_process_failed"),
            (png(4000, 10), "Photo_invalid_dimensions"),
        ):
            with pytest.raises(BadRequest, match=said):
                await bot.send_photo(ann.id, data)
        with pytest.raises(NetworkError, match="Too Large"):
            await bot.send_photo(ann.id, png() + bytes(10 * 2**20))
        sent = await bot.send_document(ann.id, png(), filename="sheet.png", disable_content_type_detection=True)
        assert sent.document is not None
        assert (sent.document.file_name, server.private_of(ann).from_bot(server.me)[0].document) == ("sheet.png", png())
        with pytest.raises(BadRequest, match=r"(?i)can't use file of type document as photo"):
            await bot.send_photo(ann.id, sent.document.file_id)
        with pytest.raises(BadRequest, match="Wrong file identifier"):
            await bot.send_photo(ann.id, "AgACnothing")
    assert [v.problem.code for v in server.violations] == ["PICTURE", "PICTURE", "TOO_BIG"]


async def test_menus_by_scope_and_language(server: TelegramServer):
    bot = SmallBot().application(server, polling=False).bot
    async with bot:
        await bot.set_my_commands([BotCommand("help", "Help")])
        await bot.set_my_commands([BotCommand("hilfe", "Hilfe")], language_code="de")
        await bot.set_my_commands([BotCommand("scheme", "Paint")], BotCommandScopeAllGroupChats())
        assert server.menu() == ["help"]
        assert server.menu("all_group_chats") == ["scheme"]
        assert [c.command for c in await bot.get_my_commands(BotCommandScopeDefault(), "de")] == ["hilfe"]
        await bot.delete_my_commands(language_code="de")
        assert server.menu("default", "de") is None
        await bot.set_my_short_description("Paints", "de")
        assert server.about["short_description", "de"] == "Paints"
    server.assert_clean()


async def test_a_crowd_and_a_second_delivery(server: TelegramServer):
    people = [server.user(f"P{n}") for n in range(12)]
    server.network_delay = 0.02
    async with running(server) as (bot, _):
        bot.file_id = "not sent yet"
        asked = await asyncio.gather(*(server.say(p, p, f"words {n}") for n, p in enumerate(people)))
        for n, one in enumerate(asked):
            await one.finished()
            assert [m.text for m in one.messages] == [f"heard words {n}"]
        assert all(0.02 <= (one.first_reaction_after or 0) < 10 for one in asked)
        await asked[0].delivered()
        again = await server.redeliver(asked[0])
        await again.finished()
        assert again.message.text == "heard words 0"
        assert len(again.updates[0].deliveries) == 2
        await again.delivered()
        assert not bot.failures
    server.assert_clean()


async def test_pictures_by_address(server: TelegramServer):
    ann = server.user("Ann", started=True)

    async def site(request: web.Request) -> web.Response:
        kind = "JPEG" if request.path.endswith(".jpg") else "PNG"
        return web.Response(body=png(20, 10, kind), content_type=f"image/{kind.lower()}")

    app = web.Application()
    app.router.add_get("/{name:sheet.*}", site)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    bot = SmallBot().application(server, polling=False).bot
    try:
        async with bot:
            sent = await bot.send_photo(ann.id, f"{base}/sheet.jpg")
            assert (sent.photo[-1].width, sent.photo[-1].height) == (20, 10)
            with pytest.raises(BadRequest, match=r"(?i)failed to get http url content"):
                await bot.send_photo(ann.id, f"{base}/nothing")
            query = await server.inline(ann, "")
            results = [InlineQueryResultPhoto(k, f"{base}/sheet.{k}", f"{base}/sheet.jpg") for k in ("jpg", "png")]
            await bot.answer_inline_query(query.query_id or "", results)
            chosen = await server.choose_inline(ann, query, "jpg", ann)
            assert chosen.sent[0].photo == png(20, 10, "JPEG")
            with pytest.raises(AssertionError, match="is no JPEG"):
                await server.choose_inline(ann, query, "png", ann)
            server.advance(11)
            with pytest.raises(BadRequest, match="Query is too old"):
                await bot.answer_inline_query(query.query_id or "", [])
    finally:
        await runner.cleanup()
    server.assert_clean()


async def test_channels_speak_in_groups_and_the_bot_leaves(server: TelegramServer):
    ann = server.user("Ann", started=True)
    club, news = server.supergroup("Club", ann), server.channel("Painted", username="painted")
    by_channel = await server.say(ann, club, "/scheme@wetpalette_bot rust", on_behalf_of=news)
    told = by_channel.updates[0].content
    assert (told["sender_chat"]["id"], told["from"]["username"]) == (news.id, "Channel_Bot")
    server.privacy = False
    post = await server.forward_post(news, club, "a dwarf")
    assert post.updates[0].content["is_automatic_forward"]
    forwarded = await server.say(ann, ann, "/scheme x", forwarded_from=server.owner)
    assert forwarded.updates[0].content["forward_origin"]["sender_user"]["id"] == server.owner.id
    assert (await ask(server, "sendMessage", chat_id="@painted", text="news"))[1]["sender_chat"]["id"] == news.id
    assert (await ask(server, "leaveChat", chat_id=club.id))[0] == 200
    status, refused = await ask(server, "sendMessage", chat_id=club.id, text="?")
    assert (status, refused["description"]) == (403, "Forbidden: bot is not a member of the supergroup chat")
    assert not (await server.say(ann, club, "/scheme gone")).updates
    await server.block(ann)
    assert (await ask(server, "sendMessage", chat_id=ann.id, text="?"))[0] == 403
    await server.unblock(ann)
    sent = await server.start(ann, "s_ABC-1")
    assert sent.updates[0].content["text"] == "/start s_ABC-1"
    assert (await ask(server, "sendMessage", chat_id=ann.id, text="!"))[0] == 200
    assert [m.text for m in sent.messages] == ["!"]
    server.assert_clean()
