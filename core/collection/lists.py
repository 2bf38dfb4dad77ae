"""Pasted lists that wait for a yes: read, kept sealed, changed row by row, and put into the collection only then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from sqlalchemy import Connection

from core.clock import DAY
from core.collection import editing, reading, sql
from core.collection.changes import Changing
from core.collection.listing import Listed, Row, Unread
from core.collection.naming import searched
from core.collection.values import Change, Kind, NewModel, Status, least
from core.errors import NotFound
from core.words import N_

KEPT: Final = 90 * DAY
"""How long a list can still be confirmed, milliseconds."""

GONE: Final = N_("I no longer have that list. Paste it again; nothing was added.")
NO_ROW: Final = N_("That list has no such line any more.")

Duplicates = Literal["merge", "add", "skip"]
"""What becomes of rows that are there already: they are added to what is there (or to one another), each is a row of
its own, or those that are in the army are left out."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that waits.

    Attributes:
        army: code of the army it goes into; empty for none.
        rows: in the order of the list.
        unread: what cannot be kept, and why.
    """

    army: str
    rows: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()


def written(waiting: Waiting) -> str:
    """A list as it is sealed."""
    return json.dumps(asdict(waiting), ensure_ascii=False, separators=(",", ":"))


def read(body: str) -> Waiting:
    """A list as `written` wrote it."""
    found = json.loads(body)
    rows = tuple(Row(row["name"], row["size"], Kind(row["kind"]), row["archetype"]) for row in found["rows"])
    unread = tuple(
        Unread(one["text"], one["why"], tuple((key, int(value)) for key, value in one["values"]))
        for one in found["unread"]
    )
    return Waiting(found["army"], rows, unread)


def of_list(listed: Listed, army: str) -> Waiting:
    """A list that was just read, for an army."""
    return Waiting(army, listed.rows, listed.unread)


def without(waiting: Waiting, number: int) -> Waiting:
    """A list without one of its rows, counted from 0. Raises `NotFound`."""
    if not 0 <= number < len(waiting.rows):
        raise NotFound(NO_ROW)
    return replace(waiting, rows=(*waiting.rows[:number], *waiting.rows[number + 1 :]))


def instead(waiting: Waiting, number: int, row: Row) -> Waiting:
    """A list with another row in place of one. Raises `NotFound`."""
    shorter = without(waiting, number)
    return replace(waiting, rows=(*shorter.rows[:number], row, *shorter.rows[number:]))


def keep(conn: Connection, *, person_id: str, list_id: str, sealed: str, now: int) -> None:
    """Let a list wait, and forget the person's lists of long ago."""
    sql.FORGET_LISTS.run(conn, person_id=person_id, before=now - KEPT)
    sql.KEEP_LIST.run(conn, id=list_id, person_id=person_id, body=sealed, created_at=now)


def find(conn: Connection, *, person_id: str, list_id: str) -> str:
    """The sealed list. Raises `NotFound` when there is none, or it is somebody else's."""
    found: str | None = sql.LIST.scalar(conn, list_id=list_id, person_id=person_id)
    if found is None:
        raise NotFound(GONE)
    return found


def revise(conn: Connection, *, person_id: str, list_id: str, old: str, new: str) -> bool:
    """Put a changed list in place of what it was; False when somebody else changed it first."""
    return sql.REVISE_LIST.run(conn, list_id=list_id, person_id=person_id, old_body=old, new_body=new) == 1


def drop(conn: Connection, *, person_id: str, list_id: str) -> None:
    """Let a list go without adding it; one that is gone is not missed."""
    sql.DROP_LIST.run(conn, list_id=list_id, person_id=person_id)


def there(conn: Connection, *, person_id: str, army: str, names: Sequence[str]) -> tuple[int, ...]:
    """Which of some names, counted from 0, the army has already, or an earlier one of them is. Raises `NotFound`."""
    seen = {searched(row.name) for row in _of_army(conn, person_id, army)}
    again = []
    for n, name in enumerate(names):
        key = searched(name)
        if key in seen:
            again.append(n)
        seen.add(key)
    return tuple(again)


def confirm(
    conn: Connection,
    *,
    person_id: str,
    list_id: str,
    waiting: Waiting,
    ids: Sequence[str],
    duplicates: Duplicates,
    now: int,
) -> Change:
    """Put a list into the collection. It may be confirmed once; the list's id names the change.

    Args:
        conn: a connection inside a transaction.
        person_id: whose.
        list_id: which list.
        waiting: the list, opened.
        ids: an id for every row, made beforehand.
        duplicates: what becomes of rows that are there already.
        now: epoch ms.

    Raises:
        NotFound: its army is gone.
        Refusal: there would be more models than fit; the list still waits.
    """
    change = Changing(conn, person_id, list_id, "add", now)
    if change.repeated:
        return change.done()
    existing = {searched(row.name): row for row in reversed(_of_army(conn, person_id, waiting.army))}
    grown: dict[str, int] = {}
    new: dict[str, NewModel] = {}
    for id_, row in zip(ids, waiting.rows, strict=True):
        key = searched(row.name)
        if duplicates == "skip" and key in existing:
            continue
        if duplicates == "merge" and key in existing:
            grown[key] = grown.get(key, existing[key].size) + row.size
        elif duplicates == "merge" and key in new:
            new[key] = replace(new[key], size=new[key].size + row.size)
        else:
            new[key if duplicates == "merge" else id_] = NewModel(id_, row.name, row.kind, row.size, row.archetype)
    for key, size in grown.items():
        was = existing[key]
        change.set_models(
            [was.id],
            size=editing.checked_size(size),
            kind=Kind.UNIT.value,
            status=least(Status(was.status), Status.UNBUILT).value,
        )
    editing.put(conn, change, person_id=person_id, new=tuple(new.values()), army=waiting.army)
    return change.done()


def _of_army(conn: Connection, person_id: str, army: str) -> list[sql.Named]:
    if not army or army == reading.LOOSE:
        return [sql.Named._make(row) for row in sql.NAMES_OF_NONE.all(conn, person_id=person_id)]
    army_id = reading.army(conn, person_id=person_id, code=army).id
    return [sql.Named._make(row) for row in sql.NAMES_OF_ARMY.all(conn, person_id=person_id, army_id=army_id)]
