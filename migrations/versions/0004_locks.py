"""The roles that an owner has locked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add `paintscheme.locks`."""
    op.add_column("paintscheme", sa.Column("locks", sa.Text, nullable=False, server_default=""))
