"""What one can do with the schemes one keeps: page through them, star, rename, delete, and derive variants.

Everything is for one person: a scheme of somebody else reads like one that is not there. The plain functions work on
rows whose content is sealed; `Schemes` opens it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from core.clock import Clock
from core.errors import BadInput, NotFound, Refusal
from core.generation.brief import Brief
from core.ids import new_code, new_id
from core.likes.sql import DROP_OF_SCHEME as DROP_THUMB
from core.paintschemes import sql
from core.paintschemes.edits import EditStep
from core.paintschemes.finding import searchable
from core.paintschemes.scheme import Paintscheme, Role
from core.paintschemes.stored import (
    NewScheme,
    Origin,
    Page,
    SchemeRow,
    StoredScheme,
    packed,
    read_code,
    read_locks,
    read_name,
    unpacked,
    write_locks,
)
from core.shelf.service import owned_ids
from core.words import N_

if TYPE_CHECKING:
    from core.paints.catalogue import Catalogue
    from core.paintschemes.variants import Change
    from core.persistence.database import Database
    from core.persistence.vault import Vault

MAX_FAVOURITES: Final = 50
"""Favourites of one person."""

PAGE: Final = 10
"""Schemes of a page, unless asked otherwise."""

NO_SCHEME: Final = N_("I cannot find that scheme among yours.")
FULL: Final = N_("You have {most} favourites, which is as many as fit. Take a star off another one first.")
NO_SUCH_COLOUR: Final = N_("This scheme has no such colour to keep.")
BAD_PAGE: Final = N_("That page is no longer there. Open the list anew.")

_BEYOND: Final = (2**62, "~")


def save_scheme(conn: Connection, *, new: NewScheme, now: int) -> SchemeRow:
    """Store a scheme under a new code. Whoever calls it has made sure that it is stored once."""
    code = new_code()
    while sql.CODE_TAKEN.scalar(conn, code=code) is not None:
        code = new_code()
    sql.INSERT.run(
        conn,
        id=new.id,
        code=code,
        person_id=new.person_id,
        request_id=new.request_id,
        parent_id=new.parent_id,
        change=new.change,
        title=new.title,
        body=new.body,
        origin=new.origin,
        seed=new.seed,
        engine=new.engine,
        engine_version=new.engine_version,
        locks=new.locks,
        colours=new.colours,
        created_at=now,
    )
    return SchemeRow(
        id=new.id,
        code=code,
        person_id=new.person_id,
        request_id=new.request_id,
        parent_id=new.parent_id,
        change=new.change,
        title=new.title,
        name=None,
        body=new.body,
        origin=new.origin,
        favourite_at=None,
        deleted_at=None,
        created_at=now,
        locks=new.locks,
    )


def of_request(conn: Connection, *, request_id: str) -> SchemeRow | None:
    """The scheme that a request paid for, deleted or not; None when there is none."""
    return _row(sql.OF_REQUEST.one(conn, request_id=request_id))


def by_id(conn: Connection, *, person_id: str, scheme_id: str) -> SchemeRow:
    """A scheme of this person, deleted or not.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return _found(_row(sql.BY_ID.one(conn, person_id=person_id, scheme_id=scheme_id)))


def by_code(conn: Connection, *, person_id: str, code: str) -> SchemeRow:
    """A scheme that this person keeps.

    Raises:
        NotFound: there is none, it was deleted, or it is somebody else's.
    """
    return _found(_row(sql.BY_CODE.one(conn, person_id=person_id, code=read_code(code))))


def recent(conn: Connection, *, person_id: str, after: str | None = None, limit: int = PAGE) -> list[SchemeRow]:
    """Schemes newest first, from where the last page ended.

    Raises:
        BadInput: `after` is no place in the list.
    """
    at, last_id = read_place(after)
    rows = sql.RECENT.all(conn, person_id=person_id, at=at, last_id=last_id, most=limit)
    return [SchemeRow._make(row) for row in rows]


def favourites(conn: Connection, *, person_id: str, after: str | None = None, limit: int = PAGE) -> list[SchemeRow]:
    """Starred schemes, last starred first, from where the last page ended. Raises as `recent`."""
    at, last_id = read_place(after)
    rows = sql.FAVOURITES.all(conn, person_id=person_id, at=at, last_id=last_id, most=limit)
    return [SchemeRow._make(row) for row in rows]


def star(conn: Connection, *, person_id: str, code: str, now: int) -> int:
    """Make a scheme a favourite; a second star changes nothing.

    Returns:
        How many favourites the person has now.

    Raises:
        NotFound: there is no such scheme of this person.
        Refusal: there are `MAX_FAVOURITES` already.
    """
    sql.LOCK_PERSON.scalar(conn, person_id=person_id)  # two stars at once must not both be the fiftieth
    row = by_code(conn, person_id=person_id, code=code)
    count = int(sql.FAVOURITE_COUNT.scalar(conn, person_id=person_id) or 0)
    if row.favourite_at is not None:
        return count
    if count >= MAX_FAVOURITES:
        raise Refusal(FULL, most=MAX_FAVOURITES)
    return count + sql.STAR.run(conn, person_id=person_id, wanted=row.code, now=now)


def unstar(conn: Connection, *, person_id: str, code: str) -> int:
    """Take the star off; off already changes nothing. Returns and raises as `star`."""
    _changed(sql.UNSTAR.run(conn, person_id=person_id, wanted=read_code(code)))
    return int(sql.FAVOURITE_COUNT.scalar(conn, person_id=person_id) or 0)


def rename(conn: Connection, *, person_id: str, code: str, name: str | None) -> None:
    """Give a scheme a name of one's own, or take it off with None.

    Args:
        conn: a connection inside a transaction.
        person_id: whose scheme.
        code: which one.
        name: as `core.paintschemes.stored.read_name` gives it back; that is not done here, because it takes longer than
            a transaction should.

    Raises:
        NotFound: there is no such scheme of this person.
    """
    _changed(sql.RENAME.run(conn, person_id=person_id, wanted=read_code(code), new_name=name))


def lock(conn: Connection, *, person_id: str, code: str, role: Role, on: bool) -> None:
    """Lock the colour of a role, or unlock it; twice is as once.

    Raises:
        NotFound: there is no such scheme of this person.
    """
    sql.LOCK_PERSON.scalar(conn, person_id=person_id)  # two presses at once must not forget each other
    row = by_code(conn, person_id=person_id, code=code)
    locked = {*read_locks(row.locks), role} if on else {*read_locks(row.locks)} - {role}
    _changed(sql.LOCK.run(conn, person_id=person_id, wanted=row.code, new_locks=write_locks(locked)))


def delete(conn: Connection, *, person_id: str, code: str, now: int) -> None:
    """Take a scheme out of every list, and its thumb with it.

    Raises:
        NotFound: there is no such scheme of this person.
    """
    DROP_THUMB.run(conn, person_id=person_id, code=read_code(code))
    _changed(sql.DELETE.run(conn, person_id=person_id, wanted=read_code(code), now=now))


def place(at: int, last_id: str) -> str:
    """Where a page ended, short enough for a button."""
    return f"{at:x}.{last_id}"


def read_place(after: str | None) -> tuple[int, str]:
    """The (time, id) of a place in a list; beyond everything for None.

    Raises:
        BadInput: it is none.
    """
    if after is None:
        return _BEYOND
    at, dot, last_id = after.partition(".")
    try:
        when = int(at, 16)
    except ValueError:
        raise BadInput(BAD_PAGE) from None
    if abs(when) > _BEYOND[0] or "\0" in last_id:  # no database takes these
        raise BadInput(BAD_PAGE)
    return when, last_id if dot else _BEYOND[1]


def _row(found: Any | None) -> SchemeRow | None:
    return None if found is None else SchemeRow._make(found)


def _found(row: SchemeRow | None) -> SchemeRow:
    if row is None:
        raise NotFound(NO_SCHEME)
    return row


def _changed(rows: int) -> None:
    if rows != 1:
        raise NotFound(NO_SCHEME)


class Schemes:
    """The schemes that people keep, opened.

    Args:
        db: where they are stored.
        vault: opens and seals their content.
        clock: epoch ms.
        catalogue: the paints, for variants.
    """

    def __init__(self, db: Database, vault: Vault, clock: Clock, catalogue: Catalogue) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock
        self._catalogue = catalogue

    async def by_code(self, person_id: str, code: str) -> StoredScheme:
        """A scheme that this person keeps. Raises `NotFound`."""
        return self.opened(await self._db.read(by_code, person_id=person_id, code=code))

    async def by_id(self, person_id: str, scheme_id: str) -> StoredScheme:
        """A scheme of this person, deleted or not. Raises `NotFound`."""
        return self.opened(await self._db.read(by_id, person_id=person_id, scheme_id=scheme_id))

    async def recent(self, person_id: str, *, after: str | None = None, limit: int = PAGE) -> Page:
        """Schemes newest first. Raises `BadInput` for a place that is none."""
        rows = await self._db.read(recent, person_id=person_id, after=after, limit=limit + 1)
        return await asyncio.to_thread(self._page, rows, limit, lambda row: row.created_at)

    async def favourites(self, person_id: str, *, after: str | None = None, limit: int = PAGE) -> Page:
        """Starred schemes, last starred first. Raises `BadInput` for a place that is none."""
        rows = await self._db.read(favourites, person_id=person_id, after=after, limit=limit + 1)
        return await asyncio.to_thread(self._page, rows, limit, lambda row: row.favourite_at or 0)

    async def find(self, person_id: str, words: str, *, after: str | None = None, limit: int = PAGE) -> Page:
        """Schemes that fit every word (`core.paintschemes.finding`), newest first. Raises as `recent`."""
        from core.paintschemes import finding_stored  # noqa: PLC0415  it needs this module

        return await finding_stored.find(self._db, self.opened, person_id, words, after=after, limit=limit)

    async def tidy(self, *, most: int = 2_000) -> int:
        """Make so many schemes of before ready to be searched, by and by; how many there were."""
        from core.paintschemes import finding_stored  # noqa: PLC0415

        return await finding_stored.fill(self._db, self.opened, most=most)

    async def star(self, person_id: str, code: str) -> int:
        """Make it a favourite; how many there are now. Raises `NotFound`, or `Refusal` when there are too many."""
        return await self._db.write(star, person_id=person_id, code=code, now=self._clock())

    async def unstar(self, person_id: str, code: str) -> int:
        """Take the star off; how many favourites there are now. Raises `NotFound`."""
        return await self._db.write(unstar, person_id=person_id, code=code)

    async def rename(self, person_id: str, code: str, name: str) -> str | None:
        """Give it a name of one's own; an empty one takes it off again.

        Returns:
            The name as it is stored, or None.

        Raises:
            NotFound: there is no such scheme of this person.
            BadInput: the name is too long or does not pass the word lists.
        """
        read = await asyncio.to_thread(read_name, name) or None
        await self._db.write(rename, person_id=person_id, code=code, name=read)
        return read

    async def delete(self, person_id: str, code: str) -> None:
        """Take it out of every list. Raises `NotFound`."""
        await self._db.write(delete, person_id=person_id, code=code, now=self._clock())

    async def lock(self, person_id: str, code: str, role: Role, *, on: bool) -> StoredScheme:
        """Lock the colour of a role, or unlock it; the scheme with its locks.

        Raises:
            NotFound: there is no such scheme of this person.
            BadInput: the scheme has no such role.
        """
        stored = await self.by_code(person_id, code)
        if stored.scheme.area(role) is None:
            raise BadInput(NO_SUCH_COLOUR)
        await self._db.write(lock, person_id=person_id, code=code, role=role, on=on)
        return await self.by_code(person_id, code)

    async def derive(self, person_id: str, code: str, change: Change) -> StoredScheme:
        """The variant of a scheme that a change leads to, free and once for each change.

        Raises:
            NotFound: there is no such scheme of this person.
            BadInput: the scheme cannot be changed that way.
            UnknownWord: a brand that the catalogue does not have.
        """
        from core.paintschemes import variants  # noqa: PLC0415  it needs this module

        stored = await self.by_code(person_id, code)
        root = stored if stored.change is None else await self.by_id(person_id, stored.parent_id or "")
        wanted, edits = variants.apply(stored, change, self._catalogue), variants.steps(stored, change)
        owned = await self._db.read(owned_ids, person_id=person_id) if wanted.from_shelf else frozenset[str]()
        key, locks = variants.state(wanted, edits, owned), write_locks(stored.locks)
        if key == variants.state(root.brief):
            row = await self._db.write(variants.revive, person_id=person_id, scheme_id=root.id, locks=locks)
            return self.opened(row)
        known = await self._db.write(variants.known, person_id=person_id, parent_id=root.id, change=key, locks=locks)
        if known is None:
            new = await asyncio.to_thread(self._variant, root, stored, wanted, edits, owned, key)
            known = await self._db.write(variants.save_variant, new=new, now=self._clock())
        return self.opened(known)

    def opened(self, row: SchemeRow) -> StoredScheme:
        """A row with its content opened. Raises `Misconfigured` when no key of the vault fits."""
        scheme = Paintscheme.model_validate_json(unpacked(self._vault.open(row.body)))
        return StoredScheme.of(row, scheme, Origin.model_validate_json(unpacked(self._vault.open(row.origin))))

    def sealed(
        self,
        *,
        scheme_id: str,
        person_id: str,
        scheme: Paintscheme,
        origin: Origin,
        request_id: str | None = None,
        parent_id: str | None = None,
        change: str | None = None,
        locks: Collection[Role] = (),
    ) -> NewScheme:
        """A scheme and where it came from, ready to be stored."""
        return NewScheme(
            id=scheme_id,
            person_id=person_id,
            request_id=request_id,
            parent_id=parent_id,
            change=change,
            title=scheme.title,
            body=self._vault.seal(packed(scheme.model_dump_json())),
            origin=self._vault.seal(packed(origin.model_dump_json())),
            seed=scheme.seed,
            engine=scheme.engine,
            engine_version=scheme.engine_version,
            locks=write_locks(locks),
            colours=searchable(scheme),
        )

    def _variant(
        self,
        root: StoredScheme,
        stored: StoredScheme,
        brief: Brief,
        edits: tuple[EditStep, ...],
        owned: Collection[str],
        key: str,
    ) -> NewScheme:
        from core.paintschemes.build import build_scheme  # noqa: PLC0415  not needed to read what is there
        from core.paintschemes.edited import edited  # noqa: PLC0415

        # What is edited is what they see; only a step taken back begins at the painted scheme again.
        from_here = edits[: len(stored.edits)] == stored.edits
        proposal = stored.proposal if from_here else root.proposal
        for step in edits[len(stored.edits) :] if from_here else edits:
            proposal = edited(proposal, step, brief.text)
        return self.sealed(
            scheme_id=new_id(),
            person_id=root.person_id,
            scheme=build_scheme(brief, proposal, self._catalogue, owned),
            origin=Origin(brief=brief, proposal=proposal, edits=edits),
            parent_id=root.id,
            change=key,
            locks=stored.locks,
        )

    def _page(self, rows: list[SchemeRow], limit: int, at: Callable[[SchemeRow], int]) -> Page:
        shown = rows[:limit]
        after = place(at(shown[-1]), shown[-1].id) if len(rows) > limit else None
        return Page(tuple(self.opened(row) for row in shown), after)
