"""What is stored of a group: the topic its administrators chose."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

from core.persistence.metadata import BigInt, metadata

home_topic = Table(
    "home_topic",
    metadata,
    Column("platform", Text, nullable=False),
    # The group and the topic inside it, as the platform numbers them.
    Column("place", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("chosen_at", BigInt, nullable=False),
    PrimaryKeyConstraint("platform", "place"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
