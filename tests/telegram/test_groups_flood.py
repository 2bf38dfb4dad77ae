"""Many at once in one group, where Telegram takes twenty messages a minute: all are answered, and nobody else waits."""

from __future__ import annotations

import asyncio
from collections import deque

import pytest

from tests.fakes.telegram_server.faults import Flood
from tests.telegram.clubs import ASK, amounts_in, club, pictures
from tests.telegram.play import Talk, title

MANY = 30
OWN_MINUTE_S = 0.1
"""What stands for a minute in our own pace here."""


class LongMinute(Flood):
    """Telegram's limits, with a minute that lasts until the test says so."""

    over = False

    def _wait(self, recent: deque[float], now: float, most: int, per: float) -> float:  # type: ignore[override]
        if per < 60.0:
            return 0.0
        return 1.0 if len(recent) >= most and not self.over else 0.0


@pytest.fixture
def own_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own pace in a group, as much faster."""
    monkeypatch.setattr("bot.telegram.application.GROUP_S", OWN_MINUTE_S)


@pytest.mark.usefixtures("own_minute")
async def test_thirty_commands_in_one_group_within_a_second(talk: Talk) -> None:
    flood = talk.server.trouble.flood = LongMinute(chat=1_000.0, burst=1_000)
    people = [talk.server.user(f"Painter {n}") for n in range(MANY)]
    group = club(talk, *people)
    asked = await asyncio.gather(*(talk.server.say(user, group, ASK) for user in people))
    await talk.server.until(lambda: flood.refused)
    alone = await talk.server.say(talk.bob, talk.bob, "/help")
    await alone.finished()
    assert len(group.from_bot(talk.server.me)) == 20, "who wrote alone did not wait for the group"
    flood.over = True
    for handle in asked:
        await talk.done(handle)
    answers = [m for m in group.from_bot(talk.server.me) if m.reply_to is not None]
    assert {m.reply_to.id for m in answers if m.reply_to} == {h.said.id for h in asked if h.said}
    assert len(answers) == MANY
    assert amounts_in(talk, group) == []


@pytest.mark.usefixtures("own_minute")
async def test_a_group_that_is_told_to_wait_holds_up_no_other(talk: Talk) -> None:
    """Telegram's own word of a pause counts for the chat it was said of."""
    await talk.painted()
    busy, other = club(talk), club(talk)
    talk.server.fail("send*", status=429, retry_after=1, times=1, chat=busy)
    waits = await talk.server.say(talk.ann, busy, ASK)
    await talk.server.until(lambda: talk.server.refused("send*"))
    quick = await talk.server.say(talk.bob, other, "/help")
    await quick.finished()
    assert title(quick.message) == "What you can do here"
    assert pictures(waits.messages) == []
    await talk.done(waits)
    assert len(pictures(waits.messages)) == 1


async def test_a_pause_that_nobody_waits_for(talk: Talk) -> None:
    """What cannot be said in the group for minutes comes to the person, once."""
    await talk.painted()
    group = club(talk)
    talk.server.fail("send*", status=429, retry_after=600, times=None, chat=group)
    asked = await talk.say(talk.ann, group, ASK)
    assert asked.messages == []
    assert await talk.tokens() == 6
    await talk.deliver()
    assert len(pictures(asked.private)) == 1
    await talk.deliver()
    assert len(pictures(asked.private)) == 1
