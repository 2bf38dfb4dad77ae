"""The statements of the ledger: each compiled once a dialect, the same text on SQLite and PostgreSQL.

On PostgreSQL an UPDATE that waited for a row sees that row anew, but its subqueries still see the snapshot from before
the wait. So no statement here updates a wallet and looks at other rows at once: first the wallet's row is taken, then
the following statements, each with a snapshot of its own, see all that was committed before.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    Text,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.ledger.chain import Txn
from core.ledger.tables import grant_lot, hold, hold_alloc, ledger_entry, ledger_txn, lot_debit, wallet
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement

ZERO: Final = literal_column("0", BigInt)
ONE: Final = literal_column("1", BigInt)


def insert_once(table: Table) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING for both databases.

    SQLAlchemy has this clause once a dialect. PostgreSQL's compiler reads SQLite's as well, but for one attribute, and
    that saves loading the whole of the other dialect (0.1 s) in a process that will never talk to it.
    """
    statement = sqlite_insert(table).on_conflict_do_nothing()
    vars(statement._post_values_clause)["constraint_target"] = None
    return statement


def _int(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=BigInt)


def _text(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=Text())


def _word(word: str) -> ColumnElement[Any]:
    """A constant of our own, written into the SQL: one parameter less to hand over."""
    return literal_column(f"'{word}'", Text)


def _by_name(*names: str) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}


def total(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """SUM as a 64-bit integer, 0 for no rows; PostgreSQL adds up to NUMERIC otherwise."""
    return cast(func.coalesce(func.sum(column), ZERO), BigInt)


UNEXPIRED: Final = or_(grant_lot.c.expires_at.is_(None), grant_lot.c.expires_at > _int("now"))

# --- wallets ---

ADD_WALLET: Final = Statement(insert_once(wallet).values(_by_name("id", "kind", "owner_id", "created_at")))
WALLET_OF: Final = Statement(
    select(wallet.c.id).where(wallet.c.kind == _text("kind"), wallet.c.owner_id == _text("owner_id"))
)
WALLET: Final = Statement(select(wallet).where(wallet.c.id == _text("wallet_id")))
LOCK_WALLET: Final = Statement(select(wallet).where(wallet.c.id == _text("wallet_id")).with_for_update(key_share=True))
SET_STATUS: Final = Statement(update(wallet).where(wallet.c.id == _text("wallet_id")).values(status=_text("new")))
MOVE: Final = Statement(
    update(wallet)
    .where(wallet.c.id == _text("wallet_id"), wallet.c.version == _int("seen"))
    .values(
        posted=wallet.c.posted + _int("tokens"),
        debt=wallet.c.debt + _int("owed"),
        version=wallet.c.version + _int("entries"),
    )
)

# --- the journal ---

ADD_TXN: Final = Statement(insert_once(ledger_txn).values(_by_name(*Txn._fields)).returning(ledger_txn.c.id))
TXN: Final = Statement(select(ledger_txn).where(ledger_txn.c.id == _text("txn_id")))
TXN_BY_KEY: Final = Statement(select(ledger_txn).where(ledger_txn.c.key == _text("key")))
ENTRIES: Final = Statement(
    select(ledger_entry).where(ledger_entry.c.txn_id == _text("txn_id")).order_by(ledger_entry.c.line)
)
HEAD: Final = Statement(
    select(ledger_entry.c.hash).where(
        ledger_entry.c.wallet_id == _text("wallet_id"), ledger_entry.c.version == _int("version")
    )
)
ADD_ENTRY: Final = Statement(insert(ledger_entry))
ADD_CAPTURE_ENTRIES: Final = Statement(
    insert(ledger_entry).values(
        [
            {
                "txn_id": _text("txn_id"),
                "line": ZERO,
                "account": _word("tokens"),
                "wallet_id": _text("wallet_id"),
                "amount": _int("amount"),
                "balance_after": _int("balance_after"),
                "version": _int("version"),
                "hash": _text("hash"),
            },
            {
                "txn_id": _text("txn_id"),
                "line": ONE,
                "account": _word("income"),
                "wallet_id": null(),
                "amount": _int("contra"),
                "balance_after": null(),
                "version": null(),
                "hash": null(),
            },
        ]
    )
)

# --- lots ---

ADD_LOT: Final = Statement(insert(grant_lot))
LOCKED_LOT: Final = Statement(select(grant_lot.c.remaining).where(grant_lot.c.id == _text("lot_id")))
CHANGE_LOT: Final = Statement(
    update(grant_lot).where(grant_lot.c.id == _text("lot_id")).values(remaining=grant_lot.c.remaining + _int("change"))
)
ADD_DEBIT: Final = Statement(insert(lot_debit))
DEBITS: Final = Statement(
    select(lot_debit.c.lot_id, lot_debit.c.amount)
    .where(lot_debit.c.txn_id == _text("txn_id"))
    .order_by(lot_debit.c.lot_id)
)
LOTS: Final = Statement(
    select(grant_lot.c.id, grant_lot.c.source, grant_lot.c.remaining, grant_lot.c.expires_at, grant_lot.c.order_id)
    .where(grant_lot.c.wallet_id == _text("wallet_id"), grant_lot.c.remaining > ZERO, UNEXPIRED)
    .order_by(grant_lot.c.id)
)
AVAILABLE: Final = Statement(
    select(total(grant_lot.c.remaining)).where(
        grant_lot.c.wallet_id == _text("wallet_id"), grant_lot.c.remaining > ZERO, UNEXPIRED
    )
)
HELD_LOTS: Final = Statement(
    select(grant_lot.c.source, hold_alloc.c.amount)
    .join(hold_alloc, hold_alloc.c.hold_id == hold.c.id)
    .join(grant_lot, grant_lot.c.id == hold_alloc.c.lot_id)
    .select_from(hold)
    .where(hold.c.wallet_id == _text("wallet_id"), hold.c.status == _word("open"), UNEXPIRED)
)
DUE_LOTS: Final = Statement(
    select(grant_lot.c.id, grant_lot.c.wallet_id)
    .where(grant_lot.c.remaining > ZERO, grant_lot.c.expires_at <= _int("now"))
    # In the order of their wallets, so that two jobs at once wait for each other in the same order.
    .order_by(grant_lot.c.wallet_id, grant_lot.c.id)
    .limit(_int("most"))
)

# --- holds ---

ADD_HOLD: Final = Statement(
    insert_once(hold)
    .values(
        _by_name("id", "key", "request_hash", "wallet_id", "amount", "feature", "quote_id", "expires_at", "created_at")
    )
    .returning(hold.c.id)
)
HOLD_BY_KEY: Final = Statement(select(hold).where(hold.c.key == _text("key")))
HOLD: Final = Statement(select(hold).where(hold.c.id == _text("hold_id")))
DUE_HOLDS: Final = Statement(
    select(hold.c.id)
    .where(hold.c.status == _word("open"), hold.c.expires_at <= _int("now"))
    .order_by(hold.c.expires_at, hold.c.id)
    .limit(_int("most"))
)
RESERVE: Final = Statement(
    update(wallet)
    .where(
        wallet.c.id == _text("wallet_id"),
        wallet.c.status == _word("active"),
        wallet.c.posted - wallet.c.held >= _int("amount"),
    )
    .values(held=wallet.c.held + _int("amount"))
)
UNRESERVE: Final = Statement(
    update(wallet)
    .where(wallet.c.id == _text("wallet_id"))
    .values(held=wallet.c.held - _int("amount"))
    .returning(wallet.c.debt)
)
CHARGE: Final = Statement(
    update(wallet)
    .where(wallet.c.id == _text("wallet_id"))
    .values(
        held=wallet.c.held - _int("amount"),
        posted=wallet.c.posted - _int("captured"),
        version=wallet.c.version + ONE,
    )
    .returning(wallet.c.posted, wallet.c.version, wallet.c.debt)
)
_IS_OPEN: Final = (hold.c.id == _text("hold_id")) & (hold.c.status == _word("open"))
CAPTURE_ALL: Final = Statement(
    update(hold)
    .where(_IS_OPEN)
    .values(status=_word("captured"), captured=hold.c.amount, settled_at=_int("now"))
    .returning(hold.c.wallet_id, hold.c.amount, hold.c.captured, hold.c.request_hash)
)
CAPTURE_PART: Final = Statement(
    update(hold)
    .where(_IS_OPEN, hold.c.amount >= _int("part"))
    .values(status=_word("captured"), captured=_int("part"), settled_at=_int("now"))
    .returning(hold.c.wallet_id, hold.c.amount, hold.c.captured, hold.c.request_hash)
)
RELEASE: Final = Statement(
    update(hold)
    .where(_IS_OPEN)
    .values(status=_word("released"), settled_at=_int("now"))
    .returning(hold.c.wallet_id, hold.c.amount)
)
EXPIRE_HOLD: Final = Statement(
    update(hold)
    .where(_IS_OPEN, hold.c.expires_at <= _int("now"))
    .values(status=_word("expired"), settled_at=_int("now"))
    .returning(hold.c.wallet_id, hold.c.amount)
)

# --- which lots a hold took from ---

BURN_ORDER: Final = (
    grant_lot.c.priority,
    case((grant_lot.c.expires_at.is_(None), ONE), else_=ZERO),
    grant_lot.c.expires_at,
    grant_lot.c.id,
)


def _allocate() -> Statement:
    """Spread a hold over the lots in burn order: one statement, however many lots it takes."""
    so_far = func.sum(grant_lot.c.remaining).over(order_by=BURN_ORDER)
    queue = (
        select(
            grant_lot.c.id,
            grant_lot.c.remaining,
            cast(so_far - grant_lot.c.remaining, BigInt).label("before"),
        )
        .where(grant_lot.c.wallet_id == _text("wallet_id"), grant_lot.c.remaining > ZERO, UNEXPIRED)
        .subquery("queue")
    )
    wanted = _int("amount") - queue.c.before
    part = case((queue.c.remaining < wanted, queue.c.remaining), else_=wanted)
    return Statement(
        insert(hold_alloc)
        .from_select(
            ["hold_id", "lot_id", "amount"],
            select(_text("hold_id"), queue.c.id, part).where(queue.c.before < _int("amount")),
        )
        .returning(hold_alloc.c.amount)
    )


def _of_this_hold(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return (
        select(column)
        .where(hold_alloc.c.hold_id == _text("hold_id"), hold_alloc.c.lot_id == grant_lot.c.id)
        .scalar_subquery()
    )


_ITS_LOTS: Final = grant_lot.c.id.in_(select(hold_alloc.c.lot_id).where(hold_alloc.c.hold_id == _text("hold_id")))

ALLOCATE: Final = _allocate()
TAKE_FROM_LOTS: Final = Statement(
    update(grant_lot).where(_ITS_LOTS).values(remaining=grant_lot.c.remaining - _of_this_hold(hold_alloc.c.amount))
)
RETURN_ALL: Final = Statement(
    update(hold_alloc).where(hold_alloc.c.hold_id == _text("hold_id")).values(returned=hold_alloc.c.amount)
)
ALLOCS: Final = Statement(
    select(hold_alloc.c.lot_id, hold_alloc.c.amount)
    .join(grant_lot, grant_lot.c.id == hold_alloc.c.lot_id)
    .where(hold_alloc.c.hold_id == _text("hold_id"))
    .order_by(*BURN_ORDER)
)
RETURN_PART: Final = Statement(
    update(hold_alloc)
    .where(hold_alloc.c.hold_id == _text("hold_id"), hold_alloc.c.lot_id == _text("lot_id"))
    .values(returned=_int("part"))
)
GIVE_TO_LOTS: Final = Statement(
    update(grant_lot).where(_ITS_LOTS).values(remaining=grant_lot.c.remaining + _of_this_hold(hold_alloc.c.returned))
)
