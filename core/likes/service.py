"""What one can do about one's taste: thumbs, favourite colours, the switch, the reset; and what follows from it.

Plain functions of a connection; `Likes` opens what they find. A taste is computed anew every time, so that taking a
thumb back or deleting a scheme leaves nothing behind.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import Connection

from core.errors import NotFound, Refusal
from core.generation.brief import LikedColour
from core.likes import sql
from core.likes.weights import STARRED, THUMB_DOWN, THUMB_UP, named
from core.paintschemes import service as schemes
from core.paintschemes.scheme import Hex
from core.paintschemes.stored import unpacked
from core.words import N_

if TYPE_CHECKING:
    from core.persistence.database import Database
    from core.persistence.vault import Vault

MAX_COLOURS: Final = 8
"""Favourite colours of one person."""
LATEST: Final = 12
"""So many of the last stars, and as many of the last thumbs, are looked at."""

FULL: Final = N_("You have {most} favourite colours, which is as many as fit. Take one off first.")
NOT_THERE: Final = N_("That is none of your favourite colours. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a taste is computed from: named colours, and (sealed scheme, weight) of what was liked, newest first."""

    colours: tuple[Hex, ...] = ()
    schemes: tuple[tuple[str, int], ...] = ()


class Opinion(NamedTuple):
    """What the card of one scheme has to know: its thumb (None: none), and whether new schemes lean on likes."""

    thumb: bool | None = None
    learning: bool = True


NO_OPINION: Final = Opinion()


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a person's taste.

    Attributes:
        learning: whether schemes may lean on it.
        stars: favourites that count, those since the last reset.
        up: thumbs up.
        down: thumbs down.
        colours: favourite colours, oldest first.
    """

    learning: bool
    stars: int
    up: int
    down: int
    colours: tuple[Hex, ...]


def thumb(conn: Connection, *, person_id: str, scheme_id: str) -> bool | None:
    """What this person thought of a scheme: True for up, False for down, None for nothing yet."""
    up = sql.THUMB.scalar(conn, person_id=person_id, scheme_id=scheme_id)
    return None if up is None else bool(up)


def rate(conn: Connection, *, person_id: str, code: str, up: bool | None, now: int) -> bool:
    """Give a scheme a thumb, turn the one it has, or take it back with None; twice is as once.

    Returns:
        Whether it changed anything.

    Raises:
        NotFound: there is no such scheme of this person.
    """
    sql.LOCK_PERSON.scalar(conn, person_id=person_id)  # two presses at once are one after the other
    row = schemes.by_code(conn, person_id=person_id, code=code)
    if thumb(conn, person_id=person_id, scheme_id=row.id) == up:
        return False
    sql.DROP.run(conn, person_id=person_id, scheme_id=row.id)
    if up is not None:
        sql.GIVE.run(conn, person_id=person_id, scheme_id=row.id, up=int(up), given_at=now)
    return True


def colours(conn: Connection, *, person_id: str) -> tuple[Hex, ...]:
    """Favourite colours, oldest first."""
    return tuple(row[0] for row in sql.COLOURS.all(conn, person_id=person_id))


def add_colour(conn: Connection, *, person_id: str, hex_: Hex, now: int) -> bool:
    """Add a favourite colour; False when it was one already.

    Raises:
        Refusal: there are `MAX_COLOURS` already.
    """
    sql.LOCK_PERSON.scalar(conn, person_id=person_id)  # two at once must not both be the last that fits
    mine = colours(conn, person_id=person_id)
    if hex_ in mine:
        return False
    if len(mine) >= MAX_COLOURS:
        raise Refusal(FULL, most=MAX_COLOURS)
    sql.ADD_COLOUR.run(conn, person_id=person_id, hex=hex_, added_at=now)
    return True


def remove_colour(conn: Connection, *, person_id: str, hex_: Hex) -> None:
    """Take a favourite colour off. Raises `NotFound` where it is none."""
    if sql.REMOVE_COLOUR.run(conn, person_id=person_id, hex=hex_) != 1:
        raise NotFound(NOT_THERE, private=True)


def learning(conn: Connection, *, person_id: str) -> bool:
    """Whether schemes may lean on what this person likes; they may until told not to."""
    return _habit(conn, person_id).active


def switch(conn: Connection, *, person_id: str, on: bool) -> bool:
    """Turn leaning on or off; what is known stays. False when it was so already."""
    if learning(conn, person_id=person_id) == on:
        return False
    _own_row(conn, person_id)
    sql.SWITCH.run(conn, of_person=person_id, active=int(on))
    return True


def reset(conn: Connection, *, person_id: str, now: int) -> int:
    """Forget all thumbs and what was learnt from stars so far; the stars and the named colours stay.

    Returns:
        How many thumbs went.
    """
    _own_row(conn, person_id)
    sql.RESET.run(conn, of_person=person_id, since=now)
    return sql.DROP_ALL.run(conn, person_id=person_id)


def known(conn: Connection, *, person_id: str) -> Known:
    """All that is known of a person's taste, counted."""
    habit = _habit(conn, person_id)
    thumbs = {int(row[0]): int(row[1]) for row in sql.THUMBS.all(conn, person_id=person_id)}
    return Known(
        learning=habit.active,
        stars=int(sql.STARS.scalar(conn, person_id=person_id, since=habit.since) or 0),
        up=thumbs.get(1, 0),
        down=thumbs.get(0, 0),
        colours=colours(conn, person_id=person_id),
    )


def opinion(conn: Connection, *, person_id: str, scheme_id: str) -> Opinion:
    """The thumb of a scheme and the switch, for its card."""
    return Opinion(thumb(conn, person_id=person_id, scheme_id=scheme_id), learning(conn, person_id=person_id))


def evidence(conn: Connection, *, person_id: str) -> Evidence:
    """What a new scheme of this person may lean on: the named colours, the `LATEST` stars and the `LATEST` thumbs.

    Nothing while the switch is off. Of a scheme that has both, a thumb down outweighs the star.
    """
    habit = _habit(conn, person_id)
    if not habit.active:
        return Evidence()
    found: dict[str, tuple[int, int, str]] = {}
    for row in sql.LATEST_STARS.all(conn, person_id=person_id, since=habit.since, most=LATEST):
        found[row.id] = (row.favourite_at, STARRED, row.body)
    for row in sql.LATEST_THUMBS.all(conn, person_id=person_id, most=LATEST):
        starred = found.get(row.id, (0, 0, ""))
        weight = max(starred[1], THUMB_UP) if row.up else THUMB_DOWN
        found[row.id] = (max(starred[0], row.given_at), weight, row.body)
    newest = sorted(found.values(), key=lambda one: -one[0])
    return Evidence(colours(conn, person_id=person_id), tuple((body, weight) for _, weight, body in newest))


class _Habit(NamedTuple):
    """Whether schemes may lean, and the time up to which stars no longer count."""

    active: bool = True
    since: int = 0


def _habit(conn: Connection, person_id: str) -> _Habit:
    row = sql.LEARNING.one(conn, person_id=person_id)
    return _Habit() if row is None else _Habit(bool(row.active), int(row.since))


def _own_row(conn: Connection, person_id: str) -> None:
    sql.LOCK_PERSON.scalar(conn, person_id=person_id)  # two first times at once must not both insert
    if sql.LEARNING.one(conn, person_id=person_id) is None:
        sql.LEARN.run(conn, person_id=person_id, active=1, since=0)


class Likes:
    """What people like, opened and weighed.

    Args:
        db: where it is stored.
        vault: opens the schemes that were liked.
    """

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault

    async def liked(self, person_id: str) -> tuple[LikedColour, ...]:
        """What a new scheme of this person may lean on now, strongest first; nothing while the switch is off."""
        found = await self._db.read(evidence, person_id=person_id)
        if not found.schemes:
            return named(found.colours)
        return await asyncio.to_thread(self._weighed, found)

    def _weighed(self, found: Evidence) -> tuple[LikedColour, ...]:
        from core.likes.taste import rated, taste  # noqa: PLC0415  not needed while nothing is liked

        return taste(found.colours, [rated(unpacked(self._vault.open(body)), weight) for body, weight in found.schemes])
