"""Finding among what is stored: a few columns of many rows are read and compared, the few that fit are opened.

The database leaves out what cannot fit by one word that is in no other column; the rest goes by newest first, in bites
that grow, so that a page that is soon full costs little. Comparing runs in a thread.
A scheme that was stored before there was a text to search gets one when a search comes by it, or by and by while the
house is tidied.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Connection

from core.paintschemes import service, sql
from core.paintschemes.finding import Listed, fitting, is_current, narrowed, read_wishes, searchable
from core.paintschemes.stored import Page, SchemeRow, StoredScheme

if TYPE_CHECKING:
    from core.persistence.database import Database

FIRST_BITE: Final = 250
"""Rows that are looked at first; each further bite has `GROWTH` times as many, up to `LARGEST_BITE`."""
GROWTH: Final = 4
LARGEST_BITE: Final = 4_000

FILLED_AT_ONCE: Final = 40
"""Schemes without a text to search that one search opens; those beyond are found by title, name and code alone."""
FILLED_A_STEP: Final = 20
"""The same for one step of tidying, which somebody else may be waiting behind."""

Opened = Callable[[SchemeRow], StoredScheme]


_T = TypeVar("_T")

_THREAD: Final = ThreadPoolExecutor(1, thread_name_prefix="finding")
"""Of its own: somebody types meanwhile, and behind a rush of schemes what is found would come too late."""


async def _aside(work: Callable[..., _T], *values: Any) -> _T:
    return await asyncio.get_running_loop().run_in_executor(_THREAD, work, *values)


async def find(db: Database, opened: Opened, person_id: str, words: str, *, after: str | None, limit: int) -> Page:
    """The schemes of a person that fit every word, newest first, from where the last page ended.

    Args:
        db: where they are stored.
        opened: opens a row.
        person_id: whose schemes; nobody else's are looked at.
        words: what was typed; with nothing in it every scheme fits.
        after: where the last page ended.
        limit: schemes of a page.

    Raises:
        BadInput: `after` is no place in the list.
    """
    wishes = await _aside(read_wishes, words)
    said, archetype, code = narrowed(wishes)
    patterns = {"said": said, "archetype": archetype, "code_like": code}
    at, last_id = service.read_place(after)
    found: list[Listed] = []
    bite, fill = (FIRST_BITE if wishes else limit + 1), FILLED_AT_ONCE
    while len(found) <= limit:
        rows = await db.read(_listed, person_id=person_id, at=at, last_id=last_id, most=bite, **patterns)
        if wishes and fill:
            bare = [row.id for row in rows if not is_current(row.colours)][:fill]
            fill -= len(bare)
            texts = await _filled(db, opened, bare)
            rows = [row._replace(colours=texts.get(row.id, row.colours)) for row in rows]
        found += await _aside(fitting, rows, wishes)
        if len(rows) < bite:
            break
        at, last_id = rows[-1].created_at, rows[-1].id
        bite = min(bite * GROWTH, LARGEST_BITE)
    shown = found[:limit]
    stored = {row.id: row for row in await db.read(_of_ids, ids=[row.id for row in shown])}
    kept = [stored[row.id] for row in shown if row.id in stored]
    place = service.place(shown[-1].created_at, shown[-1].id) if len(found) > limit else None
    return Page(tuple(await _aside(lambda: [opened(row) for row in kept])), place)


async def fill(db: Database, opened: Opened, *, most: int) -> int:
    """Give schemes of before their text to search; how many got one.

    Args:
        db: where they are stored.
        opened: opens a row.
        most: how many at most. They are done a few at a time, so that nobody waits for long.
    """
    done = 0
    while done < most:
        ids = await db.read(_bare, most=min(FILLED_A_STEP, most - done))
        done += len(await _filled(db, opened, ids))
        if len(ids) < FILLED_A_STEP:
            break
    return done


async def _filled(db: Database, opened: Opened, ids: Sequence[str]) -> Mapping[str, str]:
    """Open schemes, store their texts to search, and give them back by id."""
    if not ids:
        return {}
    rows = await db.read(_of_ids, ids=ids)
    texts = await asyncio.to_thread(lambda: {row.id: searchable(opened(row).scheme) for row in rows})
    await db.write(_write, texts=texts)
    return texts


def _listed(conn: Connection, /, **where: Any) -> list[Listed]:
    return [Listed._make(row) for row in sql.LISTED.all(conn, **where)]


def _of_ids(conn: Connection, *, ids: Sequence[str]) -> list[SchemeRow]:
    """Rows by id, in no order; those that were deleted meanwhile are left out."""
    return [SchemeRow._make(row) for row in sql.OF_IDS.all(conn, ids=list(ids))] if ids else []


def _bare(conn: Connection, *, most: int) -> list[str]:
    return [row.id for row in sql.BARE.all(conn, most=most)]


def _write(conn: Connection, *, texts: Mapping[str, str]) -> None:
    for scheme_id, text in texts.items():
        sql.FILL.run(conn, scheme_id=scheme_id, new_colours=text)
