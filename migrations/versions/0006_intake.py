"""Events that came in, questions that wait for words, pictures that a platform already has."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BigInt: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create `incoming`, `question` and `sent_file`."""
    op.create_table(
        "incoming",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("received_at", BigInt, nullable=False),
        sa.Column("attempts", BigInt, nullable=False, server_default="0"),
        sa.Column("done_at", BigInt),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_incoming_waiting",
        "incoming",
        ["platform", "received_at"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index("ix_incoming_done_at", "incoming", ["done_at"])
    op.create_table(
        "question",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("route", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("asked_at", BigInt, nullable=False),
        sa.PrimaryKeyConstraint("platform", "place", "person_id", name=op.f("pk_question")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sent_file",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("sent_at", BigInt, nullable=False),
        sa.PrimaryKeyConstraint("platform", "digest", name=op.f("pk_sent_file")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
