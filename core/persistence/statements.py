"""SQL that is written once with SQLAlchemy Core, compiled once a dialect, and run through the driver itself.

SQLAlchemy's `Connection.execute` costs more than the statement on a hot path: a cache key for every call, an execution
context, a result object. `Statement` keeps what matters from it (one source of SQL for both databases) and pays the
rest once, at the first use. Errors arrive as the same `sqlalchemy.exc` classes that `Connection.execute` would raise.

    _BALANCE = Statement(select(wallet.c.posted, wallet.c.held).where(wallet.c.id == bindparam("wallet_id")))
    row = _BALANCE.one(conn, wallet_id=wallet_id)      # row.posted, row.held, or unpacked as a tuple

Three things to know:

* Every value that differs from call to call is a `bindparam("name")`; a bare `insert(table)` takes every column by its
  name. Values written into the statement (`c.held + 1`, `c.status == "open"`, `c.status.in_(("open", "late"))`) are
  bound as constants.
* Rows are what the driver returns. A column type that needs converting in Python (Boolean, DateTime, JSON, Enum) is
  refused at compilation. PostgreSQL adds up 64-bit integers as NUMERIC, so write `cast(func.sum(c.amount), BigInt)`.
* A Core `default=` is not applied: pass the value.

A statement with `column.in_(bindparam("ids", expanding=True))` has another text for every length of the list; it goes
through `Connection.execute`.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import Connection, exc
from sqlalchemy.util.concurrency import await_

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.sql.expression import Executable

_Answer = tuple[Sequence[Sequence[Any]], int]
"""Rows, and the number of rows inserted, changed or removed by a statement that returns none."""

_Fetch = Callable[[Connection, str, Sequence[Any], bool], _Answer]


class Statement:
    """One Core statement, ready to be run again and again on either database.

    Args:
        clause: a Core `select`, `insert`, `update` or `delete`.
        once: an `insert` without RETURNING gets ON CONFLICT DO NOTHING: the row that is there already wins. Both
            databases write it alike; SQLAlchemy has it once for each, and would load a dialect that is not used.
    """

    __slots__ = ("_clause", "_forms", "_once")

    def __init__(self, clause: Executable, *, once: bool = False) -> None:
        self._clause = clause
        self._once = once
        self._forms: dict[str, _Form | _CoreForm] = {}

    def one(self, conn: Connection, /, **params: Any) -> Any | None:
        """The first row as a named tuple, or None when there is no row.

        Raises:
            TypeError: a parameter is missing or unknown.
            sqlalchemy.exc.DBAPIError: the database refused the statement.
        """
        form = self._forms.get(conn.dialect.driver) or self._form(conn.dialect)
        rows, _ = form.run(conn, params)
        return form.row(rows[0]) if rows else None

    def all(self, conn: Connection, /, **params: Any) -> list[Any]:
        """All rows as named tuples. Raises as `one`."""
        form = self._forms.get(conn.dialect.driver) or self._form(conn.dialect)
        rows, _ = form.run(conn, params)
        return list(map(form.row, rows))

    def scalar(self, conn: Connection, /, **params: Any) -> Any | None:
        """The first column of the first row, or None when there is no row. Raises as `one`."""
        form = self._forms.get(conn.dialect.driver) or self._form(conn.dialect)
        rows, _ = form.run(conn, params)
        return rows[0][0] if rows else None

    def run(self, conn: Connection, /, **params: Any) -> int:
        """Run it and return how many rows it inserted, changed or removed. Raises as `one`."""
        form = self._forms.get(conn.dialect.driver) or self._form(conn.dialect)
        rows, count = form.run(conn, params)
        return len(rows) if form.returns_rows else count

    def sql(self, conn: Connection) -> str:
        """The text that goes to the driver; for benchmarks and error reports."""
        return (self._forms.get(conn.dialect.driver) or self._form(conn.dialect)).text

    def _form(self, dialect: Dialect) -> _Form | _CoreForm:
        form: _Form | _CoreForm
        if _grows(self._clause, dialect):
            form = _CoreForm(self._clause)
        else:
            form = _Form(self._clause, dialect, once=self._once)
        self._forms[dialect.driver] = form
        return form

    def __repr__(self) -> str:
        return f"Statement({' '.join(str(self._clause).split())})"


class _Form:
    """A statement as one driver wants it: text, the order of its parameters, and the shape of its rows."""

    __slots__ = ("_constants", "_converters", "_fetch", "_order", "_wanted", "returns_rows", "row", "text")

    def __init__(self, clause: Executable, dialect: Dialect, *, once: bool) -> None:
        compiled = clause.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
        self.text: str = compiled.string
        if once:
            if not compiled.isinsert or compiled._result_columns:
                raise TypeError(f"once=True is for an insert without RETURNING: {compiled.string}")
            self.text += " ON CONFLICT DO NOTHING"
        self._fetch: _Fetch = _FETCH[dialect.driver]
        order: list[str] = list(compiled.positiontup or ())
        self._order = order
        self._constants = _constants(compiled, order)
        self._wanted = len(set(order)) - len(self._constants)
        self._converters = {name: convert for name, convert in compiled._bind_processors.items() if name in order}
        _refuse_what_needs_core(compiled, dialect)
        names = [column.keyname for column in compiled._result_columns]
        shape = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self.returns_rows = bool(names)
        self.row: Callable[[Sequence[Any]], Any] = shape._make

    def run(self, conn: Connection, params: dict[str, Any]) -> _Answer:
        if len(params) != self._wanted:
            self._complain(params)
        if self._constants:
            params = self._constants | params
        if self._converters:
            params = {n: self._converters[n](v) if n in self._converters else v for n, v in params.items()}
        try:
            values = [params[name] for name in self._order]
        except KeyError:
            self._complain(params)
        return self._fetch(conn, self.text, values, self.returns_rows)

    def _complain(self, params: Iterable[str]) -> NoReturn:
        wanted = {name for name in self._order if name not in self._constants}
        given = set(params) - set(self._constants)
        raise TypeError(
            f"parameters missing: {sorted(wanted - given)}, unknown: {sorted(given - wanted)}, for: {self.text}"
        )


class _CoreForm:
    """A statement whose text depends on its parameters; SQLAlchemy expands it at every call."""

    __slots__ = ("_clause", "returns_rows", "text")

    def __init__(self, clause: Executable) -> None:
        self._clause = clause
        self.returns_rows = False  # the count of the result is right for both
        self.text = str(clause)

    def run(self, conn: Connection, params: dict[str, Any]) -> _Answer:
        result = conn.execute(self._clause, params)
        return (result.fetchall() if result.returns_rows else ()), result.rowcount

    @staticmethod
    def row(row: Any) -> Any:
        return row


def _grows(clause: Executable, dialect: Dialect) -> bool:
    compiled: SQLCompiler = clause.compile(dialect=dialect)  # type: ignore[attr-defined]
    return any(bind.expanding and bind.required for bind in compiled.binds.values())


def _constants(compiled: SQLCompiler, order: Sequence[str]) -> dict[str, Any]:
    """The values that stand in the statement itself ("hidden binds"), by the name the compiler gave them.

    Binds of an expanded `IN` are not among `compiled.binds` under their own names, hence the second source.
    """
    given = compiled.params
    constants: dict[str, Any] = {}
    for name in order:
        bind = compiled.binds.get(name)
        if bind is None:
            constants[name] = given[name]
        elif not bind.required:
            constants[name] = bind.effective_value
    return constants


def _refuse_what_needs_core(compiled: SQLCompiler, dialect: Dialect) -> None:
    if getattr(compiled, "insert_prefetch", ()) or getattr(compiled, "update_prefetch", ()):
        raise TypeError(f"a column has a default= that only Connection.execute applies: {compiled.string}")
    for column in compiled._result_columns:
        if column.type._cached_result_processor(dialect, None) is not None:
            raise TypeError(f"column {column.keyname} ({column.type!r}) is converted in Python: {compiled.string}")


def _fetch_sqlite(conn: Connection, sql: str, values: Sequence[Any], rows: bool) -> _Answer:
    try:
        cursor = conn.connection.dbapi_connection.execute(sql, values)  # type: ignore[union-attr]
        return cursor.fetchall(), cursor.rowcount
    except Exception as error:
        _raise(conn, sql, error)


def _fetch_aiosqlite(conn: Connection, sql: str, values: Sequence[Any], rows: bool) -> _Answer:
    # One hop to the reader's thread for execute and fetch together; Core needs four.
    try:
        return await_(conn.connection.driver_connection.execute_fetchall(sql, values)), -1  # type: ignore[union-attr]
    except Exception as error:
        _raise(conn, sql, error)


def _fetch_asyncpg(conn: Connection, sql: str, values: Sequence[Any], rows: bool) -> _Answer:
    # `core.persistence.postgresql` began the transaction on the driver's connection, so nothing has to be asked of
    # SQLAlchemy's cursor, which costs half as much again; asyncpg keeps its own cache of prepared statements.
    driver = conn.connection.driver_connection
    try:
        return await_(_ask(driver, sql, values, rows))
    except Exception as error:
        raise _named(conn, driver, sql, error) from error


async def _ask(driver: Any, sql: str, values: Sequence[Any], rows: bool) -> _Answer:
    if rows:
        return await driver.fetch(sql, *values), -1
    status: str = await driver.execute(sql, *values)  # "UPDATE 1", "INSERT 0 1"
    return (), int(status.rpartition(" ")[2])


def _named(conn: Connection, driver: Any, sql: str, error: Exception) -> Exception:
    """An asyncpg error as the class that SQLAlchemy has for it."""
    import asyncpg  # noqa: PLC0415  only PostgreSQL's users have to load it

    kinds: tuple[tuple[type[Exception], type[exc.DBAPIError]], ...] = (
        (asyncpg.IntegrityConstraintViolationError, exc.IntegrityError),
        (asyncpg.DataError, exc.DataError),
        (asyncpg.SyntaxOrAccessError, exc.ProgrammingError),
        (asyncpg.InterfaceError, exc.InterfaceError),
        (asyncpg.InternalClientError, exc.InterfaceError),
        (asyncpg.PostgresError, exc.DBAPIError),
        (OSError, exc.OperationalError),
    )
    for theirs, ours in kinds:
        if isinstance(error, theirs):
            gone = driver.is_closed()
            if gone and not conn.invalidated:
                conn.invalidate(error)
            return ours(sql, None, error, hide_parameters=True, connection_invalidated=gone)
    return error


_FETCH: dict[str, _Fetch] = {
    "pysqlite": _fetch_sqlite,
    "aiosqlite": _fetch_aiosqlite,
    "asyncpg": _fetch_asyncpg,
}


def _raise(conn: Connection, sql: str, error: Exception) -> NoReturn:
    """Raise what `Connection.execute` would have raised for a driver's error; parameters stay out of the message."""
    dialect = conn.dialect
    base = dialect.loaded_dbapi.Error
    if not isinstance(error, base):
        raise error
    gone = not conn.closed and not conn.invalidated and dialect.is_disconnect(error, conn.connection, None)
    if gone:
        conn.invalidate(error)
    raise exc.DBAPIError.instance(
        sql, None, error, base, hide_parameters=True, connection_invalidated=gone, dialect=dialect
    ) from error
