"""What `/collection` costs with as many models as a person may have: pages, autocomplete, progress, changes.

    python -m benchmarks.bench_collection

On a real SQLite file through the same reads and writes as a surface makes. The floor is the same read of one row by its
key in the same run: what a question to the database costs, whatever is asked. Median and slowest, milliseconds.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

from core.accounts.service import person_for
from core.clock import now_ms
from core.collection.service import Collection
from core.collection.values import MAX_MODELS, Edit, Status
from core.ids import new_id
from core.persistence.vault import new_key
from core.services import open_services

ARMIES, OTHERS = 8, 3
"""Armies of the person, and people beside them with as many models."""
NAMES = ("grave", "old", "iron", "red", "wolf", "moon", "ash", "thorn", "maw", "river", "ember", "salt", "crow", "king")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        services = await open_services(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}", [new_key()])
        try:
            chance = random.Random(1)
            people = [
                await services.db.write(person_for, "terminal", new_id(), now=now_ms()) for _ in range(OTHERS + 1)
            ]
            for person in people:
                await fill(services.collection, person, chance)
            await measure(services.collection, people[0], chance)
        finally:
            await services.close()


async def fill(collection: Collection, person: str, chance: random.Random) -> None:
    for army in range(ARMIES):
        code = (await collection.add_army(person, f"Host {army}")).armies[0].code
        count = MAX_MODELS // ARMIES
        lines = (f"{chance.randint(1, 30)} {' '.join(chance.sample(NAMES, 3))} {n}" for n in range(count))
        listed = await collection.propose(person, "\n".join(lines), army=code)
        await collection.confirm(person, listed.id)


async def measure(collection: Collection, person: str, chance: random.Random) -> None:
    armies = await collection.armies(person)
    pages: list[str | None] = [None]
    while after := (await collection.page(person, after=pages[-1])).after:
        pages.append(after)
    some = (await collection.page(person, after=pages[50])).models
    codes = [one.code for one in some]
    print(f"{'':<42} {'median':>8} {'slowest':>8}        of {len(pages)} pages, {MAX_MODELS} models")
    await line("floor: one model by its code", [lambda c=c: collection.model(person, c) for c in codes * 5], "")
    await line("every page of all", [lambda p=p: collection.page(person, after=p) for p in pages], "goal 50 ms")
    inside = [army.code for army in armies]
    await line("first page of an army", [lambda a=a: collection.page(person, army=a) for a in inside * 5], "goal 50 ms")
    far = [lambda a=a: collection.page(person, army=a, status=Status.DONE) for a in inside * 5]
    await line("page of an army's painted (none is)", far, "goal 50 ms")
    typed = ["", *"abcdeghikmorstw", *NAMES, *(f"{a[:2]} {b[:3]}" for a, b in pairwise(NAMES))]
    await line("autocomplete", [lambda t=t: collection.find(person, t) for t in typed], "goal 50 ms")
    await line("progress", [lambda: collection.progress(person)] * 20, "")
    await line("export, JSON", [lambda: collection.export(person, "json")] * 3, "")
    edit = Edit(status=Status.DONE)
    await line("change of one", [lambda c=c: collection.edit(person, [c], edit) for c in codes], "")
    army = inside[0]
    await line("army of 250 removed", [lambda: collection.remove_army(person, army, keep_models=False)], "")
    await line("and put back", [lambda: collection.undo(person)], "")


async def line(what: str, works: list[Callable[[], Awaitable[object]]], beside: str) -> None:
    took = []
    for work in works:
        began = time.perf_counter()
        await work()
        took.append((time.perf_counter() - began) * 1000)
    print(f"{what:<42} {statistics.median(took):8.2f} {max(took):8.2f} ms   {beside}")


if __name__ == "__main__":
    asyncio.run(main())
