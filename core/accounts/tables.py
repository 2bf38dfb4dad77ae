"""Who somebody is: a person, and the platforms on which they are known."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from core.persistence.metadata import BigInt, metadata

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("status", Text, nullable=False, server_default="active"),
    Column("created_at", BigInt, nullable=False),
    # A deleted person keeps the row, because the ledger refers to it, and nothing that says who they were.
    Column("deleted_at", BigInt),
    CheckConstraint("status IN ('active', 'blocked', 'deleted')", name="status"),
    CheckConstraint("(status = 'deleted') = (deleted_at IS NOT NULL)", name="deleted"),
    sqlite_strict=True,
)

identity = Table(
    "identity",
    metadata,
    # "terminal", "discord", "telegram", and the platform's own id for the person.
    Column("platform", Text, nullable=False),
    Column("platform_user_id", Text, nullable=False),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    Column("created_at", BigInt, nullable=False),
    PrimaryKeyConstraint("platform", "platform_user_id"),
    CheckConstraint("platform <> '' AND platform_user_id <> ''", name="named"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index("ix_identity_person_id", identity.c.person_id)
