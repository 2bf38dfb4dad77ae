"""What a person did here, on both databases: counted from what was really asked, posted and painted."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.clock import DAY, utc_day
from core.colour.families import families
from core.ledger.service import Source
from core.paintschemes.scheme import Role
from core.paintschemes.tables import paintscheme
from core.pricing.service import claim_daily
from core.services import Services
from core.usage import service as usages
from core.usage.service import since_of
from tests.integration.test_surfaces_screens import Clock, Guest, code_of, guest_of


async def test_nothing_was_done_yet(core: Services, clock: Clock, guest: Guest):
    found = await core.usages.of(guest.person_id, "all")
    assert (found.requests, found.schemes, found.bought, found.spent, found.factions) == ((), 0, 0, 0, ())
    assert found.earned == await guest.available()  # the welcome
    assert (await core.usages.of("nobody", "week")).days == ()


@pytest.mark.parametrize("searched", [True, False])
async def test_what_was_painted_is_counted(core: Services, guest: Guest, searched: bool):
    """Whether what a scheme holds stands beside it or has to be opened, it is the same."""
    codes = [code_of(await guest.scheme(faction=faction)) for faction in ("orc raiders", "orc raiders", "frost tribe")]
    if not searched:
        await core.db.write(lambda conn: conn.execute(update(paintscheme).values(colours=None)))
    found = await core.usages.of(guest.person_id, "week")
    assert found.factions == (("orc raiders", 2), ("frost tribe", 1))
    assert (found.schemes, found.looked_at) == (3, 3)
    wanted: dict[str, int] = {}
    for code in set(codes):
        areas = (await core.schemes.by_code(guest.person_id, code)).scheme.areas[: usages.CHOSEN]
        assert [area.role for area in areas] == [Role.PRIMARY, Role.SECONDARY, Role.ACCENT]
        for family in set(families(area.hex for area in areas)):
            wanted[family] = wanted.get(family, 0) + codes.count(code)
    assert found.colours == tuple(sorted(wanted.items(), key=lambda one: (-one[1], one[0])))[: usages.MOST]
    (asked,) = found.requests
    assert (asked.kind, asked.completed, asked.unfinished) == ("paintscheme", 3, 0)
    assert asked.charged == found.spent > 0


async def test_of_sealed_schemes_only_the_newest_are_opened(core, guest, monkeypatch):
    monkeypatch.setattr(usages, "OPENED", 1)
    await guest.scheme(faction="orc raiders")
    await guest.scheme(faction="frost tribe")
    await core.db.write(lambda conn: conn.execute(update(paintscheme).values(colours=None)))
    found = await core.usages.of(guest.person_id, "all")
    assert (found.factions, found.schemes, found.looked_at) == ((("frost tribe", 1),), 2, 1)


async def test_tokens_are_told_apart_by_where_they_came_from_and_went(core: Services, clock: Clock, guest: Guest):
    wallet = await core.ledger.ensure_wallet(owner_id=guest.person_id)
    welcome = (await core.usages.of(guest.person_id, "all")).earned
    start = clock.now
    clock.now = start + 20 * DAY
    await core.ledger.grant(wallet_id=wallet, amount=100, source=Source.PAID, key="p", order_id="o1")
    await core.ledger.grant(wallet_id=wallet, amount=7, source=Source.GIFT, key="g")
    await guest.scheme()
    clock.now = start + 40 * DAY
    claimed = await core.db.write(claim_daily, person_id=guest.person_id, now=clock())
    taken = await core.ledger.claw_back(order_id="o1", amount=100, wallet_id=wallet, key="c")
    assert taken.amount < 0
    everything = await core.usages.of(guest.person_id, "all")
    spent = everything.requests[0].charged
    assert (everything.earned, everything.bought, everything.gifts) == (welcome + claimed.granted, 100, 7)
    assert (everything.taken_back, everything.spent) == (100, spent)
    assert [(d.day, d.earned, d.bought, d.spent) for d in everything.days] == [
        (utc_day(start), welcome, 0, 0),
        (utc_day(start + 20 * DAY), 0, 100, spent),
        (utc_day(start + 40 * DAY), claimed.granted, 0, 0),
    ]
    month = await core.usages.of(guest.person_id, "month")
    week = await core.usages.of(guest.person_id, "week")
    assert (month.bought, month.earned, month.spent, len(month.requests)) == (100, claimed.granted, spent, 1)
    assert (week.bought, week.earned, week.taken_back, week.spent, week.requests) == (0, claimed.granted, 100, 0, ())
    # A purchase that pays a debt first was bought all the same.
    await core.ledger.grant(wallet_id=wallet, amount=50, source=Source.PAID, key="p2")
    assert (await core.usages.of(guest.person_id, "week")).bought == 50


async def test_others_are_not_counted(core, clock, guest):
    other = await guest_of(core, clock, "other")
    await other.scheme()
    found = await core.usages.of(guest.person_id, "all")
    assert (found.requests, found.spent, found.schemes) == ((), 0, 0)


def test_a_week_ends_today():
    now = 20_000 * DAY + 5
    assert since_of("week", now) == 19_994 * DAY
    assert since_of("month", now) == 19_971 * DAY
    assert since_of("all", now) == 0


async def test_names_are_counted_beside_schemes(core: Services, guest: Guest):
    await guest.scheme()
    question = await guest.say("/nickname a grim old knight")
    first = await guest.press(question, "Suggest names")
    await guest.press(first, "Different")
    found = await core.usages.of(guest.person_id, "week")
    assert {one.kind: one.completed for one in found.requests} == {"paintscheme": 1, "nickname": 1, "more_names": 1}
    assert sum(one.charged for one in found.requests) == found.spent > 0
    card = await guest.say("/usage week")
    assert {"Six names", "Six more names"} <= {field.label for field in card.fields}
    assert "3 requests answered" in str(card.lines[0])
