"""Writing to the outbox inside a transaction, and bringing what is in it to people.

`put` is a plain function of a connection, so that a message is stored together with what it tells of, or not at all.
`Outbox.drain` delivers at least once: a process that dies between the platform's answer and our COMMIT leaves the
message to be delivered again, with the same id.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.accounts.tables import identity
from core.clock import Clock, now_ms
from core.ids import new_id
from core.outbox.message import (
    LEASE,
    MAX_ATTEMPTS,
    SHORTEST_PAUSE,
    Delivered,
    Later,
    Message,
    Outcome,
    Undeliverable,
    pause,
)
from core.outbox.tables import outbox
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement

if TYPE_CHECKING:
    from core.persistence.database import Database

__all__ = ["Delivered", "Later", "Message", "Outbox", "Undeliverable", "notices_shown", "pending_notices", "put"]

_log = logging.getLogger(__name__)

_CLAIM_AT_ONCE: Final = 20

_PUT = Statement(
    insert(outbox).values(
        id=bindparam("id"),
        person_id=bindparam("person_id"),
        platform=bindparam("platform"),
        kind=bindparam("kind"),
        payload=bindparam("payload"),
        dedupe_key=bindparam("dedupe_key"),
        due_at=bindparam("now"),
        created_at=bindparam("now"),
    ),
    once=True,
)
_BY_KEY = Statement(select(outbox.c.id).where(outbox.c.dedupe_key == bindparam("dedupe_key")))
_NOTICES = Statement(
    select(outbox)
    .where(outbox.c.person_id == bindparam("person_id"), outbox.c.state == "notice")
    .order_by(outbox.c.created_at, outbox.c.id)
    .limit(10)
)
_SHOWN = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("message_id"), outbox.c.state == "notice")
    .values(state="shown", settled_at=bindparam("now"))
)
# Whoever claimed it may settle it; a lease that ran out and was taken over makes the late answer count for nothing.
_MINE = (
    outbox.c.id == bindparam("message_id"),
    outbox.c.state == "waiting",
    outbox.c.lease_owner == bindparam("owner"),
    outbox.c.attempts == bindparam("attempt"),
)
_SETTLE = Statement(
    update(outbox)
    .where(*_MINE)
    .values(state=bindparam("new_state"), settled_at=bindparam("at"), lease_owner=None, lease_until=0)
)
_LATER = Statement(
    update(outbox).where(*_MINE).values(due_at=bindparam("next_due", type_=BigInt), lease_owner=None, lease_until=0)
)
_RELEASE = Statement(
    update(outbox).where(*_MINE).values(attempts=outbox.c.attempts - 1, lease_owner=None, lease_until=0)
)
_FORGET = Statement(delete(outbox).where(outbox.c.settled_at < bindparam("before")))


def put(
    conn: Connection,
    *,
    person_id: str,
    kind: str,
    payload: dict[str, Any],
    now: int,
    dedupe_key: str | None = None,
    platform: str | None = None,
) -> str:
    """Store a message for a person and return its id.

    Args:
        conn: a connection inside a transaction.
        person_id: whom it is for.
        kind: what it is; surfaces know how to word each kind.
        payload: ids and numbers as JSON can hold them; never what a person wrote, because it is not encrypted.
        now: epoch ms.
        dedupe_key: names the event it tells of; a second message of the same event is not stored, and the id of the
            first one is returned.
        platform: the only platform it may go to; None leaves it open.
    """
    message_id = new_id()
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    stored = _PUT.run(
        conn,
        id=message_id,
        person_id=person_id,
        platform=platform,
        kind=kind,
        payload=body,
        dedupe_key=dedupe_key,
        now=now,
    )
    if stored:
        return message_id
    first: str = _BY_KEY.scalar(conn, dedupe_key=dedupe_key) or message_id
    return first


def pending_notices(conn: Connection, person_id: str) -> list[Message]:
    """What could not be brought to a person and has to be shown at their next command, oldest first, ten at most."""
    return [
        Message(row.id, row.person_id, "", "", row.kind, json.loads(row.payload), row.attempts, row.created_at)
        for row in _NOTICES.all(conn, person_id=person_id)
    ]


def notices_shown(conn: Connection, message_ids: Collection[str], *, now: int) -> int:
    """Notices that were shown are not shown again; returns how many were still waiting."""
    return sum(_SHOWN.run(conn, message_id=message_id, now=now) for message_id in message_ids)


def forget(conn: Connection, *, before: int) -> int:
    """Delete messages that were delivered or shown before `before` (epoch ms); returns how many."""
    return _FORGET.run(conn, before=before)


def claim(conn: Connection, *, owner: str, platforms: Collection[str], now: int) -> list[Message]:
    """Take messages that are due, have an address on one of `platforms` and that nobody else is delivering.

    They are this owner's until `now + LEASE`. Oldest first, at most 20.
    """
    due = (
        select(outbox.c.id)
        .where(
            outbox.c.state == "waiting",
            outbox.c.due_at <= now,
            outbox.c.lease_until <= now,
            select(identity.c.person_id)
            .where(
                identity.c.person_id == outbox.c.person_id,
                identity.c.platform.in_(platforms),
                (outbox.c.platform.is_(None)) | (identity.c.platform == outbox.c.platform),
            )
            .exists(),
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(_CLAIM_AT_ONCE)
        .with_for_update(skip_locked=True)  # SQLite has one writer and leaves this out
    )
    claimed = conn.execute(
        update(outbox)
        .where(outbox.c.id.in_(due))
        .values(lease_owner=owner, lease_until=now + LEASE, attempts=outbox.c.attempts + 1)
        .returning(outbox)
    ).all()
    if not claimed:
        return []
    known = conn.execute(
        select(identity)
        .where(identity.c.person_id.in_({row.person_id for row in claimed}), identity.c.platform.in_(platforms))
        .order_by(identity.c.created_at.desc(), identity.c.platform)
    ).all()
    messages = []
    for row in sorted(claimed, key=lambda row: (row.due_at, row.id)):
        address = next(a for a in known if a.person_id == row.person_id and row.platform in (None, a.platform))
        messages.append(
            Message(
                row.id,
                row.person_id,
                address.platform,
                address.platform_user_id,
                row.kind,
                json.loads(row.payload),
                row.attempts,
                row.created_at,
            )
        )
    return messages


def settle(conn: Connection, *, message: Message, owner: str, outcome: Outcome, now: int) -> bool:
    """Write down what came of an attempt; False when the lease had gone to somebody else meanwhile."""
    mine = {"message_id": message.id, "owner": owner, "attempt": message.attempts}
    if isinstance(outcome, Delivered):
        return _SETTLE.run(conn, **mine, new_state="delivered", at=now) == 1
    if isinstance(outcome, Undeliverable) or message.attempts >= MAX_ATTEMPTS:
        return _SETTLE.run(conn, **mine, new_state="notice", at=None) == 1
    wait = pause(message.attempts) if outcome.after is None else max(outcome.after, SHORTEST_PAUSE)
    return _LATER.run(conn, **mine, next_due=now + wait) == 1


def release(conn: Connection, *, messages: Collection[Message], owner: str) -> None:
    """Give back messages that were claimed and not attempted; they are due again at once."""
    for message in messages:
        _RELEASE.run(conn, message_id=message.id, owner=owner, attempt=message.attempts)


class Outbox:
    """The outbox as a surface uses it: call `drain` every few seconds, and after a start.

    Args:
        db: where it is stored.
        clock: what time it is.
        owner: a name for this process among all that drain; made up when empty.
    """

    def __init__(self, db: Database, clock: Clock = now_ms, *, owner: str = "") -> None:
        self._db = db
        self._clock = clock
        self._owner = owner or new_id()

    async def drain(self, deliver: Callable[[Message], Awaitable[Outcome]], *, platforms: Collection[str]) -> int:
        """Deliver everything that is due for these platforms; returns how many messages arrived.

        No transaction is open while `deliver` runs. When it raises, the message is tried again later; when it is
        cancelled, a second later.

        Args:
            deliver: brings one message to its address and says what came of it.
            platforms: the platforms this surface speaks for.
        """
        arrived = 0
        while True:
            started = self._clock()
            batch = await self._db.write(claim, owner=self._owner, platforms=tuple(platforms), now=started)
            if not batch:
                return arrived
            untouched = list(batch)
            try:
                # Half the lease for the batch: a slow platform must not let somebody else begin what we still do.
                while untouched and self._clock() < started + LEASE // 2:
                    message = untouched.pop(0)
                    outcome = await self._attempt(deliver, message)
                    await self._settle(message, outcome)
                    arrived += isinstance(outcome, Delivered)
            finally:
                if untouched:
                    await self._db.write(release, messages=tuple(untouched), owner=self._owner)

    async def _attempt(self, deliver: Callable[[Message], Awaitable[Outcome]], message: Message) -> Outcome:
        try:
            return await deliver(message)
        except asyncio.CancelledError:
            await self._settle(message, Later(after=0))
            raise
        except Exception:
            _log.exception("delivery of message %s (%s) failed", message.id, message.kind)
            return Later()

    async def _settle(self, message: Message, outcome: Outcome) -> bool:
        return await self._db.write(settle, message=message, owner=self._owner, outcome=outcome, now=self._clock())
