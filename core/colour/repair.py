"""Putting a palette right with as little as possible.

What gives way to what: locked colours never move; colours that the brief named stay within 12 CIEDE2000 of the word if
there is any way, and never leave it by more than 20; then come the rules about telling colours apart, then those about
light and dark; harmony is kept by turning hues last. The search is a descent: move the one colour whose move mends
most for least, then two at a time where one is not enough, first in small steps, then anywhere. What cannot be mended
is waived in the words of the brief that forbid it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.colour.convert import Bytes, Floats, gamut_map, hex_from_rgb8, linear, oklab_from_linear, polar, rgb8
from core.colour.difference import ciede2000, difference
from core.colour.moves import Bans, Candidates, Piece, bans_for, candidates
from core.colour.names import name_colour
from core.colour.rules import (
    NAMED_CLOSE,
    NAMED_FURTHEST,
    VALUE_SPREAD,
    VALUE_STEP,
    Pairs,
    check,
    failures,
    pairs_for,
)
from core.colour.vision import seen
from core.generation.proposal import Proposal, ProposedColour
from core.paintschemes.scheme import Hex, Role
from core.words import N_

# How dearly a role is kept: moving the ground is cheap, moving the armour is not.
_WORTH = {
    Role.PRIMARY: 1.5,
    Role.SECONDARY: 1.15,
    Role.ACCENT: 1.0,
    Role.ACCENT2: 0.8,
    Role.METAL: 1.1,
    Role.SKIN: 1.0,
    Role.LEATHER: 0.7,
    Role.GROUND: 0.6,
}
_NAMED_WORTH = 3.0
# What a broken rule weighs, by precedence: distinctness before lightness.
_WEIGHTS = {"distinct": 4000.0, "contrast_roles": 1600.0, "colour_blind": 1400.0, "ground": 700.0, "value": 700.0}
# Aim a hair beyond the rule: others round a simulated colour to bytes before they measure it.
_MARGIN, _BLIND_MARGIN = 0.05, 0.3
_SAVED_ENOUGH = 1e-6

LOCKED = N_("locked colours")


def repair(proposal: Proposal, *, locks: Mapping[Role, Hex] | None = None) -> Proposal:
    """Give back a proposal whose colours keep the required rules.

    The same proposal always gives the same answer, and an answer needs no second repair. A colour that moved so far
    that its words no longer fit loses its name, so that it is named afresh; a named colour keeps the brief's word.

    Args:
        proposal: what an engine said; three to eight colours. Rules in its `waivers` are left alone.
        locks: colours that may not change, by role; they replace what the proposal has there.

    Returns:
        The proposal with its colours put right. `waivers` gains an entry for every required rule that locked or named
        colours leave no room for, with the words that stand in its way.
    """
    locks = locks or {}
    colours = tuple(
        c.model_copy(update={"hex": locks[c.role]}) if c.role in locks and c.hex != locks[c.role] else c
        for c in proposal.colours
    )
    bans = bans_for(proposal.forbidden) if proposal.forbidden else None
    pieces = tuple(_piece(c, locks, bans) for c in colours)
    search = _Search(pieces, tuple(c.role in locks for c in colours), frozenset(proposal.waivers))
    search.run()
    found = hex_from_rgb8(search.rgb)
    moved = tuple(_moved(c, h) for c, h in zip(colours, found, strict=True))
    waivers = dict(proposal.waivers)
    if search.broken():
        results = check({c.role: c.hex for c in moved}, waivers)
        for result in failures(results):
            waivers[result.rule] = _words(moved, locks, result.rule)
    if moved == proposal.colours and waivers == proposal.waivers:
        return proposal
    return proposal.model_copy(update={"colours": moved, "waivers": waivers})


def _piece(colour: ProposedColour, locks: Mapping[Role, Hex], bans: Bans | None) -> Piece:
    worth = _WORTH[colour.role]
    if colour.named and colour.role not in locks:
        return Piece(colour.role, colour.hex, worth * _NAMED_WORTH, asked=colour.asked_hex or colour.hex)
    return Piece(colour.role, colour.hex, worth, bans=None if colour.role in locks else bans)


def _moved(colour: ProposedColour, hex_: Hex) -> ProposedColour:
    if hex_ == colour.hex:
        return colour
    stale = not colour.named and bool(colour.name) and difference(hex_, colour.hex) > 6
    return colour.model_copy(update={"hex": hex_, **({"name": ""} if stale else {})})


def _words(colours: Collection[ProposedColour], locks: Mapping[Role, Hex], rule: str) -> str:
    """The brief's words that leave a rule no room: the colours named in it, or else the locks."""
    about = {
        "ground": {Role.PRIMARY, Role.GROUND},
        "colour_blind": {Role.PRIMARY, Role.SECONDARY, Role.ACCENT},
        "contrast_roles": {Role.PRIMARY, Role.SECONDARY, Role.ACCENT},
    }.get(rule, set(Role))
    named = [
        c.name or name_colour(c.asked_hex or c.hex, c.role)
        for c in colours
        if c.named and c.role in about and c.role not in locks
    ]
    words = list(dict.fromkeys(named))
    if any(r in about for r in locks):
        words.append(LOCKED)
    return ", ".join(words) or ", ".join(c.name or name_colour(c.hex, c.role) for c in colours if c.role in about)


@dataclass
class _Search:
    """The palette as arrays, and the descent over it."""

    pieces: tuple[Piece, ...]
    locked: tuple[bool, ...]
    waived: frozenset[str]
    rgb: Bytes = field(init=False)
    views: Floats = field(init=False)
    pairs: Pairs = field(init=False)
    wanted: Floats = field(init=False)
    weight: Floats = field(init=False)
    value_pair: tuple[int, int] | None = field(init=False)
    paid: Floats = field(init=False)
    """(n,) what the moves made so far cost."""
    within: float = field(init=False, default=NAMED_CLOSE - 0.1)
    _held: dict[tuple[int, bool, float], Candidates] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        roles = tuple(p.role for p in self.pieces)
        self.rgb = rgb8(p.start for p in self.pieces).copy()
        self.views = seen(linear(self.rgb))
        self.paid = np.zeros(len(roles))
        self.pairs = pairs_for(roles)
        margin = np.where(self.pairs.view > 0, _BLIND_MARGIN, _MARGIN)
        self.wanted = self.pairs.wanted + margin
        self.weight = np.array([0.0 if r in self.waived else _WEIGHTS[r] for r in self.pairs.rule])
        both = Role.PRIMARY in roles and Role.SECONDARY in roles and "value" not in self.waived
        self.value_pair = (roles.index(Role.PRIMARY), roles.index(Role.SECONDARY)) if both else None

    # -- measuring ---------------------------------------------------------------------------------------------

    def _penalty(self, apart: Floats, which: slice | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
        """Penalty of distances (…, m) of the pairs `which`: a step where a rule breaks, and more the worse."""
        wanted, weight = self.wanted[which], self.weight[which]
        out: Floats = np.where(apart < wanted, weight * (1 + (wanted - apart) / wanted), 0.0)
        return out

    def _pair_penalties(self) -> Floats:
        p = self.pairs
        apart = ciede2000(self.views[p.first, p.view], self.views[p.second, p.view])
        return self._penalty(apart, slice(None))

    def _light_penalty(self, stars: Floats) -> Floats:
        """Penalty of the value rule for L* (…, n)."""
        if "value" in self.waived:
            return np.zeros(stars.shape[:-1])
        spread = stars.max(axis=-1) - stars.min(axis=-1)
        short = np.maximum(VALUE_SPREAD + _MARGIN - spread, 0) / VALUE_SPREAD
        out: Floats = _WEIGHTS["value"] * ((short > 0) + short)
        if self.value_pair:
            a, b = self.value_pair
            short = np.maximum(VALUE_STEP + _MARGIN - np.abs(stars[..., a] - stars[..., b]), 0) / VALUE_STEP
            out = out + _WEIGHTS["value"] * ((short > 0) + short)
        return out

    def _astray(self) -> list[int]:
        """Free colours that stand where they may not: too far from what was asked, or ruled out."""
        out = []
        for i, piece in enumerate(self.pieces):
            if self.locked[i]:
                continue
            if piece.asked:
                asked = seen(linear(rgb8((piece.asked,))))[0, 0]
                if float(ciede2000(self.views[i, 0], asked)) > self.within:
                    out.append(i)
            elif piece.bans and bool(piece.bans.hit(self.rgb[i : i + 1], piece.role)[0]):
                out.append(i)
        return out

    def broken(self) -> bool:
        """Whether any rule that was not waived is broken."""
        return bool(self._pair_penalties().any() or self._light_penalty(self.views[:, 0, 0]) > 0)

    # -- moving ------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Move colours until the rules hold or nothing helps any more."""
        strays = self._astray()
        if not strays and not self.broken():
            return
        if strays:
            self._bring_home(strays)
        for far, within in ((False, NAMED_CLOSE - 0.1), (True, NAMED_CLOSE - 0.1), (True, NAMED_FURTHEST - 0.1)):
            self.within = within
            if self._settle(far=far):
                break
        self._ease_back()

    def _free(self) -> list[int]:
        return [i for i, locked in enumerate(self.locked) if not locked]

    def _choices(self, which: Sequence[int], *, far: bool) -> list[Candidates]:
        missing = [i for i in which if (i, far, self.within) not in self._held]
        if missing:
            found = candidates([self.pieces[i] for i in missing], far=far, within=self.within)
            self._held.update({(i, far, self.within): c for i, c in zip(missing, found, strict=True)})
        return [self._held[i, far, self.within] for i in which]

    def _place(self, i: int, choice: Candidates, k: int) -> None:
        self.rgb[i] = choice.rgb[k]
        self.views[i] = choice.views[k]
        self.paid[i] = choice.cost[k]

    def _bring_home(self, strays: list[int]) -> None:
        """Put colours that stand where they may not on the cheapest places where they may."""
        for far in (False, True):
            again = []
            for i, choice in zip(strays, self._choices(strays, far=far), strict=True):
                best = int(np.argmin(choice.cost))
                self._place(i, choice, best)
                bans = self.pieces[i].bans
                if bans and bool(bans.hit(choice.rgb[best : best + 1], self.pieces[i].role)[0]):
                    again.append(i)
            if not again:
                return
            strays = again

    def _settle(self, *, far: bool) -> bool:
        """Descend; True when every rule holds."""
        for _ in range(4 * len(self.pieces)):
            penalties = self._pair_penalties()
            light = float(self._light_penalty(self.views[:, 0, 0]))
            if not penalties.any() and light == 0:
                return True
            if not self._move_one(penalties, light, far=far) and not self._move_two(penalties, light, far=far):
                return False
        return not self.broken()

    def _suspects(self, penalties: Floats, light: float) -> list[int]:
        """The free colours that have to do with a broken rule."""
        involved = penalties > 0
        out = set(self.pairs.first[involved].tolist()) | set(self.pairs.second[involved].tolist())
        if light > 0:
            stars = self.views[:, 0, 0]
            narrow = float(stars.max() - stars.min()) < VALUE_SPREAD + _MARGIN
            out |= set(range(len(self.pieces)) if narrow else self.value_pair or ())
        return [i for i in self._free() if i in out]

    def _against(self, which: Sequence[int], choices: Sequence[Candidates], but: int = -1) -> list[Floats]:
        """Penalty of each place of some colours against all the others: one (k,) a colour.

        Args:
            which: the colours.
            choices: their places.
            but: a colour to leave out of account.
        """
        p = self.pairs
        masks, left, right = [], [], []
        for i, choice in zip(which, choices, strict=True):
            mine = ((p.first == i) | (p.second == i)) & (p.first != but) & (p.second != but)
            others = np.where(p.first == i, p.second, p.first)[mine]
            here = choice.views[:, p.view[mine]]
            masks.append(mine)
            left.append(here.reshape(-1, 3))
            right.append(np.broadcast_to(self.views[others, p.view[mine]], here.shape).reshape(-1, 3))
        apart = np.split(
            ciede2000(np.concatenate(left), np.concatenate(right)), np.cumsum([len(part) for part in left])[:-1]
        )
        return [
            self._penalty(a.reshape(len(c.cost), -1), m).sum(axis=1)
            for a, c, m in zip(apart, choices, masks, strict=True)
        ]

    def _stars(self, i: int, choice: Candidates) -> Floats:
        """L* of the whole palette with colour `i` at each of its places: (k, n)."""
        stars = np.repeat(self.views[None, :, 0, 0], len(choice.cost), axis=0)
        stars[:, i] = choice.views[:, 0, 0]
        return stars

    def _totals(self, which: Sequence[int], choices: Sequence[Candidates], penalties: Floats) -> list[Floats]:
        """Penalty of the whole palette with one colour at each of its places: one (k,) a colour."""
        p = self.pairs
        out = []
        for i, choice, alone in zip(which, choices, self._against(which, choices), strict=True):
            untouched = penalties[(p.first != i) & (p.second != i)].sum()
            out.append(alone + untouched + self._light_penalty(self._stars(i, choice)))
        return out

    def _move_one(self, penalties: Floats, light: float, *, far: bool) -> bool:
        """Make the best single move; False when none helps."""
        best, where = penalties.sum() + light - _SAVED_ENOUGH, None
        suspects = self._suspects(penalties, light)
        if not suspects:
            return False
        choices = self._choices(suspects, far=far)
        for i, choice, total in zip(suspects, choices, self._totals(suspects, choices, penalties), strict=True):
            priced = total + choice.cost - self.paid[i]
            k = int(np.argmin(priced))
            if priced[k] < best:
                best, where = float(priced[k]), (i, choice, k)
        if where is None:
            return False
        self._place(*where)
        return True

    def _move_two(self, penalties: Floats, light: float, *, far: bool) -> bool:
        """Make the best move of two colours at once; False when none helps."""
        suspects = self._suspects(penalties, light)
        best, where = penalties.sum() + light - _SAVED_ENOUGH, None
        for n, i in enumerate(suspects):
            for j in suspects[n + 1 :]:
                total, k, m = self._best_pair(i, j, penalties, far=far)
                if total < best:
                    best, where = total, (i, j, k, m)
        if where is None:
            return False
        i, j, k, m = where
        a, b = self._choices((i, j), far=far)
        self._place(i, a, k)
        self._place(j, b, m)
        return True

    def _best_pair(self, i: int, j: int, penalties: Floats, *, far: bool) -> tuple[float, int, int]:
        """The best places for two colours together: total penalty and the two indices."""
        p = self.pairs
        between = ((p.first == i) & (p.second == j)) | ((p.first == j) & (p.second == i))
        a, b = self._choices((i, j), far=far)
        # Without the pair itself the two are independent: keep the places that are good in themselves.
        alone_a = self._against((i,), (a,), but=j)[0] + a.cost
        alone_b = self._against((j,), (b,), but=i)[0] + b.cost
        pick_a, pick_b = _spread_picks(alone_a, a.views), _spread_picks(alone_b, b.views)
        view = p.view[between]
        apart = ciede2000(a.views[pick_a][:, None][:, :, view], b.views[pick_b][None][:, :, view])
        together = self._penalty(apart, between).sum(axis=-1)
        stars = np.broadcast_to(self.views[:, 0, 0], (*together.shape, len(self.pieces))).copy()
        stars[..., i] = a.views[pick_a, 0, 0][:, None]
        stars[..., j] = b.views[pick_b, 0, 0][None]
        mine = (p.first == i) | (p.second == i) | (p.first == j) | (p.second == j)
        total = (
            alone_a[pick_a][:, None]
            + alone_b[pick_b][None]
            + together
            + self._light_penalty(stars)
            + penalties[~mine].sum()
            - self.paid[i]
            - self.paid[j]
        )
        k, m = np.unravel_index(int(np.argmin(total)), total.shape)
        return float(total[k, m]), int(pick_a[k]), int(pick_b[m])

    def _ease_back(self) -> None:
        """Let every moved colour come back towards where it started, as far as the rules allow."""
        starts = rgb8(p.start for p in self.pieces)
        order = sorted(self._free(), key=lambda i: -self.pieces[i].worth)
        for i in order:
            if np.array_equal(self.rgb[i], starts[i]):
                continue
            penalties = self._pair_penalties()
            light = float(self._light_penalty(self.views[:, 0, 0]))
            way = _between(starts[i], self.rgb[i])
            choice = Candidates(way, seen(linear(way)), np.zeros(len(way)))
            total = self._totals((i,), (choice,), penalties)[0]
            good = np.flatnonzero(self._allowed(i, choice) & (total <= penalties.sum() + light + _SAVED_ENOUGH))
            if len(good):
                self._place(i, choice, int(good[0]))

    def _allowed(self, i: int, choice: Candidates) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        piece = self.pieces[i]
        if piece.asked:
            asked = seen(linear(rgb8((piece.asked,))))[0, 0]
            now = float(ciede2000(self.views[i, 0], asked))
            out = ciede2000(choice.views[:, 0], asked) <= max(NAMED_CLOSE - 0.1, now)
        elif piece.bans:
            out = ~piece.bans.hit(choice.rgb, piece.role)
        else:
            out = np.ones(len(choice.rgb), dtype=np.bool_)
        return out


_PICKS = 48


def _spread_picks(total: Floats, views: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Indices of the best places, half of them overall, the others the best in each band of lightness."""
    order = np.argsort(total, kind="stable")
    best = order[: _PICKS // 2]
    bands = (views[order, 0, 0] // 6).astype(np.intp)
    firsts = order[np.unique(bands, return_index=True)[1]]
    seconds = order[1:][np.unique(bands[1:], return_index=True)[1]] if len(order) > 1 else order
    return np.unique(np.concatenate([best, firsts, seconds]))


def _between(start: Bytes, end: Bytes) -> Bytes:
    """Sixteen places on the straight way from where a colour started to where it is, in OKLab, nearest start first."""
    points = oklab_from_linear(linear(np.stack([start, end])))
    t = np.linspace(0, 1, 17)[:, None]
    way = gamut_map(polar(points[0] * (1 - t) + points[1] * t))
    way[-1] = end
    return way
