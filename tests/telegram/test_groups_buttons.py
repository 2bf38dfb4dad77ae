"""Buttons under a scheme in a group: its owner's, whatever others press."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from bot import routes
from core.accounts.tables import person
from tests.fakes.telegram_server import Chat, Message
from tests.telegram.clubs import ASK, Gate, amounts_in, club, follow, pictures
from tests.telegram.play import Talk, code_of, words


async def scheme_in(talk: Talk, group: Chat) -> Message:
    """Ann's scheme, which she has asked for in the group. She has tokens left."""
    await talk.painted()
    await talk.give(12)
    asked = await talk.say(talk.ann, group, ASK)
    (scheme,) = pictures(asked.messages)
    return scheme


async def test_a_stranger_is_told_so_and_nothing_happens(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    before, tokens = len(scheme.history), await talk.tokens()
    for button in list(scheme.buttons()):
        pressed = await talk.press(talk.bob, scheme, str(button["callback_data"]))
        assert pressed.answer.alert, button
        assert "Only the one who asked" in pressed.answer.text
        assert (pressed.messages, pressed.private, pressed.edited) == ([], [], [])
    assert len(scheme.history) == before
    assert await talk.tokens() == tokens
    assert await talk.tokens(talk.bob) == 12


async def test_a_stranger_of_whom_the_bot_knows_nothing_else(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    await talk.painted(talk.bob)  # with schemes of his own
    pressed = await talk.press(talk.bob, scheme, "Again")
    assert pressed.answer.alert
    assert pressed.messages == []
    assert await talk.tokens(talk.bob) == 9


async def test_a_stranger_who_is_blocked_does_not_wait_for_ever(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    await talk.give(1, talk.bob)
    blocked = update(person).where(person.c.id == await talk.person(talk.bob)).values(status="blocked")
    await talk.core.db.write(lambda conn: conn.execute(blocked) and None)
    pressed = await talk.press(talk.bob, scheme, "Again")
    assert not pressed.answer.alert
    assert pictures(pressed.messages) == []


async def test_owner_and_stranger_at_the_same_moment(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    tokens = await talk.tokens()
    label = scheme.button("Again")["text"]
    mine, theirs = await asyncio.gather(
        talk.server.press(talk.ann, scheme, label), talk.server.press(talk.bob, scheme, label)
    )
    await talk.done(mine)
    await talk.done(theirs)
    assert theirs.answer.alert
    assert not mine.answer.alert
    assert len(pictures(mine.messages)) == 1
    assert await talk.tokens() == tokens - 2


async def test_again_is_answered_openly_and_paid_once(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    tokens, gate = await talk.tokens(), Gate(talk, monkeypatch)
    first = await talk.server.press(talk.ann, scheme, "Again")
    await gate.reached()
    second = await talk.server.press(talk.ann, scheme, "Again")  # impatient
    await second.finished(lambda it: it.answers)
    gate.open.set()
    await talk.done(first)
    await talk.done(second)
    (again,) = pictures(first.messages)
    assert again.reply_to is scheme
    assert code_of(again) != code_of(scheme)
    assert await talk.tokens() == tokens - 2
    assert first.private == []
    assert amounts_in(talk, group) == []


async def test_again_with_too_few_tokens_is_told_in_private(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    await talk.spend_all(leave=1)
    pressed = await talk.press(talk.ann, scheme, "Again")
    assert pressed.messages == []
    assert len(pressed.private) == 1
    assert amounts_in(talk, group) == []


async def test_an_easier_recipe_takes_the_place_of_the_card(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    rest = [m for m in group.from_bot(talk.server.me) if m.reply_to is scheme]
    sent = len(group.from_bot(talk.server.me))
    code, caption = code_of(scheme), scheme.caption
    pressed = await talk.press(talk.ann, scheme, "Easier")
    assert scheme in pressed.edited
    assert scheme.photo
    assert code_of(scheme) != code
    assert scheme.caption == caption or scheme.caption
    assert [m for m in group.from_bot(talk.server.me) if m.reply_to is scheme] == rest
    assert all(len(message.history) > 1 for message in rest)
    assert len(group.from_bot(talk.server.me)) == sent
    assert pressed.private == []
    assert amounts_in(talk, group) == []


async def test_a_thumb_changes_the_buttons_and_nothing_else(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    caption, labels = scheme.caption, scheme.labels
    code = code_of(scheme)
    pressed = await talk.press(talk.ann, scheme, routes.Thumb(code, "up"))
    assert scheme.caption == caption
    assert scheme.labels != labels
    assert (pressed.messages, pressed.private) == ([], [])
    await talk.press(talk.ann, scheme, routes.Thumb(code, "off"))
    assert scheme.labels == labels


async def test_what_is_asked_from_a_scheme(talk: Talk) -> None:
    """What others gain nothing from goes to its owner."""
    group = club(talk)
    scheme = await scheme_in(talk, group)
    code = code_of(scheme)
    recipe = await talk.press(talk.ann, scheme, routes.Recipe(code))
    assert recipe.messages == []
    assert recipe.private
    miniature = await talk.forged(talk.ann, scheme, routes.Miniature(code))
    assert len(pictures(miniature.messages)) == 1
    exports = await talk.forged(talk.ann, scheme, routes.Export(code, "gpl"))
    assert exports.messages == []
    (file,) = (m for m in exports.private if m.file is not None)
    assert file.file is not None
    assert (file.file.name or "").endswith(".gpl")
    original = await talk.forged(talk.ann, scheme, routes.Original(code))
    assert original.messages == []
    assert [m.file.kind for m in original.private if m.file is not None] == ["document"]
    starred = await talk.forged(talk.ann, scheme, routes.Star(code))
    assert starred.messages == []
    assert amounts_in(talk, group) == []


async def test_a_scheme_that_is_deleted_in_private_has_buttons_in_the_group(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    await talk.core.schemes.delete(await talk.person(), code_of(scheme))
    pressed = await talk.press(talk.ann, scheme, "Again")
    assert pressed.answer.alert
    assert pressed.messages == []
    assert "as long as the scheme is kept" in pressed.answer.text


@pytest.mark.parametrize("gone", [True, False])
async def test_buttons_on_old_messages(talk: Talk, gone: bool) -> None:
    """Telegram shows nothing of some; where they hang and whose they are is known all the same."""
    group = club(talk)
    scheme = await scheme_in(talk, group)
    code = code_of(scheme)
    if gone:
        talk.server.remove(scheme)
    else:
        talk.server.make_old(scheme, 60 * 60 * 24 * 400)
    stranger = await talk.forged(talk.bob, scheme, routes.Recipe(code))
    assert stranger.answer.alert
    assert stranger.messages == []
    recipe = await talk.forged(talk.ann, scheme, routes.Recipe(code))
    assert recipe.messages == []
    assert recipe.private
    again = await talk.forged(talk.ann, scheme, routes.Again(code, 2))
    assert len(pictures(again.messages)) == 1
    simpler = await talk.forged(talk.ann, scheme, routes.Retier(code, "fast"))
    assert len(pictures([*simpler.messages, *simpler.edited])) == 1
    assert amounts_in(talk, group) == []


async def test_an_answer_for_its_owner_alone_waits_behind_a_link_where_the_bot_is_blocked(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    await talk.server.block(talk.ann)
    pressed = await talk.press(talk.ann, scheme, routes.Exports(code_of(scheme)))
    pointer = pressed.messages[-1]
    assert pointer.reply_to is scheme
    await talk.server.unblock(talk.ann)
    behind = await follow(talk, talk.ann, pointer)
    assert behind.message.button(routes.encode(routes.Export(code_of(scheme), "gpl")))


async def test_a_button_of_another_time(talk: Talk) -> None:
    group = club(talk)
    scheme = await scheme_in(talk, group)
    pressed = await talk.forged(talk.ann, scheme, "0|xx|whatever")
    assert pressed.messages == []
    assert "from another time" in pressed.private[0].words


async def test_buttons_of_an_open_answer_are_for_whoever_presses_them(talk: Talk) -> None:
    """Help that was said openly has buttons that belong to nobody: the answer is for the one who presses."""
    group = club(talk)
    open_answer = (await talk.say(talk.ann, group, "/help")).message
    buttons = list(open_answer.buttons())
    assert buttons
    for button in buttons:
        pressed = await talk.press(talk.bob, open_answer, str(button["callback_data"]))
        assert not pressed.answer.alert
        assert "You have" not in words(pressed)
    assert [said for said in amounts_in(talk, group) if not said.startswith("What things cost")] == []


async def test_the_picture_is_uploaded_once_for_all_chats(talk: Talk) -> None:
    group, other = club(talk), club(talk)
    scheme = await scheme_in(talk, group)
    code = code_of(scheme)
    posted = await talk.say(talk.ann, other, f"/schemes show {code}")
    (shown,) = pictures(posted.private)
    assert shown.reused_file
    assert posted.messages == [], "what one keeps is one's own; inline mode sends it into a group"
