"""What the generation desk stores: one row for every request, from the press of a button to its end.

The row is the audit trail (what was asked, what was answered, what it cost, how long it took), the lock (its lease says
who works on it) and the memory that makes a double press harmless (its key). Columns marked `sealed` hold what a person
wrote or what was derived from it, encrypted by the vault.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint, text

from core.persistence.metadata import BigInt, metadata

SEALED: Final = {"sealed": True}
"""`Column.info` of a column whose text is a token of the vault; turning the keys rewrites these columns."""

request = Table(
    "request",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # The feature that was paid for: "paintscheme", "reroll".
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="pending"),
    # Names the real event (an interaction, a message), so that the same press is the same request for ever.
    Column("key", Text, nullable=False),
    # What the price and the key are bound to. A repeat of the key with other inputs is refused.
    Column("inputs_digest", Text, nullable=False),
    # The brief as JSON. NULL once a person had it erased.
    Column("input", Text, info=SEALED),
    # The proposal as JSON: alternatives, understood and not understood words, as the engine gave them.
    Column("response", Text, info=SEALED),
    # The engine's confidence in thousandths: a number that both databases keep exactly.
    Column("confidence", BigInt),
    Column("understood", BigInt),
    Column("not_understood", BigInt),
    # The scheme that is being painted anew, for a re-roll. No foreign key: schemes refer to requests, and a circle of
    # references could not be created in one pass.
    Column("parent_id", Text),
    Column("quote_id", Text, ForeignKey("quote.id"), nullable=False),
    # NULL when the quoted price is zero.
    Column("hold_id", Text, ForeignKey("hold.id"), unique=True),
    # Tokens: what was quoted, and what was taken in the end (0 unless completed).
    Column("cost", BigInt, nullable=False),
    Column("charged", BigInt, nullable=False, server_default=text("0")),
    # From the start of the work to its end, without the wait in line.
    Column("milliseconds", BigInt),
    Column("engine", Text, nullable=False, server_default=""),
    Column("engine_version", Text, nullable=False, server_default=""),
    # A word for the kind of failure and the incident number in the log; never the text of an exception.
    Column("error", Text, nullable=False, server_default=""),
    Column("incident", Text, nullable=False, server_default=""),
    # Where an answer can be delivered: platform, and its own references as JSON.
    Column("platform", Text, nullable=False, server_default=""),
    Column("surface", Text, nullable=False, server_default="{}"),
    # Who works on it, until when that may be believed, and how often somebody began.
    Column("owner_instance", Text, nullable=False),
    Column("lease_until", BigInt, nullable=False),
    Column("heartbeat_at", BigInt, nullable=False),
    Column("attempts", BigInt, nullable=False, server_default=text("1")),
    Column("created_at", BigInt, nullable=False),
    # NULL while it waits in line.
    Column("started_at", BigInt),
    Column("finished_at", BigInt),
    # When the outcome was with the person, or with the outbox; NULL while a surface still owes it.
    Column("delivered_at", BigInt),
    UniqueConstraint("key"),
    CheckConstraint("status IN ('pending', 'completed', 'failed', 'cancelled')", name="status"),
    CheckConstraint("(status = 'pending') = (finished_at IS NULL)", name="finished"),
    CheckConstraint("cost >= 0 AND charged >= 0 AND charged <= cost", name="charged"),
    CheckConstraint("status = 'completed' OR charged = 0", name="paid_for"),
    CheckConstraint("(cost > 0) = (hold_id IS NOT NULL)", name="hold"),
    CheckConstraint("confidence >= 0 AND confidence <= 1000", name="confidence"),
    CheckConstraint("milliseconds >= 0", name="milliseconds"),
    CheckConstraint("attempts > 0", name="attempts"),
    sqlite_strict=True,
)
Index("ix_request_person_id_created_at", request.c.person_id, request.c.created_at)
Index(
    "ix_request_pending",
    request.c.person_id,
    sqlite_where=request.c.status == "pending",
    postgresql_where=request.c.status == "pending",
)
Index(
    "ix_request_lease",
    request.c.lease_until,
    sqlite_where=request.c.status == "pending",
    postgresql_where=request.c.status == "pending",
)
Index(
    "ix_request_undelivered",
    request.c.finished_at,
    sqlite_where=(request.c.status == "completed") & request.c.delivered_at.is_(None),
    postgresql_where=(request.c.status == "completed") & request.c.delivered_at.is_(None),
)
