"""Finding among several thousand schemes of one person, on SQLite.

    python -m benchmarks.bench_finding [schemes]

The floor of a search is the same run's page of newest schemes, which looks at nothing but what it shows. Median and
95th percentile, milliseconds; the goal of every search is 100.
"""

from __future__ import annotations

import asyncio
import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, update

from core.accounts.service import person_for
from core.colour.repair import repair
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.ids import new_id
from core.paintschemes.build import build_scheme
from core.paintschemes.service import save_scheme
from core.paintschemes.stored import NewScheme, Origin
from core.paintschemes.tables import paintscheme
from core.services import Services, open_services

BRIEFS = Path(__file__).parent / "data" / "briefs.txt"
SCHEMES = 5_000
DIFFERENT = 150
"""Schemes that are really painted; the others are the same ones once more."""
PAGE = 20
ROUNDS = 30
SEARCHES = ("", "teal", "brass teal", "undead", "#2F6F73", "no such thing", "gold #7E231C")
GOAL_MS = 100


async def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        core = await open_services(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        try:
            person = await core.db.write(person_for, "bench", "1", now=core.clock())
            await _fill(core, person, count)
            await _fill(core, await core.db.write(person_for, "bench", "2", now=core.clock()), count)
            await _measure(core, person, count)
        finally:
            await core.close()


async def _measure(core: Services, person: str, count: int) -> None:
    gc.collect()
    gc.freeze()  # as a process does once it runs
    print(f"{count} schemes, pages of {PAGE}            found  median     p95  (goal {GOAL_MS} ms)")
    await _line("the newest, without a search", partial(core.schemes.recent, person, limit=PAGE))
    for words in SEARCHES:
        await _line(f"“{words}”", partial(core.schemes.find, person, words, limit=PAGE))
    await core.db.write(_forget_colours)
    await _line("“teal”, of before, first", partial(core.schemes.find, person, "teal", limit=PAGE), rounds=1)
    began = time.perf_counter()
    done = await core.schemes.tidy()
    print(f"made {done} of before ready: {(time.perf_counter() - began) * 1000 / max(1, done):.1f} ms each")


async def _line(what: str, ask: Callable[[], Awaitable[object]], rounds: int = ROUNDS) -> None:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        page = await ask()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    found = len(getattr(page, "schemes", ()))
    print(f"{what:<40} {found:5} {statistics.median(took):7.1f} {took[int(len(took) * 0.95)]:7.1f}")


async def _fill(core: Services, person: str, count: int) -> None:
    """A painted scheme and its variants: what is stored of each is as large as of any other."""
    texts = [line.split(" : ")[0] for line in BRIEFS.read_text(encoding="utf-8").splitlines()][:DIFFERENT]
    brief = Brief(text=texts[0])
    quote = await core.desk.quote(person, brief)
    root = await core.desk.paint(person, brief, quote_id=quote.id, key=new_id())
    engine, chance = EmbeddedEngine(), random.Random(1)
    painted = []
    for text in texts:
        brief = Brief(text=text)
        proposal = repair(engine.propose_now(brief), locks={})
        scheme = build_scheme(brief, proposal, core.catalogue)
        painted.append((scheme, Origin(brief=brief, proposal=proposal)))
    for first in range(0, count, 500):
        new = []
        for n in range(first, min(first + 500, count)):
            scheme, origin = chance.choice(painted)
            new.append(
                core.schemes.sealed(
                    scheme_id=new_id(),
                    person_id=person,
                    scheme=scheme,
                    origin=origin,
                    parent_id=root.id,
                    change=f"bench {n}",
                )
            )
        await core.db.write(_save, new=new, now=core.clock())


def _save(conn: Connection, *, new: list[NewScheme], now: int) -> None:
    for place, one in enumerate(new):
        save_scheme(conn, new=one, now=now + place)


def _forget_colours(conn: Connection) -> None:
    conn.execute(update(paintscheme).values(colours=None))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else SCHEMES))
