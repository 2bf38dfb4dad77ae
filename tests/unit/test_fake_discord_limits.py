"""What the local Discord refuses beyond shapes: its limits, one by one, and the rules of a token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.discord_server import DiscordServer, How, Interaction, limits
from tests.fakes.discord_server.model import V2

ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}


def button(n: int, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": f"go{n}", **more}


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def problems(components: list[dict[str, Any]], **body: Any) -> list[str]:
    body = {"components": components, **body}
    return [p.code for p in limits.message(body, flags=V2, new=("sheet.png",), sending=True)]


def test_messages_at_and_over_every_limit():
    full = [text("x" * 100) for _ in range(40)]
    assert problems(full) == []
    assert problems([*full, text("")]) == ["COMPONENT_LAYOUT_INVALID"]
    assert problems([text("x" * 3999), text("y")]) == []
    assert problems([text("x" * 4000), text("y")]) == ["BASE_TYPE_MAX_LENGTH"]
    assert problems([{"type": 1, "components": [button(n) for n in range(5)]}]) == []
    assert problems([{"type": 1, "components": [button(n) for n in range(6)]}]) == ["COMPONENT_LAYOUT_WIDTH_EXCEEDED"]
    assert problems([ROW, ROW]) == ["COMPONENT_CUSTOM_ID_DUPLICATED"]
    assert problems([{"type": 1, "components": [button(1, label="x" * 80)]}]) == []
    assert problems([{"type": 1, "components": [button(1, label="x" * 81)]}]) == ["BASE_TYPE_MAX_LENGTH"]
    assert problems([{"type": 1, "components": [button(1, custom_id="x" * 101)]}]) == ["BASE_TYPE_MAX_LENGTH"]
    assert problems([{"type": 1, "components": [{"type": 2, "style": 5, "label": "x"}]}]) == ["BASE_TYPE_REQUIRED"]
    picture = {"media": {"url": "attachment://sheet.png"}, "description": "x" * 1024}
    assert problems([{"type": 12, "items": [picture]}]) == []
    assert problems([{"type": 12, "items": [{**picture, "description": "x" * 1025}]}]) == ["BASE_TYPE_MAX_LENGTH"]
    other = {"media": {"url": "attachment://other.png"}}
    assert problems([{"type": 12, "items": [other]}]) == ["REFERENCED_ATTACHMENT_NOT_FOUND"]
    assert problems([ROW], content="no") == ["MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]
    assert [p.code for p in limits.message({"components": [text("a")]}, flags=0, sending=True)] == [
        "UNION_TYPE_CHOICES"
    ]
    assert [p.code for p in limits.message({}, flags=0, sending=True)] == ["EMPTY"]


def test_selects():
    def select(n: int, **more: Any) -> list[dict[str, Any]]:
        options = [{"label": f"o{i}", "value": f"o{i}"} for i in range(n)]
        return [{"type": 1, "components": [{"type": 3, "custom_id": "s", "options": options, **more}]}]

    assert problems(select(25, max_values=25)) == []
    assert problems(select(26)) == ["BASE_TYPE_BAD_LENGTH"]
    assert problems(select(2, max_values=3)) == ["BASE_TYPE_BAD"]
    twice = [{"label": "a", "value": "a"}, {"label": "b", "value": "a"}]
    assert problems(select(1, options=twice)) == ["SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"]
    beside = select(2)
    beside[0]["components"].append(button(1))
    assert problems(beside) == ["COMPONENT_LAYOUT_WIDTH_EXCEEDED"]


def test_forms_and_choices():
    field = {"type": 18, "label": "L", "component": {"type": 4, "custom_id": "a", "style": 1}}

    def form(n: int, **more: Any) -> dict[str, Any]:
        inside = [{**field, "component": {**field["component"], "custom_id": f"a{i}"}} for i in range(n)]
        return {"title": "T" * 45, "custom_id": "form", "components": inside, **more}

    assert list(limits.modal(form(5))) == []
    assert len(list(limits.modal(form(6)))) == 1
    assert len(list(limits.modal(form(0)))) == 1
    assert len(list(limits.modal(form(1, title="T" * 46)))) == 1
    assert list(limits.choices({"choices": [{"name": "n" * 100, "value": "v"}] * 25})) == []
    assert len(list(limits.choices({"choices": [{"name": "n" * 101, "value": "v"}] * 26}))) == 27


def test_commands():
    def command(**more: Any) -> dict[str, Any]:
        return {"name": "scheme", "description": "d", "type": 1, **more}

    def option(n: int, **more: Any) -> dict[str, Any]:
        return {"name": f"o{n}", "description": "d", "type": 3, **more}

    def codes(*commands: dict[str, Any]) -> list[str]:
        return [p.code for p in limits.commands(commands)]

    assert codes(command(), command(name="Scheme from this picture", type=3, description="")) == []
    assert codes(command(name="färb-schéma")) == []
    assert codes(command(name="Scheme")) == ["APPLICATION_COMMAND_INVALID_NAME"]
    assert codes(command(name="a b")) == ["APPLICATION_COMMAND_INVALID_NAME"]
    assert codes(command(description="")) == ["BASE_TYPE_MAX_LENGTH"]
    assert codes(command(description="d" * 101)) == ["BASE_TYPE_MAX_LENGTH"]
    assert codes(command(options=[option(n) for n in range(26)])) == ["BASE_TYPE_MAX_LENGTH"]
    assert codes(command(options=[option(0), option(1, required=True)])) == [
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
    ]
    assert codes(command(), command()) == ["APPLICATION_COMMANDS_DUPLICATE_NAME"]
    choices = [{"name": "n" * 100, "value": "v" * 100} for _ in range(25)]
    assert codes(command(options=[option(0, choices=choices)])) == []
    assert codes(command(options=[option(n, choices=choices) for n in range(2)])) == ["APPLICATION_COMMAND_TOO_LARGE"]


# --- tokens, without a library between ---


class Raw:
    """A bot that is a gateway connection and an HTTP session, nothing more."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.ann = server.user("Ann")
        self.channel = server.guild("Club", self.ann).channels[0]
        self.app = server.application_id

    async def connect(self) -> None:
        self.socket = await self.session.ws_connect(self.server.gateway_url)
        await self.socket.send_json({"op": 2, "d": {"token": self.server.token, "intents": 1}})
        await self.server.gateway.connected()
        body = [{"name": "go", "description": "d", "type": 1, "integration_types": [0, 1]}]
        await self.call("PUT", f"/applications/{self.app}/commands", body)

    async def act(self, **how: Any) -> Interaction:
        return await self.server.slash(self.ann, self.channel, "go", how=How(**how))

    async def call(self, method: str, path: str, body: Any = None, files: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.server.token}"}
        data: Any = None
        if files:
            data = aiohttp.FormData(quote_fields=False)
            data.add_field("payload_json", json.dumps(body))
            for name, content in files.items():
                data.add_field(name, content, filename="sheet.png", content_type="image/png")
            body = None
        url = self.server.api_base + path
        async with self.session.request(method, url, json=body, data=data, headers=headers) as response:
            told = await response.json() if response.status != 204 else None
            return response.status, told.get("code") if response.status >= 400 else told

    async def respond(self, it: Interaction, kind: int = 4, files: Any = None, **data: Any) -> tuple[int, Any]:
        body = {"type": kind, "data": data or {"content": "hi"}}
        return await self.call("POST", f"/interactions/{it.id}/{it.token}/callback", body, files)

    def hook(self, it: Interaction, rest: str = "") -> str:
        return f"/webhooks/{self.app}/{it.token}{rest}"


@pytest.fixture
async def raw() -> AsyncIterator[Raw]:
    async with DiscordServer(check_own_answers=True) as server, aiohttp.ClientSession() as session:
        bot = Raw(server, session)
        await bot.connect()
        yield bot
        await bot.socket.close()
        assert not server.own_mistakes, "\n".join(map(str, server.own_mistakes))


async def test_the_first_answer_within_three_seconds_and_only_one(raw: Raw):
    it = await raw.act()
    assert await raw.call("POST", raw.hook(it), {"content": "too early"}) == (404, 10015)
    assert await raw.call("PATCH", raw.hook(it, "/messages/@original"), {"content": "too early"}) == (404, 10015)
    assert (await raw.respond(it))[0] == 204
    assert await raw.respond(it) == (400, 40060)
    late = await raw.act()
    raw.server.advance(3.01)
    assert await raw.respond(late) == (404, 10062)
    assert await raw.call("POST", f"/interactions/{late.id}/unknown/callback", {"type": 5}) == (404, 10062)
    assert await raw.respond(await raw.act(), kind=8, choices=[]) == (400, 50035)
    assert await raw.respond(await raw.act(), kind=7, content="x") == (400, 50035)


async def test_the_token_lives_for_a_quarter_of_an_hour(raw: Raw):
    it = await raw.act()
    await raw.respond(it)
    raw.server.advance(14 * 60 + 59)
    assert (await raw.call("POST", raw.hook(it), {"content": "in time"}))[0] == 200
    raw.server.advance(2)
    assert await raw.call("POST", raw.hook(it), {"content": "late"}) == (401, 50027)


async def test_the_original_can_be_read_changed_and_deleted(raw: Raw):
    it = await raw.act()
    await raw.respond(it, kind=5, flags=64)
    original = raw.hook(it, "/messages/@original")
    assert (await raw.call("GET", original))[1]["flags"] == 64 | 128
    status, told = await raw.call("PATCH", original, {"content": "done", "flags": 0})
    assert (status, told["content"], told["flags"]) == (200, "done", 64)
    assert it.message.only_for is raw.ann
    assert await raw.call("GET", f"/channels/{raw.channel.id}/messages/{it.message.id}") == (404, 10008)
    assert (await raw.call("DELETE", original))[0] == 204
    assert await raw.call("GET", original) == (404, 10008)
    assert it.messages == []


async def test_files_and_their_descriptions(raw: Raw):
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://sheet.png"}}]}
    card = {"flags": V2, "components": [gallery], "attachments": [{"id": 0, "filename": "sheet.png"}]}
    it = await raw.act()
    assert (await raw.respond(it, files={"files[0]": b"1234"}, **card))[0] == 204
    assert it.message.images()[0].data == b"1234"
    wrong = {**card, "attachments": [{"id": 7, "filename": "sheet.png"}]}
    assert await raw.respond(await raw.act(), files={"files[0]": b"1"}, **wrong) == (400, 50035)
    assert await raw.respond(await raw.act(), files={"file": b"1"}, **card) == (400, 50035)
    small = await raw.act(attachment_size_limit=100)
    assert await raw.respond(small, files={"files[0]": b"x" * 101}, **card) == (413, 40005)
    original = raw.hook(it, "/messages/@original")
    keep = {"components": [{"type": 10, "content": "no picture"}], "attachments": []}
    assert (await raw.call("PATCH", original, keep))[0] == 200
    assert it.message.images() == []
    again = {"components": [gallery]}
    assert await raw.call("PATCH", original, again) == (400, 50035)
    said = "\n".join(map(str, raw.server.violations))
    for part in ("attachment 7 refers to no file", "is called files[n]", "sheet.png was not uploaded"):
        assert part in said


async def test_an_app_of_a_person_alone_follows_up_five_times(raw: Raw):
    it = await raw.act(installed="user")
    await raw.respond(it)
    got = [await raw.call("POST", raw.hook(it), {"content": "more"}) for _ in range(6)]
    assert [status for status, _ in got] == [200] * 5 + [400]
    assert got[5][1] == 40094


async def test_a_lost_answer_was_given_all_the_same(raw: Raw):
    raw.server.fail("POST", "/interactions/*/*/callback", status=503, done_anyway=True)
    it = await raw.act()
    assert (await raw.respond(it))[0] == 503
    assert it.message.content == "hi"
    raw.server.fail("POST", "/interactions/*/*/callback", delay=0.05)
    slow = await raw.act()
    await raw.respond(slow)
    assert slow.acknowledged_after is not None
    assert slow.acknowledged_after >= 0.05


async def test_mentions_ping_only_whom_the_sender_allows(raw: Raw):
    for allowed, pinged in (
        ({"parse": []}, []),
        ({"parse": ["users"]}, [raw.ann]),
        ({"users": [str(raw.ann.id)]}, [raw.ann]),
    ):
        it = await raw.act()
        await raw.respond(it, content=f"{raw.ann.mention} @everyone", allowed_mentions=allowed)
        assert it.message.mentions == pinged
        assert not it.message.pings_everyone
    it = await raw.act()
    await raw.respond(it, content="@everyone")
    assert it.message.pings_everyone


async def test_many_handles_wait_at_once(raw: Raw):
    acts = [await raw.act() for _ in range(50)]
    waiting = asyncio.gather(*(it.finished() for it in acts))
    await asyncio.gather(*(raw.respond(it) for it in acts))
    assert all(it.message.content == "hi" for it in await waiting)
    raw.server.assert_clean()


async def test_messages_grow_old_and_servers_go(raw: Raw):
    it = await raw.act()
    await raw.respond(it, flags=V2, components=[ROW])
    card = it.message
    raw.server.make_old(card, 30 * 86400)
    pressed = await raw.server.click(raw.ann, card, label="Go")
    assert pressed.payload["message"]["id"] == str(card.id)
    assert (pressed.id - card.id) >> 22 >= 30 * 86400 * 1000
    assert (await raw.respond(pressed, kind=7, flags=V2, components=[{"type": 10, "content": "gone"}]))[0] == 204
    assert card.texts() == ["gone"]
    await raw.call("PATCH", raw.hook(it, "/messages/@original"), {"components": [ROW]})
    again = await raw.act()
    assert card.channel.guild is not None
    raw.server.leave(raw.ann, card.channel.guild)
    with pytest.raises(AssertionError, match="not in this server"):
        await raw.server.click(raw.ann, card, "go")
    raw.server.remove_guild(card.channel.guild, thrown_out=True)
    assert (await raw.respond(again))[0] == 204
    assert await raw.call("POST", f"/channels/{raw.channel.id}/messages", {"content": "x"}) == (403, 50001)
    raw.server.remove_guild(card.channel.guild)
    assert await raw.call("POST", raw.hook(again), {"content": "x"}) == (404, 10003)
    with pytest.raises(AssertionError, match="gone"):
        await raw.server.forged(raw.ann, card, "go")


async def test_a_deleted_message_is_not_there_for_the_bot(raw: Raw):
    it = await raw.act()
    await raw.respond(it, flags=V2, components=[ROW])
    pressed = await raw.server.click(raw.ann, it.message, "go")
    raw.server.delete_message(it.original)
    assert await raw.respond(pressed, kind=7, flags=V2, components=[ROW]) == (404, 10008)
    assert await raw.call("PATCH", raw.hook(it, "/messages/@original"), {"components": [ROW]}) == (404, 10008)
