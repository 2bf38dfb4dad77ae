"""What has to reach a person later: a recovered request, a paid order, a reminder."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from core.persistence.metadata import BigInt, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # The platform it has to arrive on; NULL leaves it to whichever of the person's platforms comes first.
    Column("platform", Text),
    # What it is ("scheme_ready"), and the ids it is about as JSON; never what a person wrote.
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    # The event it tells of: the same event is told once.
    Column("dedupe_key", Text, unique=True),
    # waiting: to be delivered; delivered; notice: could not be, is shown at the next command; shown: was.
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("attempts", BigInt, nullable=False, server_default=text("0")),
    Column("due_at", BigInt, nullable=False),
    # Who is delivering it, and until when that may be believed.
    Column("lease_owner", Text),
    Column("lease_until", BigInt, nullable=False, server_default=text("0")),
    Column("created_at", BigInt, nullable=False),
    Column("settled_at", BigInt),
    CheckConstraint("state IN ('waiting', 'delivered', 'notice', 'shown')", name="state"),
    CheckConstraint("(state IN ('delivered', 'shown')) = (settled_at IS NOT NULL)", name="settled"),
    CheckConstraint("attempts >= 0", name="attempts"),
    sqlite_strict=True,
)
Index(
    "ix_outbox_due",
    outbox.c.due_at,
    sqlite_where=outbox.c.state == "waiting",
    postgresql_where=outbox.c.state == "waiting",
)
Index(
    "ix_outbox_notice",
    outbox.c.person_id,
    sqlite_where=outbox.c.state == "notice",
    postgresql_where=outbox.c.state == "notice",
)
