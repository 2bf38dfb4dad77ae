"""Commands in one's own chat, and how people come there."""

from __future__ import annotations

import pytest

from bot import routes
from bot.screens.commands import COMMANDS
from bot.telegram import links
from tests.telegram.play import WORDS, Talk, code_of, showpiece, title, words

ANSWERS = {
    "/start": "Wetpalette: paint schemes for miniatures",
    "/start@Wetpalette_Bot": "Wetpalette: paint schemes for miniatures",
    "/start hello": "Wetpalette: paint schemes for miniatures",
    "/paintscheme": "What do you want to paint?",
    "/paintscheme rust dwarfs": "Shall I paint that?",
    "/PaintScheme@wetpalette_bot rust dwarfs": "Shall I paint that?",
    "/paintscheme rust dwarfs --mood grimdark --brand Vallejo": "Shall I paint that?",
    "/paintscheme rust dwarfs --smell sweet": "Not this time",
    "/schemes": "Nothing here so far",
    "/schemes favourites": "Nothing here so far",
    "/schemes show 7KQ2M4XR": "Not this time",
    "/schemes rust": "Not this time",
    "/paints": "Paints",
    "/paints match #2F6F73": "Near #2F6F73",
    "/paints rust": "Not this time",
    "/likes": "What you like",
    "/likes add teal": "What you like",
    "/likes rust": "Not this time",
    "/preferences": "Your preferences",
    "/preferences style grimdark": "Your preferences",
    "/preferences rust": "Not this time",
    "/balance": "You have 12 tokens",
    "/balance of Bob": "You have 12 tokens",
    "/daily": "2 tokens for today",
    "/daily\nplease": "You have claimed today",
    "/nickname": "What should get a name?",
    "/nickname rust": "Names for rust?",
    "/history": "History",
    "/history of art": "History",
    "/collection": "Your collection",
    "/collection of spoons": "Not this time",
    "/usage": "Your last 30 days",
    "/usage week": "Your last 7 days",
    "/usage All time": "All you did here",
    "/usage rust": "Not this time",
    "/costs": "What things cost",
    "/costs nothing": "What things cost",
    "/help": "What you can do here",
    "/help me": "What you can do here",
    "/about": "About Wetpalette",
    "/about you": "About Wetpalette",
}


def name_of(line: str) -> str:
    return line.split(maxsplit=1)[0].lstrip("/").split("@")[0].casefold()


@pytest.mark.parametrize("name", sorted({name_of(line) for line in ANSWERS}))
async def test_every_command_is_answered_once_with_words_and_without(talk: Talk, name: str) -> None:
    for line in (line for line in ANSWERS if name_of(line) == name):
        answer = await talk.say(talk.ann, talk.ann, line)
        assert len(answer.messages) == 1, answer.story()
        assert title(answer.message).startswith(ANSWERS[line])
    assert await talk.tokens() == (14 if name == "daily" else 12)


def test_no_command_is_forgotten() -> None:
    assert {name_of(line) for line in ANSWERS} >= {*COMMANDS, "start"}


async def test_what_is_no_command_of_ours_is_said_to_be_none(talk: Talk) -> None:
    other = await talk.say(talk.ann, talk.ann, "/help@other_bot")
    assert title(other.message) == "That is for another bot"
    assert other.message.reply_to is other.said

    unknown = await talk.say(talk.ann, talk.ann, "/helpp")
    assert words(unknown) == "Not this time\nI do not know the command “/helpp”. Did you mean /help?"

    forwarded = await talk.say(talk.ann, talk.ann, "/daily", forwarded_from=talk.bob)
    assert title(forwarded.message) == "That was forwarded"
    assert await talk.tokens() == 12


async def test_a_question_waits_for_its_answer_over_a_restart(talk: Talk) -> None:
    asked = await talk.say(talk.ann, talk.ann, "/paintscheme")
    assert asked.message.asks_for_reply
    assert asked.message.reply_to is asked.said
    await talk.restart()

    offered = await talk.say(talk.ann, talk.ann, WORDS, reply_to=asked.message)
    assert title(offered.message) == "Shall I paint that?"
    await talk.press(talk.ann, offered.message, "Paint it (3 tokens)")
    assert await talk.tokens() == 9

    # agreed to by now: the answer to the question is what it asked for, and other words only a perhaps
    asked = await talk.say(talk.ann, talk.ann, "/paintscheme")
    painted = await talk.say(talk.ann, talk.ann, "bone skeletons in purple robes")
    assert showpiece(painted).caption
    assert await talk.tokens() == 6
    perhaps = await talk.say(talk.ann, talk.ann, "bone skeletons in green robes")
    assert title(perhaps.message) == "Shall I paint that?"
    assert await talk.tokens() == 6


async def test_a_command_instead_of_an_answer_ends_the_question(talk: Talk) -> None:
    await talk.say(talk.ann, talk.ann, "/paintscheme")
    assert title((await talk.say(talk.ann, talk.ann, "/balance")).message) == "You have 12 tokens"
    offered = await talk.say(talk.ann, talk.ann, "bone skeletons")
    assert "A paint scheme from your words: “bone skeletons”." in words(offered)


async def test_a_link_opens_a_scheme_of_ones_own_and_nobody_elses(talk: Talk) -> None:
    card = await talk.painted()
    code = code_of(card)
    payload = links.to(routes.ShowScheme(code))
    assert payload == f"s_{code}"

    opened = await talk.done(await talk.server.start(talk.ann, payload))
    assert title(showpiece(opened)) == title(card)
    foreign = await talk.done(await talk.server.start(talk.bob, payload))
    assert words(foreign) == "Not this time\nI cannot find that scheme among yours."
    assert title(card) not in words(foreign)


async def test_a_link_that_means_nothing_is_greeted_all_the_same(talk: Talk) -> None:
    for payload in ("s_", "s_7KQ2M4XR", f"s_{'A' * 62}", "r_", "r_!", "r_xx", "-_-", "z" * 64, "x_1"):
        came = await talk.say(talk.ann, talk.ann, f"/start {payload}")
        assert len(came.messages) == 1
        assert title(came.message) in ("Wetpalette: paint schemes for miniatures", "Not this time")


async def test_links_of_other_kinds_lead_where_they_say(talk: Talk) -> None:
    new = await talk.done(await talk.server.start(talk.ann, "new"))
    assert new.message.asks_for_reply
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    paint = routes.decode(offered.message.button("Paint it")["callback_data"])
    assert isinstance(paint, routes.PaintDraft)

    again = await talk.done(await talk.server.start(talk.ann, links.to(routes.AskDraft(paint.draft))))
    assert title(again.message) == "Shall I paint that?"
    assert await talk.tokens() == 12
    await talk.press(talk.ann, again.message, "Paint it (3 tokens)")
    assert await talk.tokens() == 9

    foreign = await talk.done(await talk.server.start(talk.bob, links.to(routes.AskDraft(paint.draft))))
    assert title(foreign.message) == "Not this time"
    assert WORDS not in words(foreign)


async def test_a_link_does_nothing_that_costs(talk: Talk) -> None:
    """Somebody else may have made it: whoever follows it has not agreed to anything."""
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    paint = routes.decode(offered.message.button("Paint it")["callback_data"])
    await talk.done(await talk.server.start(talk.ann, links.to(paint)))
    assert await talk.tokens() == 12
    assert await talk.codes() == []

    card = await talk.painted()
    code = code_of(card)
    for route in (routes.Delete(code), routes.Again(code, 2), routes.Star(code), routes.Forget()):
        await talk.done(await talk.server.start(talk.ann, links.to(route)))
    assert await talk.codes() == [code]
    assert await talk.tokens() == 9
