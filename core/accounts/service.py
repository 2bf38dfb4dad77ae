"""Who somebody is: from a platform's id to a person, made at the first contact."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.accounts import tables
from core.accounts.person import Blocked, Identity, Person, Status
from core.accounts.tables import identity
from core.errors import NotFound
from core.ids import new_id
from core.ledger.service import ensure_wallet
from core.persistence.statements import Statement
from core.preferences.tables import preference
from core.pricing.service import welcome
from core.words import N_

__all__ = [
    "Blocked",
    "Identity",
    "Met",
    "Person",
    "Status",
    "find_person",
    "known_person",
    "met",
    "person",
    "person_for",
    "set_blocked",
]

_KNOWN = Statement(
    select(tables.person.c.id, tables.person.c.status)
    .join_from(identity, tables.person)
    .where(identity.c.platform == bindparam("platform"), identity.c.platform_user_id == bindparam("user_id"))
)
_MET = Statement(
    select(tables.person.c.id, tables.person.c.status, preference.c.language, preference.c.remind_at)
    .add_columns(preference.c.platform)
    .join_from(identity, tables.person)
    .outerjoin(preference, preference.c.person_id == tables.person.c.id)
    .where(identity.c.platform == bindparam("platform"), identity.c.platform_user_id == bindparam("user_id"))
)
_ADD_PERSON = Statement(insert(tables.person).values(id=bindparam("id"), created_at=bindparam("now")))
_ADD_IDENTITY = Statement(
    insert(identity).values(
        platform=bindparam("platform"),
        platform_user_id=bindparam("user_id"),
        person_id=bindparam("person_id"),
        created_at=bindparam("now"),
    ),
    once=True,
)
_REMOVE_PERSON = Statement(delete(tables.person).where(tables.person.c.id == bindparam("person_id")))
_PERSON = Statement(select(tables.person).where(tables.person.c.id == bindparam("person_id")))
_IDENTITIES = Statement(
    select(identity.c.platform, identity.c.platform_user_id)
    .where(identity.c.person_id == bindparam("person_id"))
    .order_by(identity.c.created_at, identity.c.platform)
)
_SET_STATUS = Statement(
    update(tables.person)
    .where(tables.person.c.id == bindparam("person_id"), tables.person.c.status != "deleted")
    .values(status=bindparam("new_status"))
)


class Met(NamedTuple):
    """Somebody whom a platform knows, and what its answers need of what they prefer.

    Attributes:
        person_id: ours.
        language: the locale they want to be answered in; empty for that of their app.
        elsewhere: what they are reminded of would go to another platform than this one.
    """

    person_id: str
    language: str
    elsewhere: bool


def find_person(conn: Connection, platform: str, platform_user_id: str) -> str | None:
    """The id of the person whom a platform knows by this id; None before the first contact. Reads only."""
    row = _KNOWN.one(conn, platform=platform, user_id=platform_user_id)
    return None if row is None else str(row.id)


def known_person(conn: Connection, platform: str, platform_user_id: str) -> str | None:
    """As `find_person`, for somebody who wants something. Raises `Blocked`."""
    row = _KNOWN.one(conn, platform=platform, user_id=platform_user_id)
    if row is not None and row.status == Status.BLOCKED:
        raise Blocked
    return None if row is None else str(row.id)


def met(conn: Connection, platform: str, platform_user_id: str) -> Met | None:
    """As `known_person`, with what an answer needs of the preferences: one query. Raises `Blocked`."""
    row = _MET.one(conn, platform=platform, user_id=platform_user_id)
    if row is None:
        return None
    if row.status == Status.BLOCKED:
        raise Blocked
    return Met(row.id, row.language or "", row.remind_at is not None and row.platform != platform)


def person_for(conn: Connection, platform: str, platform_user_id: str, *, now: int) -> str:
    """The id of the person whom a platform knows by this id.

    At the first contact the person is made, with an identity, a wallet and the welcome tokens, all of it once, however
    many contacts arrive at the same moment.

    Args:
        conn: a connection inside a transaction.
        platform: "terminal", "discord" or "telegram".
        platform_user_id: the platform's own id for the person, as text.
        now: epoch ms.

    Raises:
        Blocked: the person may not use the bot.
    """
    row = _KNOWN.one(conn, platform=platform, user_id=platform_user_id)
    if row is None:
        return _first_contact(conn, platform, platform_user_id, now)
    if row.status == Status.BLOCKED:
        raise Blocked
    return str(row.id)


def _first_contact(conn: Connection, platform: str, platform_user_id: str, now: int) -> str:
    person_id = new_id()
    _ADD_PERSON.run(conn, id=person_id, now=now)
    # On PostgreSQL the second of two first contacts waits here for the first one to commit, and then adds nothing.
    added = _ADD_IDENTITY.run(conn, platform=platform, user_id=platform_user_id, person_id=person_id, now=now)
    if not added:
        _REMOVE_PERSON.run(conn, person_id=person_id)
        return person_for(conn, platform, platform_user_id, now=now)
    wallet_id = ensure_wallet(conn, owner_id=person_id, now=now)
    welcome(conn, person_id=person_id, wallet_id=wallet_id, now=now)
    return person_id


def person(conn: Connection, person_id: str) -> Person:
    """Everything that is known about who a person is.

    Raises:
        NotFound: there is no such person.
    """
    row = _PERSON.one(conn, person_id=person_id)
    if row is None:
        raise NotFound(N_("There is no such person."))
    known = tuple(Identity(*one) for one in _IDENTITIES.all(conn, person_id=person_id))
    return Person(row.id, Status(row.status), row.created_at, row.deleted_at, known)


def set_blocked(conn: Connection, person_id: str, *, blocked: bool) -> bool:
    """Let a person use the bot, or not; their tokens stay as they are. False when there is nobody to block."""
    new = Status.BLOCKED if blocked else Status.ACTIVE
    return _SET_STATUS.run(conn, person_id=person_id, new_status=new.value) == 1
