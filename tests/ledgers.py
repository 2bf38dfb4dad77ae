"""What the tests of the ledger share: a clock to turn by hand, a wallet with tokens, and the audit after everything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from typing import Any

from sqlalchemy import Connection, func, select

from core.ledger.service import Ledger, Source
from core.ledger.tables import ledger_entry, wallet
from core.persistence.database import Database

NOON = 1_767_268_800_000  # 2026-01-01 12:00 UTC
LATER = NOON + 10**12


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


class Books:
    """A ledger, its database and its clock."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.clock = HandClock()
        self.ledger = Ledger(database, self.clock)
        self._made = 0

    async def wallet(self, **tokens: int) -> str:
        """A new wallet with a lot of each source named, `paid=10` for instance; its order is `order-<wallet>`."""
        self._made += 1
        wallet_id = await self.ledger.ensure_wallet(owner_id=f"owner-{self._made}")
        for source, amount in tokens.items():
            await self.ledger.grant(
                wallet_id=wallet_id,
                amount=amount,
                source=Source(source),
                key=f"{source}:{wallet_id}",
                order_id=f"order-{wallet_id}" if source in ("paid", "bonus", "sub") else None,
            )
        return wallet_id

    async def hold(self, wallet_id: str, amount: int, key: str, *, expires_at: int = LATER) -> str:
        held = await self.ledger.hold(
            wallet_id=wallet_id, amount=amount, feature="paintscheme", key=key, expires_at=expires_at
        )
        return held.id

    async def lots(self, wallet_id: str) -> dict[str, int]:
        """What is free to spend, by source."""
        return await self.db.read(lots_by_source, wallet_id)

    async def must_be_sound(self) -> None:
        report = await self.ledger.audit()
        assert report.clean, "\n".join(map(str, report.findings))


def lots_by_source(conn: Connection, wallet_id: str) -> dict[str, int]:
    from core.ledger.tables import grant_lot

    rows = conn.execute(
        select(grant_lot.c.source, grant_lot.c.remaining).where(
            grant_lot.c.wallet_id == wallet_id, grant_lot.c.remaining > 0
        )
    )
    found: dict[str, int] = {}
    for source, remaining in rows:
        found[source] = found.get(source, 0) + remaining
    return found


def whole_bank(conn: Connection) -> tuple[dict[str, tuple[Any, Any, Any]], int]:
    """Every wallet's (posted, held, debt), and the sum of the house's side: one moment of the whole bank."""
    wallets = {row.id: (row.posted, row.held, row.debt) for row in conn.execute(select(wallet))}
    house = conn.execute(
        select(func.coalesce(func.sum(ledger_entry.c.amount), 0)).where(ledger_entry.c.wallet_id.is_(None))
    ).scalar_one()
    return wallets, int(house)


class CancelAt:
    """Await something and cancel the awaiting task while it stands at its `nth` await; `reached` tells if it did."""

    def __init__(self, work: Awaitable[Any], nth: int) -> None:
        self._work = work
        self._nth = nth
        self.reached = False

    def __await__(self) -> Generator[Any, Any, Any]:
        inner = self._work.__await__()
        error: BaseException | None = None
        awaits = 0
        while True:
            try:
                waited_for = next(inner) if error is None else inner.throw(error)  # type: ignore[attr-defined]
            except StopIteration as end:
                return end.value
            awaits += 1
            if awaits == self._nth:
                self.reached = True
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
            error = None
            try:
                yield waited_for
            except BaseException as raised:
                error = raised


async def at_once(n: int, make: Callable[[int], Awaitable[Any]]) -> list[Any]:
    """`n` of them started together; results and exceptions."""
    return list(await asyncio.gather(*(make(i) for i in range(n)), return_exceptions=True))


async def settled(database: Database) -> None:
    """Wait until every write that was handed in has ended, also those whose callers went away."""
    while database._running:
        await asyncio.wait(set(database._running))
    await database.write(lambda conn: None)
