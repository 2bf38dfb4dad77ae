"""Changing a collection so that it can be taken back: every change first writes down what was.

Changes of a person stand on each other like plates: only the last one can be taken back, then the one before it. So
what is put back always meets the collection it was taken from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import Connection

from core.collection import sql
from core.collection.tables import army as army_table
from core.collection.values import Army, Change, Model, Undone
from core.errors import NotFound, Refusal
from core.ids import new_code
from core.words import N_

KEPT: Final = 30
"""So many changes of a person can be taken back, one after the other."""
STEP: Final = 1_024
"""From one place to the next when something is added at the end."""

NOTHING_TO_UNDO: Final = N_("There is nothing to take back; your collection is as it was.")
CHANGED_SINCE: Final = N_("Something else was changed after that. Take the last change back first.")

_ARMY_COLUMNS: Final = tuple(c.name for c in army_table.columns if c.name not in {"id", "person_id"})


class Changing:
    """One change while it is made, inside a transaction. From here on no other change of this person runs.

    Args:
        conn: a connection inside a transaction.
        person_id: whose collection.
        change_id: names the change; made beforehand, so that a repeated transaction, or the same press twice, is the
            same change.
        what: see `Change.what`.
        now: epoch ms.

    Attributes:
        repeated: the change was made before; then nothing may be done.
    """

    def __init__(self, conn: Connection, person_id: str, change_id: str, what: str, now: int) -> None:
        sql.LOCK_PERSON.scalar(conn, person_id=person_id)
        self._conn = conn
        self._person_id = person_id
        self.id = change_id
        self.what = what
        self._now = now
        self.repeated = sql.CHANGE.one(conn, change_id=change_id, person_id=person_id) is not None
        self._gone = 0
        self._begun = False

    def add_models(self, rows: Iterable[dict[str, Any]]) -> None:
        """Put new models in; of a row everything but the person, its code and the time."""
        self._begin()
        taken = {str(row[0]) for row in sql.CODES.all(self._conn, person_id=self._person_id)}
        new = []
        for row in rows:
            taken.add(code := fresh_code(taken))
            sql.ADD.run(self._conn, **row, person_id=self._person_id, code=code, created_at=self._now)
            new.append(str(row["id"]))
        self._remember(new, existed=False)

    def set_models(self, ids: Collection[str], **values: Any) -> None:
        """Give models new values."""
        self._begin()
        self._remember(ids)
        names = tuple(sorted(values))
        new = {f"new_{name}": values[name] for name in names}
        sql.set_models(names).run(self._conn, owner_id=self._person_id, ids=list(ids), **new)

    def set_places(self, places: dict[str, int]) -> None:
        """Give models other places in their list."""
        self._begin()
        self._remember(places)
        for model_id, place in places.items():
            sql.SET_PLACE.run(self._conn, person_id=self._person_id, model_id=model_id, new_place=place)

    def drop_models(self, ids: Collection[str]) -> None:
        """Take models out."""
        self._begin()
        self._remember(ids)
        self._gone += sql.DROP.run(self._conn, person_id=self._person_id, ids=list(ids))

    def add_army(self, row: dict[str, Any]) -> None:
        """Found an army; of a row everything but the person, its code and the time."""
        self._begin()
        taken = {str(found[0]) for found in sql.CODES.all(self._conn, person_id=self._person_id)}
        sql.ADD_ARMY.run(self._conn, **row, person_id=self._person_id, code=fresh_code(taken), created_at=self._now)
        self._remember_army(str(row["id"]), existed=False)

    def set_army(self, army_id: str, **values: Any) -> None:
        """Give an army new values."""
        self._begin()
        self._remember_army(army_id)
        names = tuple(sorted(values))
        new = {f"new_{name}": values[name] for name in names}
        sql.set_army(names).run(self._conn, person_id=self._person_id, army_id=army_id, **new)

    def drop_army(self, army_id: str, *, keep_models: bool) -> None:
        """Disband an army; its models are in none afterwards, or go with it."""
        self._begin()
        own = {"person_id": self._person_id}
        self._remember_army(army_id)
        sql.REMEMBER_OF_ARMY.run(self._conn, **own, change_id=self.id, existed=1, army_id=army_id)
        if keep_models:
            sql.EMPTY_ARMY.run(self._conn, **own, of_army=army_id)
        else:
            self._gone += sql.DROP_OF_ARMY.run(self._conn, **own, army_id=army_id)
        sql.DROP_ARMY.run(self._conn, **own, id=army_id)

    def done(self) -> Change:
        """What came of it. A change that changed nothing leaves nothing to take back."""
        models = self._read_models()
        found = sql.ARMIES_BY_ID.all(self._conn, person_id=self._person_id, ids=self._touched_armies())
        armies = tuple(Army._make(row) for row in found)
        return Change(self.id, self.what, models, armies, self._gone, self.repeated)

    def _read_models(self) -> tuple[Model, ...]:
        ids = [str(row[0]) for row in sql.PAST_MODELS.all(self._conn, change_id=self.id)]
        found = sql.MODELS_BY_ID.all(self._conn, person_id=self._person_id, ids=ids)
        return tuple(Model._make(row) for row in found)

    def _touched_armies(self) -> list[str]:
        return [str(row.id) for row in sql.PAST_ARMIES.all(self._conn, change_id=self.id)]

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        own = {"person_id": self._person_id}
        last = sql.LAST_CHANGE.one(self._conn, **own)
        number = 1 + (0 if last is None else int(last.number))
        sql.ADD_CHANGE.run(self._conn, **own, id=self.id, number=number, what=self.what, made_at=self._now)
        for statement in sql.FORGET:
            statement.run(self._conn, **own, number=number - KEPT)

    def _remember(self, ids: Iterable[str], *, existed: bool = True) -> None:
        sql.REMEMBER_MODELS.run(
            self._conn, person_id=self._person_id, change_id=self.id, existed=int(existed), ids=list(ids)
        )

    def _remember_army(self, army_id: str, *, existed: bool = True) -> None:
        sql.REMEMBER_ARMY.run(
            self._conn, person_id=self._person_id, change_id=self.id, existed=int(existed), army_id=army_id
        )


def last_change(conn: Connection, *, person_id: str) -> tuple[str, str] | None:
    """Id and kind of the change that can be taken back now; None when there is none."""
    row = sql.LAST_CHANGE.one(conn, person_id=person_id)
    return None if row is None else (str(row.id), str(row.what))


def undo(conn: Connection, *, person_id: str, change_id: str) -> Undone:
    """Put everything back as it was before the last change.

    Raises:
        NotFound: there is no such change (any more), or it is somebody else's.
        Refusal: something was changed after it.
    """
    own = {"person_id": person_id}
    sql.LOCK_PERSON.scalar(conn, **own)
    change = sql.CHANGE.one(conn, change_id=change_id, **own)
    last = sql.LAST_CHANGE.one(conn, **own)
    if change is None or last is None:
        raise NotFound(NOTHING_TO_UNDO)
    if last.id != change_id:
        raise Refusal(CHANGED_SINCE)
    models = len(sql.PAST_MODELS.all(conn, change_id=change_id))
    armies = sql.PAST_ARMIES.all(conn, change_id=change_id)
    there = {army.id for army in sql.ARMIES.all(conn, **own)}
    sql.DROP_TOUCHED.run(conn, change_id=change_id, **own)
    for was in armies:
        values = {name: getattr(was, name) for name in _ARMY_COLUMNS}
        if was.existed and was.id in there:
            new = {f"new_{name}": value for name, value in values.items()}
            sql.set_army(_ARMY_COLUMNS).run(conn, army_id=was.id, **own, **new)
        elif was.existed:
            sql.ADD_ARMY.run(conn, id=was.id, **own, **values)
    sql.RESTORE_MODELS.run(conn, change_id=change_id)
    for was in armies:
        if not was.existed:
            sql.DROP_ARMY.run(conn, id=was.id, **own)
    for statement in sql.DROP_CHANGE:
        statement.run(conn, change_id=change_id)
    return Undone(str(change.what), models, len(armies))


def fresh_code(taken: Collection[str]) -> str:
    """A code that this person has on nothing else."""
    code = new_code()
    while code in taken:
        code = new_code()
    return code
