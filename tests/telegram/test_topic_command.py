"""`/topic` in a running bot: painters are answered where administrators want it, also after a restart."""

from __future__ import annotations

from tests.fakes.telegram_server import Handle
from tests.telegram.play import WORDS, Talk, words


def way(handle: Handle) -> str:
    """Where the only button that leads away leads to."""
    (message,) = handle.messages
    ((button,),) = message.keyboard
    return str(button["url"])


async def test_painters_are_led_to_the_topic_that_administrators_chose(talk: Talk) -> None:
    club = talk.server.supergroup("Brush Club", talk.ann, talk.bob, forum=True)
    painting, chatter = club.topic("Painting"), club.topic("Chatter")
    await talk.server.role(club, talk.ann, "administrator", anonymous=True)

    refused = await talk.say(talk.bob, club, "/topic", thread=painting)
    assert "for its administrators to say" in words(refused)
    chosen = await talk.say(talk.ann, club, "/topic", thread=painting)
    assert "Painters are answered here" in words(chosen)
    assert chosen.message.thread == painting

    await talk.restart()
    asked = await talk.say(talk.bob, club, f"/paintscheme {WORDS}", thread=chatter)
    assert asked.message.thread == chatter
    address = f"https://t.me/c/{str(club.id)[4:]}/{painting}"
    assert way(asked) == address
    assert await talk.codes(talk.bob) == []
    general = await talk.say(talk.bob, club, f"/paintscheme {WORDS}")
    assert way(general) == address
    there = await talk.say(talk.bob, club, f"/paintscheme {WORDS}", thread=painting)
    assert "topic of its own" not in words(there)

    await talk.say(talk.ann, club, "/topic off", thread=chatter)
    again = await talk.say(talk.bob, club, f"/paintscheme {WORDS}", thread=chatter)
    assert "topic of its own" not in words(again)
