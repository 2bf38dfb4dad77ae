"""Changing models and armies: plain functions of a connection, each one change that can be taken back.

Names, notes and numbers were read before (`core.collection.naming`, `core.collection.listing`); ids are made before.
A `change_id` that was used before does nothing again, so a press that comes in twice is one press.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from core.collection import reading, sql
from core.collection.changes import STEP, Changing
from core.collection.naming import searched
from core.collection.values import (
    MAX_ARMIES,
    MAX_MODELS,
    MAX_SIZE,
    Army,
    Change,
    Edit,
    Kind,
    Model,
    NewModel,
    Status,
    least,
)
from core.errors import BadInput, Refusal
from core.paintschemes import service as schemes
from core.words import N_

FULL: Final = N_("A collection holds {most} models here, and that would make {count}. Nothing was changed.")
MANY_ARMIES: Final = N_("You have {most} armies, which is as many as fit. Nothing was changed.")
SAME_ARMY: Final = N_("You already have an army called “{name}”. Nothing was changed.")
BAD_SIZE: Final = N_("A unit has between 1 and {most} miniatures. Nothing was changed.")
ITSELF: Final = N_("Those are one and the same. Nothing was changed.")
NOTHING_LEFT: Final = N_("There are {size} of them, so {most} at most can be split off. Nothing was changed.")
ALONE: Final = N_("That is a single miniature; there is nothing to split off.")


def add(
    conn: Connection, *, person_id: str, new: Sequence[NewModel], army: str = "", change_id: str, now: int
) -> Change:
    """Put models into an army (its code), or into none.

    Raises:
        NotFound: there is no such army.
        Refusal: there would be more than `MAX_MODELS`.
        BadInput: a size that is none.
    """
    change = Changing(conn, person_id, change_id, "add", now)
    if change.repeated:
        return change.done()
    put(conn, change, person_id=person_id, new=new, army=army)
    return change.done()


def edit(conn: Connection, *, person_id: str, codes: Sequence[str], edit: Edit, change_id: str, now: int) -> Change:
    """Change fields of one model or of several at once.

    A size above one makes a unit of a model; it stays a unit when it shrinks.

    Raises:
        NotFound: one of them is not there.
        BadInput: a size that is none.
    """
    change = Changing(conn, person_id, change_id, "edit", now)
    if change.repeated:
        return change.done()
    edited = reading.models(conn, person_id=person_id, codes=codes)
    values: dict[str, Any] = {}
    if edit.kind is not None:
        values["kind"] = edit.kind.value
    if edit.archetype is not None:
        values["archetype"] = edit.archetype
    if edit.status is not None:
        values["status"] = edit.status.value
    if edit.notes is not None:
        values["notes"] = edit.notes or None
    if edit.size is not None:
        values["size"] = checked_size(edit.size)
        if edit.size > 1:
            values["kind"] = Kind.UNIT.value
    if values:
        change.set_models([one.id for one in edited], **values)
    if edit.name is not None:
        for one in edited:
            change.set_models([one.id], name=edit.name, search=searched(edit.name, one.nickname))
    return change.done()


def move(conn: Connection, *, person_id: str, codes: Sequence[str], army: str, change_id: str, now: int) -> Change:
    """Put models at the end of an army (its code), or of those in none (empty). Raises `NotFound`."""
    change = Changing(conn, person_id, change_id, "move", now)
    if change.repeated:
        return change.done()
    moved = reading.models(conn, person_id=person_id, codes=codes)
    army_id = _army_id(conn, person_id, army)
    at = end(conn, person_id)
    change.set_models([one.id for one in moved], army_id=army_id)
    change.set_places({one.id: at + n * STEP for n, one in enumerate(moved)})
    return change.done()


def shift(conn: Connection, *, person_id: str, code: str, by: int, change_id: str, now: int) -> Change:
    """Move a model up (below 0) or down in the list of its army; at the ends it stays. Raises `NotFound`."""
    change = Changing(conn, person_id, change_id, "order", now)
    if change.repeated:
        return change.done()
    one = reading.model(conn, person_id=person_id, code=code)
    if one.army_id is None:
        rows = sql.PLACES_OF_NONE.all(conn, person_id=person_id)
    else:
        rows = sql.PLACES_OF_ARMY.all(conn, person_id=person_id, army_id=one.army_id)
    order = [str(row.id) for row in rows]
    was = order.index(one.id)
    order.insert(max(0, min(len(order) - 1, was + by)), order.pop(was))
    # The same places dealt out anew; where two rows shared one, the list is spread first.
    places = [int(row.place) for row in rows]
    if len(set(places)) < len(places):
        places = [places[0] + n * STEP for n in range(len(places))]
    before = {str(row.id): int(row.place) for row in rows}
    moved = {id_: place for id_, place in zip(order, places, strict=True) if before[id_] != place}
    if moved:
        change.set_places(moved)
    return change.done()


def merge(
    conn: Connection,
    *,
    person_id: str,
    into: str,
    other: str,
    notes: str | None = None,
    change_id: str,
    now: int,
) -> Change:
    """Make one unit of two: sizes add up, it is as far as the one that is less far, and either gives what one lacks.

    Args:
        conn: a connection inside a transaction.
        person_id: whose.
        into: code of the one that stays.
        other: code of the one that goes.
        notes: the notes of both, sealed; None takes those that there are.
        change_id: names the change.
        now: epoch ms.

    Raises:
        NotFound: one of them is not there.
        BadInput: they are the same, or more than a unit holds.
    """
    change = Changing(conn, person_id, change_id, "merge", now)
    if change.repeated:
        return change.done()
    found = reading.models(conn, person_id=person_id, codes=(into, other))
    if len(found) < 2:
        raise BadInput(ITSELF)
    stays, goes = found
    nickname = stays.nickname or goes.nickname
    change.set_models(
        [stays.id],
        size=checked_size(stays.size + goes.size),
        kind=Kind.UNIT.value,
        status=least(Status(stays.status), Status(goes.status)).value,
        archetype=stays.archetype or goes.archetype,
        notes=notes or stays.notes or goes.notes,
        scheme_id=stays.scheme_id or goes.scheme_id,
        nickname=nickname,
        search=searched(stays.name, nickname),
    )
    change.drop_models([goes.id])
    return change.done()


def split(conn: Connection, *, person_id: str, code: str, off: int, new_id: str, change_id: str, now: int) -> Change:
    """Take `off` miniatures out of a unit into a row of their own, right behind it. They have no nickname.

    Raises:
        NotFound: it is not there.
        BadInput: none, or none would stay.
        Refusal: there are `MAX_MODELS` already.
    """
    change = Changing(conn, person_id, change_id, "split", now)
    if change.repeated:
        return change.done()
    unit = reading.model(conn, person_id=person_id, code=code)
    if unit.size < 2:
        raise BadInput(ALONE)
    if not 1 <= off < unit.size:
        raise BadInput(NOTHING_LEFT, size=unit.size, most=unit.size - 1)
    _room(conn, person_id, 1)
    change.set_models([unit.id], size=unit.size - off)
    part = NewModel(
        id=new_id,
        name=unit.name,
        kind=Kind(unit.kind),
        size=off,
        archetype=unit.archetype,
        status=Status(unit.status),
        notes=unit.notes,
    )
    (row,) = rows_of((part,), unit.army_id, unit.place)
    change.add_models([{**row, "scheme_id": unit.scheme_id}])
    return change.done()


def remove(conn: Connection, *, person_id: str, codes: Sequence[str], change_id: str, now: int) -> Change:
    """Take models out of the collection. Raises `NotFound` when one of them is not there."""
    change = Changing(conn, person_id, change_id, "remove", now)
    if not change.repeated:
        gone = reading.models(conn, person_id=person_id, codes=codes)
        change.drop_models([one.id for one in gone])
    return change.done()


def apply(conn: Connection, *, person_id: str, code: str, scheme: str | None, change_id: str, now: int) -> Change:
    """Paint a model, or an army, with a scheme (its code); None takes it off.

    A model without a scheme of its own is painted with its army's.

    Raises:
        NotFound: the model, the army or the scheme is not there.
    """
    change = Changing(conn, person_id, change_id, "scheme", now)
    if change.repeated:
        return change.done()
    target = reading.either(conn, person_id=person_id, code=code)
    scheme_id = None if scheme is None else schemes.by_code(conn, person_id=person_id, code=scheme).id
    _set(change, target, scheme_id=scheme_id)
    return change.done()


def name(
    conn: Connection, *, person_id: str, code: str, nickname: str, given_id: str, change_id: str, now: int
) -> Change:
    """Give a model or an army a nickname, or take it off with an empty one.

    Of two that are given at once the last one stays; both are remembered (`reading.given`).

    Raises:
        NotFound: it is not there (any more).
    """
    change = Changing(conn, person_id, change_id, "nickname", now)
    if change.repeated:
        return change.done()
    target = reading.either(conn, person_id=person_id, code=code)
    _set(change, target, nickname=nickname, search=searched(target.name, nickname))
    if nickname:
        sql.GIVE_NAME.run(conn, id=given_id, person_id=person_id, target_id=target.id, name=nickname, given_at=now)
    return change.done()


# Armies -------------------------------------------------------------------------------------------------------------


def add_army(
    conn: Connection,
    *,
    person_id: str,
    army_id: str,
    name: str,
    archetype: str = "",
    notes: str | None = None,
    change_id: str,
    now: int,
) -> Change:
    """Found an army.

    Raises:
        Refusal: there are `MAX_ARMIES` already.
        BadInput: there is one of that name.
    """
    change = Changing(conn, person_id, change_id, "add_army", now)
    if change.repeated:
        return change.done()
    there = reading.armies(conn, person_id=person_id)
    if len(there) >= MAX_ARMIES:
        raise Refusal(MANY_ARMIES, most=MAX_ARMIES)
    _only_one(there, name)
    change.add_army(
        {
            "id": army_id,
            "name": name,
            "search": searched(name),
            "archetype": archetype,
            "notes": notes or None,
            "nickname": "",
            "scheme_id": None,
            "place": int(sql.ARMY_END.scalar(conn, person_id=person_id) or 0) + STEP,
        }
    )
    return change.done()


def edit_army(conn: Connection, *, person_id: str, code: str, edit: Edit, change_id: str, now: int) -> Change:
    """Change an army's name, archetype or notes. Raises `NotFound`, or `BadInput` for a name another one has."""
    change = Changing(conn, person_id, change_id, "edit_army", now)
    if change.repeated:
        return change.done()
    army = reading.army(conn, person_id=person_id, code=code)
    values: dict[str, Any] = {}
    if edit.name is not None:
        _only_one([one for one in reading.armies(conn, person_id=person_id) if one.id != army.id], edit.name)
        values |= {"name": edit.name, "search": searched(edit.name, army.nickname)}
    if edit.archetype is not None:
        values["archetype"] = edit.archetype
    if edit.notes is not None:
        values["notes"] = edit.notes or None
    if values:
        change.set_army(army.id, **values)
    return change.done()


def remove_army(conn: Connection, *, person_id: str, code: str, keep_models: bool, change_id: str, now: int) -> Change:
    """Disband an army; its models stay in no army, or go with it. Raises `NotFound`."""
    change = Changing(conn, person_id, change_id, "remove_army", now)
    if not change.repeated:
        change.drop_army(reading.army(conn, person_id=person_id, code=code).id, keep_models=keep_models)
    return change.done()


# What several of them need ------------------------------------------------------------------------------------------


def put(conn: Connection, change: Changing, *, person_id: str, new: Sequence[NewModel], army: str) -> None:
    """Put models at the end of an army within a change. Raises as `add`."""
    army_id = _army_id(conn, person_id, army)
    _room(conn, person_id, len(new))
    if new:
        change.add_models(rows_of(new, army_id, end(conn, person_id)))


def rows_of(new: Sequence[NewModel], army_id: str | None, at: int) -> list[dict[str, Any]]:
    """New models as rows, from a place on."""
    return [
        {
            "id": one.id,
            "army_id": army_id,
            "name": one.name,
            "search": searched(one.name),
            "kind": one.kind.value if one.size == 1 else Kind.UNIT.value,
            "archetype": one.archetype,
            "size": checked_size(one.size),
            "status": one.status.value,
            "notes": one.notes or None,
            "scheme_id": None,
            "nickname": "",
            "place": at + n * STEP,
        }
        for n, one in enumerate(new)
    ]


def end(conn: Connection, person_id: str) -> int:
    """The place behind the last model."""
    return int(sql.END.scalar(conn, person_id=person_id) or 0) + STEP


def checked_size(size: int) -> int:
    """A number of miniatures. Raises `BadInput` when it is none."""
    if not 1 <= size <= MAX_SIZE:
        raise BadInput(BAD_SIZE, most=MAX_SIZE)
    return size


def _army_id(conn: Connection, person_id: str, code: str) -> str | None:
    return reading.army(conn, person_id=person_id, code=code).id if code and code != reading.LOOSE else None


def _room(conn: Connection, person_id: str, more: int) -> None:
    count = reading.count(conn, person_id=person_id) + more
    if count > MAX_MODELS:
        raise Refusal(FULL, most=MAX_MODELS, count=count)


def _only_one(armies: Sequence[Army], name: str) -> None:
    wanted = searched(name).strip() or name
    if any((searched(one.name).strip() or one.name) == wanted for one in armies):
        raise BadInput(SAME_ARMY, name=name)


def _set(change: Changing, target: Model | Army, **values: Any) -> None:
    if isinstance(target, Model):
        change.set_models([target.id], **values)
    else:
        change.set_army(target.id, **values)
