"""The real `wetpalette run` on the local Telegram: killed, stopped, told things twice, and turned away.

One process serves most of the file, on a folder that outlives it; its engine can be held (`tests.fakes.process`), which
is the only thing about it that is not what an operator starts. Every request is compared with the Bot API's own
description where that is at hand; the head of the test run says when it is not.
"""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet

from bot.exits import Exit
from tests.databases import SqliteFiles
from tests.fakes.discord_server import DiscordServer
from tests.fakes.discord_world import World as DiscordWorld
from tests.fakes.process import COMMAND, free_port
from tests.fakes.telegram_server import Handle, Request, TelegramServer, report_line
from tests.fakes.telegram_world import (
    PAINT,
    PRICE,
    QUESTION,
    SECRET,
    WELCOME,
    WORDS,
    Ground,
    World,
    check_picture,
    pictures,
    question,
    question_or_picture,
    says,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEBHOOK = "/webhooks/telegram"


@pytest.fixture(scope="module")
def ground(sqlite_files: SqliteFiles, bytecode: Path) -> Ground:
    return Ground(sqlite_files, bytecode)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory, ground: Ground) -> AsyncIterator[World]:
    async with TelegramServer() as telegram:
        world = ground.world(telegram, tmp_path_factory.mktemp("bot"), gated=True)
        try:
            await world.start()
            yield world
        finally:
            world.bot.abandon()


async def stop_that_cannot_wait(folder: Path, ground: Ground) -> None:
    """SIGTERM during a generation that does not end: the next life answers, in the group where it was asked for."""
    async with TelegramServer() as telegram:
        world = ground.world(telegram, folder, gated=True)
        bot = world.bot
        try:
            await world.start()
            pia = await world.agreed("Pia")
            club = telegram.supergroup("Club", pia)
            asked = await world.at_work(pia, club)
            began = time.monotonic()
            bot.terminate()
            assert await bot.ended() == Exit.DONE
            assert time.monotonic() - began < 27
            assert await world.tokens(pia) == (WELCOME - PRICE, PRICE), "set aside, neither charged nor lost"
            assert not pictures(asked)
            bot.open_gate()
            await world.start()
            await asked.finished(pictures, 20)
            await world.quiet()
            assert await world.outbox() == 0
            (card,) = pictures(asked)
            check_picture(card)
            assert card.reply_to is asked.said
            assert len(world.sheets(pia)) == 1, "the one of before"
            assert await world.tokens(pia) == (WELCOME - 2 * PRICE, 0)
            assert await bot.stop() == Exit.DONE
            telegram.assert_clean()
        finally:
            bot.abandon()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hard_stop(
    world: World, ground: Ground, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[asyncio.Task[None]]:
    """Its 20 seconds of patience pass beside the other tests."""
    assert world.telegram.updates.polled, "what both run is compiled by now"
    task = asyncio.create_task(stop_that_cannot_wait(tmp_path_factory.mktemp("hard-stop"), ground))
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def judged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test did, Telegram would have taken every request."""
    yield
    if "world" in request.fixturenames:
        world: World = request.getfixturevalue("world")
        world.telegram.trouble.faults.clear()
        world.bot.open_gate()
        world.telegram.assert_clean()


def done_for(telegram: TelegramServer) -> list[Request]:
    """What was asked of Telegram that somebody sees, or that costs it anything."""
    passing = ("getUpdates", "getMe", "getWebhookInfo", "deleteWebhook", "sendChatAction", "getMy*", "setMy*")
    idle = {id(r) for method in passing for r in telegram.sent(method)}
    return [r for r in telegram.requests if id(r) not in idle]


# --- it starts ---


@pytest.mark.usefixtures("hard_stop")
async def test_it_tells_what_it_can_and_says_that_it_is_ready(world: World) -> None:
    telegram = world.telegram
    assert telegram.menu() is not None
    assert {"paintscheme", "schemes", "balance"} <= set(telegram.menu("all_private_chats") or telegram.menu() or ())
    status, body = await world.bot.get("/readyz")
    assert (status, '"telegram": true' in body) == (200, True)
    (line,) = world.bot.lines("started")
    assert (line["surfaces"], line["database"]) == (["telegram"], "sqlite")
    assert telegram.updates.allowed is not None
    assert {"message", "callback_query", "inline_query"} <= telegram.updates.allowed


# --- the main job ---


async def test_words_a_price_a_scheme(world: World) -> None:
    telegram, ann = world.telegram, world.telegram.user("Ann")
    asked = await (await world.ask(ann)).finished(question)
    assert asked.reactions == ["👀"]
    assert asked.first_reaction_after is not None
    assert f"It costs {PRICE} tokens; you have {WELCOME}." in question(asked).words

    pressed = await telegram.press(ann, question(asked), PAINT)
    await pressed.finished(pictures, 20)
    await world.quiet()
    assert pressed.answer.after < 5
    (card,) = pictures(pressed)
    check_picture(card)
    assert QUESTION not in "".join(world.texts(ann)), "it is out of the way"
    assert await world.tokens(ann) == (WELCOME - PRICE, 0)

    again = await (await world.ask(ann)).finished(pictures, 20)
    assert pictures(again)[0].reply_to is again.said
    await world.quiet()
    assert await world.requests(ann) == [("completed", PRICE)] * 2
    figures = await world.bot.figures()
    assert figures['wetpalette_generation_seconds_count{engine="embedded",outcome="stored"}'] >= 2
    assert figures['wetpalette_commands_total{command="paintscheme",outcome="done",platform="telegram"}'] >= 1
    assert figures["wetpalette_event_loop_lag_seconds_count"] > 1


async def test_a_second_reader_is_waited_for(world: World) -> None:
    telegram, bea = world.telegram, world.telegram.user("Bea")
    async with aiohttp.ClientSession() as session:
        for _ in range(2):  # takes the place of the bot's own question, and leaves
            async with session.get(f"{telegram.url}/bot{telegram.token}/getUpdates") as answer:
                assert answer.status == 200
            await asyncio.sleep(0.1)
    await telegram.until(lambda: [r for r in telegram.sent("getUpdates") if r.status == 409])
    asked = await (await world.say(bea, "/balance")).finished(says("You have 12 tokens"), 15)
    await world.quiet()
    assert len(asked.messages) == 1
    assert world.bot.running.poll() is None


# --- twice ---


async def one_of_each(world: World) -> list[Handle]:
    """An update of every kind that we ask for, answered."""
    telegram = world.telegram
    cleo = await world.agreed("Cleo")
    club = telegram.supergroup("Club", cleo)
    channel = telegram.channel()
    painted = await (await world.ask(cleo, club)).finished(pictures, 20)
    starred = await (await telegram.press(cleo, pictures(painted)[0], "Favourite")).finished()
    new = await telegram.press(cleo, pictures(painted)[0], "Again")
    await new.finished(pictures, 20)
    typed = await (await telegram.inline(cleo, "teal")).finished()
    posted = await telegram.say(telegram.owner, channel, f"/paintscheme {WORDS}")
    guests = telegram.group("Guests", cleo)
    await telegram.kick(guests)
    joined = await telegram.role(guests, telegram.me, "member")
    await joined.finished(lambda it: it.messages)
    await world.quiet()
    return [painted, starred, new, typed, posted, joined]


async def test_what_telegram_delivers_twice_is_done_once_also_after_a_restart(world: World) -> None:
    telegram = world.telegram
    handles = await one_of_each(world)
    kinds = {update.kind for one in handles for update in one.updates}
    assert kinds == {"message", "callback_query", "inline_query", "channel_post", "my_chat_member"}
    assert telegram.updates.allowed is not None
    assert kinds == set(telegram.updates.allowed)
    cleo = handles[0].user
    assert cleo is not None
    tokens, requests = await world.tokens(cleo), await world.requests(cleo)
    before = len(done_for(telegram))
    for restarted in (False, True):
        if restarted:
            await world.again()
        for one in handles:
            await telegram.redeliver(one)
        await telegram.until(lambda: not telegram.updates.pending)
        await world.quiet()
        await asyncio.sleep(0.3)
        assert [str(r) for r in done_for(telegram)[before:]] == []
        assert (await world.tokens(cleo), await world.requests(cleo)) == (tokens, requests)


# --- killed in the middle ---


async def test_a_kill_while_something_is_asked_and_while_it_paints(world: World) -> None:
    """Four people at once: a question asked, a price asked, at work in private and in a group. One kill."""
    telegram, bot = world.telegram, world.bot
    dan, eva = telegram.user("Dan"), telegram.user("Eva")
    fay, gus = await world.agreed("Fay"), await world.agreed("Gus")
    club = telegram.supergroup("Painters", gus)
    asked = await (await world.say(dan, "/paintscheme")).finished(lambda it: it.message.asks_for_reply)
    price = await (await world.ask(eva)).finished(question)
    await world.quiet()
    mine, ours = await world.at_work(fay), await world.at_work(gus, club)
    await bot.kill()
    assert await world.tokens(fay) == (WELCOME - PRICE, PRICE), "set aside, not charged"
    await world.lapse()
    bot.open_gate()
    await world.start()

    await mine.finished(pictures, 20)
    await ours.finished(pictures, 20)
    answered = await world.say(dan, WORDS, reply_to=asked.message)
    await answered.finished(question_or_picture, 20)
    pressed = await telegram.press(eva, question(price), PAINT)
    await pressed.finished(pictures, 20)
    await world.quiet()
    assert await world.outbox() == 0, "nothing is told a second time"
    for who, asking, where in ((fay, mine, fay), (gus, ours, club)):
        (card,) = pictures(asking)
        assert card.reply_to is asking.said
        check_picture(card)
        before = 0 if where is club else 1
        assert len(world.sheets(where)) == before + 1
        assert await world.tokens(who) == (WELCOME - 2 * PRICE, 0)
        assert await world.requests(who) == [("completed", PRICE)] * 2
    assert len(world.sheets(gus)) == 1, "nothing of the group's was said in private"
    assert not [said for who in (fay, gus) for said in world.texts(who) if "waits for you" in said]
    assert await world.tokens(eva) == (WELCOME - PRICE, 0)


async def test_a_kill_before_the_bot_knows_that_its_answer_arrived(world: World) -> None:
    """Telegram has the picture and we do not know: it may come twice, and is the same one, paid for once."""
    telegram, hal = world.telegram, await world.agreed("Hal")
    lost = telegram.fail("sendPhoto", delay=30, chat=hal)
    asked = await world.ask(hal)
    await telegram.until(lambda: lost.hit)
    assert await world.tokens(hal) == (WELCOME - 2 * PRICE, 0), "stored and charged before it is shown"
    await world.bot.kill()
    telegram.trouble.faults.clear()
    await world.start()
    await asked.finished(pictures, 20)
    await world.quiet()
    assert await world.outbox() == 0
    assert len(pictures(asked)) == 1
    assert await world.tokens(hal) == (WELCOME - 2 * PRICE, 0)
    assert await world.requests(hal) == [("completed", PRICE)] * 2
    owed = "SELECT COUNT(*) FROM request WHERE status = 'completed' AND delivered_at IS NULL"
    assert await world.rows(owed) == [(0,)], "the answer of the second life was written down"


async def test_a_kill_before_a_button_and_an_inline_query_are_answered(world: World) -> None:
    telegram, ida = world.telegram, await world.agreed("Ida")
    (card,) = world.sheets(ida)
    held = [telegram.fail(method, delay=30, chat=chat) for method, chat in (
        ("sendPhoto", ida), ("answerInlineQuery", None), ("answerCallbackQuery", None),
    )]  # fmt: skip
    new = await telegram.press(ida, card, "Again")
    typed = await telegram.inline(ida, "teal")
    await telegram.until(lambda: all(fault.hit for fault in held))
    await world.bot.kill()
    telegram.trouble.faults.clear()
    await world.start()
    await new.finished(pictures, 20)
    await typed.finished()
    await world.quiet()
    await asyncio.sleep(0.3)
    assert len(pictures(new)) == 1
    assert new.answers, "the button does not wait for ever"
    assert len(typed.answers) == 1
    assert typed.answer.results
    assert await world.tokens(ida) == (WELCOME - PRICE - 2, 0), "a new proposal costs 2"


async def test_what_came_while_nobody_ran_is_answered(world: World) -> None:
    telegram, jan = world.telegram, world.telegram.user("Jan", started=True)
    await world.bot.kill()
    told = [await world.say(jan, "/balance"), await world.say(jan, "/costs")]
    await world.start()
    for one in told:
        await one.finished()
    await world.quiet()
    assert len(telegram.place_of(jan).from_bot(telegram.me)) == 2


# --- it ends ---


async def test_a_stop_finishes_what_is_under_way_and_leaves_the_rest_to_the_next(world: World) -> None:
    telegram, bot = world.telegram, world.bot
    lea, max_ = await world.agreed("Lea"), await world.agreed("Max")
    asked = await world.at_work(lea)
    began = time.monotonic()
    bot.terminate()
    await telegram.until(lambda: bot.lines("stopping"))
    late = await world.ask(max_)
    bot.open_gate()
    await asked.finished(pictures, 20)
    assert await bot.ended() == Exit.DONE
    assert time.monotonic() - began < 25
    assert not late.messages
    await world.start()
    await late.finished(pictures, 20)
    await world.quiet()
    for who, asking in ((lea, asked), (max_, late)):
        assert len(pictures(asking)) == 1
        assert await world.tokens(who) == (WELCOME - 2 * PRICE, 0)


async def test_nothing_of_what_people_write_or_of_the_token_is_logged(world: World) -> None:
    said = world.bot.everything_said()
    assert len(said.splitlines()) > 10
    assert world.telegram.token not in said
    assert world.telegram.token.partition(":")[2] not in said
    assert SECRET not in said
    assert not re.search(r"\b(Ann|Fay|Club|Painters)\b", said)
    for life in range(1, world.bot.lives + 1):
        text = (world.bot.folder / f"stderr.{life}.txt").read_text()
        assert all(line.startswith("{") for line in text.splitlines()), "JSON, line by line"
    assert '"level": "error"' not in said, "nothing unexpected happened"
    assert world.bot.log_file.exists()


async def test_the_books_are_right(world: World) -> None:
    assert await world.bot.stop() == Exit.DONE
    done = await asyncio.to_thread(
        subprocess.run,
        [str(COMMAND), "--config", str(world.bot.folder / "config.toml"), "audit"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    assert await world.rows("SELECT COUNT(*) FROM wallet WHERE held <> 0") == [(0,)]


async def test_every_request_was_compared_with_telegrams_own_description(world: World) -> None:
    if not world.telegram.checked_against_spec:
        pytest.skip(report_line())
    assert len(world.telegram.requests) > 100
    world.telegram.assert_clean()


async def test_a_stop_leaves_what_does_not_end_in_time(hard_stop: asyncio.Task[None]) -> None:
    await asyncio.wait_for(asyncio.shield(hard_stop), 60)


# --- webhook ---


async def test_the_webhook_from_the_first_update_to_a_database_that_is_away(ground: Ground, tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        world = ground.world(telegram, tmp_path / "bot", webhook=True, gated=True)
        bot = world.bot
        try:
            await world.start()
            hook = telegram.updates.webhook
            assert hook is not None
            assert hook.secret
            secret = hook.secret
            assert telegram.token not in hook.url

            nia = await world.agreed("Nia")
            check_picture(world.sheets(nia)[0])
            assert not telegram.sent("getUpdates")

            # somebody else brings an update
            forged = {
                "update_id": 7,
                "message": {"message_id": 1, "date": 0, "chat": {"id": nia.id, "type": "private"}},
            }
            address = f"http://127.0.0.1:{bot.port}{WEBHOOK}"
            async with aiohttp.ClientSession() as session:
                for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "0" * 64}):
                    async with session.post(address, json=forged, headers=headers) as answer:
                        assert answer.status == 401
            assert await world.rows("SELECT COUNT(*) FROM incoming WHERE id = 'telegram:7'") == [(0,)]

            # the same update again
            seen = await (await world.say(nia, "/balance")).finished()
            await world.quiet()
            said = len(world.texts(nia))
            await telegram.redeliver(seen)
            await telegram.until(lambda: not telegram.updates.pending)
            await world.quiet()
            assert len(world.texts(nia)) == said

            # killed while it paints: Telegram knows the address, and the next life takes up what was kept
            asked = await world.at_work(nia)
            await bot.kill()
            await world.lapse()
            bot.open_gate()
            waiting = await world.say(nia, "/costs")
            await world.start()
            await asked.finished(pictures, 20)
            await waiting.finished(timeout=20)
            await world.quiet()
            assert len(pictures(asked)) == 1
            assert await world.tokens(nia) == (WELCOME - 2 * PRICE, 0)

            # the database is held by somebody for longer than we wait for it
            telegram.updates.longest_backoff = 0.5
            hook = telegram.updates.webhook
            assert hook is not None
            with world.held():
                late = await world.say(nia, "/balance")
                await telegram.until(lambda: 503 in hook.answers, 20)
                assert not late.messages
            await late.finished(timeout=15)
            await world.quiet()
            assert len(late.messages) == 1
            assert await bot.stop() == Exit.DONE
            assert telegram.token not in bot.everything_said()
            assert secret not in bot.everything_said()
            telegram.assert_clean()
        finally:
            bot.abandon()


# --- both platforms, the other database ---


async def test_both_platforms_in_one_process(ground: Ground, tmp_path: Path) -> None:
    async with TelegramServer() as telegram, DiscordServer() as discord:
        world = ground.world(
            telegram, tmp_path / "bot",
            api_base=discord.api_base, gateway_url=discord.gateway_url, token=discord.token,
        )  # fmt: skip
        here = DiscordWorld(discord, world.bot)
        try:
            await world.start()
            await discord.gateway.connected()
            (line,) = world.bot.lines("started")
            assert set(line["surfaces"]) == {"discord", "telegram"}
            ole, per = telegram.user("Ole"), discord.user("Per")
            await asyncio.gather(world.paint(ole), here.paint(per))
            await world.quiet()
            check_picture(world.sheets(ole)[0])
            assert await world.tokens(ole) == (WELCOME - PRICE, 0)
            assert here.tokens(per) == (WELCOME - PRICE, 0)
            assert await world.bot.stop() == Exit.DONE
            assert telegram.token not in world.bot.everything_said()
            assert discord.token not in world.bot.everything_said()
            telegram.assert_clean()
            discord.assert_clean()
        finally:
            world.bot.abandon()


@pytest.mark.soak  # the same flow as on SQLite, and the desk is killed on both in every run
async def test_a_kill_on_postgresql(ground: Ground, tmp_path: Path, postgres_url: str) -> None:
    async with TelegramServer() as telegram:
        key = Fernet.generate_key().decode()
        world = ground.world(telegram, tmp_path / "bot", url=postgres_url, gated=True, keys=[key])
        try:
            await world.start()
            ria = await world.agreed("Ria")
            asked = await world.at_work(ria)
            await world.bot.kill()
            await world.lapse()
            world.bot.open_gate()
            await world.start()
            await asked.finished(pictures, 20)
            await world.quiet()
            await telegram.redeliver(asked)
            await telegram.until(lambda: not telegram.updates.pending)
            assert await world.outbox() == 0
            assert len(pictures(asked)) == 1
            assert await world.tokens(ria) == (WELCOME - 2 * PRICE, 0)
            assert await world.bot.stop() == Exit.DONE
            telegram.assert_clean()
        finally:
            world.bot.abandon()


# --- it cannot start, or not go on ---


async def test_what_keeps_it_from_running_is_one_sentence_with_a_status(ground: Ground, tmp_path: Path) -> None:
    async with TelegramServer() as telegram, TelegramServer() as other:
        lives = {
            "wrong token": ground.world(telegram, tmp_path / "a", settings={"token": f"1{telegram.token}"}).bot,
            "unreachable": ground.world(
                telegram, tmp_path / "b", settings={"api_base": f"http://127.0.0.1:{free_port()}"}
            ).bot,
            "taken back": ground.world(other, tmp_path / "c").bot,
        }
        secret = other.token.partition(":")[2]
        try:
            for bot in lives.values():
                bot.start()
            await lives["taken back"].ready()
            other.token = f"{other.me.id}:another"
            other.updates.push("message", {})  # ends the question that is open
            ends = await asyncio.gather(*(bot.ended() for bot in lives.values()))
        finally:
            for bot in lives.values():
                bot.abandon()
        assert ends == [Exit.REFUSED, Exit.LATER, Exit.REFUSED]
        told = {name: [x for x in bot.stderr().splitlines() if not x.startswith("{")] for name, bot in lives.items()}
        starts = ("Telegram does not know this token.", "Telegram cannot be reached", "Telegram does not know this")
        for lines, start in zip(told.values(), starts, strict=True):
            assert " ".join(lines).startswith(start), lines
            assert "Traceback" not in " ".join(lines)
        assert not [name for name, bot in lives.items() if secret in bot.everything_said()]


# --- the long proof ---


@pytest.mark.soak
async def test_thirty_kills_at_any_moment(ground: Ground, tmp_path: Path, seed: int) -> None:
    """Whenever it is killed: everybody gets what they asked for, in order, and pays for it once."""
    rng = random.Random(seed)
    async with TelegramServer() as telegram:
        world = ground.world(telegram, tmp_path / "bot")
        try:
            await world.start()
            for n in range(30):
                people = [await world.agreed(f"Soak {n}.{k}") for k in range(3)]
                club = telegram.supergroup(f"Club {n}", *people)
                await world.quiet()
                asked = [await world.ask(who, club if k == 2 else None) for k, who in enumerate(people)]
                await asyncio.sleep(rng.uniform(0, 0.6))
                await world.bot.kill()
                await world.lapse()
                await world.start()
                for one in asked:
                    await one.finished(pictures, 30)
                await world.quiet()
                assert await world.outbox() == 0
                for who, one in zip(people, asked, strict=True):
                    codes = {re.sub(r"\W", "", m.words) for m in pictures(one)}
                    assert len(codes) == 1, "the same scheme, should Telegram have had it before we were told"
                    assert len(pictures(one)) <= 2, one.story()
                    assert not any("waits for you" in said for said in world.texts(who))
                    assert await world.tokens(who) == (WELCOME - 2 * PRICE, 0)
            assert await world.bot.stop() == Exit.DONE
            telegram.assert_clean()
        finally:
            world.bot.abandon()
