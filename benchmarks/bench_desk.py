"""What the desk adds to a scheme: everything but the thinking, beside the thinking alone.

    python -m benchmarks.bench_desk [--schemes 60] [--people 16] [--folder DIR] [--only sqlite|postgresql]

*Thinking* is the engine, the repair and the search for paints, called for the same briefs. *The desk* is quote, hold,
request row, sealing, storing and capture in three commits on a real disk (synchronous=FULL; PostgreSQL: fsync on), with
an engine that knows its answers beforehand. *Both* is the whole way. They take turns within one run, brief by brief, so
that a noisy neighbour disturbs all three. Then many people at once, without and with the thinking, and how late a sleep
of 1 ms wakes up meanwhile: what somebody in another chat would notice.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Connection

from core.accounts.service import person_for
from core.clock import now_ms
from core.generation.brief import Brief
from core.generation.desk import Desk
from core.generation.embedded import EmbeddedEngine
from core.generation.proposal import Proposal
from core.generation.ticket import Limits
from core.generation.worker import compose
from core.ids import new_id
from core.ledger import service as ledger
from core.paints.catalogue import Catalogue
from core.paintschemes.scheme import Paintscheme
from core.persistence import migrate
from core.persistence.database import Database
from core.persistence.vault import Vault, new_key

TEXTS = (
    "drowned sailors, ghostly teal and rusted brass, grimdark",
    "sunlit paladins in ivory and royal blue, gold trim",
    "swamp goblins with fungus green skin and purple rags",
    "desert raiders, sand, bone and faded red cloth",
    "ice elves, pale blue armour, silver, almost no red",
)
WARM_UP = 6


def briefs(count: int) -> list[Brief]:
    """Different briefs of about the length that people write."""
    return [Brief(text=TEXTS[n % len(TEXTS)], seed=n + 1) for n in range(count)]


def think(engine: EmbeddedEngine, catalogue: Catalogue, brief: Brief) -> None:
    """What a scheme takes without a desk."""
    compose(brief, engine.propose_now(brief), catalogue)


async def person(db: Database, number: int) -> str:
    """Somebody with plenty of tokens."""

    def make(conn: Connection) -> str:
        person_id = person_for(conn, "bench", str(number), now=now_ms())
        wallet_id = ledger.ensure_wallet(conn, owner_id=person_id, now=now_ms())
        ledger.grant(
            conn, wallet_id=wallet_id, amount=10**6, source=ledger.Source.PAID, key=f"bench:{number}", now=now_ms()
        )
        return person_id

    return await db.write(make)


async def press(desk: Desk, person_id: str, brief: Brief) -> float:
    """Ask for the price, agree, wait for the scheme; milliseconds."""
    began = time.perf_counter()
    quote = await desk.quote(person_id, brief)
    await desk.paint(person_id, brief, quote_id=quote.id, key=new_id())
    return (time.perf_counter() - began) * 1000


async def lag(worst: list[float]) -> None:
    """Keep the latest wake-up, in milliseconds, in `worst[0]`."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        worst[0] = max(worst[0], (time.perf_counter() - began) * 1000 - 1)


class Prepared:
    """An engine, and a repair and search for paints, that know their answers beforehand."""

    name = "prepared"
    version = "1"

    def __init__(self, engine: EmbeddedEngine, catalogue: Catalogue, known: list[Brief]) -> None:
        self._proposals = {brief.model_dump_json(): engine.propose_now(brief) for brief in known}
        self._composed = {
            brief.model_dump_json(): compose(brief, self._proposals[brief.model_dump_json()], catalogue)
            for brief in known
        }

    async def propose(self, brief: Brief) -> Proposal:
        """The proposal, without thinking."""
        return self._proposals[brief.model_dump_json()]

    def compose(self, brief: Brief, proposal: Proposal, catalogue: Catalogue) -> tuple[Proposal, Paintscheme]:
        """The scheme, without looking for paints."""
        return self._composed[brief.model_dump_json()]


async def at_once(desk: Desk, everybody: list[str], known: list[Brief]) -> tuple[float, float, float]:
    """Schemes a second, the slowest one's milliseconds, and how late the loop was at most, in milliseconds."""
    worst = [0.0]
    watching = asyncio.create_task(lag(worst))
    began = time.perf_counter()
    taken = await asyncio.gather(*(press(desk, everybody[n % len(everybody)], brief) for n, brief in enumerate(known)))
    seconds = time.perf_counter() - began
    watching.cancel()
    return len(known) / seconds, max(taken), worst[0]


async def measure(name: str, url: str, schemes: int, people: int) -> None:
    engine, catalogue, known = EmbeddedEngine(), Catalogue.load(), briefs(schemes)
    prepared = Prepared(engine, catalogue, known)
    db = await Database.open(url)
    vault = Vault([new_key()])
    limits = Limits(in_line=schemes)  # many people at once, and none of them too impatient
    bare = Desk(db, prepared, catalogue, vault, now_ms, compose=prepared.compose, limits=limits)
    whole = Desk(db, engine, catalogue, vault, now_ms, limits=limits)
    everybody = [await person(db, n) for n in range(people)]
    for brief in known[:WARM_UP]:
        await press(bare, everybody[0], brief)
        await press(whole, everybody[0], brief)

    columns: tuple[list[float], list[float], list[float]] = ([], [], [])
    for brief in known:
        began = time.perf_counter()
        await asyncio.to_thread(think, engine, catalogue, brief)
        columns[0].append((time.perf_counter() - began) * 1000)
        columns[1].append(await press(bare, everybody[0], brief))
        columns[2].append(await press(whole, everybody[0], brief))
    bare_rate, bare_slowest, bare_late = await at_once(bare, everybody, known * 4)
    rate, slowest, late = await at_once(whole, everybody, known)

    report = await db.read(ledger.audit)
    if not report.clean:
        sys.exit(f"the audit found {report.first}")
    for desk in (bare, whole):
        await desk.close()
    await db.close()
    print(f"{name}: {schemes} schemes, one after the other   median ms   p95 ms")
    for label, values in zip(("thinking alone", "the desk alone", "both"), columns, strict=True):
        print(f"  {label:46s} {statistics.median(values):9.1f} {statistics.quantiles(values, n=20)[-1]:8.1f}")
    print(f"{name}: {people} people at once              schemes/s   slowest ms   loop late ms")
    for label, figures in (("the desk alone", (bare_rate, bare_slowest, bare_late)), ("both", (rate, slowest, late))):
        print(f"  {label:40s} {figures[0]:9.1f} {figures[1]:12.1f} {figures[2]:14.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schemes", type=int, default=60)
    parser.add_argument("--people", type=int, default=16)
    parser.add_argument("--folder", type=Path, help="a folder on a real disk; the system's temporary one otherwise")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    if asked.only != "postgresql":
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            url = f"sqlite+aiosqlite:///{folder}/desk.db"
            migrate.upgrade(url)
            asyncio.run(measure("SQLite", url, asked.schemes, asked.people))
    if asked.only != "sqlite":
        from tests.databases import postgres_server  # noqa: PLC0415  a test tool, not needed for SQLite

        with postgres_server() as server:
            server.execute("ALTER SYSTEM SET fsync = on")
            server.execute("SELECT pg_reload_conf()")
            asyncio.run(measure("PostgreSQL", server.fresh(), asked.schemes, asked.people))


if __name__ == "__main__":
    main()
