"""Taking in events so that none is lost and none counts twice, and remembering what a conversation waits for.

An event is in the database before the platform is told that we have it. It is answered in the order of its lane (a
chat), and done once its answer was sent. A process that dies in between leaves it waiting: the next one answers it
again, and what it does to tokens and schemes is keyed by the event, so that the second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Integer, Text, bindparam, delete, func, insert, select, update

from core.clock import DAY
from core.intake.tables import incoming, question, sent_file
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement

QUESTION_KEPT: Final = 7 * DAY
"""How long a question waits for its words, milliseconds."""

DONE_KEPT: Final = 3 * DAY
"""How long an event is remembered after its answer: platforms send again for a day at most."""

FILE_KEPT: Final = 90 * DAY

EVER: Final = 2**63 - 1
"""Later than any time."""

_i, _q, _f = incoming.c, question.c, sent_file.c
_at = bindparam("now", type_=BigInt)


@dataclass(frozen=True, slots=True)
class Event:
    """One event, its body sealed.

    Attributes:
        number: the platform's own number for it.
        lane: what must be answered in order.
        body: as the platform sent it, sealed; None once it was answered.
        attempts: how often answering it was begun.
    """

    number: str
    lane: str
    body: str | None
    attempts: int = 0


_TAKE: Final = Statement(insert(incoming), once=True)
_BODY: Final = Statement(select(_i.body).where(_i.id == bindparam("event", type_=Text())))
_WAITING: Final = Statement(
    select(_i.id, _i.lane, _i.body, _i.attempts)
    .where(
        _i.platform == bindparam("platform", type_=Text()),
        _i.done_at.is_(None),
        _i.received_at <= bindparam("until", type_=BigInt),
    )
    .order_by(_i.received_at, _i.id)
)
_ONE: Final = (_i.id == bindparam("event", type_=Text()), _i.done_at.is_(None))
_BEGIN: Final = Statement(update(incoming).where(*_ONE).values(attempts=_i.attempts + 1))
_CLAIM: Final = Statement(
    update(incoming).where(*_ONE, _i.attempts == bindparam("seen", type_=BigInt)).values(attempts=_i.attempts + 1)
)
_DONE: Final = Statement(update(incoming).where(*_ONE).values(done_at=_at, body=None))
_OPEN: Final = Statement(select(_i.id).where(*_ONE))
_FORGET: Final = Statement(delete(incoming).where(_i.done_at < bindparam("before", type_=BigInt)))

_THERE: Final = (
    _q.platform == bindparam("of", type_=Text()),
    _q.place == bindparam("where", type_=Text()),
    _q.person_id == bindparam("who", type_=Text()),
)
_DROP: Final = Statement(delete(question).where(*_THERE))
_ASK: Final = Statement(insert(question), once=True)
_ASKED: Final = Statement(select(_q.route, _q.message, _q.asked_at).where(*_THERE))
_AT: Final = Statement(
    select(_q.place, _q.person_id, _q.route, _q.message, _q.asked_at).where(
        _q.platform == bindparam("of", type_=Text()),
        (_q.place == bindparam("old", type_=Text()))
        | (func.substr(_q.place, 1, bindparam("length", type_=Integer())) == bindparam("within", type_=Text())),
    )
)
_FORGET_QUESTIONS: Final = Statement(delete(question).where(_q.asked_at < bindparam("before", type_=BigInt)))

_KNOWN: Final = Statement(
    select(_f.reference).where(
        _f.platform == bindparam("of", type_=Text()), _f.digest == bindparam("what", type_=Text())
    )
)
_SENT: Final = Statement(insert(sent_file), once=True)
_UNSENT: Final = Statement(
    delete(sent_file).where(_f.platform == bindparam("of", type_=Text()), _f.digest == bindparam("what", type_=Text()))
)
_FORGET_FILES: Final = Statement(delete(sent_file).where(_f.sent_at < bindparam("before", type_=BigInt)))


# --- events ---------------------------------------------------------------------------------------------------------


def take(conn: Connection, *, platform: str, events: Sequence[Event], now: int) -> tuple[str, ...]:
    """Keep events; the numbers of those that were not known before, in their order.

    Sealing makes every body another one. So a row that holds the very body of this call was written by this call, the
    first time it ran: the answer to that was lost on its way, and the event is new all the same.

    Args:
        conn: a connection inside a transaction.
        platform: where they come from.
        events: with their bodies sealed, each number once.
        now: epoch ms.
    """
    new = []
    for place, event in enumerate(events):
        added = _TAKE.run(
            conn,
            id=f"{platform}:{event.number}",
            platform=platform,
            lane=event.lane,
            body=event.body,
            received_at=now + place,  # their order, within one batch too
            attempts=0,
            done_at=None,
        )
        if added or (event.body and _BODY.scalar(conn, event=f"{platform}:{event.number}") == event.body):
            new.append(event.number)
    return tuple(new)


def waiting(conn: Connection, *, platform: str, until: int = EVER) -> tuple[Event, ...]:
    """The events of a platform that came until then (epoch ms) and were not answered, oldest first."""
    rows = _WAITING.all(conn, platform=platform, until=until)
    return tuple(Event(id_.partition(":")[2], *rest) for id_, *rest in rows)


def begin(conn: Connection, *, platform: str, number: str, attempts: int | None = None) -> bool:
    """Count an attempt to answer; False when it was answered meanwhile, or another process has begun to.

    Args:
        conn: a connection inside a transaction.
        platform: where it comes from.
        number: which event.
        attempts: how many there were when the event was read: of several processes that want to begin, one does.
    """
    event = f"{platform}:{number}"
    return bool(_BEGIN.run(conn, event=event) if attempts is None else _CLAIM.run(conn, event=event, seen=attempts))


def done(conn: Connection, *, platform: str, number: str, now: int) -> bool:
    """The event was answered; its body goes. False when it was before."""
    return bool(_DONE.run(conn, event=f"{platform}:{number}", now=now))


def unanswered(conn: Connection, *, platform: str, number: str) -> bool:
    """Whether an event is kept and has not been answered: somebody does so at the moment, or the next process will."""
    return _OPEN.scalar(conn, event=f"{platform}:{number}") is not None


def forget(conn: Connection, *, now: int) -> int:
    """Forget what was answered days ago, questions nobody answered, and old pictures; how many rows."""
    gone = _FORGET.run(conn, before=now - DONE_KEPT)
    gone += _FORGET_QUESTIONS.run(conn, before=now - QUESTION_KEPT)
    return gone + _FORGET_FILES.run(conn, before=now - FILE_KEPT)


# --- questions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody was asked: the route their words belong to, and the message that asked."""

    route: str
    message: str


def ask(conn: Connection, *, platform: str, place: str, person_id: str, asked: Question, now: int) -> None:
    """Remember what somebody was asked here; an earlier question is forgotten."""
    _DROP.run(conn, of=platform, where=place, who=person_id)
    _ASK.run(
        conn,
        platform=platform,
        place=place,
        person_id=person_id,
        route=asked.route,
        message=asked.message,
        asked_at=now,
    )


def asked(conn: Connection, *, platform: str, place: str, person_id: str, now: int) -> Question | None:
    """What somebody was asked here and has not answered."""
    row = _ASKED.one(conn, of=platform, where=place, who=person_id)
    return None if row is None or row.asked_at < now - QUESTION_KEPT else Question(row.route, row.message)


def answered(conn: Connection, *, platform: str, place: str, person_id: str) -> None:
    """Wait for words no longer."""
    _DROP.run(conn, of=platform, where=place, who=person_id)


def moved(conn: Connection, *, platform: str, old: str, new: str) -> int:
    """A chat goes on under another name: what was asked there, in its topics too, now waits there; how many questions.

    Of two questions to the same person, one asked before the move and one after it, the later stays.

    Args:
        conn: a connection inside a transaction.
        platform: whose chat.
        old: the place as it was called, without what is narrower than the chat.
        new: what it is called now.
    """
    rows = _AT.all(conn, of=platform, old=old, within=f"{old}:", length=len(old) + 1)
    for row in rows:
        there = {"of": platform, "where": new + row.place[len(old) :], "who": row.person_id}
        _DROP.run(conn, of=platform, where=row.place, who=row.person_id)
        later = _ASKED.one(conn, **there)
        if later is not None and later.asked_at >= row.asked_at:
            continue
        _DROP.run(conn, **there)
        _ASK.run(
            conn,
            platform=platform,
            place=there["where"],
            person_id=row.person_id,
            route=row.route,
            message=row.message,
            asked_at=row.asked_at,
        )
    return len(rows)


# --- pictures -------------------------------------------------------------------------------------------------------


def reference_of(conn: Connection, *, platform: str, digest: str) -> str | None:
    """What a platform calls a picture that it has already."""
    found: str | None = _KNOWN.scalar(conn, of=platform, what=digest)
    return found


def sent(conn: Connection, *, platform: str, digest: str, reference: str, now: int) -> None:
    """A picture was uploaded; the platform calls it so."""
    _UNSENT.run(conn, of=platform, what=digest)
    _SENT.run(conn, platform=platform, digest=digest, reference=reference, sent_at=now)


def lost(conn: Connection, *, platform: str, digest: str) -> None:
    """The platform no longer knows a picture."""
    _UNSENT.run(conn, of=platform, what=digest)
