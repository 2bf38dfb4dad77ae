"""The whole core as surfaces get it: the real engine, the real paints, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.accounts.service import person_for
from core.errors import Misconfigured
from core.generation.brief import Brief
from core.paintschemes.scheme import Role, Tier
from core.paintschemes.variants import Change, easier, reroll
from core.persistence.vault import new_key
from core.pricing.rules import WELCOME_TOKENS
from core.services import Services, open_services
from tests.databases import sqlite_url

TEXT = "drowned sailors, ghostly teal and rusted brass, grimdark"


async def _paint(core: Services, person: str, brief: Brief, key: str, feature: str = "paintscheme") -> str:
    quote = await core.desk.quote(person, brief, feature)
    return (await core.desk.paint(person, brief, quote_id=quote.id, key=key, feature=feature)).code


async def test_from_a_sentence_to_a_scheme_that_is_kept(database_url: str) -> None:
    key = new_key()
    core = await open_services(database_url, [key])
    person = await core.db.write(person_for, "terminal", "local", now=core.clock())
    code = await _paint(core, person, Brief(text=TEXT, seed=5), "first")
    await core.close()

    core = await open_services(database_url, [key])
    stored = await core.schemes.by_code(person, code)
    assert (stored.scheme.engine, stored.scheme.seed) == (core.engine.name, 5)
    assert all(step.paint is not None for step in [area.ladder.base for area in stored.scheme.areas])
    quick = await core.schemes.derive(person, code, easier(stored))
    assert quick.scheme.tier is Tier.FAST
    citadel = await core.schemes.derive(person, code, Change(brands=("citadel",)))
    assert citadel.scheme.brands == ("Citadel",)
    for variant in (quick, citadel):
        assert [area.hex for area in variant.scheme.areas] == [area.hex for area in stored.scheme.areas]
    again = reroll(stored, keep={Role.PRIMARY}, seed=6)
    other = await core.schemes.by_code(person, await _paint(core, person, again, "second", "reroll"))
    assert other.scheme.areas[0].hex == stored.scheme.areas[0].hex
    assert {area.hex for area in other.scheme.areas} != {area.hex for area in stored.scheme.areas}
    wallet = await core.ledger.ensure_wallet(owner_id=person)
    assert (await core.ledger.balance(wallet_id=wallet)).available == WELCOME_TOKENS - 3 - 2
    assert (await core.ledger.audit()).clean
    await core.close()

    with pytest.raises(Misconfigured):
        await open_services(database_url, [new_key()])


async def test_a_new_file_is_made_with_a_key_beside_it(tmp_path: Path) -> None:
    core = await open_services(sqlite_url(tmp_path / "new" / "wetpalette.db"))
    person = await core.db.write(person_for, "terminal", "local", now=core.clock())
    assert await _paint(core, person, Brief(text=TEXT), "k")
    await core.close()
    assert (tmp_path / "new" / "wetpalette.db.key").stat().st_mode & 0o777 == 0o600


async def test_a_database_that_cannot_be_opened(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_text("this is not a database" * 100)
    with pytest.raises(Misconfigured):
        await open_services(sqlite_url(broken))
    with pytest.raises(Misconfigured):
        await open_services("mysql://nowhere")
