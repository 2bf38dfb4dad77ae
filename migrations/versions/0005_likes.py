"""Thumbs, favourite colours, and whether schemes may lean on them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BigInt: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create `thumb`, `liked_colour` and `learning`."""
    op.create_table(
        "thumb",
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("scheme_id", sa.Text, nullable=False),
        sa.Column("up", BigInt, nullable=False),
        sa.Column("given_at", BigInt, nullable=False),
        sa.CheckConstraint("up IN (0, 1)", name=op.f("ck_thumb_up")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thumb_person_id_person")),
        sa.ForeignKeyConstraint(["scheme_id"], ["paintscheme.id"], name=op.f("fk_thumb_scheme_id_paintscheme")),
        sa.PrimaryKeyConstraint("person_id", "scheme_id", name=op.f("pk_thumb")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_thumb_latest", "thumb", ["person_id", sa.text("given_at DESC")])
    op.create_table(
        "liked_colour",
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("hex", sa.Text, nullable=False),
        sa.Column("added_at", BigInt, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_liked_colour_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "hex", name=op.f("pk_liked_colour")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "learning",
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("active", BigInt, nullable=False),
        sa.Column("since", BigInt, nullable=False),
        sa.CheckConstraint("active IN (0, 1)", name=op.f("ck_learning_active")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_learning_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_learning")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
