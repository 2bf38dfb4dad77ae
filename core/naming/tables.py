"""What was asked for a name, what was suggested for it, and what was chosen."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from core.generation.tables import SEALED
from core.persistence.metadata import BigInt, metadata

naming = Table(
    "naming",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # Names the real event: the same one twice is one request.
    Column("key", Text, nullable=False),
    # What the names are for: the code of a model or an army, or a digest of free words.
    Column("target", Text, nullable=False),
    # The request as JSON.
    Column("input", Text, nullable=False, info=SEALED),
    # The names as JSON, in the order shown; they say which of the person's words were understood.
    Column("suggested", Text, nullable=False, info=SEALED),
    Column("feature", Text, nullable=False),
    Column("cost", BigInt, nullable=False),
    Column("hold_id", Text, ForeignKey("hold.id")),
    # Which of them was taken, counted from 0.
    Column("chosen", BigInt),
    Column("chosen_at", BigInt),
    Column("created_at", BigInt, nullable=False),
    UniqueConstraint("key"),
    CheckConstraint("(chosen IS NULL) = (chosen_at IS NULL)", name="chosen"),
    sqlite_strict=True,
)
Index("ix_naming_recent", naming.c.person_id, naming.c.created_at.desc(), naming.c.id.desc())
Index("ix_naming_target", naming.c.person_id, naming.c.target, naming.c.created_at.desc())
