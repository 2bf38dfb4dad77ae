"""Which roles a scheme has, and how well a colour suits each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import lab
from core.colour.difference import ciede2000
from core.generation.embedded import lexicon
from core.generation.embedded.lexicon import Floats
from core.generation.embedded.reading import Reading
from core.generation.embedded.space import space
from core.paintschemes.scheme import MAX_COLOURS, MIN_COLOURS, Role

USUAL = 6
_RULED_OUT = 200.0
_GENERAL = {Role.METAL: 1.0, Role.LEATHER: 1.2, Role.GROUND: 1.4, Role.SKIN: 2.0}
"""What weighs how much: looking like metal, leather, earth or skin at all."""
_LOOSE_LEATHER = 13.0, 0.8
"""The slack and the weight of leather in a brief that speaks of no army: there it may be any dark or muted colour."""
_COLD_LEATHER = 12.0
_OWN = 0.3
"""What the archetype's or the mood's own metal, leather and ground weigh beside that."""
_HOME, _HOME_SLACK = 0.8, 8.0
"""What it costs a primary to be another colour than an army is known by, and how near it has to come to that."""
# What metallic paints look like, what leather, earth and skin do, and how far around them nothing is lost.
_TYPICAL: dict[Role, tuple[str, float]] = {
    Role.METAL: (
        "C4954A F0D79A 94642A A9854C DCC28A 7E5A2C B86B45 8A4427 8E979F D3DADB 5A6169 2E3236 B7BDC0 7F8A90 A7773C",
        10.0,
    ),
    Role.LEATHER: ("573420 84563A 3A2A1C 4A2C1B 24140D B98A62 33271F 5A3E28 6A5440 7A6A5A 2A2422 A07850", 9.0),
    Role.GROUND: (
        "8A7B5E 6A5A50 8C8C84 7E8A48 4E4A2E 5E7A54 6F6C78 A06A42 5C6A38 55525A C8A468 D0D8DC 94603A 4A5258 3E2E2A",
        9.0,
    ),
    Role.SKIN: ("C98A6B E2AD8C F0C8AC 7A3B2C 96603F B88059 54301F 79492F", 10.0),
}
_REACH = {Role.METAL: 6.0, Role.LEATHER: 9.0, Role.GROUND: 10.0}
"""How far (CIEDE2000) from a usual metal, leather or earth a colour may lie and still be one."""
_PALE_GROUND = 70.0
"""L* above which only snow and sand lie."""
_LANDS = {
    frozenset(words.split()): earths
    for words, earths in {
        "snow snowy ice icy frost frozen frosty winter arctic glacier tundra polar": "D0D8DC C1D3D3 AEB8BC",
        "desert dune dunes sand sandy arid wasteland savannah": "C8A468 A06A42 B98A5A",
        "graveyard grave cemetery crypt tomb swamp bog marsh mire mud muddy": "4E4A2E 3E2E2A 55525A",
        "forest wood woods woodland jungle grove autumn": "5C6A38 4E4A2E 6A5A50 6A4A30",
        "lava volcano volcanic hell magma": "3E2E2A 2E2826",
    }.items()
}
"""Where an army fights, if the brief says so, and what lies on the ground there."""
_MOOD_LANDS = {"arctic": "D0D8DC C1D3D3 AEB8BC", "desert": "C8A468 A06A42 B98A5A", "jungle": "5C6A38 4E4A2E 7E8A48"}
_FLESH = {
    # Whose skin is not that of people.
    **dict.fromkeys(("risen dead", "spectral host", "desert tomb dynasty"), "ADB5A8 D8C69E F1E8CF 8A9590"),
    "orc raiders": "66903C 42692A 86A850",
    "plague cult": "ADB5A8 8A9590 A9B078",
    "hive swarm": "C9525F A87888 D8C69E",
}


def roles_for(reading: Reading, count: int, locked: tuple[Role, ...] = ()) -> tuple[Role, ...]:
    """The roles of a scheme of `count` colours (3 to 8), in the order they are shown.

    Three colours are primary, secondary and accent; a metal, a ground, then leather or skin, then both, then a second
    accent join. Roles that the brief speaks of or that are locked come first; "no metal" leaves the metal out.
    """
    flesh_first = Role.SKIN in reading.roles and Role.LEATHER not in reading.roles
    body = (Role.SKIN, Role.LEATHER) if flesh_first else (Role.LEATHER, Role.SKIN)
    order = [Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.METAL, Role.GROUND, *body, Role.ACCENT2]
    if reading.no_metal and Role.METAL not in locked:
        order.remove(Role.METAL)
    asked = {n.role for n in reading.named if n.role} | set(locked)
    first = order[:3] + [r for r in order[3:] if r in asked] + [r for r in order[3:] if r not in asked]
    chosen = set(first[: min(MAX_COLOURS, max(MIN_COLOURS, count))])
    return tuple(role for role in Role if role in chosen)


def count_for(reading: Reading, wanted: int | None) -> int:
    """How many colours: what the brief's field says, else its text, else six or as many as it names."""
    if wanted is not None:
        return wanted
    if reading.count is not None:
        return reading.count
    return min(MAX_COLOURS, max(USUAL, len(reading.named)))


def home(points: Floats, reading: Reading) -> Floats:
    """What it costs each colour (k, 3) to be the primary of the army that was read, or else of the archetype (k,).

    An army is known by the colour that weighs most in its entry: orcs by green skin, whatever else they wear.
    """
    armies = [c for c in reading.concepts if c.army]
    if armies:
        known = np.array([c.colours[int(np.argmax(c.weights))] for c in armies])
    elif reading.archetype:
        known = lexicon.archetypes()[reading.archetype].colours[:1]
    else:
        return np.zeros(len(points))
    return _HOME * _beyond(known, points, _HOME_SLACK)


def unsuited(points: Floats, roles: tuple[Role, ...], reading: Reading) -> Floats:
    """How badly each colour suits each role, in CIEDE2000 beyond what the role allows.

    Args:
        points: (k, 3) Lab.
        roles: m roles.
        reading: for the archetype's and the mood's own metal and ground.

    Returns:
        (m, k); 0 where the colour is a usual one for the role.
    """
    out = np.zeros((len(roles), len(points)))
    if len(points):
        for row, role in enumerate(roles):
            if role in _TYPICAL:
                known, slack = _typical(role)
                if role is Role.SKIN and reading.archetype in _FLESH:
                    known = lab(_FLESH[reading.archetype].split())
                weight = _GENERAL[role]
                if role is Role.LEATHER and not reading.archetype:
                    slack, weight = _LOOSE_LEATHER
                out[row] = weight * _beyond(known, points, slack) + _OWN * _beyond(_own(role, reading), points, 6.0)
                if role is Role.LEATHER:  # hides are warm or black: a blue or purple strap looks like a mistake
                    out[row] += _COLD_LEATHER * np.clip((-points[:, 2] - 2) / 6, 0, 1)
    return out


def sorts(reading: Reading) -> dict[Role, Floats]:
    """What there is (n, 3) of metals, leathers and earths for a brief, by role.

    Nothing where the brief speaks of no army and no mood: a title of anything else keeps what its words say.
    """
    if not (reading.archetype or reading.mood or any(c.army for c in reading.concepts)):
        return {}
    return {role: _earths(reading) if role is Role.GROUND else _typical(role)[0] for role in _REACH}


def true_to_role(
    points: Floats, free: NDArray[np.bool_], roles: tuple[Role, ...], known_of: Mapping[Role, Floats]
) -> Floats:
    """Free colours (n, 3) that no metal, leather or earth has are drawn to the nearest that has it (see `sorts`).

    A palette may call for raspberry where the trim goes; a painter buys copper.
    """
    points = points.copy()
    for row, role in enumerate(roles):
        if free[row] and role in known_of:
            known = known_of[role]
            away = ciede2000(known, points[row][None])
            nearest, far = known[int(np.argmin(away))], float(away.min())
            if far > _REACH[role]:
                points[row] = nearest + (points[row] - nearest) * (_REACH[role] / far)
    return points


def _earths(reading: Reading) -> Floats:
    """What lies on the ground where a brief is set; pale ground is snow or sand, and lies nowhere else."""
    words = {word for heard in (*reading.tokens, *reading.understood) for word in heard.lower().split()}
    for land, earths in _LANDS.items():
        if words & land:
            return lab(earths.split())
    if reading.mood in _MOOD_LANDS:
        return lab(_MOOD_LANDS[reading.mood].split())
    known = _typical(Role.GROUND)[0]
    return known[known[:, 0] < _PALE_GROUND]


def unsuited_entries(roles: tuple[Role, ...], reading: Reading) -> Floats:
    """`unsuited` for the whole codebook, kept between briefs; what the brief rules out suits no role."""
    out = np.array([_entries(role, reading.archetype, reading.mood) for role in roles])
    if Role.PRIMARY in roles and not reading.only:
        out[roles.index(Role.PRIMARY)] += home(space().lab, reading)
    if reading.forbidden:
        out += _RULED_OUT * np.array([space().banned(tuple(reading.forbidden), role) for role in roles])
    return out


@cache
def _entries(role: Role, archetype: str, mood: str) -> Floats:
    reading = Reading()
    reading.archetypes.update([archetype] if archetype else [])
    reading.moods.update([mood] if mood else [])
    out: Floats = unsuited(space().lab, (role,), reading)[0]
    return out


def _beyond(known: Floats, points: Floats, slack: float) -> Floats:
    """CIEDE2000 from each point to the nearest known colour, as far as it is over the slack; (k,)."""
    if not len(known):
        return np.zeros(len(points))
    out: Floats = np.maximum(0, ciede2000(known[:, None], points[None]).min(axis=0) - slack)
    return out


@cache
def _typical(role: Role) -> tuple[Floats, float]:
    hexes, slack = _TYPICAL[role]
    return lab(hexes.split()), slack


def _own(role: Role, reading: Reading) -> Floats:
    """The archetype's or else the mood's own colour for a role (0 or 1, 3)."""
    at = {Role.METAL: 3, Role.LEATHER: 4, Role.GROUND: 5}.get(role)
    if reading.archetype and at is not None:
        return lexicon.archetypes()[reading.archetype].colours[at : at + 1]
    if reading.mood and role in (Role.METAL, Role.GROUND):
        mood = lexicon.moods()[reading.mood]
        return (mood.metal if role is Role.METAL else mood.ground)[None]
    return np.empty((0, 3))
