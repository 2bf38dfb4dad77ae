"""What the database itself refuses, whoever asks: the text of the triggers, for the migration that creates them.

A fact is never changed and never deleted. A settled hold stays as it was settled. State rows may change but not vanish.
"""

from __future__ import annotations

from typing import Final

APPEND_ONLY: Final = ("ledger_txn", "ledger_entry", "lot_debit")
"""Tables of facts: UPDATE, DELETE and TRUNCATE are refused."""

KEPT: Final = ("wallet", "grant_lot", "hold", "hold_alloc")
"""Tables of state that the facts refer to: DELETE and TRUNCATE are refused."""


def sqlite_refusal(table: str, event: str, words: str, *, when: str = "") -> str:
    """The DDL of one SQLite trigger that refuses `event` ("UPDATE" or "DELETE") on `table`."""
    name = f"{table}_no_{event.lower()}"
    condition = f" WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def postgresql_refusal(table: str, event: str, words: str, *, when: str = "") -> str:
    """The DDL of one PostgreSQL trigger that refuses `event` ("UPDATE", "DELETE" or "TRUNCATE") on `table`.

    Needs the function of `POSTGRESQL_FUNCTION`.
    """
    name = f"{table}_no_{event.lower()}"
    condition = f" WHEN ({when})" if when else ""
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}{condition}"
        f" EXECUTE FUNCTION refuse_change('{words}')"
    )


POSTGRESQL_FUNCTION: Final = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$
""".strip()
"""Raises with the trigger's own words; one function for every refusing trigger of the schema."""

SQLITE_TRIGGERS: Final[tuple[str, ...]] = (
    *(sqlite_refusal(table, event, "append-only") for table in APPEND_ONLY for event in ("UPDATE", "DELETE")),
    *(sqlite_refusal(table, "DELETE", "kept") for table in KEPT),
    sqlite_refusal("hold", "UPDATE", "settled", when="OLD.status <> 'open'"),
)
"""Run these after the tables of `core.ledger.tables` exist."""

POSTGRESQL_TRIGGERS: Final[tuple[str, ...]] = (
    *(
        postgresql_refusal(table, event, "append-only")
        for table in APPEND_ONLY
        for event in ("UPDATE", "DELETE", "TRUNCATE")
    ),
    *(postgresql_refusal(table, event, "kept") for table in KEPT for event in ("DELETE", "TRUNCATE")),
    postgresql_refusal("hold", "UPDATE", "settled", when="OLD.status <> 'open'"),
)
"""Run these after `POSTGRESQL_FUNCTION` and the tables of `core.ledger.tables`."""
