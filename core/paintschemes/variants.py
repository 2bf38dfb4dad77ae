"""Changes computed from the scheme at hand: free, and the same change of the same scheme is the same variant.

A variant is described by where it stands (tier, brands, edits), not by the way to it: "harder" on the easier variant
leads back to the painted scheme, a second swap too, and asking twice finds the variant that is there. So all variants
hang on the painted scheme, and a list of schemes fills with results, not with button presses. What the owner has
locked goes along from one to the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from core.errors import BadInput
from core.generation.brief import Brief
from core.generation.photo import turned
from core.paintschemes import service, sql
from core.paintschemes.edits import MOST_STEPS, Edit, EditStep, chained, in_order, written
from core.paintschemes.scheme import Role, Tier
from core.paintschemes.stored import NewScheme, SchemeRow, StoredScheme
from core.words import N_

if TYPE_CHECKING:
    from core.paints.catalogue import Catalogue

_TIERS: Final = (Tier.FAST, Tier.TABLETOP, Tier.DISPLAY)


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different: a tier, other brands, colours. None and nothing leave it as it is.

    Attributes:
        brands: brand names as typed; empty means any brand.
        edits: changes of colours, in order.
        keep: roles that these edits leave alone, besides those that are locked.
        from_shelf: paint with the person's own paints, or no longer with those.
        new_paints: with `from_shelf`, how many new ones at most; None as many as are worth it.
    """

    tier: Tier | None = None
    brands: tuple[str, ...] | None = None
    edits: tuple[Edit, ...] = ()
    keep: tuple[Role, ...] = ()
    from_shelf: bool | None = None
    new_paints: int | None = None


def easier(stored: StoredScheme) -> Change:
    """One tier down. Raises `BadInput` for a scheme that is as easy as it gets."""
    return _step(stored, -1, N_("This is the quickest way to paint it already."))


def harder(stored: StoredScheme) -> Change:
    """One tier up. Raises `BadInput` for a display piece."""
    return _step(stored, 1, N_("This is a display piece already; there is no harder way."))


def _step(stored: StoredScheme, by: int, end: str) -> Change:
    place = _TIERS.index(stored.scheme.tier) + by
    if not 0 <= place < len(_TIERS):
        raise BadInput(end)
    return Change(tier=_TIERS[place])


def apply(stored: StoredScheme, change: Change, catalogue: Catalogue) -> Brief:
    """The brief that the changed scheme is built from.

    Raises:
        UnknownWord: a brand that the catalogue does not have.
    """
    brands = stored.brief.brands if change.brands is None else change.brands
    own = stored.brief if change.from_shelf is None else change
    return stored.brief.model_copy(
        update={
            "tier": change.tier or stored.scheme.tier,
            "brands": tuple(sorted({catalogue.brand(name) for name in brands})),
            "usual_brands": stored.brief.usual_brands and change.brands is None,
            "from_shelf": own.from_shelf,
            "new_paints": own.new_paints if own.from_shelf else None,
        }
    )


def step_of(stored: StoredScheme, change: Change) -> EditStep:
    """What a change does to the colours, with all that stays as it is."""
    return EditStep(edits=change.edits, locked=in_order({*stored.locks, *change.keep}))


def steps(stored: StoredScheme, change: Change) -> tuple[EditStep, ...]:
    """All edits since the scheme was painted, with those of a change.

    Raises:
        BadInput: there are too many.
    """
    if not change.edits:
        return stored.edits
    found = chained(stored.edits, step_of(stored, change))
    if len(found) > MOST_STEPS:
        raise BadInput(
            N_("That is {most} changes in a row. Go on from an earlier one, or paint anew."), most=MOST_STEPS
        )
    return found


def state(brief: Brief, edits: tuple[EditStep, ...] = (), owned: Collection[str] = ()) -> str:
    """Where a variant stands, in a canonical form; `owned` are the paints at hand, for a brief from the shelf.

    With other paints on the shelf it is another place: the same button pressed after a visit to the shop paints anew.
    """
    out = f"tier={brief.tier};brands={','.join(sorted(brief.brands))}" + (f";edits={written(edits)}" if edits else "")
    if not brief.from_shelf:
        return out
    shelf = hashlib.sha256("\n".join(sorted(owned)).encode()).hexdigest()[:16]
    return f"{out};new={'any' if brief.new_paints is None else brief.new_paints};shelf={shelf}"


def known(conn: Connection, *, person_id: str, parent_id: str, change: str, locks: str) -> SchemeRow | None:
    """The variant that stands there, back in the lists when it was deleted; None when there is none yet."""
    row = sql.VARIANT.one(conn, person_id=person_id, parent_id=parent_id, change=change)
    return None if row is None else revive(conn, person_id=person_id, scheme_id=row.id, locks=locks)


def save_variant(conn: Connection, *, new: NewScheme, now: int) -> SchemeRow:
    """Store a variant without a charge, or find the one that somebody stored at the same moment."""
    sql.LOCK_PERSON.scalar(conn, person_id=new.person_id)
    there = known(
        conn, person_id=new.person_id, parent_id=new.parent_id or "", change=new.change or "", locks=new.locks
    )
    return there or service.save_scheme(conn, new=new, now=now)


def revive(conn: Connection, *, person_id: str, scheme_id: str, locks: str) -> SchemeRow:
    """A scheme of this person, taken back into the lists when it was deleted, with these locks. Raises `NotFound`."""
    sql.REVIVE.run(conn, person_id=person_id, scheme_id=scheme_id)
    row = service.by_id(conn, person_id=person_id, scheme_id=scheme_id)
    if row.locks == locks:
        return row
    sql.CARRY_LOCKS.run(conn, person_id=person_id, scheme_id=scheme_id, new_locks=locks)
    return row._replace(locks=locks)


def reroll(stored: StoredScheme, *, keep: Collection[Role], seed: int) -> Brief:
    """The brief of a re-roll: a new proposal for every role that is not kept.

    Args:
        stored: the scheme to paint anew.
        keep: the roles that stay as they are.
        seed: another one than the scheme's own.

    Raises:
        BadInput: every role is kept, so nothing would be new; or a role that the scheme does not have.
    """
    locks = {area.role: area.hex for area in stored.scheme.areas if area.role in keep}
    if len(locks) != len(set(keep)):
        raise BadInput(service.NO_SUCH_COLOUR)
    if len(locks) == len(stored.scheme.areas):
        raise BadInput(N_("Every colour is kept, so there would be nothing new. Nothing was taken."))
    photo = stored.brief.photo  # its colours would come out the same: another of them leads now
    return stored.brief.model_copy(
        update={
            "locks": locks,
            "seed": seed,
            "photo": photo and turned(photo),
            "colours": len(stored.scheme.areas),
            "tier": stored.scheme.tier,
        }
    )
