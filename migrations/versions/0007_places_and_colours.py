"""Where a question was asked, and the colours of a scheme in a form that can be searched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add `draft.place` and `paintscheme.colours`."""
    op.add_column("draft", sa.Column("place", sa.Text, nullable=False, server_default=""))
    op.add_column("paintscheme", sa.Column("colours", sa.Text))
