"""Random sequences of everything a wallet can live through, against a reference that fits on a page."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from core.clock import DAY, HOUR
from core.errors import InsufficientTokens
from core.ledger.amounts import FREE, PRIORITY, PURCHASED, Source
from core.ledger.errors import HoldSettled
from core.ledger.service import Ledger
from core.persistence.database import Database
from tests.ledgers import NOON, HandClock


@dataclass
class Lot:
    id: str
    source: Source
    remaining: int
    expires_at: int | None
    order: str | None

    def burns(self) -> tuple[Any, ...]:
        return (PRIORITY[self.source], self.expires_at is None, self.expires_at or 0, self.id)


@dataclass
class Reference:
    """What a wallet should have, computed in the most obvious way."""

    lots: list[Lot] = field(default_factory=list)
    holds: dict[str, list[tuple[Lot, int]]] = field(default_factory=dict)
    debt: int = 0

    def usable(self, now: int) -> list[Lot]:
        return sorted(
            (lot for lot in self.lots if lot.remaining and (lot.expires_at is None or lot.expires_at > now)),
            key=Lot.burns,
        )

    def available(self, now: int) -> int:
        return sum(lot.remaining for lot in self.usable(now))

    def held(self) -> int:
        return sum(amount for parts in self.holds.values() for _, amount in parts)

    def posted(self) -> int:
        return sum(lot.remaining for lot in self.lots) + self.held()

    def hold(self, hold_id: str, amount: int, now: int) -> None:
        parts = []
        for lot in self.usable(now):
            part = min(lot.remaining, amount)
            if part:
                lot.remaining -= part
                amount -= part
                parts.append((lot, part))
        self.holds[hold_id] = parts

    def settle(self, hold_id: str, captured: int, now: int) -> None:
        for lot, amount in self.holds.pop(hold_id):
            used = min(amount, captured)
            captured -= used
            lot.remaining += amount - used
        if self.debt:
            self.debt -= self.take(self.debt, None, now)

    def take(self, amount: int, order: str | None, now: int) -> int:
        """Bought tokens only, or those of the order; which lot gives does not matter to any sum."""
        taken = 0
        for lot in sorted(self.usable(now), key=lambda lot: (lot.order != order, PRIORITY[lot.source], lot.id)):
            if lot.source in PURCHASED or (order is not None and lot.order == order):
                part = min(lot.remaining, amount - taken)
                lot.remaining -= part
                taken += part
        return taken


AMOUNTS = st.integers(1, 25)


class WalletMachine(RuleBasedStateMachine):
    """Each example lives in a wallet of its own, in one database that grows."""

    database: Database
    runner: asyncio.Runner
    started = 0

    def __init__(self) -> None:
        super().__init__()
        cls = type(self)
        cls.started += 1
        self.name = f"{cls.__name__}-{cls.started}"
        self.clock = HandClock(NOON + cls.started * 1_000 * DAY)
        self.ledger = Ledger(self.database, self.clock)
        self.model = Reference()
        self.count = 0
        self.orders: list[str] = []
        self.settled: list[str] = []
        self.grants: list[dict[str, Any]] = []
        self.wallet = self.run(self.ledger.ensure_wallet(owner_id=self.name))
        # The expiry job must have run shortly before, or it takes the new time for a jump of the clock.
        self.run(self.ledger.expire_lots())
        self.clock.now += DAY
        self.run(self.ledger.expire_lots())

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def key(self) -> str:
        self.count += 1
        return f"{self.name}:{self.count}"

    @rule(amount=AMOUNTS, source=st.sampled_from(sorted(Source)), hours=st.one_of(st.none(), st.integers(1, 48)))
    def grant(self, amount: int, source: Source, hours: int | None) -> None:
        key = self.key()
        order = f"order-{key}" if source in PURCHASED else None
        asked: dict[str, Any] = {
            "wallet_id": self.wallet,
            "amount": amount,
            "source": source,
            "key": key,
            "order_id": order,
            "expires_at": None if hours is None else self.clock.now + hours * HOUR,
        }
        posting = self.run(self.ledger.grant(**asked))
        pays = min(self.model.debt, amount) if source in PURCHASED else 0
        self.model.debt -= pays
        assert (posting.amount, posting.debt_change) == (amount - pays, -pays)
        if amount > pays:
            self.model.lots.append(Lot(posting.txn_id, source, amount - pays, asked["expires_at"], order))
        if order is not None:
            self.orders.append(order)
        self.grants.append(asked | {"expires_at": None})

    @precondition(lambda self: self.grants)
    @rule(data=st.data())
    def grant_again(self, data: st.DataObject) -> None:
        assert self.run(self.ledger.grant(**data.draw(st.sampled_from(self.grants)))).repeated

    @rule(amount=AMOUNTS)
    def hold(self, amount: int) -> None:
        asked: dict[str, Any] = {
            "wallet_id": self.wallet,
            "amount": amount,
            "feature": "f",
            "key": self.key(),
            "expires_at": self.clock.now + 1_000 * DAY,
        }
        available = self.model.available(self.clock.now)
        if available < amount:
            with pytest.raises(InsufficientTokens) as refused:
                self.run(self.ledger.hold(**asked))
            assert refused.value.available == available
            return
        held = self.run(self.ledger.hold(**asked))
        assert self.run(self.ledger.hold(**asked)).id == held.id
        self.model.hold(held.id, amount, self.clock.now)

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def capture(self, data: st.DataObject) -> None:
        hold_id = data.draw(st.sampled_from(sorted(self.model.holds)))
        held = sum(amount for _, amount in self.model.holds[hold_id])
        part = data.draw(st.one_of(st.none(), st.integers(1, held)))
        posting = self.run(self.ledger.capture(hold_id=hold_id, amount=part))
        assert posting.amount == -(part or held)
        self.model.settle(hold_id, part or held, self.clock.now)
        self.settled.append(hold_id)

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        hold_id = data.draw(st.sampled_from(sorted(self.model.holds)))
        assert self.run(self.ledger.release(hold_id=hold_id))
        self.model.settle(hold_id, 0, self.clock.now)
        self.settled.append(hold_id)

    @precondition(lambda self: self.settled)
    @rule(data=st.data())
    def settle_again(self, data: st.DataObject) -> None:
        hold_id = data.draw(st.sampled_from(self.settled))
        assert not self.run(self.ledger.release(hold_id=hold_id))
        with suppress(HoldSettled):
            assert self.run(self.ledger.capture(hold_id=hold_id)).repeated

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), amount=AMOUNTS, undo=st.booleans())
    def claw_back(self, data: st.DataObject, amount: int, undo: bool) -> None:
        order = data.draw(st.sampled_from(self.orders))
        before = {lot.id: lot.remaining for lot in self.model.lots}
        posting = self.run(self.ledger.claw_back(wallet_id=self.wallet, amount=amount, key=self.key(), order_id=order))
        taken = self.model.take(amount, order, self.clock.now)
        assert (posting.amount, posting.debt_change) == (-taken, amount - taken)
        self.model.debt += amount - taken
        if undo:
            back = self.run(self.ledger.reverse_claw_back(claw_back_id=posting.txn_id, key=self.key()))
            assert back.amount + -back.debt_change == amount
            # An older debt is paid first, so less may come back to the lots than was taken from them.
            pays = min(self.model.debt, amount)
            self.model.debt -= pays
            left = amount - pays
            for lot in sorted(self.model.lots, key=lambda lot: lot.id):
                returned = min(before[lot.id] - lot.remaining, left)
                lot.remaining += returned
                left -= returned
            if left:
                self.model.lots.append(Lot(back.txn_id, Source.PAID, left, None, order))

    @rule(hours=st.integers(1, 20))
    def time_passes(self, hours: int) -> None:
        self.clock.now += hours * HOUR

    @rule()
    def expire(self) -> None:
        now = self.clock.now
        # More than a day since the last run would be a jump of the clock; the machine never waits that long unseen.
        for lot in self.model.lots:
            if lot.expires_at is not None and lot.expires_at <= now:
                lot.remaining = 0
        self.run(self.ledger.expire_lots())
        if self.run(self.database.read(_paused)) is not None:
            self.clock.now += DAY
            for lot in self.model.lots:
                if lot.expires_at is not None and lot.expires_at <= self.clock.now:
                    lot.remaining = 0
            self.run(self.ledger.expire_lots())

    @invariant()
    def balances_agree(self) -> None:
        now = self.clock.now
        balance = self.run(self.ledger.balance(wallet_id=self.wallet))
        usable = self.model.usable(now)
        assert balance.posted == self.model.posted()
        assert balance.held == self.model.held()
        assert balance.debt == self.model.debt
        assert balance.available == self.model.available(now)
        assert balance.free == sum(lot.remaining for lot in usable if lot.source in FREE)
        assert sum(amount for amount, _ in balance.expiring) == sum(lot.remaining for lot in usable if lot.expires_at)

    def teardown(self) -> None:
        report = self.run(self.ledger.audit())
        assert report.clean, report.findings
        lines = self.run(self.ledger.history(wallet_id=self.wallet, limit=1000))
        for line, older in pairwise(lines):
            assert line.version == older.version + 1


def _paused(conn: Any) -> int | None:
    from core.ledger.service import expiry_paused_since

    return expiry_paused_since(conn)


def against_the_model(url: str, examples: int, steps: int) -> None:
    with asyncio.Runner() as runner:
        database = runner.run(Database.open(url))
        machine = type("Wallet", (WalletMachine,), {"database": database, "runner": runner})
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=examples,
                    stateful_step_count=steps,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(database.close())


def test_whatever_happens_to_a_wallet_it_has_what_the_reference_has(database_url: str) -> None:
    against_the_model(database_url, examples=12, steps=25)


@pytest.mark.soak
def test_whatever_happens_to_a_wallet_it_has_what_the_reference_has_in_the_long_run(database_url: str) -> None:
    against_the_model(database_url, examples=300, steps=60)
