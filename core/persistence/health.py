"""What `wetpalette doctor` says about the database and its keys."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import Connection, text

from core.errors import Refusal
from core.persistence import migrate
from core.persistence.database import Database, parse_url
from core.persistence.vault import LOST_FILE, Vault, any_token, key_file
from core.words import N_

Level = Literal["ok", "warning", "error"]

ROOM_WANTED: Final = 200 * 1024 * 1024
"""Free disk below which the doctor speaks up, in bytes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        level: "ok", "warning" (it works, and something should be done) or "error" (it does not work).
        text: what was found: an English key with `{name}` places for `values`.
        how: what to do about it, likewise; empty when there is nothing to do.
        values: what goes into the places of both.
    """

    level: Level
    text: str
    how: str = ""
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.text.format(**dict(self.values))


def _finding(level: Level, text: str, how: str = "", **values: object) -> Finding:
    return Finding(level, text, how, tuple(values.items()))


async def examine(url: str, key_path: Path | None = None, *, keys: Sequence[str] = ()) -> list[Finding]:
    """Look at a database and its keys without changing anything; nothing is created and nothing is migrated.

    Args:
        url: `storage.url`.
        key_path: the key file; None for the one beside the SQLite file.
        keys: `storage.encryption_keys`; when given, no key file is looked for.
    """
    try:
        parsed = parse_url(url)
    except Refusal as refusal:
        return [_refused(refusal)]
    path = Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
    findings: list[Finding] = []
    if path is not None:
        key_path = key_path or key_file(path)
        findings = await asyncio.to_thread(_folder, path)
        if _failed(findings):
            return findings
        if not await asyncio.to_thread(path.exists):
            new = N_("There is no database yet; {path} is made at the first use.")
            return [*findings, _finding("ok", new, path=str(path)), *_keys(key_path, keys)]
    findings += await _database(url, path)
    return findings if _failed(findings) else findings + await _opens(url, key_path, keys)


def _failed(findings: list[Finding]) -> bool:
    return any(finding.level == "error" for finding in findings)


def _refused(refusal: Refusal) -> Finding:
    return Finding("error", refusal.message, values=tuple(refusal.values.items()))


def _folder(path: Path) -> list[Finding]:
    """Whether the folder, or the one it would be made in, can be written, and has room."""
    folder = next((parent for parent in path.absolute().parents if parent.exists()), Path("/"))
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return [
            _finding(
                "error",
                N_("The folder {folder} cannot be written."),
                N_("Make it writable for this user, or set storage.url to a file elsewhere."),
                folder=str(folder),
            )
        ]
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return [
            _finding(
                "error",
                N_("The database {path} cannot be read and written."),
                N_("Make the file readable and writable for this user."),
                path=str(path),
            )
        ]
    free = shutil.disk_usage(folder).free
    if free < ROOM_WANTED:
        return [
            _finding(
                "warning",
                N_("Only {megabytes} MB are free on the disk of {folder}."),
                N_("Make room: a full disk stops everything that writes."),
                megabytes=free // 1024 // 1024,
                folder=str(folder),
            )
        ]
    return []


async def _database(url: str, path: Path | None) -> list[Finding]:
    """Whether it answers, is sound, and is at the revision this version knows."""
    try:
        db = await Database.open(url)
    except Refusal as refusal:
        return [_refused(refusal)]
    try:
        if path is not None:
            damage = await db.read(migrate.damage)
            if damage is not None:
                return [
                    _finding(
                        "error",
                        N_("The database {path} is damaged: {damage}."),
                        N_("Move it aside and put a backup in its place."),
                        path=str(path),
                        damage=damage,
                    )
                ]
        version = await db.read(_version)
        found = await db.read(migrate.revision_of)
        slow = await _settings(db)
    except Refusal as refusal:
        return [_refused(refusal)]
    finally:
        await db.close()
    return [_revision(found, on_demand=path is None), *slow, _finding("ok", N_("{version} answers."), version=version)]


def _revision(found: str | None, *, on_demand: bool) -> Finding:
    head = migrate.head()
    if found == head:
        return _finding("ok", N_("The schema is at revision {revision}, the newest."), revision=found)
    if found is not None and found not in migrate.revisions():
        return _finding("error", migrate.NEWER, current=found)
    if on_demand:
        return _finding("error", migrate.BEHIND, current=found or "-", head=head)
    return _finding(
        "ok", N_("The schema is brought from {current} to {head} at the next start."), current=found, head=head
    )


def _version(conn: Connection) -> str:
    if conn.dialect.name == "sqlite":
        return f"SQLite {conn.scalar(text('SELECT sqlite_version()'))}"
    return f"PostgreSQL {conn.scalar(text('SHOW server_version'))}"


def _shown(conn: Connection, name: str) -> str:
    return str(conn.scalar(text(f"SHOW {name}")))


async def _settings(db: Database) -> list[Finding]:
    """On PostgreSQL: whether the server keeps what it has acknowledged."""
    if db.dialect == "sqlite":
        return []
    return [
        _finding(
            "warning",
            N_("The PostgreSQL server runs with {name} = off: a crash may lose what it has acknowledged."),
            N_("Set it to on in postgresql.conf."),
            name=name,
        )
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if await db.read(_shown, name) == "off"
    ]


def _keys(path: Path | None, keys: Sequence[str]) -> list[Finding]:
    """Whether there are keys, of the right form, and for nobody else's eyes."""
    try:
        if keys or path is None:
            Vault(keys)
            return [_finding("ok", N_("Encryption keys: {count} configured."), count=len(keys))]
        if not path.exists():
            return [
                _finding("ok", N_("There is no encryption key yet; {path} is made at the first use."), path=str(path))
            ]
        Vault.from_file(path)
    except Refusal as refusal:
        return [_refused(refusal)]
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return [
            _finding(
                "warning",
                N_("Other users of this machine can read the key file {path}."),
                N_("Run: chmod 600 {path}"),
                path=str(path),
            )
        ]
    return [_finding("ok", N_("The key file {path} is in order."), path=str(path))]


async def _opens(url: str, path: Path | None, keys: Sequence[str]) -> list[Finding]:
    """The keys, tried on something that is stored."""
    db = await Database.open(url)
    try:
        sample = await db.read(any_token) if await db.read(migrate.revision_of) == migrate.head() else None
    finally:
        await db.close()
    if sample is not None and path is not None and not keys and not await asyncio.to_thread(path.exists):
        return [_finding("error", LOST_FILE, path=str(path))]
    findings = _keys(path, keys)
    if sample is None or _failed(findings):
        return findings
    try:
        (Vault(keys) if keys or path is None else Vault.from_file(path)).open(sample)
    except Refusal as refusal:
        return [_refused(refusal)]
    return findings
