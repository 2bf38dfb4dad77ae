"""Alembic's environment. `core.persistence.migrate` opens the connection and the transaction, and hands them in.

There is no alembic.ini: everything it would say stands in `core.persistence.migrate.configuration`.
"""

from __future__ import annotations

from alembic import context

from core.persistence import schema

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=schema.whole(),
    transactional_ddl=True,
    # SQLite cannot alter most things in place: a table is copied into a new one.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
