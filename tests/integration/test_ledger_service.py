"""What each operation of the ledger promises, on both databases."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from core.clock import DAY, HOUR
from core.errors import InsufficientTokens
from core.ledger.amounts import BadAmount
from core.ledger.errors import (
    BalanceTooHigh,
    HoldSettled,
    KeyReused,
    NotAClawBack,
    UnknownHold,
    UnknownWallet,
    WalletFrozen,
)
from core.ledger.service import Source, expiry_paused_since, statement
from core.ledger.tables import MAX_AMOUNT, MAX_BALANCE
from core.persistence.database import Database
from tests.ledgers import LATER, NOON, Books


@pytest.fixture
def books(database: Database) -> Books:
    return Books(database)


async def test_a_grant_arrives_once_for_its_key(books: Books) -> None:
    wallet = await books.wallet()
    first = await books.ledger.grant(wallet_id=wallet, amount=5, source=Source.PAID, key="k")
    again = await books.ledger.grant(wallet_id=wallet, amount=5, source=Source.PAID, key="k")
    assert (first.amount, first.posted, first.repeated) == (5, 5, False)
    assert (again.txn_id, again.amount, again.posted, again.repeated) == (first.txn_id, 5, 5, True)
    assert (await books.ledger.balance(wallet_id=wallet)).available == 5
    await books.must_be_sound()


async def test_the_same_key_with_another_input_is_a_loud_error_and_changes_nothing(books: Books) -> None:
    wallet, other = await books.wallet(paid=10), await books.wallet()
    ledger = books.ledger
    await ledger.grant(wallet_id=wallet, amount=5, source=Source.PAID, key="k", reason="r")
    for change in (
        {"amount": 6},
        {"source": Source.SUB},
        {"wallet_id": other},
        {"order_id": "o"},
        {"reason": "s"},
        {"actor": "a"},
    ):
        asked = {"wallet_id": wallet, "amount": 5, "source": Source.PAID, "key": "k", "reason": "r"} | change
        with pytest.raises(KeyReused):
            await ledger.grant(**asked)
    await books.hold(wallet, 3, "h")
    with pytest.raises(KeyReused):
        await books.hold(wallet, 4, "h")
    with pytest.raises(KeyReused):
        await books.hold(other, 3, "h")
    await ledger.claw_back(wallet_id=wallet, amount=1, key="c", order_id="o")
    with pytest.raises(KeyReused):
        await ledger.claw_back(wallet_id=wallet, amount=2, key="c", order_id="o")
    with pytest.raises(KeyReused):
        await ledger.claw_back(wallet_id=wallet, amount=5, key="k", order_id="o")
    assert (await ledger.balance(wallet_id=wallet)).posted == 14
    await books.must_be_sound()


async def test_a_refused_hold_does_not_burn_its_key(books: Books) -> None:
    wallet = await books.wallet(paid=2)
    with pytest.raises(InsufficientTokens) as refused:
        await books.hold(wallet, 3, "k")
    assert (refused.value.cost, refused.value.available) == (3, 2)
    await books.ledger.grant(wallet_id=wallet, amount=1, source=Source.PAID, key="more")
    await books.hold(wallet, 3, "k")
    await books.must_be_sound()


async def test_free_tokens_burn_before_subscription_before_bought_and_the_earliest_expiry_first(books: Books) -> None:
    wallet = await books.wallet(paid=10, sub=10)
    for key, source, days in (("late", Source.PROMO, 9), ("soon", Source.DAILY, 2), ("never", Source.OPERATOR, None)):
        await books.ledger.grant(
            wallet_id=wallet,
            amount=10,
            source=source,
            key=key,
            expires_at=None if days is None else books.clock.now + days * DAY,
        )
    seen = []
    for n in range(5):
        await books.ledger.capture(hold_id=await books.hold(wallet, 10, f"h{n}"))
        seen.append(set(await books.lots(wallet)))
    assert seen == [
        {"promo", "operator", "sub", "paid"},
        {"operator", "sub", "paid"},
        {"sub", "paid"},
        {"paid"},
        set(),
    ]
    await books.must_be_sound()


async def test_a_capture_of_a_part_charges_what_burns_first_and_the_rest_returns_to_the_same_lots(books: Books) -> None:
    wallet = await books.wallet(daily=2, sub=2, paid=6)
    held = await books.hold(wallet, 8, "k")
    assert await books.lots(wallet) == {"paid": 2}
    charged = await books.ledger.capture(hold_id=held, amount=3)
    assert (charged.amount, charged.posted) == (-3, 7)
    assert await books.lots(wallet) == {"sub": 1, "paid": 6}
    balance = await books.ledger.balance(wallet_id=wallet)
    assert (balance.posted, balance.held, balance.available, balance.paid, balance.free) == (7, 0, 7, 7, 0)
    await books.must_be_sound()


async def test_a_release_returns_every_token_to_its_lot(books: Books) -> None:
    wallet = await books.wallet(daily=2, sub=2, paid=6)
    held = await books.hold(wallet, 9, "k")
    assert await books.ledger.release(hold_id=held)
    assert not await books.ledger.release(hold_id=held)
    assert await books.lots(wallet) == {"daily": 2, "sub": 2, "paid": 6}
    await books.must_be_sound()


async def test_a_hold_is_settled_at_most_once(books: Books) -> None:
    wallet = await books.wallet(paid=20)
    captured, released = await books.hold(wallet, 5, "a"), await books.hold(wallet, 5, "b")
    first = await books.ledger.capture(hold_id=captured)
    again = await books.ledger.capture(hold_id=captured)
    assert (again.txn_id, again.repeated) == (first.txn_id, True)
    with pytest.raises(HoldSettled):
        await books.ledger.capture(hold_id=captured, amount=4)
    assert not await books.ledger.release(hold_id=captured)
    await books.ledger.release(hold_id=released)
    with pytest.raises(HoldSettled):
        await books.ledger.capture(hold_id=released)
    with pytest.raises(UnknownHold):
        await books.ledger.capture(hold_id="none")
    with pytest.raises(UnknownHold):
        await books.ledger.release(hold_id="none")
    assert (await books.ledger.balance(wallet_id=wallet)).posted == 15
    await books.must_be_sound()


async def test_nothing_is_charged_beyond_what_is_held(books: Books) -> None:
    wallet = await books.wallet(paid=20)
    held = await books.hold(wallet, 5, "a")
    with pytest.raises(ValueError, match="5 tokens"):
        await books.ledger.capture(hold_id=held, amount=6)
    assert (await books.ledger.balance(wallet_id=wallet)).held == 5
    await books.must_be_sound()


async def test_no_operation_takes_an_amount_that_is_none(books: Books) -> None:
    wallet = await books.wallet(paid=20)
    held = await books.hold(wallet, 5, "a")
    amounts: tuple[Any, ...] = (0, -3, True, 3.0, float("nan"), MAX_AMOUNT + 1, 2**63 - 1)
    for amount in amounts:
        for refused in (
            books.ledger.grant(wallet_id=wallet, amount=amount, source=Source.PAID, key="g"),
            books.hold(wallet, amount, "h"),
            books.ledger.capture(hold_id=held, amount=amount),
            books.ledger.claw_back(wallet_id=wallet, amount=amount, key="c", order_id="o"),
        ):
            with pytest.raises(BadAmount):
                await refused
    await books.must_be_sound()


async def test_a_wallet_cannot_grow_beyond_its_bound(books: Books) -> None:
    wallet = await books.wallet()
    await books.db.write(_pretend_posted, wallet, MAX_BALANCE - 5)
    with pytest.raises(BalanceTooHigh):
        await books.ledger.grant(wallet_id=wallet, amount=6, source=Source.PAID, key="over")


def _pretend_posted(conn, wallet_id: str, posted: int) -> None:  # type: ignore[no-untyped-def]
    from sqlalchemy import update

    from core.ledger.tables import wallet

    conn.execute(update(wallet).where(wallet.c.id == wallet_id).values(posted=posted))


async def test_a_frozen_wallet_spends_nothing_and_settles_what_is_held(books: Books) -> None:
    wallet = await books.wallet(paid=10)
    held = await books.hold(wallet, 4, "before")
    await books.ledger.set_status(wallet_id=wallet, status="frozen")
    with pytest.raises(WalletFrozen):
        await books.hold(wallet, 1, "after")
    await books.ledger.capture(hold_id=held)
    await books.ledger.set_status(wallet_id=wallet, status="active")
    await books.hold(wallet, 1, "after")
    for unknown in (books.ledger.set_status(wallet_id="none", status="active"), books.hold("none", 1, "x")):
        with pytest.raises(Exception) as refused:
            await unknown
        # PostgreSQL and SQLite check the reference of the hold's row at different times; both refuse.
        assert isinstance(refused.value, UnknownWallet) or "FOREIGN KEY" in str(refused.value).upper()
    await books.must_be_sound()


# --- expiry ---


async def test_expired_tokens_cannot_be_spent_even_before_the_job_has_run(books: Books) -> None:
    wallet = await books.wallet(paid=1)
    await books.ledger.grant(
        wallet_id=wallet, amount=5, source=Source.DAILY, key="d", expires_at=books.clock.now + HOUR
    )
    books.clock.now += HOUR
    with pytest.raises(InsufficientTokens) as refused:
        await books.hold(wallet, 3, "k")
    assert refused.value.available == 1
    balance = await books.ledger.balance(wallet_id=wallet)
    assert (balance.available, balance.posted) == (1, 6)
    assert await books.ledger.expire_lots() == 1
    assert await books.ledger.expire_lots() == 0
    assert (await books.ledger.balance(wallet_id=wallet)).posted == 1
    await books.must_be_sound()


async def test_a_hold_protects_its_tokens_from_expiry_and_they_expire_once_it_is_released(books: Books) -> None:
    wallet = await books.wallet()
    await books.ledger.grant(
        wallet_id=wallet, amount=9, source=Source.DAILY, key="d", expires_at=books.clock.now + HOUR
    )
    used, unused = await books.hold(wallet, 3, "used"), await books.hold(wallet, 2, "unused")
    books.clock.now += 2 * HOUR
    assert await books.ledger.expire_lots() == 1
    balance = await books.ledger.balance(wallet_id=wallet)
    assert (balance.posted, balance.held) == (5, 5)
    await books.ledger.capture(hold_id=used)
    await books.ledger.release(hold_id=unused)
    assert (await books.ledger.balance(wallet_id=wallet)).available == 0
    assert await books.ledger.expire_lots() == 1
    assert (await books.ledger.balance(wallet_id=wallet)).posted == 0
    await books.must_be_sound()


async def test_a_clock_that_jumps_a_year_ahead_expires_nothing(books: Books, caplog: pytest.LogCaptureFixture) -> None:
    wallet = await books.wallet()
    await books.ledger.grant(
        wallet_id=wallet, amount=5, source=Source.DAILY, key="d", expires_at=books.clock.now + 30 * DAY
    )
    assert await books.ledger.expire_lots() == 0
    books.clock.now += 365 * DAY
    with caplog.at_level(logging.WARNING):
        assert await books.ledger.expire_lots() == 0
    assert "expiry waits" in caplog.text
    assert await books.db.read(expiry_paused_since) == books.clock.now
    books.clock.now += HOUR
    assert await books.ledger.expire_lots() == 0
    books.clock.now = NOON + 2 * HOUR  # put right: nothing was lost
    assert await books.ledger.expire_lots() == 0
    assert await books.db.read(expiry_paused_since) is None
    assert (await books.ledger.balance(wallet_id=wallet)).available == 5


async def test_after_a_long_time_away_expiry_goes_on_once_the_clock_has_stood_for_a_day(books: Books) -> None:
    wallet = await books.wallet()
    await books.ledger.grant(
        wallet_id=wallet, amount=5, source=Source.DAILY, key="d", expires_at=books.clock.now + 30 * DAY
    )
    await books.ledger.expire_lots()
    books.clock.now += 40 * DAY
    assert await books.ledger.expire_lots() == 0
    books.clock.now += DAY
    assert await books.ledger.expire_lots() == 1
    assert (await books.ledger.balance(wallet_id=wallet)).posted == 0
    await books.must_be_sound()


async def test_the_sweeper_returns_holds_whose_time_has_run_out_and_no_others(books: Books) -> None:
    wallet = await books.wallet(paid=10)
    old = await books.hold(wallet, 3, "old", expires_at=books.clock.now + HOUR)
    await books.hold(wallet, 2, "new", expires_at=books.clock.now + 3 * HOUR)
    books.clock.now += 2 * HOUR
    assert await books.ledger.sweep_holds() == 1
    assert await books.ledger.sweep_holds() == 0
    with pytest.raises(HoldSettled):
        await books.ledger.capture(hold_id=old)
    balance = await books.ledger.balance(wallet_id=wallet)
    assert (balance.held, balance.available) == (2, 8)
    await books.must_be_sound()


# --- claw-back ---


async def test_a_claw_back_takes_what_was_bought_and_the_rest_becomes_a_debt(books: Books) -> None:
    wallet = await books.wallet(daily=4, gift=3, paid=10)
    await books.ledger.capture(hold_id=await books.hold(wallet, 13, "spent"))  # 4 daily, 3 gift, 6 paid
    await books.ledger.grant(wallet_id=wallet, amount=2, source=Source.DAILY, key="d2")
    taken = await books.ledger.claw_back(wallet_id=wallet, amount=10, key="refund", order_id=f"order-{wallet}")
    assert (taken.amount, taken.debt_change, taken.debt) == (-4, 6, 6)
    balance = await books.ledger.balance(wallet_id=wallet)
    assert (balance.posted, balance.debt, balance.free, balance.paid) == (2, 6, 2, 0)
    again = await books.ledger.claw_back(wallet_id=wallet, amount=10, key="refund", order_id=f"order-{wallet}")
    assert (again.amount, again.debt, again.repeated) == (-4, 6, True)
    await books.must_be_sound()


async def test_free_tokens_stay_usable_in_debt_and_the_next_purchase_pays_it_first(books: Books) -> None:
    wallet = await books.wallet(paid=10)
    await books.ledger.capture(hold_id=await books.hold(wallet, 10, "spent"))
    await books.ledger.claw_back(wallet_id=wallet, amount=10, key="refund", order_id=f"order-{wallet}")
    for source in (Source.DAILY, Source.OPERATOR, Source.GIFT):
        await books.ledger.grant(wallet_id=wallet, amount=2, source=source, key=f"{source}")
    assert (await books.ledger.balance(wallet_id=wallet)).debt == 10
    await books.ledger.capture(hold_id=await books.hold(wallet, 4, "free"))
    part = await books.ledger.grant(wallet_id=wallet, amount=3, source=Source.SUB, key="small")
    assert (part.amount, part.debt_change, part.debt) == (0, -3, 7)
    whole = await books.ledger.grant(wallet_id=wallet, amount=20, source=Source.PAID, key="large")
    assert (whole.amount, whole.debt_change, whole.debt) == (13, -7, 0)
    assert await books.lots(wallet) == {"gift": 2, "paid": 13}
    again = await books.ledger.grant(wallet_id=wallet, amount=3, source=Source.SUB, key="small")
    assert (again.amount, again.debt_change, again.repeated) == (0, -3, True)
    await books.must_be_sound()


async def test_a_claw_back_takes_the_lots_of_its_order_first(books: Books) -> None:
    wallet = await books.wallet()
    for order in ("one", "two", "three"):
        await books.ledger.grant(wallet_id=wallet, amount=5, source=Source.PAID, key=order, order_id=order)
    await books.ledger.claw_back(wallet_id=wallet, amount=6, key="refund", order_id="two")
    lots = await books.db.read(_remaining_by_order, wallet)
    assert lots["two"] == 0
    assert lots["one"] + lots["three"] == 9
    await books.must_be_sound()


def _remaining_by_order(conn, wallet_id: str) -> dict[str, int]:  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    from core.ledger.tables import grant_lot

    return dict(
        conn.execute(
            select(grant_lot.c.order_id, grant_lot.c.remaining).where(grant_lot.c.wallet_id == wallet_id)
        ).all()
    )


@pytest.mark.parametrize("part", [None, 1])
async def test_a_hold_cannot_hide_tokens_from_a_claw_back(books: Books, part: int | None) -> None:
    wallet = await books.wallet(daily=1, paid=10)
    held = await books.hold(wallet, 11, "k")
    clawed = await books.ledger.claw_back(wallet_id=wallet, amount=10, key="refund", order_id=f"order-{wallet}")
    assert (clawed.amount, clawed.debt) == (0, 10)  # what is held is not touched
    if part is None:
        await books.ledger.release(hold_id=held)
    else:
        await books.ledger.capture(hold_id=held, amount=part)
    balance = await books.ledger.balance(wallet_id=wallet)
    assert (balance.paid, balance.debt) == (0, 0)  # what came back has paid
    assert balance.free == (1 if part is None else 0)
    await books.must_be_sound()


async def test_a_reversed_claw_back_restores_the_same_lots_once(books: Books) -> None:
    wallet = await books.wallet(paid=10)
    await books.ledger.capture(hold_id=await books.hold(wallet, 4, "spent"))
    clawed = await books.ledger.claw_back(wallet_id=wallet, amount=10, key="dispute", order_id=f"order-{wallet}")
    back = await books.ledger.reverse_claw_back(claw_back_id=clawed.txn_id, key="won")
    assert (back.amount, back.debt) == (6, 0)
    assert await books.lots(wallet) == {"paid": 6}
    assert (await books.ledger.reverse_claw_back(claw_back_id=clawed.txn_id, key="won")).repeated
    with pytest.raises(NotAClawBack):
        await books.ledger.reverse_claw_back(claw_back_id=clawed.txn_id, key="won again")
    with pytest.raises(NotAClawBack):
        await books.ledger.reverse_claw_back(claw_back_id=back.txn_id, key="other")
    assert (await books.ledger.balance(wallet_id=wallet)).posted == 6
    await books.must_be_sound()


async def test_a_reversal_after_the_debt_was_paid_gives_that_part_back_as_bought_tokens(books: Books) -> None:
    wallet = await books.wallet(paid=10)
    await books.ledger.capture(hold_id=await books.hold(wallet, 7, "spent"))
    clawed = await books.ledger.claw_back(wallet_id=wallet, amount=10, key="dispute", order_id=f"order-{wallet}")
    await books.ledger.grant(wallet_id=wallet, amount=5, source=Source.PAID, key="second")  # pays 5 of 7
    back = await books.ledger.reverse_claw_back(claw_back_id=clawed.txn_id, key="won")
    assert (back.amount, back.debt_change, back.debt) == (8, -2, 0)
    assert (await books.ledger.balance(wallet_id=wallet)).paid == 8  # 10 + 5 bought, 7 spent
    await books.must_be_sound()


# --- reading ---


async def test_the_balance_shows_bought_and_free_apart_and_what_expires_when(books: Books) -> None:
    wallet = await books.wallet(paid=10, gift=1, operator=2)
    soon, late = books.clock.now + DAY, books.clock.now + 9 * DAY
    for key, amount, at in (("a", 3, late), ("b", 2, soon), ("c", 4, late)):
        await books.ledger.grant(wallet_id=wallet, amount=amount, source=Source.DAILY, key=key, expires_at=at)
    await books.hold(wallet, 1, "h")
    balance = await books.ledger.balance(wallet_id=wallet)
    assert (balance.posted, balance.held, balance.available) == (22, 1, 21)
    assert (balance.paid, balance.free) == (11, 10)
    assert balance.expiring == ((1, soon), (7, late))


async def test_the_history_pages_without_gap_or_repeat_and_every_line_adds_up(books: Books) -> None:
    wallet = await books.wallet(paid=100)
    for n in range(12):
        books.clock.now += 1000
        await books.ledger.capture(hold_id=await books.hold(wallet, n + 1, f"h{n}"))
    await books.ledger.claw_back(wallet_id=wallet, amount=50, key="c", order_id="o", reason="refund")
    pages, before = [], None
    while page := await books.ledger.history(wallet_id=wallet, before=before, limit=5):
        pages += page
        before = page[-1].version
    assert [line.version for line in pages] == list(range(len(pages), 0, -1))
    for account in ("tokens", "debt"):
        running = 0
        for line in reversed([line for line in pages if line.account == account]):
            running += line.amount
            assert line.balance == running
    assert [line async for line in books.ledger.statement(wallet_id=wallet, page=4)] == pages[::-1]
    assert await books.db.read(lambda conn: list(statement(conn, wallet_id=wallet, page=3))) == pages[::-1]
    assert {line.feature for line in pages if line.kind == "capture"} == {"paintscheme"}
    assert pages[-1].source == "paid"
    assert pages[-1].order_id == f"order-{wallet}"


async def test_a_wallet_that_is_not_there_is_an_error_of_the_caller(books: Books) -> None:
    with pytest.raises(UnknownWallet):
        await books.ledger.balance(wallet_id="none")
    with pytest.raises(UnknownWallet):
        await books.ledger.grant(wallet_id="none", amount=1, source=Source.PAID, key="k")
    with pytest.raises(ValueError, match="expire"):
        await books.ledger.grant(
            wallet_id=await books.wallet(), amount=1, source=Source.DAILY, key="k", expires_at=books.clock.now
        )


async def test_one_owner_has_one_wallet_of_a_kind(books: Books) -> None:
    first = await books.ledger.ensure_wallet(owner_id="someone")
    assert first == await books.ledger.ensure_wallet(owner_id="someone")
    assert first != await books.ledger.ensure_wallet(owner_id="someone", kind="pool")
    assert books.clock.now < LATER
