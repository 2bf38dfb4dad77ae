"""The topic of a group in which painters are answered."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BigInt: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create `home_topic`."""
    op.create_table(
        "home_topic",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("chosen_at", BigInt, nullable=False),
        sa.PrimaryKeyConstraint("platform", "place", name=op.f("pk_home_topic")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
