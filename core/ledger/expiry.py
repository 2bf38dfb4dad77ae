"""The job that takes expired tokens out of the wallets, and the stop that keeps a mad clock from doing so."""

from __future__ import annotations

import logging
from itertools import count
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from core.clock import DAY, utc
from core.ids import new_id
from core.ledger import sql
from core.ledger.chain import Txn
from core.ledger.journal import lock_wallet, open_txn, post, request_hash
from core.ledger.tables import expiry_watch
from core.persistence.statements import Statement

LONGEST_GAP: Final = DAY
"""A longer time than this since the last run is a clock that jumped or a bot that was away; nobody can tell at once."""

SETTLING_TIME: Final = DAY
"""After such a gap nothing is taken until the clock has stood beyond it for this long by its own count.

Tokens past their time cannot be spent meanwhile: `hold` looks at the clock too. So waiting gives nothing away, and a
clock that is put right within the day has taken nothing from anybody.
"""

_log = logging.getLogger(__name__)

_START = Statement(sql.insert_once(expiry_watch).values(id=1, ran_at=bindparam("now"), jump_seen_at=None))
_WATCH = Statement(select(expiry_watch).where(expiry_watch.c.id == 1).with_for_update(key_share=True))
_SINCE = Statement(select(expiry_watch.c.jump_seen_at).where(expiry_watch.c.id == 1))
_MARK = Statement(
    update(expiry_watch).where(expiry_watch.c.id == 1).values(ran_at=bindparam("ran"), jump_seen_at=bindparam("jump"))
)


def expire_lots(conn: Connection, *, now: int, limit: int = 100) -> int:
    """Take what is left of expired lots out of their wallets; return how many lots.

    What an open hold has set aside stays with the hold; when it comes back to an expired lot, a later run takes it.
    Running twice, or twice at once, takes nothing twice. After a gap of more than a day since the last run nothing is
    taken for a day (see `SETTLING_TIME`); `expiry_paused_since` tells.

    Args:
        conn: a connection inside a transaction.
        now: epoch ms.
        limit: lots at most; call again while it returns this many.
    """
    if not _clock_is_steady(conn, now):
        return 0
    taken = 0
    for lot_id, wallet_id in sql.DUE_LOTS.all(conn, now=now, most=limit):
        wallet = lock_wallet(conn, wallet_id)
        # Read again under the lock: another job may have been here in the meantime.
        remaining = sql.LOCKED_LOT.scalar(conn, lot_id=lot_id)
        if not remaining:
            continue
        txn = _open(conn, lot_id, wallet_id, remaining, now)
        sql.ADD_DEBIT.run(conn, txn_id=txn.id, lot_id=lot_id, amount=remaining)
        sql.CHANGE_LOT.run(conn, lot_id=lot_id, change=-remaining)
        post(conn, txn, wallet, tokens=-remaining, owed=0, contra="expired")
        taken += 1
    return taken


def expiry_paused_since(conn: Connection) -> int | None:
    """Since when the job waits because of a jump of the clock, epoch ms; None when it does not wait."""
    since: int | None = _SINCE.scalar(conn)
    return since


def _open(conn: Connection, lot_id: str, wallet_id: str, remaining: int, now: int) -> Txn:
    """Open the lot's next expiry. Nearly always its first; a hold may have brought tokens back after that one."""
    for turn in count(1):
        key = f"expire:{lot_id}" if turn == 1 else f"expire:{lot_id}:{turn}"
        txn = Txn(
            id=new_id(),
            key=key,
            request_hash=request_hash("expire", key, wallet_id, remaining),
            kind="expire",
            source=None,
            expires_at=None,
            order_id=None,
            hold_id=None,
            reverses_id=None,
            actor="",
            reason="",
            created_at=now,
        )
        if open_txn(conn, txn):
            return txn
    raise AssertionError("unreachable")


def _clock_is_steady(conn: Connection, now: int) -> bool:
    """Note this run; False while the clock has to prove itself."""
    _START.run(conn, now=now)
    watch = _WATCH.one(conn)
    if watch is None:
        raise RuntimeError("the expiry job has lost its row")
    if now - watch.ran_at <= LONGEST_GAP:
        _MARK.run(conn, ran=now, jump=None)
        return True
    seen = watch.jump_seen_at
    if seen is None or now < seen:
        _log.warning(
            "The clock went from %s to %s since tokens were last expired; expiry waits for a day.",
            utc(watch.ran_at),
            utc(now),
        )
        _MARK.run(conn, ran=watch.ran_at, jump=now)
        return False
    if now - seen < SETTLING_TIME:
        return False
    _MARK.run(conn, ran=now, jump=None)
    return True
