"""Descriptions and answers are encrypted at rest: Fernet (AES-128-CBC with HMAC-SHA-256), and the keys can be turned.

A column that holds sealed text is marked with `info={"sealed": True}`. The keys stand in `storage.encryption_keys`, or
in a file beside the SQLite file, one a line, newest first. The newest key seals, every key opens.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column, Connection, Table, select, union_all, update

from core.errors import Misconfigured
from core.persistence import schema
from core.persistence.statements import Statement
from core.words import N_

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

    from core.persistence.database import Database

BAD_KEY: Final = N_(
    "Encryption key number {number} is not a key. A key is 44 characters; `wetpalette keys new` prints one."
)
NO_KEY: Final = N_(
    "There is no encryption key. Set storage.encryption_keys (WETPALETTE_STORAGE__ENCRYPTION_KEYS);"
    " `wetpalette keys new` prints a key."
)
WRONG_KEY: Final = N_(
    "What is stored cannot be read with these encryption keys. Put back the key it was written with: in"
    " storage.encryption_keys, or in the key file beside the database."
)
LOST_FILE: Final = N_(
    "The key file {path} is missing, and the database holds text that was written with it. Put it back from a backup."
)
UNREADABLE_FILE: Final = N_("The key file {path} cannot be read or written. Make it readable for this user only.")

_BATCH: Final = 200


def new_key() -> str:
    """A new random key: 32 bytes as 44 characters of URL-safe base 64, the form Fernet wants."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def key_file(database: Path) -> Path:
    """Where the key of a SQLite file lies when none is configured: beside it, `wetpalette.db.key`."""
    return database.with_name(database.name + ".key")


class Vault:
    """Seals and opens text.

    Args:
        keys: Fernet keys, newest first.

    Raises:
        Misconfigured: no key, or one that is not a key.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise Misconfigured(NO_KEY)
        for number, key in enumerate(keys, start=1):
            if not _is_key(key):
                raise Misconfigured(BAD_KEY, number=number)
        self._keys = tuple(keys)
        self._made: MultiFernet | None = None

    @classmethod
    def from_file(cls, path: Path) -> Vault:
        """The vault with the keys of a file; when there is none, one is made, readable for this user only.

        Raises:
            Misconfigured: the file cannot be read or written, or holds something else than keys.
        """
        try:
            if not path.exists():
                _write_keys(path, [new_key()], new=True)
            return cls(_read_keys(path))
        except FileExistsError:  # another process was first
            return cls(_read_keys(path))
        except (OSError, UnicodeDecodeError):
            raise Misconfigured(UNREADABLE_FILE, path=str(path)) from None

    def seal(self, text: str) -> str:
        """Encrypt with the newest key."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, token: str) -> str:
        """Decrypt what any of the keys sealed.

        Raises:
            Misconfigured: none of the keys fits, or the token was changed.
        """
        from cryptography.fernet import InvalidToken  # noqa: PLC0415  loaded when something is sealed or opened

        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            raise Misconfigured(WRONG_KEY) from None

    def rotate(self, token: str) -> str:
        """The same text sealed with the newest key. Raises as `open`."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415

        try:
            return self._fernet.rotate(token.encode()).decode()
        except InvalidToken:
            raise Misconfigured(WRONG_KEY) from None

    @property
    def _fernet(self) -> MultiFernet:
        if self._made is None:
            from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

            self._made = MultiFernet([Fernet(key) for key in self._keys])
        return self._made


async def open_vault(db: Database, keys: Sequence[str]) -> Vault:
    """The vault of a database: with the configured keys, or else with the key file beside a SQLite file.

    It is tried on something that is stored, so that a wrong or lost key is said at the start and not at a person's
    first press of a button.

    Raises:
        Misconfigured: no key, not a key, the wrong key, or a key file that is missing while text waits for it.
    """
    sample = await db.read(any_token)
    if keys or db.path is None:
        vault = Vault(keys)
    else:
        path = key_file(db.path)
        if sample is not None and not path.exists():
            raise Misconfigured(LOST_FILE, path=str(path))
        vault = Vault.from_file(path)
    if sample is not None:
        vault.open(sample)
    return vault


async def rotate_all(db: Database, vault: Vault) -> int:
    """Seal everything that is stored with the newest key; returns how many values were written.

    Small transactions, so that others can write meanwhile; broken off, it is simply run again. A value that changed
    between reading and writing was sealed by its writer and is left alone.

    Raises:
        Misconfigured: something can be opened with none of the keys; what was done before stays done.
    """
    written = 0
    for table, column in sealed_columns():
        (key,) = table.primary_key.columns
        last = ""
        while rows := await db.read(_page, key, column, last):
            fresh = [(row_id, old, vault.rotate(old)) for row_id, old in rows]
            written += await db.write(_rewrite, table, key, column, fresh)
            last = rows[-1][0]
    return written


async def rotate_file(db: Database, path: Path) -> int:
    """Turn the key of a key file: a new one on top, everything sealed anew, then the old ones out.

    The old keys leave the file last, so that a crash at any point leaves a file that opens everything. No conversation
    process may run meanwhile (`core.persistence.lock`): it would not know the new key.

    Raises:
        Misconfigured: as `rotate_all`, or the file cannot be written.
    """
    old = Vault.from_file(path)._keys
    fresh = new_key()
    try:
        _write_keys(path, [fresh, *old])
        written = await rotate_all(db, Vault([fresh, *old]))
        _write_keys(path, [fresh])
    except OSError:
        raise Misconfigured(UNREADABLE_FILE, path=str(path)) from None
    return written


def sealed_columns() -> list[tuple[Table, Column[Any]]]:
    """Every column of the product that holds sealed text."""
    return [
        (table, column)
        for table in schema.whole().sorted_tables
        for column in table.columns
        if column.info.get("sealed")
    ]


def any_token(conn: Connection) -> str | None:
    """Something sealed that is stored, to try keys on; None when nothing is."""
    found: str | None = _sample().scalar(conn)
    return found


@lru_cache(maxsize=1)
def _sample() -> Statement:
    """One question for every column instead of one for each: it is asked whenever anything starts."""
    each = [select(column.label("token")).where(column.is_not(None)).limit(1) for _, column in sealed_columns()]
    # SQLite takes no LIMIT in a part of a UNION, only in what is selected from there.
    return Statement(union_all(*(select(one.subquery().c.token) for one in each)).limit(1))


def _page(conn: Connection, key: Column[Any], column: Column[Any], last: str) -> list[tuple[str, str]]:
    page = select(key, column).where(key > last, column.is_not(None)).order_by(key).limit(_BATCH)
    return [(row[0], row[1]) for row in conn.execute(page)]


def _rewrite(
    conn: Connection, table: Table, key: Column[Any], column: Column[Any], fresh: list[tuple[str, str, str]]
) -> int:
    return sum(
        conn.execute(update(table).where(key == row_id, column == old).values({column: new})).rowcount
        for row_id, old, new in fresh
    )


def _is_key(key: str) -> bool:
    try:
        return len(key) == 44 and len(base64.urlsafe_b64decode(key.encode("ascii"))) == 32
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return False


def _read_keys(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _write_keys(path: Path, keys: Sequence[str], *, new: bool = False) -> None:
    """Write a key file, readable for its owner only from its first moment on, and whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path if new else path.with_name(path.name + ".new")
    if not new:
        target.unlink(missing_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("# Opens what is stored in the database beside this file. Back it up, and show it to nobody.\n")
        file.writelines(f"{key}\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    if not new:
        target.replace(path)
