"""What the bot hears in a group, what it leaves alone, and what it says to nobody but the person."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.accounts.service import known_person
from core.accounts.tables import person
from tests.fakes.telegram_server import Chat, Handle, User
from tests.telegram.clubs import ASK, amounts_in, club, follow, met, payload, pictures, said_in
from tests.telegram.play import Talk, code_of, title, words


async def is_known(talk: Talk, user: User) -> bool:
    return await talk.core.db.read(known_person, "telegram", str(user.id)) is not None


async def shut_out(talk: Talk, user: User) -> None:
    """The operator blocks somebody."""
    blocked = update(person).where(person.c.id == await talk.person(user)).values(status="blocked")
    await talk.core.db.write(lambda conn: conn.execute(blocked) and None)


# --- what is for others ---


OTHERS = (
    "who is bringing the terrain on Friday?",
    "I love teal and brass",
    "@wetpalette_bot hello",
    "not a command: /paintscheme",
    "/paintscheme@other_bot rusty dwarfs",
    "/help@other_bot",
    "/startgame",
    "/roll 2d6",
)


async def test_what_is_for_others_is_left_alone(talk: Talk) -> None:
    group = club(talk)
    for text in OTHERS:
        heard = await talk.say(talk.ann, group, text)
        assert (heard.messages, heard.private, heard.reactions) == ([], [], []), text
    assert not await is_known(talk, talk.ann)


async def test_the_same_where_the_bot_hears_everything(talk: Talk) -> None:
    """An administrator hears all that is said, which changes nothing about whom it is said to."""
    group = club(talk)
    await talk.server.role(group, talk.server.me, "administrator")
    for text in ("who is bringing the terrain?", "/help@other_bot", "/roll 2d6"):
        heard = await talk.say(talk.ann, group, text)
        assert heard.updates
        assert heard.messages == []
        assert heard.reactions == []
    photo = await talk.photo(talk.ann, group, caption="my new army")
    sticker = await talk.done(await talk.server.sticker(talk.ann, group))
    voice = await talk.done(await talk.server.voice(talk.ann, group))
    file = await talk.done(await talk.server.document(talk.ann, group, b"%PDF-1.7", "list.pdf"))
    for handle in (photo, sticker, voice, file):
        assert handle.updates
        assert (handle.messages, handle.private, handle.reactions) == ([], [], [])


async def test_somebody_blocked_is_told_so_only_when_they_want_something(talk: Talk) -> None:
    group = club(talk)
    await met(talk, talk.ann, talk.bob)
    await talk.server.role(group, talk.server.me, "administrator")
    theirs = await talk.say(talk.bob, group, "who is bringing the terrain?")
    await shut_out(talk, talk.ann)
    for answered in (None, theirs.said):
        heard = await talk.say(talk.ann, group, "I am", reply_to=answered)
        assert heard.updates
        assert (heard.messages, heard.private) == ([], [])
    asked = await talk.say(talk.ann, group, ASK)
    assert len(asked.private) == 1


async def test_two_bots_in_one_group(talk: Talk) -> None:
    group = club(talk)
    for text in ("/help@wetpalette_bot", "/help"):
        assert (await talk.say(talk.ann, group, text)).messages, text
    for text in ("/help@palette_bot", "/paintscheme@WETPALETTE_BOT2 teal"):
        assert not (await talk.say(talk.ann, group, text)).messages, text
    shouted = await talk.say(talk.ann, group, "/HELP@WetPalette_Bot")
    assert shouted.messages


async def test_a_command_there_is_not(talk: Talk) -> None:
    group = club(talk)
    meant = await talk.say(talk.ann, group, "/paintsheme@wetpalette_bot teal")
    assert "/paintscheme" in words(meant)
    assert (await talk.say(talk.ann, group, "/paintsheme teal")).messages == []


async def test_a_forwarded_command_does_nothing(talk: Talk) -> None:
    await talk.painted()
    group = club(talk)
    passed_on = await talk.say(talk.ann, group, ASK, forwarded_from=talk.bob)
    assert passed_on.messages == []
    assert await talk.tokens() == 9


async def test_a_message_that_is_changed_into_a_command_does_nothing(talk: Talk) -> None:
    group = club(talk)
    heard = await talk.say(talk.ann, group, "/help@other_bot")
    assert heard.said is not None
    changed = await talk.done(await talk.server.edited(talk.ann, heard.said, "/help"))
    assert changed.messages == []


# --- answers to the bot ---


async def in_group(talk: Talk, group: Chat) -> Handle:
    """Ann's scheme in a group."""
    await talk.painted()
    asked = await talk.say(talk.ann, group, ASK)
    assert len(pictures(asked.messages)) == 1
    return asked


async def test_an_answer_to_ones_own_scheme_changes_it_openly(talk: Talk) -> None:
    group = club(talk)
    (scheme,) = pictures((await in_group(talk, group)).messages)
    changed = await talk.say(talk.ann, group, "darker ground", reply_to=scheme)
    (other,) = pictures(changed.messages)
    assert code_of(other) != code_of(scheme)
    assert await talk.tokens() == 6
    assert amounts_in(talk, group) == []


async def test_what_others_say_below_a_scheme_is_between_people(talk: Talk) -> None:
    group = club(talk)
    (scheme,) = pictures((await in_group(talk, group)).messages)
    for text in ("wow, nice!", "darker ground"):
        heard = await talk.say(talk.bob, group, text, reply_to=scheme)
        assert heard.updates
        assert (heard.messages, heard.private, heard.reactions) == ([], [], [])
    assert not await is_known(talk, talk.bob)


# --- what is nobody else's business ---

PRIVATE = ("/balance", "/daily", "/history", "/usage", "/likes", "/paints shelf", "/schemes", "/paints shelf paste")


async def test_private_commands_of_somebody_who_has_started(talk: Talk) -> None:
    group = club(talk)
    await met(talk, talk.ann)
    for text in PRIVATE:
        asked = await talk.say(talk.ann, group, text)
        assert asked.messages == [], text
        assert len(asked.private) == 1, text
        assert asked.reactions == ["👌"], text


async def test_private_commands_of_somebody_who_has_not(talk: Talk) -> None:
    """The group gets a link, and behind it waits what was asked for."""
    for text in PRIVATE:
        user = talk.server.user("Cid")
        group = club(talk, user)
        asked = await talk.say(user, group, text)
        (pointer,) = asked.messages
        assert "for your eyes alone" in pointer.words
        assert amounts_in(talk, group) == []
        behind = await follow(talk, user, pointer)
        alone = await talk.say(user, user, text)
        assert title(behind.message) == title(alone.message), text


async def test_what_no_link_leads_to_is_asked_once_more(talk: Talk) -> None:
    for text in ("/paints match #2F6F6B", "/paints shade #2F6F6B", "/likes add #112233"):
        user = talk.server.user("Cid")
        group = club(talk, user)
        asked = await talk.say(user, group, text)
        assert "then ask me again" in asked.message.words, text
        hello = await follow(talk, user, asked.message)
        assert title(hello.message) == "Wetpalette: paint schemes for miniatures"
        again = await talk.say(user, group, text)
        assert again.messages == []
        assert len(again.private) == 1


async def test_a_daily_claim_by_the_link_is_the_claim(talk: Talk) -> None:
    group = club(talk)
    asked = await talk.say(talk.ann, group, "/daily")
    before = await talk.tokens()
    await follow(talk, talk.ann, asked.message)
    assert await talk.tokens() == before, "claimed when it was asked for, and once"
    assert before > 12


async def test_what_is_harmless_is_said_openly_where_there_is_no_other_way(talk: Talk) -> None:
    group = club(talk)
    await met(talk, talk.bob)
    for text in ("/help", "/about", "/costs"):
        asked = await talk.say(talk.ann, group, text)
        assert len(asked.messages) == 1, text
        assert "You have" not in words(asked)
        assert "for your eyes alone" not in words(asked), text
        alone = await talk.say(talk.bob, group, text)
        assert alone.messages == []
        assert [title(message) for message in alone.private] == [title(asked.messages[0])]


async def test_too_few_tokens_is_said_to_nobody_else(talk: Talk) -> None:
    await talk.painted()
    await talk.spend_all(leave=1)
    group = club(talk)
    asked = await talk.say(talk.ann, group, ASK)
    assert asked.messages == []
    assert "1" in asked.private[0].words
    await talk.server.block(talk.ann)
    asked = await talk.say(talk.ann, group, ASK)
    assert payload(asked.message)
    await talk.spend_all(talk.bob)
    new = await talk.say(talk.bob, group, ASK)
    assert payload(new.message)
    assert amounts_in(talk, group) == []
    assert not any("claim" in said or "token" in said.replace("Prices, balances", "") for said in said_in(talk, group))


@pytest.mark.parametrize("text", ["/paintscheme --brand Nonsuch teal", "/paintscheme " + "teal " * 300])
async def test_a_bad_brief(talk: Talk, text: str) -> None:
    group = club(talk)
    asked = await talk.say(talk.ann, group, text)
    (message,) = asked.messages
    assert title(message) == "Not this time"
    assert message.reply_to is asked.said
    await met(talk, talk.bob)
    alone = await talk.say(talk.bob, group, text)
    assert alone.messages == []
    assert title(alone.private[0]) == "Not this time"
    assert amounts_in(talk, group) == []


async def test_a_question_that_was_moved_into_private_is_answered_there(talk: Talk) -> None:
    first = await talk.painted()
    group = club(talk)
    asked = await talk.say(talk.ann, group, f"/schemes rename {code_of(first)}")
    assert asked.messages == []
    renamed = await talk.say(talk.ann, talk.ann, "The Drowned")
    assert "The Drowned" in words(renamed)


# --- those whom nobody sees ---


async def test_an_anonymous_administrator_is_nobody(talk: Talk) -> None:
    group = club(talk)
    await talk.server.role(group, talk.ann, "administrator", anonymous=True)
    asked = await talk.say(talk.ann, group, ASK)
    assert title(asked.message) == "I cannot see who you are"
    assert asked.reactions == []
    assert asked.private == []


async def test_a_channel_that_speaks_in_a_group_is_nobody(talk: Talk) -> None:
    group = club(talk)
    channel = talk.server.channel("Painted")
    asked = await talk.say(talk.ann, group, "/balance", on_behalf_of=channel)
    assert title(asked.message) == "I cannot see who you are"
    told = await talk.say(talk.ann, group, "just words", on_behalf_of=channel)
    assert told.messages == []


async def test_a_post_of_the_channel_that_the_group_belongs_to(talk: Talk) -> None:
    group = club(talk)
    channel = talk.server.channel("Painted")
    await talk.server.role(group, talk.server.me, "administrator")
    for text in ("A new army!", ASK):
        post = await talk.done(await talk.server.forward_post(channel, group, text))
        assert post.updates
        assert post.messages == []


async def test_posts_of_a_channel(talk: Talk) -> None:
    channel = talk.server.channel("Painted")
    assert (await talk.say(talk.server.owner, channel, "A new army!")).messages == []
    asked = await talk.say(talk.server.owner, channel, ASK)
    assert [title(message) for message in asked.messages] == ["I cannot see who you are"]
    for text in ("/help@other_bot", "/roll"):
        assert (await talk.say(talk.server.owner, channel, text)).messages == []


# --- coming and going ---


async def test_the_first_word_in_a_group_is_said_once(talk: Talk) -> None:
    group = talk.server.supergroup("Brush Club", talk.ann, talk.bob)
    del group.members[talk.server.me.id]
    added = await talk.done(await talk.server.role(group, talk.server.me, "member", by=talk.ann))
    (hello,) = group.from_bot(talk.server.me)
    assert title(hello) == "Hello, painters"
    assert "@wetpalette_bot" in hello.words
    await talk.done(await talk.server.redeliver(added))
    for role in ("administrator", "restricted", "member"):
        await talk.done(await talk.server.role(group, talk.server.me, role))
    assert len(group.from_bot(talk.server.me)) == 1
    for role in ("kicked", "left"):
        await talk.done(await talk.server.role(group, talk.server.me, role))
    assert len(group.from_bot(talk.server.me)) == 1


async def test_into_a_channel_it_comes_without_a_word(talk: Talk) -> None:
    channel = talk.server.channel("Painted", bot="left")
    await talk.done(await talk.server.role(channel, talk.server.me, "administrator"))
    assert channel.from_bot(talk.server.me) == []


async def test_a_group_in_which_it_may_not_say_hello(talk: Talk) -> None:
    group = talk.server.supergroup("Brush Club", talk.ann)
    del group.members[talk.server.me.id]
    await talk.done(await talk.server.role(group, talk.server.me, "restricted"))
    assert group.from_bot(talk.server.me) == []
    assert (await talk.say(talk.bob, talk.bob, "/help")).messages


async def test_start_in_a_group(talk: Talk) -> None:
    """The button that adds a bot to a group sends it; what it answers is no balance."""
    group = club(talk)
    asked = await talk.say(talk.ann, group, "/start@wetpalette_bot hello")
    assert payload(asked.message)
    assert amounts_in(talk, group) == []
    first = await follow(talk, talk.ann, asked.message)
    assert title(first.message) == "Wetpalette: paint schemes for miniatures"
    again = await talk.say(talk.ann, group, "/start@wetpalette_bot")
    assert again.messages == []
    assert title(again.private[0]) == "Wetpalette: paint schemes for miniatures"
