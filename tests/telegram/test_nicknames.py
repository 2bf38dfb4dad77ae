"""Names on Telegram: asked for in groups, paid for in private, chosen by the one who asked."""

from __future__ import annotations

from bot import routes
from core.collection.values import Model
from tests.fakes.telegram_server import Message
from tests.telegram.clubs import amounts_in, club, follow, forum, met, payload
from tests.telegram.play import Talk, title, words

ASK = "/nickname captain of the drowned --tradition sea --trait brave"


async def model_of(talk: Talk, text: str = "lich on dragon") -> Model:
    return (await talk.core.collection.add(await talk.person(), text)).models[0]


async def bought(talk: Talk) -> None:
    """Ann has agreed to the price once."""
    question = await talk.say(talk.ann, talk.ann, "/nickname an old knight")
    await talk.press(talk.ann, question.message, "Suggest names")


def offered(message: Message) -> list[routes.ChooseName]:
    """The names that can be chosen under a message."""
    found = [routes.decode(str(b["callback_data"])) for b in message.buttons() if "callback_data" in b]
    return [one for one in found if isinstance(one, routes.ChooseName)]


async def test_in_ones_own_chat_from_the_question_to_a_name(talk: Talk) -> None:
    model = await model_of(talk)
    asked = await talk.say(talk.ann, talk.ann, "/nickname --for lich --tone silly")
    names = asked.message
    assert title(names) == "Names for Lich on dragon?"
    assert "It costs 1 token; you have 12." in words(asked)
    await talk.press(talk.ann, names, "Suggest names (1 token)")
    assert title(names) == "Names for Lich on dragon"  # the question became the answer
    assert len(offered(names)) == 6
    assert await talk.tokens() == 11
    label = next(b["text"] for b in names.buttons())

    sillier = await talk.press(talk.ann, names, "Sillier (1 token)")
    assert len(offered(sillier.message)) == 6
    assert sillier.message is not names  # what was paid for stays
    assert len(offered(names)) == 6
    assert await talk.tokens() == 10

    taken = await talk.press(talk.ann, names, str(label))
    assert "bears that name" in words(taken)
    assert (await talk.core.collection.model(await talk.person(), model.code)).nickname == title(taken.message) == label
    assert ("nickname", "done") in talk.figures.counted


async def test_more_like_one_of_them(talk: Talk) -> None:
    await bought(talk)
    names = (await talk.say(talk.ann, talk.ann, ASK)).message
    question = (await talk.press(talk.ann, names, "More like one of them")).message
    assert question is not names
    assert title(question) == "More like which one?"
    await talk.press(talk.ann, question, str(question.labels[2]))
    assert title(question).startswith("Names for ")
    assert len(offered(question)) == len(offered(names)) == 6
    assert await talk.tokens() == 9


async def test_the_question_is_answered_after_a_restart(talk: Talk) -> None:
    await bought(talk)
    asked = await talk.say(talk.ann, talk.ann, "/nickname")
    assert title(asked.message) == "What should get a name?"
    assert asked.message.other_markup is not None
    assert asked.message.other_markup["force_reply"]
    await talk.restart()
    named = await talk.say(talk.ann, talk.ann, "a grim old baron --tradition gothic")
    assert title(named.message) == "Names for a grim old baron"
    assert await talk.tokens() == 10


async def test_in_a_group_by_somebody_who_never_wrote_to_the_bot(talk: Talk) -> None:
    group = club(talk)
    asked = await talk.say(talk.ann, group, ASK)
    (pointer,) = asked.messages
    assert "They come here then." in pointer.words
    question = await follow(talk, talk.ann, pointer)
    assert title(question.message) == "Names for captain of the drowned?"
    agreed = await talk.press(talk.ann, question.message, "Suggest names")
    (named,) = (m for m in group.from_bot(talk.server.me) if m is not pointer)
    assert named.reply_to is asked.said
    assert len(offered(named)) == 6
    assert title(agreed.message) == "It is where you asked for it"
    assert "1 token spent" in agreed.message.words
    assert amounts_in(talk, group) == []
    assert await talk.tokens() == 11

    again = await follow(talk, talk.ann, pointer)
    await talk.press(talk.ann, again.message, "Suggest names")
    assert await talk.tokens() == 11  # the same question is one request


async def test_the_link_of_somebody_else_leads_nowhere(talk: Talk) -> None:
    group = club(talk)
    (pointer,) = (await talk.say(talk.ann, group, ASK)).messages
    assert payload(pointer)
    strange = await follow(talk, talk.bob, pointer)
    assert title(strange.message) == "Not this time"


async def test_somebody_who_has_agreed_is_answered_in_the_group_at_once(talk: Talk) -> None:
    await bought(talk)
    group = club(talk)
    asked = await talk.say(talk.ann, group, ASK)
    (named,) = asked.messages
    assert named.reply_to is asked.said
    assert len(offered(named)) == 6
    assert amounts_in(talk, group) == []
    more = await talk.press(talk.ann, named, "Different")
    assert len(offered(more.messages[-1])) == 6
    assert more.messages[-1] is not named
    assert amounts_in(talk, group) == []
    assert await talk.tokens() == 9
    await talk.done(await talk.server.redeliver(asked))
    assert await talk.tokens() == 9


async def test_a_stranger_cannot_press_what_names_offer(talk: Talk) -> None:
    await bought(talk)
    group = club(talk)
    (named,) = (await talk.say(talk.ann, group, ASK)).messages
    had = await talk.tokens(talk.bob)
    for button in list(named.buttons()):
        if isinstance(routes.decode(str(button["callback_data"])), routes.NameHistory):
            continue  # everybody has their own
        pressed = await talk.press(talk.bob, named, str(button["callback_data"]))
        assert pressed.answer.alert, button
        assert "/nickname" in str(pressed.answer.text)
        assert pressed.messages == []
    assert await talk.tokens(talk.bob) == had
    assert await talk.tokens() == 10


async def test_models_are_not_listed_where_others_read(talk: Talk) -> None:
    await model_of(talk)
    await bought(talk)
    group = club(talk)
    (question,) = (await talk.say(talk.ann, group, "/nickname")).messages
    assert "Lich" not in question.words
    assert question.labels == []
    answered = await talk.say(talk.ann, group, "a drowned admiral", reply_to=question)
    assert len(offered(answered.message)) == 6
    own = await talk.say(talk.ann, talk.ann, "/nickname")
    assert any("Lich on dragon" in label for message in own.messages for label in message.labels), own.story()


async def test_what_was_chosen_in_a_group_is_said_in_private(talk: Talk) -> None:
    await met(talk, talk.ann)
    await bought(talk)
    group = club(talk)
    (named,) = (await talk.say(talk.ann, group, ASK)).messages
    chosen = await talk.press(talk.ann, named, offered(named)[0])
    assert chosen.messages == []
    (said,) = chosen.private
    assert "That is the one" in said.words
    history = await talk.say(talk.ann, talk.ann, "/nickname history")
    assert title(said) in words(history)


async def test_a_topic_set_apart_is_for_names_too(talk: Talk) -> None:
    await bought(talk)
    group, painting, chatter = forum(talk)
    await talk.server.role(group, talk.bob, "administrator")
    await talk.say(talk.bob, group, "/topic", thread=painting)
    elsewhere = await talk.say(talk.ann, group, ASK, thread=chatter)
    assert elsewhere.message.button("Go there")
    assert await talk.tokens() == 11
    there = await talk.say(talk.ann, group, ASK, thread=painting)
    assert len(offered(there.message)) == 6
