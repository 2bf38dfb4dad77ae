"""What people keep: their paint schemes, painted or derived from one that was painted."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from core.generation.tables import SEALED
from core.persistence.metadata import BigInt, metadata

paintscheme = Table(
    "paintscheme",
    metadata,
    Column("id", Text, primary_key=True),
    # Short, speakable, and the only name of a scheme that leaves the house.
    Column("code", Text, nullable=False),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # The request that paid for it; NULL for a variant, which is free.
    Column("request_id", Text, ForeignKey("request.id"), unique=True),
    # The scheme it came from: of a variant the painted scheme, of a re-roll the scheme that was painted anew.
    Column("parent_id", Text, ForeignKey("paintscheme.id")),
    # Of a variant: how it differs from its parent, in a canonical form, so that the same change is the same row.
    Column("change", Text),
    Column("title", Text, nullable=False),
    # What its owner calls it, once they have said so.
    Column("name", Text),
    # The Paintscheme as JSON, packed. It says which of the person's words were understood, so it is sealed.
    Column("body", Text, nullable=False, info=SEALED),
    # The brief and the repaired proposal as JSON, packed, from which variants and re-rolls are computed.
    Column("origin", Text, nullable=False, info=SEALED),
    # Roles that its owner has locked, with a comma between; changes and re-rolls leave their colours alone.
    Column("locks", Text, nullable=False, server_default=""),
    Column("seed", BigInt, nullable=False),
    Column("engine", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("favourite_at", BigInt),
    Column("deleted_at", BigInt),
    Column("created_at", BigInt, nullable=False),
    # What its colours are called and what families they are of, for searching; NULL until somebody searches.
    Column("colours", Text),
    UniqueConstraint("code"),
    UniqueConstraint("parent_id", "change"),
    CheckConstraint("change IS NULL OR parent_id IS NOT NULL", name="change"),
    CheckConstraint("(request_id IS NULL) = (change IS NOT NULL)", name="paid_or_derived"),
    CheckConstraint("deleted_at IS NULL OR favourite_at IS NULL", name="favourite"),
    sqlite_strict=True,
)
Index(
    "ix_paintscheme_recent",
    paintscheme.c.person_id,
    paintscheme.c.created_at.desc(),
    paintscheme.c.id.desc(),
    sqlite_where=paintscheme.c.deleted_at.is_(None),
    postgresql_where=paintscheme.c.deleted_at.is_(None),
)
Index(
    "ix_paintscheme_favourite",
    paintscheme.c.person_id,
    paintscheme.c.favourite_at.desc(),
    paintscheme.c.id.desc(),
    sqlite_where=paintscheme.c.favourite_at.is_not(None),
    postgresql_where=paintscheme.c.favourite_at.is_not(None),
)
