"""Nicknames: what was asked, what was suggested, what was chosen."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BigInt: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create `naming`."""
    op.create_table(
        "naming",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("input", sa.Text, nullable=False),
        sa.Column("suggested", sa.Text, nullable=False),
        sa.Column("feature", sa.Text, nullable=False),
        sa.Column("cost", BigInt, nullable=False),
        sa.Column("hold_id", sa.Text),
        sa.Column("chosen", BigInt),
        sa.Column("chosen_at", BigInt),
        sa.Column("created_at", BigInt, nullable=False),
        sa.CheckConstraint("(chosen IS NULL) = (chosen_at IS NULL)", name=op.f("ck_naming_chosen")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_naming_person_id_person")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_naming_hold_id_hold")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_naming")),
        sa.UniqueConstraint("key", name=op.f("uq_naming_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_naming_recent", "naming", ["person_id", sa.text("created_at DESC"), sa.text("id DESC")])
    op.create_index("ix_naming_target", "naming", ["person_id", "target", sa.text("created_at DESC")])
