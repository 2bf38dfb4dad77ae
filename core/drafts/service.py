"""Briefs that wait for their person to agree to a price, and the prices they have agreed to.

A draft is found again by its id and its person only. It is not used up: pressing the button of an old question twice
is the same request, because the request's key names the draft.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from core.clock import DAY
from core.drafts.tables import draft
from core.errors import NotFound
from core.persistence.metadata import BigInt
from core.persistence.statements import Statement
from core.pricing.tables import quote
from core.words import N_

KEPT: Final = 90 * DAY
"""How long a question can still be answered, milliseconds."""

GONE: Final = N_("I no longer know what that was about. Describe it again; nothing was taken.")

_INSERT: Final = Statement(insert(draft))
_FIND: Final = Statement(
    select(draft.c.input).where(draft.c.id == bindparam("draft_id"), draft.c.person_id == bindparam("person_id"))
)
_PLACE: Final = Statement(
    select(draft.c.place).where(draft.c.id == bindparam("draft_id"), draft.c.person_id == bindparam("person_id"))
)
_FORGET: Final = Statement(
    delete(draft).where(
        draft.c.person_id == bindparam("person_id"), draft.c.created_at < bindparam("before", type_=BigInt)
    )
)

_AGREED: Final = Statement(
    select(quote.c.id)
    .where(
        quote.c.person_id == bindparam("person_id"),
        quote.c.feature == bindparam("feature"),
        quote.c.cost == bindparam("cost", type_=BigInt),
        quote.c.used_by_hold.is_not(None),
    )
    .limit(1)
)
_MOST: Final = Statement(
    select(func.max(quote.c.cost)).where(
        quote.c.person_id == bindparam("person_id"),
        quote.c.feature == bindparam("feature"),
        quote.c.used_by_hold.is_not(None),
    )
)


def has_agreed(conn: Connection, *, person_id: str, feature: str, cost: int) -> bool:
    """Whether this person has agreed to this price (tokens) for this feature before: they have paid it once."""
    return cost == 0 or _AGREED.one(conn, person_id=person_id, feature=feature, cost=cost) is not None


def most_agreed(conn: Connection, *, person_id: str, feature: str) -> int | None:
    """The highest price (tokens) that this person has paid for this feature; None when they never did."""
    found: int | None = _MOST.scalar(conn, person_id=person_id, feature=feature)
    return found


def keep(conn: Connection, *, draft_id: str, person_id: str, sealed: str, now: int, place: str = "") -> str:
    """Keep a sealed brief under an id made beforehand, and forget the person's questions of long ago.

    Args:
        conn: a connection inside a transaction.
        draft_id: the id.
        person_id: who was asked.
        sealed: the brief.
        now: epoch ms.
        place: where they were asked, the platform's own short text; "" when that matters to nobody.

    Returns:
        The id.
    """
    _FORGET.run(conn, person_id=person_id, before=now - KEPT)
    if _FIND.one(conn, draft_id=draft_id, person_id=person_id) is None:
        _INSERT.run(conn, id=draft_id, person_id=person_id, input=sealed, created_at=now, place=place)
    return draft_id


def find(conn: Connection, *, draft_id: str, person_id: str) -> str:
    """The sealed brief of a question.

    Raises:
        NotFound: there is none, or it was asked of somebody else.
    """
    found: str | None = _FIND.scalar(conn, draft_id=draft_id, person_id=person_id)
    if found is None:
        raise NotFound(GONE)
    return found


def place_of(conn: Connection, *, draft_id: str, person_id: str) -> str:
    """Where a question was asked, "" when that was not kept.

    Raises:
        NotFound: there is none, or it was asked of somebody else.
    """
    found: str | None = _PLACE.scalar(conn, draft_id=draft_id, person_id=person_id)
    if found is None:
        raise NotFound(GONE)
    return found
