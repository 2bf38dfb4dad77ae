"""How much of a model each role covers: the layers of 60-30-10 with the neutrals taken out of them.

Three colours are 60, 30 and 10 percent themselves. Metal, leather, skin and ground are neutrals that take their part
from the first two, so that a full set of six stands at 46, 23, 7 and 9, 7, 8.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.paintschemes.scheme import Role

WEIGHTS: dict[Role, float] = {
    Role.PRIMARY: 46,
    Role.SECONDARY: 23,
    Role.ACCENT: 7.4,
    Role.ACCENT2: 5,
    Role.METAL: 9,
    Role.LEATHER: 7,
    Role.SKIN: 7,
    Role.GROUND: 8,
}


def shares(roles: Sequence[Role]) -> tuple[int, ...]:
    """Percent of the model for each role, at least 1, together exactly 100 (largest remainders)."""
    total = sum(WEIGHTS[r] for r in roles)
    exact = [100 * WEIGHTS[r] / total for r in roles]
    out = [max(1, int(x)) for x in exact]
    by_remainder = sorted(range(len(roles)), key=lambda i: (int(exact[i]) - exact[i], i))
    for i in range(100 - sum(out)):
        out[by_remainder[i % len(out)]] += 1
    return tuple(out)
