"""Where everything is stored: one code for SQLite and PostgreSQL."""
