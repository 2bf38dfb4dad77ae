"""What one can do with tokens: plain functions of a connection, and `Ledger` that runs them in transactions.

The functions compose: a caller that stores a scheme and captures its hold calls both in one function that it hands to
`Database.write`. `Ledger` is for everything that stands alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from sqlalchemy import Connection

from core.clock import Clock
from core.ids import new_id
from core.ledger import sql
from core.ledger.amounts import Source
from core.ledger.audit import AuditReport, audit
from core.ledger.errors import UnknownWallet
from core.ledger.expiry import expire_lots, expiry_paused_since
from core.ledger.grants import claw_back, grant, reverse_claw_back
from core.ledger.holds import capture, due_holds, expire_hold, find_hold, hold, release
from core.ledger.reading import balance, history, statement, statement_page, unexpired
from core.ledger.values import Balance, HistoryLine, Hold, Posting
from core.persistence.database import Database

__all__ = [
    "AuditReport",
    "Balance",
    "HistoryLine",
    "Hold",
    "Ledger",
    "Posting",
    "Source",
    "audit",
    "balance",
    "capture",
    "claw_back",
    "due_holds",
    "ensure_wallet",
    "expire_hold",
    "expire_lots",
    "expiry_paused_since",
    "find_hold",
    "find_wallet",
    "grant",
    "history",
    "hold",
    "release",
    "reverse_claw_back",
    "set_status",
    "statement",
    "statement_page",
    "unexpired",
]


def ensure_wallet(conn: Connection, *, owner_id: str, kind: str = "user", now: int) -> str:
    """The id of the owner's wallet, made at the first call.

    Args:
        conn: a connection inside a transaction.
        owner_id: a person's id, or the id of what shares a pool.
        kind: "user" or "pool".
        now: epoch ms.
    """
    found = find_wallet(conn, owner_id=owner_id, kind=kind)
    if found is None:
        sql.ADD_WALLET.run(conn, id=new_id(), kind=kind, owner_id=owner_id, created_at=now)
        found = find_wallet(conn, owner_id=owner_id, kind=kind)
    if found is None:
        raise RuntimeError(f"the wallet of {owner_id} cannot be found")
    return found


def find_wallet(conn: Connection, *, owner_id: str, kind: str = "user") -> str | None:
    """The id of the owner's wallet, or None when none was made yet."""
    found: str | None = sql.WALLET_OF.scalar(conn, kind=kind, owner_id=owner_id)
    return found


def set_status(conn: Connection, *, wallet_id: str, status: Literal["active", "frozen", "closed"]) -> None:
    """Let a wallet spend, or not: a frozen or closed wallet opens no hold; what is held already can be settled.

    Raises:
        UnknownWallet: there is none.
    """
    if sql.SET_STATUS.run(conn, wallet_id=wallet_id, new=status) != 1:
        raise UnknownWallet(wallet_id)


class Ledger:
    """The ledger as coroutines, each one transaction of its own. Raises what the function of the same name raises.

    A cancelled caller lets go of its answer; the transaction still happens as a whole or not at all.

    Args:
        db: where it is stored.
        clock: what time it is.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def ensure_wallet(self, *, owner_id: str, kind: str = "user") -> str:
        """The id of the owner's wallet, made at the first call."""
        return await self._db.write(ensure_wallet, owner_id=owner_id, kind=kind, now=self._clock())

    async def grant(
        self,
        *,
        wallet_id: str,
        amount: int,
        source: Source,
        key: str,
        expires_at: int | None = None,
        order_id: str | None = None,
        actor: str = "",
        reason: str = "",
    ) -> Posting:
        """Give a wallet tokens, once for each key."""
        return await self._db.write(
            grant,
            wallet_id=wallet_id,
            amount=amount,
            source=source,
            key=key,
            now=self._clock(),
            expires_at=expires_at,
            order_id=order_id,
            actor=actor,
            reason=reason,
        )

    async def hold(
        self, *, wallet_id: str, amount: int, feature: str, key: str, expires_at: int, quote_id: str | None = None
    ) -> Hold:
        """Set tokens aside, once for each key."""
        return await self._db.write(
            hold,
            wallet_id=wallet_id,
            amount=amount,
            feature=feature,
            key=key,
            now=self._clock(),
            expires_at=expires_at,
            quote_id=quote_id,
        )

    async def capture(self, *, hold_id: str, amount: int | None = None) -> Posting:
        """Charge a hold, whole or in part."""
        return await self._db.write(capture, hold_id=hold_id, now=self._clock(), amount=amount)

    async def release(self, *, hold_id: str) -> bool:
        """Give a hold's tokens back; False when it was settled before."""
        return await self._db.write(release, hold_id=hold_id, now=self._clock())

    async def claw_back(
        self, *, wallet_id: str, amount: int, key: str, order_id: str, actor: str = "", reason: str = ""
    ) -> Posting:
        """Take back tokens whose payment was refunded or disputed, once for each key."""
        return await self._db.write(
            claw_back,
            wallet_id=wallet_id,
            amount=amount,
            key=key,
            order_id=order_id,
            now=self._clock(),
            actor=actor,
            reason=reason,
        )

    async def reverse_claw_back(self, *, claw_back_id: str, key: str, actor: str = "", reason: str = "") -> Posting:
        """Undo a claw-back, at most once."""
        return await self._db.write(
            reverse_claw_back, claw_back_id=claw_back_id, key=key, now=self._clock(), actor=actor, reason=reason
        )

    async def set_status(self, *, wallet_id: str, status: Literal["active", "frozen", "closed"]) -> None:
        """Let a wallet spend, or not."""
        await self._db.write(set_status, wallet_id=wallet_id, status=status)

    async def expire_lots(self, *, limit: int = 100) -> int:
        """Take every expired lot out of its wallet, `limit` in a transaction; return how many lots."""
        total = 0
        while taken := await self._db.write(expire_lots, now=self._clock(), limit=limit):
            total += taken
            if taken < limit:
                break
        return total

    async def sweep_holds(self, *, limit: int = 100) -> int:
        """Give back the tokens of open holds whose time has run out, each in its own transaction; return how many."""
        now = self._clock()
        swept = 0
        for hold_id in await self._db.read(due_holds, now=now, limit=limit):
            swept += await self._db.write(expire_hold, hold_id=hold_id, now=now)
        return swept

    async def balance(self, *, wallet_id: str) -> Balance:
        """What the wallet has now."""
        return await self._db.read(balance, wallet_id=wallet_id, now=self._clock())

    async def history(self, *, wallet_id: str, before: int | None = None, limit: int = 10) -> list[HistoryLine]:
        """A page of the wallet's statement, newest first."""
        return await self._db.read(history, wallet_id=wallet_id, before=before, limit=limit)

    async def statement(self, *, wallet_id: str, page: int = 500) -> AsyncIterator[HistoryLine]:
        """The wallet's whole statement, oldest first; a short read a page, so that an export holds up nobody."""
        after = 0
        while lines := await self._db.read(statement_page, wallet_id=wallet_id, after=after, limit=page):
            for line in lines:
                yield line
            after = lines[-1].version

    async def audit(self) -> AuditReport:
        """Recompute everything from the facts, in one snapshot."""
        return await self._db.read(audit)
