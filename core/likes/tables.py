"""What is stored of a person's taste: thumbs, favourite colours, and whether schemes may lean on them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from core.persistence.metadata import BigInt, metadata

thumb = Table(
    "thumb",
    metadata,
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    Column("scheme_id", Text, ForeignKey("paintscheme.id"), nullable=False),
    # 1 for up, 0 for down.
    Column("up", BigInt, nullable=False),
    Column("given_at", BigInt, nullable=False),
    PrimaryKeyConstraint("person_id", "scheme_id"),
    CheckConstraint("up IN (0, 1)", name="up"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index("ix_thumb_latest", thumb.c.person_id, thumb.c.given_at.desc())

liked_colour = Table(
    "liked_colour",
    metadata,
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    Column("hex", Text, nullable=False),
    Column("added_at", BigInt, nullable=False),
    PrimaryKeyConstraint("person_id", "hex"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# A person without a row leans, and everything they ever starred counts.
learning = Table(
    "learning",
    metadata,
    Column("person_id", Text, ForeignKey("person.id"), primary_key=True),
    Column("active", BigInt, nullable=False),
    # Stars of this time and before do not count any more.
    Column("since", BigInt, nullable=False),
    CheckConstraint("active IN (0, 1)", name="active"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
