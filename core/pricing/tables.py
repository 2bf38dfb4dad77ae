"""What pricing stores: what a feature costs, the prices people were shown, and the days on which they claimed.

`feature_price` and `daily_claim` are facts: triggers refuse UPDATE and DELETE on them, whoever asks.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from core.ledger.tables import MAX_AMOUNT
from core.persistence.metadata import BigInt, metadata

feature_price = Table(
    "feature_price",
    metadata,
    # A price is never changed: a new price is the next version. The highest version is in force.
    Column("feature", Text, primary_key=True),
    Column("version", BigInt, primary_key=True, autoincrement=False),
    Column("cost", BigInt, nullable=False),
    Column("created_at", BigInt, nullable=False),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint(f"cost >= 0 AND cost <= {MAX_AMOUNT}", name="cost"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

quote = Table(
    "quote",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("feature", Text, nullable=False),
    Column("price_version", BigInt, nullable=False),
    Column("cost", BigInt, nullable=False),
    Column("inputs_digest", Text, nullable=False),
    Column("created_at", BigInt, nullable=False),
    Column("expires_at", BigInt, nullable=False),
    Column("used_by_hold", Text, ForeignKey("hold.id"), unique=True),
    CheckConstraint(f"cost >= 0 AND cost <= {MAX_AMOUNT}", name="cost"),
    sqlite_strict=True,
)
Index("ix_quote_person_id", quote.c.person_id)

daily_claim = Table(
    "daily_claim",
    metadata,
    Column("person_id", Text, primary_key=True),
    # The UTC day, ISO 8601, so that text order is time order.
    Column("day", Text, primary_key=True),
    Column("streak", BigInt, nullable=False),
    # What the day was worth, and what of it fitted under the cap.
    Column("worth", BigInt, nullable=False),
    Column("granted", BigInt, nullable=False),
    Column("txn_id", Text, ForeignKey("ledger_txn.id"), unique=True),
    Column("created_at", BigInt, nullable=False),
    CheckConstraint("streak > 0", name="streak"),
    CheckConstraint("granted >= 0 AND granted <= worth", name="granted"),
    CheckConstraint("(granted > 0) = (txn_id IS NOT NULL)", name="txn"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
