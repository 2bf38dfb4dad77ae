"""The paints a person owns, and names that are still to be asked about."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BigInt: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create `shelf_paint` and `shelf_question`."""
    op.create_table(
        "shelf_paint",
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("paint_id", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("range", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("hex", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("batch", sa.Text, nullable=False),
        sa.Column("added_at", BigInt, nullable=False),
        sa.CheckConstraint("source IN ('hand', 'set', 'list')", name=op.f("ck_shelf_paint_source")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shelf_paint_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "paint_id", name=op.f("pk_shelf_paint")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shelf_paint_list", "shelf_paint", ["person_id", "brand", "name", "paint_id"])
    op.create_index("ix_shelf_paint_batch", "shelf_paint", ["person_id", "batch"])
    op.create_table(
        "shelf_question",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shelf_question_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_question")),
        sqlite_strict=True,
    )
    op.create_index("ix_shelf_question_person_id", "shelf_question", ["person_id", "id"])
