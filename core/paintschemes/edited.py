"""From an edit to a palette that keeps the rules: locked colours never move, what was set stays, the rest gives way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.colour.convert import oklch
from core.colour.difference import difference
from core.colour.repair import LOCKED, repair
from core.errors import BadInput
from core.generation.proposal import Proposal, ProposedColour
from core.paintschemes.edits import Edit, EditStep, Move, apply_edits, in_order, temperature
from core.paintschemes.scheme import Hex, Role
from core.words import N_

NOTHING_NEW = N_("That changes nothing here: the colours are as far that way as they go. Nothing was taken.")
_SEEN = 1.0
"""CIEDE2000 from which on a change is one."""


def edited(proposal: Proposal, step: EditStep, text: str = "") -> Proposal:
    """The proposal after a step of edits, repaired.

    Args:
        proposal: the one at hand, repaired itself.
        step: what to change, and what is locked.
        text: the brief's words; only what they themselves set aside stays set aside.

    Returns:
        The new proposal. Locked colours are as they were. Colours that the step names are where it put them, unless
        the required rules leave them no room there; then they are as near as they can be.

    Raises:
        BadInput: a role that is not there or is locked, nothing left to change, or no difference to be seen.
    """
    before = palette(proposal)
    locked = frozenset(step.locked)
    after = apply_edits(before, step.edits, locked)
    if all(difference(before[role], after[role]) < _SEEN for role in before):
        raise BadInput(NOTHING_NEW)
    held = frozenset(role for edit in step.edits for role in edit.roles)
    moved = proposal.model_copy(
        update={
            "colours": _carried(proposal, after, step, held),
            "waivers": {rule: words for rule, words in proposal.waivers.items() if _said(words, text)},
        }
    )
    locks = {role: before[role] for role in locked if role in before}
    firm = repair(moved, locks={**locks, **{role: after[role] for role in held}})
    if held and set(firm.waivers) - set(moved.waivers):
        # What was set leaves a rule no room: let it give way a little, before the rule does.
        gentle = repair(moved, locks=locks)
        if len(gentle.waivers) < len(firm.waivers):
            firm = gentle
    if all(difference(before[c.role], c.hex) < _SEEN for c in firm.colours):
        raise BadInput(NOTHING_NEW)
    return firm


def palette(proposal: Proposal) -> dict[Role, Hex]:
    """The colours of a proposal by role."""
    return {colour.role: colour.hex for colour in proposal.colours}


def _said(words: str, text: str) -> bool:
    """Whether a rule was set aside by the brief's own words, not by locks or colours of another time."""
    plain = " ".join(re.findall(r"\w+", text.casefold()))
    return bool(words) and LOCKED not in words and " ".join(re.findall(r"\w+", words.casefold())) in plain


def _carried(
    proposal: Proposal, after: Mapping[Role, Hex], step: EditStep, held: frozenset[Role]
) -> tuple[ProposedColour, ...]:
    """The colours with their new hex: a swap takes name and wish along, what was moved is named afresh."""
    source = {colour.role: colour for colour in proposal.colours}
    for edit in step.edits:
        if edit.move is Move.SWAP:
            one, other = edit.roles
            source[one], source[other] = source[other], source[one]
    out = []
    for colour in proposal.colours:
        old, new = source[colour.role], after[colour.role]
        update: dict[str, object] = {"hex": new, "name": old.name, "named": old.named, "asked_hex": old.asked_hex}
        if new != old.hex:
            update["name"] = ""
            if colour.role in held or old.named:
                # The newest word counts: from here on this is the colour that was asked for.
                update.update(named=True, asked_hex=new)
        out.append(colour.model_copy(update=update))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an edit did besides what it was asked for.

    Attributes:
        gave_way: roles nobody spoke of that moved so that the rules hold.
        short: roles that were asked for and could not follow, or not all the way.
    """

    gave_way: tuple[Role, ...] = ()
    short: tuple[Role, ...] = ()


def outcome(before: Proposal, after: Proposal, step: EditStep) -> Outcome:
    """Compare a proposal with what a step made of it, for the card to say."""
    old, new = palette(before), palette(after)
    wished = apply_edits(old, step.edits, frozenset(step.locked))
    spoken = {role for edit in step.edits for role in edit.roles}
    everything = any(not edit.roles for edit in step.edits)
    gave_way = set() if everything else {r for r in old if r not in spoken and difference(old[r], new[r]) >= _SEEN}
    short = {role for edit in step.edits for role in (edit.roles or ()) if _fell_short(edit, old, wished, new, role)}
    if everything and not short:
        moved = [role for role in old if role not in step.locked and difference(old[role], wished[role]) >= _SEEN]
        edit = next(edit for edit in step.edits if not edit.roles)
        short = {role for role in moved if _fell_short(edit, old, wished, new, role)}
    return Outcome(in_order(gave_way), in_order(short))


def _fell_short(
    edit: Edit, old: Mapping[Role, Hex], wished: Mapping[Role, Hex], new: Mapping[Role, Hex], role: Role
) -> bool:
    """Whether a colour went less than half of the way it was asked to go."""
    if role not in old:
        return False
    was, wish, now = oklch((old[role], wished[role], new[role]))
    match edit.move:
        case Move.LIGHTER | Move.DARKER:
            way, gone = wish[0] - was[0], now[0] - was[0]
        case Move.COLDER | Move.WARMER:
            way, gone = (float(temperature(p) - temperature(was)) for p in (wish, now))
        case Move.MUTED | Move.VIVID:
            way, gone = wish[1] - was[1], now[1] - was[1]
        case _:
            return difference(wished[role], new[role]) > 6
    return bool(abs(way) > 1e-3 and gone / way < 0.5)
