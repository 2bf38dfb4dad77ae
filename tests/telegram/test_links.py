"""Links into one's own chat with the bot: what they open, and what nobody can make them do."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bot import routes
from bot.telegram import links
from tests.fakes.telegram_server import Handle, User
from tests.telegram.play import Talk, code_of, showpiece, title, words

HELLO = "Wetpalette: paint schemes for miniatures"


async def opened(talk: Talk, user: User, payload: str) -> Handle:
    return await talk.done(await talk.server.start(user, payload))


def forged(route: routes.Route) -> str:
    """A link to a route that somebody wrote by hand."""
    return "r_" + base64.urlsafe_b64encode(routes.encode(route).encode()).decode().rstrip("=")


async def test_a_link_opens_ones_own_scheme(talk: Talk) -> None:
    code = code_of(await talk.painted())
    tokens = await talk.tokens()
    shown = await opened(talk, talk.ann, f"s_{code}")
    assert code_of(showpiece(shown)) == code
    assert code_of(showpiece(await opened(talk, talk.ann, f"s_{code.lower()}"))) == code
    assert await talk.tokens() == tokens


async def test_codes_of_others_and_of_nobody_read_alike(talk: Talk) -> None:
    code = code_of(await talk.painted())
    theirs = await opened(talk, talk.bob, f"s_{code}")
    none = await opened(talk, talk.bob, "s_0000BBBB")
    assert title(theirs.message) == "Not this time"
    assert theirs.message.words.replace(code, "") == none.message.words.replace("0000BBBB", "")
    assert not theirs.message.photo


@pytest.mark.parametrize("payload", ["new", "help"])
async def test_words_that_are_links(talk: Talk, payload: str) -> None:
    found = await opened(talk, talk.ann, payload)
    assert title(found.message) == {"new": "What do you want to paint?", "help": "What you can do here"}.get(
        payload, title(found.message)
    )
    assert title(found.message) != HELLO


async def test_a_question_that_a_link_asked_is_answered(talk: Talk) -> None:
    await opened(talk, talk.ann, "new")
    answered = await talk.say(talk.ann, talk.ann, "rusty dwarfs in verdigris")
    assert title(answered.message) == "Shall I paint that?"


STRANGE = (
    "hello", "x", "_", "s_", "r_", "s_-", "q_7KQ2M4XR", "s_" + "A" * 62, "r_" + "A" * 62, "_" * 64, "-" * 64, "0" * 64,
    "r_" + base64.urlsafe_b64encode(b"\xff\xfe\x00").decode().rstrip("="), "S_7KQ2M4XR", "News",
)  # fmt: skip


async def test_payloads_of_others_and_of_any_length(talk: Talk) -> None:
    """Whatever somebody made of a link, its end is a kind word and no fault."""
    for payload in STRANGE:
        found = await opened(talk, talk.ann, payload)
        assert len(found.messages) == 1, payload
        assert title(found.message) in (HELLO, "Not this time"), payload
    assert ("start", "failed") not in talk.figures.counted


async def test_no_link_spends_changes_or_deletes(talk: Talk) -> None:
    """Anybody can write a link, and the code of a scheme stands on its picture."""
    await talk.give(20)
    code = code_of(await talk.painted())
    offered = await talk.say(talk.ann, talk.ann, "purple robots")
    paint = routes.decode(str(offered.message.button("Paint it")["callback_data"]))
    tokens, codes = await talk.tokens(), await talk.codes()
    dangerous: list[routes.Route] = [
        paint, routes.Again(code, 2), routes.Delete(code), routes.Retier(code, "fast"), routes.Rebrand(code, "Vallejo"),
        routes.ChangeColours(code, "darker"), routes.Lock(code, "primary"), routes.Star(code),
        routes.Thumb(code, "down"), routes.Lean(on=False), routes.Forget(), routes.AddColour("2F6F6B"),
        routes.RemoveColour("2F6F6B"), routes.UndoShelf(), routes.DropAsked(), routes.FromShelf(code), routes.Decline(),
        routes.PostScheme(code), routes.UndoChange(), routes.RemoveModel(code), routes.Disband(code, keep=False),
    ]  # fmt: skip
    for route in dangerous:
        assert links.to(route) == "", route
        payload = forged(route)
        if len(payload) > links.MOST:
            continue
        found = await opened(talk, talk.ann, payload)
        assert title(found.message) == HELLO, route
    assert await talk.tokens() == tokens
    assert await talk.codes() == codes
    stored = await talk.core.schemes.by_code(await talk.person(), code)
    assert not stored.favourite
    assert stored.locks == ()


def test_every_route_has_a_link_or_none() -> None:
    """A link is at most as long as Telegram takes, and read again it leads to where it was made for."""
    values: dict[str, Any] = {
        "code": "7KQ2M4XR",
        "draft": "01J00000000000000000000000",
        "naming": "01J00000000000000000000000",
        "number": 3,
        "paint": "abcd1234",
        **dict.fromkeys(("target", "army"), "7KQ2M4XR"),
        "batch": "01J00000000000000000000000",
        "key": "set",
        "page": 1,
        "format": "gpl",
    }
    for route in links.LEAD_TO:
        names = [name for name in route.__dataclass_fields__ if name in values]
        made: routes.Route = route(**{name: values[name] for name in names})
        payload = links.to(made)
        assert 0 < len(payload) <= 64, route
        assert links.read(payload) == made


async def test_a_link_followed_again_on_another_day(talk: Talk) -> None:
    """A price question behind a link is asked at the price and the balance of that day."""
    group = talk.server.supergroup("Brush Club", talk.ann)
    asked = await talk.say(talk.ann, group, "/paintscheme rusty dwarfs")
    payload = str(asked.message.button("Open our chat")["url"]).partition("?start=")[2]
    assert len(payload) <= 64
    await opened(talk, talk.ann, payload)
    await talk.spend_all(leave=2)
    poor = await opened(talk, talk.ann, payload)
    assert title(poor.message) == "Not this time"
    await talk.give(5)
    rich = await opened(talk, talk.ann, payload)
    assert "you have 7" in words(rich)
