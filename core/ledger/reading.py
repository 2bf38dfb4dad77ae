"""What a wallet has and what happened to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, select

from core.ledger import sql
from core.ledger.amounts import FREE, Source
from core.ledger.errors import UnknownWallet
from core.ledger.tables import hold, ledger_entry, ledger_txn
from core.ledger.values import Balance, HistoryLine
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement

_LINE = (
    select(
        ledger_entry.c.version,
        ledger_txn.c.created_at,
        ledger_entry.c.account,
        ledger_txn.c.kind,
        ledger_txn.c.source,
        hold.c.feature,
        ledger_entry.c.amount,
        ledger_entry.c.balance_after,
        ledger_txn.c.reason,
        ledger_txn.c.order_id,
        ledger_txn.c.id,
    )
    .join(ledger_txn, ledger_txn.c.id == ledger_entry.c.txn_id)
    .outerjoin(hold, hold.c.id == ledger_txn.c.hold_id)
    .where(ledger_entry.c.wallet_id == bindparam("wallet_id"))
    .limit(bindparam("most", type_=BigInt))
)
_VERSION = bindparam("version", type_=BigInt)
_NEWEST = Statement(_LINE.order_by(ledger_entry.c.version.desc()))
_BEFORE = Statement(_LINE.where(ledger_entry.c.version < _VERSION).order_by(ledger_entry.c.version.desc()))
_AFTER = Statement(_LINE.where(ledger_entry.c.version > _VERSION).order_by(ledger_entry.c.version))


def balance(conn: Connection, *, wallet_id: str, now: int) -> Balance:
    """What the wallet has at `now` (epoch ms).

    Raises:
        UnknownWallet: there is none.
    """
    wallet = sql.WALLET.one(conn, wallet_id=wallet_id)
    if wallet is None:
        raise UnknownWallet(wallet_id)
    paid = free = 0
    expiring: dict[int, int] = {}
    for lot in sql.LOTS.all(conn, wallet_id=wallet_id, now=now):
        if lot.source in FREE:
            free += lot.remaining
        else:
            paid += lot.remaining
        if lot.expires_at is not None:
            expiring[lot.expires_at] = expiring.get(lot.expires_at, 0) + lot.remaining
    return Balance(
        posted=wallet.posted,
        held=wallet.held,
        available=paid + free,
        paid=paid,
        free=free,
        debt=wallet.debt,
        expiring=tuple((amount, at) for at, amount in sorted(expiring.items())),
    )


def unexpired(conn: Connection, *, wallet_id: str, now: int, sources: Collection[Source]) -> int:
    """How many unexpired tokens of these sources the wallet owns, with those that open holds have set aside."""
    lots = sql.LOTS.all(conn, wallet_id=wallet_id, now=now)
    held = sql.HELD_LOTS.all(conn, wallet_id=wallet_id, now=now)
    return sum(
        (
            *(int(lot.remaining) for lot in lots if lot.source in sources),
            *(int(part.amount) for part in held if part.source in sources),
        )
    )


def history(conn: Connection, *, wallet_id: str, before: int | None = None, limit: int = 10) -> list[HistoryLine]:
    """A page of the wallet's statement, newest first, each line with the balance after it.

    Args:
        conn: a connection inside a transaction.
        wallet_id: whose.
        before: the `version` of the last line of the page before; None for the first page.
        limit: lines at most.
    """
    if before is None:
        rows = _NEWEST.all(conn, wallet_id=wallet_id, most=limit)
    else:
        rows = _BEFORE.all(conn, wallet_id=wallet_id, most=limit, version=before)
    return [_line(row) for row in rows]


def statement_page(conn: Connection, *, wallet_id: str, after: int = 0, limit: int = 500) -> list[HistoryLine]:
    """A page of the wallet's statement, oldest first: the lines after version `after`."""
    return [_line(row) for row in _AFTER.all(conn, wallet_id=wallet_id, most=limit, version=after)]


def statement(conn: Connection, *, wallet_id: str, page: int = 500) -> Iterator[HistoryLine]:
    """The wallet's whole statement, oldest first, read page by page; for an export."""
    after = 0
    while lines := statement_page(conn, wallet_id=wallet_id, after=after, limit=page):
        yield from lines
        after = lines[-1].version


def _line(row: Any) -> HistoryLine:
    return HistoryLine(
        version=row.version,
        at=row.created_at,
        account=row.account,
        kind=row.kind,
        source=row.source,
        feature=row.feature,
        amount=row.amount,
        balance=row.balance_after,
        reason=row.reason,
        order_id=row.order_id,
        txn_id=row.id,
    )
