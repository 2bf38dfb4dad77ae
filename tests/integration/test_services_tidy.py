"""Housekeeping of the assembled core: what expires leaves, what is fresh stays."""

from __future__ import annotations

from pathlib import Path

from core.accounts.service import person_for
from core.clock import DAY, HOUR
from core.services import open_services


async def test_tidy_takes_expired_tokens_out_and_only_those(tmp_path: Path) -> None:
    now = 1_750_000_000_000

    def clock() -> int:
        return now

    core = await open_services(f"sqlite+aiosqlite:///{tmp_path / 'house.db'}", clock=clock)
    try:
        person = await core.db.write(person_for, "test", "1", now=now)
        wallet = await core.ledger.ensure_wallet(owner_id=person)
        await core.tidy()
        assert (await core.ledger.balance(wallet_id=wallet)).posted == 12
        for _ in range(40 * 24):  # a house that is up all the time: no jump of the clock, so nothing pauses the expiry
            now += HOUR
            await core.tidy()
        assert (await core.ledger.balance(wallet_id=wallet)).posted == 0
        assert (await core.ledger.audit()).first is None
    finally:
        await core.close()
    assert now - 1_750_000_000_000 == 40 * DAY
