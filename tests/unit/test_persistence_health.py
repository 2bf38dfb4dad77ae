"""What the doctor says about databases and keys, healthy and not; and that looking changes nothing."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert

from core.accounts.tables import person
from core.drafts.tables import draft
from core.persistence import migrate, postgresql
from core.persistence.database import Database
from core.persistence.health import Finding, examine
from core.persistence.vault import key_file, new_key, open_vault
from tests.databases import PostgresServer
from tests.databases import sqlite_url as url_of


def words(findings: list[Finding], level: str) -> str:
    return "\n".join(str(finding) for finding in findings if finding.level == level)


def worst(findings: list[Finding]) -> str:
    levels = {finding.level for finding in findings}
    return next(level for level in ("error", "warning", "ok") if level in levels)


async def seal_something(url: str) -> Path:
    db = await Database.open(url)
    vault = await open_vault(db, [])
    await db.write(lambda conn: conn.execute(insert(person).values(id="p", created_at=1)).rowcount)
    row = insert(draft).values(id="d", person_id="p", input=vault.seal("x"), created_at=1)
    await db.write(lambda conn: conn.execute(row).rowcount)
    await db.close()
    assert db.path is not None
    return key_file(db.path)


async def test_a_healthy_file(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        await seal_something(database_url)
    keys = [] if database_url.startswith("sqlite") else [new_key()]
    findings = await examine(database_url, keys=keys)
    assert words(findings, "error") == ""
    assert f"revision {migrate.head()}, the newest" in words(findings, "ok")
    assert "key" in words(findings, "ok")


async def test_nothing_there_yet_is_fine_and_stays_so(tmp_path: Path) -> None:
    findings = await examine(url_of(tmp_path / "not" / "yet" / "wetpalette.db"))
    assert worst(findings) == "ok"
    assert "is made at the first use" in words(findings, "ok")
    assert os.listdir(tmp_path) == []  # noqa: PTH208  a list of names, without pathlib in async code


async def test_a_lost_key_and_a_wrong_key(sqlite_url: str) -> None:
    path = await seal_something(sqlite_url)
    path.unlink()
    assert "is missing" in words(await examine(sqlite_url), "error")
    assert not path.exists()
    path.write_text(new_key())
    path.chmod(0o600)
    assert "cannot be read with these encryption keys" in words(await examine(sqlite_url), "error")
    path.write_text("nonsense")
    assert "number 1 is not a key" in words(await examine(sqlite_url), "error")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
async def test_a_key_file_that_others_can_read(sqlite_url: str) -> None:
    path = await seal_something(sqlite_url)
    path.chmod(0o644)
    findings = await examine(sqlite_url)
    assert worst(findings) == "warning"
    assert [f.how.format(**dict(f.values)) for f in findings if f.level == "warning"] == [f"Run: chmod 600 {path}"]


async def test_a_damaged_file(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "wetpalette.db"
    body = bytearray(path.read_bytes())
    body[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    path.write_bytes(body)
    findings = await examine(sqlite_url)
    assert "damaged" in words(findings, "error")


async def test_no_database_at_all(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 100)
    assert "not a Wetpalette database" in words(await examine(url_of(path)), "error")
    assert "must be" in words(await examine("mysql://x/y"), "error")
    (tmp_path / "file").write_text("x")
    assert "cannot be written" in words(await examine(url_of(tmp_path / "file" / "x.db")), "error")


async def test_revisions(tmp_path: Path, sqlite_url: str, postgres: PostgresServer) -> None:
    with sqlite3.connect(tmp_path / "wetpalette.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '0001'")
    assert "from 0001 to" in words(await examine(sqlite_url), "ok")
    with other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    assert "newer version" in words(await examine(sqlite_url), "error")
    url = postgres.empty()
    assert "wetpalette migrate" in words(await examine(url, keys=[new_key()]), "error")


async def test_postgresql(postgres_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "storage.encryption_keys" in words(await examine(postgres_url), "error")
    findings = await examine(postgres_url, keys=[new_key()])
    assert "PostgreSQL" in words(findings, "ok")
    assert "fsync = off" in words(findings, "warning")  # so the tests' server runs, and so the doctor says
    monkeypatch.setattr(postgresql, "_BACKOFF_S", 0.001)
    assert "does not answer" in words(await examine("postgresql://x@127.0.0.1:1/y", keys=[new_key()]), "error")
