"""Housekeeping of the assembled core: what expires leaves, what is fresh stays."""

from __future__ import annotations

from pathlib import Path

from core.accounts.service import person_for
from core.clock import DAY, HOUR
from core.outbox import service as outbox
from core.outbox.message import Delivered
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


async def test_tidy_forgets_what_was_delivered_long_ago_and_keeps_what_waits(tmp_path: Path) -> None:
    now = 1_750_000_000_000
    core = await open_services(f"sqlite+aiosqlite:///{tmp_path / 'house.db'}", clock=lambda: now)

    async def deliver(_message: object) -> Delivered:
        return Delivered()

    try:
        person = await core.db.write(person_for, "discord", "1", now=now)
        await core.db.write(outbox.put, person_id=person, kind="scheme_failed", payload={}, now=now)
        assert await core.outbox.drain(deliver, platforms=("discord",)) == 1
        await core.db.write(outbox.put, person_id=person, kind="scheme_failed", payload={}, now=now)
        now += 31 * DAY
        await core.tidy()
        assert await core.outbox.drain(deliver, platforms=("discord",)) == 1
        now += 31 * DAY
        assert await core.db.write(outbox.forget, before=now) == 1
    finally:
        await core.close()
