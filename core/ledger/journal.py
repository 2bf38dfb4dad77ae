"""Writing facts: one balanced transaction at a time, numbered and chained."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from core.ledger import sql
from core.ledger.chain import Line, Txn, digest, entry_hash, genesis
from core.ledger.errors import BalanceTooHigh, KeyReused, UnknownWallet
from core.ledger.tables import MAX_BALANCE
from core.ledger.values import Posting


def open_txn(conn: Connection, txn: Txn) -> bool:
    """Insert the transaction's row; False when its key (or what it reverses) is there already.

    On PostgreSQL a second caller with the same key waits here until the first has committed or given up.
    """
    return sql.ADD_TXN.one(conn, **txn._asdict()) is not None


def lock_wallet(conn: Connection, wallet_id: str) -> Any:
    """The wallet's row, locked until the end of the transaction where the database has row locks.

    Raises:
        UnknownWallet: there is none.
    """
    row = sql.LOCK_WALLET.one(conn, wallet_id=wallet_id)
    if row is None:
        raise UnknownWallet(wallet_id)
    return row


def head(conn: Connection, wallet: Any) -> str:
    """The hash of the wallet's last entry, or what stands before the first one. `wallet` is its locked row."""
    if wallet.version == 0:
        return genesis(wallet.id, wallet.kind, wallet.owner_id, wallet.created_at)
    found: str | None = sql.HEAD.scalar(conn, wallet_id=wallet.id, version=wallet.version)
    if found is None:
        raise RuntimeError(f"wallet {wallet.id} has lost its entry {wallet.version}")
    return found


def post(conn: Connection, txn: Txn, wallet: Any, *, tokens: int, owed: int, contra: str) -> Posting:
    """Write the entries of an opened transaction and move the wallet's cached balance with them.

    Args:
        conn: a connection inside a transaction.
        txn: the transaction; its row is written.
        wallet: the wallet's row from `lock_wallet`, not changed since.
        tokens: change of the tokens owned; may be 0.
        owed: change of the debt; may be 0, but not together with `tokens`.
        contra: the house's account that takes the other side.

    Raises:
        BalanceTooHigh: the wallet would own or owe more than a wallet may.
    """
    posted, debt = wallet.posted + tokens, wallet.debt + owed
    if max(posted, debt) > MAX_BALANCE:
        raise BalanceTooHigh
    lines: list[Line] = []
    version = wallet.version
    for account, amount, balance in (("tokens", tokens, posted), ("debt", -owed, -debt)):
        if amount:
            version += 1
            lines.append(Line(len(lines), account, wallet.id, amount, balance, version))
    if tokens != owed:
        lines.append(Line(len(lines), contra, None, owed - tokens, None, None))
    previous = head(conn, wallet)
    moved = sql.MOVE.run(
        conn, wallet_id=wallet.id, seen=wallet.version, tokens=tokens, owed=owed, entries=version - wallet.version
    )
    if moved != 1:
        raise RuntimeError(f"wallet {wallet.id} changed under its lock")
    whole = tuple(lines)
    for line in whole:
        if line.wallet_id is not None:
            previous = entry_hash(previous, line.line, txn, whole)
        sql.ADD_ENTRY.run(conn, txn_id=txn.id, **line._asdict(), hash=None if line.wallet_id is None else previous)
    return Posting(txn.id, wallet.id, tokens, owed, posted, debt)


def post_capture(conn: Connection, txn: Txn, wallet_id: str, *, captured: int, posted: int, version: int) -> None:
    """Write the two entries of a capture; the wallet's row has been moved to `posted` and `version` already.

    The short form of `post` for the one transaction that happens all the time.
    """
    previous: str | None = sql.HEAD.scalar(conn, wallet_id=wallet_id, version=version - 1)
    if previous is None:
        raise RuntimeError(f"wallet {wallet_id} has lost its entry {version - 1}")
    lines = (
        Line(0, "tokens", wallet_id, -captured, posted, version),
        Line(1, "income", None, captured, None, None),
    )
    sql.ADD_CAPTURE_ENTRIES.run(
        conn,
        txn_id=txn.id,
        wallet_id=wallet_id,
        amount=-captured,
        contra=captured,
        balance_after=posted,
        version=version,
        hash=entry_hash(previous, 0, txn, lines),
    )


def posted_before(conn: Connection, key: str, request_hash: str) -> Posting | None:
    """What the key posted the first time, or None when it never did.

    Raises:
        KeyReused: it was posted with another input.
    """
    txn = sql.TXN_BY_KEY.one(conn, key=key)
    if txn is None:
        return None
    if txn.request_hash != request_hash:
        raise KeyReused(key)
    return _posting_of(conn, txn.id)


def _posting_of(conn: Connection, txn_id: str) -> Posting:
    """A stored transaction as the wallet's side saw it; what it did not touch is shown as it is now."""
    lines = {line.account: line for line in sql.ENTRIES.all(conn, txn_id=txn_id) if line.wallet_id is not None}
    wallet_id = next(iter(lines.values())).wallet_id
    wallet = sql.WALLET.one(conn, wallet_id=wallet_id)
    if wallet is None:
        raise UnknownWallet(wallet_id)
    tokens, debt = lines.get("tokens"), lines.get("debt")
    return Posting(
        txn_id,
        wallet_id,
        amount=tokens.amount if tokens else 0,
        debt_change=-debt.amount if debt else 0,
        posted=tokens.balance_after if tokens else wallet.posted,
        debt=-debt.balance_after if debt else wallet.debt,
        repeated=True,
    )


def request_hash(*parts: object) -> str:
    """The fingerprint of what an idempotent operation was asked to do. Times of the call are not part of it."""
    return digest(*parts)
