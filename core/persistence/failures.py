"""What a database's errors mean: to be tried again, for the operator, or ours.

A person reads `Unavailable` ("nothing was saved, try again"), an operator reads `Misconfigured` ("do this"); anything
else stays the driver's error, which the surfaces answer with an incident number.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Final

from sqlalchemy import exc

from core.errors import Misconfigured, Refusal, Unavailable
from core.words import N_

BUSY: Final = N_("Something else is writing to the database just now. Nothing was saved; please try again in a moment.")
FULL: Final = N_("The disk that holds the database is full. Nothing was saved and nothing was taken.")
AWAY: Final = N_("The database does not answer just now. Nothing was taken; please try again in a moment.")
SLOW: Final = N_("The database took too long. Nothing was saved; please try again in a moment.")
BROKEN: Final = N_(
    "The database {path} is damaged or is not a Wetpalette database. Move it aside and put a backup in its place."
)
READ_ONLY: Final = N_("The database {path} cannot be written. Make the file and its folder writable for this user.")
REFUSED: Final = N_("PostgreSQL does not let us in or does not let us work: {reason}. See storage.url and its rights.")

RETRYABLE_SQLSTATES: Final = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "55P03",  # lock_not_available (lock_timeout)
    }
)
# The server went away or is not there yet: the same call may be made again on a new connection.
AWAY_SQLSTATES: Final = frozenset({"57P01", "57P02", "57P03", "53300", "25P03", "25P04"})


def sqlstate(error: BaseException) -> str:
    """The five-character PostgreSQL code of an error, wherever it is wrapped; empty when it has none.

    SQLAlchemy raises asyncpg's deadlocks and serialization failures as plain `DBAPIError`: the class says nothing.
    """
    inner = error.orig if isinstance(error, exc.DBAPIError) else error
    return getattr(inner, "sqlstate", None) or ""


def is_retryable(error: BaseException) -> bool:
    """True when the transaction did not happen, or nobody knows, and the same call with the same keys settles it."""
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return True
    state = sqlstate(error)
    if state:
        return state in RETRYABLE_SQLSTATES or state in AWAY_SQLSTATES or state.startswith("08")
    return isinstance(error, (OSError, asyncio.TimeoutError)) or _is_connection_error(error)


def _is_connection_error(error: BaseException) -> bool:
    """Asyncpg's own complaints about a line that is gone; they carry no code, and only their names tell them apart."""
    inner = error.orig if isinstance(error, exc.DBAPIError) else error
    name = type(inner).__name__
    return name == "InternalClientError" or (name == "InterfaceError" and "connection" in str(inner))


def explain(error: BaseException, *, path: str = "") -> Refusal | None:
    """The refusal that says what a database error means, or None when it is a defect of ours.

    Args:
        error: what the driver or SQLAlchemy raised.
        path: the SQLite file, for the sentence; empty on PostgreSQL.
    """
    if isinstance(error, Refusal):
        return error
    if isinstance(error, exc.TimeoutError):  # no connection became free
        return Unavailable(BUSY)
    inner = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(inner, sqlite3.Error):
        return _explain_sqlite(inner, path)
    if isinstance(inner, OSError) and path:
        return Misconfigured(READ_ONLY, path=path)
    state = sqlstate(error)
    if state == "57014":  # statement_timeout
        return Unavailable(SLOW)
    if state.startswith("53") and state != "53300":  # disk_full, out_of_memory
        return Unavailable(FULL if state == "53100" else AWAY)
    if state in RETRYABLE_SQLSTATES:
        return Unavailable(BUSY)
    if state.startswith("28") or state in ("3D000", "42501"):  # password, no such database, no rights
        return Misconfigured(REFUSED, reason=str(inner.args[0] if inner and inner.args else state))
    if state == "25006":  # read_only_sql_transaction: a standby
        return Unavailable(AWAY)
    return Unavailable(AWAY) if is_retryable(error) else None


def _explain_sqlite(error: sqlite3.Error, path: str) -> Refusal | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # extended codes carry the primary one in the low byte
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Unavailable(BUSY)
    if code == sqlite3.SQLITE_FULL:
        return Unavailable(FULL)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM):
        return Unavailable(AWAY)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Misconfigured(BROKEN, path=path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return Misconfigured(READ_ONLY, path=path)
    return None
