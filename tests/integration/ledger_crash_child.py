"""A process that spends tokens until somebody kills it; its arguments are URL, WALLET and SEED.

Each line it prints is a promise: the transaction was acknowledged. The line "inside" says that it now stands in the
middle of a transaction, and that it will stay there.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time

from sqlalchemy import Connection

from core.clock import HOUR, now_ms
from core.ledger import service
from core.ledger.service import Ledger, Source
from core.persistence.database import Database

TASKS = 8


def say(words: str) -> None:
    """One write to the pipe: whole in it before the next statement, whatever happens to this process."""
    os.write(1, f"{words}\n".encode())


def stop_inside(conn: Connection, wallet_id: str, key: str) -> None:
    """A hold and its capture in one transaction, and the process dies between the two."""
    now = now_ms()
    held = service.hold(conn, wallet_id=wallet_id, amount=1, feature="inside", key=key, now=now, expires_at=now + HOUR)
    say(f"inside {key}")
    time.sleep(60)
    service.capture(conn, hold_id=held.id, now=now)


async def spend(ledger: Ledger, wallet_id: str, name: str, dice: random.Random) -> None:
    for n in range(1_000_000):
        key = f"{name}:{n}"
        if dice.random() < 0.3:
            await ledger.grant(wallet_id=wallet_id, amount=dice.randint(1, 9), source=Source.PAID, key=key)
            say(f"granted {key}")
            continue
        held = await ledger.hold(
            wallet_id=wallet_id, amount=dice.randint(1, 9), feature="f", key=key, expires_at=now_ms() + HOUR
        )
        say(f"held {held.id}")
        if dice.random() < 0.7:
            await ledger.capture(hold_id=held.id)
            say(f"captured {held.id}")
        else:
            await ledger.release(hold_id=held.id)
            say(f"released {held.id}")


async def main(url: str, wallet_id: str, seed: str) -> None:
    dice = random.Random(seed)
    db = await Database.open(url)
    ledger = Ledger(db, now_ms)
    work = [
        asyncio.ensure_future(spend(ledger, wallet_id, f"{seed}:{n}", random.Random(dice.random())))
        for n in range(TASKS)
    ]
    say("started")
    if dice.random() < 0.5:
        await asyncio.sleep(dice.uniform(0.0, 0.1))
        await db.write(stop_inside, wallet_id, f"{seed}:inside")
    await asyncio.gather(*work)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
