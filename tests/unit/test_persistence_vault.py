"""What people write is sealed at rest; keys are turned without losing a word; a lost key is said in time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, insert, select, text, update

from core.accounts.tables import identity, person
from core.drafts.tables import draft
from core.errors import Misconfigured
from core.persistence import vault as vaults
from core.persistence.database import Database
from core.persistence.vault import Vault, key_file, new_key, open_vault, rotate_all, rotate_file

SECRET = "drowned sailors, ghostly teal — für Élodie"
OLD, NEW = new_key(), new_key()


def store(conn: Connection, vault: Vault, count: int = 1) -> None:
    conn.execute(insert(person).values(id="p", created_at=1))
    conn.execute(insert(identity).values(platform="terminal", platform_user_id="me", person_id="p", created_at=1))
    for n in range(count):
        conn.execute(
            insert(draft).values(id=f"d{n:04}", person_id="p", input=vault.seal(f"{SECRET} {n}"), created_at=n)
        )


def stored(conn: Connection) -> list[str]:
    return list(conn.scalars(select(draft.c.input).order_by(draft.c.id)))


def test_sealed_text_does_not_show_and_opens_again() -> None:
    vault = Vault([OLD])
    token = vault.seal(SECRET)
    assert "drowned" not in token
    assert vault.open(token) == SECRET
    assert vault.seal(SECRET) != token


def test_new_keys_seal_and_old_keys_still_open() -> None:
    token = Vault([OLD]).seal(SECRET)
    both = Vault([NEW, OLD])
    assert both.open(token) == SECRET
    turned = both.rotate(token)
    assert Vault([NEW]).open(turned) == SECRET
    with pytest.raises(Misconfigured, match="cannot be read with these encryption keys"):
        Vault([OLD]).open(turned)
    with pytest.raises(Misconfigured, match="cannot be read"):
        Vault([NEW]).rotate(token)


def test_changed_text_does_not_open() -> None:
    token = Vault([OLD]).seal(SECRET)
    changed = token[:30] + ("A" if token[30] != "A" else "B") + token[31:]
    for broken in (changed, token[:-4], "", "not a token", "ä"):
        with pytest.raises(Misconfigured):
            Vault([OLD]).open(broken)


@pytest.mark.parametrize("key", ["", "short", "ä" * 44, "A" * 43, "A" * 43 + "=A", " " * 44])
def test_what_is_not_a_key_is_said_by_its_number(key: str) -> None:
    with pytest.raises(Misconfigured, match="Encryption key number 2 is not a key"):
        Vault([OLD, key])


def test_no_key_is_said() -> None:
    with pytest.raises(Misconfigured, match=r"storage\.encryption_keys"):
        Vault([])


def test_new_keys_are_fernets() -> None:
    assert len({new_key() for _ in range(100)}) == 100
    Fernet(new_key())


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "wetpalette.db.key"
    mask = os.umask(0)
    try:
        vault = Vault.from_file(path)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert Vault.from_file(path).open(vault.seal(SECRET)) == SECRET
    assert path.read_bytes() == before


def test_a_key_file_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Misconfigured, match="cannot be read or written"):
        Vault.from_file(tmp_path / "folder")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misconfigured, match="cannot be read or written"):
        Vault.from_file(tmp_path / "bytes")
    (tmp_path / "words").write_text("no key at all\n")
    with pytest.raises(Misconfigured, match="number 1 is not a key"):
        Vault.from_file(tmp_path / "words")
    (tmp_path / "nothing").write_text("# nothing\n")
    with pytest.raises(Misconfigured, match="no encryption key"):
        Vault.from_file(tmp_path / "nothing")


async def test_everything_is_sealed_anew(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vaults, "_BATCH", 7)
    await database.write(store, Vault([OLD]), 50)
    before = await database.read(stored)
    assert await rotate_all(database, Vault([NEW, OLD])) == 50
    after = await database.read(stored)
    assert not set(before) & set(after)
    assert [Vault([NEW]).open(token) for token in after] == [f"{SECRET} {n}" for n in range(50)]


async def test_a_value_that_changes_meanwhile_is_left_to_its_writer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.write(store, Vault([OLD]), 3)
    newest = Vault([NEW]).seal("changed meanwhile")
    write = Database.write

    async def write_after_somebody_else(self: Database, fn: object, *args: object, **kwargs: object) -> object:
        monkeypatch.undo()
        change = update(draft).where(draft.c.id == "d0001").values(input=newest)
        await write(self, lambda conn: conn.execute(change).rowcount)
        return await write(self, fn, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "write", write_after_somebody_else)
    assert await rotate_all(database, Vault([NEW, OLD])) == 2
    assert [Vault([NEW]).open(token) for token in await database.read(stored)] == [
        f"{SECRET} 0",
        "changed meanwhile",
        f"{SECRET} 2",
    ]


async def test_turning_the_key_file(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sqlite_database.path is not None
    path = key_file(sqlite_database.path)
    vault = await open_vault(sqlite_database, [])
    await sqlite_database.write(store, vault, 20)
    old = path.read_text()

    # Killed after the new key was written and before the old one left: the file opens everything.
    async def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(vaults, "rotate_all", killed)
        with pytest.raises(KeyboardInterrupt):
            await rotate_file(sqlite_database, path)
    halfway = await open_vault(sqlite_database, [])
    assert halfway.open((await sqlite_database.read(stored))[0]) == f"{SECRET} 0"

    assert await rotate_file(sqlite_database, path) == 20
    assert not set(old.splitlines()[1:]) & set(path.read_text().splitlines())
    assert sum(not line.startswith("#") for line in path.read_text().splitlines()) == 1
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    turned = await open_vault(sqlite_database, [])
    assert [turned.open(token) for token in await sqlite_database.read(stored)] == [f"{SECRET} {n}" for n in range(20)]


async def test_a_lost_or_wrong_key_is_said_at_the_start(sqlite_database: Database) -> None:
    assert sqlite_database.path is not None
    path = key_file(sqlite_database.path)
    vault = await open_vault(sqlite_database, [])
    await sqlite_database.write(store, vault)
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(Misconfigured, match=r"key file .*wetpalette\.db\.key is missing"):
        await open_vault(sqlite_database, [])
    assert not path.exists()  # a new key would only bury the trouble
    path.write_text(new_key())
    with pytest.raises(Misconfigured, match="cannot be read with these encryption keys"):
        await open_vault(sqlite_database, [])
    with pytest.raises(Misconfigured, match="cannot be read with these encryption keys"):
        await open_vault(sqlite_database, [new_key()])
    path.write_bytes(kept)
    assert (await open_vault(sqlite_database, [])).open((await sqlite_database.read(stored))[0]) == f"{SECRET} 0"


async def test_postgresql_has_no_place_for_a_key_file(postgres_database: Database) -> None:
    with pytest.raises(Misconfigured, match=r"storage\.encryption_keys"):
        await open_vault(postgres_database, [])
    assert (await open_vault(postgres_database, [OLD])).open(Vault([OLD]).seal("x")) == "x"


async def test_nothing_that_people_wrote_lies_open_in_the_file(sqlite_database: Database) -> None:
    vault = await open_vault(sqlite_database, [])
    await sqlite_database.write(store, vault, 3)
    await sqlite_database.read(lambda conn: conn.execute(text("SELECT 1")))
    await sqlite_database.close()
    assert sqlite_database.path is not None
    assert b"drowned" not in sqlite_database.path.read_bytes()


def test_cryptography_is_loaded_when_something_is_sealed() -> None:
    code = (
        "import sys; from core.persistence.vault import Vault, new_key; v = Vault([new_key()]);"
        "assert 'cryptography' not in sys.modules; v.seal('x'); assert 'cryptography' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
