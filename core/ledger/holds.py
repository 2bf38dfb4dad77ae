"""Tokens set aside while something is made: hold, then capture or release, each hold at most once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from core.errors import InsufficientTokens
from core.ids import new_id
from core.ledger import sql
from core.ledger.amounts import tokens as checked
from core.ledger.chain import Txn
from core.ledger.errors import HoldSettled, KeyReused, UnknownHold, UnknownWallet, WalletFrozen
from core.ledger.grants import pay_debt
from core.ledger.journal import open_txn, post_capture, posted_before, request_hash
from core.ledger.values import Hold, Posting


def hold(
    conn: Connection,
    *,
    wallet_id: str,
    amount: int,
    feature: str,
    key: str,
    now: int,
    expires_at: int,
    quote_id: str | None = None,
) -> Hold:
    """Set tokens aside, once for each key, from the lots that burn first.

    What is held is safe from the expiry of its lots and from claw-backs until the hold is settled.

    Args:
        conn: a connection inside a transaction.
        wallet_id: whose tokens.
        amount: whole tokens.
        feature: what they are for.
        key: names the real event (the interaction, the message), so that a double press holds once.
        now: epoch ms; a lot that expires now or earlier is not used.
        expires_at: epoch ms after which the sweeper gives the tokens back. Not part of the input a repeat must match.
        quote_id: the price the person agreed to.

    Raises:
        InsufficientTokens: it does not fit; nothing was set aside.
        WalletFrozen: the wallet may not spend.
        BadAmount: no whole number within bounds.
        KeyReused: the key was used with another input.
        UnknownWallet: there is no such wallet.
    """
    amount = checked(amount)
    if not key:
        raise ValueError("a hold needs a key")
    fingerprint = request_hash("hold", key, wallet_id, amount, feature, quote_id)
    hold_id = new_id()
    added = sql.ADD_HOLD.one(
        conn,
        id=hold_id,
        key=key,
        request_hash=fingerprint,
        wallet_id=wallet_id,
        amount=amount,
        feature=feature,
        quote_id=quote_id,
        expires_at=expires_at,
        created_at=now,
    )
    if added is None:
        return _held_before(conn, key, fingerprint)
    if sql.RESERVE.run(conn, wallet_id=wallet_id, amount=amount) != 1:
        _refuse(conn, wallet_id, amount, now)
    parts = sql.ALLOCATE.all(conn, hold_id=hold_id, wallet_id=wallet_id, amount=amount, now=now)
    found = sum(part.amount for part in parts)
    if found != amount:  # the rest has expired and waits for the expiry job
        raise InsufficientTokens(amount, found)
    sql.TAKE_FROM_LOTS.run(conn, hold_id=hold_id)
    return Hold(hold_id, wallet_id, amount, feature, "open", 0, expires_at)


def capture(conn: Connection, *, hold_id: str, now: int, amount: int | None = None) -> Posting:
    """Charge a hold: whole, or a part of it while the rest goes back to the lots it came from.

    Args:
        conn: a connection inside a transaction.
        hold_id: the hold.
        now: epoch ms.
        amount: whole tokens, at most what is held; None for all of it.

    Returns:
        The posting; the same one again, marked `repeated`, when the hold was captured with this amount before.

    Raises:
        HoldSettled: it was released, has expired, or was captured with another amount.
        UnknownHold: there is none.
        BadAmount: no whole number within bounds.
        ValueError: more than is held.
    """
    if amount is None:
        settled = sql.CAPTURE_ALL.one(conn, hold_id=hold_id, now=now)
    else:
        settled = sql.CAPTURE_PART.one(conn, hold_id=hold_id, now=now, part=checked(amount))
    if settled is None:
        return _captured_before(conn, hold_id, amount)
    wallet_id, held, captured, asked = settled
    posted, version, debt = _row(sql.CHARGE.one(conn, wallet_id=wallet_id, amount=held, captured=captured), wallet_id)
    txn = Txn(
        id=hold_id,  # a hold is captured once at most, so its id is free for its transaction
        key=f"capture:{hold_id}",
        request_hash=asked,
        kind="capture",
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
        raise RuntimeError(f"hold {hold_id} was captured twice")
    post_capture(conn, txn, wallet_id, captured=captured, posted=posted, version=version)
    if captured < held:
        _return_rest(conn, hold_id, captured)
        if debt:
            pay_debt(conn, wallet_id=wallet_id, hold_id=hold_id, now=now)
    return Posting(txn.id, wallet_id, -captured, 0, posted, debt)


def release(conn: Connection, *, hold_id: str, now: int) -> bool:
    """Give a hold's tokens back to the lots they came from; False when it was settled before.

    Raises:
        UnknownHold: there is none.
    """
    settled = sql.RELEASE.one(conn, hold_id=hold_id, now=now)
    if settled is None:
        _known(conn, hold_id)
        return False
    _give_back(conn, hold_id, settled.wallet_id, settled.amount, now)
    return True


def expire_hold(conn: Connection, *, hold_id: str, now: int) -> bool:
    """Give the tokens of a hold back whose time has run out; False when it has not, or when it was settled before.

    Raises:
        UnknownHold: there is none.
    """
    settled = sql.EXPIRE_HOLD.one(conn, hold_id=hold_id, now=now)
    if settled is None:
        _known(conn, hold_id)
        return False
    _give_back(conn, hold_id, settled.wallet_id, settled.amount, now)
    return True


def due_holds(conn: Connection, *, now: int, limit: int = 100) -> list[str]:
    """The ids of open holds whose time has run out, oldest first."""
    return [row.id for row in sql.DUE_HOLDS.all(conn, now=now, most=limit)]


def find_hold(conn: Connection, *, hold_id: str) -> Hold | None:
    """The hold as it stands now, or None when there is none."""
    row = sql.HOLD.one(conn, hold_id=hold_id)
    return _hold_of(row, repeated=False) if row is not None else None


def _hold_of(row: Any, *, repeated: bool) -> Hold:
    return Hold(row.id, row.wallet_id, row.amount, row.feature, row.status, row.captured, row.expires_at, repeated)


def _row(found: Any | None, wallet_id: str) -> Any:
    if found is None:
        raise UnknownWallet(wallet_id)
    return found


def _known(conn: Connection, hold_id: str) -> Any:
    row = sql.HOLD.one(conn, hold_id=hold_id)
    if row is None:
        raise UnknownHold(hold_id)
    return row


def _held_before(conn: Connection, key: str, fingerprint: str) -> Hold:
    row = sql.HOLD_BY_KEY.one(conn, key=key)
    if row is None:
        raise RuntimeError(f"the key {key!r} is taken and cannot be found")
    if row.request_hash != fingerprint:
        raise KeyReused(key)
    return _hold_of(row, repeated=True)


def _captured_before(conn: Connection, hold_id: str, amount: int | None) -> Posting:
    row = _known(conn, hold_id)
    wanted = row.amount if amount is None else amount
    if row.status == "open":
        raise ValueError(f"hold {hold_id} has {row.amount} tokens, not {wanted}")
    if row.status != "captured" or row.captured != wanted:
        raise HoldSettled(f"hold {hold_id} is {row.status} with {row.captured} of {row.amount} tokens")
    earlier = posted_before(conn, f"capture:{hold_id}", row.request_hash)
    if earlier is None:
        raise RuntimeError(f"hold {hold_id} is captured without a transaction")
    return earlier


def _refuse(conn: Connection, wallet_id: str, amount: int, now: int) -> None:
    row = _row(sql.WALLET.one(conn, wallet_id=wallet_id), wallet_id)
    if row.status != "active":
        raise WalletFrozen
    raise InsufficientTokens(amount, sql.AVAILABLE.scalar(conn, wallet_id=wallet_id, now=now) or 0)


def _give_back(conn: Connection, hold_id: str, wallet_id: str, amount: int, now: int) -> None:
    (debt,) = _row(sql.UNRESERVE.one(conn, wallet_id=wallet_id, amount=amount), wallet_id)
    sql.RETURN_ALL.run(conn, hold_id=hold_id)
    sql.GIVE_TO_LOTS.run(conn, hold_id=hold_id)
    if debt:
        pay_debt(conn, wallet_id=wallet_id, hold_id=hold_id, now=now)


def _return_rest(conn: Connection, hold_id: str, captured: int) -> None:
    """What burns first is charged first; the rest goes back."""
    left = captured
    for lot_id, amount in sql.ALLOCS.all(conn, hold_id=hold_id):
        used = min(amount, left)
        left -= used
        if used < amount:
            sql.RETURN_PART.run(conn, hold_id=hold_id, lot_id=lot_id, part=amount - used)
    sql.GIVE_TO_LOTS.run(conn, hold_id=hold_id)
