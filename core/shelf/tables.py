"""What is stored of a shelf: the paints a person owns, and names of theirs that are still to be asked about."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from core.generation.tables import SEALED
from core.persistence.metadata import BigInt, metadata

shelf_paint = Table(
    "shelf_paint",
    metadata,
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # The catalogue's id. What follows is a snapshot, so that the shelf still reads when the catalogue has moved on.
    Column("paint_id", Text, nullable=False),
    Column("brand", Text, nullable=False),
    Column("range", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("hex", Text, nullable=False),
    # How it came here, and with which others: what was added at once is taken back at once.
    Column("source", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("added_at", BigInt, nullable=False),
    PrimaryKeyConstraint("person_id", "paint_id"),
    CheckConstraint("source IN ('hand', 'set', 'list')", name="source"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index("ix_shelf_paint_list", shelf_paint.c.person_id, shelf_paint.c.brand, shelf_paint.c.name, shelf_paint.c.paint_id)
Index("ix_shelf_paint_batch", shelf_paint.c.person_id, shelf_paint.c.batch)

shelf_question = Table(
    "shelf_question",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # The line of the person's list, in their words.
    Column("line", Text, nullable=False, info=SEALED),
    Column("created_at", BigInt, nullable=False),
    sqlite_strict=True,
)
Index("ix_shelf_question_person_id", shelf_question.c.person_id, shelf_question.c.id)
