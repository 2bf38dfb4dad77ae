"""The embedded database: group commit, and what it does when the disk, the file or the neighbours make trouble."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, ForeignKey, MetaData, Table, Text, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.errors import Misconfigured, Unavailable
from core.persistence import migrate, schema
from core.persistence.database import Database
from core.persistence.metadata import BigInt
from core.persistence.sqlite import BATCH, TransactionLostError
from tests.databases import SqliteFiles
from tests.databases import sqlite_url as sqlite_url_of

bench = MetaData()
jar = Table(
    "jar", bench, Column("id", Text, primary_key=True), Column("body", Text, nullable=False), sqlite_strict=True
)
label = Table(
    "label",
    bench,
    Column("id", Text, primary_key=True),
    Column("jar_id", Text, ForeignKey("jar.id", deferrable=True, initially="DEFERRED")),
    sqlite_strict=True,
)


@pytest.fixture
async def jars(sqlite_database: Database) -> Database:
    await sqlite_database.write(bench.create_all)
    return sqlite_database


class Gate:
    """A write that stays in the writer's thread until it is let go, so that others gather behind it."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    def __call__(self, conn: Connection) -> object:
        self.entered.set()
        assert self.opened.wait(20)
        return conn.get_transaction()


def add(conn: Connection, name: str, body: str = "") -> object:
    conn.execute(insert(jar).values(id=name, body=body))
    return conn.get_transaction()


def names(db: Database) -> list[str]:
    """What another process would see."""
    with sqlite3.connect(db.path or "") as other:
        found = [name for (name,) in other.execute("SELECT id FROM jar ORDER BY id")]
    other.close()
    return found


async def _hold_the_door(db: Database) -> tuple[Gate, asyncio.Task[object]]:
    gate = Gate()
    task = asyncio.create_task(db.write(gate))
    await asyncio.to_thread(gate.entered.wait, 20)
    return gate, task


async def test_what_gathers_shares_one_commit(jars: Database) -> None:
    gate, held = await _hold_the_door(jars)
    tasks = [asyncio.create_task(jars.write(add, f"{n:03}")) for n in range(BATCH + 10)]
    await asyncio.sleep(0)
    gate.opened.set()
    transactions = await asyncio.gather(*tasks)
    first, second = transactions[0], transactions[BATCH]
    assert await held is not first
    assert first is not second
    assert all(transaction is first for transaction in transactions[:BATCH])
    assert all(transaction is second for transaction in transactions[BATCH:])


async def test_the_answer_comes_after_the_commit(jars: Database) -> None:
    door, held = await _hold_the_door(jars)
    first, gate = asyncio.create_task(jars.write(add, "bone")), Gate()
    second = asyncio.create_task(jars.write(gate))
    await asyncio.sleep(0)
    door.opened.set()
    await held
    await asyncio.to_thread(gate.entered.wait, 20)
    await asyncio.sleep(0.05)  # `first` has run, its batch has not been committed
    assert not first.done()
    assert names(jars) == []
    gate.opened.set()
    await asyncio.gather(first, second)
    assert names(jars) == ["bone"]


async def test_a_commit_that_fails_hits_only_the_one_at_fault(jars: Database) -> None:
    def orphan(conn: Connection) -> None:
        conn.execute(insert(label).values(id="x", jar_id="nowhere"))  # deferred: found out at the COMMIT

    gate, held = await _hold_the_door(jars)
    tasks = [asyncio.create_task(jars.write(add, "a")), asyncio.create_task(jars.write(orphan))]
    tasks += [asyncio.create_task(jars.write(add, "b"))]
    await asyncio.sleep(0)
    gate.opened.set()
    await held
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[1], sqlite3.IntegrityError | IntegrityError)
    assert results[0] is not results[2]  # run again, each in a transaction of its own
    assert names(jars) == ["a", "b"]


async def test_a_full_disk_is_a_sentence_and_hurts_nobody_else(jars: Database) -> None:
    def limit(conn: Connection, pages: int) -> int:
        return int(conn.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar() or 0)

    pages = int(await jars.write(lambda conn: conn.exec_driver_sql("PRAGMA page_count").scalar()))
    await jars.write(limit, pages + 10)
    gate, held = await _hold_the_door(jars)
    tasks = [
        asyncio.create_task(jars.write(add, name, "x" * (1_000_000 if name == "big" else 1)))
        for name in ("a", "big", "b")
    ]
    await asyncio.sleep(0)
    gate.opened.set()
    await held
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[1], Unavailable)
    assert "full" in str(results[1])
    assert "Nothing was saved" in str(results[1])
    assert names(jars) == ["a", "b"]
    await jars.write(limit, 2**30)
    await jars.write(add, "big", "x" * 1_000_000)
    assert names(jars) == ["a", "b", "big"]


_HOLDER = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
"""


async def test_locked_by_another_process(sqlite_url: str, tmp_path: Path) -> None:
    db = await Database.open(sqlite_url, busy_timeout_ms=100)
    await db.write(bench.create_all)
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _HOLDER,
        str(db.path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"locked\n"
    results = await asyncio.gather(*(db.write(add, f"{n}") for n in range(5)), return_exceptions=True)
    assert all(isinstance(result, Unavailable) for result in results)
    assert "Something else is writing" in str(results[0])
    assert await db.read(lambda conn: conn.scalars(select(jar.c.id)).all()) == []  # reading goes on
    await holder.communicate(b"\n")
    await db.write(add, "bone")
    assert names(db) == ["bone"]
    await db.close()


async def test_functions_may_not_end_the_transaction(jars: Database) -> None:
    for method in ("begin", "commit", "rollback"):
        with pytest.raises(RuntimeError, match="may not begin, commit or roll back"):
            await jars.write(lambda conn, method=method: getattr(conn, method)())
    with pytest.raises(TransactionLostError):
        await jars.write(lambda conn: conn.exec_driver_sql("ROLLBACK"))
    await jars.write(add, "bone")
    assert names(jars) == ["bone"]


async def test_pragmas(sqlite_database: Database) -> None:
    def pragma(conn: Connection, name: str) -> object:
        return conn.exec_driver_sql(f"PRAGMA {name}").scalar()

    assert await sqlite_database.write(pragma, "synchronous") == 2  # FULL
    assert await sqlite_database.write(pragma, "journal_mode") == "wal"
    assert await sqlite_database.write(pragma, "foreign_keys") == 1
    assert await sqlite_database.write(pragma, "busy_timeout") == 5000
    assert await sqlite_database.read(pragma, "query_only") == 1


async def test_every_table_is_strict(sqlite_database: Database) -> None:
    lists = await sqlite_database.read(lambda conn: conn.exec_driver_sql("PRAGMA table_list").mappings().all())
    strict = {row["name"]: row["strict"] for row in lists if row["schema"] == "main"}
    assert {name for name in schema.whole().tables if strict[name] != 1} == set()


async def test_a_number_that_outgrows_64_bits_is_refused(sqlite_database: Database) -> None:
    """In an ordinary SQLite column it would silently become a float."""
    add_person = text("INSERT INTO person (id, created_at) VALUES ('p', :t)")
    await sqlite_database.write(lambda conn: conn.execute(add_person, {"t": 2**63 - 1}).rowcount)
    with pytest.raises(DBAPIError, match="cannot store REAL"):
        await sqlite_database.write(lambda conn: conn.execute(text("UPDATE person SET created_at = created_at + 1")))


# --- files that are not what they should be ---


async def test_a_damaged_file_is_said_with_what_to_do(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "wetpalette.db"
    db = await Database.open(sqlite_url)
    await db.write(bench.create_all)
    for n in range(50):
        await db.write(add, f"{n}", "x" * 5000)
    await db.close()
    body = bytearray(path.read_bytes())
    for page in range(30, len(body) // 4096):
        body[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(body)
    with pytest.raises(Misconfigured, match="damaged") as caught:
        await _open_ready(sqlite_url)
    assert "backup" in str(caught.value)
    assert str(path) in str(caught.value)


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("drowned sailors, ghostly teal and rusted brass\n" * 100)
    before = path.read_bytes()
    with pytest.raises(Misconfigured, match="is damaged or is not a Wetpalette database"):
        await _open_ready(f"sqlite+aiosqlite:///{path}")
    assert path.read_bytes() == before


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(Misconfigured, match="is not a Wetpalette database"):
        await _open_ready(f"sqlite+aiosqlite:///{path}")
    assert path.read_bytes() == before


async def test_a_newer_database_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "wetpalette.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    with pytest.raises(Misconfigured, match=r"revision 9999.*does not know"):
        await _open_ready(sqlite_url)
    with pytest.raises(Misconfigured, match="does not know"):
        await asyncio.to_thread(migrate.upgrade, sqlite_url)


async def test_a_new_file_in_a_new_folder_is_made_and_migrated(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'down' / 'wet palette é.db'}"
    await _open_ready(url)
    assert await asyncio.to_thread(migrate.current, url) == migrate.head()


async def test_a_path_through_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Misconfigured, match="cannot be written"):
        await _open_ready(f"sqlite+aiosqlite:///{tmp_path / 'file' / 'wetpalette.db'}")


# Root is refused nothing, so root becomes nobody; after a rehearsal that loads every module, because nobody may not.
_OPENER = """
import asyncio, os, sys
from core.errors import Misconfigured
from core.persistence.database import Database
from core.persistence.migrate import ensure_ready

async def main(url):
    db = await Database.open(url)
    try:
        await ensure_ready(db)
    finally:
        await db.close()

asyncio.run(main(sys.argv[1]))
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for url in sys.argv[2:]:
    try:
        asyncio.run(main(url))
    except Misconfigured as refusal:
        print(refusal)
"""


@pytest.fixture
def sealed_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that any user can enter and, once a test has sealed it, nobody without privileges can change."""
    folder = tmp_path_factory.mktemp("sealed")
    opened = [parent for parent in folder.parents if parent.stat().st_uid == os.geteuid() and parent != Path("/")]
    modes = {parent: parent.stat().st_mode for parent in opened}
    for parent in opened:
        parent.chmod(parent.stat().st_mode | 0o011)
    yield folder
    folder.chmod(0o700)
    for parent, mode in modes.items():
        parent.chmod(mode)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_read_only_folder_is_one_sentence(sealed_folder: Path, sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    new, old = sealed_folder / "new.db", sealed_folder / "old.db"
    sqlite_files.fresh(old)
    old.chmod(0o444)
    sealed_folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", _OPENER, *map(sqlite_url_of, (tmp_path / "rehearsal.db", new, old))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [
        f"The database {path} cannot be written. Make the file and its folder writable for this user."
        for path in (new, old)
    ], done.stderr


async def _open_ready(url: str) -> None:
    db = await Database.open(url)
    try:
        await migrate.ensure_ready(db)
    finally:
        await db.close()


def test_integers_are_64_bits_wide() -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    assert BigInt.compile(dialect=sqlite.dialect()) == "INTEGER"
    assert BigInt.compile(dialect=postgresql.dialect()) == "BIGINT"
