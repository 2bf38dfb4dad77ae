"""The collection of a person, opened and sealed: what every surface calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from core.clock import Clock
from core.collection import changes, editing, lists, reading
from core.collection.listing import Row, Unread, read_item, read_list
from core.collection.naming import MAX_NOTES, read_name, read_nickname, read_notes
from core.collection.values import (
    PAGE,
    SUGGESTED,
    Army,
    Change,
    Edit,
    Kind,
    Model,
    NewModel,
    Page,
    Progress,
    Status,
    Undone,
)
from core.errors import BadInput, Busy, NotFound
from core.ids import new_id
from core.words import N_

if TYPE_CHECKING:
    from core.collection.reading import Found
    from core.paintschemes.scheme import Paintscheme
    from core.paintschemes.service import Schemes
    from core.persistence.database import Database
    from core.persistence.vault import Vault

NOTES_DO_NOT_FIT: Final = N_(
    "Their notes together have {length} characters, and {most} fit. Shorten one of them first; nothing was changed."
)
CHANGED_MEANWHILE: Final = N_("That list was being changed from somewhere else. Try again; nothing was lost.")
_ATTEMPTS: Final = 5

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pasted list that waits for a yes.

    Attributes:
        id: names it on a button.
        army: code of the army it goes into; empty for none.
        rows: what was understood.
        there: which of the rows, counted from 0, the army has already or an earlier row names too.
        unread: what cannot be kept, and why.
    """

    id: str
    army: str
    rows: tuple[Row, ...]
    there: tuple[int, ...]
    unread: tuple[Unread, ...]


class Collection:
    """Armies, models and units.

    Methods that change something take a `change_id` that names the event (the same event is the same change) and make
    one when there is none. Every method raises `NotFound` for what is not there, `BadInput` for what cannot be used and
    `Refusal` where something is full.

    Args:
        db: where it is stored.
        vault: opens and seals notes and pasted lists.
        clock: epoch ms.
        schemes: the schemes that are applied.
    """

    def __init__(self, db: Database, vault: Vault, clock: Clock, schemes: Schemes) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock
        self._schemes = schemes

    # Looking ----------------------------------------------------------------------------------------------------

    async def either(self, person_id: str, code: str) -> Model | Army:
        """The model or the army with this code."""
        return await self._db.read(reading.either, person_id=person_id, code=code)

    async def model(self, person_id: str, code: str) -> Model:
        """A model."""
        return await self._db.read(reading.model, person_id=person_id, code=code)

    async def army(self, person_id: str, code: str) -> Army:
        """An army."""
        return await self._db.read(reading.army, person_id=person_id, code=code)

    async def armies(self, person_id: str) -> tuple[Army, ...]:
        """All armies."""
        return await self._db.read(reading.armies, person_id=person_id)

    async def named(self, person_id: str, text: str) -> Model | Army:
        """What a typed text means. Raises `UnknownWord` with what comes near."""
        return await self._db.read(reading.named, person_id=person_id, text=text)

    async def find(
        self, person_id: str, text: str, *, limit: int = SUGGESTED, with_armies: bool = True
    ) -> tuple[Found, ...]:
        """What an autocomplete offers."""
        return await self._db.read(reading.find, person_id=person_id, text=text, limit=limit, with_armies=with_armies)

    async def page(
        self,
        person_id: str,
        *,
        army: str = "",
        status: Status | None = None,
        after: str | None = None,
        limit: int = PAGE,
    ) -> Page:
        """A page of models; see `reading.page`."""
        return await self._db.read(
            reading.page, person_id=person_id, army_code=army, status=status, after=after, limit=limit
        )

    async def progress(self, person_id: str) -> tuple[Progress, tuple[Progress, ...]]:
        """How far everything is, and each army."""
        return await self._db.read(reading.progress, person_id=person_id)

    async def last_change(self, person_id: str) -> tuple[str, str] | None:
        """Id and kind of the change that can be taken back now."""
        return await self._db.read(changes.last_change, person_id=person_id)

    async def nicknames(self, person_id: str) -> frozenset[str]:
        """All nicknames that are borne in this collection."""
        return await self._db.read(reading.nicknames, person_id=person_id)

    async def given(self, person_id: str, code: str) -> tuple[tuple[str, int], ...]:
        """The nicknames that one was given, newest first, each with when."""
        return await self._db.read(reading.given, person_id=person_id, code=code)

    def notes(self, one: Model | Army) -> str:
        """Its notes, opened; empty where there are none."""
        return self._vault.open(one.notes) if one.notes else ""

    async def schemes(
        self, person_id: str, army: str = "", *, unpainted_only: bool = False
    ) -> tuple[tuple[str, Paintscheme], ...]:
        """The schemes that an army (or everything) is painted with, by name, as `core.shelf.shopping` takes them."""
        used = await self._db.read(
            reading.schemes_in_use, person_id=person_id, army_code=army, unpainted_only=unpainted_only
        )
        found = [await self._schemes.by_id(person_id, scheme_id) for scheme_id, _ in used]
        return tuple((one.title, one.scheme) for one in found)

    async def export(self, person_id: str, form: Literal["csv", "json"]) -> str:
        """Everything as a file."""
        models = await self._db.read(reading.everything, person_id=person_id)
        armies = await self.armies(person_id)
        return await asyncio.to_thread(self._exported, form, models, armies)

    def _exported(self, form: str, models: Sequence[Model], armies: Sequence[Army]) -> str:
        from core.collection.export import as_csv, as_json  # noqa: PLC0415  not needed to look

        return (as_csv if form == "csv" else as_json)(models, armies, self._vault.open)

    # Adding -----------------------------------------------------------------------------------------------------

    async def add_army(
        self, person_id: str, name: str, *, archetype: str = "", notes: str = "", change_id: str = ""
    ) -> Change:
        """Found an army. `archetype` is a key; empty guesses it from the name."""
        from core.collection.naming import guess_archetype  # noqa: PLC0415

        read = await asyncio.to_thread(read_name, name)
        return await self._db.write(
            editing.add_army,
            person_id=person_id,
            army_id=new_id(),
            name=read,
            archetype=archetype or guess_archetype(read),
            notes=self._sealed(notes),
            change_id=change_id or new_id(),
            now=self._clock(),
        )

    async def add(
        self,
        person_id: str,
        text: str,
        *,
        army: str = "",
        size: int | None = None,
        kind: Kind | None = None,
        archetype: str = "",
        status: Status = Status.UNBUILT,
        notes: str = "",
        change_id: str = "",
    ) -> Change:
        """Add one model or unit; "10 skeleton archers" says how many, unless `size` does."""
        row = await asyncio.to_thread(read_item, text)
        new = NewModel(
            id=new_id(),
            name=row.name if size is None else await asyncio.to_thread(read_name, text),
            kind=kind or row.kind,
            size=row.size if size is None else size,
            archetype=archetype or row.archetype,
            status=status,
            notes=self._sealed(notes),
        )
        return await self._db.write(
            editing.add,
            person_id=person_id,
            new=(new,),
            army=army,
            change_id=change_id or new_id(),
            now=self._clock(),
        )

    async def alike(self, person_id: str, code: str) -> tuple[Found, ...]:
        """Others of the same name in the same army, to be merged with."""
        return await self._db.read(reading.alike, person_id=person_id, code=code)

    async def propose(self, person_id: str, text: str, *, army: str = "", proposal_id: str = "") -> Proposal:
        """Read a pasted list and let it wait for a yes; nothing is added yet."""
        listed = await asyncio.to_thread(read_list, text)
        waiting = lists.of_list(listed, army)
        kept = proposal_id or new_id()
        shown = await self._shown(person_id, kept, waiting)
        await self._db.write(
            lists.keep,
            person_id=person_id,
            list_id=kept,
            sealed=self._vault.seal(lists.written(waiting)),
            now=self._clock(),
        )
        return shown

    async def proposal(self, person_id: str, proposal_id: str) -> Proposal:
        """A list that waits."""
        return await self._shown(person_id, proposal_id, (await self._waiting(person_id, proposal_id))[1])

    async def drop_row(self, person_id: str, proposal_id: str, number: int) -> Proposal:
        """Take a row, counted from 0, out of a list that waits."""
        return await self._revised(person_id, proposal_id, lambda list_: lists.without(list_, number))

    async def change_row(self, person_id: str, proposal_id: str, number: int, text: str) -> Proposal:
        """Write a row of a list that waits anew: "12 skeleton archers"."""
        row = await asyncio.to_thread(read_item, text)
        return await self._revised(person_id, proposal_id, lambda list_: lists.instead(list_, number, row))

    async def discard(self, person_id: str, proposal_id: str) -> None:
        """Let a list go without adding it."""
        await self._db.write(lists.drop, person_id=person_id, list_id=proposal_id)

    async def confirm(self, person_id: str, proposal_id: str, duplicates: lists.Duplicates = "add") -> Change:
        """Add a list that waits; a second time does nothing."""
        _, waiting = await self._waiting(person_id, proposal_id)
        return await self._db.write(
            lists.confirm,
            person_id=person_id,
            list_id=proposal_id,
            waiting=waiting,
            ids=tuple(new_id() for _ in waiting.rows),
            duplicates=duplicates,
            now=self._clock(),
        )

    async def _waiting(self, person_id: str, proposal_id: str) -> tuple[str, lists.Waiting]:
        sealed = await self._db.read(lists.find, person_id=person_id, list_id=proposal_id)
        return sealed, lists.read(self._vault.open(sealed))

    async def _shown(self, person_id: str, proposal_id: str, waiting: lists.Waiting) -> Proposal:
        names = tuple(row.name for row in waiting.rows)
        there = await self._db.read(lists.there, person_id=person_id, army=waiting.army, names=names)
        return Proposal(proposal_id, waiting.army, waiting.rows, there, waiting.unread)

    async def _revised(
        self, person_id: str, proposal_id: str, change: Callable[[lists.Waiting], lists.Waiting]
    ) -> Proposal:
        for _ in range(_ATTEMPTS):
            old, waiting = await self._waiting(person_id, proposal_id)
            new = change(waiting)
            sealed = self._vault.seal(lists.written(new))
            if await self._db.write(lists.revise, person_id=person_id, list_id=proposal_id, old=old, new=sealed):
                return await self._shown(person_id, proposal_id, new)
        raise Busy(CHANGED_MEANWHILE)

    # Changing ---------------------------------------------------------------------------------------------------

    async def edit(self, person_id: str, codes: Sequence[str], edit: Edit, *, change_id: str = "") -> Change:
        """Change fields of models; `edit` as it was typed (names and notes are read and sealed here)."""
        read = await asyncio.to_thread(self._read, edit)
        return await self._write(editing.edit, person_id, change_id, codes=tuple(codes), edit=read)

    async def edit_army(self, person_id: str, code: str, edit: Edit, *, change_id: str = "") -> Change:
        """Change an army's name, archetype or notes, as typed."""
        read = await asyncio.to_thread(self._read, edit)
        return await self._write(editing.edit_army, person_id, change_id, code=code, edit=read)

    async def move(self, person_id: str, codes: Sequence[str], army: str, *, change_id: str = "") -> Change:
        """Put models into an army (its code), or into none."""
        return await self._write(editing.move, person_id, change_id, codes=tuple(codes), army=army)

    async def shift(self, person_id: str, code: str, by: int, *, change_id: str = "") -> Change:
        """Move a model up (below 0) or down in its list."""
        return await self._write(editing.shift, person_id, change_id, code=code, by=by)

    async def merge(self, person_id: str, into: str, other: str, *, change_id: str = "") -> Change:
        """Make one unit of two; their notes are put together."""
        notes: str | None = None
        try:
            both = await self._db.read(reading.models, person_id=person_id, codes=(into, other))
        except NotFound:
            both = ()  # said by the change itself, unless it was made before
        said = list(dict.fromkeys(filter(None, map(self.notes, both))))
        if len(said) > 1:
            joined = "\n".join(said)
            if len(joined) > MAX_NOTES:
                raise BadInput(NOTES_DO_NOT_FIT, length=len(joined), most=MAX_NOTES)
            notes = self._vault.seal(joined)
        return await self._write(editing.merge, person_id, change_id, into=into, other=other, notes=notes)

    async def split(self, person_id: str, code: str, off: int, *, change_id: str = "") -> Change:
        """Take some miniatures out of a unit into a row of their own."""
        return await self._write(editing.split, person_id, change_id, code=code, off=off, new_id=new_id())

    async def remove(self, person_id: str, codes: Sequence[str], *, change_id: str = "") -> Change:
        """Take models out of the collection."""
        return await self._write(editing.remove, person_id, change_id, codes=tuple(codes))

    async def remove_army(self, person_id: str, code: str, *, keep_models: bool, change_id: str = "") -> Change:
        """Disband an army; its models stay in none, or go with it."""
        return await self._write(editing.remove_army, person_id, change_id, code=code, keep_models=keep_models)

    async def apply(self, person_id: str, code: str, scheme: str | None, *, change_id: str = "") -> Change:
        """Paint a model or an army with a scheme (its code); None takes it off."""
        return await self._write(editing.apply, person_id, change_id, code=code, scheme=scheme)

    async def nickname(self, person_id: str, code: str, nickname: str, *, change_id: str = "") -> Change:
        """Give a model or an army a nickname; an empty one takes it off."""
        read = await asyncio.to_thread(read_nickname, nickname) if nickname.strip() else ""
        return await self._write(editing.name, person_id, change_id, code=code, nickname=read, given_id=new_id())

    async def undo(self, person_id: str, change_id: str = "") -> Undone:
        """Take the last change back; with an id only if it is that one."""
        last = await self.last_change(person_id)
        if last is None:
            raise NotFound(changes.NOTHING_TO_UNDO)
        # Named before the transaction: one that is repeated must not take back another.
        return await self._db.write(changes.undo, person_id=person_id, change_id=change_id or last[0])

    async def _write(self, fn: Callable[..., Change], person_id: str, change_id: str, **what: object) -> Change:
        return await self._db.write(fn, person_id=person_id, change_id=change_id or new_id(), now=self._clock(), **what)

    def _read(self, edit: Edit) -> Edit:
        name = None if edit.name is None else read_name(edit.name)
        notes = None if edit.notes is None else self._sealed(edit.notes) or ""
        return Edit(name, edit.kind, edit.archetype, edit.size, edit.status, notes)

    def _sealed(self, notes: str) -> str | None:
        read = read_notes(notes)
        return self._vault.seal(read) if read else None
