"""What one can do with a shelf: put paints on it, take them off, look through it, take the last addition back.

Plain functions of a connection. Which paint a name means is decided before (`core.shelf.naming`), never in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from core.errors import NotFound, Refusal
from core.shelf import sql
from core.shelf.owned import MAX_PAINTS, PAGE, Added, OwnedPaint, Page, Question, Source
from core.words import N_

if TYPE_CHECKING:
    from core.paints.paint import Paint

FULL: Final = N_("A shelf holds {most} paints here, and that would make {count}. Nothing was added.")
NOT_THERE: Final = N_("That paint is not on your shelf.")
NOTHING_TO_UNDO: Final = N_("There is nothing to take back; your shelf is as it was.")


def add(conn: Connection, *, person_id: str, paints: Sequence[Paint], source: Source, batch: str, now: int) -> Added:
    """Put paints onto a shelf; those that are there already stay as they are.

    Args:
        conn: a connection inside a transaction.
        person_id: whose shelf.
        paints: the paints; twice the same counts once.
        source: how they came.
        batch: names the addition; made beforehand, so that a repeated transaction knows its own rows.
        now: epoch ms.

    Raises:
        Refusal: there would be more than `MAX_PAINTS`; nothing was added.
    """
    sql.LOCK_PERSON.scalar(conn, person_id=person_id)  # two additions at once must not both fit
    owned = owned_ids(conn, person_id=person_id)
    unique = {paint.id: paint for paint in paints}
    new = [paint for paint in unique.values() if paint.id not in owned]
    count = len(owned) + len(new)
    if new and count > MAX_PAINTS:
        raise Refusal(FULL, most=MAX_PAINTS, count=count)
    for paint in new:
        sql.ADD.run(
            conn,
            person_id=person_id,
            paint_id=paint.id,
            brand=paint.brand,
            range=paint.range,
            name=paint.name,
            code=paint.code,
            hex=paint.hex,
            source=source.value,
            batch=batch,
            added_at=now,
        )
    there = tuple(paint_id for paint_id in unique if paint_id in owned)
    return Added(batch, tuple(paint.id for paint in new), there, count)


def remove(conn: Connection, *, person_id: str, paint_id: str) -> OwnedPaint:
    """Take a paint off the shelf.

    Returns:
        The paint as it was.

    Raises:
        NotFound: it is not on this shelf.
    """
    row = sql.ONE.one(conn, person_id=person_id, paint_id=paint_id)
    if row is None or not sql.REMOVE.run(conn, person_id=person_id, paint_id=paint_id):
        raise NotFound(NOT_THERE, private=True)
    return OwnedPaint._make(row)


def undo(conn: Connection, *, person_id: str, batch: str = "") -> tuple[OwnedPaint, ...]:
    """Take an addition back, the last one unless another is named; paints removed since are not missed.

    Returns:
        The paints that went.

    Raises:
        NotFound: there is no such addition (any more).
    """
    which = batch or sql.LAST_BATCH.scalar(conn, person_id=person_id) or ""
    rows = sql.BATCH.all(conn, person_id=person_id, batch=which)
    if not rows:
        raise NotFound(NOTHING_TO_UNDO, private=True)
    sql.REMOVE_BATCH.run(conn, person_id=person_id, batch=which)
    return tuple(OwnedPaint._make(row) for row in rows)


def owned_ids(conn: Connection, *, person_id: str) -> frozenset[str]:
    """The ids of all paints of a person; some may have left the catalogue."""
    return frozenset(row[0] for row in sql.IDS.all(conn, person_id=person_id))


def everything(conn: Connection, *, person_id: str) -> tuple[OwnedPaint, ...]:
    """The whole shelf, by brand and name."""
    return tuple(OwnedPaint._make(row) for row in sql.ALL.all(conn, person_id=person_id))


def brands(conn: Connection, *, person_id: str) -> dict[str, int]:
    """How many paints of each brand, most first."""
    rows = [(str(row[0]), int(row[1])) for row in sql.BRANDS.all(conn, person_id=person_id)]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


def count(conn: Connection, *, person_id: str) -> int:
    """How many paints are on a shelf."""
    return int(sql.COUNT.scalar(conn, person_id=person_id) or 0)


def page(conn: Connection, *, person_id: str, after: str | None = None, limit: int = PAGE) -> Page:
    """A page of the shelf by brand and name, behind the paint the last page ended with.

    A paint that was taken off meanwhile is no place any more; then the list begins anew.
    """
    place = sql.ONE.one(conn, person_id=person_id, paint_id=after) if after else None
    if place is None:
        rows = sql.FIRST.all(conn, person_id=person_id, most=limit + 1)
    else:
        rows = sql.NEXT.all(
            conn, person_id=person_id, brand=place.brand, name=place.name, after=place.paint_id, most=limit + 1
        )
    paints = tuple(OwnedPaint._make(row) for row in rows[:limit])
    return Page(paints, paints[-1].paint_id if len(rows) > limit else None)


# Names that are asked back ------------------------------------------------------------------------------------------


def ask(conn: Connection, *, person_id: str, questions: Iterable[Question], now: int) -> None:
    """Remember lines that are to be asked about; ids are made beforehand, lines are sealed."""
    for question in questions:
        sql.ASK.run(conn, id=question.id, person_id=person_id, line=question.line, created_at=now)


def next_question(conn: Connection, *, person_id: str) -> tuple[Question | None, int]:
    """The oldest open question, and how many there are with it."""
    row = sql.QUESTION.one(conn, person_id=person_id)
    waiting = int(sql.QUESTIONS.scalar(conn, person_id=person_id) or 0)
    return (None if row is None else Question._make(row)), waiting


def answered(conn: Connection, *, person_id: str, question_id: str) -> bool:
    """Put a question away; False when it had been answered before."""
    return sql.ANSWERED.run(conn, person_id=person_id, question_id=question_id) == 1


def drop_questions(conn: Connection, *, person_id: str) -> int:
    """Put all questions away; how many there were."""
    return sql.DROP_QUESTIONS.run(conn, person_id=person_id)
