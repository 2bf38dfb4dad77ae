"""What lives on: through a restart, through an answer that does not arrive, through a process about to end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot import routes
from core.generation.embedded import EmbeddedEngine
from tests.discord.play import WORDS, House, code_in, labels, sent, showpiece, title

CALLBACK = "/interactions/*/*/callback"
ORIGINAL = "/webhooks/*/*/messages/@original"
FOLLOW = "/webhooks/*/simcord_interaction_*"


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Something that happens while colours are chosen."""
    real = EmbeddedEngine.propose

    async def propose(self: EmbeddedEngine, brief: Any) -> Any:
        done = act()
        if asyncio.iscoroutine(done):
            await done
        return await real(self, brief)

    monkeypatch.setattr(EmbeddedEngine, "propose", propose)


# --- a restart ------------------------------------------------------------------------------------------------------


async def test_buttons_menus_and_forms_of_before_a_restart_answer_after_it(house: House):
    card = await house.painted()
    question = (await house.slash("schemes delete", scheme=code_in(card))).message
    locks = (await house.sim.click(house.ann, card, label="Lock colours")).message
    form = await house.slash("paintscheme")
    naming = await house.press(routes.AskName(code_in(card)))
    await house.restart()

    starred = await house.sim.click(house.ann, card, label="Favourite")
    assert "Kept among your favourites" in starred.message.text()
    (menu,) = locks.selects()
    await house.sim.select(house.ann, locks, menu["custom_id"], menu["options"][0]["value"])
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    assert [role.value for role in stored.locks] == ["primary"]
    named = await house.sim.submit(house.ann, naming, {"words": "Tidewrack"})
    assert title(named.message) == "Tidewrack"
    painted = await house.sim.submit(house.ann, form, {"words": "imps"})
    assert showpiece(painted)
    gone = await house.sim.click(house.ann, question, label="Delete")
    assert "is gone" in gone.message.text()
    refused = await house.sim.click(house.bob, card, label="Favourite")
    assert title(refused.message) == "That is somebody else’s"


async def test_a_question_of_before_a_restart_is_painted_once(house: House):
    asked = await house.slash("paintscheme", description=WORDS)
    await house.restart()
    done = await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)")
    assert showpiece(done)
    assert await house.tokens() == 9


async def test_commands_are_registered_only_when_they_changed(house: House, monkeypatch):
    def registrations() -> int:
        return sum(r.method == "PUT" and r.path.endswith("/commands") for r in house.sim.requests)

    assert registrations() == 1
    await house.restart()
    assert registrations() == 1
    changed = house.client.tree.get_command("about")
    monkeypatch.setattr(changed, "description", "Something else")
    await house.restart()
    assert registrations() == 2
    assert "</balance:" not in (await house.slash("costs")).message.text().replace("</balance:1", "")


async def test_texts_name_commands_so_that_they_can_be_pressed(house: House):
    await house.spend_all()
    await house.slash("daily")
    done = await house.slash("daily")
    assert "</" in done.message.text() or "<t:" in done.message.text()
    assert house.client.writer._mentions["schemes recent"] > 0


# --- too late -------------------------------------------------------------------------------------------------------


async def test_what_is_too_old_is_dropped(house: House):
    message = (await house.slash("paintscheme", description=WORDS)).message
    form = await house.slash("paintscheme")
    house.clock.ahead = 2_600
    before = len(sent(house.sim))
    assert not (await house.slash("paintscheme", description=WORDS)).acknowledged
    house.clock.ahead = 4_600
    assert not (await house.slash("paintscheme")).acknowledged
    house.clock.ahead = 3_000
    assert not (await house.sim.click(house.ann, message, label="Paint it (3 tokens)")).acknowledged
    house.clock.ahead = 14 * 60_000
    assert not (await house.sim.submit(house.ann, form, {"words": "imps"})).acknowledged
    assert len(sent(house.sim)) == before
    assert await house.codes() == []
    assert house.figures.counted.count(("paintscheme", "late")) == 1
    assert house.figures.counted.count(("modal", "late")) == 2
    assert house.figures.counted.count(("button", "late")) == 1
    house.clock.ahead = 2_000
    assert (await house.slash("balance")).acknowledged


async def test_a_clock_that_runs_ahead_does_not_make_the_bot_deaf(house: House, caplog: pytest.LogCaptureFixture):
    house.clock.ahead = 7_000
    assert [(await house.slash("balance")).acknowledged for _ in range(4)] == [False, False, True, True]
    (warned,) = [record for record in caplog.records if "clock" in record.message]
    assert warned.by_s == 7.0


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060), (500, 0), (403, 50001)])
async def test_an_interaction_that_cannot_be_acknowledged_does_nothing(house: House, status, code):
    await house.agree()
    house.sim.fail("POST", CALLBACK, status=status, code=code)
    await house.slash("paintscheme", description="imps")
    assert len(await house.codes()) == 1
    assert await house.tokens() == 9
    assert ("paintscheme", "late") in house.figures.counted
    assert house.sim.errors == []


# --- an answer that does not arrive ---------------------------------------------------------------------------------


def installed_by_the_server(payload: dict[str, Any]) -> None:
    if "guild_id" in payload:
        payload["authorizing_integration_owners"] = {"0": payload["guild_id"]}


async def test_an_expired_answer_goes_into_the_channel_where_the_bot_may_speak(house: House):
    await house.agree()
    house.sim.fail("PATCH", ORIGINAL, status=404, code=10015)
    with house.sim.changed(installed_by_the_server):
        await house.slash("paintscheme", description="imps")
    card = house.in_channel()[-1]
    assert card.images()
    assert "Painted for Ann" in card.text()
    assert await house.tokens() == 6
    assert await house.deliver() == 0
    assert await house.outbox() == []


@pytest.mark.parametrize("rights", ["server without rights", "person"])
async def test_an_expired_answer_waits_and_the_outbox_brings_it(house: House, rights):
    await house.agree()
    house.sim.fail("PATCH", ORIGINAL, status=404, code=10015)
    if rights == "person":
        await house.slash("paintscheme", description="imps")
    else:
        with house.sim.changed(lambda p: (installed_by_the_server(p), p.update(app_permissions="0"))):
            await house.slash("paintscheme", description="imps")
    assert ("paintscheme", "lost") in house.figures.counted
    code = (await house.codes())[0]
    assert await house.tokens() == 6
    assert code in (await house.slash("schemes recent")).message.text()
    assert await house.outbox() == []  # not owed yet
    assert await house.deliver() == 1
    (brought,) = house.sim.history(house.sim.dm(house.ann))
    assert brought.images()
    assert f"{code} was finished after an interruption" in brought.text()
    assert await house.outbox() == [("scheme_ready", "delivered")]
    assert await house.deliver() == 0
    assert await house.tokens() == 6
    house.clock.ahead = 0
    starred = await house.sim.click(house.ann, brought, label="Favourite")
    assert title(starred.message) == "Kept among your favourites"


@pytest.mark.parametrize("code", [10062, 10015, 50027])
async def test_a_follow_up_that_expired_is_not_lost(house: House, code):
    asked = await house.slash("paintscheme", description=WORDS)
    house.sim.fail("POST", FOLLOW, status=401 if code == 50027 else 404, code=code)
    await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)")
    assert await house.tokens() == 9
    assert len(await house.codes()) == 1
    assert await house.deliver() == 1


REFUSED = [(404, 10008), (413, 40005), (400, 50035), (500, 0)]


@pytest.mark.parametrize(("status", "code"), REFUSED)
async def test_an_answer_for_all_that_is_refused_comes_in_words(house: House, status, code):
    await house.agree()
    house.sim.fail("PATCH", ORIGINAL, status=status, code=code)
    done = await house.slash("paintscheme", description="imps")
    (words,) = house.in_channel()[1:]
    assert not words.images()
    assert "Paint scheme in" in words.text()  # what the picture would have shown
    assert "tokens" not in words.text()
    assert "Post it here" not in labels(words)
    assert [m.text() for m in done.messages if m.ephemeral] == ["3 tokens spent.\nYou have 6 tokens."]
    assert await house.tokens() == 6
    assert await house.deliver() == 0


@pytest.mark.parametrize(("status", "code"), REFUSED)
async def test_a_price_question_that_is_refused_stays_private(house: House, status, code):
    for method, path in (("PATCH", ORIGINAL), ("POST", FOLLOW)):
        house.sim.fail(method, path, status=status, code=code)
        done = await house.slash("paintscheme", description=WORDS)
        assert house.in_channel() == []
        assert done.message.ephemeral
        assert labels(done.message) == ["Paint it (3 tokens)", "Not now"]


@pytest.mark.parametrize(("status", "code"), REFUSED)
async def test_a_painted_question_whose_card_is_refused_comes_in_words(house: House, status, code):
    question = (await house.slash("paintscheme", description=WORDS)).message
    house.sim.fail("POST", FOLLOW, status=status, code=code)
    done = await house.sim.click(house.ann, question, label="Paint it (3 tokens)")
    (words,) = house.in_channel()
    assert "Paint scheme in" in words.text()
    assert "tokens" not in words.text()
    assert question.id not in [m.id for m in house.sim.history(house.club, house.ann)]
    assert done.acknowledged
    assert await house.deliver() == 0


@pytest.mark.parametrize(("status", "code"), [(404, 10008), (500, 0), (404, 10015)])
async def test_what_cannot_be_taken_back_does_not_make_a_second_answer(house: House, status, code):
    house.sim.fail("DELETE", ORIGINAL, status=status, code=code)
    asked = await house.slash("paintscheme", description=WORDS)
    assert [m.ephemeral for m in asked.messages if labels(m)] == [True]
    house.sim.fail("DELETE", ORIGINAL, status=status, code=code)
    question = next(m for m in asked.messages if labels(m))
    done = await house.sim.click(house.ann, question, label="Paint it (3 tokens)")
    assert len([m for m in house.in_channel() if m.images()]) == 1
    assert len([m for m in done.messages if m.text().startswith("3 tokens spent.")]) == 1


async def test_a_message_deleted_while_it_was_painted_is_survived(house: House, monkeypatch):
    await house.agree()

    async def moderate() -> None:
        (placeholder,) = [m for m in house.in_channel() if not m.images()]
        house.sim.env.backend.delete_message(house.club.id, placeholder.id)

    meanwhile(monkeypatch, moderate)
    done = await house.slash("paintscheme", description="imps")
    assert done.acknowledged
    assert any("**Code**" in m.text() for m in done.messages)
    assert await house.tokens() == 6
    assert house.sim.errors == []


async def test_somebody_who_leaves_meanwhile_keeps_their_scheme(house: House, monkeypatch):
    await house.agree()
    guild = next(iter(house.ann.members))
    meanwhile(monkeypatch, lambda: house.sim.env.backend.guilds[guild].members.pop(house.ann.id, None))
    await house.slash("paintscheme", description="imps")
    assert len(await house.codes()) == 2
    assert await house.tokens() == 6
    assert house.sim.errors == []


async def test_nothing_gets_through_and_nothing_is_lost(house: House):
    await house.agree()
    for method, path in (("PATCH", ORIGINAL), ("POST", FOLLOW), ("POST", "/channels/*/messages")):
        house.sim.fail(method, path, status=500, times=None)
    await house.slash("paintscheme", description="imps")
    assert ("paintscheme", "lost") in house.figures.counted
    assert await house.deliver() == 0
    assert await house.outbox() == [("scheme_ready", "waiting")]
    house.sim.env.backend.faults.clear()
    assert await house.deliver() == 1
    assert await house.tokens() == 6


async def test_closed_direct_messages_make_a_notice_that_is_shown_once(house: House):
    await house.agree()
    house.sim.fail("PATCH", ORIGINAL, status=404, code=10015)
    await house.slash("paintscheme", description="imps")
    house.sim.fail("POST", "/channels/*/messages", status=403, code=50007)
    assert await house.deliver() == 0
    assert await house.outbox() == [("scheme_ready", "notice")]
    house.clock.ahead = 0
    done = await house.slash("balance")
    balance, notice = done.messages
    assert title(balance).startswith("You have")
    assert title(notice) == "A scheme waits for you"
    assert notice.ephemeral
    shown = await house.sim.click(house.ann, notice, label="Show it")
    assert code_in(showpiece(shown)) == (await house.codes())[0]
    assert [title(m) for m in (await house.slash("balance")).messages] == [title(balance)]
    assert await house.outbox() == [("scheme_ready", "shown")]


async def test_a_notice_that_does_not_arrive_is_told_the_next_time(house: House):
    await house.agree()
    house.sim.fail("PATCH", ORIGINAL, status=404, code=10015)
    await house.slash("paintscheme", description="imps")
    house.sim.fail("POST", "/channels/*/messages", status=403, code=50007)
    await house.deliver()
    house.clock.ahead = 0
    house.sim.fail("POST", FOLLOW, status=404, code=10015)
    assert len((await house.slash("balance")).messages) == 1
    assert len((await house.slash("balance")).messages) == 2


async def test_a_scheme_deleted_before_it_was_brought_is_told_in_words(house: House):
    await house.agree()
    house.sim.fail("PATCH", ORIGINAL, status=404, code=10015)
    await house.slash("paintscheme", description="imps")
    await house.core.schemes.delete(await house.person(), (await house.codes())[0])
    assert await house.deliver() == 1
    (brought,) = house.sim.history(house.sim.dm(house.ann))
    assert not brought.images()


# --- faults of ours -------------------------------------------------------------------------------------------------


async def test_without_its_picture_a_scheme_still_has_its_words(house: House, monkeypatch):
    def broken(*_args: Any, **_more: Any) -> bytes:
        raise OSError("no font")

    monkeypatch.setattr("bot.swatches.sheet.draw_sheet", broken)
    asked = await house.slash("paintscheme", description=WORDS)
    done = await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)")
    (card,) = house.in_channel()
    assert not card.images()
    assert "Paint scheme in 6 colours" in card.text()
    assert "no font" not in card.text()
    assert await house.tokens() == 9
    assert await house.deliver() == 0
    assert done.acknowledged


async def test_a_fault_is_an_apology_in_private_and_costs_nothing(house: House, monkeypatch):
    await house.agree()
    seen = len(house.in_channel())

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(house.core.desk._worker, "_compose", broken)
    done = await house.slash("paintscheme", description="imps")
    assert done.message.ephemeral
    assert title(done.message) == "That did not work"
    assert "secret detail" not in done.message.text()
    assert len(house.in_channel()) == seen
    assert await house.tokens() == 9
    assert ("paintscheme", "failed") in house.figures.counted


async def test_a_screen_that_breaks_is_an_apology_too(house: House, monkeypatch):
    async def broken(*_args: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(house.client, "person", broken)
    done = await house.slash("balance")
    assert title(done.message) == "That did not work"
    assert "incident" in done.message.text()
    assert "secret detail" not in done.message.text()


async def test_a_command_that_we_no_longer_have_says_so(house: House):
    house.client.tree.remove_command("about")
    done = await house.slash("about")
    assert done.message.ephemeral
    assert title(done.message) == "That button is from another time"
    assert len(house.sim.errors) == 1  # the tree's own, taken by its handler


# --- how far it is --------------------------------------------------------------------------------------------------


async def test_it_is_told_how_far_the_work_is(house: House, monkeypatch):
    await house.agree()
    monkeypatch.setattr("bot.discord.reply.PROGRESS_EVERY", 0.0)

    async def until_told() -> None:
        for _ in range(10_000):
            if "Choosing colours" in str(sent(house.sim)[-1]):
                return
            await asyncio.sleep(0)

    meanwhile(monkeypatch, until_told)
    done = await house.slash("paintscheme", description="imps")
    told = [str(one) for one in sent(house.sim)]
    assert any("Choosing colours" in one for one in told)
    card = showpiece(done)
    assert "Choosing colours" not in card.text()
    assert house.in_channel()[-1].id == card.id


async def test_a_private_question_does_not_become_a_progress_bar_for_all(house: House, monkeypatch):
    monkeypatch.setattr("bot.discord.reply.PROGRESS_EVERY", 0.0)
    asked = await house.slash("paintscheme", description=WORDS)

    async def until_told() -> None:
        for _ in range(10_000):
            if "Choosing colours" in str(sent(house.sim)[-1]):
                break
            await asyncio.sleep(0)
        assert house.in_channel() == []

    meanwhile(monkeypatch, until_told)
    done = await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)")
    assert [m.id for m in house.in_channel()] == [showpiece(done).id]


# --- the end --------------------------------------------------------------------------------------------------------


async def test_somebody_who_comes_as_the_process_ends_gets_a_word(house: House):
    message = (await house.slash("paintscheme", description=WORDS)).message
    form = await house.slash("paintscheme")
    surface = house.surface()
    await surface.stop_intake()
    for done in (
        await house.slash("paintscheme", description=WORDS),
        await house.slash("paintscheme"),
        await house.slash("balance"),
        await house.sim.submit(house.ann, form, {"words": "imps"}),
        await house.sim.click(house.ann, message, label="Paint it (3 tokens)"),
    ):
        assert done.modal is None
        assert title(done.messages[-1]) == "Back in a minute"
        assert done.messages[-1].ephemeral
    assert await house.codes() == []
    assert await house.tokens() == 12
    house.client.closing = False
    assert showpiece(await house.sim.click(house.ann, message, label="Paint it (3 tokens)"))


async def test_the_desk_that_closes_says_so_and_charges_nothing(house: House):
    await house.agree()
    await house.core.desk.close(0)
    done = await house.slash("paintscheme", description="imps")
    assert "restart" in done.message.text()
    assert await house.tokens() == 9
