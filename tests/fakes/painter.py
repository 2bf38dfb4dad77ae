"""Processes that paint until somebody kills them, and others that put things right after that.

    python -m tests.fakes.painter

reads a command a line, and forks a process for each, because a fork starts in milliseconds:

    paint URL SEED STATEMENT     paint for ever, or die before that statement of the database unless it is 0
    recover URL                  recover and sweep until nothing is on its way

It says `PID n` and `END code` about the process, `READY` when the process begins, and `ACK person code` for every
scheme that a surface would have shown.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import sys
import traceback
from typing import Any

from sqlalchemy import select

from core.accounts.tables import person
from core.clock import now_ms
from core.generation.brief import Brief
from core.generation.desk import Desk
from core.generation.proposal import Proposal
from core.generation.tables import request
from core.generation.ticket import Limits
from core.ids import new_id
from core.persistence import postgresql, sqlite  # noqa: F401  imported before the fork
from core.persistence.database import Database
from core.persistence.statements import Statement
from core.persistence.vault import Vault
from tests.fakes.engines import FakeEngine, proposal_for
from tests.fakes.house import KEY, FakeCatalogue, fake_compose

LIMITS = Limits(lease=400, beat=100, poll=20, engine=5_000, hold=60_000)
AT_ONCE = 6


class _UnevenEngine(FakeEngine):
    """Answers now soon, now late, and sometimes not at all."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self._rng = rng

    async def propose(self, brief: Brief) -> Proposal:
        await asyncio.sleep(self._rng.choice([0.0, 0.002, 0.01, 0.05]))
        if self._rng.random() < 0.05:
            raise RuntimeError
        return proposal_for(brief)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def die_before(statement: int) -> None:
    """Kill this process before a statement of the database, wherever in a transaction that is."""
    seen = 0
    for name in ("one", "all", "scalar", "run"):
        real = getattr(Statement, name)

        def counting(self: Statement, conn: Any, /, _real: Any = real, **params: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return _real(self, conn, **params)

        setattr(Statement, name, counting)


async def _press_for_ever(desk: Desk, people: list[str], rng: random.Random) -> None:
    while True:
        who = rng.choice(people)
        brief = Brief(text=f"press {rng.random()}", seed=rng.randrange(1000))
        key = new_id()
        painting = asyncio.ensure_future(_press(desk, who, brief, key))
        again = asyncio.ensure_future(_press(desk, who, brief, key)) if rng.random() < 0.3 else painting
        if rng.random() < 0.1:
            await asyncio.sleep(rng.uniform(0, 0.03))
            painting.cancel()
            again.cancel()
        codes = {one for one in await asyncio.gather(painting, again, return_exceptions=True) if isinstance(one, str)}
        for code in codes:
            _say(f"ACK {who} {code}")


async def _press(desk: Desk, who: str, brief: Brief, key: str) -> str:
    quote = await desk.quote(who, brief)
    return (await desk.paint(who, brief, quote_id=quote.id, key=key)).code


async def _paint(db: Database, rng: random.Random) -> None:
    desk = Desk(db, _UnevenEngine(rng), FakeCatalogue(), Vault([KEY]), now_ms, limits=LIMITS, compose=fake_compose)  # type: ignore[arg-type]
    people = [row.id for row in await db.read(lambda conn: conn.execute(select(person.c.id)).all())]
    _say("READY")
    await asyncio.gather(desk.watch(every_s=0.05), *(_press_for_ever(desk, people, rng) for _ in range(AT_ONCE)))


async def _recover(db: Database) -> None:
    desk = Desk(db, FakeEngine(), FakeCatalogue(), Vault([KEY]), now_ms, limits=LIMITS, compose=fake_compose)  # type: ignore[arg-type]
    pending = select(request.c.id).where(request.c.status == "pending").limit(1)
    for _ in range(400):
        await desk.recover()
        await desk.sweep()
        if not await db.read(lambda conn: conn.execute(pending).all()):
            break
        await asyncio.sleep(0.02)
    await desk.close()


async def _main(what: str, url: str, seed: str = "", statement: str = "0") -> None:
    logging.disable()
    db = await Database.open(url)
    if int(statement):
        die_before(int(statement))
    await (_paint(db, random.Random(seed)) if what == "paint" else _recover(db))
    await db.close()


def _serve() -> None:
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(_main(*line.split()))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _say(f"PID {child}")
        _say(f"END {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")


if __name__ == "__main__":
    _serve()
