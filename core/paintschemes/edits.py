"""Changes to a scheme that are worked out from the scheme itself: free, at once, and the same every time.

An edit moves some roles' colours in OKLab ("colder", "darker ground"), exchanges two roles, or sets a role to a colour.
Words (`core.paintschemes.edit_words`) and buttons lead to the same `Edit` values. What an edit leads to is put right
like any proposal (`core.paintschemes.edited`), with what the painter locked, and what the edit itself set, kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from core.colour.convert import Floats, from_oklch, oklch, polar, rectangular
from core.colour.families import metal_family
from core.errors import BadInput
from core.paintschemes.scheme import ROLE_NAMES, Frozen, Hex, Role
from core.words import N_


class Move(StrEnum):
    """What an edit does to the colours of its roles."""

    COLDER = "colder"
    WARMER = "warmer"
    LIGHTER = "lighter"
    DARKER = "darker"
    MUTED = "muted"
    VIVID = "vivid"
    HARDER = "harder"
    """More contrast: light roles lighter, dark roles darker."""
    SOFTER = "softer"
    TOWARDS = "towards"
    """A part of the way to a colour ("redder", "more teal")."""
    SWAP = "swap"
    SET = "set"


OPPOSITE: Final = {
    Move.COLDER: Move.WARMER,
    Move.WARMER: Move.COLDER,
    Move.LIGHTER: Move.DARKER,
    Move.DARKER: Move.LIGHTER,
    Move.MUTED: Move.VIVID,
    Move.VIVID: Move.MUTED,
    Move.HARDER: Move.SOFTER,
    Move.SOFTER: Move.HARDER,
}

MOST_STEPS: Final = 40
"""Changes in a row; a painter who needs more is better served by painting anew."""


class Edit(Frozen):
    """One change.

    Attributes:
        move: what to do.
        roles: which roles; empty means all that are not locked. A swap has exactly two.
        strength: 0.5 a little, 1 as the word says, 1.8 a lot.
        colour: the colour to set or to go towards.
    """

    move: Move
    roles: tuple[Role, ...] = ()
    strength: Annotated[float, Field(gt=0, le=3)] = 1.0
    colour: Hex | None = None


class EditStep(Frozen):
    """What was asked for at once, and what was locked when it was."""

    edits: tuple[Edit, ...]
    locked: tuple[Role, ...] = ()


def chained(steps: tuple[EditStep, ...], step: EditStep) -> tuple[EditStep, ...]:
    """A chain of steps with one more, in canonical form: what undoes the last step takes it away again.

    "Warmer" after "colder" and a second "swap" lead back to where one was, exactly; a role set to one colour and then
    to another was only ever set to the other.
    """
    step = step.model_copy(update={"locked": in_order(step.locked), "edits": tuple(_canonical(e) for e in step.edits)})
    if not steps:
        return (step,)
    *before, last = steps
    if last.locked == step.locked and len(last.edits) == len(step.edits) == 1:
        old, new = last.edits[0], step.edits[0]
        if old.roles == new.roles:
            undone = old.move is new.move is Move.SWAP or (
                OPPOSITE.get(old.move) is new.move and old.strength == new.strength
            )
            if undone:
                return tuple(before)
    return (*steps, step)


def in_order(roles: tuple[Role, ...] | frozenset[Role] | set[Role]) -> tuple[Role, ...]:
    """Roles, each once, in the order they are shown."""
    return tuple(role for role in Role if role in roles)


def _canonical(edit: Edit) -> Edit:
    return edit.model_copy(update={"roles": in_order(edit.roles), "strength": round(edit.strength, 2)})


def written(steps: tuple[EditStep, ...]) -> str:
    """A chain as text, the same for the same chain: "darker@ground*1.8!primary+accent;swap@primary+secondary"."""
    return ";".join(
        "&".join(_written(edit) for edit in step.edits) + ("!" + "+".join(step.locked) if step.locked else "")
        for step in steps
    )


def _written(edit: Edit) -> str:
    roles = "@" + "+".join(edit.roles) if edit.roles else ""
    strength = f"*{edit.strength:g}" if edit.strength != 1 else ""
    return f"{edit.move}{roles}{strength}{'=' + edit.colour if edit.colour else ''}"


def apply_edits(
    colours: Mapping[Role, Hex], edits: tuple[Edit, ...], locked: frozenset[Role] = frozenset()
) -> dict[Role, Hex]:
    """Carry out edits on a palette.

    Args:
        colours: the palette, by role.
        edits: what to change, in order.
        locked: roles that stay as they are; an edit of all roles leaves them out.

    Returns:
        The new palette, same roles, not yet repaired.

    Raises:
        BadInput: an edit names a role that the scheme does not have, or one that is locked; everything is locked.
    """
    palette = dict(colours)
    for edit in edits:
        roles = _roles_of(edit, palette, locked)
        if edit.move is Move.SWAP:
            one, other = roles
            palette[one], palette[other] = palette[other], palette[one]
        elif edit.move is Move.SET and edit.colour is not None:
            palette.update(dict.fromkeys(roles, edit.colour))
        else:
            palette.update(_moved({role: palette[role] for role in roles}, edit))
    return palette


def _roles_of(edit: Edit, palette: Mapping[Role, Hex], locked: frozenset[Role]) -> tuple[Role, ...]:
    """The roles an edit is about, or why it cannot be."""
    for role in edit.roles:
        if role not in palette:
            raise BadInput(N_("This scheme has no colour for the {role}. Nothing was changed."), role=_said(role))
        if role in locked:
            raise BadInput(N_("The {role} is locked. Unlock it first; nothing was changed."), role=_said(role))
    if edit.move is Move.SWAP:
        if len(edit.roles) != 2:
            raise BadInput(N_("Say which two to swap, for instance “swap primary and secondary”."))
        if Role.METAL in edit.roles:
            raise BadInput(N_("A metal stays a metal: swap two of the others, or set one to a colour."))
        return edit.roles
    roles = edit.roles or tuple(role for role in palette if role not in locked)
    if not roles:
        raise BadInput(N_("Every colour is locked, so there is nothing to change. Unlock one first."))
    return roles


def _said(role: Role) -> str:
    return ROLE_NAMES[role].lower()


# --- the moves ------------------------------------------------------------------------------------------------------

_COLD, _WARM = 245.0, 60.0
"""OKLCH hues that colder and warmer lead to: a clear sky, a candle."""
_TURN, _CAST = 16.0, 0.022
"""How far colder and warmer turn a hue at most (degrees), and how much of the hue they lay over everything (chroma)."""
_LIGHT_STEP = 0.085
_DARKEST, _LIGHTEST = 0.12, 0.975
"""OKLCH lightness that lighter and darker end at: what a brush can still tell from black and white."""


def temperature(lch: Floats) -> Floats:
    """How warm colours (…, 3) in OKLCH are: the part of their chroma that points to the warm hue, below 0 for cold."""
    out: Floats = lch[..., 1] * (np.cos(np.radians(lch[..., 2] - _WARM)) - np.cos(np.radians(lch[..., 2] - _COLD)))
    return out


def _moved(colours: Mapping[Role, Hex], edit: Edit) -> dict[Role, Hex]:
    roles, hexes = tuple(colours), tuple(colours.values())
    lch = oklch(hexes)
    s = edit.strength
    match edit.move:
        case Move.COLDER | Move.WARMER:
            new = _warmed(lch, _COLD if edit.move is Move.COLDER else _WARM, s)
        case Move.LIGHTER | Move.DARKER:
            new = _lit(lch, np.full(len(lch), _LIGHT_STEP * s * (1 if edit.move is Move.LIGHTER else -1)))
        case Move.HARDER | Move.SOFTER:
            factor = 1.3**s if edit.move is Move.HARDER else 0.78**s
            new = _lit(lch, (lch[:, 0] - lch[:, 0].mean()) * (factor - 1))
        case Move.MUTED:
            new = lch * np.array([1.0, 0.62**s, 1.0])
        case Move.VIVID:
            new = lch.copy()
            tinted = lch[:, 1] > 0.015  # what is grey has no hue to strengthen
            new[:, 1] = np.where(tinted, np.maximum(lch[:, 1] * 1.4**s, lch[:, 1] + 0.02 * s), lch[:, 1])
        case _:
            # said of everything, it is a lean: straps and snow need not become the colour
            new = _towards(lch, edit.colour or hexes[0], s if edit.roles else s / 2)
    made = dict(zip(roles, from_oklch(new), strict=True))
    if Role.METAL in made:
        named = bool(edit.roles)
        made[Role.METAL] = _metal(colours[Role.METAL], made[Role.METAL], edit, named=named)
    return made


def _lit(lch: Floats, step: Floats) -> Floats:
    """Lighter or darker by `step`; what lies beyond what a brush can tell already does not come back for it."""
    new = lch.copy()
    low, high = np.minimum(lch[:, 0], _DARKEST), np.maximum(lch[:, 0], _LIGHTEST)
    new[:, 0] = np.clip(lch[:, 0] + step, low, high)
    return new


def _warmed(lch: Floats, target: float, s: float) -> Floats:
    """Turned towards a hue and overlaid with it, as a painter warms or cools a mix.

    A red turns to crimson and a green to teal. What lies right across the wheel (an orange that is to be colder) does
    not turn, for it would go through green or purple: it loses warmth until it is a grey.
    """
    away = (target - lch[:, 2] + 180) % 360 - 180
    reach = np.maximum(np.abs(away) - 25.0, 0.0)
    willing = np.clip((172.0 - np.abs(away)) / 40.0, 0.0, 1.0)
    # A yellow turns soonest to the eye: two steps and it is a lime.
    willing = np.where((lch[:, 2] > 80) & (lch[:, 2] < 128), 0.35 * willing, willing)
    turned = lch.copy()
    turned[:, 2] = (lch[:, 2] + np.sign(away) * np.minimum(reach, _TURN * s * willing)) % 360
    flat = rectangular(turned)
    cast = _CAST * s * np.clip(4 * lch[:, 0] * (1.1 - lch[:, 0]), 0.35, 1.0)  # white and black take little
    flat[:, 1] += cast * np.cos(np.radians(target))
    flat[:, 2] += cast * np.sin(np.radians(target))
    out = polar(flat)
    strong = (lch[:, 1] > 0.1) & (np.abs(away) < 150)  # a strong red stays strong as it cools
    out[:, 1] = np.where(strong, np.maximum(out[:, 1], 0.92 * lch[:, 1]), out[:, 1])
    return out


def _towards(lch: Floats, colour: Hex, s: float) -> Floats:
    """A third of the way to a colour's hue and chroma, a sixth of the way to its lightness."""
    goal = rectangular(oklch((colour,)))
    flat = rectangular(lch)
    way = np.array([0.16, 0.34, 0.34]) * min(s, 2.0)
    return polar(flat + (goal - flat) * way)


# From cold to warm; a metal that grows warmer becomes the next metal, because its kind is what a painter buys.
_METALS: Final = ("steel", "brass", "bronze", "copper")
_METAL_AT: Final = {"steel": (0.012, 245.0), "gold": (0.112, 82.0), "brass": (0.08, 80.0), "bronze": (0.07, 62.0),
                    "copper": (0.1, 45.0)}  # fmt: skip
_METAL_STEP: Final = {"gunmetal": 0, "bright silver": 0, "steel": 0, "gold": 1, "brass": 1, "bronze": 2, "copper": 3}


def _metal(old: Hex, new: Hex, edit: Edit, *, named: bool) -> Hex:
    """A metal that was moved: another metal where the painter spoke of it, the same one where they did not."""
    kind = metal_family(old)
    if kind == "coloured":
        return new
    if not named:
        return new if metal_family(new) == kind else _kept_metal(old, new, kind)
    if edit.move not in {Move.COLDER, Move.WARMER}:
        return new if edit.move is Move.TOWARDS or metal_family(new) != "coloured" else _kept_metal(old, new, kind)
    at = _METAL_STEP[kind] + (1 if edit.move is Move.WARMER else -1)
    if not 0 <= at < len(_METALS):
        return old
    lightness = float(oklch((old,))[0, 0])
    wanted = _METALS[at]
    if wanted == "brass" and lightness >= 0.55:
        wanted = "gold"
    chroma, hue = _METAL_AT[wanted]
    return from_oklch((lightness, chroma, hue))[0]


def _kept_metal(old: Hex, new: Hex, kind: str) -> Hex:
    """As far on the way to the new colour as the metal stays what it is."""
    start, end = rectangular(oklch((old, new)))
    for share in (0.8, 0.6, 0.4, 0.2):
        there = from_oklch(polar((start + (end - start) * share)[None]))[0]
        if metal_family(there) == kind:
            return there
    return old
