"""Armies, models, what they were before the last changes, names once given, and pasted lists that wait for a yes."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BigInt: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _army() -> list[sa.Column[Any]]:
    return [
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("archetype", sa.Text, nullable=False),
        sa.Column("notes", sa.Text),
        sa.Column("nickname", sa.Text, nullable=False),
        sa.Column("place", BigInt, nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
    ]


def _model() -> list[sa.Column[Any]]:
    return [
        *_army(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("size", BigInt, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
    ]


def _past(table: str) -> list[sa.Column[Any] | sa.Constraint]:
    return [
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("change_id", sa.Text, nullable=False),
        sa.Column("existed", BigInt, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("scheme_id", sa.Text),
        sa.ForeignKeyConstraint(
            ["change_id"], ["collection_change.id"], name=op.f(f"fk_{table}_change_id_collection_change")
        ),
        _of_person(table),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{table}")),
    ]


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person"))


def _painted(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["scheme_id"], ["paintscheme.id"], name=op.f(f"fk_{table}_scheme_id_paintscheme"))


def upgrade() -> None:
    """Create `army`, `model`, `collection_change`, `army_past`, `model_past`, `given_name` and `collection_list`."""
    op.create_table(
        "army",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("scheme_id", sa.Text),
        *_army(),
        _of_person("army"),
        _painted("army"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_army")),
        sa.UniqueConstraint("person_id", "code", name=op.f("uq_army_person_id_code")),
        sqlite_strict=True,
    )
    op.create_index("ix_army_list", "army", ["person_id", "place", "id"])
    op.create_table(
        "model",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("army_id", sa.Text),
        sa.Column("scheme_id", sa.Text),
        *_model(),
        sa.CheckConstraint("kind IN ('model', 'unit')", name=op.f("ck_model_kind")),
        sa.CheckConstraint(
            "status IN ('unbuilt', 'built', 'primed', 'in_progress', 'done')", name=op.f("ck_model_status")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_model_size")),
        _of_person("model"),
        sa.ForeignKeyConstraint(["army_id"], ["army.id"], name=op.f("fk_model_army_id_army")),
        _painted("model"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model")),
        sa.UniqueConstraint("person_id", "code", name=op.f("uq_model_person_id_code")),
        sqlite_strict=True,
    )
    op.create_index("ix_model_list", "model", ["person_id", "place", "id"])
    op.create_index("ix_model_army", "model", ["army_id", "place", "id"])
    op.create_table(
        "collection_change",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("number", BigInt, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("made_at", BigInt, nullable=False),
        _of_person("collection_change"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_change")),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_collection_change_person_id_number")),
        sqlite_strict=True,
    )
    op.create_table("army_past", *_past("army_past"), *_army(), sqlite_strict=True)
    op.create_index("ix_army_past_change_id", "army_past", ["change_id"])
    op.create_table("model_past", *_past("model_past"), sa.Column("army_id", sa.Text), *_model(), sqlite_strict=True)
    op.create_index("ix_model_past_change_id", "model_past", ["change_id"])
    op.create_table(
        "given_name",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("target_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("given_at", BigInt, nullable=False),
        _of_person("given_name"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_name")),
        sqlite_strict=True,
    )
    op.create_index("ix_given_name_target", "given_name", ["person_id", "target_id", "given_at"])
    op.create_table(
        "collection_list",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        _of_person("collection_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_list")),
        sqlite_strict=True,
    )
    op.create_index("ix_collection_list_person_id_created_at", "collection_list", ["person_id", "created_at"])
