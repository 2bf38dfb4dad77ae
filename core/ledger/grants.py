"""Tokens coming in, claw-back of what was bought, and its debt."""

from __future__ import annotations

from sqlalchemy import Connection

from core.ids import new_id
from core.ledger import sql
from core.ledger.amounts import PRIORITY, PURCHASED, Source, contra_account
from core.ledger.amounts import tokens as checked
from core.ledger.chain import Txn
from core.ledger.errors import NotAClawBack
from core.ledger.journal import lock_wallet, open_txn, post, posted_before, request_hash
from core.ledger.values import Posting


def grant(
    conn: Connection,
    *,
    wallet_id: str,
    amount: int,
    source: Source,
    key: str,
    now: int,
    expires_at: int | None = None,
    order_id: str | None = None,
    actor: str = "",
    reason: str = "",
) -> Posting:
    """Give a wallet tokens, once for each key.

    Bought tokens pay an open debt first; only the rest becomes a lot that can be spent.

    Args:
        conn: a connection inside a transaction.
        wallet_id: who gets them.
        amount: whole tokens.
        source: where they come from; decides burn order and how they are shown.
        key: names the real event ("daily:…", "stripe:order:…:seq:1"), never made up at a retry.
        now: epoch ms.
        expires_at: epoch ms, later than `now`, or None for never. Not part of the input that a repeat must match.
        order_id: the order that paid for them.
        actor: who did it, where a person did (an operator).
        reason: why, in words for the statement.

    Raises:
        BadAmount: no whole number within bounds.
        KeyReused: the key was used with another input.
        UnknownWallet: there is no such wallet.
        BalanceTooHigh: the wallet would own too much.
        ValueError: it would have expired already, or the source or the key is none.
    """
    amount = checked(amount)
    source = Source(source)
    if not key:
        raise ValueError("a grant needs a key")
    if expires_at is not None and expires_at <= now:
        raise ValueError("a grant cannot expire before it is made")
    fingerprint = request_hash("grant", key, wallet_id, amount, source.value, order_id, actor, reason)
    txn = Txn(
        id=new_id(),
        key=key,
        request_hash=fingerprint,
        kind="grant",
        source=source.value,
        expires_at=expires_at,
        order_id=order_id,
        hold_id=None,
        reverses_id=None,
        actor=actor,
        reason=reason,
        created_at=now,
    )
    if not open_txn(conn, txn):
        return _repeated(conn, key, fingerprint)
    wallet = lock_wallet(conn, wallet_id)
    pays = min(wallet.debt, amount) if source in PURCHASED else 0
    posting = post(conn, txn, wallet, tokens=amount - pays, owed=-pays, contra=contra_account(source))
    if amount > pays:
        _add_lot(conn, txn, wallet_id, source, amount - pays, expires_at)
    return posting


def claw_back(
    conn: Connection,
    *,
    wallet_id: str,
    amount: int,
    key: str,
    order_id: str,
    now: int,
    actor: str = "",
    reason: str = "",
) -> Posting:
    """Take back tokens whose payment was refunded or disputed, once for each key.

    Taken from the lots of the order first, then from other bought lots; never from free tokens, from gifts of others or
    from what an open hold has set aside. What is missing becomes a debt that the next purchase pays.

    Args:
        conn: a connection inside a transaction.
        wallet_id: who bought them.
        amount: whole tokens.
        key: names the real event, for instance "refund:re_…".
        order_id: the order that paid for them.
        now: epoch ms.
        actor: who did it, where a person did.
        reason: why, in words for the statement.

    Raises:
        BadAmount, KeyReused, UnknownWallet, BalanceTooHigh, ValueError: as `grant`.
    """
    amount = checked(amount)
    if not key:
        raise ValueError("a claw-back needs a key")
    fingerprint = request_hash("clawback", key, wallet_id, amount, order_id, actor, reason)
    txn = Txn(
        id=new_id(),
        key=key,
        request_hash=fingerprint,
        kind="clawback",
        source=None,
        expires_at=None,
        order_id=order_id,
        hold_id=None,
        reverses_id=None,
        actor=actor,
        reason=reason,
        created_at=now,
    )
    if not open_txn(conn, txn):
        return _repeated(conn, key, fingerprint)
    wallet = lock_wallet(conn, wallet_id)
    taken = _take(conn, txn, wallet_id, amount, order_id, now)
    return post(conn, txn, wallet, tokens=-taken, owed=amount - taken, contra="mint")


def reverse_claw_back(
    conn: Connection, *, claw_back_id: str, key: str, now: int, actor: str = "", reason: str = ""
) -> Posting:
    """Undo a claw-back (a refund that failed, a dispute that was won): each of them at most once.

    Pays what is still owed first, then gives back to the lots it took from; where a later purchase had paid the debt,
    that part becomes a new lot of bought tokens.

    Args:
        conn: a connection inside a transaction.
        claw_back_id: the id of the claw-back's transaction.
        key: names the real event, for instance "dispute:dp_…:reinstated".
        now: epoch ms.
        actor: who did it, where a person did.
        reason: why, in words for the statement.

    Raises:
        NotAClawBack: the transaction is none, or it was reversed under another key.
        KeyReused: the key was used with another input.
        BalanceTooHigh: the wallet would own too much.
    """
    if not key:
        raise ValueError("a reversal needs a key")
    undone = sql.TXN.one(conn, txn_id=claw_back_id)
    if undone is None or undone.kind != "clawback":
        raise NotAClawBack(claw_back_id)
    fingerprint = request_hash("reversal", key, claw_back_id, actor, reason)
    txn = Txn(
        id=new_id(),
        key=key,
        request_hash=fingerprint,
        kind="reversal",
        source=None,
        expires_at=None,
        order_id=undone.order_id,
        hold_id=None,
        reverses_id=claw_back_id,
        actor=actor,
        reason=reason,
        created_at=now,
    )
    if not open_txn(conn, txn):
        earlier = posted_before(conn, key, fingerprint)
        if earlier is None:
            raise NotAClawBack(f"{claw_back_id} was reversed before, under another key")
        return earlier
    lines = [line for line in sql.ENTRIES.all(conn, txn_id=claw_back_id) if line.wallet_id is not None]
    wallet = lock_wallet(conn, lines[0].wallet_id)
    amount = -sum(line.amount for line in lines)
    pays = min(wallet.debt, amount)
    posting = post(conn, txn, wallet, tokens=amount - pays, owed=-pays, contra="mint")
    left = amount - pays
    for lot_id, was_taken in sql.DEBITS.all(conn, txn_id=claw_back_id):
        back = min(was_taken, left)
        if back:
            sql.ADD_DEBIT.run(conn, txn_id=txn.id, lot_id=lot_id, amount=-back)
            sql.CHANGE_LOT.run(conn, lot_id=lot_id, change=back)
            left -= back
    if left:
        _add_lot(conn, txn, wallet.id, Source.PAID, left, None)
    return posting


def pay_debt(conn: Connection, *, wallet_id: str, hold_id: str, now: int) -> None:
    """Pay a debt from bought tokens that a settled hold has given back; nothing happens when there is neither.

    Without it a hold that is open during a claw-back, and released after it, would hide tokens from the claw-back.
    """
    wallet = lock_wallet(conn, wallet_id)
    payable = sum(lot.remaining for lot in sql.LOTS.all(conn, wallet_id=wallet_id, now=now) if lot.source in PURCHASED)
    pays = min(wallet.debt, payable)
    if not pays:
        return
    key = f"debt:{hold_id}"
    txn = Txn(
        id=new_id(),
        key=key,
        request_hash=request_hash("debt", key, wallet_id, pays),
        kind="debt",
        source=None,
        expires_at=None,
        order_id=None,
        hold_id=hold_id,
        reverses_id=None,
        actor="",
        reason="",
        created_at=now,
    )
    if not open_txn(conn, txn):
        raise RuntimeError(f"hold {hold_id} was settled twice")
    _take(conn, txn, wallet_id, pays, None, now)
    post(conn, txn, wallet, tokens=-pays, owed=-pays, contra="mint")


def _repeated(conn: Connection, key: str, fingerprint: str) -> Posting:
    earlier = posted_before(conn, key, fingerprint)
    if earlier is None:
        raise RuntimeError(f"the key {key!r} is taken and cannot be found")
    return earlier


def _take(conn: Connection, txn: Txn, wallet_id: str, amount: int, order_id: str | None, now: int) -> int:
    """Take up to `amount` from the bought lots of a locked wallet, those of the order first; return what was there."""
    lots = [
        lot
        for lot in sql.LOTS.all(conn, wallet_id=wallet_id, now=now)
        if lot.source in PURCHASED or (order_id is not None and lot.order_id == order_id)
    ]
    lots.sort(key=lambda lot: (lot.order_id != order_id, PRIORITY[Source(lot.source)], lot.id))
    left = amount
    for lot in lots:
        part = min(lot.remaining, left)
        if not part:
            break
        sql.ADD_DEBIT.run(conn, txn_id=txn.id, lot_id=lot.id, amount=part)
        sql.CHANGE_LOT.run(conn, lot_id=lot.id, change=-part)
        left -= part
    return amount - left


def _add_lot(conn: Connection, txn: Txn, wallet_id: str, source: Source, amount: int, expires_at: int | None) -> None:
    sql.ADD_LOT.run(
        conn,
        id=txn.id,
        wallet_id=wallet_id,
        source=source.value,
        priority=PRIORITY[source],
        granted=amount,
        remaining=amount,
        expires_at=expires_at,
        order_id=txn.order_id,
        created_at=txn.created_at,
    )
