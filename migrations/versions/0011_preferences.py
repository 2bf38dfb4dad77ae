"""What a person prefers."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BigInt: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create `preference`."""
    op.create_table(
        "preference",
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("style", sa.Text, nullable=False, server_default=""),
        sa.Column("brands", sa.Text, nullable=False, server_default="[]"),
        sa.Column("themes", sa.Text, nullable=False, server_default="[]"),
        sa.Column("tone", sa.Text, nullable=False, server_default=""),
        sa.Column("confirm", sa.Text, nullable=False, server_default="changed"),
        sa.Column("language", sa.Text, nullable=False, server_default=""),
        sa.Column("remind_at", BigInt),
        sa.Column("reminder_id", sa.Text, nullable=False, server_default=""),
        sa.Column("tell_finished", BigInt, nullable=False, server_default=sa.text("0")),
        sa.Column("platform", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("confirm IN ('always', 'changed', 'never')", name=op.f("ck_preference_confirm")),
        sa.CheckConstraint("tell_finished IN (0, 1)", name=op.f("ck_preference_tell_finished")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_preference_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_preference")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_preference_remind_at",
        "preference",
        ["remind_at"],
        sqlite_where=sa.text("remind_at IS NOT NULL"),
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )
