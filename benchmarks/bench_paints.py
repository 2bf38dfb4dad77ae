"""Paints: loading, six colours against the whole catalogue, a whole scheme, beside ColorAide doing the same.

    python -m benchmarks.bench_paints

Goals on an idle machine: catalogue loaded <= 60 ms, six colours <= 2 ms, a scheme <= 15 ms.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from coloraide import Color

from core.generation.brief import Brief
from core.generation.proposal import Proposal, ProposedColour
from core.paints.catalogue import Catalogue
from core.paints.reading import read_catalogue
from core.paintschemes.build import build_scheme
from core.paintschemes.scheme import Role, Tier

SIX = ("#1B3A86", "#E8E4D8", "#B01E22", "#C4954A", "#4A2C1B", "#8A7B5E")
ROLES = (Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.METAL, Role.LEATHER, Role.GROUND)


def _times(fn: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Best and median of some rounds, in milliseconds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        fn()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return taken[0], taken[len(taken) // 2]


def _line(what: str, best: float, median: float, note: str = "") -> None:
    print(f"{what:<46} best {best:9.2f} ms   median {median:9.2f} ms   {note}")


def main() -> None:
    _line("catalogue loaded, CIELAB included", *_times(lambda: Catalogue(read_catalogue()), 15), "goal 60 ms")
    catalogue = Catalogue.load()
    ours = _times(lambda: catalogue.nearest(SIX), 60)
    _line(f"six colours against {len(catalogue)} paints", *ours, "goal 2 ms")

    points = [Color(p.hex).convert("lab-d65") for p in catalogue.paints]

    def peer() -> list[float]:
        return [min(Color(h).delta_e(p, method="2000", space="lab-d65") for p in points) for h in SIX]

    start = time.perf_counter()
    theirs = peer()
    taken = (time.perf_counter() - start) * 1000
    found = [row[0][1] for row in catalogue.nearest(SIX)]
    same = all(abs(a - b) < 1e-9 for a, b in zip(found, theirs, strict=True))
    _line("the same with ColorAide", taken, taken, f"{taken / ours[0]:.0f} times as long; same answers: {same}")

    proposal = Proposal(
        title="Bench",
        mood_line="",
        colours=tuple(ProposedColour(role=r, hex=h) for r, h in zip(ROLES, SIX, strict=True)),
        archetype="paladin order",
        mood="heroic",
        confidence=1,
        engine="bench",
        engine_version="1",
    )
    for tier in Tier:
        for brands in ((), ("Citadel",)):
            brief = Brief(text="x", tier=tier, brands=brands)
            build_scheme(brief, proposal, catalogue)
            label = f"build_scheme, {tier}, {brands[0] if brands else 'any brand'}"
            _line(label, *_times(lambda brief=brief: build_scheme(brief, proposal, catalogue), 30), "goal 15 ms")


if __name__ == "__main__":
    main()
