"""The local Discord of the tests, driven by a small bot: it has to be as strict and as moody as the real one."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import threading
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands, ui
from discord.ext.commands import AutoShardedBot, when_mentioned
from PIL import Image

from tests.fakes.discord_server import DiscordServer, How, Seams, Upload, entitlement
from tests.fakes.discord_server.model import ATTACH_FILES, VIEW_CHANNEL

COLOURS = ["teal", "brass", "rust"]


def png(width: int = 8, height: int = 6) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#2F6F6B").save(out, "PNG")
    return out.getvalue()


class Card(ui.LayoutView):
    """A picture with its alt text, a sentence, buttons and a select."""

    def __init__(self, text: str = "A scheme", *, picture: bool = True) -> None:
        super().__init__(timeout=None)
        box: ui.Container[Card] = ui.Container(ui.TextDisplay(text))
        if picture:
            box.add_item(
                ui.MediaGallery(discord.MediaGalleryItem("attachment://sheet.png", description="Teal and brass"))
            )
        row: ui.ActionRow[Card] = ui.ActionRow(
            ui.Button(label="Again", custom_id="again"),
            ui.Button(label="Words", custom_id="words"),
            ui.Button(label="Sold out", custom_id="none", disabled=True),
        )
        options = [discord.SelectOption(label=name.title(), value=name) for name in COLOURS]
        box.add_item(row).add_item(ui.ActionRow(ui.Select(custom_id="pick", placeholder="Pick one", options=options)))
        self.add_item(box)


class Form(ui.Modal, title="Say more"):
    words: ui.Label[Form] = ui.Label(text="Words", component=ui.TextInput(custom_id="words", max_length=20))
    photo: ui.Label[Form] = ui.Label(
        text="Photo", component=ui.FileUpload(custom_id="photo", required=False, max_values=1)
    )

    def __init__(self) -> None:
        super().__init__(custom_id="form")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        files = self.photo.component.values
        read = [f"{file.filename} {len(await file.read())}" for file in files]
        said = f"{self.words.component.value} {read}"
        if interaction.message is None:
            await interaction.response.send_message(said)
        else:
            await interaction.response.edit_message(view=Card(said, picture=False), attachments=[])


def sheet() -> discord.File:
    return discord.File(io.BytesIO(png()), "sheet.png", description="from the upload")


class Bot(AutoShardedBot):
    """A bot as small as it can be with one of everything."""

    def __init__(self, **options: Any) -> None:
        super().__init__(when_mentioned, intents=discord.Intents(guilds=True, guild_messages=True), **options)
        self.failures: list[BaseException] = []
        self.heard: list[str] = []
        self.gate = asyncio.Event()
        for command in (scheme, private, bad, form, match, slow, late):
            self.tree.add_command(command)
        group = app_commands.Group(name="paints", description="Paints")
        group.add_command(shelf)
        self.tree.add_command(group)
        self.tree.error(self._failed)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not the five seconds between shards that Discord asks for."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def _failed(self, _: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.failures.append(getattr(error, "original", error))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            try:
                await self._pressed(interaction, interaction.data["custom_id"])
            except discord.HTTPException as error:
                self.failures.append(error)

    async def _pressed(self, interaction: discord.Interaction, custom_id: str) -> None:
        if custom_id == "words":
            await interaction.response.send_modal(Form())
        elif custom_id == "pick":
            await interaction.response.edit_message(
                view=Card(f"picked {interaction.data['values'][0]}", picture=False), attachments=[]
            )
        elif custom_id == "again":
            await interaction.response.defer()
            await interaction.edit_original_response(view=Card("Another scheme"), attachments=[sheet()])

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(f"{message.author.name}: {message.content}")


@app_commands.command(description="A scheme")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.describe(description="what", photo="a picture")
async def scheme(interaction: discord.Interaction, description: str, photo: discord.Attachment | None = None) -> None:
    await interaction.response.defer(thinking=True)
    read = f" of {len(await photo.read())} bytes" if photo else ""
    where = f"{interaction.locale} {interaction.is_user_integration()} {interaction.context.private_channel}"
    await interaction.edit_original_response(view=Card(f"{description}{read} {where}"), attachments=[sheet()])


@app_commands.command(description="A private answer, then more")
async def private(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.followup.send("only for you", ephemeral=False)
    await interaction.followup.send("for all", wait=True)


@app_commands.command(description="A card Discord does not take")
async def bad(interaction: discord.Interaction, what: str) -> None:
    card = Card(picture=False)
    if what == "label":
        card.children[0].children[1].children[0].label = "x" * 81
    elif what == "text":
        card.add_item(ui.TextDisplay("y" * 3995))
    elif what == "picture":
        card.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://nowhere.png")))
    elif what == "double":
        card.add_item(ui.ActionRow(ui.Button(label="Again", custom_id="again")))
    elif what == "twice":
        await interaction.response.send_message("once")
        interaction.response._response_type = None
    await interaction.response.send_message(view=card)


@app_commands.command(description="A form")
async def form(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Form())


@app_commands.context_menu(name="Match these colours")
async def match(interaction: discord.Interaction, message: discord.Message) -> None:
    sizes = [len(await a.read()) for a in message.attachments]
    await interaction.response.send_message(f"{message.content} {sizes}", ephemeral=True)


@app_commands.command(description="Later than it may be")
async def slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer(thinking=True)
    await interaction.client.gate.wait()
    await interaction.edit_original_response(content="at last")


@app_commands.command(description="A direct message")
async def late(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        await interaction.user.send("psst")
    except discord.Forbidden as error:
        await interaction.followup.send(f"closed {error.code}")
    else:
        await interaction.followup.send("sent")


@app_commands.command(name="shelf", description="Your shelf")
@app_commands.describe(colour="which", only_mine="yours")
@app_commands.rename(only_mine="only-mine")
async def shelf(interaction: discord.Interaction, colour: str, only_mine: bool = False) -> None:
    await interaction.response.send_message(f"{colour} {only_mine}")


@shelf.autocomplete("colour")
async def complete(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    mine = "my " if interaction.namespace["only-mine"] else ""
    return [app_commands.Choice(name=mine + c, value=c) for c in COLOURS if typed in c]


@contextlib.asynccontextmanager
async def running(server: DiscordServer, **options: Any) -> AsyncIterator[Bot]:
    """The bot, connected, and gone afterwards without a trace."""
    with Seams(server):
        bot = Bot(guild_ready_timeout=0.0, **options)
        task = asyncio.create_task(bot.start(server.token))
        try:
            waiter = asyncio.create_task(server.gateway.connected(bot.shard_count or 1))
            await asyncio.wait((task, waiter), return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                waiter.cancel()
                task.result()
            yield bot
        finally:
            await bot.close()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(check_own_answers=True) as started:
        yield started
        assert not started.own_mistakes, "\n".join(map(str, started.own_mistakes))


async def test_a_command_with_a_photo_becomes_a_card(server: DiscordServer):
    ann = server.user("Ann", locale="de")
    channel = server.guild("Club", ann).channels[0]
    async with running(server) as bot:
        assert {c["name"] for c in server.commands[None].values()} >= {"scheme", "paints", "Match these colours"}
        done = await server.slash(ann, channel, "scheme", description="rusty dwarfs", photo=Upload(png(), "mini.png"))
        await done.finished()
        assert not bot.failures
        assert done.acknowledged_after is not None
        assert 0 < done.acknowledged_after < 3
        message = done.message
        assert message.v2
        assert message.texts() == [f"rusty dwarfs of {len(png())} bytes de False False"]
        assert [b["label"] for b in message.buttons()] == ["Again", "Words", "Sold out"]
        assert message.select("Pick one")["custom_id"] == "pick"
        picture = message.images()[0]
        assert (picture.data, picture.description, picture.size) == (png(), "Teal and brass", (8, 6))
        assert message.payload()["attachments"] == [], "Discord leaves out what components show"
        assert message.history[0].flags & 128
        assert len(message.edits) == 1
    callback, edit = (server.sent("POST", "/interactions/*")[0], server.sent("PATCH", "*/messages/@original")[0])
    assert callback.body["type"] == 5
    assert edit.parts[0].filename == "sheet.png"
    assert edit.at >= callback.at
    server.assert_clean()


async def test_an_app_of_a_persons_own_in_a_private_channel(server: DiscordServer):
    ann = server.user("Ann", locale="fr")
    friends = server.private_channel(ann, server.user("Ben"))
    async with running(server):
        bought = entitlement(5, ann, server.application_id)
        done = await server.slash(
            ann, friends, "scheme", description="imps", how=How(locale="pl", entitlements=(bought,))
        )
        await done.finished()
        assert done.message.texts() == ["imps pl True True"]
        assert done.payload["entitlements"][0]["sku_id"] == "5"
        with pytest.raises(AssertionError, match="not offered"):
            await server.slash(ann, friends, "private")
        with pytest.raises(AssertionError, match="no command 'nothing'"):
            await server.slash(ann, friends, "nothing")
        with pytest.raises(AssertionError, match="needs"):
            await server.slash(ann, friends, "scheme")
        dm = await server.slash(ann, ann, "scheme", description="in a DM")
        assert dm.payload["context"] == 1
        await dm.finished()
    server.assert_clean()


async def test_a_deferred_answer_keeps_its_promise_of_privacy(server: DiscordServer):
    ann, ben = server.user("Ann"), server.user("Ben")
    channel = server.guild("Club", ann, ben).channels[0]
    async with running(server):
        done = await server.slash(ann, channel, "private")
        await done.finished(lambda it: len(it.messages) == 2)
        assert [(m.content, m.ephemeral) for m in done.messages] == [("only for you", True), ("for all", False)]
        assert channel.messages == [done.messages[1]]
        with pytest.raises(AssertionError, match="only Ann"):
            await server.click(ben, done.messages[0], "again")
    server.assert_clean()


async def test_buttons_selects_and_forms(server: DiscordServer):
    ann, ben = server.user("Ann"), server.user("Ben")
    channel = server.guild("Club", ann).channels[0]
    async with running(server) as bot:
        card = (await (await server.slash(ann, channel, "scheme", description="one")).finished()).message
        again = await (await server.click(ann, card, label="Again")).finished()
        assert again.updated
        assert card.texts() == ["Another scheme"]
        assert len(card.files) == 1
        assert len(card.edits) == 2
        with pytest.raises(AssertionError, match="disabled"):
            await server.click(ann, card, "none")
        shown = await (await server.click(ann, card, "words")).finished()
        assert shown.modal is not None
        assert (shown.modal.title, [f["custom_id"] for f in shown.modal.fields()]) == ("Say more", ["words", "photo"])
        with pytest.raises(AssertionError, match="shown to Ann"):
            await server.submit(ben, shown, {"words": "x"})
        with pytest.raises(AssertionError, match="filled in"):
            await server.submit(ann, shown, {})
        sent = await server.submit(ann, shown, {"words": "more rust", "photo": Upload(png(), "a.png")})
        await sent.finished()
        assert card.texts() == [f"more rust ['a.png {len(png())}']"]
        assert card.images() == []
        with pytest.raises(AssertionError, match="sent off already"):
            await server.submit(ann, shown, {"words": "x"})
        await (await server.select(ann, card, "pick", "brass")).finished()
        assert card.texts() == ["picked brass"]
        shown = await (await server.slash(ann, channel, "form")).finished()
        said = await (await server.submit(ann, shown, {"words": "plain"})).finished()
        assert said.message.content == "plain []"
        assert not bot.failures
    server.assert_clean()


async def test_autocomplete_and_context_menus(server: DiscordServer):
    ann = server.user("Ann")
    channel = server.guild("Club", ann).channels[0]
    async with running(server):
        typing = await server.autocomplete(ann, channel, "paints shelf", "colour", "r", only_mine=True)
        assert (await typing.finished()).choice_names == ["my brass", "my rust"]
        run = await (await server.slash(ann, channel, "paints shelf", colour="rust", only_mine=True)).finished()
        assert run.message.content == "rust True"
        posted = await server.post(ann, channel, "my mini", Upload(png(), "mini.png"))
        menu = await (await server.message_command(ann, channel, "Match these colours", posted)).finished()
        assert menu.message.content == f"my mini [{len(png())}]"
        assert menu.message.ephemeral
    server.assert_clean()


async def test_what_people_write_is_hidden_without_the_intent(server: DiscordServer):
    ann = server.user("Ann")
    channel = server.guild("Club", ann).channels[0]
    async with running(server) as bot:
        await server.post(ann, channel, "secret")
        await (await server.slash(ann, channel, "paints shelf", colour="x")).finished()
        assert bot.heard[0] == "ann: "


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(server: DiscordServer):
    ann = server.user("Ann")
    channel = server.guild("Club", ann).channels[0]
    async with running(server):
        await server.gateway.drop()
        missed = await server.slash(ann, channel, "paints shelf", colour="rust")
        await server.gateway.until_resumed(1)
        assert (await missed.finished()).message.content == "rust False"
        server.gateway.reconnect()
        await server.gateway.until_resumed(2)
        await server.gateway.drop(code=4000)
        await server.gateway.until_resumed(3)
        again = await server.slash(ann, channel, "paints shelf", colour="teal")
        assert (await again.finished()).message.content == "teal False"
        assert len(server.gateway.identified) == 1
        assert server.gateway.heartbeats
    assert not server.gateway.live


async def test_an_invalid_session_is_begun_anew(server: DiscordServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(discord.client.ExponentialBackoff, "delay", lambda self: 0.0)
    async with running(server):
        server.gateway.invalidate(resumable=False)
        await server.gateway.until_identified(2)
        assert not server.gateway.resumed


async def test_shards_hear_of_their_own_servers_only():
    async with DiscordServer(shards=2) as server:
        ann = server.user("Ann")
        guilds = [server.guild(f"Club {n}", ann, shard=n) for n in range(2)]
        async with running(server, shard_count=2) as bot:
            for guild in guilds:
                done = await server.slash(ann, guild.channels[0], "paints shelf", colour="rust")
                await done.finished()
            told = {s.shard: [e for e, _ in s.events].count("INTERACTION_CREATE") for s in server.gateway.live}
            assert told == {0: 1, 1: 1}
            assert {g.id: g.shard_id for g in bot.guilds} == {guilds[0].id: 0, guilds[1].id: 1}


async def test_a_wrong_token_and_a_forbidden_intent_are_turned_away(server: DiscordServer):
    with Seams(server):
        async with discord.Client(intents=discord.Intents.none()) as client:
            with pytest.raises(discord.LoginFailure):
                await client.start("wrong")
        async with discord.Client(intents=discord.Intents(message_content=True)) as client:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await client.start(server.token)
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
        await socket.receive()
        assert socket.close_code == 4004
    assert server.gateway.closed_with == [4014, 4004]


async def test_faults_429_500_and_10062(server: DiscordServer):
    ann = server.user("Ann")
    channel = server.guild("Club", ann).channels[0]
    async with running(server) as bot:
        server.fail("POST", "/interactions/*/*/callback", status=429, retry_after=0.1)
        first = await (await server.slash(ann, channel, "paints shelf", colour="a")).finished()
        assert [r.status for r in server.sent("POST", "/interactions/*")] == [429, 200]
        assert first.message.content == "a False"
        fault = server.fail("POST", "/interactions/*/*/callback", code=10062)
        second = await server.slash(ann, channel, "paints shelf", colour="b")
        await server.until(lambda: bot.failures)
        assert (bot.failures.pop().code, fault.hit, second.acknowledged) == (10062, 1, False)
        server.fail("POST", "/interactions/*/*/callback", status=500)
        third = await (await server.slash(ann, channel, "paints shelf", colour="c")).finished()
        assert third.message.content == "c False"
        assert [r.status for r in server.sent("POST", "/interactions/*")] == [429, 200, 404, 500, 200]
    server.assert_clean()


async def test_a_token_dies_as_discords_do(server: DiscordServer):
    ann = server.user("Ann")
    channel = server.guild("Club", ann).channels[0]
    async with running(server) as bot:
        stale = await server.slash(ann, channel, "paints shelf", colour="a", how=How(age=10))
        await server.until(lambda: bot.failures)
        assert bot.failures.pop().code == 10062
        assert not stale.acknowledged
        waiting = await server.slash(ann, channel, "slow")
        await waiting.finished(lambda it: it.deferred)
        server.advance(15 * 60 + 1)
        bot.gate.set()
        await server.until(lambda: bot.failures)
        assert bot.failures.pop().code == 50027
        assert waiting.messages[0].loading
        with pytest.raises(AssertionError, match="not within"):
            await waiting.finished(timeout=0.01)


async def test_a_second_answer_is_refused(server: DiscordServer):
    ann = server.user("Ann")
    channel = server.guild("Club", ann).channels[0]
    async with running(server) as bot:
        done = await server.slash(ann, channel, "bad", what="twice")
        await server.until(lambda: bot.failures)
        assert bot.failures.pop().code == 40060
        assert done.message.content == "once"
        assert [r.code for r in server.refused()] == [40060]


@pytest.mark.parametrize(
    ("what", "complaint"),
    [
        ("label", "label"),
        ("text", "4003 characters of text"),
        ("picture", "nowhere.png was not uploaded"),
        ("double", "'again' is there 2 times"),
    ],
)
async def test_a_card_against_the_rules_is_caught(server: DiscordServer, what: str, complaint: str):
    ann = server.user("Ann")
    channel = server.guild("Club", ann).channels[0]
    async with running(server) as bot:
        done = await server.slash(ann, channel, "bad", what=what)
        await server.until(lambda: bot.failures)
        assert (bot.failures[0].status, bot.failures[0].code) == (400, 50035)
        assert not done.acknowledged
    with pytest.raises(AssertionError, match=complaint):
        server.assert_clean()


async def call(server: DiscordServer, method: str, path: str, body: Any = None, **params: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {server.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, server.api_base + path, json=body, headers=headers, params=params) as response,
    ):
        assert response.headers.get("Content-Type", "application/json") in (
            "application/json",
            "application/octet-stream",
        )
        return response.status, await response.json() if response.status != 204 else None


async def test_requests_are_compared_with_discords_description(server: DiscordServer):
    channel = server.guild("Club").channels[0]
    if not server.checked_against_spec:
        pytest.skip("Discord's description is not beside the checkout (WETPALETTE_SPECS)")
    good = {"content": "hello"}
    assert (await call(server, "POST", f"/channels/{channel.id}/messages", good))[0] == 200
    assert (await call(server, "POST", f"/channels/{channel.id}/messages", {"content": ["no"]}))[1]["code"] == 50035
    assert (await call(server, "POST", f"/channels/{channel.id}/messages", {**good, "components": [{"type": 99}]}))[
        0
    ] == 400
    assert (await call(server, "POST", "/channels/abc/messages", good))[0] == 400
    assert (await call(server, "GET", f"/channels/{channel.id}/messages", limit=1000))[0] == 400
    assert (await call(server, "GET", "/nowhere"))[0] == 404
    wrong = [{"name": "Bad Name", "description": "x" * 101, "type": 1}]
    assert (await call(server, "PUT", f"/applications/{server.application_id}/commands", wrong))[0] == 400
    said = [str(v.problem.where) for v in server.violations]
    assert len(said) == 6
    assert "description" in str(server.violations[-1])


async def test_putting_the_comparison_off_finds_the_same():
    async with DiscordServer(checking="later") as server:
        if not server.checked_against_spec:
            pytest.skip("Discord's description is not beside the checkout (WETPALETTE_SPECS)")
        channel = server.guild("Club").channels[0]
        assert (await call(server, "GET", f"/channels/{channel.id}/messages", limit=1000))[0] == 200
        assert "limit" in str(server.violations[0])


async def test_without_the_description_it_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
    from tests.fakes.discord_server import Spec
    from tests.fakes.specs import FOLDER_VARIABLE

    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    Spec.load.cache_clear()
    try:
        async with DiscordServer() as server:
            assert not server.checked_against_spec
            assert (await call(server, "GET", "/users/@me"))[1]["username"] == "wetpalette"
            assert (await call(server, "GET", "/users/@me/nowhere"))[0] == 404
    finally:
        Spec.load.cache_clear()


async def test_closed_doors(server: DiscordServer):
    ann, shy = server.user("Ann"), server.user("Shy", dms_open=False)
    guild = server.guild("Club", ann, shy)
    channel = guild.channels[0]
    async with running(server):
        assert (await (await server.slash(shy, channel, "late")).finished()).message.content == "closed 50007"
        assert (await (await server.slash(ann, channel, "late")).finished()).message.content == "sent"
        assert server.dm(ann).last_message.content == "psst"
    send = f"/channels/{channel.id}/messages"
    channel.deny(ATTACH_FILES)
    assert (await call(server, "POST", send, {"content": "still fine"}))[0] == 200
    channel.deny(1 << 11)
    assert (await call(server, "POST", send, {"content": "x"}))[1]["code"] == 50013
    channel.deny(VIEW_CHANNEL)
    assert (await call(server, "POST", send, {"content": "x"}))[1]["code"] == 50001
    server.remove_guild(guild)
    assert (await call(server, "POST", send, {"content": "x"}))[1]["code"] == 10003
    private = server.private_channel(ann)
    assert (await call(server, "POST", f"/channels/{private.id}/messages", {"content": "x"}))[1]["code"] == 50001


async def test_a_rate_limit_is_enforced(server: DiscordServer):
    channel = server.guild("Club").channels[0]
    limit = server.limit("POST", "/channels/*/messages", most=2, per=60.0)
    answers = [await call(server, "POST", f"/channels/{channel.id}/messages", {"content": "x"}) for _ in range(3)]
    assert [status for status, _ in answers] == [200, 200, 429]
    assert 59 < answers[2][1]["retry_after"] <= 60
    assert limit.refused == 1


async def test_ids_keep_through_a_second_registration(server: DiscordServer):
    path = f"/applications/{server.application_id}/commands"
    body = [{"name": "a", "description": "A", "type": 1}, {"name": "b", "description": "B", "type": 1}]
    first = {c["name"]: c["id"] for c in (await call(server, "PUT", path, body))[1]}
    body[1]["name"] = "c"
    second = {c["name"]: c["id"] for c in (await call(server, "PUT", path, body))[1]}
    assert first["a"] == second["a"]
    assert set(second) == {"a", "c"}
    assert [c["name"] for c in (await call(server, "GET", path))[1]] == ["a", "c"]
    server.assert_clean()


async def test_nothing_is_left_behind():
    before = {t.name for t in threading.enumerate()}
    async with DiscordServer() as server, running(server):
        await server.gateway.drop()
        await server.gateway.until_resumed()
    await asyncio.sleep(0)
    gc.collect()
    assert [t for t in asyncio.all_tasks() if t is not asyncio.current_task()] == []
    assert {t.name for t in threading.enumerate() if "keep-alive" in t.name} - before == set()
