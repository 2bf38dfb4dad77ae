"""Who decides for a chat, as Telegram says at the moment somebody wants something."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot

from bot.telegram.rights import is_administrator
from tests.fakes.telegram_server import Chat, TelegramServer, User
from tests.telegram.bots import bot_on, message_of, query_of


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(check_own_answers=True) as server:
        yield server
        server.assert_clean()


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_on(telegram) as made:
        yield made


@pytest.fixture(params=["group", "supergroup"])
def club(request: pytest.FixtureRequest, telegram: TelegramServer) -> Chat:
    made: Chat = getattr(telegram, request.param)("Brush Club", telegram.user("Ann"))
    return made


def ann_of(chat: Chat) -> User:
    return next(m.user for m in chat.members.values() if m.user.name == "Ann")


@pytest.mark.parametrize(
    ("role", "decides"),
    [("creator", True), ("administrator", True), ("member", False), ("left", False), ("kicked", False)],
)
async def test_a_rank_counts_as_it_is_now(
    telegram: TelegramServer, bot: Bot, club: Chat, role: str, decides: bool
) -> None:
    ann = ann_of(club)
    message = message_of(await telegram.say(ann, club, "/topic"), bot)
    assert not await is_administrator(bot, message)
    await telegram.role(club, ann, role)
    assert await is_administrator(bot, message) is decides, "the message is old, the rank is new"
    await telegram.role(club, ann, "member")
    assert not await is_administrator(bot, message)
    assert len(telegram.sent("getChatMember")) == 3


async def test_an_anonymous_administrator_is_one(telegram: TelegramServer, bot: Bot) -> None:
    ann = telegram.user("Ann")
    club = telegram.supergroup("Brush Club", ann)
    await telegram.role(club, ann, "administrator", anonymous=True)
    message = message_of(await telegram.say(ann, club, "/topic"), bot)
    assert message.sender_chat is not None
    assert message.sender_chat.id == club.id
    assert await is_administrator(bot, message)
    assert not telegram.sent("getChatMember"), "there is nobody to ask for"


async def test_a_channel_is_none_not_even_the_groups_own(telegram: TelegramServer, bot: Bot) -> None:
    club = telegram.supergroup("Brush Club", telegram.owner)
    paper = telegram.channel("Painted")
    spoken = await telegram.say(telegram.owner, club, "/topic", on_behalf_of=paper)
    assert not await is_administrator(bot, message_of(spoken, bot))
    await telegram.role(club, telegram.me, "administrator")
    passed_on = await telegram.forward_post(paper, club, "/topic")
    assert not await is_administrator(bot, message_of(passed_on, bot))
    assert not telegram.sent("getChatMember")


async def test_in_their_own_chat_and_channel_people_decide(telegram: TelegramServer, bot: Bot) -> None:
    ann = telegram.user("Ann")
    assert await is_administrator(bot, message_of(await telegram.say(ann, ann, "/topic"), bot))
    paper = telegram.channel("Painted")
    assert await is_administrator(bot, message_of(await telegram.say(telegram.owner, paper, "/topic"), bot))
    assert not telegram.sent("getChatMember")


async def test_a_button_counts_for_the_person_who_pressed_it(telegram: TelegramServer, bot: Bot) -> None:
    ann, bob = telegram.user("Ann"), telegram.user("Bob")
    club = telegram.supergroup("Brush Club", ann, bob)
    await telegram.role(club, ann, "administrator", anonymous=True)
    asked = await telegram.say(ann, club, "/topic")
    assert asked.said is not None
    for person, decides in ((ann, True), (bob, False)):
        pressed = query_of(await telegram.forged(person, asked.said, "x"), bot)
        assert await is_administrator(bot, pressed) is decides
    telegram.remove(asked.said)
    gone = query_of(await telegram.forged(ann, asked.said, "x"), bot)
    assert await is_administrator(bot, gone), "the chat is known where the message is gone"
    in_private = await telegram.say(ann, ann, "hello")
    assert in_private.said is not None
    assert await is_administrator(bot, query_of(await telegram.forged(ann, in_private.said, "x"), bot))
    in_private.said.inline_id = "somewhere"
    assert not await is_administrator(bot, query_of(await telegram.forged(ann, in_private.said, "x"), bot))


@pytest.mark.parametrize(
    "trouble", [{"status": 400, "description": "CHAT_ADMIN_REQUIRED"}, {"status": 502}, {"drop": True}, {"status": 429}]
)
async def test_no_answer_means_no(telegram: TelegramServer, bot: Bot, trouble: dict[str, Any]) -> None:
    club = telegram.supergroup("Brush Club", telegram.owner)
    message = message_of(await telegram.say(telegram.owner, club, "/topic"), bot)
    telegram.fail("getChatMember", **trouble)
    assert not await is_administrator(bot, message)
    assert await is_administrator(bot, message)
    await telegram.kick(club)
    assert not await is_administrator(bot, message), "thrown out, the bot can ask nothing"
