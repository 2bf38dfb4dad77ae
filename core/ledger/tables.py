"""What the ledger stores.

Facts, never changed: `ledger_txn`, `ledger_entry`, `lot_debit`. Triggers refuse UPDATE and DELETE, whoever asks.
State, derived from the facts and recomputed by the audit: `wallet`, `hold`, `hold_alloc`, `grant_lot`. Triggers refuse
DELETE, and UPDATE of a hold that was settled.

A transaction is balanced: the amounts of its entries add up to zero. An entry stands on one account:

* `tokens`: what a wallet owns. Its sum is `wallet.posted`, never below what is held, never below zero.
* `debt`: what a wallet owes after a claw-back of tokens that were spent already. Its sum is `-wallet.debt`.
* `mint` (sold or given as a gift), `promo` (given by the house), `income` (spent), `expired`: the house's side. These
  accounts have no cached balance, so there is no row on which everybody would wait for everybody else.

The entries of a wallet, on both its accounts, are numbered without a gap (`version`) and chained: `hash` covers the
hash before it and the whole transaction, so that a changed, missing or added fact breaks the chain at that row.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint, text

from core.persistence.metadata import BigInt, metadata

MAX_AMOUNT: Final = 10**12
"""The most tokens one operation may move; far below 2**63, so that no sum in the database can overflow."""

MAX_BALANCE: Final = 10**15
"""The most tokens one wallet may own."""


def _one_of(column: str, *words: str) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


wallet = Table(
    "wallet",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("posted", BigInt, nullable=False, server_default=text("0")),
    Column("held", BigInt, nullable=False, server_default=text("0")),
    Column("debt", BigInt, nullable=False, server_default=text("0")),
    Column("version", BigInt, nullable=False, server_default=text("0")),
    Column("status", Text, nullable=False, server_default="active"),
    Column("created_at", BigInt, nullable=False),
    UniqueConstraint("kind", "owner_id"),
    CheckConstraint(_one_of("kind", "user", "pool"), name="kind"),
    CheckConstraint(_one_of("status", "active", "frozen", "closed"), name="status"),
    CheckConstraint(f"held >= 0 AND posted >= held AND posted <= {MAX_BALANCE}", name="covered"),
    CheckConstraint(f"debt >= 0 AND debt <= {MAX_BALANCE}", name="debt"),
    CheckConstraint("version >= 0", name="version"),
    sqlite_strict=True,
)

ledger_txn = Table(
    "ledger_txn",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("request_hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text),
    Column("expires_at", BigInt),
    Column("order_id", Text),
    Column("hold_id", Text, ForeignKey("hold.id")),
    Column("reverses_id", Text, ForeignKey("ledger_txn.id")),
    Column("actor", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("created_at", BigInt, nullable=False),
    CheckConstraint(
        _one_of("kind", "grant", "capture", "expire", "clawback", "reversal", "debt", "transfer"), name="kind"
    ),
    CheckConstraint("(kind = 'grant') = (source IS NOT NULL)", name="source"),
    CheckConstraint("(kind = 'capture') <= (hold_id IS NOT NULL)", name="hold"),
    CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reverses"),
    sqlite_strict=True,
)
Index(
    "uq_ledger_txn_reverses_id",
    ledger_txn.c.reverses_id,
    unique=True,
    sqlite_where=ledger_txn.c.reverses_id.is_not(None),
    postgresql_where=ledger_txn.c.reverses_id.is_not(None),
)
Index(
    "ix_ledger_txn_order_id",
    ledger_txn.c.order_id,
    sqlite_where=ledger_txn.c.order_id.is_not(None),
    postgresql_where=ledger_txn.c.order_id.is_not(None),
)

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("txn_id", Text, ForeignKey("ledger_txn.id"), primary_key=True),
    Column("line", BigInt, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("wallet_id", Text, ForeignKey("wallet.id")),
    Column("amount", BigInt, nullable=False),
    Column("balance_after", BigInt),
    Column("version", BigInt),
    Column("hash", Text),
    CheckConstraint("amount <> 0", name="amount"),
    CheckConstraint(
        "(account IN ('tokens', 'debt') AND wallet_id IS NOT NULL AND balance_after IS NOT NULL"
        " AND version > 0 AND hash IS NOT NULL)"
        " OR (account IN ('mint', 'promo', 'income', 'expired') AND wallet_id IS NULL AND balance_after IS NULL"
        " AND version IS NULL AND hash IS NULL)",
        name="account",
    ),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index(
    "uq_ledger_entry_wallet_id_version",
    ledger_entry.c.wallet_id,
    ledger_entry.c.version,
    unique=True,
    sqlite_where=ledger_entry.c.wallet_id.is_not(None),
    postgresql_where=ledger_entry.c.wallet_id.is_not(None),
)

grant_lot = Table(
    "grant_lot",
    metadata,
    # The lot of a grant has the id of the transaction that made it.
    Column("id", Text, ForeignKey("ledger_txn.id"), primary_key=True),
    Column("wallet_id", Text, ForeignKey("wallet.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("priority", BigInt, nullable=False),
    Column("granted", BigInt, nullable=False),
    Column("remaining", BigInt, nullable=False),
    Column("expires_at", BigInt),
    Column("order_id", Text),
    Column("created_at", BigInt, nullable=False),
    CheckConstraint(
        _one_of("source", "paid", "bonus", "sub", "gift", "daily", "welcome", "promo", "operator"), name="source"
    ),
    CheckConstraint("granted > 0 AND remaining >= 0 AND remaining <= granted", name="remaining"),
    sqlite_strict=True,
)
Index(
    "ix_grant_lot_burn",
    grant_lot.c.wallet_id,
    sqlite_where=grant_lot.c.remaining > 0,
    postgresql_where=grant_lot.c.remaining > 0,
)
Index(
    "ix_grant_lot_expiry",
    grant_lot.c.expires_at,
    sqlite_where=(grant_lot.c.remaining > 0) & grant_lot.c.expires_at.is_not(None),
    postgresql_where=(grant_lot.c.remaining > 0) & grant_lot.c.expires_at.is_not(None),
)

hold = Table(
    "hold",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("request_hash", Text, nullable=False),
    Column("wallet_id", Text, ForeignKey("wallet.id"), nullable=False),
    Column("amount", BigInt, nullable=False),
    Column("captured", BigInt, nullable=False, server_default=text("0")),
    Column("status", Text, nullable=False, server_default="open"),
    Column("feature", Text, nullable=False),
    Column("quote_id", Text),
    Column("expires_at", BigInt, nullable=False),
    Column("created_at", BigInt, nullable=False),
    Column("settled_at", BigInt),
    CheckConstraint(f"amount > 0 AND amount <= {MAX_AMOUNT}", name="amount"),
    CheckConstraint(_one_of("status", "open", "captured", "released", "expired"), name="status"),
    CheckConstraint("captured >= 0 AND captured <= amount AND (status = 'captured') = (captured > 0)", name="captured"),
    CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="settled"),
    sqlite_strict=True,
)
Index(
    "ix_hold_open",
    hold.c.wallet_id,
    sqlite_where=hold.c.status == "open",
    postgresql_where=hold.c.status == "open",
)

hold_alloc = Table(
    "hold_alloc",
    metadata,
    Column("hold_id", Text, ForeignKey("hold.id"), primary_key=True),
    Column("lot_id", Text, ForeignKey("grant_lot.id"), primary_key=True),
    Column("amount", BigInt, nullable=False),
    # What went back to the lot when the hold was settled; a full capture gives nothing back and touches no row here.
    Column("returned", BigInt, nullable=False, server_default=text("0")),
    CheckConstraint("amount > 0 AND returned >= 0 AND returned <= amount", name="amount"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

lot_debit = Table(
    "lot_debit",
    metadata,
    # What a transaction took from a lot outside a hold: expiry, claw-back, paying a debt; negative: given back.
    Column("txn_id", Text, ForeignKey("ledger_txn.id"), primary_key=True),
    Column("lot_id", Text, ForeignKey("grant_lot.id"), primary_key=True),
    Column("amount", BigInt, nullable=False),
    CheckConstraint("amount <> 0", name="amount"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

expiry_watch = Table(
    "expiry_watch",
    metadata,
    # One row: when the expiry job last ran, and since when it waits because the clock jumped.
    Column("id", BigInt, primary_key=True, autoincrement=False),
    Column("ran_at", BigInt, nullable=False),
    Column("jump_seen_at", BigInt),
    CheckConstraint("id = 1", name="one_row"),
    sqlite_strict=True,
)
