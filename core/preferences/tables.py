"""What is stored of a person's preferences: one row, made when the first one differs from what holds for everybody."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from core.persistence.metadata import BigInt, metadata

preference = Table(
    "preference",
    metadata,
    Column("person_id", Text, ForeignKey("person.id"), primary_key=True),
    # Key of the style they usually paint in; empty for none.
    Column("style", Text, nullable=False, server_default=""),
    # Brands and naming themes, in the order they were chosen: JSON lists of names and of keys.
    Column("brands", Text, nullable=False, server_default="[]"),
    Column("themes", Text, nullable=False, server_default="[]"),
    # Key of a tone for names; empty leaves it to each name.
    Column("tone", Text, nullable=False, server_default=""),
    # When they are asked before tokens are spent.
    Column("confirm", Text, nullable=False, server_default="changed"),
    # A locale that they are answered in wherever they are; empty for that of their app.
    Column("language", Text, nullable=False, server_default=""),
    # When to look next whether the claim of the day was made; NULL where nobody wants to be told.
    Column("remind_at", BigInt),
    # The last reminder, by its id in the outbox, so that a second one does not pile up on it.
    Column("reminder_id", Text, nullable=False, server_default=""),
    # 1: a request that took long tells when it has ended.
    Column("tell_finished", BigInt, nullable=False, server_default=text("0")),
    # Where they were last, of those who want to be reminded.
    Column("platform", Text, nullable=False, server_default=""),
    CheckConstraint("confirm IN ('always', 'changed', 'never')", name="confirm"),
    CheckConstraint("tell_finished IN (0, 1)", name="tell_finished"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index(
    "ix_preference_remind_at",
    preference.c.remind_at,
    sqlite_where=preference.c.remind_at.is_not(None),
    postgresql_where=preference.c.remind_at.is_not(None),
)
