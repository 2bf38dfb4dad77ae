"""What puts things right after a crash: requests without a worker, holds without an end, answers without a reader."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from core.generation import notices, requests, sql
from core.generation.ticket import Status
from core.ledger import service as ledger
from core.paintschemes import service as schemes

if TYPE_CHECKING:
    from core.generation.desk import Desk
    from core.generation.job import Job

log = logging.getLogger(__name__)

AT_ONCE: Final = 8
"""Requests that one pass takes over; the next pass takes the next ones."""

_PASS: Final = 100


async def recover(desk: Desk) -> int:
    """Go on with every request whose lease ran out, and wait for them. See `Desk.recover`.

    Returns:
        How many came to an end here: painted again, or given up.
    """
    ended = 0
    tried: set[str] = set()
    while not desk.closing:
        rows = await desk.db.read(lapsed, now=desk.clock(), limit=_PASS)
        # One of our own whose lease ran out (a laptop that slept) is not taken from itself: the next beat renews it.
        fresh = [row for row in rows if row.id not in tried and not desk.attends(row.key)][:AT_ONCE]
        if not fresh:
            break
        tried.update(row.id for row in fresh)
        jobs = [job for row in fresh if (job := await _take_over(desk, row)) is not None]
        if tasks := [job.task for job in jobs if job.task is not None]:
            await asyncio.wait(tasks)
        ended += len(fresh)
        log.info("went on with %d requests, gave up or left %d", len(jobs), len(fresh) - len(jobs))
    return ended


async def _take_over(desk: Desk, row: Any) -> Job | None:
    ticket = await desk.db.write(
        requests.take_over, request_id=row.id, owner=desk.owner, now=desk.clock(), limits=desk.limits
    )
    return None if ticket is None else desk.adopt(ticket)


async def sweep(desk: Desk) -> int:
    """Settle holds whose time has run out, and hand answers that never arrived to the outbox. See `Desk.sweep`."""
    swept = 0
    for hold_id in await desk.db.read(ledger.due_holds, now=desk.clock(), limit=_PASS):
        swept += await desk.db.write(settle_hold, hold_id=hold_id, now=desk.clock())
    for request_id in await desk.db.read(owed, before=desk.clock() - desk.limits.delivery, limit=_PASS):
        swept += await desk.db.write(bring, request_id=request_id, now=desk.clock())
    return swept


def lapsed(conn: Connection, *, now: int, limit: int) -> list[Any]:
    """Pending requests (id, key) that nobody works on any more, longest first."""
    return sql.LAPSED.all(conn, now=now, most=limit)


def settle_hold(conn: Connection, *, hold_id: str, now: int) -> bool:
    """Give the tokens of a hold back whose time has run out, together with its request.

    A request that somebody is working on keeps its hold. Otherwise the same conditional updates decide as everywhere:
    a late completion finds its request settled, or this finds the hold captured.

    Returns:
        True when tokens went back.
    """
    row = sql.ROW_BY_HOLD.one(conn, hold_id=hold_id)
    if row is None or row.status != Status.PENDING:
        return ledger.expire_hold(conn, hold_id=hold_id, now=now)
    return row.lease_until < now and requests.give_up(conn, row=row, error="expired", now=now)


def owed(conn: Connection, *, before: int, limit: int) -> list[str]:
    """Requests completed before this time whose surface promised to confirm the delivery and has not."""
    return [row.id for row in sql.OWED.all(conn, before=before, most=limit)]


def bring(conn: Connection, *, request_id: str, now: int) -> bool:
    """Hand an answer that never arrived to the outbox; False when it has arrived meanwhile, or is still under way."""
    row = requests.by_id(conn, request_id=request_id)
    if row is None or notices.told_by_its_answer(conn, row.surface):
        return False
    if not requests.delivered(conn, request_id=request_id, now=now):
        return False
    scheme = schemes.of_request(conn, request_id=request_id)
    if scheme is None:
        return False
    notices.ready(conn, person_id=row.person_id, request_id=row.id, surface=row.surface, code=scheme.code, now=now)
    return True
