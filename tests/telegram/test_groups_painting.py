"""A scheme asked for in a group: the price between the bot and the person, the picture where it was asked for."""

from __future__ import annotations

import pytest

from tests.telegram.clubs import ASK, Gate, amounts_in, club, follow, forum, met, payload, pictures, said_in
from tests.telegram.play import Talk, code_of, title, words


async def test_somebody_who_never_wrote_to_the_bot(talk: Talk) -> None:
    group = club(talk)
    asked = await talk.say(talk.ann, group, ASK)
    (pointer,) = asked.messages
    assert pointer.reply_to is asked.said
    assert "I ask you, in our own chat" in pointer.words
    assert asked.private == []

    question = await follow(talk, talk.ann, pointer)
    assert title(question.message) == "Shall I paint that?"
    assert "It costs 3 tokens; you have 12." in words(question)
    assert await talk.tokens() == 12

    agreed = await talk.press(talk.ann, question.message, "Paint it (3 tokens)")
    (scheme,) = pictures(group.from_bot(talk.server.me))
    assert scheme.reply_to is asked.said
    assert await talk.tokens() == 9
    assert agreed.message is question.message
    assert title(agreed.message) == "It is where you asked for it"
    assert "3 tokens spent" in agreed.message.words
    assert agreed.message.labels == ["Go there"]
    assert str(agreed.message.button("Go there")["url"]).endswith(f"/{scheme.id}")
    assert pictures(agreed.messages) == []
    assert amounts_in(talk, group) == []
    assert await talk.codes() == [code_of(scheme)]


async def test_the_link_followed_twice_and_its_button_pressed_twice_is_one_scheme(talk: Talk) -> None:
    group = club(talk)
    (pointer,) = (await talk.say(talk.ann, group, ASK)).messages
    first, second = await follow(talk, talk.ann, pointer), await follow(talk, talk.ann, pointer)
    await talk.press(talk.ann, first.message, "Paint it")
    old = second.message.history[0]
    (button,) = (b["callback_data"] for row in old.keyboard for b in row if "Paint it" in b["text"])
    await talk.forged(talk.ann, second.message, button)
    assert len(await talk.codes()) == 1
    assert await talk.tokens() == 9


async def test_the_link_of_somebody_else_leads_nowhere(talk: Talk) -> None:
    group = club(talk)
    (pointer,) = (await talk.say(talk.ann, group, ASK)).messages
    strange = await follow(talk, talk.bob, pointer)
    assert title(strange.message) == "Not this time"
    assert not [label for label in strange.message.labels if "Paint it" in label]


async def test_somebody_who_has_started_is_asked_in_private_at_once(talk: Talk) -> None:
    group = club(talk)
    await met(talk, talk.ann)
    asked = await talk.say(talk.ann, group, ASK)
    assert asked.messages == []
    assert asked.reactions == ["👌"]
    (question,) = asked.private
    assert title(question) == "Shall I paint that?"
    await talk.press(talk.ann, question, "Paint it")
    (scheme,) = pictures(asked.messages)
    assert scheme.reply_to is asked.said
    assert amounts_in(talk, group) == []
    assert await talk.tokens() == 9


async def test_a_question_declined_in_private_leaves_the_group_alone(talk: Talk) -> None:
    group = club(talk)
    await met(talk, talk.ann)
    asked = await talk.say(talk.ann, group, ASK)
    await talk.press(talk.ann, asked.private[0], "Not now")
    assert said_in(talk, group) == []
    assert await talk.tokens() == 12


async def test_somebody_who_agreed_before_is_painted_for_at_once(talk: Talk) -> None:
    await talk.painted()
    group = club(talk)
    asked = await talk.say(talk.ann, group, ASK)
    (scheme,) = pictures(asked.messages)
    assert scheme.reply_to is asked.said
    assert asked.private == []
    assert asked.reactions == ["👀"]
    assert await talk.tokens() == 6
    assert amounts_in(talk, group) == []


async def test_the_same_command_delivered_again_is_one_scheme(talk: Talk) -> None:
    await talk.painted()
    group = club(talk)
    asked = await talk.say(talk.ann, group, ASK)
    await talk.done(await talk.server.redeliver(asked))
    assert len(pictures(group.from_bot(talk.server.me))) == 1
    assert await talk.tokens() == 6


async def test_without_words_the_question_is_asked_openly_and_answered_by_its_person(talk: Talk) -> None:
    await talk.painted()
    group = club(talk)
    asked = await talk.say(talk.ann, group, "/paintscheme")
    (question,) = asked.messages
    assert question.other_markup is not None
    assert question.other_markup["force_reply"]
    assert question.other_markup["selective"]
    assert question.reply_to is asked.said

    other = await talk.say(talk.bob, group, "purple robots", reply_to=question)
    assert other.messages == []
    assert other.private == []
    unrelated = await talk.say(talk.ann, group, "anybody up for a game on Friday?")
    assert unrelated.messages == []

    answered = await talk.say(talk.ann, group, "rusty dwarfs", reply_to=question)
    (scheme,) = pictures(answered.messages)
    assert scheme.reply_to is answered.said
    assert amounts_in(talk, group) == []


async def test_the_answer_of_somebody_new_is_asked_about_in_private_too(talk: Talk) -> None:
    group = club(talk)
    (question,) = (await talk.say(talk.ann, group, "/paintscheme")).messages
    answered = await talk.say(talk.ann, group, "rusty dwarfs", reply_to=question)
    asked = await follow(talk, talk.ann, answered.message)
    await talk.press(talk.ann, asked.message, "Paint it")
    (scheme,) = pictures(group.from_bot(talk.server.me))
    assert scheme.reply_to is answered.said


async def test_what_was_asked_in_the_group_is_known_after_a_restart(talk: Talk) -> None:
    group = club(talk)
    (question,) = (await talk.say(talk.ann, group, "/paintscheme")).messages
    await talk.restart()
    answered = await talk.say(talk.ann, group, "rusty dwarfs", reply_to=question)
    asked = await follow(talk, talk.ann, answered.message)
    await talk.restart()
    await talk.press(talk.ann, asked.message, "Paint it")
    (scheme,) = pictures(group.from_bot(talk.server.me))
    assert scheme.reply_to is answered.said


async def test_one_who_waits_for_a_scheme_holds_up_nobody_in_the_group(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.painted()
    gate = Gate(talk, monkeypatch)
    group = club(talk)
    waits = await talk.server.say(talk.ann, group, ASK)
    await gate.reached()
    helped = await talk.server.say(talk.bob, group, "/help")
    await helped.finished()
    assert not pictures(waits.messages)
    gate.open.set()
    await talk.done(waits)
    assert len(pictures(waits.messages)) == 1


async def test_a_photo_that_is_answered_gives_its_colours(talk: Talk) -> None:
    await talk.painted()
    await talk.give(12)
    group = club(talk)
    shown = await talk.photo(talk.bob, group)
    assert shown.messages == []
    asked = await talk.say(talk.ann, group, "/paintscheme", reply_to=shown.said)
    # a scheme from a photo has a price of its own to agree to
    if not pictures(asked.messages):
        await talk.press(talk.ann, asked.private[0], "Paint it")
    assert len(pictures(group.from_bot(talk.server.me))) == 1


async def test_the_group_became_a_supergroup_between_question_and_agreement(talk: Talk) -> None:
    group = talk.server.group("Brush Club", talk.ann, talk.bob)
    for n in range(4):
        await talk.say(talk.bob, group, f"chatter {n}")
    (pointer,) = (await talk.say(talk.ann, group, ASK)).messages
    question = await follow(talk, talk.ann, pointer)
    new, moved = await talk.server.migrate(group)
    await talk.done(moved)
    for n in range(9):  # what has the number of the command there is something else
        await talk.say(talk.bob, new, f"more chatter {n}")
    await talk.press(talk.ann, question.message, "Paint it")
    (scheme,) = pictures(new.from_bot(talk.server.me))
    assert scheme.reply_to is None
    assert await talk.tokens() == 9


async def test_the_group_became_a_supergroup_while_it_was_painted(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await talk.painted()
    gate = Gate(talk, monkeypatch)
    group = talk.server.group("Brush Club", talk.ann, talk.bob)
    asked = await talk.server.say(talk.ann, group, ASK)
    await gate.reached()
    new, moved = await talk.server.migrate(group)
    for n in range(3):
        await talk.server.say(talk.bob, new, f"chatter {n}")
    gate.open.set()
    await talk.done(moved)
    await talk.done(asked)
    (scheme,) = pictures(new.from_bot(talk.server.me))
    assert scheme.reply_to is None
    assert len(await talk.codes()) == 2


async def test_a_question_waits_in_the_supergroup_that_a_group_became(talk: Talk) -> None:
    await talk.painted()
    group = talk.server.group("Brush Club", talk.ann, talk.bob)
    new, moved = await talk.server.migrate(group)
    del moved
    group.migrated_to = None  # the command came just before
    asked = await talk.server.say(talk.ann, group, "/paintscheme")
    group.migrated_to = new
    await talk.done(asked)
    (question,) = new.from_bot(talk.server.me)
    answered = await talk.say(talk.ann, new, "rusty dwarfs", reply_to=question)
    assert len(pictures(answered.messages)) == 1


# --- topics ---


async def test_in_a_topic_everything_stays_in_it(talk: Talk) -> None:
    await talk.painted()
    group, painting, _chatter = forum(talk)
    asked = await talk.say(talk.ann, group, ASK, thread=painting)
    (scheme,) = pictures(asked.messages)
    assert {message.thread for message in asked.messages} == {painting}
    again = await talk.press(talk.ann, scheme, "Again")
    assert {message.thread for message in again.messages} == {painting}
    assert len(pictures(again.messages)) == 1


async def test_agreed_to_in_private_it_comes_into_the_topic(talk: Talk) -> None:
    group, painting, _chatter = forum(talk)
    asked = await talk.say(talk.ann, group, ASK, thread=painting)
    assert [message.thread for message in asked.messages] == [painting]
    question = await follow(talk, talk.ann, asked.message)
    await talk.press(talk.ann, question.message, "Paint it")
    (scheme,) = pictures(asked.messages)
    assert scheme.thread == painting
    assert scheme.reply_to is asked.said


@pytest.mark.parametrize("how", ["closed", "deleted"])
async def test_a_topic_that_takes_nothing_any_more(talk: Talk, how: str) -> None:
    """The scheme is paid for: it comes to its owner, who is not left waiting for it in the group."""
    group, painting, _chatter = forum(talk)
    asked = await talk.say(talk.ann, group, ASK, thread=painting)
    question = await follow(talk, talk.ann, asked.message)
    if how == "closed":
        group.closed_topics.add(painting)
    else:
        del group.topics[painting]
    agreed = await talk.press(talk.ann, question.message, "Paint it")
    (scheme,) = pictures(agreed.messages)
    assert pictures(asked.messages) == []
    assert "could not write where you asked" in words(agreed)
    assert code_of(scheme) in await talk.codes()
    assert await talk.tokens() == 9


async def test_a_command_in_a_closed_topic_is_answered_in_private(talk: Talk) -> None:
    await talk.painted()
    group, painting, _chatter = forum(talk)
    group.closed_topics.add(painting)
    asked = await talk.say(talk.ann, group, ASK, thread=painting)
    assert len(pictures(asked.private)) == 1
    assert asked.messages == []


async def test_a_topic_set_apart_for_painters(talk: Talk) -> None:
    await talk.painted()
    group, painting, chatter = forum(talk)
    await talk.server.role(group, talk.bob, "administrator")
    refused = await talk.say(talk.ann, group, "/topic", thread=painting)
    assert title(refused.message) == "That is for administrators"
    done = await talk.say(talk.bob, group, "/topic", thread=painting)
    assert title(done.message) == "Painters are answered here"
    assert done.message.thread == painting

    elsewhere = await talk.say(talk.ann, group, ASK, thread=chatter)
    assert pictures(elsewhere.messages) == []
    assert elsewhere.message.thread == chatter
    assert elsewhere.message.button("Go there")["url"].endswith(f"/{painting}")
    general = await talk.say(talk.ann, group, ASK)
    assert general.message.button("Go there")
    assert await talk.tokens() == 9
    there = await talk.say(talk.ann, group, ASK, thread=painting)
    assert len(pictures(there.messages)) == 1

    await talk.say(talk.bob, group, "/topic off", thread=chatter)
    anywhere = await talk.say(talk.ann, group, ASK, thread=chatter)
    assert len(pictures(anywhere.messages)) == 1


async def test_who_may_set_a_topic_apart(talk: Talk) -> None:
    group, painting, _chatter = forum(talk)
    channel = talk.server.channel("Painted")

    creator = await talk.say(talk.server.owner, group, "/topic", thread=painting)
    assert title(creator.message) == "Painters are answered here"
    for_nobody = await talk.say(talk.ann, group, "/topic off", thread=painting, on_behalf_of=channel)
    assert title(for_nobody.message) == "That is for administrators"
    await talk.server.role(group, talk.bob, "administrator", anonymous=True)
    anonymous = await talk.say(talk.bob, group, "/topic off", thread=painting)
    assert title(anonymous.message) == "Painters are answered wherever they ask"
    await talk.server.role(group, talk.bob, "member")
    demoted = await talk.say(talk.bob, group, "/topic", thread=painting)
    assert title(demoted.message) == "That is for administrators"


# --- when something is in the way ---


async def test_a_group_that_takes_no_photos_gets_words(talk: Talk) -> None:
    await talk.painted()
    group = club(talk)
    talk.server.fail(
        "sendPhoto", status=400, description="not enough rights to send photos to the chat", times=None, chat=group
    )
    asked = await talk.say(talk.ann, group, ASK)
    (scheme,) = (message for message in asked.messages if message.labels)
    assert not scheme.photo
    assert code_of(scheme) in await talk.codes()
    assert amounts_in(talk, group) == []
    assert asked.private == []


async def test_a_group_in_which_the_bot_may_not_write(talk: Talk) -> None:
    await talk.painted()
    group = club(talk)
    await talk.server.role(group, talk.server.me, "restricted")
    asked = await talk.say(talk.ann, group, ASK)
    assert asked.messages == []
    (scheme,) = pictures(asked.private)
    assert any("could not write where you asked" in message.words for message in asked.private)
    assert code_of(scheme) in await talk.codes()


async def test_thrown_out_while_it_was_painting(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await talk.painted()
    gate = Gate(talk, monkeypatch)
    group = club(talk)
    asked = await talk.server.say(talk.ann, group, ASK)
    await gate.reached()
    await talk.server.kick(group)
    gate.open.set()
    await talk.done(asked)
    (scheme,) = pictures(asked.private)
    assert any("could not write where you asked" in message.words for message in asked.private)
    assert code_of(scheme) == (await talk.codes())[0]
    assert await talk.tokens() == 6


async def test_a_chat_that_is_gone_while_it_was_painting(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await talk.painted()
    gate = Gate(talk, monkeypatch)
    group = club(talk)
    asked = await talk.server.say(talk.ann, group, ASK)
    await gate.reached()
    group.deleted = True
    gate.open.set()
    await talk.done(asked)
    assert len(pictures(asked.private)) == 1


async def test_blocked_while_it_was_painting_and_taken_back(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be told to somebody who has blocked the bot; what they paid for waits for them."""
    question = await talk.say(talk.ann, talk.ann, "rusty dwarfs")
    gate = Gate(talk, monkeypatch)
    pressed = await talk.server.press(talk.ann, question.message, "Paint it")
    await gate.reached()
    await talk.server.block(talk.ann)
    gate.open.set()
    await talk.done(pressed)
    assert pictures(pressed.messages) == []
    assert await talk.tokens() == 9
    await talk.deliver()
    await talk.server.unblock(talk.ann)
    back = await talk.say(talk.ann, talk.ann, "/help")
    assert (await talk.codes())[0] in "\n".join(
        [m.words for m in back.messages] + [b["callback_data"] for m in back.messages for b in m.buttons()]
    )


async def test_in_a_group_the_blocked_bot_asks_to_be_let_in_again(talk: Talk) -> None:
    group = club(talk)
    await met(talk, talk.ann)
    await talk.server.block(talk.ann)
    asked = await talk.say(talk.ann, group, ASK)
    (pointer,) = asked.messages
    assert payload(pointer)
    assert amounts_in(talk, group) == []
