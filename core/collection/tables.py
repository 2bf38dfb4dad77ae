"""What is stored of a collection: armies, models, what they were before the last changes, and names once given.

A change is taken back by putting rows back as they were. What they were lies in `army_past` and `model_past`, which
have the columns of `army` and `model`, so that notes stay sealed by keys that can be turned.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from core.generation.tables import SEALED
from core.persistence.metadata import BigInt, metadata


def _army() -> list[Column[Any]]:
    return [
        # Short, speakable; unique among the armies and models of a person, and only there.
        Column("code", Text, nullable=False),
        Column("name", Text, nullable=False),
        # The words of name and nickname as they are looked for.
        Column("search", Text, nullable=False),
        Column("archetype", Text, nullable=False),
        Column("notes", Text, info=SEALED),
        Column("nickname", Text, nullable=False),
        # Its place in the list; where two share one, the older comes first.
        Column("place", BigInt, nullable=False),
        Column("created_at", BigInt, nullable=False),
    ]


def _model() -> list[Column[Any]]:
    return [
        *_army(),
        Column("kind", Text, nullable=False),
        Column("size", BigInt, nullable=False),
        Column("status", Text, nullable=False),
    ]


def _past() -> list[Column[Any]]:
    return [
        # The change and the row's id in one.
        Column("key", Text, primary_key=True),
        Column("change_id", Text, ForeignKey("collection_change.id"), nullable=False),
        # 0: the row was not there before the change.
        Column("existed", BigInt, nullable=False),
        Column("id", Text, nullable=False),
        Column("person_id", Text, ForeignKey("person.id"), nullable=False),
        Column("scheme_id", Text),
    ]


army = Table(
    "army",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    Column("scheme_id", Text, ForeignKey("paintscheme.id")),
    *_army(),
    UniqueConstraint("person_id", "code"),
    sqlite_strict=True,
)
Index("ix_army_list", army.c.person_id, army.c.place, army.c.id)

model = Table(
    "model",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # NULL: in no army.
    Column("army_id", Text, ForeignKey("army.id")),
    # NULL: painted with its army's scheme, if that has one.
    Column("scheme_id", Text, ForeignKey("paintscheme.id")),
    *_model(),
    UniqueConstraint("person_id", "code"),
    CheckConstraint("kind IN ('model', 'unit')", name="kind"),
    CheckConstraint("status IN ('unbuilt', 'built', 'primed', 'in_progress', 'done')", name="status"),
    CheckConstraint("size > 0", name="size"),
    sqlite_strict=True,
)
Index("ix_model_list", model.c.person_id, model.c.place, model.c.id)
Index("ix_model_army", model.c.army_id, model.c.place, model.c.id)

collection_change = Table(
    "collection_change",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # Counts the changes of a person: the highest is the one that can be taken back next.
    Column("number", BigInt, nullable=False),
    Column("what", Text, nullable=False),
    Column("made_at", BigInt, nullable=False),
    UniqueConstraint("person_id", "number"),
    sqlite_strict=True,
)

army_past = Table("army_past", metadata, *_past(), *_army(), sqlite_strict=True)
Index("ix_army_past_change_id", army_past.c.change_id)

model_past = Table("model_past", metadata, *_past(), Column("army_id", Text), *_model(), sqlite_strict=True)
Index("ix_model_past_change_id", model_past.c.change_id)

given_name = Table(
    "given_name",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # A model or an army that may be gone by now.
    Column("target_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("given_at", BigInt, nullable=False),
    sqlite_strict=True,
)
Index("ix_given_name_target", given_name.c.person_id, given_name.c.target_id, given_name.c.given_at)

collection_list = Table(
    "collection_list",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False),
    # A pasted list as it was read, as JSON, until its owner has said yes to it.
    Column("body", Text, nullable=False, info=SEALED),
    Column("created_at", BigInt, nullable=False),
    sqlite_strict=True,
)
Index("ix_collection_list_person_id_created_at", collection_list.c.person_id, collection_list.c.created_at)
