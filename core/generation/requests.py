"""The life of a request row, as plain functions of a connection.

    (nothing) --open--> pending --complete--> completed     scheme stored, hold captured
                        pending --fail------> failed        hold released
                        pending --cancel----> cancelled     hold released
                        pending --take_over-> pending       another worker, the next attempt

Every step away from *pending* is one conditional UPDATE in the transaction that also settles the hold, so of a late
completion, a cancellation and a sweeper exactly one wins. Steps of a worker name its instance and its attempt: a worker
whose lease was taken over while it slept can settle nothing.

Order of locks, for PostgreSQL: the person, the request, the wallet.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection

from core.clock import MINUTE
from core.errors import Busy, NotFound
from core.generation import notices, sql
from core.generation.errors import KeyReused, Superseded
from core.generation.ticket import Answer, Limits, NewRequest, Status, Ticket
from core.ledger import service as ledger
from core.paintschemes import service as schemes
from core.paintschemes.stored import SchemeRow
from core.pricing import service as pricing
from core.pricing.errors import QUOTE_OTHER, StaleQuote
from core.words import N_

LONG: Final = MINUTE
"""Somebody who waited longer than this may look elsewhere by now, in milliseconds."""

NO_REQUEST: Final = N_("There is no such request.")


def by_id(conn: Connection, *, request_id: str) -> Any | None:
    """The whole row, or None."""
    return sql.ROW.one(conn, request_id=request_id)


def by_key(conn: Connection, *, key: str) -> Any | None:
    """The whole row of an event, or None."""
    return sql.ROW_BY_KEY.one(conn, key=key)


def open_request(conn: Connection, *, new: NewRequest, now: int, limits: Limits) -> Ticket | str:
    """Set the tokens aside and write the request, in one transaction; a repeat of the same event writes nothing.

    Returns:
        The ticket for the work, or the id of the request that this event opened before.

    Raises:
        InsufficientTokens: the wallet does not hold the price.
        Busy: the line is full.
        Refusal: the quote has run out, was used, or is for something else.
        KeyReused: the key was used by another person or for other inputs.
    """
    lock_person(conn, new.person_id)
    row = sql.ROW_BY_KEY.one(conn, key=new.key)
    if row is not None:
        if row.id == new.id:  # the answer to our own COMMIT was lost on the way
            return _ticket(row)
        check_same(row, person_id=new.person_id, inputs_digest=new.inputs_digest)
        return str(row.id)
    hold_id, cost = _set_aside(conn, new, now, limits)
    house = sql.IN_THE_HOUSE.all(conn, person_id=new.person_id, now=now)
    waiting = sum(1 for other in house if other.started_at is None)
    started = not waiting and len(house) < limits.at_once
    if not started and waiting >= limits.in_line:
        raise Busy(
            N_("{running} of your schemes are on the way, {waiting} in line; wait for one to end. Nothing was taken."),
            running=len(house) - waiting,
            waiting=waiting,
        )
    sql.INSERT.run(
        conn,
        id=new.id,
        person_id=new.person_id,
        type=new.type,
        key=new.key,
        inputs_digest=new.inputs_digest,
        input=new.input,
        parent_id=new.parent_id,
        quote_id=new.quote_id,
        hold_id=hold_id,
        cost=cost,
        engine=new.engine,
        engine_version=new.engine_version,
        platform=new.platform,
        surface=new.surface,
        owner_instance=new.owner,
        lease_until=now + limits.lease,
        heartbeat_at=now,
        created_at=now,
        started_at=now if started else None,
    )
    return Ticket(
        id=new.id,
        person_id=new.person_id,
        type=new.type,
        key=new.key,
        inputs_digest=new.inputs_digest,
        input=new.input,
        hold_id=hold_id,
        cost=cost,
        parent_id=new.parent_id,
        surface=new.surface,
        owner=new.owner,
        attempt=1,
        started=started,
        opened_at=now,
    )


def check_same(row: Any, *, person_id: str, inputs_digest: str) -> None:
    """Refuse a key that comes back for something else.

    Raises:
        KeyReused: another person, or other inputs.
    """
    if row.person_id != person_id or row.inputs_digest != inputs_digest:
        raise KeyReused(row.key)


def start(conn: Connection, *, ticket: Ticket, now: int, limits: Limits) -> bool:
    """Step out of the line when it is this request's turn: first come, first served, `at_once` at a time.

    Returns:
        True when the work may begin (or began before), False when it is not its turn yet.

    Raises:
        Superseded: the request is no longer this worker's.
    """
    lock_person(conn, ticket.person_id)
    house = sql.IN_THE_HOUSE.all(conn, person_id=ticket.person_id, now=now)
    me = next((other for other in house if other.id == ticket.id), None)
    if me is not None and me.started_at is not None:
        return True
    running = sum(1 for other in house if other.started_at is not None)
    first = next((other.id for other in house if other.started_at is None), ticket.id)
    # Not in the list at all: the lease ran out in line; the UPDATE says whether somebody has taken over.
    if running >= limits.at_once or (me is not None and first != ticket.id):
        return False
    if sql.START.run(conn, **_worker(ticket), now=now) != 1:
        raise Superseded(ticket.id)
    return True


def renew(conn: Connection, *, tickets: tuple[Ticket, ...], now: int, limits: Limits) -> set[str]:
    """A sign of life for every request a worker has in hand.

    Returns:
        The ids that are no longer its own: cancelled, swept, or taken over.
    """
    lost = set()
    for ticket in sorted(tickets, key=lambda one: one.id):  # one order for everybody, so that nobody waits in a circle
        if sql.RENEW.run(conn, **_worker(ticket), now=now, lease_until=now + limits.lease) != 1:
            lost.add(ticket.id)
    return lost


def complete(
    conn: Connection, *, ticket: Ticket, answer: Answer, now: int, notify: bool, confirm: bool = False
) -> SchemeRow:
    """What is paid for is a stored scheme: settle the request, store the scheme and capture the hold, all or nothing.

    Args:
        conn: a connection inside a transaction.
        ticket: whose work it is.
        answer: what came out.
        now: epoch ms.
        notify: nobody waits for the answer, so it goes through the outbox, unless its event is still to be answered.
        confirm: the surface will say when the answer has arrived (`delivered`); until then it is owed.

    Raises:
        Superseded: the request was settled or taken over meanwhile. Nothing of this is stored.
    """
    if notify and notices.told_by_its_answer(conn, ticket.surface):
        notify, confirm = False, True
    done = sql.COMPLETE.run(
        conn,
        **_worker(ticket),
        response=answer.response,
        confidence=answer.confidence,
        understood=answer.understood,
        not_understood=answer.not_understood,
        engine=answer.engine,
        engine_version=answer.engine_version,
        milliseconds=answer.milliseconds,
        now=now,
        delivered_at=None if confirm and not notify else now,
    )
    if done != 1:
        stored = schemes.of_request(conn, request_id=ticket.id)
        if stored is not None and stored.id == answer.scheme.id:  # our own COMMIT, its answer lost on the way
            return stored
        raise Superseded(ticket.id)
    stored = schemes.save_scheme(conn, new=answer.scheme, now=now)
    if ticket.hold_id is not None:
        ledger.capture(conn, hold_id=ticket.hold_id, now=now)
    tell = notices.ready if notify else notices.finished if now - ticket.opened_at > LONG else None
    if tell is not None:
        tell(conn, person_id=ticket.person_id, request_id=ticket.id, surface=ticket.surface, code=stored.code, now=now)
    return stored


def fail(conn: Connection, *, ticket: Ticket, error: str, incident: str, now: int, notify: bool) -> bool:
    """Settle a request that did not work out and give its tokens back; False when it was settled by somebody else."""
    if (
        sql.FAIL.run(conn, **_worker(ticket), new_status=Status.FAILED.value, error=error, incident=incident, now=now)
        != 1
    ):
        return False
    if ticket.hold_id is not None:
        ledger.release(conn, hold_id=ticket.hold_id, now=now)
    if notify:
        notices.failed(
            conn, person_id=ticket.person_id, request_id=ticket.id, surface=ticket.surface, incident=incident, now=now
        )
    return True


def cancel(conn: Connection, *, request_id: str, person_id: str, now: int) -> bool:
    """Stop a request of this person and give its tokens back; False when it had ended before.

    Raises:
        NotFound: there is no such request, or it is somebody else's.
    """
    row = sql.ROW.one(conn, request_id=request_id)
    if row is None or row.person_id != person_id:
        raise NotFound(NO_REQUEST)
    ended = sql.CANCEL.run(
        conn,
        request_id=request_id,
        person_id=person_id,
        new_status=Status.CANCELLED.value,
        error="cancelled",
        incident="",
        now=now,
    )
    if ended != 1:
        return False
    if row.hold_id is not None:
        ledger.release(conn, hold_id=row.hold_id, now=now)
    return True


def delivered(conn: Connection, *, request_id: str, now: int) -> bool:
    """The answer has arrived; False when that was known, or when there is none."""
    return sql.DELIVERED.run(conn, request_id=request_id, now=now) == 1


def hand_back(conn: Connection, *, ticket: Ticket) -> bool:
    """Let the lease go at once, so that another process need not wait for it to run out."""
    return sql.HAND_BACK.run(conn, **_worker(ticket)) == 1


def take_over(conn: Connection, *, request_id: str, owner: str, now: int, limits: Limits) -> Ticket | None:
    """Continue a request whose worker has gone: same brief, same seed, same hold, next attempt.

    A request that was begun `limits.attempts` times is given up instead: its tokens go back and the outbox says so.

    Returns:
        The ticket, or None when the request is in hands, settled, or was given up just now.
    """
    row = sql.ROW.one(conn, request_id=request_id)
    if row is None or row.status != Status.PENDING:
        return None
    lease = now + limits.lease
    if row.owner_instance == owner and row.heartbeat_at == now and row.lease_until == lease:
        return _ticket(row)  # our own COMMIT, its answer lost on the way
    if row.lease_until >= now:
        return None
    if row.attempts >= limits.attempts:
        give_up(conn, row=row, error="abandoned", now=now)
        return None
    taken = sql.TAKE_OVER.run(conn, request_id=row.id, seen=row.attempts, owner=owner, lease_until=lease, now=now)
    return _ticket(row, owner=owner, attempt=row.attempts + 1) if taken == 1 else None


def give_up(conn: Connection, *, row: Any, error: str, now: int) -> bool:
    """Fail a request that nobody works on, give its tokens back and tell the person through the outbox."""
    ended = sql.GIVE_UP.run(conn, request_id=row.id, new_status=Status.FAILED.value, error=error, incident="", now=now)
    if ended != 1:
        return False
    if row.hold_id is not None:
        ledger.release(conn, hold_id=row.hold_id, now=now)
    notices.failed(conn, person_id=row.person_id, request_id=row.id, surface=row.surface, incident="", now=now)
    return True


def lock_person(conn: Connection, person_id: str) -> None:
    """Wait for every other transaction that opens or starts a request of this person.

    Raises:
        NotFound: there is no such person.
    """
    if sql.LOCK_PERSON.scalar(conn, person_id=person_id) is None:
        raise NotFound(N_("I do not know you yet. Start with any command, and ask again."))


def _set_aside(conn: Connection, new: NewRequest, now: int, limits: Limits) -> tuple[str | None, int]:
    """Hold the quoted price and use the quote up; the hold (None for a price of zero) and what it costs."""
    quoted = pricing.quoted(conn, quote_id=new.quote_id, person_id=new.person_id)
    if quoted is None:
        raise StaleQuote(QUOTE_OTHER)
    if quoted.cost == 0:
        if (quoted.feature, quoted.inputs_digest) != (new.type, new.inputs_digest):
            raise StaleQuote(QUOTE_OTHER)
        return None, 0
    held = ledger.hold(
        conn,
        wallet_id=ledger.ensure_wallet(conn, owner_id=new.person_id, now=now),
        amount=quoted.cost,
        feature=new.type,
        key=f"request:{new.key}",
        now=now,
        expires_at=now + limits.hold,
        quote_id=new.quote_id,
    )
    pricing.use_quote(
        conn,
        quote_id=new.quote_id,
        person_id=new.person_id,
        feature=new.type,
        inputs_digest=new.inputs_digest,
        hold_id=held.id,
        now=now,
    )
    return held.id, quoted.cost


def _worker(ticket: Ticket) -> dict[str, Any]:
    return {"request_id": ticket.id, "owner": ticket.owner, "attempt": ticket.attempt}


def _ticket(row: Any, *, owner: str | None = None, attempt: int | None = None) -> Ticket:
    return Ticket(
        id=row.id,
        person_id=row.person_id,
        type=row.type,
        key=row.key,
        inputs_digest=row.inputs_digest,
        input=row.input or "",
        hold_id=row.hold_id,
        cost=row.cost,
        parent_id=row.parent_id,
        surface=row.surface,
        owner=owner or row.owner_instance,
        attempt=attempt or row.attempts,
        started=row.started_at is not None,
        opened_at=row.created_at,
    )
