"""The real `wetpalette run` on the local Discord: from its first registration to the last answer before it ends.

One process serves most of the file, on a folder that outlives it; its engine can be held (`tests.fakes.process`), which
is the only thing about it that is not what an operator starts. Every request is compared with Discord's own API
description where that is at hand; the head of the test run says when it is not.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.exits import Exit
from tests.databases import SqliteFiles
from tests.fakes.discord_server import DiscordServer, How, Upload
from tests.fakes.discord_server.interactions import TOKEN_LIVES, Modal
from tests.fakes.discord_server.spec import report_line
from tests.fakes.discord_world import (
    CALLBACK,
    EDIT,
    PRICE,
    REGISTRATION,
    SECRET,
    WELCOME,
    WORDS,
    Ground,
    World,
    check_picture,
    photo,
    pictured,
    question_or_card,
    says,
)
from tests.fakes.process import COMMAND, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def ground(sqlite_files: SqliteFiles, bytecode: Path) -> Ground:
    return Ground(sqlite_files, bytecode)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory, ground: Ground) -> AsyncIterator[World]:
    async with DiscordServer(token="MTIzNDU2Nzg5.local.this-is-the-secret-part") as discord:
        bot = ground.bot(discord, tmp_path_factory.mktemp("bot"), gated=True)
        try:
            world = World(discord, bot)
            await world.start()
            yield world
        finally:
            bot.abandon()


async def stop_that_cannot_wait(folder: Path, ground: Ground) -> None:
    """SIGTERM during a generation that does not end: it is handed over, and the next life finishes it."""
    async with DiscordServer() as discord:
        world = World(discord, ground.bot(discord, folder, gated=True))
        bot = world.bot
        try:
            await world.start()
            pia = await world.agreed("Pia")
            asked = await world.at_work(pia)
            began = time.monotonic()
            bot.terminate()
            assert await bot.ended() == Exit.DONE
            assert time.monotonic() - began < 25
            await asked.finished(says("The scheme will be finished after that and find its way to you"))
            assert world.tokens(pia) == (WELCOME - PRICE, PRICE), "set aside, neither charged nor lost"
            bot.open_gate()
            await world.start()
            await discord.until(lambda: world.written_to(pia))
            check_picture(world.written_to(pia)[0])
            assert world.tokens(pia) == (WELCOME - 2 * PRICE, 0)
            assert await bot.stop() == Exit.DONE
            assert len(world.written_to(pia)) == 1
            assert '"errors"' not in bot.everything_said()
            discord.assert_clean()
        finally:
            bot.abandon()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hard_stop(
    world: World, ground: Ground, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[asyncio.Task[None]]:
    """Its 20 seconds of patience pass beside the other tests."""
    assert world.discord.gateway.live, "what both run is compiled by now"
    task = asyncio.create_task(stop_that_cannot_wait(tmp_path_factory.mktemp("hard-stop"), ground))
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def judged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test did, Discord would have taken every request."""
    yield
    if "world" in request.fixturenames:
        world: World = request.getfixturevalue("world")
        world.discord.trouble.faults.clear()
        world.discord.assert_clean()


# --- it starts ---


@pytest.mark.usefixtures("hard_stop")
async def test_it_registers_its_commands_once_and_says_that_it_is_ready(world: World):
    assert len(world.discord.sent("PUT", REGISTRATION)) == 1
    names = {command["name"] for command in world.discord.commands[None].values()}
    assert {"paintscheme", "schemes", "paints", "balance", "daily", "Scheme from this picture"} <= names
    (session,) = world.discord.gateway.live
    assert session.intents == 1, "servers, and nothing privileged"
    assert await world.bot.get("/healthz") == (200, "ok")
    status, body = await world.bot.get("/readyz")
    assert (status, '"discord": true' in body) == (200, True)
    (line,) = world.bot.lines("started")
    assert (line["surfaces"], line["database"]) == (["discord"], "sqlite")


# --- the main job ---


async def test_words_a_price_a_scheme(world: World):
    discord, ann = world.discord, world.discord.user("Ann")
    asked = await (await world.ask(ann)).finished(says("Shall I paint that?"))
    question = asked.message
    assert question.ephemeral
    assert asked.acknowledged_after is not None
    assert asked.acknowledged_after < 2
    assert "It costs 3 tokens; you have 12." in question.text()
    await discord.until(lambda: asked.messages == [question])

    pressed = await discord.click(ann, question, label="Paint it (3 tokens)")
    card = pictured(await pressed.finished(pictured))[0]
    assert not card.ephemeral
    assert "Painted for Ann" in card.text()
    check_picture(card)
    (upload,) = [request for request in pressed.requests if request.parts]
    (part,) = upload.parts
    assert part.name == "files[0]"
    assert part.filename.endswith(".png")
    assert upload.headers["Content-Type"].startswith("multipart/form-data")
    await pressed.finished(says("3 tokens spent."))
    await discord.until(lambda: question.deleted)
    assert world.tokens(ann) == (WELCOME - PRICE, 0)

    again = await (await world.ask(ann)).finished(pictured)
    assert not pictured(again)[0].ephemeral
    assert world.tokens(ann) == (WELCOME - 2 * PRICE, 0)
    assert world.requests(ann) == [("completed", PRICE)] * 2

    figures = await world.bot.figures()
    assert figures['wetpalette_generation_seconds_count{engine="embedded",outcome="stored"}'] >= 2
    assert figures['wetpalette_acknowledgement_age_seconds_count{platform="discord"}'] >= 3
    assert figures['wetpalette_commands_total{command="paintscheme",outcome="done",platform="discord"}'] >= 1
    assert figures["wetpalette_event_loop_lag_seconds_count"] > 1


async def test_installed_by_a_person_alone_in_another_language(world: World):
    discord = world.discord
    ann, bob = discord.user("Anna", locale="de"), discord.user("Bob")
    friends, alone = discord.private_channel(ann, bob), How(installed="user", locale="de")
    asked = await (await world.ask(ann, friends, how=alone)).finished(question_or_card)
    assert asked.owners == {"1": str(ann.id)}
    assert asked.payload["context"] == 2
    assert asked.message.ephemeral
    pressed = await discord.click(ann, asked.message, label="Paint it (3 tokens)", how=alone)
    card = pictured(await pressed.finished(pictured))[0]
    assert card.channel is friends
    assert not card.ephemeral
    check_picture(card)

    elsewhere = discord.guild("Without the bot", ann, bot_is_member=False)
    told = await (await world.ask(ann, elsewhere.channels[0], how=alone)).finished(pictured)
    assert pictured(told)[0].channel is elsewhere.channels[0]
    assert world.tokens(ann) == (WELCOME - 2 * PRICE, 0)


async def test_in_a_direct_message_nothing_is_private(world: World):
    dan = world.discord.user("Dan")
    card = await world.paint(dan, dan)
    check_picture(card)
    assert not any(m.ephemeral for m in world.dms(dan))
    balance = await (await world.discord.slash(dan, dan, "balance")).finished(says("You have 9 tokens"))
    assert not balance.message.ephemeral


async def test_a_photo_as_an_option_and_in_a_form(world: World):
    discord, eva = world.discord, world.discord.user("Eva")
    card = await world.paint(eva, photo=photo())
    check_picture(card)

    form = await (await world.discord.slash(eva, world.here, "paintscheme")).finished()
    assert isinstance(form.modal, Modal)
    sent = await discord.submit(eva, form, {"words": f"{WORDS}, Eva", "photo": photo("#7A1F1F")})
    done = await sent.finished(question_or_card)
    check_picture(pictured(done)[0])
    assert world.tokens(eva) == (WELCOME - 2 * PRICE, 0)

    bad = await world.ask(eva, photo=Upload(b"no picture at all", "mini.png", "image/png"))
    await bad.finished(says("Not this time"))
    assert bad.message.ephemeral
    assert world.tokens(eva) == (WELCOME - 2 * PRICE, 0)


# --- Discord has a bad day ---


async def test_what_happens_while_the_gateway_is_away_is_not_lost(world: World):
    discord, fay = world.discord, world.discord.user("Fay")
    resumed, identified = len(discord.gateway.resumed), len(discord.gateway.identified)
    await discord.gateway.drop()
    asked = await discord.slash(fay, world.here, "balance")
    await discord.gateway.until_resumed(resumed + 1)
    await asked.finished(says("You have 12 tokens"), 15)
    assert len(discord.gateway.identified) == identified
    discord.gateway.reconnect()
    await discord.gateway.until_resumed(resumed + 2)
    await (await discord.slash(fay, world.here, "balance")).finished(says("You have 12 tokens"))


async def test_too_many_requests_are_waited_for(world: World):
    gus = await world.agreed("Gus")
    for pattern, method in ((CALLBACK, "POST"), (EDIT, "PATCH")):
        fault = world.discord.fail(method, pattern, status=429, retry_after=0.2, times=2)
        asked = await (await world.ask(gus)).finished(pictured, 20)
        assert fault.hit == 2
        check_picture(pictured(asked)[0])
        await asked.finished(says("3 tokens spent."))
    assert world.tokens(gus) == (WELCOME - 3 * PRICE, 0)


@pytest.mark.parametrize("done_anyway", [False, True])
async def test_a_callback_that_fails_at_discord_is_tried_again(world: World, done_anyway: bool):
    hal = world.discord.user("Hal")
    fault = world.discord.fail("POST", CALLBACK, status=500, done_anyway=done_anyway)
    asked = await world.discord.slash(hal, world.here, "balance")
    await asked.finished(says("You have 12 tokens"), 15)
    assert fault.hit == 1
    assert asked.acknowledged_after is not None
    assert asked.acknowledged_after < 2.5


@pytest.mark.parametrize("done_anyway", [False, True])
async def test_a_connection_that_breaks_off_costs_nothing(world: World, done_anyway: bool):
    lou = world.discord.user("Lou")
    first = world.discord.fail("POST", CALLBACK, cut=True, done_anyway=done_anyway)
    asked = await world.discord.slash(lou, world.here, "balance")
    await asked.finished(says("You have 12 tokens"))
    second = world.discord.fail("PATCH", EDIT, cut=True, done_anyway=done_anyway)
    again = await world.discord.slash(lou, world.here, "balance")
    await again.finished(says("You have 12 tokens"))
    assert (first.hit, second.hit) == (1, 1)
    assert len(asked.messages) == len(again.messages) == 1


async def test_an_interaction_nobody_knows_any_more_is_left_alone(world: World):
    ida = await world.agreed("Ida")
    before, requests = world.tokens(ida), world.requests(ida)
    world.discord.fail("POST", CALLBACK, code=10062)
    asked = await world.ask(ida)
    await world.discord.until(lambda: len(asked.requests) == 1 or world.discord.refused()[-1].code == 10062)
    late = 'wetpalette_commands_total{command="paintscheme",outcome="late",platform="discord"}'
    for _ in range(100):
        if (await world.bot.figures()).get(late):
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("it was not counted")
    assert not asked.messages
    assert (world.tokens(ida), world.requests(ida)) == (before, requests), "nothing was begun that cannot be shown"

    old = await world.ask(ida, how=How(age=30))
    await asyncio.sleep(0.3)
    assert not old.requests
    assert world.tokens(ida) == before


async def test_a_person_who_leaves_meanwhile_has_their_scheme(world: World):
    jan = world.discord.user("Jan")
    world.guild.members.append(jan)
    await world.paint(jan)
    asked = await world.at_work(jan)
    world.discord.leave(jan, world.guild)
    world.bot.open_gate()
    card = pictured(await asked.finished(pictured))[0]
    assert card.channel is world.here
    assert world.tokens(jan) == (WELCOME - 2 * PRICE, 0)
    listed = await (await world.discord.slash(jan, jan, "schemes recent")).finished()
    assert len(listed.message.selects() + listed.message.buttons()) >= 2


async def test_a_token_that_expires_while_it_paints_is_answered_in_the_channel(world: World):
    kim = await world.agreed("Kim")
    asked = await world.at_work(kim)
    world.discord.advance(TOKEN_LIVES + 1)
    try:
        world.bot.open_gate()
        await world.discord.until(lambda: [m for m in world.here.messages if m.images() and m.interaction is None])
    finally:
        world.discord.advance(-TOKEN_LIVES - 1)
    (card,) = [m for m in world.here.messages if m.images() and m.interaction is None]
    assert "Painted for Kim" in card.text()
    check_picture(card)
    assert not pictured(asked)
    assert world.tokens(kim) == (WELCOME - 2 * PRICE, 0)


# --- it ends, and begins again ---


async def test_a_stop_finishes_what_is_under_way_and_the_next_start_knows_old_buttons(world: World):
    discord, bot = world.discord, world.bot
    lea, max_, nia = await world.agreed("Lea"), await world.agreed("Max"), discord.user("Nia")
    card = await world.paint(lea)

    # one whose server disappears: it is paid for, and must find another way
    gone = discord.guild("Soon gone", max_)
    bot.close_gate()
    lost = await world.ask(max_, gone.channels[0])
    await discord.until(lambda: world.pending(max_))
    discord.remove_guild(gone)
    bot.open_gate()
    await discord.until(lambda: not world.pending(max_))
    await discord.until(lambda: lost.requests[-1].status == 404)

    asked = await world.at_work(lea)
    began = time.monotonic()
    bot.terminate()
    await discord.until(lambda: bot.lines("stopping"))
    status, body = await bot.get("/readyz")
    assert (status, '"intake": false' in body) == (503, True)
    assert (await bot.get("/healthz"))[0] == 200
    turned_away = await (await discord.slash(nia, world.here, "balance")).finished(says("Back in a minute"))
    assert turned_away.message.ephemeral
    bot.open_gate()
    check_picture(pictured(await asked.finished(pictured))[0])
    assert await bot.ended() == Exit.DONE
    assert time.monotonic() - began < 25
    assert world.tokens(lea) == (WELCOME - 3 * PRICE, 0)
    await discord.gateway.until_gone()

    world.change("UPDATE request SET finished_at = finished_at - 600000 WHERE person_id = ?", world.person(max_))
    await world.start()
    assert len(discord.sent("PUT", REGISTRATION)) == 1, "Discord knows exactly these commands"
    discord.make_old(card, 40 * 86400)
    recipe = await discord.click(lea, card, label="Recipe")
    assert pictured(await recipe.finished(pictured))[0].ephemeral
    others = await (await discord.click(nia, card, label="Recipe")).finished(says("That is somebody else’s"))
    assert others.message.ephemeral
    await discord.until(lambda: world.written_to(max_))
    (brought,) = world.written_to(max_)
    check_picture(brought)
    assert world.tokens(max_) == (WELCOME - 2 * PRICE, 0)


async def test_after_a_kill_the_scheme_comes_once_and_is_paid_for_once(world: World):
    discord, bot = world.discord, world.bot
    ole = await world.agreed("Ole")
    await world.at_work(ole)
    await bot.kill()
    assert world.tokens(ole) == (WELCOME - PRICE, PRICE), "set aside, not charged"
    assert world.change("UPDATE request SET lease_until = 1 WHERE status = 'pending'") == 1
    changed = next(c for c in discord.commands[None].values() if c["name"] == "balance")
    changed["description"] = "As an older version said it"
    bot.open_gate()
    await world.start()
    assert len(discord.sent("PUT", REGISTRATION)) == 2, "a definition had changed"
    assert changed["description"] not in {c["description"] for c in discord.commands[None].values()}
    await discord.until(lambda: world.written_to(ole))
    await asyncio.sleep(2.5)  # the outbox has been looked into once more
    (brought,) = world.written_to(ole)
    check_picture(brought)
    assert world.tokens(ole) == (WELCOME - 2 * PRICE, 0)
    assert world.requests(ole) == [("completed", PRICE)] * 2


async def test_nothing_of_what_people_write_or_of_tokens_is_logged(world: World):
    said = world.bot.everything_said()
    assert len(said.splitlines()) > 10
    assert world.discord.token not in said
    assert SECRET not in said
    assert not [one for one in world.discord.interactions if one in said]
    assert not re.search(r"\b(Ann|Fay|Brush Club)\b", said)
    assert '"errors"' not in said, "nothing unexpected happened"
    assert world.bot.log_file.exists()


async def test_the_books_are_right(world: World):
    assert await world.bot.stop() == Exit.DONE
    done = await asyncio.to_thread(
        subprocess.run,
        [COMMAND, "--config", str(world.bot.folder / "config.toml"), "audit"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    assert world.rows("SELECT COUNT(*) FROM wallet WHERE held <> 0") == [(0,)]


async def test_every_request_was_compared_with_discords_own_description(world: World):
    if not world.discord.checked_against_spec:
        pytest.skip(report_line())
    assert len(world.discord.requests) > 100
    world.discord.assert_clean()


async def test_a_stop_hands_over_what_does_not_end_in_time(hard_stop: asyncio.Task[None]):
    await asyncio.wait_for(asyncio.shield(hard_stop), 60)


# --- it cannot start, or not go on ---


async def test_what_keeps_it_from_running_is_one_sentence_with_a_status(tmp_path: Path, ground: Ground):
    async with DiscordServer(shards=2) as discord, DiscordServer() as other:
        lives = {
            "wrong token": ground.bot(discord, _folder(tmp_path, "a"), token="another-token"),
            "unreachable": ground.bot(
                discord, _folder(tmp_path, "b"), api_base=f"http://127.0.0.1:{free_port()}/api/v10"
            ),
            "wrong shard": ground.bot(discord, _folder(tmp_path, "c"), shard_ids=[5], shard_count=2),
            "taken back": ground.bot(other, _folder(tmp_path, "d")),
        }
        try:
            for bot in lives.values():
                bot.start()
            await lives["taken back"].ready()
            await other.gateway.drop(code=4004)
            ends = await asyncio.gather(*(bot.ended() for bot in lives.values()))
        finally:
            for bot in lives.values():
                bot.abandon()
        assert ends == [Exit.REFUSED, Exit.LATER, Exit.CONFIGURATION, Exit.REFUSED]
        told = {name: [x for x in bot.stderr().splitlines() if not x.startswith("{")] for name, bot in lives.items()}
        known = "Discord does not know this token."
        starts = (known, "Discord cannot be reached", "Discord refuses these shards", known)
        for lines, start in zip(told.values(), starts, strict=True):
            assert " ".join(lines).startswith(start), lines
            assert "Traceback" not in " ".join(lines)
        discord.assert_clean()
        other.assert_clean()


def _folder(root: Path, name: str) -> Path:
    (root / name).mkdir()
    return root / name
