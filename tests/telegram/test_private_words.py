"""Words in one's own chat: told back with their price, painted when that is agreed to, refused kindly."""

from __future__ import annotations

import pytest

from core.clock import DAY
from tests.telegram.play import WORDS, Talk, showpiece, title, words


async def test_words_are_told_back_with_their_price_and_painted_when_agreed_to(talk: Talk) -> None:
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    assert offered.reactions == ["👀"]
    assert title(offered.message) == "Shall I paint that?"
    assert f"A paint scheme from your words: “{WORDS}”." in words(offered)
    assert "It costs 3 tokens; you have 12." in words(offered)
    assert offered.message.labels == ["Paint it (3 tokens)", "Not now"]
    assert await talk.tokens() == 12

    question = offered.message
    painted = await talk.press(talk.ann, question, "Paint it (3 tokens)")
    assert painted.answers, "the button would go on waiting"
    card = showpiece(painted)
    assert "Primary 46%" in card.caption
    assert {"Recipe", "Miniature", "Export", "Original PNG", "Send to a chat"} <= set(card.labels)
    assert question.deleted, "it cannot be answered any more"
    assert await talk.tokens() == 9
    assert talk.figures.counted == [("message", "done"), ("button", "done")]

    # also somebody who agreed to the price is asked: nobody said that these words were meant for painting
    more = await talk.say(talk.ann, talk.ann, "good morning")
    assert title(more.message) == "Shall I paint that?"
    assert await talk.tokens() == 9


async def test_pressed_twice_it_is_painted_and_paid_for_once(talk: Talk) -> None:
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    question = offered.message
    button = question.button("Paint it")["callback_data"]
    one = await talk.server.press(talk.ann, question, "Paint it")
    two = await talk.server.press(talk.ann, question, "Paint it")
    await talk.done(one)
    await talk.done(two)
    card = showpiece(one)
    assert two.answers
    assert await talk.tokens() == 9

    later = await talk.forged(talk.ann, question, button)  # from a phone that still showed it
    assert title(showpiece(later)) == title(card)
    assert await talk.tokens() == 9
    assert len(await talk.codes()) == 1


async def test_a_button_works_weeks_later_and_after_a_restart(talk: Talk) -> None:
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    await talk.restart()
    talk.clock.ahead += 20 * DAY
    talk.server.advance(20 * 86_400)
    painted = await talk.press(talk.ann, offered.message, "Paint it")
    assert showpiece(painted).caption
    assert await talk.tokens() == 9


async def test_no_is_an_answer(talk: Talk) -> None:
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    declined = await talk.press(talk.ann, offered.message, "Not now")
    assert declined.messages == []
    assert offered.message.words == "Left as it was\nNothing was taken."
    assert offered.message.labels == []
    assert await talk.tokens() == 12


async def test_without_enough_tokens_nothing_is_asked(talk: Talk) -> None:
    await talk.say(talk.ann, talk.ann, "/daily")
    await talk.spend_all(leave=2)
    refused = await talk.say(talk.ann, talk.ann, WORDS)
    assert title(refused.message) == "Not this time"
    assert "3 tokens" in words(refused)
    assert refused.message.labels == ["Balance", "Costs"]
    assert await talk.tokens() == 2

    # spent between the question and its answer
    await talk.give(1)
    question = (await talk.say(talk.ann, talk.ann, WORDS)).message
    await talk.spend_all()
    pressed = await talk.press(talk.ann, question, "Paint it")
    assert title(pressed.message) == "Not this time"
    assert await talk.codes() == []

    await talk.give(3)
    assert showpiece(await talk.press(talk.ann, question, "Paint it")).caption
    assert await talk.tokens() == 0


REFUSED = [
    ("<b>rust</b> dwarfs", "holds markup (“<b>”)"),
    ("rust " * 800, "characters and I read up to 1,000"),
    ("rust\x00dwarfs", "control characters"),
    ("\u202erust dwarfs", "control characters"),
    ("Ржавые гномы", "I read English descriptions so far"),
    ("錆びたドワーフ", "I read English descriptions so far"),
    ("?!", "There are no words in that description"),
    ("💀🎨", "There are no words in that description"),
    ("/", "There are no words in that description"),
]


async def test_words_that_cannot_be_painted_are_refused_kindly(talk: Talk) -> None:
    for said, told in REFUSED:
        refused = await talk.say(talk.ann, talk.ann, said)
        assert len(refused.messages) == 1, said
        assert told in words(refused)
        assert "othing was taken" in words(refused)
    assert await talk.tokens() == 12


@pytest.mark.parametrize("said", ["fucking rusty dwarfs", "Ultramarines of the Space Marines", "rust & brass > bone"])
async def test_what_others_should_not_read_is_in_no_title(talk: Talk, said: str) -> None:
    card = await talk.painted(words=said)
    for word in ("fuck", "ultramarine", "space marine"):
        assert word not in title(card).casefold()


async def test_words_come_from_somebody_elses_mouth(talk: Talk) -> None:
    """A forwarded description is one all the same: it is asked about, and nothing happens by itself."""
    offered = await talk.say(talk.ann, talk.ann, WORDS, forwarded_from=talk.bob)
    assert title(offered.message) == "Shall I paint that?"


async def test_two_descriptions_in_a_row_are_two_questions(talk: Talk) -> None:
    one = await talk.server.say(talk.ann, talk.ann, "rust dwarfs")
    two = await talk.server.say(talk.ann, talk.ann, "bone skeletons")
    await talk.done(one)
    await talk.done(two)
    first, second = two.chat.from_bot(talk.server.me) if two.chat else []
    assert "rust dwarfs" in first.words
    assert "bone skeletons" in second.words
    await talk.press(talk.ann, first, "Paint it")
    await talk.press(talk.ann, second, "Paint it")
    assert len(await talk.codes()) == 2
    assert await talk.tokens() == 6


async def test_nobody_can_press_the_button_of_somebody_else(talk: Talk) -> None:
    """A copied button is worth nothing: what hangs on it is its owner's."""
    question = (await talk.say(talk.ann, talk.ann, WORDS)).message
    theirs = await talk.say(talk.bob, talk.bob, "/balance")
    pressed = await talk.forged(talk.bob, theirs.message, question.button("Paint it")["callback_data"])
    assert title(pressed.message) == "Not this time"
    assert await talk.tokens(talk.bob) == 12
    assert await talk.tokens(talk.ann) == 12
    assert await talk.codes(talk.bob) == []
