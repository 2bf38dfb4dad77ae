"""`/usage` on both databases: what the card says, where its buttons lead, and that it is its owner's alone."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import update

from bot import routes
from bot.card import Tone, Visibility
from bot.screens import usage as screen
from core.clock import DAY
from core.ledger.service import Source
from core.paintschemes.tables import paintscheme
from core.services import Services
from core.usage import service as usages
from tests.fakes.engines import FailingEngine
from tests.integration.test_surfaces_screens import Clock, Guest, buttons, guest_of, said


def values(card) -> dict[str, str]:
    return {one.label: str(one.value) for one in card.fields}


async def test_a_month_is_told_in_words_and_drawn(core: Services, guest: Guest):
    wallet = await core.ledger.ensure_wallet(owner_id=guest.person_id)
    await core.ledger.grant(wallet_id=wallet, amount=1_500, source=Source.PAID, key="p", order_id="o")
    for faction in ("orc raiders", "orc raiders", "frost tribe"):
        await guest.scheme(faction=faction)
    found = await core.usages.of(guest.person_id, "month")
    card = await guest.say("/usage")
    assert (card.title, card.visibility, card.tone) == ("Your last 30 days", Visibility.OWNER, Tone.ANSWER)
    assert not card.harmless
    assert str(card.lines[0]) == "3 requests answered, for 9 tokens."
    told = values(card)
    assert told["A paint scheme"] == "3 times, 9 tokens"
    assert (told["Earned, free"], told["Bought"]) == ("12 tokens", "1,500 tokens")
    assert (told["Spent"], told["Expired"]) == ("9 tokens", "0 tokens")
    assert told["Painted most"] == "Orc raiders (2), Frost tribe (1)"
    shown = [(one.label, str(one.value), one.hex) for one in card.fields if one.hex]
    wanted = [
        (*screen.COLOURS[family], f"in {n} scheme" + "s" * (n > 1)) for family, n in found.colours[: screen.NAMED]
    ]
    assert shown == [(name, value, hex_) for name, hex_, value in wanted]
    assert card.picture is not None
    assert "Tokens earned: 12." in card.picture.alt
    assert "Tokens bought: 1,500." in card.picture.alt
    assert "Schemes painted: 3." in card.picture.alt
    image = Image.open(BytesIO(card.picture.draw()))
    assert (image.format, image.width) == ("PNG", 1200)
    assert card.footnote == ""


async def test_buttons_lead_through_the_periods_and_to_the_history(core: Services, clock: Clock, guest: Guest):
    await guest.scheme()
    clock.now += 10 * DAY
    card = await guest.say("/usage month")
    assert [b.caption for b in buttons(card)] == ["Week", "All time", "History", "Balance"]
    week = await guest.press(card, "Week")
    assert week.title == "Your last 7 days"
    everything = await guest.press(week, "All time")
    assert everything.title == "All you did here"
    assert values(everything)["A paint scheme"] == "1 time, 3 tokens"
    assert everything.picture is not None
    assert (await guest.press(everything, "Month")).title == "Your last 30 days"
    assert (await guest.press(card, "History")).title == "History"
    assert {b.route for b in buttons(week)} >= {routes.Usage("month"), routes.Usage("all")}


async def test_who_was_not_here_is_told_so_kindly(core: Services, clock: Clock, guest: Guest):
    await guest.scheme()
    clock.now += 100 * DAY
    card = await guest.say("/usage week")
    assert card.tone is Tone.ANSWER
    assert card.picture is None
    assert card.fields == ()
    assert "Nothing was painted here" in said(card)
    assert "/daily" in said(card)
    assert [b.caption for b in buttons(card)] == ["Month", "All time", "Paint something"]
    assert (await guest.press(card, "All time")).picture is not None


async def test_who_is_new_has_tokens_and_nothing_painted(guest: Guest):
    card = await guest.say("/usage all")
    assert "Nothing was painted or named in that time." in said(card)
    assert values(card)["Earned, free"] == "12 tokens"
    assert "Painted most" not in values(card)
    assert card.picture is not None
    assert card.picture.draw().startswith(b"\x89PNG")


async def test_presents_refunds_and_what_failed_have_their_lines(core: Services, guest: Guest, monkeypatch):
    wallet = await core.ledger.ensure_wallet(owner_id=guest.person_id)
    await core.ledger.grant(wallet_id=wallet, amount=100, source=Source.PAID, key="p", order_id="o1")
    await core.ledger.grant(wallet_id=wallet, amount=7, source=Source.GIFT, key="g")
    await core.ledger.claw_back(order_id="o1", amount=100, wallet_id=wallet, key="c")
    await guest.scheme()
    with monkeypatch.context() as here:
        here.setattr(core.desk._worker, "engine", FailingEngine(RuntimeError()))
        assert (await guest.scheme()).tone is Tone.FAULT
    told = values(await guest.say("/usage week"))
    assert told["A paint scheme"] == "1 time, 3 tokens; 1 stopped or failed for nothing"
    assert told["From others"] == "7 tokens"
    assert told["Taken back after a refund"] == "100 tokens"


async def test_it_says_when_not_everything_was_looked_at(core: Services, guest: Guest, monkeypatch):
    monkeypatch.setattr(usages, "OPENED", 1)
    await guest.scheme()
    await guest.scheme()
    await core.db.write(lambda conn: conn.execute(update(paintscheme).values(colours=None)))
    found = await core.usages.of(guest.person_id, "week")
    assert (found.looked_at, found.schemes) == (1, 2)
    assert "1 of 2 schemes" in str((await guest.say("/usage week")).footnote)


@pytest.mark.parametrize("words", ["wek", "year", "all of it", "week week", "\u202e", "x" * 300])
async def test_other_words_are_refused_with_those_it_knows(guest: Guest, words: str):
    card = await guest.say(f"/usage {words}")
    assert card.tone is Tone.REFUSAL
    assert any(period in said(card) for period in ("week", "month", "all"))


async def test_nobody_sees_anothers(core: Services, clock: Clock, guest: Guest):
    await guest.scheme()
    other = await guest_of(core, clock, "other")
    assert "A paint scheme" not in values(await other.say("/usage all"))
