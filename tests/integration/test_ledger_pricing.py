"""Prices, quotes, the welcome, the daily claim with its streak and its cap, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.clock import DAY, HOUR, MINUTE, utc
from core.errors import BadInput
from core.ledger.amounts import BadAmount
from core.ledger.errors import KeyReused
from core.ledger.service import Balance, ensure_wallet
from core.persistence.database import Database
from core.pricing import service as pricing
from core.pricing.errors import StaleQuote, UnknownFeature
from core.pricing.rules import FREE_CAP, QUOTE_LIFETIME, DailyClaim, DailyState
from tests.ledgers import LATER, Books, at_once

MIDNIGHT = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()) * 1000


class Shop(Books):
    """Books with one person in them."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.clock.now = MIDNIGHT + 9 * HOUR
        self.wallet_id = ""

    async def do(self, function: Any, **arguments: Any) -> Any:
        return await self.db.write(function, now=self.clock.now, **arguments)

    async def claim(self) -> DailyClaim:
        claim = await self.do(pricing.claim_daily, person_id="p")
        assert isinstance(claim, DailyClaim)
        return claim

    async def state(self) -> DailyState:
        return await self.db.read(pricing.daily_state, person_id="p", now=self.clock.now)

    async def balance(self) -> Balance:
        return await self.ledger.balance(wallet_id=self.wallet_id)

    async def spend(self, amount: int, key: str) -> None:
        await self.ledger.capture(hold_id=await self.hold(self.wallet_id, amount, key))


@pytest.fixture
async def shop(database: Database) -> Shop:
    made = Shop(database)
    made.wallet_id = await made.do(ensure_wallet, owner_id="p")
    return made


async def test_the_price_list_is_that_of_the_product(shop: Shop) -> None:
    prices = await shop.db.read(pricing.price_list)
    assert {price.feature: price.cost for price in prices} == {
        "paintscheme": 3,
        "reroll": 2,
        "nickname": 1,
        "more_names": 1,
        "photo_scheme": 3,
    }
    assert {price.version for price in prices} == {1}
    with pytest.raises(UnknownFeature):
        await shop.db.read(pricing.price_of, "gold")


async def test_a_new_price_is_a_new_version_and_a_price_that_was_shown_still_stands(shop: Shop) -> None:
    await shop.ledger.grant(wallet_id=shop.wallet_id, amount=50, source=pricing.Source.PAID, key="o")
    shown = await shop.do(pricing.quote, person_id="p", feature="reroll", inputs_digest="d")
    raised = await shop.do(pricing.set_price, feature="reroll", cost=5)
    assert (raised.version, raised.cost) == (2, 5)
    assert await shop.db.read(pricing.price_of, "reroll") == raised
    assert (await shop.do(pricing.quote, person_id="p", feature="reroll", inputs_digest="d")).cost == 5
    held = await shop.hold(shop.wallet_id, 2, "h")
    cost = await shop.do(
        pricing.use_quote, quote_id=shown.id, person_id="p", feature="reroll", inputs_digest="d", hold_id=held
    )
    assert cost == 2
    for bad in (-1, True, 2.5, None):
        with pytest.raises(BadInput):
            await shop.do(pricing.set_price, feature="reroll", cost=bad)


async def test_a_quote_stands_for_its_inputs_its_person_its_time_and_one_use(shop: Shop) -> None:
    await shop.ledger.grant(wallet_id=shop.wallet_id, amount=50, source=pricing.Source.PAID, key="o")
    quote = await shop.do(pricing.quote, person_id="p", feature="paintscheme", inputs_digest="d")
    assert (quote.cost, quote.expires_at) == (3, shop.clock.now + QUOTE_LIFETIME)
    held = await shop.hold(shop.wallet_id, 3, "h")
    right = {"quote_id": quote.id, "person_id": "p", "feature": "paintscheme", "inputs_digest": "d", "hold_id": held}
    for change in (
        {"person_id": "q"},
        {"feature": "reroll"},
        {"inputs_digest": "e"},
        {"quote_id": "none"},
    ):
        with pytest.raises(StaleQuote, match="something else"):
            await shop.do(pricing.use_quote, **(right | change))
    shop.clock.now += QUOTE_LIFETIME
    with pytest.raises(StaleQuote, match="too long ago"):
        await shop.do(pricing.use_quote, **right)
    shop.clock.now -= MINUTE
    assert await shop.do(pricing.use_quote, **right) == 3
    assert await shop.do(pricing.use_quote, **right) == 3  # the same hold again
    with pytest.raises(StaleQuote, match="used already"):
        await shop.do(pricing.use_quote, **(right | {"hold_id": await shop.hold(shop.wallet_id, 3, "h2")}))
    assert await shop.db.read(pricing.quoted, quote_id=quote.id, person_id="q") is None
    assert await shop.db.read(pricing.quoted, quote_id=quote.id, person_id="p") == quote


async def test_a_hold_of_another_amount_than_quoted_is_an_error(shop: Shop) -> None:
    await shop.ledger.grant(wallet_id=shop.wallet_id, amount=50, source=pricing.Source.PAID, key="o")
    quote = await shop.do(pricing.quote, person_id="p", feature="paintscheme", inputs_digest="d")
    right = {"quote_id": quote.id, "person_id": "p", "feature": "paintscheme", "inputs_digest": "d"}
    dear = await shop.hold(shop.wallet_id, 4, "h")
    with pytest.raises(ValueError, match="3 tokens"):
        await shop.do(pricing.use_quote, **right, hold_id=dear)
    assert await shop.do(pricing.use_quote, **right, hold_id=await shop.hold(shop.wallet_id, 3, "h2")) == 3


async def test_one_quote_for_fifty_presses_at_once_prices_one_hold(shop: Shop) -> None:
    await shop.ledger.grant(wallet_id=shop.wallet_id, amount=500, source=pricing.Source.PAID, key="o")
    quote = await shop.do(pricing.quote, person_id="p", feature="paintscheme", inputs_digest="d")
    holds = [await shop.hold(shop.wallet_id, 3, f"h{n}") for n in range(50)]
    answers = await at_once(
        50,
        lambda n: shop.do(
            pricing.use_quote,
            quote_id=quote.id,
            person_id="p",
            feature="paintscheme",
            inputs_digest="d",
            hold_id=holds[n],
        ),
    )
    assert answers.count(3) == 1
    assert sum(isinstance(answer, StaleQuote) for answer in answers) == 49


async def test_quotes_that_nobody_used_are_forgotten(shop: Shop) -> None:
    await shop.ledger.grant(wallet_id=shop.wallet_id, amount=50, source=pricing.Source.PAID, key="o")
    used, unused = [
        await shop.do(pricing.quote, person_id="p", feature="paintscheme", inputs_digest=digest) for digest in "du"
    ]
    held = await shop.hold(shop.wallet_id, 3, "h")
    await shop.do(
        pricing.use_quote, quote_id=used.id, person_id="p", feature="paintscheme", inputs_digest="d", hold_id=held
    )
    assert await shop.db.write(pricing.forget_quotes, before=LATER) == 1
    assert await shop.db.read(pricing.quoted, quote_id=unused.id, person_id="p") is None
    assert await shop.db.read(pricing.quoted, quote_id=used.id, person_id="p") == used


# --- free tokens ---


async def test_the_welcome_is_twelve_tokens_once_and_they_last_thirty_days(shop: Shop) -> None:
    for _ in range(3):
        await shop.do(pricing.welcome, person_id="p", wallet_id=shop.wallet_id)
        shop.clock.now += HOUR
    balance = await shop.balance()
    assert (balance.free, balance.paid) == (12, 0)
    assert [amount for amount, _ in balance.expiring] == [12]
    shop.clock.now = balance.expiring[0][1] - 1
    assert (await shop.balance()).available == 12
    shop.clock.now += 1
    assert (await shop.balance()).available == 0


async def test_a_claim_is_two_tokens_once_a_utc_day(shop: Shop) -> None:
    assert await shop.state() == DailyState(True, 0, shop.clock.now, 2, FREE_CAP)
    first = await shop.claim()
    assert (first.granted, first.streak, first.repeated, first.capped) == (2, 1, False, False)
    assert first.next_at == MIDNIGHT + DAY
    shop.clock.now = MIDNIGHT + DAY - 1
    again = await shop.claim()
    assert (again.granted, again.day, again.repeated) == (2, first.day, True)
    assert not (await shop.state()).claimable
    assert (await shop.state()).next_at == MIDNIGHT + DAY
    shop.clock.now = MIDNIGHT + DAY
    assert (await shop.claim()).streak == 2
    assert (await shop.balance()).free == 4
    await shop.must_be_sound()


async def test_every_seventh_day_in_a_row_brings_four_more_and_a_missed_day_starts_again(shop: Shop) -> None:
    granted, streaks = [], []
    for day in range(16):
        shop.clock.now = MIDNIGHT + day * DAY + (day * 7 % 24) * HOUR
        if day == 14:
            continue  # missed
        assert (await shop.state()).worth == (6 if day in (6, 13) else 2)
        claim = await shop.claim()
        granted.append(claim.granted)
        streaks.append(claim.streak)
        await shop.spend(claim.granted, f"day{day}")
    assert granted == [2, 2, 2, 2, 2, 2, 6, 2, 2, 2, 2, 2, 2, 6, 2]
    assert streaks == [*range(1, 15), 1]
    await shop.must_be_sound()


@pytest.mark.parametrize("back", [MINUTE, 2 * HOUR, DAY, 40 * DAY])
async def test_a_clock_put_back_gives_no_second_claim(shop: Shop, back: int) -> None:
    first = await shop.claim()
    shop.clock.now -= back
    again = await shop.claim()
    assert (again.repeated, again.day) == (True, first.day)
    state = await shop.state()
    assert (state.claimable, state.next_at) == (False, first.next_at)
    assert (await shop.balance()).free == 2


async def test_a_change_to_summer_time_changes_nothing(shop: Shop) -> None:
    for hour in range(-30, 30):  # around 2026-03-29 01:00 UTC, when clocks in Europe go forward
        shop.clock.now = int(datetime(2026, 3, 29, 1, tzinfo=UTC).timestamp()) * 1000 + hour * HOUR
        claim = await shop.claim()
        assert claim.day == utc(shop.clock.now).date()
    assert claim.streak == 4  # 27th to 30th
    assert (await shop.balance()).free == 8


async def test_a_claim_at_the_cap_grants_what_fits_keeps_the_streak_and_says_so(shop: Shop) -> None:
    await shop.do(pricing.welcome, person_id="p", wallet_id=shop.wallet_id)
    seen = []
    for day in range(8):
        shop.clock.now = MIDNIGHT + day * DAY + HOUR
        claim = await shop.claim()
        seen.append((claim.granted, claim.worth, claim.streak, claim.capped))
    assert seen == [
        (2, 2, 1, False),
        (2, 2, 2, False),
        (2, 2, 3, False),
        (2, 2, 4, False),
        (0, 2, 5, True),
        (0, 2, 6, True),
        (0, 6, 7, True),
        (0, 2, 8, True),
    ]
    assert (await shop.balance()).free == FREE_CAP
    assert (await shop.state()).room == 0
    await shop.spend(1, "one")
    shop.clock.now += DAY
    part = await shop.claim()
    assert (part.granted, part.worth, part.streak, part.capped) == (1, 2, 9, True)
    assert (await shop.claim()).repeated
    await shop.must_be_sound()


async def test_held_tokens_count_under_the_cap_and_bought_or_operators_tokens_do_not(shop: Shop) -> None:
    await shop.do(pricing.welcome, person_id="p", wallet_id=shop.wallet_id)
    for day in range(4):
        shop.clock.now = MIDNIGHT + day * DAY + HOUR
        await shop.claim()
    held = await shop.hold(shop.wallet_id, 15, "h")
    shop.clock.now += DAY
    assert (await shop.claim()).granted == 0
    await shop.ledger.capture(hold_id=held)
    await shop.ledger.grant(wallet_id=shop.wallet_id, amount=100, source=pricing.Source.PAID, key="o")
    await shop.do(pricing.grant_by_operator, person_id="p", amount=100, actor="me", reason="my own machine", key="1")
    assert (await shop.state()).room == 15
    shop.clock.now += DAY
    assert (await shop.claim()).granted == 2
    await shop.must_be_sound()


async def test_expired_tokens_make_room_under_the_cap(shop: Shop) -> None:
    await shop.do(pricing.welcome, person_id="p", wallet_id=shop.wallet_id)
    for day in range(4):
        shop.clock.now = MIDNIGHT + day * DAY + HOUR
        await shop.claim()
    assert (await shop.state()).room == 0
    shop.clock.now = MIDNIGHT + 31 * DAY
    assert (await shop.state()).room > 0
    claim = await shop.claim()
    assert (claim.granted, claim.streak) == (2, 1)


async def test_bought_tokens_do_not_expire_and_free_ones_are_spent_first(shop: Shop) -> None:
    await shop.ledger.grant(wallet_id=shop.wallet_id, amount=5, source=pricing.Source.PAID, key="o")
    await shop.do(pricing.welcome, person_id="p", wallet_id=shop.wallet_id)
    await shop.spend(3, "s")
    assert ((await shop.balance()).free, (await shop.balance()).paid) == (9, 5)
    shop.clock.now += 3650 * DAY
    assert ((await shop.balance()).free, (await shop.balance()).paid) == (0, 5)


async def test_an_operators_grant_says_who_and_why_and_happens_once(shop: Shop) -> None:
    asked = {"person_id": "p", "amount": 9, "actor": "me", "reason": "ran out", "key": "k"}
    for _ in range(2):
        await shop.do(pricing.grant_by_operator, **asked)
    with pytest.raises(KeyReused):
        await shop.do(pricing.grant_by_operator, **(asked | {"amount": 10}))
    for change in ({"actor": " "}, {"reason": ""}):
        with pytest.raises(BadInput):
            await shop.do(pricing.grant_by_operator, **(asked | {"key": "l"} | change))
    with pytest.raises(BadAmount):
        await shop.do(pricing.grant_by_operator, **(asked | {"key": "l", "amount": 0}))
    (line,) = await shop.ledger.history(wallet_id=shop.wallet_id)
    assert (line.amount, line.source, line.reason) == (9, "operator", "ran out")
    assert ((await shop.balance()).free, (await shop.balance()).expiring) == (9, ())
