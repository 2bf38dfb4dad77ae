"""What a question waits with: a button has 64 bytes, a description has a thousand characters."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from core.generation.tables import SEALED
from core.persistence.metadata import BigInt, metadata

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # The brief as JSON.
    Column("input", Text, nullable=False, info=SEALED),
    Column("created_at", BigInt, nullable=False),
    # Where it was asked, as its platform writes it (a chat with its topic and message); empty where that says nothing.
    Column("place", Text, nullable=False, server_default=""),
    sqlite_strict=True,
)
Index("ix_draft_person_id_created_at", draft.c.person_id, draft.c.created_at)
