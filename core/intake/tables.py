"""Events that came in, questions that wait for words, and pictures that a platform already has."""

from __future__ import annotations

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, Text, text

from core.generation.tables import SEALED
from core.persistence.metadata import BigInt, metadata

incoming = Table(
    "incoming",
    metadata,
    # The platform and its own number for the event, "telegram:81": the same one twice is one event.
    Column("id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    # What must be answered in its order: a chat.
    Column("lane", Text, nullable=False),
    # The event as the platform sent it; gone once it was answered.
    Column("body", Text, info=SEALED),
    Column("received_at", BigInt, nullable=False),
    Column("attempts", BigInt, nullable=False, server_default="0"),
    Column("done_at", BigInt),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index(
    "ix_incoming_waiting",
    incoming.c.platform,
    incoming.c.received_at,
    sqlite_where=text("done_at IS NULL"),
    postgresql_where=text("done_at IS NULL"),
)
Index("ix_incoming_done_at", incoming.c.done_at)

question = Table(
    "question",
    metadata,
    Column("platform", Text, nullable=False),
    # Where it was asked (a chat, with its topic), and whom.
    Column("place", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    # The route that the words belong to (`bot.routes`).
    Column("route", Text, nullable=False),
    # The message that asked, as the platform numbers it.
    Column("message", Text, nullable=False),
    Column("asked_at", BigInt, nullable=False),
    PrimaryKeyConstraint("platform", "place", "person_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

sent_file = Table(
    "sent_file",
    metadata,
    Column("platform", Text, nullable=False),
    # SHA-256 of what the picture is made of and how it was sent.
    Column("digest", Text, nullable=False),
    # What the platform calls it; sending that costs no upload.
    Column("reference", Text, nullable=False),
    Column("sent_at", BigInt, nullable=False),
    PrimaryKeyConstraint("platform", "digest"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
