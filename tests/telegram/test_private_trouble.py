"""What goes wrong between the bot and Telegram, and what people notice of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot import routes
from core.errors import Unavailable
from core.generation.embedded import EmbeddedEngine
from core.intake import service as intake
from core.persistence.database import Database
from tests.telegram.play import WORDS, Talk, code_of, showpiece, title, words


def away(monkeypatch: pytest.MonkeyPatch, name: str, fits: Callable[[Any], bool], times: int = 1) -> list[Any]:
    """A database that is away for some reads or writes; what it did not do."""
    real = getattr(Database, name)
    lost: list[Any] = []

    async def tried(self: Database, fn: Any, /, *args: Any, **more: Any) -> Any:
        if len(lost) < times and fits(fn):
            lost.append(fn)
            raise Unavailable("The database is away.")
        return await real(self, fn, *args, **more)

    monkeypatch.setattr(Database, name, tried)
    return lost


# --- refusals of Telegram's ---


async def test_markup_that_telegram_cannot_read_is_sent_as_plain_words(talk: Talk) -> None:
    talk.server.fail("sendMessage", status=400, description="can't parse entities: Unsupported start tag")
    answer = await talk.say(talk.ann, talk.ann, "/balance")
    assert answer.message.text.startswith("You have 12 tokens\n\nBought 0 tokens")
    assert answer.message.entities == []
    assert "Claim today’s tokens" in answer.message.labels

    talk.server.fail("sendPhoto", status=400, description="can't parse entities: Can't find end tag")
    card = await talk.painted()
    assert "Primary 46%" in card.caption
    assert "<b>" not in card.caption


async def test_a_message_that_is_gone_is_followed_by_a_new_one(talk: Talk) -> None:
    card = await talk.painted()
    panel = (await talk.press(talk.ann, card, "Lock colours")).message
    talk.server.fail("editMessageText", status=400, description="message to edit not found")
    pressed = await talk.press(talk.ann, panel, "Lock primary")
    assert pressed.message is not panel
    assert "Locked: Primary." in pressed.message.text

    # too old for Telegram to say what it was
    talk.server.remove(panel)
    later = await talk.forged(talk.ann, panel, routes.Locks(code_of(card)))
    assert "Which colours stay?" in words(later)

    talk.server.fail("editMessageMedia", status=400, description="message can't be edited")
    easier = await talk.press(talk.ann, card, "Easier")
    assert showpiece(easier) is not card


async def test_buttons_of_another_time_say_so(talk: Talk) -> None:
    card = await talk.painted()
    for data in ("0|sc|7KQ2M4XR", "1|zz|1", "1", "x" * 64, "1|sc|a|b|c|d", "1|pd|no-such-draft|3"):
        pressed = await talk.forged(talk.ann, card, data)
        assert pressed.answers
        assert len(pressed.messages) == 1
        assert title(pressed.message) in ("That button is from another time", "Not this time")
    assert await talk.tokens() == 9


async def test_a_button_that_is_answered_too_late_works_all_the_same(talk: Talk) -> None:
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    talk.server.callback_lives = -1.0
    pressed = await talk.server.press(talk.ann, offered.message, "Paint it")
    await talk.done(pressed)
    assert pressed.answers == []
    assert showpiece(pressed).caption


async def test_what_somebody_changes_later_is_left_alone(talk: Talk) -> None:
    offered = await talk.say(talk.ann, talk.ann, "/daily")
    assert offered.said is not None
    changed = await talk.done(await talk.server.edited(talk.ann, offered.said, "/paintscheme rust dwarfs"))
    assert changed.updates == []
    assert changed.messages == []


async def test_no_pictures_wanted_or_possible(talk: Talk) -> None:
    talk.server.fail("sendPhoto", status=400, description="IMAGE_PROCESS_FAILED")
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    painted = await talk.press(talk.ann, offered.message, "Paint it")
    card = next(m for m in painted.messages if m.keyboard)
    assert "Primary 46%" in card.text
    assert "Recipe" in card.labels
    assert await talk.tokens() == 9


# --- connections ---


@pytest.mark.parametrize(
    "fault",
    [{"status": 500, "times": 2}, {"status": 502, "times": 1}, {"drop": True, "times": 2}],
    ids=["500 twice", "502", "cut twice"],
)
async def test_faults_that_pass_are_not_noticed(talk: Talk, fault: dict[str, Any]) -> None:
    talk.server.fail("sendMessage", **fault)
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    assert len(offered.messages) == 1
    talk.server.fail("sendPhoto", **fault)
    talk.server.fail("answerCallbackQuery", **fault)
    talk.server.fail("deleteMessage", **fault)
    painted = await talk.press(talk.ann, offered.message, "Paint it")
    assert showpiece(painted).caption
    assert await talk.tokens() == 9


async def test_a_scheme_that_could_not_be_sent_is_kept_and_told_later(talk: Talk) -> None:
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    fault = talk.server.fail("send*", status=500, times=None)
    pressed = await talk.press(talk.ann, offered.message, "Paint it")
    assert not [m for m in pressed.messages if m.photo]
    assert await talk.tokens() == 9
    assert len(await talk.codes()) == 1

    fault.times = 0
    since = talk.server.handle("what waits", talk.ann, talk.server.private_of(talk.ann))
    assert await talk.deliver() >= 1
    assert showpiece(since).caption
    assert await talk.tokens() == 9


async def test_somebody_who_blocked_the_bot_finds_the_scheme_when_they_come_back(talk: Talk) -> None:
    question = (await talk.say(talk.ann, talk.ann, WORDS)).message
    button = question.button("Paint it")["callback_data"]
    talk.ann.blocked = True  # between the press and its answer
    await talk.forged(talk.ann, question, button)
    assert await talk.tokens() == 9
    code = (await talk.codes())[0]
    await talk.deliver()

    await talk.done(await talk.server.unblock(talk.ann))
    back = await talk.say(talk.ann, talk.ann, "/balance")
    assert "You have 9 tokens" in words(back)
    assert code in words(back) or code in str([b for m in back.messages for b in m.buttons()])
    assert talk.figures.counted[1] == ("button", "lost")
    again = await talk.say(talk.ann, talk.ann, "/balance")
    assert len(again.messages) == 1, "it is told once"


async def test_one_chat_that_must_wait_holds_up_no_other(talk: Talk) -> None:
    talk.server.fail("sendMessage", status=429, retry_after=2, chat=talk.ann)
    hers = await talk.server.say(talk.ann, talk.ann, "/balance")
    await talk.server.until(lambda: talk.server.refused("sendMessage"))
    his = await talk.server.say(talk.bob, talk.bob, "/balance")
    await his.finished()
    assert hers.messages == []
    await talk.done(hers)
    assert "You have 12 tokens" in words(hers)


# --- our own side ---


async def test_without_its_picture_a_scheme_is_told_in_words(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_more: Any) -> bytes:
        raise RuntimeError("no ink")

    monkeypatch.setattr("bot.swatches.sheet.draw_sheet", broken)
    talk.expect("no ink")
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    painted = await talk.press(talk.ann, offered.message, "Paint it")
    card = next(m for m in painted.messages if m.keyboard)
    assert card.photo is None
    assert "Primary 46% · Verdigris teal #62A89E" in card.text
    assert "no ink" not in words(painted)
    assert "Recipe" in card.labels
    assert await talk.tokens() == 9


async def test_a_fault_of_ours_is_an_apology_with_a_number(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_more: Any) -> Any:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("core.pricing.service.price_of", broken)
    talk.expect("secret of the house")
    answer = await talk.say(talk.ann, talk.ann, WORDS)
    assert title(answer.message) == "⚠️ That did not work"
    assert "name incident" in words(answer)
    assert "secret" not in words(answer)


async def test_an_update_waits_for_a_database_that_is_away(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(_seconds: float) -> None:
        await asyncio.sleep(0)

    assert talk.surface._poller is not None
    monkeypatch.setattr(talk.surface._poller, "_sleep", at_once)
    lost = away(monkeypatch, "write", lambda fn: fn is intake.take, times=2)
    offered = await talk.say(talk.ann, talk.ann, WORDS)
    assert len(lost) == 2
    assert len(offered.messages) == 1
    assert title(offered.message) == "Shall I paint that?"


async def test_a_screen_without_its_database_says_so(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await talk.say(talk.ann, talk.ann, "/start")
    lost = away(monkeypatch, "read", lambda fn: fn.__name__ == "price_of")
    refused = await talk.say(talk.ann, talk.ann, WORDS)
    assert lost
    assert words(refused) == "Not this time\nThe database is away."
    assert title((await talk.say(talk.ann, talk.ann, WORDS)).message) == "Shall I paint that?"


async def test_slow_work_is_seen_and_told(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SEEN_AFTER_S", "TOLD_AFTER_S"):
        monkeypatch.setattr(f"bot.telegram.progress.{name}", 0.0)
    gate = asyncio.Event()
    propose = EmbeddedEngine.propose

    async def slow(self: EmbeddedEngine, brief: Any) -> Any:
        await gate.wait()
        return await propose(self, brief)

    monkeypatch.setattr(EmbeddedEngine, "propose", slow)
    question = (await talk.say(talk.ann, talk.ann, WORDS)).message
    pressed = await talk.server.press(talk.ann, question, "Paint it")
    await talk.server.until(lambda: "⏳" in question.words and "upload_photo" in pressed.actions)
    gate.set()
    await talk.done(pressed)
    assert question.deleted
    assert showpiece(pressed).caption
    assert not [m for m in pressed.messages if "⏳" in m.words]


async def test_a_process_that_ends_in_the_middle_leaves_the_rest_to_the_next(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.intake.LAST_WORDS_S", 0.0)
    gate = asyncio.Event()
    propose = EmbeddedEngine.propose

    async def slow(self: EmbeddedEngine, brief: Any) -> Any:
        await gate.wait()
        return await propose(self, brief)

    monkeypatch.setattr(EmbeddedEngine, "propose", slow)
    question = (await talk.say(talk.ann, talk.ann, WORDS)).message
    pressed = await talk.server.press(talk.ann, question, "Paint it")
    await pressed.delivered()
    assert talk.surface._intake is not None
    stopping = asyncio.create_task(talk.surface._intake.close(0.0))
    await stopping
    gate.set()
    await talk.restart()
    await talk.done(pressed)
    assert showpiece(pressed).caption
    assert await talk.tokens() == 9
    assert len(await talk.codes()) == 1
